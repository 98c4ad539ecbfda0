//! Chance that comes out the same each time: a story is told anew from its seed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rand::{RngExt as _, SeedableRng as _, rngs::Xoshiro256PlusPlus};

/// A source of chance.
#[derive(Debug)]
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Dice of their own for one part of the story, so that one part does not change when another does.
    pub(super) fn of(seed: u64, part: &str, at: i64) -> Self {
        let mut hasher = DefaultHasher::new();
        (seed, part, at).hash(&mut hasher);
        Self(Xoshiro256PlusPlus::seed_from_u64(hasher.finish()))
    }

    /// Whether something happens that has this chance.
    pub(super) fn chance(&mut self, chance: f64) -> bool {
        self.between(0.0, 1.0) < chance
    }

    /// A number between two others, all equally likely.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// A number about `median`, seldom much less and at times much more, as durations are.
    pub(super) fn about(&mut self, median: f64, spread: f64) -> f64 {
        let (u, v) = (1.0 - self.between(0.0, 1.0), self.between(0.0, 1.0));
        let normal = (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        median * (spread * normal).exp()
    }

    /// One of several things; there must be one.
    pub(super) fn one_of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.0.random_range(0..things.len())]
    }

    /// Any number.
    pub(super) fn number(&mut self) -> u64 {
        self.0.random()
    }
}
