//! The workloads, one file each; each adds its cases to the list.

pub mod automations;
pub mod events;
pub mod flow_runs;
pub mod insights;
pub mod logs;
pub mod mixed;
pub mod poll;
pub mod reads;
pub mod rollups;
pub mod sdk_flow;
pub mod seed;
pub mod startup;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use crate::{
    bodies::{self, completed_task_runs},
    http::post,
    limit,
    load::{Failure, Session},
    options::{Options, Scale, Workload},
    report::Case,
    server::{Kind, Recipe, Server, Site},
};

/// What every workload needs, and the cases so far.
#[derive(Debug)]
pub struct Bench {
    /// The command line.
    pub options: Options,
    /// Sizes and times.
    pub scale: Scale,
    /// What was measured.
    pub cases: Vec<Case>,
    /// What rusqlite alone reaches with the statements of the write loads, in units a second.
    pub limits: BTreeMap<String, f64>,
    /// Whether a case failed otherwise than by an answer of 501.
    pub failed: bool,
}

impl Bench {
    /// Measures one case; a failure becomes its note, so that the others still run.
    pub async fn record(
        &mut self,
        server: Kind,
        name: impl Into<String>,
        unit: &'static str,
        measure: impl AsyncFnOnce(&mut Case) -> Result<(), Failure>,
    ) {
        let mut case = Case::new(server, name, unit);
        let begin = Instant::now();
        if let Err(failure) = measure(&mut case).await {
            self.failed |= !matches!(failure, Failure::NotServed(_));
            case.figures.clear();
            case.note = Some(failure.to_string());
        }
        let note = case.note.as_deref().unwrap_or("measured");
        eprintln!("{}: {}: {note} ({:.1} s)", server.name(), case.name, begin.elapsed().as_secs_f64());
        self.cases.push(case);
    }

    /// Writes once more by rusqlite alone what weir has just written; on `PostgreSQL` there is no such limit.
    fn measure_limits(&mut self, recipe: &Recipe) {
        let database = recipe.directory.join("server.db");
        if recipe.kind == Kind::Weir && database.exists() {
            match limit::rates(&database, &recipe.directory, self.scale.load / 4) {
                Ok(rates) => self.limits.extend(rates),
                Err(error) => {
                    self.failed = true;
                    eprintln!("the limit by rusqlite alone could not be measured: {error:#}");
                }
            }
        }
    }

    /// Runs every workload that is wanted, each on a database of its own.
    pub async fn run(&mut self, site: &mut Site<'_>) -> anyhow::Result<()> {
        for (workload, part) in LOADS {
            // Prefect's server stores a hundredth of what the load with automations asks for.
            let is_served = workload != Workload::Automations || site.kind == Kind::Weir;
            if is_served && self.options.wants(workload) {
                let recipe = site.recipe(&self.options, part).await?;
                let server = Server::start(&recipe).await?;
                self.load(workload, &server).await;
                server.stop().await?;
                if LIMITED.contains(&workload) {
                    self.measure_limits(&recipe);
                }
            }
        }
        if self.options.wants(Workload::Startup) || self.options.wants(Workload::Reads) {
            let recipe = site.recipe(&self.options, "reads").await?;
            reads::run(self, &recipe).await?;
        }
        // They are switched off in the file of SQLite.
        if self.options.wants(Workload::Rollups) && site.kind == Kind::Weir && site.postgres.is_none() {
            rollups::run(self, site).await?;
        }
        // The runs are written into the files of SQLite.
        if self.options.wants(Workload::Insights) && site.postgres.is_none() {
            let recipe = site.recipe(&self.options, "insights").await?;
            insights::run(self, &recipe).await?;
        }
        Ok(())
    }

    async fn load(&mut self, workload: Workload, server: &Server) {
        match workload {
            Workload::Create => flow_runs::create(self, server).await,
            Workload::Lifecycle => flow_runs::lifecycle(self, server).await,
            Workload::Events => events::run(self, server).await,
            Workload::Logs => logs::run(self, server).await,
            Workload::SdkFlow => sdk_flow::run(self, server).await,
            Workload::Mixed => mixed::run(self, server).await,
            Workload::Poll => poll::run(self, server).await,
            Workload::Automations => automations::run(self, server).await,
            // These start servers by themselves.
            Workload::Startup | Workload::Reads | Workload::Rollups | Workload::Insights => {}
        }
    }
}

/// Those whose statements rusqlite repeats.
const LIMITED: [Workload; 4] = [Workload::Create, Workload::Lifecycle, Workload::Events, Workload::Logs];

/// The workloads on a running server, in their order, and what the database of each is called.
const LOADS: [(Workload, &str); 8] = [
    (Workload::Create, "create"),
    (Workload::Lifecycle, "lifecycle"),
    (Workload::Events, "events"),
    (Workload::Logs, "logs"),
    (Workload::SdkFlow, "sdk_flow"),
    (Workload::Mixed, "mixed"),
    (Workload::Poll, "poll"),
    (Workload::Automations, "automations"),
];

/// Creates a flow and returns its id.
async fn create_flow(server: &Server, name: &str) -> Result<String, Failure> {
    Session::new(server).create("/flows/", &bodies::flow(name)).await
}

/// Creates a flow run of a new flow and returns their ids: flow, flow run.
async fn create_flow_run(server: &Server, flow_name: &str) -> Result<(String, String), Failure> {
    let mut session = Session::new(server);
    let flow = session.create("/flows/", &bodies::flow(flow_name)).await?;
    let run = session.create("/flow_runs/", &bodies::flow_run(&flow)).await?;
    Ok((flow, run))
}

/// Waits until `expected` task runs of the flow runs are readable as Completed; returns when, and how many are.
///
/// The pause between two looks is several times as long as a look takes, so that looking costs the server little.
async fn await_completed(
    server: &Server,
    flow_runs: &[String],
    expected: usize,
    limit: Duration,
) -> Result<(Instant, usize), Failure> {
    let request = post("/task_runs/count", &completed_task_runs(flow_runs));
    let mut session = Session::new(server);
    let deadline = Instant::now() + limit;
    loop {
        let sent = Instant::now();
        let answer = session.call(&request).await?;
        let count = std::str::from_utf8(answer).ok().and_then(|text| text.trim().parse::<usize>().ok());
        let count = count.ok_or_else(|| anyhow::anyhow!("/task_runs/count did not answer a number"))?;
        let now = Instant::now();
        if count >= expected || now > deadline {
            return Ok((now, count));
        }
        sleep((4 * sent.elapsed()).clamp(Duration::from_millis(5), Duration::from_millis(500))).await;
    }
}

/// A note when not everything became readable in time.
fn shortfall(count: usize, expected: usize, limit: Duration) -> Option<String> {
    (count < expected)
        .then(|| format!("only {count} of {expected} task runs were readable after {} s", limit.as_secs()))
}
