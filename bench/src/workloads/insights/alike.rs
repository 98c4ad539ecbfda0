//! Whether the rows that were written in bulk are such as weir itself leaves.

use anyhow::{Context as _, Result, ensure};
use rusqlite::{Connection, OpenFlags, types::Type};

use crate::{
    bodies,
    events::{EventSocket, EventSource},
    http::post,
    load::{Failure, Session},
    server::{Recipe, Server},
    workloads::{await_completed, create_flow_run, seed::READABLE},
};

/// Lets a flow run with a task run go through the API until both have completed.
pub async fn live(server: &Server) -> Result<(), Failure> {
    let (flow, flow_run) = create_flow_run(server, "bench-alike").await?;
    let mut session = Session::new(server);
    for (kind, name) in [("RUNNING", "Running"), ("COMPLETED", "Completed")] {
        let state = bodies::set_state(&flow_run, kind, name);
        session.call(&post(&format!("/flow_runs/{flow_run}/set_state"), &state)).await?;
    }
    let source = EventSource { flow_run: flow_run.clone(), flow };
    let mut socket = EventSocket::connect(server.address).await?;
    for event in source.task_run() {
        socket.send(event).await?;
    }
    socket.confirm().await?;
    let (_, count) = await_completed(server, &[flow_run], 1, READABLE).await?;
    if count < 1 {
        return Err(anyhow::anyhow!("the task run did not become readable").into());
    }
    Ok(())
}

/// Compares the rows of those with rows of runs that completed in the same way.
///
/// # Errors
/// When a column has a value of another type.
pub fn check(recipe: &Recipe) -> Result<()> {
    let file = recipe.directory.join("server.db");
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let of_flow = "flow_id = (SELECT id FROM flows WHERE name = 'bench-alike')";
    let of_run = format!("flow_run_id IN (SELECT id FROM flow_runs WHERE {of_flow})");
    for (table, lived, seeded) in [
        ("flow_runs", of_flow, format!("NOT {of_flow} AND deployment_id IS NULL")),
        ("task_runs", of_run.as_str(), format!("NOT {of_run}")),
    ] {
        let row = |which: &str| {
            let sql = format!(
                "SELECT * FROM {table} WHERE state_name = 'Completed' AND run_count = 1 AND {which} LIMIT 1"
            );
            types(&connection, &sql).with_context(|| format!("there is no such row in {table}: {which}"))
        };
        let (lived, seeded) = (row(lived)?, row(&seeded)?);
        ensure!(lived == seeded, "rows of {table}: weir leaves {lived:?}, seeded are {seeded:?}");
    }
    Ok(())
}

/// The columns of the first row, each with the type of its value.
fn types(connection: &Connection, sql: &str) -> Result<Vec<(String, Type)>> {
    let mut statement = connection.prepare(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let types = statement.query_row([], |row| {
        (0..names.len())
            .map(|at| row.get_ref(at).map(|value| value.data_type()))
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(names.into_iter().zip(types).collect())
}
