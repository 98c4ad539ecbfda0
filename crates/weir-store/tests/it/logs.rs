//! Log lines: in their order, read on from a position, and a flow run's page by page.

use weir_store::{
    Store,
    events::Position,
    logs::{self, LinePosition},
};
use weir_types::{Timestamp, ids::FlowRunId, logs::LogCreate};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn line(message: &str, flow_run_id: Option<FlowRunId>, second: i64) -> LogCreate {
    LogCreate {
        name: "prefect.flow_runs".to_owned(),
        level: 20,
        message: message.to_owned(),
        timestamp: Timestamp::from_micros(NOW.as_micros() + second * 1_000_000),
        flow_run_id,
        task_run_id: None,
    }
}

async fn append(store: &Store, lines: Vec<LogCreate>) {
    store.write(lines, |conn, lines| Box::pin(logs::append(conn, lines, NOW))).await.unwrap();
}

async fn a_reader_sees_what_comes_after_its_position(store: Store) {
    let mut growth = store.log_growth();
    growth.mark_unchanged();
    append(&store, vec![line("a", None, 0), line("b", None, 0)]).await;
    tokio::time::timeout(std::time::Duration::from_secs(20), growth.changed()).await.unwrap().unwrap();
    let read = async |from: Position| {
        store.read(from, |conn, from| Box::pin(logs::read_after(conn, *from, 10))).await.unwrap()
    };
    let seen = read(Position::default()).await;
    assert_eq!(seen.iter().map(|(_, log)| log.message.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let end = store.read((), |conn, ()| Box::pin(logs::end(conn))).await.unwrap();
    assert_eq!(end, seen[1].0);
    append(&store, vec![line("c", None, 0)]).await;
    let seen = read(end).await;
    assert_eq!(seen.iter().map(|(_, log)| log.message.as_str()).collect::<Vec<_>>(), ["c"]);
}

async fn a_flow_runs_lines_are_read_page_by_page(store: Store) {
    let (ours, other) = (FlowRunId::generate(), FlowRunId::generate());
    // Lines of one instant, and lines that came late.
    let lines: Vec<LogCreate> = (0..20).map(|n| line(&n.to_string(), Some(ours), (n * 7) % 5)).collect();
    append(&store, lines).await;
    append(&store, vec![line("other", Some(other), 0), line("none", None, 0)]).await;
    let mut expected: Vec<(i64, i64)> = (0..20).map(|n| ((n * 7) % 5, n)).collect();
    expected.sort_unstable();
    let mut found = Vec::new();
    let mut position = LinePosition::START;
    loop {
        let page = store
            .read((ours, position), |conn, (ours, position)| {
                Box::pin(logs::read_flow_run_after(conn, *ours, *position, 6))
            })
            .await
            .unwrap();
        let Some((last, _)) = page.last() else { break };
        position = *last;
        found.extend(page.into_iter().map(|(_, log)| log.message.parse::<i64>().unwrap()));
    }
    assert_eq!(found, expected.into_iter().map(|(_, n)| n).collect::<Vec<_>>());
}

weir_testkit::on_both_databases!(
    a_reader_sees_what_comes_after_its_position,
    a_flow_runs_lines_are_read_page_by_page,
);
