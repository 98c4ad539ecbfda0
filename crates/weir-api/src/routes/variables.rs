//! `/variables`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::{StoreError, variables};
use weir_types::{
    filters::queries::{VariablesCount, VariablesQuery},
    ids::VariableId,
    variables::{Variable, VariableCreate, VariableUpdate},
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
        .route("/variables/", post(create))
        .route("/variables/filter", query(filter))
        .route("/variables/count", query(count))
        .route("/variables/{id}", get(read).patch(update).delete(remove))
        .route("/variables/name/{name}", get(read_by_name).patch(update_by_name).delete(remove_by_name))
}

async fn create(State(app): State<App>, Body(create): Body<VariableCreate>) -> ApiResult<impl IntoResponse> {
    let taken = ApiError::Conflict(format!("A variable with the name '{}' already exists.", create.name));
    let now = app.now();
    let made = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(variables::create(conn, create, *now)))
        .await?;
    made.map(|made| (StatusCode::CREATED, Answer(made))).ok_or(taken)
}

async fn read(State(app): State<App>, Path(id): Path<VariableId>) -> ApiResult<Answer<Variable>> {
    let found = app.store().read(id, |conn, id| Box::pin(variables::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn read_by_name(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Answer<Variable>> {
    let found = app.store().read(name, |conn, name| Box::pin(variables::read_by_name(conn, name))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<VariablesQuery>,
) -> ApiResult<Answer<Vec<Variable>>> {
    let limit = paging::limit(query.limit)?;
    let found = app
        .store()
        .read(query, move |conn, query| {
            Box::pin(variables::list(conn, query.variables.as_ref(), query.sort, limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

async fn count(State(app): State<App>, Body(query): Body<VariablesCount>) -> ApiResult<Answer<i64>> {
    let counted = app
        .store()
        .read(query, |conn, query| Box::pin(variables::count(conn, query.variables.as_ref())))
        .await?;
    Ok(Answer(counted))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<VariableId>,
    Body(update): Body<VariableUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((update, now), move |conn, (update, now)| Box::pin(variables::update(conn, id, update, *now)))
        .await
        .map_err(refusal)?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn update_by_name(
    State(app): State<App>,
    Path(name): Path<String>,
    Body(update): Body<VariableUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((name, update, now), |conn, (name, update, now)| {
            Box::pin(variables::update_by_name(conn, name, update, *now))
        })
        .await
        .map_err(refusal)?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

/// An update is refused when the new name is taken, or when what must not be null would be.
fn refusal(error: StoreError) -> ApiError {
    if error.is_unique_violation() { ApiError::broken_reference() } else { error.into() }
}

async fn remove(State(app): State<App>, Path(id): Path<VariableId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app.store().write(id, move |conn, id| Box::pin(variables::delete(conn, *id, now))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn remove_by_name(State(app): State<App>, Path(name): Path<String>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write(name, move |conn, name| Box::pin(variables::delete_by_name(conn, name, now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

fn not_found() -> ApiError {
    ApiError::NotFound("Variable not found.".to_owned())
}
