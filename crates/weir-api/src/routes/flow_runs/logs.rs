//! The log lines of a flow run as a file.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use weir_store::{flow_runs, logs};
use weir_types::{Timestamp, ids::FlowRunId, logs::Log};

use crate::{
    app::App,
    error::{ApiError, ApiResult},
    extract::Path,
};

/// How many lines are read at once, so that a long log never stands in memory as a whole.
const PAGE: u32 = 1000;

/// All lines in the order of their time, as CSV.
pub(super) async fn download(
    State(app): State<App>,
    Path(run): Path<FlowRunId>,
) -> ApiResult<impl IntoResponse> {
    let name = app
        .store()
        .read(run, |conn, run| Box::pin(flow_runs::name(conn, *run)))
        .await?
        .ok_or_else(|| ApiError::not_found("Flow run"))?;
    let header = Bytes::from_static(b"timestamp,level,flow_run_id,task_run_id,message\r\n");
    let pages = stream::try_unfold(
        (app, Some(logs::LinePosition::START), Some(header)),
        move |(app, from, header)| async move {
            if let Some(header) = header {
                return Ok(Some((header, (app, from, None))));
            }
            let Some(from) = from else { return Ok(None) };
            let read = app
                .store()
                .read((), move |conn, ()| Box::pin(logs::read_flow_run_after(conn, run, from, PAGE)));
            let lines = read.await.map_err(std::io::Error::other)?;
            let full = lines.len() == PAGE as usize;
            let next = lines.last().map(|(position, _)| *position).filter(|_| full);
            let text: String = lines.iter().map(|(_, line)| row(line)).collect();
            Ok::<_, std::io::Error>(Some((Bytes::from(text), (app, next, None))))
        },
    );
    let disposition = format!(
        "attachment; filename=\"flow-run-logs.csv\"; filename*=UTF-8''{}",
        quoted(&format!("{name}-logs.csv"))
    );
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, Body::from_stream(pages)))
}

fn row(line: &Log) -> String {
    let id = |id: Option<String>| id.unwrap_or_default();
    format!(
        "{},{},{},{},{}\r\n",
        spaced(line.timestamp),
        line.level,
        id(line.flow_run_id.map(|id| id.to_string())),
        id(line.task_run_id.map(|id| id.to_string())),
        field(&line.message)
    )
}

/// As Python's `str` writes an instant in UTC.
fn spaced(at: Timestamp) -> String {
    let mut text = at.to_string().replacen('T', " ", 1);
    text.pop();
    text.push_str("+00:00");
    text
}

/// A field of CSV, in quotes when it has to be.
fn field(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// Percent-encodes all but letters, digits and `_.-~`.
fn quoted(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_names_are_quoted_where_they_must_be() {
        for (text, expected) in
            [("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\nb", "\"a\nb\"")]
        {
            assert_eq!(field(text), expected);
        }
        assert_eq!(quoted("a b/ü~"), "a%20b%2F%C3%BC~");
    }

    #[test]
    fn times_are_written_as_python_writes_them() {
        assert_eq!(spaced(Timestamp::from_micros(1_709_294_400_500_000)), "2024-03-01 12:00:00.500000+00:00");
        assert_eq!(spaced(Timestamp::from_micros(1_709_294_400_000_000)), "2024-03-01 12:00:00+00:00");
    }
}
