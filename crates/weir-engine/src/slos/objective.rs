//! What an objective promises, checked.

use weir_types::{
    TimeDelta,
    slos::{SloKind, SloMetric, SloSpec, SloUnit},
};

use super::Target;
use crate::metrics::is_name;

/// The shortest time over which an objective can be counted.
pub const SHORTEST_WINDOW: TimeDelta = TimeDelta::from_secs(3600);

/// The longest: a year.
pub const LONGEST_WINDOW: TimeDelta = TimeDelta::from_secs(366 * 86_400);

/// What is looked at, with its limits.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// How long runs take at most.
    MaxDuration(TimeDelta),
    /// Whether runs succeed.
    SuccessRate,
    /// How old the last success is at most.
    Freshness(TimeDelta),
    /// How late runs start at most.
    Lateness(TimeDelta),
    /// Between which bounds a metric is.
    Metric(SloMetric),
}

impl Measure {
    /// What is counted.
    pub const fn unit(&self) -> SloUnit {
        let kind = match self {
            Self::MaxDuration(_) => SloKind::MaxDuration,
            Self::SuccessRate => SloKind::SuccessRate,
            Self::Freshness(_) => SloKind::Freshness,
            Self::Lateness(_) => SloKind::Lateness,
            Self::Metric(_) => SloKind::Metric,
        };
        kind.unit()
    }
}

/// What is promised.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// What is looked at.
    pub measure: Measure,
    /// What share must be good; without it the newest alone decides.
    pub target: Option<Target>,
    /// Over which time, back from now.
    pub window: TimeDelta,
}

/// Why there is no such objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadObjective {
    /// A limit is missing.
    #[error("limit_seconds is required for the kind {}", .0.as_str())]
    NoLimit(SloKind),
    /// A limit is too much.
    #[error("limit_seconds is not allowed for the kind {}", .0.as_str())]
    Limit(SloKind),
    /// A limit of no time.
    #[error("limit_seconds must be greater than 0")]
    NoTime,
    /// The metric is missing.
    #[error("metric is required for the kind metric")]
    NoMetric,
    /// A metric is too much.
    #[error("metric is not allowed for the kind {}", .0.as_str())]
    Metric(SloKind),
    /// No metric has such a name.
    #[error("metric.name must be the name of a metric: letters, digits and _ . - /, a letter or _ first")]
    MetricName,
    /// Nothing is out of bounds.
    #[error("metric.min or metric.max is required")]
    NoBound,
    /// Everything is out of bounds.
    #[error("metric.min must not be greater than metric.max")]
    Bounds,
    /// A success rate of nothing.
    #[error("target is required for the kind success-rate")]
    NoTarget,
    /// A target that leaves no budget, or is none.
    #[error(
        "target must be between 0 and 1, as in 0.99, and leave at least a millionth; where each single one must be \
         good, leave target out"
    )]
    Target,
    /// A time that is too short or too long.
    #[error("window_seconds must be from an hour to 366 days")]
    Window,
}

impl Objective {
    /// What is promised by a declaration.
    ///
    /// # Errors
    /// When it makes no sense.
    pub fn of(spec: &SloSpec) -> Result<Self, BadObjective> {
        let measure = measure(spec)?;
        let target = match spec.target {
            None if spec.kind == SloKind::SuccessRate => return Err(BadObjective::NoTarget),
            None => None,
            Some(share) => Some(Target::of(share).ok_or(BadObjective::Target)?),
        };
        if spec.window_seconds < SHORTEST_WINDOW || spec.window_seconds > LONGEST_WINDOW {
            return Err(BadObjective::Window);
        }
        Ok(Self { measure, target, window: spec.window_seconds })
    }
}

fn measure(spec: &SloSpec) -> Result<Measure, BadObjective> {
    let kind = spec.kind;
    if spec.metric.is_some() && kind != SloKind::Metric {
        return Err(BadObjective::Metric(kind));
    }
    if spec.limit_seconds.is_some() && matches!(kind, SloKind::SuccessRate | SloKind::Metric) {
        return Err(BadObjective::Limit(kind));
    }
    let limit = || {
        let limit = spec.limit_seconds.ok_or(BadObjective::NoLimit(kind))?;
        if limit > TimeDelta::ZERO { Ok(limit) } else { Err(BadObjective::NoTime) }
    };
    Ok(match kind {
        SloKind::MaxDuration => Measure::MaxDuration(limit()?),
        SloKind::SuccessRate => Measure::SuccessRate,
        SloKind::Freshness => Measure::Freshness(limit()?),
        SloKind::Lateness => Measure::Lateness(limit()?),
        SloKind::Metric => Measure::Metric(metric(spec)?),
    })
}

fn metric(spec: &SloSpec) -> Result<SloMetric, BadObjective> {
    let metric = spec.metric.clone().ok_or(BadObjective::NoMetric)?;
    if !is_name(&metric.name) {
        return Err(BadObjective::MetricName);
    }
    match (metric.min, metric.max) {
        (None, None) => Err(BadObjective::NoBound),
        (Some(min), Some(max)) if min > max => Err(BadObjective::Bounds),
        _ => Ok(metric),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(members: &Value) -> Result<Objective, BadObjective> {
        let mut body = json!({ "name": "a" });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        Objective::of(&serde_json::from_value(body).unwrap())
    }

    #[test]
    fn declarations_are_checked() {
        use BadObjective as Bad;
        use SloKind as Kind;
        for (members, bad) in [
            (json!({ "kind": "max-duration" }), Bad::NoLimit(Kind::MaxDuration)),
            (json!({ "kind": "freshness", "limit_seconds": 0 }), Bad::NoTime),
            (json!({ "kind": "lateness", "limit_seconds": -1 }), Bad::NoTime),
            (json!({ "kind": "success-rate" }), Bad::NoTarget),
            (json!({ "kind": "success-rate", "target": 99 }), Bad::Target),
            (json!({ "kind": "success-rate", "target": 1 }), Bad::Target),
            (
                json!({ "kind": "success-rate", "target": 0.9, "limit_seconds": 5 }),
                Bad::Limit(Kind::SuccessRate),
            ),
            (json!({ "kind": "success-rate", "target": 0.9, "window_seconds": 60 }), Bad::Window),
            (json!({ "kind": "success-rate", "target": 0.9, "window_seconds": 40_000_000 }), Bad::Window),
            (
                json!({ "kind": "lateness", "limit_seconds": 5, "metric": { "name": "a", "min": 1 } }),
                Bad::Metric(Kind::Lateness),
            ),
            (json!({ "kind": "metric" }), Bad::NoMetric),
            (json!({ "kind": "metric", "metric": { "name": "no name", "min": 1 } }), Bad::MetricName),
            (json!({ "kind": "metric", "metric": { "name": "rows" } }), Bad::NoBound),
            (json!({ "kind": "metric", "metric": { "name": "rows", "min": 2, "max": 1 } }), Bad::Bounds),
        ] {
            assert_eq!(of(&members), Err(bad), "{members}");
        }
        let good = of(&json!({ "kind": "freshness", "limit_seconds": "PT24H", "target": 0.995 })).unwrap();
        assert_eq!(good.measure, Measure::Freshness(TimeDelta::from_secs(86_400)));
        assert_eq!((good.target, good.window), (Target::of(0.995), weir_types::slos::DEFAULT_WINDOW));
        let exact = of(&json!({ "kind": "metric", "metric": { "name": "rows", "min": 2, "max": 2 } }));
        assert_eq!(exact.unwrap().measure.unit(), SloUnit::Points);
    }
}
