//! Numbers that are kept in four bytes, because there are millions.

/// A `seq` or an index as few bytes: a ledger has at most 10 million lines (R50).
///
/// # Panics
///
/// Beyond four bytes.
pub(super) fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or_else(|_| unreachable!("entry {number} of a ledger"))
}
