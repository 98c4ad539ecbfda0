//! Notifications, sent through the blocks that users saved. Each channel says in its own file which requests a message
//! becomes; sending them, and refusing to where they may not go, is the same for all.

mod apprise;
mod channel;
mod custom_webhook;
mod delivery;
mod discord;
mod egress;
mod email;
mod mattermost;
mod message;
mod opsgenie;
mod outbound;
pub(crate) mod pagerduty;
mod secrets;
mod sendgrid;
pub(crate) mod slack;
mod teams;
mod twilio;
mod undelivered;

pub use self::outbound::Settings;
pub(crate) use self::{
    channel::deliveries,
    delivery::{Delivery, Sent, send},
    message::Message,
    outbound::{Call, Outbound, Received, Target},
    secrets::Secrets,
    undelivered::{Again, Undelivered},
};
