//! Artifacts, and their collections: the newest artifact of each key.

use serde::Serialize;
use weir_types::{
    Json, JsonObject, Patch, Timestamp,
    artifacts::{Artifact, ArtifactCollection, ArtifactCreate, ArtifactMetadata, ArtifactUpdate},
    filters::{ArtifactCollectionFilter, ArtifactFilter, queries::RunFilters},
    ids::{ArtifactCollectionId, ArtifactId, FlowRunId, TaskRunId},
    names::ArtifactKey,
    sorting::{ArtifactCollectionSort, ArtifactSort},
};

use crate::{
    conn::Conn,
    error::Result,
    filters,
    lifecycle::{self, Action, Related, Subject},
    param::Param,
    params,
    row::Row,
};

macro_rules! artifact_columns {
    () => {
        "id, created, updated, key, type, description, data, metadata, flow_run_id, task_run_id"
    };
}

macro_rules! collection_columns {
    () => {
        "id, created, updated, key, latest_id, type, description, data, metadata, flow_run_id, task_run_id"
    };
}

fn artifact(row: Row<'_>) -> Result<Artifact> {
    let mut columns = row.columns();
    Ok(Artifact {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        key: columns.take()?,
        r#type: columns.take()?,
        description: columns.take()?,
        data: columns.take()?,
        metadata_: columns.take()?,
        flow_run_id: columns.take()?,
        task_run_id: columns.take()?,
    })
}

fn collection(row: Row<'_>) -> Result<ArtifactCollection> {
    let mut columns = row.columns();
    Ok(ArtifactCollection {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        key: columns.take()?,
        latest_id: columns.take()?,
        r#type: columns.take()?,
        description: columns.take()?,
        data: columns.take()?,
        metadata_: columns.take()?,
        flow_run_id: columns.take()?,
        task_run_id: columns.take()?,
    })
}

/// What an artifact is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NewArtifact<'a> {
    pub key: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub description: Option<&'a str>,
    pub data: Option<&'a Json>,
    pub metadata: Option<&'a JsonObject>,
    pub flow_run_id: Option<FlowRunId>,
    pub task_run_id: Option<TaskRunId>,
}

/// Makes the artifact, the newest of its key if it has one.
pub async fn create(conn: &mut Conn, create: &ArtifactCreate, now: Timestamp) -> Result<Artifact> {
    let new = NewArtifact {
        key: create.key.as_ref().map(ArtifactKey::as_str),
        kind: create.r#type.as_deref(),
        description: create.description.as_deref(),
        data: create.data.as_ref(),
        metadata: create.metadata_.as_ref().map(ArtifactMetadata::as_object),
        flow_run_id: create.flow_run_id,
        task_run_id: create.task_run_id,
    };
    let id = insert(conn, &new, now).await?;
    Ok(Artifact {
        id,
        created: now,
        updated: now,
        key: new.key.map(str::to_owned),
        r#type: create.r#type.clone(),
        description: create.description.clone(),
        data: create.data.clone(),
        metadata_: new.metadata.cloned(),
        flow_run_id: new.flow_run_id,
        task_run_id: new.task_run_id,
    })
}

/// Writes an artifact, and under its key the collection that it is the newest of; answers its id.
pub(crate) async fn insert(conn: &mut Conn, new: &NewArtifact<'_>, now: Timestamp) -> Result<ArtifactId> {
    let NewArtifact { key, kind, description, data, metadata, flow_run_id, task_run_id } = *new;
    let id = ArtifactId::generate();
    conn.execute(
        concat!(
            "INSERT INTO artifacts (",
            artifact_columns!(),
            ") VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &params![id, now, key, kind, description, data, metadata, flow_run_id, task_run_id],
    )
    .await?;
    if let Some(key) = key {
        let collection = conn
            .first(
                concat!(
                    "INSERT INTO artifact_collections (",
                    collection_columns!(),
                    ") VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                     ON CONFLICT (key) DO UPDATE SET updated = excluded.updated, latest_id = excluded.latest_id,
                         type = excluded.type, description = excluded.description, data = excluded.data,
                         metadata = excluded.metadata, flow_run_id = excluded.flow_run_id,
                         task_run_id = excluded.task_run_id RETURNING ",
                    collection_columns!()
                ),
                &params![
                    ArtifactCollectionId::generate(),
                    now,
                    key,
                    id,
                    kind,
                    description,
                    data,
                    metadata,
                    flow_run_id,
                    task_run_id
                ],
                collection,
            )
            .await?;
        if let Some(collection) = &collection {
            let new = collection.created == collection.updated;
            record(conn, if new { Action::Created } else { Action::Updated }, collection, now).await?;
        }
    }
    Ok(id)
}

/// The artifact with this id.
pub async fn read(conn: &mut Conn, id: ArtifactId) -> Result<Option<Artifact>> {
    conn.first(
        concat!("SELECT ", artifact_columns!(), " FROM artifacts WHERE id = $1"),
        &params![id],
        artifact,
    )
    .await
}

/// The collection of the artifacts with this key.
pub async fn read_latest(conn: &mut Conn, key: &str) -> Result<Option<ArtifactCollection>> {
    conn.first(
        concat!("SELECT ", collection_columns!(), " FROM artifact_collections WHERE key = $1"),
        &params![key],
        collection,
    )
    .await
}

/// The artifacts that pass the filters, a page of them.
pub async fn list(
    conn: &mut Conn,
    filter: Option<&ArtifactFilter>,
    runs: &RunFilters,
    sort: ArtifactSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Artifact>> {
    filters::artifacts::query(filter, runs)
        .order_by(filters::artifacts::order(sort))
        .page(Some(limit), offset)
        .all(conn, artifact_columns!(), artifact)
        .await
}

/// How many artifacts pass the filters.
pub async fn count(conn: &mut Conn, filter: Option<&ArtifactFilter>, runs: &RunFilters) -> Result<i64> {
    filters::artifacts::query(filter, runs).count(conn).await
}

/// The collections that pass the filters, a page of them.
pub async fn list_latest(
    conn: &mut Conn,
    filter: Option<&ArtifactCollectionFilter>,
    runs: &RunFilters,
    sort: ArtifactCollectionSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<ArtifactCollection>> {
    filters::artifact_collections::query(filter, runs)
        .order_by(filters::artifact_collections::order(sort))
        .page(Some(limit), offset)
        .all(conn, collection_columns!(), collection)
        .await
}

/// How many collections pass the filters.
pub async fn count_latest(
    conn: &mut Conn,
    filter: Option<&ArtifactCollectionFilter>,
    runs: &RunFilters,
) -> Result<i64> {
    filters::artifact_collections::query(filter, runs).count(conn).await
}

/// Changes what the update names, in the collection too when the artifact is its newest; says whether there is such an
/// artifact.
pub async fn update(
    conn: &mut Conn,
    id: ArtifactId,
    update: &ArtifactUpdate,
    now: Timestamp,
) -> Result<bool> {
    let keep = (update.data.is_keep(), update.description.is_keep(), update.metadata_.is_keep());
    let data = set(&update.data);
    let description = set(&update.description).map(String::as_str);
    let metadata = set(&update.metadata_).map(ArtifactMetadata::as_object);
    let mut touched = 0;
    for (table, id_column) in [("artifacts", "id"), ("artifact_collections", "latest_id")] {
        touched += conn
            .execute(
                &format!(
                    "UPDATE {table} SET updated = $1, data = CASE WHEN $2 THEN data ELSE $3 END,
                     description = CASE WHEN $4 THEN description ELSE $5 END,
                     metadata = CASE WHEN $6 THEN metadata ELSE $7 END WHERE {id_column} = $8"
                ),
                &params![now, keep.0, data, keep.1, description, keep.2, metadata, id],
            )
            .await?;
    }
    Ok(touched > 0)
}

/// The new value; none too when the field is set to null.
fn set<T>(field: &Patch<Option<T>>) -> Option<&T> {
    field.as_set().and_then(Option::as_ref)
}

/// Deletes the artifact; says whether there was one. The newest one that is left of its key takes its place.
pub async fn delete(conn: &mut Conn, id: ArtifactId, now: Timestamp) -> Result<bool> {
    let gone = conn
        .first(
            concat!("DELETE FROM artifacts WHERE id = $1 RETURNING ", artifact_columns!()),
            &params![id],
            artifact,
        )
        .await?;
    let Some(gone) = gone else { return Ok(false) };
    if let Some(key) = &gone.key
        && let Some(collection) = read_latest(conn, key).await?
        && collection.latest_id == id
    {
        replace_latest(conn, &collection, now).await?;
    }
    Ok(true)
}

/// Deletes the artifacts of flow runs and of their tasks; a row holds the id of one run. What is left of a key takes the
/// place of its newest.
pub(crate) async fn delete_of_flow_runs(
    conn: &mut Conn,
    runs: &[[Param<'_>; 1]],
    now: Timestamp,
) -> Result<()> {
    let gone = conn.execute_each("DELETE FROM artifacts WHERE flow_run_id = $1", runs).await?;
    if gone.iter().all(|count| *count == 0) {
        return Ok(());
    }
    let bereft = conn
        .all(
            concat!(
                "SELECT ",
                collection_columns!(),
                " FROM artifact_collections
                 WHERE NOT EXISTS (SELECT 1 FROM artifacts WHERE artifacts.id = latest_id)"
            ),
            &[],
            collection,
        )
        .await?;
    for collection in &bereft {
        replace_latest(conn, collection, now).await?;
    }
    Ok(())
}

/// Makes the newest artifact that is left of the key the collection's newest, or deletes the collection.
async fn replace_latest(conn: &mut Conn, old: &ArtifactCollection, now: Timestamp) -> Result<()> {
    let next = conn
        .first(
            concat!(
                "SELECT ",
                artifact_columns!(),
                " FROM artifacts WHERE key = $1 ORDER BY created DESC, id DESC LIMIT 1"
            ),
            &params![&old.key],
            artifact,
        )
        .await?;
    let Some(next) = next else {
        record(conn, Action::Deleted, old, now).await?;
        conn.execute("DELETE FROM artifact_collections WHERE id = $1", &params![old.id]).await?;
        return Ok(());
    };
    let replaced = conn
        .first(
            concat!(
                "UPDATE artifact_collections SET created = $1, updated = $2, latest_id = $3, type = $4,
                 description = $5, data = $6, metadata = $7, flow_run_id = $8, task_run_id = $9 WHERE id = $10
                 RETURNING ",
                collection_columns!()
            ),
            &params![
                next.created,
                next.updated,
                next.id,
                &next.r#type,
                &next.description,
                &next.data,
                &next.metadata_,
                next.flow_run_id,
                next.task_run_id,
                old.id,
            ],
            collection,
        )
        .await?;
    match &replaced {
        Some(replaced) => record(conn, Action::Updated, replaced, now).await,
        None => Ok(()),
    }
}

#[derive(Serialize)]
struct CollectionPayload<'c> {
    key: &'c str,
    r#type: Option<&'c str>,
    data: Option<&'c Json>,
    description: Option<&'c str>,
}

async fn record(
    conn: &mut Conn,
    action: Action,
    collection: &ArtifactCollection,
    now: Timestamp,
) -> Result<()> {
    let related = |kind, role, id: Option<uuid::Uuid>| {
        id.map(|id| Related { resource_id: format!("prefect.{kind}.{id}"), role, name: None })
    };
    let subject = Subject {
        kind: "artifact-collection",
        id: collection.id.0,
        name: Some(&collection.key),
        payload: CollectionPayload {
            key: &collection.key,
            r#type: collection.r#type.as_deref(),
            data: collection.data.as_ref(),
            description: collection.description.as_deref(),
        },
        related: [
            related("artifact", "latest", Some(collection.latest_id.0)),
            related("flow-run", "flow-run", collection.flow_run_id.map(|id| id.0)),
            related("task-run", "task-run", collection.task_run_id.map(|id| id.0)),
        ]
        .into_iter()
        .flatten()
        .collect(),
    };
    lifecycle::record(conn, action, subject, now).await
}
