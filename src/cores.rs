//! Work that is shared out: on all cores, as far as threads can be had.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, ScopedJoinHandle};

/// So few things are not worth a thread.
const FEW: usize = 32;
/// So many pieces of work may wait to be taken on.
const AHEAD: usize = 4;

/// What `ask` says of each, in their order. No answer may take anything from another.
///
/// # Panics
///
/// Where `ask` does, on whatever core.
pub(crate) fn ask_all<T: Sync, A: Send>(all: &[T], ask: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let each = |some: &[T]| some.iter().map(&ask).collect::<Vec<A>>();
    // To ask how many cores there are takes a look at some files.
    let cores = if all.len() <= FEW { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    let share = all.len().div_ceil(cores).max(FEW).min(all.len());
    let (own, others) = all.split_at(share);
    thread::scope(|scope| {
        let started = others.chunks(share.max(1)).map(|some| {
            let thread = Builder::new().spawn_scoped(scope, move || each(some));
            (some, thread.ok())
        });
        let started: Vec<_> = started.collect();
        let mut answers = each(own);
        for (some, thread) in started {
            answers.extend(thread.map_or_else(|| each(some), joined));
        }
        answers
    })
}

/// What two ask, at once.
///
/// # Panics
///
/// Where one of them does.
pub(crate) fn ask_both<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let thread = Builder::new().spawn_scoped(scope, &one).ok();
        let other = other();
        (thread.map_or_else(&one, joined), other)
    })
}

/// What `take` makes of all that `pieces` gives, in its order, while the next pieces are made on another core.
///
/// # Panics
///
/// Where one of them does.
pub(crate) fn take_ahead<I: Iterator<Item: Send> + Send, A>(
    pieces: &mut I,
    take: impl FnOnce(&mut dyn Iterator<Item = I::Item>) -> A,
) -> A {
    let pieces = &Mutex::new(pieces);
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        let make = move || {
            let mut pieces = own(pieces);
            // Nobody takes any more of them where the other side has ended early.
            while pieces.next().is_some_and(|piece| sender.send(piece).is_ok()) {}
        };
        match Builder::new().spawn_scoped(scope, make) {
            Ok(_) => take(&mut receiver.into_iter()),
            Err(_) => take(&mut **own(pieces)),
        }
    })
}

/// What only one thread ever asks for.
fn own<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a thread has come to. What went wrong there goes wrong here.
fn joined<A>(thread: ScopedJoinHandle<'_, A>) -> A {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_stands_where_its_question_did() {
        for many in [0, 1, FEW, FEW + 1, 10 * FEW + 7] {
            let all: Vec<usize> = (0..many).collect();
            assert_eq!(ask_all(&all, |n| n * n), all.iter().map(|n| n * n).collect::<Vec<_>>());
        }
        assert_eq!(ask_both(|| 1, || "two"), (1, "two"));
    }

    #[test]
    fn pieces_are_taken_in_their_order_and_none_where_no_more_are_wanted() {
        for many in [0, 1, AHEAD, 100 * AHEAD] {
            assert!(take_ahead(&mut (0..many), |pieces| pieces.eq(0..many)));
        }
        let mut pieces = 0..usize::MAX;
        assert_eq!(take_ahead(&mut pieces, |pieces| pieces.nth(9)), Some(9));
        assert!(pieces.start <= 10 + AHEAD + 2, "{pieces:?}");
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_while_pieces_are_made_is_one_here() {
        take_ahead(&mut (0..9).map(|n| assert!(n < 7, "the eighth of them")), |pieces| pieces.count());
    }

    #[test]
    #[should_panic(expected = "the last of them")]
    fn a_panic_elsewhere_is_one_here() {
        let all: Vec<usize> = (0..5 * FEW).collect();
        ask_all(&all, |n| assert!(*n + 1 < all.len(), "the last of them"));
    }
}
