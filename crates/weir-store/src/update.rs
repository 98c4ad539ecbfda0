//! Updates of some columns of a row. Columns that stay as they are stay out of the statement: each of them would have
//! its indexes written anew.

use weir_types::{Patch, Timestamp};

use crate::{conn::Conn, error::Result, param::Param};

/// An update of some columns of one row of a table that has `id` and `updated`.
pub(crate) struct Update<'a> {
    sql: String,
    params: Vec<Param<'a>>,
}

impl<'a> Update<'a> {
    /// Begins with `updated = now`.
    pub(crate) fn new(table: &str, now: Timestamp) -> Self {
        let mut params = Vec::with_capacity(16);
        params.push(now.into());
        let mut sql = String::with_capacity(400);
        sql.push_str("UPDATE ");
        sql.push_str(table);
        sql.push_str(" SET updated = $1");
        Self { sql, params }
    }

    /// Gives a column a value.
    pub(crate) fn set(&mut self, column: &str, value: impl Into<Param<'a>>) {
        self.sql.push_str(", ");
        self.sql.push_str(column);
        self.sql.push_str(" = ");
        self.bind(value);
    }

    /// Gives a column a value if `changed`.
    pub(crate) fn set_if(&mut self, changed: bool, column: &str, value: impl Into<Param<'a>>) {
        if changed {
            self.set(column, value);
        }
    }

    /// Gives a column the value of a field that the client sets.
    pub(crate) fn patch<T>(&mut self, column: &str, field: &'a Patch<T>)
    where
        &'a T: Into<Param<'a>>,
    {
        if let Patch::Set(value) = field {
            self.set(column, value);
        }
    }

    /// Runs it; says whether there is such a row.
    pub(crate) async fn run(mut self, conn: &mut Conn, id: impl Into<Param<'a>>) -> Result<bool> {
        self.sql.push_str(" WHERE id = ");
        self.bind(id);
        Ok(conn.execute(&self.sql, &self.params).await? > 0)
    }

    /// Runs it, unless there is nothing to change. The row must be there.
    pub(crate) async fn run_if_changed(mut self, conn: &mut Conn, id: impl Into<Param<'a>>) -> Result<()> {
        if self.params.len() > 1 {
            self.sql.push_str(" WHERE id = ");
            self.bind(id);
            conn.write(&self.sql, self.params).await?;
        }
        Ok(())
    }

    fn bind(&mut self, value: impl Into<Param<'a>>) {
        self.params.push(value.into());
        self.sql.push('$');
        self.sql.push_str(&self.params.len().to_string());
    }
}
