//! Names that the server draws for runs: `brave-otter`.

use uuid::Uuid;

const ADJECTIVES: [&str; 64] = [
    "able", "amber", "ample", "azure", "bold", "brave", "brisk", "bronze", "calm", "candid", "cheery",
    "clever", "cobalt", "copper", "coral", "cosmic", "crimson", "crisp", "daring", "deft", "eager", "early",
    "elegant", "fabled", "fearless", "fleet", "frosty", "gentle", "gilded", "glad", "golden", "grand",
    "hardy", "hazel", "honest", "humble", "indigo", "ivory", "jade", "jolly", "keen", "kind", "lively",
    "lucid", "lucky", "lunar", "mellow", "mighty", "mild", "neat", "nimble", "noble", "olive", "patient",
    "placid", "proud", "quick", "quiet", "rapid", "silver", "spry", "sturdy", "sunny", "vivid",
];

const ANIMALS: [&str; 64] = [
    "albatross",
    "alpaca",
    "antelope",
    "badger",
    "beaver",
    "bison",
    "bobcat",
    "buzzard",
    "camel",
    "caribou",
    "cheetah",
    "condor",
    "cormorant",
    "crane",
    "cricket",
    "dingo",
    "dolphin",
    "dragonfly",
    "eagle",
    "egret",
    "falcon",
    "ferret",
    "finch",
    "gazelle",
    "gecko",
    "gibbon",
    "heron",
    "hornet",
    "ibex",
    "ibis",
    "impala",
    "jackal",
    "jaguar",
    "kestrel",
    "koala",
    "lemur",
    "leopard",
    "lynx",
    "marmot",
    "marten",
    "mongoose",
    "moose",
    "narwhal",
    "newt",
    "ocelot",
    "octopus",
    "osprey",
    "otter",
    "panther",
    "pelican",
    "penguin",
    "puffin",
    "python",
    "quail",
    "raven",
    "salmon",
    "seal",
    "sparrow",
    "stork",
    "tapir",
    "turtle",
    "walrus",
    "weasel",
    "wombat",
];

/// The name of a run that was given none, drawn from the random bits of an id (the run's own id serves).
pub fn run_name(random: Uuid) -> String {
    // The last bytes of a UUID of version 4 or 7 are random.
    let bytes = random.as_bytes();
    let pick = |words: &[&'static str; 64], byte: u8| words[usize::from(byte % 64)];
    format!("{}-{}", pick(&ADJECTIVES, bytes[14]), pick(&ANIMALS, bytes[15]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_an_adjective_and_an_animal() {
        assert_eq!(run_name(Uuid::nil()), "able-albatross");
        assert_eq!(run_name(Uuid::max()), "vivid-wombat");
    }
}
