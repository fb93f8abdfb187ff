//! New rows that may be corrections of calls which an earlier import brought: the file was corrected since, or is read by another mapping.
//!
//! Without an id column a row is known by what it says. One that says anything else is a new call, and the old one counts beside it. It is told
//! by what is missing: of that client and day an import brought a call that no row of this file is.

use foldhash::{HashMap, HashSet};

use super::Row;
use super::alike::{Alike, by_client, call};
use super::content::is_made;
use crate::domain::{Book, Call, Date, Fact};

/// A new row that may correct a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Corrected {
    /// Where the row begins in the file.
    pub line: u64,
    /// The entry of the call as it stands.
    pub seq: u64,
}

/// A row is compared with so many calls at once: nearly no day has more, and any of them would be a good guess.
const COMPARED: usize = 32;

/// The new rows that may correct a call, each call for one of them. Rows and calls that are told of as alike are no more of interest, and neither
/// are calls that rows of the file are `known` to be, by `seq`.
pub(super) fn corrected(book: &Book, rows: &[Row], alike: &[Alike], known: &HashSet<u64>) -> Vec<Corrected> {
    let (told_rows, told_calls): (HashSet<u64>, HashSet<u64>) =
        alike.iter().map(|alike| (alike.line, alike.seq)).unzip();
    let named: HashSet<u64> = rows.iter().filter(|row| !is_made(&row.id)).map(|row| row.line).collect();
    let mut corrected = Vec::new();
    for (client, mut days) in by_client(rows, call) {
        let mut missing: HashMap<Date, Vec<u64>> = HashMap::default();
        for filed in book.account(client).into_iter().flat_map(|account| account.calls.iter()) {
            let may_be = !filed.is_void() && !known.contains(&filed.seq()) && !told_calls.contains(&filed.seq());
            // An amendment has an id of its own; else the program made those that grow, and nothing need be read.
            if may_be && days.contains_key(&filed.date) && (filed.amends() || book.is_id_given(filed.seq())) {
                missing.entry(filed.date).or_default().push(filed.seq());
            }
        }
        for (date, seqs) in missing {
            let mut rows = days.remove(&date).unwrap_or_default();
            rows.retain(|(line, _)| !told_rows.contains(line));
            let imported = seqs.into_iter().filter_map(|seq| Some((seq, imported(book, seq, known)?)));
            pair(rows, &named, imported, &mut corrected);
        }
    }
    corrected.sort_unstable();
    corrected
}

/// A call as it stands, where an import brought it and no row is known to be it.
fn imported(book: &Book, seq: u64, known: &HashSet<u64>) -> Option<Call> {
    let recorded = book.entry(seq)?.entry;
    let mut first = recorded.clone();
    while let Fact::Amend(amend) = &first.fact {
        first = book.entry_by_id(&amend.entry)?.entry;
    }
    let is_missing = is_made(&first.id) && !known.contains(&first.seq);
    recorded.fact.into_call().filter(|_| is_missing)
}

/// Pairs the rows of a day with its calls, the closest first. A row that is `named` by an id of its own, by its line, would be known by it after a
/// correction: it must be closer than that.
fn pair(
    mut rows: Vec<(u64, &Call)>,
    named: &HashSet<u64>,
    mut calls: impl Iterator<Item = (u64, Call)>,
    pairs: &mut Vec<Corrected>,
) {
    let mut near: Vec<(u64, Call)> = Vec::new();
    for wanted in [Closeness::Words, Closeness::Length, Closeness::Day] {
        rows.retain(|&(line, row)| {
            if wanted == Closeness::Day && named.contains(&line) {
                return false;
            }
            near.extend(calls.by_ref().take(COMPARED - near.len()));
            let found = near.iter().position(|(_, call)| Closeness::of(row, call) == Some(wanted));
            pairs.extend(found.map(|at| Corrected { line, seq: near.remove(at).0 }));
            found.is_none()
        });
    }
}

/// What a row and a call of one client's day have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closeness {
    /// They say the same.
    Words,
    /// They took as long.
    Length,
    /// Nothing else.
    Day,
}

impl Closeness {
    /// None where they are two calls: they begin at different times, and say different things.
    fn of(row: &Call, call: &Call) -> Option<Closeness> {
        let says_it = row.note.is_some() && row.note == call.note;
        let have_starts = row.start.is_some() && call.start.is_some();
        match (says_it, have_starts, row.worked == call.worked) {
            (true, ..) => Some(Closeness::Words),
            (_, true, _) => None,
            (_, _, true) => Some(Closeness::Length),
            _ => Some(Closeness::Day),
        }
    }
}
