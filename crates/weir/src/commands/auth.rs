//! `weir auth`: who may use the server. The commands work on the database, so they need no server, and no key.

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use weir_store::{DatabaseUrl, Store, api_keys, audit};
use weir_types::{
    Clock, Timestamp,
    api_keys::{ApiKey, ApiKeyCreate, ApiKeyCreated, Role, is_name},
    audit::{AuditEntry, AuditQuery},
};

use crate::{
    moment::{Lifetime, Moment, moment},
    output::{self, Output},
    settings,
    table::{self, Cell},
};

/// A server on the same database notices within two seconds.
#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    /// Make an API key and print it. With the first key, the server asks everybody for one.
    Create(Create),
    /// List the API keys.
    Ls(Ls),
    /// Take its force from an API key.
    Revoke(Revoke),
    /// Show what was changed by whom, the newest first.
    Audit(Audit),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What the key is called in lists and in the audit log, such as the name of who will have it.
    #[arg(value_parser = name)]
    name: String,
    /// `admin`: everything; `operator`: all that runs, workers and deploying do; `viewer`: reading all but secrets;
    /// `metrics`: scraping /metrics.
    #[arg(long)]
    role: Role,
    /// After how long the key loses its force, such as 12h, 90d or 52w [default: never].
    #[arg(long)]
    expires: Option<Lifetime>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The name of the key.
    name: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Only what came since then: 2026-11-21T09:30:00Z, or how long ago, as in 12h or 7d.
    #[arg(long, value_parser = moment)]
    since: Option<Moment>,
    /// How many entries at most.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..))]
    limit: i64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
struct Database {
    /// The database, as for `weir server start`.
    #[arg(long)]
    database: Option<DatabaseUrl>,
}

fn name(text: &str) -> Result<String, &'static str> {
    if is_name(text) { Ok(text.to_owned()) } else { Err("expected 1 to 100 printable characters") }
}

impl Auth {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create(command) => command.run(output).await,
            Self::Ls(command) => command.run(output).await,
            Self::Revoke(command) => command.run(output).await,
            Self::Audit(command) => command.run(output).await,
        }
    }
}

impl Database {
    async fn open(self) -> anyhow::Result<Store> {
        let database = settings::database(self.database)?;
        Store::open(&database).await.map_err(|error| anyhow!("cannot use {database}: failed to {error}"))
    }
}

impl Create {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let Self { name, role, expires, database } = self;
        let (store, now) = (database.open().await?, Clock::system().now());
        let expires = expires.map(|Lifetime(lifetime)| now + lifetime);
        let new = ApiKeyCreate { name: name.clone(), role, expires };
        let created = store
            .write(new, move |conn, new| Box::pin(api_keys::create(conn, new, now)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        let Some(ApiKeyCreated { api_key, key }) = created else {
            bail!(
                "there is a key {name:?} already: revoke it first by `weir auth revoke`, or choose another name"
            )
        };
        let until = api_key.expires.map(|at| format!(", until {}", output::time(at))).unwrap_or_default();
        eprintln!(
            "The key {name:?} has the role {role}{until}. It is shown this once; for the Prefect SDK:\n\
             export PREFECT_API_AUTH_STRING=THE_KEY"
        );
        Ok(output.line(key.expose())?)
    }
}

impl Ls {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.open().await?;
        let keys = store
            .read((), |conn, ()| Box::pin(api_keys::list(conn)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        if self.json {
            return output.json(&keys);
        }
        let now = Clock::system().now();
        let rows: Vec<_> = keys.iter().map(|key| row(key, now)).collect();
        for line in table::lines(output, ["NAME", "ROLE", "STATE", "CREATED", "EXPIRES", "LAST USED"], &rows)
        {
            output.line(line)?;
        }
        Ok(())
    }
}

fn row(key: &ApiKey, now: Timestamp) -> [Cell; 6] {
    let state = match key.revoked {
        Some(_) => "revoked",
        None if key.is_good(now) => "good",
        None => "expired",
    };
    let time = |at: Option<Timestamp>| Cell::new(at.map_or_else(|| "-".to_owned(), output::time));
    [
        Cell::new(&key.name),
        Cell::new(key.role),
        Cell::new(state),
        time(Some(key.created)),
        time(key.expires),
        time(key.last_used),
    ]
}

impl Revoke {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let (store, now) = (self.database.open().await?, Clock::system().now());
        let name = self.name;
        let revoked = store
            .write(name.clone(), move |conn, name| Box::pin(api_keys::revoke(conn, name, now)))
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        if !revoked {
            bail!("there is no key {name:?} that is not revoked")
        }
        Ok(output.line(format_args!("The key {name:?} is revoked; servers refuse it within two seconds"))?)
    }
}

/// How many entries are read at once.
const PAGE: i64 = 500;

impl Audit {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let Self { since, limit, json, database } = self;
        let store = database.open().await?;
        let since = since.map(|since| since.before(Clock::system().now()));
        let mut entries: Vec<AuditEntry> = Vec::new();
        loop {
            let left = limit - i64::try_from(entries.len())?;
            let (after, wanted) = (entries.last().map(|entry| entry.id), left.min(PAGE));
            let query = AuditQuery { since, after, ..AuditQuery::default() };
            let page = store.read(query, move |conn, query| Box::pin(audit::list(conn, query, wanted)));
            let page = page.await.map_err(|error| anyhow!("failed to {error}"))?;
            let last = i64::try_from(page.len())? < wanted;
            entries.extend(page);
            if last || left == wanted {
                break;
            }
        }
        if json {
            return output.json(&entries);
        }
        let rows: Vec<_> = entries
            .iter()
            .map(|entry| {
                [
                    Cell::new(output::time(entry.at)),
                    Cell::new(&entry.key_name),
                    Cell::number(entry.status),
                    Cell::new(&entry.method),
                    Cell::new(&entry.path),
                    Cell::new(entry.request_id.as_deref().unwrap_or_default()),
                ]
            })
            .collect();
        for line in table::lines(output, ["TIME", "KEY", "STATUS", "METHOD", "PATH", "REQUEST"], &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}
