//! Characters that no text of a ledger has: what they are called, what to do about them, and which of them mean a blank.

use std::borrow::Cow;

use super::values::Why;
use crate::domain::BadText;

/// What breaks a line, or moves along in it, and means no more than a blank does.
const BREAKS: [char; 5] = ['\n', '\t', '\u{b}', '\u{2028}', '\u{2029}'];

/// The text with a blank for each of these.
pub(super) fn without_breaks(text: &str) -> Cow<'_, str> {
    match text.contains(BREAKS) {
        true => Cow::Owned(text.replace("\r\n", " ").replace(BREAKS, " ")),
        false => Cow::Borrowed(text),
    }
}

/// Why a text is none, without the text.
pub(super) fn bad_text(fault: &BadText, most: usize) -> Why {
    match fault {
        BadText::Empty => Why::from("empty"),
        BadText::TooLong => Why::from(format!("longer than {most} characters")),
        BadText::Control(c) if BREAKS.contains(c) => Why::from(format!("it has a {}", character(*c)))
            .hint("state line-breaks = \"blank\" in the mapping to make line breaks and tabs blanks"),
        BadText::Control(c) => {
            let (name, code) = (character(*c), format!("U+{:04X}", u32::from(*c)));
            let told = format!("it has a control or invisible character, {} ({name})", c.escape_unicode());
            Why::from(told)
                .hint(format!("replace every {code}, a {name}, in the file by what it should be, or by nothing"))
        }
    }
}

/// What a character is called that nobody can see.
fn character(c: char) -> &'static str {
    match c {
        '\n' => "line break",
        '\t' => "tab",
        '\u{b}' => "vertical tab",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200d}' => "joiner, as in emoji of several parts",
        '\u{200c}' | '\u{2060}' => "zero-width mark",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "mark of direction",
        c if c.is_control() => "control character",
        _ => "character that nobody sees",
    }
}
