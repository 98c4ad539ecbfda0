//! What was measured, and how it is printed and kept.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{options::Scale, server::Kind, targets::TARGETS};

/// What a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Units done in a second.
    Rate,
    /// Time of the first of all operations, of which the server knows nothing yet, ms.
    First,
    /// Median time of one operation, ms.
    P50,
    /// 99th percentile, ms.
    P99,
    /// What `PostgreSQL` took of one operation's time to plan and run its statements, ms.
    InPostgres,
    /// Processor time for one unit, ms.
    CpuEach,
    /// Processor time in all, s.
    Cpu,
    /// Processor time a minute, s.
    CpuPerMinute,
    /// Most resident memory, MiB.
    PeakMemory,
    /// Resident memory, MiB.
    Memory,
    /// From the last thing sent until all of it can be read back, s.
    Lag,
    /// Wall time of the whole, s.
    Wall,
    /// From the start of the process to the first healthy answer, ms.
    Start,
    /// How much less is done in a second with rollups than without, %.
    Slower,
    /// How much more processor time one unit takes with rollups than without, %.
    MoreCpu,
    /// Requests sent again after a 503.
    Retries,
}

impl Figure {
    const fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Rate => ("rate", "/s"),
            Self::First => ("first", " ms"),
            Self::P50 => ("p50", " ms"),
            Self::P99 => ("p99", " ms"),
            Self::InPostgres => ("in PostgreSQL", " ms"),
            Self::CpuEach => ("CPU each", " ms"),
            Self::Cpu => ("CPU", " s"),
            Self::CpuPerMinute => ("CPU a minute", " s"),
            Self::PeakMemory => ("peak memory", " MiB"),
            Self::Memory => ("memory", " MiB"),
            Self::Lag => ("lag", " s"),
            Self::Wall => ("wall time", " s"),
            Self::Start => ("start", " ms"),
            Self::Slower => ("slower", " %"),
            Self::MoreCpu => ("more CPU", " %"),
            Self::Retries => ("retries", ""),
        }
    }

    /// How many times as good weir is: the rate itself, or the inverse of a cost.
    pub fn advantage(self, prefect: f64, weir: f64) -> f64 {
        match self {
            Self::Rate => weir / prefect,
            _ => prefect / weir,
        }
    }
}

/// One load on one server.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// Which server.
    pub server: Kind,
    /// Workload and its parameters, such as `create, 8 clients`; the same on both servers.
    pub name: String,
    /// What one unit is, for the rate and for the cost of each.
    pub unit: &'static str,
    /// The numbers.
    pub figures: BTreeMap<Figure, f64>,
    /// Why there are no numbers, or what else to know.
    pub note: Option<String>,
}

impl Case {
    /// A case without numbers yet.
    pub fn new(server: Kind, name: impl Into<String>, unit: &'static str) -> Self {
        Self { server, name: name.into(), unit, figures: BTreeMap::new(), note: None }
    }

    /// Sets a number.
    pub fn set(&mut self, figure: Figure, value: f64) {
        self.figures.insert(figure, value);
    }
}

/// Everything that a run of the benchmark found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// When it began.
    pub started: String,
    /// Model of the processor.
    pub processor: String,
    /// How many of them.
    pub processors: usize,
    /// Sizes and times; those of the short run are smaller.
    pub scale: Scale,
    /// `sqlite` or `postgresql`.
    pub database: &'static str,
    /// Durable writes of 4 KiB that the disk under the databases takes in a second, one after the other.
    pub syncs_per_second: f64,
    /// All cases, in the order in which they ran.
    pub cases: Vec<Case>,
    /// For each case that writes, what the same SQL statements reach with rusqlite alone, in units a second.
    pub limits: BTreeMap<String, f64>,
    /// The targets that could be judged.
    pub verdicts: Vec<Verdict>,
}

/// One target and what was reached.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Name of the case.
    pub case: String,
    /// Which number.
    pub figure: Figure,
    /// The target in words.
    pub target: String,
    /// The value or ratio reached.
    pub reached: f64,
    /// Whether that is enough.
    pub met: bool,
}

impl Report {
    /// The value of `figure` in the case `name` of `server`.
    pub fn value(&self, server: Kind, name: &str, figure: Figure) -> Option<f64> {
        let case = self.cases.iter().find(|case| case.server == server && case.name == name)?;
        case.figures.get(&figure).copied().filter(|value| value.is_finite())
    }

    /// Judges every target for which there are numbers.
    pub fn judge(&mut self) {
        self.verdicts = TARGETS.iter().filter_map(|target| target.judge(self)).collect();
    }

    /// The report for a reader at a terminal.
    pub fn print(&self) {
        println!();
        println!("{} x {}, database {}", self.processors, self.processor, self.database);
        println!("disk: {:.0} durable writes a second", self.syncs_per_second);
        let Scale { mapped_tasks, scheduled_runs, seeded_runs, many_runs, insight_runs, .. } = self.scale;
        println!(
            "sizes: {mapped_tasks} mapped tasks, {scheduled_runs} scheduled runs, reads over {seeded_runs} runs, \
             many runs are {many_runs}, insights over {insight_runs}"
        );
        let mut printed: Vec<&str> = Vec::new();
        for case in &self.cases {
            if !printed.contains(&case.name.as_str()) {
                printed.push(&case.name);
                self.print_case(case);
            }
        }
        if self.verdicts.is_empty() {
            return;
        }
        let met = self.verdicts.iter().filter(|verdict| verdict.met).count();
        println!("\ntargets met: {met} of {}", self.verdicts.len());
        for verdict in self.verdicts.iter().filter(|verdict| !verdict.met) {
            let (label, _) = verdict.figure.label();
            println!(
                "  missed: {}: {label} {} (reached {})",
                verdict.case,
                verdict.target,
                number(verdict.reached)
            );
        }
    }

    fn print_case(&self, first: &Case) {
        println!("\n{} (a unit is one {})", first.name, first.unit);
        println!("  {:<14}{:>16}{:>16}{:>10}  target", "", "prefect", "weir", "times");
        let mut figures: Vec<Figure> = Vec::new();
        for case in self.cases.iter().filter(|case| case.name == first.name) {
            figures.extend(case.figures.keys());
            if let Some(note) = &case.note {
                println!("  {}: {note}", case.server.name());
            }
        }
        figures.sort_unstable();
        figures.dedup();
        for figure in figures {
            self.print_figure(&first.name, figure);
        }
        if let Some(limit) = self.limits.get(&first.name) {
            let share = self.value(Kind::Weir, &first.name, Figure::Rate).map_or_else(String::new, |rate| {
                format!(", of which weir reaches {:.0} %", 100.0 * rate / limit)
            });
            println!("  the same statements by rusqlite alone: {}/s{share}", number(*limit));
        }
    }

    fn print_figure(&self, case: &str, figure: Figure) {
        let (label, unit) = figure.label();
        let prefect = self.value(Kind::Prefect, case, figure);
        let weir = self.value(Kind::Weir, case, figure);
        let text =
            |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{}{unit}", number(v)));
        let times = match (prefect, weir) {
            (Some(prefect), Some(weir)) if weir > 0.0 && prefect > 0.0 && figure != Figure::Retries => {
                number(figure.advantage(prefect, weir))
            }
            _ => String::new(),
        };
        let targets: Vec<String> = self
            .verdicts
            .iter()
            .filter(|verdict| verdict.case == case && verdict.figure == figure)
            .map(|verdict| format!("{} {}", verdict.target, if verdict.met { "met" } else { "MISSED" }))
            .collect();
        println!("  {label:<14}{:>16}{:>16}{times:>10}  {}", text(prefect), text(weir), targets.join("; "));
    }
}

/// Three significant digits, and whole numbers from 100 on.
fn number(value: f64) -> String {
    let magnitude = value.abs();
    match magnitude {
        _ if magnitude >= 100.0 => format!("{value:.0}"),
        _ if magnitude >= 10.0 => format!("{value:.1}"),
        _ if magnitude >= 1.0 => format!("{value:.2}"),
        _ if magnitude == 0.0 => "0".to_owned(),
        _ => format!("{value:.4}"),
    }
}
