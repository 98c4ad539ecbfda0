//! Points of custom metrics are kept for a time.

use serde_json::json;
use weir_engine::metrics::Limits;
use weir_services::metric_retention::{self, Settings};
use weir_store::{
    Store,
    metrics::{self, Incoming},
};
use weir_types::{TimeDelta, Timestamp, metrics::MetricPointCreate, sorting::LogSort};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

fn days(days: i64) -> TimeDelta {
    TimeDelta::from_secs(days * 86_400)
}

async fn what_is_too_old_is_deleted(store: Store) {
    // More than are deleted in one go.
    let old = (0..4500).map(|number| ("rows", 401 + number % 5));
    let points = old
        .chain([("rows", 400), ("rows", 1), ("gone", 500)])
        .map(|(name, ago)| json!({ "name": name, "value": 1, "timestamp": NOW - days(ago) }));
    let points: Vec<MetricPointCreate> = serde_json::from_value(points.collect()).unwrap();
    let incoming = Incoming::of_points(points, Limits::default(), NOW);
    let stored = store.write(incoming, |conn, incoming| {
        Box::pin(async move { metrics::append(conn, &[incoming], NOW).await })
    });
    stored.await.unwrap();
    let keep = Settings::default().keep;
    for (keep, left) in [(keep, 2), (keep, 2), (days(30), 1), (days(0), 0)] {
        metric_retention::delete_all(&store, NOW, Settings { keep }).await.unwrap();
        let kept = store.read((), |conn, ()| {
            Box::pin(async move {
                let series: Vec<i64> =
                    metrics::newest_series(conn, 10).await?.iter().map(|one| one.id).collect();
                metrics::list_points(conn, &series, metrics::Window::default(), LogSort::default(), 5000, 0)
                    .await
            })
        });
        assert_eq!(kept.await.unwrap().len(), left, "{keep:?}");
    }
}

weir_testkit::on_both_databases!(what_is_too_old_is_deleted);
