//! Writes that are sent as one statement.

use crate::param::Param;

/// Writes whose outcome nobody needs, to different tables, as one statement: `WITH w0 AS (…), w1 AS (…) …`. All see what
/// was there before, so none may rest on what another one writes; that is why a table comes once.
pub(crate) struct Merged {
    /// The statements but the last, as members of its `WITH`.
    before: String,
    last: String,
    tables: Vec<String>,
    params: Vec<Param<'static>>,
}

impl Merged {
    pub(crate) fn new(sql: &str, params: Vec<Param<'static>>) -> Self {
        Self { before: String::new(), last: sql.to_owned(), tables: tables(sql), params }
    }

    /// Adds a write behind the others; gives its parameters back when it has to be a statement of its own.
    pub(crate) fn take(&mut self, sql: &str, params: Vec<Param<'static>>) -> Option<Vec<Param<'static>>> {
        let tables = tables(sql);
        // PostgreSQL allows writes in a `WITH` only at the top, so a statement that has one must be the last.
        if self.last.starts_with(WITH) || tables.iter().any(|table| self.tables.contains(table)) {
            return Some(params);
        }
        let number = self.tables.len();
        let separator = if self.before.is_empty() { "" } else { ", " };
        let last = std::mem::replace(&mut self.last, renumbered(sql, self.params.len()));
        self.before.extend([separator, "w", &number.to_string(), " AS (", &last, ")"]);
        self.tables.extend(tables);
        self.params.extend(params);
        None
    }

    /// The text with all parameters.
    pub(crate) fn statement(self) -> (String, Vec<Param<'static>>) {
        let sql = match (self.before.is_empty(), self.last.strip_prefix(WITH)) {
            (true, _) => self.last,
            (false, Some(members)) => format!("WITH {}, {members}", self.before),
            (false, None) => format!("WITH {} {}", self.before, self.last),
        };
        (sql, self.params)
    }
}

const WITH: &str = "WITH ";

/// The tables that a statement writes to.
fn tables(sql: &str) -> Vec<String> {
    ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
        .iter()
        .flat_map(|verb| sql.match_indices(verb).map(|(at, _)| &sql[at + verb.len()..]))
        .map(|rest| rest.split([' ', '(', '\n']).next().unwrap_or_default().to_owned())
        .collect()
}

/// The statement with `offset` added to the numbers of its placeholders.
fn renumbered(sql: &str, offset: usize) -> String {
    let mut parts = sql.split('$');
    let mut text = String::with_capacity(sql.len() + 40);
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let number = number.parse::<usize>().unwrap_or_default() + offset;
        text.extend(["$", &number.to_string(), rest]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    #[test]
    fn writes_to_different_tables_are_one_statement() {
        let mut merged = Merged::new("INSERT INTO a (x, y) VALUES ($1, $2)", params![1_i64, 2_i64].into());
        assert!(
            merged.take("UPDATE b SET x = $1 WHERE y = $2 OR z = $1", params![3_i64, 4_i64].into()).is_none()
        );
        let with = "WITH new AS (INSERT INTO c VALUES ($1) RETURNING x) INSERT INTO d SELECT x, $2 FROM new";
        assert!(merged.take(with, params![5_i64, 6_i64].into()).is_none());
        let (sql, params) = merged.statement();
        assert_eq!(
            sql,
            "WITH w1 AS (INSERT INTO a (x, y) VALUES ($1, $2)), w2 AS (UPDATE b SET x = $3 WHERE y = $4 OR z = $3), \
             new AS (INSERT INTO c VALUES ($5) RETURNING x) INSERT INTO d SELECT x, $6 FROM new"
        );
        assert_eq!(params, params![1_i64, 2_i64, 3_i64, 4_i64, 5_i64, 6_i64]);
    }

    #[test]
    fn a_table_is_written_once_in_a_statement() {
        let mut merged = Merged::new("UPDATE a SET x = $1", params![1_i64].into());
        assert_eq!(
            merged.take("DELETE FROM a WHERE x = $1", params![2_i64].into()),
            Some(params![2_i64].into())
        );
        assert_eq!(
            merged.take("INSERT INTO a(x) VALUES ($1)", params![3_i64].into()),
            Some(params![3_i64].into())
        );
        assert_eq!(merged.statement(), ("UPDATE a SET x = $1".to_owned(), params![1_i64].into()));
    }

    #[test]
    fn nothing_comes_behind_a_statement_with_members() {
        let mut merged =
            Merged::new("WITH a AS (DELETE FROM a RETURNING x) INSERT INTO b SELECT x FROM a", vec![]);
        assert!(merged.take("DELETE FROM c", vec![]).is_some());
    }
}
