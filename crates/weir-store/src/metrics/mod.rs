//! Custom metrics: their series, the points of these, and what was refused.

mod points;
mod refusals;
mod retention;
mod series;
mod told;
mod write;

pub use self::{
    points::{Place, Window, list_points, page},
    refusals::{list as list_refusals, totals as refusal_totals},
    retention::{Deleted, delete_older, has_older},
    series::{list as list_series, newest as newest_series, selected, total as series_total},
    told::told,
    write::{Incoming, Point, Refused, append},
};
