//! Free text with a bound (B5): names, notes, reasons.

use std::fmt;
use std::sync::Arc;

/// Text that a terminal, a table and a CSV file can carry: at least one character that is no blank, none that
/// controls or hides (S1), and at most as long as its field allows. Kept as given: no Unicode
/// normalisation (S8).
///
/// What is written today is judged by [`Text::new`], what stands in a ledger by [`Text::recorded`]: the second takes what the first took when it knew
/// fewer characters that nobody can see.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadText {
    /// Nothing but blanks.
    Empty,
    /// More characters than the field allows.
    TooLong,
    /// A control character, or one that hides or reorders its neighbours.
    Control(char),
}

impl Text {
    /// The most characters a note or a reason may have.
    pub const NOTE: usize = 1000;
    /// The most characters any other text may have.
    pub const LINE: usize = 200;

    /// A new text of at most `most` characters.
    ///
    /// # Errors
    ///
    /// [`BadText`], for the first fault in its order.
    pub fn new(text: &str, most: usize) -> Result<Text, BadText> {
        if text.chars().all(is_blank) {
            return Err(BadText::Empty);
        }
        let recorded = Text::recorded(text, most)?;
        text.chars().find(|&c| hides(c)).map_or(Ok(recorded), |c| Err(BadText::Control(c)))
    }

    /// A text of at most `most` characters that stands in a ledger.
    ///
    /// # Errors
    ///
    /// [`BadText`], for the first fault in its order.
    pub fn recorded(text: &str, most: usize) -> Result<Text, BadText> {
        Text::check(text, most)?;
        Ok(Text(text.into()))
    }

    /// Whether a text can stand in a ledger, where at most `most` characters are allowed.
    ///
    /// # Errors
    ///
    /// [`BadText`], for the first fault in its order.
    pub fn check(text: &str, most: usize) -> Result<(), BadText> {
        if text.chars().all(char::is_whitespace) {
            return Err(BadText::Empty);
        }
        // Measured before anything is copied: a character takes one to four bytes.
        if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
            return Err(BadText::TooLong);
        }
        // Most texts have no byte that any such character begins with: a glance at the bytes will do.
        let may_be = text.bytes().fold(false, |may_be, b| may_be | begins_control(b));
        let control = if may_be { text.chars().find(|&c| controls(c)) } else { None };
        match control {
            Some(c) => Err(BadText::Control(c)),
            None => Ok(()),
        }
    }

    /// The text's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a byte of UTF-8 may be the first of a character that [`controls`].
fn begins_control(b: u8) -> bool {
    matches!(b, 0..0x20 | 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

/// Whether a character must never reach a terminal as it is (S1): one that controls it, or that nobody would see there.
pub fn is_unprintable(c: char) -> bool {
    controls(c) || hides(c)
}

/// Whether a character stands in no ledger: C0, DEL, C1, bidirectional controls, zero-width characters, line and paragraph separators, the byte
/// order mark.
pub fn controls(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether nobody can see a character that a ledger may hold: soft hyphens, joiners, fillers and the like, which are ignored where a font does not know
/// them (Unicode's `Default_Ignorable_Code_Point`). Not those that choose among the forms of what stands before them, as emoji need.
pub fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0080}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Whether a character shows nothing by itself: a blank, also that of Braille, or one that chooses a form of what stands before it.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}' || selects(c)
}

/// Whether a character chooses among the forms of the one before it.
pub fn selects(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// Whether a spreadsheet would take a text for a formula (OWASP, CSV injection), or for one that is guarded by a `'`: that gets a guard, too, so
/// that whoever takes one off has the text (S2).
pub fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Whether a text is made of the digits `0` to `9` alone, and has one: where the standard library reads a number, it takes a plus before it, too.
pub fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b5_a_note_has_at_most_1000_characters_of_any_size() {
        assert!(Text::new(&"𝄞".repeat(1000), Text::NOTE).is_ok());
        assert_eq!(Text::new(&"a".repeat(1001), Text::NOTE), Err(BadText::TooLong));
        assert_eq!(Text::new(" ", Text::NOTE), Err(BadText::Empty));
    }

    #[test]
    fn s1_control_and_hiding_characters_are_refused() {
        for c in ['\x1b', '\r', '\n', '\t', '\0', '\x7f', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{2028}'] {
            assert_eq!(Text::new(&format!("a{c}b"), 10), Err(BadText::Control(c)));
        }
    }

    #[test]
    fn s1_what_is_only_seen_by_programs_is_refused_today_and_still_read() {
        for text in ["\u{34f}", "Mu\u{ad}ller", "\u{3164}", "a\u{115f}", "\u{1160}b"] {
            let fault = Text::new(text, 10).expect_err(text);
            assert!(matches!(fault, BadText::Control(c) if hides(c) && is_unprintable(c)), "{text:?}: {fault:?}");
            assert_eq!(Text::recorded(text, 10).expect(text).as_str(), text);
        }
        for text in ["\u{fe0f}", "\u{2800} \u{a0}"] {
            assert_eq!(Text::new(text, 10), Err(BadText::Empty), "{text:?}");
        }
        assert!(Text::new("❤\u{fe0f} 한글", 10).is_ok());
    }

    #[test]
    fn s1_every_character_that_controls_begins_with_a_byte_that_is_looked_at() {
        for c in ('\0'..=char::MAX).filter(|&c| controls(c)) {
            assert!(begins_control(c.encode_utf8(&mut [0; 4]).as_bytes()[0]), "{c:?}");
        }
    }

    #[test]
    fn s8_text_is_kept_as_given() {
        for text in ["é", "e\u{301}", "=cmd|' /C calc'!A0", "Żółć", "ООО Ромашка"] {
            assert_eq!(Text::new(text, 100).expect(text).as_str(), text);
        }
    }
}
