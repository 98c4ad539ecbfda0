//! How long to wait before the next try.

use std::time::Duration;

/// The first wait.
const FIRST: Duration = Duration::from_secs(1);

/// The longest wait, unless the receiver asks for more.
pub(super) const LONGEST: Duration = Duration::from_mins(2);

/// The longest wait that a receiver may ask for.
const PATIENCE: Duration = Duration::from_mins(30);

/// How long to wait after `failures` tries have failed in a row: twice as long each time, and as long at least as the
/// receiver `asked`. `share`, from 0 to 1, spreads senders that failed together: the wait is between half and all of it.
pub(crate) fn wait(failures: u32, asked: Option<Duration>, share: f64) -> Duration {
    let doubled = FIRST.saturating_mul(2u32.saturating_pow(failures.saturating_sub(1).min(16)));
    let own = doubled.min(LONGEST).mul_f64(share.clamp(0.0, 1.0).mul_add(0.5, 0.5));
    own.max(asked.unwrap_or_default().min(PATIENCE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_doubles_up_to_the_longest() {
        let waits: Vec<u64> = (1..=9).map(|failures| wait(failures, None, 1.0).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
        assert_eq!(wait(1, None, 0.0), Duration::from_millis(500));
    }

    proptest! {
        #[test]
        fn a_receiver_is_left_in_peace_as_long_as_it_asks(failures in 0..u32::MAX, asked in 0..100_000u64, share in 0.0..1.0f64) {
            let waited = wait(failures, Some(Duration::from_secs(asked)), share);
            prop_assert!(waited >= Duration::from_secs(asked).min(PATIENCE));
            prop_assert!(waited <= PATIENCE);
        }
    }
}
