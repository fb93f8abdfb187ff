//! Properties of invoices and of what credits them (J, G6), over the same random ledgers.

use std::collections::BTreeMap;

use hours::domain::bill::{Dates, bill_as_of};
use hours::domain::document::{Document, documents};
use hours::domain::period::Period;
use hours::domain::statement::statement;
use hours::domain::{
    Book, ClientId, Date, EntryId, Fact, OverageClass, Payment, PriceBasis, Purchase, Rejection, VatReason,
};
use hours::domain::{audit, balance};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::figures::{Amounts, DocumentFigures, minor, of_document, of_program};
use crate::oracle::{Oracle, half_up};
use crate::strategy::{self, DAYS, Writer, amendment, day, ledgers, plain_grant, void};
use crate::{book, config, dates};

/// A draft through a day, which is its date too, of what is due by all that is known.
fn draft(book: &Book, writer: &Writer, client: &ClientId, date: Date) -> Document {
    draft_as_of(book, writer, client, date, Date::MAX)
}

/// The same of what was due at the end of a day.
fn draft_as_of(book: &Book, writer: &Writer, client: &ClientId, date: Date, as_of: Date) -> Document {
    let dates = Dates { date, through: date, due: date };
    Document::draft(book, &bill_as_of(book, client, dates, writer.seller(), as_of).expect("small sums"))
}

fn clients(book: &Book) -> Vec<ClientId> {
    book.accounts().map(|account| account.id.clone()).collect()
}

/// Every document there is, and a draft of what is due from each client.
fn all_documents(writer: &Writer) -> Vec<DocumentFigures> {
    let book = &writer.book;
    let drafts = clients(book).into_iter().map(|client| draft(book, writer, &client, Date::MAX));
    documents(book, Date::MAX).chain(drafts).map(|document| of_document(&document)).collect()
}

/// The minutes of every entry on invoices that are not credited, counted from the entries alone.
fn invoiced(writer: &Writer) -> BTreeMap<EntryId, Vec<u64>> {
    let entries = writer.entries();
    let is_credited = |invoice: &EntryId| {
        entries.iter().any(|entry| matches!(&entry.fact, Fact::Credit(credit) if credit.invoice == *invoice))
    };
    let mut invoiced: BTreeMap<EntryId, Vec<u64>> = BTreeMap::new();
    for entry in &entries {
        let Fact::Invoice(invoice) = &entry.fact else { continue };
        for line in invoice.bill.lines.iter().filter(|_| !is_credited(&entry.id)) {
            invoiced.entry(line.entry.clone()).or_default().push(line.minutes.get());
        }
    }
    invoiced
}

/// A ledger at whose end an invoice was issued for every client from whom something was due.
fn invoiced_to_the_end(entries: &[hours::domain::Entry]) -> Writer {
    let mut writer = Writer::of(entries);
    for client in clients(&writer.book) {
        let Some(fact) = writer.invoice_all(&client, day(DAYS + 60)) else { continue };
        writer.add(fact).unwrap_or_else(|why| panic!("what is due from {client} cannot be invoiced: {why}"));
    }
    writer
}

/// A package for which another sum stands on invoices than what was not refunded of it is worth. Refunds are reckoned from its end (K2, H4), so it is the
/// same whatever was taken back and invoiced in between.
fn wrongly_paid(book: &Book) -> Option<String> {
    let invoices: Vec<DocumentFigures> = documents(book, Date::MAX)
        .filter(|document| document.credits.is_none() && document.credited_by.is_none())
        .map(|document| of_document(&document))
        .collect();
    for package in book.accounts().flat_map(|account| &account.packages).filter(|package| package.void.is_none()) {
        let Payment::Paid { price, .. } = package.purchase.payment else { continue };
        let lines = invoices.iter().flat_map(|invoice| &invoice.lines);
        let paid: i128 = lines.filter(|line| line.package.as_ref() == Some(package.id())).map(|line| line.amount).sum();
        let size = package.purchase.size;
        let rest = i128::from(size.less(package.refunded(None)).get());
        let value = half_up(minor(price).0 * rest, i128::from(size.get()));
        if paid != value {
            return Some(format!("{paid} for {rest} of {size} of {} at {price}, not {value}", package.id()));
        }
    }
    None
}

fn is_paid(purchase: &Purchase) -> bool {
    matches!(purchase.payment, Payment::Paid { .. })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn property_5_what_a_document_says_adds_up(ledger in ledgers()) {
        let writer = Writer::of(&ledger.entries);
        for document in all_documents(&writer) {
            for (tax, sum) in &document.vat {
                let lines = document.lines.iter().filter(|line| line.tax == *tax);
                let (amount, net): (i128, i128) =
                    lines.fold((0, 0), |(amount, net), line| (amount + line.amount, net + line.net));
                let in_basis = if tax.prices == PriceBasis::Gross { sum.gross } else { sum.net };
                prop_assert_eq!(amount, in_basis, "J5: {:?} of {:?}", tax, document);
                prop_assert_eq!(net, sum.net, "J6: {:?} of {:?}", tax, document);
                prop_assert_eq!(sum.net + sum.vat, sum.gross, "J5: {:?}", document);
                prop_assert_eq!(tax.reason.is_some(), tax.vat == 0, "J8: {:?}", document);
                let reverse_charge = tax.reason == Some(VatReason::ReverseCharge);
                prop_assert!(!reverse_charge || document.buyer[2].is_some(), "J8: {document:?}");
            }
            let unknown = document.lines.iter().find(|line| document.vat.iter().all(|(tax, _)| *tax != line.tax));
            prop_assert!(unknown.is_none(), "a line is in no sum: {document:?}");
            let total = document.vat.iter().fold(Amounts::default(), |sum, (_, amounts)| sum.plus(*amounts));
            prop_assert_eq!(document.total, total, "{:?}", document);
            let gives_back = total.gross < 0 || (document.credits.is_some() && total.gross == 0);
            prop_assert_eq!(document.kind, if gives_back { "credit-note" } else { "invoice" }, "J3: {:?}", document);
        }
    }

    #[test]
    fn property_5_an_invoice_and_its_credit_come_to_nothing(ledger in ledgers()) {
        let book = book(&ledger.entries);
        let all: Vec<DocumentFigures> = documents(&book, Date::MAX).map(|document| of_document(&document)).collect();
        for credit in all.iter().filter(|document| document.credits.is_some()) {
            let invoice = all.iter().find(|document| document.number == credit.credits).expect("what it credits");
            prop_assert_eq!(&invoice.credited_by, &credit.number);
            prop_assert_eq!(invoice.total.plus(credit.total), Amounts::default());
            prop_assert_eq!(invoice.vat.len(), credit.vat.len());
            for ((tax, amounts), (mirrored, back)) in invoice.vat.iter().zip(&credit.vat) {
                prop_assert_eq!((tax, amounts.plus(*back)), (mirrored, Amounts::default()));
            }
            prop_assert_eq!(invoice.lines.len(), credit.lines.len());
            for (line, back) in invoice.lines.iter().zip(&credit.lines) {
                prop_assert_eq!((line.amount + back.amount, line.net + back.net), (0, 0), "J6: {:?}", line);
                prop_assert_eq!((&line.entry, line.minutes, line.tax), (&back.entry, back.minutes, back.tax));
            }
        }
    }

    #[test]
    fn property_5_nothing_is_invoiced_twice_or_never(ledger in ledgers()) {
        let writer = invoiced_to_the_end(&ledger.entries);
        for client in clients(&writer.book) {
            let rest = draft(&writer.book, &writer, &client, day(DAYS + 60));
            prop_assert!(rest.lines.is_empty(), "{client} is still to be invoiced: {rest:?}");
        }
        let invoiced = invoiced(&writer);
        let table = of_program(&writer.book, Date::MAX);
        let calls: BTreeMap<_, _> = table.values().flat_map(|figures| &figures.calls).collect();
        for filed in writer.book.entries() {
            let entry = &filed.entry;
            let on = invoiced.get(&entry.id).map_or(&[][..], |minutes| &minutes[..]);
            let package = |refund: &hours::domain::Refund| &writer.book.package(&refund.package).expect("a package").1.purchase;
            let due: u64 = match &entry.fact {
                _ if filed.void.is_some() => 0,
                Fact::Purchase(purchase) if is_paid(purchase) => purchase.size.get(),
                Fact::Refund(refund) if is_paid(package(refund)) => refund.minutes.get(),
                Fact::Call(_) | Fact::Amend(_) => {
                    let call = calls[&entry.id];
                    if call.class == OverageClass::Bill { call.unsettled } else { 0 }
                }
                _ => 0,
            };
            prop_assert_eq!(on.iter().sum::<u64>(), due, "#{} on {:?}", entry.seq, on);
            // A package and a refund are billed as a whole. A call may stand on a second invoice: for what a settlement that was taken back
            // had covered.
            let is_call = matches!(entry.fact, Fact::Call(_) | Fact::Amend(_));
            prop_assert!(is_call || on.len() <= 1, "#{} stands on {} invoices", entry.seq, on.len());
        }
    }

    #[test]
    fn k2_a_package_and_its_refunds_come_to_the_value_of_what_was_not_refunded(ledger in ledgers()) {
        let writer = invoiced_to_the_end(&ledger.entries);
        prop_assert_eq!(wrongly_paid(&writer.book), None);
    }

    // The same where nothing else happens, so that refunds are taken back and invoiced in every order.
    #[test]
    fn k2_however_refunds_are_taken_back_and_invoiced_no_cent_is_lost(
        (size, price) in (2u64..12, 1i64..2000),
        intents in vec(strategy::refunding(), 3..16),
    ) {
        let mut writer = Writer::plain();
        let price = format!("{}.{:02} EUR", price / 100, price % 100);
        let package = strategy::sold(plain_grant("a", 0, size), &price, "19", PriceBasis::Gross);
        writer.add(Fact::Purchase(package)).expect("a purchase");
        for intent in &intents {
            let _ = writer.fact(intent).map(|fact| writer.add(fact));
        }
        let writer = invoiced_to_the_end(&writer.entries());
        prop_assert_eq!(wrongly_paid(&writer.book), None, "{:?}", intents);
    }

    // G6: were more billed and settled than was over, open overage would be cut at nothing and no longer be what is left of it.
    #[test]
    fn g6_no_minute_is_invoiced_or_settled_twice_on_any_day(ledger in ledgers(), dates in dates()) {
        let book = book(&ledger.entries);
        for date in dates {
            for (client, figures) in of_program(&book, date) {
                for (id, call) in figures.calls {
                    prop_assert!(call.billed.0 <= call.unsettled, "{client}, {id} on {date}: {call:?}");
                }
            }
        }
    }

    #[test]
    fn g6_a_statement_closes_at_what_is_left_less_what_is_over(ledger in ledgers(), dates in dates()) {
        let book = book(&ledger.entries);
        for account in book.accounts() {
            let reckoned = account.reckon(&book.house);
            for &date in &dates {
                let left: u64 = reckoned.standings(date).iter().map(|(_, standing)| standing.left().get()).sum();
                let over = balance::balance(&reckoned, date).overage;
                let balance = i64::try_from(left).expect("minutes") - i64::try_from(over.get()).expect("minutes");
                let since = |from| Period::new(from, date).expect("a period");
                for from in [Date::MIN, day(9), day(30)].into_iter().filter(|from| *from <= date) {
                    let statement = statement(&book, &reckoned, since(from), Date::MAX);
                    prop_assert_eq!(statement.closing, balance, "{} from {} to {}", account.id, from, date);
                    prop_assert_eq!((statement.left.get(), statement.over()), (left, over), "{} on {}", account.id, date);
                    let moved: i64 = statement.movements.iter().map(|movement| movement.change).sum();
                    prop_assert_eq!(statement.opening + moved, balance, "{} from {} to {}", account.id, from, date);
                }
            }
        }
    }

    #[test]
    fn property_4_a_document_never_changes(ledger in ledgers()) {
        let mut writer = Writer::with(ledger.entries[0].clone(), "e");
        let mut issued: BTreeMap<u64, Document> = BTreeMap::new();
        for entry in &ledger.entries[1..] {
            writer.copy(entry).expect("it was accepted before");
            for (&seq, was) in &issued {
                let is = Document::issued(&writer.book, seq, Date::MAX).expect("a document");
                // Only once is it credited.
                let credited_by = was.credited_by.clone().or(is.credited_by.clone());
                prop_assert_eq!(&Document { credited_by, ..was.clone() }, &is);
            }
            let seq = writer.book.len();
            issued.extend(Document::issued(&writer.book, seq, Date::MAX).map(|document| (seq, document)));
        }
        let numbers: Vec<String> = documents(&writer.book, Date::MAX).filter_map(|one| one.number).map(|number| number.to_string()).collect();
        prop_assert_eq!(numbers.len(), issued.len());
    }

    #[test]
    fn property_6_the_oracle_would_draft_the_same(ledger in ledgers(), dates in dates()) {
        let writer = Writer::of(&ledger.entries);
        let oracle = Oracle::replay(&ledger.entries);
        for client in clients(&writer.book) {
            for (&date, &as_of) in dates.iter().flat_map(|date| dates.iter().chain([&Date::MAX]).map(move |as_of| (date, as_of))) {
                let program = of_document(&draft_as_of(&writer.book, &writer, &client, date, as_of));
                prop_assert_eq!(program, oracle.draft(&client, date, date, as_of), "{} on {} as of {}", client, date, as_of);
            }
        }
    }

    #[test]
    fn property_5_the_audit_finds_nothing_wrong(ledger in ledgers()) {
        let book = book(&ledger.entries);
        prop_assert_eq!(audit::audit(&book), Ok(()));
        prop_assert_eq!(audit::audit_documents(&book, &|_, _| ()), Ok(()));
    }

    #[test]
    fn i2_only_what_stands_on_an_invoice_is_kept_from_being_taken_back(ledger in ledgers()) {
        let writer = Writer::of(&ledger.entries);
        let invoiced = invoiced(&writer);
        for filed in writer.book.entries().filter(|filed| filed.void.is_none()) {
            let id = &filed.entry.id;
            let kept = |fact: Option<Fact>| {
                let refused = fact.and_then(|fact| writer.clone().add(fact).err());
                matches!(refused, Some(Rejection::OnInvoice { .. }))
            };
            let is_kept = kept(Some(void(id.clone())));
            // K2: a refund is also kept where a later one, which was reckoned behind it, stands on an invoice.
            let kept_for_another = matches!(&filed.entry.fact, Fact::Refund(refund) if {
                let later = |other: &hours::domain::Entry| {
                    other.seq > filed.entry.seq
                        && matches!(&other.fact, Fact::Refund(other) if other.package == refund.package)
                };
                ledger.entries.iter().any(|other| later(other) && invoiced.contains_key(&other.id))
            });
            prop_assert_eq!(is_kept && !kept_for_another, invoiced.contains_key(id) && !kept_for_another, "void of #{}", filed.entry.seq);
            let amended = kept(amendment(&filed.entry));
            prop_assert_eq!(amended, invoiced.contains_key(id) && amendment(&filed.entry).is_some());
        }
    }
}
