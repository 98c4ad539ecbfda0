//! The block types and schemas that every server has from its first start.
//!
//! Their facts are recorded from Prefect's server (`tests/compat/record_system_blocks.py`), with the checksums by which
//! clients know them. A checksum is that of a class with all its descriptions, which are not kept: nothing may compute
//! it anew from the recorded fields.

use serde::Deserialize;
use weir_types::{JsonObject, Timestamp};

use crate::{
    Store,
    block_schemas::{self, NewBlockSchema},
    block_types::{self, NewBlockType},
    configuration,
    conn::Conn,
    error::Result,
};

const RECORDED: &str = include_str!("../data/system-blocks-3.8.8.jsonl");

/// Names what is recorded, so that it is installed once.
const EDITION: &str = "3.8.8";
const INSTALLED: &str = "system-blocks";

#[derive(Deserialize)]
struct RecordedSchema {
    block_type_slug: String,
    checksum: String,
    version: String,
    capabilities: Vec<String>,
    fields: JsonObject,
    references: Vec<RecordedReference>,
}

#[derive(Deserialize)]
struct RecordedReference {
    name: String,
    checksum: String,
    version: String,
}

struct Recorded {
    types: Vec<NewBlockType>,
    schemas: Vec<RecordedSchema>,
}

impl Recorded {
    fn read() -> Result<Self> {
        let (schemas, types): (Vec<_>, Vec<_>) =
            RECORDED.lines().partition(|line| line.starts_with(r#"{"block_type_slug""#));
        Ok(Self {
            types: types.into_iter().map(serde_json::from_str).collect::<Result<_, _>>()?,
            schemas: schemas.into_iter().map(serde_json::from_str).collect::<Result<_, _>>()?,
        })
    }
}

/// Installs them all, once in the life of a database.
///
/// # Errors
/// As the database says.
pub async fn install(store: &Store, now: Timestamp) -> Result<()> {
    let installed = store.read((), |conn, ()| Box::pin(configuration::read(conn, INSTALLED))).await?;
    if installed.as_deref() == Some(EDITION) {
        return Ok(());
    }
    let recorded = Recorded::read()?;
    store
        .write(recorded, move |conn, recorded| {
            Box::pin(async move {
                put(conn, recorded, now).await?;
                configuration::write(conn, INSTALLED, EDITION).await
            })
        })
        .await
}

/// Puts back the types that the server needs, with their schemas, as they were recorded.
///
/// # Errors
/// As the database says.
pub async fn install_protected(store: &Store, now: Timestamp) -> Result<()> {
    let mut recorded = Recorded::read()?;
    recorded.types.retain(|one| one.is_protected);
    recorded.schemas.retain(|schema| recorded.types.iter().any(|one| one.slug == schema.block_type_slug));
    store.write(recorded, move |conn, recorded| Box::pin(put(conn, recorded, now))).await
}

async fn put(conn: &mut Conn, recorded: &Recorded, now: Timestamp) -> Result<()> {
    for one in &recorded.types {
        block_types::put(conn, one, now).await?;
    }
    let mut new_schemas = Vec::new();
    // Lists are in the order in which schemas were made, so each has a moment of its own.
    let moments = (now.as_micros()..).map(Timestamp::from_micros);
    for (schema, now) in recorded.schemas.iter().zip(moments) {
        let Some(block_type) = block_types::read_by_slug(conn, &schema.block_type_slug).await? else {
            continue;
        };
        let new = NewBlockSchema {
            checksum: &schema.checksum,
            fields: &schema.fields,
            capabilities: &schema.capabilities,
            version: &schema.version,
            block_type_id: block_type.id,
        };
        if let Some(id) = block_schemas::put(conn, &new, now).await? {
            new_schemas.push((id, &schema.references));
        }
    }
    // The first schemas refer to later ones.
    for (id, references) in new_schemas {
        for RecordedReference { name, checksum, version } in references {
            if let Some(child) = block_schemas::find(conn, checksum, Some(version)).await? {
                block_schemas::refer(conn, id, name, child).await?;
            }
        }
    }
    Ok(())
}
