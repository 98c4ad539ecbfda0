//! Counts the runs of a Prefect API, refresh by refresh.

use std::{collections::HashMap, path::PathBuf, time::Instant};

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
};

use super::{
    api::{Api, ApiError},
    catchup::{Catchup, Page, Step},
    event::{RunEvent, RunKind, StateChange},
    flow_runs::{self, FlowRun, PAGE, RunTimes},
    inventory,
    own::Own,
    runs::{Runs, Standing},
    scope::Scope,
    state_file::{StateError, StateFile},
    tally::{Names, Tally},
};
use crate::facts::{Inventory, Named, Owner, RunFacts, StateKind, Window};

/// How many events a page has at most, on every server.
const EVENTS: usize = 50;

/// How runs are counted.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which runs.
    pub scope: Scope,
    /// How late events may come.
    pub overlap: TimeDelta,
    /// How often all runs are listed that have not ended. In between their state changes are followed.
    pub listing: TimeDelta,
    /// How far back counting begins, when nothing is remembered.
    pub backfill: TimeDelta,
    /// How far back the window goes whose runs are told by their states, if one is wanted.
    pub window: Option<TimeDelta>,
    /// How long ago the flow runs of the inventory may have started, if an inventory is wanted.
    pub recent: Option<TimeDelta>,
    /// Where what was counted is remembered, if anywhere.
    pub state: Option<PathBuf>,
}

/// Why a refresh failed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The API did not answer as it should.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// What was counted cannot be remembered.
    #[error(transparent)]
    State(#[from] StateError),
}

/// Counts the runs of one API.
#[derive(Debug)]
pub struct Exporter {
    api: Api,
    own: Own,
    settings: Settings,
    file: Option<StateFile>,
    /// None before the first refresh, when nothing is remembered.
    tally: Option<Tally>,
    names: Names,
    runs: Runs,
    /// The window as it was last read.
    window: Option<Window>,
    /// What there was when it was last read.
    inventory: Option<Inventory>,
    /// When the runs were last listed, by the API's clock.
    listed: Option<Timestamp>,
}

#[derive(Deserialize)]
struct EventPage {
    events: Vec<Box<RawValue>>,
    total: usize,
    next_page: Option<String>,
}

impl Exporter {
    /// Goes on from what is remembered.
    ///
    /// # Errors
    /// When that cannot be read, or is of other runs.
    pub fn open(api: Api, own: Own, settings: Settings) -> Result<Self, StateError> {
        let url = &api.connection().url;
        let open = |path: &PathBuf| StateFile::open(path, url, &settings.scope);
        let file = settings.state.as_ref().map(open).transpose()?;
        let remembered = file.as_ref().map(StateFile::read).transpose()?.flatten();
        let (tally, names) = remembered.map_or_else(Default::default, |(tally, names)| (Some(tally), names));
        let runs = Runs::default();
        Ok(Self { api, own, settings, file, tally, names, runs, window: None, inventory: None, listed: None })
    }

    /// Counts what happened since the last time, and tells how things stand.
    ///
    /// What was counted is remembered before it is told, so that what was told never goes back. A refresh that fails
    /// loses nothing: the next goes on where it stopped.
    ///
    /// # Errors
    /// As [`RefreshError`] says.
    pub async fn refresh(&mut self) -> Result<RunFacts, RefreshError> {
        let began = Instant::now();
        let facts = self.read().await.inspect_err(|_| self.own.failed())?;
        self.own.refreshed(began.elapsed().as_secs_f64());
        Ok(facts)
    }

    /// Whether it knows what to count, which it does from the first refresh on.
    pub(super) fn is_ready(&self) -> bool {
        self.tally.is_some()
    }

    /// Counts events that were told of. Those that are new to the API itself are answered again: it does not tell yet
    /// how long their runs took. A refresh finds them too, as it does all if this fails.
    pub(super) async fn hear(
        &mut self,
        events: Vec<RunEvent>,
    ) -> Result<(RunFacts, Vec<RunEvent>), RefreshError> {
        let mut tally = self.tally.take().unwrap_or_else(|| Tally::new(self.api.now()));
        let outcome = self.count_heard(&mut tally, events).await;
        let told = outcome.and_then(|left| Ok((self.told(&tally)?, left)));
        self.tally = Some(tally);
        told
    }

    async fn count_heard(
        &mut self,
        tally: &mut Tally,
        mut events: Vec<RunEvent>,
    ) -> Result<Vec<RunEvent>, RefreshError> {
        events.retain(|event| tally.is_new(event));
        self.choose(&mut events);
        let read = flow_runs::run_times(&self.api, &events).await?;
        let (left, mut settled): (Vec<_>, Vec<_>) =
            events.into_iter().partition(|event| read.unsettled.contains(&event.id));
        self.take(tally, &mut settled, &read);
        Ok(left)
    }

    pub(super) fn api(&self) -> &Api {
        &self.api
    }

    pub(super) fn scope(&self) -> &Scope {
        &self.settings.scope
    }

    pub(super) fn own(&self) -> &Own {
        &self.own
    }

    async fn read(&mut self) -> Result<RunFacts, RefreshError> {
        let due = self.listed.is_none_or(|listed| self.api.now().since(listed) >= self.settings.listing);
        if due || self.tally.is_none() {
            self.list().await?;
        }
        if let Some(length) = self.settings.window {
            let (scope, now) = (&self.settings.scope, self.api.server_time().await?);
            self.window = Some(flow_runs::window(&self.api, scope, length, now).await?);
        }
        if let Some(recent) = self.settings.recent {
            let (scope, now) = (&self.settings.scope, self.api.now());
            self.inventory = Some(inventory::inventory(&self.api, scope, recent, now).await?);
        }
        // What happens while the runs are listed must count too.
        let begin = self.listed.unwrap_or_else(|| self.api.now()) - self.settings.backfill;
        let mut tally = self.tally.take().unwrap_or_else(|| Tally::new(begin));
        let outcome = self.catch_up(&mut tally).await;
        let facts = outcome.and_then(|()| self.told(&tally));
        self.tally = Some(tally);
        facts
    }

    /// Remembers what was counted, and then tells it.
    fn told(&self, tally: &Tally) -> Result<RunFacts, RefreshError> {
        if let Some(file) = &self.file {
            file.write(tally, &self.names)?;
        }
        self.own.remembers(tally.seen().len(), self.runs.left_out());
        let owner = |flow, deployment| self.names.owner(flow, deployment);
        Ok(RunFacts {
            flow_runs: tally.run_counts(RunKind::Flow, owner),
            task_runs: tally.run_counts(RunKind::Task, owner),
            unfinished: self.runs.now(owner),
            window: self.window.clone(),
            inventory: self.inventory.clone(),
            ..RunFacts::none(self.api.now(), tally.since())
        })
    }

    /// Lists the runs that have not ended.
    async fn list(&mut self) -> Result<(), ApiError> {
        let asked = self.api.server_time().await?;
        let listed = flow_runs::unfinished(&self.api, &self.settings.scope).await?;
        self.learn_names(&listed, asked).await?;
        let standings = listed.iter().filter_map(|run| {
            let owner = self.names.owner(Some(run.flow_id), run.deployment_id);
            let wanted = self.settings.scope.has(RunKind::Flow, &with_queue(owner, run), &run.tags);
            run.state.as_ref().filter(|_| wanted).map(|state| {
                let standing = Standing {
                    at: state.timestamp,
                    state_id: state.id,
                    state: StateKind { name: state.name.clone(), state_type: state.state_type },
                    flow: Some(run.flow_id),
                    deployment: run.deployment_id,
                };
                (run.id, standing)
            })
        });
        let standings = standings.collect();
        self.runs.replace(standings, asked);
        self.listed = Some(asked);
        Ok(())
    }

    /// Asks for the names that runs do not tell themselves.
    async fn learn_names(&mut self, runs: &[FlowRun], at: Timestamp) -> Result<(), ApiError> {
        #[derive(Deserialize)]
        struct Flow {
            id: FlowId,
            name: String,
        }
        #[derive(Deserialize)]
        struct Deployment {
            id: DeploymentId,
            name: String,
            #[serde(default)]
            work_pool_name: Option<String>,
            #[serde(default)]
            work_queue_name: Option<String>,
        }
        let mut flows: Vec<FlowId> = runs.iter().map(|run| run.flow_id).collect();
        flows.sort_unstable();
        flows.dedup();
        flows.retain(|id| !self.names.knows_flow(*id));
        for some in flows.chunks(PAGE) {
            let body = json!({ "flows": { "id": { "any_": some } }, "limit": PAGE });
            for Flow { id, name } in self.api.post::<Vec<Flow>>("/flows/filter", &body).await? {
                let owner = Owner { flow: Named { id: Some(id), name }, ..Owner::default() };
                self.names.learn(at, &owner);
            }
        }
        let mut deployments: Vec<DeploymentId> = runs.iter().filter_map(|run| run.deployment_id).collect();
        deployments.sort_unstable();
        deployments.dedup();
        deployments.retain(|id| !self.names.knows_deployment(*id));
        for some in deployments.chunks(PAGE) {
            let body = json!({ "deployments": { "id": { "any_": some } }, "limit": PAGE });
            for found in self.api.post::<Vec<Deployment>>("/deployments/filter", &body).await? {
                let owner = Owner {
                    deployment: Named { id: Some(found.id), name: found.name },
                    work_pool: found.work_pool_name.unwrap_or_default(),
                    work_queue: found.work_queue_name.unwrap_or_default(),
                    ..Owner::default()
                };
                self.names.learn(at, &owner);
            }
        }
        Ok(())
    }

    /// Reads and counts the events that are new.
    async fn catch_up(&mut self, tally: &mut Tally) -> Result<(), RefreshError> {
        let now = self.api.now();
        let mut catchup = Catchup::new(tally.floor(), now);
        let mut step = Some(catchup.begin());
        // Events of this slice that do not count yet: how long their runs took is asked for many at once.
        let mut waiting: HashMap<Uuid, RunEvent> = HashMap::new();
        let (mut known, mut next) = (0, None::<String>);
        while let Some(current) = step {
            let page: EventPage = match current {
                Step::First(until) => {
                    known = tally.seen_until(until)
                        + waiting.values().filter(|event| event.occurred <= until).count();
                    let filter = self.settings.scope.events(catchup.floor(), until);
                    let body = json!({ "filter": filter, "limit": EVENTS });
                    self.api.post("/events/filter", &body).await?
                }
                Step::Next => {
                    let token = next.take().unwrap_or_default();
                    self.api.get("/events/filter/next", &[("page-token", &token)]).await?
                }
                Step::Done(until) => {
                    self.count(tally, waiting.drain().map(|(_, event)| event).collect()).await?;
                    // What comes late is told apart as long as its time lies in the overlap.
                    let floor = until.min(now) - self.settings.overlap;
                    tally.forget_before(floor);
                    self.runs.forget_before(floor);
                    step = catchup.go_on(tally.floor());
                    continue;
                }
            };
            next = page.next_page.as_deref().and_then(page_token);
            let mut seen = Page { total: page.total, new: 0, oldest_known: true, more: next.is_some() };
            for text in &page.events {
                let event =
                    RunEvent::read(text).map_err(|cause| self.api.unexpected("/events/filter", cause))?;
                let new = tally.is_new(&event) && !waiting.contains_key(&event.id);
                seen.oldest_known = !new;
                if new {
                    seen.new += 1;
                    waiting.insert(event.id, event);
                }
            }
            step = Some(catchup.page(seen, known));
        }
        Ok(())
    }

    /// Counts events. Those of flow runs that ended do so with the time that the runs took.
    async fn count(&mut self, tally: &mut Tally, mut events: Vec<RunEvent>) -> Result<(), ApiError> {
        self.choose(&mut events);
        let read = flow_runs::run_times(&self.api, &events).await?;
        self.take(tally, &mut events, &read);
        Ok(())
    }

    /// Leaves out what the filters leave out.
    fn choose(&self, events: &mut [RunEvent]) {
        let scope = &self.settings.scope;
        let wanted = |change: &StateChange| scope.has(change.kind, &change.owner, &change.tags);
        for event in events {
            event.change = event.change.take().filter(wanted);
        }
    }

    /// Counts events whose run times were read.
    fn take(&mut self, tally: &mut Tally, events: &mut [RunEvent], read: &RunTimes) {
        for event in events {
            let Some(change) = &mut event.change else {
                tally.take(event, None);
                continue;
            };
            change.run_time = read.times.get(&event.id).copied().or(change.run_time);
            self.names.learn(event.occurred, &change.owner);
            if change.kind == RunKind::Flow {
                let standing = Standing {
                    at: event.occurred,
                    state_id: event.id,
                    state: change.state.clone(),
                    flow: change.owner.flow.id,
                    deployment: change.owner.deployment.id,
                };
                self.runs.take(change.run_id, standing);
            }
            tally.take(event, event.change.as_ref());
        }
    }
}

/// The owner with the run's own work queue.
fn with_queue(owner: Owner, run: &FlowRun) -> Owner {
    Owner {
        work_pool: run.work_pool_name.clone().unwrap_or_default(),
        work_queue: run.work_queue_name.clone().unwrap_or_default(),
        ..owner
    }
}

/// The token in the link to a next page. Its host may be one that only the server knows.
fn page_token(link: &str) -> Option<String> {
    let (_, query) = link.split_once('?')?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("page-token="))?;
    Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_link() {
        for (link, token) in [
            ("http://inside:4200/api/events/filter/next?page-token=ZXk5PQ==", Some("ZXk5PQ==")),
            ("/events/filter/next?limit=5&page-token=a%2Bb%3D", Some("a+b=")),
            ("http://inside/api/events/filter/next", None),
        ] {
            assert_eq!(page_token(link).as_deref(), token);
        }
    }
}
