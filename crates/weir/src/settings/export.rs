//! Where metrics, traces and logs are pushed.

use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use weir_export::{
    cloud_monitoring, cloudwatch,
    datadog::{self, Address},
    otlp,
    push::Signal,
    pushing::Settings,
};
use weir_types::Secret;

use super::{Patience, Setting, exported};

const INTERVAL: Setting = Setting { weir: "WEIR_EXPORT_INTERVAL_SECONDS", prefect: &[] };
const OTLP_ENDPOINT: Setting = Setting { weir: "WEIR_OTLP_ENDPOINT", prefect: &[] };
const OTLP_HEADERS: Setting = Setting { weir: "WEIR_OTLP_HEADERS", prefect: &[] };
const OTLP_SIGNALS: Setting = Setting { weir: "WEIR_OTLP_SIGNALS", prefect: &[] };
const CLOUDWATCH_NAMESPACE: Setting = Setting { weir: "WEIR_CLOUDWATCH_NAMESPACE", prefect: &[] };
const CLOUDWATCH_REGION: Setting = Setting { weir: "WEIR_CLOUDWATCH_REGION", prefect: &[] };
const CLOUDWATCH_URL: Setting = Setting { weir: "WEIR_CLOUDWATCH_URL", prefect: &[] };
const GOOGLE_PREFIX: Setting = Setting { weir: "WEIR_GOOGLE_METRIC_PREFIX", prefect: &[] };
const GOOGLE_PROJECT: Setting = Setting { weir: "WEIR_GOOGLE_PROJECT", prefect: &[] };
const GOOGLE_URL: Setting = Setting { weir: "WEIR_GOOGLE_MONITORING_URL", prefect: &[] };
const DATADOG_KEY: Setting = Setting { weir: "WEIR_DATADOG_API_KEY", prefect: &[] };
const DATADOG_URL: Setting = Setting { weir: "WEIR_DATADOG_URL", prefect: &[] };
const DOGSTATSD: Setting = Setting { weir: "WEIR_DOGSTATSD_URL", prefect: &[] };

/// How often metrics are pushed unless the operator says otherwise.
const MINUTE: Duration = Duration::from_mins(1);

/// How often they are pushed at most. Receivers that take them more rarely have their own limits.
const SECOND: Duration = Duration::from_secs(1);

/// All of it. A collector is sent some of `signals`: all of them unless the operator says otherwise.
pub(crate) fn export(signals: &[Signal]) -> anyhow::Result<Settings> {
    let interval = INTERVAL.or_env::<Patience>(None)?.map_or(MINUTE, |Patience(time)| time);
    if interval < SECOND {
        bail!("failed to read {}: expected 1 second or more", INTERVAL.weir);
    }
    Ok(Settings {
        choice: exported()?,
        interval,
        otlp: otlp(signals)?,
        cloudwatch: cloudwatch()?,
        cloud_monitoring: cloud_monitoring()?,
        datadog: datadog(interval)?,
        dogstatsd: DOGSTATSD.or_env::<Address>(None)?,
    })
}

/// The environment as the vendors' own tools read it.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

fn text(setting: &Setting) -> Option<String> {
    setting.find().map(|(_, text)| text)
}

/// The address of a receiver. A wrong one is told at the start, not when the first push fails; it may hold credentials, so
/// the error does not tell it.
fn url(setting: &Setting) -> anyhow::Result<Option<String>> {
    let Some((name, text)) = setting.find() else { return Ok(None) };
    check_url(&text).map_err(|error| anyhow!("failed to read {name}: {error}"))?;
    Ok(Some(text))
}

fn check_url(text: &str) -> Result<(), String> {
    let parsed: reqwest::Url = text.parse().map_err(|error| format!("it is no URL: {error}"))?;
    let known = matches!(parsed.scheme(), "http" | "https");
    if known { Ok(()) } else { Err("expected a URL that begins with http:// or https://".to_owned()) }
}

fn otlp(known: &[Signal]) -> anyhow::Result<Option<(otlp::Settings, Vec<Signal>)>> {
    let Some(endpoint) = url(&OTLP_ENDPOINT)? else { return Ok(None) };
    let headers = OTLP_HEADERS.or_env(None)?.unwrap_or_default();
    let chosen = match text(&OTLP_SIGNALS) {
        Some(names) => signals(&names, known)?,
        None => known.to_vec(),
    };
    Ok(Some((otlp::Settings { endpoint, headers }, chosen)))
}

fn signals(names: &str, known: &[Signal]) -> anyhow::Result<Vec<Signal>> {
    let signal = |name: &str| {
        let found = known.iter().copied().find(|signal| signal.as_str() == name.trim());
        found.with_context(|| {
            let known: Vec<_> = known.iter().map(|signal| signal.as_str()).collect();
            format!("failed to read WEIR_OTLP_SIGNALS: expected some of {}, not {name:?}", known.join(", "))
        })
    };
    names.split(',').map(signal).collect()
}

fn cloudwatch() -> anyhow::Result<Option<(cloudwatch::Settings, cloudwatch::CredentialSource)>> {
    let Some(namespace) = text(&CLOUDWATCH_NAMESPACE) else { return Ok(None) };
    let region = text(&CLOUDWATCH_REGION)
        .or_else(|| variable("AWS_REGION"))
        .or_else(|| variable("AWS_DEFAULT_REGION"))
        .context("WEIR_CLOUDWATCH_NAMESPACE is set, but no region: set WEIR_CLOUDWATCH_REGION")?;
    let settings = cloudwatch::Settings { namespace, region, url: url(&CLOUDWATCH_URL)? };
    Ok(Some((settings, cloudwatch::CredentialSource::find(variable)?)))
}

fn cloud_monitoring()
-> anyhow::Result<Option<(cloud_monitoring::Settings, cloud_monitoring::CredentialSource)>> {
    let Some(project) = text(&GOOGLE_PROJECT) else { return Ok(None) };
    let settings = cloud_monitoring::Settings {
        project,
        url: url(&GOOGLE_URL)?.unwrap_or_else(|| "https://monitoring.googleapis.com".to_owned()),
        prefix: text(&GOOGLE_PREFIX).unwrap_or_else(|| "custom.googleapis.com".to_owned()),
    };
    Ok(Some((settings, cloud_monitoring::CredentialSource::find(variable)?)))
}

fn datadog(interval: Duration) -> anyhow::Result<Option<datadog::ApiSettings>> {
    let Some(key) = text(&DATADOG_KEY) else { return Ok(None) };
    let url = url(&DATADOG_URL)?.unwrap_or_else(|| "https://api.datadoghq.com".to_owned());
    Ok(Some(datadog::ApiSettings { key: Secret::new(key), url, interval }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_receivers_are_urls_of_http() {
        for good in ["http://collector:4318", "https://api.datadoghq.eu/", "http://[::1]:4318"] {
            assert_eq!(check_url(good), Ok(()), "{good}");
        }
        for bad in ["collector:4318", "collector", "grpc://collector:4317", "http://", "https://a b"] {
            let error = check_url(bad).unwrap_err();
            assert!(!error.contains("collector"), "{error}");
        }
    }
}
