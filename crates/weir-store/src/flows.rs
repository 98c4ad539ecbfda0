//! Flows.

use weir_engine::Env;
use weir_types::{
    JsonObject, Labels, Patch, Timestamp,
    filters::queries::RunFilters,
    flows::{Flow, FlowCreate, FlowUpdate},
    ids::{FlowId, FlowRunId},
    sorting::FlowSort,
};

use crate::{
    conn::Conn,
    error::Result,
    filters::{
        Condition, Query,
        flows::{order, query},
    },
    flow_runs,
    param::Param,
    params,
    row::Row,
    slos,
};

macro_rules! flow_columns {
    () => {
        "flows.id, flows.created, flows.updated, flows.name, flows.tags, flows.labels"
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
                "INSERT INTO flows (id, created, updated, name, tags, labels)
                 VALUES ($1, $2, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING ",
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

/// The flows that pass the filters, a page of them.
pub async fn list(
    conn: &mut Conn,
    filters: &RunFilters,
    sort: FlowSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Flow>> {
    query(filters).order_by(order(sort)).page(Some(limit), offset).all(conn, flow_columns!(), flow).await
}

/// How many flows pass the filters.
pub async fn count(conn: &mut Conn, filters: &RunFilters) -> Result<i64> {
    query(filters).count(conn).await
}

/// How many deployments some flows have. Flows without any are missing.
pub async fn count_deployments(conn: &mut Conn, flows: &[FlowId]) -> Result<Vec<(FlowId, i64)>> {
    let of_flows = Condition::one_of("deployments.flow_id", flows.iter().map(|id| Param::from(*id)));
    Query::of("deployments", of_flows)
        .group_by("deployments.flow_id")
        .all(conn, "deployments.flow_id, COUNT(*)", |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Deletes a flow with its deployments and runs; says whether there was such a flow.
pub async fn delete(conn: &mut Conn, id: FlowId, env: &Env) -> Result<bool> {
    let runs = conn
        .all("SELECT id FROM flow_runs WHERE flow_id = $1", &params![id], |row| row.get::<FlowRunId>(0))
        .await?;
    flow_runs::delete(conn, &runs, env).await?;
    let sql = "SELECT id FROM deployments WHERE flow_id = $1";
    for deployment in conn.all(sql, &params![id], |row| row.get(0)).await? {
        slos::delete_own(conn, deployment, env.now).await?;
    }
    Ok(conn.execute("DELETE FROM flows WHERE id = $1", &params![id]).await? > 0)
}

/// Deletes the first flows by name that pass the filters, at most `limit`; answers which.
pub async fn delete_filtered(
    conn: &mut Conn,
    filters: &RunFilters,
    limit: i64,
    env: &Env,
) -> Result<Vec<FlowId>> {
    let found = list(conn, filters, FlowSort::NameAsc, limit, 0).await?;
    let mut deleted = Vec::with_capacity(found.len());
    for flow in found {
        if delete(conn, flow.id, env).await? {
            deleted.push(flow.id);
        }
    }
    Ok(deleted)
}
