//! Slack's incoming webhooks, and what takes the same message.
//!
//! The message: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.

use serde_json::{Value, json};

/// The longest text that Slack takes; it cuts off what is longer.
const LONGEST: usize = 40_000;

/// A message: the subject in bold, the text below.
pub(super) fn message(subject: &str, body: &str) -> Value {
    let subject = subject.trim();
    let text = if subject.is_empty() { body.to_owned() } else { format!("*{subject}*\n{body}") };
    json!({ "text": text.chars().take(LONGEST).collect::<String>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_stands_in_bold_above_the_text() {
        assert_eq!(message("Run failed", "etl"), json!({ "text": "*Run failed*\netl" }));
        assert_eq!(message(" ", "etl"), json!({ "text": "etl" }));
    }
}
