//! Settings of `weir exporter`. The short names are those that exporters of Prefect's metrics commonly have.

use std::{collections::BTreeSet, path::PathBuf, str::FromStr};

use anyhow::{Context as _, bail};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use weir_export::{
    facts::Wanted,
    prefect::{self, Scope},
};
use weir_types::TimeDelta;

use super::{Setting, Switch};

const HOST: Setting = Setting { weir: "WEIR_EXPORTER_HOST", prefect: &[] };
const PORT: Setting = Setting { weir: "WEIR_EXPORTER_PORT", prefect: &["PORT"] };
const REFRESH: Setting = Setting { weir: "WEIR_EXPORTER_REFRESH_SECONDS", prefect: &["REFRESH_SECONDS"] };
const STREAM: Setting = Setting { weir: "WEIR_EXPORTER_STREAM", prefect: &[] };
const STATE: Setting = Setting { weir: "WEIR_EXPORTER_STATE", prefect: &[] };
const FLOWS: Setting = Setting { weir: "WEIR_EXPORTER_FLOWS", prefect: &[] };
const DEPLOYMENTS: Setting = Setting { weir: "WEIR_EXPORTER_DEPLOYMENTS", prefect: &[] };
const TAGS: Setting = Setting { weir: "WEIR_EXPORTER_TAGS", prefect: &[] };
const WORK_QUEUES: Setting = Setting { weir: "WEIR_EXPORTER_WORK_QUEUES", prefect: &[] };
const TASK_RUNS: Setting = Setting { weir: "WEIR_EXPORTER_TASK_RUNS", prefect: &[] };
const OVERLAP: Setting = Setting { weir: "WEIR_EXPORTER_OVERLAP_SECONDS", prefect: &[] };
const LISTING: Setting = Setting { weir: "WEIR_EXPORTER_LISTING_SECONDS", prefect: &[] };
const BACKFILL: Setting = Setting { weir: "WEIR_EXPORTER_BACKFILL_HOURS", prefect: &[] };
const CUSTOM_HEADERS: Setting =
    Setting { weir: "WEIR_CLIENT_CUSTOM_HEADERS", prefect: &["PREFECT_CLIENT_CUSTOM_HEADERS"] };

/// Headers that the exporter sets itself.
const OWN_HEADERS: [&str; 4] = ["user-agent", "prefect-csrf-token", "prefect-csrf-client", "content-type"];

/// A length of time that is given in some unit, and may have a fraction.
struct Seconds(f64);

impl FromStr for Seconds {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().filter(|number: &f64| (0.0..=1e9).contains(number));
        number.map(Self).ok_or("expected a number, 0 or more")
    }
}

/// What was given on the command line of the exporter.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) state: Option<PathBuf>,
    pub(crate) flows: Vec<String>,
    pub(crate) deployments: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) work_queues: Vec<String>,
}

/// The address that the exporter listens on.
pub(crate) fn host(flag: Option<String>) -> anyhow::Result<String> {
    Ok(HOST.or_env(flag)?.unwrap_or_else(|| "127.0.0.1".to_owned()))
}

/// The port that the exporter listens on.
pub(crate) fn port(flag: Option<u16>) -> anyhow::Result<u16> {
    Ok(PORT.or_env(flag)?.unwrap_or(8000))
}

/// How long the exporter waits between two refreshes.
pub(crate) fn refresh(flag: Option<f64>) -> anyhow::Result<TimeDelta> {
    let seconds = REFRESH.or_env(flag.map(Seconds))?.map_or(60.0, |Seconds(seconds)| seconds);
    if !(0.1..=86_400.0).contains(&seconds) {
        bail!("the refresh interval must be 0.1 to 86400 seconds");
    }
    Ok(TimeDelta::from_secs_f64(seconds))
}

/// Whether the exporter listens to events besides.
pub(crate) fn stream(flag: bool) -> anyhow::Result<bool> {
    Ok(flag || STREAM.or_env::<Switch>(None)?.is_some_and(|Switch(on)| on))
}

/// What the exporter counts, and how; `wanted` is what the profiles tell.
pub(crate) fn exporter(given: Given, wanted: Wanted) -> anyhow::Result<prefect::Settings> {
    let time = |setting: Setting, unit: f64, default: f64| {
        let given = setting.or_env::<Seconds>(None)?.map_or(default, |Seconds(number)| number);
        Ok::<_, anyhow::Error>(TimeDelta::from_secs_f64(given * unit))
    };
    let scope = Scope {
        flows: list(given.flows, &FLOWS),
        deployments: list(given.deployments, &DEPLOYMENTS),
        tags: list(given.tags, &TAGS),
        work_queues: list(given.work_queues, &WORK_QUEUES),
        task_runs: TASK_RUNS.or_env::<Switch>(None)?.is_none_or(|Switch(on)| on),
    };
    Ok(prefect::Settings {
        scope,
        overlap: time(OVERLAP, 1.0, 600.0)?,
        listing: time(LISTING, 1.0, 600.0)?,
        backfill: time(BACKFILL, 3600.0, 0.0)?,
        window: wanted.window,
        recent: wanted.recent,
        state: STATE.or_env(given.state)?,
    })
}

/// The flags, or what the variable lists with commas between.
fn list(flags: Vec<String>, setting: &Setting) -> BTreeSet<String> {
    if !flags.is_empty() {
        return flags.into_iter().collect();
    }
    let (_, text) = setting.find().unwrap_or_default();
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Headers that every request to the API has: a JSON object of texts.
pub(crate) fn custom_headers() -> anyhow::Result<HeaderMap> {
    let Some((variable, text)) = CUSTOM_HEADERS.find() else { return Ok(HeaderMap::new()) };
    headers(&text).with_context(|| format!("failed to read {variable}"))
}

/// The values may be secrets, so errors name none.
fn headers(text: &str) -> anyhow::Result<HeaderMap> {
    let given: std::collections::BTreeMap<String, String> =
        serde_json::from_str(text).ok().context("expected a JSON object of texts")?;
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let header: HeaderName = name.parse().with_context(|| format!("{name:?} is no name of a header"))?;
        if OWN_HEADERS.contains(&header.as_str()) {
            bail!("the header {header} cannot be set");
        }
        let mut value = HeaderValue::from_str(&value)
            .ok()
            .with_context(|| format!("the value of {header} is no value of a header"))?;
        value.set_sensitive(true);
        headers.insert(header, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_an_object_of_texts() {
        let read = headers(r#"{"X-Tenant": "a", "Proxy-Authorization": "Bearer t"}"#).unwrap();
        assert_eq!(read["x-tenant"], "a");
        assert!(read.values().all(HeaderValue::is_sensitive));
        for bad in ["[]", r#"{"a": 1}"#, r#"{"a b": "c"}"#, r#"{"User-Agent": "x"}"#, r#"{"a": "secret\n"}"#]
        {
            let error = format!("{:#}", headers(bad).unwrap_err());
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
