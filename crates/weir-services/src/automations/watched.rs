//! The automations that are watched, with their event triggers found by the names of the events that they wait for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use weir_engine::triggers::{self, Concern, Facts};
use weir_types::{
    automations::{Action, Automation, EventTrigger, MetricTrigger, Posture, Trigger},
    ids::{AutomationId, TriggerId},
};

/// A trigger of an automation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) automation: AutomationId,
    pub(super) trigger: TriggerId,
}

/// How many names of events are remembered with the triggers that wait for them. Names are few, but anybody may send
/// any; beyond this many all are forgotten.
const MOST_NAMES: usize = 10_000;

/// Triggers, by their places in the list of all, and why an event concerns them.
type Waiting = Arc<[(usize, Concern)]>;

/// The watched automations.
#[derive(Debug, Default)]
pub(super) struct Watched {
    triggers: Vec<(Place, EventTrigger)>,
    metrics: Vec<(Place, MetricTrigger)>,
    /// Whether an action opens alerts, which recoveries resolve.
    have_alerts: bool,
    /// Which triggers events of a name concern, and why, as far as it was asked: with a thousand automations a look at each
    /// for each event would cost more than to store the event.
    by_name: Mutex<HashMap<String, Waiting>>,
}

impl Watched {
    pub(super) fn new(automations: &[Automation]) -> Self {
        let mut watched = Self::default();
        for automation in automations {
            let mut actions = automation.actions.iter().chain(&automation.actions_on_trigger);
            watched.have_alerts |= actions.any(|action| matches!(action, Action::SendPagerDutyAlert(_)));
            for trigger in automation.trigger.all() {
                let place = Place { automation: automation.id, trigger: trigger.id() };
                match trigger {
                    Trigger::Event(event) => watched.triggers.push((place, event.clone())),
                    Trigger::Metric(metric) => watched.metrics.push((place, metric.clone())),
                    Trigger::Compound(_) | Trigger::Sequence(_) => {}
                }
            }
        }
        watched
    }

    /// The metric triggers.
    pub(super) fn metrics(&self) -> &[(Place, MetricTrigger)] {
        &self.metrics
    }

    /// Whether an action opens alerts.
    pub(super) fn have_alerts(&self) -> bool {
        self.have_alerts
    }

    /// Whether any trigger waits for events of this name: most events concern nobody, and then nothing else of them
    /// has to be read.
    pub(super) fn concern(&self, event: &str) -> bool {
        !self.waiting_for(event).is_empty()
    }

    /// The triggers that the event concerns.
    pub(super) fn covering(&self, facts: &Facts) -> Vec<Place> {
        let waiting = self.waiting_for(&facts.event);
        let waiting = waiting.iter().map(|&(at, concern)| (&self.triggers[at], concern));
        waiting
            .filter(|((_, trigger), concern)| triggers::covers_things(trigger, facts, *concern))
            .map(|((place, _), _)| *place)
            .collect()
    }

    /// The proactive triggers that always have an open bucket: they wait for no event to begin, and count all events
    /// together.
    pub(super) fn always_open(&self) -> impl Iterator<Item = Place> + '_ {
        self.triggers.iter().filter(|(_, trigger)| is_always_open(trigger)).map(|(place, _)| *place)
    }

    /// The triggers that watch for how long things are in a state.
    pub(super) fn in_state(&self) -> impl Iterator<Item = Place> + '_ {
        let in_state = self.triggers.iter().filter(|(_, trigger)| trigger.threshold_duration.is_some());
        in_state.map(|(place, _)| *place)
    }

    /// Whether no events are watched.
    pub(super) fn is_empty(&self) -> bool {
        self.triggers.is_empty()
    }

    /// Whether any trigger is proactive.
    pub(super) fn any_proactive(&self) -> bool {
        self.triggers.iter().any(|(_, trigger)| trigger.posture == Posture::Proactive)
    }

    fn waiting_for(&self, event: &str) -> Waiting {
        // What a panic has left of it is still right: entries are put in whole.
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = by_name.get(event) {
            return Arc::clone(known);
        }
        if by_name.len() >= MOST_NAMES {
            by_name.clear();
        }
        let numbered = self.triggers.iter().enumerate();
        let waiting: Waiting = numbered
            .filter_map(|(number, (_, trigger))| Some((number, triggers::concern(trigger, event)?)))
            .collect();
        by_name.insert(event.to_owned(), Arc::clone(&waiting));
        waiting
    }
}

/// Whether the trigger has an open bucket from the moment on that it is watched.
pub(super) fn is_always_open(trigger: &EventTrigger) -> bool {
    trigger.posture == Posture::Proactive
        && trigger.threshold_duration.is_none()
        && trigger.after.is_empty()
        && trigger.for_each.is_empty()
}

/// The event trigger at this place in its automation, if it is still there.
pub(super) fn event_trigger(automation: &Automation, id: TriggerId) -> Option<&EventTrigger> {
    automation.trigger.all().into_iter().find_map(|trigger| match trigger {
        Trigger::Event(event) if event.id == id => Some(event),
        _ => None,
    })
}

/// The metric trigger at this place in its automation, if it is still there.
pub(super) fn metric_trigger(automation: &Automation, id: TriggerId) -> Option<&MetricTrigger> {
    automation.trigger.all().into_iter().find_map(|trigger| match trigger {
        Trigger::Metric(metric) if metric.id == id => Some(metric),
        _ => None,
    })
}
