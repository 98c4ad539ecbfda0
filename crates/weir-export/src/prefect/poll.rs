//! Refreshes again and again.

use std::{sync::Arc, time::Duration};

use super::exporter::{Exporter, RefreshError};
use crate::facts::RunFacts;

/// Refreshes for ever, each `interval` after the last. `tell` is called with what each refresh told. What fails is tried
/// again soon, and then ever more rarely up to the interval.
pub async fn poll(
    mut exporter: Exporter,
    interval: Duration,
    mut tell: impl FnMut(Result<Arc<RunFacts>, RefreshError>),
) {
    let mut failures = 0;
    loop {
        let told = exporter.refresh().await;
        failures = if told.is_ok() { 0 } else { failures + 1 };
        tell(told.map(Arc::new));
        tokio::time::sleep(until_next(interval, failures)).await;
    }
}

/// How long to wait for the next refresh after so many failures in a row.
pub(super) fn until_next(interval: Duration, failures: u32) -> Duration {
    if failures == 0 { interval } else { interval.min(pause(failures)) }
}

/// How long to wait after so many failures in a row.
pub(super) fn pause(failures: u32) -> Duration {
    Duration::from_secs(1 << failures.min(16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_tried_again_soon_and_then_more_rarely() {
        let minute = Duration::from_mins(1);
        let pauses = [0, 1, 2, 5, 6, 99].map(|failures| until_next(minute, failures).as_secs());
        assert_eq!(pauses, [60, 2, 4, 32, 60, 60]);
    }
}
