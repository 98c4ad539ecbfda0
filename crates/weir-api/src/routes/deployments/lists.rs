//! Many deployments: lists, counts, bulk operations.

use axum::extract::State;
use weir_store::deployments;
use weir_types::{
    Page,
    deployments::{Deployment, DeploymentBulkDeleteResponse},
    filters::queries::{DeploymentsBulkDelete, DeploymentsCount, DeploymentsPageQuery, DeploymentsQuery},
};

use crate::{answer::Answer, app::App, error::ApiResult, extract::Body, paging};

pub(super) async fn filter(
    State(app): State<App>,
    Body(mut query): Body<DeploymentsQuery>,
) -> ApiResult<Answer<Vec<Deployment>>> {
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let found = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(deployments::list(conn, filters, query.sort, limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

pub(super) async fn count(
    State(app): State<App>,
    Body(mut query): Body<DeploymentsCount>,
) -> ApiResult<Answer<i64>> {
    let filters = query.take_filters();
    let count = app.store().read(filters, |conn, filters| Box::pin(deployments::count(conn, filters)));
    Ok(Answer(count.await?))
}

pub(super) async fn paginate(
    State(app): State<App>,
    Body(mut query): Body<DeploymentsPageQuery>,
) -> ApiResult<Answer<Page<Deployment>>> {
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let offset = paging::offset(query.page, limit);
    let (found, count) = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let found = deployments::list(conn, filters, query.sort, limit, offset).await?;
                Ok((found, deployments::count(conn, filters).await?))
            })
        })
        .await?;
    Ok(Answer(Page::new(found, count.unsigned_abs(), limit.unsigned_abs(), query.page.unsigned_abs())))
}

pub(super) async fn bulk_delete(
    State(app): State<App>,
    Body(query): Body<DeploymentsBulkDelete>,
) -> ApiResult<Answer<DeploymentBulkDeleteResponse>> {
    let now = app.now();
    let deleted = app
        .store()
        .write(query, move |conn, query| {
            Box::pin(deployments::delete_filtered(conn, query.deployments.as_ref(), query.limit, now))
        })
        .await?;
    Ok(Answer(DeploymentBulkDeleteResponse { deleted }))
}
