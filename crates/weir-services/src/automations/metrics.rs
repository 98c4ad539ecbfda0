//! Metric triggers: every few seconds the metrics of flow runs are looked at.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use weir_engine::triggers::{self, Edge, Run, Standing};
use weir_store::{
    Conn, Result, Store,
    automation_alarms::{self, AlarmKey},
    automation_buckets::BucketKey,
    automation_standings, run_samples,
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
    let runs = Runs::load(conn, watched, now).await?;
    let mut changing = Vec::new();
    for (place, trigger) in watched.metrics() {
        for measured in runs.measure(conn, *place, trigger, now).await? {
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

/// The runs that the metrics need, read once for all triggers.
struct Runs {
    ended: Vec<Run>,
    started: Vec<Run>,
}

impl Runs {
    async fn load(conn: &mut Conn, watched: &Watched, now: Timestamp) -> Result<Self> {
        let range = |of_lateness: bool| -> Option<TimeDelta> {
            let metrics = watched.metrics().iter().map(|(_, trigger)| &trigger.metric);
            let of_kind = metrics.filter(|metric| (metric.name == Metric::Lateness) == of_lateness);
            of_kind.map(|metric| metric.range).max()
        };
        let ended = match range(false) {
            Some(range) => run_samples::ended(conn, now - range).await?,
            None => Vec::new(),
        };
        let started = match range(true) {
            Some(range) => run_samples::started_or_due(conn, now - range, now).await?,
            None => Vec::new(),
        };
        Ok(Self { ended, started })
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
        let runs = if trigger.metric.name == Metric::Lateness { &self.started } else { &self.ended };
        let mut groups: BTreeMap<Vec<String>, Vec<&Run>> = BTreeMap::new();
        for run in runs.iter().filter(|run| run.things.fit(&trigger.match_resource, &trigger.match_related)) {
            groups.entry(run.things.labels(&trigger.for_each)).or_default().push(run);
        }
        // What stood in some way may have no runs now.
        let mut keys: BTreeSet<Vec<String>> =
            automation_standings::keys(conn, &key(Vec::new())).await?.into_iter().collect();
        keys.extend(groups.keys().cloned());
        if trigger.for_each.is_empty() {
            keys.insert(Vec::new());
        }
        let measured = keys.into_iter().map(|values| {
            let runs = groups.get(&values).into_iter().flatten().copied();
            let value = triggers::measure(&trigger.metric, runs, now);
            Measured { place, key: key(values), value }
        });
        Ok(measured.collect())
    }
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
