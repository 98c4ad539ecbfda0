//! Service level objectives: what counts as good and as bad, what is left of an error budget, and how fast it is spent.
//! All of it is arithmetic over plain values; the store keeps them.

mod budget;
mod burn;
mod course;
mod freshness;
mod ledger;
mod objective;
mod outcome;
mod select;
mod standing;
mod tags;
mod text;

pub use budget::{Sums, Target};
pub use burn::{Rung, look_backs, rungs};
pub use course::{Course, History};
pub use freshness::{Span, Successes, stale_in, stale_spans};
pub use ledger::{Ledger, SLOT, Tally, slot_of};
pub use objective::{BadObjective, LONGEST_WINDOW, Measure, Objective, SHORTEST_WINDOW};
pub use outcome::{Judged, Outcome, RunFacts, judge};
pub use select::{Subject, selects};
pub use standing::{Newest, Observed, status};
pub use tags::{RefusedTag, TagSlos, of_tags};
pub use text::{parse_duration, parse_share};
