//! The quick way to read a `call`, the kind that nearly every line is, and a `purchase`, which most others are.
//!
//! A line has one spelling (R1), so one pass along the line that expects just that spelling can read it: each step below is a
//! key, in the order of the file, and what may stand behind it. Whatever is unexpected – another kind, an escape in a text, a
//! value that could be spelled in another way – is no error here, only not quick:
//! [`Speller::read`](super::record::Speller::read) then reads the line in the ordinary way, and says what is wrong with it if
//! anything is. The values are judged by the same functions either way.

use std::fmt::Display;
use std::str::FromStr;

use foldhash::HashMap;

use super::frame::Stands;
use super::record::{Batch, Line};
use super::strict::{Days, Quoted, Rest, maybe, word};
use crate::domain::ids::Serial;
use crate::domain::{
    Call, ClientId, Clock, Date, Entry, EntryId, Fact, Factor, Instant, Minutes, PackageId, Payment, Purchase,
    ServiceId, Text,
};

/// So many names of a sort are kept: more are no names but numbers, of tickets say.
const MOST_NAMES: usize = 4096;

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

/// Names that were read before: the same few stand in line after line, and are judged and kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    clients: Known<ClientId>,
    services: Known<ServiceId>,
    packages: Known<PackageId>,
    texts: Known<Text>,
}

#[derive(Debug)]
struct Known<T>(HashMap<Box<[u8]>, T>);

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known(HashMap::default())
    }
}

impl<T: Clone> Known<T> {
    fn name(&mut self, quoted: Quoted<'_>, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if let Some(known) = self.0.get(quoted.bytes()) {
            return Some(known.clone());
        }
        let name = read(quoted.text()?)?;
        if self.0.len() == MOST_NAMES {
            self.0.clear();
        }
        self.0.insert(quoted.bytes().into(), name.clone());
        Some(name)
    }
}

/// Looks through what every line begins with.
#[inline(always)]
fn head<'a>(line: &mut Rest<'a>, days: &mut Days) -> Option<Head<'a>> {
    line.expect(b"{\"seq\":")?;
    let seq = line.number()?;
    line.expect(b",\"id\":")?;
    let (id, serial) = line.id()?;
    line.expect(b",\"recorded\":\"")?;
    let (recorded_on, recorded) = line.instant(&mut days.recorded)?;
    let clock = match line.has(b",\"clock\":\"") {
        true => Some(line.instant(&mut days.recorded)?.1),
        false => None,
    };
    line.expect(b",\"by\":")?;
    let by = line.text()?;
    let batch = match line.has(b",\"batch\":[") {
        true => Some(batch(line)?),
        false => None,
    };
    Some(Head { seq, id, serial, recorded, recorded_on, clock, by, batch })
}

/// Looks through the body of a `call` in its one spelling; none where it is anything else, or not spelled like most. The last `behind` bytes of
/// the line are no part of the body.
///
/// It is made part of what calls it, so that what it finds need not be written to memory in between.
#[inline(always)]
pub(super) fn call<'a>(line: &'a [u8], behind: usize, days: &mut Days) -> Option<Scanned<'a>> {
    let line = &mut Rest(line);
    let head = head(line, days)?;
    line.expect(b",\"kind\":\"call\",\"client\":")?;
    let client = line.text()?;
    line.expect(b",\"date\":\"")?;
    let date = line.date(&mut days.worked)?;
    let start = match line.has(b",\"start\":\"") {
        true => Some(line.clock()?),
        false => None,
    };
    line.expect(b",\"minutes\":")?;
    let worked = Minutes::new(line.number()?);
    let case = line.maybe(b",\"case\":")?;
    let service = line.maybe(b",\"service\":")?;
    let factor = maybe(line.maybe(b",\"factor\":")?, same)?;
    let package = line.maybe(b",\"package\":")?;
    let goodwill = line.maybe(b",\"goodwill\":")?;
    let contact = line.maybe(b",\"contact\":")?;
    let note = line.maybe(b",\"note\":")?;
    let long = line.has(b",\"long\":true");
    let late = line.has(b",\"late\":true");
    (line.0.len() == behind).then_some(Scanned {
        head,
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

/// Reads the body of a `purchase` in its one spelling; none where it is anything else, or has more than most have.
pub(super) fn purchase(body: &[u8], days: &mut Days, names: &mut Names) -> Option<Line> {
    let line = &mut Rest(body);
    let head = head(line, days)?;
    line.expect(b",\"kind\":\"purchase\",\"client\":")?;
    let client = names.clients.name(line.text()?, word)?;
    line.expect(b",\"package\":")?;
    let package = line.text()?.read(word)?;
    line.expect(b",\"date\":\"")?;
    let date = line.date(&mut days.worked)?;
    line.expect(b",\"minutes\":")?;
    let size = Minutes::new(line.number()?);
    line.expect(b",\"price\":")?;
    let price = same(line.text()?)?;
    line.expect(b",\"vat\":")?;
    let vat = same(line.text()?)?;
    line.expect(b",\"prices\":")?;
    let prices = same(line.text()?)?;
    let day = |text: Quoted<'_>| text.read(word::<Date>);
    let from = match maybe(line.maybe(b",\"from\":")?, day)? {
        // It is not spelled out then.
        Some(from) if from == date => return None,
        from => from.unwrap_or(date),
    };
    let until = maybe(line.maybe(b",\"until\":")?, day)?;
    let late = line.has(b",\"late\":true");
    let (services, note, settle, payment) = (Vec::new(), None, false, Payment::Paid { price, vat, prices });
    let fact = Purchase { client, package, date, size, payment, from, until, services, note, settle, late };
    if line.0.is_empty() { head.line(Fact::Purchase(fact), names) } else { None }
}

impl Head<'_> {
    /// Where the line stands, if it was recorded later than its clock said.
    pub(super) fn placed(&self) -> Option<Stands> {
        let Head { seq, recorded, clock, batch, .. } = *self;
        clock.is_none_or(|clock| clock < recorded).then_some(Stands { seq, recorded, batch, adopted: false })
    }

    /// The line that says this.
    fn line(&self, fact: Fact, names: &mut Names) -> Option<Line> {
        let Head { seq, recorded, clock, batch, .. } = *self;
        let by = names.texts.name(self.by, |text| Text::new(text, Text::LINE).ok())?;
        Some(Line::own(Entry { seq, id: self.id.read(word)?, recorded, clock, by, fact }, batch))
    }
}

impl Scanned<'_> {
    /// Where it stands, if all of its texts are what they should be and it was recorded later than its clock said.
    pub(super) fn stands(&self) -> Option<Stands> {
        self.head.id.read(|id| EntryId::check(id).ok())?;
        self.client.read(|client| ClientId::check(client).ok())?;
        maybe(self.service, |service| service.read(|service| ServiceId::check(service).ok()))?;
        maybe(self.package, |package| package.read(|package| PackageId::check(package).ok()))?;
        let lines = [Some(self.head.by), self.case, self.contact].into_iter().flatten();
        let are_texts = lines.into_iter().all(|text| text.is_text(Text::LINE)) && self.has_notes();
        self.head.placed().filter(|_| are_texts)
    }

    /// Whether its note and the reason for goodwill are texts, where there are any.
    pub(super) fn has_notes(&self) -> bool {
        [self.goodwill, self.note].into_iter().flatten().all(|text| text.is_text(Text::NOTE))
    }

    /// The line with its texts judged; none where one of them is not what it should be.
    pub(super) fn line(&self, names: &mut Names) -> Option<Line> {
        let text = |text: &str| Text::new(text, Text::LINE).ok();
        let note = |quoted| maybe(quoted, |quoted: Quoted<'_>| quoted.read(|text| Text::new(text, Text::NOTE).ok()));
        let Scanned { date, start, worked, factor, long, late, .. } = *self;
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
        self.head.line(Fact::Call(call), names)
    }
}

/// A value that is spelled in just this way: `1.50` could be read, too, and is written `1.5`.
fn same<T: FromStr + Display>(quoted: Quoted<'_>) -> Option<T> {
    quoted.read(|text| word::<T>(text).filter(|value| value.to_string() == text))
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

    /// A package.
    const BOUGHT: &str = "{\"seq\":7,\"id\":\"0193f4c2a8e27b1c9d3e4f5a6b7c8d9e\",\"recorded\":\"2026-11-23T09:14:05.120395Z\",\
        \"by\":\"ada\",\"batch\":[1,2],\"kind\":\"purchase\",\"client\":\"acme\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\
        \"minutes\":600,\"price\":\"1500.00 EUR\",\"vat\":\"19\",\"prices\":\"gross\",\"from\":\"2026-12-01\",\
        \"until\":\"2027-11-30\",\"late\":true";

    fn scanned(body: &str) -> Option<Scanned<'_>> {
        call(body.as_bytes(), 0, &mut Days::default())
    }

    fn quick(body: &str) -> Option<Line> {
        let (days, names) = (&mut Days::default(), &mut Names::default());
        let call = scanned(body).and_then(|scanned| scanned.line(names));
        call.or_else(|| purchase(body.as_bytes(), days, names))
    }

    fn ordinary(body: &str) -> Option<Line> {
        Speller::default().read_thoroughly(body).ok()
    }

    #[test]
    fn r1_a_call_is_read_as_in_the_ordinary_way() {
        for body in [FULL, BARE, BOUGHT] {
            assert_eq!(quick(body), ordinary(body));
            assert!(quick(body).is_some(), "{body}");
        }
    }

    #[test]
    fn what_could_be_said_of_a_package_in_another_way_is_left_to_the_ordinary_one() {
        let others = [
            ("\"price\":\"1500.00 EUR\"", "\"price\":\"1500 EUR\""),
            ("\"price\":\"1500.00 EUR\"", "\"price\":\"01500.00 EUR\""),
            ("\"vat\":\"19\"", "\"vat\":\"19.0\""),
            ("\"prices\":\"gross\"", "\"prices\":\"Gross\""),
            ("\"from\":\"2026-12-01\"", "\"from\":\"2026-11-23\""),
            ("\"minutes\":600", "\"minutes\":0600"),
            (",\"late\":true", ",\"note\":\"ten\",\"late\":true"),
            (",\"late\":true", ",\"late\":false"),
            ("\"acme-1\"", "\"ACME-1\""),
        ];
        for (one, other) in others {
            assert!(BOUGHT.contains(one), "{one}");
            assert_eq!(quick(&BOUGHT.replacen(one, other, 1)), None, "{other}");
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
            let read = scanned(body).and_then(|scanned| scanned.line(&mut names));
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
            of in select(&[FULL, BARE, BOUGHT]), changes in prop::collection::vec(change(), 1..3),
        ) {
            let body = changes.iter().fold(of.to_owned(), |body, one| changed(&body, one));
            let looked_at = scanned(&body).is_some_and(|scanned| scanned.stands().is_some());
            let call = |line: &Line| matches!(line.fact, Some(Fact::Call(_)));
            prop_assert_eq!(looked_at, quick(&body).filter(call).is_some_and(|line| line.header.clock.is_none_or(|c| c < line.header.recorded)));
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
