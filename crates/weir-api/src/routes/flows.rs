//! `/flows`.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_store::flows;
use weir_types::{
    filters::queries::{FlowsBulkDelete, FlowsCount, FlowsPageQuery, FlowsQuery, RunFilters},
    flows::{Flow, FlowBulkDeleteResponse, FlowCreate, FlowUpdate},
    ids::FlowId,
    page::Page,
};

use crate::{
    answer::Answer,
    app::App,
    client::Client,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Routes, get, post, query},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/flows/", post(create))
        .route("/flows/filter", query(filter))
        .route("/flows/count", query(count))
        .route("/flows/paginate", query(paginate))
        .route("/flows/bulk_delete", post(bulk_delete))
        .route("/flows/{id}", get(read).patch(update).delete(delete))
        .route("/flows/name/{name}", get(read_by_name))
}

/// 201 for a new flow, 200 for one that has the name already.
async fn create(State(app): State<App>, Body(create): Body<FlowCreate>) -> ApiResult<impl IntoResponse> {
    let now = app.now();
    let (flow, new) = app
        .store()
        .write((create, now), |conn, (create, now)| Box::pin(flows::create(conn, create, *now)))
        .await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, Answer(flow)))
}

async fn read(State(app): State<App>, Path(id): Path<FlowId>) -> ApiResult<Answer<Flow>> {
    let flow = app.store().read(id, |conn, id| Box::pin(flows::read(conn, *id))).await?;
    flow.map(Answer).ok_or_else(|| ApiError::not_found("Flow"))
}

async fn read_by_name(State(app): State<App>, Path(name): Path<String>) -> ApiResult<Answer<Flow>> {
    let flow = app.store().read(name, |conn, name| Box::pin(flows::read_by_name(conn, name))).await?;
    flow.map(Answer).ok_or_else(|| ApiError::not_found("Flow"))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<FlowId>,
    Body(update): Body<FlowUpdate>,
) -> ApiResult<StatusCode> {
    let now = app.now();
    let found = app
        .store()
        .write((id, update, now), |conn, (id, update, now)| Box::pin(flows::update(conn, *id, update, *now)))
        .await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("Flow")) }
}

/// Deletes the flow with its deployments and runs.
async fn delete(State(app): State<App>, client: Client, Path(id): Path<FlowId>) -> ApiResult<StatusCode> {
    let env = client.env(&app, app.now());
    let found = app.store().write(env, move |conn, env| Box::pin(flows::delete(conn, id, env))).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("Flow")) }
}

async fn filter(State(app): State<App>, Body(mut query): Body<FlowsQuery>) -> ApiResult<Answer<Vec<Flow>>> {
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let found = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(flows::list(conn, filters, query.sort, limit, query.offset))
        })
        .await?;
    Ok(Answer(found))
}

async fn count(State(app): State<App>, Body(mut query): Body<FlowsCount>) -> ApiResult<Answer<i64>> {
    let filters = query.take_filters();
    Ok(Answer(app.store().read(filters, |conn, filters| Box::pin(flows::count(conn, filters))).await?))
}

async fn paginate(
    State(app): State<App>,
    Body(mut query): Body<FlowsPageQuery>,
) -> ApiResult<Answer<Page<Flow>>> {
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let offset = paging::offset(query.page, limit);
    let (found, count) = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let found = flows::list(conn, filters, query.sort, limit, offset).await?;
                Ok((found, flows::count(conn, filters).await?))
            })
        })
        .await?;
    Ok(Answer(Page::new(found, count.unsigned_abs(), limit.unsigned_abs(), query.page.unsigned_abs())))
}

/// Deletes the flows that pass the filter, with their deployments and runs.
async fn bulk_delete(
    State(app): State<App>,
    client: Client,
    Body(request): Body<FlowsBulkDelete>,
) -> ApiResult<Answer<FlowBulkDeleteResponse>> {
    let env = client.env(&app, app.now());
    let filters = RunFilters { flows: request.flows, ..RunFilters::default() };
    let deleted = app
        .store()
        .write((filters, env), move |conn, (filters, env)| {
            Box::pin(flows::delete_filtered(conn, filters, request.limit, env))
        })
        .await?;
    Ok(Answer(FlowBulkDeleteResponse { deleted }))
}
