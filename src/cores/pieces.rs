//! Work in pieces that follow each other: made by whichever core is free, taken in their order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, Builder, Scope};

/// A piece, and which it is; or what went wrong while it was made.
type Made<P> = thread::Result<(usize, P)>;

/// Pieces as they are made: by a thread for each core but one, and here, where the one that is due is not there yet.
///
/// A maker makes a piece that nobody has begun yet and says which it is, counted from 0; nothing where all are begun.
pub(crate) struct Pieces<P, M> {
    own: M,
    others: Receiver<Made<P>>,
    /// Those that came before they were due.
    early: BTreeMap<usize, P>,
    /// How many of them are enough: then those that others make are waited for.
    ahead: usize,
    /// Which is asked for next.
    due: usize,
}

impl<P: Send, M: FnMut() -> Option<(usize, P)> + Send> Pieces<P, M> {
    /// Begins with a maker for each core. Some `ahead` pieces may wait to be taken. Where a thread cannot be had, there is one less.
    pub(crate) fn begin<'scope>(
        scope: &'scope Scope<'scope, '_>,
        cores: usize,
        ahead: usize,
        maker: impl Fn(usize) -> M,
    ) -> Pieces<P, M>
    where
        P: 'scope,
        M: 'scope,
    {
        let (sender, others) = sync_channel(ahead);
        for number in 1..cores {
            let (make, sender) = (maker(number), sender.clone());
            let _ = Builder::new().spawn_scoped(scope, move || make_all(make, &sender));
        }
        Pieces { own: maker(0), others, early: BTreeMap::new(), ahead, due: 0 }
    }
}

/// Makes pieces until all are begun, nobody takes them any more, or something goes wrong: which is told where they are taken.
fn make_all<P>(mut make: impl FnMut() -> Option<(usize, P)>, sender: &SyncSender<Made<P>>) {
    // What a maker leaves behind when it panics is not looked at again.
    while let Some(made) = catch_unwind(AssertUnwindSafe(&mut make)).transpose() {
        let is_last = made.is_err();
        if sender.send(made).is_err() || is_last {
            return;
        }
    }
}

impl<P, M: FnMut() -> Option<(usize, P)>> Iterator for Pieces<P, M> {
    type Item = P;

    /// # Panics
    ///
    /// Where a maker does, on whatever core.
    fn next(&mut self) -> Option<P> {
        loop {
            if let Some(piece) = self.early.remove(&self.due) {
                self.due += 1;
                return Some(piece);
            }
            let own = |pieces: &mut Self| if pieces.early.len() < pieces.ahead { (pieces.own)().map(Ok) } else { None };
            let free = self.others.try_recv().ok().or_else(|| own(self));
            let (at, piece) = free.or_else(|| self.others.recv().ok())?.unwrap_or_else(|panic| resume_unwind(panic));
            self.early.insert(at, piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::*;

    /// What `take` makes of a hundred pieces, each its own number, that `make` is told of before: of the core, and of the piece.
    fn taken<A>(
        cores: usize,
        make: impl Fn(usize, usize) + Sync,
        take: impl FnOnce(&mut dyn Iterator<Item = usize>) -> A,
    ) -> A {
        let (next, make) = (AtomicUsize::new(0), &make);
        thread::scope(|scope| {
            let maker = |number| {
                let next = &next;
                move || {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    (at < 100).then(|| make(number, at)).map(|()| (at, at))
                }
            };
            take(&mut Pieces::begin(scope, cores, 2 * cores, maker))
        })
    }

    #[test]
    fn pieces_are_taken_in_their_order_however_many_cores_there_are() {
        for cores in 1..5 {
            // The earlier of two may well take longer.
            let make = |_, at: usize| thread::sleep(Duration::from_micros(if at.is_multiple_of(2) { 300 } else { 0 }));
            assert!(taken(cores, make, |pieces| pieces.eq(0..100)), "{cores}");
            assert_eq!(taken(cores, make, |pieces| pieces.nth(3)), Some(3), "{cores}");
        }
    }

    /// Waits until another core has come so far.
    fn wait(reached: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !reached() {
            assert!(Instant::now() < deadline, "the others do nothing");
            thread::yield_now();
        }
    }

    #[test]
    fn pieces_are_made_at_the_same_time() {
        let begun = AtomicUsize::new(0);
        let make = |_, at| {
            begun.fetch_add(1, Ordering::SeqCst);
            wait(|| at > 1 || begun.load(Ordering::SeqCst) > 1);
        };
        assert_eq!(taken(2, make, |pieces| pieces.count()), 100);
    }

    #[test]
    #[should_panic(expected = "on another core")]
    fn a_panic_on_another_core_is_one_here() {
        let others = AtomicUsize::new(0);
        let make = |core, _| {
            others.fetch_add(core, Ordering::SeqCst);
            assert!(core == 0, "on another core");
            wait(|| others.load(Ordering::SeqCst) > 0);
        };
        taken(2, make, |pieces| pieces.count());
    }

    #[test]
    fn a_panic_of_a_piece_that_nobody_asks_for_is_none() {
        let asked = AtomicUsize::new(0);
        let make = |core, at| {
            if core > 0 && at > 0 {
                wait(|| asked.load(Ordering::SeqCst) > 0);
                panic!("not asked for");
            }
        };
        let first = |pieces: &mut dyn Iterator<Item = usize>| {
            let first = pieces.next();
            asked.store(1, Ordering::SeqCst);
            first
        };
        assert_eq!(taken(3, make, first), Some(0));
    }
}
