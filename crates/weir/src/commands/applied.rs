//! What `apply` does with things that are known by their names, and how it tells of it.

use std::{collections::BTreeMap, io};

use crate::output::Output;

/// What is done with one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Create,
    Update,
    Delete,
    Keep,
}

impl Deed {
    fn sign(self) -> char {
        match self {
            Self::Create => '+',
            Self::Update => '~',
            Self::Delete => '-',
            Self::Keep => '=',
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Keep => "keep",
        }
    }
}

/// What was done so far.
#[derive(Debug, Default)]
pub(super) struct Applied(BTreeMap<Deed, usize>);

impl Applied {
    /// Says what was done with the thing of this name.
    pub(super) fn tell(&mut self, output: Output, deed: Deed, name: &str) -> io::Result<()> {
        *self.0.entry(deed).or_default() += 1;
        output.line(format_args!("{} {} {name}", deed.sign(), deed.word()))
    }

    /// Says what was done, or would have been, in all.
    pub(super) fn sum_up(&self, output: Output, dry_run: bool) -> io::Result<()> {
        output.line(self.sum(dry_run))
    }

    fn sum(&self, dry_run: bool) -> String {
        let of = |deed| self.0.get(&deed).copied().unwrap_or_default();
        let [created, updated, deleted, kept] =
            [Deed::Create, Deed::Update, Deed::Delete, Deed::Keep].map(of);
        let (would, end) = if dry_run { ("would be ", " (nothing was done)") } else { ("", "") };
        format!(
            "{created} {would}created, {updated} {would}updated, {deleted} {would}deleted, {kept} unchanged{end}"
        )
    }
}

/// The names in all files, each with its place: none may be there twice.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Takes a name.
    ///
    /// # Errors
    /// What is wrong, for people, when the name is there already.
    pub(super) fn take(&mut self, name: &str, place: &str) -> Result<(), String> {
        match self.0.insert(name.to_owned(), place.to_owned()) {
            None => Ok(()),
            Some(first) => Err(format!("{place}: name: {name} is at {first} already")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_summed_up() {
        let applied = Applied(BTreeMap::from([
            (Deed::Create, 2),
            (Deed::Update, 1),
            (Deed::Delete, 3),
            (Deed::Keep, 4),
        ]));
        assert_eq!(applied.sum(false), "2 created, 1 updated, 3 deleted, 4 unchanged");
        let would =
            "0 would be created, 0 would be updated, 0 would be deleted, 0 unchanged (nothing was done)";
        assert_eq!(Applied::default().sum(true), would);
    }

    #[test]
    fn a_name_is_taken_once() {
        let mut names = Names::default();
        assert_eq!((names.take("a", "x:1:1"), names.take("b", "x:2:1")), (Ok(()), Ok(())));
        assert_eq!(names.take("a", "y:1:1"), Err("y:1:1: name: a is at x:1:1 already".to_owned()));
    }
}
