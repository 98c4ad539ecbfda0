//! Metric triggers: every few seconds the metrics that are watched are looked at.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use weir_engine::triggers::{self, Edge, Run, Standing, Things, Told};
use weir_store::{
    Conn, Result, Store,
    automation_alarms::{self, AlarmKey},
    automation_buckets::BucketKey,
    automation_standings, metrics, run_samples,
};
use weir_types::{
    TimeDelta, Timestamp,
    automations::{Metric, MetricTrigger},
};

use super::{
    Automations, Unit, edges,
    firing::{Firing, fire},
    labels, may_resolve,
    watched::{Place, Watched, metric_trigger},
};
use crate::reader::patience;

/// How often the metrics are looked at.
const EVERY: Duration = Duration::from_secs(10);

/// How long to wait after the log has grown while there are no metric triggers: one may have been made.
const GROWN: Duration = Duration::from_secs(1);

/// Watches the metrics for all enabled automations, for ever.
pub(crate) async fn watch(store: Store, automations: Automations) {
    let mut growth = store.event_growth();
    loop {
        growth.mark_unchanged();
        match look_once(&store, &automations).await {
            Ok(_) if automations.has_metrics() => tokio::time::sleep(EVERY).await,
            Ok(_) => {
                // A timeout only means that the log has not grown.
                drop(tokio::time::timeout(patience(&store), growth.changed()).await);
                tokio::time::sleep(GROWN).await;
            }
            Err(error) => {
                tracing::error!(%error, "metrics could not be looked at; they are looked at again");
                tokio::time::sleep(EVERY).await;
            }
        }
    }
}

/// A metric trigger whose metric was looked at, for values of its labels.
struct Measured {
    place: Place,
    key: BucketKey,
    value: Option<f64>,
}

/// Looks once; says whether something came of it.
pub(super) async fn look_once(store: &Store, automations: &Automations) -> Result<bool> {
    let now = automations.clock.now();
    let changing = store
        .read(automations.clone(), move |conn, automations| {
            Box::pin(async move {
                let watched = automations.load(conn).await?;
                if watched.metrics().is_empty() {
                    Ok(Vec::new())
                } else {
                    changing(conn, &watched, now).await
                }
            })
        })
        .await?;
    if changing.is_empty() {
        return Ok(false);
    }
    store
        .write(Arc::new(changing), move |conn, changing| {
            Box::pin(async move {
                let mut unit = Unit::new(now, false);
                for measured in changing.iter() {
                    unit.stand(conn, measured).await?;
                }
                Ok(())
            })
        })
        .await?;
    automations.queued.notify_one();
    Ok(true)
}

/// The triggers that do not stand any more as they stood.
async fn changing(conn: &mut Conn, watched: &Watched, now: Timestamp) -> Result<Vec<Measured>> {
    let seen = Seen::load(conn, watched, now).await?;
    let mut changing = Vec::new();
    for (place, trigger) in watched.metrics() {
        for measured in seen.measure(conn, *place, trigger, now).await? {
            let standing = automation_standings::read(conn, &measured.key).await?;
            if step(trigger, standing, measured.value, now) != (standing, None) {
                changing.push(measured);
            }
        }
    }
    Ok(changing)
}

fn step(
    trigger: &MetricTrigger,
    standing: Standing,
    value: Option<f64>,
    now: Timestamp,
) -> (Standing, Option<Edge>) {
    let beyond = value.map(|value| triggers::is_beyond(&trigger.metric, value));
    triggers::stand(standing, beyond, trigger.metric.firing_for, now)
}

/// What the metrics are measured of, read once for all triggers.
struct Seen {
    ended: Vec<Run>,
    started: Vec<Run>,
    /// The values of custom metrics, by their names.
    told: HashMap<String, Vec<Told>>,
}

impl Seen {
    async fn load(conn: &mut Conn, watched: &Watched, now: Timestamp) -> Result<Self> {
        let mut ranges: BTreeMap<&Metric, TimeDelta> = BTreeMap::new();
        for (_, MetricTrigger { metric, .. }) in watched.metrics() {
            let range = ranges.entry(&metric.name).or_default();
            *range = metric.range.max(*range);
        }
        let of_ends =
            [Metric::Duration, Metric::Successes].iter().filter_map(|metric| ranges.get(metric)).max();
        let ended = match of_ends {
            Some(range) => run_samples::ended(conn, now - *range).await?,
            None => Vec::new(),
        };
        let started = match ranges.get(&Metric::Lateness) {
            Some(range) => run_samples::started_or_due(conn, now - *range, now).await?,
            None => Vec::new(),
        };
        let mut told = HashMap::new();
        for (metric, range) in ranges {
            if let Metric::Custom(name) = metric {
                told.insert(name.clone(), metrics::told(conn, name, now - range, now).await?);
            }
        }
        Ok(Self { ended, started, told })
    }

    /// The metric of a trigger, for each of the values of its labels.
    async fn measure(
        &self,
        conn: &mut Conn,
        place: Place,
        trigger: &MetricTrigger,
        now: Timestamp,
    ) -> Result<Vec<Measured>> {
        let key = |bucketing_key| BucketKey {
            automation_id: place.automation,
            trigger_id: place.trigger,
            bucketing_key,
        };
        // What stood in some way may have no runs now.
        let mut keys: BTreeSet<Vec<String>> =
            automation_standings::keys(conn, &key(Vec::new())).await?.into_iter().collect();
        if trigger.for_each.is_empty() {
            keys.insert(Vec::new());
        }
        let query = &trigger.metric;
        let of_runs = |runs: &[&Run]| triggers::measure(query, runs.iter().copied(), now);
        let values = match &query.name {
            Metric::Lateness => by_labels(trigger, keys, &self.started, |run| &run.things, of_runs),
            Metric::Duration | Metric::Successes => {
                by_labels(trigger, keys, &self.ended, |run| &run.things, of_runs)
            }
            Metric::Custom(name) => {
                let told = self.told.get(name).map(Vec::as_slice).unwrap_or_default();
                let of_told = |told: &[&Told]| triggers::measure_told(query, told.iter().copied(), now);
                by_labels(trigger, keys, told, |told| &told.things, of_told)
            }
        };
        Ok(values.into_iter().map(|(labels, value)| Measured { place, key: key(labels), value }).collect())
    }
}

/// Measures what fits a trigger: for each of the values of its labels, and for those in `keys` besides.
fn by_labels<T>(
    trigger: &MetricTrigger,
    mut keys: BTreeSet<Vec<String>>,
    seen: &[T],
    things: impl Fn(&T) -> &Things,
    measure: impl Fn(&[&T]) -> Option<f64>,
) -> Vec<(Vec<String>, Option<f64>)> {
    let mut groups: BTreeMap<Vec<String>, Vec<&T>> = BTreeMap::new();
    for one in seen.iter().filter(|one| things(one).fit(&trigger.match_resource, &trigger.match_related)) {
        groups.entry(things(one).labels(&trigger.for_each)).or_default().push(one);
    }
    keys.extend(groups.keys().cloned());
    let group = |labels: &Vec<String>| groups.get(labels).map(Vec::as_slice).unwrap_or_default();
    keys.into_iter()
        .map(|labels| {
            let value = measure(group(&labels));
            (labels, value)
        })
        .collect()
}

impl Unit {
    /// Writes down how a trigger stands, and does what follows.
    async fn stand(&mut self, conn: &mut Conn, measured: &Measured) -> Result<()> {
        let Some(automation) = self.automation(conn, measured.place.automation).await? else { return Ok(()) };
        let Some(trigger) = metric_trigger(&automation, measured.place.trigger) else { return Ok(()) };
        let key = &measured.key;
        let standing = automation_standings::read(conn, key).await?;
        let (next, edge) = step(trigger, standing, measured.value, self.now);
        automation_standings::write(conn, key, next).await?;
        let Some(edge) = edge else { return Ok(()) };
        let firing = Firing {
            trigger: key.trigger_id,
            fired: self.now,
            labels: labels(&trigger.for_each, key),
            event: None,
            value: measured.value,
            firings: Vec::new(),
        };
        match edge {
            Edge::Triggered => fire(conn, &automation, firing, self.now).await,
            Edge::Resolved if may_resolve(&automation, key.trigger_id) => {
                let alarm = AlarmKey { automation: automation.id, bucketing_key: &key.bucketing_key };
                match automation_alarms::lower(conn, alarm).await? {
                    Some(episode) => edges::resolve(conn, &automation, &firing, episode, self.now).await,
                    None => Ok(()),
                }
            }
            Edge::Resolved => Ok(()),
        }
    }
}
