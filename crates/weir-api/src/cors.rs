//! Lets pages from other origins call the API, as the operator allows, with the answers of Prefect's server.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

const ALL_METHODS: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY";
/// Headers that every page may send.
const SAFE_HEADERS: [&str; 4] = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];
const PREFLIGHT_VARY: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, \
                              Access-Control-Request-Private-Network";
const PRIVATE_NETWORK: &str = "access-control-request-private-network";

/// Who may call the API from a page: comma-separated lists, `*` for all.
#[derive(Clone, Debug)]
pub struct Cors {
    origins: Allowed,
    methods: Allowed,
    headers: Allowed,
}

#[derive(Clone, Debug)]
enum Allowed {
    All,
    Only(Vec<String>),
}

impl Allowed {
    fn read(list: &str) -> Self {
        let entries: Vec<String> = list.split(',').map(ToOwned::to_owned).collect();
        if entries.iter().any(|entry| entry == "*") { Self::All } else { Self::Only(entries) }
    }

    fn has(&self, wanted: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(entries) => entries.iter().any(|entry| entry == wanted),
        }
    }
}

impl Default for Cors {
    fn default() -> Self {
        Self::new("*", "*", "*")
    }
}

impl Cors {
    /// Reads the three lists of the operator.
    pub fn new(origins: &str, methods: &str, headers: &str) -> Self {
        let (origins, methods) = (Allowed::read(origins), Allowed::read(methods));
        Self { origins, methods, headers: Allowed::read(headers) }
    }

    /// What `Access-Control-Allow-Origin` says to a page of `origin`.
    fn allow_origin(&self, origin: &HeaderValue) -> Option<HeaderValue> {
        match &self.origins {
            Allowed::All => Some(HeaderValue::from_static("*")),
            Allowed::Only(_) => {
                origin.to_str().is_ok_and(|text| self.origins.has(text)).then(|| origin.clone())
            }
        }
    }

    fn allow_methods(&self) -> String {
        match &self.methods {
            Allowed::All => ALL_METHODS.to_owned(),
            Allowed::Only(methods) => methods.join(", "),
        }
    }

    /// All headers that pages may send, in the order of their names.
    fn allow_headers(headers: &[String]) -> Vec<&str> {
        let mut all: Vec<&str> = SAFE_HEADERS.into_iter().chain(headers.iter().map(String::as_str)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The answer to a browser that asks whether it may send a request.
    fn preflight(&self, origin: &HeaderValue, asked: &HeaderMap) -> Response {
        let mut refused = Vec::new();
        let mut answer = HeaderMap::new();
        let mut say = |name: header::HeaderName, value: Option<HeaderValue>| {
            value.map(|value| answer.insert(name, value));
        };
        say(header::VARY, Some(HeaderValue::from_static(PREFLIGHT_VARY)));
        say(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::try_from(self.allow_methods()).ok());
        say(header::ACCESS_CONTROL_MAX_AGE, Some(HeaderValue::from_static("600")));
        let allow_origin = self.allow_origin(origin);
        if allow_origin.is_none() {
            refused.push("origin");
        }
        say(header::ACCESS_CONTROL_ALLOW_ORIGIN, allow_origin);
        let method = asked.get(header::ACCESS_CONTROL_REQUEST_METHOD).and_then(|method| method.to_str().ok());
        let may = |method: &str| match &self.methods {
            Allowed::All => ALL_METHODS.split(", ").any(|known| known == method),
            methods @ Allowed::Only(_) => methods.has(method),
        };
        if !method.is_some_and(may) {
            refused.push("method");
        }
        let wanted = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
        match &self.headers {
            Allowed::All => say(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.cloned()),
            Allowed::Only(headers) => {
                let allowed = Self::allow_headers(headers);
                let names = wanted.and_then(|wanted| wanted.to_str().ok()).unwrap_or_default();
                let may = |name: &str| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(name));
                if wanted.is_some() && !names.split(',').all(|name| may(name.trim())) {
                    refused.push("headers");
                }
                say(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::try_from(allowed.join(", ")).ok());
            }
        }
        if asked.contains_key(PRIVATE_NETWORK) {
            refused.push("private-network");
        }
        if refused.is_empty() {
            return (StatusCode::OK, answer, "OK").into_response();
        }
        (StatusCode::BAD_REQUEST, answer, format!("Disallowed CORS {}", refused.join(", "))).into_response()
    }
}

/// Answers what browsers ask beforehand, and marks every other answer with who may read it.
pub(crate) async fn allow(
    cors: &Cors,
    request: Request,
    answer: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return vary_by_origin(answer(request).await);
    };
    if request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
    {
        return cors.preflight(&origin, request.headers());
    }
    let mut response = vary_by_origin(answer(request).await);
    if let Some(allow) = cors.allow_origin(&origin) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allow);
    }
    response
}

fn vary_by_origin(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}
