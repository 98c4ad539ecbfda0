//! `weir automation apply`.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use reqwest::Method;
use serde_json::Value;
use weir_types::automations::AutomationCreate;

use super::{
    FORM, all,
    check::{check, told_by_server},
    plan::{Step, plan},
};
use crate::{
    client::{Client, ServerArgs},
    commands::{
        applied::{Applied, Names},
        files::{self, Written},
    },
    output::Output,
};

/// Automations are known by their names. Files are YAML or JSON, as `prefect automation create --from-file` takes them:
/// one automation, a list, or an object whose `automations` are a list.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// A file, or a folder with `.yaml`, `.yml` and `.json` files; may be repeated.
    #[arg(short, long = "file", value_name = "DIR|FILE", required = true)]
    files: Vec<PathBuf>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Show what differs, line by line.
    #[arg(long)]
    diff: bool,
    /// Put this tag on every automation of the files.
    #[arg(long)]
    tag: Option<String>,
    /// Delete automations that bear the tag and are in no file.
    #[arg(long, requires = "tag")]
    prune: bool,
    #[command(flatten)]
    server: ServerArgs,
}

/// An automation of a file, ready to be sent.
struct Ready {
    written: Written,
    create: AutomationCreate,
    body: Value,
}

impl Apply {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let ready = self.ready()?;
        let client = self.server.client()?;
        let wanted: Vec<AutomationCreate> = ready.iter().map(|one| one.create.clone()).collect();
        let prune = self.tag.as_deref().filter(|_| self.prune);
        let steps = match plan(&wanted, &all(&client).await?, prune) {
            Ok(steps) => steps,
            Err(names) => bail!(
                "the server has several automations named {}: rename or delete all but one",
                names.join(", ")
            ),
        };
        let mut applied = Applied::default();
        for (place, (name, step)) in steps.iter().enumerate() {
            if !self.dry_run {
                perform(&client, step, ready.get(place)).await?;
            }
            applied.tell(output, step.deed(), name)?;
            if let (true, Step::Update(change)) = (self.diff, step) {
                for line in change.lines() {
                    output.line(format_args!("    {line}"))?;
                }
            }
        }
        Ok(applied.sum_up(output, self.dry_run)?)
    }

    /// The automations of the files, checked; all that is wrong is told at once.
    fn ready(&self) -> anyhow::Result<Vec<Ready>> {
        let (mut ready, mut wrong) = (Vec::new(), Vec::new());
        let mut names = Names::default();
        for path in &self.files {
            for written in files::read(FORM, path)? {
                let place = written.place(&written.mark);
                match check(&written)? {
                    Err(lines) => wrong.extend(lines),
                    Ok((mut create, mut body)) => {
                        if let Some(tag) = self.tag.as_ref().filter(|tag| !create.tags.contains(tag)) {
                            create.tags.push(tag.clone());
                            body["tags"] = create.tags.clone().into();
                        }
                        wrong.extend(names.take(written.name(), &place).err());
                        ready.push(Ready { written, create, body });
                    }
                }
            }
        }
        if !wrong.is_empty() {
            bail!("{}", wrong.join("\n"));
        }
        Ok(ready)
    }
}

async fn perform(client: &Client, step: &Step, ready: Option<&Ready>) -> anyhow::Result<()> {
    let (method, path) = match step {
        Step::Create => (Method::POST, "/automations/".to_owned()),
        Step::Update(change) => (Method::PUT, format!("/automations/{}", change.id)),
        Step::Delete(id) => (Method::DELETE, format!("/automations/{id}")),
        Step::Keep => return Ok(()),
    };
    let body = ready.filter(|_| !matches!(step, Step::Delete(_))).map(|ready| {
        let mut body = ready.body.clone();
        if let (Step::Update(_), Value::Object(members)) = (step, &mut body) {
            members.remove("owner_resource");
            // What a file leaves out is as if it were not there; an update would leave it as it was.
            let defaults = [("description", Value::from("")), ("enabled", true.into())];
            let lists = ["tags", "actions_on_trigger", "actions_on_resolve"]
                .map(|name| (name, Value::Array(Vec::new())));
            for (member, default) in defaults.into_iter().chain(lists) {
                members.entry(member).or_insert(default);
            }
        }
        body
    });
    let (status, answer) = client.send(method, &path, body.as_ref()).await?;
    if status.is_success() {
        return Ok(());
    }
    let told =
        ready.and_then(|ready| told_by_server(&ready.written, &answer)).filter(|lines| !lines.is_empty());
    match told {
        Some(lines) => bail!("{}", lines.join("\n")),
        None => bail!("the server answered {status}: {}", String::from_utf8_lossy(&answer)),
    }
}
