//! Bytes in: bounded, and refused by name where they are no file of rows.

use std::io::{ErrorKind, Read};

use super::Unfit;
use super::utf16::Order;

/// The most bytes a file can have.
pub const FILE: u64 = 256 << 20;
/// The most bytes a line, a row or a cell can have.
pub const LINE: usize = 64 << 10;

/// Reads a file or a stream that may have no end, and stops where it cannot be a file of rows any more: at a line of more
/// than [`LINE`] bytes, or beyond [`FILE`]. `watch` is told how far it is.
///
/// # Errors
///
/// Outer: it cannot be read. Inner: it is no file of rows.
pub fn collect(mut source: impl Read, watch: &dyn Fn(u64)) -> std::io::Result<Result<Vec<u8>, Unfit>> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; LINE];
    // Where the line begins that is not finished yet, and its number; and up to where its end was looked for.
    let (mut start, mut line, mut seen) = (0, 1_u64, 0);
    loop {
        let size = match source.read(&mut chunk) {
            Ok(0) => return Ok(Ok(bytes)),
            Ok(size) => size,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        bytes.extend_from_slice(&chunk[..size]);
        while let Some((end, next)) = line_end(&bytes, seen) {
            if end - start > LINE {
                return Ok(Err(too_long(&bytes, line)));
            }
            (start, line, seen) = (next, line + 1, next);
        }
        seen = bytes.len();
        watch(bytes.len() as u64);
        if bytes.len() - start > LINE {
            return Ok(Err(too_long(&bytes, line)));
        }
        if bytes.len() as u64 > FILE {
            return Ok(Err(too_large()));
        }
    }
}

/// Where the next line ends, and the one behind it begins, of those that were not looked at before.
fn line_end(bytes: &[u8], seen: usize) -> Option<(usize, usize)> {
    match Order::of(bytes) {
        None => memchr::memchr(b'\n', &bytes[seen..]).map(|at| (seen + at, seen + at + 1)),
        // Half of a unit may have been all there was.
        Some(order) => order.line_end(bytes, seen / 2 * 2).map(|at| (at, at + 2)),
    }
}

/// A file beyond [`FILE`].
pub fn too_large() -> Unfit {
    Unfit::file("it is larger than 256 MiB").hint(IN_PARTS)
}

/// What to do with a file that is too large.
pub(super) const IN_PARTS: &str = "import it in parts";

/// A line that has no end may be so because of what the file is.
fn too_long(bytes: &[u8], line: u64) -> Unfit {
    // In UTF-16, NULs and carriage returns are bytes of characters.
    let other = match Order::of(bytes) {
        Some(_) => None,
        None => foreign(bytes).or_else(|| nuls(bytes)).or_else(|| lone_cr(bytes)),
    };
    other.unwrap_or_else(|| Unfit::line(line, "a line of more than 64 KiB"))
}

/// What a file is that is no text at all, by its first bytes. Nothing is ever unpacked.
pub(super) fn foreign(bytes: &[u8]) -> Option<Unfit> {
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
pub(super) fn nuls(bytes: &[u8]) -> Option<Unfit> {
    let at = memchr::memchr(0, bytes)?;
    Some(Unfit::line(line_at(bytes, at), "a NUL byte: it is UTF-16, or no text").hint("save it as UTF-8"))
}

/// Carriage returns by themselves: line ends of a time long past, or a cell that no ledger takes.
pub(super) fn lone_cr(bytes: &[u8]) -> Option<Unfit> {
    // One at the very end is half of a line end that was cut off.
    let at = memchr::memchr_iter(b'\r', bytes).find(|at| bytes.get(at + 1) != Some(&b'\n'))?;
    Some(Unfit::line(line_at(bytes, at), "a carriage return (CR) by itself: lines end in LF or CRLF"))
}

/// The line that a byte is in, from 1.
pub(super) fn line_at(bytes: &[u8], at: usize) -> u64 {
    line_ends(&bytes[..at]) + 1
}

/// How many lines end in these bytes.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::super::utf16::in_both_orders;
    use super::*;

    /// Bytes that come one at a time, as from a pipe that is slow.
    struct Dripping<'a>(&'a [u8]);

    impl Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(&mut buffer[..1])
        }
    }

    #[test]
    fn r50_lines_of_utf16_are_bounded_and_counted_as_they_are() {
        // Every character of the first line has the byte of a line end.
        let first = format!("{}\n", "\u{a0a}".repeat(LINE / 3 - 1));
        for bytes in in_both_orders(&first) {
            for dripping in [false, true] {
                let collected = |bytes: &[u8]| match dripping {
                    true => collect(Dripping(bytes), &|_| {}).expect("read"),
                    false => collect(bytes, &|_| {}).expect("read"),
                };
                assert_eq!(collected(&bytes).expect("a file of rows"), bytes);
                let second = match Order::of(&bytes) {
                    Some(Order::Little) => b"a\0".repeat(LINE / 2 + 1),
                    _ => b"\0a".repeat(LINE / 2 + 1),
                };
                let long = [&bytes[..], &second].concat();
                assert_eq!(collected(&long).expect_err("too long").to_string(), "2: a line of more than 64 KiB");
            }
        }
    }
}
