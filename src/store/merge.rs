//! Bringing two copies of one ledger together that went apart (R41–R45).
//!
//! The ledger's own lines stay as they are. What only the other copy has is appended: as it is, where this one has nothing of its own, else
//! each line verbatim within an `adopted` one, so that both chains can be recomputed. Everything is judged by the
//! ordinary judge; the chain proves who wrote what, never that it is right (S9).

use std::error::Error;
use std::fmt;
use std::path::Path;

use anyhow::Context;

use super::adopt::adopted_lines;
use super::append::Append;
use super::conflict::Conflicts;
use super::draft::Drafted;
use super::errors::TooLarge;
use super::ledger::Ledger;
use super::memory::GoneBack;
use super::obstacles::judge;
use super::read::{Bare, MAX_LINES};
use super::reading::Reading;
use super::{Mark, Store, Unfinished};
use crate::domain::{Book, Entry, Instant};

/// What a merge did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeWay {
    /// The other copy has nothing that is not here.
    Nothing,
    /// The other copy only goes on where this one ends: its lines were appended byte for byte.
    FastForward,
    /// Both had entries of their own: the other's were adopted.
    Adopted,
}

/// What a merge came to.
#[derive(Debug)]
pub struct Merged {
    /// How.
    pub way: MergeWay,
    /// The last line that both copies had before.
    pub fork: u64,
    /// How many lines only this one had.
    pub own: u64,
    /// How many lines came from the other.
    pub added: u64,
    /// How many of them were here already under the same id, with the same content (R44).
    pub twins: u64,
    /// The ledger now.
    pub mark: Mark,
    /// What stands behind the other's last whole line, and was not merged.
    pub unfinished: Option<Unfinished>,
    /// When the latest entry of the other copy was recorded, where that is still to come.
    pub ahead: Option<Instant>,
    /// What was done besides.
    pub warnings: Vec<String>,
    /// What is appended.
    bytes: Vec<u8>,
}

/// What is wrong with the other copy.
#[derive(Debug)]
pub struct OfOther {
    /// What is said of it.
    pub error: anyhow::Error,
}

impl fmt::Display for OfOther {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the other copy: {:#}", self.error)
    }
}

impl Error for OfOther {}

/// Two ledgers that do not begin with the same line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherLedger;

impl fmt::Display for OtherLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these are two ledgers, not two copies of one: their first lines differ")
    }
}

impl Error for OtherLedger {}

impl Store {
    /// Brings what only `other` has into this ledger, all or nothing.
    ///
    /// # Errors
    ///
    /// [`OtherLedger`], [`Conflicts`], [`Damage`](super::Damage) here, what [`OfOther`] says of the other, [`GoneBack`], [`Busy`](super::Busy), or what
    /// the system says: nothing was written. [`Replaced`](super::Replaced) and [`Uncertain`](super::Uncertain) as of [`Store::append`].
    pub fn merge(&self, other: &Path, request: &Append, keep_both: bool) -> anyhow::Result<Merged> {
        let other = look_at(other)?;
        let mut ledger = Ledger::open(self, request)?;
        let note = self.refuse_gone_back(&ledger.reading).or_else(|error| brought_back(error, &other))?;
        let (mut merged, entries) = prepare(&mut ledger, &other, keep_both)?;
        let latest = other.book.as_ref().and_then(Book::last_recorded);
        merged.ahead = latest.filter(|&latest| latest > request.now && merged.way != MergeWay::Nothing);
        if merged.way != MergeWay::Nothing && !request.dry_run {
            let id = entries.first().map(|entry| entry.id.clone()).context("nothing is to be recorded")?;
            let lines = Drafted { entries, id, bytes: std::mem::take(&mut merged.bytes), head: merged.mark.head };
            merged.warnings = ledger.write(&lines)?;
            merged.warnings.extend(self.keep_mark(&ledger.target, &merged.mark));
        }
        merged.warnings.extend(note);
        Ok(merged)
    }

    /// Merges as a driver of git: reads this file and `theirs`, and gives the whole text of what both come to. Neither is written. Where
    /// only the other order works, `theirs` comes first.
    ///
    /// # Errors
    ///
    /// As [`Store::merge`].
    pub fn merged_text(&self, theirs: &Path, request: &Append) -> anyhow::Result<Vec<u8>> {
        let request = &Append { dry_run: true, ..request.clone() };
        let ours_first = text(self, theirs, request);
        match ours_first {
            Err(error) if error.is::<Conflicts>() => text(&Store::at(theirs), self.path(), request).map_err(|_| error),
            merged => merged,
        }
    }
}

/// A ledger that has gone back is not written to, unless the other copy brings back what was seen.
fn brought_back(error: anyhow::Error, other: &Reading) -> anyhow::Result<Option<String>> {
    match error.downcast_ref::<GoneBack>() {
        Some(gone) if other.contains(gone.seq, gone.head) => Ok(None),
        _ => Err(error),
    }
}

/// The other copy, to its last line: nobody is going to write that one's LF (R13).
fn look_at(other: &Path) -> anyhow::Result<Reading> {
    Store::at(other).look(None, Bare::Counts).map_err(|error| OfOther { error }.into())
}

fn text(first: &Store, second: &Path, request: &Append) -> anyhow::Result<Vec<u8>> {
    let second = look_at(second)?;
    let mut ledger = Ledger::open(first, request)?;
    let (merged, _) = prepare(&mut ledger, &second, false)?;
    anyhow::ensure!(
        ledger.reading.unfinished.is_none() && merged.unfinished.is_none(),
        "a copy ends in an unfinished entry"
    );
    let mut text = ledger.reading.text(1);
    text.extend_from_slice(&merged.bytes);
    Ok(text)
}

/// What is to be appended, judged.
fn prepare(ledger: &mut Ledger<'_>, other: &Reading, keep_both: bool) -> anyhow::Result<(Merged, Vec<Entry>)> {
    let own = &ledger.reading;
    anyhow::ensure!(own.hash(1) == other.hash(1), OtherLedger);
    let fork = common(own, other);
    let merged = Merged {
        way: MergeWay::Nothing,
        fork,
        own: own.total() - fork,
        added: other.total() - adopted_through(own, other, fork),
        twins: 0,
        mark: own.mark(own.total()),
        unfinished: other.unfinished,
        ahead: None,
        warnings: Vec::new(),
        bytes: Vec::new(),
    };
    match (merged.added, merged.own) {
        (0, _) => Ok((merged, Vec::new())),
        (_, 0) => fast_forward(merged, other),
        _ => adopt(merged, ledger, other, keep_both),
    }
}

/// The other only goes on where this one ends.
fn fast_forward(merged: Merged, other: &Reading) -> anyhow::Result<(Merged, Vec<Entry>)> {
    let first = merged.fork + 1;
    let entries = other.book()?.entries_from(first).map(|filed| filed.entry).collect();
    let (bytes, mark) = (other.text(first), other.mark(other.total()));
    Ok((Merged { way: MergeWay::FastForward, bytes, mark, ..merged }, entries))
}

/// Both have lines of their own.
fn adopt(
    merged: Merged,
    ledger: &mut Ledger<'_>,
    other: &Reading,
    keep_both: bool,
) -> anyhow::Result<(Merged, Vec<Entry>)> {
    let (own, from) = (&ledger.reading, other.total() - merged.added);
    let last = own.total();
    anyhow::ensure!(last + merged.added <= MAX_LINES, TooLarge::Ledger);
    let known = other.book()?;
    let entries: Vec<Entry> =
        (last + 1..).zip(known.entries_from(from + 1)).map(|(seq, filed)| Entry { seq, ..filed.entry }).collect();
    let (bytes, head) = adopted_lines(own, other, from, &entries)?;
    let mut book = ledger.reading.take_book()?;
    let twins = judge(&mut book, known, &entries, (merged.fork, from), keep_both)?;
    let mark = Mark { ledger: merged.mark.ledger, seq: last + merged.added, head };
    Ok((Merged { way: MergeWay::Adopted, twins, bytes, mark, ..merged }, entries))
}

/// The last line of the other that this ledger has or has adopted: what was adopted before is a beginning of what the other has.
fn adopted_through(own: &Reading, other: &Reading, fork: u64) -> u64 {
    if own.heads.found().is_empty() {
        return fork;
    }
    let held = |seq: &u64| other.hash(*seq).is_some_and(|hash| own.heads.knows(hash));
    (fork + 1..=other.total()).rev().find(held).unwrap_or(fork)
}

/// The last line that both have: a hash stands for all lines before it, so it can be halved down to.
fn common(own: &Reading, other: &Reading) -> u64 {
    let (mut same, mut beyond) = (1, own.total().min(other.total()) + 1);
    while beyond - same > 1 {
        let middle = same + (beyond - same) / 2;
        if own.hash(middle) == other.hash(middle) { same = middle } else { beyond = middle }
    }
    same
}
