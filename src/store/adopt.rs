//! The lines by which a ledger adopts those of another copy (R42): each verbatim within one of its own, or by its hash alone where that is enough.

use std::collections::HashSet;

use anyhow::Context;

use super::Hash;
use super::conflict::{Conflict, Conflicts, Obstacle};
use super::errors::TooLarge;
use super::header::Batch;
use super::heads::Heads;
use super::kinds::Adopted;
use super::reading::Reading;
use super::record::Line;
use super::scribe::Scribe;
use crate::domain::Entry;
use crate::domain::filed::Filed;

/// The other's lines behind `from`, as this ledger adopts them, and the last one's hash. `entries` is what they say.
pub(super) fn adopted_lines(
    own: &Reading,
    other: &Reading,
    from: u64,
    entries: &[Entry],
) -> anyhow::Result<(Vec<u8>, Hash)> {
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
            true => Conflicts { from, all: vec![Conflict::new(there, entry, Obstacle::TooLong)] }.into(),
            false => error,
        })?;
    }
    Ok((bytes, scribe.head()))
}

/// Of which lines the hash alone is enough: what they say is here already, and so is every hash that the lines within them prove. Of
/// lines that the other adopted together all are kept or none, for within a batch each is proved by the one before it.
/// One that was booked late there and not here, or the other way round, stays whole, unless it stands within a line of theirs: then it was
/// adopted here before.
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
        .zip(lines.iter().zip(entries))
        .map(|(there, (line, entry))| {
            let says_no_more = |known: Filed| line.inner().is_some() || known.entry.fact == entry.fact;
            let is_here = book.twin(entry).is_some_and(says_no_more) || !before.insert(&entry.id);
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
