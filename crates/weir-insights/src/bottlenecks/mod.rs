//! Where the time of flow runs goes: of one, and of many.

mod analysis;
mod answers;

pub use analysis::{Analysis, Step, TaskPart, analyse};
pub use answers::{Question, of_many, of_one};
