//! Objectives that are declared by the tags of a deployment.
//!
//! A tag is `slo:`, a kind, `=` and what is promised: `slo:max-duration=30m`, `slo:success-rate=99%/30d`,
//! `slo:freshness=24h`, `slo:lateness=5m`, `slo:metric:rows=1000..`. With `@` a target follows, and with `/` the time over
//! which it is counted: `slo:max-duration=30m@95%/7d`. `slo:severity=high` is how bad it is to break any of them.

use std::collections::BTreeSet;

use weir_types::{
    TimeDelta,
    metrics::MetricLabels,
    slos::{DEFAULT_WINDOW, SloKind, SloMetric, SloSelect, SloSeverity, SloSpec},
};

use super::{Objective, parse_duration, parse_share};

const PREFIX: &str = "slo:";

/// A tag that begins like an objective and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedTag {
    /// The tag.
    pub tag: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What the tags of a deployment declare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TagSlos {
    /// Objectives, by the order of their tags.
    pub slos: Vec<SloSpec>,
    /// Tags that are none.
    pub refused: Vec<RefusedTag>,
}

/// Reads the objectives in tags. Each kind is there once, metrics once for each.
pub fn of_tags(tags: &[String]) -> TagSlos {
    let mut read = TagSlos::default();
    let (mut severity, mut names) = (None, BTreeSet::new());
    for tag in tags {
        let Some(written) = tag.strip_prefix(PREFIX) else { continue };
        let mut refuse = |reason: String| read.refused.push(RefusedTag { tag: tag.clone(), reason });
        match Written::read(written) {
            Err(reason) => refuse(reason),
            Ok(Written::Severity(_)) if severity.is_some() => refuse("severity is given twice".to_owned()),
            Ok(Written::Severity(given)) => severity = Some(given),
            Ok(Written::Slo(spec)) if !names.insert(spec.name.clone()) => {
                refuse(format!("{} is given twice", spec.name));
            }
            Ok(Written::Slo(spec)) => {
                read.slos.push(SloSpec { description: format!("Declared by the tag {tag}"), ..*spec });
            }
        }
    }
    for spec in &mut read.slos {
        spec.severity = severity.unwrap_or_default();
    }
    read
}

/// What a tag says.
enum Written {
    Severity(SloSeverity),
    Slo(Box<SloSpec>),
}

impl Written {
    fn read(written: &str) -> Result<Self, String> {
        let (name, value) = written.split_once('=').ok_or("expected slo:KIND=VALUE")?;
        if name == "severity" {
            let known = SloSeverity::ALL.into_iter().find(|known| known.as_str() == value);
            return known.map(Self::Severity).ok_or_else(|| {
                format!(
                    "{value} is no severity: expected {}",
                    SloSeverity::ALL.map(SloSeverity::as_str).join(", ")
                )
            });
        }
        let (kind, metric) = match name.split_once(':') {
            Some(("metric", metric)) => (SloKind::Metric, Some(metric)),
            _ => (kind(name)?, None),
        };
        let mut spec = SloSpec {
            name: name.to_owned(),
            description: String::new(),
            enabled: true,
            severity: SloSeverity::default(),
            kind,
            limit_seconds: None,
            metric: None,
            target: None,
            window_seconds: DEFAULT_WINDOW,
            select: SloSelect::default(),
        };
        let target = match (kind, value.split_once('@')) {
            (SloKind::SuccessRate, _) => Some(value),
            (_, None) => {
                limit(&mut spec, value, metric)?;
                None
            }
            (_, Some((value, target))) => {
                limit(&mut spec, value, metric)?;
                Some(target)
            }
        };
        if let Some(target) = target {
            let (share, window) = target.split_once('/').map_or((target, None), |(a, b)| (a, Some(b)));
            spec.target =
                Some(parse_share(share).ok_or_else(|| format!("expected a share as in 99%, not {share}"))?);
            if let Some(window) = window {
                spec.window_seconds = duration(window)?;
            }
        }
        Objective::of(&spec).map_err(|bad| bad.to_string())?;
        Ok(Self::Slo(Box::new(spec)))
    }
}

fn kind(name: &str) -> Result<SloKind, String> {
    let known = SloKind::ALL.into_iter().find(|known| known.as_str() == name && *known != SloKind::Metric);
    known.ok_or_else(|| {
        format!(
            "{name} is no kind of objective: expected max-duration, success-rate, freshness, lateness, metric:NAME or \
             severity"
        )
    })
}

fn limit(spec: &mut SloSpec, value: &str, metric: Option<&str>) -> Result<(), String> {
    let Some(metric) = metric else {
        spec.limit_seconds = Some(duration(value)?);
        return Ok(());
    };
    let (min, max) = value
        .split_once("..")
        .ok_or_else(|| format!("expected bounds as in 1..100, 1.. or ..100, not {value}"))?;
    spec.metric = Some(SloMetric {
        name: metric.to_owned(),
        unit: None,
        labels: MetricLabels::new(),
        min: bound(min)?,
        max: bound(max)?,
    });
    Ok(())
}

fn bound(text: &str) -> Result<Option<f64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.map(Some).ok_or_else(|| format!("expected a number, not {text}"))
}

fn duration(text: &str) -> Result<TimeDelta, String> {
    parse_duration(text).ok_or_else(|| format!("expected a length of time as in 30m, 24h or 7d, not {text}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(tags: &[&str]) -> TagSlos {
        of_tags(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn tags_declare_objectives() {
        for (tag, kind, limit, target, window_days, bounds) in [
            ("slo:max-duration=30m", "max-duration", Some(1800.0), None, 30.0, Value::Null),
            ("slo:max-duration=1h30m@95%", "max-duration", Some(5400.0), Some(0.95), 30.0, Value::Null),
            ("slo:max-duration=30m@95%/7d", "max-duration", Some(1800.0), Some(0.95), 7.0, Value::Null),
            ("slo:success-rate=99%", "success-rate", None, Some(0.99), 30.0, Value::Null),
            ("slo:success-rate=99.9%/90d", "success-rate", None, Some(0.999), 90.0, Value::Null),
            ("slo:freshness=24h", "freshness", Some(86_400.0), None, 30.0, Value::Null),
            ("slo:freshness=24h@99%/30d", "freshness", Some(86_400.0), Some(0.99), 30.0, Value::Null),
            ("slo:lateness=5m", "lateness", Some(300.0), None, 30.0, Value::Null),
            ("slo:metric:rows=1000..", "metric", None, None, 30.0, json!([1000.0, null])),
            ("slo:metric:rows=..1e6@99%", "metric", None, Some(0.99), 30.0, json!([null, 1e6])),
            ("slo:metric:a.b/c-d=-1.5..2", "metric", None, None, 30.0, json!([-1.5, 2.0])),
        ] {
            let read = read(&["daily", tag]);
            assert_eq!(read.refused, [], "{tag}");
            let [spec] = read.slos.as_slice() else { panic!("{tag}: {read:?}") };
            assert_eq!(json!(spec.kind), json!(kind), "{tag}");
            assert_eq!(spec.limit_seconds.map(TimeDelta::as_secs_f64), limit, "{tag}");
            assert_eq!(
                (spec.target, spec.window_seconds.as_secs_f64() / 86_400.0),
                (target, window_days),
                "{tag}"
            );
            let got = spec.metric.as_ref().map_or(Value::Null, |metric| json!([metric.min, metric.max]));
            assert_eq!(got, bounds, "{tag}");
            assert!(spec.description.ends_with(tag), "{tag}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_tag_is_told() {
        for (tag, reason) in [
            ("slo:", "expected slo:KIND=VALUE"),
            ("slo:max-duration", "expected slo:KIND=VALUE"),
            ("slo:max-duration=30", "expected a length of time as in 30m, 24h or 7d, not 30"),
            ("slo:max-duration=0s", "limit_seconds must be greater than 0"),
            ("slo:freshness=24h@99", "expected a share as in 99%, not 99"),
            ("slo:freshness=24h@99%/month", "expected a length of time as in 30m, 24h or 7d, not month"),
            ("slo:success-rate=99%/1m", "window_seconds must be from an hour to 366 days"),
            ("slo:metric:rows=5", "expected bounds as in 1..100, 1.. or ..100, not 5"),
            ("slo:metric:rows=..", "metric.min or metric.max is required"),
            ("slo:metric:rows=a..", "expected a number, not a"),
            (
                "slo:metric:=1..",
                "metric.name must be the name of a metric: letters, digits and _ . - /, a letter or _ first",
            ),
            ("slo:severity=bad", "bad is no severity: expected minor, low, moderate, high, critical"),
            (
                "slo:maxduration=5m",
                "maxduration is no kind of objective: expected max-duration, success-rate, freshness, lateness, \
                 metric:NAME or severity",
            ),
        ] {
            let read = read(&[tag]);
            let expected = RefusedTag { tag: tag.to_owned(), reason: reason.to_owned() };
            assert_eq!((read.slos, read.refused), (vec![], vec![expected]), "{tag}");
        }
        let target = read(&["slo:success-rate=100%"]);
        assert!(target.refused[0].reason.starts_with("target must be between 0 and 1"), "{target:?}");
    }

    #[test]
    fn each_kind_is_there_once_and_the_severity_is_that_of_all() {
        let read = read(&[
            "slo:lateness=5m",
            "slo:severity=high",
            "slo:lateness=9m",
            "slo:metric:a=1..",
            "slo:metric:b=1..",
            "slo:severity=low",
        ]);
        let names: Vec<_> = read.slos.iter().map(|spec| (spec.name.as_str(), spec.severity)).collect();
        let high = SloSeverity::High;
        assert_eq!(names, [("lateness", high), ("metric:a", high), ("metric:b", high)]);
        let refused: Vec<_> = read.refused.iter().map(|one| one.tag.as_str()).collect();
        assert_eq!(refused, ["slo:lateness=9m", "slo:severity=low"]);
    }

    proptest! {
        #[test]
        fn every_tag_declares_or_is_refused(rest in "(max-duration|freshness|success-rate|metric:[a-z]{0,3}|severity|.{0,6})=?.{0,16}") {
            let tag = format!("slo:{rest}");
            let read = of_tags(std::slice::from_ref(&tag));
            let severity = usize::from(SloSeverity::ALL.iter().any(|known| tag == format!("slo:severity={}", known.as_str())));
            prop_assert_eq!(read.slos.len() + read.refused.len() + severity, 1);
        }
    }
}
