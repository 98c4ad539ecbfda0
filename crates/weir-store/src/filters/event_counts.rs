//! Statements that count events by time.

use weir_types::{Timestamp, filters::EventFilter};

use super::{
    Condition, Order, Statement,
    events::{besides_time, names_alone},
    render::Writer,
};
use crate::{conn::Dialect, param::Param, rollups::HOUR};

/// The statement that counts the events of each interval of `width` microseconds from `start` until `end`: the start of
/// the interval and the count. Each interval, cut to the time of the filter, is one range of the index on the time.
pub fn by_interval(
    filter: &EventFilter,
    now: Timestamp,
    (start, end, width): (i64, i64, i64),
    dialect: Dialect,
) -> Statement<'_> {
    let (later, earlier) = match dialect {
        Dialect::Sqlite => ("MAX", "MIN"),
        Dialect::Postgres => ("GREATEST", "LEAST"),
    };
    let (since, until) = (filter.occurred.since(now), filter.occurred.until(now));
    let mut writer = Writer::new(dialect, Order::default());
    writer.push(&["WITH RECURSIVE intervals (since) AS (SELECT CAST("]);
    writer.bind(Param::Int(start));
    writer.push(&[" AS BIGINT) UNION ALL SELECT since + "]);
    writer.bind(Param::Int(width));
    writer.push(&[" FROM intervals WHERE since < "]);
    writer.bind(Param::Int(end - width));
    writer.push(&[
        ") SELECT since, (SELECT COUNT(*) FROM events WHERE events.occurred >= ",
        later,
        "(since, ",
    ]);
    writer.bind(Param::Int(since.as_micros()));
    writer.push(&[") AND events.occurred < ", earlier, "(since + "]);
    writer.bind(Param::Int(width));
    writer.push(&[", "]);
    writer.bind(Param::Int(until.as_micros().saturating_add(1)));
    writer.push(&[")"]);
    writer.and(&besides_time(filter, now));
    writer.push(&[") FROM intervals"]);
    writer.finish()
}

/// A time cut into whole hours and its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Where the first hour starts.
    pub first: i64,
    /// Where the last hour ends.
    pub last: i64,
    /// What the hours lack of the time, or have beyond it.
    pub ends: [Option<End>; 2],
}

/// An end of a time: a part of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Where the hour starts.
    pub hour: i64,
    /// Where the part starts.
    pub from: i64,
    /// Where it ends.
    pub until: i64,
    /// Whether the part belongs to the time and the hour does not, or the other way round.
    pub missing: bool,
}

impl Hours {
    /// The hours of the time from `since` until before `end`. Of the hours at its ends the smaller part is counted: of
    /// the hour that `now` is in, that part is what lies beyond `now`. None for a time that is too short for this.
    ///
    /// Hour 0 is no hour, since rollups keep their sums over all time in its place.
    pub fn of(since: i64, end: i64, now: i64) -> Option<Self> {
        let hour = since.div_euclid(HOUR) * HOUR;
        let (first, start) = if since < HOUR {
            (HOUR, Some(End { hour: 0, from: since, until: HOUR, missing: true }))
        } else if since == hour {
            (hour, None)
        } else if since - hour <= HOUR / 2 {
            (hour, Some(End { hour, from: hour, until: since, missing: false }))
        } else {
            (hour + HOUR, Some(End { hour, from: since, until: hour + HOUR, missing: true }))
        };
        let hour = end.div_euclid(HOUR) * HOUR;
        let (last, stop) = if end == hour {
            (hour, None)
        } else if end - hour <= (now - hour).min(HOUR) / 2 {
            (hour, Some(End { hour, from: hour, until: end, missing: true }))
        } else {
            (hour + HOUR, Some(End { hour, from: end, until: hour + HOUR, missing: false }))
        };
        (end.saturating_sub(since) >= 2 * HOUR && first < last).then_some(Self {
            first,
            last,
            ends: [start, stop],
        })
    }
}

/// Up to how many events behind the rollups are counted one by one.
pub const MOST_BEHIND: i64 = 10_000;

/// The hour under which [`by_hour`] gives the number of events that the rollups have not counted yet.
pub const BEHIND: i64 = -1;

/// The statement that counts the events of these hours and ends by the rollups: rows of an hour's start and a count,
/// several of an hour. What the rollups have not counted yet is counted one by one, up to [`MOST_BEHIND`]; how many
/// events these are stands in the row [`BEHIND`]. It is one statement, so that the rollups do not move in between. None
/// when the filter asks for more than names: the rollups know no more.
pub fn by_hour(filter: &EventFilter, hours: Hours, dialect: Dialect) -> Option<Statement<'_>> {
    let names = names_alone(filter)?;
    let Hours { first, last, ends } = hours;
    let mut writer = Writer::new(dialect, Order::default());
    writer.push(&["WITH behind AS (SELECT events.occurred, events.event FROM events WHERE "]);
    writer.push(&match dialect {
        Dialect::Sqlite => [
            "events.seq > COALESCE((SELECT seq FROM log_cursors WHERE reader = 'rollups'), 0) ",
            "ORDER BY events.seq",
        ],
        Dialect::Postgres => [
            "(events.xact, events.seq) > (\
             COALESCE((SELECT CAST(CAST(xact AS TEXT) AS xid8) FROM log_cursors WHERE reader = 'rollups'), '0'), \
             COALESCE((SELECT seq FROM log_cursors WHERE reader = 'rollups'), 0)) ",
            "ORDER BY events.xact, events.seq",
        ],
    });
    writer.push(&[" LIMIT ", &MOST_BEHIND.to_string()]);
    writer.push(&[") SELECT events.hour, events.count FROM event_rollups AS events WHERE events.hour >= "]);
    writer.bind(Param::Int(first));
    writer.push(&[" AND events.hour < "]);
    writer.bind(Param::Int(last));
    writer.and(&names);
    writer.push(&[" UNION ALL SELECT events.occurred / ", &HOUR.to_string(), " * ", &HOUR.to_string()]);
    writer.push(&[", COUNT(*) FROM behind AS events"]);
    writer.occurred(first, last, &names);
    writer.push(&[" GROUP BY 1"]);
    for end in ends.into_iter().flatten() {
        writer.push(&[" UNION ALL SELECT CAST("]);
        writer.bind(Param::Int(end.hour));
        writer.push(&[" AS BIGINT), ", if end.missing { "" } else { "-" }, "COUNT(*) FROM events"]);
        writer.occurred(end.from, end.until, &names);
    }
    writer.push(&[" UNION ALL SELECT ", &BEHIND.to_string(), ", COUNT(*) FROM behind"]);
    Some(writer.finish())
}

impl<'a> Writer<'a> {
    fn and(&mut self, condition: &Condition<'a>) {
        if *condition != Condition::Always {
            self.push(&[" AND "]);
            self.condition(condition);
        }
    }

    fn occurred(&mut self, from: i64, until: i64, names: &Condition<'a>) {
        self.push(&[" WHERE events.occurred >= "]);
        self.bind(Param::Int(from));
        self.push(&[" AND events.occurred < "]);
        self.bind(Param::Int(until));
        self.and(names);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn hours_and_ends_are_the_time(since in -3 * HOUR..9 * HOUR, length in 0..9 * HOUR, now in 0..12 * HOUR) {
            let end = since + length;
            if let Some(Hours { first, last, ends }) = Hours::of(since, end, now) {
                prop_assert!(first % HOUR == 0 && last % HOUR == 0 && 0 < first && first < last);
                let ends = ends.into_iter().flatten();
                let difference: i64 =
                    ends.clone().map(|end| (end.until - end.from) * if end.missing { 1 } else { -1 }).sum();
                prop_assert_eq!(last - first + difference, length);
                for End { hour, from, until, missing } in ends {
                    prop_assert!(from < until && (hour == 0 || hour <= from && until <= hour + HOUR));
                    prop_assert_eq!(missing, since <= from && until <= end);
                    prop_assert_eq!(missing, !(first..last).contains(&hour));
                }
            } else {
                prop_assert!(length < 2 * HOUR || end < 2 * HOUR);
            }
        }
    }
}
