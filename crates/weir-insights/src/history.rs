//! Histories of runs, as Prefect tells them: by the interval in which they were expected, and by state.

use std::collections::BTreeMap;

use weir_store::{
    Conn, Result,
    history::{self, Counted, Span},
    insights::{Kind, Needs},
};
use weir_types::{
    Timestamp,
    filters::queries::RunFilters,
    history::{HistoryResponse, HistoryResponseState},
    insights::Period,
    state::StateType,
};

use crate::cells::{Cells, Figures, Measure, Topic, are_watched, has_hours};

/// What is counted of one state in one interval.
type Place = (i64, StateType, String);

/// Adds up what was counted.
#[derive(Debug, Default)]
struct Sums(BTreeMap<Place, HistoryResponseState>);

impl Sums {
    fn add(&mut self, interval: i64, counted: &HistoryResponseState) {
        let place = (interval, counted.state_type, counted.state_name.clone());
        match self.0.get_mut(&place) {
            None => {
                self.0.insert(place, counted.clone());
            }
            Some(sum) => {
                sum.count_runs += counted.count_runs;
                sum.sum_estimated_run_time = sum.sum_estimated_run_time + counted.sum_estimated_run_time;
                sum.sum_estimated_lateness = sum.sum_estimated_lateness + counted.sum_estimated_lateness;
            }
        }
    }

    fn counted(self) -> Vec<Counted> {
        self.0.into_iter().map(|((interval, ..), state)| (interval, state)).collect()
    }
}

/// The runs that pass the filters by the interval in which they were expected to start, and by state, as of `now`, with
/// the help of what is kept of earlier questions.
///
/// # Errors
/// As the store says.
pub async fn answer(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    span: Span,
    cells: &Cells,
    now: Timestamp,
) -> Result<Vec<HistoryResponse>> {
    let periods: Vec<Period> = span.periods().collect();
    if !are_watched(kind, filters) || !periods.iter().any(has_hours) {
        return history::read(conn, kind, filters, span, now).await;
    }
    let nth = |at: Timestamp| at.since(span.start).as_micros() / span.interval.as_micros().max(1);
    let mut sums = Sums::default();
    let topic = Topic { kind, measure: Measure::History, needs: Needs::default(), filters: filters.clone() };
    let mut see = |figures: &Figures, at: Timestamp| {
        if let Figures::History(states) = figures {
            for state in states {
                sums.add(nth(at), state);
            }
        }
    };
    for rest in cells.see(conn, &topic, &periods, now, &mut see).await? {
        for state in history::ended(conn, kind, filters, rest).await? {
            sums.add(nth(rest.start), &state);
        }
    }
    for (interval, state) in history::unfinished(conn, kind, filters, span, now).await? {
        sums.add(interval, &state);
    }
    Ok(history::filled(span, sums.counted()))
}
