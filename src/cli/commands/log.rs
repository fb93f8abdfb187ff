//! `hours log`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::call::{CallArgs, note};
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::when::TimeSpec;
use crate::cli::writing::{Draft, write_about};
use crate::domain::{Bounds, Call, Fact};

/// Log a support call and draw its minutes from the client's packages
///
/// The call counts for today unless --on names another day. A call longer than what is left is taken in full, and the rest
/// shows as overage.
#[derive(Args, Debug)]
pub(crate) struct LogArgs {
    /// The client who called
    client: Name,

    /// How long it took, such as 45m, 1h30m or 14:05-14:50
    time: TimeSpec,

    /// What was done
    note: Option<String>,

    #[command(flatten)]
    call: CallArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &LogArgs, context: Context<'_>) -> Result<()> {
    write_about(context, &args.write, Some(&args.client), |draft| Ok(vec![Fact::Call(call(args, draft)?)]))
}

fn call(args: &LogArgs, draft: &Draft<'_>) -> Result<Call> {
    let given = &args.call;
    let client = draft.client(&args.client)?;
    let date = draft.date(given.on.as_ref())?;
    let (worked, start) = args.time.resolve(date, given.at, &draft.zone)?;
    Ok(Call {
        late: given.late && draft.is_closed(&client, date),
        date,
        start,
        worked,
        case: given.case()?,
        service: given.service(draft)?,
        factor: given.factor,
        package: given.package(draft)?,
        goodwill: given.goodwill()?,
        contact: given.contact()?,
        note: note(Some(args.time), args.note.as_deref())?,
        // Kept only where it says something.
        long: given.long && worked > Bounds::ORDINARY_CALL,
        client,
    })
}
