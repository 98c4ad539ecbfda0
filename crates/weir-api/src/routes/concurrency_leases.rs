//! `/weir/concurrency_leases`: who holds slots of concurrency limits. Prefect's server tells it of task runs alone.

use axum::extract::State;
use weir_store::concurrency_leases;
use weir_types::concurrency_limits::{ConcurrencyLeasesPage, ConcurrencyLeasesQuery};

use crate::{
    answer::Answer,
    app::App,
    error::ApiResult,
    extract::Query,
    paging,
    routing::{Routes, get},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/weir/concurrency_leases", get(list))
}

async fn list(
    State(app): State<App>,
    Query(query): Query<ConcurrencyLeasesQuery>,
) -> ApiResult<Answer<ConcurrencyLeasesPage>> {
    let ConcurrencyLeasesQuery { limit_id, after, limit } = query;
    let (limit, now) = (paging::limit(limit)?, app.now());
    let leases = app
        .store()
        .read((), move |conn, ()| Box::pin(concurrency_leases::list(conn, limit_id, after, limit, now)))
        .await?;
    let next = paging::next(&leases, limit, |lease| lease.id);
    Ok(Answer(ConcurrencyLeasesPage { leases, next }))
}
