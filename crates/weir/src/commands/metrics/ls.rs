//! `weir metrics ls`.

use clap::Args;
use serde_json::json;
use weir_types::metrics::{MetricLabels, MetricSeries};

use crate::{
    client::ServerArgs,
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Only metrics with this in their names.
    part: Option<String>,
    /// Only series of this flow.
    #[arg(long)]
    flow: Option<String>,
    /// Only series of deployments of this name.
    #[arg(long)]
    deployment: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Ls {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let query =
            json!({ "name_like": self.part, "flow_name": self.flow, "deployment_name": self.deployment });
        let found: Vec<MetricSeries> = client.list("/metrics/filter", query).await?;
        if self.json {
            return output.json(&found);
        }
        let rows: Vec<_> = found.iter().map(row).collect();
        let header = ["NAME", "LABELS", "FLOW", "DEPLOYMENT", "POINTS", "LAST", "UNIT", "AT"];
        for line in table::lines(output, header, &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

fn row(series: &MetricSeries) -> [Cell; 8] {
    let or_none = |text: &Option<String>| Cell::new(text.as_deref().unwrap_or("-"));
    [
        Cell::new(&series.name),
        Cell::new(labels(&series.labels)),
        or_none(&series.flow_name),
        or_none(&series.deployment_name),
        Cell::number(series.count),
        Cell::number(series.last_value),
        or_none(&series.unit),
        Cell::new(output::time(series.last_timestamp)),
    ]
}

fn labels(labels: &MetricLabels) -> String {
    let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if pairs.is_empty() { "-".to_owned() } else { pairs.join(" ") }
}
