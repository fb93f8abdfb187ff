//! A look at one client with the help of a snapshot: the client's entries from there, and the lines that were written since.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::chain::{self, Hash};
use super::copies;
use super::diagnosis::batch_fault;
use super::file;
use super::lines::{Left, Lines};
use super::memory::{Memories, first_hash};
use super::read::Reading;
use super::record::{Batch, Line, Speller};
use super::snapshot::{self, Snapshot, Stamp};
use super::{Loaded, Mark, Store};
use crate::domain::{Book, ClientId, Close, Fact, Instant};

/// So many bytes behind a snapshot are read line by line; more are read by whoever reads all.
const MOST_SINCE: u64 = 1 << 20;

impl Store {
    /// What a snapshot and the lines behind it say of one client; nothing where there is none that fits, or anything about the ledger is
    /// to be looked at more closely. What is loaded answers questions about that client and no others.
    pub fn glance(&self, client: &ClientId) -> Option<Loaded> {
        let folder = self.cache.as_ref()?;
        let target = file::resolve(self.path()).ok()?;
        let ledger = first_hash(&target)?;
        let snapshot = snapshot::find(folder, ledger)?;
        let file = file::open(self.path(), OpenOptions::new().read(true)).ok()?;
        let found = file.metadata().ok()?;
        let since = found.len().checked_sub(snapshot.size).filter(|&since| since <= MOST_SINCE)?;
        if since == 0 && Stamp::of(&found) != snapshot.stamp {
            return None;
        }
        let left = Arc::new(Left { file, path: self.path().to_owned() });
        // What was changed meanwhile is for the thorough reader to tell.
        let look = || {
            let text = left.bytes(snapshot.size, usize::try_from(since).ok()?);
            let book = snapshot.book(client, &left)?;
            Since::of(&snapshot, &left, book)?.take(client, &text)
        };
        let (book, heads) = catch_unwind(AssertUnwindSafe(look)).ok()??;
        let holds = |seq: u64, head: &str| heads.get(&seq).is_some_and(|held| held.as_str() == head);
        if !self.is_as_remembered(ledger, &target, holds) || copies::has_copy(&target, ledger) {
            return None;
        }
        let (&seq, &head) = heads.last_key_value()?;
        Some(Loaded {
            book,
            mark: Mark { ledger, seq, head },
            unfinished: None,
            memories: Memories::default(),
            reading: Reading::none(Lines::Left(left), head),
        })
    }
}

/// The lines that were written since a snapshot.
struct Since {
    book: Book,
    /// The hashes of the snapshot's last line and of those since, by their `seq`.
    heads: BTreeMap<u64, Hash>,
    last: Hash,
    recorded: Instant,
    batch: Option<Batch>,
}

impl Since {
    /// None yet. The ledger must state the snapshot's hash where the snapshot ends.
    fn of(snapshot: &Snapshot, left: &Left, mut book: Book) -> Option<Since> {
        let before = snapshot.size.checked_sub(chain::SEAL as u64 + 1)?;
        let seal = left.bytes(before, chain::SEAL + 1);
        let (_, stated) = chain::split(seal.strip_suffix(b"\n")?)?;
        if stated != snapshot.head {
            return None;
        }
        book.pass_over(snapshot.total + 1, Some(snapshot.recorded));
        let heads = BTreeMap::from([(snapshot.total, snapshot.head)]);
        let (last, recorded) = (snapshot.head, snapshot.recorded);
        Some(Since { book, heads, last, recorded, batch: None })
    }

    /// Takes whole lines, and nothing behind them.
    fn take(mut self, client: &ClientId, text: &[u8]) -> Option<(Book, BTreeMap<u64, Hash>)> {
        let mut speller = Speller::default();
        for line in text.split_inclusive(|&b| b == b'\n') {
            let (body, hash) = chain::split(line.strip_suffix(b"\n")?)?;
            if self.last.then(body) != hash {
                return None;
            }
            let read = speller.read(std::str::from_utf8(body).ok()?).ok()?;
            self.link(&read, hash)?;
            self.file(client, read)?;
        }
        self.batch.is_none().then_some((self.book, self.heads))
    }

    /// Whether a line is the one that is due.
    fn link(&mut self, line: &Line, hash: Hash) -> Option<()> {
        let due = self.heads.last_key_value()?.0 + 1;
        let header = &line.header;
        if header.seq != due || header.recorded <= self.recorded || batch_fault(self.batch, header.batch).is_some() {
            return None;
        }
        self.batch = header.batch.filter(|batch| batch.k < batch.n);
        (self.recorded, self.last) = (header.recorded, hash);
        self.heads.insert(due, hash);
        Some(())
    }

    /// Files what is about the client or about all, and passes over the rest. Documents have numbers that others count on, and what was
    /// adopted has a chain of its own: those are left to whoever reads all.
    fn file(&mut self, client: &ClientId, line: Line) -> Option<()> {
        if line.adopted.is_some() {
            return None;
        }
        let entry = line.into_entry(|_| None)?;
        let concerns = match &entry.fact {
            Fact::Open(_) | Fact::Invoice(_) | Fact::Credit(_) => return None,
            // It may move a call from one client to another.
            Fact::Amend(amend) => {
                let (of, to) = (self.book.seq_of(&amend.entry).is_some(), amend.call.client == *client);
                if of != to {
                    return None;
                }
                to
            }
            Fact::Service(_) | Fact::Repaired(_) | Fact::Close(Close { client: None, .. }) => true,
            // What names something that is not here is about another client's.
            fact => self.book.client_named(fact).is_some_and(|named| named == *client),
        };
        match concerns {
            true => self.book.apply(entry).ok(),
            false => {
                self.book.pass_over(entry.seq + 1, Some(entry.recorded));
                Some(())
            }
        }
    }
}
