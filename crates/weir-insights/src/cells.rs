//! Figures of whole hours and days of flow runs that are over, kept in memory: of a long time only what is not kept is
//! read from rows.
//!
//! What is kept of an hour or a day is what its rows gave, and the number of changes that triggers have counted in it
//! up to then. While that number is the same nothing has changed that was counted there, so it is what the rows would give
//! now. Hours are kept when they have been over for an hour; triggers count from half an hour after their end on.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use weir_store::{
    Conn, Result,
    insights::{Belongings, CountedBy, InsightRun, Kind, Needs, Which, changes, visit},
};
use weir_types::{TimeDelta, Timestamp, filters::queries::RunFilters, insights::Period};

use crate::runs::{Tally, lateness};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// For how long an hour has been over at least that is kept.
const SETTLED: TimeDelta = TimeDelta::from_secs(3600);

/// How many tallies are kept at most; all are forgotten when there are more. One is a kilobyte or so.
const MOST: usize = 100_000;

/// Which hour or day, of runs counted by which of their times.
type Place = (CountedBy, i64, i64);

/// What is kept of an hour or a day.
#[derive(Debug)]
struct Cell {
    /// How many changes had been counted in it.
    changes: i64,
    /// The runs by what they belong to.
    tallies: Vec<(Belongings, Tally)>,
}

/// What is kept. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Cells(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    cells: HashMap<Place, Arc<Cell>>,
    tallies: usize,
}

impl Cells {
    fn find(&self, place: Place, changes: i64) -> Option<Arc<Cell>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.cells.get(&place).filter(|cell| cell.changes == changes).cloned()
    }

    fn keep(&self, place: Place, cell: Arc<Cell>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.tallies + cell.tallies.len() > MOST {
            *kept = Kept::default();
        }
        kept.tallies += cell.tallies.len();
        if let Some(before) = kept.cells.insert(place, cell) {
            kept.tallies -= before.tallies.len();
        }
    }

    /// Shows what whole hours and days in these periods come to, which follow one another and are told apart; `see` is
    /// given the beginning of the period as well. Answers what is left of them, to be read from rows.
    ///
    /// # Errors
    /// As the store says.
    pub(crate) async fn see(
        &self,
        conn: &mut Conn,
        by: CountedBy,
        periods: &[Period],
        now: Timestamp,
        see: &mut (impl FnMut(&Belongings, Timestamp, &Tally) + Send),
    ) -> Result<Vec<Period>> {
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Ok(Vec::new()) };
        let whole = Period { start: hour_of(first.start), end: last.end };
        let changed = changes(conn, by, whole).await?;
        let mut left: Vec<Period> = Vec::new();
        for period in periods {
            let parts = parts(*period, now - SETTLED);
            for rest in parts.rows {
                match left.last_mut().filter(|before| before.end == rest.start) {
                    Some(before) => before.end = rest.end,
                    None => left.push(rest),
                }
            }
            for (start, width) in parts.cells {
                let changes = changed.range(start..start + width).map(|(_, changes)| changes).sum();
                let place = (by, start, width);
                let cell = if let Some(cell) = self.find(place, changes) {
                    cell
                } else {
                    let tallies = read(conn, by, start, width).await?;
                    let cell = Arc::new(Cell { changes, tallies });
                    self.keep(place, Arc::clone(&cell));
                    cell
                };
                for (belongings, tally) in &cell.tallies {
                    see(belongings, period.start, tally);
                }
            }
        }
        Ok(left)
    }
}

/// Reads an hour or a day from its rows.
async fn read(conn: &mut Conn, by: CountedBy, start: i64, width: i64) -> Result<Vec<(Belongings, Tally)>> {
    let period = Period { start: Timestamp::from_micros(start), end: Timestamp::from_micros(start + width) };
    let mut tallies: HashMap<Belongings, Tally> = HashMap::new();
    let mut see = |run: InsightRun| {
        let lateness = lateness(&run, period.end);
        match (by, lateness) {
            (CountedBy::End, _) => {
                let tally = tallies.entry(run.belongings).or_default();
                tally.ended(run.state_type, run.ran, run.run_time);
            }
            (CountedBy::Expected, Some(lateness)) => {
                tallies.entry(run.belongings).or_default().late(lateness);
            }
            (CountedBy::Expected, None) => {}
        }
    };
    let needs = Needs { flow: true, deployment: true, queue: true, tags: false };
    let which = match by {
        CountedBy::End => Which::Ended(period),
        CountedBy::Expected => Which::ExpectedAndOver(period),
    };
    visit(conn, Kind::Flow, &RunFilters::default(), which, needs, &mut see).await?;
    Ok(tallies.into_iter().collect())
}

/// The hour that an instant lies in.
fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(HOUR) * HOUR)
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
