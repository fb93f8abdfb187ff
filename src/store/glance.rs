//! A look at one client with the help of a snapshot: the client's entries from there, and the lines that were written since.

use std::fs::Metadata;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use memchr::memmem;

use super::chain::{self, Hash};
use super::copies;
use super::ends::Ends;
use super::file;
use super::frame::{Frame, Stands};
use super::lines::{Lines, OnDisk, read_again};
use super::memory::{Memories, first_hash};
use super::reading::{Before, Reading};
use super::record::{Line, Speller};
use super::scan;
use super::snapshot::{self, Snapshot, Stamp};
use super::strict::Recent;
use super::{Loaded, Store};
use crate::domain::ids::{Fingerprint, Fingerprinter};
use crate::domain::{Book, ClientId, Close, Entry, EntryId, Fact};

/// So many bytes behind a snapshot are read line by line; more are read by whoever reads all.
const MOST_SINCE: u64 = 1 << 20;
/// So many of them at a time: memory that is used again costs less than memory that is new.
const PIECE: u64 = 1 << 16;

/// How far back a look at one client goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The last weeks: what calls before them came to is known, and the calls are not. It costs the same after ten years as after one.
    Lately,
    /// To the client's first call.
    Ever,
}

impl Reach {
    /// The quicker one first.
    pub const ALL: [Reach; 2] = [Reach::Lately, Reach::Ever];
}

/// What a snapshot and the lines behind it say of one client.
pub(super) struct Glance {
    /// The lines behind the snapshot, and a book of that client.
    pub(super) reading: Reading,
    /// The ids that were given.
    pub(super) ids: Given,
}

/// The ids that were given before, by their fingerprints.
pub(super) struct Given {
    snapshot: Snapshot,
    since: Vec<Fingerprint>,
    on_disk: Arc<OnDisk>,
}

impl Given {
    /// Whether no entry has this id, for sure.
    pub(super) fn is_new(&self, id: &EntryId) -> bool {
        is_new(id, &self.snapshot, &self.since, &self.on_disk)
    }
}

/// Whether an id is in no line of a snapshot, and none of those since has its fingerprint.
fn is_new(id: &EntryId, snapshot: &Snapshot, since: &[Fingerprint], on_disk: &OnDisk) -> bool {
    let print = snapshot.print(id);
    let is_other = |at: u64| on_disk.entry_at(at).is_some_and(|entry| entry.id != *id);
    !since.contains(&print) && snapshot.places(print).is_some_and(|places| places.into_iter().all(is_other))
}

impl Store {
    /// What a snapshot and the lines behind it say of one client; nothing where there is none that fits, or anything about the ledger is
    /// to be looked at more closely. What is loaded answers `balance`, `check` and another call of that client and nothing else, on days of
    /// which its book [tells](Book::tells_of).
    pub fn glance(&self, client: &ClientId, reach: Reach) -> Option<Loaded> {
        let target = file::resolve(self.path()).ok()?;
        let file = file::open(self.path()).ok()?;
        let found = file.metadata().ok()?;
        let on_disk = Arc::new(OnDisk { file, path: self.path().to_owned() });
        let Glance { mut reading, .. } = self.glance_at(client, reach, &target, &on_disk, &found)?;
        let (book, mark) = (reading.book.take()?, reading.mark(reading.total()));
        Some(Loaded { book, mark, unfinished: None, memories: Memories::default(), reading })
    }

    /// The clients by a snapshot and the lines since; nothing where there is none that fits. It is enough to suggest a name: nothing but the
    /// snapshot is checked.
    pub fn glance_at_clients(&self) -> Option<Vec<ClientId>> {
        let target = file::resolve(self.path()).ok()?;
        let snapshot = snapshot::find(self.cache.as_ref()?, first_hash(&target)?)?;
        let file = file::open(self.path()).ok()?;
        let since = since(&snapshot, &file.metadata().ok()?)?;
        let on_disk = OnDisk { file, path: self.path().to_owned() };
        let look = || Some(on_disk.bytes(snapshot.size, usize::try_from(since).ok()?));
        let text = catch_unwind(AssertUnwindSafe(look)).ok()??;
        // An adopted line has the other copy's within it.
        let kinds: [&[u8]; 2] = [b"\"kind\":\"client\"", b"\"kind\":\"adopted\""];
        let may_tell = |line: &&[u8]| kinds.iter().any(|kind| memmem::find(line, kind).is_some());
        let new = |line: &[u8]| match read_again(line)?.fact {
            Fact::Client(fact) if fact.is_first() => Some(fact.client),
            _ => None,
        };
        let mut clients = snapshot.clients();
        clients.extend(text.split(|&b| b == b'\n').filter(may_tell).filter_map(new));
        clients.sort();
        Some(clients)
    }

    /// The same of a file that is open.
    pub(super) fn glance_at(
        &self,
        client: &ClientId,
        reach: Reach,
        target: &Path,
        on_disk: &Arc<OnDisk>,
        found: &Metadata,
    ) -> Option<Glance> {
        let folder = self.cache.as_ref()?;
        let ledger = first_hash(target)?;
        let snapshot = snapshot::find(folder, ledger)?;
        let since = since(&snapshot, found)?;
        // What was changed meanwhile is for the thorough reader to tell.
        let look = || {
            let book = snapshot.book(client, reach, on_disk)?;
            Since::of(&snapshot, on_disk, book)?.read(client, since)
        };
        let Since { book, ends, prints, head, .. } = catch_unwind(AssertUnwindSafe(look)).ok()??;
        let before = Before { total: snapshot.total, ledger, head: snapshot.head };
        let (before, book, size) = (Some(before), Some(book), snapshot.size + since);
        let reading = Reading { before, book, size, ends, ..Reading::none(Lines::OnDisk(on_disk.clone()), head) };
        let holds = |seq: u64, head: &str| reading.hash(seq).is_some_and(|held| held.as_str() == head);
        if !self.is_as_remembered(ledger, target, holds) || copies::has_copy(target, ledger) {
            return None;
        }
        Some(Glance { reading, ids: Given { snapshot, since: prints, on_disk: on_disk.clone() } })
    }
}

/// How many bytes stand behind a snapshot; none where it does not fit the file, or there are too many.
fn since(snapshot: &Snapshot, found: &Metadata) -> Option<u64> {
    let since = found.len().checked_sub(snapshot.size).filter(|&since| since <= MOST_SINCE)?;
    (since > 0 || Stamp::of(found) == snapshot.stamp).then_some(since)
}

/// The lines that were written since a snapshot.
struct Since<'a> {
    snapshot: &'a Snapshot,
    on_disk: &'a OnDisk,
    book: Book,
    /// Where each of them ends.
    ends: Ends,
    /// The fingerprints of their ids.
    prints: Vec<Fingerprint>,
    printer: Fingerprinter,
    speller: Speller,
    recent: Recent,
    at: u64,
    frame: Frame,
    head: Hash,
}

impl<'a> Since<'a> {
    /// None yet. The ledger must state the snapshot's hash where the snapshot ends.
    fn of(snapshot: &'a Snapshot, on_disk: &'a OnDisk, mut book: Book) -> Option<Since<'a>> {
        if on_disk.stated_before(snapshot.size)? != snapshot.head {
            return None;
        }
        book.pass_over(snapshot.total + 1, Some(snapshot.recorded));
        let frame = Frame { total: snapshot.total, recorded: Some(snapshot.recorded), batch: None };
        let (ends, printer, at, head) = (Ends::from(snapshot.size), book.printer(), snapshot.size, snapshot.head);
        let (prints, speller, recent) = (Vec::new(), Speller::default(), Recent::default());
        Some(Since { snapshot, on_disk, book, ends, prints, printer, speller, recent, at, frame, head })
    }

    /// Reads so many bytes: whole lines, and nothing behind them.
    fn read(mut self, client: &ClientId, since: u64) -> Option<Since<'a>> {
        let (mut piece, end) = (vec![0; since.min(PIECE) as usize], self.at + since);
        while self.at < end {
            piece.truncate((end - self.at).min(PIECE) as usize);
            let read =
                file::read_at(&self.on_disk.file, &mut piece, self.at).ok().filter(|&read| read == piece.len())?;
            let lines = memchr::memrchr(b'\n', &piece[..read])? + 1;
            self.take(client, &piece[..lines])?;
        }
        self.frame.batch.is_none().then_some(self)
    }

    fn take(&mut self, client: &ClientId, lines: &[u8]) -> Option<()> {
        let last = self.head;
        self.head = chain::follow_all(lines, &last, |lines| self.take_first(client, lines))?;
        Some(())
    }

    /// Takes the first of some lines in, and gives the length of its body.
    fn take_first(&mut self, client: &ClientId, lines: &[u8]) -> Option<usize> {
        // Most lines are calls of others.
        let scanned = scan::call(lines, &mut self.recent);
        let others = scanned.filter(|(scanned, _)| scanned.fields.client.bytes() != client.as_str().as_bytes());
        if let Some((scanned, behind, stands)) =
            others.and_then(|(found, behind)| Some((found, behind, found.stands()?)))
        {
            let length = lines.len() - behind.len();
            self.end(length);
            self.pass(stands, scanned.head.id.bytes())?;
            self.book.pass_over(stands.seq + 1, Some(stands.recorded));
            return Some(length);
        }
        let length = chain::body_length(lines)?;
        self.end(length);
        let read = self.speller.read(std::str::from_utf8(&lines[..length]).ok()?).ok()?;
        self.pass(Stands::of(&read), read.header.id.as_str().as_bytes())?;
        self.file(client, read).map(|()| length)
    }

    /// Notes where a line ends whose body has that length.
    fn end(&mut self, length: usize) {
        self.at += (length + chain::SEAL) as u64 + 1;
        self.ends.push(self.at);
    }

    /// Goes on behind a line that is in its place.
    fn pass(&mut self, stands: Stands, id: &[u8]) -> Option<()> {
        self.frame.take(stands).ok()?;
        self.prints.push(self.printer.print(id));
        Some(())
    }

    /// Files what is about the client or about all, and passes over the rest. Documents have numbers that others count on, and what was
    /// adopted has a chain of its own: those are left to whoever reads all. What reaches back into the past of a brief is left to whoever has
    /// every call.
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
                if of != to || self.is_past(client, &amend.entry) {
                    return None;
                }
                to
            }
            Fact::Void(void) if self.is_past(client, &void.entry) => return None,
            Fact::Service(_) | Fact::Repaired(_) | Fact::Close(Close { client: None, .. }) => true,
            // What names something that is not here is about another client's.
            fact => self.book.client_named(fact).is_some_and(|named| named == *client),
        };
        match concerns {
            true if !self.book.is_later(&entry.fact) || !self.has_new_id(&entry.id) => None,
            true => self.book.apply(entry).ok(),
            false => {
                self.book.pass_over(entry.seq + 1, Some(entry.recorded));
                Some(())
            }
        }
    }

    /// Whether the id of the line that was passed last is no other's (A4): what would count twice is not taken for the client's.
    fn has_new_id(&self, id: &EntryId) -> bool {
        let before = self.prints.split_last().map_or(&[][..], |(_, before)| before);
        is_new(id, self.snapshot, before, self.on_disk)
    }

    /// Whether an id may be that of a call of the client that a brief leaves out.
    fn is_past(&self, client: &ClientId, id: &EntryId) -> bool {
        if self.book.has_every_call() || self.book.seq_of(id).is_some() {
            return false;
        }
        let is_theirs = |entry: Entry| entry.id == *id && entry.fact.call().is_some_and(|call| call.client == *client);
        let may_be = |at: u64| self.on_disk.entry_at(at).is_none_or(is_theirs);
        self.snapshot.places(self.snapshot.print(id)).is_none_or(|places| places.into_iter().any(may_be))
    }
}
