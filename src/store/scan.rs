//! Looking along a `call`, the kind that nearly every line is.
//!
//! A line has one spelling (R1), so one pass along the line that expects just that spelling can read it: each step below is a
//! key, in the order of the file, and what may stand behind it. Whatever is unexpected – another kind, an escape in a text, a
//! value that could be spelled in another way – is no error here, only not quick: it is left to
//! [`expected`](super::expected), and to the ordinary way of [`Speller::read`](super::record::Speller::read), which says what is
//! wrong with a line if anything is.

use std::fmt::Display;
use std::str::FromStr;

use super::frame::Stands;
use super::header::{Batch, Header};
use super::strict::{Quoted, Recent, Rest, maybe, word};
use crate::domain::ids::Serial;
use crate::domain::{Call, ClientId, Clock, Date, EntryId, Factor, Instant, Minutes, PackageId, ServiceId, Text};

/// What every line begins with: its texts are looked at, but not judged yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a> {
    pub(super) seq: u64,
    pub(super) id: Quoted<'a>,
    /// The id as a number, where the program made it.
    pub(super) serial: Option<Serial>,
    pub(super) recorded: Instant,
    /// The day of that, in UTC.
    pub(super) recorded_on: Date,
    pub(super) clock: Option<Instant>,
    pub(super) by: Quoted<'a>,
    pub(super) batch: Option<Batch>,
}

/// A line that records a call, in the one spelling: its texts are looked at, but not judged yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned<'a> {
    pub(super) head: Head<'a>,
    pub(super) fields: Fields<'a>,
}

/// The fields of a call, those of an amendment too: its texts are looked at, but not judged yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    pub(super) client: Quoted<'a>,
    pub(super) date: Date,
    pub(super) start: Option<Clock>,
    pub(super) worked: Minutes,
    pub(super) case: Option<Quoted<'a>>,
    pub(super) service: Option<Quoted<'a>>,
    pub(super) factor: Option<Factor>,
    pub(super) package: Option<Quoted<'a>>,
    pub(super) goodwill: Option<Quoted<'a>>,
    pub(super) contact: Option<Quoted<'a>>,
    pub(super) note: Option<Quoted<'a>>,
    pub(super) long: bool,
    pub(super) late: bool,
}

/// Looks through a `call` in its one spelling, and gives what stands behind it; none where it is anything else, or not spelled like most.
///
/// It is made part of what calls it, so that what it finds need not be written to memory in between.
#[inline(always)]
pub(super) fn call<'a>(line: &'a [u8], recent: &mut Recent) -> Option<(Scanned<'a>, &'a [u8])> {
    let line = &mut Rest(line);
    let head = head(line, recent)?;
    line.expect(b",\"kind\":\"call\"")?;
    let fields = fields(line, recent)?;
    Some((Scanned { head, fields }, line.0))
}

/// Looks through what every line begins with.
#[inline(always)]
pub(super) fn head<'a>(line: &mut Rest<'a>, recent: &mut Recent) -> Option<Head<'a>> {
    let (seq, (id, serial)) = name(line)?;
    line.expect(b",\"recorded\":\"")?;
    let (recorded_on, recorded) = line.instant(recent)?;
    let clock = match line.has(b",\"clock\":\"") {
        true => Some(line.instant(recent)?.1),
        false => None,
    };
    line.expect(b",\"by\":\"")?;
    let by = line.by(recent)?;
    let batch = match line.has(b",\"batch\":[") {
        true => Some(batch(line)?),
        false => None,
    };
    Some(Head { seq, id, serial, recorded, recorded_on, clock, by, batch })
}

/// Looks through the fields of a call.
#[inline(always)]
pub(super) fn fields<'a>(line: &mut Rest<'a>, recent: &mut Recent) -> Option<Fields<'a>> {
    line.expect(b",\"client\":\"")?;
    let client = line.text()?;
    line.expect(b",\"date\":\"")?;
    let date = line.date(recent)?;
    let start = match line.has(b",\"start\":\"") {
        true => Some(line.clock()?),
        false => None,
    };
    line.expect(b",\"minutes\":")?;
    let worked = Minutes::new(line.number()?);
    let case = line.maybe(b",\"case\":\"")?;
    let service = line.maybe(b",\"service\":\"")?;
    let factor = maybe(line.maybe(b",\"factor\":\"")?, same)?;
    let package = line.maybe(b",\"package\":\"")?;
    let goodwill = line.maybe(b",\"goodwill\":\"")?;
    let contact = line.maybe(b",\"contact\":\"")?;
    let note = line.maybe(b",\"note\":\"")?;
    let long = line.has(b",\"long\":true");
    let late = line.has(b",\"late\":true");
    Some(Fields { client, date, start, worked, case, service, factor, package, goodwill, contact, note, long, late })
}

/// What a line is told by: its number and its id.
#[inline(always)]
fn name<'a>(line: &mut Rest<'a>) -> Option<(u64, (Quoted<'a>, Option<Serial>))> {
    line.expect(b"{\"seq\":")?;
    let seq = line.number()?;
    line.expect(b",\"id\":\"")?;
    Some((seq, line.id()?))
}

/// So many bytes of a line hold its id, whatever its number is.
pub(super) const NAME: usize = 128;

/// The number of a line that begins like this.
pub(super) fn seq(line: &[u8]) -> Option<u64> {
    name(&mut Rest(line)).map(|(seq, _)| seq)
}

/// The id of a line that begins like this.
pub(super) fn id(line: &[u8]) -> Option<&[u8]> {
    let (_, (id, _)) = name(&mut Rest(line))?;
    Some(id.bytes())
}

impl Head<'_> {
    /// Whether what stands for its id is one.
    #[inline(always)]
    pub(super) fn has_id(&self) -> bool {
        self.serial.is_some() || self.id.read(|id| EntryId::check(id).ok()).is_some()
    }

    /// Whether it says what a header does.
    pub(super) fn is(&self, header: &Header) -> bool {
        let Header { seq, id, recorded, clock, by, batch } = header;
        let are_texts = self.id.bytes() == id.as_str().as_bytes() && self.by.bytes() == by.as_str().as_bytes();
        are_texts && (self.seq, self.recorded, self.clock, self.batch) == (*seq, *recorded, *clock, *batch)
    }

    /// Where the line stands, if it was recorded later than its clock said.
    pub(super) fn placed(&self) -> Option<Stands> {
        let Head { seq, recorded, clock, batch, .. } = *self;
        clock.is_none_or(|clock| clock < recorded).then_some(Stands { seq, recorded, batch, adopted: false })
    }
}

impl Scanned<'_> {
    /// Where it stands, if all of its texts are what they should be and it was recorded later than its clock said.
    pub(super) fn stands(&self) -> Option<Stands> {
        let Scanned { head, fields } = self;
        if !head.has_id() {
            return None;
        }
        fields.client.read(|client| ClientId::check(client).ok())?;
        maybe(fields.service, |service| service.read(|service| ServiceId::check(service).ok()))?;
        maybe(fields.package, |package| package.read(|package| PackageId::check(package).ok()))?;
        let lines = [Some(head.by), fields.case, fields.contact].into_iter().flatten();
        let are_texts = lines.into_iter().all(|text| text.is_text(Text::LINE)) && fields.has_notes();
        head.placed().filter(|_| are_texts)
    }
}

impl Fields<'_> {
    /// Whether they say what a call does.
    pub(super) fn are(&self, call: &Call) -> bool {
        // One and all: what is left out here would be written unread.
        let Call { client, date, start, worked, case, service, factor, package, goodwill, contact, note, long, late } =
            call;
        let texts = [(self.case, case), (self.goodwill, goodwill), (self.contact, contact), (self.note, note)];
        self.client.bytes() == client.as_str().as_bytes()
            && (self.date, self.start, self.worked, self.factor) == (*date, *start, *worked, *factor)
            && (self.long, self.late) == (*long, *late)
            && texts.into_iter().all(|(found, text)| is(found, text.as_ref().map(Text::as_str)))
            && is(self.service, service.as_ref().map(ServiceId::as_str))
            && is(self.package, package.as_ref().map(PackageId::as_str))
    }

    /// Whether its note and the reason for goodwill are texts, where there are any.
    pub(super) fn has_notes(&self) -> bool {
        [self.goodwill, self.note].into_iter().flatten().all(|text| text.is_text(Text::NOTE))
    }
}

/// Whether something that may be absent is a text, or neither is there.
fn is(found: Option<Quoted<'_>>, text: Option<&str>) -> bool {
    found.map(Quoted::bytes) == text.map(str::as_bytes)
}

/// A value that is spelled in just this way: `1.50` could be read, too, and is written `1.5`.
pub(super) fn same<T: FromStr + Display>(quoted: Quoted<'_>) -> Option<T> {
    quoted.read(|text| word::<T>(text).filter(|value| value.to_string() == text))
}

/// `1,2]`: the first of two lines.
#[inline(always)]
fn batch(line: &mut Rest<'_>) -> Option<Batch> {
    let k = u32::try_from(line.number()?).ok()?;
    line.expect(b",")?;
    let n = u32::try_from(line.number()?).ok()?;
    line.expect(b"]")?;
    (n >= 2 && (1..=n).contains(&k)).then_some(Batch { k, n })
}
