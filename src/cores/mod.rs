//! Work that is shared out: on all cores, as far as threads can be had.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, ScopedJoinHandle};

/// So few things are not worth a thread.
const FEW: usize = 32;
/// So many things are handed from one core to another at once.
const PIECE: usize = 256;
/// So many pieces may wait to be taken.
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

/// What `take` makes of all that there is, in its order, while what comes next is made on another core: what is no more than a piece is not worth
/// that.
///
/// # Panics
///
/// Where one of them does.
pub(crate) fn take_ahead<I: Iterator<Item: Send> + Send, A>(
    all: &mut I,
    take: impl FnOnce(&mut dyn Iterator<Item = I::Item>) -> A,
) -> A {
    let first: Vec<I::Item> = all.by_ref().take(PIECE).collect();
    if first.len() < PIECE {
        return take(&mut first.into_iter());
    }
    let all = &Mutex::new(all);
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        let make = move || {
            let mut all = own(all);
            let mut piece = || Some(all.by_ref().take(PIECE).collect::<Vec<_>>()).filter(|piece| !piece.is_empty());
            // Nobody takes any more where the other side has ended early.
            while piece().is_some_and(|piece| sender.send(piece).is_ok()) {}
        };
        match Builder::new().spawn_scoped(scope, make) {
            Ok(maker) => {
                let answer = take(&mut first.into_iter().chain(receiver.into_iter().flatten()));
                joined(maker);
                answer
            }
            Err(_) => take(&mut first.into_iter().chain(&mut **own(all))),
        }
    })
}

/// What only one thread ever asks for.
fn own<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a thread has come to. What went wrong there goes wrong here.
pub(crate) fn joined<A>(thread: ScopedJoinHandle<'_, A>) -> A {
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
    fn all_is_taken_in_its_order_and_no_more_is_made_than_is_wanted() {
        for many in [0, 1, PIECE, PIECE + 1, 3 * AHEAD * PIECE + 7] {
            assert!(take_ahead(&mut (0..many), |all| all.eq(0..many)));
        }
        let mut all = 0..usize::MAX;
        assert_eq!(take_ahead(&mut all, |all| all.nth(9)), Some(9));
        assert!(all.start <= (AHEAD + 4) * PIECE, "{all:?}");
    }

    #[test]
    #[should_panic(expected = "beyond the seventh piece")]
    fn a_panic_while_things_are_made_is_one_here() {
        take_ahead(&mut (0..9 * PIECE).map(|n| assert!(n < 7 * PIECE, "beyond the seventh piece")), |all| all.count());
    }

    #[test]
    #[should_panic(expected = "the last of them")]
    fn a_panic_elsewhere_is_one_here() {
        let all: Vec<usize> = (0..5 * FEW).collect();
        ask_all(&all, |n| assert!(*n + 1 < all.len(), "the last of them"));
    }
}
