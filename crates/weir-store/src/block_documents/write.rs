//! Makes, changes and deletes documents.

use serde::Serialize;
use serde_json::Value;
use weir_engine::blocks::{Object, keep_hidden_secrets, secret_fields, separate_references};
use weir_types::{
    JsonObject, Patch, Timestamp,
    block_documents::{BlockDocument, BlockDocumentCreate, BlockDocumentUpdate},
    ids::{BlockDocumentId, BlockSchemaId, BlockTypeId},
    names::BlockDocumentName,
};

use super::read;
use crate::{
    block_types,
    conn::Conn,
    error::Result,
    lifecycle::{self, Action, Related, Subject},
    params, result_storage,
    seal::Seal,
};

/// How the making of a document ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Creation {
    /// It is made.
    Created(Box<BlockDocument>),
    /// There is one of this name and type.
    NameTaken,
    /// Its block type does not exist.
    NoType,
    /// Its schema, or a document that it refers to, does not exist.
    NoSuchReference,
    /// Its data cannot be understood, as the text says.
    BadData(String),
}

/// Makes a document.
pub async fn create(
    conn: &mut Conn,
    seal: &Seal,
    create: &BlockDocumentCreate,
    now: Timestamp,
) -> Result<Creation> {
    let name = create.name.as_ref().map(BlockDocumentName::as_str);
    if let Some(name) = name
        && is_taken(conn, create.block_type_id, name).await?
    {
        return Ok(Creation::NameTaken);
    }
    let Some(block_type) = block_types::read(conn, create.block_type_id).await? else {
        return Ok(Creation::NoType);
    };
    let parts = match separate_references(create.data.0.to_map()) {
        Ok(parts) => parts,
        Err(error) => return Ok(Creation::BadData(error.to_string())),
    };
    if type_of_schema(conn, create.block_schema_id).await?.is_none() {
        return Ok(Creation::NoSuchReference);
    }
    for (_, child) in &parts.references {
        if !exists(conn, *child).await? {
            return Ok(Creation::NoSuchReference);
        }
    }
    let id = BlockDocumentId::generate();
    let drawn = name.is_none().then(|| format!("anonymous-{}", weir_types::ids::new_uuid()));
    let name = name.or(drawn.as_deref()).unwrap_or_default();
    // Without references the text is kept as it came, so that its numbers stay as they were written.
    let kept = JsonObject::from(parts.data);
    let kept = if parts.references.is_empty() { &create.data.0 } else { &kept };
    let sealed = seal.close(kept.as_str(), id.0)?;
    let made = conn
        .execute(
            "INSERT INTO block_documents (id, created, updated, name, data, is_anonymous, block_type_name,
             block_type_id, block_schema_id) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (block_type_id, name) DO NOTHING",
            &params![
                id,
                now,
                name,
                sealed,
                create.is_anonymous,
                &block_type.name,
                create.block_type_id,
                create.block_schema_id
            ],
        )
        .await?;
    if made == 0 {
        return Ok(Creation::NameTaken);
    }
    for (name, child) in &parts.references {
        refer(conn, id, name, *child, now).await?;
    }
    let document = read(conn, seal, id, false).await?.ok_or(crate::StoreError::Conflict)?;
    record(conn, Action::Created, &document, now).await?;
    Ok(Creation::Created(Box::new(document)))
}

/// How a change of a document ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// It is changed.
    Done,
    /// There is no such document.
    NotFound,
    /// The new schema, or a document that the data refers to, does not exist.
    NoSuchReference,
    /// The change breaks a rule, as the text says.
    Refused(String),
}

/// Changes a document's data and, with it, its schema. Secrets that come back in their hidden form stay as they are.
pub async fn update(
    conn: &mut Conn,
    seal: &Seal,
    id: BlockDocumentId,
    update: &BlockDocumentUpdate,
    now: Timestamp,
) -> Result<Update> {
    let Some(current) = current(conn, seal, id).await? else { return Ok(Update::NotFound) };
    let data = match &update.data {
        Patch::Set(data) => Some(data.0.to_map()),
        Patch::Keep if update.merge_existing_data => None,
        Patch::Keep => Some(Object::new()),
    };
    if let Some(mut data) = data {
        keep_hidden_secrets(&mut data, &current.data, &current.secret_fields);
        if update.merge_existing_data {
            let mut merged = current.data;
            merged.extend(data);
            data = merged;
        }
        let parts = match separate_references(data) {
            Ok(parts) => parts,
            Err(error) => return Ok(Update::Refused(error.to_string())),
        };
        let schema = update.block_schema_id.unwrap_or(current.block_schema_id);
        if schema != current.block_schema_id {
            match type_of_schema(conn, schema).await? {
                None => return Ok(Update::NoSuchReference),
                Some(block_type) if block_type != current.block_type_id => {
                    return Ok(Update::Refused(
                        "Must migrate block document to a block schema of the same block type.".to_owned(),
                    ));
                }
                Some(_) => {}
            }
        }
        for (_, child) in &parts.references {
            if !exists(conn, *child).await? {
                return Ok(Update::NoSuchReference);
            }
            if reaches(conn, *child, id).await? {
                return Ok(Update::Refused(format!(
                    "Cannot create block document reference: it would introduce a cycle into the \
                     block_document_reference graph (parent={id}, reference={child})."
                )));
            }
        }
        let sealed = seal.close(JsonObject::from(parts.data).as_str(), id.0)?;
        conn.execute(
            "UPDATE block_documents SET updated = $1, data = $2, block_schema_id = $3 WHERE id = $4",
            &params![now, sealed, schema, id],
        )
        .await?;
        conn.execute(
            "DELETE FROM block_document_references WHERE parent_block_document_id = $1",
            &params![id],
        )
        .await?;
        for (name, child) in &parts.references {
            refer(conn, id, name, *child, now).await?;
        }
    }
    if let Some(document) = read(conn, seal, id, false).await? {
        record(conn, Action::Updated, &document, now).await?;
    }
    Ok(Update::Done)
}

/// Deletes a document; says whether there was one.
pub async fn delete(conn: &mut Conn, seal: &Seal, id: BlockDocumentId, now: Timestamp) -> Result<bool> {
    let Some(document) = read(conn, seal, id, false).await? else { return Ok(false) };
    record(conn, Action::Deleted, &document, now).await?;
    conn.execute("DELETE FROM block_documents WHERE id = $1", &params![id]).await?;
    result_storage::clear_if_gone(conn).await?;
    Ok(true)
}

/// What a change of a document starts from.
struct Current {
    data: Object,
    secret_fields: Vec<String>,
    block_type_id: BlockTypeId,
    block_schema_id: BlockSchemaId,
}

async fn current(conn: &mut Conn, seal: &Seal, id: BlockDocumentId) -> Result<Option<Current>> {
    let lock = match conn.dialect() {
        crate::Dialect::Sqlite => "",
        crate::Dialect::Postgres => " FOR UPDATE OF block_documents",
    };
    let row = conn
        .first(
            &format!(
                "SELECT block_documents.data, block_documents.block_type_id, block_schemas.id, block_schemas.fields
                 FROM block_documents JOIN block_schemas ON block_schemas.id = block_documents.block_schema_id
                 WHERE block_documents.id = $1{lock}"
            ),
            &params![id],
            |row| Ok((row.get::<String>(0)?, row.get(1)?, row.get(2)?, row.get::<JsonObject>(3)?)),
        )
        .await?;
    let Some((sealed, block_type_id, block_schema_id, fields)) = row else { return Ok(None) };
    let data = serde_json::from_str(&seal.open(&sealed, id.0)?)?;
    let secret_fields = secret_fields(&fields.to_map());
    Ok(Some(Current { data, secret_fields, block_type_id, block_schema_id }))
}

async fn is_taken(conn: &mut Conn, block_type: BlockTypeId, name: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM block_documents WHERE block_type_id = $1 AND name = $2";
    conn.exists(sql, &params![block_type, name]).await
}

async fn exists(conn: &mut Conn, id: BlockDocumentId) -> Result<bool> {
    let sql = "SELECT 1 FROM block_documents WHERE id = $1";
    conn.exists(sql, &params![id]).await
}

async fn type_of_schema(conn: &mut Conn, id: BlockSchemaId) -> Result<Option<BlockTypeId>> {
    conn.first("SELECT block_type_id FROM block_schemas WHERE id = $1", &params![id], |row| row.get(0)).await
}

/// Whether `to` stands in `from`, at any depth, or is it.
async fn reaches(conn: &mut Conn, from: BlockDocumentId, to: BlockDocumentId) -> Result<bool> {
    let found = conn
        .first(
            "WITH RECURSIVE reached (id) AS (
                 SELECT id FROM block_documents WHERE id = $1
                 UNION SELECT one.reference_block_document_id FROM block_document_references AS one
                 JOIN reached ON one.parent_block_document_id = reached.id
             )
             SELECT 1 FROM reached WHERE id = $2",
            &params![from, to],
            |_| Ok(()),
        )
        .await?;
    Ok(found.is_some())
}

async fn refer(
    conn: &mut Conn,
    parent: BlockDocumentId,
    name: &str,
    child: BlockDocumentId,
    now: Timestamp,
) -> Result<()> {
    conn.execute(
        "INSERT INTO block_document_references (id, created, name, parent_block_document_id,
         reference_block_document_id) VALUES ($1, $2, $3, $4, $5)",
        &params![weir_types::ids::new_uuid(), now, name, parent, child],
    )
    .await?;
    Ok(())
}

#[derive(Serialize)]
struct DocumentPayload<'d> {
    name: Option<&'d str>,
    data: Object,
    block_schema: Option<SchemaPayload<'d>>,
}

#[derive(Serialize)]
struct SchemaPayload<'d> {
    capabilities: &'d [String],
    block_type: TypePayload<'d>,
}

#[derive(Serialize)]
struct TypePayload<'d> {
    id: BlockTypeId,
    name: &'d str,
}

/// Tells of what was done to a document, but of an anonymous one nothing. `document` must have its secrets hidden; of
/// its data only texts are told, and no secret even in its hidden form.
async fn record(conn: &mut Conn, action: Action, document: &BlockDocument, now: Timestamp) -> Result<()> {
    if document.is_anonymous {
        return Ok(());
    }
    let type_name = document.block_type_name.as_deref();
    let secrets = match &document.block_schema {
        Some(schema) => secret_fields(&schema.fields.to_map()),
        None => Vec::new(),
    };
    let mut data = document.data.0.to_map();
    data.retain(|key, value| matches!(value, Value::String(_)) && !secrets.contains(key));
    let block_type = TypePayload { id: document.block_type_id, name: type_name.unwrap_or_default() };
    let subject = Subject {
        kind: "block-document",
        id: document.id.0,
        name: document.name.as_deref(),
        payload: DocumentPayload {
            name: document.name.as_deref(),
            data,
            block_schema: document
                .block_schema
                .as_ref()
                .map(|schema| SchemaPayload { capabilities: &schema.capabilities, block_type }),
        },
        related: vec![
            Related {
                resource_id: format!("prefect.block-type.{}", document.block_type_id),
                role: "block-type",
                name: type_name.filter(|name| !name.is_empty()),
            },
            Related {
                resource_id: format!("prefect.block-schema.{}", document.block_schema_id),
                role: "block-schema",
                name: None,
            },
        ],
    };
    lifecycle::record(conn, action, subject, now).await
}
