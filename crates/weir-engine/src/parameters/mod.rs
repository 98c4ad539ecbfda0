//! What people give to runs: placeholders are filled in, and the whole is checked against a JSON Schema. Refusals are
//! in the words in which Prefect's server says them.

mod hydrate;
mod job_variables;
mod modern;
mod rendered;
mod schema;
mod tree;

pub use hydrate::{HydrationError, Variables, broken_places, hydrate, hydrate_openly, needs_variables};
pub use job_variables::{JobTemplate, Stage, check_changed};
pub use rendered::render;
pub use schema::{Mismatch, check, check_given, check_new};
pub use tree::{Told, tell};
