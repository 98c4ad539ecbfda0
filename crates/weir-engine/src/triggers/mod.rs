//! Triggers: does an event concern a rule, and does the rule fire. Pure: buckets and instants come in and go out.

mod bucket;
mod composite;
mod glob;
mod matching;

pub use self::{
    bucket::{Bucket, Evaluated, on_event, on_time, opened},
    composite::{ChildFiring, is_complete, needed, within},
    matching::{Facts, bucketing_key, concerns, covers, expects},
};
