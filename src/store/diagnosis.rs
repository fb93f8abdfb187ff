//! Finding out what a line that cannot be read looks like. Slow and thorough: it runs once, when reading has failed.

use super::chain::{self, Hash};
use super::damage::{Broken, ContentFault, Fault};
use super::header::Batch;
use super::marks;
use super::peek::{self, seq_of};
use super::record::{Line, Speller, Unread};

/// What was read up to a line that is not one.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The whole lines before it.
    pub(super) before: &'a [u8],
    /// The line, without its LF.
    pub(super) line: &'a [u8],
    /// What is known of the next line.
    pub(super) after: &'a [u8],
    /// The line's number.
    pub(super) number: u64,
    /// The hash of the line before.
    pub(super) last: Hash,
}

impl Scene<'_> {
    /// What the line looks like.
    pub(super) fn fault(&self) -> Fault {
        let fault = tool_marks(self).or_else(|| json_fault(self.line)).or_else(|| seal_fault(self.line));
        fault.unwrap_or_else(|| self.entry_fault())
    }

    /// What is wrong with a line that is a JSON object and ends in a hash.
    fn entry_fault(&self) -> Fault {
        let Some((body, hash)) = chain::split(self.line) else { return Fault::NoHash };
        let sealed = self.last.then(body) == hash;
        let Ok(text) = std::str::from_utf8(body) else { return Fault::NoHash };
        match Speller::default().read(text) {
            Err(unread) => unread_fault(unread, body, sealed),
            Ok(_) if body_is_first(body, hash) && self.number > 1 => Fault::Glued,
            Ok(line) => Fault::WrongHash(self.broken(&line)),
        }
    }

    /// What it looks like that a line's hash is wrong although its content can be read.
    fn broken(&self, line: &Line) -> Broken {
        let seq = line.header.seq;
        let last = self.before.strip_suffix(b"\n").and_then(|lines| lines.rsplit(|&b| b == b'\n').next());
        if last == Some(self.line) {
            Broken::Doubled
        } else if seq == self.number + 1 && seq_of(self.after) == Some(self.number) {
            Broken::Swapped
        } else if seq > self.number {
            Broken::Missing { from: self.number, to: seq - 1 }
        } else if seq < self.number {
            Broken::Moved { seq }
        } else {
            Broken::Changed
        }
    }
}

fn body_is_first(body: &[u8], hash: Hash) -> bool {
    Hash::START.then(body) == hash
}

/// What editors, git, sync clients and crashes leave behind.
fn tool_marks(scene: &Scene<'_>) -> Option<Fault> {
    let line = scene.line;
    if line.starts_with(marks::BYTE_ORDER_MARK) {
        return Some(Fault::ByteOrderMark);
    }
    if marks::utf16(line).is_some() {
        return Some(Fault::Utf16);
    }
    if line.contains(&0) {
        return Some(Fault::Nuls);
    }
    if let Some(rest) = line.strip_suffix(b"\r") {
        // The first line's end tells whether all of them were changed: reading stops at the first that was.
        return Some(if rest.is_empty() {
            Fault::BlankLine
        } else {
            Fault::CarriageReturns { throughout: scene.number == 1 }
        });
    }
    if line.iter().all(u8::is_ascii_whitespace) {
        return Some(Fault::BlankLine);
    }
    if marks::is_conflict_marker(line) {
        return Some(Fault::ConflictMarker);
    }
    is_reformatted(line).then_some(Fault::Reformatted)
}

/// A line of pretty-printed JSON, or one with blanks between its keys and values.
fn is_reformatted(line: &[u8]) -> bool {
    let trimmed = line.trim_ascii();
    let indented = trimmed.len() < line.len() && (trimmed.starts_with(b"\"") || trimmed.starts_with(b"{"));
    matches!(trimmed, b"{" | b"[") || indented || line.starts_with(b"{ ") || line.starts_with(b"{\"seq\": ")
}

fn json_fault(line: &[u8]) -> Option<Fault> {
    if let Err(error) = std::str::from_utf8(line) {
        let at = error.valid_up_to();
        return Some(Fault::NotUtf8 { column: at + 1, byte: line[at] });
    }
    let error = match serde_json::from_slice::<serde::de::IgnoredAny>(line) {
        Ok(_) if line.starts_with(b"{") => return None,
        Ok(_) => return Some(Fault::NotAnObject),
        Err(error) => error,
    };
    let column = error.column();
    let what = reason(&error);
    let here = line.get(column.saturating_sub(1));
    if what.starts_with("trailing") && here == Some(&b'{') {
        return Some(Fault::TwoObjects);
    }
    Some(Fault::NotJson { column, what })
}

/// What serde_json says, without its line and column: a ledger's lines are counted by us.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = match text.rfind(" at line ") {
        Some(at) => &text[..at],
        None => &text,
    };
    super::shown(text).to_string()
}

fn seal_fault(line: &[u8]) -> Option<Fault> {
    if chain::split(line).is_some() {
        return None;
    }
    let has_one = line.windows(chain::BEFORE.len()).any(|part| part == chain::BEFORE);
    Some(if has_one { Fault::HashSpelling } else { Fault::NoHash })
}

fn unread_fault(unread: Unread, body: &[u8], sealed: bool) -> Fault {
    let error = match unread {
        Unread::NotCanonical(at) => return Fault::NotCanonical { column: at + 1, sealed },
        Unread::Json(error) => error,
    };
    let what = duplicate_key(body).map_or_else(|| content(&reason(&error)), ContentFault::DuplicateKey);
    Fault::Content { what, sealed }
}

fn duplicate_key(body: &[u8]) -> Option<String> {
    let mut keys = peek::keys(&[body, b"}"].concat()).ok()?;
    keys.sort_unstable();
    keys.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone())
}

/// Sorts what serde says by its first words.
fn content(reason: &str) -> ContentFault {
    let named = |before: &str| {
        let rest = reason.strip_prefix(before)?;
        Some(rest.split('`').next().unwrap_or(rest).to_owned())
    };
    if let Some(field) = named("unknown field `") {
        ContentFault::UnknownField(field)
    } else if let Some(field) = named("missing field `") {
        ContentFault::MissingField(field)
    } else if let Some(kind) = named("unknown kind `") {
        ContentFault::UnknownKind(kind)
    } else {
        ContentFault::Unreadable(reason.to_owned())
    }
}

/// What is wrong with a line's place in a batch, where `open` is the last line of one that has begun.
pub(super) fn batch_fault(open: Option<Batch>, found: Option<Batch>) -> Option<Fault> {
    let due = open.map(|Batch { k, n }| (k + 1, n));
    let found = found.map(|Batch { k, n }| (k, n));
    let in_step = match (due, found) {
        (Some(due), found) => found == Some(due),
        (None, found) => found.is_none_or(|(k, _)| k == 1),
    };
    (!in_step).then_some(Fault::Batch { due, found })
}
