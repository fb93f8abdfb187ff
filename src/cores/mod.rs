//! Work that is shared out: on all cores, as far as threads can be had.

mod pieces;

use std::iter;
use std::panic::resume_unwind;
use std::thread::{self, Builder, ScopedJoinHandle};

pub(crate) use pieces::pieces;

/// So few things are not worth a thread.
const FEW: usize = 32;
/// So many things are made into a piece.
const PIECE: usize = 256;
/// So many pieces may wait to be taken.
const AHEAD: usize = 8;

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

/// What `take` makes of all that there is, in pieces and in their order. Each piece is made by whichever core is free, with a maker of its own;
/// where there is not even one whole piece, here alone.
///
/// # Panics
///
/// Where one of them does.
pub(crate) fn take_ahead<T: Send, P: Send, M: FnMut(Vec<T>) -> P + Send, A>(
    all: impl Iterator<Item = T> + Send,
    maker: impl Fn() -> M,
    take: impl FnOnce(&mut dyn Iterator<Item = P>) -> A,
) -> A {
    let mut all = all.fuse();
    let first: Vec<T> = all.by_ref().take(PIECE).collect();
    if first.len() < PIECE {
        return take(&mut iter::once(first).map(maker()));
    }
    let mut all = first.into_iter().chain(all);
    let runs = iter::from_fn(|| Some(all.by_ref().take(PIECE).collect::<Vec<T>>()).filter(|run| !run.is_empty()));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| take(&mut pieces(scope, cores, AHEAD, runs, |_| maker())))
}

/// What a thread has come to. What went wrong there goes wrong here.
pub(crate) fn joined<A>(thread: ScopedJoinHandle<'_, A>) -> A {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn every_answer_stands_where_its_question_did() {
        for many in [0, 1, FEW, FEW + 1, 10 * FEW + 7] {
            let all: Vec<usize> = (0..many).collect();
            assert_eq!(ask_all(&all, |n| n * n), all.iter().map(|n| n * n).collect::<Vec<_>>());
        }
        assert_eq!(ask_both(|| 1, || "two"), (1, "two"));
    }

    /// Squares of numbers, in pieces.
    fn squares<A>(
        all: impl Iterator<Item = usize> + Send,
        take: impl FnOnce(&mut dyn Iterator<Item = usize>) -> A,
    ) -> A {
        let maker = || |some: Vec<usize>| some.into_iter().map(|n| n * n).collect::<Vec<_>>();
        take_ahead(all, maker, |pieces| take(&mut pieces.flatten()))
    }

    #[test]
    fn all_is_taken_in_its_order_and_no_more_is_made_than_is_wanted() {
        for many in [0, 1, PIECE - 1, PIECE, PIECE + 1, 30 * AHEAD * PIECE + 7] {
            assert!(squares(0..many, |all| all.eq((0..many).map(|n| n * n))), "{many}");
        }
        let mut all = 0..usize::MAX;
        assert_eq!(squares(&mut all, |all| all.nth(9)), Some(81));
        assert!(all.start <= (AHEAD + 2) * PIECE, "{all:?}");
    }

    #[test]
    fn a_maker_goes_on_from_piece_to_piece_and_each_core_has_its_own() {
        let makers = AtomicUsize::new(0);
        let maker = || {
            makers.fetch_add(1, Ordering::Relaxed);
            let mut many = 0..;
            move |_: Vec<usize>| many.next()
        };
        let made: Vec<usize> = take_ahead(0..20 * PIECE, maker, |pieces| pieces.flatten().collect());
        let (cores, begun) = (makers.into_inner(), made.iter().filter(|many| **many == 0).count());
        assert_eq!((made.len(), cores), (20, thread::available_parallelism().map_or(1, usize::from)));
        // One that has made its first piece goes on with its second.
        assert!((1..=cores).contains(&begun) && made.iter().max() >= Some(&(20_usize.div_ceil(cores) - 1)), "{made:?}");
    }

    #[test]
    #[should_panic(expected = "beyond the seventh piece")]
    fn a_panic_while_things_are_made_is_one_here() {
        let maker = || |some: Vec<usize>| assert!(some.iter().all(|n| *n < 7 * PIECE), "beyond the seventh piece");
        take_ahead(0..9 * PIECE, maker, |all| all.count());
    }

    #[test]
    #[should_panic(expected = "the last of them")]
    fn a_panic_elsewhere_is_one_here() {
        let all: Vec<usize> = (0..5 * FEW).collect();
        ask_all(&all, |n| assert!(*n + 1 < all.len(), "the last of them"));
    }
}
