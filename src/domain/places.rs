//! Where entries stand, in about two bytes an entry.

use super::narrow::narrow;

/// Places in an archive, in the order in which they were noted. Most stand a few hundred bytes behind the one before, so the way there takes two
/// bytes; every so often, and wherever it is longer or leads back, stands the place itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// How far each is behind the one before; nothing at a mark.
    steps: Vec<u16>,
    marks: Vec<Mark>,
    last: u64,
}

/// A place that stands by itself.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// Which one it is, from 0.
    at: u32,
    place: u64,
}

/// How many steps are added up at most to find a place.
const STEPS: usize = 128;

impl Places {
    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, places: usize) {
        self.steps.reserve(places);
        self.marks.reserve(places / STEPS + 1);
    }

    /// Notes one more.
    #[inline]
    pub(super) fn push(&mut self, place: u64) {
        let step = place.checked_sub(self.last).and_then(|step| u16::try_from(step).ok());
        let step = step.filter(|_| !self.steps.len().is_multiple_of(STEPS));
        if step.is_none() {
            self.marks.push(Mark { at: narrow(self.steps.len() as u64), place });
        }
        self.steps.push(step.unwrap_or_default());
        self.last = place;
    }

    /// The one that was noted behind so many others.
    pub(super) fn get(&self, at: usize) -> Option<u64> {
        let behind = self.marks.partition_point(|mark| mark.at as usize <= at);
        let mark = self.marks[behind.checked_sub(1)?];
        let steps = self.steps.get(mark.at as usize..=at)?;
        Some(mark.place + steps.iter().map(|&step| u64::from(step)).sum::<u64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r50_an_entry_stands_where_it_stood_in_a_ledger_of_any_size() {
        let far = [
            0,
            5,
            1 << 16,
            (1 << 17) - 1,
            1 << 17,
            (1 << 32) - 1,
            1 << 32,
            (1 << 32) + 7,
            9 << 32,
            3,
            3,
            u64::MAX >> 2,
        ];
        let near = (0..1000).map(|n| n * 311);
        let all: Vec<u64> = near.clone().chain(far).chain(near).collect();
        let mut places = Places::default();
        assert_eq!(places.get(0), None);
        all.iter().for_each(|&place| places.push(place));
        assert!((0..=all.len()).map_while(|at| places.get(at)).eq(all.iter().copied()));
        assert!(places.marks.len() < 2 * all.len() / STEPS + far.len(), "{}", places.marks.len());
    }
}
