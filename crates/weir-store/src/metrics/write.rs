//! Points on their way in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use weir_engine::metrics::{self, Limits, Refusal, Sample};
use weir_types::{
    Timestamp,
    ids::{DeploymentId, FlowId, FlowRunId, TaskRunId},
    logs::LogCreate,
    metrics::{MetricPointCreate, RefusalKind},
};

use super::{
    refusals,
    series::{self, Added, SeriesKey},
};
use crate::{
    bulk::Bulk,
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    params,
    row::Row,
};

static POINTS: Bulk<6> = Bulk::new(
    "metric_points",
    [
        ("series_id", "BIGINT"),
        ("timestamp", "BIGINT"),
        ("nth", "BIGINT"),
        ("value", "DOUBLE PRECISION"),
        ("flow_run_id", "UUID"),
        ("task_run_id", "UUID"),
    ],
    "",
);

/// What a value belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) flow_run: Option<FlowRunId>,
    pub(super) task_run: Option<TaskRunId>,
    pub(super) flow: Option<FlowId>,
    pub(super) deployment: Option<DeploymentId>,
}

/// A value that was told.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    sample: Sample,
    at: Timestamp,
    owner: Owner,
    /// Its place in the request.
    index: usize,
}

/// A value that is not taken, or what looks like one.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Its place in the request.
    pub index: usize,
    /// Why.
    pub refusal: Refusal,
    pub(super) name: Option<String>,
    pub(super) text: String,
    pub(super) owner: Owner,
}

/// What a request tells of metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    points: Vec<Point>,
    refused: Vec<Refused>,
    limits: Limits,
}

impl Incoming {
    /// Nothing yet.
    pub const fn new(limits: Limits) -> Self {
        Self { points: Vec::new(), refused: Vec::new(), limits }
    }

    /// Of lines of log that came at `now`; what they tell is of then if they are too far ahead. A line without a metric
    /// costs a search in its text.
    pub fn of_lines(lines: &[LogCreate], limits: Limits, now: Timestamp) -> Self {
        let mut incoming = Self::new(limits);
        for (index, line) in lines.iter().enumerate() {
            let found = metrics::find(&line.message);
            let owner = Owner { flow_run: line.flow_run_id, task_run: line.task_run_id, ..Owner::default() };
            let at = if metrics::is_ahead(line.timestamp, now) { now } else { line.timestamp };
            for sample in found.samples {
                incoming.push(Point { sample, at, owner, index }, now);
            }
            for metrics::Malformed { name, text, reason } in found.malformed {
                let refusal = Refusal { kind: RefusalKind::Malformed, reason };
                incoming.refused.push(Refused { index, refusal, name, text, owner });
            }
        }
        incoming
    }

    /// Of points that were sent as such, at `now` unless they say when.
    pub fn of_points(points: Vec<MetricPointCreate>, limits: Limits, now: Timestamp) -> Self {
        let mut incoming = Self::new(limits);
        for (index, point) in points.into_iter().enumerate() {
            let owner = Owner {
                flow_run: point.flow_run_id,
                task_run: point.task_run_id,
                flow: point.flow_id,
                deployment: point.deployment_id,
            };
            let (unit, labels) = (point.unit.unwrap_or_default(), point.labels.unwrap_or_default());
            let sample = Sample { name: point.name, value: point.value, unit, labels };
            incoming.push(Point { sample, at: point.timestamp.unwrap_or(now), owner, index }, now);
        }
        incoming
    }

    fn push(&mut self, point: Point, now: Timestamp) {
        match self.limits.admit(&point.sample) {
            Ok(()) if metrics::is_ahead(point.at, now) => {
                self.refused.push(point.refused(Refusal::ahead(&point.sample.name, point.at)));
            }
            Ok(()) => self.points.push(point),
            Err(refusal) => self.refused.push(point.refused(refusal)),
        }
    }

    fn is_empty(&self) -> bool {
        self.points.is_empty() && self.refused.is_empty()
    }
}

impl Point {
    fn refused(&self, refusal: Refusal) -> Refused {
        let named = metrics::is_name(&self.sample.name) && refusal.kind != RefusalKind::TooLong;
        let text = if self.sample.value.is_finite() { self.sample.to_string() } else { String::new() };
        Refused {
            index: self.index,
            refusal,
            // A name that is refused for itself would be one of very many.
            name: named.then(|| self.sample.name.clone()),
            text: metrics::shortened(&text),
            owner: self.owner,
        }
    }
}

/// Stores what requests tell, and counts what is refused; answers that, with the place of the request. Points of runs
/// belong to the flows and deployments of these.
pub async fn append(
    conn: &mut Conn,
    requests: &[&Incoming],
    now: Timestamp,
) -> Result<Vec<(usize, Refused)>> {
    if requests.iter().all(|request| request.is_empty()) {
        return Ok(Vec::new());
    }
    let runs = Runs::load(conn, requests).await?;
    let mut by_series: BTreeMap<SeriesKey, Vec<(usize, &Point)>> = BTreeMap::new();
    for (request, incoming) in requests.iter().enumerate() {
        for point in &incoming.points {
            let key = SeriesKey::new(&point.sample, runs.owner(point.owner))?;
            by_series.entry(key).or_default().push((request, point));
        }
    }
    let told = requests.iter().enumerate().flat_map(|(request, incoming)| {
        incoming.refused.iter().map(move |refused| (request, refused.clone()))
    });
    let mut refused: Vec<(usize, Refused)> = told.collect();
    let added: Vec<Added> = by_series
        .values()
        .map(|points| Added::of(points.iter().map(|(_, point)| (point.at, point.sample.value))))
        .collect();
    let limits = requests.first().map_or_else(Limits::default, |request| request.limits);
    let keys: Vec<(&SeriesKey, &Added)> = by_series.keys().zip(&added).collect();
    let places = series::add(conn, &keys, limits, now).await?;
    let mut rows = Vec::new();
    for (place, points) in places.into_iter().zip(by_series.values()) {
        match place {
            Ok((series, count)) => {
                let first = count - i64::try_from(points.len()).unwrap_or_default();
                rows.extend((first..).zip(points).map(|(nth, (_, point))| {
                    let owner = runs.owner(point.owner);
                    params![series, point.at, nth, point.sample.value, owner.flow_run, owner.task_run]
                }));
            }
            Err(refusal) => {
                refused
                    .extend(points.iter().map(|(request, point)| (*request, point.refused(refusal.clone()))));
            }
        }
    }
    POINTS.insert(conn, rows).await?;
    let counted: Vec<(&Refused, Owner)> =
        refused.iter().map(|(_, one)| (one, runs.owner(one.owner))).collect();
    refusals::count(conn, &counted, now).await?;
    Ok(refused)
}

/// What the runs belong to that points tell of.
struct Runs {
    flow_runs: HashMap<FlowRunId, (FlowId, Option<DeploymentId>)>,
    task_runs: HashMap<TaskRunId, Option<FlowRunId>>,
}

impl Runs {
    async fn load(conn: &mut Conn, requests: &[&Incoming]) -> Result<Self> {
        let mut owners: Vec<Owner> = Vec::new();
        for request in requests {
            owners.extend(request.points.iter().map(|point| point.owner));
            owners.extend(request.refused.iter().map(|one| one.owner));
        }
        let alone: BTreeSet<TaskRunId> = owners
            .iter()
            .filter(|owner| owner.flow_run.is_none())
            .filter_map(|owner| owner.task_run)
            .collect();
        let task_runs: HashMap<TaskRunId, Option<FlowRunId>> = by_ids(
            conn,
            "id, flow_run_id FROM task_runs",
            "id",
            alone.into_iter().map(Uuid::from).collect(),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
        let flow_runs: BTreeSet<FlowRunId> = owners
            .iter()
            .filter_map(|owner| owner.flow_run)
            .chain(task_runs.values().copied().flatten())
            .collect();
        let flow_runs = by_ids(
            conn,
            "id, flow_id, deployment_id FROM flow_runs",
            "id",
            flow_runs.into_iter().map(Uuid::from).collect(),
            |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))),
        )
        .await?;
        Ok(Self { flow_runs, task_runs })
    }

    /// The same owner with what its runs tell.
    fn owner(&self, owner: Owner) -> Owner {
        let of_task = || self.task_runs.get(&owner.task_run?).copied().flatten();
        let flow_run = owner.flow_run.or_else(of_task);
        match flow_run.and_then(|run| self.flow_runs.get(&run)) {
            Some((flow, deployment)) => {
                Owner { flow_run, flow: Some(*flow), deployment: *deployment, ..owner }
            }
            None => Owner { flow_run, ..owner },
        }
    }
}

/// Reads `what` of the rows with these ids in a column, by key.
pub(super) async fn by_ids<K, V>(
    conn: &mut Conn,
    what: &str,
    column: &str,
    ids: Vec<Uuid>,
    map: impl Fn(Row<'_>) -> Result<(K, V)> + Send,
) -> Result<HashMap<K, V>>
where
    K: Eq + std::hash::Hash + Send,
    V: Send,
{
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = match conn.dialect() {
        Dialect::Sqlite => {
            let ids: Vec<[Param<'_>; 1]> = ids.into_iter().map(|id| params![id]).collect();
            let found = conn.first_each(&format!("SELECT {what} WHERE {column} = $1"), &ids, map).await?;
            found.into_iter().flatten().collect()
        }
        Dialect::Postgres => {
            let ids = [Param::Array(ids.into_iter().map(Param::from).collect())];
            conn.all(&format!("SELECT {what} WHERE {column} = ANY(CAST($1 AS UUID[]))"), &ids, map).await?
        }
    };
    Ok(found.into_iter().collect())
}
