//! The block document where results go by default.

use weir_types::{
    Json,
    ids::BlockDocumentId,
    result_storage::{DefaultResultStorage, DefaultResultStorageUpdate},
};

use crate::{configuration, conn::Conn, error::Result, params};

const KEY: &str = "server-default-result-storage";

/// What a block must be able to do to hold results.
const NEEDED: &str = "write-path";

/// The default, if one is set.
pub async fn read(conn: &mut Conn) -> Result<DefaultResultStorage> {
    Ok(match configuration::read(conn, KEY).await? {
        Some(text) => serde_json::from_str(&text)?,
        None => DefaultResultStorage::default(),
    })
}

/// How setting the default ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It is set.
    Done,
    /// There is no such document.
    NotFound,
    /// Its schema cannot hold results.
    Unfit,
}

/// Sets the default.
pub async fn set(conn: &mut Conn, update: DefaultResultStorageUpdate) -> Result<Setting> {
    let id = update.default_result_storage_block_id;
    let capabilities = conn
        .first(
            "SELECT block_schemas.capabilities FROM block_documents
             JOIN block_schemas ON block_schemas.id = block_documents.block_schema_id WHERE block_documents.id = $1",
            &params![id],
            |row| row.get::<Vec<String>>(0),
        )
        .await?;
    match capabilities {
        None => Ok(Setting::NotFound),
        Some(capabilities) if capabilities.iter().any(|one| one == NEEDED) => {
            let value = Json::of(&DefaultResultStorage { default_result_storage_block_id: Some(id) })?;
            configuration::write(conn, KEY, value.as_str()).await?;
            Ok(Setting::Done)
        }
        Some(_) => Ok(Setting::Unfit),
    }
}

/// Unsets the default.
pub async fn clear(conn: &mut Conn) -> Result<()> {
    configuration::delete(conn, KEY).await
}

/// Unsets the default when its document was deleted.
pub(crate) async fn clear_if_gone(conn: &mut Conn) -> Result<()> {
    let Some(id) = read(conn).await?.default_result_storage_block_id else { return Ok(()) };
    if exists(conn, id).await? { Ok(()) } else { clear(conn).await }
}

async fn exists(conn: &mut Conn, id: BlockDocumentId) -> Result<bool> {
    conn.exists("SELECT 1 FROM block_documents WHERE id = $1", &params![id]).await
}
