//! The examples that the rules give, told to the program and to the oracle: both must say what the rule says.

use hours::domain::bill::{Dates, bill};
use hours::domain::document::Document;
use hours::domain::invoice::{Item, Line, totals};
use hours::domain::{
    Amend, Book, Bounds, Call, ClientFact, ClientField, ClientId, Close, Credit, Date, Entry, EntryId, Extend, Fact,
    Instant, Minutes, Open, OverageClass, PriceBasis, Purchase, Refund, Rejection, Settle, StatedTerms, VatReason,
    audit,
};

use crate::figures::{Amounts, DocumentFigures, Figures, TaxFigures, of_document, of_program};
use crate::oracle::{Oracle, amount, split};
use crate::strategy::{Writer, day, frame, line, plain_call, plain_grant, sold, void};

/// Both answers after everything, for a ledger of one client with an increment of 15m and a rate of 150.00.
fn figures(facts: impl IntoIterator<Item = Fact>) -> Figures {
    let mut writer = Writer::plain();
    for fact in facts {
        writer.add(fact).expect("an acceptable entry");
    }
    let program = of_program(&writer.book, Date::MAX);
    assert_eq!(program, Oracle::replay(&writer.entries()).figures(Date::MAX));
    program.into_values().next().expect("one client")
}

fn charged(calls: impl IntoIterator<Item = Call>) -> Vec<u64> {
    figures(calls.into_iter().map(Fact::Call)).calls.into_values().map(|call| call.charged).collect()
}

/// What was drawn of the packages, in the order of their names.
fn drawn(packages: impl IntoIterator<Item = Purchase>, call: Call) -> Vec<u64> {
    let facts = packages.into_iter().map(Fact::Purchase).chain([Fact::Call(call)]);
    figures(facts).packages.into_values().map(|package| package.drawn).collect()
}

#[test]
fn e4_calls_of_one_case_are_charged_as_if_they_were_one() {
    let of_case = |minutes| Call { case: Some(line("T1")), ..plain_call(3, minutes) };
    assert_eq!(charged([10, 4, 5].map(of_case)), [15, 0, 15]);
}

#[test]
fn e4_calls_without_a_case_are_charged_one_by_one() {
    assert_eq!(charged([10, 4, 5].map(|minutes| plain_call(3, minutes))), [15, 15, 15]);
}

#[test]
fn e6_goodwill_is_charged_nothing_and_kept() {
    let figures = figures([Fact::Call(Call { goodwill: Some(line("our mistake")), ..plain_call(3, 20) })]);
    assert_eq!((figures.goodwill, figures.open_minutes), (30, 0));
}

#[test]
fn f3_the_package_that_ends_first_is_drawn_first() {
    let ends = |name, until| Purchase { until, ..plain_grant(name, 0, 30) };
    let packages = [ends("a", None), ends("b", Some(day(20))), ends("c", Some(day(10)))];
    assert_eq!(drawn(packages.clone(), plain_call(3, 45)), [0, 15, 30]);
    let named = Call { package: Some("a".parse().expect("a name")), ..plain_call(3, 45) };
    assert_eq!(drawn(packages, named), [30, 0, 15]);
}

#[test]
fn d5_an_extension_changes_the_order_from_its_own_day_on() {
    let ends = |name, until| Fact::Purchase(Purchase { until: Some(day(until)), ..plain_grant(name, 0, 60) });
    let package = "a".parse().expect("a name");
    let later = Fact::Extend(Extend { package, date: day(5), until: day(30), reason: None, late: false });
    let calls = [3, 4, 5, 6].map(|on| Fact::Call(plain_call(on, 15)));
    let facts = [ends("a", 10), ends("b", 20), later].into_iter().chain(calls);
    let drawn: Vec<u64> = figures(facts).packages.into_values().map(|package| package.drawn).collect();
    assert_eq!(drawn, [30, 30], "two calls on each: before that day `a` ends first, from then on `b`");
}

#[test]
fn f5_a_package_never_reaches_back() {
    assert_eq!(drawn([plain_grant("a", 5, 60)], plain_call(4, 60)), [0]);
    assert_eq!(drawn([plain_grant("a", 4, 60)], plain_call(4, 60)), [60]);
}

#[test]
fn g3_an_amount_of_overage_is_rounded_once() {
    assert_eq!(amount(50, 15_000), 12_500);
    assert_eq!(amount(25, 9_999), 4_166);
    assert_eq!(figures([Fact::Call(plain_call(3, 50))]).open_amount.0, 15_000, "50m are charged as 1h");
}

#[test]
fn g5_a_settling_purchase_takes_open_overage_and_its_void_gives_it_back() {
    let settling = Purchase { settle: true, size: Minutes::new(40), ..plain_grant("a", 5, 40) };
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let purchase = writer.add(Fact::Purchase(settling)).expect("a purchase");
    let open = |writer: &Writer| of_program(&writer.book, Date::MAX).into_values().next().expect("one").open_minutes;
    assert_eq!(open(&writer), 20);
    writer.add(void(purchase)).expect("a void");
    assert_eq!(open(&writer), 60);
    assert_eq!(of_program(&writer.book, Date::MAX), Oracle::replay(&writer.entries()).figures(Date::MAX));
}

/// Of three calls of one case, the last one's charge after the first two were fixed and `void` of them taken back.
fn charged_after_a_void(first: Call, second: Call, third: Call, void: usize) -> u64 {
    let of_case = |call| Fact::Call(Call { case: Some(line("T1")), late: true, ..call });
    let mut writer = Writer::plain();
    let fixed = [first, second].map(|call| writer.add(of_case(call)).expect("a call"));
    writer.add(Fact::Close(Close { client: None, through: day(3), reason: None })).expect("a close");
    writer.add(crate::strategy::void(fixed[void].clone())).expect("a void");
    let last = writer.add(of_case(third)).expect("a call");
    let program = of_program(&writer.book, Date::MAX);
    assert_eq!(program, Oracle::replay(&writer.entries()).figures(Date::MAX));
    program.into_values().next().expect("one client").calls[&last].charged
}

#[test]
fn i1_a_fixed_call_that_is_voided_leaves_its_group() {
    let (a, b, c) = (plain_call(3, 10), plain_call(3, 4), plain_call(3, 5));
    assert_eq!(charged_after_a_void(a, b, c, 0), 15, "9m, of which nothing was charged yet");
}

#[test]
fn e4_a_case_goes_on_behind_every_barrier_of_its_day_and_of_earlier_days() {
    // Cases that are worked on between two barriers, or not; and one of an earlier day, in between.
    let work = [
        [("T1", 4, 10), ("T2", 4, 10)].as_slice(),
        &[("T1", 4, 4)],
        &[("T2", 4, 6), ("T1", 3, 10)],
        &[("T1", 3, 4), ("T1", 4, 2), ("T3", 4, 1)],
    ];
    let (mut writer, mut calls) = (Writer::plain(), Vec::new());
    for (through, work) in (4..).zip(work) {
        for (case, on, minutes) in work {
            let call = Call { case: Some(line(case)), late: true, ..plain_call(*on, *minutes) };
            calls.push(writer.add(Fact::Call(call)).expect("a call"));
        }
        let close = Close { client: None, through: day(through), reason: None };
        writer.add(Fact::Close(close)).expect("a close");
    }
    let program = of_program(&writer.book, Date::MAX);
    assert_eq!(program, Oracle::replay(&writer.entries()).figures(Date::MAX));
    let figures = program.into_values().next().expect("one client");
    let charges: Vec<u64> = calls.iter().map(|call| figures.calls[call].charged).collect();
    assert_eq!(charges, [15, 15, 0, 15, 15, 0, 15, 15]);
}

#[test]
fn e6_goodwill_that_is_voided_leaves_the_group_as_it_was() {
    let goodwill = Call { goodwill: Some(line("our mistake")), ..plain_call(3, 10) };
    let (a, c) = (plain_call(3, 10), plain_call(3, 10));
    assert_eq!(charged_after_a_void(a, goodwill, c, 1), 15, "20m, of which 15m were charged already");
}

/// An invoice of the first client through a day, which is its date too.
fn invoice(writer: &Writer, on: u32) -> Fact {
    writer.invoice_all(&"acme".parse().expect("an id"), day(on)).expect("something is due")
}

/// A document that credits the entry of that id.
fn credit(writer: &Writer, invoice: &str, on: u32) -> Fact {
    let pattern = writer.book.register.pattern().clone();
    let number = writer.book.register.next(&pattern, day(on), None, 0).expect("a number");
    let (invoice, reason) = (invoice.parse().expect("an id"), line("wrong address"));
    Fact::Credit(Credit { number, pattern, invoice, date: day(on), reason, late: false })
}

/// What a draft of the first client through a day says: each line's amount, and net, VAT and gross of the total.
fn drafted(writer: &Writer, on: u32) -> (Vec<i128>, Amounts) {
    let (client, date) = ("acme".parse().expect("an id"), day(on));
    let dates = Dates { date, through: date, due: date };
    let bill = bill(&writer.book, &client, dates, writer.seller()).expect("small sums");
    let draft = of_document(&Document::draft(&writer.book, &bill));
    (draft.lines.iter().map(|line| line.amount).collect(), draft.total)
}

fn amounts(net: i128, vat: i128, gross: i128) -> Amounts {
    Amounts { net, vat, gross }
}

/// The documents of the first client by a day, which the oracle must know alike.
fn issued(writer: &Writer, by: Date) -> Vec<DocumentFigures> {
    let table = of_program(&writer.book, by);
    assert_eq!(table, Oracle::replay(&writer.entries()).figures(by));
    table.into_values().next().expect("one client").documents
}

fn open_minutes(writer: &Writer, on: u32) -> u64 {
    of_program(&writer.book, day(on)).into_values().next().expect("one client").open_minutes
}

#[test]
fn j5_the_oracle_splits_as_the_rule_says() {
    let tax = |vat, prices| TaxFigures { vat, reason: None, prices };
    assert_eq!(split(7_500, tax(19_000, PriceBasis::Gross)), amounts(6_303, 1_197, 7_500));
    assert_eq!(split(900_000, tax(19_000, PriceBasis::Gross)), amounts(756_303, 143_697, 900_000));
    assert_eq!(split(146_050, tax(25_000, PriceBasis::Net)), amounts(146_050, 36_513, 182_563));
    assert_eq!(split(-7_500, tax(19_000, PriceBasis::Gross)), amounts(-6_303, -1_197, -7_500));
}

#[test]
fn j1_a_draft_lists_packages_overage_and_refunds_in_ledger_order() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 50))).expect("a call");
    writer
        .add(Fact::Purchase(sold(plain_grant("a", 4, 600), "1500.00 EUR", "19", PriceBasis::Gross)))
        .expect("a purchase");
    writer.add(Fact::Purchase(plain_grant("b", 4, 60))).expect("a grant");
    for (package, minutes) in [("a", 60), ("b", 10)] {
        let (package, minutes) = (package.parse().expect("a name"), Minutes::new(minutes));
        let refund = Refund { package, date: day(9), minutes, reason: None, late: false };
        writer.add(Fact::Refund(refund)).expect("a refund");
    }
    // 1h at 150.00; ten hours; one of ten hours back. What was given is not billed, nor what was taken out of it.
    assert_eq!(drafted(&writer, 9), (vec![15_000, 150_000, -15_000], amounts(126_050, 23_950, 150_000)));
    assert_eq!(drafted(&writer, 8).0, [15_000, 150_000], "the refund is later");
    assert_eq!(drafted(&writer, 3).0, [15_000]);
    assert_eq!(drafted(&writer, 2).0, [0; 0]);
}

#[test]
fn j1_only_what_is_billable_is_billed() {
    for (class, due) in [(OverageClass::Bill, 1), (OverageClass::Carry, 0), (OverageClass::Waive, 0)] {
        let mut writer = Writer::plain();
        let terms = StatedTerms { overage: Some(class), ..StatedTerms::default() };
        let about = ClientFact { from: Some(day(0)), terms, ..ClientFact::about("acme".parse().expect("an id")) };
        writer.add(Fact::from(about)).expect("terms");
        writer.add(Fact::Call(plain_call(3, 50))).expect("a call");
        assert_eq!(drafted(&writer, 9).0.len(), due, "{class}");
    }
}

#[test]
fn g6_overage_is_open_again_from_the_day_of_the_credit_on() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let issue = invoice(&writer, 10);
    let id = writer.add(issue).expect("an invoice");
    let back = credit(&writer, id.as_str(), 20);
    writer.add(back).expect("a credit");
    assert_eq!([2, 3, 9, 10, 19, 20].map(|on| open_minutes(&writer, on)), [0, 60, 60, 0, 0, 60]);
    let named = |by| issued(&writer, by).into_iter().map(|one| (one.number, one.credited_by)).collect::<Vec<_>>();
    let number = |text: &str| Some(text.to_owned());
    assert_eq!(named(day(9)), []);
    assert_eq!(named(day(19)), [(number("2026-0001"), None)]);
    assert_eq!(named(day(20)), [(number("2026-0001"), number("2026-0002")), (number("2026-0002"), None)]);
    assert_eq!(drafted(&writer, 20).0, [15_000], "it is due again");
}

#[test]
fn j4_an_invoice_is_credited_once_and_a_credit_never() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let issue = invoice(&writer, 10);
    let id = writer.add(issue).expect("an invoice");
    let early = writer.add(credit(&writer, id.as_str(), 9));
    assert!(matches!(early, Err(Rejection::CreditBeforeInvoice { .. })), "{early:?}");
    let back = writer.add(credit(&writer, id.as_str(), 10)).expect("a credit");
    let again = writer.add(credit(&writer, id.as_str(), 11));
    assert!(matches!(again, Err(Rejection::CreditedAlready { .. })), "{again:?}");
    let of_credit = writer.add(credit(&writer, back.as_str(), 11));
    assert!(matches!(of_credit, Err(Rejection::NotAnInvoice { .. })), "{of_credit:?}");
}

#[test]
fn j3_what_gives_money_back_is_a_credit_note_and_what_cancels_it_asks_for_it_again() {
    let mut writer = Writer::plain();
    writer
        .add(Fact::Purchase(sold(plain_grant("a", 0, 60), "100.00 EUR", "19", PriceBasis::Gross)))
        .expect("a purchase");
    let issue = invoice(&writer, 1);
    writer.add(issue).expect("an invoice");
    let refund = Refund {
        package: "a".parse().expect("a name"),
        date: day(2),
        minutes: Minutes::new(20),
        reason: None,
        late: false,
    };
    writer.add(Fact::Refund(refund)).expect("a refund");
    let note = writer.add(invoice(&writer, 3)).expect("a credit note");
    writer.add(credit(&writer, note.as_str(), 4)).expect("what cancels it");
    let totals: Vec<_> = issued(&writer, day(9)).into_iter().map(|one| (one.kind, one.total)).collect();
    // A third of 100.00, counted from the end: 100.00 − 66.67.
    assert_eq!(totals[1..], [("credit-note", amounts(-2_801, -532, -3_333)), ("invoice", amounts(2_801, 532, 3_333))]);
}

#[test]
fn i2_what_stands_on_an_invoice_is_credited_before_it_is_taken_back() {
    let mut writer = Writer::plain();
    let call = writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let package =
        sold(Purchase { until: Some(day(20)), ..plain_grant("a", 4, 60) }, "100.00 EUR", "19", PriceBasis::Gross);
    let purchase = writer.add(Fact::Purchase(package)).expect("a purchase");
    let (package, until) = ("a".parse().expect("a name"), day(30));
    let extend = Extend { package, date: day(5), until, reason: None, late: false };
    let extension = writer.add(Fact::Extend(extend)).expect("an extension");
    let issue = invoice(&writer, 10);
    let id = writer.add(issue).expect("an invoice");
    for entry in [&call, &purchase] {
        let refused = writer.clone().add(void(entry.clone()));
        assert!(matches!(refused, Err(Rejection::OnInvoice { .. })), "{refused:?}");
    }
    let amended = Amend { entry: call.clone(), reason: None, call: plain_call(3, 30) };
    assert!(matches!(writer.clone().add(amended.into()), Err(Rejection::OnInvoice { .. })));
    assert!(matches!(writer.clone().add(void(id.clone())), Err(Rejection::NotVoidable { .. })));
    // An extension costs nothing and stands on no invoice.
    writer.clone().add(void(extension)).expect("a void");
    let back = credit(&writer, id.as_str(), 12);
    writer.add(back).expect("a credit");
    for entry in [call, purchase] {
        writer.add(void(entry)).expect("a void");
    }
    assert_eq!(drafted(&writer, 20).0, [0; 0]);
    assert_eq!(issued(&writer, day(20)).len(), 2);
    assert_eq!(audit::audit_documents(&writer.book, &|_, _| ()), Ok(()));
}

#[test]
fn j1_what_a_settlement_had_covered_is_invoiced_once_it_is_taken_back() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    writer.add(Fact::Purchase(plain_grant("a", 4, 40))).expect("a grant");
    let (client, package) = ("acme".parse().expect("an id"), "a".parse().expect("a name"));
    let settle = Settle { client, package, date: day(5), reason: None, late: false };
    let settlement = writer.add(Fact::Settle(settle)).expect("a settlement");
    let issue = invoice(&writer, 6);
    writer.add(issue).expect("an invoice of 20m");
    writer.add(void(settlement)).expect("a void");
    assert_eq!(drafted(&writer, 9).0, [10_000], "40m");
    writer.add(invoice(&writer, 9)).expect("an invoice of 40m");
    assert_eq!(issued(&writer, day(9)).iter().map(|one| one.total.gross).collect::<Vec<_>>(), [5_000, 10_000]);
    assert_eq!((drafted(&writer, 9).0.len(), open_minutes(&writer, 9)), (0, 0));
}

#[test]
fn g6_what_was_credited_is_not_invoiced_or_settled_again_for_a_day_before() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let issue = invoice(&writer, 10);
    let id = writer.add(issue).expect("an invoice");
    let back = credit(&writer, id.as_str(), 20);
    writer.add(back).expect("a credit");
    // Till day 20 it stands on the first invoice.
    assert!(writer.clone().add(invoice(&writer, 12)).is_err(), "twice on day 12");
    writer.clone().add(invoice(&writer, 20)).expect("an invoice");
    let settling = Purchase { settle: true, ..plain_grant("a", 12, 40) };
    let mut settled = writer.clone();
    settled.add(Fact::Purchase(settling.clone())).expect("a purchase that settles nothing");
    assert_eq!([12, 19, 20].map(|on| open_minutes(&settled, on)), [0, 0, 60], "not invoiced and settled on day 12");
    let later = Purchase { date: day(20), from: day(20), ..settling };
    writer.add(Fact::Purchase(later)).expect("a purchase");
    assert_eq!([12, 19, 20].map(|on| open_minutes(&writer, on)), [0, 0, 20]);
}

#[test]
fn k2_a_refund_stays_while_a_later_one_stands_on_an_invoice() {
    let mut writer = Writer::plain();
    writer
        .add(Fact::Purchase(sold(plain_grant("a", 0, 3), "100.00 EUR", "19", PriceBasis::Gross)))
        .expect("a purchase");
    let refund = |on, minutes| {
        let (package, minutes) = ("a".parse().expect("a name"), Minutes::new(minutes));
        Fact::Refund(Refund { package, date: day(on), minutes, reason: None, late: false })
    };
    let first = writer.add(refund(9, 1)).expect("a refund");
    writer.add(refund(5, 1)).expect("a refund");
    let issue = invoice(&writer, 5);
    writer.add(issue).expect("an invoice without the first refund");
    assert_eq!(issued(&writer, day(5))[0].lines.iter().map(|line| line.amount).collect::<Vec<_>>(), [10_000, -3_334]);
    // Were it taken back, two more minutes would be worth 66.67, and 100.01 paid back of 100.00.
    if writer.add(void(first)).is_ok() {
        writer.add(refund(9, 2)).expect("a refund");
        let back: i128 = drafted(&writer, 9).0.iter().sum();
        assert_eq!(back, -6_666);
    }
}

#[test]
fn j8_nothing_is_billed_without_vat_and_without_a_reason() {
    let (vat, reason) = (Some("0".parse().expect("a rate")), Some(VatReason::ReverseCharge));
    let about = |from| ClientFact { from: Some(day(from)), ..ClientFact::about("acme".parse().expect("an id")) };
    let free = ClientFact { vat, vat_reason: reason, vat_id: Some(line("XX1")), ..about(0) };
    for clear in [vec![ClientField::Vat, ClientField::VatReason], vec![ClientField::Vat, ClientField::VatId]] {
        let mut writer = Writer::plain();
        writer.add(Fact::from(free.clone())).expect("a client");
        writer
            .add(Fact::Purchase(sold(plain_grant("a", 4, 60), "100.00 EUR", "0", PriceBasis::Net)))
            .expect("a purchase");
        // Recorded later, for a day before the purchase.
        let changed = writer.add(Fact::from(ClientFact { clear: clear.clone(), ..about(2) }));
        let (client, date) = ("acme".parse().expect("an id"), day(9));
        let billed = bill(&writer.book, &client, Dates { date, through: date, due: date }, writer.seller());
        let told = billed.as_ref().is_ok_and(|bill| {
            let tax = bill.lines[0].tax;
            tax.reason.is_some() && (tax.reason != reason || bill.buyer.vat_id.is_some())
        });
        assert!(changed.is_err() || billed.is_err() || told, "{clear:?}: {billed:?}");
    }
}

#[test]
fn r52_a_number_as_large_as_can_be_stops_nothing() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let Fact::Invoice(mut invoice) = invoice(&writer, 10) else { unreachable!() };
    invoice.pattern = "{n}".parse().expect("a pattern");
    invoice.number = u64::MAX.to_string().parse().expect("a number");
    assert!(writer.add(Fact::Invoice(invoice.clone())).is_err());
    // Behind the last that there can be, none can be given.
    let last = 999_999_999_999_u64;
    invoice.number = last.to_string().parse().expect("a number");
    writer.add(Fact::Invoice(invoice.clone())).expect("an invoice");
    let beyond = writer.book.register.next(&invoice.pattern, day(10), None, 0).expect("a number");
    assert_eq!(beyond.as_str(), (last + 1).to_string());
    assert!(writer.book.register.judge(&invoice.pattern, day(10), &beyond).is_err());
}

#[test]
fn r52_no_more_minutes_stand_on_an_invoice_than_a_package_can_have() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let Fact::Invoice(invoice) = invoice(&writer, 10) else { unreachable!() };
    for minutes in [Bounds::PACKAGE.get() + 1, u64::MAX / 2, u64::MAX] {
        let mut changed = invoice.clone();
        changed.bill.lines[0].minutes = Minutes::new(minutes);
        assert!(writer.add(Fact::Invoice(changed)).is_err(), "{minutes}");
    }
    writer.add(Fact::Invoice(invoice)).expect("an invoice");
}

#[test]
fn j6_lines_whose_sum_was_above_the_bound_before_a_refund_have_nets() {
    let plain = Writer::plain();
    let Fact::Open(open) = plain.entries()[0].fact.clone() else { unreachable!() };
    let open = Open { prices: PriceBasis::Net, vat: "25".parse().expect("a rate"), ..open };
    let mut writer = Writer::with(frame(1, "e1", Fact::Open(open)), "e");
    writer.add(plain.entries()[1].fact.clone()).expect("a client");
    for name in ["a", "b"] {
        let package = sold(plain_grant(name, 0, 60), "450000000000.00 EUR", "25", PriceBasis::Net);
        writer.add(Fact::Purchase(package)).expect("a purchase");
    }
    let refund = Refund {
        package: "a".parse().expect("a name"),
        date: day(1),
        minutes: Minutes::new(60),
        reason: None,
        late: false,
    };
    writer.add(Fact::Refund(refund)).expect("a refund");
    let net = 45_000_000_000_000;
    assert_eq!(drafted(&writer, 1), (vec![net, net, -net], amounts(net, net / 4, net / 4 * 5)));
}

#[test]
fn r50_an_invoice_has_so_many_lines_and_the_next_one_has_the_rest() {
    let mut writer = Writer::plain();
    for _ in 0..Bounds::LINES {
        writer.add(Fact::Call(plain_call(3, 15))).expect("a call");
    }
    let mut one_more = writer.clone();
    writer.add(invoice(&writer, 9)).expect("an invoice");
    one_more.add(Fact::Call(plain_call(4, 15))).expect("a call");
    one_more.add(invoice(&one_more, 9)).expect("an invoice of the first lines");
    assert_eq!(drafted(&one_more, 9).0, [3_750]);
}

#[test]
fn h3_a_closed_period_takes_no_invoice_and_no_credit_but_late_ones() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let issue = invoice(&writer, 5);
    let id = writer.add(issue).expect("an invoice");
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    writer.add(Fact::Close(Close { client: None, through: day(9), reason: None })).expect("a close");
    let Fact::Invoice(mut issue) = invoice(&writer, 9) else { unreachable!() };
    issue.late = false;
    let refused = writer.clone().add(Fact::Invoice(issue.clone()));
    assert!(matches!(refused, Err(Rejection::Closed { .. })), "{refused:?}");
    issue.late = true;
    writer.clone().add(Fact::Invoice(issue)).expect("a late invoice");
    let Fact::Credit(mut back) = credit(&writer, id.as_str(), 9) else { unreachable!() };
    let refused = writer.clone().add(Fact::Credit(back.clone()));
    assert!(matches!(refused, Err(Rejection::Closed { .. })), "{refused:?}");
    back.late = true;
    writer.add(Fact::Credit(back)).expect("a late credit");
    // What was worked in a closed period can be invoiced after it.
    assert_eq!(drafted(&writer, 10).0, [15_000, 15_000]);
}

#[test]
fn b4_no_document_is_dated_after_it_was_recorded() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let ahead = |writer: &mut Writer, fact| writer.add(fact).expect_err("it is recorded in 2027");
    let late = ahead(&mut writer.clone(), invoice(&writer, 400));
    assert!(matches!(late, Rejection::AfterRecorded { .. }), "{late:?}");
    let issue = invoice(&writer, 5);
    let id = writer.add(issue).expect("an invoice");
    let late = ahead(&mut writer.clone(), credit(&writer, id.as_str(), 400));
    assert!(matches!(late, Rejection::AfterRecorded { .. }), "{late:?}");
}

#[test]
fn j1_a_line_names_what_can_be_billed_there() {
    let mut writer = Writer::plain();
    let mut add = |fact| writer.add(fact).expect("an acceptable entry");
    let other = ClientFact { name: Some(line("B")), ..ClientFact::about("beta".parse().expect("an id")) };
    let client = add(Fact::from(other));
    let sell = |name, on| sold(plain_grant(name, on, 60), "100.00 EUR", "19", PriceBasis::Gross);
    let foreign = Call { client: "beta".parse().expect("an id"), ..plain_call(3, 60) };
    let foreign = add(Fact::Call(foreign));
    let call = add(Fact::Call(plain_call(3, 60)));
    let late = add(Fact::Call(plain_call(10, 60)));
    let void_call = add(Fact::Call(plain_call(3, 60)));
    let voided = add(void(void_call.clone()));
    let purchase = add(Fact::Purchase(sell("a", 14)));
    let late_purchase = add(Fact::Purchase(sell("b", 20)));
    let void_purchase = add(Fact::Purchase(sell("c", 14)));
    add(void(void_purchase.clone()));
    let grant = add(Fact::Purchase(plain_grant("d", 14, 60)));
    let (package, reason) = ("a".parse().expect("a name"), None);
    let refund = add(Fact::Refund(Refund { package, date: day(15), minutes: Minutes::new(1), reason, late: false }));
    let late_call = add(Fact::Call(plain_call(25, 180)));
    let close = add(Fact::Close(Close { client: None, through: day(1), reason: None }));
    let overage = Item::Overage { rate: "150.00 EUR".parse().expect("a rate") };

    let Fact::Invoice(whole) = invoice(&writer, 19) else { unreachable!() };
    let billed: Vec<&EntryId> = whole.bill.lines.iter().map(|line| &line.entry).collect();
    assert_eq!(billed, [&call, &late, &purchase, &refund]);
    // Whether a bill of this one line alone is refused as not due; the audit has not been asked.
    let refused = |entry: &EntryId, item: Item| {
        let mut invoice = whole.clone();
        invoice.bill.lines.truncate(1);
        invoice.bill.lines[0] = Line { entry: entry.clone(), item, ..invoice.bill.lines[0].clone() };
        invoice.bill.totals = totals(&invoice.bill.lines).expect("small sums");
        let answer = writer.clone().add(Fact::Invoice(invoice));
        assert!(matches!(answer, Ok(_) | Err(Rejection::NotDue { .. })), "{answer:?}");
        answer.is_err()
    };
    for (entry, item) in [(&call, overage), (&late, overage), (&purchase, Item::Package), (&refund, Item::Refund)] {
        assert!(!refused(entry, item), "{entry}");
    }
    let wrong = [
        (&foreign, overage, "another client's"),
        (&late_call, overage, "worked later"),
        (&void_call, overage, "taken back"),
        (&late_purchase, Item::Package, "bought later"),
        (&void_purchase, Item::Package, "taken back"),
        (&grant, Item::Package, "given"),
        (&call, Item::Package, "a call"),
        (&call, Item::Refund, "a call"),
        (&purchase, overage, "a purchase"),
        (&purchase, Item::Refund, "a purchase"),
        (&refund, Item::Package, "a refund"),
        (&refund, overage, "a refund"),
        (&client, overage, "a client"),
        (&voided, overage, "a void"),
        (&close, Item::Package, "a close"),
    ];
    for (entry, item, why) in wrong {
        assert!(refused(entry, item), "{why}");
    }
}

#[test]
fn j2_the_buyer_is_who_they_are_on_the_invoices_date() {
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let client: ClientId = "acme".parse().expect("an id");
    for (from, name) in [(5, "New Name"), (11, "Newest Name")] {
        let about = ClientFact { from: Some(day(from)), ..ClientFact::about(client.clone()) };
        writer.add(Fact::from(ClientFact { name: Some(line(name)), ..about })).expect("a change");
    }
    let named = |date, through| {
        let dates = Dates { date: day(date), through: day(through), due: day(20) };
        bill(&writer.book, &client, dates, writer.seller()).expect("small sums").buyer.name
    };
    let names = [named(4, 4), named(5, 4), named(10, 3), named(11, 3)];
    assert_eq!(names.each_ref().map(|name| name.as_str()), ["A client", "New Name", "New Name", "Newest Name"]);
}

/// Packages that are alike but for when they were recorded, and what adds one: this copy of the ledger, or another.
struct Alike {
    book: Book,
    opened: Instant,
}

impl Alike {
    fn new() -> Alike {
        let book = Writer::plain().book.clone();
        let opened = book.last_recorded().expect("an entry");
        Alike { book, opened }
    }

    /// A package of an hour with a name, bought by the entry with that id, so long after the opening.
    fn bought(&self, id: &str, micros: i64, name: &str) -> Entry {
        let entry = frame(self.book.len() + 1, id, Fact::Purchase(plain_grant(name, 4, 60)));
        Entry { recorded: self.opened.plus_micros(micros), ..entry }
    }

    fn own(&mut self, id: &str, micros: i64, name: &str) {
        self.book.apply(self.bought(id, micros, name)).expect("an own package");
    }

    fn adopted(&mut self, id: &str, micros: i64, name: &str) {
        self.book.adopt(&self.bought(id, micros, name), None).expect("another copy's package");
    }

    /// The packages in the order in which a call draws on them that takes all there is.
    fn order(&self) -> String {
        let mut book = self.book.clone();
        let call = frame(book.len() + 1, "call", Fact::Call(plain_call(5, 11 * 60)));
        book.apply(Entry { recorded: self.opened.plus_micros(1000), ..call }).expect("a call");
        let account = book.accounts().next().expect("a client");
        let reckoned = account.reckon(&book.house);
        let outcome = reckoned.outcome(account.calls.len() - 1).expect("an outcome");
        let names = outcome.draws.into_iter().map(|draw| account.packages[draw.package()].id().to_string());
        names.collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn f3_packages_of_one_moment_in_two_copies_are_drawn_on_by_their_ids() {
    let mut alike = Alike::new();
    for (id, micros, name) in [("zz", 10, "z"), ("b", 20, "b"), ("mm", 30, "m")] {
        alike.own(id, micros, name);
    }
    assert_eq!(alike.order(), "z b m");
    alike.adopted("aa", 10, "a");
    assert_eq!(alike.order(), "a z b m", "`aa` comes before `zz`");
    alike.adopted("mm", 10, "m");
    assert_eq!(alike.order(), "a m z b", "the other copy recorded it when this one recorded `zz`");
    alike.own("0x", 40, "x");
    alike.own("0y", 50, "y");
    assert_eq!(alike.order(), "a m z b x y");
    for (id, micros, name) in [("0z", 50, "y1"), ("9z", 50, "y2"), ("0xa", 40, "x1")] {
        alike.adopted(id, micros, name);
    }
    assert_eq!(alike.order(), "a m z b x x1 y y1 y2");
}

#[test]
fn f3_a_package_that_both_copies_have_counts_from_the_first_of_them() {
    let mut alike = Alike::new();
    alike.own("zz", 10, "z");
    alike.own("mm", 30, "m");
    assert_eq!(alike.order(), "z m");
    alike.adopted("mm", 10, "m");
    assert_eq!(alike.order(), "m z");
}
