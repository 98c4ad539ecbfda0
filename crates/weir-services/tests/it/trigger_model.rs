//! What triggers are meant to do, written down a second time, as simply as it can be said: it sees each event once, in
//! the order in which the events happened.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A trigger.
#[derive(Clone, Debug)]
pub enum Spec {
    Event(EventSpec),
    /// `require` firings of different ones of the triggers, within so many seconds.
    Compound {
        require: usize,
        within: Option<i64>,
        triggers: Vec<Self>,
    },
    /// All in their order, within so many seconds.
    Sequence {
        within: Option<i64>,
        triggers: Vec<Self>,
    },
}

#[derive(Clone, Debug)]
pub struct EventSpec {
    pub proactive: bool,
    pub after: Vec<&'static str>,
    pub expect: Vec<&'static str>,
    pub for_each_resource: bool,
    pub threshold: i64,
    pub within: i64,
}

impl Spec {
    /// The trigger on the wire.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Event(spec) => json!({
                "type": "event", "posture": if spec.proactive { "Proactive" } else { "Reactive" },
                "after": spec.after, "expect": spec.expect, "threshold": spec.threshold, "within": spec.within,
                "for_each": if spec.for_each_resource { vec!["prefect.resource.id"] } else { vec![] },
            }),
            Self::Compound { require, within, triggers } => json!({
                "type": "compound", "require": require, "within": within,
                "triggers": triggers.iter().map(Self::to_json).collect::<Vec<_>>(),
            }),
            Self::Sequence { within, triggers } => json!({
                "type": "sequence", "within": within,
                "triggers": triggers.iter().map(Self::to_json).collect::<Vec<_>>(),
            }),
        }
    }
}

/// An event: its number in the stream, what it is called, what it is about, the second in which it happened, and that in
/// which it came.
#[derive(Clone, Copy, Debug)]
pub struct Happened {
    pub number: usize,
    pub name: &'static str,
    pub resource: &'static str,
    pub second: i64,
    pub came: i64,
}

/// A firing: the event that made it fire or the last that it saw, and the resource that it is about where it counts
/// for each.
pub type Fired = (Option<usize>, Option<&'static str>);

/// What a trigger counts at present, from `start` until `end`.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    start: i64,
    end: i64,
    count: i64,
    last: Option<usize>,
    /// When the last event came.
    came: i64,
}

/// A trigger and what it has seen.
#[derive(Debug)]
pub enum Model {
    Event {
        spec: EventSpec,
        windows: BTreeMap<Option<&'static str>, Window>,
    },
    Composite {
        needed: usize,
        in_order: bool,
        within: Option<i64>,
        triggers: Vec<Self>,
        fired: Vec<(usize, i64)>,
    },
}

impl Model {
    pub fn new(spec: &Spec) -> Self {
        let models = |triggers: &[Spec]| triggers.iter().map(Self::new).collect::<Vec<_>>();
        match spec {
            Spec::Event(spec) => Self::Event { spec: spec.clone(), windows: BTreeMap::new() },
            Spec::Compound { require, within, triggers } => Self::Composite {
                needed: *require,
                in_order: false,
                within: *within,
                triggers: models(triggers),
                fired: Vec::new(),
            },
            Spec::Sequence { within, triggers } => Self::Composite {
                needed: triggers.len(),
                in_order: true,
                within: *within,
                triggers: models(triggers),
                fired: Vec::new(),
            },
        }
    }

    /// An event happens.
    pub fn happens(&mut self, event: Happened) -> Vec<Fired> {
        match self {
            Self::Event { spec, windows } => {
                let key = spec.for_each_resource.then_some(event.resource);
                let mut window = windows.remove(&key);
                let fired = count(spec, &mut window, event);
                if let Some(window) = window {
                    windows.insert(key, window);
                }
                if fired { vec![(Some(event.number), key)] } else { Vec::new() }
            }
            Self::Composite { triggers, .. } => {
                let mut all = Vec::new();
                for index in 0..triggers.len() {
                    let Self::Composite { triggers, .. } = self else { unreachable!() };
                    let inner = triggers[index].happens(event);
                    all.extend(
                        inner.into_iter().filter_map(|fired| self.child_fired(index, event.second, fired)),
                    );
                }
                all
            }
        }
    }

    /// Somebody looks at the clock.
    pub fn looked_at(&mut self, now: i64) -> Vec<Fired> {
        match self {
            Self::Event { spec, windows } => look(spec, windows, now),
            Self::Composite { triggers, .. } => {
                let mut all = Vec::new();
                for index in 0..triggers.len() {
                    let Self::Composite { triggers, .. } = self else { unreachable!() };
                    let inner = triggers[index].looked_at(now);
                    all.extend(inner.into_iter().filter_map(|fired| self.child_fired(index, now, fired)));
                }
                all
            }
        }
    }

    fn child_fired(&mut self, child: usize, second: i64, (event, _): Fired) -> Option<Fired> {
        let Self::Composite { needed, in_order, within, triggers, fired } = self else { unreachable!() };
        if *needed > 1 {
            fired.retain(|(other, at)| *other != child && within.is_none_or(|within| second - within <= *at));
            fired.push((child, second));
            let complete = if *in_order {
                fired.iter().map(|(child, _)| *child).eq(0..triggers.len())
            } else {
                fired.len() >= *needed
            };
            if !complete {
                return None;
            }
            fired.clear();
        }
        Some((event, None))
    }
}

/// Counts an event; says whether the trigger fires.
fn count(spec: &EventSpec, window: &mut Option<Window>, event: Happened) -> bool {
    let now = event.second;
    let expected = spec.expect.contains(&event.name);
    let starts = spec.after.contains(&event.name);
    let opened = |start, count| Window { start, end: now + spec.within, count, last: None, came: event.came };
    if window.is_none() && starts {
        *window = Some(opened(now, if expected { -1 } else { 0 }));
    } else if window.is_none() && expected && spec.after.is_empty() {
        *window = Some(opened(now - 900, 0));
    }
    let Some(open) = window.as_mut().filter(|_| expected || starts) else { return false };
    open.last = Some(event.number);
    open.came = event.came;
    if !expected || now < open.start {
        return false;
    }
    if spec.proactive { count_expected(spec, window, event) } else { count_watched(spec, window, event) }
}

/// A reactive trigger counts an event that it waits for.
fn count_watched(spec: &EventSpec, window: &mut Option<Window>, event: Happened) -> bool {
    let Some(mut open) = window.take() else { return false };
    let now = event.second;
    let is_over = spec.within > 0 && now >= open.end;
    if is_over && !spec.after.is_empty() {
        return false;
    }
    if is_over {
        open = Window { start: now, end: now + spec.within, count: 0, ..open };
    }
    open.count += 1;
    let fires = open.count >= spec.threshold;
    *window = if !fires {
        // Without a time the start and what is waited for would have to be one.
        (spec.within > 0 || spec.after.is_empty()).then_some(open)
    } else if !spec.after.is_empty() || spec.within == 0 {
        None
    } else {
        // It rests until its time is over.
        Some(Window { start: open.end, end: open.end + spec.within, count: 0, ..open })
    };
    fires
}

/// A proactive trigger counts an event that it hopes for.
fn count_expected(spec: &EventSpec, window: &mut Option<Window>, event: Happened) -> bool {
    let Some(open) = window else { return false };
    let now = event.second;
    if now < open.end {
        open.count += 1;
        if open.count >= spec.threshold && spec.after.contains(&event.name) {
            *open = Window { start: now, end: now + spec.within, count: 0, ..*open };
        }
        return false;
    }
    let fires = open.count < spec.threshold;
    *window =
        spec.after.is_empty().then_some(Window { start: now, end: now + spec.within, count: 1, ..*open });
    fires
}

fn look(spec: &EventSpec, windows: &mut BTreeMap<Option<&'static str>, Window>, now: i64) -> Vec<Fired> {
    if !spec.proactive {
        // What has been over for a minute, and to which nothing came in that time, is forgotten.
        windows.retain(|_, window| now < window.end.max(window.came) + 60);
        return Vec::new();
    }
    let opened = Window { start: now, end: now + spec.within, count: 0, last: None, came: now };
    if spec.after.is_empty() && !spec.for_each_resource {
        windows.entry(None).or_insert(opened);
    }
    let mut all = Vec::new();
    let over: Vec<_> = windows.iter().filter(|(_, window)| window.end <= now).map(|(key, _)| *key).collect();
    for key in over {
        if let Some(window) = windows.remove(&key)
            && window.count < spec.threshold
        {
            all.push((window.last, key));
        }
        if spec.after.is_empty() {
            windows.insert(key, opened);
        }
    }
    all
}
