//! Work in pieces that follow each other: made by whichever core is free, taken in their order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Builder, Scope};

/// A piece and its number, or what went wrong while it was made.
type Made<P> = thread::Result<(usize, P)>;

/// Pieces as they are made: by a thread for each core but one, and here, where the one that is due is not there yet.
struct Pieces<P, W> {
    /// Makes the next piece that nobody has begun, and gives its number from 0; nothing where all are begun.
    own: W,
    others: Receiver<Made<P>>,
    /// Those that came before they were due.
    early: BTreeMap<usize, P>,
    /// How many of them are enough: then those that others make are waited for.
    ahead: usize,
    /// Which is asked for next.
    due: usize,
}

/// What is made of each of `all`, in their order. Each core has a maker, which is told of the core's number, from 0; where a thread cannot be had, there
/// is one less. Some `ahead` pieces may wait to be taken, on however many cores: they are memory, and more of them are taken no sooner.
///
/// # Panics
///
/// Where a piece is asked for and a maker has panicked, on whatever core.
pub(crate) fn pieces<'scope, T, P: Send + 'scope, M: FnMut(T) -> P + Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    cores: usize,
    ahead: usize,
    all: impl Iterator<Item = T> + Send + 'scope,
    maker: impl Fn(usize) -> M,
) -> impl Iterator<Item = P> {
    let left = Arc::new(Mutex::new(all.fuse().enumerate()));
    let worker = |core| {
        let (mut make, left) = (maker(core), Arc::clone(&left));
        move || {
            // It is let go of before the piece is made: others take theirs meanwhile.
            let (number, one) = left.lock().unwrap_or_else(PoisonError::into_inner).next()?;
            Some((number, make(one)))
        }
    };
    let (sender, others) = sync_channel(ahead);
    for core in 1..cores {
        let (work, sender) = (worker(core), sender.clone());
        let _ = Builder::new().spawn_scoped(scope, move || make_all(work, &sender));
    }
    Pieces { own: worker(0), others, early: BTreeMap::new(), ahead, due: 0 }
}

/// Makes pieces until all are begun, nobody takes them any more, or something goes wrong: which is told where they are taken.
fn make_all<P>(mut work: impl FnMut() -> Option<(usize, P)>, sender: &SyncSender<Made<P>>) {
    // What a maker leaves behind when it panics is not looked at again.
    while let Some(made) = catch_unwind(AssertUnwindSafe(&mut work)).transpose() {
        let is_last = made.is_err();
        if sender.send(made).is_err() || is_last {
            return;
        }
    }
}

impl<P, W: FnMut() -> Option<(usize, P)>> Iterator for Pieces<P, W> {
    type Item = P;

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
        let make = &make;
        thread::scope(|scope| {
            let maker = |core| {
                move |at| {
                    make(core, at);
                    at
                }
            };
            take(&mut pieces(scope, cores, 2, 0..100, maker))
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
