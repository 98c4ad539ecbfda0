//! What the templates of an action can name.

use serde::Serialize;
use serde_json::{Map, Value};
use weir_engine::templates::KIND;
use weir_store::{Conn, Result, flow_runs, flows};
use weir_types::Timestamp;

use super::firing::Firing;

/// The context for these templates: the automation, the event, the labels and the firing, and of the objects that the
/// event tells of those that the templates name.
pub(super) async fn context(
    conn: &mut Conn,
    firing: &Firing,
    templates: &[String],
    now: Timestamp,
) -> Result<Value> {
    let named = |name: &str| templates.iter().any(|template| template.contains(name));
    let mut context = Map::new();
    context.insert("automation".to_owned(), of_kind("automation", firing.member("automation")));
    context.insert("event".to_owned(), firing.event().clone());
    context.insert("events".to_owned(), Value::from(firing.all_events()));
    context.insert("labels".to_owned(), nested(firing.member("triggering_labels")));
    context.insert("firing".to_owned(), firing.to_value());
    context.insert("firings".to_owned(), Value::from(firing.all_firings()));
    if named("flow_run")
        && let Some((resource, id)) = firing.resource("flow-run")
        && let Ok(id) = id.parse()
        && let Some(run) = flow_runs::read(conn, id, now).await?
    {
        let mut run = of_kind("flow-run", run);
        then_state(&mut run, resource);
        context.insert("flow_run".to_owned(), run);
    }
    if named("flow")
        && let Some((_, id)) = firing.resource("flow")
        && let Ok(id) = id.parse()
        && let Some(flow) = flows::read(conn, id).await?
    {
        context.insert("flow".to_owned(), of_kind("flow", flow));
    }
    Ok(Value::Object(context))
}

fn of_kind(kind: &str, object: impl Serialize) -> Value {
    let mut object = serde_json::to_value(object).unwrap_or_default();
    if let Value::Object(members) = &mut object {
        members.insert(KIND.to_owned(), kind.into());
    }
    object
}

/// The run may have gone on since: the message shall tell of the state that the event tells of.
fn then_state(run: &mut Value, resource: &Value) {
    let labels = ["type", "name", "message", "timestamp"].map(|member| {
        (member, resource.get(format!("prefect.state-{member}")).filter(|value| !value.is_null()))
    });
    if labels.iter().all(|(_, value)| value.is_some()) {
        let state: Map<String, Value> = labels
            .into_iter()
            .filter_map(|(member, value)| Some((member.to_owned(), value?.clone())))
            .collect();
        run["state"] = Value::Object(state);
    }
}

/// Labels by their names, and by the parts of their names: `labels.prefect.resource.id`.
fn nested(labels: &Value) -> Value {
    let mut tree = Map::new();
    for (name, value) in labels.as_object().into_iter().flatten() {
        let mut branch = &mut tree;
        let mut parts = name.split('.').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                branch.entry(part).or_insert_with(|| value.clone());
                break;
            }
            let next = branch.entry(part).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(members) = next else { break };
            branch = members;
        }
        tree.insert(name.clone(), value.clone());
    }
    Value::Object(tree)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn labels_can_be_named_part_by_part() {
        let labels =
            nested(&json!({ "prefect.resource.id": "a", "prefect.resource.name": "b", "plain": "c" }));
        assert_eq!(labels["prefect"]["resource"], json!({ "id": "a", "name": "b" }));
        assert_eq!((&labels["prefect.resource.id"], &labels["plain"]), (&json!("a"), &json!("c")));
    }

    #[test]
    fn the_state_is_that_of_the_event() {
        let mut run = json!({ "state": { "name": "AwaitingRetry" } });
        let resource = json!({
            "prefect.state-type": "FAILED", "prefect.state-name": "Failed", "prefect.state-message": "no",
            "prefect.state-timestamp": "2026-02-02T02:40:00Z",
        });
        then_state(&mut run, &resource);
        assert_eq!(run["state"]["name"], json!("Failed"));
        then_state(&mut run, &json!({ "prefect.state-name": "Running" }));
        assert_eq!(run["state"]["name"], json!("Failed"), "labels that tell no whole state change nothing");
    }
}
