//! Findings that were told of in events, each once.

use serde_json::{Map, Value, json};
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    ids::{EventId, FlowId, FlowRunId},
};

use crate::{
    conn::Conn,
    error::Result,
    events::{self, NewEvent, RelatedId},
    params,
};

/// What can be found out about the runs of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// They take longer than they did, since some day.
    DurationRegression,
    /// They take less long.
    DurationImprovement,
    /// They take longer from month to month.
    DurationTrend,
    /// One of them took strangely long or short.
    DurationAnomaly,
    /// One of them failed as none has before.
    NewFailure,
}

impl FindingKind {
    /// As its event is named after `weir.insight.`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DurationRegression => "duration-regression",
            Self::DurationImprovement => "duration-improvement",
            Self::DurationTrend => "duration-trend",
            Self::DurationAnomaly => "duration-anomaly",
            Self::NewFailure => "new-failure",
        }
    }
}

/// Something that was found out about the runs of a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// The flow.
    pub flow_id: FlowId,
    /// Its name.
    pub flow_name: String,
    /// The flow run, where it is about a single one.
    pub flow_run_id: Option<FlowRunId>,
    /// What tells it apart from others of its kind and flow, where the flow run does not.
    pub apart_by: Option<String>,
    /// When it happened.
    pub at: Timestamp,
    /// How long after one of the same kind about the same thing another one counts as new.
    pub apart: TimeDelta,
    /// What the event tells of it.
    pub payload: Map<String, Value>,
}

impl Finding {
    /// What it is about: the id of a resource.
    fn subject(&self) -> String {
        match self.flow_run_id {
            Some(run) => format!("prefect.flow-run.{run}"),
            None => format!("prefect.flow.{}", self.flow_id),
        }
    }

    /// What only one of a kind is told about at a time.
    fn key(&self) -> String {
        match &self.apart_by {
            Some(apart_by) => format!("prefect.flow.{} {apart_by}", self.flow_id),
            None => self.subject(),
        }
    }

    fn event(&self, now: Timestamp) -> NewEvent {
        let subject = self.subject();
        let flow = format!("prefect.flow.{}", self.flow_id);
        let mut resource = Map::from_iter([("prefect.resource.id".to_owned(), json!(subject))]);
        let mut related = Vec::new();
        let mut labels = Vec::new();
        if self.flow_run_id.is_some() {
            labels.push(json!({
                "prefect.resource.id": flow,
                "prefect.resource.role": "flow",
                "prefect.resource.name": self.flow_name,
            }));
            related.push(RelatedId { resource_id: flow, role: "flow".to_owned() });
        } else {
            resource.insert("prefect.resource.name".to_owned(), json!(self.flow_name));
        }
        NewEvent {
            id: EventId::generate(),
            occurred: now,
            event: format!("weir.insight.{}", self.kind.as_str()),
            resource_id: subject,
            resource: JsonObject::from(resource),
            related_ids: related,
            related: Json::from(Value::Array(labels)),
            payload: JsonObject::from(self.payload.clone()),
            follows: None,
        }
    }
}

/// Tells of a finding in an event, unless one of the same kind about the same thing was told of that is not far enough
/// apart. Answers whether it did. Several servers that find the same tell of it once.
pub async fn tell(conn: &mut Conn, finding: &Finding, now: Timestamp) -> Result<bool> {
    let key = finding.key();
    let is_new = conn
        .execute(
            "INSERT INTO insight_findings (kind, subject, happened, told) VALUES ($1, $2, $3, $4)
             ON CONFLICT (kind, subject) DO UPDATE SET happened = excluded.happened, told = excluded.told
             WHERE insight_findings.happened < excluded.happened - $5",
            &params![finding.kind.as_str(), &key, finding.at, now, finding.apart],
        )
        .await?;
    if is_new > 0 {
        events::append(conn, &[finding.event(now)], now).await?;
    }
    Ok(is_new > 0)
}

/// Forgets what happened before a time. Findings are not looked for that far back.
pub async fn forget(conn: &mut Conn, before: Timestamp) -> Result<()> {
    conn.execute("DELETE FROM insight_findings WHERE happened < $1", &params![before]).await.map(drop)
}
