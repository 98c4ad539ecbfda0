//! `/logs`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::logs::{self, Lines};
use weir_types::{filters::queries::LogsQuery, logs::LogCreate};

use crate::{
    answer::{Answer, Written},
    app::App,
    error::ApiResult,
    extract::Body,
    paging,
    routing::{Routes, post, query, socket},
    sockets::logs_out::logs_out,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/logs/", post(create))
        .route("/logs/filter", query(filter))
        .route("/logs/out", socket(logs_out))
}

async fn create(
    State(app): State<App>,
    Body(mut lines): Body<Vec<LogCreate>>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    for line in &mut lines {
        leave_out_nul(&mut line.name);
        leave_out_nul(&mut line.message);
    }
    app.store().append_logs(Lines::new(lines, app.settings().metrics, now)).await?;
    Ok((StatusCode::CREATED, Answer(())))
}

async fn filter(State(app): State<App>, Body(query): Body<LogsQuery>) -> ApiResult<Written> {
    let limit = paging::limit(query.limit)?;
    let lines = app
        .store()
        .read(query, move |conn, query| {
            Box::pin(async move {
                let lines = logs::list(conn, query.logs.as_ref(), query.sort, limit, query.offset).await?;
                Ok(Written::of(&lines)?)
            })
        })
        .await?;
    Ok(lines)
}

/// PostgreSQL stores no NUL; a line is worth keeping without it.
fn leave_out_nul(text: &mut String) {
    if text.contains('\0') {
        text.retain(|character| character != '\0');
    }
}
