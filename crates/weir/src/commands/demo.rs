//! `weir demo`: fills a fresh database, so that there is something to look at.

use anyhow::{anyhow, bail};
use clap::Args;
use weir_store::{Conn, DatabaseUrl, Store, StoreError};
use weir_types::{Clock, TimeDelta};

use crate::{demo, output::Output, settings};

/// Writes a month of a small company's flow runs: schedules, retries, failures in bursts, flows that get slower. A
/// server may be running on the database.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The database, as for `weir server start`.
    #[arg(long)]
    database: Option<DatabaseUrl>,
    /// How many days, up to now.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=366))]
    days: i64,
    /// Another seed tells another month.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Add to a database that has flow runs already.
    #[arg(long)]
    force: bool,
}

impl Demo {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let database = settings::database(self.database)?;
        let failed = |error: StoreError| anyhow!("cannot use {database}: failed to {error}");
        let store = Store::open(&database).await.map_err(failed)?;
        if !self.force && store.read((), |conn, ()| Box::pin(has_runs(conn))).await.map_err(failed)? {
            bail!(
                "{database} has flow runs already: use a fresh database, or --force to add the demo's to them"
            );
        }
        let now = Clock::system().now();
        let begin = now - TimeDelta::from_secs(self.days * 86_400);
        let written = demo::write(&store, demo::tell(self.seed, begin, now), (begin, now)).await?;
        output.line(format_args!(
            "{} flow runs, {} task runs and {} lines of log of {} days are in {database}",
            written.flow_runs, written.task_runs, written.logs, self.days
        ))?;
        output.line(
            "Look at them: `weir server start`, then `weir status` and `weir runs ls --state Failed`",
        )?;
        Ok(())
    }
}

async fn has_runs(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(conn.first("SELECT 1 FROM flow_runs LIMIT 1", &[], |row| row.get::<i64>(0)).await?.is_some())
}
