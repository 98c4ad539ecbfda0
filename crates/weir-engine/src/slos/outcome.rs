//! Whether a run is good or bad by an objective.

use weir_types::{TimeDelta, Timestamp, ids::FlowRunId, state::StateType};

use super::{Measure, Subject};

/// What objectives know of a flow run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// The run.
    pub id: FlowRunId,
    /// What it belongs to.
    pub subject: Subject,
    /// The type of its state.
    pub state: StateType,
    /// Since when it is in this state.
    pub state_since: Timestamp,
    /// When it should start.
    pub expected: Option<Timestamp>,
    /// When it ran first; none of a run that ended without that.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// How long it ran before this state, over all attempts.
    pub ran: TimeDelta,
}

/// What a run is by an objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// Bad from its instant on, unless something happens to the run before.
    Open,
}

/// An outcome, and the instant that it counts at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// When.
    pub at: Timestamp,
    /// What.
    pub outcome: Outcome,
}

impl Judged {
    const fn new(outcome: Outcome, at: Timestamp) -> Self {
        Self { at, outcome }
    }

    /// The same at `now`: what was open until then is bad.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        let is_due = self.outcome == Outcome::Open && self.at <= now;
        Self { outcome: if is_due { Outcome::Bad } else { self.outcome }, ..self }
    }
}

/// What a run is by a measure; none if it does not count.
///
/// A cancelled run is nobody's failure: it counts neither as good nor as bad, but for what it had broken before it was
/// cancelled.
pub fn judge(measure: &Measure, run: &RunFacts) -> Option<Judged> {
    match measure {
        Measure::SuccessRate => match run.state {
            StateType::Completed => Some(Judged::new(Outcome::Good, ended(run))),
            StateType::Failed | StateType::Crashed => Some(Judged::new(Outcome::Bad, ended(run))),
            _ => None,
        },
        Measure::Freshness(_) => {
            (run.state == StateType::Completed).then(|| Judged::new(Outcome::Good, ended(run)))
        }
        Measure::MaxDuration(limit) => by_duration(run, *limit),
        Measure::Lateness(limit) => by_lateness(run, *limit),
        Measure::Metric(_) => None,
    }
}

fn ended(run: &RunFacts) -> Timestamp {
    run.end.unwrap_or(run.state_since)
}

/// The time of a run is what it ran, over all its attempts: what it waited in between is not its own.
fn by_duration(run: &RunFacts, limit: TimeDelta) -> Option<Judged> {
    let left = TimeDelta::from_micros(limit.as_micros() - run.ran.as_micros());
    if run.state == StateType::Running {
        return Some(Judged::new(Outcome::Open, run.state_since + left));
    }
    if run.ran > limit {
        return Some(Judged::new(Outcome::Bad, ended(run) + left));
    }
    (run.state == StateType::Completed).then(|| Judged::new(Outcome::Good, ended(run)))
}

fn by_lateness(run: &RunFacts, limit: TimeDelta) -> Option<Judged> {
    let due = run.expected? + limit;
    if let Some(start) = run.start {
        let is_late = start > due;
        return Some(if is_late {
            Judged::new(Outcome::Bad, due)
        } else {
            Judged::new(Outcome::Good, start)
        });
    }
    match run.state {
        StateType::Failed | StateType::Crashed => Some(Judged::new(Outcome::Bad, due.min(ended(run)))),
        StateType::Completed | StateType::Cancelled => {
            (ended(run) > due).then(|| Judged::new(Outcome::Bad, due))
        }
        _ => Some(Judged::new(Outcome::Open, due)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    const LIMIT: TimeDelta = TimeDelta::from_secs(100);

    /// A run that should start at 0: `start`, `end`, how long it ran, and since when it is in its state.
    fn run(state: StateType, start: Option<i64>, end: Option<i64>, ran: i64, since: i64) -> RunFacts {
        RunFacts {
            id: FlowRunId(uuid::Uuid::nil()),
            subject: Subject::default(),
            state,
            state_since: at(since),
            expected: Some(at(0)),
            start: start.map(at),
            end: end.map(at),
            ran: TimeDelta::from_secs(ran),
        }
    }

    #[test]
    fn runs_are_judged() {
        use Outcome::{Bad, Good, Open};
        use StateType::{
            Cancelled, Cancelling, Completed, Crashed, Failed, Paused, Pending, Running, Scheduled,
        };
        let (success, fresh) = (Measure::SuccessRate, Measure::Freshness(LIMIT));
        let (duration, lateness) = (Measure::MaxDuration(LIMIT), Measure::Lateness(LIMIT));
        for (measure, run, expected) in [
            (&success, run(Completed, Some(5), Some(50), 45, 50), Some((Good, 50))),
            (&success, run(Failed, Some(5), Some(50), 45, 50), Some((Bad, 50))),
            (&success, run(Crashed, None, Some(50), 0, 50), Some((Bad, 50))),
            (&success, run(Cancelled, Some(5), Some(50), 45, 50), None),
            (&success, run(Running, Some(5), None, 0, 5), None),
            (&fresh, run(Completed, Some(5), Some(50), 45, 50), Some((Good, 50))),
            (&fresh, run(Failed, Some(5), Some(50), 45, 50), None),
            (&duration, run(Completed, Some(5), Some(105), 100, 105), Some((Good, 105))),
            (&duration, run(Completed, Some(5), Some(106), 101, 106), Some((Bad, 105))),
            (&duration, run(Failed, Some(5), Some(50), 45, 50), None),
            (&duration, run(Failed, Some(5), Some(205), 200, 205), Some((Bad, 105))),
            (&duration, run(Cancelled, Some(5), Some(205), 200, 205), Some((Bad, 105))),
            (&duration, run(Cancelled, Some(5), Some(50), 45, 50), None),
            (&duration, run(Running, Some(5), None, 0, 5), Some((Open, 105))),
            (&duration, run(Cancelling, Some(5), None, 45, 50), None),
            (&duration, run(Cancelling, Some(5), None, 145, 150), Some((Bad, 105))),
            // It has run for 60 s in an earlier attempt, and waited since.
            (&duration, run(Running, Some(5), None, 60, 900), Some((Open, 940))),
            (&duration, run(Scheduled, Some(5), None, 60, 65), None),
            (&duration, run(Paused, Some(5), None, 60, 65), None),
            (&duration, run(Paused, Some(5), None, 160, 165), Some((Bad, 105))),
            (&duration, run(Scheduled, None, None, 0, 0), None),
            (&lateness, run(Scheduled, None, None, 0, 0), Some((Open, 100))),
            (&lateness, run(Pending, None, None, 0, 7), Some((Open, 100))),
            (&lateness, run(Running, Some(100), None, 0, 100), Some((Good, 100))),
            (&lateness, run(Running, Some(101), None, 0, 101), Some((Bad, 100))),
            (&lateness, run(Failed, Some(5), Some(50), 45, 50), Some((Good, 5))),
            (&lateness, run(Crashed, None, Some(50), 0, 50), Some((Bad, 50))),
            (&lateness, run(Crashed, None, Some(500), 0, 500), Some((Bad, 100))),
            (&lateness, run(Cancelled, None, Some(50), 0, 50), None),
            (&lateness, run(Cancelled, None, Some(500), 0, 500), Some((Bad, 100))),
        ] {
            let judged = judge(measure, &run).map(|judged| (judged.outcome, judged.at));
            assert_eq!(
                judged,
                expected.map(|(outcome, second)| (outcome, at(second))),
                "{measure:?} {run:?}"
            );
        }
        let unexpected = RunFacts { expected: None, ..run(Running, Some(5), None, 0, 5) };
        assert_eq!(judge(&lateness, &unexpected), None);
    }

    #[test]
    fn what_is_open_becomes_bad_in_its_time() {
        let open = Judged::new(Outcome::Open, at(10));
        assert_eq!(open.at(at(9)), open);
        assert_eq!(open.at(at(10)), Judged::new(Outcome::Bad, at(10)));
        let good = Judged::new(Outcome::Good, at(10));
        assert_eq!(good.at(at(99)), good);
    }
}
