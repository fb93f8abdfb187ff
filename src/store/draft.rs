//! Facts on their way into the ledger: entries of them, and lines.

use anyhow::Context;
use uuid::{NoContext, Timestamp, Uuid};

use super::append::Append;
use super::chain::Hash;
use super::read::MAX_LINES;
use super::record::{Batch, Line};
use super::scribe::Scribe;
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
pub(super) struct Draft<'a> {
    pub(super) request: &'a Append,
    /// When the last entry was recorded.
    pub(super) last: Option<Instant>,
    /// The last line's hash.
    pub(super) head: Hash,
}

impl Draft<'_> {
    /// Spells the facts as the lines from `first` on. Each is read back, so that nothing is written that could not be.
    pub(super) fn lines(self, first: u64, facts: Vec<Fact>) -> anyhow::Result<Drafted> {
        let first_id = std::iter::once(self.request.id.clone());
        let named = first_id.chain(std::iter::repeat(None)).zip(facts).collect();
        self.named_lines(first, named)
    }

    /// The same of facts of which some have ids; the others are given one.
    pub(super) fn named_lines(mut self, first: u64, facts: Vec<(Option<EntryId>, Fact)>) -> anyhow::Result<Drafted> {
        let n = u32::try_from(facts.len()).context("too many entries at once")?;
        anyhow::ensure!(n > 0, "nothing is to be recorded");
        anyhow::ensure!(first + u64::from(n) - 1 <= MAX_LINES, "a ledger has at most {MAX_LINES} lines");
        let mut scribe = Scribe::after(self.head);
        let (mut entries, mut bytes) = (Vec::with_capacity(facts.len()), Vec::new());
        for ((id, fact), k) in facts.into_iter().zip(0..n) {
            let batch = (n > 1).then_some(Batch { k: k + 1, n });
            let line = Line::own(self.entry(first + u64::from(k), k, id, fact), batch);
            entries.extend(scribe.write_line(&line, &mut bytes)?.into_entry(|_| None));
        }
        let id = entries.first().map(|entry: &Entry| entry.id.clone()).context("nothing is to be recorded")?;
        Ok(Drafted { entries, id, bytes, head: scribe.head() })
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
