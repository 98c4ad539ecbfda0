//! Variables.

use std::collections::HashMap;

use serde::Serialize;
use weir_types::{
    Json, Patch, Timestamp,
    filters::VariableFilter,
    ids::VariableId,
    names::VariableName,
    sorting::VariableSort,
    variables::{Variable, VariableCreate, VariableUpdate, VariableValue},
};

use crate::{
    conn::Conn,
    error::{Result, StoreError},
    filters,
    lifecycle::{self, Action, Subject},
    params,
    row::Row,
};

macro_rules! variable_columns {
    () => {
        "id, created, updated, name, value, tags"
    };
}

pub(crate) fn variable(row: Row<'_>) -> Result<Variable> {
    let mut columns = row.columns();
    Ok(Variable {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        value: columns.take()?,
        tags: columns.take()?,
    })
}

/// The values of all variables, by name.
pub async fn values(conn: &mut Conn) -> Result<HashMap<String, Json>> {
    let all = conn.all("SELECT name, value FROM variables", &[], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(all.await?.into_iter().collect())
}

/// Makes the variable; none when its name is taken.
pub async fn create(conn: &mut Conn, create: &VariableCreate, now: Timestamp) -> Result<Option<Variable>> {
    let made = conn
        .first(
            concat!(
                "INSERT INTO variables (",
                variable_columns!(),
                ") VALUES ($1, $2, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING RETURNING ",
                variable_columns!()
            ),
            &params![VariableId::generate(), now, create.name.as_str(), create.value.as_json(), &create.tags],
            variable,
        )
        .await?;
    if let Some(made) = &made {
        record(conn, Action::Created, made, now).await?;
    }
    Ok(made)
}

/// The variable with this id.
pub async fn read(conn: &mut Conn, id: VariableId) -> Result<Option<Variable>> {
    conn.first(
        concat!("SELECT ", variable_columns!(), " FROM variables WHERE id = $1"),
        &params![id],
        variable,
    )
    .await
}

/// The variable with this name.
pub async fn read_by_name(conn: &mut Conn, name: &str) -> Result<Option<Variable>> {
    conn.first(
        concat!("SELECT ", variable_columns!(), " FROM variables WHERE name = $1"),
        &params![name],
        variable,
    )
    .await
}

/// The variables that pass the filter, a page of them.
pub async fn list(
    conn: &mut Conn,
    filter: Option<&VariableFilter>,
    sort: VariableSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Variable>> {
    filters::variables::query(filter)
        .order_by(filters::variables::order(sort))
        .page(Some(limit), offset)
        .all(conn, variable_columns!(), variable)
        .await
}

/// How many variables pass the filter.
pub async fn count(conn: &mut Conn, filter: Option<&VariableFilter>) -> Result<i64> {
    filters::variables::query(filter).count(conn).await
}

/// Changes what the update names; says whether there is such a variable.
///
/// # Errors
/// A conflict when the new name is taken, or when the name or the tags are set to null.
pub async fn update(
    conn: &mut Conn,
    id: VariableId,
    update: &VariableUpdate,
    now: Timestamp,
) -> Result<bool> {
    // Null is let through by the contract, and no such column can hold it.
    if matches!(update.name, Patch::Set(None)) || matches!(update.tags, Patch::Set(None)) {
        return if read(conn, id).await?.is_some() { Err(StoreError::Conflict) } else { Ok(false) };
    }
    let name = update.name.as_set().and_then(Option::as_ref).map(VariableName::as_str);
    let tags = update.tags.as_set().and_then(Option::as_ref);
    let value = update.value.as_set().map(VariableValue::as_json);
    let changed = conn
        .first(
            concat!(
                "UPDATE variables SET updated = $1, name = COALESCE($2, name), value = COALESCE($3, value),
                 tags = COALESCE($4, tags) WHERE id = $5 RETURNING ",
                variable_columns!()
            ),
            &params![now, name, value, tags, id],
            variable,
        )
        .await?;
    if let Some(changed) = &changed {
        record(conn, Action::Updated, changed, now).await?;
    }
    Ok(changed.is_some())
}

/// As [`update`], by name.
pub async fn update_by_name(
    conn: &mut Conn,
    name: &str,
    changes: &VariableUpdate,
    now: Timestamp,
) -> Result<bool> {
    match read_by_name(conn, name).await? {
        Some(found) => update(conn, found.id, changes, now).await,
        None => Ok(false),
    }
}

/// Deletes the variable; says whether there was one.
pub async fn delete(conn: &mut Conn, id: VariableId, now: Timestamp) -> Result<bool> {
    let gone = conn
        .first(
            concat!("DELETE FROM variables WHERE id = $1 RETURNING ", variable_columns!()),
            &params![id],
            variable,
        )
        .await?;
    if let Some(gone) = &gone {
        record(conn, Action::Deleted, gone, now).await?;
    }
    Ok(gone.is_some())
}

/// As [`delete`], by name.
pub async fn delete_by_name(conn: &mut Conn, name: &str, now: Timestamp) -> Result<bool> {
    match read_by_name(conn, name).await? {
        Some(found) => delete(conn, found.id, now).await,
        None => Ok(false),
    }
}

#[derive(Serialize)]
struct VariablePayload<'v> {
    name: &'v str,
    value: &'v Json,
    tags: &'v [String],
}

async fn record(conn: &mut Conn, action: Action, variable: &Variable, now: Timestamp) -> Result<()> {
    let subject = Subject {
        kind: "variable",
        id: variable.id.0,
        name: Some(&variable.name),
        payload: VariablePayload { name: &variable.name, value: &variable.value, tags: &variable.tags },
        related: Vec::new(),
    };
    lifecycle::record(conn, action, subject, now).await
}
