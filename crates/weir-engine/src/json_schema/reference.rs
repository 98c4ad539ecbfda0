//! Where references inside of a schema lead.

use serde_json::Value;

use super::{
    Undecided,
    python::{repr, text_repr},
};

/// What `reference` leads to, inside of `root`.
pub(super) fn resolve<'a>(root: &'a Value, reference: &str) -> Result<&'a Value, Undecided> {
    let own = root.get("$id").and_then(Value::as_str).unwrap_or_default();
    let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if !(document.is_empty() || document == own.trim_end_matches('#')) {
        return Err(Undecided::Unresolvable(format!("Unresolvable: {reference}")));
    }
    let fragment = percent_decoded(fragment);
    if fragment.is_empty() {
        return Ok(root);
    }
    if fragment.starts_with('/') {
        return root.pointer(&fragment).ok_or_else(|| nowhere("PointerToNowhere", &fragment, root));
    }
    anchored(root, &fragment).ok_or_else(|| nowhere("NoSuchAnchor", &fragment, root))
}

fn nowhere(kind: &str, fragment: &str, root: &Value) -> Undecided {
    Undecided::Unresolvable(format!("{kind}: {} does not exist within {}", text_repr(fragment), repr(root)))
}

/// The schema that bears the name.
fn anchored<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    match schema {
        Value::Object(members) => {
            let named = ["$anchor", "$dynamicAnchor"]
                .iter()
                .any(|keyword| members.get(*keyword).and_then(Value::as_str) == Some(name));
            if named { Some(schema) } else { members.values().find_map(|member| anchored(member, name)) }
        }
        Value::Array(items) => items.iter().find_map(|item| anchored(item, name)),
        _ => None,
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
