//! Figures of whole hours and days of runs that are over, kept in memory: of a long time only what is not kept is read
//! from rows.
//!
//! What is kept of an hour or a day is what its rows gave, by what runs were told apart by, and the number of changes that
//! triggers have counted in it up to then. While that number is the same nothing has changed that was counted there, so
//! it is what the rows would give now. Hours are kept when they have been over for an hour; triggers count from half an
//! hour after their end on.

mod kept;
mod minutes;
mod read;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use weir_store::{
    Conn, Result,
    insights::{Belongings, CountedBy, Kind, Needs, changes},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::{
        FlowFilter, FlowRunFilter,
        parts::{AnyOrNot, Operator},
        queries::RunFilters,
    },
    history::HistoryResponseState,
    insights::Period,
};

use self::kept::Kept;
pub(crate) use self::minutes::{Minutes, Rest, SHORTEST};
use crate::runs::Tally;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// For how long an hour has been over at least that is kept.
const SETTLED: TimeDelta = TimeDelta::from_secs(3600);

/// What figures are kept of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Topic {
    /// Of which kind of runs.
    pub kind: Kind,
    /// What is counted.
    pub measure: Measure,
    /// What runs are told apart by.
    pub needs: Needs,
    /// Which runs; filters that [`are_watched`].
    pub filters: RunFilters,
}

/// What is counted of runs that are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Their states and durations, by when they ended.
    Ended,
    /// Their lateness, by when they were expected.
    Lateness,
    /// What a history tells, by when they were expected.
    History,
    /// The same of each minute.
    Minutes,
}

impl Measure {
    const fn counted_by(self) -> CountedBy {
        match self {
            Self::Ended => CountedBy::End,
            Self::Lateness | Self::History | Self::Minutes => CountedBy::Expected,
        }
    }
}

/// What was counted in a time.
#[derive(Debug)]
pub(crate) enum Figures {
    /// By what runs belong to. A run with several tags is counted by each.
    Runs(Vec<(Belongings, Tally)>),
    /// By their states.
    History(Vec<HistoryResponseState>),
    /// By their states, of each minute of an hour.
    Minutes(Minutes),
}

/// What is kept of an hour or a day.
#[derive(Debug)]
pub(crate) struct Cell {
    /// How many changes had been counted in it.
    changes: i64,
    figures: Figures,
}

impl Cell {
    /// How many bytes one group of runs takes, but for what lies elsewhere.
    const EACH: usize = size_of::<(Belongings, Tally)>();

    /// About how many bytes it takes.
    fn size(&self) -> usize {
        const AROUND: usize = 100;
        let figures = match &self.figures {
            Figures::Runs(tallies) => {
                tallies.iter().map(|(of, tally)| Self::EACH + of.size() + tally.size()).sum()
            }
            Figures::History(states) => states.len() * (size_of::<HistoryResponseState>() + 16),
            Figures::Minutes(minutes) => minutes.size(),
        };
        AROUND + figures
    }
}

/// What is kept. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Cells(Arc<Mutex<Kept>>);

impl Cells {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what whole hours and days in these periods come to, which follow one another and are told apart; `see` is
    /// given the beginning of the period as well. Answers what is left of each of them, to be read from rows.
    ///
    /// # Errors
    /// As the store says.
    pub(crate) async fn see(
        &self,
        conn: &mut Conn,
        topic: &Topic,
        periods: &[Period],
        now: Timestamp,
        see: &mut (impl FnMut(&Figures, Timestamp) + Send),
    ) -> Result<Vec<Period>> {
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(Vec::new()) };
        let whole = Period { start: hour_of(first.start), end: last.end };
        let changed = changes(conn, topic.kind, topic.measure.counted_by(), whole).await?;
        let id = self.kept().begin(topic);
        let mut left: Vec<Period> = Vec::new();
        for period in periods {
            let parts = parts(*period, settled(now));
            left.extend(parts.rows);
            for (start, width) in parts.cells {
                let changes = changed.range(start..start + width).map(|(_, changes)| changes).sum();
                let place = (id, start, width);
                let found = self.kept().find(place, changes);
                let cell = if let Some(cell) = found {
                    cell
                } else {
                    let figures = read::figures(conn, topic, period_of(start, width)).await?;
                    let cell = Arc::new(Cell { changes, figures });
                    self.kept().keep(place, Arc::clone(&cell));
                    cell
                };
                see(&cell.figures, period.start);
            }
        }
        Ok(left)
    }
}

/// Whether the filters look at nothing but what is counted as a change when it changes.
pub(crate) fn are_watched(kind: Kind, filters: &RunFilters) -> bool {
    let RunFilters {
        flows,
        flow_runs,
        task_runs: None,
        deployments: None,
        work_pools: None,
        work_queues: None,
    } = filters
    else {
        return false;
    };
    let by_id = flows.as_ref().is_none_or(|filter| {
        let FlowFilter { operator: _, id, deployment, name, tags } = filter;
        matches!(id, Some(AnyOrNot { any_: Some(_), not_any_: None }))
            && (deployment, name, tags) == (&None, &None, &None)
    });
    let by_row = flow_runs.as_ref().is_none_or(|filter| {
        let FlowRunFilter { operator: _, tags, deployment_id, state, .. } = filter;
        let (tags, deployment_id, state) = (tags.clone(), deployment_id.clone(), state.clone());
        kind == Kind::Flow
            && *filter
                == FlowRunFilter {
                    operator: Operator::And,
                    tags,
                    deployment_id,
                    state,
                    ..FlowRunFilter::default()
                }
    });
    by_id && by_row
}

/// Until when figures are kept.
pub(crate) fn settled(now: Timestamp) -> Timestamp {
    now - SETTLED
}

/// The hour that an instant lies in.
fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(HOUR) * HOUR)
}

const fn period_of(start: i64, width: i64) -> Period {
    Period { start: Timestamp::from_micros(start), end: Timestamp::from_micros(start + width) }
}
/// What a period is made of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    /// Whole hours and days: where they begin, and how long they are.
    cells: Vec<(i64, i64)>,
    /// The rest.
    rows: Vec<Period>,
}

/// Cuts a period into whole hours and days that are over at `settled`, and the rest.
fn parts(period: Period, settled: Timestamp) -> Parts {
    let up = |micros: i64, width: i64| (micros + width - 1).div_euclid(width) * width;
    let start = up(period.start.as_micros(), HOUR);
    let end = hour_of(period.end.min(settled)).as_micros();
    // Triggers count from the epoch on.
    if start >= end || start < 0 {
        return Parts { cells: Vec::new(), rows: vec![period] };
    }
    let mut found = Parts::default();
    let mut at = start;
    while at < end {
        let width = if at % DAY == 0 && at + DAY <= end { DAY } else { HOUR };
        found.cells.push((at, width));
        at += width;
    }
    let (first, last) = (Timestamp::from_micros(start), Timestamp::from_micros(end));
    let ends = [Period { start: period.start, end: first }, Period { start: last, end: period.end }];
    found.rows.extend(ends.into_iter().filter(|part| part.start < part.end));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64, minutes: i64) -> Timestamp {
        Timestamp::from_micros(hours * HOUR + minutes * HOUR / 60)
    }

    #[test]
    fn a_period_is_cut_into_days_and_hours() {
        let period = |start, end| Period { start, end };
        let found = parts(period(at(22, 30), at(50, 10)), at(1000, 0));
        assert_eq!(found.cells, [(23 * HOUR, HOUR), (DAY, DAY), (2 * DAY, HOUR), (49 * HOUR, HOUR)]);
        assert_eq!(found.rows, [period(at(22, 30), at(23, 0)), period(at(50, 0), at(50, 10))]);
        let unsettled = parts(period(at(22, 0), at(26, 0)), at(24, 59));
        assert_eq!(unsettled.cells, [(22 * HOUR, HOUR), (23 * HOUR, HOUR)]);
        assert_eq!(unsettled.rows, [period(at(24, 0), at(26, 0))]);
        let short = period(at(1, 10), at(1, 50));
        assert_eq!(parts(short, at(1000, 0)), Parts { cells: Vec::new(), rows: vec![short] });
        let ancient = period(at(-30, 0), at(2, 0));
        assert_eq!(parts(ancient, at(1000, 0)).rows, [ancient]);
    }
}
