//! Inserts of many rows at once.

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    row::Row,
};

/// A table's columns with their types on PostgreSQL. SQLite runs one statement for each row, which costs it nothing;
/// PostgreSQL is given whole columns as arrays, which spares it most of the work of a statement for each row.
pub(crate) struct Bulk<const N: usize> {
    pub(crate) table: &'static str,
    pub(crate) columns: [(&'static str, &'static str); N],
    /// `ON CONFLICT …`, or nothing.
    pub(crate) conflict: &'static str,
}

impl<const N: usize> Bulk<N> {
    /// Inserts rows in their order; as of [`Conn::write`], PostgreSQL may say of a failure later.
    pub(crate) async fn insert(&self, conn: &mut Conn, rows: Vec<[Param<'_>; N]>) -> Result<()> {
        match (conn.dialect(), rows.len()) {
            (_, 0) => Ok(()),
            (Dialect::Sqlite, _) => conn.execute_each(&self.values(), &rows).await.map(drop),
            (Dialect::Postgres, 1) => conn.write(&self.values(), rows.into_iter().flatten().collect()).await,
            (Dialect::Postgres, _) => conn.write(&self.arrays(), transposed(rows)).await,
        }
    }

    /// Inserts rows in their order and reads `returning` of those that were, in any order.
    pub(crate) async fn insert_returning<T, F>(
        &self,
        conn: &mut Conn,
        rows: Vec<[Param<'_>; N]>,
        returning: &str,
        map: F,
    ) -> Result<Vec<T>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let returning = format!(" RETURNING {returning}");
        match conn.dialect() {
            Dialect::Sqlite => {
                let inserted = conn.first_each(&(self.values() + &returning), &rows, map).await?;
                Ok(inserted.into_iter().flatten().collect())
            }
            Dialect::Postgres => conn.all(&(self.arrays() + &returning), &transposed(rows), map).await,
        }
    }

    fn values(&self) -> String {
        let places: Vec<String> = (1..=N).map(|place| format!("${place}")).collect();
        format!("{} VALUES ({}) {}", self.into(), places.join(", "), self.conflict)
    }

    fn arrays(&self) -> String {
        let places: Vec<String> = (1..)
            .zip(&self.columns)
            .map(|(place, (_, kind))| format!("CAST(${place} AS {kind}[])"))
            .collect();
        format!("{} SELECT * FROM unnest({}) {}", self.into(), places.join(", "), self.conflict)
    }

    fn into(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("INSERT INTO {} ({})", self.table, names.join(", "))
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
