//! What came of reading a ledger: its lines, its book, and what stands behind them.

use std::borrow::Cow;

use anyhow::Context;

use super::chain::{self, Hash};
use super::ends::Ends;
use super::heads::Heads;
use super::lines::Lines;
use super::snapshot::Stamp;
use super::{Mark, Unfinished};
use crate::domain::{Book, Instant};

const BOOKLESS: &str = "a ledger without a book";

/// A ledger that was read and checked.
pub(super) struct Reading {
    /// What was passed over; nothing where it was read from its first line on.
    pub(super) before: Option<Before>,
    /// The lines, each with its LF but perhaps the last: see [`Reading::lacks_lf`].
    pub(super) lines: Lines,
    /// How many bytes of them are whole lines.
    pub(super) size: u64,
    /// Where each whole line ends.
    pub(super) ends: Ends,
    /// The entries that were asked for, replayed; none where they all came later than what was asked for.
    pub(super) book: Option<Book>,
    /// When the first line was recorded.
    pub(super) opened: Instant,
    /// The hash of the last whole line.
    pub(super) head: Hash,
    /// Whether the last line counts although its LF is not there yet.
    pub(super) lacks_lf: bool,
    /// What was adopted from other copies.
    pub(super) heads: Heads,
    /// The file before it was read, where it was read quickly.
    pub(super) stamp: Option<Stamp>,
    /// What is wrong with its end.
    pub(super) unfinished: Option<Unfinished>,
}

/// The beginning of a ledger that was read at another time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    /// How many lines it has.
    pub(super) total: u64,
    /// The hash of its first line.
    pub(super) ledger: Hash,
    /// The hash of its last line.
    pub(super) head: Hash,
}

impl Reading {
    /// One of nothing yet.
    pub(super) fn unread() -> Reading {
        Reading::none(Lines::kept(Vec::new()), Hash::START)
    }

    /// One of no lines yet.
    pub(super) fn none(lines: Lines, head: Hash) -> Reading {
        Reading {
            before: None,
            lines,
            size: 0,
            ends: Ends::default(),
            book: None,
            opened: Instant::from_micros(0),
            head,
            lacks_lf: false,
            heads: Heads::default(),
            stamp: None,
            unfinished: None,
        }
    }

    /// The book of a ledger that was read without a bound, as whoever writes reads it. It is there: one without its opening is damaged, and what
    /// is left out at a reader's wish alone can leave no entry at all.
    pub(super) fn book(&self) -> anyhow::Result<&Book> {
        self.book.as_ref().context(BOOKLESS)
    }

    /// Gives that book away.
    pub(super) fn take_book(&mut self) -> anyhow::Result<Book> {
        self.book.take().context(BOOKLESS)
    }

    /// How many whole lines there are.
    pub(super) fn total(&self) -> u64 {
        self.passed() + self.ends.len() as u64
    }

    /// How many of them were passed over.
    fn passed(&self) -> u64 {
        self.before.map_or(0, |before| before.total)
    }

    /// Where a line begins and where it ends.
    fn place(&self, seq: u64) -> Option<(u64, u64)> {
        let at = usize::try_from(seq.checked_sub(self.passed() + 1)?).ok()?;
        self.ends.line(at)
    }

    /// Where the lines begin, in order.
    pub(super) fn starts(&self) -> impl Iterator<Item = u64> {
        self.ends.starts()
    }

    /// A line without its LF.
    pub(super) fn line(&self, seq: u64) -> Option<Cow<'_, str>> {
        let (start, end) = self.place(seq)?;
        match self.lines.line(start, end) {
            Cow::Borrowed(line) => std::str::from_utf8(line).ok().map(Cow::Borrowed),
            Cow::Owned(line) => String::from_utf8(line).ok().map(Cow::Owned),
        }
    }

    /// The lines from one on, each with its LF.
    pub(super) fn text(&self, from: u64) -> Vec<u8> {
        let start = self.place(from).map_or(self.size, |(start, _)| start);
        let mut text = self.lines.bytes_of(start, self.size);
        if self.lacks_lf {
            text.push(b'\n');
        }
        text
    }

    /// The state after a line.
    pub(super) fn mark(&self, seq: u64) -> Mark {
        let hash = |seq| self.hash(seq).unwrap_or(Hash::START);
        Mark { ledger: hash(1), seq, head: hash(seq) }
    }

    /// Whether a line of it has this hash: the one with this `seq`, or one that was adopted.
    pub(super) fn contains(&self, seq: u64, hash: Hash) -> bool {
        self.hash(seq) == Some(hash) || self.heads.knows(hash)
    }

    /// The hashes of all lines.
    pub(super) fn hashes(&self) -> Vec<Hash> {
        (1..=self.total()).filter_map(|seq| self.hash(seq)).collect()
    }

    /// A line's hash.
    pub(super) fn hash(&self, seq: u64) -> Option<Hash> {
        match self.before {
            Some(before) if seq == 1 => return Some(before.ledger),
            Some(before) if seq == before.total => return Some(before.head),
            _ => {}
        }
        Some(chain::split(self.line(seq)?.as_bytes())?.1)
    }
}
