//! The text of a body. JSON may come in UTF-8, UTF-16 or UTF-32, with or without a byte order mark; Python tells which by
//! the mark, or else by where the zero bytes of the first two characters are.

use std::borrow::Cow;

/// How the units of a wide encoding lie in memory.
#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

/// The text, borrowed if it is UTF-8; none if the bytes do not fit their encoding.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    use Order::{Big, Little};
    match bytes {
        [0, 0, 0xFE, 0xFF, rest @ ..] => utf32(rest, Big),
        [0xFF, 0xFE, 0, 0, rest @ ..] => utf32(rest, Little),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, Big),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, Little),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0, 0, _, _, ..] => utf32(bytes, Big),
        [0, _, _, _, ..] | [0, _] => utf16(bytes, Big),
        [_, 0, 0, 0, ..] => utf32(bytes, Little),
        [_, 0, _, _, ..] | [_, 0] => utf16(bytes, Little),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

fn utf16(bytes: &[u8], order: Order) -> Option<Cow<'static, str>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| match order {
        Order::Big => u16::from_be_bytes(*pair),
        Order::Little => u16::from_le_bytes(*pair),
    };
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(unit)).collect();
    text.ok().filter(|_| rest.is_empty()).map(Cow::Owned)
}

fn utf32(bytes: &[u8], order: Order) -> Option<Cow<'static, str>> {
    let (units, rest) = bytes.as_chunks::<4>();
    let unit = |unit: &[u8; 4]| match order {
        Order::Big => u32::from_be_bytes(*unit),
        Order::Little => u32::from_le_bytes(*unit),
    };
    let text: Option<String> = units.iter().map(|bytes| char::from_u32(unit(bytes))).collect();
    text.filter(|_| rest.is_empty()).map(Cow::Owned)
}
