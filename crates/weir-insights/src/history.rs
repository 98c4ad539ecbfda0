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

use crate::cells::{Cells, Figures, Measure, Rest, SHORTEST, Topic, are_watched, settled};

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
    if !are_watched(kind, filters) || span.interval < SHORTEST {
        return history::read(conn, kind, filters, span, now).await;
    }
    let nth = |at: Timestamp| at.since(span.start).as_micros() / span.interval.as_micros().max(1);
    let topic = |measure| Topic { kind, measure, needs: Needs::default(), filters: filters.clone() };
    let mut sums = Sums::default();
    let periods: Vec<Period> = span.periods().collect();
    let mut see = |figures: &Figures, at: Timestamp| {
        if let Figures::History(states) = figures {
            for state in states {
                sums.add(nth(at), state);
            }
        }
    };
    let left = cells.see(conn, &topic(Measure::History), &periods, now, &mut see).await?;
    let rest = Rest::of(&left, settled(now));
    let mut see = |figures: &Figures, hour: Timestamp| {
        if let Figures::Minutes(told) = figures {
            rest.of_hour(hour, told).for_each(|(at, state)| sums.add(nth(at), &state));
        }
    };
    cells.see(conn, &topic(Measure::Minutes), &rest.hours(), now, &mut see).await?;
    for period in rest.rows {
        for (interval, state) in history::ended_in(conn, kind, filters, span, period).await? {
            sums.add(interval, &state);
        }
    }
    for (interval, state) in history::unfinished(conn, kind, filters, span, now).await? {
        sums.add(interval, &state);
    }
    Ok(history::filled(span, sums.counted()))
}
