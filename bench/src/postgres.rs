//! A throw-away `PostgreSQL` from Debian's package, or one that is already there.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use tokio::{
    process::{Child, Command},
    time::sleep,
};

use crate::server::free_address;

/// A server on which each server under test gets a database of its own.
#[derive(Debug)]
pub struct Postgres {
    /// URL of the maintenance database.
    url: String,
    /// The throw-away server; killed when this is dropped.
    child: Option<Child>,
    /// The names of the databases that were made.
    made: Vec<String>,
}

impl Postgres {
    /// Uses the server at `url`, whose role may create databases.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), child: None, made: Vec::new() }
    }

    /// Starts a server on a free loopback port with its data in `directory` and its usual durable commits.
    ///
    /// # Errors
    /// When Debian's package is not installed or the server does not come up within 30 seconds.
    pub async fn start(directory: &Path) -> Result<Self> {
        let programs = programs()?;
        let data = directory.join("postgres");
        std::fs::create_dir_all(&data)?;
        let account = if run(Command::new("id").arg("-u")).await?.trim() == "0" {
            run(Command::new("chown").args(["-R", "postgres"]).arg(&data)).await?;
            Some("postgres")
        } else {
            None
        };
        let data = data.display().to_string();
        let initdb = programs.join("initdb");
        run(as_account(account, &initdb).args(["-D", &data, "-U", "bench", "-A", "trust", "--no-sync"]))
            .await?;
        let port = free_address()?.port();
        let url = format!("postgresql://bench@127.0.0.1:{port}/postgres");
        let child = as_account(account, &programs.join("postgres"))
            .args(["-D", &data, "-p", &port.to_string(), "-k", &data])
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"])
            .args(["-c", "shared_preload_libraries=pg_stat_statements"])
            .args(["-c", "pg_stat_statements.track_planning=on"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let postgres = Self { url, child: Some(child), made: Vec::new() };
        let deadline = Instant::now() + Duration::from_secs(30);
        while let Err(error) = postgres.query("SELECT 1").await {
            if Instant::now() > deadline {
                return Err(error.context("PostgreSQL did not come up"));
            }
            sleep(Duration::from_millis(100)).await;
        }
        postgres.query("CREATE EXTENSION pg_stat_statements").await?;
        Ok(postgres)
    }

    /// Makes an empty database (dropping one of the same name) and returns its URL.
    pub async fn database(&mut self, name: &str) -> Result<String> {
        self.query(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        self.query(&format!("CREATE DATABASE {name}")).await?;
        self.made.push(name.to_owned());
        let (base, _) = self.url.rsplit_once('/').context("the PostgreSQL URL names no database")?;
        Ok(format!("{base}/{name}"))
    }

    /// Drops what [`Self::database`] made and ends a throw-away server.
    pub async fn stop(mut self) -> Result<()> {
        for name in &self.made {
            self.query(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        if let Some(child) = &mut self.child {
            if let Some(pid) = child.id() {
                Command::new("kill").args(["-INT", &pid.to_string()]).status().await?;
            }
            child.wait().await?;
        }
        Ok(())
    }

    async fn query(&self, sql: &str) -> Result<String> {
        run(Command::new("psql").args(["-X", "-q", "-A", "-t", "-d", &self.url, "-c", sql])).await
    }
}

/// Does now what autovacuum would do a little later with the database at `url`, so that reads do not meet it halfway.
pub async fn vacuum(url: &str) -> Result<()> {
    run(Command::new("psql").args(["-X", "-q", "-d", url, "-c", "VACUUM (ANALYZE)"])).await.map(drop)
}

/// How long `PostgreSQL` has planned and run statements in the database at `url` so far. None where it does not count
/// that, as on a server that is not ours.
pub async fn spent(url: &str) -> Option<Duration> {
    let (base, name) = url.rsplit_once('/')?;
    let sql = format!(
        "SELECT COALESCE(SUM(total_plan_time + total_exec_time), 0) FROM pg_stat_statements AS s \
         JOIN pg_database AS d ON d.oid = s.dbid WHERE d.datname = '{name}'"
    );
    let mut psql = Command::new("psql");
    psql.args(["-X", "-q", "-A", "-t", "-d", &format!("{base}/postgres"), "-c", &sql]);
    let milliseconds: f64 = run(&mut psql).await.ok()?.trim().parse().ok()?;
    Some(Duration::from_secs_f64(milliseconds / 1e3))
}

/// A command under `account`, or under our own.
///
/// `setpriv` replaces itself with the program, so that our child is the program and ends with it.
fn as_account(account: Option<&str>, program: &Path) -> Command {
    match account {
        None => Command::new(program),
        Some(name) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", name, "--regid", name, "--init-groups"]).arg(program);
            command
        }
    }
}

/// Debian's directory of server programs with the highest version.
fn programs() -> Result<PathBuf> {
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").context("Debian's postgresql is not installed")?;
    versions
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .max()
        .map(|(_, path)| path)
        .context("no PostgreSQL under /usr/lib/postgresql")
}

async fn run(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().await?;
    if !output.status.success() {
        let program = command.as_std().get_program().display();
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}
