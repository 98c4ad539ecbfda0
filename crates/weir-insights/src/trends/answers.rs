//! What is told of how durations go.

use std::collections::{BTreeMap, HashMap};

use jiff::{civil::Date, tz::TimeZone};
use weir_store::{
    Conn, Result,
    insights::{InsightRun, Kind, Which, visit},
};
use weir_types::{
    Timestamp,
    filters::queries::RunFilters,
    ids::FlowRunId,
    insights::{
        Anomaly, ChangePoint, Direction, GroupBy, MonthEnd, Named, Trend, TrendGroup, TrendsInsight, Weekdays,
    },
    state::StateType,
};

use super::{Change, Day, PAST, change_points, median, month_end, score, slope, weekdays};
use crate::{
    groups::{Grouping, Key},
    span::Span,
};

/// How many days a month has on average.
const MONTH: f64 = 30.436_875;

/// From this growth a month on durations are said to grow or shrink.
const GROWTH: f64 = 0.05;

/// The shortest duration that is told from none, in seconds: none has no logarithm.
const SHORTEST: f64 = 0.001;

/// Of how many runs strange ones are looked for, and told of in an answer, at most.
const SCORED: usize = 5_000;
const ANOMALIES: usize = 20;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which runs.
    pub filters: RunFilters,
    /// Of which time.
    pub span: Span,
    /// What they are told apart by.
    pub group_by: Vec<GroupBy>,
    /// How many groups at most.
    pub limit: usize,
}

/// A run that completed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Which.
    pub run: FlowRunId,
    /// When it ended.
    pub at: Timestamp,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Sample {
    /// The logarithm of how long it took.
    pub fn logarithm(&self) -> f64 {
        self.seconds.max(SHORTEST).ln()
    }
}

/// What is told of runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// On how many days they ended.
    pub days: usize,
    /// The median of how long they took, in seconds.
    pub median: Option<f64>,
    /// How they grow.
    pub trend: Option<Trend>,
    /// Where they changed.
    pub changes: Vec<ChangePoint>,
    /// How days of the week differ.
    pub weekdays: Option<Weekdays>,
    /// How the ends of months differ.
    pub month_end: Option<MonthEnd>,
    /// Which are strange, the strangest first.
    pub anomalies: Vec<Anomaly>,
}

/// Tells how the durations of runs went, which come in the order of their ends.
pub fn tell(samples: &[Sample], zone: &TimeZone) -> Told {
    let logarithms: Vec<f64> = samples.iter().map(Sample::logarithm).collect();
    let days = days(samples, &logarithms, zone);
    let slope = days.first().and_then(|(first, _)| {
        let points: Vec<(f64, f64)> =
            days.iter().map(|(date, value)| (day_of(*first, *date), *value)).collect();
        slope(&points)
    });
    let trend = slope.map(|slope| trend(slope.slope, slope.low, slope.high));
    let per_day = slope.filter(|_| trend.as_ref().is_some_and(|trend| trend.direction != Direction::Steady));
    let per_day = per_day.map_or(0.0, |slope| slope.slope);
    let level: Vec<Day> = days.first().map_or_else(Vec::new, |(first, _)| {
        days.iter().map(|(date, value)| (*date, value - per_day * day_of(*first, *date))).collect()
    });
    let times: Vec<Timestamp> = samples.iter().map(|sample| sample.at).collect();
    let found = change_points(&times, &logarithms);
    Told {
        days: days.len(),
        median: median(&mut logarithms.clone()).map(f64::exp),
        trend,
        changes: changes(samples, &logarithms, &found),
        weekdays: weekdays(&level),
        month_end: month_end(&level),
        anomalies: anomalies(samples, &logarithms, &found),
    }
}

/// The days with the medians of their logarithms.
fn days(samples: &[Sample], logarithms: &[f64], zone: &TimeZone) -> Vec<Day> {
    let mut days: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
    for (sample, value) in samples.iter().zip(logarithms) {
        let date = sample.at.to_jiff().to_zoned(zone.clone()).date();
        days.entry(date).or_default().push(*value);
    }
    days.into_iter().filter_map(|(date, mut values)| Some((date, median(&mut values)?))).collect()
}

/// How many days after the first a day is.
fn day_of(first: Date, date: Date) -> f64 {
    crate::sketch::float(date.duration_since(first).as_hours() / 24)
}

fn trend(slope: f64, low: f64, high: f64) -> Trend {
    // What would be more than this in a month cannot be told from a few days.
    let growth = |per_day: f64| (per_day * MONTH).clamp(-20.0, 20.0).exp_m1();
    let growth_per_month = growth(slope);
    let direction = if low > 0.0 && growth_per_month >= GROWTH {
        Direction::Slower
    } else if high < 0.0 && growth_per_month <= -GROWTH {
        Direction::Faster
    } else {
        Direction::Steady
    };
    let words = words(direction, growth_per_month);
    Trend { direction, growth_per_month, low: growth(low), high: growth(high), words }
}

/// A growth a month in words.
fn words(direction: Direction, growth: f64) -> String {
    match direction {
        Direction::Steady => "no trend".to_owned(),
        Direction::Slower if growth >= 0.95 => {
            format!("getting slower: {:.1} times as long every month", growth + 1.0)
        }
        Direction::Slower => format!("getting slower: {:.0} % longer every month", growth * 100.0),
        Direction::Faster => format!("getting faster: {:.0} % shorter every month", -growth * 100.0),
    }
}

fn changes(samples: &[Sample], logarithms: &[f64], found: &[Change]) -> Vec<ChangePoint> {
    let ends = found.iter().skip(1).map(|change| change.at).chain([logarithms.len()]);
    let starts = [0].into_iter().chain(found.iter().map(|change| change.at));
    let level = |from: usize, to: usize| median(&mut logarithms[from..to].to_vec()).unwrap_or_default().exp();
    found
        .iter()
        .zip(starts)
        .zip(ends)
        .map(|((change, start), end)| {
            let (before, after) = (level(start, change.at), level(change.at, end));
            ChangePoint {
                at: samples[change.at].at,
                before,
                after,
                factor: after / before,
                p_value: change.p_value,
            }
        })
        .collect()
}

/// Runs are compared with those since the last change before them: the change itself is told of as such.
fn anomalies(samples: &[Sample], logarithms: &[f64], changes: &[Change]) -> Vec<Anomaly> {
    let first = samples.len().saturating_sub(SCORED);
    let mut found: Vec<Anomaly> = (first..samples.len())
        .filter_map(|nth| {
            let changed = changes.iter().rev().map(|change| change.at).find(|at| *at <= nth).unwrap_or(0);
            let past = &logarithms[changed.max(nth.saturating_sub(PAST))..nth];
            let score = score(logarithms[nth], past).filter(|score| score.strange)?;
            let Sample { run, at, seconds } = samples[nth];
            Some(Anomaly {
                flow_run_id: run,
                at,
                duration: seconds,
                expected: score.expected.exp(),
                score: score.score,
            })
        })
        .collect();
    found.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
    found
}

/// Answers the question.
///
/// # Errors
/// As the store says.
pub async fn answer(conn: &mut Conn, question: &Question) -> Result<TrendsInsight> {
    let Question { filters, span, group_by, limit } = question;
    let grouping = Grouping::of(conn, group_by).await?;
    let mut groups: HashMap<Key, Vec<Sample>> = HashMap::new();
    groups.extend(grouping.whole().map(|key| (key, Vec::new())));
    let mut see = |run: InsightRun| {
        let (Some(at), true, StateType::Completed) = (run.end, run.ran, run.state_type) else { return };
        let sample = Sample { run: FlowRunId(run.id), at, seconds: run.run_time.as_secs_f64() };
        for key in grouping.keys(&run.belongings) {
            groups.entry(key).or_default().push(sample);
        }
    };
    let period = span.period();
    visit(conn, Kind::Flow, filters, Which::Ended(period), grouping.needs(), &mut see).await?;
    let mut groups: Vec<(Key, Vec<Sample>)> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(key, samples)| (std::cmp::Reverse(samples.len()), key.clone()));
    let left_out = groups.len().saturating_sub(*limit);
    groups.truncate(*limit);
    let (keys, groups): (Vec<Key>, Vec<Vec<Sample>>) = groups.into_iter().unzip();
    let named = grouping.named(conn, &keys).await?;
    let told = named.into_iter().zip(groups).map(|(named, samples)| group(named, samples, span.zone()));
    Ok(TrendsInsight { start: period.start, end: period.end, groups: told.collect(), left_out })
}

fn group(named: BTreeMap<String, Named>, mut samples: Vec<Sample>, zone: &TimeZone) -> TrendGroup {
    samples.sort_by_key(|sample| (sample.at, sample.run));
    let mut told = tell(&samples, zone);
    told.anomalies.truncate(ANOMALIES);
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    TrendGroup {
        group: named,
        runs: count(samples.len()),
        days: count(told.days),
        median: told.median,
        trend: told.trend,
        changes: told.changes,
        weekdays: told.weekdays,
        month_end: told.month_end,
        anomalies: told.anomalies,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const DAY: i64 = 86_400_000_000;

    /// Random numbers from a seed (xorshift64*), spread like the logarithms of durations: the sum of twelve even ones
    /// is nearly normal.
    struct Noise(u64);

    impl Noise {
        fn even(&mut self) -> f64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            let bits = u32::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32).unwrap();
            f64::from(bits) / f64::from(u32::MAX)
        }

        fn normal(&mut self) -> f64 {
            (0..12).map(|_| self.even()).sum::<f64>() - 6.0
        }
    }

    /// Eight runs on each of ninety days, that take as long as `level` says of their day, give or take a fifth.
    fn samples(seed: u64, level: impl Fn(f64) -> f64) -> Vec<Sample> {
        alike(seed, 0.0, level)
    }

    /// The same, each as like the one before as a correlation says.
    fn alike(seed: u64, correlation: f64, level: impl Fn(f64) -> f64) -> Vec<Sample> {
        let mut noise = Noise(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut value = 0.0;
        let first = Timestamp::parse("2026-01-01T00:00:00Z").unwrap().as_micros();
        (0..720)
            .map(|nth| {
                let day = f64::from(nth) / 8.0;
                value = correlation * value + (1.0 - correlation * correlation).sqrt() * noise.normal();
                Sample {
                    run: FlowRunId(Uuid::from_u128(u128::try_from(nth).unwrap())),
                    at: Timestamp::from_micros(first + i64::from(nth) * DAY / 8),
                    seconds: level(day) * (0.2 * value).exp(),
                }
            })
            .collect()
    }

    fn told(seed: u64, level: impl Fn(f64) -> f64) -> Told {
        tell(&samples(seed, level), &TimeZone::UTC)
    }

    #[test]
    fn a_flow_that_takes_twice_as_long_every_month_is_told() {
        let found = told(1, |day| 60.0 * 2.0_f64.powf(day / MONTH));
        assert_eq!(found.changes, [], "it grows, and changes nowhere");
        let trend = found.trend.unwrap();
        assert_eq!(trend.direction, Direction::Slower);
        assert!((trend.growth_per_month - 1.0).abs() < 0.1, "{trend:?}");
        assert!(trend.low <= 1.0 && 1.0 <= trend.high, "{trend:?}");
        assert_eq!(trend.words, "getting slower: 2.0 times as long every month");
        let trend = told(2, |day| 60.0 * 0.8_f64.powf(day / MONTH)).trend.unwrap();
        assert_eq!(trend.direction, Direction::Faster);
    }

    #[test]
    fn a_step_is_found_within_a_day() {
        let found = told(3, |day| if day < 60.0 { 60.0 } else { 100.0 }).changes;
        assert_eq!(found.len(), 1, "{found:?}");
        let at = Timestamp::parse("2026-03-02T00:00:00Z").unwrap();
        assert!(found[0].at.since(at).as_micros().abs() <= DAY, "{found:?}");
        assert!((found[0].factor - 100.0 / 60.0).abs() < 0.15, "{found:?}");
    }

    #[test]
    fn a_stray_run_is_strange_and_changes_nothing_else() {
        let mut samples = samples(4, |_| 60.0);
        samples[500].seconds = 600.0;
        let found = tell(&samples, &TimeZone::UTC);
        assert_eq!(found.anomalies.iter().map(|one| one.flow_run_id).collect::<Vec<_>>(), [samples[500].run]);
        assert_eq!((found.changes, found.trend.unwrap().direction), (Vec::new(), Direction::Steady));
    }

    #[test]
    fn slow_sundays_and_ends_of_months_are_seen() {
        // 2026-01-04 is a Sunday.
        let found = told(5, |day| if (day.floor() % 7.0 - 3.0).abs() < 0.5 { 180.0 } else { 60.0 });
        assert!(found.weekdays.unwrap().seasonal);
        let is_end = |day: f64| [28.0, 29.0, 30.0, 56.0, 57.0, 58.0, 87.0, 88.0, 89.0].contains(&day.floor());
        let found = told(6, |day| if is_end(day) { 180.0 } else { 60.0 });
        assert!(found.month_end.unwrap().seasonal);
        assert!(!found.weekdays.unwrap().seasonal);
    }

    /// Of series in which there is nothing to find. What is said in docs/insights.md is what this counts.
    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        let series = 200;
        let (mut trends, mut changes, mut weekdays, mut ends, mut strange) = (0, 0, 0, 0, 0);
        for seed in 0..series {
            let found = told(1000 + seed, |_| 60.0);
            trends += i32::from(found.trend.is_some_and(|trend| trend.direction != Direction::Steady));
            changes += i32::from(!found.changes.is_empty());
            weekdays += i32::from(found.weekdays.is_some_and(|found| found.seasonal));
            ends += i32::from(found.month_end.is_some_and(|found| found.seasonal));
            strange += found.anomalies.len();
        }
        assert_eq!((trends, changes, weekdays), (0, 0, 0));
        // Two of two hundred series, and four of 144,000 runs, with these seeds.
        assert!(ends <= 2 && strange <= 4, "{ends} {strange}");
    }

    /// Of series that only seem to change: each run is like the one before it, it is night, or they grow. What is said in
    /// docs/insights.md is what this counts.
    #[test]
    fn what_comes_again_or_goes_on_is_no_change() {
        let changed = |correlation: f64, level: fn(f64) -> f64| {
            let of = |seed| tell(&alike(seed, correlation, level), &TimeZone::UTC).changes;
            (2000..2100).filter(|seed| !of(*seed).is_empty()).count()
        };
        let night = |day: f64| if day.fract() < 0.5 { 60.0 } else { 180.0 };
        let grows = |day: f64| 60.0 * 2.0_f64.powf(day / MONTH);
        let found =
            [changed(0.6, |_| 60.0), changed(0.9, |_| 60.0), changed(0.0, night), changed(0.0, grows)];
        assert!(found[1] <= 2 && [found[0], found[2], found[3]] == [0; 3], "{found:?}");
    }

    #[test]
    fn of_nothing_nothing_is_told() {
        assert_eq!(tell(&[], &TimeZone::UTC), Told::default());
    }
}
