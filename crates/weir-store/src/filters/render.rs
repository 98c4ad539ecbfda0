//! Conditions as the text of each database.

use super::{Condition, Order, condition::Select};
use crate::{conn::Dialect, param::Param};

/// A statement that is being written. Values get their numbers in the order in which they are written.
pub(super) struct Writer<'a> {
    pub(super) dialect: Dialect,
    pub(super) sql: String,
    pub(super) params: Vec<Param<'a>>,
    order: Order,
}

impl<'a> Writer<'a> {
    /// An empty statement, whose rows will be asked for in this order.
    pub(super) fn new(dialect: Dialect, order: Order) -> Self {
        Self { dialect, sql: String::with_capacity(512), params: Vec::new(), order }
    }

    /// Writes pieces of text.
    pub(super) fn push(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.sql.push_str(piece);
        }
    }

    /// Writes a placeholder and binds its value.
    pub(super) fn bind(&mut self, value: Param<'a>) {
        self.params.push(value);
        self.sql.push('$');
        self.sql.push_str(&self.params.len().to_string());
    }

    /// Writes a condition; one of several parts joined by OR in brackets.
    pub(super) fn condition(&mut self, condition: &Condition<'a>) {
        match condition {
            Condition::Always => self.sql.push_str("TRUE"),
            Condition::Never => self.sql.push_str("FALSE"),
            Condition::Sql(text, values) => self.text(text, values),
            Condition::OneOf(column, values) => {
                self.column(column, values.len());
                self.one_of(values);
            }
            Condition::Is(column, select, value) => {
                self.column(column, 1);
                self.push(&[" = (", select]);
                self.bind(value.clone());
                self.sql.push(')');
            }
            Condition::NoneOf(column, values) => {
                self.push(&[column, " NOT"]);
                self.list(values);
            }
            Condition::MemberOneOf(column, member, values) => {
                self.push(&match self.dialect {
                    Dialect::Sqlite => ["json_extract(", column, ", '$.", member, "')"],
                    Dialect::Postgres => ["CAST(", column, " AS json) ->> '", member, "'"],
                });
                self.one_of(values);
            }
            Condition::Like(column, pattern) => {
                self.sql.push_str(column);
                // SQLite's LIKE is blind to the case of ASCII letters.
                self.sql.push_str(match self.dialect {
                    Dialect::Sqlite => " LIKE ",
                    Dialect::Postgres => " ILIKE ",
                });
                self.bind(Param::Owned(pattern.clone()));
            }
            Condition::HasAll(column, tags) => {
                for (number, tag) in tags.iter().enumerate() {
                    self.separate(number, " AND ");
                    self.has_tag(column, tag);
                }
            }
            Condition::HasAny(column, tags) => {
                self.sql.push('(');
                for (number, tag) in tags.iter().enumerate() {
                    self.separate(number, " OR ");
                    self.has_tag(column, tag);
                }
                self.sql.push(')');
            }
            Condition::HasText(expression, text, has) => {
                self.push(&match self.dialect {
                    Dialect::Sqlite => ["instr(lower(", expression, "), "],
                    // In the database's own collation, since in that of some columns only ASCII has a case.
                    Dialect::Postgres => ["strpos(lower((", expression, ") COLLATE \"default\"), "],
                });
                self.bind(Param::Owned(text.to_lowercase()));
                self.sql.push_str(if *has { ") > 0" } else { ") = 0" });
            }
            Condition::Nested(select, inner) => self.nested(*select, inner),
            Condition::All(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    self.separate(number, " AND ");
                    self.condition(part);
                }
            }
            Condition::Any(parts) => {
                self.sql.push('(');
                for (number, part) in parts.iter().enumerate() {
                    self.separate(number, " OR ");
                    self.condition(part);
                }
                self.sql.push(')');
            }
        }
    }

    /// Writes a column that is compared with so many values, with a plus where SQLite must not search by it.
    fn column(&mut self, column: &str, values: usize) {
        let not_by = if values == 1 { self.order.not_by_one } else { self.order.not_by_many };
        if self.dialect == Dialect::Sqlite && not_by.contains(&column) {
            self.sql.push('+');
        }
        self.sql.push_str(column);
    }

    fn nested(&mut self, select: Select, inner: &Condition<'a>) {
        let text = match self.dialect {
            Dialect::Sqlite => select.sqlite,
            Dialect::Postgres => select.postgres,
        };
        for (number, piece) in text.split('~').enumerate() {
            let not_by = self.order.not_by_one.iter().any(|column| piece.starts_with(column));
            if number > 0 && self.dialect == Dialect::Sqlite && not_by {
                self.sql.push('+');
            }
            self.sql.push_str(piece);
        }
        if *inner != Condition::Always {
            self.sql.push_str(if text.contains(" WHERE ") { " AND " } else { " WHERE " });
            self.condition(inner);
        }
        self.sql.push(')');
    }

    fn separate(&mut self, number: usize, separator: &str) {
        if number > 0 {
            self.sql.push_str(separator);
        }
    }

    /// Writes SQL with a `?` for each value in turn.
    pub(super) fn text(&mut self, text: &str, values: &[Param<'a>]) {
        let mut values = values.iter();
        for (number, piece) in text.split('?').enumerate() {
            if let Some(value) = (number > 0).then(|| values.next()).flatten() {
                self.bind(value.clone());
            }
            self.sql.push_str(piece);
        }
        debug_assert!(values.next().is_none(), "more values than places: {text}");
    }

    /// A single value is compared by `=`, which lets an index give the rows in their order.
    fn one_of(&mut self, values: &[Param<'a>]) {
        if let [one] = values {
            self.sql.push_str(" = ");
            self.bind(one.clone());
        } else {
            self.list(values);
        }
    }

    /// Writes ` IN (…)`. Short lists are filled up with their last value to a power of two, so that few texts are
    /// prepared; long ones are bound as one JSON array, since databases bound the number of parameters.
    fn list(&mut self, values: &[Param<'a>]) {
        const MANY: usize = 64;
        if values.len() > MANY {
            self.json_list(values);
            return;
        }
        self.sql.push_str(" IN (");
        for number in 0..values.len().next_power_of_two() {
            self.separate(number, ", ");
            if let Some(value) = values.get(number).or(values.last()) {
                self.bind(value.clone());
            }
        }
        self.sql.push(')');
    }

    fn json_list(&mut self, values: &[Param<'a>]) {
        let are_ids = matches!(values, [Param::Uuid(_), ..]);
        let texts: Vec<_> = values
            .iter()
            .map(|value| match value {
                Param::Uuid(id) => id.simple().to_string(),
                Param::Text(text) => (*text).to_owned(),
                Param::Owned(text) => text.clone(),
                other => unreachable!("filters list ids and texts, not {other:?}"),
            })
            .collect();
        self.sql.push_str(match (self.dialect, are_ids) {
            (Dialect::Sqlite, true) => " IN (SELECT unhex(value) FROM json_each(",
            (Dialect::Sqlite, false) => " IN (SELECT value FROM json_each(",
            (Dialect::Postgres, true) => {
                " IN (SELECT CAST(value AS uuid) FROM json_array_elements_text(CAST("
            }
            (Dialect::Postgres, false) => " IN (SELECT value FROM json_array_elements_text(CAST(",
        });
        self.bind(Param::from(&texts));
        self.sql.push_str(match self.dialect {
            Dialect::Sqlite => "))",
            Dialect::Postgres => " AS json)))",
        });
    }

    /// The array has the tag. The tag's JSON text is looked for first, which is cheap and lets few rows through that
    /// have not got it, such as those with a tag that ends in a quote and the same text.
    fn has_tag(&mut self, column: &str, tag: &'a str) {
        let json = serde_json::Value::from(tag).to_string();
        self.push(&match self.dialect {
            Dialect::Sqlite => ["(instr(", column, ", "],
            Dialect::Postgres => ["(strpos(", column, ", "],
        });
        self.bind(Param::Owned(json));
        self.push(&match self.dialect {
            Dialect::Sqlite => [") > 0 AND EXISTS (SELECT 1 FROM json_each(", column, ") WHERE value = "],
            Dialect::Postgres => [
                ") > 0 AND EXISTS (SELECT 1 FROM json_array_elements_text(CAST(",
                column,
                " AS json)) WHERE value = ",
            ],
        });
        self.bind(Param::Text(tag));
        self.sql.push_str("))");
    }
}
