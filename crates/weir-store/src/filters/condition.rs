//! What a filter asks of a row: a tree of tests, simplified while it is built.

use std::borrow::Cow;

use weir_types::filters::parts::Operator;

use crate::param::Param;

/// A condition on the rows of a table. Columns in it are written with their table, so that it can stand in a nested
/// select.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition<'a> {
    /// Every row.
    Always,
    /// No row.
    Never,
    /// SQL that both databases read, with a `?` for each value in turn.
    Sql(Cow<'static, str>, Vec<Param<'a>>),
    /// The column has one of these values.
    OneOf(&'static str, Vec<Param<'a>>),
    /// The column has the value that a nested select, complete but for its closing bracket, gives.
    Is(&'static str, &'static str, Param<'a>),
    /// The column has a value, and none of these.
    NoneOf(&'static str, Vec<Param<'a>>),
    /// The member of the column's JSON object has one of these texts.
    MemberOneOf(&'static str, &'static str, Vec<Param<'a>>),
    /// The column matches a `LIKE` pattern, whatever the case.
    Like(&'static str, String),
    /// The column's JSON array of texts has all of these.
    HasAll(&'static str, &'a [String]),
    /// The column's JSON array of texts has one of these.
    HasAny(&'static str, &'a [String]),
    /// The expression has this text in it, whatever the case; or it has not.
    HasText(&'static str, String, bool),
    /// A nested select, open at its end, with the condition on its rows.
    Nested(Select, Box<Condition<'a>>),
    /// All of these.
    All(Vec<Condition<'a>>),
    /// One of these.
    Any(Vec<Condition<'a>>),
}

/// The text of a nested select on each database, up to its last condition, or up to where its conditions begin. A `~`
/// stands before a column of the outer row by which an order may forbid SQLite to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Select {
    /// On SQLite.
    pub sqlite: &'static str,
    /// On PostgreSQL.
    pub postgres: &'static str,
}

impl From<&'static str> for Select {
    fn from(both: &'static str) -> Self {
        Self { sqlite: both, postgres: both }
    }
}

impl<'a> Condition<'a> {
    /// SQL that both databases read, without values.
    pub fn sql(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Sql(text.into(), Vec::new())
    }

    /// SQL that both databases read, with one value at its `?`.
    pub fn test(text: impl Into<Cow<'static, str>>, value: impl Into<Param<'a>>) -> Self {
        Self::Sql(text.into(), vec![value.into()])
    }

    /// Whether the column has a value.
    pub fn is_null(column: &'static str, null: bool) -> Self {
        let test = if null { "IS NULL" } else { "IS NOT NULL" };
        Self::sql(format!("{column} {test}"))
    }

    /// The column has one of these values; none of no values.
    pub fn one_of(column: &'static str, values: impl IntoIterator<Item = Param<'a>>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        if values.is_empty() { Self::Never } else { Self::OneOf(column, values) }
    }

    /// The column matches a `LIKE` pattern, whatever the case. SQLite refuses patterns of more than 50,000 bytes; no
    /// name is that long.
    pub fn like(column: &'static str, pattern: String) -> Self {
        const LONGEST: usize = 50_000;
        if pattern.len() > LONGEST { Self::Never } else { Self::Like(column, pattern) }
    }

    /// The member of the column's JSON object has one of these texts.
    pub fn member_one_of(
        column: &'static str,
        member: &'static str,
        values: impl IntoIterator<Item = Param<'a>>,
    ) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        if values.is_empty() { Self::Never } else { Self::MemberOneOf(column, member, values) }
    }

    /// A nested select, written up to its last condition, such as `EXISTS (SELECT 1 FROM a WHERE a.id = b.a_id`, and
    /// what it asks of its rows besides.
    pub fn nested(select: impl Into<Select>, inner: Self) -> Self {
        match inner {
            Self::Never => Self::Never,
            inner => Self::Nested(select.into(), Box::new(inner)),
        }
    }

    /// All of these; of none of them, every row.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Always => {}
                Self::Never => return Self::Never,
                Self::All(parts) => kept.extend(parts),
                part => kept.push(part),
            }
        }
        match kept.len() {
            0 => Self::Always,
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    /// One of these; of none of them, no row.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Always => return Self::Always,
                Self::Never => {}
                Self::Any(parts) => kept.extend(parts),
                part => kept.push(part),
            }
        }
        match kept.len() {
            0 => Self::Never,
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }

    /// The parts that a filter has, joined as it says; of none, every row.
    pub fn join(operator: Operator, parts: impl IntoIterator<Item = Option<Self>>) -> Self {
        let mut parts = parts.into_iter().flatten().peekable();
        match operator {
            Operator::And => Self::all(parts),
            Operator::Or if parts.peek().is_none() => Self::Always,
            Operator::Or => Self::any(parts),
        }
    }
}
