//! What an import did.

use serde::Serialize;

use super::json::{self, Stamp};
use super::totals::{self, Total, TotalView, views};
use crate::counted::count;

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
    /// How many of these were taken back.
    pub taken_back: u64,
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
        text.push_str(&totals::table(&receipt.clients));
        text.push_str(&totals::goodwill(&receipt.clients));
    }
    text
}

/// `112 rows from toggl.csv: 100 new, 10 known already, 1 left out, 1 doubled, counted once`
fn headline(receipt: &Receipt) -> String {
    let mut parts = vec![format!("{} new", receipt.fresh)];
    let known = match (receipt.known, receipt.taken_back) {
        (_, 0) => "known already".to_owned(),
        (1, _) => "known already and taken back".to_owned(),
        (_, taken_back) => format!("known already, {taken_back} of them taken back"),
    };
    let rest =
        [(receipt.known, known.as_str()), (receipt.skipped, "left out"), (receipt.doubled, "doubled, counted once")];
    parts.extend(rest.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    let parts = if receipt.rows == 0 { String::new() } else { format!(": {}", parts.join(", ")) };
    format!("{} from {}{parts}", count(receipt.rows, "row", "rows"), receipt.file)
}

/// `hours.import/1`.
pub fn document(receipt: &Receipt, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        file: &'a str,
        rows: u64,
        new: u64,
        known: u64,
        taken_back: u64,
        skipped: u64,
        doubled: u64,
        already: bool,
        dry_run: bool,
        first_seq: Option<u64>,
        last_seq: Option<u64>,
        alike: &'a [Like],
        clients: Vec<TotalView<'a>>,
    }
    let body = Body {
        file: &receipt.file,
        rows: receipt.rows,
        new: receipt.fresh,
        known: receipt.known,
        taken_back: receipt.taken_back,
        skipped: receipt.skipped,
        doubled: receipt.doubled,
        already: receipt.rows > 0 && receipt.fresh == 0,
        dry_run: receipt.dry_run,
        first_seq: receipt.seqs.map(|(first, _)| first),
        last_seq: receipt.seqs.map(|(_, last)| last),
        alike: &receipt.alike,
        clients: views(&receipt.clients),
    };
    json::document("hours.import/1", body, Some(stamp))
}
