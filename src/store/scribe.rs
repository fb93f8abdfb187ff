//! Writing lines: entries in, the bytes of the file out.

use anyhow::bail;

use super::chain::{self, Hash};
use super::errors::TooLarge;
use super::read::MAX_LINE;
use super::record::{Line, Speller};
use super::shown;
use crate::domain::Entry;

/// Spells entries as the lines of a ledger, one linked to the other. It judges nothing and writes no file: see
/// [`Store::append`](super::Store::append) for both.
#[derive(Debug)]
pub struct Scribe {
    head: Hash,
    pen: Pen,
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
        Scribe { head, pen: Pen::default() }
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
        self.write_line(Line::own(entry.clone(), None), lines)
    }

    /// Adds a line, once it was read back.
    pub(super) fn write_line(&mut self, line: Line, lines: &mut Vec<u8>) -> anyhow::Result<()> {
        let begin = lines.len();
        self.pen.write(line, lines).inspect_err(|_| lines.truncate(begin))?;
        self.head = chain::seal(begin, self.head, lines);
        Ok(())
    }
}

/// Spells the bodies of lines, which can be done on all cores: what a line is linked to is not in it.
#[derive(Debug, Default)]
pub(super) struct Pen(Speller);

impl Pen {
    /// Adds a line's body and reads it back, so that nothing is ever written that could not be read; gives what was read. Where it fails, what
    /// it has added is to be thrown away.
    pub(super) fn write(&mut self, line: Line, bodies: &mut Vec<u8>) -> anyhow::Result<Line> {
        let begin = bodies.len();
        bodies.extend_from_slice(self.0.spell(&line)?);
        let body = &bodies[begin..];
        anyhow::ensure!(body.len() + chain::SEAL < MAX_LINE, TooLarge::Entry);
        match read_back(&mut self.0, body, line) {
            Some(read) => Ok(read),
            None => bail!("an entry could not be read back: `{}`", shown(&String::from_utf8_lossy(body))),
        }
    }
}

/// Reads what was spelled of a line. One by itself is read the ordinary way: what judges every line to come would be judged by nothing but itself
/// otherwise. Of a batch, which may be a hundred thousand, those are read the quick way that can be, and must say what they were to say.
fn read_back(speller: &mut Speller, body: &[u8], line: Line) -> Option<Line> {
    match line.header.batch.and_then(|_| speller.says(body, &line)) {
        Some(says) => says.then_some(line),
        None => speller.read_thoroughly(std::str::from_utf8(body).ok()?).ok(),
    }
}
