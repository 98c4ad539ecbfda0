//! The audit log.

use uuid::Uuid;
use weir_types::{
    Timestamp,
    audit::{AuditEntry, AuditQuery},
    ids::AuditEntryId,
};

use crate::{
    bulk::Bulk,
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    params,
    row::Row,
};

macro_rules! audit_columns {
    () => {
        "id, at, key_id, key_name, method, route, path, status, request_id"
    };
}

static ENTRIES: Bulk<9> = Bulk::new(
    "audit_log",
    [
        ("id", "UUID"),
        ("at", "BIGINT"),
        ("key_id", "UUID"),
        ("key_name", "TEXT"),
        ("method", "TEXT"),
        ("route", "TEXT"),
        ("path", "TEXT"),
        ("status", "BIGINT"),
        ("request_id", "TEXT"),
    ],
    "",
);

fn entry(row: Row<'_>) -> Result<AuditEntry> {
    let mut columns = row.columns();
    Ok(AuditEntry {
        id: columns.take()?,
        at: columns.take()?,
        key_id: columns.take()?,
        key_name: columns.take()?,
        method: columns.take()?,
        route: columns.take()?,
        path: columns.take()?,
        status: columns.take()?,
        request_id: columns.take()?,
    })
}

/// Appends entries.
pub async fn append(conn: &mut Conn, entries: &[AuditEntry]) -> Result<()> {
    let rows = entries.iter().map(|entry| {
        params![
            entry.id,
            entry.at,
            entry.key_id,
            &entry.key_name,
            &entry.method,
            &entry.route,
            &entry.path,
            entry.status,
            &entry.request_id,
        ]
    });
    ENTRIES.insert(conn, rows.collect()).await
}

/// The newest of the entries that are asked for, newest first. Nothing comes after an entry that is not there any more.
pub async fn list(conn: &mut Conn, query: &AuditQuery, limit: i64) -> Result<Vec<AuditEntry>> {
    let (at, id) = match query.after {
        None => (Timestamp::MAX, AuditEntryId(Uuid::max())),
        Some(id) => {
            let at =
                conn.first("SELECT at FROM audit_log WHERE id = $1", &params![id], |row| row.get(0)).await?;
            let Some(at) = at else { return Ok(Vec::new()) };
            (at, id)
        }
    };
    let mut sql = concat!(
        "SELECT ",
        audit_columns!(),
        " FROM audit_log WHERE at >= $1 AND at < $2 AND (at, id) < ($3, $4)"
    )
    .to_owned();
    let (since, until) = (query.since.unwrap_or(Timestamp::MIN), query.until.unwrap_or(Timestamp::MAX));
    let mut params: Vec<Param<'_>> = params![since, until, at, id].into();
    let position = match conn.dialect() {
        Dialect::Sqlite => "INSTR",
        Dialect::Postgres => "STRPOS",
    };
    let wanted = [
        ("key_name = ", "", &query.key_name),
        ("method = ", "", &query.method),
        (&*format!("{position}(path, "), ") > 0", &query.path),
    ];
    for (before, behind, value) in wanted {
        if let Some(value) = value {
            params.push(value.into());
            sql.push_str(&format!(" AND {before}${}{behind}", params.len()));
        }
    }
    match query.failed {
        Some(true) => sql.push_str(" AND status >= 400"),
        Some(false) => sql.push_str(" AND status < 400"),
        None => {}
    }
    params.push(limit.into());
    sql.push_str(&format!(" ORDER BY at DESC, id DESC LIMIT ${}", params.len()));
    conn.all(&sql, &params, entry).await
}

/// Whether there are entries older than `limit`.
pub async fn has_older(conn: &mut Conn, limit: Timestamp) -> Result<bool> {
    let sql = "SELECT CAST(1 AS BIGINT) FROM audit_log WHERE at < $1 LIMIT 1";
    conn.exists(sql, &params![limit]).await
}

/// Deletes up to `most` entries that are older than `limit`, the oldest first; answers how many.
pub async fn delete_older(conn: &mut Conn, limit: Timestamp, most: u32) -> Result<u64> {
    conn.execute(
        "DELETE FROM audit_log WHERE id IN
             (SELECT id FROM audit_log WHERE at < $1 ORDER BY at, id LIMIT $2)",
        &params![limit, most],
    )
    .await
}
