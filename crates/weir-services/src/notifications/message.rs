//! What a notification says.

use uuid::Uuid;

/// What to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Names the message: a repetition has the same.
    pub(crate) key: Uuid,
    /// The headline; blank for none.
    pub(crate) subject: String,
    /// The text.
    pub(crate) body: String,
}

impl Message {
    /// The headline, if there is one.
    pub(super) fn headline(&self) -> Option<&str> {
        Some(self.subject.trim()).filter(|subject| !subject.is_empty())
    }

    /// The headline and the text below it, for channels that have one field for both; at most `longest` characters.
    pub(super) fn whole(&self, longest: usize) -> String {
        let whole = match self.headline() {
            Some(subject) => format!("{subject}\n{}", self.body),
            None => self.body.clone(),
        };
        cut(&whole, longest)
    }

    /// The headline, else the text's first line.
    pub(super) fn title(&self, longest: usize) -> String {
        let title = self.headline().or_else(|| self.body.lines().find(|line| !line.trim().is_empty()));
        cut(title.unwrap_or("Notification"), longest)
    }

    /// Names what the receiver at this place gets, when several get the message.
    pub(super) fn key_of(&self, place: usize) -> Uuid {
        if place == 0 { self.key } else { Uuid::new_v5(&self.key, place.to_string().as_bytes()) }
    }
}

/// A text of at most `longest` characters; one that was cut ends in an ellipsis.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_visibly() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äö…");
    }

    #[test]
    fn a_message_without_a_headline_is_titled_by_its_first_line() {
        let message = |subject: &str, body: &str| Message {
            key: Uuid::nil(),
            subject: subject.to_owned(),
            body: body.to_owned(),
        };
        assert_eq!(message(" ", "\nlate\nagain").title(10), "late");
        assert_eq!(message("Run failed", "late").title(10), "Run failed");
        assert_eq!(message("Run failed", "late").whole(99), "Run failed\nlate");
        assert_eq!(message("", " ").title(99), "Notification");
    }
}
