//! One client's answer with the help of a snapshot is the answer (R27).

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use hours::domain::balance::balance;
use hours::domain::check::check;
use hours::domain::{Book, Call, ClientId, Date, Entry, Fact, Minutes};
use hours::store::{Append, Appended, Proposal, Scribe, Store};

/// A ledger's lines.
pub(crate) fn lines(entries: &[Entry]) -> Vec<Vec<u8>> {
    let mut scribe = Scribe::default();
    let line = |entry: &Entry| {
        let mut line = Vec::new();
        scribe.write(entry, &mut line).expect("a line");
        line
    };
    entries.iter().map(line).collect()
}

/// A folder with a ledger and a cache.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn ledger(&self) -> PathBuf {
        self.folder.path().join("hours.jsonl")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    pub(crate) fn write(&self, lines: &[Vec<u8>]) {
        fs::write(self.ledger(), lines.concat()).expect("a ledger");
    }

    /// Appends the lines behind those that are there.
    pub(crate) fn go_on(&self, lines: &[Vec<u8>], there: usize) {
        let mut file = fs::OpenOptions::new().append(true).open(self.ledger()).expect("a ledger");
        file.write_all(&lines[there..].concat()).expect("lines");
    }

    /// The ledger with its cache, however small it is.
    pub(crate) fn store(&self) -> Store {
        Store::at(&self.ledger()).caching(Some(self.cache())).in_stretches(64)
    }

    /// The whole ledger, without any cache.
    pub(crate) fn whole(&self) -> Book {
        Store::at(&self.ledger()).load(None).expect("a sound ledger").book
    }

    /// What a glance at a client says; none where there is none.
    pub(crate) fn glanced(&self, client: &ClientId) -> Option<String> {
        let loaded = self.store().glance(client)?;
        let whole = Store::at(&self.ledger()).load(None).expect("a sound ledger");
        assert_eq!(loaded.mark, whole.mark);
        Some(said(&loaded.book, client))
    }
}

impl Desk {
    /// What becomes of a call: where it stands, and what is said of its client then; or why it is refused.
    pub(crate) fn recorded(&self, call: &Call, id: &str, at_a_glance: bool, dry_run: bool) -> Result<String, String> {
        let request = Append {
            id: Some(id.parse().expect("an id")),
            by: hours::domain::Text::new("ada", 200).expect("a text"),
            now: "2026-11-23T09:00:00Z".parse().expect("an instant"),
            wait: std::time::Duration::from_secs(20),
            dry_run,
            about: at_a_glance.then(|| call.client.clone()),
            command: "hours log".to_owned(),
        };
        let propose = |_: &Book, _| Ok(Proposal { facts: vec![Fact::Call(call.clone())], today: Date::MAX });
        let store = if at_a_glance { self.store() } else { Store::at(&self.ledger()) };
        let appended = store.append(&request, propose).map_err(|error| format!("{error:#}"))?;
        let Appended { book, seqs, already, mark, warnings } = appended;
        Ok(format!("{seqs:?} {already} {mark:?} {warnings:?}\n{}", said(&book, &call.client)))
    }
}

/// Everything about a client that a glance is asked for, on many days.
pub(crate) fn said(book: &Book, client: &ClientId) -> String {
    let days = ["1900-01-01", "2026-02-03", "2026-02-14", "2026-03-01", "2026-04-20", "9999-12-31"];
    let reckoned = book.reckon(client).expect("a client");
    let asked = days.map(|day| {
        let day: Date = day.parse().expect("a day");
        let call = |case: Option<&str>| Call {
            client: client.clone(),
            date: day,
            start: None,
            worked: Minutes::new(50),
            case: case.map(|case| hours::domain::Text::new(case, 200).expect("a text")),
            service: book.house.services.keys().next().cloned().filter(|_| case.is_some()),
            factor: None,
            package: None,
            goodwill: None,
            contact: None,
            note: None,
            long: true,
            late: true,
        };
        let checks = [None, Some("T-1"), Some("case 1")].map(|case| format!("{:?}", check(book, &call(case))));
        format!("{day}: {:?}\n{}", balance(&reckoned, day), checks.join("\n"))
    });
    asked.join("\n")
}
