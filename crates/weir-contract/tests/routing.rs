//! Every method on every path, with and without a slash at its end, routed as Prefect's own application routes it.
//!
//! `tests/golden/routing.jsonl` is written by `tests/compat/validation/record_routing.py` at the root of the
//! repository; run that again after a change of Prefect's version, never edit the file.

use weir_contract::{Unmatched, contract, decode_path};

/// Method, path, status, `Allow`, `Location`.
type Row = (String, String, u16, Option<String>, Option<String>);

fn routed(method: &str, path: &str) -> (u16, Option<String>, Option<String>) {
    match contract().route(method, &decode_path(path)) {
        Ok(_) => (204, None, None),
        Err(Unmatched::NotFound) => (404, None, None),
        Err(Unmatched::MethodNotAllowed { allow }) => (405, Some(allow.into_string()), None),
        Err(Unmatched::Redirect { location }) => (307, None, Some(location)),
    }
}

#[test]
fn routes_as_prefect_does() {
    for line in include_str!("golden/routing.jsonl").lines() {
        let (method, path, status, allow, location): Row = serde_json::from_str(line).unwrap();
        let expected = match status {
            204 | 400 | 422 => (204, None, None),
            _ => (status, allow, location.map(|url| url.replace("http://prefect", ""))),
        };
        assert_eq!(routed(&method, &path), expected, "{method} {path}");
    }
}
