//! What every request says of who sends it, and pairs of names and values.

use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, ArrayValue, InstrumentationScope, KeyValue, any_value},
    resource::v1::Resource,
};
use weir_types::Timestamp;

/// An attribute with a text.
pub(super) fn text(key: &str, value: impl Into<String>) -> KeyValue {
    of(key, any_value::Value::StringValue(value.into()))
}

/// An attribute with several texts.
pub(super) fn texts(key: &str, values: &[String]) -> KeyValue {
    let values = values.iter().map(|text| value(text.as_str())).collect();
    of(key, any_value::Value::ArrayValue(ArrayValue { values }))
}

/// An attribute with a whole number.
pub(super) fn whole(key: &str, number: i64) -> KeyValue {
    of(key, any_value::Value::IntValue(number))
}

/// A text as the value of anything.
pub(super) fn value(text: &str) -> AnyValue {
    AnyValue { value: Some(any_value::Value::StringValue(text.to_owned())) }
}

/// An instant as the protocol writes it.
pub(super) fn nanos(at: Timestamp) -> u64 {
    u64::try_from(at.as_micros()).unwrap_or(0).saturating_mul(1000)
}

fn of(key: &str, value: any_value::Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(AnyValue { value: Some(value) }), ..KeyValue::default() }
}

/// The server that sends.
pub(super) fn resource() -> Resource {
    Resource {
        attributes: vec![text("service.name", "weir"), text("service.version", env!("CARGO_PKG_VERSION"))],
        ..Resource::default()
    }
}

/// The part of it that made the data.
pub(super) fn scope() -> InstrumentationScope {
    InstrumentationScope {
        name: "weir".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..InstrumentationScope::default()
    }
}
