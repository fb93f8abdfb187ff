//! Documents: drafts, invoices and what credits them. Every format draws the same [`Document`].

use rust_decimal::Decimal;
use serde::Serialize;

use super::csv::{self, Cell, Sheet, Spelling};
use super::json::{self, Stamp};
use super::markdown;
use super::table::{Align, Table};
use super::text::{amount, money};
use crate::counted::count;
use crate::domain::document::{Document, DocumentKind, DocumentLine, sums};
use crate::domain::invoice::{Party, Tax, VatTotal};
use crate::domain::money::round_half_up;
use crate::domain::vat::Split;
use crate::domain::{Minutes, PriceBasis, VatReason};

/// `invoice 2026-0001`, `credit note 2026-0002`, `draft invoice`.
fn title(document: &Document) -> String {
    let what = match document.kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit note",
    };
    document.number.as_ref().map_or_else(|| format!("draft {what}"), |number| format!("{what} {number}"))
}

/// What is said of a document beside its lines: a label and a text.
fn particulars(document: &Document) -> Vec<(&'static str, String)> {
    let mut said = vec![("date", document.date.to_string()), ("through", document.through.to_string())];
    match document.kind {
        DocumentKind::Invoice => said.push(("due", document.due.to_string())),
        DocumentKind::CreditNote => {}
    }
    let email = document.seller.email.as_ref().map(|email| format!(", {email}")).unwrap_or_default();
    said.push(("from", party(&document.seller) + &email));
    said.push(("to", party(&document.buyer)));
    if let Some(reference) = &document.buyer.reference {
        said.push(("your ref", reference.to_string()));
    }
    if let Some(number) = &document.credits {
        // It is the mirror of what it takes back.
        said.push(match document.kind {
            DocumentKind::CreditNote => ("credits", format!("invoice {number}")),
            DocumentKind::Invoice => ("takes back", format!("credit note {number}")),
        });
    }
    if let Some(reason) = &document.reason {
        said.push(("reason", reason.to_string()));
    }
    if let Some(number) = &document.credited_by {
        said.push(("credited by", number.to_string()));
    }
    said
}

/// `ACME GmbH, Ring 1, 10115 Berlin, VAT id DE123456789`.
fn party(party: &Party) -> String {
    let vat_id = party.vat_id.as_ref().map(|id| format!("VAT id {id}"));
    let parts = [Some(party.name.to_string()), party.address.as_ref().map(ToString::to_string), vat_id];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The columns of a document's lines.
const COLUMNS: [(&str, Align); 6] = [
    ("line", Align::Right),
    ("date", Align::Left),
    ("what", Align::Left),
    ("time", Align::Right),
    ("rate", Align::Right),
    ("amount", Align::Right),
];

/// Where a document has more than one VAT group: the column before the amounts that says which line belongs to which.
const VAT: (&str, Align) = ("VAT", Align::Left);

fn columns(document: &Document) -> Vec<(&'static str, Align)> {
    let mut columns = COLUMNS.to_vec();
    if has_groups(document) {
        columns.insert(COLUMNS.len() - 1, VAT);
    }
    columns
}

/// One line for a person: number, date, text, time, rate, VAT where lines differ in it, amount.
fn cells(document: &Document, line: &DocumentLine) -> Vec<String> {
    let rate = line.item.rate().map_or(String::new(), amount);
    let mut cells =
        vec![line.line.to_string(), line.date.to_string(), line.text.clone(), line.minutes.to_string(), rate];
    cells.extend(has_groups(document).then(|| group(document, line.tax)));
    cells.push(amount(line.amount));
    cells
}

/// Whether the lines are taxed in more than one way.
fn has_groups(document: &Document) -> bool {
    document.vat.len() > 1
}

/// How a line is taxed, as far as the groups of its document differ: `19 %`, `19 % gross`, `0 % exempt`.
fn group(document: &Document, tax: Tax) -> String {
    let taxes = || document.vat.iter().map(|total| total.tax);
    let is_mixed = taxes().any(|other| other.prices != tax.prices);
    let has_reasons = taxes().any(|other| other.vat == tax.vat && other.reason != tax.reason);
    let prices = is_mixed.then(|| tax.prices.as_str());
    let reason = tax.reason.filter(|_| has_reasons).map(|reason| reason.as_str().replace('-', " "));
    let rate = format!("{} %", tax.vat);
    [Some(rate.as_str()), prices, reason.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `net 1,418.07 + 19 % VAT 269.43 = 1,687.50`.
fn vat_line(total: &VatTotal) -> String {
    let VatTotal { tax, split } = total;
    let reason = tax.reason.map_or(String::new(), |reason| format!(" ({})", plain(reason)));
    let is_included = tax.prices == PriceBasis::Gross && !tax.vat.is_zero();
    let included = if is_included { ", included in the prices" } else { "" };
    format!(
        "net {} + {} % VAT{reason} {} = {}{included}",
        amount(split.net),
        tax.vat,
        amount(split.vat),
        amount(split.gross)
    )
}

/// Why no VAT is charged, as the document says it (J8).
fn plain(reason: VatReason) -> &'static str {
    match reason {
        VatReason::ReverseCharge => "reverse charge: the recipient owes the tax",
        VatReason::Exempt => "exempt",
        VatReason::OutsideScope => "outside the scope of VAT",
    }
}

/// What a table says where a draft has no lines.
fn nothing(document: &Document) -> String {
    format!("nothing is due from {} through {}\n", document.client, document.through)
}

/// Who issued a document, and from which state of which ledger it was printed (R17); nothing of a draft.
fn footer(document: &Document, stamp: &Stamp) -> Option<String> {
    document.entry.map(|_| format!("{}, {}", document.seller.name, stamp.line()))
}

/// The document for a person; where nothing is due, that.
pub fn table(document: &Document, stamp: &Stamp) -> String {
    if document.lines.is_empty() {
        return nothing(document);
    }
    let mut text = format!("{}\n", title(document));
    for (label, said) in particulars(document) {
        text.push_str(&format!("  {label:<11}  {said}\n"));
    }
    let mut table = Table::new(&columns(document));
    for line in &document.lines {
        table.row(cells(document, line));
    }
    text.push_str(&format!("\n{}\n", table.print()));
    for total in &document.vat {
        text.push_str(&format!("{}\n", vat_line(total)));
    }
    text.push_str(&format!("total {}\n", money(document.total.gross)));
    if let Some(footer) = footer(document, stamp) {
        text.push_str(&format!("\n{footer}\n"));
    }
    text
}

/// Several documents for a person, one below the other, and what they come to.
pub fn tables(documents: &[Document], stamp: &Stamp) -> String {
    let tables = documents.iter().map(|document| table(document, stamp));
    let totals = Some(total_lines(documents)).filter(|totals| !totals.is_empty());
    tables.chain(totals).collect::<Vec<_>>().join("\n")
}

/// The same in Markdown, one document below the other.
pub fn markdown(documents: &[Document], stamp: &Stamp) -> String {
    documents.iter().map(|document| markdown_of(document, stamp)).collect::<Vec<_>>().join("\n")
}

fn markdown_of(document: &Document, stamp: &Stamp) -> String {
    if document.lines.is_empty() {
        return markdown::escape(&nothing(document));
    }
    let mut text = format!("# {}\n\n", markdown::escape(&title(document)));
    for (label, said) in particulars(document) {
        text.push_str(&format!("- {label}: {}\n", markdown::escape(&said)));
    }
    text.push_str(&format!("\n{}", markdown::header(&columns(document))));
    for line in &document.lines {
        let cells: Vec<String> = cells(document, line).iter().map(|cell| markdown::escape(cell)).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text.push('\n');
    for total in &document.vat {
        text.push_str(&format!("{}  \n", markdown::escape(&vat_line(total))));
    }
    text.push_str(&format!("**total {}**\n", money(document.total.gross)));
    if let Some(footer) = footer(document, stamp) {
        text.push_str(&format!("\n{}\n", markdown::escape(&footer)));
    }
    text
}

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

/// A document that was just issued, or those of `all` clients, with what became of the command: `hours.invoice/1`, `hours.invoices/1`.
pub fn issued_json(documents: &[Document], all: bool, done: Done, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct One<'a> {
        #[serde(flatten)]
        document: DocumentView<'a>,
        #[serde(flatten)]
        done: Done,
    }
    #[derive(Serialize)]
    struct All<'a> {
        invoices: Vec<DocumentView<'a>>,
        #[serde(flatten)]
        done: Done,
    }
    match documents {
        [document] if !all => {
            json::document("hours.invoice/1", One { document: DocumentView::new(document), done }, Some(stamp))
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
        line.item.rate().map_or(Cell::Empty, |rate| csv::number(rate.amount())),
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

/// The documents, a line for each.
pub fn list(documents: &[Document]) -> String {
    if documents.is_empty() {
        return "no invoices\n".to_owned();
    }
    let mut table = Table::new(&[
        ("number", Align::Left),
        ("date", Align::Left),
        ("due", Align::Left),
        ("client", Align::Left),
        ("net", Align::Right),
        ("VAT", Align::Right),
        ("total", Align::Right),
        ("state", Align::Left),
    ]);
    for document in documents {
        table.row([
            document.number.as_ref().map_or(String::new(), ToString::to_string),
            document.date.to_string(),
            document.due.to_string(),
            document.client.to_string(),
            amount(document.total.net),
            amount(document.total.vat),
            money(document.total.gross),
            state(document),
        ]);
    }
    for Split { net, vat, gross } in totals(documents) {
        let nothing = String::new;
        let total = "total".to_owned();
        table.row([total, nothing(), nothing(), nothing(), amount(net), amount(vat), money(gross), nothing()]);
    }
    table.print()
}

/// What several documents come to, by currency; of one there is nothing to add up.
fn totals(documents: &[Document]) -> Vec<Split> {
    if documents.len() > 1 { sums(documents) } else { Vec::new() }
}

/// The same as lines below them: `total of 2: net 1,499.05 + VAT 263.45 = 1,762.50 EUR`.
fn total_lines(documents: &[Document]) -> String {
    let count = |sum: &Split| documents.iter().filter(|document| document.currency == sum.gross.currency()).count();
    let line = |sum: Split| {
        let (net, vat, gross) = (amount(sum.net), amount(sum.vat), money(sum.gross));
        format!("total of {}: net {net} + VAT {vat} = {gross}\n", count(&sum))
    };
    totals(documents).into_iter().map(line).collect()
}

/// What became of a document, or what it is if no invoice; and whether it was booked into a closed period.
fn state(document: &Document) -> String {
    let state = match (&document.credits, &document.credited_by, document.kind) {
        (Some(number), ..) => Some(format!("credits {number}")),
        (_, Some(number), _) => Some(format!("credited by {number}")),
        (_, _, DocumentKind::CreditNote) => Some("credit note".to_owned()),
        _ => None,
    };
    let late = document.late.then(|| "late".to_owned());
    state.into_iter().chain(late).collect::<Vec<_>>().join(", ")
}

/// What issuing came to: `#9  invoice 2026-0001  acme  1,687.50 EUR, 1 line, due 2026-12-14`, a line for each document; then what several come to.
pub fn issued(documents: &[Document]) -> String {
    let line = |document: &Document| {
        let seq = document.entry.map_or(String::new(), |seq| format!("#{seq}  "));
        let due = match document.kind {
            DocumentKind::Invoice => format!(", due {}", document.due),
            DocumentKind::CreditNote => String::new(),
        };
        let lines = count(document.lines.len() as u64, "line", "lines");
        format!("{seq}{}  {}  {}, {lines}{due}\n", title(document), document.client, money(document.total.gross))
    };
    documents.iter().map(line).chain([total_lines(documents)]).collect()
}
