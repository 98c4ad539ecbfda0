//! `weir slo apply`.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::bail;
use clap::Args;
use reqwest::Method;
use serde_json::json;
use weir_types::{
    ids::SloId,
    slos::{Slo, SloSource, SloSpec},
};

use super::{all, written};
use crate::{
    client::{Client, ServerArgs},
    commands::{
        applied::{Applied, Deed, Names},
        files::{self, Form},
    },
    output::Output,
};

/// Files with objectives.
const FORM: Form = Form { one: "objective", list: "slos", has: "a name and a kind" };

/// Objectives are known by their names; those of tags and of the SDK's agreements are left alone. Files are YAML or JSON:
/// one objective, a list, or an object whose `slos` are a list.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// Files, or folders with `.yaml`, `.yml` and `.json` files.
    #[arg(value_name = "DIR|FILE", required = true)]
    files: Vec<PathBuf>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Delete the objectives that are in no file.
    #[arg(long)]
    prune: bool,
    #[command(flatten)]
    server: ServerArgs,
}

/// What is to be done with an objective.
enum Step {
    Create(Box<SloSpec>),
    Update(SloId, Box<SloSpec>),
    Delete(SloId),
    Keep,
}

impl Step {
    fn deed(&self) -> Deed {
        match self {
            Self::Create(_) => Deed::Create,
            Self::Update(..) => Deed::Update,
            Self::Delete(_) => Deed::Delete,
            Self::Keep => Deed::Keep,
        }
    }
}

impl Apply {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let wanted = self.wanted()?;
        let client = self.server.client()?;
        let stored = all(&client, json!({ "source": [SloSource::Api] })).await?;
        let mut applied = Applied::default();
        for (name, step) in plan(wanted, stored, self.prune) {
            let deed = step.deed();
            if !self.dry_run {
                perform(&client, &name, step).await?;
            }
            applied.tell(output, deed, &name)?;
        }
        Ok(applied.sum_up(output, self.dry_run)?)
    }

    /// The objectives of the files; all that is wrong is told at once.
    fn wanted(&self) -> anyhow::Result<Vec<SloSpec>> {
        let (mut wanted, mut wrong) = (Vec::new(), Vec::new());
        let mut names = Names::default();
        for path in &self.files {
            for one in files::read(FORM, path)? {
                let place = one.place(&one.mark);
                match written::read(&one)? {
                    Err(lines) => wrong.extend(lines),
                    Ok(spec) => {
                        wrong.extend(names.take(&spec.name, &place).err());
                        wanted.push(spec);
                    }
                }
            }
        }
        if !wrong.is_empty() {
            bail!("{}", wrong.join("\n"));
        }
        Ok(wanted)
    }
}

fn plan(wanted: Vec<SloSpec>, stored: Vec<Slo>, prune: bool) -> Vec<(String, Step)> {
    let mut stored: BTreeMap<String, Slo> =
        stored.into_iter().map(|slo| (slo.spec.name.clone(), slo)).collect();
    let step = |spec: SloSpec, known: Option<Slo>| match known {
        None => Step::Create(Box::new(spec)),
        Some(known) if known.spec == spec => Step::Keep,
        Some(known) => Step::Update(known.id, Box::new(spec)),
    };
    let mut steps: Vec<(String, Step)> = wanted
        .into_iter()
        .map(|spec| {
            let known = stored.remove(&spec.name);
            (spec.name.clone(), step(spec, known))
        })
        .collect();
    if prune {
        steps.extend(stored.into_iter().map(|(name, slo)| (name, Step::Delete(slo.id))));
    }
    steps
}

async fn perform(client: &Client, name: &str, step: Step) -> anyhow::Result<()> {
    let (method, path, body) = match step {
        Step::Create(spec) => (Method::POST, "/slos/".to_owned(), Some(spec)),
        Step::Update(id, spec) => (Method::PUT, format!("/slos/{id}"), Some(spec)),
        Step::Delete(id) => (Method::DELETE, format!("/slos/{id}"), None),
        Step::Keep => return Ok(()),
    };
    let (status, answer) = client.send(method, &path, body.as_ref()).await?;
    if !status.is_success() {
        bail!("{name}: the server answered {status}: {}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}
