//! Whatever comes twice, out of order or between two restarts: triggers fire as [`crate::trigger_model`] says.

use std::collections::HashMap;

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use weir_store::{
    Store, automations,
    events::{self, NewEvent, Position},
};
use weir_types::{
    Clock, Json, JsonObject, TimeDelta, Timestamp,
    automations::AutomationCreate,
    ids::{AutomationId, EventId},
};

use crate::trigger_model::{EventSpec, Fired, Happened, Model, Spec};

const START: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const RESOURCES: [&str; 2] = ["left", "right"];
const CASES: usize = 40;

fn event_spec(proactive: bool) -> impl Strategy<Value = EventSpec> {
    let within = if proactive { vec![10_i64, 25, 60] } else { vec![0, 10, 25, 60] };
    let after = subsequence(NAMES.to_vec(), 0..=2);
    let expect = subsequence(NAMES.to_vec(), 1..=2);
    (after, expect, any::<bool>(), 1..=3_i64, select(within)).prop_map(
        move |(after, expect, for_each_resource, threshold, within)| EventSpec {
            proactive,
            after,
            expect,
            for_each_resource,
            threshold,
            within,
        },
    )
}

/// Two or three triggers in another one. Of proactive ones there is one at most, and it counts all resources together:
/// which of two fires first, when both are looked at at once, is not defined.
fn inner() -> impl Strategy<Value = Vec<Spec>> {
    let leaf = || event_spec(false).prop_map(Spec::Event);
    let nested = (vec(leaf(), 2..=2), within(), any::<bool>()).prop_map(|(triggers, within, in_order)| {
        if in_order {
            Spec::Sequence { within, triggers }
        } else {
            Spec::Compound { require: 1, within, triggers }
        }
    });
    let proactive = event_spec(true).prop_map(|spec| EventSpec { for_each_resource: false, ..spec });
    let last = prop_oneof![leaf(), nested, proactive.prop_map(Spec::Event)];
    (vec(leaf(), 1..=2), last).prop_map(|(mut triggers, last)| {
        triggers.push(last);
        triggers
    })
}

fn within() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![Just(None), Just(Some(20)), Just(Some(100))]
}

fn spec() -> impl Strategy<Value = Spec> {
    prop_oneof![
        event_spec(false).prop_map(Spec::Event),
        event_spec(true).prop_map(Spec::Event),
        (inner(), 1..=3_usize, within()).prop_map(|(triggers, require, within)| {
            Spec::Compound { require: require.min(triggers.len()), within, triggers }
        }),
        (inner(), within()).prop_map(|(triggers, within)| Spec::Sequence { within, triggers }),
    ]
}

/// A time in which some events happen, the order in which they and some of the ones before arrive, and after how many
/// arrivals the server restarts.
#[derive(Clone, Debug)]
struct Tick {
    seconds: i64,
    happen: Vec<(&'static str, &'static str)>,
    order: Vec<u16>,
    again: Vec<usize>,
    restarts: usize,
}

fn tick() -> impl Strategy<Value = Tick> {
    let happen = vec((select(NAMES.to_vec()), select(RESOURCES.to_vec())), 0..=5);
    (5..40_i64, happen, vec(any::<u16>(), 5), vec(any::<usize>(), 0..=2), 1..=4_usize).prop_map(
        |(seconds, happen, order, again, restarts)| Tick { seconds, happen, order, again, restarts },
    )
}

fn new_event(happened: Happened, follows: Option<EventId>, start: Timestamp) -> NewEvent {
    let resource = json!({ "prefect.resource.id": happened.resource });
    NewEvent {
        id: EventId::generate(),
        occurred: start + TimeDelta::from_secs(happened.second),
        event: happened.name.to_owned(),
        resource_id: happened.resource.to_owned(),
        resource: JsonObject::new(Json::from(resource)).unwrap(),
        related_ids: Vec::new(),
        related: Json::from(json!([])),
        payload: JsonObject::default(),
        follows,
    }
}

/// A stream of events and the automations that watch it.
struct Case<'a> {
    store: &'a Store,
    clock: &'a Clock,
    start: Timestamp,
    models: Vec<(AutomationId, Model)>,
    expected: HashMap<AutomationId, Vec<Fired>>,
    events: Vec<NewEvent>,
}

impl Case<'_> {
    /// All that runs is new each time: it knows only what is stored.
    async fn restart(&self) {
        weir_services::automations::catch_up(self.store, self.clock).await.unwrap();
    }

    async fn arrive(&self, event: NewEvent) {
        let now = self.clock.now();
        self.store
            .write(event, move |conn, event| Box::pin(events::append(conn, std::slice::from_ref(event), now)))
            .await
            .unwrap();
    }

    fn expect(&mut self, each: impl Fn(&mut Model) -> Vec<Fired>) {
        for (id, model) in &mut self.models {
            self.expected.entry(*id).or_default().extend(each(model));
        }
    }

    async fn tick(&mut self, tick: &Tick, now: i64) {
        let mut arrivals = Vec::new();
        for (index, (name, resource)) in tick.happen.iter().enumerate() {
            let second = now - tick.seconds + 1 + i64::try_from(index).unwrap();
            // Whatever comes in a tick comes when the one before is over.
            let came = now - tick.seconds;
            let happened = Happened { number: self.events.len(), name, resource, second, came };
            // All are one chain of causes, which tells their order whatever comes first.
            let event = new_event(happened, self.events.last().map(|event| event.id), self.start);
            self.events.push(event.clone());
            arrivals.push((tick.order[index], event));
            self.expect(|model| model.happens(happened));
        }
        arrivals.sort_by_key(|(order, _)| *order);
        let known = self.events.len();
        let again = tick.again.iter().filter(|_| known > 0).map(|place| self.events[place % known].clone());
        let arrivals: Vec<NewEvent> = arrivals.into_iter().map(|(_, event)| event).chain(again).collect();
        for (index, event) in arrivals.into_iter().enumerate() {
            self.arrive(event).await;
            if index % tick.restarts == 0 {
                self.restart().await;
            }
        }
        let to = self.start + TimeDelta::from_secs(now);
        self.clock.advance(to.since(self.clock.now()));
        self.restart().await;
        self.expect(|model| model.looked_at(now));
    }

    /// The firings in the log, in their order.
    async fn fired(&self, from: Position) -> HashMap<AutomationId, Vec<Fired>> {
        let all = self
            .store
            .read((), move |conn, ()| Box::pin(events::read_after(conn, from, 10_000)))
            .await
            .unwrap();
        let mut fired: HashMap<AutomationId, Vec<Fired>> = HashMap::new();
        for event in all.iter().filter(|event| event.event == "prefect.automation.triggered") {
            let resource = event.resource.to_map();
            let id = resource["prefect.resource.id"].as_str().unwrap().rsplit('.').next().unwrap();
            let payload = event.payload.to_map();
            let number = payload["triggering_event"]["id"]
                .as_str()
                .map(|id| self.events.iter().position(|event| event.id.to_string() == id).unwrap());
            let about = payload["triggering_labels"]["prefect.resource.id"].as_str();
            let about = about.map(|about| *RESOURCES.iter().find(|resource| **resource == about).unwrap());
            fired.entry(id.parse().unwrap()).or_default().push((number, about));
        }
        fired
    }
}

async fn make(store: &Store, trigger: Value, now: Timestamp) -> AutomationId {
    let create = json!({ "name": "model", "trigger": trigger, "actions": [{ "type": "do-nothing" }] });
    let create: AutomationCreate = serde_json::from_value(create).unwrap();
    store
        .write(create, move |conn, create| Box::pin(automations::create(conn, create, now)))
        .await
        .unwrap()
        .id
}

/// Plays one stream before some automations, and compares.
async fn play(store: &Store, clock: &Clock, specs: &[Spec], ticks: &[Tick]) {
    let start = clock.now();
    let from = store.read((), |conn, ()| Box::pin(events::end(conn))).await.unwrap();
    let mut models = Vec::new();
    for spec in specs {
        models.push((make(store, spec.to_json(), start).await, Model::new(spec)));
    }
    let mut case = Case { store, clock, start, models, expected: HashMap::new(), events: Vec::new() };
    case.restart().await;
    case.expect(|model| model.looked_at(0));
    let mut now = 0;
    for tick in ticks {
        now += tick.seconds;
        case.tick(tick, now).await;
    }
    let fired = case.fired(from).await;
    for ((id, _), spec) in case.models.iter().zip(specs) {
        // Those for several resources that are found over by one look fire in no defined order.
        let sorted = |all: Option<&Vec<Fired>>| {
            let mut all = all.cloned().unwrap_or_default();
            all.sort_unstable();
            all
        };
        let (fired, expected) = (sorted(fired.get(id)), sorted(case.expected.get(id)));
        assert_eq!(fired, expected, "{spec:?}\n{ticks:?}");
    }
    for (id, _) in case.models {
        store.write((), move |conn, ()| Box::pin(automations::delete(conn, id, start))).await.unwrap();
    }
}

async fn triggers_fire_as_if_each_event_had_come_once_in_its_order(store: Store) {
    let clock = Clock::fixed(START);
    let mut runner = TestRunner::default();
    for _ in 0..CASES {
        let specs = vec(spec(), 6).new_tree(&mut runner).unwrap().current();
        let ticks = vec(tick(), 3..=10).new_tree(&mut runner).unwrap().current();
        play(&store, &clock, &specs, &ticks).await;
        // The next automations have nothing to do with what happened before.
        clock.advance(TimeDelta::from_secs(3600));
    }
}

weir_testkit::on_both_databases!(triggers_fire_as_if_each_event_had_come_once_in_its_order);
