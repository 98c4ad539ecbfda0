//! What scrapes read: counts over all time, by names that last.

use weir_store::{
    Store, flows,
    rollups::{self, HOUR, RunKind, Series, Tally},
};
use weir_types::{
    Timestamp,
    ids::{DeploymentId, FlowId},
    state::StateType,
};

use crate::flow_runs::{env, flow};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

async fn count(store: &Store, flow: FlowId, deployment: DeploymentId, names: &[String]) {
    let failed = |name: &String| Series {
        flow_id: flow,
        deployment_id: deployment,
        state_name: name.clone(),
        state_type: StateType::Failed,
    };
    let series: Vec<Series> = names.iter().map(failed).collect();
    store
        .write(series, |conn, series| {
            Box::pin(async move {
                for series in series {
                    let once = Tally { transitions: 1, ..Tally::default() };
                    rollups::add(conn, RunKind::Flow, rollups::hour_of(NOW), series, &once).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
}

async fn totals(store: &Store) -> Vec<(String, String, String, i64)> {
    let read = store.read((), |conn, ()| Box::pin(rollups::totals(conn, RunKind::Flow))).await.unwrap();
    let told = |row: rollups::NamedTally| {
        (row.owned.flow, row.owned.deployment, row.state_name, row.tally.transitions)
    };
    read.into_iter().map(told).collect()
}

async fn what_is_deleted_is_counted_under_its_last_name(store: Store) {
    let flow = flow(&store, "etl").await;
    count(&store, flow, DeploymentId(uuid::Uuid::nil()), &["Failed".to_owned()]).await;
    let before = totals(&store).await;
    assert_eq!(before, [("etl".to_owned(), String::new(), "Failed".to_owned(), 1)]);
    store
        .write((), move |conn, ()| Box::pin(async move { flows::delete(conn, flow, &env(NOW)).await }))
        .await
        .unwrap();
    assert_eq!(totals(&store).await, before);
}

async fn names_that_users_make_up_are_bounded(store: Store) {
    let (flow, deployment) = (FlowId(uuid::Uuid::nil()), DeploymentId(uuid::Uuid::nil()));
    let names: Vec<String> = (0..150).map(|nth| format!("Bad {nth:03}")).collect();
    for _ in 0..2 {
        count(&store, flow, deployment, &names).await;
    }
    count(&store, flow, deployment, &["Failed".to_owned(), "TimedOut".to_owned()]).await;
    let counted = totals(&store).await;
    let of =
        |name: &str| counted.iter().find(|(_, _, state, _)| state == name).map(|(_, _, _, count)| *count);
    assert_eq!((of("Bad 000"), of("Bad 099"), of("Bad 100")), (Some(2), Some(2), None));
    assert_eq!((of("FAILED"), of("Failed"), of("TimedOut")), (Some(100), Some(1), Some(1)));

    let names: Vec<String> =
        (0..250).map(|nth| format!("mine.{nth:03}")).chain(["prefect.a".to_owned()]).collect();
    store
        .write(names, |conn, names| {
            Box::pin(async move {
                for name in names.iter().chain(names) {
                    rollups::add_events(conn, rollups::hour_of(NOW) - HOUR, name, 1).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let events = store.read((), |conn, ()| Box::pin(rollups::event_totals(conn))).await.unwrap();
    let of = |name: &str| events.iter().find(|(event, _)| event == name).map(|(_, count)| *count);
    assert_eq!((of("mine.000"), of("mine.199"), of("mine.200")), (Some(2), Some(2), None));
    assert_eq!((of("other"), of("prefect.a")), (Some(100), Some(2)));
}

weir_testkit::on_both_databases!(
    what_is_deleted_is_counted_under_its_last_name,
    names_that_users_make_up_are_bounded,
);
