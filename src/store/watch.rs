//! Whoever waits for a large ledger to be read is told how far it has come.

use std::fmt;

/// Is told how far a reading has come.
pub trait Watch: fmt::Debug + Send + Sync {
    /// So many bytes of so many are done.
    fn at(&self, done: u64, of: u64);
    /// Nothing more will be told of this reading.
    fn over(&self);
}

/// A reading that may be watched; over when it is dropped, however it ends.
pub(super) struct Watched<'a>(Option<&'a dyn Watch>);

impl<'a> Watched<'a> {
    /// A reading that is watched by whoever is there.
    pub(super) fn by(watch: Option<&'a dyn Watch>) -> Watched<'a> {
        Watched(watch)
    }

    /// A reading that nobody watches.
    pub(super) fn by_nobody() -> Watched<'static> {
        Watched(None)
    }

    pub(super) fn at(&self, done: u64, of: u64) {
        if let Some(watch) = self.0 {
            watch.at(done, of);
        }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Some(watch) = self.0 {
            watch.over();
        }
    }
}
