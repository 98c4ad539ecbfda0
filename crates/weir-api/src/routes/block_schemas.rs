//! `/block_schemas` and `/block_capabilities`.

use std::collections::BTreeSet;

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use weir_store::{
    block_schemas::{self, Creation},
    block_types::Deletion,
};
use weir_types::{
    block_schemas::{BlockSchema, BlockSchemaCreate},
    filters::queries::BlockSchemasQuery,
    ids::BlockSchemaId,
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path, Query},
    paging,
    routing::{Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/block_schemas/", post(create))
        .route("/block_schemas/filter", query(filter))
        .route("/block_schemas/{id}", get(read).delete(remove))
        .route("/block_schemas/checksum/{checksum}", get(read_by_checksum))
        .route("/block_capabilities/", get(capabilities))
}

/// 201 for a new schema, 200 for one that has the same fields and version already.
async fn create(
    State(app): State<App>,
    Body(create): Body<BlockSchemaCreate>,
) -> ApiResult<impl IntoResponse> {
    let no_type = ApiError::NotFound(format!("Block type {} not found.", create.block_type_id));
    let now = app.now();
    let made = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(block_schemas::create(conn, create, *now)))
        .await?;
    match made {
        Creation::Created(made) => Ok((StatusCode::CREATED, Answer(made))),
        Creation::Found(found) => Ok((StatusCode::OK, Answer(found))),
        Creation::NoType => Err(no_type),
        Creation::MissingType(slug) => Err(ApiError::Conflict(format!(
            "Cannot create block schema because block type '{slug}' was not found.Did you forget to register the \
             block type?"
        ))),
        Creation::MissingDefinition(name) => Err(ApiError::Conflict(format!(
            "Unable to create nested block schema for block type '{name}' due to missing definition."
        ))),
    }
}

async fn read(State(app): State<App>, Path(id): Path<BlockSchemaId>) -> ApiResult<Answer<BlockSchema>> {
    let found = app.store().read(id, |conn, id| Box::pin(block_schemas::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Version {
    version: Option<String>,
}

async fn read_by_checksum(
    State(app): State<App>,
    Path(checksum): Path<String>,
    Query(Version { version }): Query<Version>,
) -> ApiResult<Answer<BlockSchema>> {
    let found = app
        .store()
        .read((checksum, version), |conn, (checksum, version)| {
            Box::pin(block_schemas::read_by_checksum(conn, checksum, version.as_deref()))
        })
        .await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<BlockSchemasQuery>,
) -> ApiResult<Answer<Vec<BlockSchema>>> {
    let limit = paging::limit(query.limit)?;
    let found = app
        .store()
        .read(query, move |conn, query| {
            Box::pin(block_schemas::list(conn, query.block_schemas.as_ref(), limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

async fn remove(State(app): State<App>, Path(id): Path<BlockSchemaId>) -> ApiResult<StatusCode> {
    match app.store().write(id, |conn, id| Box::pin(block_schemas::delete(conn, *id))).await? {
        Deletion::Done => Ok(StatusCode::NO_CONTENT),
        Deletion::NotFound => Err(not_found()),
        Deletion::Protected => {
            Err(ApiError::Forbidden("Block schemas for protected block types cannot be deleted.".to_owned()))
        }
    }
}

async fn capabilities(State(app): State<App>) -> ApiResult<Answer<BTreeSet<String>>> {
    Ok(Answer(app.store().read((), |conn, ()| Box::pin(block_schemas::capabilities(conn))).await?))
}

fn not_found() -> ApiError {
    ApiError::not_found("Block schema")
}
