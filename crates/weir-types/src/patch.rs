//! A field of an update: left alone, or set (to null, where its type allows that).

use serde::{Deserialize, Deserializer};

/// What an update says of one field. Use with `#[serde(default)]`: a field that is not in the body is [`Patch::Keep`].
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Patch<T> {
    /// The body does not name the field.
    #[default]
    Keep,
    /// The body gives the field this value.
    Set(T),
}

impl<T> Patch<T> {
    /// The new value, if there is one.
    pub fn as_set(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Whether the field is left alone.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}
