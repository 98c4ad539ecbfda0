//! Names with the constraints that Prefect puts on them.

use serde::{Deserialize, Deserializer, Serialize};

/// A name that breaks the rule of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Empty, or with one of the characters that no name may hold.
    #[error("String should match pattern '^[^/%&><]+$'")]
    Banned,
    /// With a character beside `a-z`, `0-9` and the kind's separators.
    #[error("{0} must only contain lowercase letters, numbers, and {1}.")]
    Characters(&'static str, &'static str),
    /// Nothing but spaces and quotes.
    #[error("Value error, name cannot be an empty string")]
    Blank,
    /// Longer than its kind may be.
    #[error("String should have at most {0} characters")]
    TooLong(usize),
}

fn check_banned(text: &str) -> Result<(), BadName> {
    if text.is_empty() || text.contains(['/', '%', '&', '>', '<']) { Err(BadName::Banned) } else { Ok(()) }
}

fn check_characters(
    text: &str,
    separators: &[u8],
    kind: &'static str,
    words: &'static str,
) -> Result<(), BadName> {
    // A trailing newline is let through because Python's `$` lets it through.
    let text = text.strip_suffix('\n').unwrap_or(text);
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || separators.contains(&byte);
    if text.bytes().all(good) { Ok(()) } else { Err(BadName::Characters(kind, words)) }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident by $check:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks `text` against the rule of this kind of name.
            ///
            /// # Errors
            /// When the text breaks the rule.
            pub fn new(text: impl Into<String>) -> Result<Self, BadName> {
                let text = text.into();
                let check: fn(&str) -> Result<(), BadName> = $check;
                check(&text).map(|()| Self(text))
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The name, owned.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

names! {
    /// The name of a flow, a block type, a work queue or a limit: not empty, without `/ % & > <`.
    Name by check_banned;
    /// The name of a deployment: without `/ % & > <`.
    NameOrEmpty by |text| if text.is_empty() { Ok(()) } else { check_banned(text) };
    /// The name of a work pool: a [`Name`] of more than spaces and quotes.
    WorkPoolName by |text| {
        if text.chars().all(|character| character.is_whitespace() || matches!(character, '\'' | '"')) {
            return Err(BadName::Blank);
        }
        check_banned(text)
    };
    /// The name of a block document: lowercase letters, digits and dashes.
    BlockDocumentName by |text| {
        check_banned(text)?;
        check_characters(text, b"-", "Block document name", "dashes")
    };
    /// The slug of a block type: lowercase letters, digits and dashes.
    BlockTypeSlug by |text| check_characters(text, b"-", "Block type slug", "dashes");
    /// The key of an artifact: lowercase letters, digits and dashes.
    ArtifactKey by |text| check_characters(text, b"-", "Artifact key", "dashes");
    /// The name of a variable: up to 255 lowercase letters, digits, dashes and underscores.
    VariableName by |text| {
        const MAX: usize = 255;
        if text.chars().count() > MAX {
            return Err(BadName::TooLong(MAX));
        }
        check_characters(text, b"-_", "Variable name", "dashes or underscores")
    };
}

/// Reads the name of a run: null and the empty text mean that the server shall draw one.
///
/// # Errors
/// When the value is neither text nor null.
pub(crate) fn run_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_all_but_the_five_banned_characters() {
        for good in ["etl", "My Flow", "flow\nb", "ü-1.2", "a_b:c"] {
            assert!(Name::new(good).is_ok(), "{good}");
        }
        for bad in ["", "a/b", "50%", "a&b", "<b>", ">"] {
            assert_eq!(Name::new(bad), Err(BadName::Banned), "{bad}");
        }
    }

    #[test]
    fn the_narrow_kinds_refuse_what_prefect_refuses() {
        assert!(BlockDocumentName::new("prod-db").is_ok());
        assert_eq!(BlockDocumentName::new(""), Err(BadName::Banned));
        assert!(BlockDocumentName::new("prod_db").is_err());
        assert!(ArtifactKey::new("").is_ok(), "Prefect lets an empty key through");
        assert!(ArtifactKey::new("Report").is_err());
        assert_eq!(WorkPoolName::new(" '\""), Err(BadName::Blank));
        assert_eq!(WorkPoolName::new("a/b"), Err(BadName::Banned));
        assert!(VariableName::new("a_b-c1").is_ok());
        assert!(VariableName::new("a".repeat(255)).is_ok());
        assert_eq!(VariableName::new("a".repeat(256)), Err(BadName::TooLong(255)));
    }
}
