//! Settings of the server that must outlive it, by key.

use crate::{conn::Conn, error::Result, params};

/// The value under `key`.
pub async fn read(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    conn.first("SELECT value FROM configuration WHERE key = $1", &params![key], |row| row.get(0)).await
}

/// The value under `key`, which is `value` if there was none: of several replicas that start together one decides.
pub async fn read_or_write(conn: &mut Conn, key: &str, value: &str) -> Result<String> {
    conn.execute(
        "INSERT INTO configuration (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        &params![key, value],
    )
    .await?;
    Ok(read(conn, key).await?.unwrap_or_default())
}

/// Sets the value under `key`.
pub async fn write(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    conn.execute(
        "INSERT INTO configuration (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &params![key, value],
    )
    .await?;
    Ok(())
}

/// Forgets the value under `key`.
pub async fn delete(conn: &mut Conn, key: &str) -> Result<()> {
    conn.execute("DELETE FROM configuration WHERE key = $1", &params![key]).await?;
    Ok(())
}
