//! `hours settle`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::booking::BookingArgs;
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::writing::{Draft, write};
use crate::domain::{Fact, Settle};

/// Move open overage onto a package, oldest call first, until the package is empty
///
/// The package must be valid that day and cover the calls' services. The calls worked so far are fixed by it.
#[derive(Args, Debug)]
pub(crate) struct SettleArgs {
    /// Whose overage
    client: Name,

    /// Onto which package
    #[arg(long, value_name = "NAME")]
    package: Name,

    #[command(flatten)]
    booking: BookingArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &SettleArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Settle(settle(args, draft)?)]))
}

fn settle(args: &SettleArgs, draft: &Draft<'_>) -> Result<Settle> {
    let client = draft.client(&args.client)?;
    let (_, package) = args.package.package(draft.book)?;
    let date = args.booking.date(draft)?;
    let late = args.booking.is_late(draft, &client, date);
    Ok(Settle { client, package: package.id().clone(), date, reason: args.booking.reason()?, late })
}
