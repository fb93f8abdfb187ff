//! Lines that are read again one by one, each proved by its hash and that of the line before it.

use std::fmt;
use std::sync::Arc;

use super::chain::Hash;
use super::lines::Left;
use crate::domain::Entry;
use crate::domain::archive::Archive;

/// How much of a line's hash is remembered.
pub(super) const SEAL: usize = 16;

/// Some lines of a ledger that was read whole before, each with the beginning of the hash that it had.
pub(super) struct Proved {
    pub(super) left: Arc<Left>,
    /// Where each line begins, in order, and its hash's first digits as bytes.
    pub(super) seals: Vec<(u64, [u8; SEAL])>,
}

impl Proved {
    /// The line that begins at a place, if it says what it said.
    fn line(&self, at: u64) -> Option<Entry> {
        let (_, seal) = self.seals[self.seals.binary_search_by_key(&at, |(at, _)| *at).ok()?];
        self.left.proved_at(at, |hash| shortened(hash) == seal)
    }
}

impl Archive for Proved {
    fn entry(&self, at: u64) -> Entry {
        self.line(at).unwrap_or_else(|| self.left.changed())
    }
}

/// The first half of a hash.
pub(super) fn shortened(hash: Hash) -> [u8; SEAL] {
    let mut seal = [0; SEAL];
    for (byte, pair) in seal.iter_mut().zip(hash.as_str().as_bytes().chunks_exact(2)) {
        // The low half of an ASCII digit is its number, that of `a` is 1.
        let digit = |b: u8| (b & 15) + 9 * (b >> 6);
        *byte = digit(pair[0]) << 4 | digit(pair[1]);
    }
    seal
}

impl fmt::Debug for Proved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proved({} lines)", self.seals.len())
    }
}
