//! How many runs ran at the same time.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use weir_store::{
    Conn, Result,
    insights::{InsightRun, Kind, Which, flow_run_ends, visit},
};
use weir_types::{
    Timestamp,
    filters::queries::RunFilters,
    insights::{Concurrency, ConcurrencyGroup, ConcurrencyInsight, ConcurrencyInterval, GroupBy, Period},
    state::StateType,
};

use crate::{
    groups::{Grouping, Key},
    sketch::float,
    span::Span,
};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Of which kind of runs.
    pub kind: Kind,
    /// Which of them.
    pub filters: RunFilters,
    /// Of which time.
    pub span: Span,
    /// What they are told apart by.
    pub group_by: Vec<GroupBy>,
    /// How many groups at most.
    pub limit: usize,
}

/// When a run ran: from its first start to its end; or until now, or until it was put off, when it has not ended.
fn time_of(run: &InsightRun, now: Timestamp) -> Option<Period> {
    let start = run.start?;
    let end = match (run.end, run.state_type) {
        (Some(end), _) => end,
        (None, StateType::Running | StateType::Cancelling) => now,
        (None, _) => run.entered,
    };
    (start < end).then_some(Period { start, end })
}

/// Where numbers of runs change: instants with by how much, in their order. A run ends before another begins.
#[derive(Clone, Debug, Default)]
struct Steps(BTreeMap<Timestamp, i64>);

impl Steps {
    fn add(&mut self, run: Period) {
        *self.0.entry(run.start).or_default() += 1;
        *self.0.entry(run.end).or_default() -= 1;
    }

    /// How many runs ran at the same time in each of these periods, which come in their order.
    fn concurrency(&self, periods: impl Iterator<Item = Period>) -> Vec<Concurrency> {
        let mut steps = self.0.iter().peekable();
        let mut running = 0;
        periods
            .map(|Period { start, end }| {
                while let Some((_, step)) = steps.next_if(|(at, _)| **at <= start) {
                    running += step;
                }
                let (mut most, mut area, mut since) = (running, 0, start);
                while let Some((at, step)) = steps.next_if(|(at, _)| **at < end) {
                    area += i128::from(running) * i128::from(at.since(since).as_micros());
                    since = *at;
                    running += step;
                    most = most.max(running);
                }
                area += i128::from(running) * i128::from(end.since(since).as_micros());
                let length = end.since(start).as_micros().max(1);
                Concurrency {
                    mean: float(i64::try_from(area).unwrap_or(i64::MAX)) / float(length),
                    max: most,
                }
            })
            .collect()
    }
}

/// Answers the question as of `now`.
///
/// # Errors
/// As the store says.
pub async fn answer(conn: &mut Conn, question: &Question, now: Timestamp) -> Result<ConcurrencyInsight> {
    let Question { kind, filters, span, group_by, limit } = question;
    let grouping = Grouping::of(conn, group_by).await?;
    let mut groups: HashMap<Key, Steps> = HashMap::new();
    groups.extend(grouping.whole().map(|key| (key, Steps::default())));
    let period = span.period();
    let mut count = |run: &InsightRun, now: Timestamp| {
        let Some(time) = time_of(run, now).filter(|time| time.end > period.start) else { return };
        for key in grouping.keys(&run.belongings) {
            groups.entry(key).or_default().add(time);
        }
    };
    // Where a flow run crashes nobody ends its task runs: they ran no longer than it did.
    let mut under_way: Vec<InsightRun> = Vec::new();
    let mut see = |run: InsightRun| {
        if *kind == Kind::Task && run.end.is_none() {
            under_way.push(run);
        } else {
            count(&run, now);
        }
    };
    visit(conn, *kind, filters, Which::Running(period), grouping.needs(), &mut see).await?;
    let ids: Vec<Uuid> = under_way.iter().map(|run| run.id).collect();
    let ends = flow_run_ends(conn, &ids).await?;
    for run in under_way {
        count(&run, ends.get(&run.id).copied().unwrap_or(now));
    }
    let mut told: Vec<(Key, Concurrency, Vec<Concurrency>)> = groups
        .into_iter()
        .map(|(key, steps)| {
            let all = steps.concurrency(std::iter::once(period)).first().copied().unwrap_or_default();
            (key, all, steps.concurrency(span.intervals()))
        })
        .collect();
    told.sort_by(|(key, a, _), (other, b, _)| b.mean.total_cmp(&a.mean).then_with(|| key.cmp(other)));
    let left_out = told.len().saturating_sub(*limit);
    told.truncate(*limit);
    let keys: Vec<Key> = told.iter().map(|(key, ..)| key.clone()).collect();
    let named = grouping.named(conn, &keys).await?;
    let groups = named.into_iter().zip(told).map(|(group, (_, figures, intervals))| ConcurrencyGroup {
        group,
        figures,
        intervals: span
            .intervals()
            .zip(intervals)
            .map(|(Period { start, end }, figures)| ConcurrencyInterval { start, end, figures })
            .collect(),
    });
    Ok(ConcurrencyInsight { start: period.start, end: period.end, groups: groups.collect(), left_out })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period(start: i64, end: i64) -> Period {
        Period { start: Timestamp::from_micros(start), end: Timestamp::from_micros(end) }
    }

    #[test]
    fn a_run_that_begins_when_another_ends_does_not_run_with_it() {
        let mut steps = Steps::default();
        for (start, end) in [(0, 10), (10, 20), (5, 12)] {
            steps.add(period(start, end));
        }
        let found = steps.concurrency([period(0, 5), period(5, 10), period(10, 20)].into_iter());
        assert_eq!(found.iter().map(|one| one.max).collect::<Vec<_>>(), [1, 2, 2]);
        assert_eq!(found.iter().map(|one| one.mean).collect::<Vec<_>>(), [1.0, 2.0, 1.2]);
    }

    proptest! {
        #[test]
        fn it_is_what_counting_each_instant_gives(
            runs in proptest::collection::vec((0..60_i64, 1..30_i64), 0..25),
            width in 1..20_i64,
        ) {
            let mut steps = Steps::default();
            for (start, length) in &runs {
                steps.add(period(*start, start + length));
            }
            let periods: Vec<_> = (0..3).map(|nth| period(20 + nth * width, 20 + (nth + 1) * width)).collect();
            let found = steps.concurrency(periods.iter().copied());
            for (period, found) in periods.iter().zip(found) {
                let instants = period.start.as_micros()..period.end.as_micros();
                let running: Vec<i64> = instants
                    .map(|at| {
                        let at = Timestamp::from_micros(at);
                        let now = runs.iter().filter(|(start, length)| {
                            super::tests::period(*start, start + length).has(at)
                        });
                        i64::try_from(now.count()).unwrap()
                    })
                    .collect();
                let mean = float(running.iter().sum()) / float(width);
                prop_assert_eq!(Some(found.max), running.iter().max().copied());
                prop_assert!((found.mean - mean).abs() < 1e-9);
            }
        }
    }
}
