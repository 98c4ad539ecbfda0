//! What waits to be sent: bounded, so that a receiver that is away does not fill the memory.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// Something encoded and ready to go in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// What is sent.
    pub body: Vec<u8>,
    /// How many points, spans or lines are in it.
    pub items: usize,
}

/// The batches in their order.
#[derive(Debug)]
pub(super) struct Queue {
    /// With the time at which they were put here.
    batches: VecDeque<(Instant, Batch)>,
    bytes: usize,
    most: usize,
}

impl Queue {
    /// One that holds at most `most` bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { batches: VecDeque::new(), bytes: 0, most }
    }

    /// Adds batches; answers how many items had to go for that, the oldest first: of metrics the newest count.
    pub(super) fn push(&mut self, batches: Vec<Batch>, now: Instant) -> usize {
        for batch in batches {
            self.bytes += batch.body.len();
            self.batches.push_back((now, batch));
        }
        let mut dropped = 0;
        while self.bytes > self.most {
            dropped += self.pop().map_or(0, |batch| batch.items);
        }
        dropped
    }

    /// Gives up what has waited longer than `most`; answers how many items that were.
    pub(super) fn expire(&mut self, most: Duration, now: Instant) -> usize {
        let mut dropped = 0;
        while self.batches.front().is_some_and(|(since, _)| now.duration_since(*since) > most) {
            dropped += self.pop().map_or(0, |batch| batch.items);
        }
        dropped
    }

    /// Gives up everything.
    pub(super) fn clear(&mut self) {
        (self.batches, self.bytes) = (VecDeque::new(), 0);
    }

    /// The batch whose turn it is.
    pub(super) fn front(&self) -> Option<&Batch> {
        self.batches.front().map(|(_, batch)| batch)
    }

    /// Takes out the batch whose turn it was.
    pub(super) fn pop(&mut self) -> Option<Batch> {
        let (_, batch) = self.batches.pop_front()?;
        self.bytes -= batch.body.len();
        Some(batch)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_waited_too_long_is_given_up() {
        let (mut queue, begin, hour) = (Queue::new(100), Instant::now(), Duration::from_hours(1));
        for nth in 0..4 {
            queue
                .push(vec![Batch { body: vec![0], items: 10 + nth }], begin + hour * nth.try_into().unwrap());
        }
        assert_eq!(queue.expire(hour, begin + hour * 3), 10 + 11);
        assert_eq!(queue.front().map(|batch| batch.items), Some(12));
        queue.clear();
        assert_eq!((queue.front(), queue.bytes), (None, 0));
    }

    proptest! {
        /// What goes in comes out in its order or is counted as dropped, and never more is held than may be.
        #[test]
        fn nothing_is_lost_uncounted(sizes in prop::collection::vec((0..50usize, 1..9usize), 0..60), most in 0..200usize) {
            let mut queue = Queue::new(most);
            let mut dropped = 0;
            for (size, items) in &sizes {
                dropped += queue.push(vec![Batch { body: vec![0; *size], items: *items }], Instant::now());
                prop_assert!(queue.bytes <= most);
            }
            let mut left = Vec::new();
            while let Some(batch) = queue.pop() {
                left.push(batch);
            }
            let total: usize = sizes.iter().map(|(_, items)| items).sum();
            prop_assert_eq!(dropped + left.iter().map(|batch| batch.items).sum::<usize>(), total);
            let kept: Vec<usize> = sizes[sizes.len() - left.len()..].iter().map(|(size, _)| *size).collect();
            prop_assert_eq!(left.iter().map(|batch| batch.body.len()).collect::<Vec<_>>(), kept);
        }
    }
}
