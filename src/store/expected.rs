//! The quick way to read a line that is spelled as expected: a call ([`scan`](super::scan)), or what is done with calls and packages most.
//!
//! All others, and whatever is unexpected, are left to the ordinary way ([`Speller::read`](super::record::Speller::read)). The values are judged
//! by the same functions either way.

use std::str::FromStr;

use super::record::Line;
use super::scan::{Fields, Head, fields, head, same};
use super::strict::{Quoted, Recent, Rest, maybe, word};
use super::texts::Texts;
use crate::domain::{
    Amend, Call, ClientId, Date, Entry, Extend, Fact, Minutes, Money, PackageId, Payment, PriceBasis, Purchase, Refund,
    ServiceId, Text, VatRate, Void,
};

/// Names and values that were read before: the same few stand in line after line, and are judged and kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    clients: Values<ClientId>,
    services: Values<ServiceId>,
    packages: Values<PackageId>,
    texts: Values<Text>,
    prices: Values<Money>,
    rates: Values<VatRate>,
    bases: Values<PriceBasis>,
}

/// Values that are kept whole: fewer than a lane keeps numbers of.
type Values<T> = Texts<T, 4096>;

impl<T: Clone, const MOST: usize> Texts<T, MOST> {
    /// The value that a text stands for, which is read where it is new; none where it stands for none.
    fn value(&mut self, text: Quoted<'_>, read: impl FnOnce(Quoted<'_>) -> Option<T>) -> Option<T> {
        if let Some(known) = self.get(text) {
            return Some(known.clone());
        }
        let value = read(text)?;
        self.put(text, value.clone());
        Some(value)
    }
}

/// Reads the body of a line; none where it is of a kind that few are, or spelled as few are.
pub(super) fn line(body: &[u8], recent: &mut Recent, names: &mut Names) -> Option<Line> {
    let line = &mut Rest(body);
    let head = head(line, recent)?;
    line.expect(b",\"kind\":\"")?;
    let fact = fact(line, recent, names)?;
    if line.0.is_empty() { head.line(fact, names) } else { None }
}

fn fact(line: &mut Rest<'_>, recent: &mut Recent, names: &mut Names) -> Option<Fact> {
    if line.has(b"call\"") {
        fields(line, recent)?.call(names).map(Fact::Call)
    } else if line.has(b"purchase\"") {
        purchase(line, recent, names).map(Fact::Purchase)
    } else if line.has(b"void\"") {
        void(line).map(Fact::Void)
    } else if line.has(b"amend\"") {
        amend(line, recent, names).map(Fact::from)
    } else if line.has(b"refund\"") {
        refund(line, recent, names).map(Fact::Refund)
    } else if line.has(b"extend\"") {
        extend(line, recent, names).map(Fact::Extend)
    } else {
        None
    }
}

/// A package that was bought, if it covers every service.
fn purchase(line: &mut Rest<'_>, recent: &mut Recent, names: &mut Names) -> Option<Purchase> {
    line.expect(b",\"client\":\"")?;
    let client = names.clients.value(line.text()?, said)?;
    line.expect(b",\"package\":\"")?;
    let package = said(line.text()?)?;
    line.expect(b",\"date\":\"")?;
    let date = line.date(recent)?;
    line.expect(b",\"minutes\":")?;
    let size = Minutes::new(line.number()?);
    line.expect(b",\"price\":\"")?;
    let price = names.prices.value(line.text()?, same)?;
    line.expect(b",\"vat\":\"")?;
    let vat = names.rates.value(line.text()?, same)?;
    line.expect(b",\"prices\":\"")?;
    let prices = names.bases.value(line.text()?, same)?;
    let from = match maybe(line.maybe(b",\"from\":\"")?, said::<Date>)? {
        // It is not spelled out then.
        Some(from) if from == date => return None,
        from => from.unwrap_or(date),
    };
    let until = maybe(line.maybe(b",\"until\":\"")?, said)?;
    let note = maybe(line.maybe(b",\"note\":\"")?, note)?;
    let settle = line.has(b",\"settle\":true");
    let late = line.has(b",\"late\":true");
    let (services, payment) = (Vec::new(), Payment::Paid { price, vat, prices });
    Some(Purchase { client, package, date, size, payment, from, until, services, note, settle, late })
}

fn void(line: &mut Rest<'_>) -> Option<Void> {
    line.expect(b",\"entry\":\"")?;
    let entry = said(line.text()?)?;
    line.expect(b",\"reason\":\"")?;
    let reason = note(line.text()?)?;
    let late = line.has(b",\"late\":true");
    Some(Void { entry, reason, late })
}

fn amend(line: &mut Rest<'_>, recent: &mut Recent, names: &mut Names) -> Option<Amend> {
    line.expect(b",\"entry\":\"")?;
    let entry = said(line.text()?)?;
    let reason = maybe(line.maybe(b",\"reason\":\"")?, note)?;
    let call = fields(line, recent)?.call(names)?;
    Some(Amend { entry, reason, call })
}

fn refund(line: &mut Rest<'_>, recent: &mut Recent, names: &mut Names) -> Option<Refund> {
    line.expect(b",\"package\":\"")?;
    let package = names.packages.value(line.text()?, said)?;
    line.expect(b",\"date\":\"")?;
    let date = line.date(recent)?;
    line.expect(b",\"minutes\":")?;
    let minutes = Minutes::new(line.number()?);
    let reason = maybe(line.maybe(b",\"reason\":\"")?, note)?;
    let late = line.has(b",\"late\":true");
    Some(Refund { package, date, minutes, reason, late })
}

fn extend(line: &mut Rest<'_>, recent: &mut Recent, names: &mut Names) -> Option<Extend> {
    line.expect(b",\"package\":\"")?;
    let package = names.packages.value(line.text()?, said)?;
    line.expect(b",\"date\":\"")?;
    let date = line.date(recent)?;
    line.expect(b",\"until\":\"")?;
    let until = said(line.text()?)?;
    let reason = maybe(line.maybe(b",\"reason\":\"")?, note)?;
    let late = line.has(b",\"late\":true");
    Some(Extend { package, date, until, reason, late })
}

impl Head<'_> {
    /// The line that says this.
    fn line(&self, fact: Fact, names: &mut Names) -> Option<Line> {
        let Head { seq, recorded, clock, batch, .. } = *self;
        let by = names.texts.value(self.by, brief)?;
        Some(Line::own(Entry { seq, id: said(self.id)?, recorded, clock, by, fact }, batch))
    }
}

impl Fields<'_> {
    /// The call with its texts judged; none where one of them is not what it should be.
    fn call(&self, names: &mut Names) -> Option<Call> {
        let Fields { date, start, worked, factor, long, late, .. } = *self;
        Some(Call {
            client: names.clients.value(self.client, said)?,
            date,
            start,
            worked,
            case: maybe(self.case, |case| names.texts.value(case, brief))?,
            service: maybe(self.service, |service| names.services.value(service, said))?,
            factor,
            package: maybe(self.package, |package| names.packages.value(package, said))?,
            goodwill: maybe(self.goodwill, note)?,
            contact: maybe(self.contact, |contact| names.texts.value(contact, brief))?,
            note: maybe(self.note, note)?,
            long,
            late,
        })
    }
}

/// A value of which every text that can be read is its one spelling.
fn said<T: FromStr>(quoted: Quoted<'_>) -> Option<T> {
    quoted.read(word)
}

/// A text of one line.
fn brief(quoted: Quoted<'_>) -> Option<Text> {
    quoted.read(|text| Text::recorded(text, Text::LINE).ok())
}

/// A text of as many characters as a note may have.
fn note(quoted: Quoted<'_>) -> Option<Text> {
    quoted.read(|text| Text::recorded(text, Text::NOTE).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::super::record::Speller;
    use super::super::scan::{Scanned, call};
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

    /// A package with everything that one can have, but for services.
    const BOUGHT: &str = "{\"seq\":7,\"id\":\"0193f4c2a8e27b1c9d3e4f5a6b7c8d9e\",\"recorded\":\"2026-11-23T09:14:05.120395Z\",\
        \"by\":\"ada\",\"batch\":[1,2],\"kind\":\"purchase\",\"client\":\"acme\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\
        \"minutes\":600,\"price\":\"1500.00 EUR\",\"vat\":\"19\",\"prices\":\"gross\",\"from\":\"2026-12-01\",\
        \"until\":\"2027-11-30\",\"note\":\"as agreed\",\"settle\":true,\"late\":true";
    /// What begins each of the following.
    const HEAD: &str = "{\"seq\":7,\"id\":\"0193f4c2a8e27b1c9d3e4f5a6b7c8d9e\",\"recorded\":\"2026-11-23T09:14:05.120395Z\",\"by\":\"ada\",";
    /// What is done with calls and packages: all of it, and as little as can be said.
    const DONE: [&str; 8] = [
        "\"kind\":\"void\",\"entry\":\"t-6\",\"reason\":\"logged twice\",\"late\":true",
        "\"kind\":\"void\",\"entry\":\"0193f4c2a8e27b1c9d3e4f5a6b7c8d9d\",\"reason\":\"Żółć\"",
        "\"kind\":\"amend\",\"entry\":\"t-6\",\"reason\":\"misread\",\"client\":\"acme\",\"date\":\"2026-11-23\",\"start\":\"14:05\",\
            \"minutes\":80,\"case\":\"T-81\",\"service\":\"onsite\",\"factor\":\"1.5\",\"package\":\"acme-1\",\"goodwill\":\"our mistake\",\
            \"contact\":\"ada\",\"note\":\"VPN\",\"long\":true,\"late\":true",
        "\"kind\":\"amend\",\"entry\":\"t-6\",\"client\":\"acme\",\"date\":\"2026-11-23\",\"minutes\":80",
        "\"kind\":\"refund\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\"minutes\":60,\"reason\":\"asked\",\"late\":true",
        "\"kind\":\"refund\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\"minutes\":60",
        "\"kind\":\"extend\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\"until\":\"2027-11-23\",\"reason\":\"kind\",\"late\":true",
        "\"kind\":\"extend\",\"package\":\"acme-1\",\"date\":\"2026-11-23\",\"until\":\"2027-11-23\"",
    ];

    /// One of each sort of line.
    fn bodies() -> Vec<String> {
        let done = DONE.iter().map(|done| format!("{HEAD}{done}"));
        [FULL, BARE, BOUGHT].into_iter().map(str::to_owned).chain(done).collect()
    }

    fn scanned(body: &str) -> Option<Scanned<'_>> {
        let (scanned, behind) = call(body.as_bytes(), &mut Recent::default())?;
        behind.is_empty().then_some(scanned)
    }

    fn quick(body: &str) -> Option<Line> {
        line(body.as_bytes(), &mut Recent::default(), &mut Names::default())
    }

    fn ordinary(body: &str) -> Option<Line> {
        Speller::default().read_thoroughly(body).ok()
    }

    /// A line is left to the ordinary way with the second of each of these in the place of the first.
    fn assert_left(body: &str, changes: &[(&str, &str)]) {
        for (one, other) in changes {
            assert!(body.contains(one), "{one}");
            assert_eq!(quick(&body.replacen(one, other, 1)), None, "{other}");
        }
    }

    #[test]
    fn r1_a_line_is_read_as_in_the_ordinary_way() {
        for body in bodies() {
            assert_eq!(quick(&body), ordinary(&body));
            assert!(quick(&body).is_some(), "{body}");
        }
    }

    #[test]
    fn r50_a_text_is_bounded_as_in_the_ordinary_way() {
        let keys = ["by", "case", "contact", "goodwill", "note", "reason"].map(|key| format!("\"{key}\":\""));
        let (mut taken, mut refused) = (0, 0);
        for (body, key) in bodies().iter().flat_map(|body| keys.iter().map(move |key| (body, key))) {
            let Some((before, rest)) = body.split_once(key) else { continue };
            let (_, behind) = rest.split_once('"').expect("the end of a text");
            for length in [Text::LINE, Text::LINE + 1, Text::NOTE, Text::NOTE + 1] {
                let body = format!("{before}{key}{}\"{behind}", "ż".repeat(length));
                assert_eq!(quick(&body), ordinary(&body), "{key} of {length}");
                *if quick(&body).is_some() { &mut taken } else { &mut refused } += 1;
            }
        }
        assert!(taken > 30 && refused > 30, "{taken} and {refused}");
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
            (",\"note\":", ",\"services\":[\"onsite\"],\"note\":"),
            (",\"settle\":true", ",\"settle\":false"),
            (",\"late\":true", ",\"late\":false"),
            ("\"acme-1\"", "\"ACME-1\""),
        ];
        assert_left(BOUGHT, &others);
    }

    #[test]
    fn r1_every_call_of_the_large_fixture_is_read_in_the_quick_way() {
        let lines = std::fs::read_to_string("fixtures/ledgers/large.jsonl").expect("the fixture");
        let (mut names, mut calls) = (Names::default(), 0);
        for text in lines.lines() {
            let body = super::super::chain::body(text.as_bytes()).expect("a body and a hash");
            let is_call = body.contains("\"kind\":\"call\"");
            let read = line(body.as_bytes(), &mut Recent::default(), &mut names);
            assert!(read.is_some() || !is_call || body.contains('\\'), "{body}");
            assert_eq!(scanned(body).is_some(), is_call && read.is_some(), "{body}");
            if read.is_some() {
                assert_eq!(read, ordinary(body));
                calls += usize::from(is_call);
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
        assert_left(FULL, &others);
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
            of in select(bodies()), changes in prop::collection::vec(change(), 1..3),
        ) {
            let body = changes.iter().fold(of, |body, one| changed(&body, one));
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
