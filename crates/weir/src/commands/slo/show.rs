//! `weir slo show`.

use clap::Args;
use serde_json::json;
use weir_types::{
    TimeDelta,
    slos::{Slo, SloAlert, SloInterval, SloStatus},
};

use super::{bar, named, style};
use crate::{
    client::ServerArgs,
    output::{self, Output},
};

/// Into how many intervals the window is cut: one is a character of the line that shows how it went.
const INTERVALS: i64 = 30;

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The objective's name or id.
    slo: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl Show {
    pub(crate) async fn run(self, output: Output) -> anyhow::Result<()> {
        let client = self.server.client()?;
        let slo = named(&client, &self.slo).await?;
        let status: SloStatus = client.get(&format!("/slos/{}/status", slo.id)).await?;
        let interval = TimeDelta::from_micros(slo.spec.window_seconds.as_micros() / INTERVALS);
        let query = json!({ "interval_seconds": interval });
        let history: Vec<SloInterval> = client.post(&format!("/slos/{}/history", slo.id), &query).await?;
        if self.json {
            return output.json(&json!({ "slo": slo, "status": status, "history": history }));
        }
        for (name, text) in facts(&slo, &status, &history) {
            let text = if name == "state" { output.paint(style(status.state), text) } else { text };
            output.line(format_args!("{name:<11} {text}"))?;
        }
        Ok(())
    }
}

/// What is to be told, in its order.
fn facts(slo: &Slo, status: &SloStatus, history: &[SloInterval]) -> Vec<(&'static str, String)> {
    let spec = &slo.spec;
    let mut facts = vec![("name", spec.name.clone()), ("id", slo.id.to_string())];
    let mut fact = |name, text: Option<String>| facts.extend(text.map(|text| (name, text)));
    fact("about", (!spec.description.is_empty()).then(|| spec.description.clone()));
    fact("promise", Some(promise(slo)));
    fact("severity", Some(spec.severity.as_str().to_owned()));
    let since = status.since.map(|since| format!(" since {}", output::time(since)));
    fact("state", Some(format!("{}{}", status.state.as_str(), since.unwrap_or_default())));
    let unit = status.unit.as_str();
    let share = status.good_share.map(|share| format!(" ({})", bar::cut_percent(share)));
    let total = status.good + status.bad;
    fact("good", Some(format!("{:.0} of {total:.0} {unit}{}", status.good, share.unwrap_or_default())));
    fact(
        "budget",
        status.budget.map(|budget| {
            format!(
                "{} left: {:.2} of {:.2} {unit} spent",
                bar::budget(budget.left_share),
                budget.spent,
                budget.total
            )
        }),
    );
    let rates = status
        .burn_rates
        .iter()
        .filter_map(|one| one.rate.map(|rate| format!("{rate:.1} in {}", length(one.window_seconds))));
    let rates: Vec<String> = rates.collect();
    fact("burn rates", (!rates.is_empty()).then(|| rates.join(", ")));
    fact("alert", status.alert.map(SloAlert::as_str).map(str::to_owned));
    fact(
        "last bad",
        status.last_bad.map(|bad| {
            let run = bad.flow_run_id.map(|run| format!(" flow run {run}"));
            let value = bad.value.map(|value| format!(" value {value}"));
            format!("{}{}{}", output::time(bad.at), run.unwrap_or_default(), value.unwrap_or_default())
        }),
    );
    fact("course", Some(course(history)));
    facts
}

fn promise(slo: &Slo) -> String {
    let spec = &slo.spec;
    let limit = spec.limit_seconds.map(|limit| format!(" {}", length(limit)));
    let metric = spec.metric.as_ref().map(|metric| {
        let bound = |bound: Option<f64>| bound.map_or_else(String::new, |bound| bound.to_string());
        format!(" {}={}..{}", metric.name, bound(metric.min), bound(metric.max))
    });
    let target = spec.target.map_or_else(
        || ", each".to_owned(),
        |target| format!(", {} over {}", bar::percent(target), length(spec.window_seconds)),
    );
    format!("{}{}{}{target}", spec.kind.as_str(), limit.unwrap_or_default(), metric.unwrap_or_default())
}

/// A length of time in its largest whole unit.
fn length(length: TimeDelta) -> String {
    let seconds = length.as_micros() / TimeDelta::from_secs(1).as_micros();
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, _)| seconds >= *unit && seconds % unit == 0);
    unit.map_or_else(
        || format!("{}s", length.as_secs_f64()),
        |(unit, name)| format!("{}{name}", seconds / unit),
    )
}

/// A character for each interval: what was good in it, or a point where there was nothing.
fn course(history: &[SloInterval]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let character = |share: f64| {
        let found = BARS.into_iter().zip(1_u8..).find(|(_, nth)| share <= f64::from(*nth) / 8.0);
        found.map_or('█', |(character, _)| character)
    };
    history.iter().map(|interval| interval.good_share.map_or('·', character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_whole() {
        let written =
            [30, 60, 90, 3600, 86_400, 2_592_000].map(|seconds| length(TimeDelta::from_secs(seconds)));
        assert_eq!(written, ["30s", "1m", "90s", "1h", "1d", "30d"]);
        assert_eq!(length(TimeDelta::from_micros(1_500_000)), "1.5s");
    }

    #[test]
    fn the_course_is_drawn() {
        let interval = |good_share| SloInterval {
            start: weir_types::Timestamp::from_micros(0),
            end: weir_types::Timestamp::from_micros(1),
            good: 0.0,
            bad: 0.0,
            good_share,
            budget_left_share: None,
        };
        let history = [Some(0.0), None, Some(0.5), Some(0.999), Some(1.0)].map(interval);
        assert_eq!(course(&history), "▁·▄██");
    }
}
