//! Text of bytes: in a stated encoding, bounded as they are, and refused by name where they are something else.

use std::borrow::Cow;

use encoding_rs::{WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, mem::decode_latin1};

use super::Unfit;
use super::bytes::{FILE, IN_PARTS, LINE, foreign, line_at, lone_cr, nuls};
use super::spelling::words;
use super::utf16::{Order, of_utf16};
use crate::domain::likeness;

words! {
    /// How a file's bytes stand for characters.
    Encoding: "an encoding is utf-8, utf-16, windows-1252, windows-1250, windows-1251 or latin-1" {
        /// What everything is written in today.
        Utf8 = "utf-8",
        /// What Excel calls Unicode text, with a byte order mark.
        Utf16 = "utf-16",
        /// What Windows programs write in western Europe.
        Windows1252 = "windows-1252",
        /// What they write in Poland and around it.
        Windows1250 = "windows-1250",
        /// What they write in Cyrillic.
        Windows1251 = "windows-1251",
        /// ISO 8859-1.
        Latin1 = "latin-1",
    }
}

/// The text of bytes of which each is a character. What a code page leaves over becomes a control character, which no text takes.
pub(super) type Page = fn(&[u8]) -> Cow<'_, str>;

impl Encoding {
    /// Those that Excel writes a CSV in: that of the Windows it runs on.
    const OF_WINDOWS: [Encoding; 3] = [Encoding::Windows1252, Encoding::Windows1250, Encoding::Windows1251];

    /// The code page that it is; none where a character can have several bytes.
    pub(super) fn page(self) -> Option<Page> {
        match self {
            Encoding::Utf8 | Encoding::Utf16 => None,
            Encoding::Windows1252 => Some(|bytes| WINDOWS_1252.decode_without_bom_handling(bytes).0),
            Encoding::Windows1250 => Some(|bytes| WINDOWS_1250.decode_without_bom_handling(bytes).0),
            Encoding::Windows1251 => Some(|bytes| WINDOWS_1251.decode_without_bom_handling(bytes).0),
            Encoding::Latin1 => Some(decode_latin1),
        }
    }
}

/// The text of a file: without its byte order mark, and with what there is to say about it.
#[derive(Debug)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// What they were read in.
    pub encoding: Encoding,
    /// Whether a byte order mark stood before them.
    pub had_mark: bool,
}

/// Makes text of bytes. Where no encoding is stated it is UTF-8, or UTF-16 where its byte order mark says so: that is how no text of another encoding
/// begins.
///
/// # Errors
///
/// What is no text of that encoding.
pub fn decode(bytes: Vec<u8>, stated: Option<Encoding>) -> Result<Text, Unfit> {
    let order = Order::of(&bytes);
    let encoding = stated.unwrap_or(if order.is_some() { Encoding::Utf16 } else { Encoding::Utf8 });
    let mut text = match (order, encoding) {
        (Some(order), Encoding::Utf16) => of_utf16(&bytes, order, FILE)?,
        (Some(_), Encoding::Utf8) => return Err(looks_like_utf16(&bytes)),
        (Some(_), other) => return Err(marked("UTF-16", other).hint(AS_UTF16)),
        (None, _) => of_bytes(bytes, encoding)?,
    };
    if order.is_some()
        && let Some(unfit) = foreign(text.as_bytes()).or_else(|| nul_units(&text)).or_else(|| lone_cr(text.as_bytes()))
    {
        return Err(unfit);
    }
    let had_mark = text.starts_with(MARK);
    if had_mark {
        text.drain(..MARK.len_utf8());
    }
    Ok(Text { text, encoding, had_mark })
}

/// Text of bytes that have no byte order mark of UTF-16.
fn of_bytes(bytes: Vec<u8>, encoding: Encoding) -> Result<String, Unfit> {
    if let Some(unfit) = foreign(&bytes) {
        return Err(unfit);
    }
    if encoding != Encoding::Utf8 && bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(marked("UTF-8", encoding).hint(AS_UTF8));
    }
    if encoding == Encoding::Utf16 && !bytes.is_empty() {
        let told = "it does not begin with the byte order mark of UTF-16, and that is the encoding stated";
        return Err(Unfit::line(1, told).hint(
            "state the encoding it is in; without a mark, make it UTF-8: iconv -f UTF-16LE -t UTF-8 FILE > NEW",
        ));
    }
    if let Some(unfit) = nuls(&bytes).or_else(|| lone_cr(&bytes)) {
        return Err(unfit);
    }
    let Some(page) = encoding.page() else { return of_utf8(bytes) };
    if let Some(at) = utf8_at(&bytes, page) {
        let told = format!("it is UTF-8, and the encoding stated is {encoding}");
        return Err(Unfit::line(line_at(&bytes, at), told).hint(AS_UTF8));
    }
    of_page(&bytes, page, FILE)
}

/// A byte order mark, where another encoding is stated.
fn marked(mark: &str, stated: Encoding) -> Unfit {
    Unfit::line(1, format!("it begins with the byte order mark of {mark}, and the encoding stated is {stated}"))
}

fn looks_like_utf16(bytes: &[u8]) -> Unfit {
    let told = format!("byte 0x{:02X} is not UTF-8: it looks like UTF-16", bytes.first().copied().unwrap_or_default());
    Unfit::line(1, told).hint(AS_UTF16)
}

/// What to do where a file is UTF-8 and another encoding is stated.
const AS_UTF8: &str = "state encoding = \"utf-8\", or --encoding utf-8";
/// The same for UTF-16.
const AS_UTF16: &str = "state encoding = \"utf-16\", or --encoding utf-16";

fn of_utf8(bytes: Vec<u8>) -> Result<String, Unfit> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        not_utf8(error.as_bytes(), at)
    })
}

fn of_page(bytes: &[u8], page: Page, most: u64) -> Result<String, Unfit> {
    let mut lines = Lines::new(most);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        lines.add(&page(line))?;
    }
    Ok(lines.text)
}

/// Text that is made line by line. It can take three times the bytes that it is made of, and is bounded as they are before it takes them (R50).
pub(super) struct Lines {
    pub(super) text: String,
    /// How many lines it has.
    count: u64,
    /// The most bytes that it can have.
    most: u64,
}

impl Lines {
    pub(super) fn new(most: u64) -> Lines {
        Lines { text: String::new(), count: 0, most }
    }

    /// How many lines it has by now.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// One line more, with its end.
    pub(super) fn add(&mut self, line: &str) -> Result<(), Unfit> {
        self.count += 1;
        if line.strip_suffix('\n').unwrap_or(line).len() > LINE {
            return Err(Unfit::line(self.count, "a line of more than 64 KiB as UTF-8"));
        }
        if (self.text.len() + line.len()) as u64 > self.most {
            return Err(Unfit::file("as UTF-8 it is larger than 256 MiB").hint(IN_PARTS));
        }
        self.text.push_str(line);
        Ok(())
    }
}

/// Where a file that is UTF-8 first shows it: at a character beyond ASCII. None where it has no such character, or is none but by chance, as
/// what was written in a code page hardly ever is.
fn utf8_at(bytes: &[u8], page: Page) -> Option<usize> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_ascii())?;
    let mut begin = 0;
    text.split_inclusive(|c: char| !c.is_alphabetic()).find_map(|word| {
        let at = begin + word.bytes().position(|byte| !byte.is_ascii()).unwrap_or_default();
        begin += word.len();
        (!word.is_ascii() && !is_by_chance(word, page)).then_some(at)
    })
}

/// Whether a word is one in a code page, and in UTF-8 only looks like one: `STÓŁ` of windows-1250 would be `STӣ`, of letters of two scripts.
fn is_by_chance(word: &str, page: Page) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii() && !c.is_ascii_alphabetic());
    likeness::mixed(word).is_some() && page(word.as_bytes()).chars().all(char::is_alphabetic)
}

/// The byte order mark.
pub(super) const MARK: char = '\u{feff}';
/// What is wrong with a row that has one in it.
pub(super) const JOINED: &str = "a byte order mark in the middle: were two files joined?";

fn not_utf8(bytes: &[u8], at: usize) -> Unfit {
    let byte = bytes.get(at).copied().unwrap_or_default();
    Unfit::line(line_at(bytes, at), format!("byte 0x{byte:02X} is not UTF-8")).hint(readings(bytes, at))
}

/// What to do where a file is not UTF-8: the word where that shows, in every code page of Windows. Whoever can read the file sees which is right.
fn readings(bytes: &[u8], at: usize) -> String {
    let word = word_at(bytes, at);
    let mut read: Vec<(Cow<'_, str>, Vec<String>)> = Vec::new();
    for (encoding, page) in Encoding::OF_WINDOWS.iter().filter_map(|encoding| Some((encoding, encoding.page()?))) {
        let text = page(word);
        match read.iter_mut().find(|(known, _)| *known == text) {
            Some((_, encodings)) => encodings.push(encoding.to_string()),
            None if text.contains(char::is_control) => {}
            None => read.push((text, vec![encoding.to_string()])),
        }
    }
    let read: Vec<String> =
        read.iter().map(|(text, encodings)| format!("`{text}` with --encoding {}", encodings.join(" or "))).collect();
    let others = "make it UTF-8 first, such as by: iconv -f CP1257 -t UTF-8 FILE > NEW";
    match read.is_empty() {
        true => others.to_owned(),
        false => format!("from Windows? it would be {}; where none is right, {others}", read.join(", ")),
    }
}

/// The word around a byte, as far as it needs to be seen; what is beyond ASCII may be a letter.
fn word_at(bytes: &[u8], at: usize) -> &[u8] {
    const SEEN: usize = 20;
    let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let (before, behind) = bytes.split_at(at);
    let begin = before.iter().rev().take(SEEN).take_while(is_letter).count();
    let size = behind.iter().take(SEEN).take_while(is_letter).count();
    &bytes[at - begin..at + size]
}

/// NULs in UTF-16: UTF-32, whose mark begins alike, a hole in a file, or something binary.
fn nul_units(text: &str) -> Option<Unfit> {
    let at = memchr::memchr(0, text.as_bytes())?;
    Some(
        Unfit::line(line_at(text.as_bytes(), at), "a NUL (0x0000) in UTF-16: it is UTF-32, or no text")
            .hint("save it as UTF-8"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::utf16::in_both_orders;
    use super::*;

    fn refusal(bytes: &[u8], encoding: Encoding) -> String {
        decode(bytes.to_vec(), Some(encoding)).map_or_else(|unfit| unfit.to_string(), |text| text.text)
    }

    #[test]
    fn n95_what_is_utf8_by_chance_is_read_as_it_is_stated() {
        // STÓŁ, and PODRÓŻ before a comma; in UTF-8, the same bytes are letters of two scripts in one word.
        for (bytes, read) in [(&b"ST\xd3\xa3 1"[..], "STÓŁ 1"), (b"1;PODR\xd3\xaf, x", "1;PODRÓŻ, x")] {
            assert!(std::str::from_utf8(bytes).is_ok());
            assert_eq!(refusal(bytes, Encoding::Windows1250), read);
        }
        for (text, line) in [("x\nŻółw\n", 2), ("STӣ\n–", 2), ("cервер", 1), ("STÓŁ", 1)] {
            let told = format!("{line}: it is UTF-8, and the encoding stated is windows-1250");
            assert_eq!(refusal(text.as_bytes(), Encoding::Windows1250), told, "{text}");
        }
        let told = "1: it is UTF-8, and the encoding stated is windows-1252";
        assert_eq!(refusal("ST\u{4e3}".as_bytes(), Encoding::Windows1252), told);
    }

    #[test]
    fn r50_text_is_bounded_as_its_bytes_are() {
        let page = Encoding::Windows1252.page().expect("a code page");
        let lines = |euros: usize, most| of_page(&[&b"\x80".repeat(euros)[..], b"\n"].concat(), page, most);
        assert_eq!(lines(5, 16).expect("a text"), "€€€€€\n");
        assert_eq!(lines(5, 15).expect_err("too large").to_string(), "as UTF-8 it is larger than 256 MiB");
        let most = LINE / 3;
        assert_eq!(lines(most, FILE).expect("a text").len(), 3 * most + 1);
        assert_eq!(lines(most + 1, FILE).expect_err("too long").to_string(), "1: a line of more than 64 KiB as UTF-8");
    }

    #[test]
    fn n96_utf16_is_read_by_its_byte_order_mark() {
        // 0x0A and 0x0D stand in characters that end no line.
        let text = "Клиент\tੴ\r\n\u{10a}\u{a0a}\u{d0d}𝄞\n";
        for bytes in in_both_orders(text) {
            for stated in [None, Some(Encoding::Utf16)] {
                let read = decode(bytes.clone(), stated).expect("a text");
                assert!(read.text == text && read.had_mark && read.encoding == Encoding::Utf16, "{read:?}");
            }
            assert_eq!(
                refusal(&bytes, Encoding::Windows1251),
                "1: it begins with the byte order mark of UTF-16, and the encoding stated is windows-1251"
            );
        }
        let told = "1: it does not begin with the byte order mark of UTF-16, and that is the encoding stated";
        assert_eq!(refusal(b"a", Encoding::Utf16), told);
        assert_eq!(refusal(b"", Encoding::Utf16), "");
    }

    #[test]
    fn n96_what_is_no_utf16_is_refused_with_its_place() {
        let half = "2: 0xD83D is not UTF-16: half of a character, without the other";
        for (units, told) in [
            (&[0x61, 0x0a, 0xd83d, 0x61][..], half),
            (&[0x61, 0x0a, 0xd83d], half),
            (&[0x0a, 0x0a, 0xde00], "3: 0xDE00 is not UTF-16: half of a character, without the other"),
            (&[0x61, 0x0a, 0x62, 0], "2: a NUL (0x0000) in UTF-16: it is UTF-32, or no text"),
            (&[0], "1: a NUL (0x0000) in UTF-16: it is UTF-32, or no text"),
            (&[0x0a, 0x61, 0x0d, 0x62], "2: a carriage return (CR) by itself: lines end in LF or CRLF"),
        ] {
            let units = || [0xfeff].into_iter().chain(units.iter().copied());
            assert_eq!(refusal(&units().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), Encoding::Utf16), told);
            assert_eq!(refusal(&units().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), Encoding::Utf16), told);
        }
        let odd = [&in_both_orders("a\nb")[0][..], b"c"].concat();
        assert_eq!(refusal(&odd, Encoding::Utf16), "2: byte 0x63 at the end is half of a unit of UTF-16");
        let page = &in_both_orders("<!DOCTYPE html>")[0];
        assert_eq!(refusal(page, Encoding::Utf16), "not a file of rows: it looks like a web page or XML");
    }

    #[test]
    fn r50_lines_of_utf16_are_bounded_as_utf8() {
        // The byte order mark is one of the characters.
        let most = "€".repeat(LINE / 3 - 1);
        for (fits, long) in in_both_orders(&most).iter().zip(in_both_orders(&format!("{most}€"))) {
            assert_eq!(refusal(fits, Encoding::Utf16), most);
            assert_eq!(refusal(&long, Encoding::Utf16), "1: a line of more than 64 KiB as UTF-8");
        }
        let error = of_utf16(&in_both_orders("€€€€")[0], Order::Little, 14).expect_err("too large");
        assert_eq!(error.to_string(), "as UTF-8 it is larger than 256 MiB");
    }

    #[test]
    fn n95_what_is_not_utf8_is_shown_in_the_code_pages_of_windows() {
        let hint = |bytes: &[u8]| decode(bytes.to_vec(), None).expect_err("no UTF-8").hint.expect("a hint");
        let others = "make it UTF-8 first, such as by: iconv -f CP1257 -t UTF-8 FILE > NEW";
        for (bytes, read) in [
            (
                &b"a;\xcf\xf0\xe8\xe2\xe5\xf2;b"[..],
                "`Ïðèâåò` with --encoding windows-1252, `Ďđčâĺň` with --encoding windows-1250, `Привет` with --encoding windows-1251",
            ),
            (b"f\xfcr", "`für` with --encoding windows-1252 or windows-1250, `fьr` with --encoding windows-1251"),
            (
                b"Ja\x9f",
                "`JaŸ` with --encoding windows-1252, `Jaź` with --encoding windows-1250, `Jaџ` with --encoding windows-1251",
            ),
            (b"\x81x", "`Ѓx` with --encoding windows-1251"),
        ] {
            assert_eq!(hint(bytes), format!("from Windows? it would be {read}; where none is right, {others}"));
        }
        assert_eq!(hint(b"\x98\x81\n"), others);
    }
}
