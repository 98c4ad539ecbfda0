//! Texts that must not be shown.

/// A text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself: only for comparing it or sending it where it belongs.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Writes the text itself, for `serialize_with` of the one answer that shows it.
    ///
    /// # Errors
    /// As the serialiser says.
    pub fn serialize_exposed<S: serde::Serializer>(secret: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&secret.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("********")
    }
}
