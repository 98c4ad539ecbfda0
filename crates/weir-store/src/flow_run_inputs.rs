//! Inputs that flow runs wait for, or were given: key and value within a run.

use weir_types::{
    Timestamp,
    flow_run_inputs::{FlowRunInput, FlowRunInputCreate, FlowRunInputQuery},
    ids::{FlowRunId, FlowRunInputId},
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    params,
    row::Row,
};

macro_rules! input_columns {
    () => {
        "id, created, updated, flow_run_id, key, value, sender"
    };
}

fn input(row: Row<'_>) -> Result<FlowRunInput> {
    let mut columns = row.columns();
    Ok(FlowRunInput {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        flow_run_id: columns.take()?,
        key: columns.take()?,
        value: columns.take()?,
        sender: columns.take()?,
    })
}

/// What became of a new input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It was made.
    Done,
    /// The run has an input with this key.
    KeyTaken,
    /// There is no such run.
    NoRun,
}

/// Gives a run an input.
pub async fn create(
    conn: &mut Conn,
    run: FlowRunId,
    create: &FlowRunInputCreate,
    now: Timestamp,
) -> Result<Created> {
    // The run must still be there when the input is written.
    let sql = match conn.dialect() {
        Dialect::Sqlite => "SELECT 1 FROM flow_runs WHERE id = $1",
        Dialect::Postgres => "SELECT 1 FROM flow_runs WHERE id = $1 FOR KEY SHARE",
    };
    if !conn.exists(sql, &params![run]).await? {
        return Ok(Created::NoRun);
    }
    let made = conn
        .execute(
            concat!(
                "INSERT INTO flow_run_inputs (",
                input_columns!(),
                ") VALUES ($1, $2, $2, $3, $4, $5, $6) ON CONFLICT (flow_run_id, key) DO NOTHING"
            ),
            &params![FlowRunInputId::generate(), now, run, &create.key, &create.value, &create.sender],
        )
        .await?;
    Ok(if made > 0 { Created::Done } else { Created::KeyTaken })
}

/// The value of a run's input.
pub async fn read_value(conn: &mut Conn, run: FlowRunId, key: &str) -> Result<Option<String>> {
    conn.first(
        "SELECT value FROM flow_run_inputs WHERE flow_run_id = $1 AND key = $2",
        &params![run, key],
        |row| row.get(0),
    )
    .await
}

/// The inputs of a run whose keys begin as asked, oldest first; a negative limit is none.
pub async fn filter(conn: &mut Conn, run: FlowRunId, query: &FlowRunInputQuery) -> Result<Vec<FlowRunInput>> {
    let found = conn
        .all(
            concat!(
                "SELECT ",
                input_columns!(),
                " FROM flow_run_inputs WHERE flow_run_id = $1 AND substr(key, 1, length($2)) = $2
                  ORDER BY created, id"
            ),
            &params![run, &query.prefix],
            input,
        )
        .await?;
    // A run has a handful of inputs, so what is not wanted is left out here.
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    Ok(found.into_iter().filter(|input| !query.exclude_keys.contains(&input.key)).take(limit).collect())
}

/// Takes an input from a run; says whether it had it.
pub async fn delete(conn: &mut Conn, run: FlowRunId, key: &str) -> Result<bool> {
    let touched = conn
        .execute("DELETE FROM flow_run_inputs WHERE flow_run_id = $1 AND key = $2", &params![run, key])
        .await?;
    Ok(touched > 0)
}
