//! `/api/weir/automation_actions`: what became of the actions of automations. Prefect's server tells this only by
//! events, so it is not in the contract.

use axum::{
    Router,
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    routing::get,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use weir_store::automation_actions;
use weir_types::{
    automations::{ActionRecord, ActionStatus},
    ids::AutomationId,
};

use crate::{
    access,
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    paging,
    routing::Need,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/weir/automation_actions", get(list))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    /// Only actions of this automation.
    automation_id: Option<AutomationId>,
    /// Only actions of this status.
    status: Option<ActionStatus>,
    /// The last action of the page before.
    after: Option<Uuid>,
    limit: Option<i64>,
}

/// A page of actions, newest first.
#[derive(Debug, Serialize)]
struct Page {
    actions: Vec<ActionRecord>,
    /// What to ask for `after` to have the next page; null when there is none.
    next: Option<Uuid>,
}

async fn list(
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> ApiResult<Answer<Page>> {
    access::admit(&app, &headers, Need::Read).await?;
    let Query(Wanted { automation_id, status, after, limit }) =
        wanted.map_err(|error| ApiError::BadRequest(error.body_text()))?;
    let limit = paging::limit(limit)?;
    let actions = app
        .store()
        .read((), move |conn, ()| {
            Box::pin(automation_actions::list(conn, automation_id, status, after, limit))
        })
        .await?;
    let next = paging::next(&actions, limit, |action| action.id);
    Ok(Answer(Page { actions, next }))
}
