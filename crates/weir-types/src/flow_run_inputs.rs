//! Inputs that a flow run waits for, or was given.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{FlowRunId, FlowRunInputId},
    time::Timestamp,
};

/// An input of a flow run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowRunInput {
    /// Its id.
    pub id: FlowRunInputId,
    /// When it was given.
    pub created: Timestamp,
    /// The same as `created`.
    pub updated: Timestamp,
    /// The flow run that it is for.
    pub flow_run_id: FlowRunId,
    /// Names the input within its run.
    pub key: String,
    /// The value: JSON as text.
    pub value: String,
    /// Who gave it.
    pub sender: Option<String>,
}

/// The body of `POST /flow_runs/{id}/input`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunInputCreate {
    /// Names the input within its run; see [`FlowRunInputCreate::has_good_key`].
    pub key: String,
    /// The value: JSON as text.
    pub value: String,
    /// Who gives it.
    pub sender: Option<String>,
}

impl FlowRunInputCreate {
    /// Whether the key has only lowercase letters, digits and dashes, as every key must.
    pub fn has_good_key(&self) -> bool {
        self.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    }
}

/// The body of `POST /flow_runs/{id}/input/filter`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FlowRunInputQuery {
    /// The key starts with this.
    pub prefix: String,
    /// At most so many, oldest first.
    #[serde(default = "one")]
    pub limit: i64,
    /// Leave these keys out.
    #[serde(default)]
    pub exclude_keys: Vec<String>,
}

const fn one() -> i64 {
    1
}
