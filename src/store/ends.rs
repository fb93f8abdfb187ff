//! Where the lines of a ledger end, in about two bytes a line.

/// Where lines end, behind their LF. A line has at most 64 KiB (R50), so its length takes two bytes; every so often stands the place itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// How long each line is, less one: none is empty.
    lengths: Vec<u16>,
    /// Where every [`STEP`]th line begins.
    marks: Vec<u64>,
    /// Where the first line begins, and where the last one ends.
    whole: (u64, u64),
}

/// How many lengths are added up at most to find a line.
const STEP: usize = 128;

impl Ends {
    /// No lines yet, of which the first begins there.
    pub(super) fn from(start: u64) -> Ends {
        Ends { whole: (start, start), ..Ends::default() }
    }

    /// Takes memory for so many more lines at once.
    pub(super) fn expect(&mut self, lines: usize) {
        self.lengths.reserve(lines);
        self.marks.reserve(lines / STEP + 1);
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Where the last one ends; where the first would begin, if there is none.
    pub(super) fn last(&self) -> u64 {
        self.whole.1
    }

    /// Adds a line that ends there.
    #[inline]
    pub(super) fn push(&mut self, end: u64) {
        if self.lengths.len().is_multiple_of(STEP) {
            self.marks.push(self.whole.1);
        }
        let length = end.checked_sub(self.whole.1 + 1).and_then(|length| u16::try_from(length).ok());
        // Longer ones were refused before they were read.
        self.lengths.push(length.unwrap_or_else(|| unreachable!("a line from {} to {end}", self.whole.1)));
        self.whole.1 = end;
    }

    /// Where a line begins and ends, by its place among them, from 0.
    pub(super) fn line(&self, at: usize) -> Option<(u64, u64)> {
        let length = u64::from(*self.lengths.get(at)?) + 1;
        let before = self.lengths[at - at % STEP..at].iter().map(|&length| u64::from(length) + 1).sum::<u64>();
        let start = self.marks[at / STEP] + before;
        Some((start, start + length))
    }

    /// Where each begins, in order.
    pub(super) fn starts(&self) -> impl Iterator<Item = u64> {
        self.lengths.iter().scan(self.whole.0, |at, &length| {
            let start = *at;
            *at += u64::from(length) + 1;
            Some(start)
        })
    }

    /// Takes all lines behind the first so many away again.
    pub(super) fn truncate(&mut self, lines: usize) {
        if let Some((start, _)) = self.line(lines) {
            self.whole.1 = start;
            self.lengths.truncate(lines);
            self.marks.truncate(lines.div_ceil(STEP));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_wherever_it_stands() {
        let lengths: Vec<u64> = (0..1000).map(|n| if n % 97 == 5 { 1 << 16 } else { n * 7 % 311 + 1 }).collect();
        for start in [0, 1 << 33] {
            let mut ends = Ends::from(start);
            let mut at = start;
            let lines: Vec<(u64, u64)> = lengths
                .iter()
                .map(|length| {
                    let line = (at, at + length);
                    at += length;
                    ends.push(at);
                    line
                })
                .collect();
            let found: Vec<(u64, u64)> = (0..=lines.len()).map_while(|at| ends.line(at)).collect();
            assert_eq!(found, lines);
            assert_eq!(ends.starts().collect::<Vec<_>>(), lines.iter().map(|line| line.0).collect::<Vec<_>>());
            for many in [1000, 999, 640, 257, 256, 255, 129, 128, 127, 1, 0] {
                ends.truncate(many);
                assert_eq!((ends.len(), ends.last()), (many, many.checked_sub(1).map_or(start, |last| lines[last].1)));
                assert_eq!(ends.line(many), None);
            }
            ends.push(start + 9);
            assert_eq!(ends.line(0), Some((start, start + 9)), "what was taken away is gone");
        }
    }
}
