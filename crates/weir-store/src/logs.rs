//! Log lines of runs.

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
    filters, params, postgres,
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

/// Appends lines in their order. Their readers are woken after the commit. A text must not hold NUL.
pub async fn append(conn: &mut Conn, lines: &[LogCreate], now: Timestamp) -> Result<()> {
    let rows = lines
        .iter()
        .map(|line| {
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
        .collect();
    LINES.insert(conn, rows).await?;
    conn.appended.logs |= !lines.is_empty();
    Ok(())
}

/// Deletes the lines of a task run.
pub(crate) async fn delete_of_task_run(conn: &mut Conn, run: TaskRunId) -> Result<()> {
    for statement in [
        "DELETE FROM logs WHERE task_run_id = $1 AND seq < (SELECT MAX(seq) FROM logs)",
        // The newest line of all stays, so that its number is not given again; it is emptied and belongs to nobody.
        "UPDATE logs SET flow_run_id = NULL, task_run_id = NULL, name = '', level = 0, message = '', timestamp = 0
         WHERE task_run_id = $1",
    ] {
        conn.execute(statement, &params![run]).await?;
    }
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
