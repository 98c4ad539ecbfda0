//! `weir slo ls`.

use std::collections::{BTreeSet, HashMap};

use anstyle::AnsiColor;
use clap::Args;
use serde::Deserialize;
use serde_json::json;
use weir_types::{
    ids::DeploymentId,
    slos::{Slo, SloAlert, SloSource, SloState},
};

use super::{all, bar, style};
use crate::{
    client::{Client, PAGE, ServerArgs},
    output::{self, Output},
    table::{self, Cell},
};

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Only those that are breached.
    #[arg(long)]
    breached: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Ls {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let state = self.breached.then_some([SloState::Breached]);
        let found = all(&client, json!({ "state": state })).await?;
        if self.json {
            return output.json(&found);
        }
        let deployments = deployments(&client, &found).await?;
        let rows: Vec<_> = found.iter().map(|slo| row(slo, &deployments)).collect();
        let header = ["NAME", "OF", "KIND", "STATE", "SINCE", "GOOD", "TARGET", "BUDGET", "ALERT"];
        for line in table::lines(output, header, &rows) {
            output.line(line)?;
        }
        Ok(())
    }
}

/// The names of the deployments whose own the objectives are.
async fn deployments(client: &Client, slos: &[Slo]) -> anyhow::Result<HashMap<DeploymentId, String>> {
    #[derive(Deserialize)]
    struct Named {
        id: DeploymentId,
        name: String,
    }
    let ids: BTreeSet<DeploymentId> = slos.iter().filter_map(|slo| slo.deployment_id).collect();
    let ids: Vec<DeploymentId> = ids.into_iter().collect();
    let mut names = HashMap::new();
    for ids in ids.chunks(PAGE) {
        let query = json!({ "deployments": { "id": { "any_": ids } }, "limit": PAGE });
        let found: Vec<Named> = client.post("/deployments/filter", &query).await?;
        names.extend(found.into_iter().map(|one| (one.id, one.name)));
    }
    Ok(names)
}

fn row(slo: &Slo, deployments: &HashMap<DeploymentId, String>) -> [Cell; 9] {
    let status = &slo.status;
    let of = match (slo.source, slo.deployment_id) {
        (SloSource::Api, _) | (_, None) => "-",
        (_, Some(id)) => deployments.get(&id).map_or("-", String::as_str),
    };
    let alert = Cell::new(status.alert.map_or("-", SloAlert::as_str));
    [
        Cell::new(&slo.spec.name),
        Cell::new(of),
        Cell::new(slo.spec.kind.as_str()),
        Cell::new(status.state.as_str()).styled(style(status.state)),
        Cell::new(status.since.map_or_else(|| "-".to_owned(), output::time)),
        Cell::number(status.good_share.map_or_else(|| "-".to_owned(), bar::cut_percent)),
        Cell::number(slo.spec.target.map_or_else(|| "each".to_owned(), bar::percent)),
        Cell::new(status.budget.map_or_else(|| "-".to_owned(), |budget| bar::budget(budget.left_share))),
        match status.alert {
            Some(SloAlert::Fast | SloAlert::Medium) => alert.styled(AnsiColor::Red.on_default()),
            Some(SloAlert::Slow) => alert.styled(AnsiColor::Yellow.on_default()),
            None => alert,
        },
    ]
}
