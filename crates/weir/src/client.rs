//! Asks a server over its public API, as any other client would.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::{Serialize, de::DeserializeOwned};

use crate::settings::{self, Credentials};

/// A server, and how to be let in.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    credentials: Credentials,
}

impl Client {
    /// A client of the server that the settings name.
    pub(crate) fn from_settings(api_url: Option<String>) -> anyhow::Result<Self> {
        let url = settings::api_url(api_url)?.trim_end_matches('/').to_owned();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        Ok(Self { http, url, credentials: settings::credentials() })
    }

    /// The URL under which the server's API lies.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Reads what lies at `path`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.answer(self.http.get(format!("{}{path}", self.url))).await
    }

    /// Sends `body` to `path`.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.answer(self.http.post(format!("{}{path}", self.url)).json(body)).await
    }

    async fn answer<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> anyhow::Result<T> {
        let request = match &self.credentials {
            Credentials::None => request,
            Credentials::Key(key) => request.bearer_auth(key),
            Credentials::Basic(text) => {
                let (user, password) = text.split_once(':').unwrap_or((text, ""));
                request.basic_auth(user, Some(password))
            }
        };
        let response =
            request.send().await.with_context(|| format!("failed to reach the server at {}", self.url))?;
        let status = response.status();
        let body = response.bytes().await?;
        if !status.is_success() {
            bail!("the server answered {status}: {}", String::from_utf8_lossy(&body));
        }
        serde_json::from_slice(&body).context("failed to understand the server's answer")
    }
}
