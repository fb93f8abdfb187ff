//! `hours extend`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::booking::BookingArgs;
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::when::DateSpec;
use crate::cli::writing::{Draft, write};
use crate::domain::{Extend, Fact};

/// Move the end of a package to a later day
///
/// It does not reach back: a call worked after the old end and before the extension stays as it was; `hours settle` can
/// move it onto the package.
#[derive(Args, Debug)]
pub(crate) struct ExtendArgs {
    /// Which package
    package: Name,

    /// The new last day; may be to come
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: DateSpec,

    #[command(flatten)]
    booking: BookingArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &ExtendArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Extend(extend(args, draft)?)]))
}

fn extend(args: &ExtendArgs, draft: &Draft<'_>) -> Result<Extend> {
    let (_, found) = args.package.package(draft.book)?;
    let date = args.booking.date(draft)?;
    let late = args.booking.is_late(draft, &found.purchase.client, date);
    Ok(Extend {
        package: found.id().clone(),
        date,
        until: draft.date(Some(&args.until))?,
        reason: args.booking.reason()?,
        late,
    })
}
