//! Work in pieces that follow each other: made by whichever core is free, taken in their order.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use super::joined;

/// Pieces as they are made: by a thread for each core but one, and here, where the one that is due is not there yet.
///
/// A maker makes a piece that nobody has begun yet and says which it is, counted from 0; nothing where all are begun.
pub(crate) struct Pieces<'scope, P, M> {
    own: M,
    others: Receiver<(usize, P)>,
    threads: Vec<ScopedJoinHandle<'scope, ()>>,
    /// Those that came before they were due.
    early: BTreeMap<usize, P>,
    /// Which is asked for next.
    due: usize,
}

impl<'scope, P, M> Pieces<'scope, P, M>
where
    P: Send + 'scope,
    M: FnMut() -> Option<(usize, P)> + Send + 'scope,
{
    /// Begins with a maker for each core, of which at most `ahead` pieces wait to be taken.
    pub(crate) fn begin(
        scope: &'scope Scope<'scope, '_>,
        cores: usize,
        ahead: usize,
        maker: impl Fn(usize) -> M,
    ) -> Pieces<'scope, P, M> {
        let (sender, others) = sync_channel(ahead);
        let begin = |number| {
            let (mut make, sender) = (maker(number), sender.clone());
            // It stops when all are made, or when nobody asks for them any more. Where no thread can be had, there is one less.
            let work = move || while make().is_some_and(|made| sender.send(made).is_ok()) {};
            Builder::new().spawn_scoped(scope, work).ok()
        };
        let threads = (1..cores).filter_map(begin).collect();
        Pieces { own: maker(0), others, threads, early: BTreeMap::new(), due: 0 }
    }
}

impl<P, M: FnMut() -> Option<(usize, P)>> Iterator for Pieces<'_, P, M> {
    type Item = P;

    /// # Panics
    ///
    /// Where a piece could not be made because a thread did.
    fn next(&mut self) -> Option<P> {
        loop {
            if let Some(piece) = self.early.remove(&self.due) {
                self.due += 1;
                return Some(piece);
            }
            let free = self.others.try_recv().ok().or_else(&mut self.own);
            let Some((at, piece)) = free.or_else(|| self.others.recv().ok()) else {
                // They have all ended, one of them perhaps by a panic: then that goes on here.
                self.threads.drain(..).for_each(joined);
                return None;
            };
            self.early.insert(at, piece);
        }
    }
}
