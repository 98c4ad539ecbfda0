//! Asks a Prefect API over HTTP: credentials, CSRF tokens, headers of the user's own, and patience where it limits how
//! often it may be asked.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::{
    Method, Response, StatusCode,
    header::{DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect::{Attempt, Policy},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;
use weir_types::{Clock, Secret, Timestamp, ids};

use super::{
    own::{Outcome, Own},
    wait::{http_date, wait},
};

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How often a request is sent at most that the API refuses because there were too many.
const ATTEMPTS: u32 = 10;

/// How much of an answer's text stands in an error.
const SHOWN: usize = 300;

/// How many redirects are followed.
const REDIRECTS: usize = 10;

/// What the API is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing.
    None,
    /// An API key, as a bearer token.
    Key(Secret),
    /// `user:password`, by HTTP's basic scheme.
    Basic(Secret),
}

/// Where the API is, and how it is asked.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its URL, without a `/` at the end: `http://127.0.0.1:4200/api`.
    pub url: String,
    /// What it is shown.
    pub credentials: Credentials,
    /// Headers that every request has.
    pub headers: HeaderMap,
}

impl Connection {
    /// The value of the header `Authorization`, where there is something to show.
    pub(super) fn authorization(&self) -> Option<String> {
        match &self.credentials {
            Credentials::None => None,
            Credentials::Key(key) => Some(format!("Bearer {}", key.expose())),
            Credentials::Basic(text) => {
                let text =
                    if text.expose().contains(':') { text.expose() } else { &format!("{}:", text.expose()) };
                Some(format!("Basic {}", BASE64_STANDARD.encode(text)))
            }
        }
    }
}

/// Why a request brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody answered.
    #[error("no answer from {url}: {cause}")]
    NoAnswer {
        /// The API.
        url: String,
        /// The innermost cause.
        cause: String,
    },
    /// The API lets nobody in who shows this.
    #[error("{url} does not accept the credentials ({status})")]
    NotAdmitted {
        /// The API.
        url: String,
        /// 401 or 403.
        status: StatusCode,
    },
    /// The API refused the request.
    #[error("{url}{path} answered {status}: {text}")]
    Refused {
        /// The API.
        url: String,
        /// What was asked.
        path: &'static str,
        /// The status.
        status: StatusCode,
        /// The beginning of the answer.
        text: String,
    },
    /// The answer is not what Prefect's API answers.
    #[error("the answer of {url}{path} is not as expected: {cause}")]
    Unexpected {
        /// The API.
        url: String,
        /// What was asked.
        path: &'static str,
        /// What is wrong.
        cause: serde_json::Error,
    },
    /// There is no client for HTTP.
    #[error("failed to set up HTTP: {0}")]
    Setup(String),
}

/// The token that requests bring where the API is protected against cross-site requests.
#[derive(Clone)]
enum Csrf {
    /// Not asked for yet.
    Unknown,
    /// The API wants none.
    Off,
    /// The API wants this.
    Token { token: HeaderValue, expiration: Timestamp },
}

#[derive(Deserialize)]
struct CsrfToken {
    token: String,
    expiration: Timestamp,
}

/// A Prefect API.
pub struct Api {
    http: reqwest::Client,
    connection: Connection,
    clock: Clock,
    own: Own,
    /// This client's name for itself where CSRF tokens are given out.
    client: Uuid,
    csrf: Mutex<Csrf>,
    /// What the API's clock said last.
    date: Mutex<Option<Timestamp>>,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("url", &self.connection.url).finish_non_exhaustive()
    }
}

impl Api {
    /// A client of the API. TLS has its provider installed.
    ///
    /// # Errors
    /// [`ApiError::Setup`] when there is no TLS.
    pub fn new(connection: Connection, clock: Clock, own: Own) -> Result<Self, ApiError> {
        let agent = concat!("weir/", env!("CARGO_PKG_VERSION"));
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .user_agent(agent)
            .redirect(Policy::custom(
                |attempt| {
                    if is_near(&attempt) { attempt.follow() } else { attempt.stop() }
                },
            ))
            .build()
            .map_err(|error| ApiError::Setup(innermost(&error)))?;
        let (csrf, date) = (Mutex::new(Csrf::Unknown), Mutex::new(None));
        Ok(Self { http, connection, clock, own, client: ids::new_uuid(), csrf, date })
    }

    /// Where it is, and how it is asked.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The API's time when it answered last, cut to seconds; our own if it never said.
    pub fn now(&self) -> Timestamp {
        let date = *self.date.lock().unwrap_or_else(PoisonError::into_inner);
        date.unwrap_or_else(|| self.clock.now())
    }

    /// The API's time now, as far as an answer tells it.
    ///
    /// # Errors
    /// [`ApiError::NoAnswer`] when nobody answers.
    pub async fn server_time(&self) -> Result<Timestamp, ApiError> {
        // Whatever it answers has a date; not every API has this path.
        self.send(Method::GET, "/health", &[], None).await?;
        Ok(self.now())
    }

    /// The error for an answer that is not as expected.
    pub(super) fn unexpected(&self, path: &'static str, cause: serde_json::Error) -> ApiError {
        ApiError::Unexpected { url: self.connection.url.clone(), path, cause }
    }

    /// Reads what lies at `path`.
    ///
    /// # Errors
    /// As [`ApiError`] says.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &'static str,
        query: &[(&str, &str)],
    ) -> Result<T, ApiError> {
        self.read(path, self.send(Method::GET, path, query, None).await?).await
    }

    /// Sends `body` to `path`, which only asks.
    ///
    /// # Errors
    /// As [`ApiError`] says.
    pub async fn post<T: DeserializeOwned>(&self, path: &'static str, body: &Value) -> Result<T, ApiError> {
        let token = self.csrf().await?;
        let mut response = self.send(Method::POST, path, &[], Some((body, token))).await?;
        if response.status() == StatusCode::FORBIDDEN {
            // The token is of another server, or too old, or none was wanted until now: one more attempt with a new one.
            self.set_csrf(Csrf::Unknown);
            if let Some(token) = self.csrf().await? {
                response = self.send(Method::POST, path, &[], Some((body, Some(token)))).await?;
            }
        }
        self.read(path, response).await
    }

    /// Sends a request until the API takes it.
    async fn send(
        &self,
        method: Method,
        path: &'static str,
        query: &[(&str, &str)],
        body: Option<(&Value, Option<HeaderValue>)>,
    ) -> Result<Response, ApiError> {
        let url = format!("{}{path}{}", self.connection.url, query_text(query));
        for attempt in 0.. {
            let mut request =
                self.http.request(method.clone(), &url).headers(self.connection.headers.clone());
            request = match &self.connection.credentials {
                Credentials::None => request,
                Credentials::Key(key) => request.bearer_auth(key.expose()),
                Credentials::Basic(text) => {
                    let (user, password) = text.expose().split_once(':').unwrap_or((text.expose(), ""));
                    request.basic_auth(user, Some(password))
                }
            };
            if let Some((body, token)) = &body {
                request = request.json(body);
                if let Some(token) = token {
                    let (name, client) =
                        (HeaderName::from_static("prefect-csrf-token"), self.client.to_string());
                    request = request.header(name, token.clone()).header("prefect-csrf-client", client);
                }
            }
            let response = match request.send().await {
                Ok(response) => response,
                Err(error) => {
                    self.own.asked(path, Outcome::NoAnswer);
                    return Err(self.no_answer(&error));
                }
            };
            self.own.asked(path, Outcome::Status(response.status().as_u16()));
            self.set_date(response.headers());
            let Some(pause) = self.pause(&response, attempt) else { return Ok(response) };
            self.own.rate_limited();
            tracing::warn!("{} asks for patience: waiting for {pause:?}", self.connection.url);
            tokio::time::sleep(pause).await;
        }
        unreachable!("the last attempt is answered whatever it brings")
    }

    /// How long to wait before the request is sent again; none when it was taken, or is given up.
    fn pause(&self, response: &Response, attempt: u32) -> Option<Duration> {
        let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let asked = match response.status() {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SERVICE_UNAVAILABLE => header.is_some(),
            _ => false,
        };
        (asked && attempt + 1 < ATTEMPTS).then(|| wait(header, self.now(), attempt))
    }

    async fn read<T: DeserializeOwned>(&self, path: &'static str, response: Response) -> Result<T, ApiError> {
        let (url, status) = (self.connection.url.clone(), response.status());
        let body = response.bytes().await.map_err(|error| self.no_answer(&error))?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|cause| self.unexpected(path, cause));
        }
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Err(ApiError::NotAdmitted { url, status });
        }
        let text: String = String::from_utf8_lossy(&body).chars().take(SHOWN).collect();
        Err(ApiError::Refused { url, path, status, text })
    }

    /// The token to bring, if the API wants one.
    async fn csrf(&self) -> Result<Option<HeaderValue>, ApiError> {
        let known = self.csrf.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Csrf::Off => return Ok(None),
            Csrf::Token { token, expiration } if self.now() < expiration => return Ok(Some(token)),
            Csrf::Token { .. } | Csrf::Unknown => {}
        }
        let client = self.client.to_string();
        let path = "/csrf-token";
        let response = self.send(Method::GET, path, &[("client", &client)], None).await?;
        // Prefect's server answers 422 when the protection is off, others do not know the path.
        let off = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
        if off.contains(&response.status()) {
            self.set_csrf(Csrf::Off);
            return Ok(None);
        }
        let told: CsrfToken = self.read(path, response).await?;
        let mut token = HeaderValue::from_str(&told.token)
            .map_err(|error| ApiError::Setup(format!("the CSRF token is no header: {error}")))?;
        token.set_sensitive(true);
        self.set_csrf(Csrf::Token { token: token.clone(), expiration: told.expiration });
        Ok(Some(token))
    }

    fn set_csrf(&self, csrf: Csrf) {
        *self.csrf.lock().unwrap_or_else(PoisonError::into_inner) = csrf;
    }

    fn set_date(&self, headers: &HeaderMap) {
        if let Some(date) = headers.get(DATE).and_then(|date| http_date(date.to_str().ok()?)) {
            *self.date.lock().unwrap_or_else(PoisonError::into_inner) = Some(date);
        }
    }

    fn no_answer(&self, error: &reqwest::Error) -> ApiError {
        ApiError::NoAnswer { url: self.connection.url.clone(), cause: innermost(error) }
    }
}

/// Whether a redirect stays where it came from. Elsewhere nobody is shown what the user's own headers hold.
fn is_near(attempt: &Attempt<'_>) -> bool {
    let before = attempt.previous();
    let stays = before.last().is_some_and(|last| last.origin() == attempt.url().origin());
    stays && before.len() <= REDIRECTS
}

/// The query of a URL, with the `?` before it.
fn query_text(query: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| {
        format!("{name}={}", percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC))
    };
    let pairs: Vec<_> = query.iter().map(pair).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// The innermost cause, which says what happened and names no URL.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    async fn listen() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        (listener, url)
    }

    /// Takes one request and answers it; what was asked.
    async fn answer(listener: &TcpListener, status: &str, head: &str, body: &str) -> String {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = vec![0; 65_536];
        let length = socket.read(&mut asked).await.unwrap();
        let length_told = body.len();
        let text = format!(
            "HTTP/1.1 {status}\r\n{head}content-length: {length_told}\r\nconnection: close\r\n\r\n{body}"
        );
        socket.write_all(text.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&asked[..length]).into_owned()
    }

    fn api(url: &str) -> Api {
        drop(rustls::crypto::ring::default_provider().install_default());
        let headers =
            HeaderMap::from_iter([(HeaderName::from_static("x-secret"), HeaderValue::from_static("s3cret"))]);
        let connection = Connection { url: url.to_owned(), credentials: Credentials::None, headers };
        Api::new(connection, Clock::system(), Own::new(Clock::system())).unwrap()
    }

    #[tokio::test]
    async fn secrets_follow_no_redirect_to_another_place() {
        let ((near, here), (far, elsewhere)) = (listen().await, listen().await);
        let api = api(&here);
        let moved = format!("location: {elsewhere}/version\r\n");
        let (told, asked) = tokio::join!(
            api.get::<Value>("/version", &[]),
            answer(&near, "307 Temporary Redirect", &moved, ""),
        );
        assert!(asked.contains("s3cret"));
        assert!(matches!(told, Err(ApiError::Refused { status, .. }) if status.as_u16() == 307), "{told:?}");
        let knocked = tokio::time::timeout(Duration::ZERO, far.accept()).await;
        assert!(knocked.is_err(), "nobody comes there");
    }

    #[tokio::test]
    async fn redirects_within_one_place_are_followed() {
        let (near, here) = listen().await;
        let api = api(&here);
        let (told, ()) = tokio::join!(api.get::<Value>("/version", &[]), async {
            answer(&near, "308 Permanent Redirect", "location: /api/version\r\n", "").await;
            let asked = answer(&near, "200 OK", "", "\"3.7.8\"").await;
            assert!(asked.starts_with("GET /api/version ") && asked.contains("s3cret"), "{asked}");
        });
        assert_eq!(told.unwrap(), "3.7.8");
    }

    #[tokio::test]
    async fn a_token_is_asked_for_again_where_none_was_wanted_before() {
        let (near, here) = listen().await;
        let api = api(&here);
        let server = async {
            answer(&near, "422 Unprocessable Entity", "", "{}").await;
            answer(&near, "200 OK", "", "1").await;
            answer(&near, "403 Forbidden", "", "{}").await;
            let token = r#"{"token": "t", "expiration": "2100-01-01T00:00:00Z"}"#;
            assert!(answer(&near, "200 OK", "", token).await.starts_with("GET /csrf-token?"));
            let asked = answer(&near, "200 OK", "", "2").await;
            assert!(asked.contains("prefect-csrf-token: t"), "{asked}");
        };
        let body = Value::Null;
        let (told, ()) = tokio::join!(
            async {
                let first: u8 = api.post("/flows/count", &body).await.unwrap();
                let second: u8 = api.post("/flows/count", &body).await.unwrap();
                (first, second)
            },
            server
        );
        assert_eq!(told, (1, 2));
    }
}
