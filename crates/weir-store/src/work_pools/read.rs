//! Reading work pools.

use weir_types::{
    filters::{WorkPoolFilter, queries::WorkPoolsQuery},
    ids::WorkPoolId,
    work_pools::WorkPool,
};

use super::row::{work_pool, work_pool_columns};
use crate::{conn::Conn, error::Result, filters, params};

/// The pool of this name, as it is answered.
pub async fn read(conn: &mut Conn, name: &str) -> Result<Option<WorkPool>> {
    conn.first(
        concat!("SELECT ", work_pool_columns!(), " FROM work_pools WHERE work_pools.name = $1"),
        &params![name],
        work_pool,
    )
    .await
}

/// The name of a pool.
pub async fn name_of(conn: &mut Conn, id: WorkPoolId) -> Result<Option<String>> {
    conn.first("SELECT name FROM work_pools WHERE id = $1", &params![id], |row| row.get(0)).await
}

/// The pools that pass the filter, by name.
pub async fn list(conn: &mut Conn, query: &WorkPoolsQuery, limit: i64) -> Result<Vec<WorkPool>> {
    filters::work_pools::query(query.work_pools.as_ref())
        .order_by("work_pools.name")
        .page(Some(limit), query.offset)
        .all(conn, work_pool_columns!(), work_pool)
        .await
}

/// How many pools pass the filter.
pub async fn count(conn: &mut Conn, filter: Option<&WorkPoolFilter>) -> Result<i64> {
    filters::work_pools::query(filter).count(conn).await
}
