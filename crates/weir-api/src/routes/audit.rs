//! `/api/weir/audit`: what was changed by whom. Prefect's server has nothing like it, so it is not in the contract.

use axum::{
    Router,
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    routing::get,
};
use serde::{Deserialize, Serialize};
use weir_store::audit;
use weir_types::{Timestamp, audit::AuditEntry, ids::AuditEntryId};

use crate::{
    access,
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    paging,
    routing::Need,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/weir/audit", get(list))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    /// Only what came then or later.
    since: Option<Timestamp>,
    /// The last entry of the page before.
    after: Option<AuditEntryId>,
    limit: Option<i64>,
}

/// A page of entries, newest first.
#[derive(Debug, Serialize)]
struct Page {
    entries: Vec<AuditEntry>,
    /// What to ask for `after` to have the next page; null when there is none.
    next: Option<AuditEntryId>,
}

async fn list(
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> ApiResult<Answer<Page>> {
    access::admit(&app, &headers, Need::Administer).await?;
    let Query(Wanted { since, after, limit }) =
        wanted.map_err(|error| ApiError::BadRequest(error.body_text()))?;
    let limit = paging::limit(limit)?;
    let entries =
        app.store().read((), move |conn, ()| Box::pin(audit::list(conn, since, after, limit))).await?;
    let next = paging::next(&entries, limit, |entry| entry.id);
    Ok(Answer(Page { entries, next }))
}
