//! Compresses long answers for clients that take gzip, as the stock SDK and browsers do.
//!
//! It is done at the lowest level: lists of runs shrink to a tenth already, and what higher levels save beyond that costs
//! several times as much. Short answers, which are those that runs wait for, fit into the first packets as they are.

use std::io::Write as _;

use axum::{
    body::{Body, Bytes, HttpBody as _, to_bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use flate2::{Compression, write::GzEncoder};

/// The shortest answer that is compressed, in bytes.
const LONG: u64 = 4096;

const GZIP: &str = "gzip";

/// Whether a client takes gzip.
pub(crate) fn is_taken(headers: &HeaderMap) -> bool {
    let listed = headers.get_all(header::ACCEPT_ENCODING);
    listed.iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(',')).any(|entry| {
        let (coding, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        coding.trim().eq_ignore_ascii_case(GZIP) && weight != Some(0.0)
    })
}

/// Compresses an answer, if it is long and of a length that is known, for a client of which `is_taken` tells.
pub(crate) async fn apply(is_taken: bool, mut response: Response) -> Response {
    let is_long = response.body().size_hint().exact().is_some_and(|length| length >= LONG);
    if !is_long || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if !is_taken {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Some(compressed) = compress(body).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(GZIP));
    Response::from_parts(head, Body::from(compressed))
}

/// The body in gzip; none when it ends early, which one of a known length does not.
async fn compress(body: Body) -> Option<Vec<u8>> {
    let plain = to_bytes(body, usize::MAX).await.ok()?;
    // Megabytes of log lines take some ten milliseconds, which other requests must not wait for.
    tokio::task::spawn_blocking(move || gzip(&plain)).await.ok()?.ok()
}

fn gzip(plain: &Bytes) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 8), Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn clients_say_whether_they_take_it() {
        for (said, expected) in [
            (&["gzip"][..], true),
            (&["gzip, deflate, br, zstd"], true),
            (&["deflate", "br;q=1.0, GZIP;q=0.5"], true),
            (&["gzip;q=0"], false),
            (&["gzip; q=0.000, deflate"], false),
            (&["deflate, x-gzip-like"], false),
            (&["identity"], false),
            (&[""], false),
            (&[], false),
        ] {
            let headers = said.iter().map(|text| (header::ACCEPT_ENCODING, HeaderValue::from_static(text)));
            assert_eq!(is_taken(&headers.collect()), expected, "{said:?}");
        }
    }

    #[tokio::test]
    async fn what_is_long_is_compressed() {
        for (length, taken, encoded, varies) in [
            (LONG, true, true, true),
            (LONG, false, false, true),
            (LONG - 1, true, false, false),
            (0, true, false, false),
            (3_000_000, true, true, true),
        ] {
            let plain = "weir ".repeat(600_000)[..usize::try_from(length).unwrap()].to_owned();
            let answer = apply(taken, ([("content-length", length)], plain.clone()).into_response()).await;
            let headers = answer.headers().clone();
            assert_eq!(headers.contains_key("content-encoding"), encoded, "{length} {taken}");
            assert_eq!(headers.contains_key("vary"), varies, "{length} {taken}");
            assert_eq!(headers.contains_key("content-length"), !encoded, "{length} {taken}");
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let mut text = String::new();
            if encoded {
                GzDecoder::new(&body[..]).read_to_string(&mut text).unwrap();
            } else {
                (&body[..]).read_to_string(&mut text).unwrap();
            }
            assert!(text == plain, "{length} {taken}");
        }
    }
}
