//! `hours settle`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::options::{Name, WriteArgs};
use crate::cli::when::DateSpec;
use crate::cli::writing::{Draft, maybe_text, write};
use crate::domain::{Fact, Settle, Text};

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

    /// The day of the settlement [default: today]
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

pub(crate) fn run(args: &SettleArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Settle(settle(args, draft)?)]))
}

fn settle(args: &SettleArgs, draft: &Draft<'_>) -> Result<Settle> {
    let client = draft.client(&args.client)?;
    let package = args.package.package(draft.book)?;
    let date = draft.date(args.on.as_ref())?;
    let reason = maybe_text("reason", args.reason.as_deref(), Text::NOTE)?;
    let late = args.late && draft.is_closed(&client, date);
    Ok(Settle { client, package, date, reason, late })
}
