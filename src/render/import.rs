//! What an import did.

use serde::Serialize;

use super::json::{self, Stamp};
use super::table::{Align, Table};
use super::text::money;
use crate::counted::count;
use crate::domain::{Minutes, Money};

/// What was imported, or would be.
#[derive(Debug)]
pub struct Receipt {
    /// The file, fit to be shown.
    pub file: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many of them are new.
    pub fresh: u64,
    /// How many the ledger held already.
    pub known: u64,
    /// How many the mapping left out.
    pub skipped: u64,
    /// How many say the same as one before them.
    pub doubled: u64,
    /// The first and the last new entry.
    pub seqs: Option<(u64, u64)>,
    /// Whether nothing was written (`--dry-run`).
    pub dry_run: bool,
    /// New rows that may be in the ledger already.
    pub alike: Vec<Like>,
    /// What is new, by client.
    pub clients: Vec<Total>,
}

/// A new row that may be another entry once more.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Like {
    /// Where it begins in the file.
    pub line: u64,
    /// The entry.
    pub seq: u64,
    /// Why, in a word.
    pub why: &'static str,
}

/// What is new of one client.
#[derive(Clone, Debug, Default)]
pub struct Total {
    /// Who.
    pub client: String,
    /// How many calls.
    pub calls: u64,
    /// How long they took.
    pub worked: Minutes,
    /// How many of them are charged nothing (E6).
    pub goodwill: u64,
    /// How long those took.
    pub given: Minutes,
    /// How many packages.
    pub packages: u64,
    /// How large they are together.
    pub size: Minutes,
    /// What they cost together; none where all were granted.
    pub price: Option<Money>,
    /// What the client has left after it.
    pub left: Minutes,
}

/// The receipt for a person.
pub fn table(receipt: &Receipt) -> String {
    let mut text = match receipt.seqs {
        Some((first, last)) if first == last => format!("#{first}  "),
        Some((first, last)) => format!("#{first}–#{last}  "),
        None => String::new(),
    };
    text.push_str(&headline(receipt));
    text.push('\n');
    if receipt.rows > 0 && receipt.fresh == 0 {
        text.push_str("    nothing new; nothing was written\n");
    }
    if !receipt.clients.is_empty() {
        text.push_str(&totals(&receipt.clients));
        text.push_str(&goodwill(&receipt.clients));
    }
    text
}

/// `112 rows from toggl.csv: 100 new, 10 known already, 1 left out, 1 doubled, counted once`
fn headline(receipt: &Receipt) -> String {
    let mut parts = vec![format!("{} new", receipt.fresh)];
    let rest =
        [(receipt.known, "known already"), (receipt.skipped, "left out"), (receipt.doubled, "doubled, counted once")];
    parts.extend(rest.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    let parts = if receipt.rows == 0 { String::new() } else { format!(": {}", parts.join(", ")) };
    format!("{} from {}{parts}", count(receipt.rows, "row", "rows"), receipt.file)
}

/// `    117 of 120 calls are goodwill: charged nothing`
fn goodwill(clients: &[Total]) -> String {
    let (given, calls) =
        clients.iter().fold((0, 0), |(given, calls), total| (given + total.goodwill, calls + total.calls));
    match given {
        0 => String::new(),
        1 => format!("    1 of {} is goodwill: charged nothing\n", count(calls, "call", "calls")),
        _ => format!("    {given} of {calls} calls are goodwill: charged nothing\n"),
    }
}

fn totals(clients: &[Total]) -> String {
    use Align::{Left, Right};
    let has_calls = clients.iter().any(|total| total.calls > 0);
    let has_packages = clients.iter().any(|total| total.packages > 0);
    let mut columns = vec![("client", Left)];
    let has_prices = clients.iter().any(|total| total.price.is_some());
    if has_packages {
        columns.extend([("packages", Right), ("size", Right)]);
    }
    if has_prices {
        columns.push(("price", Right));
    }
    if has_calls {
        columns.extend([("calls", Right), ("worked", Right)]);
    }
    columns.push(("left", Right));
    let mut table = Table::new(&columns);
    for total in clients {
        let mut cells = vec![total.client.clone()];
        if has_packages {
            cells.extend([total.packages.to_string(), total.size.to_string()]);
        }
        if has_prices {
            cells.push(total.price.map(money).unwrap_or_default());
        }
        if has_calls {
            cells.extend([total.calls.to_string(), total.worked.to_string()]);
        }
        cells.push(total.left.to_string());
        table.row(cells);
    }
    table.print()
}

/// `hours.import/1`.
pub fn document(receipt: &Receipt, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        file: &'a str,
        rows: u64,
        new: u64,
        known: u64,
        skipped: u64,
        doubled: u64,
        already: bool,
        dry_run: bool,
        first_seq: Option<u64>,
        last_seq: Option<u64>,
        alike: &'a [Like],
        clients: Vec<ClientView<'a>>,
    }
    let body = Body {
        file: &receipt.file,
        rows: receipt.rows,
        new: receipt.fresh,
        known: receipt.known,
        skipped: receipt.skipped,
        doubled: receipt.doubled,
        already: receipt.rows > 0 && receipt.fresh == 0,
        dry_run: receipt.dry_run,
        first_seq: receipt.seqs.map(|(first, _)| first),
        last_seq: receipt.seqs.map(|(_, last)| last),
        alike: &receipt.alike,
        clients: receipt.clients.iter().map(ClientView::new).collect(),
    };
    json::document("hours.import/1", body, Some(stamp))
}

/// What came in for a client.
#[derive(Serialize)]
struct ClientView<'a> {
    client: &'a str,
    calls: u64,
    worked_minutes: u64,
    goodwill: u64,
    goodwill_minutes: u64,
    packages: u64,
    size_minutes: u64,
    price: Option<String>,
    currency: Option<String>,
    left_minutes: u64,
}

impl<'a> ClientView<'a> {
    fn new(total: &'a Total) -> ClientView<'a> {
        ClientView {
            client: &total.client,
            calls: total.calls,
            worked_minutes: total.worked.get(),
            goodwill: total.goodwill,
            goodwill_minutes: total.given.get(),
            packages: total.packages,
            size_minutes: total.size.get(),
            price: total.price.map(|price| price.amount().to_string()),
            currency: total.price.map(|price| price.currency().to_string()),
            left_minutes: total.left.get(),
        }
    }
}
