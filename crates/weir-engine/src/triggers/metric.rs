//! Metric triggers: what a metric is, and how long it has been beyond its threshold.

use weir_types::{
    TimeDelta, Timestamp,
    automations::{Metric, MetricQuery, Operator},
    state::StateType,
};

use super::matching::Things;
use crate::metrics::Aggregate;

/// What metrics know of a flow run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The run and what it belongs to, as the event of its state names them.
    pub things: Things,
    /// The type of its state.
    pub state: StateType,
    /// When it was to start.
    pub expected: Option<Timestamp>,
    /// When it started.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
}

/// Values of a custom metric that one run told in one series.
#[derive(Clone, Debug)]
pub struct Told {
    /// The run and what it belongs to, with the labels of the metric.
    pub things: Things,
    /// The values, with their times.
    pub values: Vec<(Timestamp, f64)>,
}

/// What values of a custom metric between `now - range` and `now` come to; none when there are none to tell it.
pub fn measure_told<'t>(
    query: &MetricQuery,
    told: impl Iterator<Item = &'t Told>,
    now: Timestamp,
) -> Option<f64> {
    let from = now - query.range;
    let mut aggregate = Aggregate::new(query.aggregation.unwrap_or_default());
    for (at, value) in told.flat_map(|told| &told.values).filter(|(at, _)| from <= *at && *at <= now) {
        aggregate.add(*at, *value);
    }
    aggregate.value()
}

/// A metric of these runs between `now - range` and `now`; none when they tell nothing about it.
pub fn measure<'r>(query: &MetricQuery, runs: impl Iterator<Item = &'r Run>, now: Timestamp) -> Option<f64> {
    let from = now - query.range;
    match &query.name {
        Metric::Lateness => {
            // A run that has not started counts for as long as it waits.
            let counts = |run: &&Run| match run.start {
                Some(start) => from <= start && start <= now,
                None => run.state == StateType::Scheduled && run.expected.is_some_and(|at| at <= now),
            };
            let late = runs.filter(counts).filter_map(|run| {
                let late = run.start.unwrap_or(now).since(run.expected?);
                Some(late.max(TimeDelta::ZERO).as_secs_f64())
            });
            Some(average(late).unwrap_or_default())
        }
        Metric::Duration => {
            let ended = runs.filter(|run| ended_since(run, from, now));
            average(ended.filter_map(|run| Some(run.end?.since(run.start?).as_secs_f64())))
        }
        Metric::Successes => {
            // Who cancels a run says nothing of its success.
            let ended = runs.filter(|run| ended_since(run, from, now) && run.state != StateType::Cancelled);
            average(ended.map(|run| if run.state == StateType::Completed { 1.0 } else { 0.0 }))
        }
        // Flow runs tell of it in words of their own.
        Metric::Custom(_) => None,
    }
}

fn ended_since(run: &Run, from: Timestamp, now: Timestamp) -> bool {
    run.state.is_terminal() && run.end.is_some_and(|end| from <= end && end <= now)
}

fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

/// Whether a value is beyond the threshold.
pub fn is_beyond(query: &MetricQuery, value: f64) -> bool {
    match query.operator {
        Operator::Less => value < query.threshold,
        Operator::LessOrEqual => value <= query.threshold,
        Operator::Greater => value > query.threshold,
        Operator::GreaterOrEqual => value >= query.threshold,
    }
}

/// How a metric trigger stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is triggered.
    pub is_triggered: bool,
    /// Since when its metric says the opposite without a break, if it does.
    pub changing_since: Option<Timestamp>,
}

/// What becomes of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It fires.
    Triggered,
    /// What it told of is over.
    Resolved,
}

/// How a trigger stands after a look at its metric. Where the metric is not known, nothing changes, and what has to go
/// on without a break begins anew.
pub fn stand(
    standing: Standing,
    beyond: Option<bool>,
    firing_for: TimeDelta,
    now: Timestamp,
) -> (Standing, Option<Edge>) {
    let Some(beyond) = beyond.filter(|beyond| *beyond != standing.is_triggered) else {
        return (Standing { changing_since: None, ..standing }, None);
    };
    let since = standing.changing_since.unwrap_or(now);
    if now.since(since) < firing_for {
        return (Standing { changing_since: Some(since), ..standing }, None);
    }
    let edge = if beyond { Edge::Triggered } else { Edge::Resolved };
    (Standing { is_triggered: beyond, changing_since: None }, Some(edge))
}

#[cfg(test)]
mod tests {
    use weir_types::metrics::Aggregation;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(1_770_000_000_000_000) + TimeDelta::from_secs(second)
    }

    fn query(name: Metric, operator: Operator, threshold: f64) -> MetricQuery {
        let [range, firing_for] = [TimeDelta::from_secs(600), TimeDelta::from_secs(300)];
        MetricQuery { name, threshold, operator, range, firing_for, aggregation: None }
    }

    /// A run that was expected, started and ended at these seconds.
    fn run(state: StateType, times: [Option<i64>; 3]) -> Run {
        let [expected, start, end] = times.map(|second| second.map(at));
        Run { things: Things::default(), state, expected, start, end }
    }

    #[test]
    fn successes_are_a_ratio_of_the_runs_that_ended_in_the_range() {
        let successes = query(Metric::Successes, Operator::Less, 0.9);
        let runs = [
            run(StateType::Completed, [Some(0), Some(0), Some(900)]),
            run(StateType::Failed, [Some(0), Some(0), Some(800)]),
            run(StateType::Crashed, [Some(0), Some(0), Some(500)]),
            run(StateType::Completed, [Some(0), Some(0), Some(450)]),
            // They do not count: too long ago, cancelled, not ended.
            run(StateType::Failed, [Some(0), Some(0), Some(399)]),
            run(StateType::Cancelled, [Some(0), Some(0), Some(900)]),
            run(StateType::Running, [Some(0), Some(0), None]),
        ];
        assert_eq!(measure(&successes, runs.iter(), at(1000)), Some(0.5));
        assert_eq!(measure(&successes, runs.iter(), at(5000)), None);
    }

    #[test]
    fn durations_are_those_of_ended_runs() {
        let duration = query(Metric::Duration, Operator::Greater, 60.0);
        let runs = [
            run(StateType::Completed, [Some(0), Some(800), Some(900)]),
            run(StateType::Failed, [Some(0), Some(600), Some(900)]),
            run(StateType::Crashed, [Some(0), None, Some(900)]),
        ];
        assert_eq!(measure(&duration, runs.iter(), at(1000)), Some(200.0));
    }

    #[test]
    fn runs_that_wait_are_late_for_as_long_as_they_wait() {
        let lateness = query(Metric::Lateness, Operator::Greater, 60.0);
        let runs = [
            run(StateType::Completed, [Some(880), Some(900), Some(901)]),
            run(StateType::Scheduled, [Some(300), None, None]),
            run(StateType::Completed, [Some(905), Some(900), Some(901)]),
            run(StateType::Scheduled, [Some(2000), None, None]),
            run(StateType::Cancelled, [Some(0), None, Some(10)]),
        ];
        assert_eq!(measure(&lateness, runs.iter(), at(1000)), Some(240.0));
        assert_eq!(measure(&lateness, [].iter(), at(1000)), Some(0.0), "nothing is late");
    }

    #[test]
    fn values_that_were_told_in_the_range_become_one() {
        let told = [
            Told { things: Things::default(), values: vec![(at(399), 9.0), (at(400), 1.0), (at(1000), 5.0)] },
            Told { things: Things::default(), values: vec![(at(900), 3.0), (at(1001), 7.0)] },
        ];
        let query = query(Metric::Custom("rows".to_owned()), Operator::Less, 2.0);
        for (aggregation, expected, of_none) in [
            (None, 3.0, None),
            (Some(Aggregation::Min), 1.0, None),
            (Some(Aggregation::Last), 5.0, None),
            (Some(Aggregation::Count), 3.0, Some(0.0)),
        ] {
            let query = MetricQuery { aggregation, ..query.clone() };
            assert_eq!(measure_told(&query, told.iter(), at(1000)), Some(expected), "{aggregation:?}");
            assert_eq!(measure_told(&query, told.iter(), at(5000)), of_none, "{aggregation:?}");
        }
    }

    #[test]
    fn the_threshold_itself_is_beyond_where_the_operator_says_so() {
        for (operator, beyond) in [
            (Operator::Less, [true, false, false]),
            (Operator::LessOrEqual, [true, true, false]),
            (Operator::Greater, [false, false, true]),
            (Operator::GreaterOrEqual, [false, true, true]),
        ] {
            let query = query(Metric::Duration, operator, 2.0);
            assert_eq!([1.0, 2.0, 3.0].map(|value| is_beyond(&query, value)), beyond, "{operator:?}");
        }
    }

    #[test]
    fn it_changes_only_after_a_time_without_a_break() {
        let looks = [
            (0, Some(true), None),
            (290, Some(true), None),
            // A break.
            (295, Some(false), None),
            (300, Some(true), None),
            (599, Some(true), None),
            (600, Some(true), Some(Edge::Triggered)),
            (610, Some(true), None),
            (620, Some(false), None),
            // It is not known: what goes on begins anew.
            (800, None, None),
            (930, Some(false), None),
            (1229, Some(false), None),
            (1230, Some(false), Some(Edge::Resolved)),
            (1240, Some(false), None),
        ];
        let mut standing = Standing::default();
        for (second, beyond, expected) in looks {
            let (next, edge) = stand(standing, beyond, TimeDelta::from_secs(300), at(second));
            assert_eq!(edge, expected, "at {second}");
            standing = next;
        }
        assert_eq!(standing, Standing::default());
    }
}
