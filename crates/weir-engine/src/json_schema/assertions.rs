//! Keywords that say something of a value itself. Each answers what is wrong, in the words of Python's validator.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_json::{Map, Number, Value};

use super::{
    Instance, formats, pattern,
    python::{number_repr, repr, text_repr},
};

type Members = IndexMap<String, Instance>;
type Told = Option<Cow<'static, str>>;

/// What `keyword` finds wrong with `instance`, if anything.
pub(super) fn check(keyword: &str, wanted: &Value, instance: &Instance) -> Told {
    let wrong = match (keyword, instance, wanted) {
        ("type", ..) => return kind(wanted, instance),
        ("enum", _, Value::Array(choices)) => {
            if choices.iter().any(|choice| instance.equals(choice)) {
                return None;
            }
            format!("is not one of {}", repr(wanted))
        }
        ("const", ..) => {
            return (!instance.equals(wanted)).then(|| format!("{} was expected", repr(wanted)).into());
        }
        (_, Instance::Number(number), Value::Number(limit)) => bound(keyword, number, limit)?,
        ("pattern", Instance::Text(text), Value::String(wanted)) => {
            if pattern::found(wanted, text) {
                return None;
            }
            format!("does not match {}", text_repr(wanted))
        }
        ("format", Instance::Text(text), Value::String(wanted)) => {
            if formats::has(text, wanted) {
                return None;
            }
            format!("is not a {}", text_repr(wanted))
        }
        ("minLength" | "maxLength", Instance::Text(text), _) => {
            size(keyword, text.chars().count(), wanted)?.to_owned()
        }
        ("minItems" | "maxItems", Instance::List(items), _) => size(keyword, items.len(), wanted)?.to_owned(),
        ("minProperties" | "maxProperties", Instance::Object(members), _) => {
            size(keyword, members.len(), wanted)?.to_owned()
        }
        ("uniqueItems", Instance::List(items), Value::Bool(true)) => {
            let twice =
                items.iter().enumerate().any(|(place, item)| items[..place].iter().any(|one| one.same(item)));
            if !twice {
                return None;
            }
            "has non-unique elements".to_owned()
        }
        _ => return None,
    };
    Some(format!("{} {wrong}", instance.repr()).into())
}

fn kind(wanted: &Value, instance: &Instance) -> Told {
    let kinds: Vec<&str> = match wanted {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    if kinds.iter().any(|kind| instance.is(kind).unwrap_or(false)) {
        return None;
    }
    let kinds: Vec<String> = kinds.into_iter().map(text_repr).collect();
    Some(format!("{} is not of type {}", instance.repr(), kinds.join(", ")).into())
}

fn bound(keyword: &str, number: &Number, limit: &Number) -> Option<String> {
    let (value, limit_value) = (number.as_f64()?, limit.as_f64()?);
    let of = number_repr(limit);
    let (wrong, says) = match keyword {
        "minimum" => (value < limit_value, format!("is less than the minimum of {of}")),
        "maximum" => (value > limit_value, format!("is greater than the maximum of {of}")),
        "exclusiveMinimum" => (value <= limit_value, format!("is less than or equal to the minimum of {of}")),
        "exclusiveMaximum" => {
            (value >= limit_value, format!("is greater than or equal to the maximum of {of}"))
        }
        "multipleOf" => (!is_multiple(number, limit), format!("is not a multiple of {of}")),
        _ => return None,
    };
    wrong.then_some(says)
}

fn is_multiple(number: &Number, of: &Number) -> bool {
    if let (Some(number), Some(of)) = (number.as_i64(), of.as_i64()) {
        return number.checked_rem(of) == Some(0);
    }
    match (number.as_f64(), of.as_f64()) {
        (Some(number), Some(of)) => (number / of).fract() == 0.0,
        _ => true,
    }
}

fn size(keyword: &str, size: usize, limit: &Value) -> Option<&'static str> {
    let limit = limit.as_f64()?;
    #[expect(clippy::cast_precision_loss, reason = "no value has so many parts")]
    let size = size as f64;
    let of_object = keyword.ends_with("Properties");
    if keyword.starts_with("min") {
        return (size < limit).then_some(match (limit, of_object) {
            (1.0, _) => "should be non-empty",
            (_, true) => "does not have enough properties",
            (_, false) => "is too short",
        });
    }
    (size > limit).then_some(match (limit, of_object) {
        (0.0, _) => "is expected to be empty",
        (_, true) => "has too many properties",
        (_, false) => "is too long",
    })
}

/// The members of which neither `properties` nor `patternProperties` tell.
pub(super) fn additional<'i>(members: &'i Members, schema: &Map<String, Value>) -> Vec<&'i String> {
    let named = |keyword: &str| schema.get(keyword).and_then(Value::as_object);
    let (properties, patterns) = (named("properties"), named("patternProperties"));
    members
        .keys()
        .filter(|name| {
            !properties.is_some_and(|properties| properties.contains_key(*name))
                && !patterns
                    .is_some_and(|patterns| patterns.keys().any(|pattern| pattern::found(pattern, name)))
        })
        .collect()
}

/// Tells of members that are not allowed.
pub(super) fn no_more(members: &Members, schema: &Map<String, Value>) -> Told {
    let mut extra = additional(members, schema);
    if extra.is_empty() {
        return None;
    }
    extra.sort();
    let names = list(extra.iter().map(|name| text_repr(name)));
    let Some(patterns) = schema.get("patternProperties").and_then(Value::as_object) else {
        let were = if extra.len() == 1 { "was" } else { "were" };
        return Some(format!("Additional properties are not allowed ({names} {were} unexpected)").into());
    };
    let mut patterns: Vec<&String> = patterns.keys().collect();
    patterns.sort();
    let (does, patterns) = (
        if extra.len() == 1 { "does" } else { "do" },
        list(patterns.into_iter().map(|pattern| text_repr(pattern))),
    );
    Some(format!("{names} {does} not match any of the regexes: {patterns}").into())
}

/// Tells of items behind the `before` that are allowed.
pub(super) fn no_more_items(items: &[Instance], before: usize) -> Told {
    let rest = items.get(before..).filter(|rest| !rest.is_empty())?;
    let shown = match rest {
        [one] => one.repr(),
        many => Instance::List(many.to_vec()).repr(),
    };
    let noun = if before == 1 { "item" } else { "items" };
    Some(format!("Expected at most {before} {noun} but found {} extra: {shown}", rest.len()).into())
}

/// Tells of members that others need.
pub(super) fn dependents(members: &Members, dependents: &Map<String, Value>) -> Vec<String> {
    let given = dependents.iter().filter(|(name, _)| members.contains_key(*name));
    given
        .flat_map(|(name, needed)| {
            let needed = needed.as_array().into_iter().flatten().filter_map(Value::as_str);
            needed
                .filter(|needed| !members.contains_key(*needed))
                .map(|needed| format!("{} is a dependency of {}", text_repr(needed), text_repr(name)))
                .collect::<Vec<String>>()
        })
        .collect()
}

pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<String>>().join(", ")
}
