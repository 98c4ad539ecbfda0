//! Every route, by family. `/api` is Prefect's API; what stands at the root is Weir's own.

mod flows;
mod root;

use axum::{Router, extract::DefaultBodyLimit};

pub use self::root::PREFECT_VERSION;
use crate::{app::App, extract::MAX_BODY};

/// The whole service.
pub fn router(app: App) -> Router {
    // The contract limits no body; this bounds what one request can make the server hold.
    let api = Router::new()
        .merge(root::routes())
        .merge(flows::routes())
        .fallback(root::unserved)
        .layer(DefaultBodyLimit::max(MAX_BODY));
    Router::new().nest("/api", api).fallback(root::unknown).with_state(app)
}
