//! Many flow runs: filter, count, page through, lateness, history, bulk operations.

use axum::extract::State;
use weir_engine::FlowRunRules;
use weir_insights::history;
use weir_store::{flow_runs, insights::Kind};
use weir_types::{
    filters::queries::{
        FlowRunHistoryQuery, FlowRunsBulkDelete, FlowRunsBulkSetState, FlowRunsCount, FlowRunsPageQuery,
        FlowRunsQuery, RunFilters,
    },
    flow_runs::{FlowRunBulkDeleteResponse, FlowRunBulkSetStateResponse},
    history::HistoryResponse,
    page::Page,
};

use crate::{
    answer::{Answer, Written},
    app::App,
    client::Client,
    error::ApiResult,
    extract::Body,
    paging,
};

pub(super) async fn filter(
    State(app): State<App>,
    Body(mut query): Body<FlowRunsQuery>,
) -> ApiResult<Written> {
    let now = app.now();
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let runs = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let runs = flow_runs::list(conn, filters, query.sort, limit, query.offset, now).await?;
                Ok(Written::of(&runs)?)
            })
        })
        .await?;
    Ok(runs)
}

pub(super) async fn count(
    State(app): State<App>,
    Body(mut query): Body<FlowRunsCount>,
) -> ApiResult<Answer<i64>> {
    let filters = query.take_filters();
    Ok(Answer(app.store().read(filters, |conn, filters| Box::pin(flow_runs::count(conn, filters))).await?))
}

pub(super) async fn paginate(
    State(app): State<App>,
    Body(mut query): Body<FlowRunsPageQuery>,
) -> ApiResult<Written> {
    let now = app.now();
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let offset = paging::offset(query.page, limit);
    let page = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let runs = flow_runs::list(conn, filters, query.sort, limit, offset, now).await?;
                let count = flow_runs::count(conn, filters).await?.unsigned_abs();
                let page = Page::new(runs, count, limit.unsigned_abs(), query.page.unsigned_abs());
                Ok(Written::of(&page)?)
            })
        })
        .await?;
    Ok(page)
}

/// Seconds on average; null of no runs.
pub(super) async fn lateness(
    State(app): State<App>,
    Body(mut query): Body<FlowRunsCount>,
) -> ApiResult<Answer<Option<f64>>> {
    let (filters, now) = (query.take_filters(), app.now());
    let lateness = app
        .store()
        .read(filters, move |conn, filters| Box::pin(flow_runs::average_lateness(conn, filters, now)))
        .await?;
    Ok(Answer(lateness.map(weir_types::TimeDelta::as_secs_f64)))
}

pub(super) async fn history(
    State(app): State<App>,
    Body(mut query): Body<FlowRunHistoryQuery>,
) -> ApiResult<Answer<Vec<HistoryResponse>>> {
    let span = paging::span(query.history_start, query.history_end, query.history_interval_seconds)?;
    let (filters, now) = (query.take_filters(), app.now());
    let history = app
        .store()
        .read((filters, app.cells().clone()), move |conn, (filters, cells)| {
            Box::pin(history::answer(conn, Kind::Flow, filters, span, cells, now))
        })
        .await?;
    Ok(Answer(history))
}

pub(super) async fn bulk_delete(
    State(app): State<App>,
    client: Client,
    Body(request): Body<FlowRunsBulkDelete>,
) -> ApiResult<Answer<FlowRunBulkDeleteResponse>> {
    let env = client.env(&app, app.now());
    let filters = RunFilters { flow_runs: request.flow_runs, ..RunFilters::default() };
    let deleted = app
        .store()
        .write((filters, env), move |conn, (filters, env)| {
            Box::pin(flow_runs::delete_filtered(conn, filters, request.limit, env))
        })
        .await?;
    Ok(Answer(FlowRunBulkDeleteResponse { deleted }))
}

pub(super) async fn bulk_set_state(
    State(app): State<App>,
    client: Client,
    Body(request): Body<FlowRunsBulkSetState>,
) -> ApiResult<Answer<FlowRunBulkSetStateResponse>> {
    let env = client.env(&app, app.now());
    let FlowRunsBulkSetState { flow_runs, state, force, limit } = request;
    let filters = RunFilters { flow_runs, ..RunFilters::default() };
    let results = app
        .store()
        .write((filters, state, env), move |conn, (filters, state, env)| {
            let rules = FlowRunRules::choose(force);
            Box::pin(flow_runs::set_states(conn, filters, limit, state, rules, env))
        })
        .await?;
    Ok(Answer(FlowRunBulkSetStateResponse { results }))
}
