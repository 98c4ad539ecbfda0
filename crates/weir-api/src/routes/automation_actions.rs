//! `/weir/automation_actions`: what became of the actions of automations. Prefect's server tells this only by events.

use axum::extract::State;
use weir_store::automation_actions;
use weir_types::automations::{ActionsPage, ActionsQuery};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::Query,
    paging,
    routing::{Routes, get},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/weir/automation_actions", get(list))
}

async fn list(State(app): State<App>, Query(query): Query<ActionsQuery>) -> ApiResult<Answer<ActionsPage>> {
    let ActionsQuery { automation_id, status, after, limit } = query;
    let limit = paging::limit(limit)?;
    let actions = app
        .store()
        .read((), move |conn, ()| {
            Box::pin(automation_actions::list(conn, automation_id, status, after, limit))
        })
        .await?;
    let next = paging::next(&actions, limit, |action| action.id);
    Ok(Answer(ActionsPage { actions, next }))
}
