//! Errors of validation, and every other error answer, in the shapes that Prefect sends.

use std::borrow::Cow;

use crate::tree::{Tree, write_str};

/// One step of the way to the place of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key of an object, the name of a parameter, or the name of a union's branch.
    Key(Cow<'static, str>),
    /// An index of an array, or a position in broken JSON.
    Index(usize),
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorDetail {
    /// Pydantic's name of the error, as `int_parsing`.
    pub kind: &'static str,
    /// Where it is: `body`, `query` or `path`, then the way down.
    pub loc: Vec<Step>,
    /// The sentence for people.
    pub msg: Cow<'static, str>,
    /// The input at that place, as JSON text.
    pub input: String,
    /// What the sentence was made from, as JSON text of an object.
    pub ctx: Option<String>,
}

/// The context of an error that a rule in code raised: its exception, of which JSON shows nothing.
pub(crate) const EMPTY_ERROR: &str = r#"{"error":{}}"#;

/// Everything that is wrong with a request; the body of a 422 answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RequestErrors {
    /// The errors in the order in which FastAPI reports them.
    pub details: Vec<ErrorDetail>,
    /// The body as it was understood, as JSON text.
    pub request_body: String,
}

impl ErrorDetail {
    fn write(&self, out: &mut String) {
        out.push_str(r#"{"type":""#);
        out.push_str(self.kind);
        out.push_str(r#"","loc":["#);
        for (at, step) in self.loc.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            match step {
                Step::Key(key) => write_str(key, out),
                Step::Index(index) => out.push_str(&index.to_string()),
            }
        }
        out.push_str(r#"],"msg":"#);
        write_str(&self.msg, out);
        out.push_str(r#","input":"#);
        out.push_str(&self.input);
        if let Some(ctx) = &self.ctx {
            out.push_str(r#","ctx":"#);
            out.push_str(ctx);
        }
        out.push('}');
    }
}

impl RequestErrors {
    /// The errors as the JSON array under `exception_detail`.
    pub fn details_json(&self) -> String {
        let mut out = String::from("[");
        for (at, detail) in self.details.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            detail.write(&mut out);
        }
        out.push(']');
        out
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The input does not fit: 422 with the list of errors.
    Invalid(RequestErrors),
    /// The request is refused with one sentence: 400 for an unreadable body, 422 for a limit out of range.
    Plain(ErrorBody),
}

/// An error answer: the status code and the JSON text of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// The HTTP status code.
    pub status: u16,
    /// The body, `application/json`.
    pub json: String,
}

impl ErrorBody {
    /// `{"detail": …}` with any status: what a raised `HTTPException` gives.
    pub fn detail(status: u16, sentence: &str) -> Self {
        Self { status, json: object("detail", sentence) }
    }

    /// `{"exception_message": …}` with any status.
    pub fn exception(status: u16, sentence: &str) -> Self {
        Self { status, json: object("exception_message", sentence) }
    }

    /// 404 with a sentence of the route, as `{"detail": "Flow not found"}`.
    pub fn not_found(sentence: &str) -> Self {
        Self::detail(404, sentence)
    }

    /// 404 raised below the routes: `{"exception_message": …}`.
    pub fn object_not_found(sentence: &str) -> Self {
        Self::exception(404, sentence)
    }

    /// 404 for a path that no route knows, also a path whose UUID is not one.
    pub fn no_route() -> Self {
        Self::detail(404, "Not Found")
    }

    /// 405 for a path that exists with other methods; send the `Allow` header with it.
    pub fn method_not_allowed() -> Self {
        Self::detail(405, "Method Not Allowed")
    }

    /// 400 for a body that cannot be read at all.
    pub fn unreadable_body() -> Self {
        Self::detail(400, "There was an error parsing the body")
    }

    /// 401 when the credentials are missing or wrong.
    pub fn unauthorized() -> Self {
        Self::exception(401, "Unauthorized")
    }

    /// 409 when the database refuses a row that another one forbids and no route has a better answer.
    pub fn integrity_conflict() -> Self {
        Self::detail(
            409,
            "Data integrity conflict. This usually means a unique or foreign key constraint was violated. \
             See server logs for details.",
        )
    }

    /// 500.
    pub fn internal() -> Self {
        Self::exception(500, "Internal Server Error")
    }

    /// 503: the client may try again.
    pub fn unavailable() -> Self {
        Self::exception(503, "Service Unavailable")
    }

    /// 422 with the list of errors.
    pub fn invalid(errors: &RequestErrors) -> Self {
        let body = if errors.request_body.is_empty() { "null" } else { &errors.request_body };
        let json = format!(
            r#"{{"exception_message":"Invalid request received.","exception_detail":{},"request_body":{body}}}"#,
            errors.details_json()
        );
        Self { status: 422, json }
    }
}

impl From<Refusal> for ErrorBody {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(errors) => Self::invalid(&errors),
            Refusal::Plain(body) => body,
        }
    }
}

fn object(key: &str, sentence: &str) -> String {
    let mut json = format!(r#"{{"{key}":"#);
    write_str(sentence, &mut json);
    json.push('}');
    json
}

/// `{"key": number}` for a limit; whole numbers of whole-number fields print without a fraction.
pub(crate) fn number_ctx(key: &str, printed: &str) -> String {
    format!(r#"{{"{key}":{printed}}}"#)
}

/// `{"key": "text"}`.
pub(crate) fn text_ctx(key: &str, text: &str) -> String {
    object(key, text)
}

/// About how many bytes an error takes in the answer, beside the input that it shows and the way to it.
const COST_OF_ERROR: usize = 150;
/// About how many bytes a step of the way to an error takes in the answer.
const COST_OF_STEP: usize = 20;

/// The errors found so far, and what a union wants to know about a success.
#[derive(Debug)]
pub(crate) struct Findings {
    /// Errors; their `loc` is built from the inside out until [`Findings::finish`].
    pub details: Vec<ErrorDetail>,
    /// Above zero nothing is written down, only that something failed.
    pub quiet: u32,
    /// How well the last value fitted: 0 by conversion, 1 by a harmless widening, 2 exactly.
    pub exactness: u8,
    /// Fields of models that were set.
    pub fields_set: usize,
    /// The input is bytes, not JSON.
    pub bytes: bool,
    /// What may still be spent on checks and on the text of errors; at zero everything fails.
    pub budget: usize,
    /// How many checks are under way inside each other.
    pub depth: usize,
}

/// A value did not fit; the reasons are in the [`Findings`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed;

impl Findings {
    /// Nothing is found yet. A check costs one, an error about as much as it adds to the answer.
    pub fn new(budget: usize) -> Self {
        Self { details: Vec::new(), quiet: 0, exactness: 0, fields_set: 0, bytes: false, budget, depth: 0 }
    }

    /// Writes down an error at the present place.
    pub fn fail<T>(
        &mut self,
        kind: &'static str,
        msg: impl Into<Cow<'static, str>>,
        input: &Tree<'_>,
        ctx: Option<String>,
    ) -> Result<T, Failed> {
        self.note(kind, msg, input, ctx);
        Err(Failed)
    }

    /// Writes down an error where the caller goes on.
    pub fn note(
        &mut self,
        kind: &'static str,
        msg: impl Into<Cow<'static, str>>,
        input: &Tree<'_>,
        ctx: Option<String>,
    ) {
        if self.quiet == 0 && self.budget > 0 {
            let (loc, msg, input) = (Vec::new(), msg.into(), input.to_text());
            self.budget = self.budget.saturating_sub(COST_OF_ERROR + input.len());
            self.details.push(ErrorDetail { kind, loc, msg, input, ctx });
        }
    }

    /// An error that a rule in code raises.
    pub fn value_error<T>(&mut self, sentence: &str, input: &Tree<'_>) -> Result<T, Failed> {
        if self.quiet > 0 {
            return Err(Failed);
        }
        self.fail("value_error", format!("Value error, {sentence}"), input, Some(EMPTY_ERROR.to_owned()))
    }

    /// Lengthens the way to all errors since `from` by one step outwards.
    pub fn step(&mut self, from: usize, step: &Step) {
        self.budget = self.budget.saturating_sub((self.details.len() - from) * COST_OF_STEP);
        for detail in &mut self.details[from..] {
            detail.loc.push(step.clone());
        }
    }

    /// Lengthens the way to all errors since `from` by a key outwards.
    pub fn key(&mut self, from: usize, key: &str) {
        if self.details.len() > from {
            self.step(from, &Step::Key(Cow::Owned(key.to_owned())));
        }
    }

    /// Turns the ways round, so that they begin outside.
    pub fn finish(mut self) -> Vec<ErrorDetail> {
        for detail in &mut self.details {
            detail.loc.reverse();
        }
        self.details
    }

    /// The value fitted no better than this.
    pub fn at_most(&mut self, exactness: u8) {
        self.exactness = self.exactness.min(exactness);
    }
}
