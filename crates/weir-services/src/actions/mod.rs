//! Performs the actions that firings queued. An action is claimed for a while, performed, and then settled together
//! with the events that tell of it; a worker that dies loses its claim, and another performs the action under the same
//! idempotency key.

mod blocks;
mod commands;
mod context;
mod events;
mod firing;
mod notification;
mod pace;
mod pagerduty;
mod parameters;
mod preview;
mod slack;
mod webhook;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use serde_json::{Map, Value};
use tokio::sync::Notify;
use uuid::Uuid;
use weir_store::{
    Result, Store,
    automation_actions::{self, Answered, Outcome, QueuedAction},
    events as log,
};
use weir_types::{Clock, JsonObject, TimeDelta, Timestamp, automations::Action};

pub(crate) use self::firing::subject;
pub(crate) use self::preview::preview;
use self::{commands::Circumstances, firing::Firing, pace::Pace};
use crate::{
    notifications::{Again, Outbound},
    reader::{GATHER, patience, wait_until},
    services::Settings,
};

/// How many actions are performed at a time.
const AT_ONCE: usize = 16;

/// How long a claim holds: twice as long as any action may take.
const LEASE: TimeDelta = TimeDelta::from_secs(60);

/// How long the worker waits when the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest time between two attempts.
const LONGEST_PAUSE: i64 = 300;

/// How an action came to its end.
#[derive(Clone, Debug, Default)]
struct Done {
    /// Why it failed; none when it succeeded.
    reason: Option<String>,
    /// Resources that it had to do with.
    related: Vec<Value>,
    /// What else its last event tells.
    details: Map<String, Value>,
    /// What its templates became.
    rendered: Option<JsonObject>,
}

impl Done {
    fn outcome(&self) -> Outcome {
        match &self.reason {
            None => Outcome::Executed,
            Some(reason) => Outcome::Failed { reason: reason.clone() },
        }
    }

    /// Keeps what the templates became; members that are not there or null are none.
    fn render(&mut self, rendered: &Value) {
        let members = rendered.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let members: Map<String, Value> =
            members.map(|(name, value)| (name.clone(), value.clone())).collect();
        self.rendered = (!members.is_empty()).then(|| JsonObject::from(members));
    }
}

/// How an attempt ended.
#[derive(Debug)]
struct Attempt {
    done: Done,
    /// Whether another attempt may end otherwise.
    again: Again,
    /// How many receivers need nothing more.
    reached: usize,
}

impl Attempt {
    /// It is over.
    fn over(done: Done) -> Self {
        Self { done, again: Again::Never, reached: 0 }
    }
}

/// Performs actions for ever; `queued` is told when there may be some.
pub(crate) async fn perform(store: Store, clock: Clock, settings: Settings, queued: Arc<Notify>) {
    let outbound = match Outbound::new(settings.notifications.clone()) {
        Ok(outbound) => outbound,
        Err(error) => {
            tracing::error!(%error, "no client for notifications could be made: actions are not performed");
            return;
        }
    };
    let pace = settings.notifications.per_minute.map(|limit| Mutex::new(Pace::new(limit)));
    let worker = Worker { store, clock, settings, outbound, pace };
    let mut growth = worker.store.event_growth();
    loop {
        growth.mark_unchanged();
        match worker.round().await {
            Ok(Round::Performed) => {}
            Ok(Round::NothingDue(due)) => {
                // A timeout only means that nothing woke the worker; an action may be due all the same. The log grows
                // with every action that is queued, also by who ended before it could tell, or by another replica.
                let wait = wait_until(due, worker.clock.now(), patience(&worker.store));
                let grown = async {
                    drop(growth.changed().await);
                    tokio::time::sleep(GATHER).await;
                };
                tokio::select! {
                    () = queued.notified() => {}
                    () = grown => {}
                    () = tokio::time::sleep(wait) => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "actions could not be claimed or settled; they are tried again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// How a round ended.
enum Round {
    /// Actions were performed; there may be more.
    Performed,
    /// Nothing is due before this instant, or at all.
    NothingDue(Option<Timestamp>),
}

struct Worker {
    store: Store,
    clock: Clock,
    settings: Settings,
    outbound: Outbound,
    /// How many messages an automation sends a minute, if that is limited.
    pace: Option<Mutex<Pace>>,
}

impl Worker {
    /// Performs what is due.
    async fn round(&self) -> Result<Round> {
        let (now, limit) = (self.clock.now(), u32::try_from(AT_ONCE).unwrap_or(u32::MAX));
        // A look that writes nothing comes first: most rounds find nothing due.
        let due = self.store.read((), |conn, ()| Box::pin(automation_actions::next_due(conn))).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(Round::NothingDue(due));
        }
        let claimed = self
            .store
            .write((), move |conn, ()| Box::pin(automation_actions::claim(conn, now, LEASE, limit)))
            .await?;
        if claimed.is_empty() {
            // Another replica was quicker.
            return Ok(Round::NothingDue(None));
        }
        let settled: Vec<Result<()>> = stream::iter(claimed)
            .map(|queued| self.attempt(queued))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        settled.into_iter().collect::<Result<()>>()?;
        Ok(Round::Performed)
    }

    async fn attempt(&self, queued: QueuedAction) -> Result<()> {
        let (id, now) = (queued.id, self.clock.now());
        let settled = self.perform(queued).await;
        if settled.is_err() {
            // Nobody is performing it any more.
            self.store
                .write(id, move |conn, id| Box::pin(automation_actions::release(conn, *id, now)))
                .await?;
        }
        settled
    }

    async fn perform(&self, queued: QueuedAction) -> Result<()> {
        let firing = Firing::read(&queued.firing);
        if commands::is_command(&queued.action) {
            return self.command(queued, firing).await;
        }
        if let Some(until) = self.turn(&queued) {
            return self.put_off(queued.id, until).await;
        }
        let attempt = self.act(&queued, &firing).await?;
        let now = self.clock.now();
        let answer = attempt.answer(&queued);
        let (outcome, done) = judge(&queued, attempt, self.settings.notifications.keep_trying, now);
        warn(&queued, &outcome);
        let events = done.map(|done| events::of(&queued, &firing, &done, now));
        self.store
            .write((queued.id, outcome, answer, events), move |conn, (id, outcome, answer, events)| {
                Box::pin(async move {
                    if let Some(answer) = answer {
                        automation_actions::note_answer(conn, *id, answer).await?;
                    }
                    let settled = automation_actions::settle(conn, *id, outcome, now).await?;
                    if let Some(events) = events.as_ref().filter(|_| settled) {
                        log::append(conn, events, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// When the turn of a message comes, if not now. What is tried again has had its turn.
    fn turn(&self, queued: &QueuedAction) -> Option<Timestamp> {
        let is_message = !matches!(queued.action, Action::DoNothing {});
        let pace = self.pace.as_ref().filter(|_| is_message && queued.attempts <= 1)?;
        let mut pace = pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.wait(queued.automation_id, queued.id, self.clock.now())
    }

    async fn put_off(&self, id: Uuid, until: Timestamp) -> Result<()> {
        let put_off = self.store.write(id, move |conn, id| {
            Box::pin(automation_actions::put_off(
                conn,
                *id,
                until,
                "The automation sends as many messages as it may",
            ))
        });
        put_off.await
    }

    /// Does what changes only what is stored, and settles it, in one unit.
    async fn command(&self, queued: QueuedAction, firing: Firing) -> Result<()> {
        let now = self.clock.now();
        let given = (queued, firing, self.settings.seal.clone(), self.settings.ui_url.clone());
        self.store
            .write(given, move |conn, (queued, firing, seal, ui_url)| {
                Box::pin(async move {
                    if !automation_actions::is_pending(conn, queued.id).await? {
                        return Ok(());
                    }
                    let given = Circumstances { queued, firing, seal, ui_url, now };
                    let done = commands::perform(conn, &given).await?;
                    let outcome = done.outcome();
                    warn(queued, &outcome);
                    if let Some(rendered) = &done.rendered {
                        let answer = Answered { rendered: Some(rendered.clone()), ..Answered::default() };
                        automation_actions::note_answer(conn, queued.id, &answer).await?;
                    }
                    automation_actions::settle(conn, queued.id, &outcome, now).await?;
                    log::append(conn, &events::of(queued, firing, &done, now), now).await
                })
            })
            .await
    }

    async fn act(&self, queued: &QueuedAction, firing: &Firing) -> Result<Attempt> {
        match &queued.action {
            Action::DoNothing {} => Ok(Attempt::over(Done::default())),
            Action::SendNotification { block_document_id, subject, body } => {
                let templates = [subject.clone(), body.clone()];
                self.notify(queued, firing, *block_document_id, templates).await
            }
            Action::CallWebhook { block_document_id, payload } => {
                self.call(queued, firing, *block_document_id, payload).await
            }
            Action::SendSlackMessage(action) => self.slack(queued, firing, action).await,
            Action::SendPagerDutyAlert(action) => self.page(queued, firing, action).await,
            _ => Ok(Attempt::over(Done::failed("This action is a command"))),
        }
    }
}

impl Attempt {
    /// What is kept of the message and of the receivers' answers, unless that would be nothing new.
    fn answer(&self, queued: &QueuedAction) -> Option<Answered> {
        let of_answer = ["status_code", "response_body"];
        let members = self.done.details.iter().filter(|(name, _)| of_answer.contains(&name.as_str()));
        let response: Map<String, Value> =
            members.map(|(name, value)| (name.clone(), value.clone())).collect();
        let reached = i64::try_from(self.reached).unwrap_or(i64::MAX);
        let rendered = self.done.rendered.clone();
        let news =
            queued.attempts > 1 || reached != queued.reached || !response.is_empty() || rendered.is_some();
        let response = (!response.is_empty()).then(|| JsonObject::from(response));
        news.then_some(Answered { rendered, response, reached })
    }
}

/// Tells the operator of an action that failed.
fn warn(queued: &QueuedAction, outcome: &Outcome) {
    if let Outcome::Failed { reason } | Outcome::Retry { reason, .. } = outcome {
        tracing::warn!(
            automation = %queued.automation_id, action = queued.action_index, attempts = queued.attempts, reason,
            "an action failed"
        );
    }
}

/// What becomes of an action after an attempt; and, at its end, what its events tell.
fn judge(
    queued: &QueuedAction,
    attempt: Attempt,
    keep_trying: TimeDelta,
    now: Timestamp,
) -> (Outcome, Option<Done>) {
    let Attempt { done, again, .. } = attempt;
    if let Again::Later(asked) = again {
        let due = now + pause(queued.attempts, queued.id).max(asked.unwrap_or(TimeDelta::ZERO));
        // An attempt after the time is over would be one too many.
        if due.since(queued.begun) <= keep_trying {
            return (Outcome::Retry { reason: done.reason.unwrap_or_default(), due }, None);
        }
    }
    (done.outcome(), Some(done))
}

/// The time before the next attempt: it doubles each time. Up to half of it is left out, by chance, so that those who
/// failed together do not come back together.
fn pause(attempts: i64, id: Uuid) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).clamp(0, 16);
    let longest = TimeDelta::from_secs((1_i64 << doublings).min(LONGEST_PAUSE)).as_micros();
    // The last bits of an id are random; each attempt looks at other ones.
    let chance = i64::from(id.as_bytes()[8 + usize::try_from(doublings % 8).unwrap_or_default()]);
    TimeDelta::from_micros(longest - longest / 2 * chance / 255)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use weir_types::{Json, ids::AutomationId};

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

    #[test]
    fn the_time_between_attempts_doubles_up_to_a_limit() {
        let pauses =
            |id| -> Vec<f64> { (1..=11).map(|attempts| pause(attempts, id).as_secs_f64()).collect() };
        let longest = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 300.0, 300.0];
        assert_eq!(pauses(Uuid::nil()), longest);
        assert_eq!(pauses(Uuid::max()), longest.map(|pause| pause / 2.0));
        assert_eq!(pause(i64::MAX, Uuid::nil()), TimeDelta::from_secs(300));
    }

    #[test]
    fn what_cannot_be_done_now_is_tried_again_until_the_time_is_over() {
        let queued = |attempts, age| QueuedAction {
            id: Uuid::nil(),
            automation_id: AutomationId::generate(),
            automation_name: "rule".to_owned(),
            firing: Json::from(json!({})),
            action: Action::DoNothing {},
            action_index: 0,
            attempts,
            reached: 0,
            created: NOW - TimeDelta::from_secs(age),
            begun: NOW - TimeDelta::from_secs(age),
        };
        let judged = |attempts, age, asked: Option<i64>| {
            let done = Done::failed("down");
            let attempt = Attempt { done, again: Again::Later(asked.map(TimeDelta::from_secs)), reached: 0 };
            match judge(&queued(attempts, age), attempt, TimeDelta::from_secs(600), NOW).0 {
                Outcome::Retry { due, .. } => Some(due.since(NOW).as_secs_f64()),
                _ => None,
            }
        };
        assert_eq!(judged(3, 10, None), Some(4.0));
        assert_eq!(judged(3, 10, Some(120)), Some(120.0), "the receiver asked for more");
        assert_eq!(judged(3, 10, Some(1)), Some(4.0));
        assert_eq!(judged(9, 400, None), None, "the next attempt would come too late");
        assert_eq!(judged(3, 10, Some(1000)), None);
    }
}
