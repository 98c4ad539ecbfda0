//! What pushing tells of itself.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::model::{Family, Number, Sample, Samples};

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// Metrics.
    Metrics,
    /// Runs as spans.
    Traces,
    /// Lines of log.
    Logs,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Metrics, Self::Traces, Self::Logs];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Traces => "traces",
            Self::Logs => "logs",
        }
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Sent,
    Refused,
    Overflowed,
    TooOld,
}

/// Counts points, spans and lines by destination and what became of them, and requests that failed and were tried again.
#[derive(Debug, Default)]
pub struct PushMetrics {
    items: Mutex<BTreeMap<(&'static str, Signal, Fate), i64>>,
    retries: Mutex<BTreeMap<&'static str, i64>>,
}

impl PushMetrics {
    /// Items were taken by the receiver.
    pub fn sent(&self, destination: &'static str, signal: Signal, items: usize) {
        self.count(destination, signal, Fate::Sent, items);
    }

    /// Items were refused by the receiver for good.
    pub fn refused(&self, destination: &'static str, signal: Signal, items: usize) {
        self.count(destination, signal, Fate::Refused, items);
    }

    /// Items had to make place for newer ones while the receiver was away.
    pub fn overflowed(&self, destination: &'static str, signal: Signal, items: usize) {
        self.count(destination, signal, Fate::Overflowed, items);
    }

    /// Items waited so long that the receiver would not keep them.
    pub fn too_old(&self, destination: &'static str, signal: Signal, items: usize) {
        self.count(destination, signal, Fate::TooOld, items);
    }

    /// A request failed and is tried again.
    pub fn retried(&self, destination: &'static str) {
        *self.retries.lock().unwrap_or_else(PoisonError::into_inner).entry(destination).or_default() += 1;
    }

    fn count(&self, destination: &'static str, signal: Signal, fate: Fate, items: usize) {
        if items == 0 {
            return;
        }
        let items = i64::try_from(items).unwrap_or(i64::MAX);
        let mut counts = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((destination, signal, fate)).or_default() += items;
    }

    /// The families of a scrape.
    pub fn families(&self) -> Vec<Family> {
        let counts = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut sent, mut dropped) = (Vec::new(), Vec::new());
        for ((destination, signal, fate), count) in counts.iter() {
            let mut labels = vec![
                ("destination".into(), (*destination).to_owned()),
                ("signal".into(), signal.as_str().to_owned()),
            ];
            let reason = match fate {
                Fate::Sent => {
                    sent.push(Sample::new(labels, Number::Whole(*count)));
                    continue;
                }
                Fate::Refused => "refused",
                Fate::Overflowed => "queue_full",
                Fate::TooOld => "too_old",
            };
            labels.push(("reason".into(), reason.to_owned()));
            dropped.push(Sample::new(labels, Number::Whole(*count)));
        }
        let retries = self.retries.lock().unwrap_or_else(PoisonError::into_inner);
        let retry = |(destination, count): (&&'static str, &i64)| {
            Sample::new(vec![("destination".into(), (*destination).to_owned())], Number::Whole(*count))
        };
        vec![
            Family::new(
                "weir_export_sent",
                "Points, spans and lines of log that receivers took",
                Samples::Counter(sent),
            ),
            Family::new(
                "weir_export_dropped",
                "Points, spans and lines of log that were given up",
                Samples::Counter(dropped),
            ),
            Family::new(
                "weir_export_retries",
                "Requests to receivers that failed and were tried again",
                Samples::Counter(retries.iter().map(retry).collect()),
            ),
        ]
    }
}
