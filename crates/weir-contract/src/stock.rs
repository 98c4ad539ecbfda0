//! What stock clients are shown of what is Weir's own in automations, and how it is read back.
//!
//! The models of the stock SDK know the actions and triggers of Prefect alone: one of another type makes them refuse
//! the whole list of automations, and members that they do not know they drop. So what is Weir's own (`own.rs`) is
//! shown to a stock client (its User-Agent begins with `prefect/`) as one of Prefect's types that carries it whole:
//!
//! - an action as `send-notification` through a block that does not exist ([`MARK`]): the subject says what it is, the
//!   body is the action as JSON;
//! - a trigger as an `event` trigger that expects an event of the name `weir.<type>`; its `match` has the label
//!   [`LABEL`], which is the trigger as JSON.
//!
//! Whoever sends such a thing, in whatever place of whatever automation, means what it carries: what a stock client
//! read it can write back (`Automation.update()`, `prefect automation inspect --json` and `create --from-json`), and
//! may change what is carried. What was changed around it cannot be kept, so that is refused.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::{
    contract,
    error::{Failed, Findings},
    own::Family,
    parse::parse,
    schema::Schema,
    tree::Tree,
};

/// The block through which a carried action would be sent, if it were what it looks like.
pub const MARK: &str = "77656972-0000-4000-8000-6f776e000000";

/// The label with the carried trigger.
pub const LABEL: &str = "weir.trigger";

/// Whether a client with this User-Agent has the models of the stock SDK.
#[must_use]
pub fn is_stock_client(user_agent: &str) -> bool {
    user_agent.starts_with("prefect/")
}

/// Shows an automation, given as JSON, to a stock client.
pub fn show(automation: &mut Value) {
    let schema = &contract().schema;
    if let Some(trigger) = automation.get_mut("trigger") {
        show_trigger(schema, trigger);
    }
    for member in ["actions", "actions_on_trigger", "actions_on_resolve"] {
        for action in automation.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(tag) = own_tag(schema, Family::Action, action) {
                *action = Value::Object(around_action(&tag, &action.to_string()));
            }
        }
    }
}

fn show_trigger(schema: &Schema, trigger: &mut Value) {
    if let Some(tag) = own_tag(schema, Family::Trigger, trigger) {
        let mut shown = around_trigger(&tag, &trigger.to_string());
        shown.insert("id".to_owned(), trigger["id"].clone());
        *trigger = Value::Object(shown);
        return;
    }
    for inner in trigger.get_mut("triggers").and_then(Value::as_array_mut).into_iter().flatten() {
        show_trigger(schema, inner);
    }
}

/// The type of an object that the stock client's models would not keep.
fn own_tag(schema: &Schema, family: Family, object: &Value) -> Option<String> {
    let tag = object["type"].as_str()?;
    let kind = schema.own.of(family, tag, object)?;
    let members = object.as_object()?.keys().map(String::as_str);
    (!kind.is_stock(members)).then(|| tag.to_owned())
}

fn around_action(tag: &str, carried: &str) -> Map<String, Value> {
    Map::from_iter([
        ("type".to_owned(), json!("send-notification")),
        ("block_document_id".to_owned(), json!(MARK)),
        ("subject".to_owned(), json!(format!("Weir: {tag}"))),
        ("body".to_owned(), json!(carried)),
    ])
}

fn around_trigger(tag: &str, carried: &str) -> Map<String, Value> {
    Map::from_iter([
        ("type".to_owned(), json!("event")),
        ("match".to_owned(), json!({ LABEL: carried })),
        ("match_related".to_owned(), json!({})),
        ("after".to_owned(), json!([])),
        ("expect".to_owned(), json!([format!("weir.{tag}")])),
        ("for_each".to_owned(), json!([])),
        ("posture".to_owned(), json!("Reactive")),
        ("threshold".to_owned(), json!(1)),
        ("within".to_owned(), json!(0.0)),
    ])
}

/// What an action or a trigger carries, if it does.
pub(crate) fn restored(
    schema: &Schema,
    family: Family,
    input: &Tree<'_>,
    found: &mut Findings,
) -> Result<Option<Tree<'static>>, Failed> {
    let Some(carried) = carried(family, input) else { return Ok(None) };
    let Some(tree) = parse(carried).ok().map(|parsed| parsed.tree.into_static()) else {
        return found.value_error(&format!("{} is not JSON", place(family)), input);
    };
    let tag = match tree.get("type") {
        Some(Tree::Str(tag)) if schema.own.of_tree(family, tag, &tree).is_some() => tag,
        _ => {
            let what = if family == Family::Action { "action" } else { "trigger" };
            let sentence = format!("{} is no {what} of Weir's own", place(family));
            return found.value_error(&sentence, input);
        }
    };
    let around = match family {
        Family::Action => around_action(tag, carried),
        Family::Trigger => around_trigger(tag, carried),
    };
    let sent: Value = serde_json::from_str(&input.to_text()).unwrap_or_default();
    let changed =
        around.iter().find(|(member, value)| sent.get(*member).is_some_and(|sent| !same(sent, value)));
    if let Some((member, _)) = changed {
        let sentence = format!(
            "{member} stands around what is Weir's own, and cannot be changed: change {}",
            place(family)
        );
        return found.value_error(&sentence, input);
    }
    Ok(Some(tree))
}

fn place(family: Family) -> Cow<'static, str> {
    match family {
        Family::Action => "body".into(),
        Family::Trigger => format!("match.{LABEL}").into(),
    }
}

fn carried<'t>(family: Family, input: &'t Tree<'_>) -> Option<&'t str> {
    let text = match family {
        Family::Action => {
            let is_marked = matches!(input.get("block_document_id"), Some(Tree::Str(id)) if id == MARK);
            input.get("body").filter(|_| is_marked)?
        }
        Family::Trigger => match input.get("match")?.get(LABEL)? {
            Tree::List(values) if values.len() == 1 => &values[0],
            value => value,
        },
    };
    if let Tree::Str(text) = text { Some(text) } else { None }
}

/// Whether two values are equal, numbers as numbers; a label's only value may stand in a list.
fn same(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::Number(sent), Value::Number(shown)) => sent.as_f64() == shown.as_f64(),
        (Value::Object(sent), Value::Object(shown)) => {
            sent.len() == shown.len()
                && shown.iter().all(|(key, shown)| sent.get(key).is_some_and(|sent| same(sent, shown)))
        }
        (Value::Array(sent), Value::String(_)) => matches!(sent.as_slice(), [only] if only == shown),
        _ => sent == shown,
    }
}
