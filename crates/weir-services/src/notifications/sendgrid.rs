//! Sendgrid: one mail for each recipient, sent by one request.
//!
//! The request: <https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send>.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    channel::{Channel, Names},
    delivery::Delivery,
    message::Message,
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// The longest subject that RFC 5322 lets stand in one line.
const LONGEST_SUBJECT: usize = 900;

/// An account, and to whom it writes.
#[derive(Deserialize)]
pub(super) struct Sendgrid {
    api_key: String,
    sender_email: String,
    to_emails: Names,
}

impl Channel for Sendgrid {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        // Each recipient is addressed alone, and so learns of no other.
        let each: Vec<Value> =
            self.to_emails.0.iter().map(|address| json!({ "to": [{ "email": address }] })).collect();
        // Sendgrid takes no empty text.
        let text = if message.body.is_empty() { " " } else { &message.body };
        let body = json!({
            "personalizations": each,
            "from": { "email": self.sender_email },
            "subject": message.title(LONGEST_SUBJECT),
            "content": [{ "type": "text/plain", "value": text }],
        });
        let target = Target::Vendor { host: "api.sendgrid.com", path: "/v3/mail/send".to_owned() };
        let call = Call::json(target, message.key, &body).authorized(&format!("Bearer {}", self.api_key))?;
        Ok(vec![Delivery::Http(call)])
    }
}
