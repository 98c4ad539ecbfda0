//! The parts that filters of several entities share.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How the parts of a filter are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// A row must pass all of them.
    #[default]
    #[serde(rename = "and_")]
    And,
    /// A row must pass one of them.
    #[serde(rename = "or_")]
    Or,
}

/// Any of some values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Any<T> {
    /// The value is one of these.
    pub any_: Option<Vec<T>>,
}

/// Any of some values, none of others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyOrNot<T> {
    /// The value is one of these.
    pub any_: Option<Vec<T>>,
    /// The value is none of these.
    pub not_any_: Option<Vec<T>>,
}

/// Any of some values, or whether there is a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyOrNull<T> {
    /// How the parts are joined.
    #[serde(default)]
    pub operator: Operator,
    /// The value is one of these.
    pub any_: Option<Vec<T>>,
    /// Whether there is no value.
    pub is_null_: Option<bool>,
}

// Written out, since the derived ones would ask for `T: Default`.
impl<T> Default for Any<T> {
    fn default() -> Self {
        Self { any_: None }
    }
}

impl<T> Default for AnyOrNot<T> {
    fn default() -> Self {
        Self { any_: None, not_any_: None }
    }
}

impl<T> Default for AnyOrNull<T> {
    fn default() -> Self {
        Self { operator: Operator::And, any_: None, is_null_: None }
    }
}

impl<T> Any<T> {
    /// The value is one of `values`.
    pub fn of(values: impl IntoIterator<Item = T>) -> Self {
        Self { any_: Some(values.into_iter().collect()) }
    }
}

impl<T> AnyOrNot<T> {
    /// The value is one of `values`.
    pub fn of(values: impl IntoIterator<Item = T>) -> Self {
        Self { any_: Some(values.into_iter().collect()), not_any_: None }
    }
}

/// A name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameLike {
    /// The name is one of these.
    pub any_: Option<Vec<String>>,
    /// The name has this in it, whatever the case; `%` stands for any text and `_` for any character.
    pub like_: Option<String>,
}

/// A key that may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeyLike {
    /// The key is one of these.
    pub any_: Option<Vec<String>>,
    /// The key has this in it, whatever the case; `%` stands for any text and `_` for any character.
    pub like_: Option<String>,
    /// Whether there is a key.
    pub exists_: Option<bool>,
}

/// Tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tags {
    /// How the parts are joined.
    pub operator: Operator,
    /// All of these are among the tags.
    pub all_: Option<Vec<String>>,
    /// One of these is among the tags.
    pub any_: Option<Vec<String>>,
    /// Whether there are no tags.
    pub is_null_: Option<bool>,
}

/// Tags, without a choice of some.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AllTags {
    /// How the parts are joined.
    pub operator: Operator,
    /// All of these are among the tags.
    pub all_: Option<Vec<String>>,
    /// Whether there are no tags.
    pub is_null_: Option<bool>,
}

/// A time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeRange {
    /// The time is this or earlier.
    pub before_: Option<Timestamp>,
    /// The time is this or later.
    pub after_: Option<Timestamp>,
}

/// A time that may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeRangeOrNull {
    /// The time is this or earlier.
    pub before_: Option<Timestamp>,
    /// The time is this or later.
    pub after_: Option<Timestamp>,
    /// Whether there is no time.
    pub is_null_: Option<bool>,
}

/// A flag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Flag {
    /// The flag stands so.
    pub eq_: Option<bool>,
}
