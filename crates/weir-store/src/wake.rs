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

/// How often each log has grown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    events: u64,
    logs: u64,
}

impl Counts {
    /// Which logs have grown between this count and a later one.
    pub(crate) fn until(self, later: Self) -> Appended {
        Appended { events: self.events != later.events, logs: self.logs != later.logs }
    }
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

    /// Wakes readers although nothing more was appended: what was is to be seen only now.
    pub(crate) fn wake_again(&self, appended: Appended) {
        if appended.events {
            self.events.send_modify(|_| {});
        }
        if appended.logs {
            self.logs.send_modify(|_| {});
        }
    }

    /// How often each log has grown.
    pub(crate) fn counts(&self) -> Counts {
        Counts { events: *self.events.borrow(), logs: *self.logs.borrow() }
    }

    pub(crate) fn events(&self) -> Growth {
        self.events.subscribe()
    }

    pub(crate) fn logs(&self) -> Growth {
        self.logs.subscribe()
    }
}
