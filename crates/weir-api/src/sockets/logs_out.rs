//! `/logs/out`: sends the log lines that come in and pass the client's filter. They are those that are stored after the
//! client was let in, not after it sent its filter: who reads what there is once it has been let in misses none.

use axum::{
    extract::{State, WebSocketUpgrade},
    response::Response,
};
use serde::Serialize;
use weir_store::{Result, Store, events::Position, logs};
use weir_types::{
    Timestamp,
    filters::{LogFilter, TextTerms, parts::Operator},
    ids::{FlowRunId, LogId, TaskRunId},
    logs::Log,
};

use super::{
    accept::{self, Visit},
    follow::{self, Page},
    live::Socket,
};
use crate::{app::App, error::ApiResult, routing::Need};

/// The most lines that are read at once.
const PAGE: u32 = 500;

/// The route.
pub(crate) async fn logs_out(
    State(app): State<App>,
    visit: Visit,
    upgrade: WebSocketUpgrade,
) -> ApiResult<Response> {
    let end = app.store().read((), |conn, ()| Box::pin(logs::end(conn))).await?;
    let serve = async move |app, socket| serve(app, socket, end).await;
    Ok(accept::upgrade(app, visit, Need::Read, upgrade, serve).await)
}

async fn serve(app: App, mut socket: Socket, end: Position) {
    let Some((filter, _)) = accept::receive_filter::<LogFilter>(&mut socket).await else { return };
    if let Err(error) = stream(app.store(), &mut socket, &filter, end).await {
        tracing::error!(%error, "a stream of log lines ended");
    }
}

/// Sends what passes the filter and is stored after `end`.
async fn stream(store: &Store, socket: &mut Socket, filter: &LogFilter, end: Position) -> Result<()> {
    let growth = store.log_growth();
    let text = filter.text.as_ref().map(|text| text.terms().into_lowercase());
    follow::follow(socket, growth, end, async |position| page(store, position, filter, text.as_ref()).await)
        .await
}

async fn page(store: &Store, from: Position, filter: &LogFilter, text: Option<&TextTerms>) -> Result<Page> {
    let lines = store.read(from, |conn, from| Box::pin(logs::read_after(conn, *from, PAGE))).await?;
    let end = lines.last().map(|(position, _)| *position);
    let messages = lines
        .iter()
        .filter(|(_, line)| passes(line, filter, text))
        .map(|(_, line)| serde_json::to_string(&Outgoing { kind: "log", log: line.into() }))
        .collect::<Result<_, _>>()?;
    Ok(Page { end, messages })
}

#[derive(Serialize)]
struct Outgoing<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    log: OutgoingLine<'a>,
}

/// A line as it streams: Prefect's server sends it before it knows when it was stored.
#[derive(Serialize)]
struct OutgoingLine<'a> {
    id: LogId,
    created: (),
    updated: (),
    name: &'a str,
    level: i64,
    message: &'a str,
    timestamp: Timestamp,
    flow_run_id: Option<FlowRunId>,
    task_run_id: Option<TaskRunId>,
}

impl<'a> From<&'a Log> for OutgoingLine<'a> {
    fn from(line: &'a Log) -> Self {
        Self {
            id: line.id,
            created: (),
            updated: (),
            name: &line.name,
            level: line.level,
            message: &line.message,
            timestamp: line.timestamp,
            flow_run_id: line.flow_run_id,
            task_run_id: line.task_run_id,
        }
    }
}

/// Whether a line passes a filter, whose text is given in lowercase terms.
fn passes(line: &Log, filter: &LogFilter, text: Option<&TextTerms>) -> bool {
    let LogFilter { operator, level, timestamp, flow_run_id, task_run_id, text: _ } = filter;
    let parts = [
        level.as_ref().map(|level| {
            level.ge_.is_none_or(|least| line.level >= least)
                && level.le_.is_none_or(|most| line.level <= most)
        }),
        timestamp.as_ref().map(|range| {
            range.before_.is_none_or(|latest| line.timestamp <= latest)
                && range.after_.is_none_or(|earliest| line.timestamp >= earliest)
        }),
        flow_run_id.as_ref().map(|flow_run| {
            flow_run.any_.as_ref().is_none_or(|any| line.flow_run_id.is_some_and(|id| any.contains(&id)))
        }),
        task_run_id.as_ref().map(|task_run| {
            task_run.any_.as_ref().is_none_or(|any| line.task_run_id.is_some_and(|id| any.contains(&id)))
                && task_run.is_null_.is_none_or(|null| line.task_run_id.is_none() == null)
        }),
        text.map(|terms| terms.fit(&format!("{} {}", line.message, line.name).to_lowercase())),
    ];
    let mut given = parts.into_iter().flatten().peekable();
    match operator {
        Operator::And => given.all(|passed| passed),
        Operator::Or => given.peek().is_none() || given.any(|passed| passed),
    }
}
