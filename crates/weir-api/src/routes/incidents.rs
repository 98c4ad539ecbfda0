//! `/incidents`: what automations declare, and people acknowledge and resolve. Prefect's server has nothing like it.

use axum::extract::State;
use weir_store::incidents;
use weir_types::{
    ids::IncidentId,
    incidents::{Incident, IncidentStatus, IncidentStep, IncidentsQuery},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/incidents/filter", query(filter))
        .route("/incidents/{id}", get(read))
        .route("/incidents/{id}/acknowledge", post(acknowledge))
        .route("/incidents/{id}/resolve", post(resolve))
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<IncidentsQuery>,
) -> ApiResult<Answer<Vec<Incident>>> {
    let limit = paging::limit(query.limit)?;
    let found = app.store().read(query, move |conn, query| {
        Box::pin(incidents::list(conn, query.status.as_deref(), limit, query.offset))
    });
    Ok(Answer(found.await?))
}

async fn read(State(app): State<App>, Path(id): Path<IncidentId>) -> ApiResult<Answer<Incident>> {
    let found = app.store().read(id, |conn, id| Box::pin(incidents::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn acknowledge(
    State(app): State<App>,
    Path(id): Path<IncidentId>,
    Body(step): Body<IncidentStep>,
) -> ApiResult<Answer<Incident>> {
    let now = app.now();
    let taken = app
        .store()
        .write(step, move |conn, step| Box::pin(incidents::acknowledge(conn, id, step.by.as_deref(), now)));
    let taken = taken.await?.ok_or_else(not_found)?;
    if taken.status == IncidentStatus::Resolved {
        return Err(ApiError::Conflict("The incident is resolved already".to_owned()));
    }
    Ok(Answer(taken))
}

async fn resolve(
    State(app): State<App>,
    Path(id): Path<IncidentId>,
    Body(step): Body<IncidentStep>,
) -> ApiResult<Answer<Incident>> {
    let now = app.now();
    let resolved = app
        .store()
        .write(step, move |conn, step| Box::pin(incidents::resolve(conn, id, step.by.as_deref(), now)));
    resolved.await?.map(Answer).ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ApiError::NotFound("Incident not found".to_owned())
}
