//! The names and labels of `prometheus-prefect-exporter`, so that dashboards that were made for it work. Values are
//! written as Python shows them, since that is what its labels hold.
//!
//! Some names break Prometheus's rules (a gauge that ends with `_total`); they are its names.

use std::collections::BTreeMap;

use weir_types::{TimeDelta, Timestamp};

use crate::{
    facts::{
        DeploymentInfo, FlowInfo, FlowRunInfo, Inventory, RunFacts, StateKind, Window, WorkPoolInfo,
        WorkQueueInfo,
    },
    model::{Family, Labels, Number, Sample, Samples},
};

/// How long ago a queue that is healthy was last polled, in seconds; besides, no run of it is late.
const POLLED_SECONDS: i64 = 60;

/// The time that one of its names promises.
const DAY: TimeDelta = TimeDelta::from_secs(24 * 3600);

pub(super) fn families(facts: &RunFacts, inventory: &Inventory) -> Vec<Family> {
    let late = inventory.work_queues.iter().map(late_runs).collect();
    let mut families = vec![
        total("prefect_deployments_total", "Deployments", inventory.deployments.len()),
        info("prefect_info_deployment", "A deployment", &inventory.deployments, deployment),
        total("prefect_flows_total", "Flows", inventory.flows.len()),
        info("prefect_info_flows", "A flow", &inventory.flows, flow),
        Family::new("prefect_flow_runs_total", "Flow runs", Samples::Gauge(all_runs(inventory))),
        by_state("prefect_flow_run_state_total", "Flow runs by state", &inventory.flow_runs),
        info(
            "prefect_info_flow_runs",
            "A flow run that started of late: 1 while it runs",
            &inventory.recent,
            flow_run,
        ),
        Family::new(
            "prefect_flow_runs_total_run_time",
            "Run time of a flow run that started of late, in seconds",
            Samples::Gauge(inventory.recent.iter().map(run_time).collect()),
        ),
        total("prefect_work_pools_total", "Work pools", inventory.work_pools.len()),
        info(
            "prefect_info_work_pools",
            "A work pool: 0 while it is paused",
            &inventory.work_pools,
            work_pool,
        ),
        total("prefect_work_queues_total", "Work queues", inventory.work_queues.len()),
        info(
            "prefect_info_work_queues",
            "A work queue: 0 while it is paused",
            &inventory.work_queues,
            |queue| work_queue(queue, facts.taken),
        ),
        Family::new("prefect_late_runs", "Late flow runs of a work queue", Samples::Gauge(late)),
    ];
    if let Some(window) = facts.window.as_ref().filter(|window| window.length == DAY) {
        families.push(by_state(
            "prefect_flow_run_state_past_24_hours_total",
            "Flow runs by state that were expected to start within 24 hours",
            &of_window(window),
        ));
    }
    families
}

fn total(name: &'static str, help: &'static str, count: usize) -> Family {
    Family::new(name, help, Samples::Gauge(vec![Sample::only(Number::count(count))]))
}

fn all_runs(inventory: &Inventory) -> Vec<Sample<Number>> {
    vec![Sample::only(Number::whole(inventory.flow_runs.iter().map(|(_, count)| count).sum()))]
}

fn by_state(name: &'static str, help: &'static str, runs: &[(StateKind, u64)]) -> Family {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (state, count) in runs {
        *counts.entry(&state.name).or_default() += count;
    }
    let sample = |(state, count): (&str, u64)| {
        Sample::new(vec![("state".into(), state.to_owned())], Number::whole(count))
    };
    Family::new(name, help, Samples::Gauge(counts.into_iter().map(sample).collect()))
}

fn of_window(window: &Window) -> Vec<(StateKind, u64)> {
    window.runs.iter().map(|runs| (runs.state.clone(), runs.count)).collect()
}

/// A family with a series for each thing: its labels, and 1 or 0.
fn info<T>(
    name: &'static str,
    help: &'static str,
    things: &[T],
    series: impl Fn(&T) -> (Labels, bool),
) -> Family {
    let sample = |thing| {
        let (labels, on) = series(thing);
        Sample::new(labels, Number::Whole(i64::from(on)))
    };
    Family::new(name, help, Samples::Gauge(things.iter().map(sample).collect()))
}

fn labels<const N: usize>(pairs: [(&'static str, String); N]) -> Labels {
    pairs.into_iter().map(|(name, value)| (name.into(), value)).collect()
}

/// As Python shows what may be missing.
fn optional<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| value.to_string())
}

/// As Python shows truth.
fn truth(yes: bool) -> String {
    if yes { "True" } else { "False" }.to_owned()
}

/// A name; `null` where there is none.
fn named(name: &str) -> String {
    if name.is_empty() { "null".to_owned() } else { name.to_owned() }
}

fn deployment(deployment: &DeploymentInfo) -> (Labels, bool) {
    let mut tags = deployment.tags.clone();
    tags.sort();
    let labels = labels([
        ("created", deployment.created.to_string()),
        ("flow_id", optional(deployment.flow.id)),
        ("flow_name", named(&deployment.flow.name)),
        ("deployment_id", deployment.id.to_string()),
        ("is_schedule_active", truth(!deployment.paused)),
        ("deployment_name", deployment.name.clone()),
        ("path", optional(deployment.path.as_ref())),
        ("paused", truth(deployment.paused)),
        ("work_pool_name", optional(deployment.work_pool.as_ref())),
        ("work_queue_name", optional(deployment.work_queue.as_ref())),
        ("status", deployment.status.clone()),
        ("tags", tags.join(",")),
    ]);
    (labels, true)
}

fn flow(flow: &FlowInfo) -> (Labels, bool) {
    let labels = labels([
        ("created", flow.created.to_string()),
        ("flow_id", flow.id.to_string()),
        ("flow_name", flow.name.clone()),
    ]);
    (labels, true)
}

fn flow_run(run: &FlowRunInfo) -> (Labels, bool) {
    let labels = labels([
        ("created", run.created.to_string()),
        ("deployment_id", optional(run.deployment.id)),
        ("deployment_name", named(&run.deployment.name)),
        ("end_time", optional(run.end_time)),
        ("flow_id", optional(run.flow.id)),
        ("flow_name", named(&run.flow.name)),
        ("flow_run_id", run.id.to_string()),
        ("flow_run_name", run.name.clone()),
        ("run_count", run.run_count.to_string()),
        ("start_time", optional(run.start_time)),
        ("state_id", optional(run.state_id)),
        ("state_name", run.state.name.clone()),
        ("total_run_time", format!("{:?}", run.total_run_time)),
        ("work_queue_name", optional(run.work_queue.as_ref())),
    ]);
    (labels, run.state.name == "Running")
}

fn run_time(run: &FlowRunInfo) -> Sample<Number> {
    let labels = labels([
        ("flow_id", optional(run.flow.id)),
        ("flow_name", named(&run.flow.name)),
        ("deployment_name", named(&run.deployment.name)),
        ("flow_run_name", run.name.clone()),
        // The same name may come twice, which no exposition may have.
        ("flow_run_id", run.id.to_string()),
    ]);
    Sample::new(labels, Number::Real(run.total_run_time))
}

fn work_pool(pool: &WorkPoolInfo) -> (Labels, bool) {
    let labels = labels([
        ("created", pool.created.to_string()),
        ("work_queue_id", optional(pool.default_queue)),
        ("work_pool_id", pool.id.to_string()),
        ("is_paused", truth(pool.paused)),
        ("work_pool_name", pool.name.clone()),
        ("type", pool.pool_type.clone()),
        ("status", pool.status.clone()),
    ]);
    (labels, !pool.paused)
}

fn work_queue(queue: &WorkQueueInfo, now: Timestamp) -> (Labels, bool) {
    let polled =
        queue.last_polled.is_some_and(|polled| now.since(polled).as_micros() <= POLLED_SECONDS * 1_000_000);
    let labels = labels([
        ("created", queue.created.to_string()),
        ("work_queue_id", queue.id.to_string()),
        ("is_paused", truth(queue.paused)),
        ("work_queue_name", queue.name.clone()),
        ("priority", queue.priority.to_string()),
        // Queues have no type; the exporter says so.
        ("type", "null".to_owned()),
        ("work_pool_id", optional(queue.work_pool.id)),
        ("work_pool_name", named(&queue.work_pool.name)),
        ("status", queue.status.clone()),
        ("healthy", truth(polled && queue.late_runs == 0)),
        ("late_runs_count", queue.late_runs.to_string()),
        ("last_polled", optional(queue.last_polled)),
        ("health_check_policy_maximum_late_runs", "0".to_owned()),
        ("health_check_policy_maximum_seconds_since_last_polled", POLLED_SECONDS.to_string()),
    ]);
    (labels, !queue.paused)
}

fn late_runs(queue: &WorkQueueInfo) -> Sample<Number> {
    let labels =
        labels([("work_pool_name", named(&queue.work_pool.name)), ("work_queue_name", queue.name.clone())]);
    Sample::new(labels, Number::whole(queue.late_runs))
}
