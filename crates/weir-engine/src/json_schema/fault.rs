//! Mismatches, and which of them tells most.

use std::cmp::Ordering;

/// A step on the way into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To an item.
    Item(usize),
    /// To a member.
    Member(String),
}

/// What a value at fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A value.
    Value,
    /// A place that is open.
    Open,
    /// A place for which no value can come.
    Broken,
}

/// One place where a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The way to it, from where the check began.
    pub path: Vec<Step>,
    /// What is wrong.
    pub message: String,
    /// The keyword that says so; empty for a schema that is `false`.
    pub keyword: String,
    /// What is at fault.
    pub at: At,
    /// Whether it is at least of the type that the schema wants.
    pub(super) of_type: bool,
    /// Why none of several choices fits.
    pub(super) context: Vec<Self>,
}

impl Fault {
    /// The more it tells, the greater.
    fn relevance(&self, other: &Self) -> Ordering {
        let weak = |fault: &Self| matches!(fault.keyword.as_str(), "anyOf" | "oneOf");
        other
            .path
            .len()
            .cmp(&self.path.len())
            .then_with(|| self.path.cmp(&other.path))
            .then_with(|| weak(other).cmp(&weak(self)))
            .then_with(|| other.of_type.cmp(&self.of_type))
    }
}

/// The fault that tells most: the shallowest. Of one that says that no choice fits, the deepest of the reasons, unless
/// two tell equally much.
#[must_use]
pub fn worst(faults: Vec<Fault>) -> Option<Fault> {
    // `max_by` gives the last of equals, and the first is wanted.
    let mut worst = faults.into_iter().rev().max_by(Fault::relevance)?;
    loop {
        let mut reasons = std::mem::take(&mut worst.context);
        reasons.sort_by(Fault::relevance);
        let equal = reasons.get(1).is_some_and(|second| reasons[0].relevance(second) == Ordering::Equal);
        if reasons.is_empty() || equal {
            return Some(worst);
        }
        let mut next = reasons.swap_remove(0);
        next.path.splice(0..0, worst.path);
        worst = next;
    }
}
