//! Where results of runs go by default: a block document that the server names to its clients.

use serde::{Deserialize, Serialize};

use crate::ids::BlockDocumentId;

/// What `GET /admin/storage` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultResultStorage {
    /// The block document, if one is set.
    pub default_result_storage_block_id: Option<BlockDocumentId>,
}

/// The body of `PUT /admin/storage`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct DefaultResultStorageUpdate {
    /// The block document, whose schema must be able to `write-path`.
    pub default_result_storage_block_id: BlockDocumentId,
}
