//! Free text with a bound (B5): names, notes, reasons.

use std::fmt;
use std::sync::Arc;

/// Text that a terminal, a table and a CSV file can carry: at least one character that is no blank, none that
/// controls or hides (S1), and at most as long as its field allows. Kept as given: no Unicode
/// normalisation (S8).
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

    /// A text of at most `most` characters.
    ///
    /// # Errors
    ///
    /// [`BadText`], for the first fault in its order.
    pub fn new(text: &str, most: usize) -> Result<Text, BadText> {
        Text::check(text, most)?;
        Ok(Text(text.into()))
    }

    /// Whether a text is one of at most `most` characters.
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
        // Most texts have no byte that any unprintable character begins with: a glance at the bytes will do.
        let may_be = text.bytes().fold(false, |may_be, b| may_be | begins_unprintable(b));
        let control = if may_be { text.chars().find(|&c| is_unprintable(c)) } else { None };
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

/// Whether a byte of UTF-8 may be the first of a character that [`is_unprintable`].
fn begins_unprintable(b: u8) -> bool {
    matches!(b, 0..0x20 | 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

/// Whether a character must never reach a terminal as it is (S1): C0, DEL, C1, bidirectional controls,
/// zero-width characters, line and paragraph separators, the byte order mark.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
    fn s1_every_unprintable_character_begins_with_a_byte_that_is_looked_at() {
        for c in ('\0'..=char::MAX).filter(|&c| is_unprintable(c)) {
            assert!(begins_unprintable(c.encode_utf8(&mut [0; 4]).as_bytes()[0]), "{c:?}");
        }
    }

    #[test]
    fn s8_text_is_kept_as_given() {
        for text in ["é", "e\u{301}", "=cmd|' /C calc'!A0", "Żółć", "ООО Ромашка"] {
            assert_eq!(Text::new(text, 100).expect(text).as_str(), text);
        }
    }
}
