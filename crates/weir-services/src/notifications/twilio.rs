//! Twilio: a text message to each number.
//!
//! The request: <https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource>.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::Method;
use serde::Deserialize;

use super::{
    channel::{Channel, Names},
    delivery::Delivery,
    message::Message,
    outbound::{Call, Target},
    undelivered::Undelivered,
};

/// The longest text that Twilio takes.
const LONGEST: usize = 1600;

/// An account and a number of it.
#[derive(Deserialize)]
pub(super) struct Twilio {
    account_sid: String,
    auth_token: String,
    from_phone_number: String,
    to_phone_numbers: Names,
}

impl Channel for Twilio {
    fn deliveries(&self, message: &Message) -> Result<Vec<Delivery>, Undelivered> {
        if !self.account_sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Undelivered::refused("The block's account_sid is none"));
        }
        let text = message.whole(LONGEST);
        let credentials = BASE64_STANDARD.encode(format!("{}:{}", self.account_sid, self.auth_token));
        let from = number(&self.from_phone_number);
        let post = |(place, to): (usize, &String)| {
            let fields = [("Body", text.as_str()), ("From", &from), ("To", &number(to))];
            let body = serde_html_form::to_string(fields).unwrap_or_default();
            let path = format!("/2010-04-01/Accounts/{}/Messages.json", self.account_sid);
            let target = Target::Vendor { host: "api.twilio.com", path };
            let call = Call::new(Method::POST, target, message.key_of(place))
                .with_body("application/x-www-form-urlencoded", body)
                .authorized(&format!("Basic {credentials}"))?;
            Ok(Delivery::Http(call))
        };
        self.to_phone_numbers.0.iter().enumerate().map(post).collect()
    }
}

/// A phone number as E.164 writes it. Short codes have no country, and senders may have names.
fn number(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let named = text.chars().any(char::is_alphabetic);
    if named {
        text.to_owned()
    } else if digits.len() < 7 {
        digits
    } else {
        format!("+{digits}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_twilio_wants_them() {
        for (given, sent) in [("18001234567", "+18001234567"), ("+1 (800) 123-4567", "+18001234567")] {
            assert_eq!(number(given), sent);
        }
        assert_eq!((number("12345"), number("WEIR")), ("12345".to_owned(), "WEIR".to_owned()));
    }
}
