//! Metrics: sums and histograms are cumulative, as they are kept.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use opentelemetry_proto::tonic::{
    collector::metrics::v1::{ExportMetricsServiceRequest, ExportMetricsServiceResponse},
    common::v1::KeyValue,
    metrics::v1::{
        AggregationTemporality, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint,
        ResourceMetrics, ScopeMetrics, Sum, metric::Data, number_data_point,
    },
};
use prost::Message as _;
use reqwest::Client;
use weir_types::Clock;

use super::{
    attributes,
    client::{self, Settings},
};
use crate::{
    model::{Family, Labels, Number, Sample, Samples, Snapshot, Unit},
    push::{Batch, Destination, Failure, http},
};

/// The most bytes of the points of a request, unless one alone is larger. The protocol has no limit of its own; collectors
/// take 4 MiB by default.
const BYTES: usize = 2 * 1024 * 1024;

/// Pushes to a collector.
#[derive(Debug)]
pub struct OtlpMetrics {
    client: Client,
    settings: Settings,
    clock: Clock,
}

impl OtlpMetrics {
    /// One for these settings.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self { client: http::client()?, settings, clock })
    }
}

impl Destination for OtlpMetrics {
    fn name(&self) -> &'static str {
        "otlp"
    }

    fn batches(&mut self, snapshot: &Snapshot) -> Vec<Batch> {
        let points = points(snapshot);
        cut(&points, BYTES).into_iter().map(|points| batch(snapshot, points)).collect()
    }

    fn send<'d>(&'d mut self, batch: &'d Batch) -> BoxFuture<'d, Result<usize, Failure>> {
        Box::pin(async move {
            let now = self.clock.now();
            let body = batch.body.clone();
            let answer = client::post(&self.client, &self.settings, "/v1/metrics", body, now).await?;
            let told = ExportMetricsServiceResponse::decode(answer.as_slice()).unwrap_or_default();
            let Some(partial) = told.partial_success.filter(|partial| partial.rejected_data_points > 0)
            else {
                return Ok(0);
            };
            let (refused, reason) = (partial.rejected_data_points, partial.error_message);
            tracing::warn!(refused, reason, "a collector refused some metrics");
            Ok(usize::try_from(refused).unwrap_or(0).min(batch.items))
        })
    }
}

/// One point with the family that it is of, by its place.
enum Point {
    Number(usize, NumberDataPoint),
    Histogram(usize, HistogramDataPoint),
}

impl Point {
    fn encoded_len(&self) -> usize {
        match self {
            Self::Number(_, point) => point.encoded_len(),
            Self::Histogram(_, point) => point.encoded_len(),
        }
    }

    const fn family(&self) -> usize {
        match self {
            Self::Number(family, _) | Self::Histogram(family, _) => *family,
        }
    }
}

fn points(snapshot: &Snapshot) -> Vec<Point> {
    let (start, time) = (attributes::nanos(snapshot.since), attributes::nanos(snapshot.taken));
    let mut points = Vec::new();
    for (nth, family) in snapshot.families.iter().enumerate() {
        match &family.samples {
            Samples::Counter(samples) => {
                points.extend(samples.iter().map(|sample| Point::Number(nth, number(sample, start, time))));
            }
            // A gauge began at no time.
            Samples::Gauge(samples) => {
                points.extend(samples.iter().map(|sample| Point::Number(nth, number(sample, 0, time))));
            }
            Samples::Histogram(samples) => points.extend(samples.iter().map(|Sample { labels, value }| {
                let point = HistogramDataPoint {
                    attributes: key_values(labels),
                    start_time_unix_nano: start,
                    time_unix_nano: time,
                    count: value.count(),
                    sum: Some(value.sum),
                    bucket_counts: value.counts.clone(),
                    explicit_bounds: value.bounds.to_vec(),
                    ..HistogramDataPoint::default()
                };
                Point::Histogram(nth, point)
            })),
        }
    }
    points
}

/// The points in their order, in parts of at most `most` bytes; a point that is larger is alone.
fn cut(points: &[Point], most: usize) -> Vec<&[Point]> {
    let mut parts = Vec::new();
    let (mut begin, mut bytes) = (0, 0);
    for (nth, point) in points.iter().enumerate() {
        let length = point.encoded_len();
        if nth > begin && bytes + length > most {
            parts.push(&points[begin..nth]);
            (begin, bytes) = (nth, 0);
        }
        bytes += length;
    }
    parts.extend(points.get(begin..).filter(|rest| !rest.is_empty()));
    parts
}

/// A request with some points, those of a family together.
fn batch(snapshot: &Snapshot, points: &[Point]) -> Batch {
    let mut by_family: BTreeMap<usize, Vec<&Point>> = BTreeMap::new();
    for point in points {
        by_family.entry(point.family()).or_default().push(point);
    }
    let metrics =
        by_family.into_iter().map(|(family, points)| metric(&snapshot.families[family], &points)).collect();
    let request = ExportMetricsServiceRequest {
        resource_metrics: vec![ResourceMetrics {
            resource: Some(attributes::resource()),
            scope_metrics: vec![ScopeMetrics {
                scope: Some(attributes::scope()),
                metrics,
                ..ScopeMetrics::default()
            }],
            ..ResourceMetrics::default()
        }],
    };
    Batch { body: request.encode_to_vec(), items: points.len() }
}

fn metric(family: &Family, points: &[&Point]) -> Metric {
    let numbers = || {
        let number = |point: &&Point| match point {
            Point::Number(_, point) => Some(point.clone()),
            Point::Histogram(..) => None,
        };
        points.iter().filter_map(number).collect()
    };
    let histograms = || {
        let histogram = |point: &&Point| match point {
            Point::Histogram(_, point) => Some(point.clone()),
            Point::Number(..) => None,
        };
        points.iter().filter_map(histogram).collect()
    };
    let cumulative = AggregationTemporality::Cumulative.into();
    let data = match family.samples {
        Samples::Gauge(_) => Data::Gauge(Gauge { data_points: numbers() }),
        Samples::Counter(_) => {
            Data::Sum(Sum { data_points: numbers(), aggregation_temporality: cumulative, is_monotonic: true })
        }
        Samples::Histogram(_) => {
            Data::Histogram(Histogram { data_points: histograms(), aggregation_temporality: cumulative })
        }
    };
    // Units are written as UCUM has them.
    let unit = match family.unit {
        Unit::None => "",
        Unit::Seconds => "s",
        Unit::Bytes => "By",
    };
    Metric {
        name: family.name.clone().into_owned(),
        description: family.help.to_owned(),
        unit: unit.to_owned(),
        data: Some(data),
        ..Metric::default()
    }
}

fn number(sample: &Sample<Number>, start: u64, time: u64) -> NumberDataPoint {
    NumberDataPoint {
        attributes: key_values(&sample.labels),
        start_time_unix_nano: start,
        time_unix_nano: time,
        value: Some(match sample.value {
            Number::Whole(number) => number_data_point::Value::AsInt(number),
            Number::Real(number) => number_data_point::Value::AsDouble(number),
        }),
        ..NumberDataPoint::default()
    }
}

fn key_values(labels: &Labels) -> Vec<KeyValue> {
    labels.iter().map(|(name, value)| attributes::text(name, value.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weir_types::Timestamp;

    use super::*;

    fn snapshot(counts: &[usize]) -> Snapshot {
        let at = Timestamp::from_micros;
        let family = |(nth, count): (usize, &usize)| {
            let sample =
                |value: usize| Sample::new(vec![("nth".into(), value.to_string())], Number::count(value));
            Family::new(format!("m{nth}"), "", Samples::Counter((0..*count).map(sample).collect()))
        };
        let families = counts.iter().enumerate().map(family).collect();
        Snapshot { taken: at(2_000_000), since: at(1_000_000), families }
    }

    proptest! {
        /// Cut anywhere, every point comes once, below the name of its family.
        #[test]
        fn requests_hold_every_point(counts in prop::collection::vec(0..12usize, 0..6), most in 1..500usize) {
            let snapshot = snapshot(&counts);
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for points in cut(&points(&snapshot), most) {
                prop_assert!(points.len() == 1 || points.iter().map(Point::encoded_len).sum::<usize>() <= most);
                let batch = batch(&snapshot, points);
                let request = ExportMetricsServiceRequest::decode(batch.body.as_slice()).unwrap();
                for metric in &request.resource_metrics[0].scope_metrics[0].metrics {
                    let Some(Data::Sum(sum)) = &metric.data else { panic!("a counter is a sum") };
                    prop_assert!(sum.is_monotonic);
                    prop_assert!(sum.data_points.iter().all(|point| point.start_time_unix_nano == 1_000_000_000));
                    *found.entry(metric.name.clone()).or_default() += sum.data_points.len();
                }
            }
            let wanted: BTreeMap<String, usize> = counts
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > 0)
                .map(|(nth, count)| (format!("m{nth}"), *count))
                .collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
