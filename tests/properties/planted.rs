//! Invoices that state something else than what was due, and the numbers of documents.
//!
//! An invoice is judged when it is read as far as that needs no working off; whether it bills just what was due is the audit's question.
//! No planted change may pass both.

use std::collections::BTreeMap;

use hours::domain::audit;
use hours::domain::invoice::{Bill, Item, Line, totals};
use hours::domain::register::Register;
use hours::domain::{Book, Date, Entry, Fact, Invoice, Minutes, Money, Number, Pattern, PriceBasis, VatReason};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use rust_decimal::Decimal;

use crate::config;
use crate::strategy::{Writer, frame, ledgers, line};

/// What is changed, and how; `None` where this invoice has nothing of the kind.
type Change = (&'static str, fn(&mut Invoice, &Book) -> Option<()>);

const CHANGES: &[Change] = &[
    ("an amount", |invoice, _| lines(invoice, |lines| lines[0].amount = more(lines[0].amount))),
    ("an amount, and not the totals", |invoice, _| {
        let last = invoice.bill.lines.last_mut()?;
        last.amount = more(last.amount);
        Some(())
    }),
    ("an amount turned round", |invoice, _| {
        let at = invoice.bill.lines.iter().position(|line| !line.amount.is_zero())?;
        lines(invoice, |lines| lines[at].amount = lines[at].amount.negated())
    }),
    ("a minute more", |invoice, _| lines(invoice, |lines| lines[0].minutes = lines[0].minutes.plus(Minutes::new(1)))),
    ("a minute less", |invoice, _| {
        let last = invoice.bill.lines.len() - 1;
        lines(invoice, |lines| lines[last].minutes = lines[last].minutes.less(Minutes::new(1)))
    }),
    ("a rate", |invoice, _| {
        let at = invoice.bill.lines.iter().position(|line| line.item.rate().is_some())?;
        let rate = more(invoice.bill.lines[at].item.rate()?);
        lines(invoice, |lines| lines[at].item = Item::Overage { rate })
    }),
    ("a VAT rate", |invoice, _| {
        let other = if invoice.bill.lines[0].tax.vat.to_string() == "7" { "19" } else { "7" };
        lines(invoice, |lines| {
            lines[0].tax.vat = other.parse().expect("a VAT rate");
            lines[0].tax.reason = None;
        })
    }),
    ("a VAT reason", |invoice, _| {
        let at = invoice.bill.lines.iter().position(|line| line.tax.reason.is_some())?;
        let same = invoice.bill.lines[at].tax.reason == Some(VatReason::Exempt);
        let other = if same { VatReason::OutsideScope } else { VatReason::Exempt };
        lines(invoice, |lines| lines[at].tax.reason = Some(other))
    }),
    ("no VAT reason", |invoice, _| {
        let at = invoice.bill.lines.iter().position(|line| line.tax.reason.is_some())?;
        lines(invoice, |lines| lines[at].tax.reason = None)
    }),
    ("a price basis", |invoice, _| {
        lines(invoice, |lines| {
            lines[0].tax.prices = match lines[0].tax.prices {
                PriceBasis::Gross => PriceBasis::Net,
                PriceBasis::Net => PriceBasis::Gross,
            }
        })
    }),
    ("a line left out", |invoice, _| lines(invoice, |lines| drop(lines.remove(0)))),
    ("no line at all", |invoice, _| lines(invoice, Vec::clear)),
    ("a line doubled", |invoice, _| lines(invoice, |lines| lines.push(lines[0].clone()))),
    ("two lines swapped", |invoice, _| {
        Some(()).filter(|()| invoice.bill.lines.len() > 1)?;
        lines(invoice, |lines| lines.swap(0, 1))
    }),
    ("another kind of line", |invoice, _| {
        lines(invoice, |lines| {
            lines[0].item = match lines[0].item {
                Item::Package => Item::Refund,
                Item::Refund | Item::Overage { .. } => Item::Package,
            }
        })
    }),
    ("another entry", |invoice, book| {
        let other = stranger(&invoice.bill, book)?;
        lines(invoice, |lines| lines[0].entry = other.id)
    }),
    ("another entry besides", |invoice, book| {
        let other = stranger(&invoice.bill, book)?;
        let item = match &other.fact {
            Fact::Purchase(_) => Item::Package,
            Fact::Refund(_) => Item::Refund,
            _ => Item::Overage { rate: book.house.open.rate },
        };
        lines(invoice, |lines| lines.push(Line { entry: other.id, item, ..lines[0].clone() }))
    }),
    ("an entry that there is not", |invoice, _| {
        lines(invoice, |lines| lines[0].entry = "nobody".parse().expect("an id"))
    }),
    ("net for VAT", |invoice, _| {
        let split = &mut invoice.bill.totals[0].split;
        (split.net, split.vat) = (more(split.net), less(split.vat));
        Some(())
    }),
    ("a gross total", |invoice, _| {
        let split = &mut invoice.bill.totals.last_mut()?.split;
        split.gross = more(split.gross);
        Some(())
    }),
    ("a total left out", |invoice, _| invoice.bill.totals.pop().map(drop)),
    ("two totals swapped", |invoice, _| {
        Some(()).filter(|()| invoice.bill.totals.len() > 1)?;
        invoice.bill.totals.swap(0, 1);
        Some(())
    }),
    ("the buyer's name", |invoice, _| put(&mut invoice.bill.buyer.name, line("Somebody Else"))),
    ("the buyer's address", |invoice, _| {
        let known = invoice.bill.buyer.address.is_some();
        put(&mut invoice.bill.buyer.address, (!known).then(|| line("Nowhere 1")))
    }),
    ("the buyer's VAT id", |invoice, _| put(&mut invoice.bill.buyer.vat_id, Some(line("XX1")))),
    ("the buyer's e-mail", |invoice, _| put(&mut invoice.bill.buyer.email, Some(line("else@client.example")))),
    ("the buyer's reference", |invoice, _| put(&mut invoice.bill.buyer.reference, Some(line("PO 99")))),
    ("the seller's name", |invoice, _| put(&mut invoice.bill.seller.name, line("Another Ltd"))),
    ("the client", |invoice, book| {
        let other = book.accounts().find(|account| account.id != invoice.bill.client)?;
        put(&mut invoice.bill.client, other.id.clone())
    }),
    ("due too early", |invoice, _| put(&mut invoice.bill.due, invoice.bill.date.minus_days(1)?)),
    ("through too late", |invoice, _| put(&mut invoice.bill.through, invoice.bill.date.plus_days(1)?)),
    ("through before everything", |invoice, _| put(&mut invoice.bill.through, crate::strategy::day(0).minus_days(1)?)),
    ("a date too late", |invoice, _| {
        put(&mut invoice.bill.due, Date::MAX)?;
        put(&mut invoice.bill.date, Date::MAX)
    }),
    ("the number after the next", |invoice, book| {
        let next = book.register.next(&invoice.pattern, invoice.bill.date, None, 1)?;
        let begun = book.register.next(&invoice.pattern, invoice.bill.date, None, 0)?
            != invoice.pattern.number(invoice.bill.date, 1)?;
        Some(()).filter(|()| begun)?;
        put(&mut invoice.number, next)
    }),
    ("a number that is taken", |invoice, book| {
        let taken = book.register.numbers().next()?.clone();
        put(&mut invoice.number, taken)
    }),
    ("a number of another pattern", |invoice, _| put(&mut invoice.pattern, "Q{n}".parse().expect("a pattern"))),
    ("another currency", |invoice, _| {
        let other = |money: Money| {
            let code = if money.currency().code() == "GBP" { "CHF" } else { "GBP" };
            Money::exact(money.amount().trunc(), code.parse().expect("a currency")).expect("money")
        };
        lines(invoice, |lines| lines.iter_mut().for_each(|line| line.amount = other(line.amount)))
    }),
];

/// What must be refused when it is read, without working anything off: nobody has to wait for the audit.
const REFUSED_WHEN_READ: &[&str] = &[
    "an amount, and not the totals",
    "no line at all",
    "a line doubled",
    "another kind of line",
    "an entry that there is not",
    "net for VAT",
    "a gross total",
    "a total left out",
    "two totals swapped",
    "the client",
    "due too early",
    "through too late",
    "through before everything",
    "a date too late",
    "the number after the next",
    "a number that is taken",
    "a number of another pattern",
    "another currency",
];

/// Changes the lines, and makes the totals fit.
fn lines(invoice: &mut Invoice, change: impl FnOnce(&mut Vec<Line>)) -> Option<()> {
    change(&mut invoice.bill.lines);
    invoice.bill.totals = totals(&invoice.bill.lines).expect("small sums");
    Some(())
}

fn put<T>(place: &mut T, value: T) -> Option<()> {
    *place = value;
    Some(())
}

/// A minor unit more.
fn more(money: Money) -> Money {
    let unit = Decimal::new(1, money.currency().digits());
    Money::exact(money.amount() + unit, money.currency()).expect("money")
}

fn less(money: Money) -> Money {
    more(money.negated()).negated()
}

/// An entry that is not on the bill.
fn stranger(bill: &Bill, book: &Book) -> Option<Entry> {
    let is_new = |entry: &Entry| bill.lines.iter().all(|line| line.entry != entry.id);
    book.entries().map(|filed| filed.entry).filter(is_new).last()
}

/// What becomes of a change: none where there is nothing to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    RefusedWhenRead,
    FoundByTheAudit,
    Passed,
}

fn fate(before: &Writer, invoice: &Invoice, (_, change): &Change) -> Option<Fate> {
    let mut changed = invoice.clone();
    change(&mut changed, &before.book)?;
    if changed == *invoice {
        return None;
    }
    let mut book = before.book.clone();
    let seq = book.len() + 1;
    Some(match book.apply(frame(seq, "planted", Fact::Invoice(Box::new(changed)))) {
        Err(_) => Fate::RefusedWhenRead,
        Ok(()) => match audit::audit_documents(&book, &|_, _| ()) {
            Err(wrong) => {
                assert_eq!(wrong.seq, seq, "the audit names the invoice");
                Fate::FoundByTheAudit
            }
            Ok(()) => Fate::Passed,
        },
    })
}

/// Every invoice of a ledger, with what stands before it.
fn invoices(entries: &[Entry]) -> Vec<(Writer, Invoice)> {
    let mut writer = Writer::with(entries[0].clone(), "e");
    let mut invoices = Vec::new();
    for entry in &entries[1..] {
        if let Fact::Invoice(invoice) = &entry.fact {
            invoices.push((writer.clone(), (**invoice).clone()));
        }
        writer.copy(entry).expect("it was accepted before");
    }
    invoices
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn property_5_no_planted_change_passes_both_the_judge_and_the_audit(ledger in ledgers()) {
        for (before, invoice) in invoices(&ledger.entries) {
            for change in CHANGES {
                prop_assert_ne!(fate(&before, &invoice, change), Some(Fate::Passed), "{} of {:?}", change.0, invoice);
            }
        }
    }

    /// J3, by counting: a series is what stands around the counter, with the year in its place.
    #[test]
    fn j3_numbers_are_unique_and_without_gaps(wishes in vec(wishes(), 1..60)) {
        let mut register = Register::default();
        let mut given: Vec<String> = Vec::new();
        let mut series: BTreeMap<(String, String), Vec<(u64, String)>> = BTreeMap::new();
        for (at, (text, year, asked)) in wishes.into_iter().enumerate() {
            let (pattern, date) = (text.parse::<Pattern>().expect(text), Date::new(year, 7, 1).expect("a day"));
            let number: Option<Number> = match asked {
                Asked::Next { first } => register.next(&pattern, date, first, 0),
                Asked::After(after) => register.next(&pattern, date, None, after),
                Asked::Number(n) => pattern.number(date, n),
                Asked::Text(text) => Some(text.parse().expect(text)),
            };
            let Some(number) = number else { continue };
            let (before, rest) = text.split_once("{n").expect("a counter");
            let (width, after) = rest.split_once('}').expect("a counter");
            let [before, after] = [before, after].map(|part| part.replace("{year}", &year.to_string()));
            let digits = number.as_str().strip_prefix(&before).and_then(|rest| rest.strip_suffix(&after)).unwrap_or("");
            let n: Option<u64> = digits.parse().ok();
            let width: usize = width.trim_start_matches(":0").parse().unwrap_or(1);
            let is_spelled = n.is_some_and(|n| n > 0 && digits == format!("{n:0width$}"));
            let counted = series.entry((before, after)).or_default();
            let is_next = counted.last().is_none_or(|(last, _)| n == Some(last + 1));
            let fits = is_spelled && is_next && !given.contains(&number.to_string());
            let judged = register.judge(&pattern, date, &number);
            prop_assert_eq!(judged.is_ok(), fits, "{:?} by {} after {:?}: {:?}", number, text, counted, judged);
            if fits {
                counted.push((n.expect("a number"), number.to_string()));
                given.push(number.to_string());
                register.file(at as u64 + 2, &pattern, date, &number);
                prop_assert_eq!(register.documents_of(&number), [at as u64 + 2]);
                prop_assert_eq!(register.pattern(), &pattern);
            }
        }
        prop_assert_eq!(register.documents().len(), given.len());
        let mut sorted = given.clone();
        sorted.sort();
        sorted.dedup();
        prop_assert_eq!(sorted.len(), given.len(), "{:?}", given);
        let mut ends = Vec::new();
        for counted in series.values().filter(|counted| !counted.is_empty()) {
            let ((first, from), (last, to)) = (&counted[0], &counted[counted.len() - 1]);
            prop_assert_eq!(counted.len() as u64, last - first + 1, "{:?}", counted);
            ends.push((from.clone(), to.clone()));
        }
        let text = |(first, last): &(Number, Number)| (first.to_string(), last.to_string());
        let mut known: Vec<(String, String)> = register.series().map(text).collect();
        ends.sort();
        known.sort();
        prop_assert_eq!(known, ends);
    }
}

#[derive(Clone, Debug)]
enum Asked {
    Next { first: Option<u64> },
    After(u64),
    Number(u64),
    Text(&'static str),
}

fn wishes() -> impl Strategy<Value = (&'static str, i32, Asked)> {
    // Some make the same numbers: R and R1, or the year as a part of the counter's series.
    let patterns = vec![
        "{year}-{n:04}",
        "{year}-{n}",
        "2026-{n:04}",
        "{n:03}/{year}",
        "R{n}",
        "R1{n}",
        "R{n:02}",
        "{n}",
        "{n}{year}",
    ];
    let asked = prop_oneof![
        6 => prop_oneof![4 => Just(None), 1 => Just(Some(9))].prop_map(|first| Asked::Next { first }),
        1 => (1u64..3).prop_map(Asked::After),
        2 => (0u64..15).prop_map(Asked::Number),
        1 => select(vec!["2026-0001", "2026-1", "2026-00001", "R0", "R01", "R1", "1", "01", "x"]).prop_map(Asked::Text),
    ];
    (select(patterns), 2025i32..2028, asked)
}

/// Whether each of the changes is tried at all, and where it is found out.
#[test]
#[allow(clippy::print_stdout, reason = "the table is there to be looked at, with `--nocapture`")]
fn every_planted_change_is_tried() {
    let mut runner = TestRunner::new_with_rng(config(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut fates: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for _ in 0..600 {
        let ledger = ledgers().new_tree(&mut runner).expect("a ledger").current();
        for (before, invoice) in invoices(&ledger.entries) {
            for change in CHANGES {
                match fate(&before, &invoice, change) {
                    Some(Fate::RefusedWhenRead) => fates.entry(change.0).or_default()[0] += 1,
                    Some(Fate::FoundByTheAudit) => fates.entry(change.0).or_default()[1] += 1,
                    Some(Fate::Passed) => panic!("{}: {invoice:?}", change.0),
                    None => {}
                }
            }
        }
    }
    println!("{:<32}{:>18}{:>14}", "change", "refused when read", "by the audit");
    for (name, [read, audited]) in &fates {
        println!("{name:<32}{read:>18}{audited:>14}");
    }
    for name in REFUSED_WHEN_READ {
        assert_eq!(fates[name][1], 0, "{name} was left to the audit");
    }
    for (name, _) in CHANGES {
        assert!(fates.get(name).is_some_and(|[read, audited]| read + audited >= 10), "{name} is hardly ever tried");
    }
}
