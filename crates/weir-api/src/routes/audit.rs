//! `/weir/audit`: what was changed by whom. Prefect's server has nothing like it.

use axum::extract::State;
use weir_store::audit;
use weir_types::audit::{AuditPage, AuditQuery};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::Query,
    paging,
    routing::{Need, Routes, get},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/weir/audit", get(list).needing(Need::Administer))
}

async fn list(State(app): State<App>, Query(query): Query<AuditQuery>) -> ApiResult<Answer<AuditPage>> {
    let limit = paging::limit(query.limit)?;
    let found = app.store().read(query, move |conn, query| Box::pin(audit::list(conn, query, limit)));
    let entries = found.await?;
    let next = paging::next(&entries, limit, |entry| entry.id);
    Ok(Answer(AuditPage { entries, next }))
}
