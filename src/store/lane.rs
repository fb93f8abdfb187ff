//! What one core makes of the lines it checks: of a call a few numbers, of anything else the line.
//!
//! Names are told by number, so that nothing is shared between cores but what is handed over. Which client, service or package
//! a name stands for is asked when the line is filed: it may have been declared a line before.

use foldhash::{HashMap, HashMapExt};

use super::chain::{self, HALF, Hash};
use super::frame::Stands;
use super::read::MAX_LINE;
use super::record::{Batch, Line, Speller};
use super::scan::{self, Scanned, maybe, word};
use crate::domain::account::Work;
use crate::domain::book::Place;
use crate::domain::charge::effective_factor;
use crate::domain::ids::{Print, Printer};
use crate::domain::names::{CaseNo, ServiceNo};
use crate::domain::replay::Noted;
use crate::domain::{Book, ClientId, Clock, Date, EntryId, Factor, Instant, Minutes, PackageId, ServiceId, Text};

/// So many names of a sort are remembered: more are no names but numbers, of tickets say.
const MOST_NAMES: usize = 1 << 16;

/// A core's buffers and the names it knows, from stretch to stretch.
pub(super) struct Lane {
    printer: Printer,
    speller: Speller,
    clients: Told<ClientId>,
    services: Told<ServiceId>,
    packages: Told<PackageId>,
    cases: Told<Text>,
    /// Texts that were judged and are not kept: who wrote, whom a call was with.
    judged: HashMap<Box<str>, ()>,
}

/// The lines that begin in a stretch of the file.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// The lines, in order.
    pub(super) items: Vec<Item>,
    /// The hash of the last one.
    pub(super) head: Option<Hash>,
    /// The names told for the first time.
    pub(super) told: Fresh,
}

/// Names that a lane tells for the first time, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    clients: Vec<ClientId>,
    services: Vec<ServiceId>,
    packages: Vec<PackageId>,
    cases: Vec<Text>,
}

/// A line.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it begins.
    pub(super) start: u64,
    /// The first half of its hash.
    pub(super) seal: [u8; HALF],
    /// What it says.
    pub(super) says: Says,
}

#[derive(Debug)]
pub(super) enum Says {
    /// A call.
    Call(Call),
    /// Anything else.
    Other(Box<Line>),
}

impl Says {
    /// The fingerprint of a call's id.
    pub(super) fn id(&self) -> Option<Print> {
        match self {
            Says::Call(call) => Some(call.id),
            Says::Other(_) => None,
        }
    }
}

/// A call in numbers: those of its names are the lane's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) seq: u64,
    pub(super) recorded: Instant,
    pub(super) batch: Option<Batch>,
    clock: Option<Instant>,
    id: Print,
    client: u32,
    date: Date,
    start: Option<Clock>,
    worked: Minutes,
    case: Option<u32>,
    service: Option<u32>,
    package: Option<u32>,
    factor: Option<Factor>,
    goodwill: bool,
    long: bool,
    late: bool,
}

impl Call {
    /// Where it says that it stands.
    pub(super) fn stands(&self) -> Stands {
        Stands { seq: self.seq, recorded: self.recorded, batch: self.batch, adopted: false }
    }
}

impl Lane {
    /// One that takes fingerprints with `printer`.
    pub(super) fn new(printer: Printer) -> Lane {
        Lane {
            printer,
            speller: Speller::default(),
            clients: Told::default(),
            services: Told::default(),
            packages: Told::default(),
            cases: Told::default(),
            judged: HashMap::new(),
        }
    }

    /// Checks whole lines: `bytes` up to its last LF, which stand at `base` in the file, behind a line with the hash `last`. None
    /// where there is a line that is not sound.
    pub(super) fn check(&mut self, bytes: &[u8], base: u64, mut last: Hash) -> Option<Stretch> {
        let mut items = Vec::with_capacity(bytes.len() / 256);
        let mut start = 0;
        while start < bytes.len() {
            let end = start + memchr::memchr(b'\n', &bytes[start..])?;
            let line = Some(&bytes[start..end]).filter(|line| line.len() < MAX_LINE)?;
            let (body, hash) = chain::follow(line, last)?;
            let says = self.read(std::str::from_utf8(body).ok()?)?;
            items.push(Item { start: base + start as u64, seal: hash.half(), says });
            last = hash;
            start = end + 1;
        }
        let head = items.last().map(|_| last);
        Some(Stretch { items, head, told: self.told() })
    }

    /// Where a call of somebody else than this client stands, and the fingerprint of its id; none for any other line, and for a call that is
    /// not in its one spelling.
    pub(super) fn others_call(&mut self, body: &str, client: &ClientId) -> Option<(Stands, Print)> {
        let scanned = scan::call(body).filter(|scanned| scanned.client != client.as_str())?;
        self.call(&scanned).map(|call| (call.stands(), call.id))
    }

    fn read(&mut self, body: &str) -> Option<Says> {
        match scan::call(body).and_then(|scanned| self.call(&scanned)) {
            Some(call) => Some(Says::Call(call)),
            None => Some(Says::Other(Box::new(self.speller.read(body).ok()?))),
        }
    }

    /// A call whose texts are what they should be.
    fn call(&mut self, scanned: &Scanned<'_>) -> Option<Call> {
        EntryId::check(scanned.id).ok()?;
        self.judge(scanned.by)?;
        maybe(scanned.contact, |contact| self.judge(contact))?;
        for text in [scanned.goodwill, scanned.note].into_iter().flatten() {
            Text::check(text, Text::NOTE).ok()?;
        }
        let Scanned { seq, recorded, clock, batch, date, start, worked, factor, long, late, .. } = *scanned;
        Some(Call {
            seq,
            recorded,
            batch,
            clock,
            id: self.printer.print(scanned.id),
            client: self.clients.number(scanned.client, word)?,
            date,
            start,
            worked,
            case: maybe(scanned.case, |case| self.cases.number(case, |case| Text::new(case, Text::LINE).ok()))?,
            service: maybe(scanned.service, |service| self.services.number(service, word::<ServiceId>))?,
            package: maybe(scanned.package, |package| self.packages.number(package, word::<PackageId>))?,
            factor,
            goodwill: scanned.goodwill.is_some(),
            long,
            late,
        })
    }

    fn judge(&mut self, text: &str) -> Option<()> {
        if self.judged.contains_key(text) {
            return Some(());
        }
        Text::check(text, Text::LINE).ok()?;
        if self.judged.len() == MOST_NAMES {
            self.judged.clear();
        }
        self.judged.insert(text.into(), ());
        Some(())
    }

    fn told(&mut self) -> Fresh {
        Fresh {
            clients: self.clients.fresh(),
            services: self.services.fresh(),
            packages: self.packages.fresh(),
            cases: self.cases.fresh(),
        }
    }
}

/// Names of a sort, by number.
#[derive(Debug)]
struct Told<T> {
    known: HashMap<Box<str>, u32>,
    next: u32,
    fresh: Vec<T>,
}

impl<T> Default for Told<T> {
    fn default() -> Told<T> {
        Told { known: HashMap::new(), next: 0, fresh: Vec::new() }
    }
}

impl<T> Told<T> {
    fn number(&mut self, text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<u32> {
        if let Some(number) = self.known.get(text) {
            return Some(*number);
        }
        self.fresh.push(read(text)?);
        if self.known.len() == MOST_NAMES {
            // Those told before are told again, by new numbers.
            self.known.clear();
        }
        let number = self.next;
        self.next += 1;
        self.known.insert(text.into(), number);
        Some(number)
    }

    fn fresh(&mut self) -> Vec<T> {
        std::mem::take(&mut self.fresh)
    }
}

/// What a lane's names stand for in a book.
#[derive(Debug, Default)]
pub(super) struct Names {
    clients: Vec<Name<ClientId, usize>>,
    services: Vec<Name<ServiceId, (ServiceNo, Factor)>>,
    packages: Vec<Name<PackageId, Place>>,
    cases: Vec<CaseNo>,
}

/// A name, and what it stands for once that was asked.
#[derive(Debug)]
struct Name<T, R> {
    name: T,
    is: Option<R>,
}

impl<T, R: Copy> Name<T, R> {
    fn new(name: T) -> Name<T, R> {
        Name { name, is: None }
    }

    fn is(&mut self, ask: impl FnOnce(&T) -> Option<R>) -> Option<R> {
        if self.is.is_none() {
            self.is = ask(&self.name);
        }
        self.is
    }
}

impl Names {
    /// Learns the names of a stretch.
    pub(super) fn learn(&mut self, told: Fresh, book: &mut Book) {
        self.clients.extend(told.clients.into_iter().map(Name::new));
        self.services.extend(told.services.into_iter().map(Name::new));
        self.packages.extend(told.packages.into_iter().map(Name::new));
        self.cases.extend(told.cases.iter().map(|case| book.case_number(case)));
    }

    /// A call with what its names stand for; none where one of them stands for nothing yet.
    pub(super) fn noted(&mut self, call: &Call, at: u64, book: &Book) -> Option<Noted> {
        let Call { seq, id, recorded, clock, date, start, worked, goodwill, long, late, .. } = *call;
        let account = self.clients[call.client as usize].is(|client| book.account_index(client))?;
        let declared = |service: &ServiceId| book.house.number(service).zip(book.house.factor(service));
        let service = match call.service {
            Some(service) => Some(self.services[service as usize].is(declared)?),
            None => None,
        };
        let package = match call.package {
            Some(package) => Some(self.packages[package as usize].is(|name| Some(book.package(name)?.0))?),
            None => None,
        };
        let work = Work {
            date,
            start,
            worked,
            case: call.case.map(|case| self.cases[case as usize]),
            service: service.map(|(number, _)| number),
            factor: effective_factor(service.map(|(_, factor)| factor), call.factor),
            package: package.map(|place| place.at),
            goodwill,
        };
        Some(Noted { seq, id, recorded, clock, account, work, package, long, late, at })
    }
}
