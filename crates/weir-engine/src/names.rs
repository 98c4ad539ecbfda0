//! Names for runs that were given none: `lively-heron`.

/// A name of two words, an adjective and an animal. Equal numbers give equal names; numbers that are drawn evenly give
/// all names about equally often.
pub fn run_name(random: u64) -> String {
    let [adjectives, animals] = [ADJECTIVES.len() as u64, ANIMALS.len() as u64];
    let nth = random % (adjectives * animals);
    format!("{}-{}", pick(&ADJECTIVES, nth / animals), pick(&ANIMALS, nth % animals))
}

fn pick(words: &[&'static str], nth: u64) -> &'static str {
    usize::try_from(nth).ok().and_then(|nth| words.get(nth)).copied().unwrap_or_default()
}

#[rustfmt::skip]
const ADJECTIVES: [&str; 212] = [
    "able", "agile", "airy", "amber", "ample", "apt", "ardent", "arctic", "autumn", "avid", "azure",
    "balmy", "blithe", "bold", "bonny", "brave", "breezy", "bright", "brisk", "bronze", "buoyant", "calm",
    "candid", "careful", "chalky", "cheery", "chipper", "civil", "clear", "clever", "cloudy", "coastal",
    "cobalt", "copper", "coral", "cosy", "crafty", "crimson", "crisp", "curious", "dainty", "dapper",
    "daring", "dawn", "deft", "dewy", "distant", "dreamy", "dusky", "eager", "early", "earnest", "easy",
    "elated", "emerald", "fabled", "fair", "faithful", "famous", "fancy", "fearless", "fern", "festive",
    "fiery", "fleet", "floral", "fluent", "fond", "forest", "frank", "fresh", "friendly", "frosty",
    "gallant", "gentle", "giddy", "gifted", "gilded", "glad", "gleaming", "golden", "graceful", "grand",
    "grateful", "great", "happy", "hardy", "hazel", "hearty", "helpful", "hidden", "honest", "hopeful",
    "humble", "hushed", "icy", "indigo", "ivory", "jade", "jaunty", "jolly", "jovial", "joyful", "keen",
    "kind", "lavish", "leafy", "level", "light", "lilac", "lively", "lofty", "loyal", "lucid", "lucky",
    "lunar", "maple", "marine", "mellow", "merry", "mighty", "mild", "mindful", "minty", "misty",
    "modest", "mossy", "nimble", "noble", "northern", "nutty", "olive", "opal", "open", "orchid",
    "pastel", "patient", "peachy", "pearly", "peppy", "placid", "playful", "plucky", "polar", "polite",
    "prime", "proud", "pure", "quick", "quiet", "radiant", "rapid", "ready", "regal", "robust", "rosy",
    "ruby", "rustic", "saffron", "sandy", "scarlet", "serene", "shady", "sharp", "shiny", "silent",
    "silken", "silver", "simple", "sleek", "smart", "smooth", "snowy", "snug", "solar", "solid", "sonic",
    "spry", "stable", "starry", "steady", "still", "stout", "sturdy", "sunny", "super", "supple", "sure",
    "swift", "tawny", "tender", "tidal", "tidy", "timely", "tranquil", "trusty", "upbeat", "valiant",
    "velvet", "vibrant", "violet", "vivid", "warm", "wavy", "willing", "windy", "winter", "wise", "witty",
    "woven", "young", "zesty",
];

#[rustfmt::skip]
const ANIMALS: [&str; 275] = [
    "aardvark", "adder", "albatross", "alpaca", "anchovy", "ant", "anteater", "antelope", "armadillo",
    "auk", "avocet", "axolotl", "badger", "barbet", "barnacle", "barracuda", "bass", "bat", "bear",
    "beaver", "bee", "beetle", "bison", "bittern", "blackbird", "boar", "bobcat", "bream", "budgie",
    "buffalo", "bullfinch", "bumblebee", "bunting", "bustard", "butterfly", "buzzard", "camel",
    "capybara", "caracal", "cardinal", "caribou", "carp", "cassowary", "cat", "catfish", "chaffinch",
    "chameleon", "chamois", "cheetah", "chickadee", "chinchilla", "chipmunk", "cicada", "civet", "clam",
    "cod", "condor", "coot", "cormorant", "cougar", "coyote", "crab", "crane", "crayfish", "cricket",
    "crow", "cuckoo", "curlew", "cuttlefish", "deer", "dingo", "dipper", "dog", "dolphin", "donkey",
    "dormouse", "dove", "dragonfly", "duck", "dugong", "dunlin", "eagle", "echidna", "eel", "egret",
    "eider", "eland", "elephant", "elk", "emu", "ermine", "falcon", "ferret", "finch", "firefly",
    "flamingo", "fox", "frog", "gannet", "gazelle", "gecko", "gerbil", "gibbon", "giraffe", "gnu", "goat",
    "godwit", "goldfinch", "goose", "gopher", "goshawk", "grebe", "grouse", "guillemot", "gull",
    "haddock", "halibut", "hamster", "hare", "harrier", "hawk", "hedgehog", "heron", "herring", "hoopoe",
    "hornbill", "horse", "hummingbird", "hyena", "ibex", "ibis", "iguana", "impala", "jackal", "jackdaw",
    "jaguar", "jay", "jellyfish", "kakapo", "kangaroo", "kestrel", "kingfisher", "kite", "kiwi", "koala",
    "kudu", "ladybird", "lapwing", "lark", "lemming", "lemur", "leopard", "limpet", "linnet", "lion",
    "lizard", "llama", "lobster", "loon", "lynx", "macaw", "mackerel", "magpie", "mallard", "manatee",
    "mantis", "marlin", "marmot", "marten", "meerkat", "mink", "mole", "mongoose", "moose", "moth",
    "mouse", "mussel", "narwhal", "newt", "nightingale", "numbat", "nuthatch", "ocelot", "octopus",
    "okapi", "opossum", "oriole", "oryx", "osprey", "ostrich", "otter", "owl", "oyster", "panda",
    "panther", "parrot", "partridge", "peacock", "pelican", "penguin", "perch", "pheasant", "pigeon",
    "pike", "pipit", "platypus", "plover", "polecat", "pony", "porcupine", "porpoise", "puffin", "puma",
    "quail", "quokka", "rabbit", "raccoon", "ram", "raven", "redstart", "reindeer", "robin", "rook",
    "salamander", "salmon", "sandpiper", "seahorse", "seal", "shark", "sheep", "shrew", "shrike", "skink",
    "skylark", "sloth", "snail", "snipe", "sparrow", "squid", "squirrel", "starfish", "starling",
    "stickleback", "stoat", "stork", "swallow", "swan", "swift", "tamarin", "tapir", "tern", "thrush",
    "tiger", "toad", "tortoise", "toucan", "trout", "turtle", "viper", "vole", "wagtail", "wallaby",
    "walrus", "warbler", "waxwing", "weasel", "whale", "wolf", "wolverine", "wombat", "woodcock",
    "woodpecker", "wren", "yak", "zebra",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_pair_of_words_is_reached_once() {
        let pairs = (ADJECTIVES.len() * ANIMALS.len()) as u64;
        let names: HashSet<String> = (0..pairs).map(run_name).collect();
        assert_eq!(names.len() as u64, pairs);
        assert!(pairs >= 150 * 150);
        assert_eq!(run_name(pairs + 7), run_name(7));
    }

    #[test]
    fn names_are_two_lower_case_words() {
        for random in [0, 1, 12_345, u64::MAX] {
            let name = run_name(random);
            let words: Vec<&str> = name.split('-').collect();
            assert_eq!(words.len(), 2, "{name}");
            assert!(words.iter().all(|w| w.len() > 1 && w.bytes().all(|b| b.is_ascii_lowercase())), "{name}");
        }
    }
}
