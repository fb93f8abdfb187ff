//! `hours void`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::names::EntryRef;
use crate::cli::options::WriteArgs;
use crate::cli::writing::{Draft, text, write};
use crate::domain::{Fact, Text, Void};

/// Take an entry back: a call, purchase, grant, extension, settlement or refund
///
/// Nothing is deleted: both entries stay, and every list says so. A call gives back what it drew.
#[derive(Args, Debug)]
pub(crate) struct VoidArgs {
    /// Which entry: #17, 17, or its id
    #[arg(allow_hyphen_values = true)]
    entry: EntryRef,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Do it although the period is closed
    #[arg(long)]
    late: bool,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &VoidArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Void(void(args, draft)?)]))
}

fn void(args: &VoidArgs, draft: &Draft<'_>) -> Result<Void> {
    let target = args.entry.resolve(draft.book)?;
    let own = draft.book.client_of(&target).cloned().zip(target.entry.fact.date());
    // The call that an amendment replaced counts again, perhaps in a closed period.
    let old = draft.book.reinstated_by(&target).map(|old| {
        let account = draft.book.account_at(old.account);
        (account.id.clone(), account.calls[old.at].date)
    });
    let closed = own.into_iter().chain(old).any(|(client, date)| draft.is_closed(&client, date));
    Ok(Void {
        entry: target.entry.id.clone(),
        reason: text("reason", &args.reason, Text::NOTE)?,
        late: args.late && closed,
    })
}
