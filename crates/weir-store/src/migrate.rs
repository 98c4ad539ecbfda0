//! Brings the schema up to date at start. One text for both databases: lines that end in `-- sqlite` or `-- postgresql`
//! are for that one alone.

use sha2::{Digest as _, Sha256};

use crate::{
    conn::{Conn, Dialect},
    error::{Result, StoreError},
    params,
};

struct Migration {
    name: &'static str,
    text: &'static str,
}

impl Migration {
    /// The SHA-256 of its text, in hexadecimal digits.
    fn digest(&self) -> String {
        format!("{:x}", Sha256::digest(self.text))
    }
}

/// In order; a migration that was released is never changed.
const MIGRATIONS: &[Migration] =
    &[Migration { name: "0001_initial", text: include_str!("../migrations/0001_initial.sql") }];

/// Held on PostgreSQL while migrating, so that replicas that start together take turns.
const LOCK: &str = "SELECT pg_advisory_lock(7411223)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(7411223)";

pub(crate) async fn sqlite(conn: &mut Conn) -> Result<()> {
    apply(conn).await
}

pub(crate) async fn postgres(conn: &mut Conn) -> Result<()> {
    conn.batch(LOCK).await?;
    let applied = apply(conn).await;
    conn.batch(UNLOCK).await?;
    applied
}

async fn apply(conn: &mut Conn) -> Result<()> {
    if is_prefects(conn).await? {
        return Err(StoreError::Prefects);
    }
    let found = applied(conn).await?;
    for (version, migration) in (1_i64..).zip(MIGRATIONS).skip_while(|(version, _)| *version <= found) {
        step(conn, version, migration)
            .await
            .map_err(|source| StoreError::Migration { name: migration.name, source: Box::new(source) })?;
        tracing::info!(migration = migration.name, "brought the schema up to date");
    }
    Ok(())
}

/// The version of the schema that the database has: that of the last migration that was applied to it.
async fn applied(conn: &mut Conn) -> Result<i64> {
    conn.batch(
        "CREATE TABLE IF NOT EXISTS weir_schema
         (version BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)",
    )
    .await?;
    let rows = conn.all("SELECT version, digest FROM weir_schema ORDER BY version", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
    });
    let mut last = 0;
    for (version, digest) in rows.await? {
        last = version;
        let known = usize::try_from(version - 1).ok().and_then(|at| MIGRATIONS.get(at));
        let Some(migration) = known else { continue };
        if migration.digest() != digest {
            return Err(StoreError::OtherMigration(migration.name));
        }
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if last > known { Err(StoreError::TooNew { found: last, known }) } else { Ok(last) }
}

/// Prefect's server writes down its migrations in a table of this name; some of its other tables are called as ours are.
async fn is_prefects(conn: &mut Conn) -> Result<bool> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
        Dialect::Postgres => "SELECT CAST(1 AS BIGINT) WHERE to_regclass('alembic_version') IS NOT NULL",
    };
    conn.exists(sql, &[]).await
}

async fn step(conn: &mut Conn, version: i64, migration: &Migration) -> Result<()> {
    let text = for_dialect(migration.text, conn.dialect());
    conn.batch("BEGIN").await?;
    let done = async {
        conn.batch(&text).await?;
        conn.execute(
            "INSERT INTO weir_schema (version, name, digest) VALUES ($1, $2, $3)",
            &params![version, migration.name, migration.digest()],
        )
        .await
    }
    .await;
    match done {
        Ok(_) => conn.batch("COMMIT").await,
        Err(error) => {
            conn.batch("ROLLBACK").await?;
            Err(error)
        }
    }
}

/// The statements of a migration for one database.
fn for_dialect(text: &str, dialect: Dialect) -> String {
    let other = match dialect {
        Dialect::Sqlite => "-- postgresql",
        Dialect::Postgres => "-- sqlite",
    };
    text.lines().filter(|line| !line.trim_end().ends_with(other)).collect::<Vec<_>>().join("\n")
}
