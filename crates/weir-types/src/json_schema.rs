//! JSON Schemas of the types that write themselves, for the OpenAPI document of Weir's own operations.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{Json, JsonObject, TimeDelta, Timestamp};

macro_rules! schemas {
    ($($name:ident => $schema:tt;)+) => {$(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

schemas! {
    Timestamp => { "type": "string", "format": "date-time" };
    TimeDelta => { "type": "number", "format": "time-delta" };
    Json => {};
    JsonObject => { "type": "object" };
}
