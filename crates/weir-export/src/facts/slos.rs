//! What is known of service level objectives.

use weir_types::slos::{SloSource, SloSpec, SloStatus};

/// The objectives that are watched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SloFacts {
    /// How they stand, those that were declared first.
    pub standings: Vec<SloStanding>,
    /// How many there are, also those that are left out here.
    pub total: i64,
}

/// How one objective stands.
#[derive(Clone, Debug, PartialEq)]
pub struct SloStanding {
    /// How it was declared.
    pub source: SloSource,
    /// The name of the flow of the deployment whose own it is; empty of others.
    pub flow: String,
    /// The name of that deployment.
    pub deployment: String,
    /// What is promised.
    pub spec: SloSpec,
    /// How it stood when it was last looked at, which is every few seconds.
    pub status: SloStatus,
}
