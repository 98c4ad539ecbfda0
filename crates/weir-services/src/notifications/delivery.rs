//! Hands a message over to its receivers.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout};
use weir_types::TimeDelta;

use super::{
    email::{self, Mail},
    outbound::{Call, Outbound, Received},
    undelivered::{Again, Answer, Undelivered},
};

/// How long one receiver may take.
const LONGEST: Duration = Duration::from_secs(20);

/// For how long receivers are begun with in one attempt: the rest is left to the next, so that the action's claim does
/// not run out.
const ENOUGH: Duration = Duration::from_secs(10);

/// Why an attempt ends then.
const UNFINISHED: &str = "Not all receivers have been sent the message yet";

/// What one receiver gets.
pub(crate) enum Delivery {
    /// A request that a status of success accepts.
    Http(Call),
    /// A request that Slack's API accepts or refuses in its answer's body.
    Slack(Call),
    /// A mail.
    Mail(Box<Mail>),
}

/// How far an attempt came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// How many receivers need nothing more, from the first on.
    pub(crate) reached: usize,
    /// Whether that were all of them.
    pub(crate) result: Result<(), Undelivered>,
}

/// Hands over what a message became, but for the first `reached`, which an earlier attempt handed over. It goes on after
/// a receiver who refuses it, and stops at one who may take it later.
pub(crate) async fn send(outbound: &Outbound, deliveries: &[Delivery], reached: usize) -> Sent {
    let (mut refusals, mut at, begun) = (Vec::new(), reached, Instant::now());
    for delivery in deliveries.iter().skip(reached) {
        if begun.elapsed() > ENOUGH && refusals.is_empty() {
            let again = Again::Later(Some(TimeDelta::ZERO));
            return Sent {
                reached: at,
                result: Err(Undelivered { again, ..Undelivered::later(UNFINISHED) }),
            };
        }
        match deliver(outbound, delivery).await {
            Err(undelivered) if undelivered.again == Again::Never => refusals.push(undelivered),
            // A refusal is final for the whole, so it must not be forgotten by another attempt.
            Err(undelivered) if !refusals.is_empty() => {
                refusals.push(undelivered);
                break;
            }
            Err(undelivered) => return Sent { reached: at, result: Err(undelivered) },
            Ok(()) => {}
        }
        at += 1;
    }
    Sent { reached: at, result: together(refusals, deliveries.len()) }
}

/// One reason for all refusals.
fn together(refusals: Vec<Undelivered>, receivers: usize) -> Result<(), Undelivered> {
    let count = refusals.len();
    let Some(mut first) = refusals.into_iter().next() else { return Ok(()) };
    if receivers > 1 {
        first.reason = format!("{count} of {receivers} receivers refused the message: {}", first.reason);
    }
    Err(Undelivered { again: Again::Never, ..first })
}

async fn deliver(outbound: &Outbound, delivery: &Delivery) -> Result<(), Undelivered> {
    let delivered = timeout(LONGEST, hand_over(outbound, delivery)).await;
    delivered.unwrap_or_else(|_| Err(Undelivered::later("The receiver did not answer in time")))
}

async fn hand_over(outbound: &Outbound, delivery: &Delivery) -> Result<(), Undelivered> {
    match delivery {
        Delivery::Http(call) => outbound.deliver(call).await,
        Delivery::Slack(call) => accepted_by_slack(&outbound.call(call).await?),
        Delivery::Mail(mail) => email::send(outbound, mail).await,
    }
}

/// Slack's API answers 200 to what it refuses, and says so in the body.
fn accepted_by_slack(received: &Received) -> Result<(), Undelivered> {
    if !received.status.is_success() {
        return Err(Undelivered::answered(received));
    }
    let answer: Value = serde_json::from_str(&received.body).unwrap_or_default();
    if answer["ok"] == Value::Bool(true) {
        return Ok(());
    }
    let error = answer["error"].as_str().unwrap_or("an answer that is not Slack's");
    let passing = ["ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"];
    Err(Undelivered {
        reason: format!("Slack answered {error}"),
        answer: Some(Answer { status: received.status.as_u16(), body: received.body.clone() }),
        again: if passing.contains(&error) { Again::Later(received.retry_after()) } else { Again::Never },
    })
}
