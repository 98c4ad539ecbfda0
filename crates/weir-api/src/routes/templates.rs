//! Whether the templates of actions can be read.

use axum::http::StatusCode;
use serde_json::json;
use weir_engine::templates;

use crate::{
    error::{ApiError, ApiResult},
    extract::Body,
    routing::{Routes, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/templates/validate", query(validate))
        .route("/automations/templates/validate", query(validate))
}

/// 204, or 422 with what is wrong and where. No template is an empty one.
async fn validate(Body(template): Body<Option<String>>) -> ApiResult<StatusCode> {
    let template = template.unwrap_or_default();
    templates::check(&template).map_err(|error| {
        let told = json!({ "line": error.line, "message": error.message, "source": template });
        ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": told }))
    })?;
    Ok(StatusCode::NO_CONTENT)
}
