//! Success rates, durations and lateness of runs, over a time and in its intervals, beside the time before.

use std::collections::{BTreeMap, HashMap};

use weir_store::{
    Conn, Result,
    insights::{Belongings, InsightRun, Kind, Which, visit},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    insights::{Change, EndedStates, GroupBy, Period, RunFigures, RunInterval, RunsGroup, RunsInsight},
    state::StateType,
};

use crate::{
    cells::{Cells, Figures, Measure, Topic, are_watched},
    groups::{Grouping, Key},
    sketch::{ERROR, Sketch, float},
    span::Span,
};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Of which kind of runs.
    pub kind: Kind,
    /// Which of them.
    pub filters: RunFilters,
    /// Of which time.
    pub span: Span,
    /// What they are told apart by.
    pub group_by: Vec<GroupBy>,
    /// Whether the time before is told of as well.
    pub compare: bool,
    /// How many groups at most.
    pub limit: usize,
}

impl Question {
    /// The time that is told of beside that which is asked of.
    fn previous(&self) -> Option<Period> {
        self.compare.then(|| self.span.before())
    }

    /// Both of them.
    fn time(&self) -> Period {
        let Period { start, end } = self.span.period();
        Period { start: self.previous().map_or(start, |before| before.start), end }
    }
}

/// What has been counted of some runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    states: EndedStates,
    durations: Sketch,
    lateness: Sketch,
}

impl Tally {
    /// Counts a run that has ended. One that never ran has no duration.
    pub fn ended(&mut self, state: StateType, ran: bool, run_time: TimeDelta) {
        match state {
            StateType::Completed => self.states.completed += 1,
            StateType::Failed => self.states.failed += 1,
            StateType::Crashed => self.states.crashed += 1,
            StateType::Cancelled => self.states.cancelled += 1,
            _ => return,
        }
        if ran {
            self.durations.add(run_time);
        }
    }

    /// Counts how late a run was.
    pub fn late(&mut self, lateness: TimeDelta) {
        self.lateness.add(lateness);
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.states.completed += other.states.completed;
        self.states.failed += other.states.failed;
        self.states.crashed += other.states.crashed;
        self.states.cancelled += other.states.cancelled;
        self.durations.merge(&other.durations);
        self.lateness.merge(&other.lateness);
    }

    /// Gives back room that is not needed.
    pub fn shrink(&mut self) {
        self.durations.shrink();
        self.lateness.shrink();
    }

    /// How many bytes of its own it takes elsewhere.
    pub fn size(&self) -> usize {
        self.durations.size() + self.lateness.size()
    }

    /// What is told of them.
    pub fn figures(&self) -> RunFigures {
        let EndedStates { completed, failed, crashed, .. } = self.states;
        let judged = completed + failed + crashed;
        RunFigures {
            runs: self.states.total(),
            states: self.states,
            success_rate: (judged > 0).then(|| float(completed) / float(judged)),
            run_time: self.durations.sum(),
            duration: self.durations.distribution(),
            lateness: self.lateness.distribution(),
        }
    }
}

/// How figures differ from earlier ones.
pub fn change(now: &RunFigures, before: &RunFigures) -> Change {
    let relative = |now: Option<f64>, before: Option<f64>| {
        let (now, before) = (now?, before.filter(|before| *before > 0.0)?);
        Some((now - before) / before)
    };
    Change {
        runs: relative(Some(float(now.runs)), Some(float(before.runs))),
        success_rate: now.success_rate.zip(before.success_rate).map(|(now, before)| now - before),
        run_time: relative(Some(now.run_time), Some(before.run_time)),
        duration_mean: relative(now.duration.mean, before.duration.mean),
        duration_p50: relative(now.duration.p50, before.duration.p50),
        duration_p95: relative(now.duration.p95, before.duration.p95),
        lateness_p95: relative(now.lateness.p95, before.lateness.p95),
    }
}

/// What has been counted of a group.
#[derive(Clone, Debug, Default)]
struct Group {
    all: Tally,
    before: Tally,
    /// By the number of the interval; those without runs are missing.
    intervals: BTreeMap<usize, Tally>,
}

/// Counts runs by their groups and intervals.
struct Counting<'q> {
    span: &'q Span,
    grouping: &'q Grouping,
    groups: HashMap<Key, Group>,
}

impl<'q> Counting<'q> {
    fn new(span: &'q Span, grouping: &'q Grouping) -> Self {
        let groups = grouping.whole().map(|key| (key, Group::default())).into_iter().collect();
        Self { span, grouping, groups }
    }

    /// Counts something at an instant, in every group that what belongs to these is in.
    fn count(&mut self, of: &Belongings, at: Timestamp, add: impl Fn(&mut Tally)) {
        let interval = self.span.interval_of(at);
        let in_time = self.span.period().has(at);
        for key in self.grouping.keys(of) {
            let group = self.groups.entry(key).or_default();
            add(if in_time { &mut group.all } else { &mut group.before });
            if let Some(nth) = interval {
                add(group.intervals.entry(nth).or_default());
            }
        }
    }

    /// The groups of which most is told, those first, and how many are left out.
    fn most(self, limit: usize) -> (Vec<(Key, Group)>, usize) {
        let mut groups: Vec<(Key, Group)> = self.groups.into_iter().collect();
        groups.sort_by_cached_key(|(key, group)| {
            let ended = |tally: &Tally| tally.states.total();
            let counts = [ended(&group.all), group.all.lateness.count(), ended(&group.before)];
            (counts.map(std::cmp::Reverse), key.clone())
        });
        let left_out = groups.len().saturating_sub(limit);
        groups.truncate(limit);
        (groups, left_out)
    }
}

/// How late a run was, or is at `now`. The same is `weir_engine::estimate::start_time_delta`.
pub(crate) fn lateness(run: &InsightRun, now: Timestamp) -> Option<TimeDelta> {
    let expected = run.expected?;
    match run.start.filter(|_| run.ran) {
        Some(start) => Some(start.since(expected).max(TimeDelta::ZERO)),
        None if run.state_type.is_terminal() || expected >= now => None,
        None => Some(now.since(expected)),
    }
}

/// The periods, those that follow upon each other as one.
fn joined(periods: Vec<Period>) -> Vec<Period> {
    let mut joined: Vec<Period> = Vec::new();
    for period in periods {
        match joined.last_mut().filter(|before| before.end == period.start) {
            Some(before) => before.end = period.end,
            None => joined.push(period),
        }
    }
    joined
}

/// Answers the question as of `now`, with the help of what is kept of earlier ones.
///
/// # Errors
/// As the store says.
pub async fn answer(
    conn: &mut Conn,
    question: &Question,
    cells: &Cells,
    now: Timestamp,
) -> Result<RunsInsight> {
    let Question { span, group_by, compare, limit, .. } = question;
    let grouping = Grouping::of(conn, group_by).await?;
    let mut counting = Counting::new(span, &grouping);
    let left = count_kept(conn, question, cells, &mut counting, now).await?;
    count_rows(conn, question, left, &mut counting, now).await?;
    let (groups, left_out) = counting.most(*limit);
    let (keys, groups): (Vec<Key>, Vec<Group>) = groups.into_iter().unzip();
    let named = grouping.named(conn, &keys).await?;
    let told = named.into_iter().zip(&groups).map(|(named, group)| told(named, group, span, *compare));
    let Period { start, end } = span.period();
    let previous = question.previous();
    Ok(RunsInsight { start, end, previous, quantile_error: ERROR, groups: told.collect(), left_out })
}

/// Which runs are to be read from rows.
struct Left {
    /// To be counted by when they ended,
    ended: Vec<Which>,
    /// and by when they were expected.
    expected: Vec<Which>,
}

/// Counts what is kept of whole hours and days, and answers what is left.
async fn count_kept(
    conn: &mut Conn,
    question: &Question,
    cells: &Cells,
    counting: &mut Counting<'_>,
    now: Timestamp,
) -> Result<Left> {
    let Question { kind, filters, span, .. } = question;
    let time = question.time();
    if !are_watched(*kind, filters) {
        return Ok(Left { ended: vec![Which::Ended(time)], expected: vec![Which::Expected(time)] });
    }
    let cuts = span.cuts(question.previous());
    let needs = counting.grouping.needs();
    let mut see = |figures: &Figures, at: Timestamp| {
        if let Figures::Runs(tallies) = figures {
            for (of, tally) in tallies {
                counting.count(of, at, |sum| sum.merge(tally));
            }
        }
    };
    let mut topic = Topic { kind: *kind, measure: Measure::Ended, needs, filters: filters.clone() };
    let left = cells.see(conn, &topic, &cuts, now, &mut see).await?;
    let ended = joined(left).into_iter().map(Which::Ended).collect();
    topic.measure = Measure::Lateness;
    let left = cells.see(conn, &topic, &cuts, now, &mut see).await?;
    let over = joined(left).into_iter().map(Which::ExpectedAndOver);
    Ok(Left { ended, expected: over.chain([Which::ExpectedAndUnfinished(time)]).collect() })
}

/// Counts what is read from rows.
async fn count_rows(
    conn: &mut Conn,
    Question { kind, filters, .. }: &Question,
    left: Left,
    counting: &mut Counting<'_>,
    now: Timestamp,
) -> Result<()> {
    let needs = counting.grouping.needs();
    let mut ended = |run: InsightRun| {
        let Some(at) = run.end else { return };
        counting.count(&run.belongings, at, |tally| tally.ended(run.state_type, run.ran, run.run_time));
    };
    for which in left.ended {
        visit(conn, *kind, filters, which, needs, &mut ended).await?;
    }
    let mut expected = |run: InsightRun| {
        let (Some(at), Some(lateness)) = (run.expected, lateness(&run, now)) else { return };
        counting.count(&run.belongings, at, |tally| tally.late(lateness));
    };
    for which in left.expected {
        visit(conn, *kind, filters, which, needs, &mut expected).await?;
    }
    Ok(())
}

fn told(
    named: BTreeMap<String, weir_types::insights::Named>,
    group: &Group,
    span: &Span,
    compare: bool,
) -> RunsGroup {
    let figures = group.all.figures();
    let previous = compare.then(|| group.before.figures());
    let nothing = Tally::default();
    let intervals = span.intervals().enumerate().map(|(nth, Period { start, end })| RunInterval {
        start,
        end,
        figures: group.intervals.get(&nth).unwrap_or(&nothing).figures(),
    });
    RunsGroup {
        group: named,
        change: previous.as_ref().map(|before| change(&figures, before)),
        previous,
        intervals: intervals.collect(),
        figures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(ended: &[(StateType, Option<i64>)]) -> Tally {
        let mut tally = Tally::default();
        for (state, seconds) in ended {
            tally.ended(*state, seconds.is_some(), TimeDelta::from_secs(seconds.unwrap_or(0)));
        }
        tally
    }

    #[test]
    fn cancelled_runs_are_no_failures_and_runs_that_never_ran_have_no_duration() {
        let figures = tally(&[
            (StateType::Completed, Some(10)),
            (StateType::Completed, Some(20)),
            (StateType::Failed, Some(30)),
            (StateType::Crashed, None),
            (StateType::Cancelled, None),
            (StateType::Running, Some(5)),
        ])
        .figures();
        let states = EndedStates { completed: 2, failed: 1, crashed: 1, cancelled: 1 };
        assert_eq!((figures.runs, figures.states, figures.success_rate), (5, states, Some(0.5)));
        assert_eq!((figures.run_time, figures.duration.count, figures.duration.mean), (60.0, 3, Some(20.0)));
    }

    #[test]
    fn change_is_relative_but_of_rates_a_difference() {
        let before = tally(&[(StateType::Completed, Some(10)), (StateType::Failed, Some(10))]).figures();
        let now = tally(&[
            (StateType::Completed, Some(30)),
            (StateType::Completed, Some(30)),
            (StateType::Completed, Some(30)),
            (StateType::Failed, Some(30)),
        ])
        .figures();
        let found = change(&now, &before);
        assert_eq!((found.runs, found.success_rate), (Some(1.0), Some(0.25)));
        assert_eq!((found.run_time, found.duration_mean), (Some(5.0), Some(2.0)));
        assert_eq!(found.lateness_p95, None);
        assert_eq!(change(&now, &Tally::default().figures()), Change::default());
    }
}
