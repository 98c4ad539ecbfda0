//! JSON answers.

use std::cell::Cell;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Answers a value as JSON.
#[derive(Clone, Copy, Debug)]
pub struct Answer<T>(pub T);

/// The content type of answers.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer that is JSON already. Long lists are written where they are read: on SQLite that is a thread of its own,
/// which has the rows at hand, and to move them to another processor costs as much as to write them.
#[derive(Clone, Debug)]
pub struct Written(Vec<u8>);

thread_local! {
    /// How long the last answer of this thread was. The next one is often as long, and one that grows bit by bit is
    /// copied again and again.
    static LENGTH: Cell<usize> = const { Cell::new(128) };
}

impl Written {
    /// Writes a value.
    ///
    /// # Errors
    /// As its `Serialize` says.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        let mut text = Vec::with_capacity(LENGTH.get());
        serde_json::to_writer(&mut text, value)?;
        LENGTH.set(text.len());
        Ok(Self(text))
    }
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, JSON)], self.0).into_response()
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match Written::of(&self.0) {
            Ok(written) => written.into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}
