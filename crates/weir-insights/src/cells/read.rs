//! What an hour or a day comes to, from its rows.

use std::collections::HashMap;

use weir_store::{
    Conn, Result,
    history::{self, Span},
    insights::{Belongings, InsightRun, Which, visit},
};
use weir_types::insights::Period;

use super::{Figures, Measure, Minutes, Topic, minutes};
use crate::runs::{Tally, lateness};

/// Counts the runs of a time.
///
/// # Errors
/// As the store says.
pub(super) async fn figures(conn: &mut Conn, topic: &Topic, period: Period) -> Result<Figures> {
    match topic.measure {
        Measure::History => {
            let counted = history::ended(conn, topic.kind, &topic.filters, whole(period)).await?;
            Ok(Figures::History(counted.into_iter().map(|(_, state)| state).collect()))
        }
        Measure::Minutes => {
            let minutes = Span { interval: minutes::EACH, ..whole(period) };
            let counted = history::ended(conn, topic.kind, &topic.filters, minutes).await?;
            Ok(Figures::Minutes(Minutes::of(counted)))
        }
        Measure::Ended => {
            let ended =
                |tally: &mut Tally, run: &InsightRun| tally.ended(run.state_type, run.ran, run.run_time);
            tallies(conn, topic, Which::Ended(period), ended).await.map(Figures::Runs)
        }
        Measure::Lateness => {
            // They are over, so it does not matter as of when they are late.
            let late = |tally: &mut Tally, run: &InsightRun| {
                if let Some(lateness) = lateness(run, period.end) {
                    tally.late(lateness);
                }
            };
            tallies(conn, topic, Which::ExpectedAndOver(period), late).await.map(Figures::Runs)
        }
    }
}

/// A period as one interval.
fn whole(Period { start, end }: Period) -> Span {
    Span { start, end, interval: end.since(start) }
}

async fn tallies(
    conn: &mut Conn,
    topic: &Topic,
    which: Which,
    count: impl Fn(&mut Tally, &InsightRun) + Send + Sync,
) -> Result<Vec<(Belongings, Tally)>> {
    let mut tallies: HashMap<Belongings, Tally> = HashMap::new();
    let mut see = |mut run: InsightRun| {
        let of = std::mem::take(&mut run.belongings);
        for of in of.by_tag() {
            count(tallies.entry(of).or_default(), &run);
        }
    };
    visit(conn, topic.kind, &topic.filters, which, topic.needs, &mut see).await?;
    let mut tallies: Vec<(Belongings, Tally)> = tallies.into_iter().collect();
    for (_, tally) in &mut tallies {
        tally.shrink();
    }
    Ok(tallies)
}
