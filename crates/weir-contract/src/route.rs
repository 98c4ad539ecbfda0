//! What Prefect answers to a request that no route takes.

use crate::Contract;
use crate::error::ErrorBody;
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
        for operation in self.operations().iter().filter(|operation| matches_path(&operation.path, path)) {
            if *operation.method == *method {
                return Ok(operation);
            }
            other_method.get_or_insert(&operation.method);
        }
        if let Some(allow) = other_method {
            return Err(Unmatched::MethodNotAllowed { allow: allow.clone() });
        }
        let location = match path.strip_suffix('/') {
            Some(shorter) => shorter.to_owned(),
            None => format!("{path}/"),
        };
        if self.operations().iter().any(|operation| matches_path(&operation.path, &location)) {
            return Err(Unmatched::Redirect { location });
        }
        Err(Unmatched::NotFound)
    }
}

/// Whether a path fits a template with convertors: `{x}` takes one part that is not empty, `{x:uuid}` a UUID,
/// `{x:path}` the rest.
fn matches_path(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for expected in template.split('/') {
        let Some(part) = parts.next() else { return false };
        let Some(inside) = expected.strip_prefix('{').and_then(|inside| inside.strip_suffix('}')) else {
            if expected != part {
                return false;
            }
            continue;
        };
        let fits = match inside.split_once(':') {
            Some((_, "uuid")) => is_uuid(part),
            Some((_, "path")) => return true,
            _ => !part.is_empty(),
        };
        if !fits {
            return false;
        }
    }
    parts.next().is_none()
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
