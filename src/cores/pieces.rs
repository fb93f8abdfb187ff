//! Work in pieces that follow each other: made by whichever core is free, taken in their order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, Scope};

/// A piece and its number, or what went wrong while it was made.
type Made<P> = thread::Result<(usize, P)>;

/// What is left to be made, and how far it may be begun.
struct Left<A> {
    all: A,
    /// How many are begun, and how many were taken: never many more of the former.
    begun: usize,
    taken: usize,
    /// Nobody takes any more.
    is_over: bool,
}

/// What is shared by those who make pieces and whoever takes them.
struct Desk<A> {
    left: Mutex<Left<A>>,
    /// So many may be begun that are not taken yet.
    ahead: usize,
    /// Told when one is taken.
    taken: Condvar,
}

impl<A: Iterator> Desk<A> {
    fn left(&self) -> MutexGuard<'_, Left<A>> {
        // Nothing is half done in it where a maker has panicked.
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next of all, and its number, if it may be begun.
    fn begin(&self, left: &mut Left<A>) -> Option<(usize, A::Item)> {
        let number = left.begun;
        let one = (number < left.taken + self.ahead && !left.is_over).then(|| left.all.next()).flatten()?;
        left.begun += 1;
        Some((number, one))
    }

    /// The same, once it may be.
    fn wait_to_begin(&self) -> Option<(usize, A::Item)> {
        let must_wait = |left: &mut Left<A>| left.begun >= left.taken + self.ahead && !left.is_over;
        let waited = self.taken.wait_while(self.left(), must_wait);
        self.begin(&mut waited.unwrap_or_else(PoisonError::into_inner))
    }

    fn take_one(&self) {
        self.left().taken += 1;
        self.taken.notify_all();
    }

    /// Nobody takes any more: whoever waits to begin another would wait for ever.
    fn close(&self) {
        self.left().is_over = true;
        self.taken.notify_all();
    }
}

/// Pieces as they are made: by a thread for each core but one, and here, where the one that is due is not there yet.
struct Pieces<A: Iterator, P, M> {
    desk: Arc<Desk<A>>,
    make: M,
    others: Receiver<Made<P>>,
    /// Those that came before they were due.
    early: BTreeMap<usize, P>,
    /// Which is asked for next.
    due: usize,
}

/// What is made of each of `all`, in their order. Each core has a maker, which is told of the core's number, from 0; where a thread cannot be had, there
/// is one less. So many are begun `ahead` of what was taken, on however many cores: they are memory, and more of them are taken no sooner.
///
/// # Panics
///
/// Where a piece is asked for and a maker has panicked, on whatever core.
pub(crate) fn pieces<'scope, T: 'scope, P: Send + 'scope, M: FnMut(T) -> P + Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    cores: usize,
    ahead: usize,
    all: impl Iterator<Item = T> + Send + 'scope,
    maker: impl Fn(usize) -> M,
) -> impl Iterator<Item = P> {
    let left = Left { all: all.fuse(), begun: 0, taken: 0, is_over: false };
    let desk = Arc::new(Desk { left: Mutex::new(left), ahead: ahead.max(1), taken: Condvar::new() });
    let (sender, others) = channel();
    for core in 1..cores {
        let (make, desk, sender) = (maker(core), Arc::clone(&desk), sender.clone());
        let _ = Builder::new().spawn_scoped(scope, move || make_all(make, &desk, &sender));
    }
    Pieces { desk, make: maker(0), others, early: BTreeMap::new(), due: 0 }
}

/// Makes pieces until all are begun, nobody takes them any more, or something goes wrong: which is told where they are taken.
fn make_all<T, P, A: Iterator<Item = T>>(mut make: impl FnMut(T) -> P, desk: &Desk<A>, sender: &Sender<Made<P>>) {
    while let Some((number, one)) = desk.wait_to_begin() {
        // What a maker leaves behind when it panics is not looked at again.
        let made = catch_unwind(AssertUnwindSafe(|| (number, make(one))));
        let is_last = made.is_err();
        if sender.send(made).is_err() || is_last {
            return;
        }
    }
}

impl<T, A: Iterator<Item = T>, P, M: FnMut(T) -> P> Pieces<A, P, M> {
    /// A piece that is made here; none where enough are begun.
    fn own(&mut self) -> Option<Made<P>> {
        // It is let go of before the piece is made: others take theirs meanwhile.
        let begun = self.desk.begin(&mut self.desk.left());
        begun.map(|(number, one)| Ok((number, (self.make)(one))))
    }
}

impl<T, A: Iterator<Item = T>, P, M: FnMut(T) -> P> Iterator for Pieces<A, P, M> {
    type Item = P;

    fn next(&mut self) -> Option<P> {
        loop {
            if let Some(piece) = self.early.remove(&self.due) {
                self.due += 1;
                self.desk.take_one();
                return Some(piece);
            }
            let free = self.others.try_recv().ok().or_else(|| self.own());
            let (at, piece) = free.or_else(|| self.others.recv().ok())?.unwrap_or_else(|panic| resume_unwind(panic));
            self.early.insert(at, piece);
        }
    }
}

impl<A: Iterator, P, M> Drop for Pieces<A, P, M> {
    fn drop(&mut self) {
        self.desk.close();
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
    fn no_more_is_begun_than_may_wait_however_long_one_takes() {
        let begun = AtomicUsize::new(0);
        let make = |_, at: usize| {
            begun.fetch_max(at, Ordering::SeqCst);
            // The others would be far ahead by then.
            thread::sleep(Duration::from_millis(if at == 0 { 50 } else { 0 }));
        };
        let first = |pieces: &mut dyn Iterator<Item = usize>| {
            assert_eq!(pieces.next(), Some(0));
            begun.load(Ordering::SeqCst)
        };
        // Two may be begun, and one more when the first is taken: the third at most.
        assert!(taken(4, make, first) <= 2);
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
