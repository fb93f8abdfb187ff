//! Bytes in, text out: bounded, in a stated encoding, and refused by name where it is something else.

use std::io::{ErrorKind, Read};

use encoding_rs::{WINDOWS_1252, mem::decode_latin1};

use super::Unfit;
use super::spelling::words;

/// The most bytes a file can have.
pub const FILE: u64 = 256 << 20;
/// The most bytes a line, a row or a cell can have.
pub const LINE: usize = 64 << 10;

words! {
    /// How a file's bytes stand for characters.
    Encoding: "an encoding is utf-8, windows-1252 or latin-1" {
        /// What everything is written in today.
        Utf8 = "utf-8",
        /// What Windows programs wrote.
        Windows1252 = "windows-1252",
        /// ISO 8859-1.
        Latin1 = "latin-1",
    }
}

/// Reads a file or a stream that may have no end, and stops where it cannot be a file of rows any more: at a line of more
/// than [`LINE`] bytes, or beyond [`FILE`]. `watch` is told how far it is.
///
/// # Errors
///
/// Outer: it cannot be read. Inner: it is no file of rows.
pub fn collect(mut source: impl Read, watch: &dyn Fn(u64)) -> std::io::Result<Result<Vec<u8>, Unfit>> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; LINE];
    // Where the line begins that is not finished yet, and its number.
    let (mut start, mut line) = (0, 1_u64);
    loop {
        let size = match source.read(&mut chunk) {
            Ok(0) => return Ok(Ok(bytes)),
            Ok(size) => size,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        for at in memchr::memchr_iter(b'\n', &chunk[..size]) {
            let end = bytes.len() + at;
            if end - start > LINE {
                bytes.extend_from_slice(&chunk[..size]);
                return Ok(Err(too_long(&bytes, line)));
            }
            (start, line) = (end + 1, line + 1);
        }
        bytes.extend_from_slice(&chunk[..size]);
        watch(bytes.len() as u64);
        if bytes.len() - start > LINE {
            return Ok(Err(too_long(&bytes, line)));
        }
        if bytes.len() as u64 > FILE {
            return Ok(Err(too_large()));
        }
    }
}

/// A file beyond [`FILE`].
pub fn too_large() -> Unfit {
    Unfit::file("it is larger than 256 MiB").hint("import it in parts")
}

/// A line that has no end may be so because of what the file is.
fn too_long(bytes: &[u8], line: u64) -> Unfit {
    let other = foreign(bytes).or_else(|| nuls(bytes)).or_else(|| lone_cr(bytes));
    other.unwrap_or_else(|| Unfit::line(line, "a line of more than 64 KiB"))
}

/// The text of a file: without its byte order mark, and with what there is to say about it.
#[derive(Debug)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// Whether a byte order mark stood before them.
    pub had_mark: bool,
}

/// Makes text of bytes.
///
/// # Errors
///
/// What is no text of that encoding.
pub fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<Text, Unfit> {
    if let Some(unfit) = foreign(&bytes).or_else(|| nuls(&bytes)).or_else(|| lone_cr(&bytes)) {
        return Err(unfit);
    }
    if encoding != Encoding::Utf8 && bytes.starts_with(b"\xef\xbb\xbf") {
        let told = format!("it begins with the byte order mark of UTF-8, and the encoding stated is {encoding}");
        return Err(Unfit::line(1, told).hint(AS_UTF8));
    }
    let utf8 = if encoding == Encoding::Utf8 { None } else { utf8_at(&bytes) };
    if let Some(at) = utf8 {
        let told = format!("it is UTF-8, and the encoding stated is {encoding}");
        return Err(Unfit::line(place(&bytes, at).0, told).hint(AS_UTF8));
    }
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            not_utf8(error.as_bytes(), at)
        })?,
        // Every byte means something in these two; what is left over becomes a control character, which no text takes.
        Encoding::Windows1252 => WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(),
        Encoding::Latin1 => decode_latin1(&bytes).into_owned(),
    };
    Ok(match text.strip_prefix(MARK) {
        Some(rest) => Text { text: rest.to_owned(), had_mark: true },
        None => Text { text, had_mark: false },
    })
}

/// What to do where a file is UTF-8 and another encoding is stated.
const AS_UTF8: &str = "state encoding = \"utf-8\", or --encoding utf-8";

/// Where the first character beyond ASCII stands in a text of UTF-8; none where it has no such character, or is none. What was written in another
/// encoding is hardly ever UTF-8 by chance.
fn utf8_at(bytes: &[u8]) -> Option<usize> {
    let at = bytes.iter().position(|byte| !byte.is_ascii())?;
    std::str::from_utf8(&bytes[at..]).is_ok().then_some(at)
}

/// The byte order mark.
pub(super) const MARK: char = '\u{feff}';
/// What is wrong with a row that has one in it.
pub(super) const JOINED: &str = "a byte order mark in the middle: were two files joined?";

fn not_utf8(bytes: &[u8], at: usize) -> Unfit {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let (line, _) = place(bytes, at);
    Unfit::line(line, format!("byte 0x{byte:02X} is not UTF-8"))
        .hint(
            "a file from Windows may be read with --encoding windows-1252; where it is not western European, make it UTF-8 first, \
             such as by: iconv -f CP1250 -t UTF-8 FILE > NEW",
        )
}

/// What a file is that is no text at all, by its first bytes. Nothing is ever unpacked.
fn foreign(bytes: &[u8]) -> Option<Unfit> {
    const KINDS: [(&[u8], &str); 11] = [
        (b"\x1f\x8b", "a gzip file"),
        (b"PK\x03\x04", "a zip file, as .xlsx and .ods files are"),
        (b"%PDF", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ\x00", "an xz file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file"),
        (b"SQLite format 3", "an SQLite database"),
        (b"PAR1", "a Parquet file"),
        (b"\x89PNG", "a picture"),
    ];
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if utf16 {
        let told = format!("byte 0x{:02X} is not UTF-8: it looks like UTF-16", bytes[0]);
        return Some(Unfit::line(1, told).hint("save it as UTF-8, or: iconv -f UTF-16 -t UTF-8 FILE"));
    }
    let found = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic));
    if let Some((_, what)) = found {
        return Some(Unfit::file(format!("not a file of rows: it looks like {what}")).hint("export it as CSV"));
    }
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let page = [&b"<!doctype"[..], b"<html", b"<?xml"]
        .iter()
        .any(|tag| head.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag)));
    page.then(|| Unfit::file("not a file of rows: it looks like a web page or XML").hint("export it as CSV"))
}

/// NULs: UTF-16 without a mark, a hole in a file, or something binary.
fn nuls(bytes: &[u8]) -> Option<Unfit> {
    let at = memchr::memchr(0, bytes)?;
    let (line, _) = place(bytes, at);
    Some(Unfit::line(line, "a NUL byte: it is UTF-16, or no text").hint("save it as UTF-8"))
}

/// Carriage returns by themselves: line ends of a time long past, or a cell that no ledger takes.
fn lone_cr(bytes: &[u8]) -> Option<Unfit> {
    // One at the very end is half of a line end that was cut off.
    let at = memchr::memchr_iter(b'\r', bytes).find(|at| bytes.get(at + 1) != Some(&b'\n'))?;
    let (line, _) = place(bytes, at);
    Some(Unfit::line(line, "a carriage return (CR) by itself: lines end in LF or CRLF"))
}

/// The line and the column in bytes, both from 1.
fn place(bytes: &[u8], at: usize) -> (u64, usize) {
    let before = &bytes[..at];
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    (line_ends(before) + 1, at - start + 1)
}

/// How many lines end in these bytes.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
