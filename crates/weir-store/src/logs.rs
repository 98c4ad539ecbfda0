//! Log lines of runs.

use futures_util::future::BoxFuture;
use weir_engine::metrics::Limits;
use weir_types::{
    Timestamp,
    filters::LogFilter,
    ids::{FlowRunId, LogId, TaskRunId},
    logs::{Log, LogCreate},
    sorting::LogSort,
};

use crate::{
    bulk::Bulk,
    conn::{Conn, Dialect},
    error::Result,
    events::{self, Position},
    filters,
    metrics::{self, Incoming},
    param::Param,
    params,
    postgres::{self, Gathered},
    row::{Columns, Row},
};

macro_rules! log_columns {
    () => {
        "id, created, name, level, message, timestamp, flow_run_id, task_run_id"
    };
}

static LINES: Bulk<8> = Bulk::new(
    "logs",
    [
        ("id", "UUID"),
        ("created", "BIGINT"),
        ("name", "TEXT"),
        ("level", "BIGINT"),
        ("message", "TEXT"),
        ("timestamp", "BIGINT"),
        ("flow_run_id", "UUID"),
        ("task_run_id", "UUID"),
    ],
    "",
);

fn log(columns: &mut Columns<'_>) -> Result<Log> {
    let id = columns.take()?;
    let created = columns.take()?;
    Ok(Log {
        id,
        created,
        updated: created,
        name: columns.take()?,
        level: columns.take()?,
        message: columns.take()?,
        timestamp: columns.take()?,
        flow_run_id: columns.take()?,
        task_run_id: columns.take()?,
    })
}

fn positioned(row: Row<'_>) -> Result<(Position, Log)> {
    let mut columns = row.columns();
    let position = Position { xact: columns.take()?, seq: columns.take()? };
    Ok((position, log(&mut columns)?))
}

/// Appends lines in their order, without a look at the metrics in them. Their readers are woken after the commit. A text
/// must not hold NUL.
pub async fn append(conn: &mut Conn, lines: &[LogCreate], now: Timestamp) -> Result<()> {
    insert(conn, rows(lines, now).collect()).await
}

fn rows(lines: &[LogCreate], now: Timestamp) -> impl Iterator<Item = [Param<'_>; 8]> {
    lines.iter().map(move |line| {
        params![
            LogId::generate(),
            now,
            &line.name,
            line.level,
            &line.message,
            line.timestamp,
            line.flow_run_id,
            line.task_run_id,
        ]
    })
}

async fn insert(conn: &mut Conn, rows: Vec<[Param<'_>; 8]>) -> Result<()> {
    conn.appended.logs |= !rows.is_empty();
    LINES.insert(conn, rows).await
}

/// Lines that came in one request, and what they tell of metrics.
pub struct Lines {
    said: Vec<LogCreate>,
    metrics: Incoming,
    now: Timestamp,
}

impl Lines {
    /// Lines in their order, of a request at `now`. A text must not hold NUL.
    pub fn new(lines: Vec<LogCreate>, limits: Limits, now: Timestamp) -> Self {
        let metrics = Incoming::of_lines(&lines, limits, now);
        Self { said: lines, metrics, now }
    }

    /// Appends the lines in their order, and the points that they tell. Their readers are woken after the commit.
    ///
    /// # Errors
    /// As the database says.
    pub async fn append(&self, conn: &mut Conn) -> Result<()> {
        Self::append_all(conn, std::slice::from_ref(self)).await
    }

    async fn append_all(conn: &mut Conn, requests: &[Self]) -> Result<()> {
        insert(conn, requests.iter().flat_map(|request| rows(&request.said, request.now)).collect()).await?;
        let told: Vec<&Incoming> = requests.iter().map(|request| &request.metrics).collect();
        if let Some(last) = requests.last() {
            metrics::append(conn, &told, last.now).await?;
        }
        Ok(())
    }
}

impl Gathered for Lines {
    type Answer = ();

    fn together<'c>(conn: &'c mut Conn, requests: &'c [Self]) -> BoxFuture<'c, Result<Vec<Option<()>>>> {
        Box::pin(async move {
            Self::append_all(conn, requests).await?;
            Ok(requests.iter().map(|_| Some(())).collect())
        })
    }

    fn alone<'c>(conn: &'c mut Conn, request: &'c Self) -> BoxFuture<'c, Result<()>> {
        Box::pin(request.append(conn))
    }
}

/// Deletes the lines of a task run.
pub(crate) async fn delete_of_task_run(conn: &mut Conn, run: TaskRunId) -> Result<()> {
    delete_of(conn, "task_run_id", &[params![run]]).await
}

/// Deletes the lines of flow runs; a row holds the id of one.
pub(crate) async fn delete_of_flow_runs(conn: &mut Conn, runs: &[[Param<'_>; 1]]) -> Result<()> {
    delete_of(conn, "flow_run_id", runs).await
}

async fn delete_of(conn: &mut Conn, column: &str, runs: &[[Param<'_>; 1]]) -> Result<()> {
    let older = match conn.dialect() {
        Dialect::Sqlite => "seq < (SELECT MAX(seq) FROM logs)",
        // By the key, `(xact, seq) < …`, PostgreSQL would walk the whole log for the lines of a run.
        Dialect::Postgres => "id <> (SELECT id FROM logs ORDER BY xact DESC, seq DESC LIMIT 1)",
    };
    conn.execute_each(&format!("DELETE FROM logs WHERE {column} = $1 AND {older}"), runs).await?;
    // The newest line of all stays, so that its number is not given again; it is emptied and belongs to nobody.
    let empty = "flow_run_id = NULL, task_run_id = NULL, name = '', level = 0, message = '', timestamp = 0";
    conn.execute_each(&format!("UPDATE logs SET {empty} WHERE {column} = $1"), runs).await?;
    Ok(())
}

/// The lines that pass a filter, a page of them.
pub async fn list(
    conn: &mut Conn,
    filter: Option<&LogFilter>,
    sort: LogSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Log>> {
    filters::logs::query(filter)
        .order_by(filters::logs::order(sort))
        .page(Some(limit), offset)
        .all(conn, log_columns!(), |row| log(&mut row.columns()))
        .await
}

/// The lines after `position`, in the order of their arrival, at most `limit`.
pub async fn read_after(conn: &mut Conn, position: Position, limit: u32) -> Result<Vec<(Position, Log)>> {
    match conn.dialect() {
        Dialect::Sqlite => {
            conn.all(
                concat!("SELECT 0, seq, ", log_columns!(), " FROM logs WHERE seq > $1 ORDER BY seq LIMIT $2"),
                &params![position.seq, limit],
                positioned,
            )
            .await
        }
        Dialect::Postgres => {
            let horizon = postgres::log_horizon(conn).await?;
            conn.all(
                concat!(
                    "SELECT CAST(CAST(xact AS TEXT) AS BIGINT), seq, ",
                    log_columns!(),
                    " FROM logs WHERE (xact, seq) > (CAST(CAST($1 AS TEXT) AS xid8), $2)
                          AND xact < CAST(CAST($3 AS TEXT) AS xid8)
                      ORDER BY xact, seq LIMIT $4"
                ),
                &params![position.xact.to_string(), position.seq, horizon.to_string(), limit],
                positioned,
            )
            .await
        }
    }
}

/// The end of the lines: a reader that starts here sees only what comes.
pub async fn end(conn: &mut Conn) -> Result<Position> {
    events::end_of(conn, "logs").await
}

/// A place in the lines of one flow run, which are read in the order of their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePosition {
    timestamp: Timestamp,
    seq: i64,
}

impl LinePosition {
    /// Before the first line.
    pub const START: Self = Self { timestamp: Timestamp::from_micros(i64::MIN), seq: i64::MIN };
}

/// The lines of a flow run after `position` in the order of their time, at most `limit`, each with its position: page
/// by page this streams them all in bounded memory.
pub async fn read_flow_run_after(
    conn: &mut Conn,
    flow_run: FlowRunId,
    position: LinePosition,
    limit: u32,
) -> Result<Vec<(LinePosition, Log)>> {
    conn.all(
        concat!(
            "SELECT seq, ",
            log_columns!(),
            " FROM logs WHERE flow_run_id = $1 AND (timestamp, seq) > ($2, $3) ORDER BY timestamp, seq LIMIT $4"
        ),
        &params![flow_run, position.timestamp, position.seq, limit],
        |row| {
            let seq = row.get(0)?;
            let log = log(&mut row.columns_from(1))?;
            Ok((LinePosition { timestamp: log.timestamp, seq }, log))
        },
    )
    .await
}
