//! Numbers as other programs write them, and why a cell is not a value. Nothing is guessed: what can be read in two ways is refused until
//! the mapping states which.

use rust_decimal::Decimal;

use super::spelling::words;
use crate::domain::money::parse_decimal;
use crate::domain::text::are_digits;

words! {
    /// What separates the digits of a number.
    Mark: "a mark is . or ," {
        /// 1.5
        Point = ".",
        /// 1,5
        Comma = ",",
    }
}

words! {
    /// What stands between groups of three digits.
    Grouping: "groups of digits are separated by . , ' or a blank" {
        /// 1.500,00
        Point = ".",
        /// 1,500.00
        Comma = ",",
        /// 1'500.00
        Apostrophe = "'",
        /// 1 500,00
        Blank = " ",
    }
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers {
    /// What separates the decimals; a number that has any is refused where this is not stated.
    pub decimal: Option<Mark>,
    /// What groups the digits before them; none may where this is not stated.
    pub thousands: Option<Grouping>,
}

/// Why a cell is not a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Why {
    /// One clause for a person to read.
    pub(super) told: String,
    /// What to do about it, such as what would have to be stated to read it.
    pub(super) hint: Option<String>,
}

impl Why {
    pub(super) fn hint(self, hint: impl Into<String>) -> Why {
        Why { hint: Some(hint.into()), ..self }
    }
}

impl From<String> for Why {
    fn from(told: String) -> Why {
        Why { told, hint: None }
    }
}

impl From<&str> for Why {
    fn from(told: &str) -> Why {
        Why::from(told.to_owned())
    }
}

/// It can be read in several ways, as long as nobody states `key`.
pub(super) fn unstated(key: &str, told: impl Into<String>) -> Why {
    Why::from(told.into()).hint(format!("state {key} in the mapping{}", option(key)))
}

/// The option that states the same.
fn option(key: &str) -> &'static str {
    match key {
        "date-order" => ", or with --date-order ymd, dmy or mdy",
        "decimal" => ", or with --decimal . or ,",
        "rounding" => ", or with --rounding up or nearest",
        "rounding up" => ", or with --rounding up",
        "id-prefix" => ", such as \"crm:\"",
        _ => ", or with --duration: h:mm, h:mm:ss, decimal-hours, minutes or seconds",
    }
}

/// An amount of money, without its currency.
pub(super) fn amount(text: &str, numbers: Numbers) -> Result<Decimal, Why> {
    if let Some(sign) = sign(text) {
        let hint = if sign == "%" { "write bare numbers" } else { "write bare numbers: the currency is the client's" };
        return Err(Why::from(format!("it has a `{sign}`")).hint(hint));
    }
    let (whole, decimals) = digits(text, numbers)?;
    let plain = if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") };
    parse_decimal(&plain).map_err(|why| why.to_string().into())
}

/// What stands before or behind a number and is none: `€`, `EUR`, `%`.
fn sign(text: &str) -> Option<&str> {
    let sign = text.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || ".,'-".contains(c));
    let outside = !sign.is_empty() && (text.starts_with(sign) || text.ends_with(sign));
    let plain = |c: char| c.is_alphabetic() || !c.is_ascii() || "$%".contains(c);
    (outside && sign.chars().all(plain)).then_some(sign)
}

/// A number as its digits and the power of ten they are counted in: `1.25` is 125 hundredths.
pub(super) fn number(text: &str, numbers: Numbers) -> Result<(u128, u128), Why> {
    let (whole, decimals) = digits(text, numbers)?;
    if whole.len() + decimals.len() > 18 {
        return Err("more digits than any figure here can have".into());
    }
    let digits = format!("{whole}{decimals}").parse().map_err(|_| not_a_number())?;
    Ok((digits, 10_u128.pow(decimals.len() as u32)))
}

/// The digits before and behind the decimal mark.
fn digits(text: &str, numbers: Numbers) -> Result<(String, String), Why> {
    let marks = |text: &str| text.contains(['.', ',']);
    let Some(decimal) = numbers.decimal else {
        return match marks(text) {
            true => Err(unstated("decimal", "the mark that separates decimals is not stated")),
            false => Ok((ungrouped(text, numbers.thousands)?, String::new())),
        };
    };
    let (mark, other) = if decimal == Mark::Point { ('.', ',') } else { (',', '.') };
    let (whole, decimals) = match text.split_once(mark) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let whole = ungrouped(whole, numbers.thousands).map_err(|why| {
        let groups = numbers.thousands.is_some_and(|thousands| thousands.to_string() == other.to_string());
        match text.contains(other) {
            true if groups => format!("its `{other}` does not stand before three digits each, as thousands do").into(),
            true => format!("it has a `{other}`, and decimal is {mark}").into(),
            false => why,
        }
    })?;
    match decimals {
        None => Ok((whole, String::new())),
        Some(digits) if are_digits(digits) => Ok((whole, digits.to_owned())),
        Some(_) => Err(not_a_number()),
    }
}

/// The digits before the decimal mark, without what groups them by three.
fn ungrouped(text: &str, thousands: Option<Grouping>) -> Result<String, Why> {
    if are_digits(text) {
        return Ok(text.to_owned());
    }
    let mark = thousands.ok_or_else(not_a_number)?.to_string();
    let mut groups = text.split(mark.as_str());
    let first = groups.next().filter(|first| are_digits(first) && first.len() <= 3).ok_or_else(not_a_number)?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !are_digits(group) {
            return Err(not_a_number());
        }
        digits.push_str(group);
    }
    Ok(digits)
}

fn not_a_number() -> Why {
    "not a plain number".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(decimal: &str, thousands: &str) -> Numbers {
        Numbers { decimal: decimal.parse().ok(), thousands: thousands.parse().ok() }
    }

    #[test]
    fn n100_a_number_with_a_mark_is_refused_until_the_mark_is_stated() {
        let read = |text: &str, decimal: &str, thousands: &str| {
            amount(text, numbers(decimal, thousands)).map(|amount| amount.to_string()).map_err(|why| why.told)
        };
        assert_eq!(read("1500", "", ""), Ok("1500".into()));
        assert_eq!(read("1500.50", ".", ""), Ok("1500.50".into()));
        assert_eq!(read("1500,50", ",", ""), Ok("1500.50".into()));
        assert_eq!(read("1.500,50", ",", "."), Ok("1500.50".into()));
        assert_eq!(read("1'500'000.5", ".", "'"), Ok("1500000.5".into()));
        assert_eq!(read("1 500", "", " "), Ok("1500".into()));
        for (text, decimal, thousands) in [
            ("1,5", "", ""),
            ("1.234", "", ""),
            ("1,5", ".", ""),
            ("1.234", ",", ""),
            ("1.234,5", ",", ""),
            ("1,234.5", ".", "'"),
            ("12.34,5", ",", "."),
            ("1..234", ",", "."),
            (".5", ".", ""),
            ("5.", ".", ""),
            ("-5", ".", ""),
            ("+5", ".", ""),
            ("1e2", ".", ""),
            ("1_000", ".", ""),
            ("", ".", ""),
            ("1.5.5", ".", ""),
        ] {
            assert!(read(text, decimal, thousands).is_err(), "{text} with {decimal} and {thousands}");
        }
        assert!(read("1,5", ".", "").is_err_and(|why| why == "it has a `,`, and decimal is ."));
        let misplaced = "its `.` does not stand before three digits each, as thousands do";
        assert!(
            ["1500.00", "1.50,00"].map(|text| read(text, ",", ".")).iter().all(|why| *why == Err(misplaced.into()))
        );
    }
}
