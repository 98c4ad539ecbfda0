//! Statements that read the rows that pass a filter.

use super::{Condition, render::Writer};
use crate::{
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    row::Row,
};

/// The rows of a table that meet a condition, in an order, a page of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Query<'a> {
    table: &'static str,
    index: &'static str,
    values: Vec<Param<'a>>,
    join: &'static str,
    condition: Condition<'a>,
    lead: Option<(&'static str, Condition<'a>, &'static str)>,
    first_of: Option<(&'static str, &'static str)>,
    group: &'static str,
    order: Order,
    limit: Option<i64>,
    offset: i64,
}

/// An order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What stands after ORDER BY; empty for no order.
    pub sql: &'static str,
    /// Columns by a single value of which SQLite must not search: without statistics it always does, and then sorts
    /// what it finds, though an index gives the rows in their order.
    pub not_by_one: &'static [&'static str],
    /// The same for several values, whose rows come one value after the other.
    pub not_by_many: &'static [&'static str],
}

impl Order {
    /// The order that stands after ORDER BY.
    pub const fn by(sql: &'static str) -> Self {
        Self { sql, not_by_one: &[], not_by_many: &[] }
    }
}

impl From<&'static str> for Order {
    fn from(sql: &'static str) -> Self {
        Self::by(sql)
    }
}

/// A statement and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement<'a> {
    /// The text, with `$1`, `$2`, … for the values.
    pub sql: String,
    /// The values.
    pub params: Vec<Param<'a>>,
}

impl<'a> Query<'a> {
    /// The rows of a table that meet the condition.
    pub const fn of(table: &'static str, condition: Condition<'a>) -> Self {
        Self {
            table,
            index: "",
            lead: None,
            values: Vec::new(),
            join: "",
            condition,
            first_of: None,
            group: "",
            order: Order::by(""),
            limit: None,
            offset: 0,
        }
    }

    /// Only those that meet this condition as well, such as `Condition::test("flow_runs.end_time > ?", since)`.
    #[must_use]
    pub fn and(mut self, condition: Condition<'a>) -> Self {
        self.condition = Condition::all([self.condition, condition]);
        self
    }

    /// Finds the rows by this index on SQLite, whatever it would choose; the condition must name the index's first column.
    #[must_use]
    pub const fn by_index(mut self, index: &'static str) -> Self {
        self.index = index;
        self
    }

    /// Reads columns of other tables besides, such as `LEFT JOIN work_queues ON …`. It must leave the number of rows
    /// as it is: a count goes without it, and a page is taken before it. Wants an order.
    #[must_use]
    pub const fn join(mut self, join: &'static str) -> Self {
        self.join = join;
        self
    }

    /// Finds the rows through another table: `before` and `after` are the text around its condition, such as
    /// `(SELECT … FROM a WHERE ` and `) AS found JOIN b ON …`.
    #[must_use]
    pub fn through(mut self, before: &'static str, condition: Condition<'a>, after: &'static str) -> Self {
        self.lead = Some((before, condition, after));
        self
    }

    /// Of the rows that have the same value in `column`, only the first in this order.
    #[must_use]
    pub const fn first_of_each(mut self, column: &'static str, order: &'static str) -> Self {
        self.first_of = Some((column, order));
        self
    }

    /// The values of the `?`s in the columns that are read. A value that changes from call to call must not stand in the
    /// text itself, or a statement would be prepared for each call.
    #[must_use]
    pub fn values(mut self, values: impl IntoIterator<Item = Param<'a>>) -> Self {
        self.values = values.into_iter().collect();
        self
    }

    /// One row for each value of these columns.
    #[must_use]
    pub const fn group_by(mut self, columns: &'static str) -> Self {
        self.group = columns;
        self
    }

    /// In this order, such as `flows::order(sort)`.
    #[must_use]
    pub fn order_by(mut self, order: impl Into<Order>) -> Self {
        self.order = order.into();
        self
    }

    /// At most `limit` rows, after the first `offset`.
    #[must_use]
    pub const fn page(mut self, limit: Option<i64>, offset: i64) -> Self {
        self.limit = limit;
        self.offset = offset;
        self
    }

    /// Whether no row can pass, so that there is nothing to ask the database.
    pub fn is_empty(&self) -> bool {
        self.condition == Condition::Never || self.limit == Some(0)
    }

    /// Whether all rows of the table pass.
    pub fn is_everything(&self) -> bool {
        self.condition == Condition::Always && self.lead.is_none() && self.limit.is_none() && self.offset == 0
    }

    /// The statement that reads these columns. Columns that a join has too are written with their table.
    pub fn select(&self, dialect: Dialect, columns: &str) -> Statement<'a> {
        let mut writer = Self::start(dialect, columns, &self.values, self.order);
        if self.join.is_empty() {
            self.source(&mut writer);
            self.page_of(&mut writer);
        } else {
            self.joined_page(&mut writer);
        }
        writer.finish()
    }

    /// The page, and then what is joined to it: rows that are only skipped or sorted cost no more than an entry of an
    /// index.
    fn joined_page(&self, writer: &mut Writer<'a>) {
        let (rows, page) = match writer.dialect {
            Dialect::Sqlite => ("(SELECT rowid AS of_page FROM ", ") AS page CROSS JOIN "),
            Dialect::Postgres => ("(SELECT * FROM ", ") AS "),
        };
        writer.sql.push_str(rows);
        self.source(writer);
        self.page_of(writer);
        writer.push(&[page, self.table]);
        match writer.dialect {
            // A CROSS JOIN takes the tables in the order in which they are written, so the page's order stays.
            Dialect::Sqlite => writer.push(&[" ON ", self.table, ".rowid = page.of_page ", self.join]),
            Dialect::Postgres => writer.push(&[" ", self.join, " ORDER BY ", self.order.sql]),
        }
    }

    fn page_of(&self, writer: &mut Writer<'a>) {
        for (clause, text) in [(" GROUP BY ", self.group), (" ORDER BY ", self.order.sql)] {
            if !text.is_empty() {
                writer.push(&[clause, text]);
            }
        }
        if self.limit.is_some() || self.offset > 0 {
            writer.sql.push_str(" LIMIT ");
            // SQLite knows OFFSET only with LIMIT.
            writer.bind(Param::Int(self.limit.unwrap_or(i64::MAX)));
        }
        if self.offset > 0 {
            writer.sql.push_str(" OFFSET ");
            writer.bind(Param::Int(self.offset));
        }
    }

    /// The statement that counts the rows, of all pages.
    pub fn select_count(&self, dialect: Dialect) -> Statement<'a> {
        let columns = match self.first_of {
            None => "COUNT(*)".to_owned(),
            Some((column, _)) => format!("COUNT(DISTINCT {column})"),
        };
        let counted = Self { first_of: None, ..self.clone() };
        let mut writer = Self::start(dialect, &columns, &[], Order::default());
        counted.source(&mut writer);
        writer.finish()
    }

    fn start(dialect: Dialect, columns: &str, values: &[Param<'a>], order: Order) -> Writer<'a> {
        let mut writer = Writer::new(dialect, order);
        writer.sql.push_str("SELECT ");
        writer.text(columns, values);
        writer.sql.push_str(" FROM ");
        writer
    }

    /// Where the rows come from, with the condition that they meet.
    fn source(&self, writer: &mut Writer<'a>) {
        match (self.first_of, &self.lead) {
            (None, None) => {
                writer.sql.push_str(self.table);
                if writer.dialect == Dialect::Sqlite && !self.index.is_empty() {
                    writer.push(&[" INDEXED BY ", self.index]);
                }
            }
            (None, Some((before, condition, after))) => {
                writer.sql.push_str(before);
                writer.condition(condition);
                writer.sql.push_str(after);
            }
            (Some((column, order)), _) => {
                writer.push(&["(SELECT ", self.table, ".*, ROW_NUMBER() OVER (PARTITION BY ", column]);
                writer.push(&[" ORDER BY ", order, ") AS nth FROM ", self.table]);
                writer.filter(&self.condition);
                writer.push(&[") AS ", self.table]);
            }
        }
        match self.first_of {
            None => writer.filter(&self.condition),
            Some(_) => writer.sql.push_str(" WHERE nth = 1"),
        }
    }

    /// Reads the page: `columns` of each row, turned into a value by `map`.
    ///
    /// # Errors
    /// As the database says, or as `map` does.
    pub async fn all<T, F>(&self, conn: &mut Conn, columns: &str, map: F) -> Result<Vec<T>>
    where
        F: Fn(Row<'_>) -> Result<T> + Send,
        T: Send,
    {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let Statement { sql, params } = self.select(conn.dialect(), columns);
        conn.all_planned(&sql, &params, map).await
    }

    /// Counts the rows, of all pages.
    ///
    /// # Errors
    /// As the database says.
    pub async fn count(&self, conn: &mut Conn) -> Result<i64> {
        if self.condition == Condition::Never {
            return Ok(0);
        }
        let Statement { sql, params } = self.select_count(conn.dialect());
        let counts = conn.all_planned(&sql, &params, |row| row.get::<i64>(0)).await?;
        Ok(counts.first().copied().unwrap_or(0))
    }
}

impl<'a> Writer<'a> {
    fn filter(&mut self, condition: &Condition<'a>) {
        if *condition != Condition::Always {
            self.sql.push_str(" WHERE ");
            self.condition(condition);
        }
    }

    /// The statement as far as it is written.
    pub(super) fn finish(self) -> Statement<'a> {
        Statement { sql: self.sql, params: self.params }
    }
}
