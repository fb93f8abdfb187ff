//! Facts on their way into the ledger: entries of them, and lines.

use std::iter::Zip;
use std::ops::Range;
use std::vec;

use anyhow::Context;
use uuid::{NoContext, Timestamp, Uuid};

use super::append::Append;
use super::chain::Hash;
use super::read::MAX_LINES;
use super::record::{Batch, Line};
use super::scribe::Scribe;
use crate::domain::{Entry, EntryId, Fact, Instant};

/// Facts, some of them with an id.
type Named = Vec<(Option<EntryId>, Fact)>;

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
pub(super) struct Draft<'a> {
    pub(super) request: &'a Append,
    /// When the last entry was recorded.
    pub(super) last: Option<Instant>,
    /// The last line's hash.
    pub(super) head: Hash,
}

impl<'a> Draft<'a> {
    /// Spells the facts as the lines from `first` on. Each is read back, so that nothing is written that could not be.
    pub(super) fn lines(self, first: u64, facts: Vec<Fact>) -> anyhow::Result<Drafted> {
        let first_id = std::iter::once(self.request.id.clone());
        let named = first_id.chain(std::iter::repeat(None)).zip(facts).collect();
        self.named_lines(first, named)
    }

    /// The same of facts of which some have ids; the others are given one.
    fn named_lines(self, first: u64, facts: Named) -> anyhow::Result<Drafted> {
        let mut spelling = self.spelling(first, facts)?;
        let entries: Vec<Entry> = spelling.by_ref().collect::<anyhow::Result<_>>()?;
        Ok(Drafted { entries, ..spelling.done()? })
    }

    /// The same, one after the other.
    pub(super) fn spelling(self, first: u64, facts: Named) -> anyhow::Result<Spelling<'a>> {
        let n = u32::try_from(facts.len()).context("too many entries at once")?;
        anyhow::ensure!(n > 0, "nothing is to be recorded");
        anyhow::ensure!(first + u64::from(n) - 1 <= MAX_LINES, "a ledger has at most {MAX_LINES} lines");
        let scribe = Scribe::after(self.head);
        Ok(Spelling { draft: self, first, n, facts: (0..n).zip(facts), scribe, id: None, bytes: Vec::new() })
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

/// Spells the facts of a draft, and gives the entries they are.
pub(super) struct Spelling<'a> {
    draft: Draft<'a>,
    /// The `seq` of the first.
    first: u64,
    /// How many they are.
    n: u32,
    facts: Zip<Range<u32>, vec::IntoIter<(Option<EntryId>, Fact)>>,
    scribe: Scribe,
    id: Option<EntryId>,
    bytes: Vec<u8>,
}

impl Spelling<'_> {
    /// The lines of all facts, once their entries were taken: they are not among them any more.
    pub(super) fn done(self) -> anyhow::Result<Drafted> {
        let Spelling { id, bytes, scribe, .. } = self;
        Ok(Drafted { entries: Vec::new(), id: id.context("nothing is to be recorded")?, bytes, head: scribe.head() })
    }

    fn spell(&mut self, k: u32, id: Option<EntryId>, fact: Fact) -> anyhow::Result<Option<Entry>> {
        let batch = (self.n > 1).then_some(Batch { k: k + 1, n: self.n });
        let entry = self.draft.entry(self.first + u64::from(k), k, id, fact);
        self.id.get_or_insert_with(|| entry.id.clone());
        Ok(self.scribe.write_line(&Line::own(entry, batch), &mut self.bytes)?.into_entry(|_| None))
    }
}

impl Iterator for Spelling<'_> {
    type Item = anyhow::Result<Entry>;

    fn next(&mut self) -> Option<anyhow::Result<Entry>> {
        let (k, (id, fact)) = self.facts.next()?;
        self.spell(k, id, fact).transpose()
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
