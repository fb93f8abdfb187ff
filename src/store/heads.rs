//! The chains of other copies that a ledger has adopted: recomputed line by line, so that their heads can be found (R43).

use std::collections::HashMap;

use super::chain::{self, Hash};
use super::header::Batch;
use super::kinds::{Adopted, Content};

/// The hashes that stand in adopted lines, each with the line of this ledger that proves it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    found: Vec<(Hash, u64)>,
    /// All of them, and those of this ledger's own lines, with their numbers in the copy they stand in.
    known: HashMap<Hash, u64>,
    /// What became known since the last entry or batch that is whole: it goes with one that was never finished.
    fresh: Vec<Hash>,
    /// What the line before adopted; and what that line had itself adopted, and so on.
    runs: Vec<Run>,
}

/// Lines of another copy that follow one another.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The hash of the line after which they follow.
    fork: Hash,
    /// The hash of the last of them.
    last: Hash,
    /// Its number there.
    seq: u64,
}

impl Heads {
    /// Follows an adopted line in the chain it came from; no where it does not fit there. `own` are the hashes of the ledger's own lines
    /// before it.
    pub(super) fn follow(
        &mut self,
        seq: u64,
        adopted: &Adopted,
        batch: Option<Batch>,
        own: impl FnOnce() -> Vec<Hash>,
    ) -> bool {
        self.prime(own);
        let (mut next, mut depth) = (Some((adopted, batch)), 0);
        while let Some((adopted, batch)) = next {
            let Some((hash, there)) = self.link(depth, adopted, batch) else { return false };
            self.found.push((hash, seq));
            self.know(hash, there);
            next = adopted.inner().map(|(inner, line)| (inner, line.header.batch));
            depth += 1;
        }
        self.runs.truncate(depth);
        true
    }

    /// Notes the ledger's own lines, if that was not done yet: a ledger that never adopted anything does without.
    pub(super) fn prime(&mut self, own: impl FnOnce() -> Vec<Hash>) {
        if self.known.is_empty() {
            self.known.extend(own().into_iter().zip(1..));
        }
    }

    /// Whether a hash is that of an adopted line, or of an own one where those were noted.
    pub(super) fn knows(&self, hash: Hash) -> bool {
        self.known.contains_key(&hash)
    }

    /// The hashes that one line of the ledger proves.
    pub(super) fn proved_by(&self, seq: u64) -> impl Iterator<Item = Hash> {
        let first = self.found.partition_point(|(_, at)| *at < seq);
        self.found[first..].iter().take_while(move |(_, at)| *at == seq).map(|(hash, _)| *hash)
    }

    /// The hash and the number of an adopted line, if it follows its fork or the line that was adopted before it.
    fn link(&mut self, depth: usize, adopted: &Adopted, batch: Option<Batch>) -> Option<(Hash, u64)> {
        let begins = batch.is_none_or(|batch| batch.k == 1);
        let fork = adopted.fork;
        let before = match self.runs.get(depth) {
            _ if begins => Run { fork, last: fork, seq: *self.known.get(&fork)? },
            Some(run) if run.fork == fork => *run,
            _ => return None,
        };
        let seq = before.seq + 1;
        let last = match &adopted.content {
            Content::Line { text, line } => {
                let (body, hash) = chain::split(text.as_bytes())?;
                (before.last.then(body) == hash && line.header.seq == seq).then_some(hash)?
            }
            Content::Body(body) => before.last.then_hashed(*body),
        };
        let run = Run { fork, last, seq };
        match self.runs.get_mut(depth) {
            Some(known) => *known = run,
            None => self.runs.push(run),
        }
        Some((last, seq))
    }

    /// Notes one of the ledger's own lines.
    pub(super) fn own(&mut self, hash: Hash, seq: u64) {
        if !self.known.is_empty() {
            self.know(hash, seq);
        }
    }

    fn know(&mut self, hash: Hash, there: u64) {
        if self.known.insert(hash, there).is_none() {
            self.fresh.push(hash);
        }
    }

    /// What was followed so far is whole: it is not forgotten any more.
    pub(super) fn settle(&mut self) {
        self.fresh.clear();
    }

    /// Forgets the lines behind the first `total`, which were never finished, and what they adopted.
    pub(super) fn truncate(&mut self, total: u64) {
        self.found.retain(|(_, seq)| *seq <= total);
        for hash in self.fresh.drain(..) {
            self.known.remove(&hash);
        }
    }

    /// The hashes that adopted lines prove, in file order.
    pub(super) fn found(&self) -> &[(Hash, u64)] {
        &self.found
    }
}
