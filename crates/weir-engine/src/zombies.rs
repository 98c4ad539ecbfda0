//! Which runs are gone without a word: their processes sent heartbeats, and then none.

use weir_types::{TimeDelta, Timestamp};

/// How often the SDK's heart beats unless it is told otherwise.
const USUAL_INTERVAL: TimeDelta = TimeDelta::from_secs(180);

/// When a run is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often hearts beat, at least; those that were seen to beat more slowly are known to.
    pub interval: TimeDelta,
    /// How many beats may fail to come.
    pub missed: i64,
}

impl Patience {
    /// The least time of silence after which a run may be given up.
    pub fn least(&self) -> TimeDelta {
        times(self.interval, self.missed)
    }
}

/// A heartbeat: when it was sent by the clock of the run's machine, and when it came by our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// When it was sent.
    pub occurred: Timestamp,
    /// When it came.
    pub received: Timestamp,
}

/// For how long the run has been silent, if that is too long. `beats` are those since it runs, in the order in which
/// they were sent; `heard_since` is when we began to listen without a break: silence before it was our own deafness.
///
/// A run that never sent one is left alone. One that sent a single one shows no interval; the usual one is assumed then,
/// since it is better to find a dead run late than to give up a living one.
pub fn silent_for(
    beats: &[Heartbeat],
    heard_since: Timestamp,
    now: Timestamp,
    patience: &Patience,
) -> Option<TimeDelta> {
    let last = beats.iter().map(|beat| beat.received).max()?;
    let slowest = beats.windows(2).map(|pair| pair[1].occurred.since(pair[0].occurred)).max();
    let interval = patience.interval.max(slowest.unwrap_or(USUAL_INTERVAL));
    let silence = now.since(last.max(heard_since));
    (silence > times(interval, patience.missed)).then(|| now.since(last))
}

fn times(interval: TimeDelta, number: i64) -> TimeDelta {
    TimeDelta::from_micros(interval.as_micros().saturating_mul(number.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { interval: TimeDelta::from_secs(30), missed: 3 };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn silence_is_counted_in_heartbeats() {
        let cases: [(&[i64], i64, i64, bool); 10] = [
            (&[], 0, 100_000, false),
            // One beat: the usual interval.
            (&[0], 0, 540, false),
            (&[0], 0, 541, true),
            // Two show how slow it is, but not slower than it may be.
            (&[0, 30], 0, 120, false),
            (&[0, 30], 0, 121, true),
            (&[0, 5], 0, 95, false),
            (&[0, 5], 0, 96, true),
            (&[0, 600, 605], 0, 2_405, false),
            (&[0, 600, 605], 0, 2_406, true),
            // We were not there to hear it.
            (&[0, 30], 1_000, 1_090, false),
        ];
        for (beats, heard_since, now, gone) in cases {
            let beats: Vec<_> =
                beats.iter().map(|beat| Heartbeat { occurred: at(*beat), received: at(*beat) }).collect();
            let silent = silent_for(&beats, at(heard_since), at(now), &PATIENCE);
            assert_eq!(silent.is_some(), gone, "{beats:?} {heard_since} {now}");
        }
    }

    #[test]
    fn a_clock_that_goes_wrong_kills_no_run() {
        let beats: Vec<_> = [0, 30, 60]
            .map(|beat| Heartbeat { occurred: at(beat - 10_000), received: at(beat) })
            .into_iter()
            .collect();
        assert_eq!(silent_for(&beats, at(0), at(150), &PATIENCE), None);
        assert_eq!(silent_for(&beats, at(0), at(151), &PATIENCE), Some(TimeDelta::from_secs(91)));
    }
}
