//! Block types.

use serde::{Deserialize, Serialize};
use weir_types::{
    Patch, Timestamp,
    block_types::{BlockType, BlockTypeCreate, BlockTypeUpdate},
    filters::{BlockSchemaFilter, BlockTypeFilter},
    ids::BlockTypeId,
};

use crate::{
    conn::Conn,
    error::Result,
    filters,
    lifecycle::{self, Action, Subject},
    params, result_storage,
    row::{Columns, Row},
};

macro_rules! block_type_columns {
    () => {
        "block_types.id, block_types.created, block_types.updated, block_types.name, block_types.slug, \
         block_types.logo_url, block_types.documentation_url, block_types.description, block_types.code_example, \
         block_types.is_protected"
    };
}
pub(crate) use block_type_columns;

/// Reads the columns of a type, wherever they stand in a row.
pub(crate) fn take_block_type(columns: &mut Columns<'_>) -> Result<BlockType> {
    Ok(BlockType {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        slug: columns.take()?,
        logo_url: columns.take()?,
        documentation_url: columns.take()?,
        description: columns.take()?,
        code_example: columns.take()?,
        is_protected: columns.take()?,
    })
}

pub(crate) fn block_type(row: Row<'_>) -> Result<BlockType> {
    take_block_type(&mut row.columns())
}

/// Makes the block type; none when its slug is taken.
pub async fn create(conn: &mut Conn, create: &BlockTypeCreate, now: Timestamp) -> Result<Option<BlockType>> {
    let new = NewBlockType {
        name: create.name.as_str().to_owned(),
        slug: create.slug.as_str().to_owned(),
        logo_url: create.logo_url.clone(),
        documentation_url: create.documentation_url.clone(),
        description: create.description.as_deref().map(escape),
        code_example: create.code_example.as_deref().map(escape),
        is_protected: false,
    };
    insert(conn, &new, now).await
}

/// What a block type is made of.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NewBlockType {
    pub name: String,
    pub slug: String,
    pub logo_url: Option<String>,
    pub documentation_url: Option<String>,
    pub description: Option<String>,
    pub code_example: Option<String>,
    pub is_protected: bool,
}

async fn insert(conn: &mut Conn, new: &NewBlockType, now: Timestamp) -> Result<Option<BlockType>> {
    let made = conn
        .first(
            concat!(
                "INSERT INTO block_types (id, created, updated, name, slug, logo_url, documentation_url, description,
                 code_example, is_protected) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (slug) DO NOTHING RETURNING ",
                block_type_columns!()
            ),
            &params![
                BlockTypeId::generate(),
                now,
                &new.name,
                &new.slug,
                &new.logo_url,
                &new.documentation_url,
                &new.description,
                &new.code_example,
                new.is_protected,
            ],
            block_type,
        )
        .await?;
    if let Some(made) = &made {
        record(conn, Action::Created, made, now).await?;
    }
    Ok(made)
}

/// Makes the block type, or makes the one of its slug what it is to be.
pub(crate) async fn put(conn: &mut Conn, new: &NewBlockType, now: Timestamp) -> Result<()> {
    if insert(conn, new, now).await?.is_none() {
        conn.execute(
            "UPDATE block_types SET updated = $1, name = $2, logo_url = $3, documentation_url = $4, description = $5,
             code_example = $6, is_protected = $7 WHERE slug = $8",
            &params![
                now,
                &new.name,
                &new.logo_url,
                &new.documentation_url,
                &new.description,
                &new.code_example,
                new.is_protected,
                &new.slug,
            ],
        )
        .await?;
    }
    Ok(())
}

/// The block type with this id.
pub async fn read(conn: &mut Conn, id: BlockTypeId) -> Result<Option<BlockType>> {
    conn.first(
        concat!("SELECT ", block_type_columns!(), " FROM block_types WHERE id = $1"),
        &params![id],
        block_type,
    )
    .await
}

/// The block type with this slug.
pub async fn read_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<BlockType>> {
    conn.first(
        concat!("SELECT ", block_type_columns!(), " FROM block_types WHERE slug = $1"),
        &params![slug],
        block_type,
    )
    .await
}

/// The block types that pass the filters, a page of them.
pub async fn list(
    conn: &mut Conn,
    types: Option<&BlockTypeFilter>,
    schemas: Option<&BlockSchemaFilter>,
    limit: i64,
    offset: i64,
) -> Result<Vec<BlockType>> {
    let query = filters::block_types::query(types, schemas).page(Some(limit), offset);
    query.all(conn, block_type_columns!(), block_type).await
}

/// Changes what the update names; says whether there is such a type. An update that changes nothing writes nothing,
/// since every SDK sends one before it saves a block.
pub async fn update(
    conn: &mut Conn,
    id: BlockTypeId,
    update: &BlockTypeUpdate,
    now: Timestamp,
) -> Result<bool> {
    let Some(mut block_type) = read(conn, id).await? else { return Ok(false) };
    let fields = [
        (&mut block_type.logo_url, &update.logo_url),
        (&mut block_type.documentation_url, &update.documentation_url),
        (&mut block_type.description, &update.description),
        (&mut block_type.code_example, &update.code_example),
    ];
    let mut changed = false;
    for (current, new) in fields {
        if let Patch::Set(new) = new
            && new.as_deref().map(unescape) != current.as_deref().map(unescape)
        {
            current.clone_from(new);
            changed = true;
        }
    }
    if changed {
        conn.execute(
            "UPDATE block_types SET updated = $1, logo_url = $2, documentation_url = $3, description = $4,
             code_example = $5 WHERE id = $6",
            &params![
                now,
                &block_type.logo_url,
                &block_type.documentation_url,
                &block_type.description,
                &block_type.code_example,
                id,
            ],
        )
        .await?;
        record(conn, Action::Updated, &block_type, now).await?;
    }
    Ok(true)
}

/// How a deletion ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone, with all that hung on it.
    Done,
    /// There was none.
    NotFound,
    /// The server needs it.
    Protected,
}

/// Deletes the block type with its schemas and documents, unless it is protected.
pub async fn delete(conn: &mut Conn, id: BlockTypeId, now: Timestamp) -> Result<Deletion> {
    let Some(found) = read(conn, id).await? else { return Ok(Deletion::NotFound) };
    if found.is_protected {
        return Ok(Deletion::Protected);
    }
    record(conn, Action::Deleted, &found, now).await?;
    conn.execute("DELETE FROM block_types WHERE id = $1", &params![id]).await?;
    result_storage::clear_if_gone(conn).await?;
    Ok(Deletion::Done)
}

/// Texts for people are kept safe for HTML, as clients expect them.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Undoes [`escape`], to compare texts of which only one may have been through it.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[derive(Serialize)]
struct BlockTypePayload<'b> {
    name: &'b str,
    slug: &'b str,
    logo_url: Option<&'b str>,
    documentation_url: Option<&'b str>,
    description: Option<&'b str>,
    code_example: Option<&'b str>,
    is_protected: bool,
}

async fn record(conn: &mut Conn, action: Action, block_type: &BlockType, now: Timestamp) -> Result<()> {
    let subject = Subject {
        kind: "block-type",
        id: block_type.id.0,
        name: Some(&block_type.name),
        payload: BlockTypePayload {
            name: &block_type.name,
            slug: &block_type.slug,
            logo_url: block_type.logo_url.as_deref(),
            documentation_url: block_type.documentation_url.as_deref(),
            description: block_type.description.as_deref(),
            code_example: block_type.code_example.as_deref(),
            is_protected: block_type.is_protected,
        },
        related: Vec::new(),
    };
    lifecycle::record(conn, action, subject, now).await
}
