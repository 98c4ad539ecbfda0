//! What is checked: JSON, with placeholders that stand for no value.

use indexmap::IndexMap;
use serde_json::{Number, Value};

use super::python::{number_repr, text_repr};

/// A JSON value in which some places are open.
#[derive(Debug, Clone, PartialEq)]
pub enum Instance {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object; its members keep their order.
    Object(IndexMap<String, Self>),
    /// A place whose value comes later. No mismatch of it is told.
    Open,
    /// A place for which no value can come, and why. That is told instead of any mismatch.
    Broken(Broken),
}

/// Why no value can come for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The name of its kind, by which messages about a value around it call it.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
}

impl From<&Value> for Instance {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(bool) => Self::Bool(*bool),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), Self::from(value))).collect())
            }
        }
    }
}

impl Instance {
    /// The value, if no place of it is open or broken.
    ///
    /// # Errors
    /// Why there is no value for the first place that is broken.
    pub fn into_value(self) -> Result<Value, String> {
        Ok(match self {
            Self::Null | Self::Open => Value::Null,
            Self::Bool(bool) => Value::Bool(bool),
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::String(text),
            Self::List(items) => {
                Value::Array(items.into_iter().map(Self::into_value).collect::<Result<_, _>>()?)
            }
            Self::Object(members) => {
                let members =
                    members.into_iter().map(|(key, value)| value.into_value().map(|value| (key, value)));
                Value::Object(members.collect::<Result<_, _>>()?)
            }
            Self::Broken(broken) => return Err(broken.message),
        })
    }

    /// Whether it is of the type, in JSON Schema's sense. None when there is no such type.
    pub(super) fn is(&self, kind: &str) -> Option<bool> {
        Some(match kind {
            "null" => matches!(self, Self::Null),
            "boolean" => matches!(self, Self::Bool(_)),
            "number" => matches!(self, Self::Number(_)),
            "integer" => matches!(self, Self::Number(number) if is_whole(number)),
            "string" => matches!(self, Self::Text(_)),
            "array" => matches!(self, Self::List(_)),
            "object" => matches!(self, Self::Object(_)),
            _ => return None,
        })
    }

    /// Whether it is the same value: `1` is `1.0`, and not `true`.
    pub(super) fn equals(&self, value: &Value) -> bool {
        *self == Self::from(value) || self.same(&Self::from(value))
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one == other || one.as_f64() == other.as_f64(),
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.same(other))
            }
            (Self::Object(one), Self::Object(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| value.same(other)))
            }
            _ => self == other,
        }
    }

    /// As Python writes it.
    pub(crate) fn repr(&self) -> String {
        match self {
            Self::Null => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Number(number) => number_repr(number),
            Self::Text(text) => text_repr(text),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::repr).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{}: {}", text_repr(key), value.repr()))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
            Self::Open => "(a template)".to_owned(),
            Self::Broken(broken) => format!("{}()", broken.kind),
        }
    }
}

fn is_whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}
