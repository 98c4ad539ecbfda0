//! The events of objectives.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use uuid::Uuid;
use weir_types::{
    Json, JsonObject, Timestamp,
    events::{RESOURCE_ID, RESOURCE_ROLE},
    ids::{DeploymentId, EventId, FlowId, FlowRunId, SloId},
    slos::{Slo, SloOffence, SloSpec, SloStatus},
};

use super::row::Watched;
use crate::{
    conn::Conn,
    error::Result,
    events::{self, NewEvent, RelatedId},
    params,
};

const NAME: &str = "prefect.resource.name";

/// How many flows or deployments an event names of those that an objective names.
const MOST_NAMED: usize = 20;

/// What an event of an objective tells of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Promise<'a> {
    id: SloId,
    deployment_id: Option<DeploymentId>,
    spec: &'a SloSpec,
}

impl<'a> From<&'a Watched> for Promise<'a> {
    fn from(slo: &'a Watched) -> Self {
        Self { id: slo.id, deployment_id: slo.deployment_id, spec: &slo.spec }
    }
}

impl<'a> From<&'a Slo> for Promise<'a> {
    fn from(slo: &'a Slo) -> Self {
        Self { id: slo.id, deployment_id: slo.deployment_id, spec: &slo.spec }
    }
}

/// Appends `weir.slo.violated`: a run or a point broke an objective that each single one is held to.
pub(super) async fn violated(
    conn: &mut Conn,
    slo: Promise<'_>,
    offence: SloOffence,
    tags: &[String],
    now: Timestamp,
) -> Result<()> {
    let mut related = Related::default();
    if let Some(run) = offence.flow_run_id {
        related.run(conn, run).await?;
    }
    related.flow(conn, offence.flow_id).await?;
    related.deployment(conn, offence.deployment_id).await?;
    related.tags(tags);
    let mut payload = json!({ "slo": slo.spec, "at": offence.at });
    if let Some(value) = offence.value {
        payload["value"] = json!(value);
    }
    append(conn, slo, "violated", Map::new(), related, payload, now).await
}

/// Appends `weir.slo.<what>`: an objective stands otherwise than before.
pub(super) async fn stands(
    conn: &mut Conn,
    slo: Promise<'_>,
    what: &str,
    status: &SloStatus,
    now: Timestamp,
) -> Result<()> {
    let mut related = Related::default();
    if let Some(bad) = status.last_bad {
        // What recovers is not what this run did.
        if matches!(what, "breached" | "budget-burning")
            && let Some(run) = bad.flow_run_id
        {
            related.run(conn, run).await?;
        }
        related.flow(conn, bad.flow_id).await?;
        related.deployment(conn, bad.deployment_id).await?;
    }
    related.deployment(conn, slo.deployment_id).await?;
    related.selected(conn, slo).await?;
    let mut labels = Map::new();
    labels.insert("weir.slo.state".to_owned(), json!(status.state));
    if let Some(alert) = status.alert {
        labels.insert("weir.slo.alert".to_owned(), json!(alert));
    }
    append(conn, slo, what, labels, related, json!({ "slo": slo.spec, "status": status }), now).await
}

async fn append(
    conn: &mut Conn,
    slo: Promise<'_>,
    what: &str,
    labels: Map<String, Value>,
    related: Related,
    payload: Value,
    now: Timestamp,
) -> Result<()> {
    let resource_id = format!("weir.slo.{}", slo.id);
    let mut resource = Map::from_iter([
        (RESOURCE_ID.to_owned(), json!(resource_id)),
        (NAME.to_owned(), json!(slo.spec.name)),
        ("weir.slo.kind".to_owned(), json!(slo.spec.kind)),
        ("weir.slo.severity".to_owned(), json!(slo.spec.severity)),
    ]);
    resource.extend(labels);
    let payload = if let Value::Object(members) = payload { members } else { Map::new() };
    let event = NewEvent {
        id: EventId::generate(),
        occurred: now,
        event: format!("weir.slo.{what}"),
        resource_id,
        resource: JsonObject::from(resource),
        related_ids: related.ids(),
        related: Json::from(Value::from(related.labels)),
        payload: JsonObject::from(payload),
        follows: None,
    };
    events::append(conn, &[event], now).await
}

/// What an event is related to, each thing once.
#[derive(Default)]
struct Related {
    labels: Vec<Value>,
    known: BTreeSet<String>,
}

impl Related {
    fn add(&mut self, role: &str, id: String, name: Option<&str>) {
        if !self.known.insert(id.clone()) {
            return;
        }
        let mut labels = Map::from_iter([
            (RESOURCE_ID.to_owned(), Value::from(id)),
            (RESOURCE_ROLE.to_owned(), Value::from(role)),
        ]);
        labels.extend(name.map(|name| (NAME.to_owned(), Value::from(name))));
        self.labels.push(Value::Object(labels));
    }

    fn ids(&self) -> Vec<RelatedId> {
        let text = |labels: &Value, name: &str| labels[name].as_str().unwrap_or_default().to_owned();
        let id =
            |labels| RelatedId { resource_id: text(labels, RESOURCE_ID), role: text(labels, RESOURCE_ROLE) };
        self.labels.iter().map(id).collect()
    }

    async fn run(&mut self, conn: &mut Conn, id: FlowRunId) -> Result<()> {
        let name = name(conn, "SELECT name FROM flow_runs WHERE id = $1", id.0).await?;
        self.add("flow-run", format!("prefect.flow-run.{id}"), name.as_deref());
        Ok(())
    }

    async fn flow(&mut self, conn: &mut Conn, id: Option<FlowId>) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let name = name(conn, "SELECT name FROM flows WHERE id = $1", id.0).await?;
        self.add("flow", format!("prefect.flow.{id}"), name.as_deref());
        Ok(())
    }

    /// A deployment with its flow.
    async fn deployment(&mut self, conn: &mut Conn, id: Option<DeploymentId>) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let sql = "SELECT name, flow_id FROM deployments WHERE id = $1";
        let found = conn.first(sql, &params![id], |row| Ok((row.get::<String>(0)?, row.get(1)?))).await?;
        let (name, flow) = found.unzip();
        self.add("deployment", format!("prefect.deployment.{id}"), name.as_deref());
        self.flow(conn, flow).await
    }

    fn tags(&mut self, tags: &[String]) {
        for tag in tags {
            self.add("tag", format!("prefect.tag.{tag}"), None);
        }
    }

    /// What an objective names itself.
    async fn selected(&mut self, conn: &mut Conn, slo: Promise<'_>) -> Result<()> {
        let select = &slo.spec.select;
        for wanted in select.flows.iter().take(MOST_NAMED) {
            let id = match wanted.parse() {
                Ok(id) => Some(FlowId(id)),
                Err(_) => ids(conn, "SELECT id FROM flows WHERE name = $1", wanted).await?.pop().map(FlowId),
            };
            self.flow(conn, id).await?;
        }
        for wanted in select.deployments.iter().take(MOST_NAMED) {
            let found = if let Ok(id) = wanted.parse() {
                vec![id]
            } else {
                let sql = "SELECT d.id FROM deployments AS d JOIN flows AS f ON f.id = d.flow_id
                           WHERE d.name = $1 OR f.name || '/' || d.name = $1";
                ids(conn, sql, wanted).await?
            };
            for id in found.into_iter().take(MOST_NAMED) {
                self.deployment(conn, Some(DeploymentId(id))).await?;
            }
        }
        for wanted in &select.work_pools {
            let found = ids(conn, "SELECT id FROM work_pools WHERE name = $1", wanted).await?;
            for id in found {
                self.add("work-pool", format!("prefect.work-pool.{id}"), Some(wanted));
            }
        }
        self.tags(&select.tags);
        Ok(())
    }
}

async fn name(conn: &mut Conn, sql: &str, id: Uuid) -> Result<Option<String>> {
    conn.first(sql, &params![id], |row| row.get(0)).await
}

async fn ids(conn: &mut Conn, sql: &str, name: &str) -> Result<Vec<Uuid>> {
    conn.all(sql, &params![name], |row| row.get(0)).await
}
