//! Requests, by method, route and status.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    method: String,
    route: String,
}

/// Upper bounds in seconds, from half a millisecond to ten seconds.
const BOUNDS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Counts and times requests.
#[derive(Clone, Debug)]
pub struct HttpMetrics {
    requests: Family<Answered, Counter>,
    durations: Family<Timed, Histogram, fn() -> Histogram>,
}

impl HttpMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let requests = Family::default();
        registry.register("weir_http_requests", "HTTP requests answered", requests.clone());
        let durations: Family<Timed, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BOUNDS));
        registry.register(
            "weir_http_request_duration_seconds",
            "Time from a request's arrival to its answer",
            durations.clone(),
        );
        Self { requests, durations }
    }

    /// Counts one request. `route` is the route's template, so that ids make no series of their own.
    pub fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let timed = Timed { method: method.to_owned(), route: route.to_owned() };
        self.durations.get_or_create(&timed).observe(seconds);
        let Timed { method, route } = timed;
        self.requests.get_or_create(&Answered { method, route, status }).inc();
    }
}
