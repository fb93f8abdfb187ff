//! What `verify` found.

use serde::Serialize;

use super::json::{self, Stamp};

/// `hours.verify/1`: an intact ledger; `found_at` is the entry at which the head asked about stands,
/// `invoices` how many documents were issued.
pub fn document(found_at: Option<u64>, invoices: usize, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body {
        ok: bool,
        entries: u64,
        invoices: usize,
        found_at: Option<u64>,
        entries_after: Option<u64>,
    }
    let entries_after = found_at.map(|seq| stamp.seq - seq);
    json::document(
        "hours.verify/1",
        Body { ok: true, entries: stamp.seq, invoices, found_at, entries_after },
        Some(stamp),
    )
}
