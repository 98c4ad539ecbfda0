//! Service level objectives: declared, counted run by run, and how they stand.

mod declare;
mod events;
mod forget;
mod history;
mod metric;
mod observe;
mod outcomes;
mod owned;
mod row;
mod runs;
mod standing;

pub use declare::{Replaced, create, delete, list, read, replace};
pub use forget::forget;
pub use history::course;
pub use observe::observe;
pub use outcomes::{Entry, Known, counted, due, put};
pub use owned::{apply_agreements, refused};
pub(crate) use owned::{declare_by_tags, delete_own};
pub use row::Watched;
pub use runs::{Place, ended, facts, unfinished};
pub use standing::{NamedSlo, differs, one, stand, standings, watched, watched_total};
