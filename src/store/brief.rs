//! What stands before one client's part of a snapshot: where the part is, and, in brief, what its calls came to by a day.
//!
//! Whoever asks about later days needs no more than the brief: it has as many bytes after ten years as after one.

use super::bytes::{Bytes, put_date, put_maybe_date};
use crate::domain::Minutes;
use crate::domain::past::{Owed, Past};

/// Spells what calls came to.
pub(super) fn spell(past: &Past, bytes: &mut Vec<u8>) {
    put_date(bytes, past.through);
    put_maybe_date(bytes, past.last_call);
    for minutes in [past.worked, past.charged, past.goodwill] {
        bytes.extend_from_slice(&minutes.get().to_le_bytes());
    }
    for owed in [past.billable, past.carried] {
        bytes.extend_from_slice(&owed.minutes.get().to_le_bytes());
        for money in [owed.net, owed.gross] {
            let text = money.to_string();
            // Fewer than 40 digits and a currency.
            bytes.push(text.len() as u8);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes.extend_from_slice(&(past.drawn.len() as u32).to_le_bytes());
    past.drawn.iter().for_each(|minutes| bytes.extend_from_slice(&minutes.get().to_le_bytes()));
}

/// Reads what [`spell`] spelled. Sums of 10^12 and more are not read: then the calls are counted one by one.
pub(super) fn read(rest: &mut Bytes<'_>) -> Option<Past> {
    let (through, last_call) = (rest.date()?, rest.maybe_date()?);
    let mut minutes = || rest.u64().map(Minutes::new);
    let (worked, charged, goodwill) = (minutes()?, minutes()?, minutes()?);
    let (billable, carried) = (owed(rest)?, owed(rest)?);
    let drawn = (0..rest.u32()?).map(|_| rest.u64().map(Minutes::new)).collect::<Option<_>>()?;
    Some(Past { through, last_call, worked, charged, goodwill, billable, carried, drawn })
}

fn owed(rest: &mut Bytes<'_>) -> Option<Owed> {
    let minutes = rest.u64().map(Minutes::new)?;
    let mut money = || {
        let length = usize::from(rest.u8()?);
        std::str::from_utf8(rest.take(length)?).ok()?.parse().ok()
    };
    Some(Owed { minutes, net: money()?, gross: money()? })
}
