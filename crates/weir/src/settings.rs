//! Settings: a flag, else Weir's environment variable, else Prefect's variable of the same meaning, else a default.
//! `docs/settings.md` and the help texts list them all; a test holds the three together.

mod export;
pub(crate) mod exporter;
mod orchestration;
mod services;

use std::{
    num::{NonZeroU16, NonZeroU32},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use anyhow::{Context as _, anyhow};
use weir_api::{Cors, Timeouts};
use weir_engine::metrics::Limits;
use weir_export::profiles::Choice;
use weir_services::NotificationSettings;
use weir_store::DatabaseUrl;
use weir_types::{Secret, TimeDelta};

pub(crate) use export::export;
pub(crate) use orchestration::orchestration;
pub(crate) use services::services;

/// Where the value of one setting may come from.
struct Setting {
    /// Weir's variable.
    weir: &'static str,
    /// Prefect's variables; the first that is set counts.
    prefect: &'static [&'static str],
}

const HOST: Setting = Setting { weir: "WEIR_HOST", prefect: &["PREFECT_SERVER_API_HOST"] };
const PORT: Setting = Setting { weir: "WEIR_PORT", prefect: &["PREFECT_SERVER_API_PORT"] };
const DATABASE: Setting = Setting {
    weir: "WEIR_DATABASE_URL",
    prefect: &["PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL"],
};
const HOME: Setting = Setting { weir: "WEIR_HOME", prefect: &[] };
const AUTH_STRING: Setting =
    Setting { weir: "WEIR_AUTH_STRING", prefect: &["PREFECT_SERVER_API_AUTH_STRING"] };
const ENCRYPTION_KEY: Setting =
    Setting { weir: "WEIR_ENCRYPTION_KEY", prefect: &["PREFECT_SERVER_ENCRYPTION_KEY"] };
const CORS_ORIGINS: Setting = Setting {
    weir: "WEIR_CORS_ALLOWED_ORIGINS",
    prefect: &["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS", "PREFECT_SERVER_CORS_ALLOWED_ORIGINS"],
};
const CORS_METHODS: Setting = Setting {
    weir: "WEIR_CORS_ALLOWED_METHODS",
    prefect: &["PREFECT_SERVER_API_CORS_ALLOWED_METHODS", "PREFECT_SERVER_CORS_ALLOWED_METHODS"],
};
const CORS_HEADERS: Setting = Setting {
    weir: "WEIR_CORS_ALLOWED_HEADERS",
    prefect: &["PREFECT_SERVER_API_CORS_ALLOWED_HEADERS", "PREFECT_SERVER_CORS_ALLOWED_HEADERS"],
};
const CSRF_PROTECTION: Setting =
    Setting { weir: "WEIR_CSRF_PROTECTION", prefect: &["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] };
const KEEPALIVE_TIMEOUT: Setting =
    Setting { weir: "WEIR_KEEPALIVE_TIMEOUT_SECONDS", prefect: &["PREFECT_SERVER_API_KEEPALIVE_TIMEOUT"] };
const BODY_TIMEOUT: Setting = Setting { weir: "WEIR_BODY_TIMEOUT_SECONDS", prefect: &[] };
const WEBSOCKET_PING: Setting = Setting { weir: "WEIR_WEBSOCKET_PING_SECONDS", prefect: &[] };
const GRAPH_NODES: Setting = Setting {
    weir: "WEIR_GRAPH_MAX_NODES",
    prefect: &["PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES", "PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES"],
};
const METRICS_PUBLIC: Setting = Setting { weir: "WEIR_METRICS_PUBLIC", prefect: &[] };
const METRICS_NAMES: Setting = Setting { weir: "WEIR_METRICS_MAX_NAMES", prefect: &[] };
const METRICS_SERIES: Setting = Setting { weir: "WEIR_METRICS_MAX_SERIES", prefect: &[] };
const METRICS_EXPORTED: Setting = Setting { weir: "WEIR_METRICS_EXPORTED_SERIES", prefect: &[] };
const METRICS_EXPORTED_LABELS: Setting = Setting { weir: "WEIR_METRICS_EXPORTED_LABELS", prefect: &[] };
const METRICS_PROFILE: Setting = Setting { weir: "WEIR_METRICS_PROFILE", prefect: &[] };
const METRICS_RECENT: Setting = Setting { weir: "WEIR_METRICS_RECENT_MINUTES", prefect: &["OFFSET_MINUTES"] };
const METRICS_WINDOW: Setting = Setting { weir: "WEIR_METRICS_WINDOW_HOURS", prefect: &["WINDOW_HOURS"] };
const METRICS_LABELS: Setting = Setting { weir: "WEIR_METRICS_MAX_LABELS", prefect: &[] };
const METRICS_LENGTH: Setting = Setting { weir: "WEIR_METRICS_MAX_LENGTH", prefect: &[] };
const LOG: Setting =
    Setting { weir: "WEIR_LOG", prefect: &["PREFECT_SERVER_LOGGING_LEVEL", "PREFECT_LOGGING_SERVER_LEVEL"] };
const LOG_FORMAT: Setting = Setting { weir: "WEIR_LOG_FORMAT", prefect: &[] };
const API_URL: Setting = Setting { weir: "WEIR_API_URL", prefect: &["PREFECT_API_URL"] };
const API_KEY: Setting = Setting { weir: "WEIR_API_KEY", prefect: &["PREFECT_API_KEY"] };
const CLIENT_AUTH_STRING: Setting =
    Setting { weir: "WEIR_CLIENT_AUTH_STRING", prefect: &["PREFECT_API_AUTH_STRING"] };
const SLACK_WEBHOOK: Setting = Setting { weir: "WEIR_SLACK_WEBHOOK", prefect: &[] };

const NOTIFICATIONS_ALLOW_PRIVATE: Setting =
    Setting { weir: "WEIR_NOTIFICATIONS_ALLOW_PRIVATE", prefect: &[] };
const NOTIFICATIONS_PER_MINUTE: Setting = Setting { weir: "WEIR_NOTIFICATIONS_PER_MINUTE", prefect: &[] };
const NOTIFICATIONS_RELAY: Setting = Setting { weir: "WEIR_NOTIFICATIONS_RELAY", prefect: &[] };
const NOTIFICATIONS_RETRY: Setting = Setting { weir: "WEIR_NOTIFICATIONS_RETRY_SECONDS", prefect: &[] };
const PAGERDUTY_URL: Setting = Setting { weir: "WEIR_PAGERDUTY_URL", prefect: &[] };
const UI_URL: Setting = Setting { weir: "WEIR_UI_URL", prefect: &["PREFECT_UI_URL"] };

/// Where the commands that ask a server look for it when they are not told.
const DEFAULT_API_URL: &str = "http://127.0.0.1:4200/api";

impl Setting {
    /// The variable that is set, by name, with its text. An empty variable counts as not set, as it does for Prefect.
    fn find(&self) -> Option<(&'static str, String)> {
        self.find_in(|name| std::env::var(name).ok())
    }

    fn find_in(&self, variable: impl Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
        std::iter::once(self.weir).chain(self.prefect.iter().copied()).find_map(|name| {
            variable(name)
                .filter(|text| !text.is_empty() && !is_of_kubernetes(name, text))
                .map(|text| (name, text))
        })
    }

    /// The flag's value, or the variable's.
    fn or_env<T>(&self, flag: Option<T>) -> anyhow::Result<Option<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        if flag.is_some() {
            return Ok(flag);
        }
        self.find()
            // The text itself may be a secret, so the error names only the variable.
            .map(|(name, text)| text.parse().map_err(|error| anyhow!("failed to read {name}: {error}")))
            .transpose()
    }
}

/// Whether it was Kubernetes that set the variable: for a Service named `weir` it tells every container in the namespace a
/// `WEIR_PORT` such as `tcp://10.0.0.7:4200`.
fn is_of_kubernetes(name: &str, text: &str) -> bool {
    name.ends_with("_PORT") && (text.starts_with("tcp://") || text.starts_with("udp://"))
}

/// The database to open: by default a SQLite file in Weir's folder.
pub(crate) fn database(flag: Option<DatabaseUrl>) -> anyhow::Result<DatabaseUrl> {
    match DATABASE.or_env(flag)? {
        Some(url) => Ok(url),
        None => Ok(DatabaseUrl::Sqlite(home()?.join("weir.db"))),
    }
}

/// The address to listen on.
pub(crate) fn host(flag: Option<String>) -> anyhow::Result<String> {
    Ok(HOST.or_env(flag)?.unwrap_or_else(|| "127.0.0.1".to_owned()))
}

/// The port to listen on.
pub(crate) fn port(flag: Option<u16>) -> anyhow::Result<u16> {
    Ok(PORT.or_env(flag)?.unwrap_or(4200))
}

/// The `user:password` that requests must bring.
pub(crate) fn auth_string() -> Option<Secret> {
    AUTH_STRING.find().map(|(_, text)| Secret::new(text))
}

/// Where notifications may go, how many, and for how long they are tried.
pub(crate) fn notifications() -> anyhow::Result<NotificationSettings> {
    let allow_private = NOTIFICATIONS_ALLOW_PRIVATE.or_env::<bool>(None)?.unwrap_or_default();
    let keep_trying = NOTIFICATIONS_RETRY
        .or_env::<Patience>(None)?
        .map_or(NotificationSettings::default().keep_trying, |Patience(time)| {
            TimeDelta::from_micros(i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
        });
    let url = |setting: Setting| setting.find().map(|(_, url)| url);
    Ok(NotificationSettings {
        allow_private,
        relay: url(NOTIFICATIONS_RELAY),
        pagerduty_url: url(PAGERDUTY_URL),
        keep_trying,
        per_minute: NOTIFICATIONS_PER_MINUTE.or_env::<u32>(None)?.and_then(NonZeroU32::new),
    })
}

/// Where people look at Weir; links in messages lead there.
pub(crate) fn ui_url() -> Option<String> {
    UI_URL.find().map(|(_, text)| text)
}

/// The key that seals the secrets of block documents: 32 bytes in base64.
pub(crate) fn encryption_key() -> Option<Secret> {
    ENCRYPTION_KEY.find().map(|(_, text)| Secret::new(text))
}

/// Which pages of other origins may call the API: everyone's, unless the operator says otherwise.
pub(crate) fn cors() -> Cors {
    let list = |setting: Setting| setting.find().map_or_else(|| "*".to_owned(), |(_, list)| list);
    Cors::new(&list(CORS_ORIGINS), &list(CORS_METHODS), &list(CORS_HEADERS))
}

/// What the server's own log tells, in the syntax of `RUST_LOG`. Python's names of levels count too.
pub(crate) fn log_levels() -> (&'static str, String) {
    let (name, text) = LOG.find().unwrap_or((LOG.weir, "info".to_owned()));
    let levels = match text.to_ascii_lowercase().as_str() {
        "warning" => "warn".to_owned(),
        "critical" => "error".to_owned(),
        level @ ("debug" | "info" | "error") => level.to_owned(),
        _ => text,
    };
    (name, levels)
}

/// How the server's own log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object for each line.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected text or json"),
        }
    }
}

pub(crate) fn log_format() -> anyhow::Result<LogFormat> {
    Ok(LOG_FORMAT.or_env(None)?.unwrap_or_default())
}

/// A switch as Prefect's settings write it.
struct Switch(bool);

impl FromStr for Switch {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(Self(true)),
            "false" | "0" | "no" | "off" => Ok(Self(false)),
            _ => Err("expected true or false"),
        }
    }
}

/// Whether requests that change something must bring a CSRF token.
pub(crate) fn csrf_protection() -> anyhow::Result<bool> {
    Ok(CSRF_PROTECTION.or_env::<Switch>(None)?.is_some_and(|Switch(on)| on))
}

/// The most nodes that the graph of a flow run may have.
pub(crate) fn graph_nodes() -> anyhow::Result<Option<usize>> {
    GRAPH_NODES.or_env(None)
}

/// A time for which clients are waited for.
struct Patience(Duration);

impl FromStr for Patience {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        // Longer than any client waits, and short enough to be added to any instant.
        let longest = Duration::from_hours(7 * 24);
        time.filter(|time| (Duration::from_millis(1)..=longest).contains(time))
            .map(Self)
            .ok_or("expected seconds, more than 0 and up to 604800")
    }
}

/// How long clients are waited for.
pub(crate) fn timeouts() -> anyhow::Result<Timeouts> {
    let given = |setting: Setting, default| {
        Ok::<_, anyhow::Error>(setting.or_env::<Patience>(None)?.map_or(default, |Patience(time)| time))
    };
    let Timeouts { keep_alive, body, websocket } = Timeouts::default();
    Ok(Timeouts {
        keep_alive: given(KEEPALIVE_TIMEOUT, keep_alive)?,
        body: given(BODY_TIMEOUT, body)?,
        websocket: given(WEBSOCKET_PING, websocket)?,
    })
}

/// Whether `/metrics` needs no credentials.
pub(crate) fn metrics_public() -> anyhow::Result<bool> {
    Ok(METRICS_PUBLIC.or_env::<Switch>(None)?.is_some_and(|Switch(on)| on))
}

/// Which metrics are exported, under what names and with what labels.
pub(crate) fn exported() -> anyhow::Result<Choice> {
    let Choice { profiles, labels: _, series, window, recent } = Choice::default();
    Ok(Choice {
        profiles: METRICS_PROFILE.or_env(None)?.unwrap_or(profiles),
        labels: METRICS_EXPORTED_LABELS.or_env(None)?,
        series: METRICS_EXPORTED.or_env(None)?.unwrap_or(series),
        window: METRICS_WINDOW.or_env::<NonZeroU16>(None)?.map_or(window, hours),
        recent: METRICS_RECENT.or_env::<NonZeroU16>(None)?.map_or(recent, minutes),
    })
}

fn hours(count: NonZeroU16) -> TimeDelta {
    TimeDelta::from_secs(i64::from(count.get()) * 3600)
}

fn minutes(count: NonZeroU16) -> TimeDelta {
    TimeDelta::from_secs(i64::from(count.get()) * 60)
}

/// What of custom metrics is taken.
pub(crate) fn metrics() -> anyhow::Result<Limits> {
    let Limits { metrics, series, labels, length } = Limits::default();
    let many = |setting: Setting, default| {
        let given = setting.or_env::<std::num::NonZeroU32>(None)?;
        Ok::<_, anyhow::Error>(given.map_or(default, |number| i64::from(number.get())))
    };
    Ok(Limits {
        metrics: many(METRICS_NAMES, metrics)?,
        series: many(METRICS_SERIES, series)?,
        labels: METRICS_LABELS.or_env(None)?.unwrap_or(labels),
        length: METRICS_LENGTH.or_env(None)?.unwrap_or(length),
    })
}

/// Where the commands that ask a server find it.
pub(crate) fn api_url(flag: Option<String>) -> anyhow::Result<String> {
    Ok(API_URL.or_env(flag)?.unwrap_or_else(|| DEFAULT_API_URL.to_owned()))
}

/// Where `weir report` sends what it writes, if anywhere.
pub(crate) fn slack_webhook(flag: Option<String>) -> anyhow::Result<Option<String>> {
    SLACK_WEBHOOK.or_env(flag)
}

/// What the commands that ask a server show it: an API key, or `user:password`.
pub(crate) enum Credentials {
    /// Nothing.
    None,
    /// Sent as a bearer token.
    Key(String),
    /// Sent by HTTP's basic scheme.
    Basic(String),
}

pub(crate) fn credentials() -> Credentials {
    if let Some((_, key)) = API_KEY.find() {
        return Credentials::Key(key);
    }
    CLIENT_AUTH_STRING.find().map_or(Credentials::None, |(_, text)| Credentials::Basic(text))
}

/// `$WEIR_HOME`, or `.weir` in the user's folder.
fn home() -> anyhow::Result<PathBuf> {
    if let Some((_, home)) = HOME.find() {
        return Ok(home.into());
    }
    let home =
        std::env::home_dir().context("failed to find a home folder: set WEIR_HOME or WEIR_DATABASE_URL")?;
    Ok(home.join(".weir"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;

    /// The variables of each setting, Weir's own first.
    fn settings() -> Vec<Vec<String>> {
        let files = [
            include_str!("settings.rs"),
            include_str!("settings/export.rs"),
            include_str!("settings/exporter.rs"),
            include_str!("settings/orchestration.rs"),
            include_str!("settings/services.rs"),
        ];
        let declarations = files.iter().flat_map(|file| file.split(": Setting =").skip(1));
        declarations
            .map(|text| names(text.split(';').next().unwrap_or_default()))
            .filter(|names| !names.is_empty())
            .collect()
    }

    fn all() -> BTreeSet<String> {
        settings().into_iter().flatten().collect()
    }

    fn names(text: &str) -> Vec<String> {
        let name = regex::Regex::new("(WEIR|PREFECT)_[A-Z_]+[A-Z]").expect("a good expression");
        name.find_iter(text).map(|found| found.as_str().to_owned()).collect()
    }

    fn variables(text: &str) -> BTreeSet<String> {
        names(text).into_iter().collect()
    }

    fn help(command: &mut clap::Command) -> String {
        let mut text = command.render_long_help().to_string();
        for command in command.get_subcommands_mut() {
            text += &help(command);
        }
        text
    }

    #[test]
    fn what_kubernetes_tells_of_a_service_named_weir_is_no_port() {
        let told = |name: &str| match name {
            "WEIR_PORT" | "WEIR_EXPORTER_PORT" => Some("tcp://10.0.0.7:4200".to_owned()),
            "PREFECT_SERVER_API_PORT" => Some("4300".to_owned()),
            _ => None,
        };
        assert_eq!(PORT.find_in(told), Some(("PREFECT_SERVER_API_PORT", "4300".to_owned())));
        let chosen = |name: &str| (name == "WEIR_PORT").then(|| "4400".to_owned());
        assert_eq!(PORT.find_in(chosen), Some(("WEIR_PORT", "4400".to_owned())));
    }

    #[test]
    fn the_manual_lists_what_is_read() {
        assert_eq!(variables(include_str!("../../../docs/settings.md")), all());
    }

    #[test]
    fn each_row_of_the_manual_names_one_setting_and_its_equals() {
        let manual = include_str!("../../../docs/settings.md");
        for names in settings() {
            let start = format!("| `{}` |", names[0]);
            let rows: Vec<_> = manual.lines().filter(|line| line.starts_with(&start)).collect();
            assert_eq!(rows.len(), 1, "{start}");
            assert!(variables(rows[0]).is_superset(&names.into_iter().collect()), "{}", rows[0]);
        }
    }

    #[test]
    fn the_help_lists_what_is_read() {
        assert_eq!(variables(&help(&mut crate::Cli::command())), all());
    }

    #[test]
    fn the_declarations_are_found() {
        assert!(settings().contains(&vec![HOST.weir.to_owned(), HOST.prefect[0].to_owned()]));
        assert!(settings().len() > 10);
    }
}
