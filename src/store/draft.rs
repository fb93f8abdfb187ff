//! Facts on their way into the ledger: entries of them, and lines.

use std::iter::zip;

use anyhow::Context;
use uuid::{NoContext, Timestamp, Uuid};

use super::append::Append;
use super::chain::{self, Hash};
use super::errors::TooLarge;
use super::header::Batch;
use super::read::MAX_LINES;
use super::record::Line;
use super::scribe::Pen;
use crate::domain::{Entry, EntryId, Fact, Instant};

/// Entries that are about to be written.
pub(super) struct Drafted {
    pub(super) entries: Vec<Entry>,
    /// The id of the first of them.
    pub(super) id: EntryId,
    pub(super) bytes: Vec<u8>,
    /// The hash of the last line.
    pub(super) head: Hash,
}

/// Makes entries of facts, and lines of entries.
pub(super) struct Drafter<'a> {
    pub(super) request: &'a Append,
    /// When the last entry was recorded.
    pub(super) last: Option<Instant>,
    /// The last line's hash.
    pub(super) head: Hash,
}

impl<'a> Drafter<'a> {
    /// Spells the facts as the lines from `first` on. Each is read back, so that nothing is written that could not be.
    pub(super) fn lines(self, first: u64, facts: Vec<Fact>) -> anyhow::Result<Drafted> {
        let mut chain = Chained::after(self.head);
        let mut first_id = self.request.id.clone();
        let named = facts.into_iter().map(move |fact| (first_id.take(), fact));
        let entries = chain.link(Spelled::of(self.unspelled(first, named)?, &mut Pen::default())?);
        chain.done(entries)
    }

    /// The lines from `first` on, not spelled yet: those of facts that have ids, and of others, which are given one.
    pub(super) fn unspelled<N: ExactSizeIterator<Item = (Option<EntryId>, Fact)>>(
        mut self,
        first: u64,
        named: N,
    ) -> anyhow::Result<impl Iterator<Item = Line> + use<'a, N>> {
        let n = u32::try_from(named.len()).context("too many entries at once")?;
        anyhow::ensure!(n > 0, "nothing is to be recorded");
        anyhow::ensure!(first + u64::from(n) - 1 <= MAX_LINES, TooLarge::Ledger);
        Ok(zip(0..n, named).map(move |(k, (id, fact))| {
            let batch = (n > 1).then_some(Batch { k: k + 1, n });
            Line::own(self.entry(first + u64::from(k), k, id, fact), batch)
        }))
    }

    /// The `k`th entry, from 0: recorded later than all before it, whatever the clock says (R30).
    fn entry(&mut self, seq: u64, k: u32, id: Option<EntryId>, fact: Fact) -> Entry {
        let reading = self.request.now.plus_micros(k.into());
        let recorded = self.last.map_or(reading, |last| reading.max(last.plus_micros(1)));
        self.last = Some(recorded);
        let id = id.unwrap_or_else(|| new_id(reading));
        let clock = (recorded != reading).then_some(reading);
        Entry { seq, id, recorded, clock, by: self.request.by.clone(), fact }
    }
}

/// Lines whose bodies are spelled and hashed, but not linked to what stands before them: that is what cores can do at once.
#[derive(Default)]
pub(super) struct Spelled {
    entries: Vec<Entry>,
    bodies: Vec<u8>,
    /// Where each body ends, and its hash.
    ends: Vec<(usize, Hash)>,
}

impl Spelled {
    /// Spells lines and reads them back.
    pub(super) fn of(lines: impl IntoIterator<Item = Line>, pen: &mut Pen) -> anyhow::Result<Spelled> {
        let mut spelled = Spelled::default();
        for line in lines {
            let begin = spelled.bodies.len();
            let read = pen.write(line, &mut spelled.bodies)?;
            spelled.ends.push((spelled.bodies.len(), Hash::of(&spelled.bodies[begin..])));
            spelled.entries.extend(read.into_entry(|_| None));
        }
        Ok(spelled)
    }
}

/// The lines of a draft, one linked to the other.
pub(super) struct Chained {
    /// The id of the first entry.
    id: Option<EntryId>,
    bytes: Vec<u8>,
    head: Hash,
}

impl Chained {
    /// Goes on behind a line with this hash.
    pub(super) fn after(head: Hash) -> Chained {
        Chained { id: None, bytes: Vec::new(), head }
    }

    /// Adds lines; gives the entries they are.
    pub(super) fn link(&mut self, spelled: Spelled) -> Vec<Entry> {
        let Spelled { entries, bodies, ends } = spelled;
        let mut begin = 0;
        for (end, hash) in ends {
            self.bytes.extend_from_slice(&bodies[begin..end]);
            self.head = chain::seal_hashed(hash, self.head, &mut self.bytes);
            begin = end;
        }
        self.id = self.id.take().or_else(|| entries.first().map(|entry| entry.id.clone()));
        entries
    }

    /// All lines, and those of their entries that are still wanted.
    pub(super) fn done(self, entries: Vec<Entry>) -> anyhow::Result<Drafted> {
        let Chained { id, bytes, head } = self;
        Ok(Drafted { entries, id: id.context("nothing is to be recorded")?, bytes, head })
    }
}

/// A UUID of version 7 as 32 digits: ids sort by time, and 74 random bits keep them apart.
fn new_id(now: Instant) -> EntryId {
    let micros = u64::try_from(now.micros()).unwrap_or_default();
    let nanos = (micros % 1_000_000 * 1000) as u32;
    loop {
        let uuid = Uuid::new_v7(Timestamp::from_unix(NoContext, micros / 1_000_000, nanos));
        // One in a million is of digits alone, which would name an entry by its `seq`.
        if let Ok(id) = uuid.simple().to_string().parse() {
            return id;
        }
    }
}
