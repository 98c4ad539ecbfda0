//! `/insights`: what runs have done, in figures. Prefect's server has nothing like it but histories.

use axum::extract::State;
use weir_insights::{
    bottlenecks, concurrency, failures, runs,
    span::{BadSpan, Span},
    trends,
};
use weir_store::insights::Kind;
use weir_types::{
    TimeDelta,
    ids::FlowRunId,
    insights::{
        BottlenecksInsight, BottlenecksQuery, ConcurrencyInsight, ConcurrencyQuery, FailuresInsight,
        FailuresQuery, GroupBy, RetriesInsight, RetriesQuery, RunBottlenecks, RunKind, RunsInsight,
        RunsQuery, TrendsInsight, TrendsQuery,
    },
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    routing::{Routes, get, query},
};

/// How many groups are told of when no number is asked for; the contract has the most that may be.
pub(super) const GROUPS: usize = 50;

/// How many runs of each flow are looked at for bottlenecks when no number is given.
const RUNS: i64 = 200;

/// How many days before the time failures are looked at when no number is given.
const LOOKBACK_DAYS: i64 = 30;

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/insights/flow_runs", query(flow_runs))
        .route("/insights/task_runs", query(task_runs))
        .route("/insights/concurrency", query(concurrency))
        .route("/insights/flow_runs/{id}/bottlenecks", get(bottlenecks_of_run))
        .route("/insights/bottlenecks", query(bottlenecks))
        .route("/insights/failures", query(failures))
        .route("/insights/retries", query(retries))
        .route("/insights/trends", query(trends))
}

impl From<BadSpan> for ApiError {
    fn from(bad: BadSpan) -> Self {
        Self::unprocessable(&bad.to_string())
    }
}

async fn flow_runs(State(app): State<App>, Body(query): Body<RunsQuery>) -> ApiResult<Answer<RunsInsight>> {
    of_runs(&app, Kind::Flow, query).await
}

async fn task_runs(State(app): State<App>, Body(query): Body<RunsQuery>) -> ApiResult<Answer<RunsInsight>> {
    of_runs(&app, Kind::Task, query).await
}

async fn of_runs(app: &App, kind: Kind, mut query: RunsQuery) -> ApiResult<Answer<RunsInsight>> {
    let now = app.now();
    let question = runs::Question {
        kind,
        span: Span::of(&query.time(), now)?,
        filters: query.take_filters(),
        group_by: query.group_by,
        compare: query.compare.unwrap_or(true),
        limit: groups(query.limit),
    };
    let answer = app.store().read((question, app.cells().clone()), move |conn, (question, cells)| {
        Box::pin(runs::answer(conn, question, cells, now))
    });
    Ok(Answer(answer.await?))
}

async fn concurrency(
    State(app): State<App>,
    Body(mut query): Body<ConcurrencyQuery>,
) -> ApiResult<Answer<ConcurrencyInsight>> {
    let now = app.now();
    let question = concurrency::Question {
        kind: match query.of {
            RunKind::FlowRuns => Kind::Flow,
            RunKind::TaskRuns => Kind::Task,
        },
        span: Span::of(&query.time(), now)?,
        filters: query.take_filters(),
        group_by: query.group_by,
        limit: groups(query.limit),
    };
    let answer =
        app.store().read(question, move |conn, question| Box::pin(concurrency::answer(conn, question, now)));
    Ok(Answer(answer.await?))
}

async fn bottlenecks_of_run(
    State(app): State<App>,
    Path(id): Path<FlowRunId>,
) -> ApiResult<Answer<RunBottlenecks>> {
    let now = app.now();
    let found = app.store().read(id, move |conn, id| Box::pin(bottlenecks::of_one(conn, *id, now))).await?;
    found.map(Answer).ok_or_else(|| ApiError::not_found("Flow run"))
}

async fn bottlenecks(
    State(app): State<App>,
    Body(mut query): Body<BottlenecksQuery>,
) -> ApiResult<Answer<BottlenecksInsight>> {
    let now = app.now();
    let question = bottlenecks::Question {
        span: Span::of(&query.time(), now)?,
        filters: query.take_filters(),
        runs: query.runs.unwrap_or(RUNS),
        limit: groups(query.limit),
    };
    let answer =
        app.store().read(question, move |conn, question| Box::pin(bottlenecks::of_many(conn, question, now)));
    Ok(Answer(answer.await?))
}

async fn failures(
    State(app): State<App>,
    Body(mut query): Body<FailuresQuery>,
) -> ApiResult<Answer<FailuresInsight>> {
    let question = failures::Question {
        span: Span::of(&query.time(), app.now())?,
        filters: query.take_filters(),
        lookback: TimeDelta::from_secs(query.lookback_days.unwrap_or(LOOKBACK_DAYS) * 86_400),
        new: query.new.unwrap_or(false),
        most: failures::MOST,
        limit: groups(query.limit),
    };
    let answer = app.store().read(question, |conn, question| Box::pin(failures::answer(conn, question)));
    Ok(Answer(answer.await?))
}

async fn retries(
    State(app): State<App>,
    Body(mut query): Body<RetriesQuery>,
) -> ApiResult<Answer<RetriesInsight>> {
    let question = failures::RetriesQuestion {
        span: Span::of(&query.time(), app.now())?,
        filters: query.take_filters(),
        limit: groups(query.limit),
    };
    let answer = app.store().read(question, |conn, question| Box::pin(failures::retries(conn, question)));
    Ok(Answer(answer.await?))
}

async fn trends(
    State(app): State<App>,
    Body(mut query): Body<TrendsQuery>,
) -> ApiResult<Answer<TrendsInsight>> {
    let question = trends::Question {
        span: Span::of(&query.time(), app.now())?,
        filters: query.take_filters(),
        group_by: query.group_by.unwrap_or_else(|| vec![GroupBy::Flow]),
        limit: groups(query.limit),
    };
    let answer = app.store().read(question, |conn, question| Box::pin(trends::answer(conn, question)));
    Ok(Answer(answer.await?))
}

fn groups(asked: Option<i64>) -> usize {
    asked.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(GROUPS)
}
