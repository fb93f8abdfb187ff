//! `hours close`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::when::DateSpec;
use crate::cli::writing::{Draft, maybe_text, write};
use crate::domain::{Close, Fact, Text};

/// Close a period: what was worked through that day is fixed
///
/// Afterwards an entry dated in it is refused unless it is written with --late, and shows as late in every list.
#[derive(Args, Debug)]
pub(crate) struct CloseArgs {
    /// For which client
    client: Option<Name>,

    /// For all clients
    #[arg(long, conflicts_with = "client")]
    all: bool,

    /// The last day of the period
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    through: DateSpec,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &CloseArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Close(close(args, draft)?)]))
}

fn close(args: &CloseArgs, draft: &Draft<'_>) -> Result<Close> {
    if args.client.is_none() && !args.all {
        return Err(Failure::usage("missing: CLIENT or --all")
            .hint("hours close --help tells how it is written")
            .into());
    }
    let client = args.client.as_ref().map(|name| draft.client(name)).transpose()?;
    let reason = maybe_text("reason", args.reason.as_deref(), Text::NOTE)?;
    Ok(Close { client, through: draft.date(Some(&args.through))?, reason })
}
