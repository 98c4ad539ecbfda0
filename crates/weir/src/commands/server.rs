//! `weir server start`.

use std::net::IpAddr;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use weir_api::{App, Settings};
use weir_store::{DatabaseUrl, Store};
use weir_types::Clock;

#[derive(Debug, Subcommand)]
pub(crate) enum Server {
    /// Serve the API until interrupted.
    Start(Start),
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The address to listen on.
    #[arg(long, env = "PREFECT_SERVER_API_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// The port to listen on.
    #[arg(long, env = "PREFECT_SERVER_API_PORT", default_value_t = 4200)]
    port: u16,
    /// The database: `sqlite:///path` or `postgresql://user:password@host/name`.
    #[arg(long, env = "WEIR_DATABASE_URL", hide_env_values = true, default_value = "sqlite:///weir.db")]
    database: DatabaseUrl,
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
        tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
        let store = Store::open(&self.database).await.context("failed to open the database")?;
        let listener = tokio::net::TcpListener::bind((self.host, self.port))
            .await
            .with_context(|| format!("failed to listen on {}:{}", self.host, self.port))?;
        tracing::info!(address = %listener.local_addr()?, database = %self.database, "serving");
        let app = App::new(store, Clock::system(), Settings::default());
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
