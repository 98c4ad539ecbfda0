//! Asks a server over its public API, as any other client would.

use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use reqwest::{Method, Request, RequestBuilder, Response, StatusCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use weir_types::ids;

use crate::settings::{self, Credentials};

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The most rows that one request may ask for.
pub(crate) const PAGE: usize = 200;

/// Which server to ask.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// The server's API (`WEIR_API_URL`, `PREFECT_API_URL`) [default: `http://127.0.0.1:4200/api`]. What it asks to be
    /// shown comes from `WEIR_API_KEY` (`PREFECT_API_KEY`) or, as `user:password`, `WEIR_CLIENT_AUTH_STRING`
    /// (`PREFECT_API_AUTH_STRING`).
    #[arg(long)]
    api_url: Option<String>,
}

impl ServerArgs {
    /// A client of that server.
    pub(crate) fn client(self) -> anyhow::Result<Client> {
        let url = settings::api_url(self.api_url)?.trim_end_matches('/').to_owned();
        // The first who wants TLS chooses its provider; that one is there already is no failure.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = reqwest::Client::builder().timeout(TIMEOUT).build()?;
        let csrf = Csrf { client: ids::new_uuid().to_string(), token: Mutex::default() };
        Ok(Client { http, url, credentials: settings::credentials(), csrf })
    }
}

/// A server, and how to be let in.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    credentials: Credentials,
    csrf: Csrf,
}

/// What a server that wants it is shown with each request that changes something.
struct Csrf {
    /// This client's name for itself.
    client: String,
    /// The token; none until a server has wanted one.
    token: Mutex<Option<String>>,
}

/// What `GET /csrf-token` answers.
#[derive(Deserialize)]
struct CsrfToken {
    token: String,
}

impl Client {
    /// The URL under which the server's API lies.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Reads what lies at `path`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.find(path).await?.with_context(|| format!("the server at {} knows no {path}", self.url))
    }

    /// Reads what lies at `path`, if it is there.
    pub(crate) async fn find<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<Option<T>> {
        self.answer(self.http.get(format!("{}{path}", self.url))).await
    }

    /// Sends `body` to `path`.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.answer(self.http.post(format!("{}{path}", self.url)).json(body))
            .await?
            .with_context(|| format!("the server at {} knows no {path}", self.url))
    }

    /// Asks the list at `path` for all that `query`, an object, selects: page by page.
    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        mut query: Value,
    ) -> anyhow::Result<Vec<T>> {
        let mut found = Vec::new();
        loop {
            query["limit"] = json!(PAGE);
            query["offset"] = json!(found.len());
            let page: Vec<T> = self.post(path, &query).await?;
            let last = page.len() < PAGE;
            found.extend(page);
            if last {
                return Ok(found);
            }
        }
    }

    /// Sends a request; whatever the server answers is an answer, unless it lets nobody in.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> anyhow::Result<(StatusCode, Vec<u8>)> {
        let request = self.http.request(method, format!("{}{path}", self.url));
        self.exchange(if let Some(body) = body { request.json(body) } else { request }).await
    }

    async fn exchange(&self, request: RequestBuilder) -> anyhow::Result<(StatusCode, Vec<u8>)> {
        let mut request = self.with_credentials(request).build()?;
        self.show_token(&mut request).await?;
        let again = request.try_clone();
        let mut response = self.sent(request).await?;
        // It may want a token, or another one than before.
        if response.status() == StatusCode::FORBIDDEN
            && let Some(mut again) = again.filter(|again| !again.method().is_safe())
            && self.fetch_token().await?
        {
            self.show_token(&mut again).await?;
            response = self.sent(again).await?;
        }
        let status = response.status();
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            bail!(
                "the server at {} lets nobody in without the right credentials ({status}): set \
                 WEIR_CLIENT_AUTH_STRING or WEIR_API_KEY",
                self.url
            );
        }
        let body = response.bytes().await.context("failed to read the server's answer")?;
        Ok((status, body.into()))
    }

    fn with_credentials(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.credentials {
            Credentials::None => request,
            Credentials::Key(key) => request.bearer_auth(key),
            Credentials::Basic(text) => {
                let (user, password) = text.split_once(':').unwrap_or((text, ""));
                request.basic_auth(user, Some(password))
            }
        }
    }

    async fn sent(&self, request: Request) -> anyhow::Result<Response> {
        self.http.execute(request).await.map_err(|error| self.unreached(&error))
    }

    /// Puts the token on a request, if there is one.
    async fn show_token(&self, request: &mut Request) -> anyhow::Result<()> {
        if let Some(token) = self.csrf.token.lock().await.as_ref() {
            let headers = request.headers_mut();
            headers.insert("prefect-csrf-token", token.parse().context("the CSRF token is no header")?);
            headers.insert("prefect-csrf-client", self.csrf.client.parse()?);
        }
        Ok(())
    }

    /// Asks for a token; whether the server gives one. One without protection says 422, or knows no such path.
    async fn fetch_token(&self) -> anyhow::Result<bool> {
        let request = self.http.get(format!("{}/csrf-token?client={}", self.url, self.csrf.client));
        let response = self.sent(self.with_credentials(request).build()?).await?;
        if !response.status().is_success() {
            return Ok(false);
        }
        let told: CsrfToken = response.json().await.context("failed to read the server's CSRF token")?;
        *self.csrf.token.lock().await = Some(told.token);
        Ok(true)
    }

    async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> anyhow::Result<Option<T>> {
        let (status, body) = self.exchange(request).await?;
        match status {
            StatusCode::NOT_FOUND => Ok(None),
            status if !status.is_success() => {
                bail!("the server at {} answered {status}: {}", self.url, String::from_utf8_lossy(&body))
            }
            _ => serde_json::from_slice(&body).map(Some).with_context(|| {
                format!("what answers at {} does not speak Prefect's API as expected", self.url)
            }),
        }
    }

    fn unreached(&self, error: &reqwest::Error) -> anyhow::Error {
        let mut cause: &dyn std::error::Error = error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        let advice = if error.is_connect() {
            ": start one with `weir server start`, or name another by --api-url or WEIR_API_URL"
        } else {
            ""
        };
        anyhow!("no server answers at {} ({cause}){advice}", self.url)
    }
}
