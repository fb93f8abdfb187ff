//! `hours refund`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::booking::BookingArgs;
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::writing::{Draft, say_twice, write_and_tell};
use crate::domain::{Fact, Minutes, PackageId, Refund, Rejection};

/// Take hours that are left out of a package, to pay them back
///
/// Without a time, all that is left. The calls worked so far are fixed by it.
#[derive(Args, Debug)]
pub(crate) struct RefundArgs {
    /// Which package
    package: Name,

    /// How much [default: all that is left]
    time: Option<Minutes>,

    #[command(flatten)]
    booking: BookingArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &RefundArgs, context: Context<'_>) -> Result<()> {
    let (seqs, twin) = write_and_tell(context, &args.write, None, |draft| {
        let refund = refund(args, draft)?;
        // All that is left is refunded once.
        let other = draft.book.twin_of_refund(&refund).filter(|_| args.time.is_some());
        let twin = other.map(|other| (other, refund.late));
        Ok((vec![Fact::Refund(refund)], twin))
    })?;
    if let Some((other, is_late)) = twin {
        say_twice(context, &args.write, seqs, other, "that is as much of the same package, of the same day", is_late);
    }
    Ok(())
}

fn refund(args: &RefundArgs, draft: &Draft<'_>) -> Result<Refund> {
    let (place, found) = args.package.package(draft.book)?;
    let date = args.booking.date(draft)?;
    let left = || draft.book.account_at(place.account).reckon(&draft.book.house).rest(place.at);
    let minutes = args.time.unwrap_or_else(left);
    // Of one that was taken back, the judge has more to say.
    if found.void.is_none() {
        refuse_nothing(args.time, minutes, found.id())?;
    }
    let late = args.booking.is_late(draft, &found.purchase.client, date);
    Ok(Refund { package: found.id().clone(), date, minutes, reason: args.booking.reason()?, late })
}

/// “All that is left” of a used-up package is nothing to refund.
fn refuse_nothing(asked: Option<Minutes>, left: Minutes, package: &PackageId) -> Result<(), Rejection> {
    match asked {
        None if left.is_zero() => Err(Rejection::NotLeft { package: package.clone(), asked: left, left }),
        _ => Ok(()),
    }
}
