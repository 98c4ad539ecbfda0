//! `/automations`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use serde_json::{Value, json};
use weir_engine::templates;
use weir_store::{
    automations,
    job_variables::{self, BadActions},
};
use weir_types::{
    automations::{Action, Automation, AutomationCreate, AutomationPartialUpdate, AutomationUpdate},
    filters::queries::{AutomationsCount, AutomationsQuery},
    ids::AutomationId,
};

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
    Ok((StatusCode::CREATED, Answer(made)))
}

async fn read(State(app): State<App>, Path(id): Path<AutomationId>) -> ApiResult<Answer<Automation>> {
    let found = app.store().read(id, |conn, id| Box::pin(automations::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<AutomationsQuery>,
) -> ApiResult<Answer<Vec<Automation>>> {
    let limit = paging::limit(query.limit)?;
    let (sort, offset) = (query.sort, query.offset);
    let found = app
        .store()
        .read(query.automations, move |conn, filter| {
            Box::pin(automations::list(conn, filter.as_ref(), sort, limit, offset))
        })
        .await?;
    Ok(Answer(found))
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
                    Ok(()) => automations::update(conn, id, update, now).await.map(Ok),
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
    let found = app
        .store()
        .write((id, update.enabled, now), |conn, (id, enabled, now)| {
            Box::pin(automations::set_enabled(conn, *id, enabled, *now))
        })
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn remove(State(app): State<App>, Path(id): Path<AutomationId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((id, now), |conn, (id, now)| Box::pin(automations::delete(conn, *id, *now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn related_to(
    State(app): State<App>,
    Path(resource): Path<String>,
) -> ApiResult<Answer<Vec<Automation>>> {
    let found = app
        .store()
        .read(resource, |conn, resource| Box::pin(automations::related_to(conn, resource)))
        .await?;
    Ok(Answer(found))
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

/// Why the definition is not taken, if it is not.
fn refusal(actions: [&Vec<Action>; 3]) -> Option<ApiError> {
    let wrong = wrong_templates(actions);
    (!wrong.is_empty()).then(|| ApiError::Invalid { detail: Value::Array(wrong), body: Value::Null })
}

/// One entry for each template that cannot be read, as a validation error tells of it.
fn wrong_templates(actions: [&Vec<Action>; 3]) -> Vec<Value> {
    let members = ["actions", "actions_on_trigger", "actions_on_resolve"];
    let mut wrong = Vec::new();
    for (member, actions) in members.into_iter().zip(actions) {
        for (place, action) in actions.iter().enumerate() {
            for (kind, field, template) in action_templates(action) {
                if let Err(error) = templates::check(template) {
                    wrong.push(json!({
                        "type": "value_error",
                        "loc": ["body", member, place, kind, field],
                        "msg": format!("Value error, '{field}' is not a valid template: {error}"),
                        "input": template,
                        "ctx": { "error": {} },
                    }));
                }
            }
        }
    }
    wrong
}

/// The templates of an action: its kind, the member, and the template.
fn action_templates(action: &Action) -> Vec<(&'static str, &'static str, &str)> {
    match action {
        Action::SendNotification { subject, body, .. } => {
            vec![("send-notification", "subject", subject), ("send-notification", "body", body)]
        }
        Action::CallWebhook { payload, .. } => vec![("call-webhook", "payload", payload)],
        _ => Vec::new(),
    }
}
