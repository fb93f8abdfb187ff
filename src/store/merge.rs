//! Bringing two copies of one ledger together that went apart (R41–R45).
//!
//! The ledger's own lines stay as they are. What only the other copy has is appended: as it is, where this one has nothing of its own, else
//! each line verbatim within an `adopted` one, so that both chains can be recomputed. Everything is judged by the
//! ordinary judge; the chain proves who wrote what, never that it is right (S9).

use std::collections::HashSet;
use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;

use super::append::Append;
use super::conflict::{Conflict, Conflicts, Obstacle, is_bearable};
use super::draft::Drafted;
use super::fault::TooLarge;
use super::heads::Heads;
use super::kinds::Adopted;
use super::ledger::Ledger;
use super::memory::GoneBack;
use super::read::{Bare, MAX_LINES};
use super::reading::Reading;
use super::record::{Batch, Line};
use super::scribe::Scribe;
use super::{Hash, Mark, Store, Unfinished};
use crate::domain::filed::Filed;
use crate::domain::{Book, ClientId, Date, Entry, EntryId, Fact, Instant};

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

/// The other's lines behind `from`, as this ledger adopts them, and the last one's hash. `entries` is what they say.
fn adopted_lines(own: &Reading, other: &Reading, from: u64, entries: &[Entry]) -> anyhow::Result<(Vec<u8>, Hash)> {
    let fork = other.hash(from).context("no such line")?;
    let texts = (from + 1..=other.total()).map(|seq| other.line(seq).context("no such line"));
    let lines: Vec<Adopted> =
        texts.map(|text| Ok(Adopted::line(fork, &text?)?)).collect::<anyhow::Result<Vec<Adopted>>>()?;
    let n = u32::try_from(lines.len()).context("too many entries at once")?;
    let mut scribe = Scribe::after(own.head);
    let mut heads = own.heads.clone();
    heads.prime(|| own.hashes());
    let needless = needless(own, other, &heads, &lines, entries)?;
    let mut bytes = Vec::new();
    for ((adopted, needless), (k, entry)) in lines.into_iter().zip(needless).zip((1..=n).zip(entries)) {
        let there = from + u64::from(k);
        let adopted = if needless { adopted.shortened()? } else { adopted };
        let batch = (n > 1).then_some(Batch { k, n });
        // Followed as a reader will: nothing is written that could not be proved.
        let follows = heads.follow(entry.seq, &adopted, batch, || own.hashes());
        anyhow::ensure!(follows, "entry #{there} of the other copy could not be proved here");
        let line = Line { adopted: Some(Box::new(adopted)), ..Line::own(entry.clone(), batch) };
        scribe.write_line(line, &mut bytes).map_err(|error| match error.is::<TooLarge>() {
            true => Conflicts(vec![Conflict::new(there, entry, Obstacle::TooLong)]).into(),
            false => error,
        })?;
    }
    Ok((bytes, scribe.head()))
}

/// Of which lines the hash alone is enough: what they say is here already, and so is every hash that the lines within them prove. Of
/// lines that the other adopted together all are kept or none, for within a batch each is proved by the one before it.
fn needless(
    own: &Reading,
    other: &Reading,
    heads: &Heads,
    lines: &[Adopted],
    entries: &[Entry],
) -> anyhow::Result<Vec<bool>> {
    let book = own.book()?;
    let from = other.total() - lines.len() as u64;
    let mut before = HashSet::new();
    let mut needless: Vec<bool> = (from + 1..)
        .zip(entries)
        .map(|(there, entry)| {
            let is_here = book.twin(entry).is_some() || !before.insert(&entry.id);
            is_here && other.heads.proved_by(there).all(|hash| heads.knows(hash))
        })
        .collect();
    for (at, line) in lines.iter().enumerate() {
        let first = line.inner().and_then(|(_, line)| line.header.batch).filter(|batch| batch.k == 1);
        if let Some(Batch { n, .. }) = first {
            let batch = &mut needless[at..at + n as usize];
            let all = batch.iter().all(|needless| *needless);
            batch.fill(all);
        }
    }
    Ok(needless)
}

/// Judges and files what is to be adopted; how many of them are here already.
fn judge(
    book: &mut Book,
    other: &Book,
    entries: &[Entry],
    (fork, from): (u64, u64),
    keep_both: bool,
) -> anyhow::Result<u64> {
    let last = book.len();
    let (mut conflicts, mut twins, mut refused) = (Vec::new(), 0, 0);
    for entry in entries {
        let there = from + (entry.seq - last);
        let entry = Entry { seq: entry.seq - refused, ..entry.clone() };
        // What the other copy had when it recorded this entry, it took into account.
        let knew = |id: &EntryId| other.seq_of(id).is_some_and(|known| known < there);
        let conflict = |why| Conflict::new(there, &entry, why);
        let mut found = None;
        if book.twin(&entry).is_some() {
            twins += 1;
        } else {
            let own = if is_barrier(&entry.fact) { fork..last } else { 0..0 };
            let own = own.filter_map(|before| book.entry(before + 1));
            let unknown: Vec<Filed> = own.filter(|filed| !knew(&filed.entry.id)).collect();
            let is_idle = is_idle_close(book, &entry.fact, fork..last, entries);
            found = if is_idle { None } else { obstacle(book, &entry, &unknown, keep_both) };
        }
        // Filed where it can be, so that what follows is judged as if it were there.
        if let Err(rejection) = book.adopt(&entry, None) {
            found = found.or(Some(Obstacle::Rule(rejection)));
            refused += 1;
        }
        conflicts.extend(found.map(conflict));
    }
    if conflicts.is_empty() { Ok(twins) } else { Err(Conflicts(conflicts).into()) }
}

/// What stands in the way of an entry; `unknown` are those of this copy that the other did not have when it recorded it.
fn obstacle(book: &Book, entry: &Entry, unknown: &[Filed], keep_both: bool) -> Option<Obstacle> {
    if let Err(rejection) = book.admit_adopted(entry)
        && !(keep_both && is_bearable(&rejection))
    {
        return Some(Obstacle::Rule(rejection));
    }
    let fixed = is_barrier(&entry.fact).then(|| book.client_named(&entry.fact))?;
    let about = |client: &ClientId| fixed.as_ref().is_none_or(|fixed| fixed == client);
    let touched = unknown.iter().any(|filed| {
        let is_close_for_all = matches!(&filed.entry.fact, Fact::Close(close) if close.client.is_none());
        is_close_for_all || book.client_of(filed).is_some_and(about)
    });
    touched.then_some(Obstacle::Barrier { client: fixed })
}

/// Whether it closes what is closed here already, and nothing that either copy has recorded since they went apart can have come to anything else by
/// that: nothing of it is about a day that is closed.
fn is_idle_close(book: &Book, fact: &Fact, own: Range<u64>, theirs: &[Entry]) -> bool {
    let Fact::Close(close) = fact else { return false };
    let through = close.through;
    let is_later = |fact: &Fact| match fact {
        Fact::Close(_) | Fact::Service(_) | Fact::Repaired(_) => true,
        // A client's first entry has no day.
        Fact::Client(client) => client.from.is_none_or(|from| from > through),
        Fact::Amend(amend) => amend.call.date > through && is_of_later(book, &amend.entry, through),
        Fact::Void(void) => is_of_later(book, &void.entry, through),
        other => other.date().is_some_and(|date| date > through),
    };
    book.closed_already(close).is_some()
        && theirs.iter().all(|entry| is_later(&entry.fact))
        && own.filter_map(|before| book.entry(before + 1)).all(|filed| is_later(&filed.entry.fact))
}

/// Whether an entry is of a later day, and if it corrects a call, all calls are that stood in its place: one of them may count again.
fn is_of_later(book: &Book, id: &EntryId, day: Date) -> bool {
    let Some(filed) = book.entry_by_id(id) else { return false };
    let is_later = filed.entry.fact.date().is_some_and(|date| date > day);
    match &filed.entry.fact {
        Fact::Amend(amend) => is_later && is_of_later(book, &amend.entry, day),
        _ => is_later,
    }
}

fn is_barrier(fact: &Fact) -> bool {
    match fact {
        Fact::Close(_) | Fact::Refund(_) | Fact::Settle(_) | Fact::Invoice(_) | Fact::Credit(_) => true,
        Fact::Purchase(purchase) => purchase.settle,
        _ => false,
    }
}
