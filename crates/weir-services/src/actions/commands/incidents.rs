//! `declare-incident`.

use serde_json::{Map, json};
use weir_engine::templates;
use weir_store::{
    Conn,
    incidents::{self, NewIncident},
};
use weir_types::automations::DeclareIncident;

use super::{super::context::context, Circumstances, Done, Performed, failed};

/// Opens an incident, or counts it once more: there is one at a time for each automation and thing that it tells of.
pub(super) async fn declare(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    action: &DeclareIncident,
) -> Performed {
    let written = json!({ "title": action.title, "description": action.description });
    let context = context(conn, given.firing, &[written.to_string()], given.now).await?;
    let filled = match templates::render_all(&written, &context, given.ui_url) {
        Ok(filled) => filled,
        Err(error) => return failed(format!("Template rendering failed: {error}")),
    };
    let text = |member: &str| filled[member].as_str().filter(|text| !text.trim().is_empty());
    let queued = given.queued;
    let new = NewIncident {
        title: text("title").map_or_else(|| given.firing.summary(&queued.automation_name), str::to_owned),
        description: text("description").unwrap_or_default().to_owned(),
        severity: action.severity.unwrap_or_default(),
        automation_id: queued.automation_id,
        automation_name: queued.automation_name.clone(),
        subject: given.firing.subject(),
    };
    let declared = incidents::declare(conn, &new, given.now).await?;
    let mut done = Done {
        related: vec![json!({
            "prefect.resource.id": format!("weir.incident.{}", declared.id),
            "prefect.resource.role": "incident",
            "prefect.resource.name": declared.title,
        })],
        details: Map::from_iter([("occurrences".to_owned(), declared.occurrences.into())]),
        ..Done::default()
    };
    done.render(&json!({ "title": new.title, "description": new.description, "severity": new.severity }));
    Ok(done)
}
