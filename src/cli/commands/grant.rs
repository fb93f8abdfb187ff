//! `hours grant`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::options::WriteArgs;
use crate::cli::package::PackageArgs;
use crate::cli::writing::{Draft, text};
use crate::domain::{ClientId, Payment, Text};

/// Give a client hours: a bonus, or the support that came with a product
///
/// Granted hours are drawn like bought ones, and never invoiced.
#[derive(Args, Debug)]
pub(crate) struct GrantArgs {
    #[command(flatten)]
    package: PackageArgs,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &GrantArgs, context: Context<'_>) -> Result<()> {
    let pay =
        |_: &Draft<'_>, _: &ClientId, _| Ok(Payment::Granted { reason: text("reason", &args.reason, Text::NOTE)? });
    args.package.write(context, &args.write, &pay)
}
