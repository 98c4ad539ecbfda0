//! `weir report`: the review of a day or a week.

mod html;
mod markdown;
mod review;
mod slack;
mod words;

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use weir_types::{Clock, TimeDelta};

use self::review::Review;
use crate::{client::ServerArgs, output::Output, settings};

/// How long Slack may take to answer.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Of the last seven days, beside the seven before them, instead of the last day.
    #[arg(long)]
    week: bool,
    /// How it is printed: in Markdown by default.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Send it to this incoming webhook of Slack (`WEIR_SLACK_WEBHOOK`, unless `--format` is given) instead of printing it.
    #[arg(long, value_name = "URL")]
    slack_webhook: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Markdown,
    Html,
    /// The body of a message to Slack.
    Slack,
}

impl Report {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let end = Clock::system().now();
        let days = if self.week { 7 } else { 1 };
        let review = Review::ask(&client, end - TimeDelta::from_secs(days * 86_400), end).await?;
        if self.json {
            return output.json(&review);
        }
        let is_printed = self.format.is_some() && self.slack_webhook.is_none();
        if let Some(webhook) = settings::slack_webhook(self.slack_webhook)?.filter(|_| !is_printed) {
            return send(&webhook, &review).await;
        }
        match self.format.unwrap_or(Format::Markdown) {
            Format::Markdown => Ok(output.line(markdown::write(&review).trim_end())?),
            Format::Html => Ok(output.line(html::write(&review).trim_end())?),
            Format::Slack => output.json(&slack::message(&review)),
        }
    }
}

async fn send(webhook: &str, review: &Review) -> anyhow::Result<()> {
    let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
    // The address is a secret, so no error may name it.
    let answer = http.post(webhook).json(&slack::message(review)).send().await;
    let answer = answer.map_err(reqwest::Error::without_url).context("Slack cannot be reached")?;
    let status = answer.status();
    ensure!(status.is_success(), "Slack answered {status}: {}", answer.text().await.unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use weir_types::insights::FlowBottlenecks;

    use super::{review::LeftOut, *};

    fn flow(share: f64) -> FlowBottlenecks {
        serde_json::from_value(json!({
            "flow": { "id": "1", "name": "etl" }, "runs": 3, "runs_left_out": 0, "wall_time": 90.0,
            "dominant": { "id": "a", "name": "load<all>" }, "previous_dominant": null,
            "tasks": [{ "task": { "id": "a", "name": "load<all>" }, "runs": 3, "share": share, "previous_share": 0.4,
                        "share_change": share - 0.4, "critical_share": share, "bottleneck_in": 2 }],
        }))
        .expect("it is an answer of the server")
    }

    #[test]
    fn tasks_that_take_more_than_half_of_their_flow_are_told_in_every_format() {
        let now = Clock::system().now();
        let review = |share| Review {
            start: now,
            end: now,
            all: None,
            flows: Vec::new(),
            new_failures: Vec::new(),
            failures_unknown: None,
            slow_tasks: review::slow_task(flow(share)).into_iter().collect(),
            slower: Vec::new(),
            retries: Vec::new(),
            left_out: LeftOut::default(),
        };
        assert!(markdown::write(&review(0.5)).contains("\n## Slow tasks\n\nNone.\n"));
        let slow = review(0.75);
        let said = "load&lt;all&gt; of etl: 75.0% of its time, 40.0% in the time before";
        assert!(
            markdown::write(&slow)
                .contains("- load\\<all> of etl: 75.0% of its time, 40.0% in the time before\n")
        );
        assert!(html::write(&slow).contains(&format!("<li>{said}</li>")));
        assert!(slack::message(&slow).to_string().contains(&format!("*Slow tasks*\\n• {said}")));
    }
}
