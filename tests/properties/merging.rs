//! Two copies of a random ledger that went apart, merged both ways (R44, A8).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hours::domain::{Book, Entry, Text};
use hours::store::{Append, Conflicts, MergeWay, Merged, Scribe, Store};

use crate::shuffle::is_barrier;
use crate::strategy::Ledger;

/// Which copy has an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Ours,
    Theirs,
    /// Both wrote it by themselves, at different moments, and one of them may have booked it late.
    Both,
}

/// A folder with two copies of one ledger.
pub(crate) struct Copies {
    _folder: tempfile::TempDir,
    pub(crate) ours: PathBuf,
    pub(crate) theirs: PathBuf,
}

impl Copies {
    /// The ledger without its barriers, up to `fork` on both sides, and from there on as `sides` say. What a copy does not take,
    /// because it lacks what the entry speaks of, it does not have.
    pub(crate) fn of(ledger: &Ledger, fork: usize, sides: &[Side]) -> Copies {
        let folder = tempfile::tempdir().expect("a folder");
        let (ours, theirs) = (folder.path().join("ours.jsonl"), folder.path().join("theirs.jsonl"));
        for (path, side) in [(&ours, Side::Ours), (&theirs, Side::Theirs)] {
            let mut book: Option<Book> = None;
            for (at, entry) in ledger.entries.iter().enumerate() {
                let of = sides[at % sides.len()];
                if is_barrier(&entry.fact) || (at >= fork && of != side && of != Side::Both) {
                    continue;
                }
                let is_again = at >= fork && of == Side::Both && side == Side::Theirs;
                let recorded = entry.recorded.plus_micros(is_again.into());
                let fact = if is_again && at % 2 == 0 { entry.fact.clone().booked(true) } else { entry.fact.clone() };
                match &mut book {
                    None => book = Book::open(entry.clone()).ok(),
                    Some(book) => {
                        let _ = book.apply(Entry { seq: book.len() + 1, recorded, fact, ..entry.clone() });
                    }
                }
            }
            write(path, &book.expect("an opening"));
        }
        Copies { _folder: folder, ours, theirs }
    }
}

fn write(path: &Path, book: &Book) {
    let (mut scribe, mut lines) = (Scribe::default(), Vec::new());
    for filed in book.entries() {
        scribe.write(&filed.entry, &mut lines).expect("a line");
    }
    fs::write(path, lines).expect("a ledger");
}

/// Merges the second copy into the first; none where entries of the two do not go together.
pub(crate) fn merge(into: &Path, from: &Path) -> Option<Merged> {
    let request = Append {
        id: None,
        by: Text::new("nina", Text::LINE).expect("a name"),
        now: "2026-11-23T09:00:00Z".parse().expect("a moment"),
        wait: Duration::from_secs(10),
        dry_run: false,
        about: None,
        command: "merge".into(),
    };
    match Store::at(into).merge(from, &request, false) {
        Ok(merged) => Some(merged),
        Err(error) if error.is::<Conflicts>() => None,
        Err(error) => panic!("{error:#}"),
    }
}

/// The book of a ledger that can be read.
pub(crate) fn book(path: &Path) -> Book {
    Store::at(path).load(None).unwrap_or_else(|error| panic!("{error:#}")).book
}

/// A second merge adds nothing, and both heads are found.
pub(crate) fn is_settled(into: &Path, from: &Path) -> bool {
    let nothing = merge(into, from).is_some_and(|merged| merged.way == MergeWay::Nothing);
    let (merged, other) = (Store::at(into).load(None), Store::at(from).load(None));
    let (merged, other) = (merged.expect("a ledger"), other.expect("a ledger"));
    nothing && merged.find_head(other.mark.head.as_str()).is_some()
}
