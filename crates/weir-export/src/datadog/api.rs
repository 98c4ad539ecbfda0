//! `POST /api/v2/series`.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Client, header};
use serde_json::{Value, json};
use weir_types::{Clock, Secret, Timestamp};

use super::points::{self, Kind, Point};
use crate::{
    model::Snapshot,
    push::{Batch, Deltas, Destination, Failure, http},
};

/// The largest payload: 512000 bytes, before compression 5 MiB. Nothing is compressed, so the first counts.
const MOST_BYTES: usize = 512_000;

/// Where and as whom.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// The API's address, such as `https://api.datadoghq.com`.
    pub url: String,
    /// The API key.
    pub key: Secret,
    /// How often it is pushed: what counts are over.
    pub interval: Duration,
}

/// Pushes to the API.
#[derive(Debug)]
pub struct Api {
    client: Client,
    settings: ApiSettings,
    clock: Clock,
    deltas: Deltas,
}

impl Api {
    /// One for these settings.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(settings: ApiSettings, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self { client: http::client()?, settings, clock, deltas: Deltas::default() })
    }
}

impl Destination for Api {
    fn name(&self) -> &'static str {
        "datadog"
    }

    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch> {
        let points = points::of(&self.deltas.since_last(snapshot));
        payloads(&points, snapshot.taken, self.settings.interval.as_secs(), MOST_BYTES)
    }

    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>> {
        Box::pin(async move {
            let request = self
                .client
                .post(format!("{}/api/v2/series", self.settings.url.trim_end_matches('/')))
                .header("DD-API-KEY", self.settings.key.expose())
                .header(header::CONTENT_TYPE, "application/json")
                .body(batch.body.clone());
            http::send(request, http::is_passing, self.clock.now()).await?;
            Ok(0)
        })
    }

    fn deltas(&mut self) -> Option<&mut Deltas> {
        Some(&mut self.deltas)
    }

    /// The API drops what is older than an hour, and says that it took it.
    fn greatest_age(&self) -> Option<Duration> {
        Some(Duration::from_hours(1))
    }
}

/// `{"series": […]}` with as many series as fit.
fn payloads(points: &[Point], taken: Timestamp, interval: u64, most: usize) -> Vec<Batch> {
    const HEAD: &str = r#"{"series":["#;
    const TAIL: &str = "]}";
    let mut batches: Vec<Batch> = Vec::new();
    for series in points.iter().map(|point| series(point, taken, interval).to_string()) {
        match batches.last_mut() {
            Some(batch) if batch.body.len() + 1 + series.len() + TAIL.len() <= most => {
                batch.body.push(b',');
                batch.body.extend_from_slice(series.as_bytes());
                batch.items += 1;
            }
            _ => batches.push(Batch { body: format!("{HEAD}{series}").into_bytes(), items: 1 }),
        }
    }
    for batch in &mut batches {
        batch.body.extend_from_slice(TAIL.as_bytes());
    }
    batches
}

fn series(point: &Point, taken: Timestamp, interval: u64) -> Value {
    // The numbers of the API's types.
    let (count, gauge) = (1, 3);
    let at = taken.as_micros().div_euclid(1_000_000);
    let mut series = json!({
        "metric": point.name,
        "type": if point.kind == Kind::Count { count } else { gauge },
        "points": [{ "timestamp": at, "value": point.value }],
        "tags": point.tags,
    });
    if point.kind == Kind::Count {
        series["interval"] = json!(interval);
    }
    series
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(length: usize) -> Point {
        Point {
            name: "n".repeat(length), kind: Kind::Count, value: 1.0, tags: vec!["flow:\"é\"".to_owned()]
        }
    }

    #[test]
    fn a_series_is_written_as_documented() {
        let taken = Timestamp::parse("2026-11-22T07:00:00.5Z").unwrap();
        let counted = Point { name: "weir.events".into(), ..point(1) };
        assert_eq!(
            series(&counted, taken, 60),
            json!({
                "metric": "weir.events", "type": 1, "points": [{ "timestamp": 1_795_330_800, "value": 1.0 }],
                "tags": ["flow:\"é\""], "interval": 60,
            })
        );
        let gauge = series(&Point { kind: Kind::Gauge, ..point(1) }, taken, 60);
        assert_eq!((&gauge["type"], &gauge["interval"]), (&json!(3), &Value::Null));
    }

    proptest! {
        /// Every series comes once and in order, and no payload of several series is too large.
        #[test]
        fn payloads_hold_every_series(lengths in prop::collection::vec(1..200usize, 0..40), most in 300..2000usize) {
            let points: Vec<Point> = lengths.iter().map(|length| point(*length)).collect();
            let then = Timestamp::from_micros(0);
            let mut found = Vec::new();
            for batch in payloads(&points, then, 60, most) {
                prop_assert!(batch.body.len() <= most || batch.items == 1);
                let body: Value = serde_json::from_slice(&batch.body).unwrap();
                prop_assert_eq!(body["series"].as_array().unwrap().len(), batch.items);
                found.extend(body["series"].as_array().unwrap().iter().cloned());
            }
            let wanted: Vec<Value> = points.iter().map(|point| series(point, then, 60)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
