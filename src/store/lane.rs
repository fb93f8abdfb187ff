//! What one core makes of the lines it checks: of a call a few numbers, of anything else the line.
//!
//! Names are told by number, so that nothing is shared between cores but what is handed over. Which client, service or package
//! a name stands for is asked when the line is filed: it may have been declared a line before.

use std::sync::{Arc, Mutex};

use super::chain::{self, Hash};
use super::frame::{Frame, Stands};
use super::read::MAX_LINE;
use super::record::{Line, Speller};
use super::scan::{self, Fields, Head, Scanned};
use super::strict::{Quoted, Recent, maybe, word};
use super::texts::Texts;
use super::told::{Fresh, MOST_NAMES, Nth, Told};
use crate::domain::ids::{Fingerprinter, Seen};
use crate::domain::replay::judge_alone;
use crate::domain::{ClientId, Clock, Date, Factor, PackageId, ServiceId, Text};

/// So many bytes a line has, more or less.
const USUAL: usize = 300;

/// A core's buffers and the names it knows, from stretch to stretch.
pub(super) struct Lane {
    printer: Fingerprinter,
    rooms: Rooms,
    speller: Speller,
    recent: Recent,
    clients: Told<ClientId>,
    services: Told<ServiceId>,
    packages: Told<PackageId>,
    cases: Told<Text>,
    /// Who wrote the call before, by a short name.
    by: Option<u128>,
    /// Texts that were judged and are not kept: who wrote, whom a call was with.
    judged: Texts<(), MOST_NAMES>,
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
    /// The hash that the line before it states.
    pub(super) last: Hash,
    /// Where each ends, behind its LF, counted from there.
    pub(super) ends: Vec<u32>,
    /// The calls, in order.
    pub(super) calls: Vec<PackedCall>,
    /// All other lines, in order.
    pub(super) others: Vec<Other>,
    /// The packages that calls name, with the calls' places: few name one.
    pub(super) named: Vec<(u16, Nth)>,
    /// The names told for the first time.
    pub(super) told: Fresh,
}

impl Stretch {
    /// The `seq` of a line by its place in the stretch.
    pub(super) fn seq(&self, line: u16) -> u64 {
        self.first.seq + u64::from(line)
    }

    /// The package that a call names.
    pub(super) fn named_by(&self, call: &PackedCall) -> Option<Nth> {
        let at = self.named.binary_search_by_key(&call.line, |(line, _)| *line).ok()?;
        Some(self.named[at].1)
    }

    /// Where that line begins.
    pub(super) fn begin(&self, line: u16) -> u64 {
        self.start + line.checked_sub(1).map_or(0, |last| u64::from(self.ends[usize::from(last)]))
    }
}

/// Memory of stretches that were filed, for those that are yet to be checked: to take it from the system again and again costs more than to share
/// it between the cores.
#[derive(Clone, Debug, Default)]
pub(super) struct Rooms(Arc<Mutex<Vec<Room>>>);

/// What the lines of a stretch are put into.
type Room = (Vec<u32>, Vec<PackedCall>);

impl Rooms {
    /// Gives the memory of a stretch back.
    pub(super) fn give_back(&self, stretch: Stretch) {
        let Stretch { mut ends, mut calls, .. } = stretch;
        ends.clear();
        calls.clear();
        if let Ok(mut rooms) = self.0.lock() {
            rooms.push((ends, calls));
        }
    }

    /// Memory for so many lines.
    fn room(&self, lines: usize) -> Room {
        let used = self.0.lock().ok().and_then(|mut rooms| rooms.pop());
        used.unwrap_or_else(|| (Vec::with_capacity(lines), Vec::with_capacity(lines)))
    }
}

/// What was found in a stretch so far.
struct Found {
    ends: Vec<u32>,
    calls: Vec<PackedCall>,
    others: Vec<Other>,
    named: Vec<(u16, Nth)>,
    /// Where the first line says that it stands, and how far the last one leads.
    frames: Option<(Stands, Frame)>,
}

impl Found {
    fn within((ends, calls): Room) -> Found {
        Found { ends, calls, others: Vec::new(), named: Vec::new(), frames: None }
    }
}

/// A line that is no call.
#[derive(Debug)]
pub(super) struct Other {
    /// Its place among the lines of the stretch, from 0.
    pub(super) line: u16,
    /// How many of the stretch's calls are before it.
    pub(super) behind: usize,
    /// What it says.
    pub(super) said: Box<Line>,
}

/// A call in numbers, in 48 bytes: each is handed from one core to another. Those of its names are the lane's.
#[derive(Clone, Copy, Debug)]
pub(super) struct PackedCall {
    pub(super) id: Seen,
    pub(super) client: Nth,
    pub(super) date: Date,
    pub(super) case: Option<Nth>,
    pub(super) service: Option<Nth>,
    /// Its place among the lines of the stretch, from 0.
    pub(super) line: u16,
    pub(super) worked: u16,
    pub(super) start: Option<Clock>,
    pub(super) factor: Option<Factor>,
    pub(super) goodwill: bool,
    pub(super) late: bool,
}

impl Lane {
    /// One that takes fingerprints with `printer`, and memory from `rooms`.
    pub(super) fn new(printer: Fingerprinter, rooms: Rooms) -> Lane {
        Lane {
            printer,
            rooms,
            speller: Speller::default(),
            recent: Recent::default(),
            clients: Told::default(),
            services: Told::default(),
            packages: Told::default(),
            cases: Told::default(),
            by: None,
            judged: Texts::default(),
        }
    }

    /// Checks whole lines: `bytes` up to its last LF, which stand at `start` in the file, behind a line with the hash `last`. None where
    /// there is a line that is not sound, or was adopted from another copy, and where there is none at all.
    pub(super) fn check(&mut self, bytes: &[u8], start: u64, last: Hash) -> Option<Stretch> {
        let mut found = Found::within(self.rooms.room(bytes.len() / USUAL));
        let head = chain::follow_all(bytes, &last, |lines| self.take_first(lines, &mut found))?;
        let (first, frame) = found.frames?;
        let Found { ends, calls, others, named, .. } = found;
        Some(Stretch { first, frame, head, start, last, ends, calls, others, named, told: self.told() })
    }

    /// Takes the first of some lines in, and gives the length of its body.
    fn take_first(&mut self, lines: &[u8], found: &mut Found) -> Option<usize> {
        let number = u16::try_from(found.ends.len()).ok()?;
        let (length, stands) = self.read(lines, number, found)?;
        let line = Some(length + chain::SEAL).filter(|&line| line < MAX_LINE)?;
        match &mut found.frames {
            None => found.frames = Some((stands, Frame::behind(stands)?)),
            Some((_, frame)) => frame.take(stands).ok()?,
        }
        let begin = found.ends.last().map_or(0, |&end| end as usize);
        found.ends.push(u32::try_from(begin + line + 1).ok()?);
        // What was adopted is followed by the thorough reader.
        (!stands.adopted).then_some(length)
    }

    /// Puts what the first of some lines says to what was found; gives the length of its body, and where it stands. Where a call ends is found by
    /// reading it; that a line ends there is seen when its seal is checked.
    fn read(&mut self, lines: &[u8], number: u16, found: &mut Found) -> Option<(usize, Stands)> {
        if let Some((scanned, behind)) = scan::call(lines, &mut self.recent)
            && let Some(stands) = self.call(scanned, number, found)
        {
            return Some((lines.len() - behind.len(), stands));
        }
        let length = chain::body_length(lines)?;
        let said = self.speller.read(std::str::from_utf8(&lines[..length]).ok()?).ok()?;
        let stands = Stands::of(&said);
        found.others.push(Other { line: number, behind: found.calls.len(), said: Box::new(said) });
        Some((length, stands))
    }

    /// Puts a call to what was found that is right by itself and was recorded later than its clock said.
    ///
    /// It is put where it stays: made elsewhere, it would be written in small pieces and read again in large ones, which a core waits for.
    #[inline(always)]
    fn call(&mut self, scanned: Scanned<'_>, line: u16, found: &mut Found) -> Option<Stands> {
        let Scanned { head, fields } = scanned;
        let Head { by, recorded_on, .. } = head;
        if self.by.is_none() || self.by != by.short() {
            self.judge(by)?;
            self.by = by.short();
        }
        maybe(fields.contact, |contact| self.judge(contact))?;
        let Fields { date, start, worked, factor, long, late, .. } = fields;
        let stands = head.placed().filter(|_| fields.has_notes())?;
        judge_alone(worked, long, date, recorded_on).ok()?;
        let package = maybe(fields.package, |package| self.packages.number(package, word::<PackageId>))?;
        found.calls.push(PackedCall {
            id: self.seen(&head)?,
            client: self.clients.number(fields.client, word)?,
            date,
            case: maybe(fields.case, |case| self.cases.number(case, |case| Text::recorded(case, Text::LINE).ok()))?,
            service: maybe(fields.service, |service| self.services.number(service, word::<ServiceId>))?,
            line,
            worked: u16::try_from(worked.get()).ok()?,
            start,
            factor,
            goodwill: fields.goodwill.is_some(),
            late,
        });
        if let Some(package) = package {
            found.named.push((line, package));
        }
        Some(stands)
    }

    /// What is to be noted of an id, if it is one.
    #[inline(always)]
    fn seen(&self, head: &Head<'_>) -> Option<Seen> {
        let Head { id, serial, recorded, .. } = *head;
        head.has_id().then(|| self.printer.see(id.bytes(), serial, recorded))
    }

    fn judge(&mut self, text: Quoted<'_>) -> Option<()> {
        if self.judged.get(text).is_none() {
            if !text.is_text(Text::LINE) {
                return None;
            }
            self.judged.put(text, ());
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_handed_on_in_48_bytes() {
        assert_eq!(size_of::<PackedCall>(), 48);
    }
}
