//! What `verify` found.

use serde::Serialize;

use super::json::{self, Stamp};

/// A head that was seen on this machine.
#[derive(Debug, Serialize)]
pub struct Head {
    /// Where the ledger was, if not where it is now.
    pub elsewhere: Option<String>,
    /// The last entry then.
    pub seq: u64,
    /// Its hash.
    pub head: String,
    /// Whether the ledger contains it.
    pub held: bool,
}

/// `hours.verify/1`: an intact ledger; `found_at` is the entry at which the head asked about stands,
/// `invoices` how many documents were issued, `doubled` the numbers that stand on more than one, `remembered` what was seen on this machine before.
pub fn document(
    found_at: Option<u64>,
    invoices: usize,
    doubled: &[String],
    remembered: &[Head],
    stamp: &Stamp,
) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        ok: bool,
        entries: u64,
        invoices: usize,
        found_at: Option<u64>,
        entries_after: Option<u64>,
        doubled: &'a [String],
        remembered: &'a [Head],
    }
    let entries_after = found_at.map(|seq| stamp.seq - seq);
    json::document(
        "hours.verify/1",
        Body { ok: true, entries: stamp.seq, invoices, found_at, entries_after, doubled, remembered },
        Some(stamp),
    )
}
