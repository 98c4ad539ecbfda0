//! `/automations`.

mod objections;
mod viewer;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use weir_store::{
    automations,
    job_variables::{self, BadActions},
};
use weir_types::{
    automations::{Automation, AutomationCreate, AutomationPartialUpdate, AutomationUpdate},
    filters::queries::{AutomationsCount, AutomationsQuery},
    ids::AutomationId,
};

use self::{objections::refusal, viewer::Viewer};
use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult, job_variables_refused},
    extract::{Body, Path},
    paging,
    routing::{Routes, delete, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/automations/", post(create))
        .route("/automations/filter", query(filter))
        .route("/automations/count", query(count))
        .route("/automations/{id}", get(read).put(update).patch(set_enabled).delete(remove))
        .route("/automations/related-to/{resource_id}", get(related_to))
        .route("/automations/owned-by/{resource_id}", delete(remove_owned_by))
}

async fn create(
    State(app): State<App>,
    viewer: Viewer,
    Body(create): Body<AutomationCreate>,
) -> ApiResult<impl IntoResponse> {
    let actions = [&create.actions, &create.actions_on_trigger, &create.actions_on_resolve];
    if let Some(refusal) = refusal(actions) {
        return Err(refusal);
    }
    let now = app.now();
    let made = app
        .store()
        .write((create, app.seal().clone()), move |conn, (create, seal)| {
            Box::pin(async move {
                match job_variables::of_actions(conn, seal, &create.actions, false).await? {
                    Ok(()) => automations::create(conn, create, now).await.map(Ok),
                    Err(bad) => Ok(Err(bad)),
                }
            })
        })
        .await?
        .map_err(|bad| bad_actions(&bad))?;
    Ok((StatusCode::CREATED, viewer.one(made)))
}

async fn read(State(app): State<App>, viewer: Viewer, Path(id): Path<AutomationId>) -> ApiResult<Response> {
    let found = app.store().read(id, |conn, id| Box::pin(automations::read(conn, *id))).await?;
    found.map(|found| viewer.one(found)).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    viewer: Viewer,
    Body(query): Body<AutomationsQuery>,
) -> ApiResult<Response> {
    let limit = paging::limit(query.limit)?;
    let (sort, offset) = (query.sort, query.offset);
    let found = app
        .store()
        .read(query.automations, move |conn, filter| {
            Box::pin(automations::list(conn, filter.as_ref(), sort, limit, offset))
        })
        .await?;
    Ok(viewer.all(found))
}

async fn count(State(app): State<App>, Body(query): Body<AutomationsCount>) -> ApiResult<Answer<i64>> {
    let count = app
        .store()
        .read(query.automations, |conn, filter| Box::pin(automations::count(conn, filter.as_ref())))
        .await?;
    Ok(Answer(count))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<AutomationId>,
    Body(update): Body<AutomationUpdate>,
) -> ApiResult<StatusCode> {
    let none = Vec::new();
    let later = [&update.actions_on_trigger, &update.actions_on_resolve];
    let [on_trigger, on_resolve] = later.map(|actions| actions.as_set().unwrap_or(&none));
    let actions = [&update.actions, on_trigger, on_resolve];
    if let Some(refusal) = refusal(actions) {
        return Err(refusal);
    }
    let now = app.now();
    let found = app
        .store()
        .write((update, app.seal().clone()), move |conn, (update, seal)| {
            Box::pin(async move {
                match job_variables::of_actions(conn, seal, &update.actions, true).await? {
                    Ok(()) => weir_services::automations::update(conn, id, update, now).await.map(Ok),
                    Err(bad) => Ok(Err(bad)),
                }
            })
        })
        .await?
        .map_err(|bad| bad_actions(&bad))?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn set_enabled(
    State(app): State<App>,
    Path(id): Path<AutomationId>,
    Body(update): Body<AutomationPartialUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let enabled = update.enabled;
    let set = app
        .store()
        .write(enabled, move |conn, enabled| {
            Box::pin(async move {
                // Once it is enabled, an automation must not feed itself.
                if let Some(found) = automations::read(conn, id).await? {
                    let whole = Automation { enabled: enabled.as_set().copied().unwrap_or(true), ..found };
                    let whole = serde_json::to_string(&whole)?;
                    if let Some(sentence) = weir_contract::why_endless(&whole) {
                        return Ok(Err((sentence, whole)));
                    }
                }
                automations::set_enabled(conn, id, enabled, now).await.map(Ok)
            })
        })
        .await?;
    match set {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(not_found()),
        Err((sentence, whole)) => {
            let wrong = json!({
                "type": "value_error",
                "loc": [],
                "msg": format!("Value error, {sentence}"),
                "input": serde_json::from_str::<Value>(&whole).unwrap_or_default(),
                "ctx": { "error": {} },
            });
            Err(ApiError::Invalid { detail: json!([wrong]), body: json!({ "enabled": true }) })
        }
    }
}

async fn remove(State(app): State<App>, Path(id): Path<AutomationId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((id, now), |conn, (id, now)| Box::pin(weir_services::automations::delete(conn, *id, *now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn related_to(
    State(app): State<App>,
    viewer: Viewer,
    Path(resource): Path<String>,
) -> ApiResult<Response> {
    let found = app
        .store()
        .read(resource, |conn, resource| Box::pin(automations::related_to(conn, resource)))
        .await?;
    Ok(viewer.all(found))
}

async fn remove_owned_by(
    State(app): State<App>,
    Path(resource): Path<String>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    app.store()
        .write((resource, now), |conn, (resource, now)| {
            Box::pin(automations::delete_owned_by(conn, resource, *now))
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Answer(Value::Null)))
}

fn not_found() -> ApiError {
    ApiError::object_not_found("Automation not found")
}

fn bad_actions(bad: &BadActions) -> ApiError {
    match bad {
        BadActions::UnknownDeployment => ApiError::NotFound("Deployment not found.".to_owned()),
        // Prefect's server says "creating" of updates too.
        BadActions::Refused(refused) => job_variables_refused(refused, "Error creating automation"),
    }
}
