//! What is written is what is read.

use hours::domain::invoice::{Bill, Item, Line, Party, Tax, VatTotal};
use hours::domain::vat::Split;
use hours::domain::{
    Amend, Bounds, Call, ClientFact, ClientField, Close, Credit, Entry, Extend, Fact, Hash, Instant, Invoice, Mend,
    Minutes, Open, Payment, PriceBasis, Purchase, Refund, Repaired, Service, Settle, StatedTerms, Text, VatReason,
    Void,
};
use hours::store::Scribe;
use proptest::option::of as maybe;
use proptest::prelude::*;

use crate::shelf::{body, documented, opening, read, sealed};

fn words<T: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug + Clone + 'static>(
    words: &'static [&'static str],
) -> impl Strategy<Value = T> {
    proptest::sample::select(words).prop_map(read)
}

fn text(most: usize) -> impl Strategy<Value = Text> {
    // Quotes and backslashes are what JSON escapes; the rest is what people write, and what was written before it was known for invisible.
    let any = proptest::collection::vec(
        prop_oneof![Just('"'), Just('\\'), Just('/'), Just('é'), Just('𝄞'), Just(' '), Just('\u{ad}'), any::<char>()],
        1..40,
    );
    // Some are as long as they may be.
    let any = (any, prop_oneof![9 => Just(1), 1 => Just(most)])
        .prop_map(|(chars, times)| chars.into_iter().cycle().take(times.max(30)).collect::<Vec<_>>());
    any.prop_filter_map("a text", move |chars| Text::recorded(&chars.into_iter().collect::<String>(), most).ok())
}

fn date() -> impl Strategy<Value = hours::domain::Date> {
    words(&["1900-01-01", "2026-11-23", "2028-02-29", "9999-12-31"])
}

fn id() -> impl Strategy<Value = hours::domain::EntryId> {
    words(&["toggl:17", "0193f4c2a8e27b1c9d3e4f5a6b7c8d9e", "A", "x.y_z-1"])
}

fn client() -> impl Strategy<Value = hours::domain::ClientId> {
    words(&["acme", "0", "a.b_c-d"])
}

fn package() -> impl Strategy<Value = hours::domain::PackageId> {
    words(&["acme-1", "p"])
}

fn service() -> impl Strategy<Value = hours::domain::ServiceId> {
    words(&["onsite", "server", "website"])
}

fn money() -> impl Strategy<Value = hours::domain::Money> {
    words(&["1500.00 EUR", "0.01 EUR", "999999999999.99 EUR", "17 JPY", "0.017 KWD"])
}

fn vat() -> impl Strategy<Value = hours::domain::VatRate> {
    words(&["0", "19", "8.875", "100"])
}

fn basis() -> impl Strategy<Value = PriceBasis> {
    words(&["gross", "net"])
}

fn vat_reason() -> impl Strategy<Value = VatReason> {
    words(&["reverse-charge", "exempt", "outside-scope"])
}

fn minutes() -> impl Strategy<Value = Minutes> {
    prop_oneof![Just(Minutes::ZERO), (0..=Bounds::PACKAGE.get()).prop_map(Minutes::new), Just(Minutes::new(u64::MAX))]
}

fn flag() -> impl Strategy<Value = bool> {
    any::<bool>()
}

prop_compose! {
    fn terms()(
        increment in maybe(minutes()),
        minimum in maybe(minutes()),
        overage in maybe(words(&["bill", "carry", "waive"])),
        overage_rate in maybe(money()),
        low in maybe(words(&["20%", "12.5%", "0%", "5h", "1h30m", "0m"])),
        expiry_notice in maybe(any::<u32>()),
    ) -> StatedTerms {
        StatedTerms { increment, minimum, overage, overage_rate, low, expiry_notice }
    }
}

prop_compose! {
    fn open()(
        name in text(Text::LINE), currency in words(&["EUR", "JPY"]), prices in basis(), vat in vat(),
        vat_reason in maybe(vat_reason()), rate in money(), terms in terms(),
    ) -> Open {
        let StatedTerms { minimum, overage_rate, .. } = terms;
        Open {
            name, currency, prices, vat, vat_reason, rate, minimum, overage_rate,
            increment: terms.increment.unwrap_or_default(),
            overage: terms.overage.unwrap_or_default(),
            expiry_notice: terms.expiry_notice.unwrap_or_default(),
            low: terms.low.unwrap_or(opening().low),
            zone: opening().zone,
        }
    }
}

prop_compose! {
    fn client_fact()(
        client in client(), from in maybe(date()), texts in proptest::collection::vec(maybe(text(Text::LINE)), 6),
        currency in maybe(words(&["EUR", "KWD"])), vat in maybe(vat()), vat_reason in maybe(vat_reason()),
        prices in maybe(basis()), terms in terms(),
        clear in proptest::sample::subsequence(ClientField::ALL.to_vec(), 0..=14),
    ) -> ClientFact {
        let [name, email, lang, address, vat_id, buyer_reference] = texts.try_into().expect("six texts");
        ClientFact {
            client, from, name, email, lang, address, vat_id, buyer_reference, currency, vat, vat_reason, prices, terms, clear,
        }
    }
}

prop_compose! {
    fn purchase()(
        client in client(), package in package(), (date, from) in (date(), date()), size in minutes(),
        payment in prop_oneof![
            (money(), vat(), basis()).prop_map(|(price, vat, prices)| Payment::Paid { price, vat, prices }),
            text(Text::NOTE).prop_map(|reason| Payment::Granted { reason }),
        ],
        until in maybe(date()),
        services in proptest::sample::subsequence(vec!["onsite", "server", "website"], 0..=3),
        note in maybe(text(Text::NOTE)), settle in flag(), late in flag(),
    ) -> Purchase {
        let services = services.into_iter().map(read).collect();
        Purchase { client, package, date, size, payment, from, until, services, note, settle, late }
    }
}

prop_compose! {
    fn call()(
        client in client(), date in date(), start in maybe(words(&["00:00", "09:05", "23:59"])), worked in minutes(),
        case in maybe(text(Text::LINE)), service in maybe(service()), factor in maybe(words(&["1", "1.5", "0.01", "10"])),
        package in maybe(package()), goodwill in maybe(text(Text::NOTE)), contact in maybe(text(Text::LINE)),
        note in maybe(text(Text::NOTE)), (long, late) in (flag(), flag()),
    ) -> Call {
        Call { client, date, start, worked, case, service, factor, package, goodwill, contact, note, long, late }
    }
}

fn number() -> impl Strategy<Value = hours::domain::Number> {
    words(&["2026-0001", "R1", "042/2026", "a.b_c-d"])
}

/// The first one is left out of the line.
fn pattern() -> impl Strategy<Value = hours::domain::Pattern> {
    words(&["{year}-{n:04}", "R{n}", "{n:03}/{year}", "{n:09}"])
}

prop_compose! {
    fn party()(
        name in text(Text::LINE), address in maybe(text(Text::LINE)), vat_id in maybe(text(Text::LINE)),
        email in maybe(text(Text::LINE)), reference in maybe(text(Text::LINE)),
    ) -> Party {
        Party { name, address, vat_id, email, reference }
    }
}

prop_compose! {
    fn tax()(vat in vat(), reason in maybe(vat_reason()), prices in basis()) -> Tax {
        Tax { vat, reason, prices }
    }
}

prop_compose! {
    fn bill_line()(
        entry in id(),
        item in prop_oneof![
            Just(Item::Package),
            Just(Item::Refund),
            money().prop_map(|rate| Item::Overage { rate }),
        ],
        minutes in minutes(), amount in amounts(), tax in tax(),
    ) -> Line {
        Line { entry, item, minutes, amount, tax }
    }
}

fn amounts() -> impl Strategy<Value = hours::domain::Money> {
    words(&["1500.00 EUR", "-1500.00 EUR", "0.00 EUR", "-0.01 EUR", "-17 JPY", "-0.017 KWD", "999999999999.999 KWD"])
}

prop_compose! {
    fn bill_total()(tax in tax(), (net, vat, gross) in (amounts(), amounts(), amounts())) -> VatTotal {
        VatTotal { tax, split: Split { net, vat, gross } }
    }
}

prop_compose! {
    fn invoice()(
        number in number(), pattern in pattern(), late in flag(), client in client(),
        (date, through, due) in (date(), date(), date()), (seller, buyer) in (party(), party()),
        lines in proptest::collection::vec(bill_line(), 0..4), totals in proptest::collection::vec(bill_total(), 0..4),
    ) -> Invoice {
        Invoice { number, pattern, bill: Bill { client, date, through, due, seller, buyer, lines, totals }, late }
    }
}

prop_compose! {
    fn credit()(
        number in number(), pattern in pattern(), invoice in id(), date in date(), reason in text(Text::NOTE), late in flag(),
    ) -> Credit {
        Credit { number, pattern, invoice, date, reason, late }
    }
}

fn reason() -> impl Strategy<Value = Option<Text>> {
    maybe(text(Text::NOTE))
}

fn hash() -> impl Strategy<Value = Hash> {
    "[0-9a-f]{64}".prop_map(|digits| read(&digits))
}

prop_compose! {
    fn repaired()(
        done in proptest::sample::subsequence(Mend::ALL.to_vec(), 1..=Mend::ALL.len()), sha256 in hash(),
        bytes in any::<u64>(), (kept, lost) in (0..10_000_000_000_u64, 0..10_000_000_000_u64),
        gone in maybe((1..10_000_000_000_u64, maybe(hash()))), reason in reason(),
    ) -> Repaired {
        let (lost_seq, lost_head) = gone.map_or((None, None), |(seq, head)| (Some(seq), head));
        Repaired { done, sha256, bytes, kept, lost, lost_seq, lost_head, reason }
    }
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        open().prop_map(Fact::Open),
        client_fact().prop_map(Fact::from),
        (service(), maybe(text(Text::LINE)), words(&["1", "1.5", "10"]))
            .prop_map(|(service, name, factor)| Fact::Service(Service { service, name, factor })),
        purchase().prop_map(Fact::Purchase),
        call().prop_map(Fact::Call),
        (id(), text(Text::NOTE), flag()).prop_map(|(entry, reason, late)| Fact::Void(Void { entry, reason, late })),
        (id(), reason(), call()).prop_map(|(entry, reason, call)| Amend { entry, reason, call }.into()),
        (package(), date(), date(), reason(), flag()).prop_map(|(package, date, until, reason, late)| Fact::Extend(
            Extend { package, date, until, reason, late }
        )),
        (package(), date(), minutes(), reason(), flag()).prop_map(|(package, date, minutes, reason, late)| {
            Fact::Refund(Refund { package, date, minutes, reason, late })
        }),
        (client(), package(), date(), reason(), flag()).prop_map(|(client, package, date, reason, late)| Fact::Settle(
            Settle { client, package, date, reason, late }
        )),
        (maybe(client()), date(), reason()).prop_map(|(client, through, reason)| Fact::Close(Close {
            client,
            through,
            reason
        })),
        invoice().prop_map(|invoice| Fact::Invoice(Box::new(invoice))),
        credit().prop_map(Fact::Credit),
        repaired().prop_map(Fact::from),
    ]
}

prop_compose! {
    fn entry()(seq in any::<u64>(), id in id(), recorded in -2_000_000_000_000_000..200_000_000_000_000_000_i64,
               clock in maybe(0..1_000_000_i64), by in text(Text::LINE), fact in fact()) -> Entry {
        Entry { seq, id, recorded: Instant::from_micros(recorded), clock: clock.map(Instant::from_micros), by, fact }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The scribe itself reads back every line and would refuse one that it could not read.
    #[test]
    fn r1_every_entry_has_one_spelling_that_reads_back_as_it(entry in entry()) {
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        Scribe::default().write(&entry, &mut once).expect("an entry that can be spelled");
        Scribe::default().write(&entry, &mut twice).expect("again");
        prop_assert_eq!(&once, &twice);
        let line = String::from_utf8(once).expect("text");
        prop_assert_eq!(sealed([body(line.trim_end_matches('\n'))]), line.into_bytes());
    }
}

#[test]
fn r1_what_is_read_from_a_ledger_is_written_as_the_same_bytes() {
    let shelf = crate::shelf::Shelf::holding(&crate::shelf::documented_bytes());
    let loaded = shelf.load().expect("the documented ledger");
    // Lines of a batch say so, which an entry by itself does not.
    let alone = documented().into_iter().filter(|line| !line.contains("\"batch\""));
    for (line, seq) in alone.map(|line| (line.clone(), line[7..].split(',').next().map(read::<u64>).expect("a seq"))) {
        let entry = &loaded.book.entry(seq).expect("an entry").entry;
        let mut written = Vec::new();
        Scribe::default().write(entry, &mut written).expect("a line");
        assert_eq!(body(&String::from_utf8(written).expect("text")), body(&line));
        assert_eq!(loaded.line(seq).as_deref(), Some(line.as_str()));
    }
}

#[test]
fn a_text_that_no_reader_would_take_is_not_written() {
    let shelf = crate::shelf::Shelf::with_acme();
    let before = shelf.bytes();
    let Fact::Call(call) = crate::shelf::call("acme", 15) else { unreachable!() };
    let case = Some(Text::new(&"x".repeat(201), Text::NOTE).expect("a text"));
    let bad = Fact::Call(Call { case, ..call });
    // By itself, and in a batch, which is read back in another way.
    for facts in [vec![bad.clone()], vec![crate::shelf::call("acme", 15), bad]] {
        let refused = shelf.append(&facts).expect_err("a case of 201 characters");
        assert!(format!("{refused:#}").contains("could not be read back"), "{refused:#}");
        assert_eq!(shelf.bytes(), before);
    }
}
