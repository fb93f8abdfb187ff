//! An end of a ledger that is not as it should be (R12, R13).

use std::fmt;

use crate::counted::count;

/// An end that is not as it should be (R12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The line it would have become, or is.
    pub line: u64,
    /// Where it begins, in bytes from the beginning of the file.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
    /// What it looks like.
    pub what: Tail,
}

/// What such an end looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// The beginning of a line.
    Bytes,
    /// NULs only.
    Nuls,
    /// A batch whose last lines are missing.
    Batch,
    /// A whole line that lacks nothing but its LF: it counts as soon as something is written (R13).
    LineEnd,
    /// The same of one that counts already: this machine remembers that it was recorded (R14), or there is no other.
    Counted,
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unfinished { line, bytes, .. } = *self;
        match self.what {
            Tail::Bytes => write!(f, "line {line} was never finished: {}", uncounted(bytes, "")),
            Tail::Nuls => write!(f, "line {line} was never written: {}", uncounted(bytes, "NUL ")),
            Tail::Batch => write!(f, "the batch from line {line} on was never finished: {}", uncounted(bytes, "")),
            Tail::LineEnd => write!(f, "line {line} lacks its line end: it counts from the next entry on"),
            Tail::Counted => {
                write!(f, "line {line} lacks its line end, and counts all the same: the next entry puts it back")
            }
        }
    }
}

/// `230 NUL bytes do not count`; `what` bytes they are.
fn uncounted(bytes: u64, what: &str) -> String {
    count(bytes, &format!("{what}byte does not count"), &format!("{what}bytes do not count"))
}
