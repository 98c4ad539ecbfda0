//! Triggers: does an event concern a rule, and does the rule fire. Pure: buckets and instants come in and go out.

mod bucket;
mod glob;
mod matching;

pub use self::{
    bucket::{Bucket, Evaluated, on_event},
    matching::{Facts, bucketing_key, concerns, covers},
};
