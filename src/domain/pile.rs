//! A list that grows without moving what is in it.
//!
//! A ledger has hundreds of lists of thousands of calls. A `Vec` that has outgrown its place leaves the place behind, and takes one twice as
//! large: all of them together would hold twice the memory they need.

use std::cmp::Ordering;
use std::ops::{Index, IndexMut};
use std::slice;

/// A list in pieces of the same length, but for the last one.
#[derive(Clone, Debug)]
pub struct Pile<T> {
    whole: Vec<Box<[T; PIECE]>>,
    /// The piece that still grows lies apart from the others: most that is asked of millions of lists is to take one more.
    last: Vec<T>,
}

/// How many stand in a piece.
const PIECE: usize = 128;

impl<T> Default for Pile<T> {
    fn default() -> Pile<T> {
        Pile { whole: Vec::new(), last: Vec::new() }
    }
}

impl<T> Pile<T> {
    /// None yet, and memory for so many, or for the first piece.
    pub fn with_room_for(many: usize) -> Pile<T> {
        Pile { whole: Vec::new(), last: Vec::with_capacity(many.min(PIECE)) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.whole.len() * PIECE + self.last.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts one behind the last.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.last.len() == PIECE {
            // The first piece grew as it was needed: most ledgers have few calls of a client.
            let whole = std::mem::replace(&mut self.last, Vec::with_capacity(PIECE));
            self.whole.push(whole.try_into().unwrap_or_else(|_| unreachable!("it is as long as a piece")));
        }
        self.last.push(item);
    }

    /// The one at a place, if there is one.
    pub fn get(&self, at: usize) -> Option<&T> {
        let piece = self.whole.get(at / PIECE).map_or(&self.last[..], |piece| &piece[..]);
        piece.get(at % PIECE).filter(|_| at < self.len())
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let is_there = at < self.len();
        let piece = self.whole.get_mut(at / PIECE).map_or(&mut self.last[..], |piece| &mut piece[..]);
        piece.get_mut(at % PIECE).filter(|_| is_there)
    }

    /// Where that one stands of which `compare` says that it is equal, in a list that is ordered so.
    pub fn position_of(&self, compare: impl Fn(&T) -> Ordering) -> Option<usize> {
        let piece = self.whole.partition_point(|piece| compare(&piece[PIECE - 1]).is_lt());
        let found = self.whole.get(piece).map_or(&self.last[..], |piece| &piece[..]).binary_search_by(&compare).ok()?;
        Some(piece * PIECE + found)
    }

    /// All of them beside those of another list, as far as both go.
    pub fn beside<'a, 'b, U>(&'a self, other: &'b Pile<U>) -> impl Iterator<Item = (&'a T, &'b U)> {
        self.pieces().zip(other.pieces()).flat_map(|(own, other)| own.iter().zip(other))
    }

    fn pieces(&self) -> impl Iterator<Item = &[T]> {
        self.whole.iter().map(|piece| &piece[..]).chain([&self.last[..]])
    }

    /// All of them, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { piece: [].iter(), whole: self.whole.iter(), last: Some(&self.last) }
    }

    /// Those from a place on, in order, each with its place.
    pub fn iter_from(&self, at: usize) -> impl Iterator<Item = (usize, &T)> {
        let pieces = self.pieces().enumerate().skip(at / PIECE);
        pieces.flat_map(|(piece, items)| (piece * PIECE..).zip(items)).skip(at % PIECE)
    }

    /// The same, to be changed.
    pub fn iter_mut_from(&mut self, at: usize) -> impl Iterator<Item = (usize, &mut T)> {
        let pieces = self.whole.iter_mut().map(|piece| &mut piece[..]).chain([&mut self.last[..]]);
        let pieces = pieces.enumerate().skip(at / PIECE);
        pieces.flat_map(|(piece, items)| (piece * PIECE..).zip(items)).skip(at % PIECE)
    }
}

/// All of a pile, in order.
#[derive(Clone, Debug)]
pub struct Iter<'a, T> {
    piece: slice::Iter<'a, T>,
    whole: slice::Iter<'a, Box<[T; PIECE]>>,
    last: Option<&'a [T]>,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<&'a T> {
        loop {
            if let Some(item) = self.piece.next() {
                return Some(item);
            }
            let next = self.whole.next().map(|piece| &piece[..]);
            self.piece = next.or_else(|| self.last.take())?.iter();
        }
    }
}

impl<T> Index<usize> for Pile<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        self.get(at).unwrap_or_else(|| panic!("place {at} of {}", self.len()))
    }
}

impl<T> IndexMut<usize> for Pile<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        let many = self.len();
        self.get_mut(at).unwrap_or_else(|| panic!("place {at} of {many}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pile_is_a_list() {
        let mut pile = Pile::default();
        for many in 0..1000_usize {
            assert_eq!((pile.len(), pile.is_empty(), pile.get(many)), (many, many == 0, None));
            pile.push(many);
        }
        assert!((0..1000).all(|n| pile.position_of(|m| m.cmp(&n)) == Some(n)));
        let first: Pile<usize> = (0..PIECE * 2).fold(Pile::default(), |mut first, n| {
            first.push(n);
            first
        });
        for (pile, from) in [&pile, &first].into_iter().flat_map(|pile| (0..2000).map(move |from| (pile, from))) {
            let rest: Vec<_> = pile.iter_from(from).map(|(at, &n)| (at, n)).collect();
            assert!(rest.into_iter().eq((from..pile.len()).map(|n| (n, n))), "from {from} of {}", pile.len());
            let mut changed = pile.clone();
            changed.iter_mut_from(from).for_each(|(at, n)| *n += at);
            assert!(changed.iter().copied().eq((0..pile.len()).map(|n| if n < from { n } else { 2 * n })), "{from}");
        }
        let mut shorter = Pile::default();
        for many in 0..=300 {
            let beside: Vec<_> = pile.beside(&shorter).map(|(&one, &other)| (one, other)).collect();
            assert!(beside.into_iter().eq((0..many).map(|n| (n, n))), "{many}");
            shorter.push(many);
        }
        assert_eq!(
            (pile.position_of(|m| m.cmp(&1000)), Pile::<u8>::default().position_of(|_| Ordering::Equal)),
            (None, None)
        );
        pile[500] += 1;
        *pile.get_mut(501).expect("one") += 1;
        let mut copy = pile.clone();
        copy.push(1000);
        assert_eq!(copy.len(), 1001);
        assert!(copy.iter().copied().eq((0..500).chain([501, 502]).chain(502..=1000)));
    }
}
