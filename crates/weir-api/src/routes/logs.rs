//! `/logs`.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use weir_store::logs;
use weir_types::logs::LogCreate;

use crate::{answer::Answer, app::App, error::ApiResult, extract::HotBody, sockets::logs_out::logs_out};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/logs/", post(create)).route("/logs/out", get(logs_out))
}

async fn create(
    State(app): State<App>,
    HotBody(mut lines): HotBody<Vec<LogCreate>>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    for line in &mut lines {
        leave_out_nul(&mut line.name);
        leave_out_nul(&mut line.message);
    }
    app.store().write((lines, now), |conn, (lines, now)| Box::pin(logs::append(conn, lines, *now))).await?;
    Ok((StatusCode::CREATED, Answer(())))
}

/// PostgreSQL stores no NUL; a line is worth keeping without it.
fn leave_out_nul(text: &mut String) {
    if text.contains('\0') {
        text.retain(|character| character != '\0');
    }
}
