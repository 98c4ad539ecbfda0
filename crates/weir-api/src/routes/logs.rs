//! `/logs`.

use axum::{Router, extract::State, http::StatusCode, routing::post};
use weir_store::logs;
use weir_types::logs::LogCreate;

use crate::{app::App, error::ApiResult, extract::Body};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/logs/", post(create))
}

async fn create(State(app): State<App>, Body(mut lines): Body<Vec<LogCreate>>) -> ApiResult<StatusCode> {
    let now = app.now();
    for line in &mut lines {
        leave_out_nul(&mut line.name);
        leave_out_nul(&mut line.message);
    }
    app.store().write((lines, now), |conn, (lines, now)| Box::pin(logs::append(conn, lines, *now))).await?;
    Ok(StatusCode::CREATED)
}

/// PostgreSQL stores no NUL; a line is worth keeping without it.
fn leave_out_nul(text: &mut String) {
    if text.contains('\0') {
        text.retain(|character| character != '\0');
    }
}
