//! `weir insights`: what runs have done, in figures.

mod bottlenecks;
pub(crate) mod failures;
mod retries;
mod runs;
mod trends;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use weir_types::{Clock, Timestamp, insights::Named};

use crate::{client::ServerArgs, moment::Moment, output::Output};

#[derive(Debug, Subcommand)]
pub(crate) enum Insights {
    /// Success rates, durations and lateness of flow runs, beside the time before.
    Runs(runs::Runs),
    /// Which task dominates each flow, or where the time of one flow run went.
    Bottlenecks(bottlenecks::Bottlenecks),
    /// Failures that are alike, and which of them are new.
    Failures(failures::Failures),
    /// What was retried, with what success, and for which errors.
    Retries(retries::Retries),
    /// Whether flows get slower, and when that changed.
    Trends(trends::Trends),
}

impl Insights {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Runs(command) => command.run(output).await,
            Self::Bottlenecks(command) => command.run(output).await,
            Self::Failures(command) => command.run(output).await,
            Self::Retries(command) => command.run(output).await,
            Self::Trends(command) => command.run(output).await,
        }
    }
}

/// Which runs, and how they are told of.
#[derive(Debug, Args)]
struct Which {
    /// Only runs of this flow.
    #[arg(long)]
    flow: Option<String>,
    /// Only runs of deployments of this name.
    #[arg(long)]
    deployment: Option<String>,
    /// Only runs with this tag; may be repeated, then with all of them.
    #[arg(long)]
    tag: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Which {
    /// A question about these runs from an instant up to now, with members besides.
    fn question(&self, since: Moment, more: Value) -> Value {
        let now = Clock::system().now();
        let mut question = time(since.before(now), now);
        if let Some(flow) = &self.flow {
            question.insert("flows".to_owned(), json!({ "name": { "any_": [flow] } }));
        }
        if let Some(deployment) = &self.deployment {
            question.insert("deployments".to_owned(), json!({ "name": { "any_": [deployment] } }));
        }
        if !self.tag.is_empty() {
            question.insert("flow_runs".to_owned(), json!({ "tags": { "all_": self.tag } }));
        }
        if let Value::Object(more) = more {
            question.extend(more);
        }
        Value::Object(question)
    }
}

fn time(start: Timestamp, end: Timestamp) -> Map<String, Value> {
    Map::from_iter([("start".to_owned(), json!(start)), ("end".to_owned(), json!(end))])
}

/// Says how many more of a list there are, if any are left out.
fn left_out(output: Output, count: usize, what: &str) -> anyhow::Result<()> {
    if count > 0 {
        output.line(format_args!("… and {count} more{what}"))?;
    }
    Ok(())
}

/// The name of something, or its id, or a dash.
pub(super) fn name(named: &Named) -> &str {
    named.name.as_deref().or(named.id.as_deref()).unwrap_or("-")
}

/// A part of something in percent.
pub(super) fn percent(part: f64) -> String {
    format!("{:.1}%", part * 100.0)
}

/// A value, or a dash.
pub(super) fn or_dash(value: Option<f64>, written: fn(f64) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), written)
}

/// A change with its sign.
pub(super) fn change(by: f64) -> String {
    format!("{:+.0}%", by * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        assert_eq!(
            (percent(0.987), change(-0.25), change(0.5)),
            ("98.7%".into(), "-25%".into(), "+50%".into())
        );
        assert_eq!((or_dash(None, percent), or_dash(Some(1.0), percent)), ("-".into(), "100.0%".into()));
    }
}
