//! `/saved_searches`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::saved_searches;
use weir_types::{
    filters::queries::SavedSearchesQuery,
    ids::SavedSearchId,
    saved_searches::{SavedSearch, SavedSearchCreate},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Routes, get, put, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/saved_searches/", put(save))
        .route("/saved_searches/filter", query(filter))
        .route("/saved_searches/{id}", get(read).delete(remove))
}

/// 201 for a new search, 200 for one that had the name already.
async fn save(State(app): State<App>, Body(create): Body<SavedSearchCreate>) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let (saved, new) = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(saved_searches::put(conn, create, *now)))
        .await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Answer(saved)))
}

async fn read(State(app): State<App>, Path(id): Path<SavedSearchId>) -> ApiResult<Answer<SavedSearch>> {
    let found = app.store().read(id, |conn, id| Box::pin(saved_searches::read(conn, *id))).await?;
    found.map(Answer).ok_or_else(not_found)
}

async fn filter(
    State(app): State<App>,
    Body(query): Body<SavedSearchesQuery>,
) -> ApiResult<Answer<Vec<SavedSearch>>> {
    let limit = paging::limit(query.limit)?;
    let found = app
        .store()
        .read(query.offset, move |conn, offset| Box::pin(saved_searches::list(conn, limit, *offset)))
        .await?;
    Ok(Answer(found))
}

async fn remove(State(app): State<App>, Path(id): Path<SavedSearchId>) -> ApiResult<StatusCode> {
    let found = app.store().write(id, |conn, id| Box::pin(saved_searches::delete(conn, *id))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

fn not_found() -> ApiError {
    ApiError::not_found("Saved search")
}
