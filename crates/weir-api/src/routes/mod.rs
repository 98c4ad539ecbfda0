//! Every route, by family. `/api` is Prefect's API; what stands at the root is Weir's own.

mod admin;
mod artifacts;
mod audit;
mod automation_actions;
mod automation_tests;
mod automations;
mod block_documents;
mod block_schemas;
mod block_types;
mod collections;
mod concurrency_leases;
mod concurrency_limits;
mod concurrency_limits_v2;
mod concurrency_slots;
mod csrf_token;
mod deployments;
mod events;
mod flow_run_states;
mod flow_runs;
mod flows;
mod grafana;
mod incidents;
mod insights;
mod keys;
mod logs;
mod metrics;
mod names;
mod openapi;
#[cfg(feature = "ui")]
mod pages;
mod prometheus;
mod root;
mod saved_searches;
mod slas;
mod slos;
mod storage;
mod task_run_states;
mod task_runs;
mod task_workers;
mod templates;
mod ui;
mod variables;
mod work_pools;
mod work_queues;

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use futures_util::FutureExt as _;

pub use self::root::PREFECT_VERSION;
pub(crate) use self::storage::Measured;
use crate::{access, app::App, compression, contract, cors, error::panicked, routing::Routes};

/// The routes of the API.
fn all() -> Routes {
    Routes::new()
        .merge(root::routes())
        .merge(admin::routes())
        .merge(artifacts::routes())
        .merge(audit::routes())
        .merge(automation_actions::routes())
        .merge(automation_tests::routes())
        .merge(automations::routes())
        .merge(block_documents::routes())
        .merge(block_schemas::routes())
        .merge(block_types::routes())
        .merge(collections::routes())
        .merge(concurrency_leases::routes())
        .merge(concurrency_limits::routes())
        .merge(concurrency_limits_v2::routes())
        .merge(concurrency_slots::routes())
        .merge(csrf_token::routes())
        .merge(deployments::routes())
        .merge(events::routes())
        .merge(flows::routes())
        .merge(flow_runs::routes())
        .merge(flow_run_states::routes())
        .merge(incidents::routes())
        .merge(insights::routes())
        .merge(keys::routes())
        .merge(logs::routes())
        .merge(metrics::routes())
        .merge(openapi::routes())
        .merge(saved_searches::routes())
        .merge(slas::routes())
        .merge(slos::routes())
        .merge(storage::routes())
        .merge(task_run_states::routes())
        .merge(task_runs::routes())
        .merge(task_workers::routes())
        .merge(templates::routes())
        .merge(ui::routes())
        .merge(variables::routes())
        .merge(work_pools::routes())
        .merge(work_queues::routes())
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (routes, needs) = all().below("/api");
    let by_name = routes
        .clone()
        .method_not_allowed_fallback(root::unserved)
        .fallback(root::unserved)
        .with_state(app.clone());
    let api = routes
        .method_not_allowed_fallback(move |request| names::ask(by_name.clone(), request))
        .fallback(root::unserved)
        .layer(middleware::from_fn_with_state(app.clone(), contract::check))
        .layer(middleware::from_fn_with_state((app.clone(), Arc::new(needs)), access::guard));
    let service = Router::new()
        .nest("/api", api)
        .merge(prometheus::routes())
        .merge(grafana::routes())
        .merge(openapi::prefects());
    #[cfg(feature = "ui")]
    let service = service.fallback(pages::serve);
    #[cfg(not(feature = "ui"))]
    let service = service.fallback(async || root::unknown());
    let service = service
        .layer(middleware::from_fn_with_state(app.clone(), prometheus::observe))
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
    let is_gzip_taken = compression::is_taken(request.headers());
    let response = cors::allow(&app.settings().cors, request, answer).await;
    compression::apply(is_gzip_taken, response).await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "a test may fail")]

    use axum::{body::Body, routing::get};
    use http::{Method, Request, StatusCode};
    use serde_json::Value;
    use tower::ServiceExt;
    use weir_store::{api_keys, seal::Seal};
    use weir_types::{
        Clock, Secret, Timestamp,
        api_keys::{ApiKeyCreate, Role},
    };

    use super::*;
    use crate::{app::Settings, routing::Need};

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

    /// Each route's methods with what they need.
    fn needs() -> Vec<(String, Method, Need)> {
        let (_, needs) = all().below("/api");
        let mut needs: Vec<_> =
            needs.stated().map(|(path, method, need)| (path.to_owned(), method.clone(), need)).collect();
        needs.sort_by_key(|(path, method, need)| (*need, path.clone(), method.to_string()));
        needs
    }

    /// `GET` reads and other methods change something, but for these.
    #[test]
    fn what_routes_need_besides() {
        let rule = |method: &Method| if *method == Method::GET { Need::Read } else { Need::Operate };
        let besides: Vec<String> = needs()
            .into_iter()
            .filter(|(_, method, need)| *need != rule(method))
            .map(|(path, method, need)| format!("{need:?}: {method} {path}"))
            .collect();
        insta::assert_snapshot!(besides.join("\n"));
    }

    /// The document of Weir's own operations has every route that Prefect's document does not have, with what it needs, and
    /// no other.
    #[test]
    fn own_routes_are_those_of_the_document() {
        let document = |text| -> Value { serde_json::from_str(text).unwrap() };
        let (own, prefect) = (document(weir_contract::OWN_OPENAPI), document(weir_contract::OPENAPI));
        let mut served: Vec<(String, String, String)> = Vec::new();
        for (path, method, need) in needs() {
            let (path, method) =
                (path.strip_prefix("/api").unwrap().to_owned(), method.as_str().to_lowercase());
            let role = match need {
                Need::Nothing | Need::Scrape | Need::Read => Role::Viewer,
                Need::Operate => Role::Operator,
                Need::Administer => Role::Admin,
                // Websockets are no operations.
                Need::Handshake => continue,
            };
            // Some of Prefect's operations are served by several routes: those are not in the contract, which has the paths of
            // the document.
            let is_operation =
                |method| weir_contract::contract().operation(method, &format!("/api{path}")).is_some();
            if prefect["paths"][&path][&method].is_null() && is_operation(&method.to_uppercase()) {
                served.push((path, method, role.to_string()));
            }
        }
        let mut told: Vec<(String, String, String)> = Vec::new();
        for (path, methods) in own["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                told.push((path.clone(), method.clone(), operation["x-role"].as_str().unwrap().to_owned()));
            }
        }
        served.sort();
        told.sort();
        assert_eq!(served, told);
    }

    #[tokio::test]
    async fn each_role_may_do_what_its_routes_need_and_no_more() {
        let store = weir_testkit::sqlite_store().await;
        let seal = Seal::of(&store, None).await.unwrap();
        let clock = Clock::fixed(Timestamp::from_micros(1_770_000_000_000_000));
        let (now, mut keys) = (clock.now(), Vec::new());
        for role in Role::ALL {
            let new = ApiKeyCreate { name: role.as_str().to_owned(), role, expires: None };
            let made = store.write(new, move |conn, new| Box::pin(api_keys::create(conn, new, now)));
            keys.push((role, made.await.unwrap().unwrap().key));
        }
        let service = router(App::new(store, seal, clock, Settings::default()));
        let parameter = regex::Regex::new(r"\{[^}]*\}").unwrap();
        let mut asked = 0;
        for (path, method, need) in needs() {
            let path = parameter.replace_all(&path, "0192f0c1-a2b3-7c4d-8e9f-0a1b2c3d4e5f");
            let ask = async |key: Option<&Secret>| {
                let mut request = Request::builder().method(&method).uri(&*path);
                if let Some(key) = key {
                    request = request.header("authorization", format!("Bearer {}", key.expose()));
                }
                service.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
            };
            let open = need <= Need::Handshake;
            assert_eq!(ask(None).await != StatusCode::UNAUTHORIZED, open, "{method} {path}");
            for (role, key) in &keys {
                let refused =
                    [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&ask(Some(key)).await);
                let may = match role {
                    Role::Metrics => open,
                    Role::Viewer => need <= Need::Read,
                    Role::Operator => need <= Need::Operate,
                    Role::Admin => true,
                };
                assert_eq!(!refused, may, "{role}: {method} {path}");
                asked += 1;
            }
        }
        assert!(asked > 4 * 150, "{asked}");
    }
}
