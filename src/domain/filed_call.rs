//! A call as it is kept: there are millions.

use std::num::NonZeroU32;

use super::names::{CaseNo, ServiceNo};
use super::narrow::narrow;
use super::{Clock, Date, Factor, Minutes};

/// A call, in 20 bytes: what figures need of it. Its texts are where it was recorded ([`Book::recorded_call`](super::Book::recorded_call)).
#[derive(Clone, Copy, Debug)]
pub struct FiledCall {
    seq: u32,
    /// The worked date.
    pub date: Date,
    case: Three,
    service: Three,
    /// How long it took, in the bits of [`FiledCall::WORKED`]; in the others what few calls are, such as [`FiledCall::GOODWILL`].
    worked: u16,
    /// When it began.
    pub start: Option<Clock>,
    /// The factor that counts (E5).
    pub factor: Factor,
}

/// The number of a name, or of none, in three bytes: there are fewer names than lines, and of those ten million at most (R50).
#[derive(Clone, Copy, Debug)]
struct Three([u8; 3]);

impl Three {
    fn of(number: Option<NonZeroU32>) -> Three {
        let [low, middle, high, beyond] = number.map_or(0, NonZeroU32::get).to_le_bytes();
        assert!(beyond == 0, "name number {number:?}");
        Three([low, middle, high])
    }

    fn number(self) -> Option<NonZeroU32> {
        let Three([low, middle, high]) = self;
        NonZeroU32::new(u32::from_le_bytes([low, middle, high, 0]))
    }
}

/// What a call is filed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are the fields of `Call` and `FiledCall`")]
pub struct Work {
    pub date: Date,
    pub start: Option<Clock>,
    pub worked: Minutes,
    pub case: Option<CaseNo>,
    pub service: Option<ServiceNo>,
    pub factor: Factor,
    /// The package it names, by its index in the account.
    pub package: Option<usize>,
    pub goodwill: bool,
}

impl FiledCall {
    /// The minutes worked: a day at most (B5).
    const WORKED: u16 = (1 << 11) - 1;
    /// It is charged nothing (E6).
    const GOODWILL: u16 = 1 << 11;
    /// An `amend` recorded it.
    const AMENDS: u16 = 1 << 12;
    /// It was taken back or replaced.
    pub(super) const VOID: u16 = 1 << 13;
    /// It names a package, which the account knows.
    const NAMED: u16 = 1 << 14;
    /// No barrier has fixed it yet, and nothing has taken it back.
    pub(super) const PENDING: u16 = 1 << 15;

    /// A call that entry `seq` records. It is at most a day long (B5).
    #[inline]
    pub fn new(seq: u64, work: &Work) -> FiledCall {
        let Work { date, start, worked, case, service, factor, package, goodwill } = *work;
        let minutes = u16::try_from(worked.get()).ok().filter(|&minutes| minutes <= FiledCall::WORKED);
        let minutes = minutes.unwrap_or_else(|| unreachable!("a call of {worked}"));
        let goodwill = if goodwill { FiledCall::GOODWILL } else { 0 };
        let marks = FiledCall::PENDING | goodwill | package.map_or(0, |_| FiledCall::NAMED);
        let (case, service) = (Three::of(case.map(CaseNo::number)), Three::of(service.map(ServiceNo::number)));
        FiledCall { seq: narrow(seq), date, case, service, worked: minutes | marks, start, factor }
    }

    /// The same where an `amend` recorded it.
    pub fn amending(self) -> FiledCall {
        FiledCall { worked: self.worked | FiledCall::AMENDS, ..self }
    }

    /// The entry that recorded it: a `call`, or the `amend` that corrected one.
    pub fn seq(&self) -> u64 {
        self.seq.into()
    }

    /// The case it belongs to (E2).
    pub fn case(&self) -> Option<CaseNo> {
        self.case.number().map(CaseNo::numbered)
    }

    /// What kind of work it was.
    pub fn service(&self) -> Option<ServiceNo> {
        self.service.number().map(ServiceNo::numbered)
    }

    /// How long it took.
    pub fn worked(&self) -> Minutes {
        Minutes::new((self.worked & FiledCall::WORKED).into())
    }

    /// Whether it is charged nothing (E6).
    pub fn goodwill(&self) -> bool {
        self.worked & FiledCall::GOODWILL != 0
    }

    /// Whether an `amend` recorded it.
    pub fn amends(&self) -> bool {
        self.worked & FiledCall::AMENDS != 0
    }

    /// Whether it was taken back or replaced.
    pub fn is_void(&self) -> bool {
        self.worked & FiledCall::VOID != 0
    }

    /// Whether it names a package.
    pub(super) fn names_package(&self) -> bool {
        self.worked & FiledCall::NAMED != 0
    }

    /// Whether no barrier has fixed it yet, and nothing has taken it back.
    pub(super) fn is_pending(&self) -> bool {
        self.worked & FiledCall::PENDING != 0
    }

    /// Where it stands among those of its account that are worked off (F2), as a number: by worked date and start, then as they were recorded,
    /// which is as they are filed.
    pub(super) fn turn(&self, at: u32) -> u64 {
        let start = self.start.map_or(0, |start| u64::from(start.since_midnight()) + 1);
        u64::from(self.date.rank()) << 42 | start << 31 | u64::from(at)
    }

    /// Which call has a [turn](FiledCall::turn).
    pub(super) fn place(turn: u64) -> usize {
        (turn & ((1 << 31) - 1)) as usize
    }

    /// Sets a mark, or takes it away.
    pub(super) fn set(&mut self, mark: u16, on: bool) {
        self.worked = if on { self.worked | mark } else { self.worked & !mark };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Bounds;

    #[test]
    fn r50_a_call_is_kept_as_it_was_filed_in_a_ledger_of_any_size() {
        let names = [None, Some(0), Some(255), Some(256), Some(9_999_999)];
        for (case, service) in names.into_iter().flat_map(|case| names.map(|service| (case, service))) {
            for (minutes, goodwill) in [(0, false), (1, true), (Bounds::CALL.get(), false), (Bounds::CALL.get(), true)]
            {
                let work = Work {
                    date: Date::MAX,
                    start: Clock::new(23, 59),
                    worked: Minutes::new(minutes),
                    case: case.map(CaseNo::nth),
                    service: service.map(ServiceNo::nth),
                    factor: Factor::ONE,
                    package: case,
                    goodwill,
                };
                let mut filed = FiledCall::new(10_000_000, &work).amending();
                for mark in [FiledCall::VOID, FiledCall::PENDING, FiledCall::VOID] {
                    filed.set(mark, mark == FiledCall::VOID);
                    assert_eq!((filed.case(), filed.service(), filed.worked()), (work.case, work.service, work.worked));
                    assert_eq!(
                        (filed.goodwill(), filed.names_package(), filed.amends()),
                        (goodwill, case.is_some(), true)
                    );
                    assert_eq!((filed.seq(), filed.is_void()), (10_000_000, true));
                }
                assert!(!filed.is_pending());
            }
        }
        assert_eq!(size_of::<FiledCall>(), 20);
    }
}
