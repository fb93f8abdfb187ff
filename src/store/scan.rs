//! The quick way to read a `call`, the kind that nearly every line is.
//!
//! A line has one spelling (R1), so one pass along the line that expects just that spelling can read it: each step below is a
//! key, in the order of the file, and what may stand behind it. Whatever is unexpected – another kind, an escape in a text, a
//! value that could be spelled in another way – is no error here, only not quick:
//! [`Speller::read`](super::record::Speller::read) then reads the line in the ordinary way, and says what is wrong with it if
//! anything is. The values are judged by the same functions either way.

use std::str::FromStr;

use foldhash::HashMap;

use super::frame::Stands;
use super::record::{Batch, Line};
use crate::domain::{
    Call, ClientId, Clock, Date, Entry, EntryId, Fact, Factor, Instant, Minutes, PackageId, ServiceId, Text,
};

/// So many names of a sort are kept: more are no names but numbers, of tickets say.
const MOST_NAMES: usize = 4096;

/// A line that records a call, in the one spelling: its texts are looked at, but not judged yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanned<'a> {
    pub(super) seq: u64,
    pub(super) id: &'a str,
    pub(super) recorded: Instant,
    pub(super) clock: Option<Instant>,
    pub(super) by: &'a str,
    pub(super) batch: Option<Batch>,
    pub(super) client: &'a str,
    pub(super) date: Date,
    pub(super) start: Option<Clock>,
    pub(super) worked: Minutes,
    pub(super) case: Option<&'a str>,
    pub(super) service: Option<&'a str>,
    pub(super) factor: Option<Factor>,
    pub(super) package: Option<&'a str>,
    pub(super) goodwill: Option<&'a str>,
    pub(super) contact: Option<&'a str>,
    pub(super) note: Option<&'a str>,
    pub(super) long: bool,
    pub(super) late: bool,
}

/// Names that were read before: the same few stand in line after line, and are judged and kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    clients: Known<ClientId>,
    services: Known<ServiceId>,
    packages: Known<PackageId>,
    texts: Known<Text>,
}

#[derive(Debug)]
struct Known<T>(HashMap<Box<str>, T>);

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known(HashMap::default())
    }
}

impl<T: Clone> Known<T> {
    fn name(&mut self, text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if let Some(known) = self.0.get(text) {
            return Some(known.clone());
        }
        let name = read(text)?;
        if self.0.len() == MOST_NAMES {
            self.0.clear();
        }
        self.0.insert(text.into(), name.clone());
        Some(name)
    }
}

/// Looks through the body of a `call` in its one spelling; none where it is anything else, or not spelled like most.
pub(super) fn call(body: &str) -> Option<Scanned<'_>> {
    let line = &mut Rest(body);
    line.expect(b"{\"seq\":")?;
    let seq = line.number()?;
    line.expect(b",\"id\":")?;
    let id = line.text()?;
    line.expect(b",\"recorded\":")?;
    let recorded = Instant::read(line.text()?)?;
    let clock = match line.has(b",\"clock\":") {
        true => Some(Instant::read(line.text()?)?),
        false => None,
    };
    line.expect(b",\"by\":")?;
    let by = line.text()?;
    let batch = match line.has(b",\"batch\":[") {
        true => Some(batch(line)?),
        false => None,
    };
    line.expect(b",\"kind\":\"call\",\"client\":")?;
    let client = line.text()?;
    line.expect(b",\"date\":")?;
    let date = word::<Date>(line.text()?)?;
    let start = line.maybe(b",\"start\":", clock_of_day)?;
    line.expect(b",\"minutes\":")?;
    let worked = Minutes::new(line.number()?);
    let case = line.maybe(b",\"case\":", Some)?;
    let service = line.maybe(b",\"service\":", Some)?;
    let factor = line.maybe(b",\"factor\":", factor)?;
    let package = line.maybe(b",\"package\":", Some)?;
    let goodwill = line.maybe(b",\"goodwill\":", Some)?;
    let contact = line.maybe(b",\"contact\":", Some)?;
    let note = line.maybe(b",\"note\":", Some)?;
    let long = line.has(b",\"long\":true");
    let late = line.has(b",\"late\":true");
    line.is_at_its_end().then_some(Scanned {
        seq,
        id,
        recorded,
        clock,
        by,
        batch,
        client,
        date,
        start,
        worked,
        case,
        service,
        factor,
        package,
        goodwill,
        contact,
        note,
        long,
        late,
    })
}

impl Scanned<'_> {
    /// Where it stands, if all of its texts are what they should be and it was recorded later than its clock said.
    pub(super) fn stands(&self) -> Option<Stands> {
        let Scanned { seq, recorded, clock, batch, .. } = *self;
        EntryId::check(self.id).ok()?;
        ClientId::check(self.client).ok()?;
        maybe(self.service, |service| ServiceId::check(service).ok())?;
        maybe(self.package, |package| PackageId::check(package).ok())?;
        for text in [Some(self.by), self.case, self.contact].into_iter().flatten() {
            Text::check(text, Text::LINE).ok()?;
        }
        for text in [self.goodwill, self.note].into_iter().flatten() {
            Text::check(text, Text::NOTE).ok()?;
        }
        clock.is_none_or(|clock| clock < recorded).then_some(Stands { seq, recorded, batch, adopted: false })
    }

    /// The line with its texts judged; none where one of them is not what it should be.
    pub(super) fn line(&self, names: &mut Names) -> Option<Line> {
        let text = |text: &str| Text::new(text, Text::LINE).ok();
        let note = |text: Option<&str>| maybe(text, |text| Text::new(text, Text::NOTE).ok());
        let Scanned { seq, recorded, clock, batch, date, start, worked, factor, long, late, .. } = *self;
        let call = Call {
            client: names.clients.name(self.client, word)?,
            date,
            start,
            worked,
            case: maybe(self.case, |case| names.texts.name(case, text))?,
            service: maybe(self.service, |service| names.services.name(service, word))?,
            factor,
            package: maybe(self.package, |package| names.packages.name(package, word))?,
            goodwill: note(self.goodwill)?,
            contact: maybe(self.contact, |contact| names.texts.name(contact, text))?,
            note: note(self.note)?,
            long,
            late,
        };
        let (id, by) = (word(self.id)?, names.texts.name(self.by, text)?);
        Some(Line::own(Entry { seq, id, recorded, clock, by, fact: Fact::Call(call) }, batch))
    }
}

/// What `read` makes of a text that may be absent. The outer `None` is a text that cannot be read.
pub(super) fn maybe<'a, T>(text: Option<&'a str>, read: impl FnOnce(&'a str) -> Option<T>) -> Option<Option<T>> {
    match text {
        Some(text) => read(text).map(Some),
        None => Some(None),
    }
}

/// What is left to read of a line.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// A key, whose length is known when this is compiled: it is compared in a few words.
    fn expect<const N: usize>(&mut self, what: &[u8; N]) -> Option<()> {
        self.0.as_bytes().first_chunk().filter(|found| *found == what)?;
        self.0 = self.0.get(N..)?;
        Some(())
    }

    fn has<const N: usize>(&mut self, what: &[u8; N]) -> bool {
        self.expect(what).is_some()
    }

    /// A string without escapes. Those that JSON would need for other characters than `"` and `\` are in no text there is.
    fn text(&mut self) -> Option<&'a str> {
        let open = self.0.strip_prefix('"')?;
        let end = memchr::memchr2(b'"', b'\\', open.as_bytes())?;
        let (text, rest) = open.split_at_checked(end)?;
        self.0 = rest.strip_prefix('"')?;
        Some(text)
    }

    /// A text behind a key that may be absent, read by `read`.
    fn maybe<T, const N: usize>(
        &mut self,
        key: &[u8; N],
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<Option<T>> {
        let text = if self.has(key) { Some(self.text()?) } else { None };
        maybe(text, read)
    }

    /// A number without a sign, a point or needless zeros.
    fn number(&mut self) -> Option<u64> {
        let end = self.0.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at_checked(end)?;
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        self.0 = rest;
        digits.parse().ok()
    }

    fn is_at_its_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// A value of which every text that can be read is its one spelling.
pub(super) fn word<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// `14:05`; `9:05` could be read too, but is not how it is written.
fn clock_of_day(text: &str) -> Option<Clock> {
    word(text).filter(|_| text.len() == 5)
}

/// `1.5`; `1.50` could be read too.
fn factor(text: &str) -> Option<Factor> {
    word::<Factor>(text).filter(|factor| factor.to_string() == text)
}

/// `1,2]`: the first of two lines.
fn batch(line: &mut Rest<'_>) -> Option<Batch> {
    let k = u32::try_from(line.number()?).ok()?;
    line.expect(b",")?;
    let n = u32::try_from(line.number()?).ok()?;
    line.expect(b"]")?;
    (n >= 2 && (1..=n).contains(&k)).then_some(Batch { k, n })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::super::record::Speller;
    use super::*;

    /// A line with everything that a call can have.
    const FULL: &str = "{\"seq\":7,\"id\":\"t-7\",\"recorded\":\"2026-11-23T09:14:05.120395Z\",\
        \"clock\":\"2026-11-23T09:14:05.120394Z\",\"by\":\"ada\",\"batch\":[1,2],\"kind\":\"call\",\"client\":\"acme\",\
        \"date\":\"2026-11-23\",\"start\":\"14:05\",\"minutes\":80,\"case\":\"T-81\",\"service\":\"onsite\",\"factor\":\"1.5\",\
        \"package\":\"acme-1\",\"goodwill\":\"our mistake\",\"contact\":\"Żółć\",\"note\":\"VPN down after update\",\
        \"long\":true,\"late\":true";
    /// One with only what it must have.
    const BARE: &str = "{\"seq\":18446744073709551615,\"id\":\"0193f4c2a8e27b1c9d3e4f5a6b7c8d9e\",\
        \"recorded\":\"1900-01-01T00:00:00.000000Z\",\"by\":\"ООО Ромашка\",\"kind\":\"call\",\"client\":\"0\",\
        \"date\":\"9999-12-31\",\"minutes\":0";

    fn quick(body: &str) -> Option<Line> {
        call(body)?.line(&mut Names::default())
    }

    fn ordinary(body: &str) -> Option<Line> {
        Speller::default().read_thoroughly(body).ok()
    }

    #[test]
    fn r1_a_call_is_read_as_in_the_ordinary_way() {
        for body in [FULL, BARE] {
            assert_eq!(quick(body), ordinary(body));
            assert!(quick(body).is_some(), "{body}");
        }
    }

    #[test]
    fn r1_every_call_of_the_large_fixture_is_read_in_the_quick_way() {
        let lines = std::fs::read_to_string("fixtures/ledgers/large.jsonl").expect("the fixture");
        let (mut names, mut calls) = (Names::default(), 0);
        for line in lines.lines() {
            let (body, _) = super::super::chain::split(line.as_bytes()).expect("a body and a hash");
            let body = std::str::from_utf8(body).expect("UTF-8");
            let is_call = body.contains("\"kind\":\"call\"");
            let read = call(body).and_then(|scanned| scanned.line(&mut names));
            assert_eq!(read.is_some(), is_call && !body.contains('\\'), "{body}");
            if read.is_some() {
                assert_eq!(read, ordinary(body));
                calls += 1;
            }
        }
        assert!(calls > 2900, "{calls}");
    }

    #[test]
    fn what_could_be_spelled_in_another_way_is_left_to_the_ordinary_one() {
        let others = [
            ("\"seq\":7", "\"seq\":07"),
            ("\"seq\":7", "\"seq\":-7"),
            ("\"seq\":7", "\"seq\":7.0"),
            ("09:14:05.120395Z", "09:14:05.12039Z"),
            ("09:14:05.120395Z", "09:14:60.120395Z"),
            ("09:14:05.120395Z", "24:14:05.120395Z"),
            ("09:14:05.120395Z", "09:14:05.1203950Z"),
            ("09:14:05.120395Z", "09:14:05.99999999999999999999Z"),
            ("09:14:05.120395Z", "09:14:05.120395+00:00"),
            ("2026-11-23T09:14:05.120395", "2026-02-30T09:14:05.120395"),
            ("2026-11-23T09:14:05.120395", "1899-12-31T09:14:05.120395"),
            ("\"14:05\"", "\"9:05\""),
            ("\"1.5\"", "\"1.50\""),
            ("\"minutes\":80", "\"minutes\":080"),
            ("\"minutes\":80", "\"minutes\":99999999999999999999"),
            ("[1,2]", "[0,2]"),
            ("[1,2]", "[3,2]"),
            ("[1,2]", "[1,1]"),
            ("[1,2]", "[1,4294967296]"),
            ("\"acme\"", "\"ACME\""),
            ("\"ada\"", "\" \""),
            ("\"ada\"", "\"a\u{202e}\""),
            ("\"ada\"", "\"a\tb\""),
            ("\"long\":true", "\"long\":false"),
            ("VPN down", "VPN \\\"down\\\""),
            ("\"kind\":\"call\"", "\"kind\":\"void\""),
            (",\"late\":true", ",\"late\":true,\"long\":true"),
        ];
        for (one, other) in others {
            assert!(FULL.contains(one), "{one}");
            assert_eq!(quick(&FULL.replacen(one, other, 1)), None, "{other}");
        }
    }

    /// Something that befalls a line.
    #[derive(Clone, Debug)]
    enum Change {
        Put(Index, char),
        Cut(Index, Index),
        Double(Index, Index),
        Swap(Index, Index),
    }

    fn change() -> impl Strategy<Value = Change> {
        let letter = prop_oneof![select("\"\\,:{}[]0159-.TZ aé\u{202e}\t".chars().collect::<Vec<_>>()), any::<char>()];
        let places = || (any::<Index>(), any::<Index>());
        prop_oneof![
            (any::<Index>(), letter).prop_map(|(at, c)| Change::Put(at, c)),
            places().prop_map(|(a, b)| Change::Cut(a, b)),
            places().prop_map(|(a, b)| Change::Double(a, b)),
            places().prop_map(|(a, b)| Change::Swap(a, b)),
        ]
    }

    /// What a field can hold, the ordinary and the strange.
    fn value() -> impl Strategy<Value = String> {
        let odd = ["0", "00", "1", "9:05", "24:00", "1.50", "10", "10.01", "2028-02-29", "2027-02-29", "-", ""];
        prop_oneof![
            select(odd.to_vec()).prop_map(str::to_owned),
            "[a-z0-9._-]{1,40}",
            "[0-9]{1,21}",
            "\\PC{1,250}",
            Just("x".repeat(1001)),
            Just("é".repeat(1000)),
        ]
    }

    fn changed(body: &str, change: &Change) -> String {
        let mut letters: Vec<char> = body.chars().collect();
        let range = |a: &Index, b: &Index, most: usize| {
            let (a, b) = (a.index(letters.len()), b.index(most));
            a..(a + b + 1).min(letters.len())
        };
        match change {
            Change::Put(at, c) => {
                let at = at.index(letters.len());
                letters[at] = *c;
            }
            Change::Cut(a, b) => drop(letters.drain(range(a, b, 30))),
            Change::Double(a, b) => {
                let range = range(a, b, 30);
                let again = letters[range.clone()].to_vec();
                letters.splice(range.end..range.end, again);
            }
            Change::Swap(a, b) => {
                // Two fields: what stands between commas.
                let mut fields: Vec<&str> = body.split(',').collect();
                let (a, b) = (a.index(fields.len()), b.index(fields.len()));
                fields.swap(a, b);
                return fields.join(",");
            }
        }
        letters.into_iter().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn r2_whatever_befalls_a_line_both_ways_say_the_same(
            full in any::<bool>(), changes in prop::collection::vec(change(), 1..3),
        ) {
            let body = changes.iter().fold(if full { FULL } else { BARE }.to_owned(), |body, one| changed(&body, one));
            let looked_at = call(&body).is_some_and(|scanned| scanned.stands().is_some());
            prop_assert_eq!(looked_at, quick(&body).is_some_and(|line| line.header.clock.is_none_or(|c| c < line.header.recorded)));
            if let Some(line) = quick(&body) {
                prop_assert_eq!(Some(line), ordinary(&body));
            }
        }

        #[test]
        fn r1_whatever_stands_in_a_field_both_ways_say_the_same(at in 0..13_usize, value in value()) {
            let values = [
                "\"t-7\"", "120395Z", "120394Z", "\"ada\"", "\"acme\"", "\"2026-11-23\",\"start", "\"14:05\"", "\"T-81\"", "\"onsite\"",
                "\"1.5\"", "\"acme-1\"", "\"our mistake\"", "\"Żółć\"",
            ];
            let quoted = match at {
                1 | 2 => format!("{value}Z"),
                5 => format!("\"{value}\",\"start"),
                _ => format!("\"{value}\""),
            };
            let body = FULL.replacen(values[at], &quoted, 1);
            if let Some(line) = quick(&body) {
                prop_assert_eq!(Some(line), ordinary(&body));
            } else if !body.contains('\\') {
                // Nothing that most lines have is left to the ordinary way.
                prop_assert_eq!(ordinary(&body), None, "{}", body);
            }
        }
    }
}
