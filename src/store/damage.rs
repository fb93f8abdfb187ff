//! What is wrong with a ledger that is not as it was written, named by its likely cause (R3).
//!
//! A reader finds out *that*, *where* and *what*, and repairs nothing (R4). What to do about it is the hint.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{git, shown, shown_name};
use crate::domain::Rejection;
use crate::shell;

/// A ledger that cannot be what was written: which file, which line, what it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The ledger, as it was named.
    pub path: PathBuf,
    /// The line, from 1; none where the file as a whole is meant.
    pub line: Option<u64>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a file or a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of a fault are named for what they hold")]
pub enum Fault {
    // The file as a whole.
    /// Nothing in it.
    Empty,
    /// Nothing in it any more: this machine saw entries up to this one at that path (R19).
    Emptied { seq: u64 },
    /// The first line names a later format (R28).
    Newer { format: u64 },
    /// Nothing but the beginning of a first line.
    NeverFinished,
    /// More lines than a ledger can have (R50).
    TooManyLines,

    // What a tool did to it.
    /// A byte order mark, at the beginning or where another file was put behind.
    ByteOrderMark,
    /// UTF-16.
    Utf16,
    /// NUL bytes: what some file systems leave after a crash.
    Nuls,
    /// Line ends of CR LF: on every line, or from this one on.
    CarriageReturns { throughout: bool },
    /// The marks git leaves where it could not merge.
    ConflictMarker,
    /// JSON with blanks or line ends in it.
    Reformatted,
    /// Another ledger begins here.
    Glued,
    /// A line with nothing in it.
    BlankLine,
    /// Two objects on one line.
    TwoObjects,

    // The line's bytes.
    /// Longer than a line can be (R50).
    TooLong,
    /// A byte that is no UTF-8, by its place in the line, from 1.
    NotUtf8 { column: usize, byte: u8 },
    /// No JSON.
    NotJson { column: usize, what: String },
    /// JSON, but no object.
    NotAnObject,
    /// It does not end in a hash.
    NoHash,
    /// It ends in something like a hash: too short, too long, or not lower-case hexadecimal.
    HashSpelling,

    // What it says.
    /// Something that no entry of this format says.
    Content { what: ContentFault, sealed: bool },
    /// Not the one spelling of what it says, from this byte on (from 1).
    NotCanonical { column: usize, sealed: bool },

    // Its place in the chain.
    /// Its hash does not fit what it says and what is before it.
    WrongHash(Broken),
    /// Its place in a batch is not the one that is due.
    Batch { due: Option<(u32, u32)>, found: Option<(u32, u32)> },
    /// A line that was adopted from another copy does not follow the one before it there (R43).
    AdoptedChain,
    /// The hash is right, but the entry breaks a rule.
    Rule(Rejection),

    // What this machine remembers.
    /// The end is torn although an entry up to `seq` was acknowledged here (R14).
    Acknowledged { seq: u64 },
}

/// What a line says that no entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentFault {
    /// A key twice.
    DuplicateKey(String),
    /// A kind there is not.
    UnknownKind(String),
    /// A field the kind does not have.
    UnknownField(String),
    /// A field is missing.
    MissingField(String),
    /// Anything else, in the words of whoever could not read it: a wrong type, a value out of bounds, a key out of order.
    Unreadable(String),
}

/// What it looks like where the chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The line, or the one before, was changed.
    Changed,
    /// Lines between the one before and this one are missing.
    Missing {
        /// The first that is missing.
        from: u64,
        /// The last that is missing.
        to: u64,
    },
    /// The line before stands here once more.
    Doubled,
    /// It has changed places with the next one.
    Swapped,
    /// The line stood elsewhere, by its `seq`.
    Moved {
        /// Its `seq`.
        seq: u64,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", shown(&self.path.to_string_lossy()))?;
        match self.line {
            Some(line) => write!(f, ":{line}: {}", self.fault),
            None => write!(f, ": {}", self.fault),
        }
    }
}

impl Error for Damage {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty => write!(f, "not a ledger yet: the file is empty"),
            Fault::Emptied { seq } => write!(f, "the file is empty, and entries up to #{seq} were seen here before"),
            Fault::Newer { format } => write!(f, "written by a newer version of hours: format {format}"),
            Fault::NeverFinished => write!(f, "not a ledger: its first line was never finished"),
            Fault::TooManyLines => write!(f, "more than {} lines", super::read::MAX_LINES),
            Fault::ByteOrderMark => write!(f, "begins with a byte order mark"),
            Fault::Utf16 => write!(f, "UTF-16, where a ledger is UTF-8"),
            Fault::Nuls => write!(f, "NUL bytes where an entry should be"),
            Fault::CarriageReturns { throughout: true } => write!(f, "CRLF throughout: a tool changed the line ends"),
            Fault::CarriageReturns { throughout: false } => write!(f, "CRLF: a tool changed the end of this line"),
            Fault::ConflictMarker => write!(f, "a conflict marker: two versions were merged and not resolved"),
            Fault::Reformatted => write!(f, "re-formatted JSON: a tool wrote it with other blanks or line ends"),
            Fault::Glued => write!(f, "another ledger begins here: two files were put together"),
            Fault::BlankLine => write!(f, "a blank line"),
            Fault::TwoObjects => write!(f, "two objects on one line: a line end is missing"),
            Fault::TooLong => write!(f, "no line end within 64 KiB, the longest a line can be"),
            Fault::NotUtf8 { column, byte } => {
                write!(f, "byte {column} of the line is 0x{byte:02X}, which is no UTF-8")
            }
            Fault::NotJson { column, what } => write!(f, "no JSON: {what} at byte {column} of the line"),
            Fault::NotAnObject => write!(f, "JSON, but no object"),
            Fault::NoHash => write!(f, "the line does not end in its hash"),
            Fault::HashSpelling => write!(f, "the hash is not 64 lower-case hexadecimal digits"),
            Fault::Content { what, .. } => what.fmt(f),
            Fault::NotCanonical { column, .. } => {
                write!(f, "not the one spelling of this entry: it differs from byte {column} of the line on")
            }
            Fault::WrongHash(broken) => broken.fmt(f),
            Fault::Batch { due, found } => write_batch(f, *due, *found),
            Fault::AdoptedChain => {
                write!(f, "the adopted line does not follow the one before it in the copy it came from")
            }
            Fault::Rule(rejection) => write!(f, "breaks {}: {rejection}", rejection.rule()),
            Fault::Acknowledged { seq } => {
                write!(f, "torn, although entries up to #{seq} were recorded whole on this machine")
            }
        }
    }
}

fn write_batch(f: &mut fmt::Formatter<'_>, due: Option<(u32, u32)>, found: Option<(u32, u32)>) -> fmt::Result {
    match (due, found) {
        (Some((k, n)), Some((l, m))) => write!(f, "line {l} of {m} in a batch where line {k} of {n} is due"),
        (Some((k, n)), None) => write!(f, "a line by itself where line {k} of {n} in a batch is due"),
        (None, Some((l, m))) => write!(f, "line {l} of {m} in a batch that does not begin"),
        (None, None) => write!(f, "a batch out of step"),
    }
}

impl fmt::Display for ContentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ContentFault::DuplicateKey(key) => write!(f, "the key `{}` stands there twice", shown(key)),
            ContentFault::UnknownKind(kind) => {
                write!(f, "a kind of entry this version does not know: `{}`", shown(kind))
            }
            ContentFault::UnknownField(field) => {
                write!(f, "a field this kind of entry does not have: `{}`", shown(field))
            }
            ContentFault::MissingField(field) => write!(f, "the field `{}` is missing", shown(field)),
            ContentFault::Unreadable(what) => write!(f, "{what}"),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Changed => write!(f, "the hash does not fit: this line or the one before was changed"),
            Broken::Missing { from, to } if from == to => write!(f, "entry #{from} is missing before this line"),
            Broken::Missing { from, to } => write!(f, "entries #{from} to #{to} are missing before this line"),
            Broken::Doubled => write!(f, "the line before stands here once more"),
            Broken::Swapped => write!(f, "this line and the next have changed places"),
            Broken::Moved { seq } => write!(f, "entry #{seq} does not belong here: it was moved or stands here again"),
        }
    }
}

impl Damage {
    /// What can be done about it, or where it probably comes from.
    pub fn hint(&self) -> String {
        let client = sync_conflict(&self.path);
        let copy = |client| format!("the name is one that {client} gives to a copy in conflict: is it the right file?");
        client.map_or_else(|| self.fault.hint(&self.path), copy)
    }
}

impl Fault {
    /// What can be done about it, or where it probably comes from, in a ledger at this path.
    fn hint(&self, path: &Path) -> String {
        let hint = match self {
            Fault::Empty => return beginning(path),
            Fault::Emptied { .. } => {
                "put a copy of it back: a backup, or what git or a synced folder kept; a new ledger needs another file"
            }
            Fault::Newer { .. } => "use the version of hours that wrote it, or a later one",
            Fault::NeverFinished => "it is no ledger of ours, or a copy that broke off: look for a backup",
            Fault::TooManyLines => "begin a new ledger: one holds 10 million lines",
            Fault::ByteOrderMark => "an editor put it there, or files were joined; hours repair takes it off",
            Fault::Utf16 => "an editor or a PowerShell redirection saved it anew; hours repair turns it back",
            Fault::Nuls => {
                "a crash or a full disk can leave them; take the last good copy, or see what hours repair keeps"
            }
            Fault::CarriageReturns { .. } => {
                return format!(
                    "git does it where `git config core.autocrlf` is on: put `{} -text` into .gitattributes; hours repair \
                     turns it back",
                    shown_name(path)
                );
            }
            Fault::ConflictMarker => {
                let by_hand =
                    || "put each side into a file of its own, and the one into the other by hours merge".to_owned();
                let way = git::resolving(path).unwrap_or_else(by_hand);
                return format!("{way}; hours repair undoes it where one side follows from the other");
            }
            Fault::Reformatted => {
                "an editor or `jq` saved it anew; hours repair turns it back where nothing else was changed"
            }
            Fault::Glued => "every ledger is a file of its own; hours repair tells what it would keep",
            Fault::BlankLine | Fault::TwoObjects => {
                "an editor changed the file; hours repair undoes it where nothing is missing"
            }
            Fault::TooLong | Fault::NotJson { .. } | Fault::NotAnObject | Fault::NoHash | Fault::HashSpelling => {
                "is it a ledger? if it is, take the last good copy, or see what hours repair keeps"
            }
            Fault::NotUtf8 { .. } => {
                "an editor saved it in another encoding; take a copy from before that, or see what hours repair keeps"
            }
            Fault::Content { sealed: true, .. } | Fault::NotCanonical { sealed: true, .. } => {
                "the hash fits, so another program or a newer version wrote it like this"
            }
            Fault::Content { .. } | Fault::NotCanonical { .. } => {
                "the hash does not fit either: the line was changed after it was written; take the last good copy, or see what \
                 hours repair keeps"
            }
            Fault::WrongHash(Broken::Changed) => {
                "compare it with a backup; a ledger is never edited by hand; hours repair tells what it would keep"
            }
            Fault::WrongHash(Broken::Missing { .. }) => {
                "lines are never taken out; take the last good copy, or see what hours repair keeps"
            }
            Fault::WrongHash(_) => {
                "lines are never doubled or moved; hours repair puts them back where none is missing"
            }
            Fault::Acknowledged { .. } => {
                "the disk, or what made this copy, lost them; look for a copy that has them, or see what hours repair keeps"
            }
            Fault::Batch { .. } | Fault::AdoptedChain | Fault::Rule(_) => {
                "the hash fits, so it was written like this: by another program, or a hand that knows the chain"
            }
        };
        hint.to_owned()
    }
}

/// The command that begins a ledger in a file.
pub fn beginning(path: &Path) -> String {
    format!("hours init {} --name \"Your business\" --currency EUR --rate 150", shell::file(path))
}

/// Which program gives such a name to a copy it could not merge.
pub(super) fn sync_conflict(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let marks = [("conflicted copy", "Dropbox or Nextcloud"), (".sync-conflict-", "Syncthing"), ("_conf(", "Seafile")];
    marks.into_iter().find(|(mark, _)| name.contains(mark)).map(|(_, client)| client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(path: &str, fault: Fault) -> Damage {
        Damage { path: path.into(), line: Some(3), fault }
    }

    #[test]
    fn r2_damage_is_named_by_path_line_and_what_it_looks_like() {
        let changed = damage("acme.jsonl", Fault::WrongHash(Broken::Changed));
        assert_eq!(changed.to_string(), "acme.jsonl:3: the hash does not fit: this line or the one before was changed");
        let broken = damage("acme.jsonl", Fault::Rule(Rejection::NoTime));
        assert_eq!(broken.to_string(), "acme.jsonl:3: breaks B5: `0m` is no time at all");
    }

    #[test]
    fn s1_a_path_is_shown_escaped() {
        let shown = damage("a\u{1b}]0;x\u{202e}.jsonl", Fault::BlankLine).to_string();
        assert_eq!(shown, "a\\u{1b}]0;x\\u{202e}.jsonl:3: a blank line");
    }

    #[test]
    fn r3_a_copy_in_conflict_is_known_by_its_name() {
        for name in ["hours (Ada's conflicted copy 2026-11-23).jsonl", "hours.sync-conflict-20261123-091405-ABC.jsonl"]
        {
            assert!(damage(name, Fault::BlankLine).hint().contains("copy in conflict"), "{name}");
        }
        assert!(!damage("hours.jsonl", Fault::BlankLine).hint().contains("conflict"));
    }
}
