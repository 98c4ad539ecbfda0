//! Custom metrics: told in lines of log and directly, counted, refused, read, and deleted when they are old.

use futures_util::future::join_all;
use serde_json::json;
use weir_engine::metrics::Limits;
use weir_store::{
    Store,
    logs::{self, Lines},
    metrics::{self, Deleted, Incoming, Place, Window},
};
use weir_types::{
    TimeDelta, Timestamp,
    flow_runs::FlowRun,
    logs::LogCreate,
    metrics::{
        MetricPoint, MetricPointCreate, MetricRefusal, MetricRefusalsQuery, MetricSeries, RefusalKind,
        SeriesSelection,
    },
    sorting::LogSort,
};

use crate::flow_runs::{flow, new_run};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn at(second: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(second)
}

fn line(message: &str, run: Option<&FlowRun>, second: i64) -> LogCreate {
    LogCreate {
        name: "prefect.flow_runs".to_owned(),
        level: 20,
        message: message.to_owned(),
        timestamp: at(second),
        flow_run_id: run.map(|run| run.id),
        task_run_id: None,
    }
}

async fn say(store: &Store, limits: Limits, lines: Vec<LogCreate>) {
    store.append_logs(Lines::new(lines, limits, NOW)).await.unwrap();
}

async fn send(store: &Store, limits: Limits, points: serde_json::Value) -> Vec<(usize, RefusalKind)> {
    let points: Vec<MetricPointCreate> = serde_json::from_value(points).unwrap();
    let incoming = Incoming::of_points(points, limits, NOW);
    let refused = store.write(incoming, |conn, incoming| {
        Box::pin(async move { metrics::append(conn, &[incoming], NOW).await })
    });
    refused.await.unwrap().into_iter().map(|(_, one)| (one.index, one.refusal.kind)).collect()
}

async fn series(store: &Store, selection: SeriesSelection) -> Vec<MetricSeries> {
    store.read(selection, |conn, selection| Box::pin(metrics::selected(conn, selection))).await.unwrap()
}

async fn all(store: &Store) -> Vec<MetricSeries> {
    series(store, SeriesSelection::default()).await
}

async fn points(store: &Store, window: Window, sort: LogSort) -> Vec<MetricPoint> {
    let of: Vec<i64> = all(store).await.iter().map(|series| series.id).collect();
    let found =
        store.read(of, move |conn, of| Box::pin(metrics::list_points(conn, of, window, sort, 1000, 0)));
    found.await.unwrap()
}

async fn refused(store: &Store) -> Vec<MetricRefusal> {
    let query = MetricRefusalsQuery::default();
    store.read(query, |conn, query| Box::pin(metrics::list_refusals(conn, query, 200))).await.unwrap()
}

fn values(points: &[MetricPoint]) -> Vec<f64> {
    points.iter().map(|point| point.value).collect()
}

async fn lines_tell_of_metrics_of_their_runs(store: Store) {
    let flow = flow(&store, "etl").await;
    let run = new_run(&store, json!({ "flow_id": flow })).await;
    say(
        &store,
        Limits::default(),
        vec![
            line("Extracted 3 rows", Some(&run), 1),
            line("METRIC: rows=3 unit=rows table=orders seconds=0.5 unit=s", Some(&run), 2),
            line("METRIC: rows=many table=orders", Some(&run), 3),
            line("METRIC: rows=4 unit=rows table=orders", Some(&run), 3),
            line("METRIC: rows=9", None, 4),
        ],
    )
    .await;
    let found = all(&store).await;
    let shown: Vec<_> = found
        .iter()
        .map(|one| {
            (one.name.as_str(), one.unit.as_deref(), one.flow_name.as_deref(), one.count, one.last_value)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("rows", None, None, 1, 9.0),
            ("rows", Some("rows"), Some("etl"), 2, 4.0),
            ("seconds", Some("s"), Some("etl"), 1, 0.5),
        ]
    );
    let of_table = &found[1];
    assert_eq!((of_table.flow_id, of_table.deployment_id), (Some(flow), None));
    assert_eq!((of_table.created, of_table.last_timestamp), (NOW, at(3)));
    assert_eq!(of_table.labels, [("table".to_owned(), "orders".to_owned())].into());
    let of_run =
        points(&store, Window { flow_run: Some(run.id), ..Window::default() }, LogSort::TimestampAsc).await;
    assert_eq!(values(&of_run), [3.0, 0.5, 4.0]);
    assert_eq!(
        (of_run[2].timestamp, of_run[2].flow_run_id, of_run[2].task_run_id),
        (at(3), Some(run.id), None)
    );
    let refused = refused(&store).await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    let MetricRefusal { kind, name, count, reason, text, flow_id, flow_run_id, .. } = &refused[0];
    assert_eq!((*kind, name.as_deref(), *count), (RefusalKind::Malformed, Some("rows"), 1));
    assert_eq!(
        (reason.as_str(), text.as_str()),
        (r#"the value of rows, "many", is not a number"#, "rows=many")
    );
    assert_eq!((*flow_id, *flow_run_id), (Some(flow), Some(run.id)));
    let lines = store.read((), |conn, ()| Box::pin(logs::list(conn, None, LogSort::TimestampAsc, 10, 0)));
    assert_eq!(lines.await.unwrap().len(), 5, "the lines are there as ever");
}

async fn requests_at_once_are_counted_each(store: Store) {
    let flow = flow(&store, "etl").await;
    let run = new_run(&store, json!({ "flow_id": flow })).await;
    let requests = (0..60).map(|number| {
        let lines =
            (0..3).map(|_| line(&format!("METRIC: n={number} m={number} METRIC: bad"), Some(&run), number));
        say(&store, Limits::default(), lines.collect())
    });
    join_all(requests).await;
    let found = all(&store).await;
    assert_eq!(
        found.iter().map(|one| (one.name.as_str(), one.count)).collect::<Vec<_>>(),
        [("m", 180), ("n", 180)]
    );
    assert_eq!((found[0].last_value, found[0].last_timestamp), (59.0, at(59)));
    let stored = points(&store, Window::default(), LogSort::TimestampAsc).await;
    assert_eq!(stored.len(), 360);
    let sum: f64 = values(&stored).iter().sum();
    assert!((sum - f64::from(6 * 59 * 60 / 2)).abs() < 1e-9, "{sum}");
    assert_eq!(refused(&store).await.iter().map(|one| one.count).collect::<Vec<_>>(), [180]);
}

async fn what_comes_late_is_not_the_last(store: Store) {
    for (value, timestamp) in [(1, 10), (2, 30), (3, 20), (4, 30)] {
        let point = json!([{ "name": "rows", "value": value, "timestamp": at(timestamp) }]);
        assert_eq!(send(&store, Limits::default(), point).await, []);
    }
    let found = all(&store).await;
    assert_eq!((found[0].count, found[0].last_value, found[0].last_timestamp), (4, 4.0, at(30)));
    for (window, sort, expected) in [
        (Window::default(), LogSort::TimestampAsc, vec![1.0, 3.0, 2.0, 4.0]),
        (Window::default(), LogSort::TimestampDesc, vec![4.0, 2.0, 3.0, 1.0]),
        (
            Window { start: Some(at(20)), end: Some(at(30)), ..Window::default() },
            LogSort::TimestampAsc,
            vec![3.0],
        ),
    ] {
        assert_eq!(values(&points(&store, window, sort).await), expected);
    }
    // The same page by page.
    let (mut place, mut read, id) = (Place::START, Vec::new(), found[0].id);
    loop {
        let page =
            store.read((), move |conn, ()| Box::pin(metrics::page(conn, id, Window::default(), place, 3)));
        let page = page.await.unwrap();
        let Some((last, _)) = page.last() else { break };
        place = *last;
        read.extend(page.into_iter().map(|(_, point)| point.value));
    }
    assert_eq!(read, [1.0, 3.0, 2.0, 4.0]);
}

async fn what_is_too_much_is_refused_and_counted(store: Store) {
    use RefusalKind::{Malformed, TooLong, TooManyLabels, TooManyMetrics, TooManySeries};
    let limits = Limits { metrics: 2, series: 3, labels: 1, length: 8 };
    let point =
        |name: &str, run: i64| json!({ "name": name, "value": 1, "labels": { "run": run.to_string() } });
    let sent: Vec<_> =
        (0..5).map(|run| point("a", run)).chain([point("b", 0), point("c", 0), point("c", 1)]).collect();
    let too_much = [(3, TooManySeries), (4, TooManySeries), (6, TooManyMetrics), (7, TooManyMetrics)];
    let mut got = send(&store, limits, json!(sent)).await;
    got.sort_by_key(|(index, _)| *index);
    assert_eq!(got, too_much);
    // Those that are there go on.
    let mut got = send(&store, limits, json!(sent)).await;
    got.sort_by_key(|(index, _)| *index);
    assert_eq!(got, too_much);
    assert_eq!(all(&store).await.iter().map(|one| one.count).collect::<Vec<_>>(), [2; 4]);
    let wrong = json!([
        { "name": "too_long_a_name", "value": 1 },
        { "name": "a", "value": 1, "labels": { "x": "1", "y": "2" } },
        { "name": "no name", "value": 1 },
    ]);
    let wrong = send(&store, limits, wrong).await;
    assert_eq!(wrong, [(0, TooLong), (1, TooManyLabels), (2, Malformed)]);
    let mut counted: Vec<_> =
        refused(&store).await.into_iter().map(|one| (one.kind, one.name, one.count)).collect();
    counted.sort();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        counted,
        [
            (Malformed, None, 1),
            (TooLong, None, 1),
            (TooManyLabels, name("a"), 1),
            (TooManySeries, name("a"), 4),
            (TooManyMetrics, name("c"), 4),
        ]
    );
    let totals = store.read((), |conn, ()| Box::pin(metrics::refusal_totals(conn))).await.unwrap();
    assert_eq!(totals.iter().map(|(_, count)| count).sum::<i64>(), 11);
}

async fn what_tells_of_a_time_far_ahead_is_never_the_last(store: Store) {
    let sent = json!([
        { "name": "rows", "value": 1, "timestamp": "2050-01-01T00:00:00Z" },
        { "name": "rows", "value": 2, "timestamp": at(3600) },
    ]);
    assert_eq!(send(&store, Limits::default(), sent).await, [(0, RefusalKind::TooFarAhead)]);
    say(
        &store,
        Limits::default(),
        vec![line("METRIC: lines=1", None, 7200), line("METRIC: lines=2", None, 3600)],
    )
    .await;
    let last: Vec<_> =
        all(&store).await.into_iter().map(|one| (one.name, one.last_value, one.last_timestamp)).collect();
    assert_eq!(last, [("lines".to_owned(), 2.0, at(3600)), ("rows".to_owned(), 2.0, at(3600))]);
}

async fn series_are_selected(store: Store) {
    let (etl, ml) = (flow(&store, "etl").await, flow(&store, "ml").await);
    let run = new_run(&store, json!({ "flow_id": etl })).await;
    let deployment = "00000000-0000-4000-8000-00000000000d";
    let sent = json!([
        { "name": "rows", "value": 1, "flow_run_id": run.id, "labels": { "table": "a\"b", "x": "1" } },
        { "name": "rows", "value": 2, "flow_id": ml, "deployment_id": deployment, "labels": { "table": "ab" } },
        { "name": "rows_lost", "value": 3, "unit": "rows" },
    ]);
    assert_eq!(send(&store, Limits::default(), sent).await, []);
    let labels = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let none = SeriesSelection::default;
    for (selection, expected) in [
        (none(), vec![1.0, 2.0, 3.0]),
        (SeriesSelection { name: Some("rows".to_owned()), ..none() }, vec![1.0, 2.0]),
        (SeriesSelection { name_like: Some("ROWS_".to_owned()), ..none() }, vec![3.0]),
        (SeriesSelection { unit: Some("rows".to_owned()), ..none() }, vec![3.0]),
        (SeriesSelection { labels: labels(&[("table", "a\"b")]), ..none() }, vec![1.0]),
        (SeriesSelection { labels: labels(&[("x", "1"), ("table", "a\"b")]), ..none() }, vec![1.0]),
        (SeriesSelection { labels: labels(&[("table", "a")]), ..none() }, vec![]),
        (SeriesSelection { labels: labels(&[("able", "ab")]), ..none() }, vec![]),
        (SeriesSelection { flow_id: Some(ml), ..none() }, vec![2.0]),
        (SeriesSelection { flow_name: Some("etl".to_owned()), ..none() }, vec![1.0]),
        (SeriesSelection { deployment_id: Some(deployment.parse().unwrap()), ..none() }, vec![2.0]),
        (SeriesSelection { deployment_name: Some("gone".to_owned()), ..none() }, vec![]),
        (SeriesSelection { flow_run_id: Some(run.id), ..none() }, vec![1.0]),
    ] {
        let found: Vec<f64> =
            series(&store, selection.clone()).await.iter().map(|one| one.last_value).collect();
        assert_eq!(found, expected, "{selection:?}");
    }
}

async fn old_points_are_deleted(store: Store) {
    let points: Vec<_> = (0..10)
        .flat_map(|second| {
            ["a", "b"].map(|name| json!({ "name": name, "value": second, "timestamp": at(second) }))
        })
        .collect();
    send(&store, Limits::default(), json!(points)).await;
    send(
        &store,
        Limits::default(),
        json!([{ "name": "old", "value": 1, "timestamp": at(-5) }, { "name": "?", "value": 1 }]),
    )
    .await;
    let older = async |limit: Timestamp| {
        store.read((), move |conn, ()| Box::pin(metrics::has_older(conn, limit))).await.unwrap()
    };
    let delete = async |limit: Timestamp| {
        store.write((), move |conn, ()| Box::pin(metrics::delete_older(conn, limit, 3))).await.unwrap()
    };
    assert!(!older(at(-5)).await);
    let of = |points, series| Deleted { points, series, refusals: 0 };
    for deleted in [of(3, 0), of(1, 0), of(3, 0), of(1, 0), of(1, 0), of(0, 1)] {
        assert!(older(at(4)).await || deleted == of(0, 0));
        let mut got = delete(at(4)).await;
        // What was refused was so at the first instant of all.
        got.refusals = 0;
        assert_eq!(got, deleted);
    }
    assert!(!older(at(4)).await);
    assert_eq!(refused(&store).await, []);
    let left = all(&store).await;
    assert_eq!(
        left.iter().map(|one| (one.name.as_str(), one.count)).collect::<Vec<_>>(),
        [("a", 10), ("b", 10)]
    );
    assert_eq!(points_left(&store).await, 12);
    // The numbers of points go on.
    send(&store, Limits::default(), json!([{ "name": "a", "value": 1, "timestamp": at(9) }])).await;
    assert_eq!(points_left(&store).await, 13);
}

async fn points_left(store: &Store) -> usize {
    points(store, Window::default(), LogSort::TimestampAsc).await.len()
}

weir_testkit::on_both_databases!(
    lines_tell_of_metrics_of_their_runs,
    requests_at_once_are_counted_each,
    what_comes_late_is_not_the_last,
    what_is_too_much_is_refused_and_counted,
    what_tells_of_a_time_far_ahead_is_never_the_last,
    series_are_selected,
    old_points_are_deleted,
);
