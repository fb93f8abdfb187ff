//! What became of many calls, in eight bytes each: there are millions.

use std::sync::Arc;

use foldhash::HashMap;

use super::calls::Calls;
use super::draw::{Draw, Draws};
use super::filed_call::FiledCall;
use super::narrow::narrow;
use super::outcome::{Kept, Outcome};
use super::pile::Pile;
use super::{Date, Minutes, Terms};

/// What became of calls, by their place in a list. Of nearly all of them that is a charge, in the terms that many have in common, and one draw
/// on the day of the call; the others are kept apart.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    list: Pile<Fate>,
    apart: HashMap<u32, Box<Kept>>,
    /// The terms, in the order in which they were first met.
    terms: Vec<Arc<Terms>>,
}

/// What became of a call, in eight bytes.
#[derive(Clone, Copy, Debug)]
struct Fate {
    /// In minutes: what it is charged, or would have been by itself; and what it drew.
    minutes: u16,
    drawn: u16,
    /// The package it drew on, by its index in the account, if it drew at all.
    package: u16,
    /// The number of its terms, with a mark for goodwill; or what else there is to be said.
    terms: u16,
}

impl Fate {
    /// Marks goodwill.
    const GOODWILL: u16 = 1 << 15;
    /// In place of terms: nothing became of it.
    const NONE: u16 = Fate::GOODWILL - 1;
    /// In place of terms: it is kept apart.
    const APART: u16 = Fate::NONE - 1;

    fn nothing() -> Fate {
        Fate { minutes: 0, drawn: 0, package: 0, terms: Fate::NONE }
    }

    fn apart() -> Fate {
        Fate { terms: Fate::APART, ..Fate::nothing() }
    }

    /// What became of a call of that day, if it fits. Its terms have that number.
    fn of(minutes: Minutes, is_goodwill: bool, draws: &[Draw], terms: usize, date: Date) -> Option<Fate> {
        let terms = u16::try_from(terms).ok().filter(|&terms| terms < Fate::APART)?;
        let drawn = match *draws {
            [] => None,
            [draw] if draw.date == date && draw.settlement().is_none() => Some(draw),
            _ => return None,
        };
        let small = |minutes: Minutes| u16::try_from(minutes.get()).ok();
        let package = u16::try_from(drawn.map_or(0, |draw| draw.package())).ok()?;
        let fits = drawn.is_none_or(|draw| !draw.minutes().is_zero());
        let drawn = small(drawn.map_or(Minutes::ZERO, |draw| draw.minutes()))?;
        let terms = if is_goodwill { terms | Fate::GOODWILL } else { terms };
        small(minutes).filter(|_| fits).map(|minutes| Fate { minutes, drawn, package, terms })
    }

    /// That of a call which drew all of its charge on one package, if it fits.
    fn covered_by(package: usize, charged: Minutes, terms: usize) -> Option<Fate> {
        let terms = u16::try_from(terms).ok().filter(|&terms| terms < Fate::APART)?;
        let (minutes, package) = (u16::try_from(charged.get()).ok()?, u16::try_from(package).ok()?);
        Some(Fate { minutes, drawn: minutes, package, terms })
    }

    /// The same in another list, whose terms have other numbers; none where it is kept apart, or the number is too great.
    fn numbered(self, numbers: &[usize]) -> Option<Fate> {
        match self.terms {
            Fate::NONE => Some(self),
            Fate::APART => None,
            terms => {
                let number = u16::try_from(*numbers.get(usize::from(terms & !Fate::GOODWILL))?).ok()?;
                (number < Fate::APART).then_some(Fate { terms: number | (terms & Fate::GOODWILL), ..self })
            }
        }
    }

    fn is_goodwill(self) -> bool {
        self.terms & Fate::GOODWILL != 0
    }

    /// The charge of a call that drew all of it on one package, and the package; none of any other.
    fn covered(self) -> Option<(Minutes, usize)> {
        let is_covered = self.terms < Fate::APART && self.drawn == self.minutes && self.drawn > 0;
        is_covered.then(|| (Minutes::new(self.minutes.into()), self.package.into()))
    }

    fn draw(self, date: Date) -> Option<Draw> {
        let minutes = Minutes::new(self.drawn.into());
        (self.drawn > 0).then(|| Draw::new(self.package.into(), minutes, date, None))
    }
}

impl Fates {
    /// Nothing yet, and memory for about so many calls.
    pub fn with_room_for(calls: usize) -> Fates {
        Fates { list: Pile::with_room_for(calls), ..Fates::default() }
    }

    /// The place behind the last call of which something became.
    pub fn end(&self) -> usize {
        self.list.len()
    }

    /// What became of a call of that day; none where nothing did.
    pub fn get(&self, at: usize, date: Date) -> Option<Outcome<'_>> {
        self.told(at, *self.list.get(at)?, date)
    }

    #[inline]
    fn told(&self, at: usize, fate: Fate, date: Date) -> Option<Outcome<'_>> {
        match fate.terms {
            Fate::NONE => None,
            Fate::APART => self.apart.get(&narrow(at as u64)).map(|kept| kept.outcome()),
            terms => {
                let terms = &self.terms[usize::from(terms & !Fate::GOODWILL)];
                Some(Outcome::new(Minutes::new(fate.minutes.into()), fate.is_goodwill(), fate.draw(date), terms))
            }
        }
    }

    /// The first `many` calls, as far as there is anything known of them, with what became of them. Those are left out of which nothing became.
    pub fn beside<'a, 'c>(
        &'a self,
        calls: &'c Calls,
        many: usize,
    ) -> impl Iterator<Item = (&'c FiledCall, Outcome<'a>)> {
        let both = calls.beside(&self.list).take(many).enumerate();
        both.filter_map(|(at, (filed, fate))| Some((filed, self.told(at, *fate, filed.date)?)))
    }

    /// Adds these calls up, too: most are covered by one package, and of those no more is looked at than their charge and which one that is.
    pub fn sum_beside<S>(
        &self,
        calls: &Calls,
        many: usize,
        sum: &mut S,
        covered: impl Fn(&mut S, &FiledCall, Minutes, usize),
        other: impl Fn(&mut S, &FiledCall, &Outcome<'_>),
    ) {
        calls.beside(&self.list).take(many).enumerate().for_each(|(at, (filed, fate))| {
            if let Some((charged, package)) = fate.covered() {
                covered(sum, filed, charged, package);
            } else if let Some(outcome) = self.told(at, *fate, filed.date) {
                other(sum, filed, &outcome);
            }
        });
    }

    /// Notes what became of a call of that day, which is charged `minutes`, or would have been without goodwill.
    pub fn add(
        &mut self,
        at: usize,
        date: Date,
        minutes: Minutes,
        is_goodwill: bool,
        draws: &[Draw],
        terms: &Arc<Terms>,
    ) {
        let number = self.number(terms);
        match Fate::of(minutes, is_goodwill, draws, number, date) {
            Some(fate) => self.set(at, fate),
            None => {
                let (draws, terms) = (Draws::from_slice(draws), self.terms[number].clone());
                self.keep_apart(at, Kept { minutes, is_goodwill, draws, terms, billings: Vec::new() })
            }
        }
    }

    /// The same of a call which drew all of its charge on one package.
    pub fn add_covered(&mut self, at: usize, date: Date, charged: Minutes, package: usize, terms: &Arc<Terms>) {
        match Fate::covered_by(package, charged, self.number(terms)) {
            Some(fate) => self.set(at, fate),
            None => self.add(at, date, charged, false, &[Draw::new(package, charged, date, None)], terms),
        }
    }

    /// Notes what became of a call of that day.
    pub fn put(&mut self, at: usize, date: Date, kept: Kept) {
        let Kept { minutes, is_goodwill, .. } = kept;
        let fate = Fate::of(minutes, is_goodwill, &kept.draws, self.number(&kept.terms), date);
        match fate.filter(|_| kept.billings.is_empty()) {
            Some(fate) => self.set(at, fate),
            None => self.keep_apart(at, kept),
        }
    }

    fn set(&mut self, at: usize, fate: Fate) {
        while self.list.len() < at {
            self.list.push(Fate::nothing());
        }
        if at == self.list.len() {
            self.list.push(fate);
        } else if std::mem::replace(&mut self.list[at], fate).terms == Fate::APART {
            self.apart.remove(&narrow(at as u64));
        }
    }

    fn keep_apart(&mut self, at: usize, kept: Kept) {
        self.set(at, Fate::apart());
        self.apart.insert(narrow(at as u64), Box::new(kept));
    }

    /// The number of terms.
    fn number(&mut self, terms: &Arc<Terms>) -> usize {
        // They change with the days, and calls come in the order of their days.
        let same = |known: &Arc<Terms>| Arc::ptr_eq(known, terms) || known == terms;
        if let Some(known) = self.terms.iter().rposition(same) {
            return known;
        }
        self.terms.push(terms.clone());
        self.terms.len() - 1
    }

    /// What became of a call of that day, to be changed; none where nothing did.
    pub fn change(&mut self, at: usize, date: Date) -> Option<&mut Kept> {
        let kept = self.take(at, date)?;
        self.list[at] = Fate::apart();
        Some(self.apart.entry(narrow(at as u64)).insert_entry(Box::new(kept)).into_mut())
    }

    /// Takes what became of a call of that day: then nothing did.
    pub fn take(&mut self, at: usize, date: Date) -> Option<Kept> {
        let fate = std::mem::replace(self.list.get_mut(at)?, Fate::nothing());
        self.told_last(at, fate, date)
    }

    /// What a fate says that stood at a place, and stands there no longer.
    fn told_last(&mut self, at: usize, fate: Fate, date: Date) -> Option<Kept> {
        match fate.terms {
            Fate::NONE => None,
            Fate::APART => self.apart.remove(&narrow(at as u64)).map(|kept| *kept),
            terms => Some(Kept {
                minutes: Minutes::new(fate.minutes.into()),
                is_goodwill: fate.is_goodwill(),
                draws: fate.draw(date).into_iter().collect::<Draws>(),
                terms: self.terms[usize::from(terms & !Fate::GOODWILL)].clone(),
                billings: Vec::new(),
            }),
        }
    }

    /// Those that are kept apart: whatever drew on more than one package, by a settlement, or stood on an invoice is among them.
    pub fn apart(&mut self) -> impl Iterator<Item = (usize, &mut Kept)> {
        self.apart.iter_mut().map(|(&at, kept)| (at as usize, &mut **kept))
    }

    /// Takes over what became of later calls, whose list begins at place `first` of this one, and what became of them anew. `day` says on which
    /// day a call was, by its place.
    pub fn append(&mut self, first: usize, mut later: Fates, day: impl Fn(usize) -> Date) {
        if later.list.is_empty() {
            return;
        }
        let numbers: Vec<usize> = later.terms.iter().map(|terms| self.number(terms)).collect();
        while self.list.len() < first {
            self.list.push(Fate::nothing());
        }
        let list = std::mem::take(&mut later.list);
        for (at, &fate) in (first..).zip(list.iter()) {
            match fate.numbered(&numbers) {
                Some(fate) if at == self.list.len() => self.list.push(fate),
                Some(_) if fate.terms == Fate::NONE => {}
                _ => {
                    let day = day(at);
                    later.told_last(at - first, fate, day).into_iter().for_each(|kept| self.put(at, day, kept));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::billing::Billing;
    use crate::domain::{LowThreshold, OverageClass};

    fn terms(increment: u64) -> Arc<Terms> {
        Arc::new(Terms {
            increment: Minutes::new(increment),
            minimum: Minutes::new(increment),
            overage: OverageClass::Bill,
            overage_rate: "150.00 EUR".parse().expect("money"),
            low: LowThreshold::Time(Minutes::ZERO),
            expiry_notice: 30,
        })
    }

    fn day(at: usize) -> Date {
        Date::MIN.plus_days(at as u32 / 3).expect("a day")
    }

    /// Outcomes of all sorts: those that fit into eight bytes, and those that do not, for every reason there is.
    fn kept(at: usize) -> Kept {
        let minutes = Minutes::new([0, 15, 65_535, 65_536][at / 3 % 4]);
        let draw = |package: usize, minutes: u64, settlement| {
            Draw::new(
                package,
                Minutes::new(minutes),
                if settlement == Some(9) { Date::MAX } else { day(at) },
                settlement,
            )
        };
        let draws: Vec<Draw> = match at % 9 {
            0 => vec![],
            1 => vec![draw(0, 15, None)],
            2 => vec![draw(65_535, 65_535, None)],
            3 => vec![draw(65_536, 15, None)],
            4 => vec![draw(3, 65_536, None)],
            5 => vec![draw(3, 10, None), draw(4, 5, None)],
            6 => vec![draw(3, 10, Some(8))],
            7 => vec![draw(3, 10, Some(9))],
            _ => vec![draw(3, 10, None), draw(4, 5, Some(9))],
        };
        let number = "2026-0001".parse().expect("a number");
        let billing = Billing {
            invoice: 7,
            number,
            date: day(at),
            minutes: Minutes::new(5),
            amount: "12.50 EUR".parse().expect("money"),
            credited: None,
        };
        Kept {
            minutes,
            is_goodwill: at % 7 == 3,
            draws: draws.into_iter().collect(),
            terms: terms(at as u64 / 20 + 1),
            billings: if at % 11 == 5 { vec![billing] } else { Vec::new() },
        }
    }

    fn said(outcome: Option<Outcome<'_>>) -> String {
        outcome.map_or_else(String::new, |o| {
            let draws: Vec<Draw> = o.draws.into_iter().collect();
            format!("{} {} {:?} {:?} {:?}", o.charged(), o.goodwill(), draws, o.billings(), o.terms())
        })
    }

    #[test]
    fn an_outcome_is_what_was_put_there_however_it_is_kept() {
        let (mut fates, mut later) = (Fates::default(), Fates::default());
        (0..300).filter(|at| at % 10 != 4).for_each(|at| fates.put(at, day(at), kept(at)));
        // Some that were there before, and some behind them.
        (270..500).filter(|at| at % 10 != 6).for_each(|at| later.put(at - 250, day(at), kept(at + 1)));
        fates.append(250, later, day);
        assert!(fates.apart.len() > 100 && fates.apart.len() < 400, "{}", fates.apart.len());
        for at in 0..=500 {
            let expected = match at {
                270..500 if at % 10 != 6 => Some(kept(at + 1)),
                0..300 if at % 10 != 4 => Some(kept(at)),
                _ => None,
            };
            assert_eq!(said(fates.get(at, day(at))), said(expected.as_ref().map(Kept::outcome)), "{at}");
        }
    }

    #[test]
    fn an_outcome_that_is_taken_or_changed_is_taken_or_changed() {
        let mut fates = Fates::default();
        (0..100).for_each(|at| fates.put(at, day(at), kept(at)));
        for at in 0..100 {
            let changed = fates.change(at, day(at)).expect("one");
            changed.draws.push(Draw::new(1, Minutes::new(1), Date::MAX, Some(3)));
            assert_eq!(fates.get(at, day(at)).expect("one").draws.len(), kept(at).draws.len() + 1);
            let taken = fates.take(at, day(at)).expect("one");
            assert_eq!((taken.minutes, taken.draws.len()), (kept(at).minutes, kept(at).draws.len() + 1));
            assert!(fates.get(at, day(at)).is_none() && fates.take(at, day(at)).is_none());
            assert!(fates.change(at, day(at)).is_none());
        }
        assert!(fates.apart.is_empty());
    }
}
