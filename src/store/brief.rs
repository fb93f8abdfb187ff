//! What stands before one client's part of a snapshot: where the part is, and, in brief, what its calls came to by a day.
//!
//! Whoever asks about later days needs no more than the brief: it has as many bytes after ten years as after one.

use std::str::FromStr;

use super::bytes::{Bytes, put_date, put_maybe_date};
use crate::domain::Minutes;
use crate::domain::owed::Owed;
use crate::domain::past::Past;
use crate::domain::sums::Sums;
use crate::domain::totals::Totals;

/// Spells what calls came to.
pub(super) fn spell(past: &Past, bytes: &mut Vec<u8>) {
    let Totals { sums, last_call, billable, carried, drawn } = &past.totals;
    put_date(bytes, past.through);
    put_maybe_date(bytes, *last_call);
    for minutes in [sums.worked, sums.charged, sums.goodwill] {
        bytes.extend_from_slice(&minutes.get().to_le_bytes());
    }
    [billable, carried].into_iter().for_each(|owed| spell_owed(owed, bytes));
    bytes.extend_from_slice(&(drawn.len() as u32).to_le_bytes());
    drawn.iter().for_each(|minutes| bytes.extend_from_slice(&minutes.get().to_le_bytes()));
}

fn spell_owed(owed: &Owed, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&owed.minutes.get().to_le_bytes());
    bytes.extend_from_slice(&(owed.sums.len() as u32).to_le_bytes());
    for (prices, vat, sum) in &owed.sums {
        for text in [prices.to_string(), vat.to_string(), sum.to_string()] {
            // Fewer than 40 digits and a currency.
            bytes.push(text.len() as u8);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// Reads what [`spell`] spelled. Sums of 10^12 and more are not read: then the calls are counted one by one.
pub(super) fn read(rest: &mut Bytes<'_>) -> Option<Past> {
    let (through, last_call) = (rest.date()?, rest.maybe_date()?);
    let mut minutes = || rest.u64().map(Minutes::new);
    let sums = Sums { worked: minutes()?, charged: minutes()?, goodwill: minutes()? };
    let (billable, carried) = (owed(rest)?, owed(rest)?);
    let drawn = (0..rest.u32()?).map(|_| rest.u64().map(Minutes::new)).collect::<Option<_>>()?;
    Some(Past { through, totals: Totals { sums, last_call, billable, carried, drawn } })
}

fn owed(rest: &mut Bytes<'_>) -> Option<Owed> {
    let minutes = rest.u64().map(Minutes::new)?;
    let sums = (0..rest.u32()?).map(|_| Some((parsed(rest)?, parsed(rest)?, parsed(rest)?))).collect::<Option<_>>()?;
    Some(Owed { minutes, sums })
}

fn parsed<T: FromStr>(rest: &mut Bytes<'_>) -> Option<T> {
    let length = usize::from(rest.u8()?);
    std::str::from_utf8(rest.take(length)?).ok()?.parse().ok()
}
