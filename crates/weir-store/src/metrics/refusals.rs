//! Points that were not stored: how many were alike, and the last of them.

use std::collections::BTreeMap;

use uuid::Uuid;
use weir_types::{
    Timestamp,
    ids::{DeploymentId, FlowId},
    metrics::{MetricRefusal, MetricRefusalsQuery, RefusalKind},
};

use super::write::{Owner, Refused};
use crate::{
    conn::Conn,
    error::{Result, StoreError},
    filters::{Condition, Query},
    params,
    row::Row,
};

/// How many kinds of refusals are told apart by the metric's name: names may be what there is too much of.
const NAMED: i64 = 1000;

type Key<'r> = (RefusalKind, &'r str, FlowId, DeploymentId);

/// Counts refused points with what they belong to.
pub(super) async fn count(conn: &mut Conn, refused: &[(&Refused, Owner)], now: Timestamp) -> Result<()> {
    let mut alike: BTreeMap<Key<'_>, (i64, &Refused, Owner)> = BTreeMap::new();
    for &(one, owner) in refused {
        let key = (
            one.refusal.kind,
            one.name.as_deref().unwrap_or_default(),
            owner.flow.unwrap_or(FlowId(Uuid::nil())),
            owner.deployment.unwrap_or(DeploymentId(Uuid::nil())),
        );
        let count = alike.get(&key).map_or(0, |(count, ..)| *count);
        alike.insert(key, (count + 1, one, owner));
    }
    if alike.is_empty() {
        return Ok(());
    }
    let sql = "SELECT COUNT(*) FROM metric_refusals";
    let stored: i64 = conn.first(sql, &[], |row| row.get(0)).await?.unwrap_or(0);
    for ((kind, name, flow, deployment), (count, last, owner)) in alike {
        let name = if stored < NAMED { name } else { "" };
        conn.write(
            "INSERT INTO metric_refusals (kind, name, flow_id, deployment_id, count, first_seen, last_seen, reason,
                 text, flow_run_id, task_run_id)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10)
             ON CONFLICT (kind, name, flow_id, deployment_id) DO UPDATE SET
                 count = metric_refusals.count + excluded.count, last_seen = excluded.last_seen,
                 reason = excluded.reason, text = excluded.text, flow_run_id = excluded.flow_run_id,
                 task_run_id = excluded.task_run_id",
            params![
                kind.as_str(),
                name,
                flow,
                deployment,
                count,
                now,
                &last.refusal.reason,
                &last.text,
                owner.flow_run,
                owner.task_run,
            ]
            .into(),
        )
        .await?;
    }
    Ok(())
}

const COLUMNS: &str =
    "metric_refusals.kind, metric_refusals.name, metric_refusals.count, metric_refusals.first_seen,
    metric_refusals.last_seen, metric_refusals.reason, metric_refusals.text, metric_refusals.flow_id,
    metric_refusals.deployment_id, metric_refusals.flow_run_id, metric_refusals.task_run_id,
    (SELECT flows.name FROM flows WHERE flows.id = metric_refusals.flow_id),
    (SELECT deployments.name FROM deployments WHERE deployments.id = metric_refusals.deployment_id)";

fn kind(name: &str) -> Result<RefusalKind> {
    RefusalKind::parse(name).ok_or(StoreError::Column { column: 0, expected: "a kind of refusal" })
}

fn refusal(row: Row<'_>) -> Result<MetricRefusal> {
    let mut columns = row.columns();
    let (of_kind, name): (String, String) = (columns.take()?, columns.take()?);
    let (count, first_seen, last_seen) = (columns.take()?, columns.take()?, columns.take()?);
    let (reason, text) = (columns.take()?, columns.take()?);
    let (flow_id, deployment_id): (Uuid, Uuid) = (columns.take()?, columns.take()?);
    Ok(MetricRefusal {
        kind: kind(&of_kind)?,
        name: (!name.is_empty()).then_some(name),
        count,
        first_seen,
        last_seen,
        reason,
        text,
        flow_id: (!flow_id.is_nil()).then_some(FlowId(flow_id)),
        deployment_id: (!deployment_id.is_nil()).then_some(DeploymentId(deployment_id)),
        flow_run_id: columns.take()?,
        task_run_id: columns.take()?,
        flow_name: columns.take()?,
        deployment_name: columns.take()?,
    })
}

/// What was refused, the last first, a page of it.
pub async fn list(conn: &mut Conn, query: &MetricRefusalsQuery, limit: i64) -> Result<Vec<MetricRefusal>> {
    let parts = [
        query.kind.as_ref().map(|kinds| {
            Condition::one_of("metric_refusals.kind", kinds.iter().map(|kind| kind.as_str().into()))
        }),
        query.name.as_ref().map(|name| Condition::test("metric_refusals.name = ?", name)),
    ];
    Query::of("metric_refusals", Condition::all(parts.into_iter().flatten()))
        .order_by("metric_refusals.last_seen DESC, metric_refusals.kind, metric_refusals.name")
        .page(Some(limit), query.offset)
        .all(conn, COLUMNS, refusal)
        .await
}

/// How many points of each kind were refused.
pub async fn totals(conn: &mut Conn) -> Result<Vec<(RefusalKind, i64)>> {
    conn.all(
        "SELECT kind, CAST(SUM(count) AS BIGINT) FROM metric_refusals GROUP BY kind ORDER BY kind",
        &[],
        |row| Ok((kind(&row.get::<String>(0)?)?, row.get(1)?)),
    )
    .await
}
