//! Search in text: words, `"phrases"`, `-without`, `+must`.

use serde::{Deserialize, Deserializer, Serialize, de};

/// A search in text, of at most 200 characters.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TextQuery {
    /// The search as it was written.
    pub query: String,
}

impl<'de> Deserialize<'de> for TextQuery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const MAX: usize = 200;
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            query: String,
        }

        let Members { query } = Members::deserialize(deserializer)?;
        if query.chars().count() > MAX {
            return Err(de::Error::custom("String should have at most 200 characters"));
        }
        Ok(Self { query })
    }
}

/// A search, taken apart. All terms are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTerms {
    /// One of these occurs.
    pub include: Vec<String>,
    /// None of these occurs.
    pub exclude: Vec<String>,
    /// All of these occur.
    pub required: Vec<String>,
}

impl TextTerms {
    /// The terms in lowercase, as [`TextTerms::fit`] wants them.
    #[must_use]
    pub fn into_lowercase(self) -> Self {
        let lowered = |terms: Vec<String>| terms.iter().map(|term| term.to_lowercase()).collect();
        Self {
            include: lowered(self.include),
            exclude: lowered(self.exclude),
            required: lowered(self.required),
        }
    }

    /// Whether a text satisfies the search; both in lowercase.
    pub fn fit(&self, text: &str) -> bool {
        let occurs = |term: &String| text.contains(term.as_str());
        (self.include.is_empty() || self.include.iter().any(occurs))
            && !self.exclude.iter().any(occurs)
            && self.required.iter().all(occurs)
    }
}

impl TextQuery {
    /// Takes the search apart.
    pub fn terms(&self) -> TextTerms {
        let mut terms = TextTerms::default();
        let mut rest = self.query.trim_start();
        while let Some(first) = rest.chars().next() {
            let prefix = matches!(first, '-' | '!' | '+').then_some(first);
            if prefix.is_some() {
                rest = &rest[1..];
            }
            // A prefix before a space, or at the end, stands for nothing.
            if rest.starts_with(|c: char| !c.is_whitespace()) {
                let (term, after) = take_term(rest);
                rest = after;
                if !term.is_empty() {
                    match prefix {
                        Some('+') => terms.required.push(term),
                        Some(_) => terms.exclude.push(term),
                        None => terms.include.push(term),
                    }
                }
            }
            rest = rest.trim_start();
        }
        terms
    }
}

/// The first term of a text that starts with no space, and the text after it.
fn take_term(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut phrase = String::new();
    let mut chars = quoted.char_indices();
    let mut end = quoted.len();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                end = at + 1;
                break;
            }
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\\'))) => phrase.push(escaped),
                Some((_, other)) => phrase.extend(['\\', other]),
                None => phrase.push('\\'),
            },
            _ => phrase.push(c),
        }
    }
    // A phrase of spaces alone stands for nothing.
    if phrase.trim().is_empty() {
        phrase.clear();
    }
    (phrase, &quoted[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_taken_apart() {
        for (query, expected) in [
            ("", ""),
            ("error", "error"),
            ("error  fatal", "error|fatal"),
            ("error -debug !trace +must", "error -debug|trace +must"),
            (r#""connection timeout" -"not this""#, "connection timeout -not this"),
            ("- a + b", "a|b"),
            (r#"say "he said \"hi\" \n""#, r#"say|he said "hi" \n"#),
            (r#"a"b c"d"#, "a|b c|d"),
            (r#""open end"#, "open end"),
            (r#""  " --x"#, " --x"),
        ] {
            let TextTerms { include, exclude, required } = TextQuery { query: query.to_owned() }.terms();
            let mut shown = include.join("|");
            for (sign, terms) in [(" -", exclude), (" +", required)] {
                if !terms.is_empty() {
                    shown = shown + sign + &terms.join("|");
                }
            }
            assert_eq!(shown, expected, "{query}");
        }
    }

    #[test]
    fn terms_fit_a_text() {
        for (query, fits) in [
            ("", true),
            ("Refused", true),
            ("none refused", true),
            ("none", false),
            ("refused -connection", false),
            ("+refused +connection", true),
            ("+refused +none", false),
            (r#""connection refused""#, true),
        ] {
            let terms = TextQuery { query: query.to_owned() }.terms().into_lowercase();
            assert_eq!(terms.fit("connection refused: worker"), fits, "{query}");
        }
    }
}
