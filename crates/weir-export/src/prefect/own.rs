//! What the exporter tells of itself.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use weir_types::{Clock, Timestamp};

use crate::model::{Family, Histogram, Number, Sample, Samples, Snapshot, Unit};

/// Upper bounds of the durations of refreshes, in seconds.
static BOUNDS: [f64; 10] = [0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0];

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// With an answer of this status.
    Status(u16),
    /// Without one.
    NoAnswer,
}

#[derive(Debug)]
struct Counts {
    requests: BTreeMap<(&'static str, Outcome), i64>,
    rate_limited: i64,
    refreshes: Histogram,
    failures: i64,
    last_success: Option<Timestamp>,
    remembered: usize,
    left_out: usize,
    /// How often the websocket was connected, and whether it is; none where nobody listens.
    stream: Option<(i64, bool)>,
}

/// Counts what the exporter does. Clones count together.
#[derive(Clone, Debug)]
pub struct Own {
    clock: Clock,
    since: Timestamp,
    counts: Arc<Mutex<Counts>>,
}

impl Own {
    /// Begins to count.
    pub fn new(clock: Clock) -> Self {
        let counts = Counts {
            requests: BTreeMap::new(),
            rate_limited: 0,
            refreshes: Histogram::new(&BOUNDS),
            failures: 0,
            last_success: None,
            remembered: 0,
            left_out: 0,
            stream: None,
        };
        let since = clock.now();
        Self { clock, since, counts: Arc::new(Mutex::new(counts)) }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Counts) -> T) -> T {
        // Every count is whole after each step, also where another thread panicked between two.
        act(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn asked(&self, path: &'static str, outcome: Outcome) {
        self.with(|counts| *counts.requests.entry((path, outcome)).or_default() += 1);
    }

    pub(super) fn rate_limited(&self) {
        self.with(|counts| counts.rate_limited += 1);
    }

    pub(super) fn remembers(&self, events: usize, left_out: usize) {
        self.with(|counts| (counts.remembered, counts.left_out) = (events, left_out));
    }

    pub(super) fn connected(&self) {
        self.with(|counts| counts.stream = Some((counts.stream.map_or(0, |(times, _)| times) + 1, true)));
    }

    pub(super) fn disconnected(&self) {
        self.with(|counts| counts.stream = Some((counts.stream.map_or(0, |(times, _)| times), false)));
    }

    /// A refresh that took so many seconds has succeeded.
    pub fn refreshed(&self, seconds: f64) {
        let at = self.clock.now();
        self.with(|counts| {
            counts.refreshes.observe(seconds);
            counts.last_success = Some(at);
        });
    }

    /// A refresh failed.
    pub fn failed(&self) {
        self.with(|counts| counts.failures += 1);
    }

    /// When a refresh last succeeded.
    pub fn last_success(&self) -> Option<Timestamp> {
        self.with(|counts| counts.last_success)
    }

    /// All of it.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            taken: self.clock.now(),
            since: self.since,
            families: self.with(|counts| families(counts)),
        }
    }
}

fn families(counts: &Counts) -> Vec<Family> {
    let requests = counts.requests.iter().map(|((path, outcome), count)| {
        let status = match outcome {
            Outcome::Status(status) => status.to_string(),
            Outcome::NoAnswer => "none".to_owned(),
        };
        let labels = vec![("path".into(), (*path).to_owned()), ("status".into(), status)];
        Sample::new(labels, Number::Whole(*count))
    });
    let only = |number| vec![Sample::only(number)];
    let stream = counts.stream.into_iter();
    let connections = stream.clone().map(|(times, _)| Sample::only(Number::Whole(times))).collect();
    let connected = stream.map(|(_, connected)| Sample::only(Number::Whole(connected.into()))).collect();
    let last = counts.last_success.map(|at| Sample::only(Number::Real(at.as_seconds())));
    vec![
        Family::new(
            "weir_exporter_requests",
            "Requests to the Prefect API, by path and the status of the answer",
            Samples::Counter(requests.collect()),
        ),
        Family::new(
            "weir_exporter_rate_limited",
            "Answers of the Prefect API that asked for patience",
            Samples::Counter(only(Number::Whole(counts.rate_limited))),
        ),
        Family::new(
            "weir_exporter_refresh_duration_seconds",
            "Time that refreshes took which succeeded",
            Samples::Histogram(vec![Sample::only(counts.refreshes.clone())]),
        )
        .in_unit(Unit::Seconds),
        Family::new(
            "weir_exporter_refresh_failures",
            "Refreshes that failed",
            Samples::Counter(only(Number::Whole(counts.failures))),
        ),
        Family::new(
            "weir_exporter_last_success_timestamp_seconds",
            "When a refresh last succeeded",
            Samples::Gauge(last.into_iter().collect()),
        )
        .in_unit(Unit::Seconds),
        Family::new(
            "weir_exporter_events_remembered",
            "Events that are remembered, so that none counts twice",
            Samples::Gauge(only(Number::count(counts.remembered))),
        ),
        Family::new(
            "weir_exporter_stream_connections",
            "How often the websocket was connected",
            Samples::Counter(connections),
        ),
        Family::new(
            "weir_exporter_stream_connected",
            "Whether the websocket is connected",
            Samples::Gauge(connected),
        ),
        Family::new(
            "weir_exporter_runs_left_out",
            "Flow runs that have not ended and are left out, since there are too many",
            Samples::Gauge(only(Number::count(counts.left_out))),
        ),
    ]
}
