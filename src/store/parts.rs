//! One client's part of a snapshot, or that of all: what a book of that client is made of.
//!
//! First the cases that its calls name; then every line that is no call, with its text; then the calls in numbers, each in as many bytes. The
//! texts of calls stay in the ledger.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::bytes::{Bytes, put_date};
use super::lines::{Left, Lines};
use super::read::Reading;
use super::record;
use crate::domain::account::Work;
use crate::domain::archive::Archive;
use crate::domain::ids::{Print, Printer};
use crate::domain::names::{CaseNo, ServiceNo};
use crate::domain::past::Past;
use crate::domain::replay::{Part, Said, Share};
use crate::domain::{Book, Clock, Entry, Factor, Minutes, Text};

/// What every line has: its number and place, its id's fingerprint.
const LINE: usize = 4 + 8 + 4;
/// How many bytes a call takes.
const CALL: usize = LINE + 1 + 4 + 2 + 2 + 2 + 3 * 4;
/// Nothing, where a number is due.
const NONE: u32 = u32::MAX;

/// Spells parts.
pub(super) struct Spelling<'a> {
    pub(super) reading: &'a Reading,
    pub(super) book: &'a Book,
    /// The fingerprints of all ids, in file order.
    pub(super) ids: &'a [Print],
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
        let (mut named, mut others, mut many) = (Vec::new(), Vec::new(), 0_u32);
        let mut calls = Vec::with_capacity(parts.len() * CALL);
        for part in parts {
            let part = part?;
            match part.says {
                Said::Call(work) => {
                    named.extend(work.case.map(CaseNo::index));
                    write_line(&mut calls, &part);
                    write_call(&mut calls, work);
                }
                Said::Other => {
                    let text = self.text(part.at)?;
                    write_line(&mut others, &part);
                    others.extend_from_slice(&u32::try_from(text.len()).ok()?.to_le_bytes());
                    others.extend_from_slice(text.as_bytes());
                    many += 1;
                }
            }
        }
        named.sort_unstable();
        named.dedup();
        let mut bytes = Vec::with_capacity(named.len() * 16 + others.len() + calls.len() + 8);
        bytes.extend_from_slice(&(named.len() as u32).to_le_bytes());
        for number in named {
            let text = self.cases.get(&number)?.as_str();
            bytes.extend_from_slice(&u16::try_from(text.len()).ok()?.to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
            bytes.extend_from_slice(&(number as u32).to_le_bytes());
        }
        bytes.extend_from_slice(&many.to_le_bytes());
        bytes.append(&mut others);
        bytes.append(&mut calls);
        Some(bytes)
    }

    /// What a line says, as JSON.
    fn text(&self, at: u64) -> Option<String> {
        let Lines::Left(left) = &self.reading.lines else { return None };
        left.body_at(at).map(|body| body + "}")
    }
}

fn write_line(bytes: &mut Vec<u8>, part: &Part) {
    bytes.extend_from_slice(&(part.seq as u32).to_le_bytes());
    bytes.extend_from_slice(&part.at.to_le_bytes());
    bytes.extend_from_slice(&part.id.number().to_le_bytes());
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
pub(super) fn book(parts: [Vec<u8>; 2], past: Option<Past>, left: &Arc<Left>, printer: Printer) -> Option<Book> {
    let (mut cases, mut others, mut from) = (Vec::new(), Vec::new(), [0; 2]);
    for (which, bytes) in parts.iter().enumerate() {
        let mut rest = Bytes(bytes);
        read_cases(&mut rest, &mut cases)?;
        read_others(&mut rest, bytes.len(), which, &mut others)?;
        from[which] = bytes.len() - rest.0.len();
    }
    others.sort_by_key(|other| other.part.seq);
    let archive = Arc::new(Shelf { left: left.clone(), printer, parts, from, others });
    let [house, own] = [archive.calls(0), archive.calls(1)];
    if !house.is_empty() || own.len() % CALL != 0 {
        return None;
    }
    let many = (own.len() / CALL, archive.others.len());
    let mut sound = true;
    let mut calls = own.chunks_exact(CALL).map_while(|call| {
        let call = read_call(call);
        sound &= call.is_some();
        call
    });
    let others = archive.others.iter().map(|other| other.part);
    let book = Book::of_parts(in_order(others, &mut calls), many, cases, past, archive.clone(), printer).ok()?;
    sound.then_some(book)
}

fn read_cases(rest: &mut Bytes<'_>, cases: &mut Vec<(Text, CaseNo)>) -> Option<()> {
    for _ in 0..rest.u32()? {
        let length = usize::from(rest.u16()?);
        let text = Text::new(std::str::from_utf8(rest.take(length)?).ok()?, Text::LINE).ok()?;
        cases.push((text, CaseNo::nth(rest.u32()? as usize)));
    }
    Some(())
}

/// Reads the lines that are no calls, as far as where their texts stand among `all` bytes.
fn read_others(rest: &mut Bytes<'_>, all: usize, which: usize, others: &mut Vec<Other>) -> Option<()> {
    for _ in 0..rest.u32()? {
        let (seq, at, id) = (u64::from(rest.u32()?), rest.u64()?, Print::of_number(rest.u32()?));
        let length = rest.u32()? as usize;
        let from = all - rest.0.len();
        rest.take(length)?;
        others.push(Other { part: Part { seq, at, id, says: Said::Other }, which, from, to: from + length });
    }
    Some(())
}

fn read_call(call: &[u8]) -> Option<Part> {
    let rest = &mut Bytes(call);
    let (seq, at, id) = (u64::from(rest.u32()?), rest.u64()?, Print::of_number(rest.u32()?));
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
    Some(Part { seq, at, id, says: Said::Call(work) })
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
    left: Arc<Left>,
    printer: Printer,
    parts: [Vec<u8>; 2],
    /// Where the calls of each begin.
    from: [usize; 2],
    /// The lines that are no calls, in the order of the file.
    others: Vec<Other>,
}

/// A line that is no call, and where its text stands.
struct Other {
    part: Part,
    which: usize,
    from: usize,
    to: usize,
}

impl Shelf {
    fn calls(&self, which: usize) -> &[u8] {
        &self.parts[which][self.from[which]..]
    }

    fn other(&self, at: u64) -> Option<Entry> {
        let Other { which, from, to, .. } = self.others[self.others.binary_search_by_key(&at, |o| o.part.at).ok()?];
        record::reread(std::str::from_utf8(&self.parts[which][from..to]).ok()?)
    }

    /// A call's line, if it is the one that it was.
    fn call(&self, at: u64) -> Option<Entry> {
        let calls = self.calls(1);
        let call = |number: usize| Bytes(&calls[number * CALL..][..LINE]);
        let (mut low, mut high) = (0, calls.len() / CALL);
        while low < high {
            let middle = low.midpoint(high);
            let mut rest = call(middle);
            let (seq, place, id) = (u64::from(rest.u32()?), rest.u64()?, Print::of_number(rest.u32()?));
            match place.cmp(&at) {
                Less => low = middle + 1,
                Greater => high = middle,
                Equal => {
                    let is_it =
                        |entry: &Entry| entry.seq == seq && self.printer.print(entry.id.as_str().as_bytes()) == id;
                    return self.left.entry_at(at).filter(is_it);
                }
            }
        }
        None
    }
}

impl Archive for Shelf {
    fn entry(&self, at: u64) -> Entry {
        self.other(at).or_else(|| self.call(at)).unwrap_or_else(|| self.left.changed())
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({} and {} bytes)", self.parts[0].len(), self.parts[1].len())
    }
}
