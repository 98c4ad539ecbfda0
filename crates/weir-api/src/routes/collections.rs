//! `/collections/views`: what Prefect's registry of integrations tells of them.
//!
//! Weir asks no registry. It knows the one view that the SDK asks for: the kinds of workers with their base job
//! templates, recorded from Prefect's server.

use axum::{http::header, response::IntoResponse};

use crate::{
    error::{ApiError, ApiResult},
    extract::Path,
    routing::{Routes, get},
};

const WORKERS: &str = include_str!("../../data/worker-metadata-3.8.8.json");

/// Views of the registry that Weir does not know.
const UNKNOWN: [&str; 3] = ["aggregate-block-metadata", "aggregate-flow-metadata", "demo-flows"];

pub(super) fn routes() -> Routes {
    Routes::new().route("/collections/views/{view}", get(view))
}

async fn view(Path(view): Path<String>) -> ApiResult<impl IntoResponse> {
    match view.as_str() {
        "aggregate-worker-metadata" => Ok(([(header::CONTENT_TYPE, "application/json")], WORKERS)),
        known if UNKNOWN.contains(&known) => {
            Err(ApiError::NotFound(format!("Requested content missing for view {view}")))
        }
        _ => Err(ApiError::NotFound(format!("View {view} not found in registry"))),
    }
}
