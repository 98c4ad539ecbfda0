//! `/block_types`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use weir_store::{
    block_documents,
    block_types::{self, Deletion},
    system_blocks,
};
use weir_types::{
    block_documents::BlockDocument,
    block_types::{BlockType, BlockTypeCreate, BlockTypeUpdate},
    filters::queries::BlockTypesQuery,
    ids::BlockTypeId,
};

use crate::{
    access::Caller,
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path, Query},
    paging,
    routing::{Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/block_types/", post(create))
        .route("/block_types/filter", query(filter))
        .route("/block_types/{id}", get(read).patch(update).delete(remove))
        .route("/block_types/slug/{slug}", get(read_by_slug))
        .route("/block_types/slug/{slug}/block_documents", get(documents))
        .route("/block_types/slug/{slug}/block_documents/name/{block_document_name}", get(document))
        .route("/block_types/install_system_block_types", post(install_system_block_types))
}

async fn create(State(app): State<App>, Body(create): Body<BlockTypeCreate>) -> ApiResult<impl IntoResponse> {
    if create.name.as_str().to_lowercase().starts_with("prefect") {
        return Err(ApiError::Forbidden(
            "Block type names beginning with 'Prefect' are reserved.".to_owned(),
        ));
    }
    let taken = ApiError::Conflict(format!(r#"Block type with name "{}" already exists"#, create.name));
    let now = app.now();
    let made = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(block_types::create(conn, create, *now)))
        .await?;
    made.map(|made| (StatusCode::CREATED, Answer(made))).ok_or(taken)
}

async fn read(State(app): State<App>, Path(id): Path<BlockTypeId>) -> ApiResult<Answer<BlockType>> {
    let found = app.store().read(id, |conn, id| Box::pin(block_types::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn read_by_slug(State(app): State<App>, Path(slug): Path<String>) -> ApiResult<Answer<BlockType>> {
    let found = app.store().read(slug, |conn, slug| Box::pin(block_types::read_by_slug(conn, slug))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<BlockTypesQuery>,
) -> ApiResult<Answer<Vec<BlockType>>> {
    let limit = paging::limit(query.limit)?;
    let found = app
        .store()
        .read(query, move |conn, query| {
            let (types, schemas) = (query.block_types.as_ref(), query.block_schemas.as_ref());
            Box::pin(block_types::list(conn, types, schemas, limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<BlockTypeId>,
    Body(update): Body<BlockTypeUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((update, now), move |conn, (update, now)| {
            Box::pin(block_types::update(conn, id, update, *now))
        })
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

async fn remove(State(app): State<App>, Path(id): Path<BlockTypeId>) -> ApiResult<StatusCode> {
    let now = app.now();
    match app.store().write((), move |conn, ()| Box::pin(block_types::delete(conn, id, now))).await? {
        Deletion::Done => Ok(StatusCode::NO_CONTENT),
        Deletion::NotFound => Err(not_found()),
        Deletion::Protected => {
            Err(ApiError::Forbidden("protected block types cannot be deleted.".to_owned()))
        }
    }
}

/// Whether secrets are shown.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Secrets {
    pub(super) include_secrets: bool,
}

async fn documents(
    State(app): State<App>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(Secrets { include_secrets }): Query<Secrets>,
) -> ApiResult<Answer<Vec<BlockDocument>>> {
    caller.check_secrets(include_secrets)?;
    let seal = app.seal().clone();
    let found = app
        .store()
        .read((slug, seal), move |conn, (slug, seal)| {
            Box::pin(async move {
                let Some(block_type) = block_types::read_by_slug(conn, slug).await? else { return Ok(None) };
                block_documents::read_of_type(conn, seal, block_type.id, include_secrets).await.map(Some)
            })
        })
        .await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn document(
    State(app): State<App>,
    caller: Caller,
    Path((slug, name)): Path<(String, String)>,
    Query(Secrets { include_secrets }): Query<Secrets>,
) -> ApiResult<Answer<BlockDocument>> {
    caller.check_secrets(include_secrets)?;
    let seal = app.seal().clone();
    let found = app
        .store()
        .read((slug, name, seal), move |conn, (slug, name, seal)| {
            Box::pin(block_documents::read_by_name(conn, seal, slug, name, include_secrets))
        })
        .await?;
    found.map(Answer).ok_or_else(|| ApiError::not_found("Block document"))
}

async fn install_system_block_types(State(app): State<App>) -> ApiResult<Answer<()>> {
    system_blocks::install_protected(app.store(), app.now()).await?;
    Ok(Answer(()))
}

fn not_found() -> ApiError {
    ApiError::not_found("Block type")
}
