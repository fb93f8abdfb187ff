//! What taking many entries back did.

use serde::Serialize;

use super::json::{self, Stamp};
use super::totals::{self, Total, TotalView, views};
use crate::counted::count;
use crate::domain::{EntryId, Text};

/// Entries that were taken back in one go, or would be.
#[derive(Debug)]
pub struct Receipt<'a> {
    /// The voids, in the order of the file.
    pub voids: Vec<Undone>,
    /// The first and the last entry of which those were taken back that stood.
    pub span: (u64, u64),
    /// How many of these had been taken back before.
    pub before: u64,
    /// Why.
    pub reason: &'a Text,
    /// Whether the voids had been there before (A6).
    pub already: bool,
    /// Whether nothing was written (`--dry-run`).
    pub dry_run: bool,
    /// What was taken back, by client.
    pub clients: Vec<Total>,
}

/// A void.
#[derive(Debug)]
pub struct Undone {
    /// Its place in the file.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// The entry that it took back.
    pub entry: u64,
}

/// The receipt for a person.
pub fn table(receipt: &Receipt<'_>) -> String {
    let Receipt { voids, span: (first, last), reason, .. } = receipt;
    let seqs = match &voids[..] {
        [only] => format!("#{}", only.seq),
        [first, .., last] => format!("#{}–#{}", first.seq, last.seq),
        [] => String::new(),
    };
    let voids = count(voids.len() as u64, "entry", "entries");
    let mut text = format!("{seqs}  void of {voids}, #{first} through #{last}: {reason}\n");
    if receipt.before > 0 {
        let before = count(receipt.before, "other was", "others were");
        text.push_str(&format!("    {before} taken back before\n"));
    }
    text.push_str(&totals::table(&receipt.clients));
    if receipt.already {
        text.push_str("    already recorded; nothing was written\n");
    }
    text
}

/// `hours.voids/1`.
pub fn document(receipt: &Receipt<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        first: u64,
        last: u64,
        before: u64,
        reason: &'a str,
        already: bool,
        dry_run: bool,
        voids: Vec<VoidView<'a>>,
        clients: Vec<TotalView<'a>>,
    }
    #[derive(Serialize)]
    struct VoidView<'a> {
        seq: u64,
        id: &'a str,
        entry: u64,
    }
    let voids =
        receipt.voids.iter().map(|Undone { seq, id, entry }| VoidView { seq: *seq, id: id.as_str(), entry: *entry });
    let body = Body {
        first: receipt.span.0,
        last: receipt.span.1,
        before: receipt.before,
        reason: receipt.reason.as_str(),
        already: receipt.already,
        dry_run: receipt.dry_run,
        voids: voids.collect(),
        clients: views(&receipt.clients),
    };
    json::document("hours.voids/1", body, Some(stamp))
}
