//! Bytes that are read from the front.

use crate::domain::Date;

/// No day, where one may be.
const NO_DATE: u32 = u32::MAX;

/// Bytes that are taken from the front, as long as there are any.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(super) fn i64(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(super) fn date(&mut self) -> Option<Date> {
        Date::MIN.plus_days(self.u32()?)
    }

    /// A date or none, and nothing at all where there are too few bytes.
    pub(super) fn maybe_date(&mut self) -> Option<Option<Date>> {
        match self.clone().u32()? {
            NO_DATE => self.u32().map(|_| None),
            _ => self.date().map(Some),
        }
    }
}

/// Puts a date behind bytes, as [`Bytes::date`] takes it.
pub(super) fn put_date(bytes: &mut Vec<u8>, date: Date) {
    bytes.extend_from_slice(&(date.days_since(Date::MIN) as u32).to_le_bytes());
}

/// Puts a date that may be none, as [`Bytes::maybe_date`] takes it.
pub(super) fn put_maybe_date(bytes: &mut Vec<u8>, date: Option<Date>) {
    match date {
        Some(date) => put_date(bytes, date),
        None => bytes.extend_from_slice(&NO_DATE.to_le_bytes()),
    }
}
