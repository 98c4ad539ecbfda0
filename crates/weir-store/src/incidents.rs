//! Incidents.

use serde_json::{Map, Value, json};
use weir_types::{
    Json, JsonObject, Timestamp,
    automations::Severity,
    ids::{AutomationId, EventId, IncidentId},
    incidents::{Incident, IncidentStatus},
};

use crate::{
    conn::Conn,
    error::Result,
    events::{self, NewEvent, RelatedId},
    params,
    row::Row,
};

macro_rules! incident_columns {
    () => {
        "id, created, updated, title, description, severity, status, automation_id, automation_name, subject,
         occurrences, acknowledged, acknowledged_by, resolved, resolved_by"
    };
}

fn incident(row: Row<'_>) -> Result<Incident> {
    let mut columns = row.columns();
    let (id, created, updated) = (columns.take()?, columns.take()?, columns.take()?);
    let (title, description) = (columns.take()?, columns.take()?);
    let (severity, status): (String, String) = (columns.take()?, columns.take()?);
    Ok(Incident {
        id,
        created,
        updated,
        title,
        description,
        severity: serde_json::from_value(Value::from(severity))?,
        status: serde_json::from_value(Value::from(status))?,
        automation_id: columns.take()?,
        automation_name: columns.take()?,
        subject: columns.take()?,
        occurrences: columns.take()?,
        acknowledged: columns.take()?,
        acknowledged_by: columns.take()?,
        resolved: columns.take()?,
        resolved_by: columns.take()?,
    })
}

/// What an automation declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    /// What it is, in a line.
    pub title: String,
    /// What people should know.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// The automation.
    pub automation_id: AutomationId,
    /// Its name.
    pub automation_name: String,
    /// The id of the resource that it is about.
    pub subject: String,
}

/// Opens an incident, or counts it once more if the automation has one about the same that is not resolved.
pub async fn declare(conn: &mut Conn, new: &NewIncident, now: Timestamp) -> Result<Incident> {
    let declared = conn
        .first(
            concat!(
                "INSERT INTO incidents (id, created, updated, title, description, severity, status, automation_id,
                     automation_name, subject, occurrences)
                 VALUES ($1, $2, $2, $3, $4, $5, 'open', $6, $7, $8, 1)
                 ON CONFLICT (automation_id, subject) WHERE status <> 'resolved' DO UPDATE SET
                     occurrences = incidents.occurrences + 1, updated = excluded.updated
                 RETURNING ",
                incident_columns!()
            ),
            &params![
                IncidentId::generate(),
                now,
                &new.title,
                &new.description,
                new.severity.as_str(),
                new.automation_id,
                &new.automation_name,
                &new.subject,
            ],
            incident,
        )
        .await?
        .ok_or(crate::StoreError::Conflict)?;
    let done = if declared.occurrences == 1 { "declared" } else { "recurred" };
    record(conn, done, &declared, now).await?;
    Ok(declared)
}

/// The incident with this id.
pub async fn read(conn: &mut Conn, id: IncidentId) -> Result<Option<Incident>> {
    let sql = concat!("SELECT ", incident_columns!(), " FROM incidents WHERE id = $1");
    conn.first(sql, &params![id], incident).await
}

/// The incidents of these statuses, newest first.
pub async fn list(
    conn: &mut Conn,
    statuses: Option<&[IncidentStatus]>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Incident>> {
    let of_status = statuses.map_or_else(String::new, |statuses| {
        let names: Vec<String> = statuses.iter().map(|status| format!("'{}'", status.as_str())).collect();
        // No status at all lets nothing through.
        let names = if names.is_empty() { "NULL".to_owned() } else { names.join(", ") };
        format!("WHERE status IN ({names})")
    });
    let sql = format!(
        concat!("SELECT ", incident_columns!(), " FROM incidents {} ORDER BY id DESC LIMIT $1 OFFSET $2"),
        of_status
    );
    conn.all(&sql, &params![limit, offset], incident).await
}

/// Says that somebody has taken an incident; one that was taken stays as it is. The incident as it is then: a resolved
/// one cannot be taken.
pub async fn acknowledge(
    conn: &mut Conn,
    id: IncidentId,
    by: Option<&str>,
    now: Timestamp,
) -> Result<Option<Incident>> {
    let sql = concat!(
        "UPDATE incidents SET status = 'acknowledged', updated = $1, acknowledged = $1, acknowledged_by = $2
         WHERE id = $3 AND status = 'open' RETURNING ",
        incident_columns!()
    );
    step(conn, "acknowledged", sql, (id, by), now).await
}

/// Says that an incident is over; one that is stays as it is. The incident as it is then.
pub async fn resolve(
    conn: &mut Conn,
    id: IncidentId,
    by: Option<&str>,
    now: Timestamp,
) -> Result<Option<Incident>> {
    let sql = concat!(
        "UPDATE incidents SET status = 'resolved', updated = $1, resolved = $1, resolved_by = $2
         WHERE id = $3 AND status <> 'resolved' RETURNING ",
        incident_columns!()
    );
    step(conn, "resolved", sql, (id, by), now).await
}

/// Takes a step with an incident and tells of it, if the incident can take it. The incident as it is then.
async fn step(
    conn: &mut Conn,
    done: &str,
    sql: &str,
    (id, by): (IncidentId, Option<&str>),
    now: Timestamp,
) -> Result<Option<Incident>> {
    let Some(changed) = conn.first(sql, &params![now, by, id], incident).await? else {
        return read(conn, id).await;
    };
    record(conn, done, &changed, now).await?;
    Ok(Some(changed))
}

/// Appends `weir.incident.<done>`.
async fn record(conn: &mut Conn, done: &str, incident: &Incident, now: Timestamp) -> Result<()> {
    let resource_id = format!("weir.incident.{}", incident.id);
    let automation = format!("prefect.automation.{}", incident.automation_id);
    let mut related = vec![(automation, "automation")];
    if !incident.subject.is_empty() {
        related.push((incident.subject.clone(), "subject"));
    }
    let labels: Value = related
        .iter()
        .map(|(id, role)| json!({ "prefect.resource.id": id, "prefect.resource.role": role }))
        .collect();
    let resource = Map::from_iter([
        ("prefect.resource.id".to_owned(), json!(resource_id)),
        ("prefect.resource.name".to_owned(), json!(incident.title)),
        ("weir.incident.severity".to_owned(), json!(incident.severity)),
    ]);
    let payload = match serde_json::to_value(incident)? {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let event = NewEvent {
        id: EventId::generate(),
        occurred: now,
        event: format!("weir.incident.{done}"),
        resource_id,
        resource: JsonObject::from(resource),
        related_ids: related
            .into_iter()
            .map(|(resource_id, role)| RelatedId { resource_id, role: role.to_owned() })
            .collect(),
        related: Json::from(labels),
        payload: JsonObject::from(payload),
        follows: None,
    };
    events::append(conn, &[event], now).await?;
    Ok(())
}
