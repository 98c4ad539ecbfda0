//! Shell patterns as Python's `fnmatch` reads them: `*`, `?`, `[seq]`, `[!seq]`, always of the whole text.

/// Whether `text` fits `pattern`. Most texts are told apart by what the pattern begins with, which takes no copy.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let special = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    let (literal, rest) = pattern.split_at(special);
    match (text.strip_prefix(literal), rest) {
        (None, _) => false,
        (Some(text), "") => text.is_empty(),
        (Some(_), "*") => true,
        (Some(text), rest) => walk(rest, text),
    }
}

fn walk(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut in_text) = (0, 0);
    // Where to go on when what follows the last star does not fit: the star takes one character more.
    let mut retry: Option<(usize, usize)> = None;
    while in_text < text.len() {
        if pattern.get(at) == Some(&'*') {
            retry = Some((at + 1, in_text));
            at += 1;
        } else if let Some(next) = step(&pattern, at, text[in_text]) {
            at = next;
            in_text += 1;
        } else if let Some((after_star, taken)) = retry {
            at = after_star;
            in_text = taken + 1;
            retry = Some((after_star, taken + 1));
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

/// The place in the pattern behind the element at `at`, if `character` fits that element.
fn step(pattern: &[char], at: usize, character: char) -> Option<usize> {
    match pattern.get(at)? {
        '?' => Some(at + 1),
        '[' => match set(pattern, at) {
            Some((end, negated, members)) => (contains(members, character) != negated).then_some(end),
            // A bracket that is never closed stands for itself.
            None => (character == '[').then_some(at + 1),
        },
        literal => (*literal == character).then_some(at + 1),
    }
}

/// The set that begins with the bracket at `at`: the place behind it, whether it is negated, and its members.
fn set(pattern: &[char], at: usize) -> Option<(usize, bool, &[char])> {
    let negated = pattern.get(at + 1) == Some(&'!');
    let first = at + 1 + usize::from(negated);
    // A closing bracket in the first place is a member.
    let close = (first + 1..pattern.len()).find(|&index| pattern[index] == ']')?;
    Some((close + 1, negated, &pattern[first..close]))
}

fn contains(members: &[char], character: char) -> bool {
    let mut at = 0;
    while at < members.len() {
        if at + 2 < members.len() && members[at + 1] == '-' {
            if (members[at]..=members[at + 2]).contains(&character) {
                return true;
            }
            at += 3;
        } else {
            if members[at] == character {
                return true;
            }
            at += 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fits, walk};

    proptest! {
        #[test]
        fn what_a_pattern_begins_with_is_as_any_part_of_it(
            pattern in "[ab]{0,3}[ab*?\\[\\]!é-]{0,5}",
            text in "[ab\\[é-]{0,6}",
        ) {
            prop_assert_eq!(fits(&pattern, &text), walk(&pattern, &text));
        }
    }

    #[test]
    fn patterns_fit_as_in_python() {
        for (pattern, text, expected) in [
            ("prefect.flow-run.*", "prefect.flow-run.Failed", true),
            ("prefect.flow-run.*", "prefect.flow-run.", true),
            ("prefect.flow-run.*", "prefect.task-run.Failed", false),
            ("*.Failed", "prefect.flow-run.Failed", true),
            ("*a*b", "xaxxbxb", true),
            ("*a*b", "xaxxbxc", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[!a-c]x", "dx", true),
            ("[]]", "]", true),
            ("[", "[", true),
            ("", "", true),
            ("*", "", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
