//! Reads JSON as Python's `json.loads` does, with its messages and positions.
//!
//! A separate reader, because `serde_json` refuses what Python takes (`NaN`, integers of any size, depth beyond 128),
//! and because FastAPI answers broken JSON with Python's words and the position counted in characters.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::tree::Tree;

/// Values may be nested this deep; Python's own limit lies at about this depth, minus what is on its stack.
pub const MAX_DEPTH: usize = 900;
/// Python refuses to read integers of more digits.
const MAX_INT_DIGITS: usize = 4300;
/// Stands for half a surrogate pair. Python takes it for text and fails where that is used.
pub const HALF: char = '\u{FFFF}';
/// Objects with more keys than this find duplicates by a map instead of by looking back.
const LOOK_BACK: usize = 16;

/// The bytes that do not stand for themselves in a string.
const ENDS_TEXT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 32 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// Why a body is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// A syntax error: Python's message and the position in characters.
    Syntax {
        /// Python's words, for example `Expecting value`.
        message: &'static str,
        /// Characters before the place of the error.
        position: usize,
    },
    /// The body could not be read for another reason: not UTF-8, too deep, an integer too long.
    Unreadable,
}

/// What was read.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The value.
    pub tree: Tree<'a>,
    /// The text is ordinary JSON whose plain reading gives the same value: no duplicate keys and no `NaN`.
    pub plain: bool,
    /// Some text has [`HALF`] in it.
    pub halved: bool,
}

/// Reads the whole of `text` as one value.
pub fn parse(text: &str) -> Result<Parsed<'_>, ParseError> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, depth: 0, plain: true, halved: false };
    reader.skip_space();
    let tree = reader.value()?;
    reader.skip_space();
    if reader.at < reader.bytes.len() {
        return Err(reader.error("Extra data", reader.at));
    }
    Ok(Parsed { tree, plain: reader.plain, halved: reader.halved })
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    plain: bool,
    halved: bool,
}

impl<'a> Reader<'a> {
    fn error(&self, message: &'static str, byte: usize) -> ParseError {
        let end = byte.min(self.bytes.len());
        let position = self.bytes[..end].iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        ParseError::Syntax { message, position }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Tree<'a>) -> Result<Tree<'a>, ParseError> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.error("Expecting value", self.at))
        }
    }

    fn value(&mut self) -> Result<Tree<'a>, ParseError> {
        match self.peek() {
            Some(b'"') => Ok(Tree::Str(self.string()?)),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'n') => self.word("null", Tree::Null),
            Some(b't') => self.word("true", Tree::Bool(true)),
            Some(b'f') => self.word("false", Tree::Bool(false)),
            Some(b'N') => self.not_finite("NaN", f64::NAN),
            Some(b'I') => self.not_finite("Infinity", f64::INFINITY),
            Some(b'-') if self.bytes.get(self.at + 1) == Some(&b'I') => {
                self.not_finite("-Infinity", f64::NEG_INFINITY)
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.error("Expecting value", self.at)),
        }
    }

    fn not_finite(&mut self, word: &str, value: f64) -> Result<Tree<'a>, ParseError> {
        self.plain = false;
        self.word(word, Tree::Float(value))
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Tree<'a>, ParseError>,
    ) -> Result<Tree<'a>, ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(ParseError::Unreadable);
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let tree = read(self)?;
        self.depth -= 1;
        Ok(tree)
    }

    fn array(&mut self) -> Result<Tree<'a>, ParseError> {
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Tree::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.closes(b']')? {
                return Ok(Tree::List(items));
            }
        }
    }

    fn object(&mut self) -> Result<Tree<'a>, ParseError> {
        let mut entries: Vec<(Cow<'a, str>, Tree<'a>)> = Vec::new();
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Tree::Dict(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.error("Expecting property name enclosed in double quotes", self.at));
            }
            let key = self.string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.error("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.skip_space();
            let value = self.value()?;
            if entries.len() == LOOK_BACK {
                places = entries.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
            }
            let seen = if entries.len() < LOOK_BACK {
                entries.iter().position(|(name, _)| *name == key)
            } else {
                let next = entries.len();
                let place = *places.entry(key.clone()).or_insert(next);
                (place < next).then_some(place)
            };
            if let Some(place) = seen {
                self.plain = false;
                entries[place].1 = value;
            } else {
                entries.push((key, value));
            }
            if self.closes(b'}')? {
                return Ok(Tree::Dict(entries));
            }
        }
    }

    /// Steps over the `,` that must follow an element, or over the end; true at the end.
    fn closes(&mut self, end: u8) -> Result<bool, ParseError> {
        self.skip_space();
        let found = self.peek();
        if found == Some(end) {
            self.at += 1;
            return Ok(true);
        }
        if found != Some(b',') {
            return Err(self.error("Expecting ',' delimiter", self.at));
        }
        self.at += 1;
        self.skip_space();
        Ok(false)
    }

    fn digits(&self, mut from: usize) -> usize {
        while self.bytes.get(from).is_some_and(u8::is_ascii_digit) {
            from += 1;
        }
        from
    }

    fn number(&mut self) -> Result<Tree<'a>, ParseError> {
        let start = self.at;
        let first = start + usize::from(self.bytes[start] == b'-');
        let mut end = match self.bytes.get(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => self.digits(first),
            _ => return Err(self.error("Expecting value", start)),
        };
        let int_end = end;
        if self.bytes.get(end) == Some(&b'.') {
            let fraction = self.digits(end + 1);
            if fraction > end + 1 {
                end = fraction;
            }
        }
        if matches!(self.bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = self.digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        self.at = end;
        let text = &self.text[start..end];
        if end == int_end {
            if int_end - first > MAX_INT_DIGITS {
                return Err(ParseError::Unreadable);
            }
            return Ok(Tree::Int(Cow::Borrowed(text)));
        }
        let value: f64 = text.parse().map_err(|_| ParseError::Unreadable)?;
        self.plain &= value.is_finite();
        Ok(Tree::Float(value))
    }

    fn string(&mut self) -> Result<Cow<'a, str>, ParseError> {
        let quote = self.at;
        self.at += 1;
        let mut owned: Option<String> = None;
        let mut clean_from = self.at;
        loop {
            let rest = &self.bytes[self.at..];
            self.at += rest.iter().position(|byte| ENDS_TEXT[usize::from(*byte)]).unwrap_or(rest.len());
            match self.peek() {
                None => return Err(self.error("Unterminated string starting at", quote)),
                Some(b'"') => {
                    let clean = &self.text[clean_from..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        None => Cow::Borrowed(clean),
                        Some(mut text) => {
                            text.push_str(clean);
                            Cow::Owned(text)
                        }
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[clean_from..self.at]);
                    let character = self.escape(quote)?;
                    owned.get_or_insert_default().push(character);
                    clean_from = self.at;
                }
                Some(_) => return Err(self.error("Invalid control character at", self.at)),
            }
        }
    }

    /// Reads the escape at the backslash.
    fn escape(&mut self, quote: usize) -> Result<char, ParseError> {
        let backslash = self.at;
        let Some(&kind) = self.bytes.get(backslash + 1) else {
            return Err(self.error("Unterminated string starting at", quote));
        };
        self.at = backslash + 2;
        Ok(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(backslash),
            _ => return Err(self.error("Invalid \\escape", backslash)),
        })
    }

    fn unicode(&mut self, backslash: usize) -> Result<char, ParseError> {
        let high = self.hex(backslash + 2)?;
        self.at = backslash + 6;
        if let Some(character) = char::from_u32(high) {
            return Ok(character);
        }
        if high < 0xDC00 && self.bytes[self.at..].starts_with(b"\\u") {
            let low = self.hex(self.at + 2)?;
            if (0xDC00..0xE000).contains(&low) {
                self.at += 6;
                let joined = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(joined).ok_or(ParseError::Unreadable);
            }
        }
        (self.plain, self.halved) = (false, true);
        Ok(HALF)
    }

    fn hex(&self, from: usize) -> Result<u32, ParseError> {
        // Python asks for one more character (at least the closing quote) behind the four digits.
        let digits = self.bytes.get(from..from + 4).filter(|_| from + 4 < self.bytes.len());
        digits
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.error("Invalid \\uXXXX escape", from - 1))
    }
}
