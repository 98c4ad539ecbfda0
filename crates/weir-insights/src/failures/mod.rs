//! Failures that are alike, and what was retried for which errors.

mod answers;
mod fingerprint;
mod retries;

pub use answers::{MOST, Question, answer};
pub use fingerprint::{Error, fingerprint};
pub use retries::{Question as RetriesQuestion, answer as retries};
