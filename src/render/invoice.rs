//! A document for a person: a draft, an invoice or what credits it. Every format draws the same [`Document`].

use super::invoices::total_lines;
use super::json::Stamp;
use super::markdown;
use super::table::{Align, Table};
use super::text::{amount, money};
use crate::domain::document::{Document, DocumentKind, DocumentLine};
use crate::domain::invoice::{Party, Tax, VatTotal};
use crate::domain::{PriceBasis, VatReason};

/// `invoice 2026-0001`, `credit note 2026-0002`, `draft invoice`.
pub(super) fn title(document: &Document) -> String {
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
    let lines = document.lines.iter().map(|line| cells(document, line));
    text.push_str(&format!("\n{}\n", markdown::table(&columns(document), lines)));
    for total in &document.vat {
        text.push_str(&format!("{}  \n", markdown::escape(&vat_line(total))));
    }
    text.push_str(&format!("**total {}**\n", money(document.total.gross)));
    if let Some(footer) = footer(document, stamp) {
        text.push_str(&format!("\n{}\n", markdown::escape(&footer)));
    }
    text
}
