//! Flows.

use weir_engine::Env;
use weir_types::{
    JsonObject, Labels, Patch, Timestamp,
    flows::{Flow, FlowCreate, FlowUpdate},
    ids::{FlowId, FlowRunId},
};

use crate::{conn::Conn, error::Result, flow_runs, params, row::Row};

macro_rules! flow_columns {
    () => {
        "id, created, updated, name, tags, labels"
    };
}

fn flow(row: Row<'_>) -> Result<Flow> {
    let mut columns = row.columns();
    Ok(Flow {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        tags: columns.take()?,
        labels: columns.take::<Option<JsonObject>>()?.map(Labels::from_stored),
    })
}

/// Makes the flow, or finds the one that has its name already; the second value says whether it is new.
pub async fn create(conn: &mut Conn, create: &FlowCreate, now: Timestamp) -> Result<(Flow, bool)> {
    // Most SDK runs name a flow that exists: look before writing, so that the usual case writes nothing.
    if let Some(found) = read_by_name(conn, create.name.as_str()).await? {
        return Ok((found, false));
    }
    let labels = create.labels.as_ref().map(Labels::as_object);
    let made = conn
        .first(
            concat!(
                "INSERT INTO flows (",
                flow_columns!(),
                ") VALUES ($1, $2, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING ",
                flow_columns!()
            ),
            &params![FlowId::generate(), now, create.name.as_str(), &create.tags, labels],
            flow,
        )
        .await?;
    if let Some(made) = made {
        return Ok((made, true));
    }
    // Another replica was faster.
    let found = read_by_name(conn, create.name.as_str()).await?;
    found.map(|found| (found, false)).ok_or(crate::StoreError::Conflict)
}

/// The flow with this id.
pub async fn read(conn: &mut Conn, id: FlowId) -> Result<Option<Flow>> {
    conn.first(concat!("SELECT ", flow_columns!(), " FROM flows WHERE id = $1"), &params![id], flow).await
}

/// The flow with this name.
pub async fn read_by_name(conn: &mut Conn, name: &str) -> Result<Option<Flow>> {
    conn.first(concat!("SELECT ", flow_columns!(), " FROM flows WHERE name = $1"), &params![name], flow).await
}

/// Changes what the update names; says whether there is such a flow.
pub async fn update(conn: &mut Conn, id: FlowId, update: &FlowUpdate, now: Timestamp) -> Result<bool> {
    let tags = match &update.tags {
        Patch::Keep => None,
        Patch::Set(tags) => Some(tags),
    };
    let touched = conn
        .execute(
            "UPDATE flows SET updated = $1, tags = COALESCE($2, tags) WHERE id = $3",
            &params![now, tags, id],
        )
        .await?;
    Ok(touched > 0)
}

/// Deletes a flow with its deployments and runs; says whether there was such a flow.
pub async fn delete(conn: &mut Conn, id: FlowId, env: &Env) -> Result<bool> {
    let runs = conn
        .all("SELECT id FROM flow_runs WHERE flow_id = $1", &params![id], |row| row.get::<FlowRunId>(0))
        .await?;
    flow_runs::delete(conn, &runs, env).await?;
    Ok(conn.execute("DELETE FROM flows WHERE id = $1", &params![id]).await? > 0)
}
