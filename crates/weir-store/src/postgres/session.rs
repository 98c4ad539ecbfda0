//! One connection to PostgreSQL inside a unit of work.
//!
//! Each message costs both sides, and each answer that is waited for a way to the server and back. So a transaction is
//! begun no sooner than a statement needs it; writes whose outcome nobody needs wait for the next statement that is sent,
//! or for the commit, and go as one statement; and what is sent together is not waited for one by one.

use deadpool_postgres::Object;
use futures_util::future::{try_join, try_join_all};
use tokio_postgres::{
    Error, Row, Statement,
    types::{ToSql, Type},
};

use super::merged::Merged;
use crate::{error::Result, param::Param};

/// How many statements are sent before their answers are awaited.
const PIPELINE: usize = 256;

/// How many statements wait at most. [`try_join_all`] sends at once only what it holds in a plain list, up to 30.
const MOST_LATER: usize = 24;

/// How many statements a connection keeps prepared. The shapes of filters are many: a connection that has prepared too
/// many forgets them all, so that neither side keeps them without end.
const MOST_PREPARED: usize = 1000;

/// A statement with its parameters.
type Bound = (Statement, Vec<Param<'static>>);

/// A connection and what has still to be sent on it.
pub(crate) struct Session {
    client: Object,
    /// Whether the unit is one transaction.
    is_unit: bool,
    /// Whether that was begun.
    is_open: bool,
    later: Vec<Merged>,
}

impl Session {
    pub(crate) fn new(client: Object) -> Self {
        Self { client, is_unit: false, is_open: false, later: Vec::new() }
    }

    pub(crate) fn into_client(self) -> Object {
        self.client
    }

    /// What is sent from now on, until [`Session::finish`], is one transaction.
    pub(crate) fn begin(&mut self) {
        self.is_unit = true;
    }

    /// Ends the unit: commits it with the writes that wait, or rolls it back without.
    pub(crate) async fn finish(&mut self, keep: bool) -> Result<()> {
        if keep {
            if !self.is_open && self.later.len() <= 1 {
                // A single statement is a transaction by itself.
                self.is_unit = false;
                let ahead = self.ahead("").await?;
                sent(&self.client, &ahead).await?;
            } else {
                self.run("COMMIT", &[]).await?;
                self.is_open = false;
            }
        }
        self.later.clear();
        self.is_unit = false;
        if std::mem::take(&mut self.is_open) {
            self.client.batch_execute("ROLLBACK").await?;
        }
        Ok(())
    }

    /// Runs statements without parameters.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.client.batch_execute(sql).await?)
    }

    /// Runs a write together with the next statement that is sent, or with the commit; its failure is theirs.
    pub(crate) async fn later(&mut self, sql: &str, params: Vec<Param<'static>>) -> Result<()> {
        let left = match self.later.last_mut() {
            Some(last) => last.take(sql, params),
            None => Some(params),
        };
        if let Some(params) = left {
            if self.later.len() == MOST_LATER {
                let ahead = self.ahead(sql).await?;
                sent(&self.client, &ahead).await?;
            }
            self.later.push(Merged::new(sql, params));
        }
        Ok(())
    }

    /// Runs a statement; answers how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let (statement, ahead) = self.ready(sql).await?;
        let params = dynamic(params);
        let ((), touched) =
            try_join(sent(&self.client, &ahead), self.client.execute(&statement, &params)).await?;
        Ok(touched)
    }

    /// The rows of a statement's answer.
    pub(crate) async fn rows(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let (statement, ahead) = self.ready(sql).await?;
        let params = dynamic(params);
        let ((), rows) = try_join(sent(&self.client, &ahead), self.client.query(&statement, &params)).await?;
        Ok(rows)
    }

    /// The rows of the answer of a statement that is planned for these values: how a filter is best answered depends on
    /// how many rows have the value, which the plan of a prepared statement does not know. Planning costs 0.2 ms.
    pub(crate) async fn planned_rows(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let ahead = self.ahead(sql).await?;
        let params: Vec<(&(dyn ToSql + Sync), Type)> =
            params.iter().map(|param| (param as _, param.kind())).collect();
        let ((), rows) = try_join(sent(&self.client, &ahead), self.client.query_typed(sql, &params)).await?;
        Ok(rows)
    }

    /// Runs a statement for each row of parameters; answers how many rows each run touched.
    pub(crate) async fn run_each<const N: usize>(
        &mut self,
        sql: &str,
        rows: &[[Param<'_>; N]],
    ) -> Result<Vec<u64>> {
        let statement = &self.next(sql).await?;
        let client = &self.client;
        let mut touched = Vec::with_capacity(rows.len());
        for rows in rows.chunks(PIPELINE) {
            let runs = rows.iter().map(|row| async move { client.execute(statement, &dynamic(row)).await });
            touched.extend(try_join_all(runs).await?);
        }
        Ok(touched)
    }

    /// The first row, if any, of a statement's answer for each row of parameters.
    pub(crate) async fn first_each<const N: usize>(
        &mut self,
        sql: &str,
        rows: &[[Param<'_>; N]],
    ) -> Result<Vec<Option<Row>>> {
        let statement = &self.next(sql).await?;
        let client = &self.client;
        let mut first = Vec::with_capacity(rows.len());
        for rows in rows.chunks(PIPELINE) {
            let runs = rows.iter().map(|row| async move { client.query(statement, &dynamic(row)).await });
            first.extend(try_join_all(runs).await?.into_iter().map(|rows| rows.into_iter().next()));
        }
        Ok(first)
    }

    /// A prepared statement, and what has to be sent before it.
    async fn ready(&mut self, sql: &str) -> Result<(Statement, Vec<Bound>)> {
        let statement = self.prepared(sql).await?;
        Ok((statement, self.ahead(sql).await?))
    }

    /// A prepared statement, after what had to be sent before it.
    async fn next(&mut self, sql: &str) -> Result<Statement> {
        let (statement, ahead) = self.ready(sql).await?;
        sent(&self.client, &ahead).await?;
        Ok(statement)
    }

    /// What has to be sent before the statement `next`.
    async fn ahead(&mut self, next: &str) -> Result<Vec<Bound>> {
        let mut ahead = Vec::with_capacity(1 + self.later.len());
        if self.is_unit && !self.is_open && !(self.later.is_empty() && only_reads(next)) {
            ahead.push((self.prepared("BEGIN").await?, Vec::new()));
            self.is_open = true;
        }
        for merged in std::mem::take(&mut self.later) {
            let (sql, params) = merged.statement();
            ahead.push((self.prepared(&sql).await?, params));
        }
        Ok(ahead)
    }

    /// Prepares a statement, or finds it prepared.
    async fn prepared(&self, sql: &str) -> Result<Statement> {
        if self.client.statement_cache.size() > MOST_PREPARED {
            self.client.statement_cache.clear();
        }
        Ok(self.client.prepare_cached(sql).await?)
    }
}

/// Whether a statement leaves no trace, so that it makes no difference whether it runs in the unit's transaction: each
/// statement sees what was committed before it in either case. When in doubt it is one that does.
fn only_reads(sql: &str) -> bool {
    sql.starts_with("SELECT") && !sql.contains(" FOR ") && !sql.contains("pg_")
}

/// Sends statements in their order and awaits that all have run.
async fn sent(client: &Object, statements: &[Bound]) -> Result<(), Error> {
    let runs = statements
        .iter()
        .map(|(statement, params)| async move { client.execute(statement, &dynamic(params)).await });
    try_join_all(runs).await?;
    Ok(())
}

fn dynamic<'p>(params: &'p [Param<'_>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(|param| param as _).collect()
}
