//! Counts of events by time, by name and by resource.

use std::collections::HashMap;

use weir_types::{
    Timestamp,
    events::{Countable, EventCount, EventCountQuery, TimeUnit},
    filters::EventFilter,
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    filters::{
        self,
        event_counts::{BEHIND, Hours, MOST_BEHIND},
    },
    rollups::HOUR,
    row::Row,
};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Monday, 2024-04-01: intervals are counted from here.
const PIVOT: i64 = 1_711_929_600 * SECOND;

/// The most intervals that one answer may have.
const MOST: i64 = 1000;

/// The query asks for more intervals than an answer may have. Its text is Prefect's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The given interval would create {0} buckets, which is too many. Please increase the interval or reduce the time \
     range to produce {MOST} buckets or fewer."
)]
pub struct TooManyIntervals(i64);

/// Intervals of the same width, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Intervals {
    start: i64,
    end: i64,
    width: i64,
}

impl Intervals {
    /// The intervals that hold the time of the query; what lies beyond the end of the unit in which `now` is has none.
    fn of(query: &EventCountQuery, now: Timestamp) -> Result<Self, TooManyIntervals> {
        let since = query.filter.occurred.since(now).as_micros();
        let until = query.filter.occurred.until(now).as_micros();
        let width = width(query.time_unit, query.time_interval);
        let count = intervals_in(until - since, width);
        if count > MOST {
            return Err(TooManyIntervals(count));
        }
        let until = until.min(end_of(query.time_unit, now));
        let start = PIVOT + (since - PIVOT).div_euclid(width) * width;
        let end = start + intervals_in(until - start, width).max(0) * width;
        Ok(Self { start, end, width })
    }
}

/// At most as wide as all the time there is, so that whatever is counted with stays far below the largest number.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "widths are far below 2^53")]
fn width(unit: TimeUnit, interval: f64) -> i64 {
    let all_time = Timestamp::MAX.as_micros() - Timestamp::MIN.as_micros();
    ((unit_width(unit) as f64 * interval).round() as i64).clamp(1, all_time)
}

/// How many intervals it takes to cover `length`; none or less than none for a time that runs backwards.
const fn intervals_in(length: i64, width: i64) -> i64 {
    -(-length).div_euclid(width)
}

const fn unit_width(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Week => 7 * DAY,
        TimeUnit::Day => DAY,
        TimeUnit::Hour => 3600 * SECOND,
        TimeUnit::Minute => 60 * SECOND,
        TimeUnit::Second => SECOND,
    }
}

/// The last microsecond of the unit in which `now` is; weeks end on Sunday, as the pivot is a Monday.
const fn end_of(unit: TimeUnit, now: Timestamp) -> i64 {
    let width = unit_width(unit);
    let since_pivot = now.as_micros() - PIVOT;
    PIVOT + since_pivot.div_euclid(width) * width + width - 1
}

/// How many events pass a filter.
pub async fn count(conn: &mut Conn, filter: &EventFilter, now: Timestamp) -> Result<i64> {
    let end = filter.occurred.until(now).as_micros().saturating_add(1);
    match by_hour(conn, filter, end, now).await? {
        Some(hours) => Ok(hours.into_iter().map(|(_, count)| count).sum()),
        None => filters::events::query(filter, now).count(conn).await,
    }
}

/// The counts of hours, several of an hour, that make up the time of the filter until before `end`. None where the
/// rollups cannot tell.
async fn by_hour(
    conn: &mut Conn,
    filter: &EventFilter,
    end: i64,
    now: Timestamp,
) -> Result<Option<Vec<(i64, i64)>>> {
    let hours = Hours::of(filter.occurred.since(now).as_micros(), end, now.as_micros());
    let statement = hours.and_then(|hours| filters::event_counts::by_hour(filter, hours, conn.dialect()));
    let Some(statement) = statement else { return Ok(None) };
    let counts = conn.all(&statement.sql, &statement.params, since_and_count).await?;
    let (behind, counts): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(hour, _)| *hour == BEHIND);
    let known = behind.iter().all(|(_, count)| *count < MOST_BEHIND);
    Ok(known.then_some(counts))
}

fn since_and_count(row: Row<'_>) -> Result<(i64, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Counts the events of a query. Without bounds it looks at the time until `now`.
///
/// # Errors
/// As the database says; the inner result, when there would be too many intervals.
pub async fn count_by(
    conn: &mut Conn,
    query: &EventCountQuery,
    countable: Countable,
    now: Timestamp,
) -> Result<Result<Vec<EventCount>, TooManyIntervals>> {
    let intervals = match Intervals::of(query, now) {
        Ok(intervals) => intervals,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let counts = match countable {
        Countable::Time => by_time(conn, query, intervals, now).await?,
        Countable::Day => {
            let days = EventCountQuery { time_unit: TimeUnit::Day, time_interval: 1.0, ..query.clone() };
            match Intervals::of(&days, now) {
                Ok(intervals) => by_time(conn, &days, intervals, now).await?,
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Countable::Event => {
            by_label(conn, query, "events.event AS value, events.event AS label", "events.event", now).await?
        }
        Countable::Resource => {
            let columns = match conn.dialect() {
                Dialect::Sqlite => {
                    "events.resource_id AS value, COALESCE(json_extract(events.resource, '$.\"prefect.resource.name\"'), \
                     json_extract(events.resource, '$.\"prefect.name\"'), events.resource_id) AS label"
                }
                Dialect::Postgres => {
                    "events.resource_id AS value, COALESCE(CAST(events.resource AS json) ->> 'prefect.resource.name', \
                     CAST(events.resource AS json) ->> 'prefect.name', events.resource_id) AS label"
                }
            };
            by_label(conn, query, columns, "value, label", now).await?
        }
    };
    Ok(Ok(counts))
}

async fn by_time(
    conn: &mut Conn,
    query: &EventCountQuery,
    intervals: Intervals,
    now: Timestamp,
) -> Result<Vec<EventCount>> {
    let Intervals { start, end, width } = intervals;
    if start >= end {
        return Ok(Vec::new());
    }
    let counts = if let Some(counts) = sum_hours(conn, &query.filter, intervals, now).await? {
        counts
    } else {
        let statement =
            filters::event_counts::by_interval(&query.filter, now, (start, end, width), conn.dialect());
        conn.all(&statement.sql, &statement.params, since_and_count).await?
    };
    let interval = |(number, (since, count)): (usize, (i64, i64))| EventCount {
        value: number.to_string(),
        label: within_years(since).to_string().replace('Z', "+00:00"),
        count: count.unsigned_abs(),
        start_time: within_years(since),
        end_time: within_years(since + width - 1),
    };
    Ok(counts.into_iter().enumerate().map(interval).collect())
}

/// The instant, or the first or the last one that can be written.
fn within_years(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros).clamp(Timestamp::MIN, Timestamp::MAX)
}

/// The start and the count of each interval, where intervals are whole hours and the rollups can tell.
async fn sum_hours(
    conn: &mut Conn,
    filter: &EventFilter,
    Intervals { start, end, width }: Intervals,
    now: Timestamp,
) -> Result<Option<Vec<(i64, i64)>>> {
    if width % HOUR != 0 || start < HOUR {
        return Ok(None);
    }
    let end_of_time = filter.occurred.until(now).as_micros().saturating_add(1).min(end);
    let Some(hours) = by_hour(conn, filter, end_of_time, now).await? else { return Ok(None) };
    let mut counts: Vec<(i64, i64)> =
        (0..(end - start) / width).map(|nth| (start + nth * width, 0)).collect();
    for (hour, count) in hours {
        let nth = usize::try_from((hour - start) / width).ok();
        if let Some((_, sum)) = nth.and_then(|nth| counts.get_mut(nth)) {
            *sum += count;
        }
    }
    Ok(Some(counts))
}

/// One count for each value, most frequent first, with the label of its newest event.
async fn by_label(
    conn: &mut Conn,
    query: &EventCountQuery,
    columns: &str,
    group: &'static str,
    now: Timestamp,
) -> Result<Vec<EventCount>> {
    let columns = format!("{columns}, COUNT(*), MIN(events.occurred), MAX(events.occurred)");
    let groups = filters::events::matching(&query.filter, now)
        .group_by(group)
        .all(conn, &columns, label_count)
        .await?;
    let mut counts: HashMap<String, EventCount> = HashMap::with_capacity(groups.len());
    for group in groups {
        match counts.get_mut(&group.value) {
            Some(sum) => {
                if group.end_time > sum.end_time {
                    sum.label = group.label;
                    sum.end_time = group.end_time;
                }
                sum.start_time = sum.start_time.min(group.start_time);
                sum.count += group.count;
            }
            None => {
                counts.insert(group.value.clone(), group);
            }
        }
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    Ok(counts)
}

fn label_count(row: Row<'_>) -> Result<EventCount> {
    let mut columns = row.columns();
    Ok(EventCount {
        value: columns.take()?,
        label: columns.take()?,
        count: columns.take::<i64>()?.unsigned_abs(),
        start_time: columns.take()?,
        end_time: columns.take()?,
    })
}
