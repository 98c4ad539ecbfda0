//! Inserts of many rows at once.

use std::sync::OnceLock;

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    row::Row,
};

/// A table's columns with their types on PostgreSQL. SQLite runs one statement for each row, which costs it nothing;
/// PostgreSQL is given whole columns as arrays, which spares it most of the work of a statement for each row.
pub(crate) struct Bulk<const N: usize> {
    table: &'static str,
    columns: [(&'static str, &'static str); N],
    conflict: &'static str,
    /// What PostgreSQL reads back of the rows, or nothing.
    returning: &'static str,
    /// The statement for one row, and that for many on PostgreSQL.
    values: OnceLock<String>,
    arrays: OnceLock<String>,
}

impl<const N: usize> Bulk<N> {
    /// Inserts into a table; `conflict` is `ON CONFLICT …` or nothing.
    pub(crate) const fn new(
        table: &'static str,
        columns: [(&'static str, &'static str); N],
        conflict: &'static str,
    ) -> Self {
        Self { table, columns, conflict, returning: "", values: OnceLock::new(), arrays: OnceLock::new() }
    }

    /// Reads columns back of the rows that were inserted, on PostgreSQL. With SQLite `RETURNING` makes a table for each
    /// statement; what was inserted is seen there from the counts and [`Conn::last_row`].
    pub(crate) const fn returning(mut self, columns: &'static str) -> Self {
        self.returning = columns;
        self
    }

    /// Inserts rows in their order; as of [`Conn::write`], PostgreSQL may say of a failure later.
    pub(crate) async fn insert(&self, conn: &mut Conn, rows: Vec<[Param<'_>; N]>) -> Result<()> {
        match (conn.dialect(), rows.len()) {
            (_, 0) => Ok(()),
            (Dialect::Sqlite, _) => conn.execute_each(self.values(), &rows).await.map(drop),
            (Dialect::Postgres, 1) => conn.write(self.values(), rows.into_iter().flatten().collect()).await,
            (Dialect::Postgres, _) => conn.write(self.arrays(), transposed(rows)).await,
        }
    }

    /// Inserts a row; says whether it did.
    pub(crate) async fn insert_one(&self, conn: &mut Conn, row: &[Param<'_>; N]) -> Result<bool> {
        Ok(conn.execute(self.values(), row).await? > 0)
    }

    /// Inserts rows in their order, on PostgreSQL; answers what is read back of those that were inserted, in any order.
    pub(crate) async fn insert_returning<T, F>(
        &self,
        conn: &mut Conn,
        rows: Vec<[Param<'_>; N]>,
        map: F,
    ) -> Result<Vec<T>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        conn.all(self.arrays(), &transposed(rows), map).await
    }

    /// Inserts rows in their order, each by a statement; says of each whether it was inserted.
    pub(crate) async fn insert_each(&self, conn: &mut Conn, rows: &[[Param<'_>; N]]) -> Result<Vec<bool>> {
        let made = conn.execute_each(self.values(), rows).await?;
        Ok(made.into_iter().map(|rows| rows > 0).collect())
    }

    fn values(&self) -> &str {
        self.values.get_or_init(|| {
            let places: Vec<String> = (1..=N).map(|place| format!("${place}")).collect();
            self.statement(&format!("VALUES ({})", places.join(", ")))
        })
    }

    fn arrays(&self) -> &str {
        self.arrays.get_or_init(|| {
            let columns = (1..).zip(&self.columns);
            let places: Vec<String> =
                columns.map(|(place, (_, kind))| format!("CAST(${place} AS {kind}[])")).collect();
            let insert = self.statement(&format!("SELECT * FROM unnest({})", places.join(", ")));
            if self.returning.is_empty() { insert } else { format!("{insert} RETURNING {}", self.returning) }
        })
    }

    fn statement(&self, rows: &str) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("INSERT INTO {} ({}) {rows} {}", self.table, names.join(", "), self.conflict)
    }
}

/// The columns of the rows, each an array.
pub(crate) fn transposed<const N: usize>(rows: Vec<[Param<'_>; N]>) -> Vec<Param<'_>> {
    let mut columns: [Vec<Param<'_>>; N] = std::array::from_fn(|_| Vec::with_capacity(rows.len()));
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    columns.into_iter().map(Param::Array).collect()
}
