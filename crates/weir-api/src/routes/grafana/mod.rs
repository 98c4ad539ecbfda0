//! `/grafana`, at the root: insights, custom metrics and objectives for Grafana's JSON datasource (`simpod-json-datasource`). Told of
//! in `docs/grafana.md`.

mod answer;
mod target;

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use axum::{
    Router,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::StatusCode,
    routing::{get, post},
};
use serde::de::{DeserializeOwned, IgnoredAny};
use weir_store::{
    Conn, StoreError,
    events::{self, StoredEvent},
    inventory, metrics,
};
use weir_types::{
    filters::EventFilter,
    grafana::{
        GrafanaAnnotation, GrafanaAnnotationsQuery, GrafanaFrame, GrafanaMetric, GrafanaMetricsQuery,
        GrafanaOption, GrafanaPayload, GrafanaQuery, GrafanaSearch, GrafanaTagKey, GrafanaTagQuery,
        GrafanaTagValue, GrafanaTarget,
    },
    insights::{GroupBy, RunKind},
    metrics::Aggregation,
};

use self::{
    answer::{Asked, answer},
    target::{FIGURES, Filters, KEYS, SLO_FIGURES, Target, intervals},
};
use crate::{
    access,
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    routing::Need,
};

/// How many series of custom metrics are looked at for their names.
const SERIES: i64 = 10_000;

/// How many events are shown on a panel at most.
const ANNOTATIONS: i64 = 200;

/// The events that are shown when none are named.
const OF_OBJECTIVES: &str = "weir.slo.*";

/// They are no part of the API: the plugin decides what is asked, and what the answers are like.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/grafana/", get(ready))
        .route("/grafana/search", post(search))
        .route("/grafana/metrics", post(list))
        .route("/grafana/query", post(frames))
        .route("/grafana/annotations", post(annotations))
        .route("/grafana/tag-keys", post(tag_keys))
        .route("/grafana/tag-values", post(tag_values))
}

/// A body of somebody who may look at the metrics. None at all is an empty one.
struct Body<T>(T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        access::admit(app, request.headers(), Need::Scrape).await?;
        let bad =
            |error: &dyn Error| ApiError::unprocessable(&format!("the body is not as expected: {error}"));
        let text = Bytes::from_request(request, app).await.map_err(|error| bad(&error))?;
        let text = if text.is_empty() { b"{}".as_slice() } else { &text };
        serde_json::from_slice(text).map(Self).map_err(|error| bad(&error))
    }
}

/// Says that the datasource is there, which is what "Save & test" asks.
async fn ready(_: Body<IgnoredAny>) -> StatusCode {
    StatusCode::OK
}

async fn search(State(app): State<App>, Body(asked): Body<GrafanaSearch>) -> ApiResult<Answer<Vec<String>>> {
    let part = asked.target.unwrap_or_default();
    Ok(Answer(names(&app).await?.into_iter().filter(|name| name.contains(&part)).collect()))
}

/// All metrics with what they can be told besides; or the one that was chosen, whatever it is.
async fn list(
    State(app): State<App>,
    Body(asked): Body<GrafanaMetricsQuery>,
) -> ApiResult<Answer<Vec<GrafanaMetric>>> {
    let names = match asked.metric.filter(|name| !name.is_empty()) {
        Some(name) => vec![name],
        None => names(&app).await?,
    };
    Ok(Answer(names.into_iter().map(metric).collect()))
}

async fn names(app: &App) -> ApiResult<Vec<String>> {
    let mut names: Vec<String> = FIGURES.iter().map(|(figure, _)| format!("flow_runs.{figure}")).collect();
    names.extend(FIGURES.iter().map(|(figure, _)| format!("task_runs.{figure}")));
    names.retain(|name| Target::read(name).is_some());
    let series = app.store().read((), |conn, ()| Box::pin(metrics::newest_series(conn, SERIES))).await?;
    let custom: BTreeSet<String> = series.into_iter().map(|one| format!("metric.{}", one.name)).collect();
    names.extend(custom);
    names.push("slos".to_owned());
    let slos: BTreeSet<String> =
        answer::standings(app).await?.into_iter().map(|one| one.slo.spec.name).collect();
    for (figure, _) in SLO_FIGURES {
        names.extend(slos.iter().map(|slo| format!("{figure}.{slo}")));
    }
    Ok(names)
}

fn metric(name: String) -> GrafanaMetric {
    let select = |label, name, options: Vec<&'static str>| GrafanaPayload {
        label,
        name,
        kind: "select",
        options: options.into_iter().map(|value| GrafanaOption { label: value, value }).collect(),
    };
    let payloads = match Target::read(&name) {
        Some(Target::Runs(kind, _)) => {
            let of_kind = |by: &GroupBy| kind == RunKind::TaskRuns || *by != GroupBy::Task;
            let groups = GroupBy::ALL.into_iter().filter(of_kind);
            vec![select("By", "group_by", groups.map(GroupBy::as_str).collect())]
        }
        Some(Target::Metric(_)) => vec![
            select("Aggregation", "aggregation", Aggregation::ALL.map(Aggregation::as_str).to_vec()),
            select("By", "group_by", vec!["flow", "deployment", "unit"]),
        ],
        _ => Vec::new(),
    };
    GrafanaMetric { label: name.clone(), value: name, payloads }
}

async fn frames(
    State(app): State<App>,
    Body(query): Body<GrafanaQuery>,
) -> ApiResult<Answer<Vec<GrafanaFrame>>> {
    if query.range.to <= query.range.from {
        return Err(ApiError::unprocessable("range.to must be after range.from"));
    }
    let filters = Filters::of(query.adhoc_filters.as_deref().unwrap_or_default())
        .map_err(|bad| ApiError::unprocessable(&bad.to_string()))?;
    let (range, interval) = intervals(&query);
    let mut told = Vec::new();
    for GrafanaTarget { target, ref_id, hide, payload } in &query.targets {
        // A query that is not written yet is no error: the panel asks while people choose.
        let Some(name) = target.as_deref().filter(|name| !hide && !name.is_empty()) else { continue };
        let asked = Asked { name, payload, filters: filters.clone().with(payload), range, interval };
        let frames = answer(&app, asked).await?;
        told.extend(frames.into_iter().map(|frame| GrafanaFrame { ref_id: ref_id.clone(), ..frame }));
    }
    Ok(Answer(told))
}

/// Events as marks on a panel.
async fn annotations(
    State(app): State<App>,
    Body(asked): Body<GrafanaAnnotationsQuery>,
) -> ApiResult<Answer<Vec<GrafanaAnnotation>>> {
    let wished = asked.annotation.and_then(|annotation| annotation.query).filter(|name| !name.is_empty());
    let wished = wished.unwrap_or_else(|| OF_OBJECTIVES.to_owned());
    let named = match wished.strip_suffix('*') {
        Some(beginning) => serde_json::json!({ "prefix": [beginning] }),
        None => serde_json::json!({ "name": [wished] }),
    };
    let filter = serde_json::json!({
        "occurred": { "since": asked.range.from, "until": asked.range.to }, "event": named, "order": "DESC",
    });
    let filter: EventFilter =
        serde_json::from_value(filter).map_err(|error| ApiError::unprocessable(&error.to_string()))?;
    let now = app.now();
    let found = app
        .store()
        .read(filter, move |conn, filter| Box::pin(events::list(conn, filter, ANNOTATIONS, 0, now)))
        .await?;
    Ok(Answer(found.iter().map(annotation).collect()))
}

fn annotation(event: &StoredEvent) -> GrafanaAnnotation {
    type Labels = BTreeMap<String, String>;
    const NAME: &str = "prefect.resource.name";
    let about: Labels = serde_json::from_str(event.resource.as_str()).unwrap_or_default();
    let related: Vec<Labels> = serde_json::from_str(event.related.as_str()).unwrap_or_default();
    let id = about.get("prefect.resource.id");
    GrafanaAnnotation {
        time: event.occurred.as_micros().div_euclid(1000),
        title: event.event.clone(),
        text: about.get(NAME).or(id).cloned().unwrap_or_default(),
        tags: related.iter().filter_map(|labels| labels.get(NAME).cloned()).collect(),
    }
}

async fn tag_keys(_: Body<IgnoredAny>) -> Answer<Vec<GrafanaTagKey>> {
    Answer(KEYS.into_iter().map(|text| GrafanaTagKey { kind: "string", text }).collect())
}

async fn tag_values(
    State(app): State<App>,
    Body(asked): Body<GrafanaTagQuery>,
) -> ApiResult<Answer<Vec<GrafanaTagValue>>> {
    let values = app.store().read(asked.key, |conn, key| Box::pin(values(conn, key))).await?;
    Ok(Answer(values.into_iter().map(|text| GrafanaTagValue { text }).collect()))
}

/// What there is of a key to filter by. Tags are those of deployments.
async fn values(conn: &mut Conn, key: &str) -> Result<BTreeSet<String>, StoreError> {
    Ok(match key {
        "flow" => inventory::flows(conn).await?.into_iter().map(|one| one.name).collect(),
        "deployment" => inventory::deployments(conn).await?.into_iter().map(|one| one.name).collect(),
        "tag" => inventory::deployments(conn).await?.into_iter().flat_map(|one| one.tags).collect(),
        "work_pool" => inventory::work_pools(conn).await?.into_iter().map(|one| one.name).collect(),
        "work_queue" => inventory::work_queues(conn).await?.into_iter().map(|one| one.name).collect(),
        _ => BTreeSet::new(),
    })
}
