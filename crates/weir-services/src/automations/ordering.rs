//! The order of causes: an event that follows another one is not counted before that one was, though it came first. It
//! is held until then, or until it has waited too long.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use weir_store::{
    Conn, Result,
    automation_held_events::{self, HeldEvent, Link},
    events::{Position, StoredEvent},
};
use weir_types::{TimeDelta, Timestamp, ids::EventId};

/// How long an event waits for the one that it follows.
pub(super) const LONGEST_WAIT: TimeDelta = TimeDelta::from_secs(900);

/// How far back the chain of what an event follows upon is looked at.
const LONGEST_CHAIN: usize = 20;

/// How many events are remembered with what they follow upon, so that the log need not be asked.
const REMEMBERED: usize = 20_000;

/// What the last events follow upon. It says nothing that the log does not say.
#[derive(Debug, Default)]
pub(super) struct Chains(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    links: HashMap<EventId, Link>,
    oldest_first: VecDeque<EventId>,
}

impl Chains {
    /// Remembers events that were read from the log.
    pub(super) fn remember(&self, events: &[StoredEvent]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            let link = Link { position: event.position, received: event.received, follows: event.follows };
            if known.links.insert(event.id, link).is_none() {
                known.oldest_first.push_back(event.id);
            }
        }
        while known.oldest_first.len() > REMEMBERED {
            if let Some(oldest) = known.oldest_first.pop_front() {
                known.links.remove(&oldest);
            }
        }
    }

    async fn link(&self, conn: &mut Conn, id: EventId) -> Result<Option<Link>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).links.get(&id).copied();
        match known {
            Some(link) => Ok(Some(link)),
            None => automation_held_events::link(conn, id).await,
        }
    }

    /// The event that this one has to wait for, when the log is read up to `end`.
    pub(super) async fn awaited(
        &self,
        conn: &mut Conn,
        event: &StoredEvent,
        end: Position,
        now: Timestamp,
    ) -> Result<Option<EventId>> {
        let mut received = event.received;
        let mut id = event.id;
        let mut next = event.follows;
        for _ in 0..LONGEST_CHAIN {
            // What was taken longer ago waits for nothing any more.
            let Some(leader) = next.filter(|leader| *leader != id && now.since(received) < LONGEST_WAIT)
            else {
                return Ok(None);
            };
            match self.link(conn, leader).await? {
                Some(link) if link.position <= end => {
                    (id, received, next) = (leader, link.received, link.follows);
                }
                _ => return Ok(Some(leader)),
            }
        }
        Ok(None)
    }
}

/// The events that wait, in the order in which they happened, as far as a batch of the log has been looked at.
#[derive(Debug)]
pub(super) struct Waiting(Vec<HeldEvent>);

impl Waiting {
    pub(super) async fn read(conn: &mut Conn) -> Result<Self> {
        automation_held_events::list(conn).await.map(Self)
    }

    pub(super) fn hold(&mut self, held: HeldEvent) {
        self.0.retain(|other| other.id != held.id);
        let place = self.0.partition_point(|other| (other.occurred, other.id.0) < (held.occurred, held.id.0));
        self.0.insert(place, held);
    }

    /// Takes out those that wait for this event.
    pub(super) fn take_followers(&mut self, leader: EventId) -> Vec<HeldEvent> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let (followers, others) = self.0.drain(..).partition(|held| held.leader == leader);
        self.0 = others;
        followers
    }
}
