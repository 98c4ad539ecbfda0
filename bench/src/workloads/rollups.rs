//! What it costs to count: events and flow runs written with rollups and without them, in turns.

use rusqlite::Connection;

use super::{Bench, events, flow_runs};
use crate::{
    load::Failure,
    options::Scale,
    report::{Case, Figure},
    server::{Recipe, Server, Site},
};

/// Clients that take flow runs through their states.
const CLIENTS: usize = 8;

/// What is written.
#[derive(Clone, Copy, Debug)]
enum Load {
    Events,
    FlowRuns,
}

impl Load {
    const fn name(self) -> &'static str {
        match self {
            Self::Events => "events with rollups",
            Self::FlowRuns => "lifecycle with rollups",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Events => "task-run event",
            Self::FlowRuns => "flow run with four requests",
        }
    }
}

/// Both loads in turns, with rollups and without, each time on a new database; the medians are compared.
///
/// # Errors
/// When no database can be made; whatever fails after that becomes the note of its case.
pub async fn run(bench: &mut Bench, site: &mut Site<'_>) -> anyhow::Result<()> {
    for load in [Load::Events, Load::FlowRuns] {
        let scale = bench.scale.clone();
        let recipe = site.recipe(&bench.options, "rollups").await?;
        let measure = async |case: &mut Case| {
            let (mut with, mut without) = (Vec::new(), Vec::new());
            for _ in 0..scale.rollup_rounds {
                without.push(once(&recipe, load, &scale, false).await?);
                with.push(once(&recipe, load, &scale, true).await?);
            }
            tell(case, &with, &without);
            Ok(())
        };
        bench.record(site.kind, load.name(), load.unit(), measure).await;
    }
    Ok(())
}

/// One load on a new database.
async fn once(recipe: &Recipe, load: Load, scale: &Scale, is_counted: bool) -> Result<Case, Failure> {
    std::fs::remove_dir_all(&recipe.directory).map_err(anyhow::Error::from)?;
    std::fs::create_dir_all(&recipe.directory).map_err(anyhow::Error::from)?;
    if !is_counted {
        Server::start(recipe).await?.stop().await?;
        switch_off(recipe)?;
    }
    let server = Server::start(recipe).await?;
    let mut case = Case::new(server.kind, load.name(), load.unit());
    match load {
        Load::Events => events::measure(&server, scale, &mut case).await?,
        Load::FlowRuns => flow_runs::measure_lifecycle(&server, scale, CLIENTS, &mut case).await?,
    }
    server.stop().await?;
    match case.note {
        Some(note) => Err(anyhow::anyhow!(note).into()),
        None => Ok(case),
    }
}

/// Takes away the triggers that count changes, and tells the reader of the event log that it has read everything that will
/// ever come.
fn switch_off(recipe: &Recipe) -> anyhow::Result<()> {
    let database = Connection::open(recipe.directory.join("server.db"))?;
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%insight_changes%'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    anyhow::ensure!(!triggers.is_empty(), "no triggers count changes");
    for trigger in triggers {
        database.execute(&format!("DROP TRIGGER {trigger}"), [])?;
    }
    let read_all = "INSERT INTO log_cursors (reader, xact, seq) VALUES ('rollups', 0, ?1) \
                    ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq";
    database.execute(read_all, [i64::MAX])?;
    Ok(())
}

/// Puts down the medians with rollups, and how much worse they are than those without, in per cent.
fn tell(case: &mut Case, with: &[Case], without: &[Case]) {
    let (rate, rate_without) = (median(with, Figure::Rate), median(without, Figure::Rate));
    let (cpu, cpu_without) = (median(with, Figure::CpuEach), median(without, Figure::CpuEach));
    case.set(Figure::Rate, rate);
    case.set(Figure::CpuEach, cpu);
    case.set(Figure::Slower, (1.0 - rate / rate_without) * 100.0);
    case.set(Figure::MoreCpu, (cpu / cpu_without - 1.0) * 100.0);
    case.note = Some(format!("medians of {} rounds with and without", with.len()));
}

fn median(cases: &[Case], figure: Figure) -> f64 {
    let mut values: Vec<f64> = cases.iter().filter_map(|case| case.figures.get(&figure).copied()).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Kind;

    fn cases(rates: &[f64]) -> Vec<Case> {
        let case = |rate: &f64| {
            let mut case = Case::new(Kind::Weir, "load", "unit");
            case.set(Figure::Rate, *rate);
            case.set(Figure::CpuEach, 1.0 / rate);
            case
        };
        rates.iter().map(case).collect()
    }

    #[test]
    fn medians_are_compared() {
        let mut told = Case::new(Kind::Weir, "load", "unit");
        tell(&mut told, &cases(&[80.0, 1.0, 90.0]), &cases(&[100.0, 120.0, 1000.0, 90.0]));
        let figure = |figure| told.figures[&figure];
        assert!((figure(Figure::Rate) - 80.0).abs() < 1e-9);
        assert!((figure(Figure::Slower) - 27.273).abs() < 1e-3, "110 without, 80 with");
        assert!((figure(Figure::MoreCpu) - 36.364).abs() < 1e-3);
    }
}
