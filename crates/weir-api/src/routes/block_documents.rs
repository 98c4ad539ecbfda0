//! `/block_documents`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::block_documents::{self, Creation, Filters, Update};
use weir_types::{
    block_documents::{BlockDocument, BlockDocumentCreate, BlockDocumentUpdate},
    filters::queries::{BlockDocumentsCount, BlockDocumentsQuery},
    ids::BlockDocumentId,
};

use super::block_types::Secrets;
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
        .route("/block_documents/", post(create))
        .route("/block_documents/filter", query(filter))
        .route("/block_documents/count", query(count))
        .route("/block_documents/{id}", get(read).patch(update).delete(remove))
}

async fn create(
    State(app): State<App>,
    Body(create): Body<BlockDocumentCreate>,
) -> ApiResult<impl IntoResponse> {
    let no_type = ApiError::NotFound(format!("Block type {} not found", create.block_type_id));
    let (seal, now) = (app.seal().clone(), app.now());
    let made = app
        .store()
        .write((create, seal), move |conn, (create, seal)| {
            Box::pin(block_documents::create(conn, seal, create, now))
        })
        .await?;
    match made {
        Creation::Created(made) => Ok((StatusCode::CREATED, Answer(made))),
        Creation::NameTaken => Err(ApiError::Conflict("Block already exists".to_owned())),
        Creation::NoType => Err(no_type),
        Creation::NoSuchReference => Err(ApiError::broken_reference()),
        Creation::BadData(why) => Err(ApiError::BadRequest(why)),
    }
}

async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<BlockDocumentId>,
    Query(Secrets { include_secrets }): Query<Secrets>,
) -> ApiResult<Answer<BlockDocument>> {
    caller.check_secrets(include_secrets)?;
    let found = app
        .store()
        .read(app.seal().clone(), move |conn, seal| {
            Box::pin(block_documents::read(conn, seal, id, include_secrets))
        })
        .await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    caller: Caller,
    Body(query): Body<BlockDocumentsQuery>,
) -> ApiResult<Answer<Vec<BlockDocument>>> {
    caller.check_secrets(query.include_secrets)?;
    let limit = paging::limit(query.limit)?;
    let BlockDocumentsQuery { sort, block_documents, block_types, block_schemas, .. } = query;
    let filters = Filters { documents: block_documents, types: block_types, schemas: block_schemas };
    let found = app
        .store()
        .read((filters, app.seal().clone()), move |conn, (filters, seal)| {
            Box::pin(async move {
                let sort = sort.unwrap_or_default();
                let ids = block_documents::list(conn, filters, sort, limit, query.offset).await?;
                block_documents::read_all(conn, seal, &ids, query.include_secrets).await
            })
        })
        .await?;
    Ok(Answer(found))
}

async fn count(State(app): State<App>, Body(query): Body<BlockDocumentsCount>) -> ApiResult<Answer<i64>> {
    let BlockDocumentsCount { block_documents, block_types, block_schemas } = query;
    let filters = Filters { documents: block_documents, types: block_types, schemas: block_schemas };
    let counted =
        app.store().read(filters, |conn, filters| Box::pin(block_documents::count(conn, filters))).await?;
    Ok(Answer(counted))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<BlockDocumentId>,
    Body(update): Body<BlockDocumentUpdate>,
) -> ApiResult<StatusCode> {
    let (seal, now) = (app.seal().clone(), app.now());
    let updated = app
        .store()
        .write((update, seal), move |conn, (update, seal)| {
            Box::pin(block_documents::update(conn, seal, id, update, now))
        })
        .await?;
    match updated {
        Update::Done => Ok(StatusCode::NO_CONTENT),
        Update::NotFound => Err(not_found()),
        Update::NoSuchReference => Err(ApiError::broken_reference()),
        Update::Refused(why) => Err(ApiError::BadRequest(why)),
    }
}

async fn remove(State(app): State<App>, Path(id): Path<BlockDocumentId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write(app.seal().clone(), move |conn, seal| Box::pin(block_documents::delete(conn, seal, id, now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

fn not_found() -> ApiError {
    ApiError::not_found("Block document")
}
