//! What weir must reach, side by side with Prefect 3.8.8 in one run.

use crate::{
    report::{Figure, Report, Verdict},
    server::Kind,
};

/// One target: of which case and number, and the rule.
#[derive(Debug)]
pub struct Target {
    case: &'static str,
    figure: Figure,
    rule: Rule,
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    /// At least so many times Prefect's rate, or at most the inverse of Prefect's cost.
    TimesPrefect(f64),
    /// At most.
    AtMost(f64),
    /// At least.
    AtLeast(f64),
    /// At least this share of what rusqlite alone reaches with the same statements.
    ShareOfLimit(f64),
}

/// On one `PostgreSQL` for both, this ratio is asked for in place of any greater one.
const TIMES_ON_POSTGRES: f64 = 50.0;

const fn times(case: &'static str, figure: Figure, times: f64) -> Target {
    Target { case, figure, rule: Rule::TimesPrefect(times) }
}

const fn at_most(case: &'static str, figure: Figure, value: f64) -> Target {
    Target { case, figure, rule: Rule::AtMost(value) }
}

const fn share(case: &'static str) -> Target {
    Target { case, figure: Figure::Rate, rule: Rule::ShareOfLimit(0.5) }
}

/// All of them; a name is that of a [`crate::report::Case`].
pub const TARGETS: &[Target] = &[
    times("create, 32 clients", Figure::Rate, 200.0),
    times("create, 32 clients", Figure::CpuEach, 200.0),
    share("create, 32 clients"),
    times("lifecycle, 32 clients", Figure::Rate, 200.0),
    times("lifecycle, 32 clients", Figure::CpuEach, 200.0),
    share("lifecycle, 32 clients"),
    times("events", Figure::Rate, 200.0),
    times("events", Figure::CpuEach, 200.0),
    at_most("events", Figure::Lag, 1.0),
    share("events"),
    Target { case: "automations, 100", figure: Figure::Rate, rule: Rule::AtLeast(10_000.0) },
    at_most("time to an action", Figure::P99, 50.0),
    times("logs, 8 clients", Figure::Rate, 50.0),
    times("logs, 8 clients", Figure::CpuEach, 50.0),
    share("logs, 8 clients"),
    at_most("sdk flow", Figure::Lag, 1.0),
    at_most("sdk flow", Figure::Cpu, 1.0),
    Target { case: "mixed", figure: Figure::Rate, rule: Rule::AtLeast(200.0) },
    times("poll, 1 client", Figure::Rate, 100.0),
    at_most("memory after the reads", Figure::Memory, 150.0),
    at_most("start on an existing database", Figure::Start, 150.0),
    at_most("idle", Figure::Memory, 40.0),
    at_most("idle", Figure::CpuPerMinute, 0.05),
    times("read filter 200", Figure::P50, 30.0),
    times("read filter 200 of a state and flow", Figure::P50, 30.0),
    times("read paginate first page", Figure::P50, 30.0),
    times("read paginate 50th page", Figure::P50, 30.0),
    times("read history by day", Figure::P50, 30.0),
    times("read history of a flow by hour", Figure::P50, 30.0),
    times("read events count by day", Figure::P50, 30.0),
    times("read graph", Figure::P50, 30.0),
    at_most("read filter 200, many runs", Figure::P99, 20.0),
    at_most("read filter 200 of a state and flow, many runs", Figure::P99, 20.0),
    at_most("read paginate first page, many runs", Figure::P99, 20.0),
    at_most("read paginate 50th page, many runs", Figure::P99, 20.0),
    at_most("read history by day, many runs", Figure::P99, 20.0),
    at_most("read history of a flow by hour, many runs", Figure::P99, 20.0),
    at_most("read events count by day, many runs", Figure::P99, 20.0),
    at_most("read graph, many runs", Figure::P99, 20.0),
    at_most("events with rollups", Figure::Slower, 10.0),
    at_most("lifecycle with rollups", Figure::Slower, 10.0),
    at_most("flow-run history, 7 days hourly", Figure::P99, 50.0),
    at_most("flow-run history, 30 days daily", Figure::P99, 50.0),
    at_most("task-run history, 7 days hourly", Figure::P99, 50.0),
    at_most("task-run history, 30 days daily", Figure::P99, 50.0),
    at_most("insights, 7 days hourly", Figure::P99, 50.0),
    at_most("insights, 30 days daily", Figure::P99, 50.0),
    at_most("success and durations by flow, 90 days", Figure::P99, 50.0),
];

impl Target {
    /// The verdict, when the numbers that the rule needs were measured.
    pub fn judge(&self, report: &Report) -> Option<Verdict> {
        let weir = report.value(Kind::Weir, self.case, self.figure)?;
        let (target, reached, met) = match self.rule {
            Rule::TimesPrefect(asked) => {
                let asked =
                    if report.database == "postgresql" { asked.min(TIMES_ON_POSTGRES) } else { asked };
                let prefect = report.value(Kind::Prefect, self.case, self.figure)?;
                let reached = self.figure.advantage(prefect, weir);
                (format!("at least {asked} times"), reached, reached >= asked)
            }
            Rule::AtMost(limit) => (format!("at most {limit}"), weir, weir <= limit),
            Rule::AtLeast(limit) => (format!("at least {limit}"), weir, weir >= limit),
            Rule::ShareOfLimit(asked) => {
                let reached = weir / report.limits.get(self.case)?;
                (format!("at least {asked} of rusqlite alone"), reached, reached >= asked)
            }
        };
        Some(Verdict { case: self.case.to_owned(), figure: self.figure, target, reached, met })
    }
}
