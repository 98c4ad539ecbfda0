//! Many task runs: filter, count, page through, history.

use axum::extract::State;
use weir_insights::history;
use weir_store::{insights::Kind, task_runs};
use weir_types::{
    filters::queries::{TaskRunHistoryQuery, TaskRunsCount, TaskRunsPageQuery, TaskRunsQuery},
    history::HistoryResponse,
    page::Page,
    task_runs::TaskRunResponse,
};

use crate::{
    answer::{Answer, Written},
    app::App,
    error::ApiResult,
    extract::Body,
    paging,
};

pub(super) async fn filter(
    State(app): State<App>,
    Body(mut query): Body<TaskRunsQuery>,
) -> ApiResult<Written> {
    let now = app.now();
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let runs = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let runs = task_runs::list(conn, filters, query.sort, limit, query.offset, now).await?;
                Ok(Written::of(&runs)?)
            })
        })
        .await?;
    Ok(runs)
}

pub(super) async fn count(
    State(app): State<App>,
    Body(mut query): Body<TaskRunsCount>,
) -> ApiResult<Answer<i64>> {
    let filters = query.take_filters();
    Ok(Answer(app.store().read(filters, |conn, filters| Box::pin(task_runs::count(conn, filters))).await?))
}

pub(super) async fn paginate(
    State(app): State<App>,
    Body(mut query): Body<TaskRunsPageQuery>,
) -> ApiResult<Written> {
    let now = app.now();
    let (limit, filters) = (paging::limit(query.limit)?, query.take_filters());
    let offset = paging::offset(query.page, limit);
    let page = app
        .store()
        .read(filters, move |conn, filters| {
            Box::pin(async move {
                let runs = task_runs::list(conn, filters, query.sort, limit, offset, now).await?;
                let count = task_runs::count(conn, filters).await?.unsigned_abs();
                let page = Page::new(runs, count, limit.unsigned_abs(), query.page.unsigned_abs());
                Ok(Written::of(&page.map(TaskRunResponse::from))?)
            })
        })
        .await?;
    Ok(page)
}

pub(super) async fn history(
    State(app): State<App>,
    Body(mut query): Body<TaskRunHistoryQuery>,
) -> ApiResult<Answer<Vec<HistoryResponse>>> {
    let span = paging::span(query.history_start, query.history_end, query.history_interval_seconds)?;
    let (filters, now) = (query.take_filters(), app.now());
    let history = app
        .store()
        .read((filters, app.cells().clone()), move |conn, (filters, cells)| {
            Box::pin(history::answer(conn, Kind::Task, filters, span, cells, now))
        })
        .await?;
    Ok(Answer(history))
}
