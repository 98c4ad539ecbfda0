//! Triggers: does an event concern a rule, and does the rule fire. Pure: buckets and instants come in and go out.

mod bucket;
mod composite;
mod glob;
mod in_state;
mod matching;
mod metric;

pub use self::{
    bucket::{Bucket, Evaluated, on_event, on_time, opened},
    composite::{ChildFiring, is_complete, needed, within},
    in_state::{InState, expects_family, on_event_in_state, on_time_in_state},
    matching::{Concern, Facts, Things, bucketing_key, concern, covers, covers_things, expects},
    metric::{Edge, Run, Standing, Told, is_beyond, measure, measure_told, stand},
};
