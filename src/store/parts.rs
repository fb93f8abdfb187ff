//! One client's part of a snapshot, or that of all: what a book of that client is made of.
//!
//! First the cases that its calls name; then every line that is neither package nor call, with its text; then [packages] in
//! numbers, each in as many bytes, and behind them their texts; then calls in numbers. The texts of calls stay in the ledger.

use std::cell::Cell;
use std::cmp::Ordering::{Equal, Greater, Less};
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::bytes::{Bytes, put_date};
use super::lines::{Lines, OnDisk};
use super::packages::{self, Packages};
use super::reading::Reading;
use super::record;
use crate::domain::archive::Archive;
use crate::domain::filed_call::Work;
use crate::domain::ids::{Fingerprint, Fingerprinter};
use crate::domain::names::{CaseNo, ServiceNo};
use crate::domain::past::Past;
use crate::domain::replay::{Part, Said, Share};
use crate::domain::{Book, ClientId, Clock, Entry, Factor, Minutes, Text};

/// How many bytes a call takes.
const CALL: usize = Line::SIZE + 1 + 4 + 2 + 2 + 2 + 3 * 4;
/// How many bytes a package takes, but for its texts.
const PACKAGE: usize = Line::SIZE + packages::SIZE;
/// Nothing, where a number is due.
const NONE: u32 = u32::MAX;

/// What every line has: its number and place, its id's fingerprint.
#[derive(Clone, Copy)]
struct Line {
    seq: u64,
    at: u64,
    id: Fingerprint,
}

impl Line {
    /// How many bytes one takes.
    const SIZE: usize = 4 + 8 + 4;

    fn of(part: &Part) -> Line {
        Line { seq: part.seq, at: part.at, id: part.id }
    }

    fn says(self, says: Said) -> Part {
        Part { seq: self.seq, at: self.at, id: self.id, says }
    }

    fn put(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&(self.seq as u32).to_le_bytes());
        bytes.extend_from_slice(&self.at.to_le_bytes());
        bytes.extend_from_slice(&self.id.number().to_le_bytes());
    }

    fn read(rest: &mut Bytes<'_>) -> Option<Line> {
        Some(Line { seq: rest.u32()?.into(), at: rest.u64()?, id: Fingerprint::of_number(rest.u32()?) })
    }
}

/// Spells parts.
pub(super) struct Spelling<'a> {
    pub(super) reading: &'a Reading,
    pub(super) book: &'a Book,
    /// The fingerprints of all ids, in file order.
    pub(super) ids: &'a [Fingerprint],
    /// The texts of cases, by number.
    pub(super) cases: HashMap<usize, &'a Text>,
}

impl Spelling<'_> {
    /// One client's part. Clients who cannot be told apart from others have a name, and nothing that could be read.
    pub(super) fn part(&self, share: &Share<'_>) -> Option<Vec<u8>> {
        let part = |&seq: &u32| self.book.part(seq.into(), *self.ids.get(seq as usize - 1)?);
        share.entries.as_ref().map_or(Some(Vec::new()), |entries| self.parts(entries.iter().map(part)))
    }

    /// The same of the parts of a brief.
    pub(super) fn parts(&self, parts: impl ExactSizeIterator<Item = Option<Part>>) -> Option<Vec<u8>> {
        let mut lists = Lists { calls: Vec::with_capacity(parts.len() * CALL), ..Lists::default() };
        for part in parts {
            let part = part?;
            let line = Line::of(&part);
            match part.says {
                Said::Call(work) => lists.put_call(line, work),
                Said::Package(recorded, purchase) => {
                    line.put(&mut lists.packages);
                    packages::spell(recorded, &purchase, &mut lists.packages, &mut lists.texts)?;
                }
                Said::Other => lists.put_other(line, &self.text(line.at)?)?,
            }
        }
        lists.join(&self.cases)
    }

    /// What a line says, as JSON.
    fn text(&self, at: u64) -> Option<String> {
        let Lines::OnDisk(on_disk) = &self.reading.lines else { return None };
        on_disk.body_at(at).map(|body| body + "}")
    }
}

/// What a part is made of, while it is spelled.
#[derive(Default)]
struct Lists {
    /// The cases that calls name, by number.
    named: Vec<usize>,
    /// The lines that are kept as text, and how many they are.
    others: Vec<u8>,
    many: u32,
    packages: Vec<u8>,
    /// Those of packages.
    texts: Vec<u8>,
    calls: Vec<u8>,
}

impl Lists {
    fn put_call(&mut self, line: Line, work: Work) {
        self.named.extend(work.case.map(CaseNo::index));
        line.put(&mut self.calls);
        write_call(&mut self.calls, work);
    }

    fn put_other(&mut self, line: Line, text: &str) -> Option<()> {
        line.put(&mut self.others);
        put_size(&mut self.others, text.len())?;
        self.others.extend_from_slice(text.as_bytes());
        self.many += 1;
        Some(())
    }

    /// All of it, one behind the other, with the texts of cases by their numbers.
    fn join(mut self, cases: &HashMap<usize, &Text>) -> Option<Vec<u8>> {
        self.named.sort_unstable();
        self.named.dedup();
        let lists = [&self.others, &self.packages, &self.texts, &self.calls];
        let size: usize = lists.iter().map(|list| list.len()).sum();
        let mut bytes = Vec::with_capacity(self.named.len() * 16 + size + 4 * 4);
        put_size(&mut bytes, self.named.len())?;
        for number in self.named {
            let text = cases.get(&number)?.as_str();
            bytes.extend_from_slice(&u16::try_from(text.len()).ok()?.to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
            bytes.extend_from_slice(&(number as u32).to_le_bytes());
        }
        bytes.extend_from_slice(&self.many.to_le_bytes());
        bytes.append(&mut self.others);
        put_size(&mut bytes, self.packages.len())?;
        put_size(&mut bytes, self.texts.len())?;
        bytes.append(&mut self.packages);
        bytes.append(&mut self.texts);
        bytes.append(&mut self.calls);
        Some(bytes)
    }
}

fn put_size(bytes: &mut Vec<u8>, size: usize) -> Option<()> {
    bytes.extend_from_slice(&u32::try_from(size).ok()?.to_le_bytes());
    Some(())
}

fn write_call(bytes: &mut Vec<u8>, work: Work) {
    bytes.push(work.goodwill.into());
    put_date(bytes, work.date);
    bytes.extend_from_slice(&work.start.map_or(u16::MAX, Clock::since_midnight).to_le_bytes());
    bytes.extend_from_slice(&(work.worked.get() as u16).to_le_bytes());
    bytes.extend_from_slice(&(work.factor.hundredths() as u16).to_le_bytes());
    for number in [work.case.map(CaseNo::index), work.service.map(ServiceNo::index), work.package] {
        bytes.extend_from_slice(&number.map_or(NONE, |number| number as u32).to_le_bytes());
    }
}

/// The book that parts make: the first is what is about all, the other what is about one client, in brief where there is a past. None where
/// they say anything else.
pub(super) fn book(
    parts: [Vec<u8>; 2],
    client: &ClientId,
    past: Option<Past>,
    on_disk: &Arc<OnDisk>,
    printer: Fingerprinter,
) -> Option<Book> {
    let (mut cases, mut others) = (Vec::new(), Vec::new());
    let mut read = |which: usize| {
        let all = parts[which].len();
        let mut rest = Bytes(&parts[which]);
        read_cases(&mut rest, &mut cases)?;
        read_others(&mut rest, all, which, &mut others)?;
        Rows::read(rest, all)
    };
    let (house, rows) = (read(0)?, read(1)?);
    if !house.is_empty() {
        return None;
    }
    others.sort_by_key(|other| other.line.seq);
    let shelf = Arc::new(Shelf { on_disk: on_disk.clone(), printer, parts, rows, others });
    shelf.book(client, cases, past)
}

fn read_cases(rest: &mut Bytes<'_>, cases: &mut Vec<(Text, CaseNo)>) -> Option<()> {
    for _ in 0..rest.u32()? {
        let length = usize::from(rest.u16()?);
        let text = Text::recorded(std::str::from_utf8(rest.take(length)?).ok()?, Text::LINE).ok()?;
        cases.push((text, CaseNo::nth(rest.u32()? as usize)));
    }
    Some(())
}

/// Reads the lines that are kept as text, as far as where their texts stand among `all` bytes.
fn read_others(rest: &mut Bytes<'_>, all: usize, which: usize, others: &mut Vec<Other>) -> Option<()> {
    for _ in 0..rest.u32()? {
        let line = Line::read(rest)?;
        let length = rest.u32()? as usize;
        let from = all - rest.0.len();
        rest.take(length)?;
        others.push(Other { line, which, from, to: from + length });
    }
    Some(())
}

/// Where packages, their texts and calls stand among the bytes of a part.
struct Rows {
    packages: Range<usize>,
    texts: Range<usize>,
    calls: Range<usize>,
}

impl Rows {
    /// Reads how many there are; all of the `rest` are theirs, the last of `all` bytes.
    fn read(mut rest: Bytes<'_>, all: usize) -> Option<Rows> {
        let (packages, texts) = (rest.u32()? as usize, rest.u32()? as usize);
        let from = all - rest.0.len();
        rest.take(packages)?;
        rest.take(texts)?;
        let is_whole = packages.is_multiple_of(PACKAGE) && rest.0.len().is_multiple_of(CALL);
        let (packages, texts) = (from..from + packages, from + packages..from + packages + texts);
        is_whole.then_some(Rows { calls: texts.end..all, packages, texts })
    }

    fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.texts.is_empty() && self.calls.is_empty()
    }
}

fn read_package(package: &[u8], packages: &mut Packages<'_>) -> Option<Part> {
    let rest = &mut Bytes(package);
    let line = Line::read(rest)?;
    let (recorded, purchase) = packages.read(rest)?;
    Some(line.says(Said::Package(recorded, Box::new(purchase))))
}

fn read_call(call: &[u8]) -> Option<Part> {
    let rest = &mut Bytes(call);
    let line = Line::read(rest)?;
    let goodwill = rest.u8()? != 0;
    let date = rest.date()?;
    let start = match rest.u16()? {
        u16::MAX => None,
        minutes => Some(Clock::new(u32::from(minutes / 60), u32::from(minutes % 60))?),
    };
    let (worked, factor) = (Minutes::new(rest.u16()?.into()), Factor::of_hundredths(rest.u16()?)?);
    let mut number = || rest.u32().map(|number| (number != NONE).then_some(number as usize));
    let (case, service, package) = (number()?.map(CaseNo::nth), number()?.map(ServiceNo::nth), number()?);
    let work = Work { date, start, worked, case, service, factor, package, goodwill };
    Some(line.says(Said::Call(work)))
}

/// Two lists of parts as one, by `seq`.
fn in_order(one: impl Iterator<Item = Part>, other: impl Iterator<Item = Part>) -> impl Iterator<Item = Part> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(first), Some(second)) if first.seq < second.seq => one.next(),
        (_, Some(_)) => other.next(),
        _ => one.next(),
    })
}

/// The lines of two parts, to be read again.
struct Shelf {
    on_disk: Arc<OnDisk>,
    printer: Fingerprinter,
    parts: [Vec<u8>; 2],
    /// Where the client's packages and calls stand; of all there are none.
    rows: Rows,
    /// The lines that are kept as text, in the order of the file.
    others: Vec<Other>,
}

/// A line that is neither package nor call, and where its text stands.
struct Other {
    line: Line,
    which: usize,
    from: usize,
    to: usize,
}

impl Shelf {
    fn own(&self, rows: &Range<usize>) -> &[u8] {
        &self.parts[1][rows.clone()]
    }

    /// The book that the parts make.
    fn book(self: Arc<Shelf>, client: &ClientId, cases: Vec<(Text, CaseNo)>, past: Option<Past>) -> Option<Book> {
        let (packages, calls) = (self.own(&self.rows.packages), self.own(&self.rows.calls));
        let many = [calls.len() / CALL, packages.len() / PACKAGE, self.others.len()];
        let is_sound = Cell::new(true);
        let sound = |part: Option<Part>| {
            is_sound.set(is_sound.get() && part.is_some());
            part
        };
        let mut texts = Packages::of(client, self.own(&self.rows.texts));
        let calls = calls.chunks_exact(CALL).map_while(|call| sound(read_call(call)));
        let packages = packages.chunks_exact(PACKAGE).map_while(|row| sound(read_package(row, &mut texts)));
        let others = self.others.iter().map(|other| other.line.says(Said::Other));
        let parts = in_order(others, in_order(packages, calls));
        let book = Book::of_parts(parts, many, cases, past, self.clone(), self.printer).ok()?;
        (is_sound.get() && texts.is_done()).then_some(book)
    }

    fn other(&self, at: u64) -> Option<Entry> {
        let Other { which, from, to, .. } = self.others[self.others.binary_search_by_key(&at, |o| o.line.at).ok()?];
        record::reread(std::str::from_utf8(&self.parts[which][from..to]).ok()?)
    }

    /// A package's or a call's line from the ledger, if it is the one that it was.
    fn on_disk(&self, at: u64) -> Option<Entry> {
        let in_packages = || row_at(at, self.own(&self.rows.packages), PACKAGE);
        let line = row_at(at, self.own(&self.rows.calls), CALL).or_else(in_packages)?;
        let is_it =
            |entry: &Entry| entry.seq == line.seq && self.printer.print(entry.id.as_str().as_bytes()) == line.id;
        self.on_disk.entry_at(at).filter(is_it)
    }
}

/// The line that stands at a place in the ledger, among rows of as many bytes that each begin with one.
fn row_at(at: u64, rows: &[u8], size: usize) -> Option<Line> {
    let (mut low, mut high) = (0, rows.len() / size);
    while low < high {
        let middle = low.midpoint(high);
        let line = Line::read(&mut Bytes(&rows[middle * size..]))?;
        match line.at.cmp(&at) {
            Less => low = middle + 1,
            Greater => high = middle,
            Equal => return Some(line),
        }
    }
    None
}

impl Archive for Shelf {
    fn entry(&self, at: u64) -> Entry {
        self.other(at).or_else(|| self.on_disk(at)).unwrap_or_else(|| self.on_disk.changed())
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({} and {} bytes)", self.parts[0].len(), self.parts[1].len())
    }
}
