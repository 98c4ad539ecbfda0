//! How many rows and bytes the tables have.
//!
//! SQLite tells it page by page: all of them are read once, and what is told is exact. PostgreSQL knows the bytes, and
//! has the rows of small tables counted and those of large ones estimated, as its planner does.

use weir_types::{
    Timestamp,
    storage::{Engine, TableUsage, Usage},
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    row::Row,
};

/// Up to how many bytes the rows of a table are counted on PostgreSQL.
const COUNTED: i64 = 16 * 1024 * 1024;

/// Measures the database.
pub async fn measure(conn: &mut Conn, now: Timestamp) -> Result<Usage> {
    match conn.dialect() {
        Dialect::Sqlite => of_sqlite(conn, now).await,
        Dialect::Postgres => of_postgres(conn, now).await,
    }
}

async fn of_sqlite(conn: &mut Conn, now: Timestamp) -> Result<Usage> {
    let sizes = conn
        .first(
            "SELECT page_count * page_size, freelist_count * page_size
             FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
            &[],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    let (bytes, free) = sizes.unwrap_or_default();
    // A table's rows are in its leaves, those of one without row numbers, which is an index, in all of its pages.
    let tables = conn
        .all(
            "SELECT listed.name,
                 SUM(CASE WHEN owners.type = 'index' THEN 0 WHEN listed.wr THEN cells ELSE leaf_cells END),
                 SUM(bytes), SUM(CASE WHEN owners.type = 'index' THEN bytes ELSE 0 END)
             FROM (
                 SELECT name, SUM(pgsize) AS bytes, SUM(ncell) AS cells,
                     SUM(CASE WHEN pagetype = 'leaf' THEN ncell ELSE 0 END) AS leaf_cells
                 FROM dbstat GROUP BY name
             ) AS trees
             JOIN sqlite_schema AS owners ON owners.name = trees.name
             JOIN pragma_table_list AS listed ON listed.name = owners.tbl_name AND listed.schema = 'main'
             WHERE listed.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             GROUP BY listed.name ORDER BY 3 DESC, 1",
            &[],
            |row| table(row, false),
        )
        .await?;
    Ok(Usage { measured: now, database: Engine::Sqlite, bytes, free_bytes: Some(free), tables })
}

async fn of_postgres(conn: &mut Conn, now: Timestamp) -> Result<Usage> {
    let bytes = conn
        .first("SELECT pg_database_size(current_database())", &[], |row| row.get(0))
        .await?
        .unwrap_or_default();
    let listed: Vec<(TableUsage, i64)> = conn
        .all(
            "SELECT CAST(relname AS TEXT),
                 CAST(CASE WHEN relpages > 0 THEN GREATEST(reltuples, 0) / relpages
                     * (pg_relation_size(oid) / CAST(current_setting('block_size') AS BIGINT)) ELSE 0 END AS BIGINT),
                 pg_total_relation_size(oid), pg_indexes_size(oid), pg_relation_size(oid)
             FROM pg_class WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)
             ORDER BY 3 DESC, 1",
            &[],
            |row| Ok((table(row, true)?, row.get(4)?)),
        )
        .await?;
    let mut tables = Vec::with_capacity(listed.len());
    for (mut table, main_bytes) in listed {
        if main_bytes <= COUNTED {
            let count = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
            table.rows = conn.first(&count, &[], |row| row.get(0)).await?.unwrap_or_default();
            table.is_estimate = false;
        }
        tables.push(table);
    }
    Ok(Usage { measured: now, database: Engine::Postgresql, bytes, free_bytes: None, tables })
}

fn table(row: Row<'_>, is_estimate: bool) -> Result<TableUsage> {
    Ok(TableUsage {
        name: row.get(0)?,
        rows: row.get(1)?,
        is_estimate,
        bytes: row.get(2)?,
        index_bytes: row.get(3)?,
    })
}
