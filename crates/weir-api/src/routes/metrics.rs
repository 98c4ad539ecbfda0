//! `/metrics` below `/api`: numbers that flows tell of themselves. Prefect's server has nothing like it. What Prometheus
//! scrapes is in `prometheus.rs`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_insights::{metrics::aggregates, span::Span};
use weir_store::metrics::{self, Incoming, Window};
use weir_types::metrics::{
    MetricAggregates, MetricAggregatesQuery, MetricPoint, MetricPointCreate, MetricPointsQuery,
    MetricPointsStored, MetricRefusal, MetricRefusalsQuery, MetricSeries, MetricsQuery, RefusedPoint,
};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::Body,
    paging,
    routing::{Routes, post, query},
};

/// How many points a list has when no number is asked for; the contract has the most that may be.
const POINTS: i64 = 1000;

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/metrics/", post(create))
        .route("/metrics/filter", query(filter))
        .route("/metrics/points/filter", query(filter_points))
        .route("/metrics/query", query(aggregate))
        .route("/metrics/refused/filter", query(filter_refused))
}

/// Stores the points that are taken and says which are not, and why; 422 if none is taken of several.
async fn create(
    State(app): State<App>,
    Body(points): Body<Vec<MetricPointCreate>>,
) -> ApiResult<impl IntoResponse> {
    let (now, sent) = (app.now(), points.len());
    let incoming = Incoming::of_points(points, app.settings().metrics, now);
    let refused = app
        .store()
        .write(incoming, move |conn, incoming| {
            Box::pin(async move { metrics::append(conn, &[incoming], now).await })
        })
        .await?;
    let mut refused: Vec<RefusedPoint> = refused
        .into_iter()
        .map(|(_, one)| RefusedPoint { index: one.index, kind: one.refusal.kind, reason: one.refusal.reason })
        .collect();
    refused.sort_by_key(|one| one.index);
    let stored = sent - refused.len();
    let status = if stored == 0 && sent > 0 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CREATED };
    Ok((status, Answer(MetricPointsStored { stored, refused })))
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<MetricsQuery>,
) -> ApiResult<Answer<Vec<MetricSeries>>> {
    let limit = paging::limit(query.limit)?;
    let (selection, offset) = (query.selection(), query.offset);
    let found = app.store().read(selection, move |conn, selection| {
        Box::pin(metrics::list_series(conn, selection, limit, offset))
    });
    Ok(Answer(found.await?))
}

async fn filter_points(
    State(app): State<App>,
    Body(query): Body<MetricPointsQuery>,
) -> ApiResult<Answer<Vec<MetricPoint>>> {
    let found = app.store().read(query, |conn, query| {
        Box::pin(async move {
            let series = metrics::selected(conn, &query.selection()).await?;
            let series: Vec<i64> = series.iter().map(|series| series.id).collect();
            let window = Window { start: query.start, end: query.end, flow_run: query.flow_run_id };
            let limit = query.limit.unwrap_or(POINTS);
            metrics::list_points(conn, &series, window, query.sort, limit, query.offset).await
        })
    });
    Ok(Answer(found.await?))
}

async fn aggregate(
    State(app): State<App>,
    Body(query): Body<MetricAggregatesQuery>,
) -> ApiResult<Answer<MetricAggregates>> {
    let span = Span::of(&query.time(), app.now())?;
    let found =
        app.store().read((query, span), |conn, (query, span)| Box::pin(aggregates(conn, query, span)));
    Ok(Answer(found.await?))
}

async fn filter_refused(
    State(app): State<App>,
    Body(query): Body<MetricRefusalsQuery>,
) -> ApiResult<Answer<Vec<MetricRefusal>>> {
    let limit = paging::limit(query.limit)?;
    let found =
        app.store().read(query, move |conn, query| Box::pin(metrics::list_refusals(conn, query, limit)));
    Ok(Answer(found.await?))
}
