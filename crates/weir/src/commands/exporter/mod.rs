//! `weir exporter`: the metrics of any Prefect API.

mod listener;

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{anyhow, bail};
use clap::Args;
use tokio::{net::TcpListener, sync::watch};
use weir_export::{
    facts::RunFacts,
    instance::Instance,
    prefect::{self, Api, Connection, Credentials, Own, RefreshError},
    push::Signal,
    pushing::Pushing,
};
use weir_types::{Clock, Secret, TimeDelta};

use self::listener::Listener;
use super::server::{asked_to_end, reachable};
use crate::{
    settings::{
        self,
        exporter::{self as chosen, Given},
    },
    telemetry,
};

/// Counts the runs of any Prefect 3 API (Prefect's own server, Prefect Cloud, Weir) and serves them as metrics.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Environment alone:
  WEIR_API_KEY (PREFECT_API_KEY)
      The API key that the API is shown
  WEIR_CLIENT_AUTH_STRING (PREFECT_API_AUTH_STRING)
      `user:password` that it is shown where there is no key
  WEIR_CLIENT_CUSTOM_HEADERS (PREFECT_CLIENT_CUSTOM_HEADERS)
      Headers that every request to it has: a JSON object of texts
  WEIR_EXPORTER_BACKFILL_HOURS
      How far back counting begins when nothing is remembered [default: 0]
  WEIR_EXPORTER_LISTING_SECONDS
      How often all flow runs are listed that have not ended; in between their events are followed [default: 600]
  WEIR_EXPORTER_OVERLAP_SECONDS
      How late events may come and still be counted [default: 600]
  WEIR_EXPORTER_TASK_RUNS
      Whether task runs are counted too [default: true]
  WEIR_LOG, WEIR_LOG_FORMAT
      As for `weir server start`, as is where metrics are pushed: WEIR_EXPORT_INTERVAL_SECONDS, and
      the variables of OTLP, CloudWatch, Google Cloud Monitoring, Datadog and DogStatsD
  WEIR_METRICS_EXPORTED_LABELS
      Which labels the metrics of runs have [default:
      flow,deployment,state,state_type]
  WEIR_METRICS_PROFILE
      Under which names metrics are served: some of native, prometheus-prefect-exporter, history [default: native]
  WEIR_METRICS_RECENT_MINUTES (OFFSET_MINUTES)
      How long ago a run may have started that the profile prometheus-prefect-exporter tells [default: 5]
  WEIR_METRICS_WINDOW_HOURS (WINDOW_HOURS)
      How far back the profile history looks [default: 24]")]
pub(crate) struct Exporter {
    /// The API (`WEIR_API_URL`, `PREFECT_API_URL`) [default: `http://127.0.0.1:4200/api`].
    #[arg(long)]
    api_url: Option<String>,
    /// The address to listen on (`WEIR_EXPORTER_HOST`) [default: 127.0.0.1].
    #[arg(long)]
    host: Option<String>,
    /// The port to listen on (`WEIR_EXPORTER_PORT`, `PORT`); 0 for any that is free [default: 8000].
    #[arg(long)]
    port: Option<u16>,
    /// How long to wait between two refreshes (`WEIR_EXPORTER_REFRESH_SECONDS`, `REFRESH_SECONDS`) [default: 60].
    #[arg(long)]
    refresh_seconds: Option<f64>,
    /// Listen to the API's events besides, so that they count as they happen (`WEIR_EXPORTER_STREAM`).
    #[arg(long)]
    stream: bool,
    /// A file that remembers what was counted, so that counters go on after a restart (`WEIR_EXPORTER_STATE`)
    /// [default: none, so that they begin at 0].
    #[arg(long)]
    state: Option<PathBuf>,
    /// Only runs of this flow; may be repeated (`WEIR_EXPORTER_FLOWS`, with commas between).
    #[arg(long)]
    flow: Vec<String>,
    /// Only runs of deployments of this name; may be repeated (`WEIR_EXPORTER_DEPLOYMENTS`).
    #[arg(long)]
    deployment: Vec<String>,
    /// Only runs with this tag; may be repeated (`WEIR_EXPORTER_TAGS`).
    #[arg(long)]
    tag: Vec<String>,
    /// Only runs in work queues of this name; may be repeated (`WEIR_EXPORTER_WORK_QUEUES`).
    #[arg(long)]
    work_queue: Vec<String>,
}

impl Exporter {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        telemetry::start()?;
        let (host, port) = (chosen::host(self.host)?, chosen::port(self.port)?);
        let refresh = chosen::refresh(self.refresh_seconds)?;
        let stream = chosen::stream(self.stream)?;
        let connection = connection(self.api_url)?;
        let given = Given {
            state: self.state,
            flows: self.flow,
            deployments: self.deployment,
            tags: self.tag,
            work_queues: self.work_queue,
        };
        // An API tells neither traces nor lines of log in an order that could be followed.
        let export = settings::export(&[Signal::Metrics])?;
        let choice = export.choice.clone();
        let settings = chosen::exporter(given, choice.wanted())?;
        let clock = Clock::system();
        let own = Own::new(clock.clone());
        let socket = TcpListener::bind((host.as_str(), port)).await.map_err(|error| {
            anyhow!("failed to listen on {host}:{port} ({error}): choose by --host and --port")
        })?;
        let url = connection.url.clone();
        // The first who wants TLS chooses its provider; that one is there already is no failure.
        drop(rustls::crypto::ring::default_provider().install_default());
        let api = Api::new(connection, clock.clone(), own.clone())?;
        let exporter = prefect::Exporter::open(api, own.clone(), settings)?;
        eprintln!("Metrics of {url} are on {}/metrics", reachable(socket.local_addr()?));
        let (facts, told) = watch::channel(None);
        let instance = Instance::new(clock.now());
        let _pushing = Pushing::of_facts(told.clone(), &clock, export, instance.pushed())?;
        let listener = Listener::new(told, own, choice, (clock, instance), refresh);
        tokio::select! {
            () = asked_to_end() => Ok(()),
            () = count(exporter, refresh, stream, facts) => Ok(()),
            served = listener.serve(socket) => Ok(served?),
        }
    }
}

/// Counts for ever.
async fn count(
    exporter: prefect::Exporter,
    interval: TimeDelta,
    stream: bool,
    facts: watch::Sender<Option<Arc<RunFacts>>>,
) {
    let interval = Duration::from_secs_f64(interval.as_secs_f64());
    let tell = |told: Result<_, RefreshError>| match told {
        Ok(told) => drop(facts.send_replace(Some(told))),
        Err(error) => tracing::warn!("a refresh failed: {error}"),
    };
    if stream {
        prefect::follow(exporter, interval, tell).await;
    } else {
        prefect::poll(exporter, interval, tell).await;
    }
}

/// Where the API is, and how it is asked.
fn connection(url: Option<String>) -> anyhow::Result<Connection> {
    let url = settings::api_url(url)?.trim_end_matches('/').to_owned();
    let parsed: reqwest::Url = url.parse().map_err(|error| anyhow!("the API's URL is none: {error}"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        bail!("the API's URL must begin with http:// or https://");
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        bail!("the API's URL must not hold credentials: set PREFECT_API_AUTH_STRING or PREFECT_API_KEY");
    }
    let credentials = match settings::credentials() {
        settings::Credentials::None => Credentials::None,
        settings::Credentials::Key(key) => Credentials::Key(Secret::new(key)),
        settings::Credentials::Basic(text) => Credentials::Basic(Secret::new(text)),
    };
    Ok(Connection { url, credentials, headers: chosen::custom_headers()? })
}
