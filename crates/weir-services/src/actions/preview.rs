//! What an action would do, for whoever wants to know before it does.

use serde_json::Value;
use weir_engine::templates;
use weir_store::{Conn, Result, automation_actions::QueuedAction, block_documents, seal::Seal};
use weir_types::{Timestamp, ids::BlockDocumentId};

use super::{context::context, firing::Firing};

/// The action as it is written, with its templates filled in; what cannot be filled in says why. Of a block that it
/// goes through the type and the name are told as `block`.
pub(crate) async fn preview(
    conn: &mut Conn,
    queued: &QueuedAction,
    seal: &Seal,
    now: Timestamp,
) -> Result<Value> {
    let mut action = serde_json::to_value(&queued.action)?;
    let mut found = Vec::new();
    collect(&action, &mut found);
    let context = context(conn, &Firing::read(&queued.firing), &found, now).await?;
    fill(&mut action, &context);
    let block = action["block_document_id"].as_str().and_then(|id| id.parse::<BlockDocumentId>().ok());
    if let Some(block) = block {
        let document = block_documents::read(conn, seal, block, false).await?;
        action["block"] = document.map_or(Value::Null, |document| {
            let kind = document.block_type.map(|kind| kind.slug.as_str().to_owned()).unwrap_or_default();
            format!("{kind}/{}", document.name.unwrap_or_default()).into()
        });
    }
    Ok(action)
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if templates::is_template(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => members.values().for_each(|member| collect(member, found)),
        _ => {}
    }
}

fn fill(value: &mut Value, context: &Value) {
    match value {
        Value::String(text) if templates::is_template(text) => {
            // Links in it lead from the root of whatever page shows it.
            *text = templates::render(text, context, "")
                .unwrap_or_else(|error| format!("Template rendering failed: {error}"));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, context)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, context)),
        _ => {}
    }
}
