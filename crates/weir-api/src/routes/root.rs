//! `/health`, `/ready`, `/version`, `/hello`: is the server there, and which one is it.

use axum::{
    extract::{OriginalUri, State},
    http::Method,
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    routing::{Need, Routes, get},
};

/// The version of Prefect whose API Weir speaks; the SDK compares it with its own.
pub const PREFECT_VERSION: &str = "3.8.8";

/// The version of the API, which Prefect counts apart from its own.
const API_VERSION: &str = "0.8.4";

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/health", get(health).needing(Need::Nothing))
        .route("/ready", get(ready).needing(Need::Nothing))
        .route("/version", get(api_version))
        .route("/hello", get(hello))
        .route("/admin/version", get(version))
}

async fn health() -> Answer<bool> {
    Answer(true)
}

/// Ready means that the database answers.
async fn ready(State(app): State<App>) -> ApiResult<Answer<serde_json::Value>> {
    app.store().read((), |conn, ()| Box::pin(conn.first("SELECT 1", &[], |row| row.get::<i64>(0)))).await?;
    Ok(Answer(serde_json::json!({ "message": "OK" })))
}

async fn version() -> Answer<&'static str> {
    Answer(PREFECT_VERSION)
}

async fn api_version() -> Answer<&'static str> {
    Answer(API_VERSION)
}

async fn hello() -> Answer<&'static str> {
    Answer("👋")
}

/// What the contract has and Weir has not yet.
pub(super) async fn unserved(method: Method, OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::NotServed(format!("{method} {}", uri.path()))
}

/// What lies nowhere.
pub(super) fn unknown() -> ApiError {
    ApiError::NotFound("Not Found".to_owned())
}
