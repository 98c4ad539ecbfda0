//! `/slas`: service level agreements as the SDK applies them with a deployment. Prefect's own server does not have the
//! operation; the client asks it of a server that it takes for Prefect Cloud.

use std::collections::BTreeSet;

use axum::extract::State;
use weir_engine::slos::Objective;
use weir_store::slos;
use weir_types::{
    ids::DeploymentId,
    slos::{DEFAULT_WINDOW, SlaCreate, SlasApplied, SloKind, SloSelect, SloSpec},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    routing::{Routes, post},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/slas/apply-resource-slas/{resource_id}", post(apply))
}

/// Makes the agreements of a deployment those of the list.
async fn apply(
    State(app): State<App>,
    Path(resource): Path<String>,
    Body(agreements): Body<Vec<SlaCreate>>,
) -> ApiResult<Answer<SlasApplied>> {
    let deployment: DeploymentId = resource
        .strip_prefix("prefect.deployment.")
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| ApiError::unprocessable("resource_id must be prefect.deployment.ID"))?;
    let mut names = BTreeSet::new();
    if let Some(twice) = agreements.iter().find(|one| !names.insert(one.name.as_str())) {
        return Err(ApiError::unprocessable(&format!("several agreements are named {}", twice.name)));
    }
    let wanted: Result<Vec<_>, _> = agreements.into_iter().map(spec).collect();
    let wanted = wanted.map_err(|bad| ApiError::unprocessable(&bad))?;
    let now = app.now();
    let applied = app
        .store()
        .write(wanted, move |conn, wanted| Box::pin(slos::apply_agreements(conn, deployment, wanted, now)));
    applied.await?.map(Answer).ok_or_else(|| ApiError::not_found("Deployment"))
}

/// The objective that an agreement is: each run is held to it. Or what is wrong with it.
fn spec(agreement: SlaCreate) -> Result<SloSpec, String> {
    let given = [
        (SloKind::MaxDuration, agreement.duration),
        (SloKind::Freshness, agreement.stale_after),
        (SloKind::Lateness, agreement.within),
    ];
    let given = given.into_iter().find_map(|(kind, limit)| limit.map(|limit| (kind, limit)));
    let (kind, limit) = given.ok_or("duration or stale_after or within is required")?;
    let spec = SloSpec {
        name: agreement.name,
        description: String::new(),
        enabled: agreement.enabled.unwrap_or(true),
        severity: agreement.severity,
        kind,
        limit_seconds: Some(limit),
        metric: None,
        target: None,
        window_seconds: DEFAULT_WINDOW,
        select: SloSelect::default(),
    };
    Objective::of(&spec).map_err(|bad| bad.to_string())?;
    Ok(spec)
}
