//! What lies outside the API: the files of the web UI. A page that somebody asks for by a link from elsewhere is the one
//! page of the UI, which finds its view by the address.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use weir_ui::File;

use super::root;
use crate::compression;

/// Nothing is loaded from elsewhere and nothing is sent there, also not by an image to which an artifact points: its address
/// would tell a stranger who looks at what.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; \
                      object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// What is shown where the UI was not built into the server.
const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Weir</title><body style=\"font:16px system-ui;margin:3rem\">\
    <h1>This server has no web UI in it</h1>\
    <p>The server was compiled before the UI was built. <code>make run</code> builds both; \
    <code>make ui</code> builds the UI alone, and the next <code>cargo build</code> takes it in.</p>\
    <p>The API is at <a href=/api/health>/api</a>, the metrics are at <a href=/metrics>/metrics</a>.</p>";

/// Answers what no route does.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return root::unknown().into_response();
    }
    if let Some(file) = weir_ui::file(uri.path()) {
        return answer(file, &headers);
    }
    if !is_page_wanted(&headers) {
        return root::unknown().into_response();
    }
    match weir_ui::index() {
        Some(index) => answer(index, &headers),
        None => (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT)
            .into_response(),
    }
}

/// Whether a browser opens a page; scripts and clients of the API do not ask for HTML by name.
fn is_page_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accepted.is_some_and(|accept| accept.contains("text/html"))
}

fn answer(file: File, headers: &HeaderMap) -> Response {
    let keep = if file.is_immutable() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let head = [
        (header::CONTENT_TYPE, file.content_type()),
        (header::CACHE_CONTROL, keep),
        (header::ETAG, file.tag),
        (header::VARY, "Accept-Encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == file.tag) {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    match file.gzip.filter(|_| compression::is_taken(headers)) {
        Some(gzip) => {
            let mut response = (head, gzip).into_response();
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response
        }
        None => (head, file.plain).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: File = File { path: "/assets/a.js", tag: "\"1\"", plain: b"plain", gzip: Some(b"gzip") };

    async fn body(response: Response) -> Vec<u8> {
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    fn asking(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[tokio::test]
    async fn a_file_comes_compressed_to_whom_that_suits() {
        let plain = answer(FILE, &asking(&[]));
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
        assert_eq!(body(plain).await, b"plain");
        let compressed = answer(FILE, &asking(&[(header::ACCEPT_ENCODING, "gzip")]));
        assert_eq!(compressed.headers()[header::CONTENT_ENCODING], "gzip");
        assert_eq!(compressed.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let policy = compressed.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains('*') && policy.contains("form-action 'self'"), "{policy}");
        assert_eq!(body(compressed).await, b"gzip");
    }

    #[tokio::test]
    async fn a_file_that_the_browser_has_is_not_sent_again() {
        let response = answer(FILE, &asking(&[(header::IF_NONE_MATCH, "\"1\"")]));
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(body(response).await, b"");
    }

    #[tokio::test]
    async fn pages_are_for_browsers_and_other_clients_have_their_404() {
        let ask = async |method: Method, accept: &'static str| {
            let uri = Uri::from_static("/runs/1");
            let response = serve(method, uri, asking(&[(header::ACCEPT, accept)])).await;
            (response.status(), response.headers()[header::CONTENT_TYPE].clone())
        };
        let (status, kind) = ask(Method::GET, "text/html,*/*;q=0.8").await;
        assert_eq!(kind, "text/html; charset=utf-8");
        assert_eq!(status == StatusCode::OK, weir_ui::index().is_some());
        for (method, accept) in [(Method::GET, "*/*"), (Method::POST, "text/html")] {
            let (status, kind) = ask(method, accept).await;
            assert_eq!((status, kind.to_str().unwrap()), (StatusCode::NOT_FOUND, "application/json"));
        }
    }
}
