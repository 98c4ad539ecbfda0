//! Key-value labels of flows and runs.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor},
};

use crate::json::JsonObject;

/// Labels: text keys, each with a text, a number or a boolean. Kept as JSON text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Labels(JsonObject);

impl Labels {
    /// Takes labels that were checked before, as the store returns them.
    pub fn from_stored(object: JsonObject) -> Self {
        Self(object)
    }

    /// The labels as a JSON object.
    pub fn as_object(&self) -> &JsonObject {
        &self.0
    }

    /// These labels with those of `over` laid over them.
    #[must_use]
    pub fn merged(&self, over: &JsonObject) -> Self {
        if over.is_empty() {
            return self.clone();
        }
        let mut map = self.0.to_map();
        map.extend(over.to_map());
        Self(map.into())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
    pub(crate) fn empty() -> Option<Self> {
        Some(Self::default())
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = JsonObject::deserialize(deserializer)?;
        if object.as_str() != "{}" {
            serde_json::from_str::<OnlyScalars>(object.as_str()).map_err(de::Error::custom)?;
        }
        Ok(Self(object))
    }
}

/// Reads an object and fails unless each value is a text, a number or a boolean.
struct OnlyScalars;

impl<'de> Deserialize<'de> for OnlyScalars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = OnlyScalars;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of labels")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OnlyScalars, A::Error> {
                while map.next_entry::<de::IgnoredAny, Scalar>()?.is_some() {}
                Ok(OnlyScalars)
            }
        }

        deserializer.deserialize_map(Members)
    }
}

struct Scalar;

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;

        impl Visitor<'_> for ScalarVisitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string, a number or a boolean")
            }

            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Scalar, E> {
                Ok(Scalar)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Scalar, E> {
                Ok(Scalar)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
                Ok(Scalar)
            }

            fn visit_str<E>(self, _: &str) -> Result<Scalar, E> {
                Ok(Scalar)
            }
        }

        deserializer.deserialize_any(ScalarVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_hold_scalars_and_are_echoed_as_they_came() {
        let text = r#"{"team":"data","n":1,"x":1.50,"on":true}"#;
        let labels: Labels = serde_json::from_str(text).expect("good labels");
        assert_eq!(serde_json::to_string(&labels).expect("renders"), text);
        for bad in [r#"{"a":null}"#, r#"{"a":[1]}"#, r#"{"a":{}}"#, "[]", "1"] {
            assert!(serde_json::from_str::<Labels>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn merging_overwrites_by_key() {
        let labels: Labels = serde_json::from_str(r#"{"a":1,"b":2}"#).expect("good labels");
        let over: JsonObject = serde_json::from_str(r#"{"b":3,"c":4}"#).expect("an object");
        assert_eq!(labels.merged(&over).as_object().as_str(), r#"{"a":1,"b":3,"c":4}"#);
    }
}
