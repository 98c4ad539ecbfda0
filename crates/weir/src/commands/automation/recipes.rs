//! `weir automation recipes`.

use anyhow::bail;
use clap::Args;

use crate::{
    output::Output,
    table::{self, Cell},
};

macro_rules! recipes {
    ($($name:literal),+ $(,)?) => {
        /// Each recipe: its name, and its file.
        const RECIPES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../recipes/", $name, ".yaml")))),+];
    };
}

recipes!(
    "retry-failed-runs",
    "alert-on-repeated-failures",
    "scale-up-slow-runs",
    "pause-downstream",
    "critical-policy",
    "non-critical-policy",
);

/// Without a name it lists them. Names of flows, pools and blocks in a recipe are to be changed.
#[derive(Debug, Args)]
pub(crate) struct Recipes {
    /// The recipe to print.
    name: Option<String>,
}

impl Recipes {
    pub(crate) fn run(self, output: Output) -> anyhow::Result<()> {
        let Some(name) = self.name else {
            let rows: Vec<_> =
                RECIPES.iter().map(|(name, text)| [Cell::new(name), Cell::new(about(text))]).collect();
            for line in table::lines(output, ["NAME", "WHAT IT DOES"], &rows) {
                output.line(line)?;
            }
            return Ok(());
        };
        match RECIPES.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(output.line(text.trim_end())?),
            None => bail!("there is no recipe named {name}: `weir automation recipes` lists them"),
        }
    }
}

/// The first sentence of a recipe's comment.
fn about(text: &str) -> String {
    let comment: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("# ")).collect();
    let comment = comment.join(" ");
    comment.split_once(". ").map_or(comment.trim_end_matches('.'), |(first, _)| first).to_owned()
}
