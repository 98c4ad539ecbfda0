//! Wakes those who read the event log and the log lines, after a commit that appended to them.

use tokio::sync::watch;

use crate::conn::Appended;

/// A reader's end: it changes whenever the log has grown. What grew is read from the store by sequence number, so a
/// wake-up that is missed or doubled does no harm.
pub type Growth = watch::Receiver<u64>;

/// The senders, one for each log.
#[derive(Clone, Debug)]
pub(crate) struct Wakers {
    events: watch::Sender<u64>,
    logs: watch::Sender<u64>,
}

impl Wakers {
    pub(crate) fn new() -> Self {
        Self { events: watch::Sender::new(0), logs: watch::Sender::new(0) }
    }

    pub(crate) fn wake(&self, appended: Appended) {
        if appended.events {
            self.events.send_modify(|count| *count += 1);
        }
        if appended.logs {
            self.logs.send_modify(|count| *count += 1);
        }
    }

    pub(crate) fn events(&self) -> Growth {
        self.events.subscribe()
    }

    pub(crate) fn logs(&self) -> Growth {
        self.logs.subscribe()
    }
}
