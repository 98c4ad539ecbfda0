//! `/artifacts`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::artifacts;
use weir_types::{
    artifacts::{Artifact, ArtifactCollection, ArtifactCreate, ArtifactUpdate},
    filters::queries::{ArtifactCollectionsCount, ArtifactCollectionsQuery, ArtifactsCount, ArtifactsQuery},
    ids::ArtifactId,
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
        .route("/artifacts/", post(create))
        .route("/artifacts/filter", query(filter))
        .route("/artifacts/count", query(count))
        .route("/artifacts/latest/filter", query(filter_latest))
        .route("/artifacts/latest/count", query(count_latest))
        .route("/artifacts/{id}", get(read).patch(update).delete(remove))
        // One place in a path has one name here, so the key goes by the name of the id.
        .route("/artifacts/{id}/latest", get(read_latest))
}

async fn create(State(app): State<App>, Body(create): Body<ArtifactCreate>) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let made = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(artifacts::create(conn, create, *now)))
        .await?;
    Ok((StatusCode::CREATED, Answer(made)))
}

async fn read(State(app): State<App>, Path(id): Path<ArtifactId>) -> ApiResult<Answer<Artifact>> {
    let found = app.store().read(id, |conn, id| Box::pin(artifacts::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn read_latest(State(app): State<App>, Path(key): Path<String>) -> ApiResult<Answer<Artifact>> {
    let found = app.store().read(key, |conn, key| Box::pin(artifacts::read_latest(conn, key))).await?;
    found.map(|found| Answer(found.into_latest())).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(mut query): Body<ArtifactsQuery>,
) -> ApiResult<Answer<Vec<Artifact>>> {
    let (limit, runs) = (paging::limit(query.limit)?, query.take_filters());
    let found = app
        .store()
        .read((query, runs), move |conn, (query, runs)| {
            let filter = query.artifacts.as_ref();
            Box::pin(artifacts::list(conn, filter, runs, query.sort, limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

async fn count(State(app): State<App>, Body(mut query): Body<ArtifactsCount>) -> ApiResult<Answer<i64>> {
    let runs = query.take_filters();
    let counted = app
        .store()
        .read((query, runs), |conn, (query, runs)| {
            Box::pin(artifacts::count(conn, query.artifacts.as_ref(), runs))
        })
        .await?;
    Ok(Answer(counted))
}

async fn filter_latest(
    State(app): State<App>,
    Body(mut query): Body<ArtifactCollectionsQuery>,
) -> ApiResult<Answer<Vec<ArtifactCollection>>> {
    let (limit, runs) = (paging::limit(query.limit)?, query.take_filters());
    let found = app
        .store()
        .read((query, runs), move |conn, (query, runs)| {
            let filter = query.artifacts.as_ref();
            Box::pin(artifacts::list_latest(conn, filter, runs, query.sort, limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

async fn count_latest(
    State(app): State<App>,
    Body(mut query): Body<ArtifactCollectionsCount>,
) -> ApiResult<Answer<i64>> {
    let runs = query.take_filters();
    let counted = app
        .store()
        .read((query, runs), |conn, (query, runs)| {
            Box::pin(artifacts::count_latest(conn, query.artifacts.as_ref(), runs))
        })
        .await?;
    Ok(Answer(counted))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<ArtifactId>,
    Body(update): Body<ArtifactUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((update, now), move |conn, (update, now)| Box::pin(artifacts::update(conn, id, update, *now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn remove(State(app): State<App>, Path(id): Path<ArtifactId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app.store().write((), move |conn, ()| Box::pin(artifacts::delete(conn, id, now))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

fn not_found() -> ApiError {
    ApiError::NotFound("Artifact not found.".to_owned())
}
