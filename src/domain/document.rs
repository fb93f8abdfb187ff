//! A document as everybody is shown it: a draft, an invoice, or what credits one. Every format is drawn from this one value.

use super::billing::Billing;
use super::invoice::{Bill, Credit, Invoice, Item, Line, Party, Tax, VatTotal, grand_total, nets};
use super::money::add;
use super::vat::Split;
use super::{Book, Call, ClientId, Currency, Date, EntryId, Fact, Minutes, Money, Number, PackageId, Purchase, Text};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// It asks for money.
    Invoice,
    /// It gives money back: its total is negative, or it credits an invoice (J3, J4).
    CreditNote,
}

impl DocumentKind {
    /// The machine formats' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKind::Invoice => "invoice",
            DocumentKind::CreditNote => "credit-note",
        }
    }
}

/// A document with every figure on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its number; none of a draft.
    pub number: Option<Number>,
    /// What it is.
    pub kind: DocumentKind,
    /// The entry that issued it, by `seq`; none of a draft.
    pub entry: Option<u64>,
    /// Whose it is.
    pub client: ClientId,
    /// The date it bears.
    pub date: Date,
    /// The last day of what it bills.
    pub through: Date,
    /// When it is to be paid.
    pub due: Date,
    /// The currency of every amount on it.
    pub currency: Currency,
    /// Who issues it.
    pub seller: Party,
    /// Whom it is for.
    pub buyer: Party,
    /// The lines, in ledger order.
    pub lines: Vec<DocumentLine>,
    /// The sums by VAT rate, price basis and reason.
    pub vat: Vec<VatTotal>,
    /// What it comes to in all.
    pub total: Split,
    /// The invoice it credits (J4).
    pub credits: Option<Number>,
    /// What credits it, by the day asked about.
    pub credited_by: Option<Number>,
    /// Why it credits an invoice.
    pub reason: Option<Text>,
    /// Whether it was booked into a closed period (H3).
    pub late: bool,
}

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLine {
    /// Its place, from 1.
    pub line: usize,
    /// What it bills.
    pub item: Item,
    /// The entry behind it.
    pub entry: EntryId,
    /// The package it is about; none of overage.
    pub package: Option<PackageId>,
    /// The day it is about: of the purchase, the call or the refund.
    pub date: Date,
    /// What it is for, in words fit for a client.
    pub text: String,
    /// How much time it is about; never negative, also where the amount is.
    pub minutes: Minutes,
    /// What it comes to, in its price basis.
    pub amount: Money,
    /// Its own net amount (J6).
    pub net: Money,
    /// The VAT on it.
    pub tax: Tax,
}

impl Document {
    /// A draft: a document without a number.
    pub fn draft(book: &Book, bill: &Bill) -> Document {
        Document::of(book, bill, u64::MAX)
    }

    /// The same, as it would be issued by entry `seq`.
    fn of(book: &Book, bill: &Bill, seq: u64) -> Document {
        let currency =
            book.account(&bill.client).map_or(book.house.open.currency, |account| account.currency(&book.house));
        // The sums were bounded when the bill was made, or judged when it was read.
        let total = grand_total(&bill.totals, currency).unwrap_or_else(|| unreachable!("a bill beyond 10^12"));
        let nets = nets(&bill.lines).unwrap_or_else(|| unreachable!("a bill beyond 10^12"));
        let sold_on = |package: &PackageId| sold_on(book, package, seq, bill.date);
        let lines = bill.lines.iter().zip(nets).enumerate();
        let lines = lines.map(|(at, (line, net))| document_line(book, at + 1, line, net, &sold_on));
        Document {
            number: None,
            kind: kind(total, false),
            entry: None,
            client: bill.client.clone(),
            date: bill.date,
            through: bill.through,
            due: bill.due,
            currency,
            seller: bill.seller.clone(),
            buyer: bill.buyer.clone(),
            lines: lines.collect(),
            vat: bill.totals.clone(),
            total,
            credits: None,
            credited_by: None,
            reason: None,
            late: false,
        }
    }

    /// The document that an entry issued, as known on a day; none where the entry is of another kind.
    pub fn issued(book: &Book, seq: u64, as_of: Date) -> Option<Document> {
        let filed = book.entry(seq)?;
        let document = match &filed.entry.fact {
            Fact::Invoice(invoice) => of_invoice(book, seq, invoice, as_of),
            Fact::Credit(credit) => of_credit(book, seq, credit, as_of)?,
            _ => return None,
        };
        Some(Document { late: filed.late, ..document })
    }
}

/// A document with a negative total is a credit note (J3), and one that credits an invoice of nothing.
fn kind(total: Split, credits: bool) -> DocumentKind {
    match total.gross.is_negative() || (credits && total.gross.is_zero()) {
        true => DocumentKind::CreditNote,
        false => DocumentKind::Invoice,
    }
}

/// Every document dated by a day, in file order.
pub fn documents(book: &Book, as_of: Date) -> impl Iterator<Item = Document> {
    let issued = book.register.documents().iter().filter_map(move |&seq| Document::issued(book, seq, as_of));
    issued.filter(move |document| document.date <= as_of)
}

/// What documents come to together, by currency, in the order in which they name these.
pub fn sums(documents: &[Document]) -> Vec<Split> {
    let mut sums: Vec<Split> = Vec::new();
    for Document { total, .. } in documents {
        match sums.iter_mut().find(|sum| sum.gross.currency() == total.gross.currency()) {
            Some(sum) => {
                let Split { net, vat, gross } = *sum;
                *sum = Split { net: add(net, total.net), vat: add(vat, total.vat), gross: add(gross, total.gross) };
            }
            None => sums.push(*total),
        }
    }
    sums
}

fn of_invoice(book: &Book, seq: u64, invoice: &Invoice, as_of: Date) -> Document {
    Document {
        number: Some(invoice.number.clone()),
        entry: Some(seq),
        credited_by: credited_by(book, seq, as_of),
        ..Document::of(book, &invoice.bill, seq)
    }
}

/// The number of what credits an invoice, which entry `seq` issued, by a day.
pub fn credited_by(book: &Book, seq: u64, as_of: Date) -> Option<Number> {
    match book.entry(book.register.credit_of(seq)?)?.entry.fact {
        Fact::Credit(credit) if credit.date <= as_of => Some(credit.number.clone()),
        _ => None,
    }
}

/// The mirror of what it credits, to the cent (J4).
fn of_credit(book: &Book, seq: u64, credit: &Credit, as_of: Date) -> Option<Document> {
    let invoice = book.entry_by_id(&credit.invoice)?.entry.seq;
    let mut mirror = Document::issued(book, invoice, as_of)?;
    for line in &mut mirror.lines {
        line.amount = line.amount.negated();
        line.net = line.net.negated();
    }
    for total in &mut mirror.vat {
        total.split = total.split.negated();
    }
    Some(Document {
        credits: mirror.number,
        number: Some(credit.number.clone()),
        kind: kind(mirror.total.negated(), true),
        entry: Some(seq),
        date: credit.date,
        due: credit.date,
        total: mirror.total.negated(),
        credited_by: None,
        reason: Some(credit.reason.clone()),
        ..mirror
    })
}

fn document_line<'a>(
    book: &'a Book,
    at: usize,
    line: &Line,
    net: Money,
    sold_on: &impl Fn(&PackageId) -> Option<&'a Number>,
) -> DocumentLine {
    let Line { item, minutes, amount, tax, .. } = *line;
    let said = book.entry_by_id(&line.entry).map(|filed| said(&filed.entry.fact, sold_on));
    // The judge lets a line name nothing else.
    let (date, package, text) = said.flatten().unwrap_or_else(|| unreachable!("a line for `{}`", line.entry));
    DocumentLine { line: at, item, entry: line.entry.clone(), package, date, text, minutes, amount, net, tax }
}

/// The day of what is billed, its package, and what it is for: nothing that is not meant for the client's eyes (S10).
fn said<'a>(
    fact: &Fact,
    sold_on: &impl Fn(&PackageId) -> Option<&'a Number>,
) -> Option<(Date, Option<PackageId>, String)> {
    match fact {
        Fact::Purchase(purchase) => Some((purchase.date, Some(purchase.package.clone()), package_text(purchase))),
        Fact::Refund(refund) => {
            let invoice = sold_on(&refund.package).map_or_else(String::new, |number| format!(" (invoice {number})"));
            let text = format!("{}: {} paid back{invoice}", refund.package, refund.minutes);
            Some((refund.date, Some(refund.package.clone()), text))
        }
        fact => fact.call().map(|call| (call.date, None, call_text(call))),
    }
}

/// The invoice on which a package stood before an entry and by a day: what is paid back of it corrects that one. What happens to it later changes no
/// document.
fn sold_on<'a>(book: &'a Book, package: &PackageId, seq: u64, date: Date) -> Option<&'a Number> {
    let (_, package) = book.package(package)?;
    let stood = |billing: &&Billing| {
        let credit = book.register.credit_of(billing.invoice);
        billing.invoice < seq && billing.date <= date && credit.is_none_or(|credit| credit > seq)
    };
    package.billings().iter().find(stood).map(|billing| &billing.number)
}

/// `acme-2: 2h of support, 2026-10-01 to 2026-10-31`: packages of a series are told apart by when they can be used, and so is one that ends from one
/// that does not. An extension is not part of what was sold.
fn package_text(purchase: &Purchase) -> String {
    let Purchase { package, size, date, from, until, .. } = purchase;
    let valid = match (from > date, until) {
        (true, Some(until)) => format!(", {from} to {until}"),
        (true, None) => format!(", from {from}"),
        (false, Some(until)) => format!(", until {until}"),
        (false, None) => String::new(),
    };
    format!("{package}: {size} of support{valid}")
}

/// `VPN down after update (T-81)`.
fn call_text(call: &Call) -> String {
    let note = call.note.as_ref().map_or("support call", |note| note.as_str());
    call.case.as_ref().map_or_else(|| note.to_owned(), |case| format!("{note} ({case})"))
}
