//! Every route, by family. `/api` is Prefect's API; what stands at the root is Weir's own.

mod admin;
mod artifacts;
mod automations;
mod block_documents;
mod block_schemas;
mod block_types;
mod collections;
mod concurrency_limits;
mod concurrency_limits_v2;
mod concurrency_slots;
mod csrf_token;
mod deployments;
mod events;
mod flow_run_states;
mod flow_runs;
mod flows;
mod logs;
mod metrics;
mod names;
mod openapi;
mod root;
mod saved_searches;
mod task_run_states;
mod task_runs;
mod task_workers;
mod ui;
mod variables;
mod work_pools;
mod work_queues;

use std::panic::AssertUnwindSafe;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use futures_util::FutureExt as _;

pub use self::root::PREFECT_VERSION;
use crate::{access, app::App, contract, cors, error::panicked};

/// The whole service.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .merge(root::routes())
        .merge(admin::routes())
        .merge(artifacts::routes())
        .merge(automations::routes())
        .merge(block_documents::routes())
        .merge(block_schemas::routes())
        .merge(block_types::routes())
        .merge(collections::routes())
        .merge(concurrency_limits::routes())
        .merge(concurrency_limits_v2::routes())
        .merge(concurrency_slots::routes())
        .merge(csrf_token::routes())
        .merge(deployments::routes())
        .merge(events::routes())
        .merge(flows::routes())
        .merge(flow_runs::routes())
        .merge(flow_run_states::routes())
        .merge(logs::routes())
        .merge(saved_searches::routes())
        .merge(task_run_states::routes())
        .merge(task_runs::routes())
        .merge(task_workers::routes())
        .merge(ui::routes())
        .merge(variables::routes())
        .merge(work_pools::routes())
        .merge(work_queues::routes());
    let by_name = routes
        .clone()
        .method_not_allowed_fallback(root::unserved)
        .fallback(root::unserved)
        .with_state(app.clone());
    let api = routes
        .method_not_allowed_fallback(move |request| names::ask(by_name.clone(), request))
        .fallback(root::unserved)
        .layer(middleware::from_fn_with_state(app.clone(), contract::check))
        .layer(middleware::from_fn_with_state(app.clone(), access::guard));
    let service = Router::new()
        .nest("/api", api)
        .merge(metrics::routes())
        .merge(openapi::routes())
        .fallback(root::unknown)
        .layer(middleware::from_fn_with_state(app.clone(), metrics::observe))
        .with_state(app.clone());
    guarded(service, app)
}

/// What stands around all routes. A layer around a single route would have `Allow` added to what it answers itself.
fn guarded(service: Router, app: App) -> Router {
    Router::new().fallback_service(service).layer(middleware::from_fn_with_state(app, outermost))
}

/// What every request passes, in one layer: each has its inner ones copied for every request.
async fn outermost(State(app): State<App>, request: Request, next: Next) -> Response {
    let answer = async |request| match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => contract::allow_with_405_alone(response),
        Err(cause) => panicked(cause.as_ref()),
    };
    cors::allow(&app.settings().cors, request, answer).await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "a test may fail")]

    use axum::{body::Body, routing::get};
    use http::{Request, StatusCode};
    use tower::ServiceExt;
    use weir_store::seal::Seal;
    use weir_types::Clock;

    use super::*;
    use crate::app::Settings;

    #[tokio::test]
    async fn a_panic_is_answered_and_the_next_request_served() {
        let store = weir_testkit::sqlite_store().await;
        let seal = Seal::of(&store, None).await.unwrap();
        let app = App::new(store, seal, Clock::system(), Settings::default());
        let routes = Router::new()
            .route("/panics", get(async || -> &'static str { panic!("a fault of a route") }))
            .route("/works", get(async || "works"));
        let service = guarded(routes, app);
        for (path, status, said) in [
            (
                "/panics",
                StatusCode::INTERNAL_SERVER_ERROR,
                r#"{"exception_message":"Internal Server Error"}"#,
            ),
            ("/works", StatusCode::OK, "works"),
        ] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = service.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), status);
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert_eq!(body, said.as_bytes());
        }
    }
}
