//! `/metrics`, at the root: what Prometheus scrapes. `/api/metrics` is in `metrics.rs`.

use std::time::Instant;

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use weir_export::prometheus::{CONTENT_TYPE, Snapshot};

use crate::{access, app::App, error::ApiResult, routing::Need};

/// How many series of custom metrics are exported unless the operator says otherwise.
const SERIES: u32 = 1000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/metrics", get(scrape))
}

/// The names of flows and deployments are in here, so whoever asks shows the same credentials as for the API, unless the
/// operator has opened the metrics.
async fn scrape(State(app): State<App>, headers: HeaderMap) -> ApiResult<Response> {
    if !app.settings().metrics_public {
        access::admit(&app, &headers, Need::Scrape).await?;
    }
    let series = app.settings().exported_series.unwrap_or(SERIES);
    let snapshot = app.store().read((), move |conn, ()| Box::pin(Snapshot::read(conn, series))).await?;
    Ok(match app.exposition().render(snapshot) {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    })
}

/// Counts and times every request under its route's template.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let seconds = began.elapsed().as_secs_f64();
    app.exposition().http().observe(method.as_str(), route, response.status().as_u16(), seconds);
    response
}
