//! What was done to a ledger's file that was not as it was written (R4). It changes no figure: it says why the file
//! is not the one that somebody remembers.

use std::fmt;
use std::str::FromStr;

use super::{Hash, Text, Unreadable};

/// The ledger was repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// What was done, in the order of [`Mend::ALL`], each once.
    pub done: Vec<Mend>,
    /// The SHA-256 of the file as it was found.
    pub sha256: Hash,
    /// How many bytes it had.
    pub bytes: u64,
    /// How many of its lines were kept.
    pub kept: u64,
    /// How many of its lines were not.
    pub lost: u64,
    /// The last entry that was known and is no longer in the ledger.
    pub lost_seq: Option<u64>,
    /// That entry's hash.
    pub lost_head: Option<Hash>,
    /// Why.
    pub reason: Option<Text>,
}

/// One thing that was undone, or accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mend {
    /// UTF-16 became UTF-8 again.
    Utf16,
    /// A byte order mark was taken off.
    ByteOrderMark,
    /// NUL bytes were taken out.
    Nuls,
    /// Line ends were made LF, or put back.
    LineEnds,
    /// Blank lines were taken out.
    BlankLines,
    /// The marks of a merge were taken out.
    ConflictMarkers,
    /// Lines were brought back into their one spelling.
    Spelling,
    /// Lines that stood there more than once were taken out.
    Doubled,
    /// Lines were put back into their order.
    Order,
    /// An end that was never finished was taken off.
    Unfinished,
    /// Lines that could not be kept were taken out.
    Cut,
    /// A ledger without an entry that was known was accepted.
    AcceptedOlder,
}

impl Mend {
    /// All there are, in the order of the file.
    pub const ALL: [Mend; 12] = [
        Mend::Utf16,
        Mend::ByteOrderMark,
        Mend::Nuls,
        Mend::LineEnds,
        Mend::BlankLines,
        Mend::ConflictMarkers,
        Mend::Spelling,
        Mend::Doubled,
        Mend::Order,
        Mend::Unfinished,
        Mend::Cut,
        Mend::AcceptedOlder,
    ];

    /// The file's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Mend::Utf16 => "utf-16",
            Mend::ByteOrderMark => "byte-order-mark",
            Mend::Nuls => "nuls",
            Mend::LineEnds => "line-ends",
            Mend::BlankLines => "blank-lines",
            Mend::ConflictMarkers => "conflict-markers",
            Mend::Spelling => "spelling",
            Mend::Doubled => "doubled",
            Mend::Order => "order",
            Mend::Unfinished => "unfinished",
            Mend::Cut => "cut",
            Mend::AcceptedOlder => "accepted-older",
        }
    }

    /// What it is, for a person.
    pub fn sentence(self) -> &'static str {
        match self {
            Mend::Utf16 => "UTF-16 becomes UTF-8 again",
            Mend::ByteOrderMark => "the byte order mark is taken off",
            Mend::Nuls => "NUL bytes are taken out",
            Mend::LineEnds => "line ends are made LF",
            Mend::BlankLines => "blank lines are taken out",
            Mend::ConflictMarkers => "the marks of a merge are taken out",
            Mend::Spelling => "lines are brought back into their one spelling",
            Mend::Doubled => "lines that stand there more than once are taken out",
            Mend::Order => "lines are put back into their order",
            Mend::Unfinished => "an end that was never finished is taken off",
            Mend::Cut => "lines that cannot be kept are taken out",
            Mend::AcceptedOlder => "the ledger goes on without an entry that was known here",
        }
    }
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Mend {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Mend, Unreadable> {
        let known = Mend::ALL.into_iter().find(|mend| mend.as_str() == text);
        known.ok_or_else(|| Unreadable::new("not something that is done to a ledger"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_what_was_done_reads_back_as_it_is_spelled() {
        for mend in Mend::ALL {
            assert_eq!(mend.as_str().parse(), Ok(mend));
        }
        assert!("polished".parse::<Mend>().is_err());
        assert!(Mend::ALL.is_sorted(), "the order of the file is that of the variants");
    }
}
