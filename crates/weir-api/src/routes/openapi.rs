//! The OpenAPI document of Prefect's API, at the two addresses where Prefect's server has it, and that of Weir's own
//! operations.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
    routing::get,
};
use weir_contract::{OPENAPI, OWN_OPENAPI};

use super::PREFECT_VERSION;
use crate::{
    access,
    answer::JSON,
    app::App,
    error::ApiResult,
    routing::{self, Need, Routes},
};

/// Those of Prefect's document, which are not in it themselves.
pub(super) fn prefects() -> Router<App> {
    Router::new().route("/openapi.json", get(of_server)).route("/api/openapi.json", get(of_api))
}

pub(super) fn routes() -> Routes {
    Routes::new().route("/weir/openapi.json", routing::get(of_own))
}

async fn of_own() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, JSON)], OWN_OPENAPI)
}

/// The document that names the version of the server.
async fn of_server() -> impl IntoResponse {
    let version = format!(r#""version":"{PREFECT_VERSION}""#);
    ([(header::CONTENT_TYPE, JSON)], OPENAPI.replacen(r#""version":"0.1.0""#, &version, 1))
}

/// The document as the API itself has it, with a version of the document alone.
async fn of_api(State(app): State<App>, headers: HeaderMap) -> ApiResult<impl IntoResponse> {
    access::admit(&app, &headers, Need::Read).await?;
    Ok(([(header::CONTENT_TYPE, JSON)], OPENAPI))
}
