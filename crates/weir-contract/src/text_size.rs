//! How long a value is as JSON text, without writing it.

use crate::tree::Tree;

/// Bytes of compact JSON in UTF-8.
pub(crate) fn utf8(value: &Tree<'_>) -> usize {
    size(value, &|character| character.len_utf8())
}

/// Bytes of compact JSON with everything outside ASCII escaped, as Python writes it.
pub(crate) fn ascii(value: &Tree<'_>) -> usize {
    size(value, &|character| match character {
        ' '..='~' => 1,
        _ if character.len_utf16() == 2 => 12,
        _ => 6,
    })
}

/// Whether orjson writes the value: nested no deeper than it goes, and no whole number beyond 64 bits.
pub(crate) fn is_writable(value: &Tree<'_>) -> bool {
    is_writable_within(value, 254)
}

fn is_writable_within(value: &Tree<'_>, levels: usize) -> bool {
    let inside = |value: &Tree<'_>| levels > 0 && is_writable_within(value, levels - 1);
    match value {
        Tree::Int(digits) => digits.parse::<i64>().is_ok() || digits.parse::<u64>().is_ok(),
        Tree::List(items) => levels > 0 && items.iter().all(inside),
        Tree::Dict(entries) => levels > 0 && entries.iter().all(|(_, value)| inside(value)),
        Tree::Null | Tree::Bool(_) | Tree::Float(_) | Tree::Str(_) => true,
    }
}

fn text(content: &str, other: &dyn Fn(char) -> usize) -> usize {
    let character = |character: char| match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => other(character),
    };
    2 + content.chars().map(character).sum::<usize>()
}

fn size(value: &Tree<'_>, other: &dyn Fn(char) -> usize) -> usize {
    let joints = |count: usize| 2 + count.saturating_sub(1);
    match value {
        Tree::Null | Tree::Bool(true) => 4,
        Tree::Bool(false) => 5,
        Tree::Int(digits) => digits.len(),
        Tree::Float(_) => value.to_text().len(),
        Tree::Str(content) => text(content, other),
        Tree::List(items) => joints(items.len()) + items.iter().map(|item| size(item, other)).sum::<usize>(),
        Tree::Dict(entries) => {
            let inside = entries.iter().map(|(key, value)| text(key, other) + 1 + size(value, other));
            joints(entries.len()) + inside.sum::<usize>()
        }
    }
}
