//! `weir metrics refused`.

use clap::Args;
use serde_json::json;
use weir_types::metrics::MetricRefusal;

use crate::{
    client::ServerArgs,
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Refused {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Refused {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let found: Vec<MetricRefusal> =
            self.server.client()?.list("/metrics/refused/filter", json!({})).await?;
        if self.json {
            return output.json(&found);
        }
        let rows: Vec<_> = found.iter().map(row).collect();
        for line in table::lines(output, ["LAST SEEN", "TIMES", "FLOW", "METRIC", "REASON", "TEXT"], &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

fn row(refusal: &MetricRefusal) -> [Cell; 6] {
    let or_none = |text: &Option<String>| Cell::new(text.as_deref().unwrap_or("-"));
    [
        Cell::new(output::time(refusal.last_seen)),
        Cell::number(refusal.count),
        or_none(&refusal.flow_name),
        or_none(&refusal.name),
        Cell::new(&refusal.reason),
        Cell::new(refusal.text.escape_debug()),
    ]
}
