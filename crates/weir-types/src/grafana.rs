//! What Grafana's JSON datasource (the plugin `simpod-json-datasource`) asks, and what it is answered. Its requests have
//! more members than are read here.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::Timestamp;

/// The time of a dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct GrafanaRange {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends.
    pub to: Timestamp,
}

/// The body of `POST /grafana/query`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct GrafanaQuery {
    /// The time that is shown.
    pub range: GrafanaRange,
    /// How long the intervals should be at least, in milliseconds.
    #[serde(rename = "intervalMs", default)]
    pub interval_ms: Option<i64>,
    /// How many points fit on the panel.
    #[serde(rename = "maxDataPoints", default)]
    pub max_data_points: Option<i64>,
    /// What is asked for.
    pub targets: Vec<GrafanaTarget>,
    /// The filters of the dashboard.
    #[serde(rename = "adhocFilters", default)]
    pub adhoc_filters: Option<Vec<GrafanaFilter>>,
}

/// One query of a panel.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct GrafanaTarget {
    /// The name of a metric, as `POST /grafana/metrics` lists it; null of a query that is not written yet.
    #[serde(default)]
    pub target: Option<String>,
    /// Its letter on the panel.
    #[serde(rename = "refId", default)]
    pub ref_id: Option<String>,
    /// Whether it is switched off.
    #[serde(default)]
    pub hide: bool,
    /// What it is told besides: an object, or anything else for nothing.
    #[serde(default)]
    pub payload: Value,
}

/// A filter of a dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GrafanaFilter {
    /// What is filtered by, as `POST /grafana/tag-keys` lists it.
    pub key: String,
    /// How it is compared.
    pub operator: String,
    /// With what.
    pub value: String,
}

/// An element of the answer of `POST /grafana/query`: a series, which has `target` and `datapoints`, or a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GrafanaFrame {
    /// The letter of the query.
    #[serde(rename = "refId", skip_serializing_if = "Option::is_none")]
    pub ref_id: Option<String>,
    /// The name of the series.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Values with when they were, in milliseconds; null where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datapoints: Option<Vec<(Option<f64>, i64)>>,
    /// `table`, of a table.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// Its columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<GrafanaColumn>>,
    /// Its rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Vec<Value>>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaColumn {
    /// Its head.
    pub text: &'static str,
    /// `string` or `number`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// The body of `POST /grafana/search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GrafanaSearch {
    /// What the names must hold.
    pub target: Option<String>,
}

/// The body of `POST /grafana/metrics`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GrafanaMetricsQuery {
    /// The metric that is chosen already.
    pub metric: Option<String>,
}

/// A metric that can be asked for: an element of the answer of `POST /grafana/metrics`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaMetric {
    /// What people choose.
    pub label: String,
    /// What a query then has as its `target`.
    pub value: String,
    /// What it may be told besides.
    pub payloads: Vec<GrafanaPayload>,
}

/// A member of a payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaPayload {
    /// What people see.
    pub label: &'static str,
    /// Its name.
    pub name: &'static str,
    /// `select`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What can be chosen.
    pub options: Vec<GrafanaOption>,
}

/// A choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaOption {
    /// What people see.
    pub label: &'static str,
    /// What is sent.
    pub value: &'static str,
}

/// The body of `POST /grafana/annotations`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GrafanaAnnotationsQuery {
    /// The time that is shown.
    pub range: GrafanaRange,
    /// What is asked for.
    #[serde(default)]
    pub annotation: Option<GrafanaAnnotationQuery>,
}

/// What is asked of annotations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GrafanaAnnotationQuery {
    /// The name of an event, or its beginning with a `*` behind it.
    pub query: Option<String>,
}

/// An event on a panel: an element of the answer of `POST /grafana/annotations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaAnnotation {
    /// When it was, in milliseconds.
    pub time: i64,
    /// The event's name.
    pub title: String,
    /// What it was about.
    pub text: String,
    /// The names of the related things.
    pub tags: Vec<String>,
}

/// An element of the answer of `POST /grafana/tag-keys`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaTagKey {
    /// `string`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What can be filtered by.
    pub text: &'static str,
}

/// The body of `POST /grafana/tag-values`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GrafanaTagQuery {
    /// What is filtered by.
    pub key: String,
}

/// An element of the answer of `POST /grafana/tag-values`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrafanaTagValue {
    /// What there is.
    pub text: String,
}
