//! What editors, git and crashes leave in a file, and how it is known.

/// What some editors put before UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How two bytes make a unit, where a text is UTF-16: by its byte order mark, or by what a ledger begins with. UTF-32 begins with the same bytes, and
/// two NULs behind them.
pub(super) fn utf16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let begins = |marks: [&[u8]; 2]| marks.iter().any(|mark| bytes.starts_with(mark));
    if begins([b"\xff\xfe\0\0", b"{\0\0\0"]) {
        return None;
    }
    if begins([b"\xff\xfe", b"{\0\"\0"]) {
        Some(u16::from_le_bytes)
    } else if begins([b"\xfe\xff", b"\0{\0\""]) {
        Some(u16::from_be_bytes)
    } else {
        None
    }
}

/// Whether git put a line there, where it could not merge.
pub(super) fn is_conflict_marker(line: &[u8]) -> bool {
    [b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||"].iter().any(|mark| line.starts_with(*mark))
}

/// A line without the NULs around it.
pub(super) fn strip_nuls(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_prefix(b"\0") {
        text = rest;
    }
    while let Some(rest) = text.strip_suffix(b"\0") {
        text = rest;
    }
    text
}
