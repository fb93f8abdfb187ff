//! Words and figures as people read them.

use rust_decimal::Decimal;

use crate::domain::period::Period;
use crate::domain::text::is_unprintable;
use crate::domain::{Date, LowThreshold, Minutes, Money, likeness};

/// A text from outside, fit for a terminal (S1): characters that control, hide or reorder become `\u{…}`.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    safe
}

/// The same, with what passes for ASCII escaped too: letters of other scripts in a word that looks Latin, such as `а` for `a` in an identifier, and
/// digits of other scripts and signs as wide as Chinese ones.
pub fn escape_lookalikes(text: &str) -> String {
    let words = text.split_inclusive(|c: char| !c.is_alphanumeric());
    words.flat_map(escape_word).collect()
}

fn escape_word(word: &str) -> impl Iterator<Item = String> {
    let looks_latin = likeness::passes_for_latin(word);
    let is_wide = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}');
    // A fraction is no digit to anybody.
    let is_fraction = |c: char| matches!(c, '¼'..='¾' | '⅐'..='⅞');
    let misleads = move |c: char| match (c.is_numeric() && !is_fraction(c)) || is_wide(c) {
        true => !c.is_ascii(),
        false => looks_latin && likeness::has_twin(c),
    };
    let show = move |c| if misleads(c) || is_unprintable(c) { c.escape_unicode().to_string() } else { c.to_string() };
    word.chars().map(show)
}

/// `1,500.00 EUR`.
pub fn money(money: Money) -> String {
    format!("{} {}", amount(money), money.currency())
}

/// `1,500.00`, without the currency.
pub fn amount(money: Money) -> String {
    let plain = money.amount().abs().to_string();
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::from(if money.is_negative() { "−" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{grouped}.{fraction}"),
        None => grouped,
    }
}

/// `10h`, `−1h15m`.
pub fn signed(minutes: i64) -> String {
    let span = Minutes::new(minutes.unsigned_abs());
    if minutes < 0 { format!("−{span}") } else { span.to_string() }
}

/// `10h left`, `nothing left`.
pub fn left(minutes: Minutes) -> String {
    if minutes.is_zero() { "nothing left".to_owned() } else { format!("{minutes} left") }
}

/// `20 %` or `5h`: a threshold as people write it.
pub fn threshold(low: LowThreshold) -> String {
    low.to_string().replace('%', " %")
}

/// What share of `whole` a part is, in percent with at most one decimal, rounded half up: `17.5`.
pub fn percent(part: Minutes, whole: Minutes) -> String {
    if whole.is_zero() {
        return "0".to_owned();
    }
    let tenths = (part.get() * 2000 + whole.get()) / (whole.get() * 2);
    Decimal::new(tenths as i64, 1).normalize().to_string()
}

/// A period, with the day of the answer where it is not over by then: `1–30 November 2026 (as of 2026-11-23)`.
pub fn period(period: Period, as_of: Date) -> String {
    let cut = if as_of < period.to { format!(" (as of {as_of})") } else { String::new() };
    format!("{period}{cut}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_by_thousands() {
        let shown = |text: &str| money(text.parse().expect(text));
        assert_eq!(shown("1500.00 EUR"), "1,500.00 EUR");
        assert_eq!(shown("999.90 EUR"), "999.90 EUR");
        assert_eq!(shown("1234567 JPY"), "1,234,567 JPY");
        assert_eq!(shown("-1500.000 KWD"), "−1,500.000 KWD");
    }

    #[test]
    fn s1_what_a_terminal_would_obey_is_escaped() {
        assert_eq!(escape("\x1b]0;x\x07"), "\\u{1b}]0;x\\u{7}");
        assert_eq!(escape("a\u{202e}b\u{9b}é"), "a\\u{202e}b\\u{9b}é");
        assert_eq!(escape_lookalikes("аcme клиент Rückfrage １5m ½h"), "\\u{430}cme клиент Rückfrage \\u{ff11}5m ½h");
    }

    #[test]
    fn a_share_has_one_decimal_at_most() {
        let share = |part, whole| percent(Minutes::new(part), Minutes::new(whole));
        assert_eq!([share(105, 600), share(120, 600), share(1, 3), share(2, 3)], ["17.5", "20", "33.3", "66.7"]);
    }
}
