//! Which values of a block are secret, how they are hidden, and how hidden ones that come back are recognised.

use serde_json::Value;

use super::Object;

/// What a hidden value reads as.
const HIDDEN: &str = "********";

/// The paths of the secret values that a schema's fields declare, such as `password` or `headers.*`.
pub fn secret_fields(fields: &Object) -> Vec<String> {
    match fields.get("secret_fields") {
        Some(Value::Array(paths)) => paths.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Hides every value that lies at, or under, a secret path. `a.*` hides all that lies under `a`.
pub fn hide_secrets(data: &mut Object, secret_fields: &[String]) {
    for path in secret_fields {
        let (path, wildcard) = split(path);
        let Some(value) = at_path(data, &path) else { continue };
        if wildcard {
            hide_leaves(value);
        } else if !value.is_null() {
            *value = Value::String(HIDDEN.to_owned());
        }
    }
}

/// Puts back the secrets of `current` where `update` has only their hidden form: a client that reads a block, changes
/// something and writes all of it back must not lose what it was not shown.
pub fn keep_hidden_secrets(update: &mut Object, current: &Object, secret_fields: &[String]) {
    for path in secret_fields {
        let (path, wildcard) = split(path);
        let (Some(new), Some(old)) = (at_path(update, &path), get_path(current, &path)) else { continue };
        if wildcard {
            keep_leaves(new, old);
        } else if is_hidden(new) {
            *new = old.clone();
        }
    }
}

/// The keys of the path before a wildcard, and whether there is one.
fn split(path: &str) -> (Vec<&str>, bool) {
    let keys: Vec<_> = path.split('.').take_while(|key| *key != "*").collect();
    let wildcard = path.split('.').any(|key| key == "*");
    (keys, wildcard)
}

fn at_path<'v>(data: &'v mut Object, path: &[&str]) -> Option<&'v mut Value> {
    let (last, parents) = path.split_last()?;
    let mut object = data;
    for key in parents {
        object = object.get_mut(*key)?.as_object_mut()?;
    }
    object.get_mut(*last)
}

fn get_path<'v>(data: &'v Object, path: &[&str]) -> Option<&'v Value> {
    let (last, parents) = path.split_last()?;
    let mut object = data;
    for key in parents {
        object = object.get(*key)?.as_object()?;
    }
    object.get(*last)
}

/// Lists and empty objects are leaves: they are hidden as one.
fn hide_leaves(value: &mut Value) {
    match value {
        Value::Object(object) if !object.is_empty() => object.values_mut().for_each(hide_leaves),
        leaf => *leaf = Value::String(HIDDEN.to_owned()),
    }
}

fn keep_leaves(new: &mut Value, old: &Value) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (key, value) in new {
                if let Some(old) = old.get(key) {
                    keep_leaves(value, old);
                }
            }
        }
        (new, old) if is_hidden(new) => *new = old.clone(),
        _ => {}
    }
}

fn is_hidden(value: &Value) -> bool {
    value.as_str() == Some(HIDDEN)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            _ => Object::new(),
        }
    }

    #[test]
    fn values_at_and_under_secret_paths_are_hidden() {
        for (paths, data, hidden) in [
            (vec!["p"], json!({"p": "x", "q": "x"}), json!({"p": "********", "q": "x"})),
            (vec!["p"], json!({"p": null}), json!({"p": null})),
            (vec!["p"], json!({"p": {"deep": "x"}}), json!({"p": "********"})),
            (vec!["a.b"], json!({"a": {"b": 1, "c": 2}}), json!({"a": {"b": "********", "c": 2}})),
            (
                vec!["a.*"],
                json!({"a": {"b": null, "c": {"d": [1]}}}),
                json!({"a": {"b": "********", "c": {"d": "********"}}}),
            ),
            (vec!["a.*"], json!({"a": {}}), json!({"a": "********"})),
            (vec!["a.*", "p"], json!({}), json!({})),
        ] {
            let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
            let mut shown = object(data.clone());
            hide_secrets(&mut shown, &paths);
            assert_eq!(Value::Object(shown.clone()), hidden, "{data}");
            // What was hidden comes back whole.
            keep_hidden_secrets(&mut shown, &object(data.clone()), &paths);
            assert_eq!(Value::Object(shown), data);
        }
    }

    #[test]
    fn a_new_secret_replaces_the_old() {
        let mut update = object(json!({"p": "new", "a": {"x": "********", "y": "********"}}));
        let current = object(json!({"p": "old", "a": {"x": "kept"}}));
        keep_hidden_secrets(&mut update, &current, &["p".to_owned(), "a.*".to_owned()]);
        assert_eq!(Value::Object(update), json!({"p": "new", "a": {"x": "kept", "y": "********"}}));
    }
}
