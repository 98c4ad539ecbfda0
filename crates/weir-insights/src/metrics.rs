//! What the points of a custom metric come to over a time.

use std::collections::BTreeMap;

use weir_engine::metrics::Aggregate;
use weir_store::{
    Conn, Result,
    metrics::{self, Place, Window},
};
use weir_types::{
    TimeDelta, Timestamp,
    metrics::{
        Aggregation, MetricAggregates, MetricAggregatesQuery, MetricGroup, MetricInterval, MetricSeries,
    },
};

/// How many intervals are told of at most.
const MOST_INTERVALS: i64 = 1000;

/// How long the time is when its start is not given.
const WEEK: TimeDelta = TimeDelta::from_secs(7 * 86_400);

/// How many points are read at once.
const PAGE: i64 = 10_000;

/// Why a time is not told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    /// It ends before it begins.
    #[error("end must not be before start")]
    Backwards,
    /// It has too many intervals.
    #[error("the time has more than {MOST_INTERVALS} intervals: interval_seconds must be longer")]
    TooManyIntervals,
}

/// The time that is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    start: Timestamp,
    end: Timestamp,
    interval: Option<TimeDelta>,
    intervals: usize,
}

impl Span {
    /// The time of a query that is asked at `now`.
    ///
    /// # Errors
    /// When there is no such time, or it has too many intervals.
    pub fn of(query: &MetricAggregatesQuery, now: Timestamp) -> Result<Self, BadTime> {
        let end = query.end.unwrap_or(now);
        let start = query.start.unwrap_or(end - WEEK);
        let length = end.since(start).as_micros();
        if length < 0 {
            return Err(BadTime::Backwards);
        }
        let interval = query.interval_seconds.filter(|interval| *interval > TimeDelta::ZERO);
        let intervals = match interval {
            None => 0,
            Some(interval) => {
                let whole = length / interval.as_micros();
                whole + i64::from(length % interval.as_micros() > 0)
            }
        };
        if intervals > MOST_INTERVALS {
            return Err(BadTime::TooManyIntervals);
        }
        Ok(Self { start, end, interval, intervals: usize::try_from(intervals).unwrap_or_default() })
    }

    fn interval_of(&self, at: Timestamp) -> Option<usize> {
        usize::try_from(at.since(self.start).as_micros() / self.interval?.as_micros()).ok()
    }

    /// Where an interval begins, or the last one ends.
    fn boundary(&self, nth: usize) -> Timestamp {
        let (length, nth) =
            (self.interval.unwrap_or_default().as_micros(), i64::try_from(nth).unwrap_or(i64::MAX));
        (self.start + TimeDelta::from_micros(length.saturating_mul(nth))).min(self.end)
    }
}

/// What a group is told apart by.
type By = BTreeMap<String, Option<String>>;

/// Values of a group, over all the time and in each interval.
struct Group {
    all: Aggregate,
    intervals: Vec<Aggregate>,
}

impl Group {
    fn new(aggregation: Aggregation, span: &Span) -> Self {
        let none = Aggregate::new(aggregation);
        Self { intervals: vec![none.clone(); span.intervals], all: none }
    }

    fn add(&mut self, span: &Span, at: Timestamp, value: f64) {
        self.all.add(at, value);
        if let Some(interval) = span.interval_of(at).and_then(|nth| self.intervals.get_mut(nth)) {
            interval.add(at, value);
        }
    }

    fn told(&self, group: By, span: &Span) -> MetricGroup {
        let intervals = self.intervals.iter().enumerate().map(|(nth, interval)| MetricInterval {
            start: span.boundary(nth),
            end: span.boundary(nth + 1),
            count: interval.count(),
            value: interval.value(),
        });
        MetricGroup {
            group,
            count: self.all.count(),
            value: self.all.value(),
            intervals: intervals.collect(),
        }
    }
}

/// What a series is told apart by.
fn group_of(series: &MetricSeries, by: &[String]) -> By {
    let value = |what: &str| match what {
        "flow" => series.flow_name.clone(),
        "deployment" => series.deployment_name.clone(),
        "unit" => series.unit.clone(),
        label => series.labels.get(label.strip_prefix("label.")?).cloned(),
    };
    by.iter().map(|what| (what.clone(), value(what))).collect()
}

/// Aggregates the points of a metric over a time.
///
/// # Errors
/// As the store says.
pub async fn aggregates(
    conn: &mut Conn,
    query: &MetricAggregatesQuery,
    span: Span,
) -> Result<MetricAggregates> {
    let window = Window { start: Some(span.start), end: Some(span.end), flow_run: query.flow_run_id };
    let mut groups: BTreeMap<By, Group> = BTreeMap::new();
    if query.group_by.is_empty() {
        groups.insert(BTreeMap::new(), Group::new(query.aggregation, &span));
    }
    for series in metrics::selected(conn, &query.selection()).await? {
        let group = groups
            .entry(group_of(&series, &query.group_by))
            .or_insert_with(|| Group::new(query.aggregation, &span));
        let mut place = Place::START;
        loop {
            let page = metrics::page(conn, series.id, window, place, PAGE).await?;
            for (_, point) in &page {
                group.add(&span, point.timestamp, point.value);
            }
            match page.last() {
                Some((last, _)) if i64::try_from(page.len()).is_ok_and(|count| count == PAGE) => {
                    place = *last;
                }
                _ => break,
            }
        }
    }
    // A group that has series has no points in this time perhaps, which says nothing when groups are asked for.
    let told = groups
        .into_iter()
        .filter(|(_, group)| query.group_by.is_empty() || group.all.count() > 0)
        .map(|(by, group)| group.told(by, &span));
    Ok(MetricAggregates {
        name: query.name.clone(),
        start: span.start,
        end: span.end,
        aggregation: query.aggregation,
        groups: told.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    fn query(start: i64, end: i64, interval: Option<i64>) -> MetricAggregatesQuery {
        MetricAggregatesQuery {
            start: Some(at(start)),
            end: Some(at(end)),
            interval_seconds: interval.map(TimeDelta::from_secs),
            ..serde_json::from_str(r#"{ "name": "rows" }"#).unwrap()
        }
    }

    #[test]
    fn a_time_has_intervals_of_which_the_last_may_be_shorter() {
        let span = Span::of(&query(0, 25, Some(10)), at(100)).unwrap();
        let boundaries: Vec<_> = (0..=span.intervals).map(|nth| span.boundary(nth)).collect();
        assert_eq!(boundaries, [at(0), at(10), at(20), at(25)]);
        let of = [0, 9, 10, 24].map(|second| span.interval_of(at(second)));
        assert_eq!(of, [Some(0), Some(0), Some(1), Some(2)]);
        assert_eq!(Span::of(&query(0, 1000, Some(1)), at(0)).unwrap().intervals, 1000);
        assert_eq!(Span::of(&query(0, 1001, Some(1)), at(0)), Err(BadTime::TooManyIntervals));
        assert_eq!(Span::of(&query(2, 1, None), at(0)), Err(BadTime::Backwards));
    }

    #[test]
    fn a_time_ends_now_and_has_a_week_by_default() {
        let open: MetricAggregatesQuery = serde_json::from_str(r#"{ "name": "rows" }"#).unwrap();
        let span = Span::of(&open, at(8 * 86_400)).unwrap();
        assert_eq!((span.start, span.end, span.intervals), (at(86_400), at(8 * 86_400), 0));
    }
}
