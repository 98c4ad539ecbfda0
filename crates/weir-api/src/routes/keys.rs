//! `/weir/keys`: API keys, and `/weir/access`: what whoever asks may do. Prefect's server has nothing like it.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use weir_store::api_keys;
use weir_types::{
    api_keys::{Access, ApiKey, ApiKeyCreate, Role, is_name},
    ids::ApiKeyId,
};

use crate::{
    access::{self, Caller},
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    routing::{Need, Routes, delete, get, post},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/weir/access", get(own_access))
        .route("/weir/keys", get(list).and(post(create)).needing(Need::Administer))
        .route("/weir/keys/{id}", delete(revoke).needing(Need::Administer))
}

async fn own_access(State(app): State<App>, caller: Caller) -> ApiResult<Answer<Access>> {
    let required = !access::is_open(&app).await?;
    let (role, key_name) = (caller.role(), caller.key_name().map(str::to_owned));
    Ok(Answer(Access { required, role, key_name }))
}

async fn list(State(app): State<App>) -> ApiResult<Answer<Vec<ApiKey>>> {
    Ok(Answer(app.store().read((), |conn, ()| Box::pin(api_keys::list(conn))).await?))
}

/// Makes a key. Nobody could make a second one by this route if the first were not an administrator's, because from then
/// on the server asks for one.
async fn create(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<ApiKeyCreate>,
) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    if !is_name(&new.name) {
        return Err(ApiError::unprocessable("The name of a key has 1 to 100 printable characters"));
    }
    if new.expires.is_some_and(|expires| expires <= now) {
        return Err(ApiError::unprocessable("The key would have expired already"));
    }
    if new.role != Role::Admin && matches!(caller, Caller::Anybody) {
        let sentence =
            "The first key must have the role admin: with it the server begins to ask everybody for one";
        return Err(ApiError::Conflict(sentence.to_owned()));
    }
    let created = app.store().write(new, move |conn, new| Box::pin(api_keys::create(conn, new, now))).await?;
    let created = created
        .ok_or_else(|| ApiError::Conflict("There is a key of this name that is not revoked".to_owned()))?;
    app.keys().forget().await;
    let unkept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((StatusCode::CREATED, [unkept], Answer(created)))
}

async fn revoke(State(app): State<App>, Path(id): Path<ApiKeyId>) -> ApiResult<StatusCode> {
    let now = app.now();
    let revoke = app.store().write((), move |conn, ()| Box::pin(api_keys::revoke_by_id(conn, id, now)));
    if !revoke.await? {
        return Err(ApiError::NotFound("There is no key with this id that is not revoked".to_owned()));
    }
    app.keys().forget().await;
    Ok(StatusCode::NO_CONTENT)
}
