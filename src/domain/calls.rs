//! The calls of a client, in file order: which of them wait for a barrier, and in which order they are worked off.

use std::ops::Index;

use foldhash::HashMap;

use super::draw::Wish;
use super::filed_call::{FiledCall, Work};
use super::narrow::narrow;
use super::pile::{Iter, Pile};
use super::{Date, Instant};

/// The calls of a client, in file order.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    rows: Pile<FiledCall>,
    /// The packages that calls name, by their indices: few name one.
    named: HashMap<u32, u32>,
    /// When each call was recorded, once another copy of the ledger had one: those of one copy were recorded in the order of the file (A4).
    moments: Option<Vec<Moment>>,
    /// All calls before this one are fixed or void; of those behind it each says so itself.
    pending_from: usize,
}

/// When a call was recorded, where the order of the file does not tell.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// In the first of two copies of the ledger, where both have it.
    recorded: Instant,
    /// Its place among calls that were recorded at one moment, in two copies of the ledger: by their ids.
    tie: u8,
}

impl Calls {
    /// How many there are, void ones too.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> Iter<'_, FiledCall> {
        self.rows.iter()
    }

    /// The one at a place, if there is one.
    pub fn get(&self, call: usize) -> Option<&FiledCall> {
        self.rows.get(call)
    }

    /// All of them beside what stands in another list, as far as that goes.
    pub fn beside<'a, 'b, U>(&'a self, other: &'b Pile<U>) -> impl Iterator<Item = (&'a FiledCall, &'b U)> {
        self.rows.beside(other)
    }

    /// Files a call that entry `seq` recorded; it is pending until a barrier. When that was is asked of calls of a ledger that adopted some of
    /// this client's.
    pub fn file_call(&mut self, seq: u64, work: &Work, recorded: Option<Instant>) -> usize {
        self.file(FiledCall::new(seq, work), work.package, recorded)
    }

    /// The same of the call that an `amend` recorded.
    pub fn file_amended(&mut self, seq: u64, work: &Work, recorded: Option<Instant>) -> usize {
        self.file(FiledCall::new(seq, work).amending(), work.package, recorded)
    }

    /// Files a call that is pending until a barrier, and the package that it names.
    #[inline]
    pub fn file(&mut self, filed: FiledCall, package: Option<usize>, recorded: Option<Instant>) -> usize {
        debug_assert_eq!(filed.names_package(), package.is_some());
        let at = self.rows.len();
        self.rows.push(filed);
        if let Some(package) = package {
            self.named.insert(narrow(at as u64), narrow(package as u64));
        }
        if let Some(moments) = &mut self.moments {
            let unknown = || unreachable!("#{} was recorded some time", filed.seq());
            moments.push(Moment { recorded: recorded.unwrap_or_else(unknown), tie: 0 });
        }
        at
    }

    /// The call that entry `seq` recorded.
    pub fn call_of(&self, seq: u64) -> Option<usize> {
        self.rows.position_of(|filed| filed.seq().cmp(&seq))
    }

    /// What a call was filed from.
    pub fn work(&self, call: usize) -> Work {
        let filed = &self.rows[call];
        let FiledCall { date, start, factor, .. } = *filed;
        let (case, service) = (filed.case(), filed.service());
        let (worked, goodwill) = (filed.worked(), filed.goodwill());
        Work { date, start, worked, case, service, factor, package: self.named_by(call, filed), goodwill }
    }

    /// The package that a call names, by its index.
    fn named_by(&self, call: usize, filed: &FiledCall) -> Option<usize> {
        let named = Some(call as u32).filter(|_| filed.names_package());
        named.and_then(|call| self.named.get(&call)).map(|&package| package as usize)
    }

    /// The calls that name a package, in no order.
    pub fn naming(&self) -> impl Iterator<Item = usize> {
        self.named.keys().map(|&call| call as usize)
    }

    /// What decides which packages a call may draw on.
    pub fn wish(&self, call: usize, filed: &FiledCall) -> Wish {
        Wish { date: filed.date, service: filed.service(), named: self.named_by(call, filed) }
    }

    /// Marks a call as taken back.
    pub fn take_back(&mut self, call: usize) {
        self.rows[call].set(FiledCall::VOID, true);
        self.rows[call].set(FiledCall::PENDING, false);
    }

    /// Marks a call as not taken back any more.
    pub fn reinstate(&mut self, call: usize) {
        self.rows[call].set(FiledCall::VOID, false);
    }

    /// Puts a call among those that are pending.
    pub fn pend(&mut self, call: usize) {
        self.rows[call].set(FiledCall::PENDING, true);
        self.pending_from = self.pending_from.min(call);
    }

    /// All that is pending.
    pub fn pending(&self) -> Due {
        let mut due = Due::with_room_for(self.rows.len() - self.pending_from);
        let calls = self.rows.iter_from(self.pending_from).filter(|(_, filed)| filed.is_pending());
        calls.for_each(|(at, filed)| due.add(at, filed));
        due.in_turn(self)
    }

    /// What is pending and was worked on or before `through`, or all of it, and is pending no longer.
    pub fn take_due(&mut self, through: Option<Date>) -> Due {
        let mut due = Due::with_room_for(self.rows.len() - self.pending_from);
        let mut left = None;
        for (at, filed) in self.rows.iter_mut_from(self.pending_from).filter(|(_, filed)| filed.is_pending()) {
            if through.is_none_or(|through| filed.date <= through) {
                filed.set(FiledCall::PENDING, false);
                due.add(at, filed);
            } else {
                left.get_or_insert(at);
            }
        }
        self.pending_from = left.unwrap_or(self.rows.len());
        due.in_turn(self)
    }

    /// Where a call stands among those that are worked off (F2): by worked date and start, then as they were recorded.
    pub fn turn_of(&self, call: usize) -> impl Ord + use<> {
        let FiledCall { date, start, .. } = self.rows[call];
        match &self.moments {
            None => (date, start, self.rows[call].seq() as i64, 0),
            Some(moments) => (date, start, moments[call].recorded.micros(), moments[call].tie),
        }
    }

    /// Asks when each of the calls was recorded, by their entries, unless that is known: another copy of the ledger had one.
    pub fn know_moments(&mut self, recorded: impl Fn(u64) -> Instant) {
        let calls = &self.rows;
        let moment = |filed: &FiledCall| Moment { recorded: recorded(filed.seq()), tie: 0 };
        self.moments.get_or_insert_with(|| calls.iter().map(moment).collect());
    }

    /// Notes that a call was recorded earlier, too, by another copy of the ledger.
    pub fn precede(&mut self, call: usize, earlier: Instant) {
        if let Some(moment) = self.moments.as_mut().and_then(|moments| moments.get_mut(call)) {
            moment.recorded = moment.recorded.min(earlier);
        }
    }

    /// The calls recorded at a moment: more than one only where another copy of the ledger was adopted.
    pub fn recorded_at(&self, moment: Instant) -> Vec<usize> {
        let moments = self.moments.iter().flatten().enumerate();
        moments.filter(|(_, of)| of.recorded == moment).map(|(at, _)| at).collect()
    }

    /// Orders calls that were recorded at one moment.
    pub fn order(&mut self, calls: impl Iterator<Item = usize>) {
        let Some(moments) = &mut self.moments else { return };
        // 256 ties would take 256 merged copies with an entry of the same microsecond each.
        calls.zip(0..=u8::MAX).for_each(|(at, tie)| moments[at].tie = tie);
    }
}

/// Calls that are to be worked off, in the order F2.
#[derive(Clone, Debug, Default)]
pub struct Due {
    /// The first of them in file order.
    first: Option<usize>,
    /// What is compared is a number, and these lie side by side, and not wherever the calls are.
    turns: Vec<u64>,
}

impl Due {
    fn with_room_for(many: usize) -> Due {
        Due { first: None, turns: Vec::with_capacity(many) }
    }

    /// One more, behind the others in file order.
    fn add(&mut self, at: usize, filed: &FiledCall) {
        self.first.get_or_insert(at);
        self.turns.push(filed.turn(narrow(at as u64)));
    }

    fn in_turn(mut self, calls: &Calls) -> Due {
        match calls.moments {
            None => put_in_order(&mut self.turns),
            Some(_) => self.turns.sort_by_key(|&turn| calls.turn_of(FiledCall::place(turn))),
        }
        self
    }

    /// The first of them in file order, by its index.
    pub fn first(&self) -> Option<usize> {
        self.first
    }

    /// How many there are.
    pub fn many(&self) -> usize {
        self.turns.len()
    }

    /// Each by its index.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.turns.iter().map(|&turn| FiledCall::place(turn))
    }
}

/// Puts numbers in order of which most are: calls are recorded nearly as they were worked, so few are moved, and not far.
fn put_in_order(numbers: &mut [u64]) {
    let mut steps = 4 * numbers.len();
    for at in 1..numbers.len() {
        let before = numbers[..at].iter().rev().take_while(|&&other| other > numbers[at]).count();
        // Of others, such as those of a sheet that begins with the latest, each would be moved past all before it.
        let Some(left) = steps.checked_sub(before) else { return numbers.sort_unstable() };
        steps = left;
        numbers[at - before..=at].rotate_right(1);
    }
}

impl Index<usize> for Calls {
    type Output = FiledCall;

    #[inline]
    fn index(&self, call: usize) -> &FiledCall {
        &self.rows[call]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f2_numbers_are_put_in_order_however_they_stand() {
        for many in 0..200_u64 {
            // As they are, the other way round, some of them late, and all mixed.
            let scattered = |step: u64| (0..many).map(move |n| n * step % 211).collect::<Vec<_>>();
            let late = (0..many).map(|n| if n % 5 == 3 { n.saturating_sub(n % 7) * 10 } else { n * 10 + 5 }).collect();
            for mut numbers in [scattered(1), scattered(210), late, scattered(84), scattered(17)] {
                let mut ordered = numbers.clone();
                ordered.sort();
                put_in_order(&mut numbers);
                assert_eq!(numbers, ordered);
            }
        }
    }
}
