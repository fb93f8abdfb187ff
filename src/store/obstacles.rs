//! Finding what stands in the way of another copy's entries (R44, R45): each is judged as if those before it were here already.

use std::ops::Range;

use super::conflict::{Conflict, Conflicts, Obstacle, is_bearable};
use super::errors::OtherContent;
use super::record::{Line, Speller};
use crate::domain::filed::Filed;
use crate::domain::{Book, ClientId, Date, Entry, EntryId, Fact};

/// Judges and files what is to be adopted; how many of them are here already.
pub(super) fn judge(
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
    if conflicts.is_empty() { Ok(twins) } else { Err(Conflicts { from, all: conflicts }.into()) }
}

/// What stands in the way of an entry; `unknown` are those of this copy that the other did not have when it recorded it.
fn obstacle(book: &Book, entry: &Entry, unknown: &[Filed], keep_both: bool) -> Option<Obstacle> {
    if let Some(other) = other_content(book, entry) {
        return Some(Obstacle::Taken(other));
    }
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

/// How an entry of this copy with the same id differs, if there is one.
fn other_content(book: &Book, entry: &Entry) -> Option<OtherContent> {
    let known = book.entry_by_id(&entry.id)?.entry;
    let spelled = |entry: &Entry| {
        let body = Speller::default().spell(&Line::own(entry.clone(), None)).ok()?.to_vec();
        String::from_utf8(body).ok()
    };
    let (recorded, asked) = (spelled(&known)?, spelled(entry)?);
    Some(OtherContent { id: known.id, seq: known.seq, recorded, asked })
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
