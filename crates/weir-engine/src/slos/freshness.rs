//! When there has been no success for too long.

use weir_types::{TimeDelta, Timestamp};

/// A time from its first instant to before its second.
pub type Span = (Timestamp, Timestamp);

/// What is known of the successes that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Successes {
    /// The first and the last of them.
    pub bounds: Option<Span>,
    /// Those that follow upon each other after more than the limit, in their order.
    pub gaps: Vec<Span>,
}

/// The times until `now` in which the last success was older than `limit`, in their order. What was declared when there
/// had been no success is given as long as any other.
pub fn stale_spans(
    successes: &Successes,
    declared: Timestamp,
    limit: TimeDelta,
    now: Timestamp,
) -> Vec<Span> {
    let (head, tail) = match successes.bounds {
        None => (None, (declared, now)),
        Some((first, last)) => ((first > declared).then_some((declared, first)), (last, now)),
    };
    let between = head.into_iter().chain(successes.gaps.iter().copied()).chain([tail]);
    between
        .map(|(success, next)| (success + limit, next.min(now)))
        .filter(|(start, end)| start < end)
        .collect()
}

/// How much of a time is in the spans.
pub fn stale_in(spans: &[Span], (start, end): Span) -> TimeDelta {
    let overlap = |(from, until): &Span| until.min(&end).since(*from.max(&start)).max(TimeDelta::ZERO);
    spans.iter().map(overlap).fold(TimeDelta::ZERO, std::ops::Add::add)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    fn seconds(seconds: i64) -> TimeDelta {
        TimeDelta::from_secs(seconds)
    }

    /// What is known of successes at these seconds, in their order.
    fn known(successes: &[i64], limit: i64) -> Successes {
        Successes {
            bounds: successes.first().zip(successes.last()).map(|(first, last)| (at(*first), at(*last))),
            gaps: successes
                .windows(2)
                .filter(|pair| pair[1] - pair[0] > limit)
                .map(|pair| (at(pair[0]), at(pair[1])))
                .collect(),
        }
    }

    #[test]
    fn time_is_stale_when_the_last_success_is_too_old() {
        for (successes, declared, now, expected) in [
            (vec![], 0, 10, vec![]),
            (vec![], 0, 15, vec![(10, 15)]),
            (vec![5], 0, 15, vec![]),
            (vec![5], 0, 20, vec![(15, 20)]),
            (vec![5, 14, 30], 0, 35, vec![(24, 30)]),
            (vec![12], 0, 20, vec![(10, 12)]),
            (vec![-100], 0, 3, vec![(-90, 3)]),
            (vec![5, 30], 40, 35, vec![(15, 30)]),
            (vec![5, 30], 0, 20, vec![(15, 20)]),
        ] {
            let expected: Vec<Span> = expected.into_iter().map(|(from, to)| (at(from), at(to))).collect();
            let got = stale_spans(&known(&successes, 10), at(declared), seconds(10), at(now));
            assert_eq!(got, expected, "{successes:?}");
        }
    }

    proptest! {
        #[test]
        fn spans_equal_a_look_at_every_second(
            mut successes in proptest::collection::vec(-50_i64..100, 0..30), limit in 1_i64..40, now in 0_i64..120,
            from in -20_i64..120, length in 0_i64..100,
        ) {
            successes.sort_unstable();
            successes.retain(|second| *second <= now);
            let until = from + length;
            let is_stale = |second: i64| {
                let last = successes.iter().rev().find(|success| **success <= second);
                let grace = second >= 0 && successes.iter().all(|success| *success > 0);
                last.copied().or(grace.then_some(0)).is_some_and(|last| second >= last + limit)
            };
            let expected = (from..until.min(now)).filter(|second| is_stale(*second)).count();
            let spans = stale_spans(&known(&successes, limit), at(0), seconds(limit), at(now));
            let stale = stale_in(&spans, (at(from), at(until)));
            prop_assert_eq!(stale.as_micros(), i64::try_from(expected).unwrap_or_default() * 1_000_000);
        }
    }
}
