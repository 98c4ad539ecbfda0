//! Requests, by method, route and status.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::model::{Family, Histogram, Number, Sample, Samples, Unit};

/// Upper bounds in seconds, from half a millisecond to ten seconds.
static BOUNDS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The requests of one method to one route.
#[derive(Debug)]
struct Counted {
    durations: Histogram,
    by_status: BTreeMap<u16, i64>,
}

impl Counted {
    fn new() -> Self {
        Self { durations: Histogram::new(&BOUNDS), by_status: BTreeMap::new() }
    }
}

/// Counts and times requests.
#[derive(Debug, Default)]
pub struct HttpMetrics {
    /// By route and method. The lock is held for a look-up and two additions, far less than any request takes.
    routes: Mutex<BTreeMap<(String, &'static str), Counted>>,
}

impl HttpMetrics {
    /// Counts one request. `route` is the route's template, so that ids make no series of their own; nor do methods that
    /// somebody makes up, who need not show credentials for that.
    pub fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        // A count is whole after every step, also where another thread panicked between two.
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = routes.entry((route.to_owned(), known(method))).or_insert_with(Counted::new);
        counted.durations.observe(seconds);
        *counted.by_status.entry(status).or_default() += 1;
    }

    pub(super) fn families(&self) -> Vec<Family> {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut requests, mut durations) = (Vec::new(), Vec::new());
        for ((route, method), counted) in routes.iter() {
            let labels = vec![("method".into(), (*method).to_owned()), ("route".into(), route.clone())];
            for (status, count) in &counted.by_status {
                let mut labels = labels.clone();
                labels.push(("status".into(), status.to_string()));
                requests.push(Sample::new(labels, Number::Whole(*count)));
            }
            durations.push(Sample::new(labels, counted.durations.clone()));
        }
        vec![
            Family::new("weir_http_requests", "HTTP requests answered", Samples::Counter(requests)),
            Family::new(
                "weir_http_request_duration_seconds",
                "Time from a request's arrival to its answer",
                Samples::Histogram(durations),
            )
            .in_unit(Unit::Seconds),
        ]
    }
}

/// The standard methods (RFC 9110, section 9, and RFC 5789) by their names, and all others as one.
fn known(method: &str) -> &'static str {
    let standard = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    standard.into_iter().find(|name| *name == method).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_that_clients_make_up_are_one_series() {
        let metrics = HttpMetrics::default();
        for nth in 0..100 {
            metrics.observe(&format!("A{nth}"), "", 405, 0.0);
        }
        metrics.observe("GET", "", 200, 0.0);
        let Samples::Counter(requests) = &metrics.families()[0].samples else {
            panic!("requests are counted")
        };
        let methods: Vec<_> =
            requests.iter().map(|sample| (sample.labels[0].1.as_str(), sample.value)).collect();
        assert_eq!(methods, [("GET", Number::Whole(1)), ("other", Number::Whole(100))]);
    }
}
