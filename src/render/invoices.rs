//! Several documents, a line for each, and what they come to: as a list, and as the receipt of who issued them.

use super::invoice::title;
use super::markdown;
use super::receipt::standing_line;
use super::table::{Align, Table};
use super::text::{amount, money};
use crate::counted::count;
use crate::domain::balance::Balance;
use crate::domain::document::{Document, DocumentKind, sums};
use crate::domain::vat::Split;

/// The columns of a list.
const COLUMNS: [(&str, Align); 8] = [
    ("number", Align::Left),
    ("date", Align::Left),
    ("due", Align::Left),
    ("client", Align::Left),
    ("net", Align::Right),
    ("VAT", Align::Right),
    ("total", Align::Right),
    ("state", Align::Left),
];

/// What a list says where there are none.
const NONE: &str = "no invoices\n";

/// The documents, a line for each.
pub fn list(documents: &[Document]) -> String {
    if documents.is_empty() {
        return NONE.to_owned();
    }
    let mut table = Table::new(&COLUMNS);
    rows(documents).into_iter().for_each(|row| table.row(row));
    table.print()
}

/// The same in Markdown.
pub fn list_markdown(documents: &[Document]) -> String {
    if documents.is_empty() { NONE.to_owned() } else { markdown::table(&COLUMNS, rows(documents)) }
}

/// A row for each document, and one for what they come to.
fn rows(documents: &[Document]) -> Vec<[String; 8]> {
    let row = |document: &Document| {
        [
            document.number.as_ref().map_or(String::new(), ToString::to_string),
            document.date.to_string(),
            document.due.to_string(),
            document.client.to_string(),
            amount(document.total.net),
            amount(document.total.vat),
            money(document.total.gross),
            state(document),
        ]
    };
    let total = |Split { net, vat, gross }: Split| {
        let nothing = String::new;
        let total = "total".to_owned();
        [total, nothing(), nothing(), nothing(), amount(net), amount(vat), money(gross), nothing()]
    };
    documents.iter().map(row).chain(totals(documents).into_iter().map(total)).collect()
}

/// What several documents come to, by currency; of one there is nothing to add up.
fn totals(documents: &[Document]) -> Vec<Split> {
    if documents.len() > 1 { sums(documents) } else { Vec::new() }
}

/// The same as lines below them: `total of 2: net 1,499.05 + VAT 263.45 = 1,762.50 EUR`.
pub(super) fn total_lines(documents: &[Document]) -> String {
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

/// What issuing came to: `#9  invoice 2026-0001  acme  1,687.50 EUR, 1 line, due 2026-12-14`, a line for each document; then what several come to,
/// and of a single client's where they stand.
pub fn issued(documents: &[Document], balance: Option<&Balance<'_>>) -> String {
    let line = |document: &Document| {
        let seq = document.entry.map_or(String::new(), |seq| format!("#{seq}  "));
        let due = match document.kind {
            DocumentKind::Invoice => format!(", due {}", document.due),
            DocumentKind::CreditNote => String::new(),
        };
        let lines = count(document.lines.len() as u64, "line", "lines");
        format!("{seq}{}  {}  {}, {lines}{due}\n", title(document), document.client, money(document.total.gross))
    };
    documents.iter().map(line).chain([total_lines(documents)]).chain(balance.map(standing_line)).collect()
}
