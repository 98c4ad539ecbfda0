//! Prefect's wire contract as data, and a validator that answers requests as Prefect 3.8.8 does.
//!
//! The rules come from `rules/prefect-3.8.8.json`, extracted from the validators that Prefect's server builds (see
//! `tests/compat/validation/`). They are read on first use into a compact table ([`contract`]). [`Contract::validate`]
//! checks the path, the query and the body of a request together, collects all errors in FastAPI's order, and hands
//! back normalised JSON texts that typed deserialisers can read without knowing of Pydantic's conversions: the body
//! as it was sent when nothing had to be converted.
//!
//! [`ErrorBody`] is the one place where refusals become answers.

mod check;
mod duration;
mod encoding;
mod error;
mod job_template;
mod loops;
mod moment;
mod own;
mod parse;
mod request;
mod route;
mod rule;
mod scalar;
mod schema;
pub mod stock;
mod text_size;
mod tree;

use std::sync::OnceLock;

pub use error::{ErrorBody, ErrorDetail, Refusal, RequestErrors, Step};
pub use loops::why_endless;
pub use parse::MAX_DEPTH;
pub use request::{RequestParts, Validated};
pub use route::{Unmatched, decode_path};
pub use schema::{Operation, Parameter};
pub use tree::Tree;

/// The OpenAPI document of Prefect 3.8.8, to be served as it is.
pub const OPENAPI: &str = include_str!("../openapi/prefect-3.8.8.json");

/// The OpenAPI document of Weir's own operations, below `/api`. A test of the crate with the routes makes it, of
/// `rules/weir.json` and of the types of the answers.
pub const OWN_OPENAPI: &str = include_str!("../openapi/weir.json");

const RULES: &str = include_str!("../rules/prefect-3.8.8.json");

/// The oldest API version that a client may ask for in `X-PREFECT-API-VERSION`.
const OLDEST_API_VERSION: [i64; 3] = [0, 8, 0];

/// The rules of all operations.
#[derive(Debug)]
pub struct Contract {
    schema: schema::Schema,
}

/// The contract; read on the first call (about two milliseconds), a lookup afterwards.
///
/// # Panics
/// Never: the tests read the embedded rules.
pub fn contract() -> &'static Contract {
    static CONTRACT: OnceLock<Contract> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        #[expect(clippy::expect_used, reason = "the rules are a constant of this crate that its tests read")]
        let schema = schema::Schema::read(RULES).expect("the embedded rules are well-formed");
        Contract { schema }
    })
}

impl Contract {
    /// The operations in Prefect's routing order.
    pub fn operations(&self) -> &[Operation] {
        &self.schema.operations
    }

    /// The operation behind a method and a path template as axum writes it: `POST`, `/api/flow_runs/{id}/set_state`.
    pub fn operation(&self, method: &str, template: &str) -> Option<&Operation> {
        let places = self.schema.by_template.get(template)?;
        places.iter().map(|at| &self.schema.operations[*at]).find(|operation| *operation.method == *method)
    }

    /// Checks the header `X-PREFECT-API-VERSION`.
    ///
    /// # Errors
    /// The answer 400 when it is not of the form `x.y.z` or too old.
    pub fn check_api_version(header: Option<&str>) -> Result<(), ErrorBody> {
        let Some(asked) = header.filter(|header| !header.is_empty()) else { return Ok(()) };
        let parts: Option<Vec<i64>> = asked.split('.').map(|part| part.trim().parse().ok()).collect();
        match parts.as_deref() {
            Some([_, _, _]) => {}
            _ => {
                return Err(ErrorBody::detail(
                    400,
                    &format!(
                        "Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received {asked}"
                    ),
                ));
            }
        }
        if parts.is_some_and(|parts| parts.as_slice() < OLDEST_API_VERSION.as_slice()) {
            return Err(ErrorBody::detail(
                400,
                &format!(
                    "The request specified API version {asked} but this server requires version 0.8.0 or higher."
                ),
            ));
        }
        Ok(())
    }
}
