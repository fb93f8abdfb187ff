//! `hours refund`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::options::{Name, WriteArgs};
use crate::cli::when::DateSpec;
use crate::cli::writing::{Draft, maybe_text, write};
use crate::domain::{Fact, Minutes, Refund, Text};

/// Take hours that are left out of a package, to pay them back
///
/// Without a time, all that is left. The calls worked so far are fixed by it.
#[derive(Args, Debug)]
pub(crate) struct RefundArgs {
    /// Which package
    package: Name,

    /// How much [default: all that is left]
    time: Option<Minutes>,

    /// The day of the refund [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<DateSpec>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Book it although the period is closed
    #[arg(long)]
    late: bool,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &RefundArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Refund(refund(args, draft)?)]))
}

fn refund(args: &RefundArgs, draft: &Draft<'_>) -> Result<Refund> {
    let package = args.package.package(draft.book)?;
    let (place, found) =
        draft.book.package(&package).ok_or_else(|| draft.book.unknown_package(args.package.as_str()))?;
    let date = draft.date(args.on.as_ref())?;
    let left = || draft.book.account_at(place.account).reckon(&draft.book.house).rest(place.at);
    let minutes = args.time.unwrap_or_else(left);
    refuse_nothing(args.time, minutes, &package)?;
    let reason = maybe_text("reason", args.reason.as_deref(), Text::NOTE)?;
    let late = args.late && draft.is_closed(&found.purchase.client, date);
    Ok(Refund { package, date, minutes, reason, late })
}

/// “All that is left” of a used-up package is nothing to refund.
fn refuse_nothing(asked: Option<Minutes>, minutes: Minutes, package: &crate::domain::PackageId) -> Result<()> {
    match asked {
        None if minutes.is_zero() => {
            Err(crate::cli::failure::Failure::refused(format!("nothing is left of package `{package}`")).into())
        }
        _ => Ok(()),
    }
}
