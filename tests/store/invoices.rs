//! How invoices and what credits them are spelled (J2, J4): one spelling, and nothing that is not on the page.

use hours::domain::invoice::{Bill, Item, Line, Party, Tax, VatTotal};
use hours::domain::vat::Split;
use hours::domain::{Bounds, Entry, Fact, Instant, Invoice, Minutes, Money, Number, Pattern, Text};
use hours::store::{Fault, Scribe};

use crate::shelf::{Shelf, body, documented, documented_bytes, read, sealed};

/// The documented lines, of which one – by its kind – has a part replaced; all hashes fit.
fn replaced(kind: &str, from: &str, to: &str) -> Shelf {
    let mark = format!("\"kind\":\"{kind}\"");
    let bodies = documented().into_iter().map(|line| {
        let body = body(&line).to_owned();
        if body.contains(&mark) {
            assert!(body.contains(from), "no {from} in {body}");
            body.replacen(from, to, 1)
        } else {
            body
        }
    });
    Shelf::holding(&sealed(bodies))
}

/// Why the line of that kind is damage when a part of it is another.
fn said(kind: &str, from: &str, to: &str) -> String {
    let fault = replaced(kind, from, to).fault();
    assert!(
        matches!(fault, Fault::Content { .. } | Fault::NotCanonical { .. } | Fault::Rule(_) | Fault::NotJson { .. }),
        "{fault:?}"
    );
    fault.to_string()
}

const CANONICAL: &str = "not the one spelling";

#[test]
fn r1_an_invoice_has_one_spelling() {
    let table = [
        ("\"number\":\"2026-0001\",", "\"number\":\"2026-0001\",\"pattern\":\"{year}-{n:04}\",", CANONICAL),
        ("\"amount\":\"1500.00 EUR\"", "\"amount\":\"1500 EUR\"", CANONICAL),
        ("\"amount\":\"-150.00 EUR\"", "\"amount\":\"-150.0 EUR\"", CANONICAL),
        ("\"amount\":\"-150.00 EUR\"", "\"amount\":\"−150.00 EUR\"", "not a plain decimal number"),
        ("\"vat\":\"19\"", "\"vat\":\"19.0\"", CANONICAL),
        ("\"vat\":\"19\"", "\"vat\":\"19%\"", CANONICAL),
        ("\"vat\":\"19\"", "\"vat\":19", "invalid type"),
        (
            "{\"item\":\"package\",\"entry\"",
            "{\"item\":\"Package\",\"entry\"",
            "an invoice bills packages, overage and refunds",
        ),
        ("\"minutes\":600", "\"minutes\":\"600\"", "invalid type"),
        ("\"minutes\":600", "\"minutes\":-600", "invalid"),
        ("\"minutes\":600", "\"minutes\":600.0", "invalid"),
        ("\"seller\":{\"name\":\"Kaffee IT\"", "\"seller\":{\"name\":\"\"", "an empty text is left out"),
        ("\"email\":\"it@acme.example\"", "\"email\":null", "invalid type"),
        (
            "\"name\":\"Kaffee IT\",\"address\":\"Speicherweg 8, 20459 Hamburg\"",
            "\"address\":\"Speicherweg 8, 20459 Hamburg\",\"name\":\"Kaffee IT\"",
            CANONICAL,
        ),
        (
            "\"through\":\"2026-11-23\",\"due\":\"2026-12-07\"",
            "\"due\":\"2026-12-07\",\"through\":\"2026-11-23\"",
            CANONICAL,
        ),
        ("\"entry\":\"t-20\",\"minutes\":30", "\"minutes\":30,\"entry\":\"t-20\"", CANONICAL),
        ("\"net\":\"2457.98 EUR\",\"tax\":\"467.02 EUR\"", "\"tax\":\"467.02 EUR\",\"net\":\"2457.98 EUR\"", CANONICAL),
        ("\"lines\":[{", "\"lines\": [{", CANONICAL),
        ("\"gross\":\"2925.00 EUR\"}]", "\"gross\":\"2925.00 EUR\"}],\"late\":false", CANONICAL),
        ("\"number\":\"2026-0001\"", "\"number\":\"2026 0001\"", "a document's number is made of"),
        ("\"number\":\"2026-0001\"", "\"number\":20260001", "invalid type"),
        ("\"number\":\"2026-0001\"", "\"number\":\"2026-0001\",\"pattern\":\"{year}\"", "a pattern counts with"),
    ];
    for (from, to, expected) in table {
        let said = said("invoice", from, to);
        assert!(said.contains(expected), "{to}: {said}");
    }
}

#[test]
fn r1_what_credits_an_invoice_has_one_spelling() {
    let table = [
        ("\"number\":\"2026-0002\",", "\"number\":\"2026-0002\",\"pattern\":\"{year}-{n:04}\",", CANONICAL),
        ("\"reason\":\"the order number is missing\"", "\"reason\":\"\"", "an empty text is left out"),
        (",\"reason\":\"the order number is missing\"", "", "the field `reason` is missing"),
        (
            "\"number\":\"2026-0002\",\"date\":\"2026-11-23\"",
            "\"date\":\"2026-11-23\",\"number\":\"2026-0002\"",
            CANONICAL,
        ),
        ("missing\"", "missing\",\"late\":false", CANONICAL),
        ("missing\"", "missing\",\"client\":\"acme\"", "a field this kind of entry does not have: `client`"),
    ];
    for (from, to, expected) in table {
        let said = said("credit", from, to);
        assert!(said.contains(expected), "{to}: {said}");
    }
}

#[test]
fn s7_the_parts_of_an_invoice_have_no_other_fields_and_each_once() {
    let table = [
        ("\"prices\":\"gross\"}", "\"prices\":\"gross\",\"text\":\"Support\"}", "does not have: `text`"),
        ("\"seller\":{", "\"seller\":{\"phone\":\"1\",", "does not have: `phone`"),
        ("\"gross\":\"2925.00 EUR\"", "\"gross\":\"2925.00 EUR\",\"due\":\"0.00 EUR\"", "does not have: `due`"),
        ("\"due\":\"2026-12-07\"", "\"due\":\"2026-12-07\",\"note\":\"Thank you\"", "does not have: `note`"),
        ("\"minutes\":600", "\"minutes\":600,\"minutes\":600", "duplicate field `minutes`"),
        ("\"minutes\":600,", "", "the field `minutes` is missing"),
        ("\"seller\":{\"name\":\"Kaffee IT\",", "\"seller\":{", "the field `name` is missing"),
        ("\"tax\":\"467.02 EUR\",", "", "the field `tax` is missing"),
        (
            "\"item\":\"package\",\"entry\"",
            "\"item\":\"grant\",\"entry\"",
            "an invoice bills packages, overage and refunds",
        ),
        // Only overage has a rate, and it always has one.
        (
            "\"minutes\":600",
            "\"minutes\":600,\"rate\":\"150.00 EUR\"",
            "a line of overage has a rate, and no other has",
        ),
        ("\"rate\":\"150.00 EUR\",", "", "a line of overage has a rate, and no other has"),
    ];
    for (from, to, expected) in table {
        let said = said("invoice", from, to);
        assert!(said.contains(expected), "{to}: {said}");
    }
}

#[test]
fn j2_what_an_invoice_states_is_judged_when_it_is_read() {
    let table = [
        ("\"gross\":\"2925.00 EUR\"", "\"gross\":\"2925.01 EUR\"", "breaks J5"),
        ("\"through\":\"2026-11-23\"", "\"through\":\"2026-11-24\"", "breaks J1"),
        ("\"due\":\"2026-12-07\"", "\"due\":\"2026-11-22\"", "breaks J2"),
        ("\"number\":\"2026-0001\"", "\"number\":\"2025-0001\"", "breaks J3"),
        ("\"entry\":\"t-20\"", "\"entry\":\"t-19\"", "breaks J1"),
        ("\"entry\":\"t-20\"", "\"entry\":\"t-99\"", "breaks A4"),
    ];
    for (from, to, expected) in table {
        let said = said("invoice", from, to);
        assert!(said.contains(expected), "{to}: {said}");
    }
    assert!(said("credit", "\"number\":\"2026-0002\"", "\"number\":\"2026-0003\"").contains("breaks J3"));
}

#[test]
fn j3_a_pattern_is_written_where_it_is_not_the_usual_one() {
    let shelf = Shelf::holding(&documented_bytes());
    let loaded = shelf.load().expect("the documented ledger");
    let entry = loaded.book.entry(21).expect("an invoice").entry.clone();
    let Fact::Invoice(invoice) = entry.fact.clone() else { panic!("an invoice") };
    let written = |pattern: &str, number: &str| {
        let (pattern, number): (Pattern, Number) = (read(pattern), read(number));
        let invoice = Invoice { pattern, number, ..(*invoice).clone() };
        line_of(&Entry { fact: Fact::Invoice(Box::new(invoice)), ..entry.clone() })
    };
    assert!(!written("{year}-{n:04}", "2026-0001").contains("pattern"));
    let line = written("R{n}", "R1");
    assert!(line.contains("\"client\":\"acme\",\"number\":\"R1\",\"pattern\":\"R{n}\",\"date\""), "{line}");
}

fn line_of(entry: &Entry) -> String {
    let mut line = Vec::new();
    Scribe::default().write(entry, &mut line).expect("a line");
    String::from_utf8(line).expect("text")
}

/// As long as a text of that many characters can be.
fn long(most: usize) -> Text {
    Text::new(&"𝄞".repeat(most), most).expect("a text")
}

/// The longest line that an invoice can be: as many lines as there can be, each with the longest names and figures. `groups`: how
/// many of them are taxed in a way of their own; where there are many, their rates are not 0 and have no reason.
fn longest(lines: usize, groups: usize) -> Entry {
    let party = || Party {
        name: long(Text::LINE),
        address: Some(long(Text::LINE)),
        vat_id: Some(long(Text::LINE)),
        email: Some(long(Text::LINE)),
        reference: Some(long(Text::LINE)),
    };
    let amount: Money = read("-999999999999.999 KWD");
    // No call costs 10^12, so no rate is longer than this one.
    let rate: Money = read("2083333333.333 KWD");
    let tax = |at: usize| match groups {
        1 => Tax { vat: read("0"), reason: Some(read("reverse-charge")), prices: read("gross") },
        _ => Tax {
            vat: read(format!("19.{:03}", at % groups + 1).trim_end_matches('0')),
            reason: None,
            prices: read("gross"),
        },
    };
    let line = |at: usize| Line {
        entry: read(&format!("{:x<64}", format!("x{at}"))),
        item: Item::Overage { rate },
        minutes: Minutes::new(6_000_000),
        amount,
        tax: tax(at),
    };
    let total = |at: usize| VatTotal { tax: tax(at), split: Split { net: amount, vat: amount, gross: amount } };
    let bill = Bill {
        client: read(&"x".repeat(32)),
        date: read("2026-11-23"),
        through: read("2026-11-23"),
        due: read("2026-12-07"),
        seller: party(),
        buyer: party(),
        lines: (0..lines).map(line).collect(),
        totals: (0..groups).map(total).collect(),
    };
    // A pattern becomes short as its years are filled in.
    let pattern = read(&format!("{}{{n:09}}xx", "{year}".repeat(5)));
    let number = read(&format!("{}123456789xx", "2026".repeat(5)));
    Entry {
        seq: 10_000_000,
        id: read(&"x".repeat(64)),
        recorded: read::<Instant>("2026-11-23T09:14:05.120395Z"),
        clock: Some(read("2026-11-23T09:14:05.120394Z")),
        by: long(Text::LINE),
        fact: Fact::Invoice(Box::new(Invoice { number, pattern, bill, late: true })),
    }
}

#[test]
fn r50_the_longest_invoice_is_one_line() {
    let length = |groups| line_of(&longest(Bounds::LINES, groups)).len();
    // A line of a batch says so, too.
    let room = 65_536 - ",\"batch\":[1000000,1000000]".len();
    let (alike, apart) = (length(1), length(Bounds::LINES));
    assert!(alike < apart && apart <= room, "{alike} bytes where all are taxed alike, {apart} where none are");
    // A few more would not fit.
    let line = Scribe::default().write(&longest(Bounds::LINES + 10, Bounds::LINES + 10), &mut Vec::new());
    assert!(line.is_err_and(|error| error.to_string().contains("64 KiB")));
}
