//! JSON that Weir stores and echoes without interpreting it.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Value, value::RawValue};

/// Any JSON value, kept as its text: storing and answering it costs no parse.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// JSON `null`.
    pub fn null() -> Self {
        Self(RawValue::NULL.to_owned())
    }

    /// Takes text that is already known to be JSON, as read back from the store.
    ///
    /// # Errors
    /// When the text is not JSON.
    pub fn from_text(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    /// Renders any serialisable value.
    ///
    /// # Errors
    /// When the value has no JSON form (a map with keys that are not strings).
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self)
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Whether this is JSON `null`.
    pub fn is_null(&self) -> bool {
        self.as_str() == "null"
    }

    /// Parses the text into a tree.
    pub fn to_value(&self) -> Value {
        // The text was checked when this value was made, so this parse cannot fail but for nesting deeper than
        // serde_json's limit; such a value reads as null rather than stopping the server.
        serde_json::from_str(self.as_str()).unwrap_or(Value::Null)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        // A `Value` always has a JSON form: its keys are strings and its numbers are finite.
        Self::of(&value).unwrap_or_else(|_| Self::null())
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() || self.to_value() == other.to_value()
    }
}

impl std::fmt::Debug for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A JSON object, kept as its text.
#[derive(Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct JsonObject(Json);

impl JsonObject {
    /// Takes JSON that must be an object.
    pub fn new(json: Json) -> Option<Self> {
        json.as_str().starts_with('{').then_some(Self(json))
    }

    /// The object's text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the object has no members.
    pub fn is_empty(&self) -> bool {
        self.as_str() == "{}" || self.to_map().is_empty()
    }

    /// Parses the text into a map.
    pub fn to_map(&self) -> serde_json::Map<String, Value> {
        match self.0.to_value() {
            Value::Object(map) => map,
            _ => serde_json::Map::new(),
        }
    }
}

impl Default for JsonObject {
    fn default() -> Self {
        Self(Json::from(Value::Object(serde_json::Map::new())))
    }
}

impl From<serde_json::Map<String, Value>> for JsonObject {
    fn from(map: serde_json::Map<String, Value>) -> Self {
        Self(Json::from(Value::Object(map)))
    }
}

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Json::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("expected a JSON object"))
    }
}

impl std::fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
