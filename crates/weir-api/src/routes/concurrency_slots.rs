//! `/v2/concurrency_limits`: taking and giving back slots. The SDK asks for slots of each tag of a task that it runs.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use weir_engine::{Env, clamped_poisson};
use weir_store::concurrency_slots::{self, Acquisition};
use weir_types::{
    concurrency_limits::{LeaseRelease, LeaseRenewal, LeasedLimits, LimitInUse, SlotsRelease, SlotsRequest},
    ids::LeaseId,
};

use super::concurrency_limits_v2::or_named;
use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    routing::{Routes, post},
};

/// By how much waits are spread at random, so that those who wait do not come back together.
const SPREAD: f64 = 0.3;

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/v2/concurrency_limits/increment", or_named("increment", post(acquire)))
        .route(
            "/v2/concurrency_limits/increment-with-lease",
            or_named("increment-with-lease", post(acquire_with_lease)),
        )
        .route("/v2/concurrency_limits/decrement", or_named("decrement", post(release)))
        .route(
            "/v2/concurrency_limits/decrement-with-lease",
            or_named("decrement-with-lease", post(release_lease)),
        )
        .route("/v2/concurrency_limits/leases/{lease_id}/renew", post(renew_lease))
}

async fn acquire(
    State(app): State<App>,
    client: Client,
    Body(request): Body<SlotsRequest>,
) -> ApiResult<Response> {
    let env = client.env(&app, app.now());
    take(&app, request, None, env, |taken| Answer(taken).into_response()).await
}

async fn acquire_with_lease(
    State(app): State<App>,
    client: Client,
    Body(request): Body<SlotsRequest>,
) -> ApiResult<Response> {
    let env = client.env(&app, app.now());
    let lease = LeaseId::generate();
    // A lease of no limits has nothing to give back, so none is kept.
    take(&app, request, Some(lease), env, |limits| {
        Answer(LeasedLimits { lease_id: lease, limits }).into_response()
    })
    .await
}

async fn take(
    app: &App,
    request: SlotsRequest,
    lease: Option<LeaseId>,
    env: Env,
    answer: impl FnOnce(Vec<LimitInUse>) -> Response,
) -> ApiResult<Response> {
    let names = request.names.clone();
    if !app.store().read(names, |conn, names| Box::pin(concurrency_slots::any_limit(conn, names))).await? {
        return Ok(answer(Vec::new()));
    }
    let random = env.random;
    let acquisition = app
        .store()
        .write((request, env), move |conn, (request, env)| {
            Box::pin(concurrency_slots::acquire(conn, request, lease, env))
        })
        .await?;
    match acquisition {
        Acquisition::Taken(limits) => Ok(answer(limits)),
        Acquisition::NeverFits => Err(unfit("Slots requested is greater than the limit")),
        Acquisition::NoRate(names) => Err(unfit(&format!(
            "Only concurrency limits with slot decay can be used for rate limiting. The following limits do not \
             have a decay configured: '{}'",
            names.join(",")
        ))),
        Acquisition::Locked { average_wait } => {
            // Debug writes a whole number with its `.0`, as Python does.
            let wait = format!("{:?}", clamped_poisson(average_wait, SPREAD, random));
            let locked = ApiError::Other(StatusCode::LOCKED, json!({ "detail": "Locked" }));
            Ok(([(header::RETRY_AFTER, wait)], locked).into_response())
        }
    }
}

fn unfit(detail: &str) -> ApiError {
    ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": detail }))
}

async fn release(
    State(app): State<App>,
    client: Client,
    Body(release): Body<SlotsRelease>,
) -> ApiResult<Answer<Vec<LimitInUse>>> {
    let env = client.env(&app, app.now());
    let released = app.store().write((release, env), |conn, (release, env)| {
        Box::pin(concurrency_slots::release(conn, release, env))
    });
    Ok(Answer(released.await?))
}

async fn release_lease(
    State(app): State<App>,
    client: Client,
    Body(LeaseRelease { lease_id }): Body<LeaseRelease>,
) -> ApiResult<StatusCode> {
    let env = client.env(&app, app.now());
    app.store()
        .write(env, move |conn, env| Box::pin(concurrency_slots::release_lease(conn, lease_id, env)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn renew_lease(
    State(app): State<App>,
    client: Client,
    Path(lease): Path<LeaseId>,
    Body(LeaseRenewal { lease_duration }): Body<LeaseRenewal>,
) -> ApiResult<StatusCode> {
    let env = client.env(&app, app.now());
    let renewed = app.store().write(env, move |conn, env| {
        Box::pin(concurrency_slots::renew_lease(conn, lease, lease_duration, env))
    });
    if renewed.await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let detail = "Lease not found - it may have expired or been revoked";
    Err(ApiError::Other(StatusCode::GONE, json!({ "detail": detail })))
}
