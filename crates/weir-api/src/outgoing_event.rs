//! Events as they are shown: their JSON goes out as it came in.

use serde::Serialize;
use weir_store::events::StoredEvent;
use weir_types::{Json, JsonObject, Timestamp, ids::EventId};

/// An event of the log, in the shape of the wire.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct OutgoingEvent<'a> {
    occurred: Timestamp,
    event: &'a str,
    resource: &'a JsonObject,
    related: &'a Json,
    payload: &'a JsonObject,
    id: EventId,
    follows: Option<EventId>,
    received: Timestamp,
}

impl<'a> From<&'a StoredEvent> for OutgoingEvent<'a> {
    fn from(event: &'a StoredEvent) -> Self {
        Self {
            occurred: event.occurred,
            event: &event.event,
            resource: &event.resource,
            related: &event.related,
            payload: &event.payload,
            id: event.id,
            follows: event.follows,
            received: event.received,
        }
    }
}
