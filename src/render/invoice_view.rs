//! A document for machines: JSON, and CSV with a row for each line.

use rust_decimal::Decimal;
use serde::Serialize;

use super::balance::BalanceView;
use super::csv::{self, Cell, Sheet, Spelling};
use super::json::{self, Stamp};
use crate::domain::balance::Balance;
use crate::domain::document::{Document, DocumentLine};
use crate::domain::invoice::{Party, VatTotal};
use crate::domain::money::round_half_up;
use crate::domain::{Minutes, VatReason};

/// A document in machine formats.
#[derive(Debug, Serialize)]
struct DocumentView<'a> {
    number: Option<&'a str>,
    kind: &'static str,
    entry: Option<u64>,
    client: &'a str,
    date: String,
    through: String,
    due: String,
    currency: &'a str,
    seller: PartyView<'a>,
    buyer: PartyView<'a>,
    lines: Vec<LineView<'a>>,
    vat: Vec<VatView>,
    net: String,
    vat_total: String,
    gross: String,
    credits: Option<&'a str>,
    credited_by: Option<&'a str>,
    reason: Option<&'a str>,
    late: bool,
}

#[derive(Debug, Serialize)]
struct PartyView<'a> {
    name: &'a str,
    address: Option<&'a str>,
    vat_id: Option<&'a str>,
    email: Option<&'a str>,
    reference: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct LineView<'a> {
    line: usize,
    kind: &'static str,
    entries: [&'a str; 1],
    package: Option<&'a str>,
    date: String,
    text: &'a str,
    minutes: u64,
    rate: Option<String>,
    amount: String,
    net: String,
    prices: &'static str,
    vat_rate: String,
    vat_reason: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct VatView {
    rate: String,
    prices: &'static str,
    reason: Option<&'static str>,
    net: String,
    vat: String,
    gross: String,
}

impl<'a> DocumentView<'a> {
    fn new(document: &'a Document) -> DocumentView<'a> {
        DocumentView {
            number: document.number.as_ref().map(|number| number.as_str()),
            kind: document.kind.as_str(),
            entry: document.entry,
            client: document.client.as_str(),
            date: document.date.to_string(),
            through: document.through.to_string(),
            due: document.due.to_string(),
            currency: document.currency.code(),
            seller: PartyView::new(&document.seller),
            buyer: PartyView::new(&document.buyer),
            lines: document.lines.iter().map(LineView::new).collect(),
            vat: document.vat.iter().map(VatView::new).collect(),
            net: document.total.net.amount().to_string(),
            vat_total: document.total.vat.amount().to_string(),
            gross: document.total.gross.amount().to_string(),
            credits: document.credits.as_ref().map(|number| number.as_str()),
            credited_by: document.credited_by.as_ref().map(|number| number.as_str()),
            reason: document.reason.as_ref().map(|reason| reason.as_str()),
            late: document.late,
        }
    }
}

impl<'a> PartyView<'a> {
    fn new(party: &'a Party) -> PartyView<'a> {
        PartyView {
            name: party.name.as_str(),
            address: party.address.as_ref().map(|text| text.as_str()),
            vat_id: party.vat_id.as_ref().map(|text| text.as_str()),
            email: party.email.as_ref().map(|text| text.as_str()),
            reference: party.reference.as_ref().map(|text| text.as_str()),
        }
    }
}

impl<'a> LineView<'a> {
    fn new(line: &'a DocumentLine) -> LineView<'a> {
        LineView {
            line: line.line,
            kind: line.item.as_str(),
            entries: [line.entry.as_str()],
            package: line.package.as_ref().map(|package| package.as_str()),
            date: line.date.to_string(),
            text: &line.text,
            minutes: line.minutes.get(),
            rate: line.item.rate().map(|rate| rate.amount().to_string()),
            amount: line.amount.amount().to_string(),
            net: line.net.amount().to_string(),
            prices: line.tax.prices.as_str(),
            vat_rate: line.tax.vat.to_string(),
            vat_reason: line.tax.reason.map(VatReason::as_str),
        }
    }
}

impl VatView {
    fn new(total: &VatTotal) -> VatView {
        let VatTotal { tax, split } = total;
        VatView {
            rate: tax.vat.to_string(),
            prices: tax.prices.as_str(),
            reason: tax.reason.map(VatReason::as_str),
            net: split.net.amount().to_string(),
            vat: split.vat.amount().to_string(),
            gross: split.gross.amount().to_string(),
        }
    }
}

/// `hours.invoice/1`.
pub fn document(document: &Document, stamp: &Stamp) -> String {
    json::document("hours.invoice/1", DocumentView::new(document), Some(stamp))
}

/// What became of a command that issues.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Done {
    /// Whether the documents had been issued before (A6).
    pub already: bool,
    /// Whether nothing was written.
    pub dry_run: bool,
}

/// A document that was just issued with where its client stands, or those of all clients, with what became of the command: `hours.invoice/1`,
/// `hours.invoices/1`.
pub fn issued_json(documents: &[Document], balance: Option<&Balance<'_>>, done: Done, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct One<'a> {
        #[serde(flatten)]
        document: DocumentView<'a>,
        #[serde(flatten)]
        done: Done,
        balance: BalanceView<'a>,
    }
    #[derive(Serialize)]
    struct All<'a> {
        invoices: Vec<DocumentView<'a>>,
        #[serde(flatten)]
        done: Done,
    }
    match (documents, balance) {
        ([document], Some(balance)) => {
            let (document, balance) = (DocumentView::new(document), BalanceView::new(balance));
            json::document("hours.invoice/1", One { document, done, balance }, Some(stamp))
        }
        _ => {
            let invoices = documents.iter().map(DocumentView::new).collect();
            json::document("hours.invoices/1", All { invoices, done }, Some(stamp))
        }
    }
}

/// `hours.invoices/1`: by client for drafts, else in ledger order.
pub fn documents(documents: &[Document], stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        invoices: Vec<DocumentView<'a>>,
    }
    let body = Body { invoices: documents.iter().map(DocumentView::new).collect() };
    json::document("hours.invoices/1", body, Some(stamp))
}

/// One row a line, with what it is a line of.
pub fn sheet(documents: &[Document], spelling: Spelling) -> String {
    let header = [
        "number",
        "kind",
        "date",
        "through",
        "due",
        "client",
        "client_name",
        "currency",
        "line",
        "line_kind",
        "line_date",
        "text",
        "minutes",
        "hours",
        "rate",
        "amount",
        "net",
        "vat_rate",
        "vat_reason",
        "prices",
        "entries",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    for document in documents {
        for line in &document.lines {
            sheet.row(row(document, line));
        }
    }
    sheet.print()
}

fn row(document: &Document, line: &DocumentLine) -> [Cell; 21] {
    [
        csv::maybe(document.number.as_ref()),
        csv::text(document.kind.as_str()),
        csv::text(document.date),
        csv::text(document.through),
        csv::text(document.due),
        csv::text(&document.client),
        csv::text(&document.buyer.name),
        csv::text(document.currency),
        csv::number(line.line),
        csv::text(line.item.as_str()),
        csv::text(line.date),
        csv::text(&line.text),
        csv::number(line.minutes.get()),
        csv::number(hours(line.minutes)),
        csv::maybe_number(line.item.rate().map(|rate| rate.amount())),
        csv::number(line.amount.amount()),
        csv::number(line.net.amount()),
        csv::number(line.tax.vat),
        csv::maybe(line.tax.reason),
        csv::text(line.tax.prices),
        csv::text(&line.entry),
    ]
}

/// Minutes as hours with two decimals, rounded half up: for reading only.
fn hours(minutes: Minutes) -> String {
    // A sixtieth of a whole number is exact or far from a tie of hundredths.
    let hours = Decimal::from(minutes.get()).checked_div(Decimal::from(60)).unwrap_or_default();
    let mut hours = round_half_up(hours, 2);
    hours.rescale(2);
    hours.to_string()
}
