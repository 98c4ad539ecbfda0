//! Custom metrics: how they stand in lines of log, what of them is taken, and how many values become one.

mod aggregate;
mod limits;
mod line;
mod sample;

pub use self::{
    aggregate::Aggregate,
    limits::{Limits, Refusal, is_ahead},
    line::{Found, Malformed, find, shortened},
    sample::{Sample, is_name},
};
