//! Task runs that are recorded from events.

use weir_store::{
    Conn, Result, Store,
    events::{NewEvent, RelatedId},
    task_run_events::{self, IncomingEvents, TaskRunEvent},
    task_runs,
};
use weir_types::{
    Json, JsonObject, Timestamp,
    ids::{EventId, FlowRunId, StateId, TaskRunId},
    state::{StateDetails, StateType},
};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000)
}

fn told(id: TaskRunId, flow_run: FlowRunId, state_type: StateType, seconds: i64) -> TaskRunEvent {
    TaskRunEvent {
        id,
        flow_run_id: Some(flow_run),
        first: false,
        state_id: StateId::generate(),
        state_type,
        state_name: state_type.default_name().to_owned(),
        state_timestamp: at(seconds),
        state_message: None,
        state_data: None,
        state_details: StateDetails::default(),
        name: Some("load-0".to_owned()),
        task_key: "load".to_owned(),
        dynamic_key: "0".to_owned(),
        cache_key: None,
        cache_expiration: None,
        task_version: None,
        empirical_policy: None,
        tags: Some(vec!["nightly".to_owned()]),
        labels: None,
        task_inputs: None,
        run_count: Some(1),
        flow_run_run_count: Some(1),
        expected_start_time: Some(NOW),
        next_scheduled_start_time: None,
        start_time: None,
        end_time: None,
        total_run_time: None,
    }
}

fn event_of(task_run: &TaskRunEvent) -> NewEvent {
    NewEvent {
        id: EventId(task_run.state_id.0),
        occurred: task_run.state_timestamp,
        event: format!("prefect.task-run.{}", task_run.state_name),
        resource_id: format!("prefect.task-run.{}", task_run.id),
        resource: JsonObject::default(),
        related_ids: vec![RelatedId {
            resource_id: "prefect.tag.nightly".to_owned(),
            role: "tag".to_owned(),
        }],
        related: Json::from_text("[]".to_owned()).unwrap(),
        payload: JsonObject::default(),
        follows: None,
    }
}

async fn send(store: &Store, told: &[TaskRunEvent]) -> usize {
    let mut incoming = IncomingEvents::default();
    for task_run in told {
        incoming.push(event_of(task_run), Some(task_run.clone()));
    }
    store
        .write(incoming, |conn, incoming| Box::pin(task_run_events::store(conn, incoming, NOW)))
        .await
        .unwrap()
}

type Row = (TaskRunId, String, String, i64, String);

async fn rows(conn: &mut Conn) -> Result<Vec<Row>> {
    conn.all(
        "SELECT id, state_name, dynamic_key, run_count, tags FROM task_runs ORDER BY dynamic_key, id",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
    )
    .await
}

async fn task_runs(store: &Store) -> Vec<Row> {
    store.read((), |conn, ()| Box::pin(rows(conn))).await.unwrap()
}

async fn history(store: &Store) -> Vec<(TaskRunId, String)> {
    store
        .read((), |conn, ()| {
            Box::pin(conn.all(
                "SELECT task_run_id, name FROM task_run_states ORDER BY timestamp",
                &[],
                |row| Ok((row.get(0)?, row.get(1)?)),
            ))
        })
        .await
        .unwrap()
}

async fn the_newest_state_wins_in_any_order(store: Store) {
    use StateType::{Completed, Pending, Running};
    // Clocks are coarse, so the end may be at the same instant as the start.
    for states in [[(Pending, 0), (Running, 1), (Completed, 2)], [(Pending, 0), (Running, 2), (Completed, 2)]]
    {
        the_last_of_them_wins(&store, states).await;
    }
}

async fn the_last_of_them_wins(store: &Store, states: [(StateType, i64); 3]) {
    // Every order of arrival, together in one unit and each in its own.
    for (number, order) in
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].into_iter().enumerate()
    {
        for together in [true, false] {
            let (id, flow_run) = (TaskRunId::generate(), FlowRunId::generate());
            let events: Vec<TaskRunEvent> = order
                .into_iter()
                .map(|index| {
                    let (state_type, seconds) = states[index];
                    let mut event = told(id, flow_run, state_type, seconds);
                    event.first = state_type == StateType::Pending;
                    event.dynamic_key = format!("{number}-{together}-{}", states[1].1);
                    event.run_count = Some(i64::try_from(index).unwrap());
                    event
                })
                .collect();
            let before = history(store).await.len();
            if together {
                assert_eq!(send(store, &events).await, 3);
            } else {
                for event in &events {
                    assert_eq!(send(store, std::slice::from_ref(event)).await, 1);
                }
            }
            assert_eq!(send(store, &events).await, 0, "events that are there are dropped");
            let found: Vec<Row> = task_runs(store).await.into_iter().filter(|row| row.0 == id).collect();
            let expected = (
                id,
                "Completed".to_owned(),
                format!("{number}-{together}-{}", states[1].1),
                2,
                r#"["nightly"]"#.to_owned(),
            );
            assert_eq!(found, [expected], "{order:?}");
            assert_eq!(history(store).await.len(), before + 3);
        }
    }
}

async fn a_run_with_the_same_keys_is_the_same_run(store: Store) {
    let flow_run = FlowRunId::generate();
    let (known, other) = (TaskRunId::generate(), TaskRunId::generate());
    send(&store, &[told(known, flow_run, StateType::Pending, 0)]).await;
    send(&store, &[told(other, flow_run, StateType::Running, 1)]).await;
    // A run that says it is new, with the keys of one that is there.
    let mut late = told(TaskRunId::generate(), flow_run, StateType::Completed, 2);
    late.first = true;
    send(&store, &[late]).await;
    let found = task_runs(&store).await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1.as_str()), (known, "Completed"));
    assert!(history(&store).await.iter().all(|(id, _)| *id == known));
}

async fn a_run_may_take_other_keys(store: Store) {
    let (id, flow_run) = (TaskRunId::generate(), FlowRunId::generate());
    send(&store, &[told(id, flow_run, StateType::Pending, 0)]).await;
    let mut moved = told(id, flow_run, StateType::Running, 1);
    "7".clone_into(&mut moved.dynamic_key);
    send(&store, &[moved]).await;
    let found = task_runs(&store).await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].1.as_str(), found[0].2.as_str()), ("Running", "7"));
}

async fn a_run_has_labels_once_an_event_tells_of_them(store: Store) {
    let run = told(TaskRunId::generate(), FlowRunId::generate(), StateType::Pending, 0);
    let first = TaskRunEvent { first: true, ..run.clone() };
    let second = TaskRunEvent { state_id: StateId::generate(), state_timestamp: at(1), ..run.clone() };
    let labels = JsonObject::new(Json::from_text(r#"{"a":1}"#.to_owned()).unwrap());
    let third =
        TaskRunEvent { state_id: StateId::generate(), state_timestamp: at(2), labels: labels.clone(), ..run };
    for (event, wanted) in [(first, None), (second, None), (third, labels)] {
        send(&store, std::slice::from_ref(&event)).await;
        let found = store.read(event.id, |conn, id| Box::pin(task_runs::read(conn, *id, NOW))).await.unwrap();
        assert_eq!(found.unwrap().labels.map(|labels| labels.as_object().clone()), wanted);
    }
}

weir_testkit::on_both_databases!(
    a_run_has_labels_once_an_event_tells_of_them,
    the_newest_state_wins_in_any_order,
    a_run_with_the_same_keys_is_the_same_run,
    a_run_may_take_other_keys,
);
