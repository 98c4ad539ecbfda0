//! `weir metrics show`.

use anyhow::bail;
use clap::Args;
use serde_json::json;
use weir_types::{
    Clock, TimeDelta,
    metrics::{Aggregation, MetricAggregates, MetricGroup, MetricLabels},
};

use crate::{
    choice::one_of,
    client::ServerArgs,
    moment::{Moment, moment},
    output::Output,
    sparkline::sparkline,
    table::{self, Cell},
};

/// Into how many intervals the time is cut: one is a character of the line that shows how the metric went.
const INTERVALS: i64 = 40;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The metric.
    name: String,
    /// Only series of this flow.
    #[arg(long)]
    flow: Option<String>,
    /// Only series of deployments of this name.
    #[arg(long)]
    deployment: Option<String>,
    /// Only series with this label, as in table=orders; may be repeated, then with all of them.
    #[arg(long, value_parser = label)]
    label: Vec<(String, String)>,
    /// From when on: a date, a date and time, or a time ago.
    #[arg(long, default_value = "7d", value_parser = moment)]
    since: Moment,
    /// What many values are made one by.
    #[arg(long, value_parser = one_of(&Aggregation::ALL, Aggregation::as_str), default_value = "avg")]
    aggregation: Aggregation,
    /// Told apart by flow, deployment, unit, or label.NAME; may be repeated.
    #[arg(long)]
    by: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

fn label(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("expected a label and its value, as in table=orders")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Show {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let now = Clock::system().now();
        let start = self.since.before(now);
        let length = now.since(start).as_micros();
        if length <= 0 {
            bail!("--since must be in the past");
        }
        let second = TimeDelta::from_secs(1).as_micros();
        let interval = (length / INTERVALS + 1).max(second);
        let query = json!({
            "name": self.name,
            "flow_name": self.flow,
            "deployment_name": self.deployment,
            "labels": self.label.into_iter().collect::<MetricLabels>(),
            "start": start,
            "end": now,
            "interval_seconds": TimeDelta::from_micros(interval),
            "aggregation": self.aggregation,
            "group_by": self.by,
        });
        let told: MetricAggregates = client.post("/metrics/query", &query).await?;
        if self.json {
            return output.json(&told);
        }
        if told.groups.iter().all(|group| group.count == 0) {
            bail!("there are no points of {} since then; weir metrics ls lists the metrics", told.name);
        }
        let rows: Vec<_> = told.groups.iter().map(row).collect();
        let value = self.aggregation.as_str().to_uppercase();
        for line in table::lines(output, ["GROUP", "POINTS", &value, "LOWEST", "HIGHEST", "COURSE"], &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

fn row(group: &MetricGroup) -> [Cell; 6] {
    let by: Vec<_> = group
        .group
        .iter()
        .map(|(by, value)| format!("{}={}", by.trim_start_matches("label."), value.as_deref().unwrap_or("-")))
        .collect();
    let values: Vec<Option<f64>> =
        group.intervals.iter().map(|interval| interval.value.filter(|_| interval.count > 0)).collect();
    let known = || values.iter().flatten().copied();
    let (lowest, highest) = (known().reduce(f64::min), known().reduce(f64::max));
    let number = |value: Option<f64>| Cell::number(value.map_or_else(|| "-".to_owned(), short));
    [
        Cell::new(if by.is_empty() { "all".to_owned() } else { by.join(" ") }),
        Cell::number(group.count),
        number(group.value),
        number(lowest),
        number(highest),
        Cell::new(sparkline(&values)),
    ]
}

/// A value with as many digits as people read.
fn short(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value}") } else { format!("{value:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short() {
        assert_eq!([1250.0, 0.5, 1e20].map(short), ["1250", "0.500", "100000000000000000000.000"]);
    }
}
