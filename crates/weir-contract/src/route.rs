//! What Prefect answers to a request that no route takes.

use std::borrow::Cow;

use crate::Contract;
use crate::error::ErrorBody;
use crate::request::percent_decode;
use crate::schema::Operation;

/// A request that no route takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmatched {
    /// No route has this path: 404.
    NotFound,
    /// The path exists with another method: 405, with what the header `Allow` says.
    MethodNotAllowed {
        /// The value of `Allow`: the method of the first route that has the path.
        allow: Box<str>,
    },
    /// The path exists with (or without) a slash at its end: 307 to this path.
    Redirect {
        /// The path to go to.
        location: String,
    },
}

impl Unmatched {
    /// The body of the answer; a redirect has none.
    pub fn body(&self) -> Option<ErrorBody> {
        match self {
            Self::NotFound => Some(ErrorBody::no_route()),
            Self::MethodNotAllowed { .. } => Some(ErrorBody::method_not_allowed()),
            Self::Redirect { .. } => None,
        }
    }
}

impl Contract {
    /// The operation that Prefect's router would pick for a path (percent-decoded), or why none.
    ///
    /// # Errors
    /// [`Unmatched`] when no operation takes the request.
    pub fn route(&self, method: &str, path: &str) -> Result<&Operation, Unmatched> {
        let mut other_method = None;
        for operation in self.operations().iter().filter(|operation| operation.path_values(path).is_some()) {
            if *operation.method == *method {
                return Ok(operation);
            }
            other_method.get_or_insert(&operation.method);
        }
        if let Some(allow) = other_method {
            return Err(Unmatched::MethodNotAllowed { allow: allow.clone() });
        }
        let shorter = path.trim_end_matches('/');
        let location = if shorter.len() < path.len() { shorter.to_owned() } else { format!("{path}/") };
        if self.operations().iter().any(|operation| operation.path_values(&location).is_some()) {
            return Err(Unmatched::Redirect { location });
        }
        Err(Unmatched::NotFound)
    }
}

impl Operation {
    /// The values of the parameters in a path (percent-decoded), by name; none when the path does not fit: `{x}` takes
    /// one part that is not empty, `{x:uuid}` a UUID. No path with a line feed fits any operation of Prefect's router.
    pub fn path_values<'s, 'p>(&'s self, path: &'p str) -> Option<Vec<(&'s str, &'p str)>> {
        if path.contains('\n') {
            return None;
        }
        let mut values = Vec::new();
        let mut parts = path.split('/');
        for expected in self.path.split('/') {
            let part = parts.next()?;
            let Some(inside) = expected.strip_prefix('{').and_then(|inside| inside.strip_suffix('}')) else {
                if expected != part {
                    return None;
                }
                continue;
            };
            let (name, convertor) = inside.split_once(':').unwrap_or((inside, "str"));
            if part.is_empty() || (convertor == "uuid" && !is_uuid(part)) {
                return None;
            }
            values.push((name, part));
        }
        parts.next().is_none().then_some(values)
    }
}

/// A path as Prefect's router sees it: percent-decoded before it is taken apart.
pub fn decode_path(raw: &str) -> Cow<'_, str> {
    percent_decode(raw, false)
}

/// Thirty-two hexadecimal digits, with or without each of the four dashes.
fn is_uuid(part: &str) -> bool {
    let mut rest = part;
    for length in [8, 4, 4, 4, 12] {
        let digits =
            rest.get(..length).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if digits.is_none() {
            return false;
        }
        rest = &rest[length..];
        if length != 12 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
    }
    rest.is_empty()
}
