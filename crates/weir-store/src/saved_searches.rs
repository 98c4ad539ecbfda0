//! Saved searches.

use weir_types::{
    Json, Timestamp,
    ids::SavedSearchId,
    saved_searches::{SavedSearch, SavedSearchCreate},
};

use crate::{conn::Conn, error::Result, filters, params, row::Row};

macro_rules! saved_search_columns {
    () => {
        "id, created, updated, name, filters"
    };
}

fn saved_search(row: Row<'_>) -> Result<SavedSearch> {
    let mut columns = row.columns();
    Ok(SavedSearch {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        filters: serde_json::from_str(&columns.take::<String>()?)?,
    })
}

/// Saves the search under its name, in place of one that has it; the second value says whether it is new.
pub async fn put(conn: &mut Conn, create: &SavedSearchCreate, now: Timestamp) -> Result<(SavedSearch, bool)> {
    let id = SavedSearchId::generate();
    let saved = conn
        .first(
            concat!(
                "INSERT INTO saved_searches (",
                saved_search_columns!(),
                ") VALUES ($1, $2, $2, $3, $4)
                 ON CONFLICT (name) DO UPDATE SET updated = excluded.updated, filters = excluded.filters RETURNING ",
                saved_search_columns!()
            ),
            &params![id, now, &create.name, &Json::of(&create.filters)?],
            saved_search,
        )
        .await?
        .ok_or(crate::StoreError::Conflict)?;
    let new = saved.id == id;
    Ok((saved, new))
}

/// The saved search with this id.
pub async fn read(conn: &mut Conn, id: SavedSearchId) -> Result<Option<SavedSearch>> {
    conn.first(
        concat!("SELECT ", saved_search_columns!(), " FROM saved_searches WHERE id = $1"),
        &params![id],
        saved_search,
    )
    .await
}

/// The saved searches by name, a page of them.
pub async fn list(conn: &mut Conn, limit: i64, offset: i64) -> Result<Vec<SavedSearch>> {
    filters::saved_searches::query()
        .page(Some(limit), offset)
        .all(conn, saved_search_columns!(), saved_search)
        .await
}

/// Deletes the saved search; says whether there was one.
pub async fn delete(conn: &mut Conn, id: SavedSearchId) -> Result<bool> {
    Ok(conn.execute("DELETE FROM saved_searches WHERE id = $1", &params![id]).await? > 0)
}
