//! What waits to be sent: bounded, so that a receiver that is away does not fill the memory.

use std::collections::VecDeque;

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
    batches: VecDeque<Batch>,
    bytes: usize,
    most: usize,
}

impl Queue {
    /// One that holds at most `most` bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { batches: VecDeque::new(), bytes: 0, most }
    }

    /// Adds batches; answers how many items had to go for that, the oldest first: of metrics the newest count.
    pub(super) fn push(&mut self, batches: Vec<Batch>) -> usize {
        for batch in batches {
            self.bytes += batch.body.len();
            self.batches.push_back(batch);
        }
        let mut dropped = 0;
        while self.bytes > self.most {
            dropped += self.pop().map_or(0, |batch| batch.items);
        }
        dropped
    }

    /// The batch whose turn it is.
    pub(super) fn front(&self) -> Option<&Batch> {
        self.batches.front()
    }

    /// Takes out the batch whose turn it was.
    pub(super) fn pop(&mut self) -> Option<Batch> {
        let batch = self.batches.pop_front()?;
        self.bytes -= batch.body.len();
        Some(batch)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What goes in comes out in its order or is counted as dropped, and never more is held than may be.
        #[test]
        fn nothing_is_lost_uncounted(sizes in prop::collection::vec((0..50usize, 1..9usize), 0..60), most in 0..200usize) {
            let mut queue = Queue::new(most);
            let mut dropped = 0;
            for (size, items) in &sizes {
                dropped += queue.push(vec![Batch { body: vec![0; *size], items: *items }]);
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
