//! `/csrf-token`: whether requests must bring a token. They need none, which is also what Prefect's server answers as
//! it is set up by default; the SDK then sends none.

use axum::{Router, http::StatusCode, routing::get};
use serde_json::json;

use crate::{app::App, error::ApiError};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/csrf-token", get(disabled))
}

async fn disabled() -> ApiError {
    ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": "CSRF protection is disabled." }))
}
