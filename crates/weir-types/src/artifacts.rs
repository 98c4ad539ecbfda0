//! Artifacts: what runs show to people, and their collections (the newest of each key).

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    ids::{ArtifactCollectionId, ArtifactId, FlowRunId, TaskRunId},
    json::{Json, JsonObject},
    names::ArtifactKey,
    patch::Patch,
    time::Timestamp,
};

/// An artifact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Its id.
    pub id: ArtifactId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Artifacts of one key are versions of each other.
    pub key: Option<String>,
    /// The shape of its data, such as `markdown` or `table`.
    pub r#type: Option<String>,
    /// What it is, in Markdown.
    pub description: Option<String>,
    /// Its data.
    pub data: Option<Json>,
    /// Texts by name.
    pub metadata_: Option<JsonObject>,
    /// The flow run that made it.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that made it.
    pub task_run_id: Option<TaskRunId>,
}

/// The newest artifact of a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArtifactCollection {
    /// The collection's id.
    pub id: ArtifactCollectionId,
    /// When its first artifact was made.
    pub created: Timestamp,
    /// When its newest artifact was made or changed.
    pub updated: Timestamp,
    /// The key.
    pub key: String,
    /// The newest artifact's id.
    pub latest_id: ArtifactId,
    /// The newest artifact's type.
    pub r#type: Option<String>,
    /// The newest artifact's description.
    pub description: Option<String>,
    /// The newest artifact's data.
    pub data: Option<Json>,
    /// The newest artifact's texts by name.
    pub metadata_: Option<JsonObject>,
    /// The flow run that made the newest artifact.
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that made the newest artifact.
    pub task_run_id: Option<TaskRunId>,
}

impl ArtifactCollection {
    /// The answer of `GET /artifacts/{key}/latest`: an artifact's shape, with the collection's id and times.
    pub fn into_latest(self) -> Artifact {
        Artifact {
            id: ArtifactId(self.id.0),
            created: self.created,
            updated: self.updated,
            key: Some(self.key),
            r#type: self.r#type,
            description: self.description,
            data: self.data,
            metadata_: self.metadata_,
            flow_run_id: self.flow_run_id,
            task_run_id: self.task_run_id,
        }
    }
}

/// The body of `POST /artifacts/`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArtifactCreate {
    /// The key, if it is a version of something.
    #[serde(default)]
    pub key: Option<ArtifactKey>,
    /// The shape of its data.
    #[serde(default)]
    pub r#type: Option<String>,
    /// What it is, in Markdown.
    #[serde(default)]
    pub description: Option<String>,
    /// Its data.
    #[serde(default)]
    pub data: Option<Json>,
    /// Texts by name.
    #[serde(default)]
    pub metadata_: Option<ArtifactMetadata>,
    /// The flow run that made it.
    #[serde(default)]
    pub flow_run_id: Option<FlowRunId>,
    /// The task run that made it.
    #[serde(default)]
    pub task_run_id: Option<TaskRunId>,
}

/// The body of `PATCH /artifacts/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArtifactUpdate {
    /// The new data.
    #[serde(default)]
    pub data: Patch<Option<Json>>,
    /// The new description.
    #[serde(default)]
    pub description: Patch<Option<String>>,
    /// The new texts by name.
    #[serde(default)]
    pub metadata_: Patch<Option<ArtifactMetadata>>,
}

/// Texts by name; each is cut after 500 characters.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ArtifactMetadata(JsonObject);

impl ArtifactMetadata {
    const MAX_CHARACTERS: usize = 500;

    /// The texts.
    pub fn as_object(&self) -> &JsonObject {
        &self.0
    }
}

impl<'de> Deserialize<'de> for ArtifactMetadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut texts = JsonObject::deserialize(deserializer)?.to_map();
        for text in texts.values_mut() {
            let Value::String(text) = text else {
                return Err(D::Error::custom("Input should be a valid string"));
            };
            if let Some((cut, _)) = text.char_indices().nth(Self::MAX_CHARACTERS) {
                text.truncate(cut);
                text.push_str("...");
            }
        }
        Ok(Self(JsonObject::from(texts)))
    }
}
