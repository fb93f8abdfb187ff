//! How a line is spelled: canonical JSON, keys in a fixed order, nothing that is not needed (R1).
//!
//! A line is read in one pass: the header's keys in their order, then the fields of its kind. It counts only if writing
//! what was read gives the same bytes, so there is one spelling of an entry and no byte of a line that nobody reads.

use std::fmt;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser;

use super::expected::{self, Names};
use super::header::{Batch, Header};
use super::kinds::{Adopted, Content, Record};
use super::scan;
use super::strict::Recent;
use crate::domain::{Entry, EntryId, Fact};

/// The number of the format that this program writes and reads (R28).
pub(super) const FORMAT: u64 = 1;

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) header: Header,
    /// None of an adopted line whose content stands in the ledger already, under the same id (R44).
    pub(super) fact: Option<Fact>,
    /// The line of another copy of the ledger that says it, where this one only adopted it (R42).
    pub(super) adopted: Option<Box<Adopted>>,
}

impl Line {
    /// The line of an entry of this ledger's own.
    pub(super) fn own(entry: Entry, batch: Option<Batch>) -> Line {
        let Entry { seq, id, recorded, clock, by, fact } = entry;
        Line { header: Header { seq, id, recorded, clock, by, batch }, fact: Some(fact), adopted: None }
    }

    /// The line that was first told, where this one was adopted and its text is kept: that of the copy which recorded it.
    pub(super) fn told(&self) -> Option<(&str, &Line)> {
        let Content::Line { text, line } = &self.adopted.as_ref()?.content else { return None };
        Some(line.told().unwrap_or((text, line)))
    }

    /// Its entry, with the fact it states itself or else that of `known`, the entry that has the same id.
    pub(super) fn into_entry(self, known: impl FnOnce(&EntryId) -> Option<Fact>) -> Option<Entry> {
        let Header { seq, id, recorded, clock, by, batch: _ } = self.header;
        let fact = self.fact.or_else(|| known(&id))?;
        Some(Entry { seq, id, recorded, clock, by, fact })
    }
}

/// Why the text of a line is not one.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is not JSON, or not that of an entry.
    Json(serde_json::Error),
    /// It is spelled in another way than the one of the file, from this byte on.
    NotCanonical(usize),
}

/// Reads and writes lines, with buffers that live on from line to line.
#[derive(Debug, Default)]
pub(super) struct Speller {
    json: String,
    respelled: Vec<u8>,
    names: Names,
    recent: Recent,
}

impl Speller {
    /// Reads a line from its body.
    pub(super) fn read(&mut self, body: &str) -> Result<Line, Unread> {
        self.read_quickly(body.as_bytes()).map_or_else(|| self.read_thoroughly(body), Ok)
    }

    /// The same of a line that is spelled as most are; none where it is not.
    fn read_quickly(&mut self, body: &[u8]) -> Option<Line> {
        expected::line(body, &mut self.recent, &mut self.names)
    }

    /// Whether a body that is spelled as most are is sound and says what a line does; none where it is spelled in another way.
    pub(super) fn says(&mut self, body: &[u8], line: &Line) -> Option<bool> {
        let Some(Fact::Call(call)) = &line.fact else { return self.read_quickly(body).map(|read| read == *line) };
        // Of calls there may be a hundred thousand: they are compared where they stand.
        let (found, behind) = scan::call(body, &mut self.recent)?;
        Some(behind.is_empty() && found.stands().is_some() && found.head.is(&line.header) && found.fields.are(call))
    }

    /// The same in the ordinary way: read by serde, written again, and compared.
    pub(super) fn read_thoroughly(&mut self, body: &str) -> Result<Line, Unread> {
        self.json.clear();
        self.json.push_str(body);
        self.json.push('}');
        let (header, record) = read_object(&self.json).map_err(Unread::Json)?;
        let record = record.tidied();
        self.write(&header, &record).map_err(Unread::Json)?;
        match first_difference(&self.respelled, body.as_bytes()) {
            Some(at) => Err(Unread::NotCanonical(at)),
            None if header.fits(&record) => Ok(header.with(record)),
            None => Err(Unread::Json(de::Error::custom("an adopted line keeps its own id, time and writer"))),
        }
    }

    /// The one spelling of a body that says what an entry says, in whatever way.
    pub(super) fn respell(&mut self, body: &str) -> Option<Vec<u8>> {
        match self.read_thoroughly(body) {
            Ok(_) | Err(Unread::NotCanonical(_)) => Some(self.respelled.clone()),
            Err(Unread::Json(_)) => None,
        }
    }

    /// Spells a line; gives its body.
    pub(super) fn spell(&mut self, line: &Line) -> serde_json::Result<&[u8]> {
        let record = match (&line.adopted, &line.fact) {
            (Some(adopted), _) => Record::Adopted((**adopted).clone()),
            (None, Some(fact)) => Record::of(fact.clone()),
            (None, None) => return Err(ser::Error::custom("a line that says nothing")),
        };
        self.write(&line.header, &record)?;
        Ok(&self.respelled)
    }

    /// The line of an entry with another fact in it, as far as its hash: for showing the two side by side.
    pub(super) fn spell_fact(&mut self, header: &Header, fact: Fact) -> serde_json::Result<String> {
        let line = Line { header: header.clone(), fact: Some(fact), adopted: None };
        Ok(String::from_utf8_lossy(self.spell(&line)?).into_owned())
    }

    /// Puts the body into `respelled`: two objects are written and joined into one that is still open.
    fn write(&mut self, header: &Header, record: &Record) -> serde_json::Result<()> {
        let out = &mut self.respelled;
        out.clear();
        serde_json::to_writer(&mut *out, &header.before(record.kind()))?;
        let joint = out.len() - 1;
        out.truncate(joint);
        record.write(out)?;
        out[joint] = b',';
        out.pop();
        Ok(())
    }
}

/// An entry from the whole of its JSON, which was read before: how it is spelled is not looked at again.
pub(super) fn reread(json: &str) -> Option<Entry> {
    let (header, record) = read_object(json).ok()?;
    header.with(record).into_entry(|_| None)
}

fn read_object(json: &str) -> serde_json::Result<(Header, Record)> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let read = deserializer.deserialize_map(Object)?;
    deserializer.end()?;
    Ok(read)
}

fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    if one == other {
        return None;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    Some(same)
}

impl Header {
    /// Whether it is the header that an adopted line goes under: its own but for its place.
    fn fits(&self, record: &Record) -> bool {
        let Record::Adopted(Adopted { content: Content::Line { line, .. }, .. }) = record else { return true };
        let Header { id, recorded, clock, by, .. } = &line.header;
        (&self.id, &self.recorded, &self.clock, &self.by) == (id, recorded, clock, by)
    }

    fn with(self, record: Record) -> Line {
        match record {
            Record::Adopted(adopted) => {
                Line { header: self, fact: adopted.fact().cloned(), adopted: Some(Box::new(adopted)) }
            }
            record => Line { header: self, fact: record.into_fact(), adopted: None },
        }
    }
}

/// A whole line: the header's keys in their order, then what its kind has.
struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = (Header, Record);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (header, kind) = Header::read(&mut map)?;
        Ok((header, Record::read(kind, map)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "{\"seq\":7,\"id\":\"t-7\",\"recorded\":\"2026-11-23T09:14:05.120395Z\",\
        \"clock\":\"2026-11-23T09:14:05.120394Z\",\"by\":\"ada\",\"batch\":[1,2],\"kind\":\"void\",\
        \"entry\":\"t-6\",\"reason\":\"said \\\"no\\\"\"";

    fn read(body: &str) -> Result<Line, Unread> {
        Speller::default().read(body)
    }

    #[test]
    fn r1_a_line_is_written_as_it_was_read() {
        let line = read(BODY).expect("a line");
        assert_eq!(line.header.batch, Some(Batch { k: 1, n: 2 }));
        assert_eq!(line.header.clock.map(|clock| clock.micros() + 1), Some(line.header.recorded.micros()));
        assert_eq!(Speller::default().spell(&line).expect("a body"), BODY.as_bytes());
    }

    #[test]
    fn r1_another_spelling_is_refused_at_the_byte_where_it_differs() {
        let late = format!("{BODY},\"late\":false");
        assert!(matches!(read(&late), Err(Unread::NotCanonical(at)) if at == BODY.len()));
        assert!(matches!(read(&BODY.replace("{\"seq\":7", "{ \"seq\":7")), Err(Unread::NotCanonical(1))));
    }

    #[test]
    fn r1_a_call_says_what_it_says_and_nothing_else() {
        const HEAD: &str = "{\"seq\":7,\"id\":\"t-7\",\"recorded\":\"2026-11-23T09:14:05.120395Z\",\
            \"clock\":\"2026-11-23T09:14:05.120394Z\",\"by\":\"ada\",\"batch\":[1,2],\"kind\":\"call\"";
        const CALL: &str = ",\"client\":\"acme\",\"date\":\"2026-11-23\",\"start\":\"09:00\",\"minutes\":721,\
            \"case\":\"T-1\",\"service\":\"onsite\",\"factor\":\"1.5\",\"package\":\"acme-1\",\"goodwill\":\"late\",\
            \"contact\":\"Ada\",\"note\":\"VPN\",\"long\":true,\"late\":true";
        let (body, mut speller) = (format!("{HEAD}{CALL}"), Speller::default());
        let line = speller.read_thoroughly(&body).expect("a line");
        assert_eq!(speller.says(body.as_bytes(), &line), Some(true));
        let others = [
            ("\"seq\":7", "\"seq\":8"),
            ("t-7", "t-8"),
            ("95Z", "96Z"),
            ("94Z", "93Z"),
            ("ada", "bob"),
            ("[1,2]", "[2,2]"),
            ("acme\"", "acmf\""),
            ("2026-11-23\"", "2026-11-22\""),
            ("09:00", "09:01"),
            ("721", "722"),
            ("T-1", "T-2"),
            ("onsite", "remote"),
            ("1.5", "2"),
            ("acme-1", "acme-2"),
            ("goodwill\":\"late", "goodwill\":\"slow"),
            ("Ada", "Bob"),
            ("VPN", "Vpn"),
            (",\"note\":\"VPN\"", ""),
            (",\"long\":true", ""),
            (",\"late\":true", ""),
            (CALL, ",\"client\":\"acme\",\"date\":\"2026-11-23\",\"minutes\":721"),
        ];
        for (old, new) in others {
            let other = body.replacen(old, new, 1);
            assert_ne!(other, body, "{old}");
            assert_eq!(speller.says(other.as_bytes(), &line), Some(false), "{other}");
        }
    }

    #[test]
    fn n80_nothing_stands_behind_the_object() {
        assert!(matches!(read(&format!("{BODY}}}{BODY}")), Err(Unread::Json(_))));
        assert!(matches!(read(&format!("{BODY}}} ")), Err(Unread::Json(_))));
    }
}
