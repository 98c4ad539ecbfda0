//! Starts and stops a server under test, and watches what it costs.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use tokio::{
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::{
    http::{self, Connection},
    options::Options,
    postgres::{self, Postgres},
    process::{self, Memory},
};

/// A first start makes the database and may be slow; more than this is a failure.
const START_LIMIT: Duration = Duration::from_mins(2);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Prefect 3.8.8's own.
    Prefect,
    /// Ours.
    Weir,
}

impl Kind {
    /// As it is written in the results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prefect => "prefect",
            Self::Weir => "weir",
        }
    }
}

/// Where one server's databases are made, one for each part of the benchmark: so none meets what another one wrote.
#[derive(Debug)]
pub struct Site<'a> {
    /// Which server.
    pub kind: Kind,
    /// Holds the files of all parts.
    pub directory: PathBuf,
    /// Where the databases are made; none for `SQLite`.
    pub postgres: Option<&'a mut Postgres>,
}

impl Site<'_> {
    /// A server for a part, on a new database.
    ///
    /// # Errors
    /// When the program is not there, or the database cannot be made.
    pub async fn recipe(&mut self, options: &Options, part: &str) -> Result<Recipe> {
        let name = format!("weir_bench_{}_{part}", self.kind.name());
        let database = match &mut self.postgres {
            Some(postgres) => Some(postgres.database(&name).await?),
            None => None,
        };
        Recipe::new(self.kind, options, &self.directory.join(part), database.as_deref())
    }
}

/// How to start one server on one database.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// Which server.
    pub kind: Kind,
    /// Holds the `SQLite` file, the log and Prefect's home.
    pub directory: PathBuf,
    /// As this kind of server reads it.
    pub database_url: String,
    /// Prefect's Python environment.
    pub venv: PathBuf,
    weir: PathBuf,
}

impl Recipe {
    /// A server of `kind` with its files in `directory`; on a new `SQLite` file there unless `postgres` names a database.
    ///
    /// # Errors
    /// When the program is not there.
    pub fn new(kind: Kind, options: &Options, directory: &Path, postgres: Option<&str>) -> Result<Self> {
        std::fs::create_dir_all(directory)?;
        let file = directory.join("server.db");
        let database_url = match (kind, postgres) {
            (Kind::Prefect, None) => format!("sqlite+aiosqlite:///{}", file.display()),
            (Kind::Weir, None) => format!("sqlite:///{}", file.display()),
            (Kind::Prefect, Some(url)) => url.replacen("postgresql://", "postgresql+asyncpg://", 1),
            (Kind::Weir, Some(url)) => url.to_owned(),
        };
        let absolute = |path: &Path| std::path::absolute(path);
        let recipe = Self {
            kind,
            directory: directory.to_owned(),
            database_url,
            venv: absolute(&options.venv)?,
            weir: absolute(&options.weir)?,
        };
        let program = recipe.program();
        if !program.exists() {
            bail!("{} is not there (see bench/README.md)", program.display());
        }
        Ok(recipe)
    }

    /// Environment under which Prefect's programs find their files and nothing of the user's.
    pub fn prefect_environment(&self) -> [(&'static str, String); 4] {
        [
            ("PREFECT_HOME", self.directory.join("home").display().to_string()),
            ("PREFECT_API_DATABASE_CONNECTION_URL", self.database_url.clone()),
            ("PREFECT_SERVER_ANALYTICS_ENABLED", "false".to_owned()),
            ("DO_NOT_TRACK", "1".to_owned()),
        ]
    }

    /// On `PostgreSQL`, brings the database to rest after many rows were written; see [`postgres::vacuum`].
    ///
    /// # Errors
    /// When `psql` fails.
    pub async fn vacuum(&self) -> Result<()> {
        match self.postgres_url() {
            Some(url) => postgres::vacuum(&url).await,
            None => Ok(()),
        }
    }

    /// How long `PostgreSQL` has worked for this database so far; see [`postgres::spent`].
    pub async fn spent_in_postgres(&self) -> Option<Duration> {
        postgres::spent(&self.postgres_url()?).await
    }

    fn postgres_url(&self) -> Option<String> {
        let url = self.database_url.replacen("postgresql+asyncpg://", "postgresql://", 1);
        url.starts_with("postgresql://").then_some(url)
    }

    fn program(&self) -> PathBuf {
        match self.kind {
            Kind::Prefect => self.venv.join("bin/prefect"),
            Kind::Weir => self.weir.clone(),
        }
    }

    fn command(&self, port: u16) -> Result<Command> {
        let log = File::options().create(true).append(true).open(self.directory.join("server.log"))?;
        let mut command = Command::new(self.program());
        command
            .args(["server", "start", "--host", "127.0.0.1", "--port", &port.to_string()])
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        match self.kind {
            Kind::Prefect => command.envs(self.prefect_environment()),
            Kind::Weir => command
                .env("WEIR_DATABASE_URL", &self.database_url)
                .env("WEIR_NOTIFICATIONS_ALLOW_PRIVATE", "true")
                .env("WEIR_HOME", self.directory.join("home")),
        };
        Ok(command)
    }
}

/// A running server; it is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    /// Which server.
    pub kind: Kind,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to the first healthy answer.
    pub started_in: Duration,
    /// How it was started.
    pub recipe: Recipe,
    child: Child,
    pid: u32,
}

impl Server {
    /// Starts the server on a free loopback port and waits for its first healthy answer.
    ///
    /// # Errors
    /// When it ends, or is not healthy within two minutes; the message has the end of its log.
    pub async fn start(recipe: &Recipe) -> Result<Self> {
        let address = free_address()?;
        let begin = Instant::now();
        let child = recipe
            .command(address.port())?
            .spawn()
            .with_context(|| format!("failed to start {}", recipe.program().display()))?;
        let pid = child.id().context("the server ended at once")?;
        let mut server = Self {
            kind: recipe.kind,
            address,
            started_in: Duration::ZERO,
            recipe: recipe.clone(),
            child,
            pid,
        };
        let health = http::get("/health");
        let mut connection = Connection::new(address);
        while begin.elapsed() < START_LIMIT {
            if let Ok(200) = connection.send(&health).await {
                server.started_in = begin.elapsed();
                return Ok(server);
            }
            if server.child.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(2)).await;
        }
        bail!("{} did not become healthy:\n{}", recipe.kind.name(), server.log_tail())
    }

    /// Address as `PREFECT_API_URL` wants it.
    pub fn api_url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// Processor time used since the start, children included.
    pub fn cpu(&self) -> Result<Duration> {
        process::cpu_time(self.pid).with_context(|| format!("log of the server:\n{}", self.log_tail()))
    }

    /// Processor seconds that the server uses while it is left alone for `time`.
    pub async fn idle_cpu(&self, time: Duration) -> f64 {
        let before = process::precise_cpu_time(self.pid);
        sleep(time).await;
        process::precise_cpu_time(self.pid).saturating_sub(before).as_secs_f64()
    }

    /// Memory in MiB, children included.
    pub fn memory(&self, which: Memory) -> f64 {
        process::memory_mib(self.pid, which)
    }

    /// Starts a new peak of memory.
    pub fn reset_peak(&self) -> Result<()> {
        process::reset_peak(self.pid)
    }

    /// Waits until the server uses under a tenth of a processor over half a second, at most `limit`.
    pub async fn settle(&self, limit: Duration) -> Result<()> {
        const WINDOW: Duration = Duration::from_millis(500);
        let deadline = Instant::now() + limit;
        let mut before = self.cpu()?;
        while Instant::now() < deadline {
            sleep(WINDOW).await;
            let now = self.cpu()?;
            if now.saturating_sub(before) < WINDOW / 10 {
                break;
            }
            before = now;
        }
        Ok(())
    }

    /// Asks the server to end and waits for it; kills it after ten seconds.
    pub async fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await?;
        if timeout(Duration::from_secs(10), self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }

    /// The last lines of what the server printed.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read(self.recipe.directory.join("server.log")).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

/// A loopback port that nobody listens on.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
