//! Why something could not be sent, and whether it is worth another try.

use std::time::Duration;

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
}
