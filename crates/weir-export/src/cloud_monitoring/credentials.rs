//! As whom requests are made, found as Google's own libraries find it: the file that the environment names (a service
//! account's key, or what `gcloud` has written), or the machine's metadata service.

use std::path::PathBuf;

use reqwest::Client;
use ring::signature::RsaKeyPair;
use serde::Deserialize;
use serde_json::json;
use weir_types::{Secret, TimeDelta, Timestamp};

use super::jwt::{self, BadKey};
use crate::push::{Failure, http};

/// What the token is good for.
const SCOPE: &str = "https://www.googleapis.com/auth/monitoring.write";

/// Where users' tokens are fetched.
const TOKENS: &str = "https://oauth2.googleapis.com/token";

/// The metadata service's usual name.
const METADATA: &str = "metadata.google.internal";

/// How long before its end a token is fetched anew.
const EARLY: TimeDelta = TimeDelta::from_secs(120);

/// How long a signed request for a token holds, in seconds.
const HOUR: i64 = 3600;

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The file cannot be read.
    #[error("failed to read Google's credentials in {0}: {1}")]
    File(PathBuf, std::io::Error),
    /// It holds something else.
    #[error("{0} holds no credentials of a service account or a user")]
    Unreadable(PathBuf),
    /// Its key is none.
    #[error("{0}: {1}")]
    Key(PathBuf, BadKey),
}

/// Where tokens come from.
#[derive(Debug)]
pub struct CredentialSource {
    kind: Kind,
    /// The last token, and when it ends.
    fetched: Option<(Secret, Timestamp)>,
}

#[derive(Debug)]
enum Kind {
    ServiceAccount { email: String, key: Box<RsaKeyPair>, token_uri: String },
    User { client_id: String, client_secret: Secret, refresh_token: Secret, token_uri: String },
    Machine { url: String },
}

/// A file of credentials.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum File {
    ServiceAccount {
        client_email: String,
        private_key: String,
        token_uri: String,
    },
    AuthorizedUser {
        client_id: String,
        client_secret: String,
        refresh_token: String,
        #[serde(default)]
        token_uri: Option<String>,
    },
}

/// What a request for a token is answered.
#[derive(Deserialize)]
struct Told {
    access_token: String,
    expires_in: i64,
}

impl CredentialSource {
    /// The source that an environment names. `variable` answers the value of a variable.
    ///
    /// # Errors
    /// When a file is named that has no credentials.
    pub fn find(variable: impl Fn(&str) -> Option<String>) -> Result<Self, CredentialsError> {
        let named = variable("GOOGLE_APPLICATION_CREDENTIALS").map(PathBuf::from);
        let usual = variable("HOME")
            .map(|home| PathBuf::from(home).join(".config/gcloud/application_default_credentials.json"));
        let kind = if let Some(path) = named.or_else(|| usual.filter(|path| path.exists())) {
            in_file(path)?
        } else {
            let host = variable("GCE_METADATA_HOST").unwrap_or_else(|| METADATA.to_owned());
            let path = "computeMetadata/v1/instance/service-accounts/default/token";
            Kind::Machine { url: format!("http://{host}/{path}") }
        };
        Ok(Self { kind, fetched: None })
    }

    /// Has the next request fetch a new token. Answers whether there was one.
    pub(super) fn forget(&mut self) -> bool {
        self.fetched.take().is_some()
    }

    /// A token that is good now.
    pub(super) async fn token(&mut self, client: &Client, now: Timestamp) -> Result<Secret, Failure> {
        if let Some((token, end)) = &self.fetched
            && now < *end - EARLY
        {
            return Ok(token.clone());
        }
        let request = match &self.kind {
            Kind::ServiceAccount { email, key, token_uri } => {
                let issued = now.as_micros().div_euclid(1_000_000);
                let claims = json!({
                    "iss": email, "scope": SCOPE, "aud": token_uri, "iat": issued, "exp": issued + HOUR,
                });
                let assertion =
                    jwt::signed(key, &claims).map_err(|error| Failure::never(error.to_string()))?;
                let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
                form(client, token_uri, &[("grant_type", grant), ("assertion", &assertion)])
            }
            Kind::User { client_id, client_secret, refresh_token, token_uri } => form(
                client,
                token_uri,
                &[
                    ("grant_type", "refresh_token"),
                    ("client_id", client_id),
                    ("client_secret", client_secret.expose()),
                    ("refresh_token", refresh_token.expose()),
                ],
            ),
            Kind::Machine { url } => client.get(url).header("Metadata-Flavor", "Google"),
        };
        // Credentials may be put right while the server runs, so that nothing is given up for them.
        let text = http::send(request, |_| true, now).await?;
        // The text is a secret, so the error does not tell it.
        let told: Told = serde_json::from_slice(&text)
            .map_err(|_| Failure::later("Google's token came in a form that cannot be read"))?;
        let token = Secret::new(told.access_token);
        self.fetched = Some((token.clone(), now + TimeDelta::from_secs(told.expires_in)));
        Ok(token)
    }
}

fn form(client: &Client, url: &str, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    client.post(url).header("content-type", "application/x-www-form-urlencoded").body(fields.join("&"))
}

fn in_file(path: PathBuf) -> Result<Kind, CredentialsError> {
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => return Err(CredentialsError::File(path, error)),
    };
    match serde_json::from_str(&text) {
        Ok(File::ServiceAccount { client_email, private_key, token_uri }) => {
            match jwt::key_pair(&private_key) {
                Ok(key) => Ok(Kind::ServiceAccount { email: client_email, key: Box::new(key), token_uri }),
                Err(error) => Err(CredentialsError::Key(path, error)),
            }
        }
        Ok(File::AuthorizedUser { client_id, client_secret, refresh_token, token_uri }) => Ok(Kind::User {
            client_id,
            client_secret: Secret::new(client_secret),
            refresh_token: Secret::new(refresh_token),
            token_uri: token_uri.unwrap_or_else(|| TOKENS.to_owned()),
        }),
        Err(_) => Err(CredentialsError::Unreadable(path)),
    }
}
