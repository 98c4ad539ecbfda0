//! How an objective went over a time.

use weir_types::{TimeDelta, Timestamp, slos::SloInterval};

use super::{Objective, Span, Sums, Tally, freshness::stale_in};

/// What was good and bad when.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// Counted by slots.
    Counted {
        /// From when on it is counted; none if nothing was left out.
        since: Option<Timestamp>,
        /// The sums of all slots up to the end of each, in their order.
        slots: Vec<(Timestamp, Sums)>,
    },
    /// Time: it counts from an instant to another, and is bad in the spans.
    Timed {
        /// What counts.
        counted: Span,
        /// What of it is bad.
        stale: Vec<Span>,
    },
}

impl Course {
    /// Of what was counted in slots from an instant on, in their order.
    #[expect(clippy::cast_precision_loss, reason = "no number of runs is that large")]
    pub fn of_slots(since: Option<Timestamp>, slots: impl IntoIterator<Item = (Timestamp, Tally)>) -> Self {
        let mut sums = Sums::default();
        let summed = slots.into_iter().map(|(slot, tally)| {
            sums.good += tally.good as f64;
            sums.bad += tally.bad as f64;
            (slot, sums)
        });
        Self::Counted { since, slots: summed.collect() }
    }

    /// Whether all that there was from an instant on is counted. Time counts as long as there is an objective.
    fn reaches(&self, start: Timestamp) -> bool {
        match self {
            Self::Counted { since, .. } => since.is_none_or(|since| since <= start),
            Self::Timed { .. } => true,
        }
    }

    /// What was good and bad from an instant to before another.
    pub fn sums(&self, (start, end): Span) -> Sums {
        match self {
            Self::Counted { slots, .. } => {
                let before = |at: Timestamp| {
                    let count = slots.partition_point(|(slot, _)| *slot < at);
                    count
                        .checked_sub(1)
                        .and_then(|last| slots.get(last))
                        .map_or(Sums::default(), |(_, sums)| *sums)
                };
                let (first, last) = (before(start), before(end.max(start)));
                Sums { good: last.good - first.good, bad: last.bad - first.bad }
            }
            Self::Timed { counted, stale } => {
                let span = (start.max(counted.0), end.min(counted.1));
                let whole = span.1.since(span.0).max(TimeDelta::ZERO).as_secs_f64();
                let bad = stale_in(stale, span).as_secs_f64();
                Sums { good: whole - bad, bad }
            }
        }
    }
}

/// Which intervals are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// Where they begin.
    pub start: Timestamp,
    /// Where they end.
    pub end: Timestamp,
    /// How long each is; the last may be shorter.
    pub interval: TimeDelta,
}

impl History {
    /// How many there are.
    pub fn count(&self) -> i64 {
        let (length, interval) =
            (self.end.since(self.start).as_micros().max(0), self.interval.as_micros().max(1));
        length / interval + i64::from(length % interval > 0)
    }

    /// What the course of an objective tells of each.
    pub fn told(&self, objective: &Objective, course: &Course) -> Vec<SloInterval> {
        let boundary = |nth: i64| {
            let after = self.interval.as_micros().saturating_mul(nth);
            (self.start + TimeDelta::from_micros(after)).min(self.end)
        };
        let told = (0..self.count()).map(|nth| {
            let (start, end) = (boundary(nth), boundary(nth + 1));
            let sums = course.sums((start, end));
            let first = end - objective.window;
            let target = objective.target.filter(|_| course.reaches(first));
            let budget = target.and_then(|target| target.budget(course.sums((first, end))));
            SloInterval {
                start,
                end,
                good: sums.good,
                bad: sums.bad,
                good_share: sums.good_share(),
                budget_left_share: budget.map(|budget| budget.left_share),
            }
        });
        told.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Measure, Target},
        *,
    };

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_micros(minute * 60_000_000)
    }

    fn minutes(minutes: i64) -> TimeDelta {
        TimeDelta::from_secs(minutes * 60)
    }

    #[test]
    fn counts_are_told_by_intervals_and_budgets_of_the_window_before() {
        let slots = [(0, 5, 0), (10, 0, 1), (130, 3, 0), (250, 1, 1)];
        let slots = slots.map(|(minute, good, bad)| (at(minute), Tally { good, bad }));
        let course = Course::of_slots(None, slots);
        let objective =
            Objective { measure: Measure::SuccessRate, target: Target::of(0.5), window: minutes(240) };
        let history = History { start: at(0), end: at(300), interval: minutes(120) };
        let told: Vec<_> = history
            .told(&objective, &course)
            .into_iter()
            .map(|one| (one.good, one.bad, one.end, one.budget_left_share.map(|left| (left * 100.0).round())))
            .collect();
        assert_eq!(
            told,
            [
                (5.0, 1.0, at(120), Some(67.0)),
                (3.0, 0.0, at(240), Some(78.0)),
                (1.0, 1.0, at(300), Some(60.0)),
            ]
        );
        let left = |since| {
            let told = history.told(&objective, &Course::of_slots(Some(since), slots)).into_iter();
            told.map(|one| one.budget_left_share.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(left(at(-120)), [true, true, true]);
        assert_eq!(left(at(0)), [false, true, true], "the first window begins before what was counted");
        assert_eq!(course.sums((at(11), at(130))), Sums::default());
        assert_eq!(course.sums((at(130), at(11))), Sums::default());
    }

    #[test]
    fn time_is_told_where_it_counts() {
        let course =
            Course::Timed { counted: (at(10), at(100)), stale: vec![(at(20), at(30)), (at(90), at(100))] };
        for (span, good, bad) in
            [((0, 200), 70.0, 20.0), ((0, 10), 0.0, 0.0), ((15, 25), 5.0, 5.0), ((95, 300), 0.0, 5.0)]
        {
            let sums = course.sums((at(span.0), at(span.1)));
            assert_eq!((sums.good / 60.0, sums.bad / 60.0), (good, bad), "{span:?}");
        }
    }
}
