//! `weir server start`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use tokio::net::TcpListener;
use weir_api::{App, Settings};
use weir_services::Services;
use weir_store::{DatabaseUrl, Store};
use weir_types::Clock;

use crate::{settings, telemetry};

#[derive(Debug, Subcommand)]
pub(crate) enum Server {
    /// Serve the API until interrupted.
    Start(Start),
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The address to listen on (`WEIR_HOST`, `PREFECT_SERVER_API_HOST`) [default: 127.0.0.1].
    #[arg(long)]
    host: Option<String>,
    /// The port to listen on (`WEIR_PORT`, `PREFECT_SERVER_API_PORT`) [default: 4200].
    #[arg(long)]
    port: Option<u16>,
    /// The database: `sqlite:///path` or `postgresql://user:password@host/name` (`WEIR_DATABASE_URL`,
    /// `PREFECT_API_DATABASE_CONNECTION_URL`) [default: `~/.weir/weir.db`].
    #[arg(long)]
    database: Option<DatabaseUrl>,
}

impl Server {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Start(start) => start.run().await,
        }
    }
}

impl Start {
    async fn run(self) -> anyhow::Result<()> {
        telemetry::start();
        let (host, port) = (settings::host(self.host)?, settings::port(self.port)?);
        let database = settings::database(self.database)?;
        let api = Settings { auth_string: settings::auth_string(), ..Settings::default() };
        let store = Store::open(&database).await.with_context(|| format!("failed to open {database}"))?;
        let listener = TcpListener::bind((host.as_str(), port))
            .await
            .with_context(|| format!("failed to listen on {host}:{port}"))?;
        let address = listener.local_addr()?;
        if api.auth_string.is_none() && !address.ip().is_loopback() {
            tracing::warn!(%address, "anybody who reaches this address can use the API: no access is configured");
        }
        tracing::info!(%address, %database, "serving");
        eprintln!("Weir serves {database} on http://{address}\nexport PREFECT_API_URL=http://{address}/api");
        // They run until the last request is answered.
        let _services = Services::start(&store);
        let app = App::new(store, Clock::system(), api);
        weir_api::serve(listener, app, stop()).await?;
        Ok(())
    }
}

/// Completes when the process is asked to end.
async fn stop() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::warn!(%error, "cannot hear SIGTERM");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        result = tokio::signal::ctrl_c() => drop(result),
    }
}
