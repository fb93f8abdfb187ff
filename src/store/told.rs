//! Names as a lane tells them: by number, each in full only once.

use std::num::NonZeroU32;

use super::strict::Quoted;
use super::texts::Texts;
use crate::domain::{ClientId, PackageId, ServiceId, Text};

/// So many names of a sort are remembered: a number is little to keep, and a name that is forgotten is told again.
pub(super) const MOST_NAMES: usize = 1 << 16;

/// The number of a name, from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nth(NonZeroU32);

impl Nth {
    /// Its place in a list of them.
    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Names that a lane tells for the first time, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    pub(super) clients: Vec<ClientId>,
    pub(super) services: Vec<ServiceId>,
    pub(super) packages: Vec<PackageId>,
    pub(super) cases: Vec<Text>,
}

/// Names of a sort, by number.
#[derive(Debug)]
pub(super) struct Told<T> {
    known: Texts<Nth, MOST_NAMES>,
    next: Nth,
    fresh: Vec<T>,
}

impl<T> Default for Told<T> {
    fn default() -> Told<T> {
        Told { known: Texts::default(), next: Nth(NonZeroU32::MIN), fresh: Vec::new() }
    }
}

impl<T> Told<T> {
    /// The number of a name, which is read where it is new; none where it is no name.
    #[inline(always)]
    pub(super) fn number(&mut self, text: Quoted<'_>, read: impl FnOnce(&str) -> Option<T>) -> Option<Nth> {
        match self.known.get(text) {
            Some(&number) => Some(number),
            None => self.tell(text, read),
        }
    }

    #[inline(never)]
    fn tell(&mut self, text: Quoted<'_>, read: impl FnOnce(&str) -> Option<T>) -> Option<Nth> {
        self.fresh.push(text.read(read)?);
        // Those that are forgotten are told again, by new numbers.
        let number = self.next;
        self.next = Nth(number.0.checked_add(1)?);
        self.known.put(text, number);
        Some(number)
    }

    /// Those that are told for the first time since this was asked.
    pub(super) fn fresh(&mut self) -> Vec<T> {
        std::mem::take(&mut self.fresh)
    }
}
