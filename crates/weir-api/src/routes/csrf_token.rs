//! `/csrf-token`: gives a client the token that it has to bring, where the operator wants that.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::json;
use weir_store::csrf_tokens;
use weir_types::csrf_tokens::CsrfToken;

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::Query,
    routing::{Routes, get},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/csrf-token", get(issue))
}

#[derive(Debug, Deserialize)]
struct Client {
    client: String,
}

async fn issue(
    State(app): State<App>,
    Query(Client { client }): Query<Client>,
) -> ApiResult<Answer<CsrfToken>> {
    if !app.settings().csrf_protection {
        let body = json!({ "detail": "CSRF protection is disabled." });
        return Err(ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, body));
    }
    let now = app.now();
    let token = app
        .store()
        .write(client, move |conn, client| Box::pin(csrf_tokens::issue(conn, client, now)))
        .await?;
    Ok(Answer(token))
}
