//! Why a notification was not delivered, and what its receiver said.

use weir_types::TimeDelta;

use super::outbound::Received;

/// Why a notification was not delivered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct Undelivered {
    /// In words, without secrets.
    pub(crate) reason: String,
    /// What the receiver answered, if it did. The body may echo secrets.
    pub(crate) answer: Option<Answer>,
    /// Whether another attempt may succeed.
    pub(crate) again: Again,
}

/// A receiver's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status: that of HTTP, or the reply code of SMTP.
    pub(crate) status: u16,
    /// What it said.
    pub(crate) body: String,
}

/// Whether another attempt may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The block or the message is at fault.
    Never,
    /// It may; not before this time is over, when the receiver asked for one.
    Later(Option<TimeDelta>),
}

impl Undelivered {
    /// It will never be delivered.
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), answer: None, again: Again::Never }
    }

    /// It may be delivered later.
    pub(crate) fn later(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), answer: None, again: Again::Later(None) }
    }

    /// The receiver did not take it.
    pub(crate) fn answered(received: &Received) -> Self {
        let again = if received.is_passing() { Again::Later(received.retry_after()) } else { Again::Never };
        Self {
            reason: format!("The receiver answered {}", received.status),
            answer: Some(Answer { status: received.status.as_u16(), body: received.body.clone() }),
            again,
        }
    }
}
