//! As whom requests are signed, found as AWS's own tools find it: the environment, the shared file, the address that a
//! container is told, and the machine's metadata service (version 2).

use std::{collections::HashMap, path::PathBuf, time::Duration};

use aws_credential_types::Credentials;
use reqwest::Client;
use serde::Deserialize;
use weir_types::{Secret, TimeDelta, Timestamp};

use crate::push::{Failure, http};

/// Where a machine of EC2 finds its metadata service.
const METADATA: &str = "http://169.254.169.254";

/// Where a container's relative address leads.
const CONTAINER: &str = "http://169.254.170.2";

/// How long before their end credentials are fetched anew.
const EARLY: TimeDelta = TimeDelta::from_secs(300);

/// How long the services inside the machine may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The shared file cannot be read.
    #[error("failed to read AWS's credentials in {0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The shared file has not what is asked of it.
    #[error("{0} has no complete profile [{1}]")]
    NoProfile(PathBuf, String),
    /// There are only credentials of a kind that Weir does not know.
    #[error(
        "AWS_WEB_IDENTITY_TOKEN_FILE is set, but web identities are not supported: on EKS use Pod Identity, or give keys"
    )]
    WebIdentity,
}

/// Where they come from.
#[derive(Debug)]
pub struct CredentialSource {
    kind: Kind,
    /// What was fetched last, and when it ends.
    fetched: Option<(Credentials, Timestamp)>,
}

#[derive(Debug)]
enum Kind {
    Given(Credentials),
    Container { url: String, authorization: Authorization },
    Machine { url: String },
}

/// What a container shows for its credentials.
#[derive(Debug)]
enum Authorization {
    Nothing,
    Token(Secret),
    /// A token in a file, which is written anew before it runs out.
    File(PathBuf),
}

impl Authorization {
    fn find(variable: &impl Fn(&str) -> Option<String>) -> Self {
        if let Some(path) = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            return Self::File(path.into());
        }
        variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
            .map_or(Self::Nothing, |token| Self::Token(Secret::new(token)))
    }

    fn read(&self) -> Result<Option<Secret>, Failure> {
        match self {
            Self::Nothing => Ok(None),
            Self::Token(token) => Ok(Some(token.clone())),
            Self::File(path) => match std::fs::read_to_string(path) {
                Ok(token) => Ok(Some(Secret::new(token.trim().to_owned()))),
                Err(error) => Err(Failure::later(format!("failed to read {}: {error}", path.display()))),
            },
        }
    }
}

impl CredentialSource {
    /// The source that an environment names. `variable` answers the value of a variable.
    ///
    /// # Errors
    /// When a shared file is named that has no credentials.
    pub fn find(variable: impl Fn(&str) -> Option<String>) -> Result<Self, CredentialsError> {
        Ok(Self { kind: kind(&variable)?, fetched: None })
    }

    /// Has the next request fetch new credentials. Answers whether there were any that were fetched.
    pub(super) fn forget(&mut self) -> bool {
        self.fetched.take().is_some()
    }

    /// Credentials that are good now.
    pub(super) async fn current(&mut self, client: &Client, now: Timestamp) -> Result<Credentials, Failure> {
        if let Kind::Given(credentials) = &self.kind {
            return Ok(credentials.clone());
        }
        if let Some((credentials, end)) = &self.fetched
            && now < *end - EARLY
        {
            return Ok(credentials.clone());
        }
        let text = match &self.kind {
            Kind::Given(_) => Vec::new(),
            Kind::Container { url, authorization } => {
                let mut request = client.get(url).timeout(PATIENCE);
                if let Some(authorization) = authorization.read()? {
                    request = request.header("authorization", authorization.expose());
                }
                http::send(request, |_| true, now).await?
            }
            Kind::Machine { url } => of_machine(client, url, now).await?,
        };
        // The text has secrets in it, so the error does not tell it.
        let told: Told = serde_json::from_slice(&text)
            .map_err(|_| Failure::later("AWS's credentials came in a form that cannot be read"))?;
        let end = Timestamp::parse(&told.expiration)
            .map_err(|_| Failure::later("AWS's credentials came without an end that can be read"))?;
        let credentials =
            Credentials::new(told.access_key_id, told.secret_access_key, Some(told.token), None, "weir");
        self.fetched = Some((credentials.clone(), end));
        Ok(credentials)
    }
}

/// What containers and machines are told.
#[derive(Deserialize)]
struct Told {
    #[serde(rename = "AccessKeyId")]
    access_key_id: String,
    #[serde(rename = "SecretAccessKey")]
    secret_access_key: String,
    #[serde(rename = "Token")]
    token: String,
    #[serde(rename = "Expiration")]
    expiration: String,
}

async fn of_machine(client: &Client, url: &str, now: Timestamp) -> Result<Vec<u8>, Failure> {
    let path = format!("{url}/latest/meta-data/iam/security-credentials/");
    let asked = client
        .put(format!("{url}/latest/api/token"))
        .header("x-aws-ec2-metadata-token-ttl-seconds", "60")
        .timeout(PATIENCE);
    let token = http::send(asked, |_| true, now).await?;
    let get =
        |url: String| client.get(url).header("x-aws-ec2-metadata-token", token.clone()).timeout(PATIENCE);
    let role = http::send(get(path.clone()), |_| true, now).await?;
    let role = String::from_utf8_lossy(&role);
    let role = role.lines().next().unwrap_or_default();
    http::send(get(format!("{path}{role}")), |_| true, now).await
}

fn kind(variable: &impl Fn(&str) -> Option<String>) -> Result<Kind, CredentialsError> {
    if let (Some(id), Some(secret)) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        let token = variable("AWS_SESSION_TOKEN");
        return Ok(Kind::Given(Credentials::new(id, secret, token, None, "weir")));
    }
    let profile = variable("AWS_PROFILE");
    let file = variable("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from);
    let usual = variable("HOME").map(|home| PathBuf::from(home).join(".aws/credentials"));
    let chosen = profile.is_some() || file.is_some();
    if let Some(path) = file.or(usual).filter(|path| chosen || path.exists()) {
        let text =
            std::fs::read_to_string(&path).map_err(|error| CredentialsError::File(path.clone(), error))?;
        let profile = profile.unwrap_or_else(|| "default".to_owned());
        match in_file(&text, &profile) {
            Some(credentials) => return Ok(Kind::Given(credentials)),
            None if chosen => return Err(CredentialsError::NoProfile(path, profile)),
            // The file is there for other profiles.
            None => {}
        }
    }
    let authorization = Authorization::find(variable);
    if let Some(path) = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
        return Ok(Kind::Container { url: format!("{CONTAINER}{path}"), authorization });
    }
    if let Some(url) = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
        return Ok(Kind::Container { url, authorization });
    }
    // The machine's role would be another one than the operator means.
    if variable("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() {
        return Err(CredentialsError::WebIdentity);
    }
    let url = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").unwrap_or_else(|| METADATA.to_owned());
    Ok(Kind::Machine { url: url.trim_end_matches('/').to_owned() })
}

/// The credentials of a profile in a shared file: sections in brackets, and keys with `=`.
fn in_file(text: &str, profile: &str) -> Option<Credentials> {
    let section = format!("[{profile}]");
    let mut found: HashMap<&str, &str> = HashMap::new();
    let lines = text.lines().map(str::trim).skip_while(|line| *line != section).skip(1);
    for line in lines.take_while(|line| !line.starts_with('[')) {
        if let Some((key, value)) = line.split_once('=') {
            found.insert(key.trim(), value.trim());
        }
    }
    let owned = |key: &str| found.get(key).map(|value| (*value).to_owned());
    let (id, secret) = (owned("aws_access_key_id")?, owned("aws_secret_access_key")?);
    Some(Credentials::new(id, secret, owned("aws_session_token"), None, "weir"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(variables: &[(&str, &str)]) -> String {
        let find = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        match kind(&find) {
            Ok(Kind::Given(credentials)) => {
                let token = credentials.session_token().unwrap_or("-");
                format!("{} {} {token}", credentials.access_key_id(), credentials.secret_access_key())
            }
            Ok(Kind::Container { url, authorization }) => {
                let token = authorization.read().map(|token| token.map(|token| token.expose().to_owned()));
                format!("{url} {token:?}")
            }
            Ok(Kind::Machine { url }) => url,
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_first_source_that_is_named_counts() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("credentials");
        let text = "[default]\naws_access_key_id = A\naws_secret_access_key=B\n# c\n[team]\naws_access_key_id=C\naws_secret_access_key=D\naws_session_token=E\n[half]\naws_access_key_id=F\n";
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let environment =
            [("AWS_ACCESS_KEY_ID", "I"), ("AWS_SECRET_ACCESS_KEY", "S"), ("AWS_PROFILE", "team")];
        assert_eq!(named(&environment), "I S -");
        assert_eq!(named(&[("AWS_SHARED_CREDENTIALS_FILE", file)]), "A B -");
        assert_eq!(named(&[("AWS_SHARED_CREDENTIALS_FILE", file), ("AWS_PROFILE", "team")]), "C D E");
        let half = named(&[("AWS_SHARED_CREDENTIALS_FILE", file), ("AWS_PROFILE", "half")]);
        assert!(half.ends_with("has no complete profile [half]"), "{half}");
        assert!(named(&[("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")]).contains("failed to read"));
        assert_eq!(
            named(&[("HOME", "/nowhere"), ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x")]),
            "http://169.254.170.2/v2/x Ok(None)"
        );
        assert_eq!(
            named(&[
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://h/x"),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "t")
            ]),
            "http://h/x Ok(Some(\"t\"))"
        );
        assert_eq!(named(&[]), METADATA);
        let web = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"), ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r")];
        assert!(named(&web).contains("not supported"), "{}", named(&web));
    }

    #[test]
    fn a_shared_file_without_a_default_profile_is_for_others() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        std::fs::write(home.path().join(".aws/credentials"), "[team]\naws_access_key_id=C\n").unwrap();
        let home = home.path().to_str().unwrap();
        assert_eq!(named(&[("HOME", home)]), METADATA);
        assert!(named(&[("HOME", home), ("AWS_PROFILE", "team")]).contains("no complete profile"));
    }

    #[test]
    fn a_token_in_a_file_is_read_whenever_it_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        let name = file.to_str().unwrap();
        let variables = [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://h/x"),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", name),
        ];
        let find = |asked: &str| {
            variables.iter().find(|(known, _)| *known == asked).map(|(_, value)| (*value).to_owned())
        };
        let Ok(Kind::Container { authorization, .. }) = kind(&find) else {
            panic!("a container is told where to ask")
        };
        assert!(authorization.read().is_err());
        for token in ["first", "second"] {
            std::fs::write(&file, format!("{token}\n")).unwrap();
            assert_eq!(authorization.read().unwrap().unwrap().expose(), token);
        }
    }
}
