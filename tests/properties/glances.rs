//! One client's answer with the help of a snapshot is the answer (R27).

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use hours::domain::balance::balance;
use hours::domain::check::check;
use hours::domain::filed::Subject;
use hours::domain::{Book, Call, ClientId, Date, Entry, Fact, Minutes, Package};
use hours::render;
use hours::store::{Append, Appended, Proposal, Reach, Scribe, Store};

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
    /// For so many days before the last call a brief has the calls one by one.
    lately: u32,
}

impl Desk {
    pub(crate) fn new(lately: u32) -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder"), lately }
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
        Store::at(&self.ledger()).caching(Some(self.cache())).in_stretches(64).keeping_days(self.lately)
    }

    /// The whole ledger, without any cache.
    pub(crate) fn whole(&self) -> Book {
        Store::at(&self.ledger()).load(None).expect("a sound ledger").book
    }

    /// The book that a glance at a client gives; none where there is none.
    pub(crate) fn glanced(&self, client: &ClientId, reach: Reach) -> Option<Book> {
        let loaded = self.store().glance(client, reach)?;
        let whole = Store::at(&self.ledger()).load(None).expect("a sound ledger");
        assert_eq!(loaded.mark, whole.mark);
        Some(loaded.book)
    }
}

impl Desk {
    /// What becomes of a call: where it stands, and what is said of its client then; or why it is refused.
    pub(crate) fn recorded(&self, call: &Call, id: &str, at_a_glance: bool, dry_run: bool) -> Result<Recorded, String> {
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
        let outcome = outcome(&book, *seqs.start());
        let place = format!("{seqs:?} {already} {mark:?} {warnings:?} {outcome}");
        Ok(Recorded { place, said: said(&book, &call.client) })
    }
}

/// What a call came to.
fn outcome(book: &Book, seq: u64) -> String {
    let Some(Subject::Call(place)) = book.subject(seq) else { return "no call".to_owned() };
    let reckoned = book.account_at(place.account).reckon(&book.house);
    let outcome = reckoned.outcome(place.at).expect("a call that counts");
    format!("{} {:?} {}", outcome.charged(), outcome.draws, outcome.amount(outcome.overage()))
}

/// What became of a call.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    place: String,
    said: Vec<(Date, String)>,
}

/// Two are alike if they say the same of all days of which both tell.
impl PartialEq for Recorded {
    fn eq(&self, other: &Recorded) -> bool {
        let tells = |day: Date| [self, other].iter().all(|one| one.said.iter().any(|(told, _)| *told == day));
        let said = |one: &Recorded| one.said.iter().filter(|(day, _)| tells(*day)).cloned().collect::<Vec<_>>();
        self.place == other.place && said(self) == said(other)
    }
}

/// Days before, among and after those of random ledgers.
pub(crate) const DAYS: [&str; 8] =
    ["1900-01-01", "2026-02-03", "2026-02-14", "2026-03-01", "2026-03-10", "2026-04-20", "2026-05-30", "9999-12-31"];

/// Everything about a client that a glance is asked for, on those of many days of which the book tells.
pub(crate) fn said(book: &Book, client: &ClientId) -> Vec<(Date, String)> {
    let days = DAYS.map(|day| day.parse::<Date>().expect("a day"));
    days.into_iter().filter(|&day| book.tells_of(day)).map(|day| (day, said_on(day, book, client))).collect()
}

fn said_on(day: Date, book: &Book, client: &ClientId) -> String {
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
    let checks = [None, Some("T-1"), Some("case 1")].map(|case| {
        let (call, stamp) = (call(case), stamp());
        check(book, &call)
            .map_or_else(|refused| refused.to_string(), |check| render::check::document(&call, &check, &stamp))
    });
    let balances = [balance(&book.reckon(client).expect("a client"), day)];
    format!("{}{:?}\n{}", render::balance::document(&balances, day, &stamp()), balances[0].last_call, checks.join("\n"))
}

/// Everything about a client's packages that a glance is made of, and how they were recorded.
pub(crate) fn packages(book: &Book, client: &ClientId) -> Vec<String> {
    let told = |package: &Package| {
        let Package { seq, purchase, void, .. } = package;
        let extensions = package.extensions();
        let refunds: Vec<_> =
            package.refunds().iter().map(|refund| (refund.seq, refund.date, refund.minutes)).collect();
        let recorded = book.entry(*seq).expect("an entry").entry;
        format!("{seq} {purchase:?} {extensions:?} {refunds:?} {void:?} {recorded:?}")
    };
    book.account(client).expect("a client").packages.iter().map(told).collect()
}

fn stamp() -> render::json::Stamp {
    render::json::Stamp { ledger: "0".to_owned(), seq: 0, head: "0".to_owned() }
}
