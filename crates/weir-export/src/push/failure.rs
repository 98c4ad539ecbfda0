//! Why something could not be sent, and whether it is worth another try.

use std::time::Duration;

use super::backoff;

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The receiver may take it later.
    #[error("{reason}")]
    Later {
        /// How long it asks to be left in peace.
        after: Option<Duration>,
        /// What happened.
        reason: String,
    },
    /// The receiver does not admit whoever sends, or does not know the path. An operator may mend that, so nothing is given
    /// up for it.
    #[error("{reason}")]
    Denied {
        /// What it said.
        reason: String,
    },
    /// It is more than the receiver takes at once.
    #[error("{reason}")]
    TooLarge {
        /// What it said.
        reason: String,
    },
    /// It will never be taken.
    #[error("{reason}")]
    Never {
        /// Why.
        reason: String,
    },
}

impl Failure {
    /// A failure that may pass.
    pub fn later(reason: impl Into<String>) -> Self {
        Self::Later { after: None, reason: reason.into() }
    }

    /// A failure that stays.
    pub fn never(reason: impl Into<String>) -> Self {
        Self::Never { reason: reason.into() }
    }

    /// How long to wait for the next try when `failures` have failed in a row; none when another would be in vain.
    pub(crate) fn wait(&self, failures: u32) -> Option<Duration> {
        let after = match self {
            Self::Later { after, .. } => *after,
            Self::Denied { .. } => Some(backoff::LONGEST),
            Self::TooLarge { .. } | Self::Never { .. } => return None,
        };
        Some(backoff::wait(failures, after, rand::random()))
    }
}
