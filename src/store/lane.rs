//! What one core makes of the lines it checks: of a call a few numbers, of anything else the line.
//!
//! Names are told by number, so that nothing is shared between cores but what is handed over. Which client, service or package
//! a name stands for is asked when the line is filed: it may have been declared a line before.

use std::num::NonZeroU32;

use foldhash::{HashMap, HashMapExt};

use super::chain::{self, Hash};
use super::frame::{Frame, Stands};
use super::read::MAX_LINE;
use super::record::{Line, Speller};
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

/// The lines that begin in a stretch of the file. They follow each other; whether the first follows what is before it is asked by whoever
/// has that.
#[derive(Debug)]
pub(super) struct Stretch {
    /// Where the first line says that it stands.
    pub(super) first: Stands,
    /// How far the last one leads.
    pub(super) frame: Frame,
    /// The hash of that.
    pub(super) head: Hash,
    /// Where the first one begins.
    pub(super) start: u64,
    /// Where each ends, behind its LF, counted from there.
    pub(super) ends: Vec<u32>,
    /// The calls, in order.
    pub(super) calls: Vec<Call>,
    /// All other lines, in order, each with its place among all of the stretch.
    pub(super) others: Vec<(u16, Box<Line>)>,
    /// The names told for the first time.
    pub(super) told: Fresh,
}

impl Stretch {
    /// The `seq` of a line by its place in the stretch.
    pub(super) fn seq(&self, line: u16) -> u64 {
        self.first.seq + u64::from(line)
    }

    /// Where that line begins.
    pub(super) fn begin(&self, line: u16) -> u64 {
        self.start + line.checked_sub(1).map_or(0, |last| u64::from(self.ends[usize::from(last)]))
    }
}

/// Names that a lane tells for the first time, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    clients: Vec<ClientId>,
    services: Vec<ServiceId>,
    packages: Vec<PackageId>,
    cases: Vec<Text>,
}

/// What a line says.
enum Says {
    /// A call.
    Call(Stands, Call),
    /// Anything else.
    Other(Box<Line>),
}

/// A call in numbers, as few bytes as may be: each is handed from one core to another. Those of its names are the lane's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// Its place among the lines of the stretch, from 0.
    pub(super) line: u16,
    pub(super) recorded: Instant,
    pub(super) id: Print,
    client: Nth,
    date: Date,
    worked: u16,
    case: Option<Nth>,
    service: Option<Nth>,
    package: Option<Nth>,
    start: Option<Clock>,
    factor: Option<Factor>,
    goodwill: bool,
    long: bool,
    late: bool,
}

/// The number of a name, from 1.
#[derive(Clone, Copy, Debug)]
struct Nth(NonZeroU32);

impl Nth {
    fn index(self) -> usize {
        self.0.get() as usize - 1
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

    /// Checks whole lines: `bytes` up to its last LF, which stand at `start` in the file, behind a line with the hash `last`. None where
    /// there is a line that is not sound, or was adopted from another copy, and where there is none at all.
    pub(super) fn check(&mut self, bytes: &[u8], start: u64, mut last: Hash) -> Option<Stretch> {
        let usual = bytes.len() / 256;
        let (mut ends, mut calls, mut others) = (Vec::with_capacity(usual), Vec::with_capacity(usual), Vec::new());
        let (mut at, mut frames) = (0, None::<(Stands, Frame)>);
        while at < bytes.len() {
            let end = at + memchr::memchr(b'\n', &bytes[at..])?;
            let line = Some(&bytes[at..end]).filter(|line| line.len() < MAX_LINE)?;
            let (body, hash) = chain::follow(line, last)?;
            let number = u16::try_from(ends.len()).ok()?;
            let stands = match self.read(std::str::from_utf8(body).ok()?, number)? {
                Says::Call(stands, call) => {
                    calls.push(call);
                    stands
                }
                Says::Other(line) => {
                    let stands = Stands::of(&line);
                    others.push((number, line));
                    stands
                }
            };
            match &mut frames {
                None => frames = Some((stands, Frame::behind(stands)?)),
                Some((_, frame)) => frame.take(stands).ok()?,
            }
            // What was adopted is followed by the thorough reader.
            if stands.adopted {
                return None;
            }
            (last, at) = (hash, end + 1);
            ends.push(u32::try_from(at).ok()?);
        }
        let (first, frame) = frames?;
        Some(Stretch { first, frame, head: last, start, ends, calls, others, told: self.told() })
    }

    fn read(&mut self, body: &str, line: u16) -> Option<Says> {
        match scan::call(body).and_then(|scanned| self.call(&scanned, line)) {
            Some((stands, call)) => Some(Says::Call(stands, call)),
            None => Some(Says::Other(Box::new(self.speller.read(body).ok()?))),
        }
    }

    /// A call whose texts are what they should be, recorded later than its clock said.
    fn call(&mut self, scanned: &Scanned<'_>, line: u16) -> Option<(Stands, Call)> {
        EntryId::check(scanned.id).ok()?;
        self.judge(scanned.by)?;
        maybe(scanned.contact, |contact| self.judge(contact))?;
        for text in [scanned.goodwill, scanned.note].into_iter().flatten() {
            Text::check(text, Text::NOTE).ok()?;
        }
        let Scanned { seq, recorded, clock, batch, date, start, worked, factor, long, late, .. } = *scanned;
        if clock.is_some_and(|clock| clock >= recorded) {
            return None;
        }
        let call = Call {
            line,
            recorded,
            id: self.printer.print(scanned.id),
            client: self.clients.number(scanned.client, word)?,
            date,
            worked: u16::try_from(worked.get()).ok()?,
            case: maybe(scanned.case, |case| self.cases.number(case, |case| Text::new(case, Text::LINE).ok()))?,
            service: maybe(scanned.service, |service| self.services.number(service, word::<ServiceId>))?,
            package: maybe(scanned.package, |package| self.packages.number(package, word::<PackageId>))?,
            start,
            factor,
            goodwill: scanned.goodwill.is_some(),
            long,
            late,
        };
        Some((Stands { seq, recorded, batch, adopted: false }, call))
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
    known: HashMap<Box<str>, Nth>,
    next: Nth,
    fresh: Vec<T>,
}

impl<T> Default for Told<T> {
    fn default() -> Told<T> {
        Told { known: HashMap::new(), next: Nth(NonZeroU32::MIN), fresh: Vec::new() }
    }
}

impl<T> Told<T> {
    fn number(&mut self, text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Nth> {
        if let Some(number) = self.known.get(text) {
            return Some(*number);
        }
        self.fresh.push(read(text)?);
        if self.known.len() == MOST_NAMES {
            // Those told before are told again, by new numbers.
            self.known.clear();
        }
        let number = self.next;
        self.next = Nth(number.0.checked_add(1)?);
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

    /// The call that entry `seq` records, whose line begins at `at`, with what its names stand for; none where one of them stands for nothing yet.
    pub(super) fn noted(&mut self, call: &Call, seq: u64, at: u64, book: &Book) -> Option<Noted> {
        let Call { recorded, date, start, goodwill, long, late, .. } = *call;
        let account = self.clients[call.client.index()].is(|client| book.account_index(client))?;
        let declared = |service: &ServiceId| book.house.number(service).zip(book.house.factor(service));
        let service = match call.service {
            Some(service) => Some(self.services[service.index()].is(declared)?),
            None => None,
        };
        let package = match call.package {
            Some(package) => Some(self.packages[package.index()].is(|name| Some(book.package(name)?.0))?),
            None => None,
        };
        let work = Work {
            date,
            start,
            worked: Minutes::new(call.worked.into()),
            case: call.case.map(|case| self.cases[case.index()]),
            service: service.map(|(number, _)| number),
            factor: effective_factor(service.map(|(_, factor)| factor), call.factor),
            package: package.map(|place| place.at),
            goodwill,
        };
        Some(Noted { seq, id: call.id, recorded, account, work, package, long, late, at })
    }
}
