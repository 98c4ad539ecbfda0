//! Lines of runs' logs, tied to the spans of their runs.

use opentelemetry_proto::tonic::{
    collector::logs::v1::ExportLogsServiceRequest,
    logs::v1::{LogRecord, ResourceLogs, ScopeLogs, SeverityNumber},
};
use prost::Message as _;
use weir_types::{ids::FlowRunId, logs::Log};

use super::{attributes, ids};
use crate::push::Batch;

/// A line of a run; `root` is the outermost flow run that it is of.
pub(super) fn record(line: &Log, root: Option<FlowRunId>) -> LogRecord {
    let (severity, text) = severity(line.level);
    let mut told = vec![attributes::text("logger.name", line.name.as_str())];
    told.extend(line.flow_run_id.map(|id| attributes::text("prefect.flow_run.id", id.to_string())));
    told.extend(line.task_run_id.map(|id| attributes::text("prefect.task_run.id", id.to_string())));
    let run = line.task_run_id.map(|id| id.0).or(line.flow_run_id.map(|id| id.0));
    LogRecord {
        time_unix_nano: attributes::nanos(line.timestamp),
        observed_time_unix_nano: attributes::nanos(line.created),
        severity_number: severity.into(),
        severity_text: text.to_owned(),
        body: Some(attributes::value(line.message.as_str())),
        attributes: told,
        trace_id: root.map(ids::trace).unwrap_or_default(),
        // A span without a trace would be no context at all.
        span_id: root.and(run).map(ids::span).unwrap_or_default(),
        ..LogRecord::default()
    }
}

/// Python's levels, by the ranges that OpenTelemetry's data model gives.
fn severity(level: i64) -> (SeverityNumber, &'static str) {
    match level {
        ..10 => (SeverityNumber::Trace, "TRACE"),
        10..20 => (SeverityNumber::Debug, "DEBUG"),
        20..30 => (SeverityNumber::Info, "INFO"),
        30..40 => (SeverityNumber::Warn, "WARNING"),
        40..50 => (SeverityNumber::Error, "ERROR"),
        50.. => (SeverityNumber::Fatal, "CRITICAL"),
    }
}

/// A request with lines.
pub(super) fn request(log_records: Vec<LogRecord>) -> Batch {
    let items = log_records.len();
    let request = ExportLogsServiceRequest {
        resource_logs: vec![ResourceLogs {
            resource: Some(attributes::resource()),
            scope_logs: vec![ScopeLogs {
                scope: Some(attributes::scope()),
                log_records,
                ..ScopeLogs::default()
            }],
            ..ResourceLogs::default()
        }],
    };
    Batch { body: request.encode_to_vec(), items }
}
