//! One connection, one text of storage logic, two databases.
//!
//! Operations are `async fn`s over [`Conn`]. On PostgreSQL their awaits are real. On SQLite every future is ready at
//! once, so the thread that owns the connection polls an operation a single time and it is done.

use rusqlite::params_from_iter;

use crate::{error::Result, param::Param, postgres::Session, row::Row};

/// Which SQL a connection speaks, for the few statements that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// What locks the rows that a statement reads until the unit ends, where that is not the case anyway.
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// As [`Dialect::for_update`], of those rows that no other unit has locked.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

enum Backend {
    Sqlite(rusqlite::Connection),
    Postgres(Session),
}

/// A connection inside a unit of work. All reads and writes of the unit go through it.
pub struct Conn {
    backend: Backend,
    /// Whether the unit has written, so that its failure must be rolled back.
    pub(crate) dirty: bool,
    /// Which logs the unit appended to, so that their readers are woken after the commit.
    pub(crate) appended: Appended,
}

/// The append-only logs that wake readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Appended {
    pub(crate) events: bool,
    pub(crate) logs: bool,
}

impl Conn {
    pub(crate) fn sqlite(connection: rusqlite::Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(512);
        Self { backend: Backend::Sqlite(connection), dirty: false, appended: Appended::default() }
    }

    pub(crate) fn postgres(session: Session) -> Self {
        Self { backend: Backend::Postgres(session), dirty: false, appended: Appended::default() }
    }

    /// The session behind it, when it is PostgreSQL's.
    pub(crate) fn session(&mut self) -> Option<&mut Session> {
        match &mut self.backend {
            Backend::Sqlite(_) => None,
            Backend::Postgres(session) => Some(session),
        }
    }

    pub(crate) fn into_session(self) -> Option<Session> {
        match self.backend {
            Backend::Sqlite(_) => None,
            Backend::Postgres(session) => Some(session),
        }
    }

    /// The SQL that this connection speaks.
    pub fn dialect(&self) -> Dialect {
        match self.backend {
            Backend::Sqlite(_) => Dialect::Sqlite,
            Backend::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs several statements without parameters (migrations, transaction control).
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.backend {
            Backend::Sqlite(connection) => connection.execute_batch(sql)?,
            Backend::Postgres(session) => session.batch(sql).await?,
        }
        Ok(())
    }

    /// Runs a statement that writes; answers how many rows it touched.
    ///
    /// Placeholders are `$1`, `$2`, … and must first appear in that order: PostgreSQL counts them, SQLite takes them
    /// for names that it numbers by first appearance.
    ///
    /// # Errors
    /// As the database says.
    pub async fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.dirty = true;
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = ready(connection, sql)?;
                Ok(statement.execute(params_from_iter(params))? as u64)
            }
            Backend::Postgres(session) => session.run(sql, params).await,
        }
    }

    /// SQLite's number of the row that was inserted last. `RETURNING` tells it too, but makes a table for each statement.
    pub(crate) fn last_row(&self) -> Option<i64> {
        match &self.backend {
            Backend::Sqlite(connection) => Some(connection.last_insert_rowid()),
            Backend::Postgres(_) => None,
        }
    }

    /// Runs a statement that writes and whose outcome the unit does not need. PostgreSQL is sent it together with what
    /// comes next, so a failure may come as that one's, or as that of the commit: a unit that must know what became of
    /// the write takes [`Conn::execute`].
    ///
    /// # Errors
    /// As the database says.
    pub async fn write(&mut self, sql: &str, params: Vec<Param<'_>>) -> Result<()> {
        self.dirty = true;
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                ready(connection, sql)?.execute(params_from_iter(&params))?;
                Ok(())
            }
            Backend::Postgres(session) => {
                session.later(sql, params.into_iter().map(Param::into_owned).collect()).await
            }
        }
    }

    /// Runs one writing statement for each row of parameters, in order; answers how many rows each run touched.
    /// PostgreSQL is sent all of them before the first answer is awaited.
    ///
    /// # Errors
    /// As the database says of the first run that fails.
    pub async fn execute_each<const N: usize>(
        &mut self,
        sql: &str,
        rows: &[[Param<'_>; N]],
    ) -> Result<Vec<u64>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.dirty = true;
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = ready(connection, sql)?;
                rows.iter().map(|row| Ok(statement.execute(params_from_iter(row))? as u64)).collect()
            }
            Backend::Postgres(session) => session.run_each(sql, rows).await,
        }
    }

    /// Runs one statement for each row of parameters, in order, and maps the first row of each answer.
    /// PostgreSQL is sent all of them before the first answer is awaited.
    ///
    /// # Errors
    /// As the database says of the first run that fails, or as `map` does.
    pub async fn first_each<const N: usize, T, F>(
        &mut self,
        sql: &str,
        rows: &[[Param<'_>; N]],
        map: F,
    ) -> Result<Vec<Option<T>>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.dirty = true;
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = ready(connection, sql)?;
                let mut answers = Vec::with_capacity(rows.len());
                for row in rows {
                    let mut found = statement.query(params_from_iter(row))?;
                    answers.push(found.next()?.map(|row| map(Row::Sqlite(row))).transpose()?);
                }
                Ok(answers)
            }
            Backend::Postgres(session) => {
                let found = session.first_each(sql, rows).await?;
                found.iter().map(|row| row.as_ref().map(|row| map(Row::Postgres(row))).transpose()).collect()
            }
        }
    }

    /// Runs a statement and maps every row of its answer.
    ///
    /// # Errors
    /// As the database says, or as `map` does.
    pub async fn all<T, F>(&mut self, sql: &str, params: &[Param<'_>], map: F) -> Result<Vec<T>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = ready(connection, sql)?;
                if !statement.readonly() {
                    self.dirty = true;
                }
                let mut rows = statement.query(params_from_iter(params))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(map(Row::Sqlite(row))?);
                }
                Ok(out)
            }
            Backend::Postgres(session) => {
                self.dirty = true;
                let rows = session.rows(sql, params).await?;
                rows.iter().map(|row| map(Row::Postgres(row))).collect()
            }
        }
    }

    /// As [`Conn::all`], for a statement whose best plan depends on its values: PostgreSQL plans it for them, and does
    /// not keep it. So few texts are prepared, however many shapes filters have.
    pub(crate) async fn all_planned<T, F>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        map: F,
    ) -> Result<Vec<T>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        if let Backend::Postgres(session) = &mut self.backend {
            self.dirty = true;
            let rows = session.planned_rows(sql, params).await?;
            return rows.iter().map(|row| map(Row::Postgres(row))).collect();
        }
        self.all(sql, params, map).await
    }

    /// Runs a statement and maps its first row, if there is one.
    ///
    /// # Errors
    /// As the database says, or as `map` does.
    pub async fn first<T, F>(&mut self, sql: &str, params: &[Param<'_>], map: F) -> Result<Option<T>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let mut statement = ready(connection, sql)?;
                if !statement.readonly() {
                    self.dirty = true;
                }
                let mut rows = statement.query(params_from_iter(params))?;
                let first = rows.next()?.map(|row| map(Row::Sqlite(row))).transpose()?;
                // A RETURNING statement does all its writes before its first row, so leaving early loses none.
                Ok(first)
            }
            Backend::Postgres(session) => {
                self.dirty = true;
                let rows = session.rows(sql, params).await?;
                rows.first().map(|row| map(Row::Postgres(row))).transpose()
            }
        }
    }

    /// Whether a statement's answer has a row.
    ///
    /// # Errors
    /// As the database says.
    pub async fn exists(&mut self, sql: &str, params: &[Param<'_>]) -> Result<bool> {
        Ok(self.first(sql, params, |_| Ok(())).await?.is_some())
    }
}

/// A statement of SQLite's, from the cache if it is there.
fn ready<'c>(connection: &'c rusqlite::Connection, sql: &str) -> Result<rusqlite::CachedStatement<'c>> {
    let statement = connection.prepare_cached(sql)?;
    debug_assert!(in_order(&statement), "placeholders appear out of order: {sql}");
    Ok(statement)
}

/// Whether `$1`, `$2`, … were numbered by SQLite as they are written.
fn in_order(statement: &rusqlite::CachedStatement<'_>) -> bool {
    (1..=statement.parameter_count()).all(|index| match statement.parameter_name(index) {
        Some(name) => name == format!("${index}") || !name.starts_with('$'),
        None => true,
    })
}
