//! Answers the queries of a panel by what the server's other routes tell.

use serde_json::{Value, json};
use weir_engine::slos::History;
use weir_insights::{metrics::aggregates, runs, span::Span};
use weir_store::{
    insights::Kind,
    slos::{self, NamedSlo},
};
use weir_types::{
    TimeDelta, Timestamp,
    grafana::{GrafanaColumn, GrafanaFrame, GrafanaRange},
    insights::{GroupBy, RunKind, RunsGroup, RunsQuery},
    metrics::{MetricAggregatesQuery, MetricGroup},
    slos::SloSpec,
};

use super::target::{Filters, OfRuns, OfSlo, Target, word};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    routes::insights::GROUPS,
};

/// How many objectives are told of at most.
pub(super) const MOST_SLOS: i64 = 200;

/// One query of a panel, in its time.
pub(super) struct Asked<'q> {
    pub(super) name: &'q str,
    pub(super) payload: &'q Value,
    pub(super) filters: Filters,
    pub(super) range: GrafanaRange,
    pub(super) interval: TimeDelta,
}

/// Its series, or its table.
pub(super) async fn answer(app: &App, asked: Asked<'_>) -> ApiResult<Vec<GrafanaFrame>> {
    let unknown = || ApiError::unprocessable(&format!("unknown metric: {:?}", asked.name));
    match Target::read(asked.name).ok_or_else(unknown)? {
        Target::Runs(kind, figure) => of_runs(app, &asked, kind, figure).await,
        Target::Metric(name) => of_metric(app, &asked, name).await,
        Target::Slo(figure, name) => of_slo(app, &asked, figure, name).await,
        Target::Slos => Ok(vec![table(standings(app).await?)]),
    }
}

async fn of_runs(
    app: &App,
    asked: &Asked<'_>,
    kind: RunKind,
    figure: OfRuns,
) -> ApiResult<Vec<GrafanaFrame>> {
    let mut query: RunsQuery = serde_json::from_value(Value::Object(asked.filters.of_runs()))
        .map_err(|error| ApiError::unprocessable(&error.to_string()))?;
    (query.start, query.end) = (Some(asked.range.from), Some(asked.range.to));
    query.interval_seconds = Some(asked.interval);
    if let Some(name) = word(asked.payload, "group_by") {
        let group_by: GroupBy = serde_json::from_value(json!(name))
            .map_err(|_| ApiError::unprocessable(&format!("unknown group_by: {name:?}")))?;
        query.group_by = vec![group_by];
    }
    let now = app.now();
    let question = runs::Question {
        kind: match kind {
            RunKind::FlowRuns => Kind::Flow,
            RunKind::TaskRuns => Kind::Task,
        },
        span: Span::of(&query.time(), now)?,
        filters: query.take_filters(),
        group_by: query.group_by,
        compare: false,
        limit: GROUPS,
    };
    let told = app.store().read((question, app.cells().clone()), move |conn, (question, cells)| {
        Box::pin(runs::answer(conn, question, cells, now))
    });
    let series = |group: RunsGroup| {
        let names = group.group.values().map(|one| one.name.clone().unwrap_or_default());
        let points = group.intervals.iter().map(|one| (figure(&one.figures), milliseconds(one.start)));
        series(label(asked.name, names), points.collect())
    };
    Ok(told.await?.groups.into_iter().map(series).collect())
}

async fn of_metric(app: &App, asked: &Asked<'_>, name: &str) -> ApiResult<Vec<GrafanaFrame>> {
    let question = json!({
        "name": name,
        "start": asked.range.from,
        "end": asked.range.to,
        "interval_seconds": asked.interval,
        "aggregation": word(asked.payload, "aggregation").unwrap_or("avg"),
        "group_by": word(asked.payload, "group_by").into_iter().collect::<Vec<_>>(),
        "flow_name": asked.filters.only("flow"),
        "deployment_name": asked.filters.only("deployment"),
    });
    let question: MetricAggregatesQuery =
        serde_json::from_value(question).map_err(|error| ApiError::unprocessable(&error.to_string()))?;
    let span = Span::of(&question.time(), app.now())?;
    let told = app
        .store()
        .read((question, span), |conn, (question, span)| Box::pin(aggregates(conn, question, span)));
    let series = |group: MetricGroup| {
        let names = group.group.into_values().map(Option::unwrap_or_default);
        let points = group.intervals.iter().map(|one| (one.value, milliseconds(one.start)));
        series(label(asked.name, names), points.collect())
    };
    Ok(told.await?.groups.into_iter().map(series).collect())
}

/// A series of each objective of the name: several deployments may have one of it.
async fn of_slo(app: &App, asked: &Asked<'_>, figure: OfSlo, name: &str) -> ApiResult<Vec<GrafanaFrame>> {
    let now = app.now();
    let history = History { start: asked.range.from, end: asked.range.to.min(now), interval: asked.interval };
    let mut frames = Vec::new();
    for named in standings(app).await?.into_iter().filter(|named| named.slo.spec.name == name) {
        let id = named.slo.id;
        let Some(slo) = app.store().read(id, |conn, id| Box::pin(slos::one(conn, *id))).await? else {
            continue;
        };
        let told = app.store().read((slo, history), move |conn, (slo, history)| {
            Box::pin(async move {
                let course = slos::course(conn, slo, (history.start, history.end), now).await?;
                Ok(history.told(&slo.objective, &course))
            })
        });
        let points = told.await?.iter().map(|one| (figure(one), milliseconds(one.start))).collect();
        frames.push(series(label(asked.name, [named.flow, named.deployment].into_iter()), points));
    }
    Ok(frames)
}

/// How all objectives stand.
pub(super) async fn standings(app: &App) -> ApiResult<Vec<NamedSlo>> {
    Ok(app.store().read((), |conn, ()| Box::pin(slos::standings(conn, MOST_SLOS))).await?)
}

fn table(standings: Vec<NamedSlo>) -> GrafanaFrame {
    let column = |text, kind| GrafanaColumn { text, kind };
    let row = |named: NamedSlo| {
        let (SloSpec { name, kind, severity, target, .. }, status) = (named.slo.spec, named.slo.status);
        vec![
            json!(name),
            json!(named.flow),
            json!(named.deployment),
            json!(kind),
            json!(severity),
            json!(status.state),
            json!(target),
            json!(status.good_share),
            json!(status.budget.map(|budget| budget.left_share)),
            json!(status.alert),
        ]
    };
    GrafanaFrame {
        kind: Some("table"),
        columns: Some(vec![
            column("Objective", "string"),
            column("Flow", "string"),
            column("Deployment", "string"),
            column("Kind", "string"),
            column("Severity", "string"),
            column("State", "string"),
            column("Target", "number"),
            column("Good", "number"),
            column("Budget left", "number"),
            column("Alert", "string"),
        ]),
        rows: Some(standings.into_iter().map(row).collect()),
        ..GrafanaFrame::default()
    }
}

/// The name of a series: what it is told apart by, or that of the metric.
fn label(metric: &str, group: impl Iterator<Item = String>) -> String {
    let group: Vec<String> = group.filter(|name| !name.is_empty()).collect();
    if group.is_empty() { metric.to_owned() } else { group.join(" / ") }
}

fn series(target: String, points: Vec<(Option<f64>, i64)>) -> GrafanaFrame {
    GrafanaFrame { target: Some(target), datapoints: Some(points), ..GrafanaFrame::default() }
}

fn milliseconds(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(1000)
}
