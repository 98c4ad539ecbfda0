//! The demo: a month of a small company's data platform, told from a seed and written as the server would have.

mod calendar;
mod catalogue;
mod deployments;
mod dice;
mod plan;
mod slos;
mod story;
mod task_events;
mod tasks;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use story::tell;
pub(crate) use write::write;
