//! The audit log: a row for each request that changes something and is asked with a key.
//!
//! The answer is sent when the row is durable, so no change that was answered is missing in the log. Rows that wait are
//! written together, in one unit of work; the request itself runs to its end also when its client goes away.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{MatchedPath, OriginalUri, Request},
    http::{Extensions, HeaderMap, Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use tokio::sync::oneshot;
use weir_contract::ErrorBody;
use weir_store::audit;
use weir_types::{Timestamp, audit::AuditEntry, ids::AuditEntryId};

use super::Key;
use crate::{app::App, error::ApiError};

/// The longest text of a client's that an entry holds.
const LONGEST: usize = 1000;

/// Entries on their way into the database.
#[derive(Debug, Default)]
pub(crate) struct AuditLog {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    entries: Vec<AuditEntry>,
    written: Vec<oneshot::Sender<()>>,
    /// Whether a task is writing, which will write these too.
    busy: bool,
}

/// Serves a request that changes something, asked with a key, and writes down that it did.
pub(super) async fn serve(app: App, key: Arc<Key>, request: Request, next: Next) -> Response {
    let asked = Asked::new(&app, request.method(), request.headers(), request.uri(), request.extensions());
    // Its own task: it goes on when the client does not wait.
    let served = tokio::spawn(async move {
        let served = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let status = served.as_ref().map_or(StatusCode::INTERNAL_SERVER_ERROR, Response::status);
        write(&app, asked.entry(&key, status)).await;
        served
    });
    match served.await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => resume_unwind(panic),
        // The server is ending.
        Err(_) => ApiError::from(ErrorBody::internal()).into_response(),
    }
}

/// A request, as the log tells of it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    at: Timestamp,
    method: String,
    route: String,
    path: String,
    request_id: Option<String>,
}

impl Asked {
    pub(crate) fn new(
        app: &App,
        method: &Method,
        headers: &HeaderMap,
        uri: &Uri,
        extensions: &Extensions,
    ) -> Self {
        let uri = extensions.get::<OriginalUri>().map_or(uri, |OriginalUri(uri)| uri);
        let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
        Self {
            at: app.now(),
            method: method.to_string(),
            route: extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned(),
            path: uri.path().chars().take(LONGEST).collect(),
            request_id: request_id.map(|id| id.chars().take(LONGEST).collect()),
        }
    }

    /// The entry of this request, asked with `key` and answered with `status`.
    pub(crate) fn entry(self, key: &Key, status: StatusCode) -> AuditEntry {
        let Self { at, method, route, path, request_id } = self;
        AuditEntry {
            id: AuditEntryId::generate(),
            at,
            key_id: key.id(),
            key_name: key.name().to_owned(),
            method,
            route,
            path,
            status: status.as_u16().into(),
            request_id,
        }
    }
}

/// Writes an entry; it is durable when this completes. What cannot be written goes to the server's own log.
pub(crate) async fn write(app: &App, entry: AuditEntry) {
    let (tell, told) = oneshot::channel();
    let idle = {
        let mut waiting = lock(app);
        waiting.entries.push(entry);
        waiting.written.push(tell);
        !std::mem::replace(&mut waiting.busy, true)
    };
    if idle {
        tokio::spawn(write_all(app.clone()));
    }
    // It fails only when the server is ending.
    drop(told.await);
}

/// Writes what waits until nothing does.
async fn write_all(app: App) {
    loop {
        let (entries, written) = {
            let mut waiting = lock(&app);
            if waiting.entries.is_empty() {
                waiting.busy = false;
                return;
            }
            (Arc::new(std::mem::take(&mut waiting.entries)), std::mem::take(&mut waiting.written))
        };
        let appended =
            app.store().write(entries.clone(), |conn, entries| Box::pin(audit::append(conn, entries)));
        if let Err(error) = appended.await {
            for entry in entries.iter() {
                tracing::error!(%error, ?entry, "an entry of the audit log could not be written");
            }
        }
        for tell in written {
            // Whoever does not wait any more needs no word.
            let _heard = tell.send(()).is_ok();
        }
    }
}

fn lock(app: &App) -> std::sync::MutexGuard<'_, Waiting> {
    app.audit_log().waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
