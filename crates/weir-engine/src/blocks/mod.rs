//! What is decided about blocks: the checksum of a schema, how schemas refer to each other, and which values are secret.

mod checksum;
mod references;
mod schema;
mod secrets;

pub use checksum::schema_checksum;
pub use references::{BadReference, References, separate_references};
pub use schema::{ReferenceEntry, SchemaNode, StoredFields, child_fields, full_fields, stored_fields};
pub use secrets::{hide_secrets, keep_hidden_secrets, secret_fields};

use serde_json::{Map, Value};

/// A JSON object.
pub type Object = Map<String, Value>;
