//! Where the arguments of a task run came from.

use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

use crate::{
    ids::{FlowRunId, TaskRunId},
    json::{Json, JsonObject},
};

/// The sources of each argument, by the argument's name. Kept as JSON text; [`TaskInputs::sources`] reads it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct TaskInputs(JsonObject);

/// One source of an argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "input_type", rename_all = "snake_case")]
pub enum RunInput {
    /// The result of a task run.
    TaskRun {
        /// The task run.
        id: TaskRunId,
    },
    /// The result of a flow run.
    FlowRun {
        /// The flow run.
        id: FlowRunId,
    },
    /// A parameter of the flow run.
    Parameter {
        /// The parameter's name.
        name: String,
    },
    /// A constant.
    Constant {
        /// The name of the constant's type.
        #[serde(rename = "type")]
        kind: String,
    },
}

impl TaskInputs {
    /// Takes inputs that were checked before, as the store returns them.
    pub fn from_stored(object: JsonObject) -> Self {
        Self(object)
    }

    /// The inputs as a JSON object.
    pub fn as_object(&self) -> &JsonObject {
        &self.0
    }

    /// The sources of each argument, in the order of the text.
    pub fn sources(&self) -> Vec<(String, Vec<RunInput>)> {
        // The text was checked when this value was made.
        read_sources(&self.0).unwrap_or_default()
    }
}

fn read_sources(object: &JsonObject) -> Result<Vec<(String, Vec<RunInput>)>, serde_json::Error> {
    serde_json::from_str::<Sources>(object.as_str()).map(|sources| sources.0)
}

impl<'de> Deserialize<'de> for TaskInputs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = JsonObject::deserialize(deserializer)?;
        if object.as_str() == "{}" {
            return Ok(Self(object));
        }
        // Rendered anew: Prefect drops unknown members of a source and names a source's type where it was left out.
        let sources = read_sources(&object).map_err(de::Error::custom)?;
        let json = Json::of(&Sources(sources)).map_err(de::Error::custom)?;
        JsonObject::new(json).map(Self).ok_or_else(|| de::Error::custom("expected a JSON object"))
    }
}

/// A JSON object read and written as pairs, so that its order stays.
struct Sources(Vec<(String, Vec<RunInput>)>);

impl Serialize for Sources {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, sources)| (name, sources)))
    }
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SourcesVisitor;

        impl<'de> de::Visitor<'de> for SourcesVisitor {
            type Value = Sources;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of lists of sources")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Sources, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Sources(pairs))
            }
        }

        deserializer.deserialize_map(SourcesVisitor)
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InputType {
    TaskRun,
    FlowRun,
    Parameter,
    Constant,
}

impl<'de> Deserialize<'de> for RunInput {
    /// Without `input_type` the members tell: an id is a task run's, a name is a parameter's, a type is a constant's.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Members {
            input_type: Option<InputType>,
            id: Option<Uuid>,
            name: Option<String>,
            #[serde(rename = "type")]
            kind: Option<String>,
        }

        let Members { input_type, id, name, kind } = Members::deserialize(deserializer)?;
        let input_type = input_type.unwrap_or(match (id, &name) {
            (Some(_), _) => InputType::TaskRun,
            (None, Some(_)) => InputType::Parameter,
            (None, None) => InputType::Constant,
        });
        match input_type {
            InputType::TaskRun => id.map(|id| Self::TaskRun { id: id.into() }).ok_or("id"),
            InputType::FlowRun => id.map(|id| Self::FlowRun { id: id.into() }).ok_or("id"),
            InputType::Parameter => name.map(|name| Self::Parameter { name }).ok_or("name"),
            InputType::Constant => kind.map(|kind| Self::Constant { kind }).ok_or("type"),
        }
        .map_err(de::Error::missing_field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39";

    fn read(text: &str) -> Result<TaskInputs, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn sources_are_normalised_as_prefect_normalises_them() {
        let text = format!(
            r#"{{"b":[{{"id":"{ID}","foo":1}},{{"name":"q"}}],"a":[{{"input_type":"flow_run","id":"{ID}"}},{{"type":"int"}}]}}"#
        );
        let inputs = read(&text).expect("good inputs");
        let expected = format!(
            r#"{{"b":[{{"input_type":"task_run","id":"{ID}"}},{{"input_type":"parameter","name":"q"}}],"#
        ) + &format!(
            r#""a":[{{"input_type":"flow_run","id":"{ID}"}},{{"input_type":"constant","type":"int"}}]}}"#
        );
        assert_eq!(inputs.as_object().as_str(), expected);
        assert_eq!(inputs.sources().len(), 2);
    }

    #[test]
    fn sources_without_their_members_are_refused() {
        for bad in [
            r#"{"a":[{}]}"#,
            r#"{"a":{}}"#,
            r#"{"a":[{"input_type":"task_run"}]}"#,
            r#"{"a":[{"input_type":"other","id":"830ffa1e-2ef5-4b91-9961-8a3c6a4e4e39"}]}"#,
            r#"{"a":[{"id":"x"}]}"#,
            "[]",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
