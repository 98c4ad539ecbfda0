//! Custom metrics: the last value of each series, as a gauge.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};
use weir_store::{Conn, Result, metrics};
use weir_types::metrics::{MetricSeries, RefusalKind};

/// Stands before the names of custom metrics, so that none is like one of Weir's own.
const PREFIX: &str = "weir_custom_";

/// Labels that every series has.
const OWN_LABELS: [&str; 3] = ["flow", "deployment", "unit"];

/// What the store holds of custom metrics at the moment of a scrape.
#[derive(Debug, Default)]
pub(super) struct Custom {
    /// Those with the newest points, the newest first.
    series: Vec<MetricSeries>,
    total: i64,
    refused: Vec<(RefusalKind, i64)>,
}

impl Custom {
    /// Reads it, and of the series at most `limit`.
    pub(super) async fn read(conn: &mut Conn, limit: u32) -> Result<Self> {
        Ok(Self {
            series: metrics::newest_series(conn, limit.into()).await?,
            total: metrics::series_total(conn).await?,
            refused: metrics::refusal_totals(conn).await?,
        })
    }

    /// The gauges by their names: labels and values.
    fn gauges(&self) -> BTreeMap<String, BTreeMap<Labels, f64>> {
        let mut gauges: BTreeMap<String, BTreeMap<Labels, f64>> = BTreeMap::new();
        for series in &self.series {
            // Names may become alike; the newest value is that of the gauge.
            let values = gauges.entry(format!("{PREFIX}{}", valid(&series.name))).or_default();
            values.entry(labels(series)).or_insert(series.last_value);
        }
        gauges
    }
}

type Labels = Vec<(String, String)>;

/// The text with `_` for everything that no name in Prometheus may have.
fn valid(text: &str) -> String {
    text.chars().map(|next| if next.is_ascii_alphanumeric() { next } else { '_' }).collect()
}

fn labels(series: &MetricSeries) -> Labels {
    let owned = |text: &Option<String>| text.clone().unwrap_or_default();
    let own = [&series.flow_name, &series.deployment_name, &series.unit];
    let mut labels: Labels =
        OWN_LABELS.iter().zip(own).map(|(name, value)| ((*name).to_owned(), owned(value))).collect();
    let mut taken: BTreeSet<String> = OWN_LABELS.iter().map(|name| (*name).to_owned()).collect();
    for (name, value) in &series.labels {
        let mut name = valid(name);
        // Prometheus keeps names with two of these at their beginning for itself.
        if name.starts_with("__") || taken.contains(&name) {
            name = format!("label_{name}");
        }
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        labels.push((name, value.clone()));
    }
    labels
}

impl Collector for Custom {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for (name, values) in self.gauges() {
            let help = "The last value of a custom metric";
            let mut family = encoder.encode_descriptor(&name, help, None, MetricType::Gauge)?;
            for (labels, value) in values {
                ConstGauge::new(value).encode(family.encode_family(&labels)?)?;
            }
        }
        let exported = i64::try_from(self.series.len()).unwrap_or(i64::MAX);
        for (name, help, value) in [
            ("weir_metrics_series", "Series of custom metrics", self.total),
            (
                "weir_metrics_series_left_out",
                "Series of custom metrics that are not exported, since there are too many",
                self.total.saturating_sub(exported),
            ),
        ] {
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)?;
        }
        let mut family = encoder.encode_descriptor(
            "weir_metrics_points_refused",
            "Points of custom metrics that were not stored",
            None,
            MetricType::Counter,
        )?;
        for (kind, count) in &self.refused {
            let counter = ConstCounter::new(u64::try_from(*count).unwrap_or(0));
            counter.encode(family.encode_family(&[("kind", kind.as_str())])?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::{encoding::text::encode, registry::Registry};
    use weir_types::Timestamp;

    use super::*;

    fn series(name: &str, flow: Option<&str>, labels: &[(&str, &str)], value: f64) -> MetricSeries {
        MetricSeries {
            id: 1,
            name: name.to_owned(),
            unit: (name == "rows").then(|| "rows".to_owned()),
            labels: labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            flow_id: None,
            flow_name: flow.map(str::to_owned),
            deployment_id: None,
            deployment_name: None,
            created: Timestamp::from_micros(0),
            count: 1,
            last_timestamp: Timestamp::from_micros(0),
            last_value: value,
        }
    }

    #[test]
    fn names_and_labels_are_made_valid() {
        let custom = Custom {
            series: vec![
                series("rows", Some("etl"), &[("table", "a\"b\\c\nd")], 1250.0),
                series(
                    "rows",
                    Some("etl"),
                    &[("flow", "x"), ("__name__", "y"), ("a.b", "1"), ("a_b", "2")],
                    0.5,
                ),
                series("disk.used-ratio", None, &[], 0.25),
                // As old as it is, it is not shown: it has the same name by now.
                series("disk_used_ratio", None, &[], 0.75),
                series("cpu", None, &[], -1e300),
            ],
            total: 7,
            refused: vec![(RefusalKind::Malformed, 3)],
        };
        let mut registry = Registry::default();
        registry.register_collector(Box::new(custom));
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        insta::assert_snapshot!(text);
    }
}
