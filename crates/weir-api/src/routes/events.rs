//! `/events`.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use weir_store::{
    event_counts,
    events::{self, StoredEvent},
    task_run_events::{self, IncomingEvents},
};
use weir_types::{
    Json,
    events::{Countable, EventCount, EventCountQuery},
    filters::{EventFilter, queries::EventsQuery},
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path, Query},
    incoming_event,
    outgoing_event::OutgoingEvent,
    routing::{Routes, get, post, query, socket},
    sockets::{events_in::events_in, events_out::events_out},
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/events", post(create))
        .route("/events/in", socket(events_in))
        .route("/events/out", socket(events_out))
        .route("/events/filter", query(filter))
        .route("/events/filter/next", get(next_page))
        .route("/events/count-by/{countable}", query(count_by))
}

/// Takes events by HTTP as [`events_in`] takes them by websocket.
async fn create(State(app): State<App>, Body(events): Body<Vec<Json>>) -> ApiResult<StatusCode> {
    let mut incoming = IncomingEvents::default();
    for (place, event) in events.iter().enumerate() {
        let (event, task_run) = incoming_event::parse(event.as_str()).map_err(|error| ApiError::Invalid {
            detail: json!([{ "type": "value_error", "loc": ["body", place], "msg": error.to_string() }]),
            body: Value::Null,
        })?;
        incoming.push(event, task_run);
    }
    if !incoming.is_empty() {
        let now = app.now();
        app.store()
            .write((incoming, now), |conn, (incoming, now)| {
                Box::pin(task_run_events::store(conn, incoming, *now))
            })
            .await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The most events that a page has.
const PAGE: i64 = 50;

/// Where a page is, as its token tells: the filter with its times fixed, how many events there were on the first page,
/// and where the page begins.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    filter: EventFilter,
    total: u64,
    limit: i64,
    offset: i64,
}

/// A page of events.
#[derive(Serialize)]
struct ShownPage<'a> {
    events: Vec<OutgoingEvent<'a>>,
    total: u64,
    next_page: Option<String>,
}

async fn filter(
    State(app): State<App>,
    headers: HeaderMap,
    Body(query): Body<EventsQuery>,
) -> ApiResult<Response> {
    let now = app.now();
    let mut filter = query.filter.unwrap_or_default();
    let (since, until) = (filter.occurred.since(now), filter.occurred.until(now));
    (filter.occurred.since, filter.occurred.until) = (Some(since), Some(until));
    let count = app
        .store()
        .read(filter.clone(), move |conn, filter| Box::pin(event_counts::count(conn, filter, now)));
    let place = Place { total: count.await?.unsigned_abs(), filter, limit: query.limit, offset: 0 };
    page(&app, &headers, place).await
}

#[derive(Deserialize)]
struct Token {
    #[serde(rename = "page-token")]
    token: String,
}

async fn next_page(
    State(app): State<App>,
    headers: HeaderMap,
    Query(Token { token }): Query<Token>,
) -> ApiResult<Response> {
    let place =
        URL_SAFE_NO_PAD.decode(token).ok().and_then(|json| serde_json::from_slice::<Place>(&json).ok());
    match place {
        Some(place) if (0..=PAGE).contains(&place.limit) && place.offset >= 0 => {
            page(&app, &headers, place).await
        }
        _ => Err(ApiError::Forbidden("Forbidden".to_owned())),
    }
}

async fn page(app: &App, headers: &HeaderMap, place: Place) -> ApiResult<Response> {
    let (filter, limit, offset, now) = (place.filter.clone(), place.limit, place.offset, app.now());
    let found: Vec<StoredEvent> = app
        .store()
        .read(filter, move |conn, filter| Box::pin(events::list(conn, filter, limit, offset, now)))
        .await?;
    let next = place.offset.saturating_add(place.limit);
    let more = next.unsigned_abs() < place.total;
    let page = ShownPage {
        events: found.iter().map(OutgoingEvent::from).collect(),
        total: place.total,
        next_page: more.then(|| address(headers, &Place { offset: next, ..place })),
    };
    Ok(Answer(page).into_response())
}

/// The address of a page, on the host that the client asked.
fn address(headers: &HeaderMap, place: &Place) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let token = URL_SAFE_NO_PAD.encode(json!(place).to_string());
    format!("http://{host}/api/events/filter/next?page-token={token}")
}

async fn count_by(
    State(app): State<App>,
    Path(countable): Path<Countable>,
    Body(query): Body<EventCountQuery>,
) -> ApiResult<Answer<Vec<EventCount>>> {
    let now = app.now();
    let counts = app
        .store()
        .read(query, move |conn, query| Box::pin(event_counts::count_by(conn, query, countable, now)))
        .await?;
    counts.map(Answer).map_err(|refusal| {
        ApiError::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": refusal.to_string() }))
    })
}
