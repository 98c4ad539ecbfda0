//! Series of custom metrics, and their points.

use std::borrow::Cow;

use weir_types::{metrics::SeriesSelection, sorting::LogSort};

use super::{Condition, Query};
use crate::{conn::Dialect, metrics::Window, param::Param};

/// The series that are selected.
pub fn series(selection: &SeriesSelection, dialect: Dialect) -> Query<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let SeriesSelection {
        name,
        name_like,
        unit,
        labels,
        flow_id,
        flow_name,
        deployment_id,
        deployment_name,
        flow_run_id,
    } = selection;
    let parts = [
        name.as_ref().map(|name| Condition::test("metric_series.name = ?", name)),
        name_like.as_ref().map(|part| Condition::like("metric_series.name", format!("%{part}%"))),
        unit.as_ref().map(|unit| Condition::test("metric_series.unit = ?", unit)),
        flow_id.map(|id| Condition::test("metric_series.flow_id = ?", id)),
        flow_name.as_ref().map(|name| {
            let named = "metric_series.flow_id IN (SELECT flows.id FROM flows WHERE flows.name = ?)";
            Condition::test(named, name)
        }),
        deployment_id.map(|id| Condition::test("metric_series.deployment_id = ?", id)),
        deployment_name.as_ref().map(|name| {
            let named = "metric_series.deployment_id IN
                (SELECT deployments.id FROM deployments WHERE deployments.name = ?)";
            Condition::test(named, name)
        }),
        flow_run_id.map(|id| {
            let told = "metric_series.id IN
                (SELECT metric_points.series_id FROM metric_points WHERE metric_points.flow_run_id = ?)";
            Condition::test(told, id)
        }),
    ];
    let labels = labels.iter().map(|(name, value)| label(name, value, dialect));
    Query::of("metric_series", Condition::all(parts.into_iter().flatten().chain(labels)))
}

/// The labels are written one way alone, so that a label is a part of their text.
fn label(name: &str, value: &str, dialect: Dialect) -> Condition<'static> {
    let [name, value] = [name, value].map(|text| serde_json::Value::from(text).to_string());
    let position = match dialect {
        Dialect::Sqlite => "instr",
        Dialect::Postgres => "strpos",
    };
    let test = Cow::Owned(format!("{position}(metric_series.labels, ?) > 0"));
    Condition::Sql(test, vec![Param::Owned(format!("{name}:{value}"))])
}

/// The points of series. Those of one lie in the primary key in the order of their time.
pub fn points(series: &[i64], window: Window) -> Query<'static> {
    let of_series = match series {
        [one] => Condition::test("metric_points.series_id = ?", *one),
        many => Condition::one_of("metric_points.series_id", many.iter().map(|id| Param::Int(*id))),
    };
    let parts = [
        window.start.map(|start| Condition::test("metric_points.timestamp >= ?", start)),
        window.end.map(|end| Condition::test("metric_points.timestamp < ?", end)),
        window.flow_run.map(|run| Condition::test("metric_points.flow_run_id = ?", run)),
    ];
    Query::of("metric_points", Condition::all(std::iter::once(of_series).chain(parts.into_iter().flatten())))
}

/// The order of points by its name.
pub const fn order(sort: LogSort) -> &'static str {
    match sort {
        LogSort::TimestampAsc => "metric_points.timestamp, metric_points.series_id, metric_points.nth",
        LogSort::TimestampDesc => {
            "metric_points.timestamp DESC, metric_points.series_id DESC, metric_points.nth DESC"
        }
    }
}
