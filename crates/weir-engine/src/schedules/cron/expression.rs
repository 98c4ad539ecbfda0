//! What a cron text says: the grammar of croniter, which Prefect's server has inside.

use std::collections::{BTreeMap, BTreeSet};

use super::field::{Field, Fits, numbers};

/// Which of the weekdays of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nth {
    /// Counted from the first one.
    Number(u32),
    /// The last one.
    Last,
}

/// A cron text, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(super) minutes: Fits,
    pub(super) hours: Fits,
    pub(super) days: Fits,
    pub(super) months: Fits,
    pub(super) weekdays: Fits,
    /// Weekdays of which only some in each month fit; then no others do.
    pub(super) nth: BTreeMap<u32, BTreeSet<Nth>>,
    /// None when the text has no such field: the start of each minute then.
    pub(super) seconds: Option<Fits>,
    /// None when the text has no such field.
    pub(super) years: Option<Fits>,
}

/// Why a text is not a cron text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    /// It is not one.
    Syntax,
    /// It asks for drawn numbers.
    Random,
}

/// What the items of a field add up to.
#[derive(Debug, Default)]
struct Sum {
    all: bool,
    last: bool,
    numbers: BTreeSet<u32>,
}

impl Expression {
    pub(crate) fn parse(text: &str) -> Result<Self, Bad> {
        let lower = text.to_lowercase();
        let expanded = match lower.as_str() {
            "@midnight" | "@daily" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" | "@annually" => "0 0 1 1 *",
            other => other,
        };
        let texts: Vec<&str> = expanded.split_whitespace().collect();
        if !(5..=7).contains(&texts.len()) {
            return Err(Bad::Syntax);
        }
        let mut nth = BTreeMap::new();
        let mut random = false;
        let mut fields = Vec::with_capacity(texts.len());
        for (field, text) in Field::ALL.into_iter().zip(&texts) {
            if is_random(text)? {
                random = true;
                fields.push(Fits::All);
                continue;
            }
            let sum = read_field(field, text, texts.len(), &mut nth)?;
            fields.push(fits(sum, field, &texts));
        }
        if random {
            return Err(Bad::Random);
        }
        let mut fields = fields.into_iter();
        let mut next = || fields.next().ok_or(Bad::Syntax);
        let read = Self {
            minutes: next()?,
            hours: next()?,
            days: next()?,
            months: next()?,
            weekdays: next()?,
            nth,
            seconds: fields.next(),
            years: fields.next(),
        };
        if read.mixes_weekdays() { Err(Bad::Syntax) } else { Ok(read) }
    }

    /// Whether weekdays of every week stand beside those of some weeks, which cannot be.
    fn mixes_weekdays(&self) -> bool {
        let Fits::Some { numbers, .. } = &self.weekdays else { return false };
        let every_week = numbers.iter().any(|weekday| !self.nth.contains_key(weekday));
        !self.nth.is_empty() && every_week && numbers.len() < 7
    }
}

/// Whether the whole field asks for a drawn number: `r`, with a range and a step where there are any. A hashed one (`h`)
/// is an error, since schedules have no id to hash.
fn is_random(text: &str) -> Result<bool, Bad> {
    let Some(rest) = text.strip_prefix(['h', 'r']) else { return Ok(false) };
    let (range, step) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((range, step)) => (Some(range), step),
        None => (None, rest),
    };
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let bounds: Option<Option<(u32, u32)>> = range.map(|range| {
        let (low, high) = range.split_once('-')?;
        Some((number(low)?, number(high)?))
    });
    let step = match step {
        "" => None,
        step => Some(step.strip_prefix('/').and_then(number)),
    };
    let good = bounds.is_none_or(|bounds| bounds.is_some_and(|(low, high)| low < high))
        && step.is_none_or(|step| step.is_some_and(|step| step > 0));
    if good && text.starts_with('r') { Ok(true) } else { Err(Bad::Syntax) }
}

/// Reads one field: items with commas between them.
fn read_field(
    field: Field,
    text: &str,
    fields: usize,
    nth: &mut BTreeMap<u32, BTreeSet<Nth>>,
) -> Result<Sum, Bad> {
    if text == "?" && matches!(field, Field::Day | Field::Weekday) {
        return Ok(Sum { all: true, ..Sum::default() });
    }
    let mut sum = Sum::default();
    for item in text.split(',') {
        let (item, which) = match field {
            Field::Weekday => weekday(item)?,
            _ => (item, None),
        };
        let found = match range(field, item, fields)? {
            Some(found) => found,
            None if item == "*" => {
                sum.all = true;
                continue;
            }
            None if item == "l" && field == Field::Day => {
                sum.last = true;
                continue;
            }
            None => vec![field.meant(number(field, item)?, fields)],
        };
        let (least, greatest) = field.range();
        if found.iter().any(|number| !(least..=greatest).contains(number)) {
            return Err(Bad::Syntax);
        }
        if let Some(which) = which {
            for weekday in &found {
                nth.entry(*weekday).or_default().insert(which);
            }
        }
        sum.numbers.extend(found);
    }
    Ok(sum)
}

/// Splits off which of a month's weekdays are meant: `5#2` is the second Friday, `l5` the last.
fn weekday(item: &str) -> Result<(&str, Option<Nth>), Bad> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(last) = item.strip_prefix('l').filter(|last| digits(last)) {
        return Ok((last, Some(Nth::Last)));
    }
    let Some((days, which)) = item.split_once('#').filter(|(_, which)| digits(which)) else {
        return Ok((item, None));
    };
    let names = days.split('-').all(|name| Field::Weekday.named(name).is_some());
    let word = !days.is_empty() && days.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !(word || names && days.split('-').count() == 2) {
        return Err(Bad::Syntax);
    }
    match which.parse() {
        Ok(which @ 1..=5) => Ok((days, Some(Nth::Number(which)))),
        _ => Err(Bad::Syntax),
    }
}

/// The numbers of `low-high`, `low-high/step`, `*/step` or `low/step`; none when the item is no range.
fn range(field: Field, item: &str, fields: usize) -> Result<Option<Vec<u32>>, Bad> {
    let (least, greatest) = field.range();
    let (span, step) = match item.split_once('/') {
        Some((span, step)) => (span, Some(step)),
        None => (item, None),
    };
    let (low, high) = match (span.split_once('-'), span) {
        (Some((low, high)), _) => {
            let high = if field == Field::Day && high == "l" { greatest } else { number(field, high)? };
            (number(field, low)?, high)
        }
        (None, "*") if step.is_some() => (least, greatest),
        (None, low) if step.is_some() => (number(field, low)?, greatest),
        (None, _) => return Ok(None),
    };
    let step: u32 = match step {
        Some(step) if step.bytes().all(|byte| byte.is_ascii_digit()) => {
            step.parse().map_err(|_| Bad::Syntax)?
        }
        Some(_) => return Err(Bad::Syntax),
        None => 1,
    };
    let (low, high) = (field.meant(low, fields), field.meant(high, fields));
    if step == 0 || low.max(high) > greatest {
        return Err(Bad::Syntax);
    }
    Ok(Some(numbers((least, greatest), low, high, step)))
}

/// A number, or the name of one.
fn number(field: Field, text: &str) -> Result<u32, Bad> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { field.named(text) };
    number.ok_or(Bad::Syntax)
}

/// What fits the field. Every number of a field is as good as `*`, but for days and weekdays that stand beside each
/// other: both must then be named for either to count.
fn fits(sum: Sum, field: Field, texts: &[&str]) -> Fits {
    let (least, greatest) = field.range();
    let named = sum.numbers.len() + usize::from(sum.last);
    let stands_alone = match field {
        Field::Day => texts[Field::Weekday as usize].contains('*'),
        Field::Weekday => texts[Field::Day as usize].contains('*'),
        _ => true,
    };
    if sum.all || named == (greatest - least + 1) as usize && stands_alone {
        return Fits::All;
    }
    Fits::Some { numbers: sum.numbers, last: sum.last }
}
