//! `/admin`.

use axum::{extract::State, http::StatusCode};
use serde_json::{Value, json};
use weir_store::result_storage::{self, Setting};
use weir_types::result_storage::{DefaultResultStorage, DefaultResultStorageUpdate};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::Body,
    paging,
    routing::{Need, Routes, get, put},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/admin/settings", get(settings).needing(Need::Administer)).route(
        "/admin/storage",
        get(storage).and(put(set_storage).delete(clear_storage).needing(Need::Administer)),
    )
}

/// Those of Prefect's settings that Weir has too.
async fn settings(State(app): State<App>) -> Answer<Value> {
    let settings = app.settings();
    let auth_string = settings.auth_string.as_ref().map(|_| "**********");
    Answer(json!({
        "server": {
            "analytics_enabled": false,
            "metrics_enabled": true,
            "register_blocks_on_start": true,
            "api": {
                "auth_string": auth_string,
                "default_limit": paging::MOST,
                "csrf_protection_enabled": settings.csrf_protection,
            },
        },
    }))
}

async fn storage(State(app): State<App>) -> ApiResult<Answer<DefaultResultStorage>> {
    Ok(Answer(app.store().read((), |conn, ()| Box::pin(result_storage::read(conn))).await?))
}

async fn set_storage(
    State(app): State<App>,
    Body(update): Body<DefaultResultStorageUpdate>,
) -> ApiResult<Answer<DefaultResultStorage>> {
    let id = update.default_result_storage_block_id;
    match app.store().write(update, |conn, update| Box::pin(result_storage::set(conn, *update))).await? {
        Setting::Done => Ok(Answer(DefaultResultStorage { default_result_storage_block_id: Some(id) })),
        Setting::NotFound => Err(ApiError::NotFound(format!("Block document {id} not found."))),
        Setting::Unfit => Err(ApiError::Other(
            StatusCode::UNPROCESSABLE_ENTITY,
            json!({ "detail": format!("Block document {id} cannot be used for result storage.") }),
        )),
    }
}

async fn clear_storage(State(app): State<App>) -> ApiResult<StatusCode> {
    app.store().write((), |conn, ()| Box::pin(result_storage::clear(conn))).await?;
    Ok(StatusCode::NO_CONTENT)
}
