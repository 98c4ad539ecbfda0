//! What the points of a custom metric come to over a time.

use std::collections::BTreeMap;

use weir_engine::metrics::Aggregate;
use weir_store::{
    Conn, Result,
    metrics::{self, Place, Window},
};
use weir_types::{
    Timestamp,
    insights::Period,
    metrics::{
        Aggregation, MetricAggregates, MetricAggregatesQuery, MetricGroup, MetricInterval, MetricSeries,
    },
};

use crate::span::Span;

/// How many points are read at once.
const PAGE: i64 = 10_000;

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
        Self { intervals: vec![none.clone(); span.intervals().len()], all: none }
    }

    fn add(&mut self, span: &Span, at: Timestamp, value: f64) {
        self.all.add(at, value);
        if let Some(interval) = span.interval_of(at).and_then(|nth| self.intervals.get_mut(nth)) {
            interval.add(at, value);
        }
    }

    fn told(&self, group: By, span: &Span) -> MetricGroup {
        let intervals = self.intervals.iter().zip(span.intervals());
        let intervals = intervals.map(|(interval, Period { start, end })| MetricInterval {
            start,
            end,
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
    span: &Span,
) -> Result<MetricAggregates> {
    let Period { start, end } = span.period();
    let window = Window { start: Some(start), end: Some(end), flow_run: query.flow_run_id };
    let mut groups: BTreeMap<By, Group> = BTreeMap::new();
    if query.group_by.is_empty() {
        groups.insert(BTreeMap::new(), Group::new(query.aggregation, span));
    }
    for series in metrics::selected(conn, &query.selection()).await? {
        let group = groups
            .entry(group_of(&series, &query.group_by))
            .or_insert_with(|| Group::new(query.aggregation, span));
        let mut place = Place::START;
        loop {
            let page = metrics::page(conn, series.id, window, place, PAGE).await?;
            for (_, point) in &page {
                group.add(span, point.timestamp, point.value);
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
        .map(|(by, group)| group.told(by, span));
    Ok(MetricAggregates {
        name: query.name.clone(),
        start,
        end,
        aggregation: query.aggregation,
        groups: told.collect(),
    })
}
