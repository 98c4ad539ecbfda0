//! E-mail, by SMTP: one mail for each recipient.
//!
//! The block is that of prefect-email, which says only how to log in to a server. To whom a notification goes is told by
//! `email_to`, and from whom by `email_from`, if the block's data has them; else the user writes to itself, as Apprise
//! has it too.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    channel::{Channel, Names, on},
    delivery::Delivery,
    egress,
    message::Message,
    outbound::{INSIDE, Outbound},
    undelivered::{Again, Answer, Undelivered},
};

/// How long each answer of a mail server is waited for.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The longest subject that RFC 5322 lets stand in one line.
const LONGEST_SUBJECT: usize = 900;

/// A mail server, and how to log in.
#[derive(Deserialize)]
pub(super) struct Server {
    username: Option<String>,
    password: Option<String>,
    #[serde(rename = "smtp_server")]
    named_host: Option<String>,
    smtp_type: Option<Value>,
    smtp_port: Option<u16>,
    #[serde(default = "on")]
    verify: bool,
    #[serde(default)]
    email_to: Names,
    email_from: Option<String>,
}

/// What protects the way to a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    /// TLS from the beginning.
    Tls,
    /// TLS from the command STARTTLS on, which the server must know.
    StartTls,
    /// Nothing.
    None,
}

/// A mail to one recipient.
pub(crate) struct Mail {
    host: String,
    port: u16,
    protection: Protection,
    verify: bool,
    credentials: Option<(String, String)>,
    envelope: Envelope,
    text: Vec<u8>,
}

impl Channel for Server {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        let user = self.username.as_deref().filter(|name| name.contains('@'));
        let from = self.email_from.as_deref().or(user).ok_or_else(|| {
            Undelivered::refused(
                "The block names no sender: its username is no address, and it has no email_from",
            )
        })?;
        let to = if self.email_to.0.is_empty() { vec![from.to_owned()] } else { self.email_to.0.clone() };
        let (protection, usual_port) = self.protection()?;
        let mail = |(place, to): (usize, &String)| {
            let letter = lettre::Message::builder()
                .from(mailbox(from)?)
                .to(mailbox(to)?)
                .subject(message.title(LONGEST_SUBJECT))
                .message_id(Some(format!("<{}@weir>", message.key_of(place))))
                .header(ContentType::TEXT_PLAIN)
                .body(message.body.clone());
            let letter = letter.map_err(|_| Undelivered::refused("The mail cannot be written"))?;
            Ok(Delivery::Mail(Box::new(Mail {
                host: self.host().to_owned(),
                port: self.smtp_port.unwrap_or(usual_port),
                protection,
                verify: self.verify,
                credentials: self.username.clone().zip(self.password.clone()),
                envelope: letter.envelope().clone(),
                text: letter.formatted(),
            })))
        };
        to.iter().enumerate().map(mail).collect()
    }
}

impl Server {
    /// The host: the block may name well-known providers by their names.
    fn host(&self) -> &str {
        let given = self.named_host.as_deref().unwrap_or("gmail");
        match given.to_ascii_lowercase().as_str() {
            "aol" => "smtp.aol.com",
            "att" => "smtp.mail.att.net",
            "comcast" => "smtp.comcast.net",
            "icloud" => "smtp.mail.me.com",
            "gmail" => "smtp.gmail.com",
            "outlook" => "smtp-mail.outlook.com",
            "yahoo" => "smtp.mail.yahoo.com",
            _ => given,
        }
    }

    /// What protects the way, and the usual port then; the block names it, or that port.
    fn protection(&self) -> Result<(Protection, u16), Undelivered> {
        let given = match &self.smtp_type {
            None | Some(Value::Null) => "SSL".to_owned(),
            Some(Value::String(name)) => name.to_ascii_uppercase(),
            Some(other) => other.to_string(),
        };
        match given.as_str() {
            "SSL" | "465" => Ok((Protection::Tls, 465)),
            "STARTTLS" | "587" => Ok((Protection::StartTls, 587)),
            "INSECURE" | "25" => Ok((Protection::None, 25)),
            _ => Err(Undelivered::refused("The block's smtp_type is none of SSL, STARTTLS and INSECURE")),
        }
    }
}

fn mailbox(address: &str) -> Result<Mailbox, Undelivered> {
    address.parse().map_err(|_| Undelivered::refused(format!("{address} is no address of e-mail")))
}

/// Sends a mail.
pub(super) async fn send(outbound: &Outbound, mail: &Mail) -> Result<(), Undelivered> {
    let may_be_private = outbound.may_be_private(true);
    let found = egress::addresses(&mail.host, mail.port, may_be_private).await;
    let addresses = found
        .map_err(|_| Undelivered::later("The mail server's name cannot be resolved"))?
        .map_err(|_| Undelivered::refused(INSIDE))?;
    let mut last = Undelivered::later("The mail server has no address");
    for address in addresses {
        // The connection goes to the very address that was checked; the certificate must be that of the name.
        let transport = transport(mail, &address.ip().to_string())?;
        match transport.send_raw(&mail.envelope, &mail.text).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_transient() || error.is_permanent() => return Err(answered(&error)),
            Err(error) => last = unreached(&error),
        }
    }
    Err(last)
}

fn transport(mail: &Mail, address: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, Undelivered> {
    let encrypted = || {
        let parameters =
            TlsParameters::builder(mail.host.clone()).dangerous_accept_invalid_certs(!mail.verify);
        parameters.build_rustls().map_err(|_| Undelivered::refused("The mail server's name is none for TLS"))
    };
    let tls = match mail.protection {
        Protection::Tls => Tls::Wrapper(encrypted()?),
        Protection::StartTls => Tls::Required(encrypted()?),
        Protection::None => Tls::None,
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address)
        .port(mail.port)
        .tls(tls)
        .timeout(Some(TIMEOUT));
    Ok(match &mail.credentials {
        Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.clone())),
        None => builder,
    }
    .build())
}

/// The server answered with a code of refusal: 4xx may pass, 5xx does not.
fn answered(error: &Error) -> Undelivered {
    let code = error.status().map(u16::from);
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    Undelivered {
        reason: format!("The mail server answered {}", code.unwrap_or_default()),
        answer: code.map(|status| Answer { status, body: said }),
        again: if error.is_permanent() { Again::Never } else { Again::Later(None) },
    }
}

fn unreached(error: &Error) -> Undelivered {
    let what = if error.is_timeout() {
        "The mail server did not answer in time".to_owned()
    } else if error.is_tls() || is_of_tls(error) {
        "No TLS connection to the mail server could be made".to_owned()
    } else if error.is_client() {
        return Undelivered::refused(format!("The mail cannot be sent: {error}"));
    } else {
        "The mail server could not be reached".to_owned()
    };
    Undelivered::later(what)
}

/// Whether a connection failed for TLS, such as for a certificate that nobody vouches for.
fn is_of_tls(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let held = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let held = held.and_then(|held| held.downcast_ref::<rustls::Error>());
        if held.is_some() || inner.is::<rustls::Error>() {
            return true;
        }
        source = inner.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn servers_are_named_as_prefect_email_names_them() {
        for (data, host, protection) in [
            (json!({}), "smtp.gmail.com", Some((Protection::Tls, 465))),
            (
                json!({ "smtp_server": "OUTLOOK", "smtp_type": "starttls" }),
                "smtp-mail.outlook.com",
                Some((Protection::StartTls, 587)),
            ),
            (
                json!({ "smtp_server": "mail.example.com", "smtp_type": 25 }),
                "mail.example.com",
                Some((Protection::None, 25)),
            ),
            (json!({ "smtp_type": "SSL3" }), "smtp.gmail.com", None),
        ] {
            let server: Server = serde_json::from_value(data.clone()).unwrap();
            assert_eq!((server.host(), server.protection().ok()), (host, protection), "{data}");
        }
    }
}
