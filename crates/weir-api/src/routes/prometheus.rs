//! `/metrics`, at the root: what Prometheus scrapes. `/api/metrics` is in `metrics.rs`.

use std::time::Instant;

use axum::{
    Router,
    extract::{MatchedPath, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use weir_export::{facts, profiles, prometheus::Format};

use crate::{access, app::App, error::ApiResult, routing::Need};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/metrics", get(scrape))
}

#[derive(Deserialize)]
struct Scrape {
    /// Names of profiles, in place of those that the operator has chosen.
    profile: Option<String>,
}

/// The names of flows and deployments are in here, so whoever asks shows the same credentials as for the API, unless the
/// operator has opened the metrics.
async fn scrape(
    State(app): State<App>,
    Query(asked): Query<Scrape>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    if !app.settings().metrics_public {
        access::admit(&app, &headers, Need::Scrape).await?;
    }
    let mut choice = app.settings().exported.clone();
    match asked.profile.as_deref().map(str::parse).transpose() {
        Ok(profiles) => choice.profiles = profiles.unwrap_or(choice.profiles),
        Err(error) => return Ok((StatusCode::BAD_REQUEST, format!("profile: {error}\n")).into_response()),
    }
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = Format::accepted(accept.unwrap_or_default());
    let (wanted, now) = (choice.wanted(), app.clock().now());
    let facts = app.store().read((), move |conn, ()| Box::pin(facts::store::read(conn, wanted, now))).await?;
    let runs = profiles::snapshot(&facts, &choice);
    let text = format.write(&[&runs, &app.instance().snapshot(now)]);
    let headers = [(header::CONTENT_TYPE, format.content_type()), (header::VARY, "Accept")];
    Ok((headers, text).into_response())
}

/// Counts and times every request under its route's template.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let seconds = began.elapsed().as_secs_f64();
    app.instance().http().observe(method.as_str(), route, response.status().as_u16(), seconds);
    response
}
