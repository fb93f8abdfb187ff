//! Writing lines: entries in, the bytes of the file out.

use std::fmt;

use anyhow::bail;

use super::chain::{self, Hash};
use super::read::MAX_LINE;
use super::record::{Line, Speller};
use super::shown;
use crate::domain::Entry;

/// Spells entries as the lines of a ledger, one linked to the other. It judges nothing and writes no file: see
/// [`Store::append`](super::Store::append) for both.
#[derive(Debug)]
pub struct Scribe {
    head: Hash,
    speller: Speller,
    body: Vec<u8>,
}

/// Begins with a ledger's first line.
impl Default for Scribe {
    fn default() -> Scribe {
        Scribe::after(Hash::START)
    }
}

impl Scribe {
    /// Goes on behind a line with this hash.
    pub(super) fn after(head: Hash) -> Scribe {
        Scribe { head, speller: Speller::default(), body: Vec::new() }
    }

    /// The hash of the last line.
    pub fn head(&self) -> Hash {
        self.head
    }

    /// Adds the line of an entry, LF and all.
    ///
    /// # Errors
    ///
    /// An entry that could not be read back: one with a text beyond the bounds of its field, say.
    pub fn write(&mut self, entry: &Entry, lines: &mut Vec<u8>) -> anyhow::Result<()> {
        self.write_line(&Line::own(entry.clone(), None), lines).map(drop)
    }

    /// Adds a line and reads it back, so that nothing is ever written that could not be read; gives what was read.
    pub(super) fn write_line(&mut self, line: &Line, lines: &mut Vec<u8>) -> anyhow::Result<Line> {
        self.body.clear();
        self.body.extend_from_slice(self.speller.spell(line)?);
        anyhow::ensure!(self.body.len() + chain::SEAL < MAX_LINE, TooLong);
        let body = std::str::from_utf8(&self.body)?;
        let Some(read) = read_back(&mut self.speller, body, line) else {
            bail!("an entry could not be read back: `{}`", shown(body));
        };
        self.head = chain::seal(&self.body, self.head, lines);
        Ok(read)
    }
}

/// Reads what was spelled of a line. One by itself is read the ordinary way: what judges every line to come would be judged by nothing but itself
/// otherwise. Of a batch, which may be a hundred thousand, those are read the quick way that can be, and must say what they were to say.
fn read_back(speller: &mut Speller, body: &str, line: &Line) -> Option<Line> {
    match line.header.batch.and_then(|_| speller.read_quickly(body)) {
        Some(read) => (read == *line).then_some(read),
        None => speller.read_thoroughly(body).ok(),
    }
}

/// An entry whose line would be longer than a line can be (R50).
#[derive(Debug)]
pub(super) struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry is longer than 64 KiB")
    }
}

impl std::error::Error for TooLong {}
