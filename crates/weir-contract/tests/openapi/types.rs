//! The types of answers, by the names that the rules have for them.

use schemars::SchemaGenerator;
use serde_json::Value;
use weir_types::{
    api_keys::{Access, ApiKey, ApiKeyCreated},
    audit::AuditPage,
    automations::{ActionsPage, Replay},
    concurrency_limits::ConcurrencyLeasesPage,
    incidents::Incident,
    insights::{
        BottlenecksInsight, ConcurrencyInsight, FailuresInsight, RetriesInsight, RunBottlenecks, RunsInsight,
        TrendsInsight,
    },
    metrics::{MetricAggregates, MetricPoint, MetricPointsStored, MetricRefusal, MetricSeries},
    slos::{SlasApplied, Slo, SloInterval, SloRefusal, SloStatus},
    storage::Storage,
};

macro_rules! schemas {
    ($($name:ident),+ $(,)?) => {
        /// The schema of an answer.
        pub fn schema(generator: &mut SchemaGenerator, name: &str) -> Option<Value> {
            Some(match name {
                $(stringify!($name) => generator.subschema_for::<$name>().to_value(),)+
                _ => return None,
            })
        }
    };
}

schemas! {
    Access, ActionsPage, ApiKey, ApiKeyCreated, AuditPage, BottlenecksInsight, ConcurrencyInsight,
    ConcurrencyLeasesPage, FailuresInsight, Incident, MetricAggregates, MetricPoint, MetricPointsStored, MetricRefusal, MetricSeries, Replay, RetriesInsight,
    RunBottlenecks, RunsInsight, SlasApplied, Slo, SloInterval, SloRefusal, SloStatus, Storage, TrendsInsight,
}
