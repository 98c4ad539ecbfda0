//! Block schemas. A schema that refers to others is kept without them, beside rows that name them.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::BoxFuture;
use weir_engine::blocks::{
    Object, ReferenceEntry, SchemaNode, child_fields, full_fields, schema_checksum, stored_fields,
};
use weir_types::{
    JsonObject, Timestamp,
    block_schemas::{BlockSchema, BlockSchemaCreate, NO_VERSION},
    block_types::BlockType,
    filters::BlockSchemaFilter,
    ids::{BlockSchemaId, BlockTypeId},
};

use crate::{
    block_types::{self, Deletion, block_type_columns, take_block_type},
    conn::Conn,
    error::Result,
    filters,
    param::{Param, placeholders},
    params, result_storage,
};

/// How deep schemas may be nested.
const MAX_DEPTH: usize = 50;

/// How the making of a schema ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Creation {
    /// It is new.
    Created(Box<BlockSchema>),
    /// There was one of the same fields and version.
    Found(Box<BlockSchema>),
    /// Its block type does not exist.
    NoType,
    /// It refers to a block type, by this slug, that does not exist.
    MissingType(String),
    /// It refers to a schema of this block type that is neither stored nor among its definitions.
    MissingDefinition(String),
}

/// A schema that is to be made, after those that it refers to.
struct Plan {
    fields: Object,
    checksum: String,
    block_type_id: BlockTypeId,
    children: Vec<(String, Child)>,
}

enum Child {
    Stored(BlockSchemaId),
    New(Plan),
}

/// Why a plan cannot be made.
enum Unplanned {
    MissingType(String),
    MissingDefinition(String),
}

/// Makes the schema and those among its definitions that it refers to, unless they are there.
pub async fn create(conn: &mut Conn, create: &BlockSchemaCreate, now: Timestamp) -> Result<Creation> {
    let Some(block_type) = block_types::read(conn, create.block_type_id).await? else {
        return Ok(Creation::NoType);
    };
    let mut fields = create.fields.to_map();
    let checksum = schema_checksum(&fields);
    if let Some(found) = read_by_checksum(conn, &checksum, Some(&create.version)).await? {
        return Ok(Creation::Found(Box::new(found)));
    }
    let definitions = match fields.get("definitions") {
        Some(serde_json::Value::Object(definitions)) => definitions.clone(),
        _ => Object::new(),
    };
    let plan = match plan(conn, fields.clone(), &definitions, create.block_type_id, 0).await? {
        Ok(plan) => plan,
        Err(Unplanned::MissingType(slug)) => return Ok(Creation::MissingType(slug)),
        Err(Unplanned::MissingDefinition(name)) => return Ok(Creation::MissingDefinition(name)),
    };
    let id = insert(conn, &plan, &create.version, &create.capabilities, now).await?;
    // The answer shows the fields as they came.
    fields.entry("block_schema_references").or_insert_with(|| Object::new().into());
    Ok(Creation::Created(Box::new(BlockSchema {
        id,
        created: now,
        updated: now,
        checksum,
        fields: JsonObject::from(fields),
        block_type_id: Some(create.block_type_id),
        block_type: Some(block_type),
        capabilities: create.capabilities.clone(),
        version: create.version.clone(),
    })))
}

/// Finds out what has to be written, before anything is.
fn plan<'c>(
    conn: &'c mut Conn,
    fields: Object,
    definitions: &'c Object,
    block_type_id: BlockTypeId,
    depth: usize,
) -> BoxFuture<'c, Result<Result<Plan, Unplanned>>> {
    Box::pin(async move {
        let checksum = schema_checksum(&fields);
        let stored = stored_fields(fields);
        let mut children = Vec::with_capacity(stored.references.len());
        for ReferenceEntry { name, slug, checksum } in stored.references {
            let Some(child_type) = block_types::read_by_slug(conn, &slug).await? else {
                return Ok(Err(Unplanned::MissingType(slug)));
            };
            if let Some(id) = find(conn, &checksum, None).await? {
                children.push((name, Child::Stored(id)));
                continue;
            }
            let child = child_fields(&stored.fields, definitions, &name, &slug).filter(|_| depth < MAX_DEPTH);
            let Some(mut child) = child else {
                return Ok(Err(Unplanned::MissingDefinition(child_type.name)));
            };
            if !definitions.is_empty() {
                child.insert("definitions".to_owned(), definitions.clone().into());
            }
            match plan(conn, child, definitions, child_type.id, depth + 1).await? {
                Ok(child) => children.push((name, Child::New(child))),
                Err(unplanned) => return Ok(Err(unplanned)),
            }
        }
        Ok(Ok(Plan { fields: stored.fields, checksum, block_type_id, children }))
    })
}

/// Writes a planned schema after those that it refers to, so that references never form a ring; answers its id.
fn insert<'c>(
    conn: &'c mut Conn,
    plan: &'c Plan,
    version: &'c str,
    capabilities: &'c Vec<String>,
    now: Timestamp,
) -> BoxFuture<'c, Result<BlockSchemaId>> {
    Box::pin(async move {
        let mut children = Vec::with_capacity(plan.children.len());
        for (name, child) in &plan.children {
            let id = match child {
                Child::Stored(id) => *id,
                Child::New(child) => insert(conn, child, NO_VERSION, &Vec::new(), now).await?,
            };
            children.push((name.as_str(), id));
        }
        let new = NewBlockSchema {
            checksum: &plan.checksum,
            fields: &JsonObject::from(plan.fields.clone()),
            capabilities,
            version,
            block_type_id: plan.block_type_id,
        };
        let Some(id) = put(conn, &new, now).await? else {
            let found = find(conn, &plan.checksum, Some(version)).await?;
            return found.ok_or(crate::StoreError::Conflict);
        };
        for (name, child) in children {
            refer(conn, id, name, child).await?;
        }
        Ok(id)
    })
}

/// A schema as it is kept.
pub(crate) struct NewBlockSchema<'s> {
    pub checksum: &'s str,
    pub fields: &'s JsonObject,
    pub capabilities: &'s Vec<String>,
    pub version: &'s str,
    pub block_type_id: BlockTypeId,
}

/// Writes a schema and answers its id; none when it is there already.
pub(crate) async fn put(
    conn: &mut Conn,
    new: &NewBlockSchema<'_>,
    now: Timestamp,
) -> Result<Option<BlockSchemaId>> {
    let id = BlockSchemaId::generate();
    let made = conn
        .execute(
            "INSERT INTO block_schemas (id, created, updated, checksum, fields, capabilities, version,
             block_type_id) VALUES ($1, $2, $2, $3, $4, $5, $6, $7) ON CONFLICT (checksum, version) DO NOTHING",
            &params![id, now, new.checksum, new.fields, new.capabilities, new.version, new.block_type_id],
        )
        .await?;
    Ok((made > 0).then_some(id))
}

/// Notes that one schema refers to another by a name.
pub(crate) async fn refer(
    conn: &mut Conn,
    parent: BlockSchemaId,
    name: &str,
    child: BlockSchemaId,
) -> Result<()> {
    conn.execute(
        "INSERT INTO block_schema_references (id, name, parent_block_schema_id, reference_block_schema_id)
         VALUES ($1, $2, $3, $4)",
        &params![weir_types::ids::new_uuid(), name, parent, child],
    )
    .await?;
    Ok(())
}

/// The newest schema of this checksum, of one version or of any.
pub(crate) async fn find(
    conn: &mut Conn,
    checksum: &str,
    version: Option<&str>,
) -> Result<Option<BlockSchemaId>> {
    conn.first(
        "SELECT id FROM block_schemas WHERE checksum = $1 AND version = COALESCE($2, version)
         ORDER BY created DESC LIMIT 1",
        &params![checksum, version],
        |row| row.get(0),
    )
    .await
}

/// The newest schema of this checksum, of one version or of any.
pub async fn read_by_checksum(
    conn: &mut Conn,
    checksum: &str,
    version: Option<&str>,
) -> Result<Option<BlockSchema>> {
    match find(conn, checksum, version).await? {
        Some(id) => read(conn, id).await,
        None => Ok(None),
    }
}

/// The schema with this id.
pub async fn read(conn: &mut Conn, id: BlockSchemaId) -> Result<Option<BlockSchema>> {
    Ok(read_all(conn, &[id]).await?.pop())
}

/// The schemas with these ids, in their order.
pub async fn read_all(conn: &mut Conn, ids: &[BlockSchemaId]) -> Result<Vec<BlockSchema>> {
    let forest = Forest::load(conn, ids).await?;
    Ok(ids.iter().filter_map(|id| forest.schema(*id)).collect())
}

/// The schemas that pass the filter, newest first, a page of them.
pub async fn list(
    conn: &mut Conn,
    filter: Option<&BlockSchemaFilter>,
    limit: i64,
    offset: i64,
) -> Result<Vec<BlockSchema>> {
    let query = filters::block_schemas::query(filter).page(Some(limit), offset);
    let ids = query.all(conn, "block_schemas.id", |row| row.get(0)).await?;
    read_all(conn, &ids).await
}

/// All that blocks of any schema can do.
pub async fn capabilities(conn: &mut Conn) -> Result<BTreeSet<String>> {
    let sets = conn
        .all("SELECT DISTINCT capabilities FROM block_schemas", &[], |row| row.get::<Vec<String>>(0))
        .await?;
    Ok(sets.into_iter().flatten().collect())
}

/// Deletes the schema with its documents, unless its type is protected.
pub async fn delete(conn: &mut Conn, id: BlockSchemaId) -> Result<Deletion> {
    let is_protected = conn
        .first(
            "SELECT block_types.is_protected FROM block_schemas
             JOIN block_types ON block_types.id = block_schemas.block_type_id WHERE block_schemas.id = $1",
            &params![id],
            |row| row.get::<bool>(0),
        )
        .await?;
    match is_protected {
        None => Ok(Deletion::NotFound),
        Some(true) => Ok(Deletion::Protected),
        Some(false) => {
            conn.execute("DELETE FROM block_schemas WHERE id = $1", &params![id]).await?;
            result_storage::clear_if_gone(conn).await?;
            Ok(Deletion::Done)
        }
    }
}

/// Schemas as they are kept, with all that they refer to.
pub(crate) struct Forest {
    rows: HashMap<BlockSchemaId, Stored>,
    children: HashMap<BlockSchemaId, Vec<(String, BlockSchemaId)>>,
}

struct Stored {
    id: BlockSchemaId,
    created: Timestamp,
    updated: Timestamp,
    checksum: String,
    fields: Object,
    capabilities: Vec<String>,
    version: String,
    block_type: BlockType,
}

impl Forest {
    /// Loads the schemas with these ids and those under them.
    pub(crate) async fn load(conn: &mut Conn, ids: &[BlockSchemaId]) -> Result<Self> {
        let mut forest = Self { rows: HashMap::new(), children: HashMap::new() };
        if ids.is_empty() {
            return Ok(forest);
        }
        let sql = format!(
            "WITH RECURSIVE reached (id, name, parent) AS (
                 SELECT id, CAST(NULL AS TEXT), CAST(NULL AS uuid) FROM block_schemas WHERE id IN ({})
                 UNION SELECT one.reference_block_schema_id, one.name, one.parent_block_schema_id
                 FROM block_schema_references AS one JOIN reached ON one.parent_block_schema_id = reached.id
             )
             SELECT reached.name, reached.parent, {} FROM reached
             JOIN block_schemas ON block_schemas.id = reached.id
             JOIN block_types ON block_types.id = block_schemas.block_type_id
             ORDER BY block_schemas.created, block_schemas.id",
            placeholders(1, ids.len()),
            concat!(
                "block_schemas.id, block_schemas.created, block_schemas.updated, block_schemas.checksum, \
                 block_schemas.fields, block_schemas.capabilities, block_schemas.version, ",
                block_type_columns!()
            ),
        );
        let params: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
        let rows = conn.all(&sql, &params, |row| {
            let mut columns = row.columns();
            let (name, parent) =
                (columns.take::<Option<String>>()?, columns.take::<Option<BlockSchemaId>>()?);
            let stored = Stored {
                id: columns.take()?,
                created: columns.take()?,
                updated: columns.take()?,
                checksum: columns.take()?,
                fields: columns.take::<JsonObject>()?.to_map(),
                capabilities: columns.take()?,
                version: columns.take()?,
                block_type: take_block_type(&mut columns)?,
            };
            Ok((name.zip(parent), stored))
        });
        for (edge, stored) in rows.await? {
            if let Some((name, parent)) = edge {
                forest.children.entry(parent).or_default().push((name, stored.id));
            }
            forest.rows.insert(stored.id, stored);
        }
        Ok(forest)
    }

    /// The schema's own fields, without those of the schemas that it refers to.
    pub(crate) fn own_fields(&self, id: BlockSchemaId) -> Option<&Object> {
        self.rows.get(&id).map(|stored| &stored.fields)
    }

    /// The whole schema.
    pub(crate) fn schema(&self, id: BlockSchemaId) -> Option<BlockSchema> {
        let stored = self.rows.get(&id)?;
        Some(BlockSchema {
            id,
            created: stored.created,
            updated: stored.updated,
            checksum: stored.checksum.clone(),
            fields: JsonObject::from(full_fields(&self.node(stored, 0))),
            block_type_id: Some(stored.block_type.id),
            block_type: Some(stored.block_type.clone()),
            capabilities: stored.capabilities.clone(),
            version: stored.version.clone(),
        })
    }

    fn node<'f>(&'f self, stored: &'f Stored, depth: usize) -> SchemaNode<'f> {
        let children = self.children.get(&stored.id).map(Vec::as_slice).unwrap_or_default();
        SchemaNode {
            fields: &stored.fields,
            checksum: &stored.checksum,
            slug: &stored.block_type.slug,
            children: children
                .iter()
                .filter(|_| depth < MAX_DEPTH)
                .filter_map(|(name, id)| Some((name.as_str(), self.node(self.rows.get(id)?, depth + 1))))
                .collect(),
        }
    }
}
