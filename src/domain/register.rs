//! The documents a ledger has issued: their numbers, which are unique and without gaps (J3), and which credits which (J4).

use std::collections::{BTreeMap, HashMap};

use super::number::{Number, Pattern, Series};
use super::{Date, Rejection};

/// The documents by number, and how far each series has counted.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Invoices and the documents that credit them, by `seq`, in file order.
    documents: Vec<u64>,
    numbers: HashMap<Number, u64>,
    /// Documents under a number that another one had before them.
    doubles: Vec<(Number, u64)>,
    counted: BTreeMap<Series, Counted>,
    /// By an invoice's `seq`, that of what credits it.
    credits: HashMap<u64, u64>,
    pattern: Pattern,
}

/// How far a series has counted.
#[derive(Clone, Debug)]
struct Counted {
    last: u64,
    numbers: (Number, Number),
}

impl Register {
    /// Every document by `seq`, in file order.
    pub fn documents(&self) -> &[u64] {
        &self.documents
    }

    /// The documents of that number, by `seq`: more than one where copies of the ledger gave it to different ones.
    pub fn documents_of(&self, number: &Number) -> Vec<u64> {
        let others = self.doubles.iter().filter(|(double, _)| double == number).map(|(_, seq)| *seq);
        self.numbers.get(number).copied().into_iter().chain(others).collect()
    }

    /// Numbers that stand on more than one document which is not credited, by the documents' `seq` (R45).
    pub fn doubled(&self) -> Vec<(&Number, u64, u64)> {
        let open = |seq: u64| self.credit_of(seq).is_none();
        let doubles = self.doubles.iter().filter(|(_, seq)| open(*seq));
        let first_of = |number: &Number| self.documents_of(number).into_iter().find(|&seq| open(seq));
        let with_first = doubles.filter_map(|(number, seq)| Some((number, first_of(number)?, *seq)));
        with_first.filter(|(_, first, other)| first != other).collect()
    }

    /// The first and the last number of each series; none is missing between them.
    pub fn series(&self) -> impl Iterator<Item = &(Number, Number)> {
        self.counted.values().map(|series| &series.numbers)
    }

    /// The numbers given, in their order.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        let mut numbers: Vec<&Number> = self.numbers.keys().collect();
        numbers.sort();
        numbers.into_iter()
    }

    /// What credits an invoice, both by `seq`.
    pub fn credit_of(&self, invoice: u64) -> Option<u64> {
        self.credits.get(&invoice).copied()
    }

    /// The pattern of the last document, which the next one follows too.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// The number that comes `after` so many more in the series of a date; `None` where it would be too long. A series begins at `first`, or at 1.
    /// In one that has begun, `first` is the number as well, and refused by the judge unless it is its turn.
    pub fn next(&self, pattern: &Pattern, date: Date, first: Option<u64>, after: u64) -> Option<Number> {
        // The judge lets no series count beyond its bound: one more is always there.
        let due = || self.counted.get(&pattern.series(date)).map_or(1, |series| series.last + 1);
        pattern.number(date, first.unwrap_or_else(due).checked_add(after)?)
    }

    /// Whether a number may be given now: made by its pattern, unique, and the next of its series. A series may begin anywhere: who
    /// comes from another program goes on where that one stopped.
    ///
    /// # Errors
    ///
    /// [`Rejection::WrongNumber`], [`Rejection::NumberTaken`], [`Rejection::NumberOutOfTurn`].
    pub fn judge(&self, pattern: &Pattern, date: Date, number: &Number) -> Result<(), Rejection> {
        let n = self.judge_given(pattern, date, number)?;
        if let Some(&seq) = self.documents_of(number).first() {
            return Err(Rejection::NumberTaken { number: number.clone(), seq });
        }
        match self.counted.get(&pattern.series(date)).map(|series| series.last) {
            Some(last) if n != last + 1 => {
                let due = pattern.number(date, last + 1);
                Err(Rejection::NumberOutOfTurn { number: number.clone(), due })
            }
            _ => Ok(()),
        }
    }

    /// Whether a number is what its pattern makes; gives what it counts. More is not asked of one that another copy of the ledger gave:
    /// both may have given it, neither is changed, and `verify` says so (R45).
    ///
    /// # Errors
    ///
    /// [`Rejection::WrongNumber`].
    pub fn judge_given(&self, pattern: &Pattern, date: Date, number: &Number) -> Result<u64, Rejection> {
        let wrong = || Rejection::WrongNumber { number: number.clone(), pattern: pattern.clone(), date };
        pattern.count(date, number).ok_or_else(wrong)
    }

    /// Files a document.
    pub fn file(&mut self, seq: u64, pattern: &Pattern, date: Date, number: &Number) {
        if let Some(n) = pattern.count(date, number) {
            let numbers = (number.clone(), number.clone());
            let series = self.counted.entry(pattern.series(date)).or_insert(Counted { last: n, numbers });
            if n >= series.last {
                series.last = n;
                series.numbers.1 = number.clone();
            }
        }
        self.documents.push(seq);
        match self.numbers.get(number) {
            Some(_) => self.doubles.push((number.clone(), seq)),
            None => drop(self.numbers.insert(number.clone(), seq)),
        }
        self.pattern = pattern.clone();
    }

    /// Notes which document credits which invoice, both by `seq`.
    pub fn credit(&mut self, invoice: u64, credit: u64) {
        self.credits.insert(invoice, credit);
    }
}
