//! `weir server start`.

use std::{io, net::SocketAddr, time::Duration};

use anyhow::anyhow;
use clap::{Args, Subcommand};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use weir_api::{App, Settings};
use weir_export::{push::Signal, pushing::Pushing};
use weir_services::Services;
use weir_store::{DatabaseUrl, Store, StoreError, api_keys, seal::Seal, system_blocks};
use weir_types::{Clock, api_keys::ApiKey};

use crate::{settings, telemetry};

/// How long requests under way may take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

#[derive(Debug, Subcommand)]
pub(crate) enum Server {
    /// Serve the API until interrupted.
    Start(Start),
}

/// Each setting is a flag, or an environment variable of Weir's or of Prefect's that means the same.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Environment alone:
  WEIR_AUDIT_RETENTION_DAYS
      For how many days the audit log is kept [default: 90]
  WEIR_AUTH_STRING (PREFECT_SERVER_API_AUTH_STRING)
      `user:password` that every request must bring [default: nobody is asked]
  WEIR_BODY_TIMEOUT_SECONDS
      How long a request may take for its body [default: 120]
  WEIR_CANCELLATION_CLEANUP_ENABLED (PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED,
      PREFECT_API_SERVICES_CANCELLATION_CLEANUP_ENABLED)
      Whether tasks and subflows of cancelled runs are cancelled, and runs whose cancelling never ends [default: true]
  WEIR_CANCELLATION_CLEANUP_LOOP_SECONDS (PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS,
      PREFECT_API_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS)
      How often they are looked for [default: 20]
  WEIR_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS (PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS)
      How long a run may be in Cancelling before it is Cancelled [default: 300]
  WEIR_CLOUDWATCH_NAMESPACE
      The namespace of AWS CloudWatch that metrics are pushed to [default: none]
  WEIR_CLOUDWATCH_REGION
      Its region [default: that of AWS_REGION or AWS_DEFAULT_REGION]
  WEIR_CLOUDWATCH_URL
      Where it is reached [default: the region's address]
  WEIR_CORS_ALLOWED_ORIGINS, WEIR_CORS_ALLOWED_METHODS, WEIR_CORS_ALLOWED_HEADERS
  (PREFECT_SERVER_CORS_ALLOWED_ORIGINS, PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS,
  PREFECT_SERVER_CORS_ALLOWED_METHODS, PREFECT_SERVER_API_CORS_ALLOWED_METHODS,
  PREFECT_SERVER_CORS_ALLOWED_HEADERS, PREFECT_SERVER_API_CORS_ALLOWED_HEADERS)
      What pages of other origins may do: lists with commas, or `*` [default: *]
  WEIR_CSRF_PROTECTION (PREFECT_SERVER_CSRF_PROTECTION_ENABLED)
      Whether requests that change something must bring a CSRF token [default: false]
  WEIR_DATADOG_API_KEY
      The key with which metrics are pushed to Datadog's API [default: none are]
  WEIR_DATADOG_URL
      Where it is reached [default: https://api.datadoghq.com]
  WEIR_DB_VACUUM_BATCH_SIZE (PREFECT_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE)
      How many flow runs are deleted in one transaction [default: 200]
  WEIR_DB_VACUUM_ENABLED (PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED)
      Whether flow runs that ended long ago are deleted, and what comes of deleted runs later [default: false]
  WEIR_DB_VACUUM_LOOP_SECONDS (PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS)
      How often they are looked for [default: 3600]
  WEIR_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS (PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS)
      How often log lines and artifacts of runs that are not there are looked for [default: 86400]
  WEIR_DB_VACUUM_RETENTION_PERIOD (PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD)
      How long they stay after their end [default: 7776000 seconds, which is 90 days]
  WEIR_DEPLOYMENT_LEASE_SECONDS (PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION)
      How long a run that starts keeps a slot of its deployment before it must say that it lives [default: 300]
  WEIR_DEPLOYMENT_SLOT_WAIT_SECONDS (PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS,
      PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS)
      How long a run waits before it asks again for a slot of its deployment [default: 30]
  WEIR_DOGSTATSD_URL
      The agent that metrics are pushed to, as udp://host:port or unix:///path [default: none]
  WEIR_ENCRYPTION_KEY (PREFECT_SERVER_ENCRYPTION_KEY)
      32 bytes in base64 that seal the data of blocks [default: drawn once and kept with the database]
  WEIR_EVENTS_RETENTION_PERIOD (PREFECT_SERVER_EVENTS_RETENTION_PERIOD, PREFECT_EVENTS_RETENTION_PERIOD)
      How long events are kept: seconds, or as in P7D [default: for ever]
  WEIR_EXPORT_INTERVAL_SECONDS
      How often metrics are pushed [default: 60]
  WEIR_FOREMAN_ENABLED (PREFECT_SERVER_SERVICES_FOREMAN_ENABLED, PREFECT_API_SERVICES_FOREMAN_ENABLED)
      Whether silent workers are marked offline, and what nobody polls as not ready [default: true]
  WEIR_FOREMAN_LOOP_SECONDS (PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS,
      PREFECT_API_SERVICES_FOREMAN_LOOP_SECONDS)
      How often they are looked for [default: 15]
  WEIR_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE (PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE,
      PREFECT_API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE)
      How many of its heartbeats a worker may miss [default: 3]
  WEIR_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS (PREFECT_SERVER_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS,
      PREFECT_API_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS)
      How often the heart of a worker beats that does not say so [default: 30]
  WEIR_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS (PREFECT_SERVER_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS,
      PREFECT_API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS)
      How long after it was last polled a deployment is ready [default: 60]
  WEIR_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS (PREFECT_SERVER_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS,
      PREFECT_API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS)
      How long after it was last polled a work queue is ready [default: 60]
  WEIR_GOOGLE_METRIC_PREFIX
      What stands before the types of metrics there [default: custom.googleapis.com]
  WEIR_GOOGLE_MONITORING_URL
      Where Google Cloud Monitoring is reached [default: its own address]
  WEIR_GOOGLE_PROJECT
      The project that metrics are pushed to in Google Cloud Monitoring [default: none]
  WEIR_GRAPH_MAX_NODES (PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES, PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES)
      The most nodes that the graph of a flow run may have [default: 10000]
  WEIR_HOME
      The folder of Weir's files [default: ~/.weir]
  WEIR_INSIGHTS_ENABLED
      Whether the server looks for flows that get slower [default: true]
  WEIR_KEEPALIVE_TIMEOUT_SECONDS (PREFECT_SERVER_API_KEEPALIVE_TIMEOUT)
      How long a connection may be without a whole head of a request [default: 75]
  WEIR_LATE_RUNS_AFTER_SECONDS (PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS,
      PREFECT_API_SERVICES_LATE_RUNS_AFTER_SECONDS)
      How long after its time a run that has not begun is marked late [default: 15]
  WEIR_LATE_RUNS_ENABLED (PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED, PREFECT_API_SERVICES_LATE_RUNS_ENABLED)
      Whether runs are marked late [default: true]
  WEIR_LEASE_REPOSSESSION_ENABLED (PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED)
      Whether concurrency slots come back whose leases nobody renewed [default: true]
  WEIR_LOG (PREFECT_SERVER_LOGGING_LEVEL, PREFECT_LOGGING_SERVER_LEVEL)
      What the server's own log tells: a level, or as in `info,weir_store=debug` [default: info]
  WEIR_LOG_FORMAT
      `text`, or `json` for one object on each line [default: text]
  WEIR_METRICS_EXPORTED_LABELS
      Which labels the metrics of runs have [default:
      flow,deployment,state,state_type]
  WEIR_METRICS_EXPORTED_SERIES
      How many series of custom metrics /metrics has at most [default: 1000]
  WEIR_METRICS_MAX_LABELS
      How many labels a custom metric's value may have [default: 10]
  WEIR_METRICS_MAX_LENGTH
      How many characters a custom metric's name, unit and labels may have [default: 200]
  WEIR_METRICS_MAX_NAMES
      How many custom metrics there may be [default: 1000]
  WEIR_METRICS_MAX_SERIES
      How many series a custom metric may have [default: 1000]
  WEIR_METRICS_PROFILE
      Under which names metrics are exported: some of native, prometheus-prefect-exporter, history [default: native]
  WEIR_METRICS_PUBLIC
      Whether /metrics needs no credentials [default: false]
  WEIR_METRICS_RECENT_MINUTES
      How long ago a run may have started that the profile prometheus-prefect-exporter names [default: 5]
  WEIR_METRICS_RETENTION_DAYS
      For how many days the points of custom metrics are kept [default: 400]
  WEIR_METRICS_WINDOW_HOURS
      How far back the profile history looks [default: 24]
  WEIR_NOTIFICATIONS_ALLOW_PRIVATE
      Whether notifications may go to loopback, link-local and private addresses [default: false]
  WEIR_NOTIFICATIONS_PER_MINUTE
      How many messages each automation sends a minute at most; others wait their turn [default: 0, any number]
  WEIR_NOTIFICATIONS_RELAY
      Where the APIs of Slack, Twilio and other vendors are asked, for networks that reach them through a relay
  WEIR_NOTIFICATIONS_RETRY_SECONDS
      How long a notification or a webhook call that cannot be delivered is tried again [default: 3600]
  WEIR_OTLP_ENDPOINT
      The collector that is sent metrics, traces and logs by OTLP/HTTP [default: none]
  WEIR_OTLP_HEADERS
      Headers of the requests to it, as in name=value,name=value
  WEIR_OTLP_SIGNALS
      Which of them it is sent [default: metrics,traces,logs]
  WEIR_PAGERDUTY_URL
      Where alerts for PagerDuty are sent instead of to PagerDuty, such as a proxy
  WEIR_PAUSE_EXPIRATIONS_ENABLED (PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED,
      PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_ENABLED)
      Whether paused runs fail that nobody resumed in time [default: true]
  WEIR_PAUSE_EXPIRATIONS_LOOP_SECONDS (PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS,
      PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS)
      How often they are looked for [default: 5]
  WEIR_SCHEDULER_DEPLOYMENT_BATCH_SIZE (PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE,
      PREFECT_API_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE)
      How many deployments the scheduler looks at in one go [default: 100]
  WEIR_SCHEDULER_ENABLED (PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED, PREFECT_API_SERVICES_SCHEDULER_ENABLED)
      Whether schedules make runs by themselves [default: true]
  WEIR_SCHEDULER_INSERT_BATCH_SIZE (PREFECT_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE,
      PREFECT_API_SERVICES_SCHEDULER_INSERT_BATCH_SIZE)
      How many runs of a deployment the scheduler makes in one transaction [default: 500]
  WEIR_SCHEDULER_LOOP_SECONDS (PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS,
      PREFECT_API_SERVICES_SCHEDULER_LOOP_SECONDS)
      How often the scheduler looks at all deployments [default: 60]
  WEIR_SCHEDULER_MAX_RUNS (PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS, PREFECT_API_SERVICES_SCHEDULER_MAX_RUNS)
      How many runs a schedule makes ahead at most [default: 100]
  WEIR_SCHEDULER_MAX_SCHEDULED_TIME (PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME,
      PREFECT_API_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME)
      How far ahead a schedule makes runs at most [default: 8640000 seconds, which is 100 days]
  WEIR_SCHEDULER_MIN_RUNS (PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS, PREFECT_API_SERVICES_SCHEDULER_MIN_RUNS)
      How many runs a schedule makes ahead at least [default: 3]
  WEIR_SCHEDULER_MIN_SCHEDULED_TIME (PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME,
      PREFECT_API_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME)
      How far ahead a schedule makes runs at least [default: 3600 seconds]
  WEIR_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS (PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS)
      How often the scheduler looks at deployments that were changed [default: 5]
  WEIR_TAG_SLOT_WAIT_SECONDS (PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS,
      PREFECT_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS)
      How long a task run waits at most before it asks again for a slot of its tags [default: 10]
  WEIR_UI_URL (PREFECT_UI_URL)
      Where links in messages lead [default: the address that the server listens on]
  WEIR_WEBSOCKET_PING_SECONDS
      How long a websocket may be silent before it is pinged, and after that before it is closed [default: 20]
  WEIR_ZOMBIES_ENABLED
      Whether running flow runs are crashed whose heartbeats have ceased [default: true]
  WEIR_ZOMBIES_HEARTBEAT_SECONDS (PREFECT_FLOWS_HEARTBEAT_FREQUENCY, PREFECT_RUNNER_HEARTBEAT_FREQUENCY)
      How often flow runs send heartbeats at least [default: 180]
  WEIR_ZOMBIES_LOOP_SECONDS
      How often such runs are looked for [default: 30]
  WEIR_ZOMBIES_MISSED_HEARTBEATS
      How many heartbeats may fail to come [default: 3]")]
pub(crate) struct Start {
    /// The address to listen on (`WEIR_HOST`, `PREFECT_SERVER_API_HOST`) [default: 127.0.0.1].
    #[arg(long)]
    host: Option<String>,
    /// The port to listen on (`WEIR_PORT`, `PREFECT_SERVER_API_PORT`); 0 for any that is free [default: 4200].
    #[arg(long)]
    port: Option<u16>,
    /// The database: `sqlite:///path` or `postgresql://user:password@host/name` (`WEIR_DATABASE_URL`,
    /// `PREFECT_SERVER_DATABASE_CONNECTION_URL`, `PREFECT_API_DATABASE_CONNECTION_URL`) [default:
    /// `~/.weir/weir.db`].
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
        telemetry::start()?;
        let (host, port) = (settings::host(self.host)?, settings::port(self.port)?);
        let database = settings::database(self.database)?;
        let (notifications, loops) = (settings::notifications()?, settings::services()?);
        let export = settings::export(&Signal::ALL)?;
        let api = Settings {
            auth_string: settings::auth_string(),
            csrf_protection: settings::csrf_protection()?,
            metrics_public: settings::metrics_public()?,
            metrics: settings::metrics()?,
            exported: settings::exported()?,
            graph_nodes: settings::graph_nodes()?,
            timeouts: settings::timeouts()?,
            cors: settings::cors(),
            orchestration: settings::orchestration()?,
            retention: weir_services::retention::in_force(&loops),
            scheduler: loops.scheduler,
        };
        // The port comes first: when it is taken, the database is left alone.
        let listener = listen(&host, port).await?;
        let address = listener.local_addr()?;
        let failed = |error: StoreError| anyhow!("cannot use {database}: failed to {error}");
        let store = Store::open(&database).await.map_err(failed)?;
        let seal = Seal::of(&store, settings::encryption_key().as_ref())
            .await
            .map_err(|error| anyhow!("cannot read the secrets of {database}: failed to {error}"))?;
        let clock = Clock::system();
        system_blocks::install(&store, clock.now()).await.map_err(failed)?;
        let open = api.auth_string.is_none() && keys(&store).await.map_err(failed)?.is_empty();
        if open && !address.ip().is_loopback() {
            tracing::warn!(%address, "anybody who reaches this address can use the API: no access is configured");
            eprintln!("{}", open_to_all(address));
        }
        tracing::info!(%address, %database, "serving");
        let url = reachable(address);
        eprintln!(
            "Weir serves {database} on {url}\nTo point the Prefect SDK at it: export PREFECT_API_URL={url}/api"
        );
        // They run until the last request is answered.
        let services = weir_services::Settings {
            seal: seal.clone(),
            notifications,
            loops,
            ui_url: settings::ui_url().unwrap_or(url),
        };
        let _services = Services::start(&store, &clock, services);
        let app = App::new(store.clone(), seal, clock.clone(), api);
        let pushing = Pushing::of_store(&store, &clock, export, app.instance().pushed())?;
        let served = serve(listener, app).await;
        pushing.stop().await;
        served
    }
}

async fn keys(store: &Store) -> Result<Vec<ApiKey>, StoreError> {
    store.read((), |conn, ()| Box::pin(api_keys::list(conn))).await
}

/// The warning of a server that asks nobody who it is and is not for this machine alone.
fn open_to_all(address: SocketAddr) -> String {
    format!(
        "WARNING: anybody who reaches {address} can run, change and delete everything, and read all secrets.\n\
         WARNING: make a key by `weir auth create NAME --role admin`, set WEIR_AUTH_STRING, or listen on 127.0.0.1."
    )
}

async fn listen(host: &str, port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind((host, port)).await.map_err(|error| {
        let advice = match error.kind() {
            io::ErrorKind::AddrInUse => {
                ": another program listens there; stop it, or choose another port by --port or WEIR_PORT"
            }
            io::ErrorKind::AddrNotAvailable => {
                ": this machine has no such address; choose another by --host or WEIR_HOST"
            }
            _ => "",
        };
        anyhow!("failed to listen on {host}:{port} ({error}){advice}")
    })
}

/// The URL under which a client on this machine reaches the server; one that listens on every address is on this
/// machine's own too.
pub(super) fn reachable(address: SocketAddr) -> String {
    let ip = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => "127.0.0.1".to_owned(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => "[::1]".to_owned(),
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    format!("http://{ip}:{}", address.port())
}

/// Serves until the process is asked to end. Requests under way are then answered, unless they take too long or the
/// process is asked again.
async fn serve(listener: TcpListener, app: App) -> anyhow::Result<()> {
    let (told, mut stop) = watch::channel(());
    let impatience = tokio::spawn(async move {
        asked_to_end().await;
        tracing::info!("stopping: requests under way are answered first");
        told.send_replace(());
        // A second request to end, or the grace running out: either is the end.
        drop(tokio::time::timeout(GRACE, asked_to_end()).await);
    });
    let serving = weir_api::serve(listener, app, async move {
        // The sender going away means the end as well.
        drop(stop.changed().await);
    });
    tokio::select! {
        () = serving => Ok(()),
        _ = impatience => {
            tracing::warn!("stopped before every request was answered");
            Ok(())
        }
    }
}

/// Completes at SIGTERM and at SIGINT.
pub(super) async fn asked_to_end() {
    let mut terminate = match signal(SignalKind::terminate()) {
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
