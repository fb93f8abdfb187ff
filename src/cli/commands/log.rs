//! `hours log`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::options::{Name, WriteArgs};
use crate::cli::when::{DateSpec, TimeSpec};
use crate::cli::writing::{Draft, maybe_text, write};
use crate::domain::{Bounds, Call, Clock, Fact, Factor, Text};

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

    /// The day it was worked [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<DateSpec>,

    /// When it began
    #[arg(long, value_name = "HH:MM")]
    at: Option<Clock>,

    /// The ticket or matter it belongs to: calls of one case and day are charged together
    #[arg(long, value_name = "ID")]
    case: Option<String>,

    /// What kind of work it was (hours service list)
    #[arg(long, value_name = "ID")]
    service: Option<Name>,

    /// Multiply the charged time, 0.01 to 10; the larger of this and the service's counts
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    factor: Option<Factor>,

    /// Draw on this package first
    #[arg(long, value_name = "NAME")]
    package: Option<Name>,

    /// Charge nothing, for this reason
    #[arg(long, value_name = "REASON")]
    goodwill: Option<String>,

    /// Whom it was with
    #[arg(long, value_name = "NAME")]
    contact: Option<String>,

    /// Book it although the period is closed
    #[arg(long)]
    late: bool,

    /// It really took longer than 12 hours
    #[arg(long)]
    long: bool,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &LogArgs, context: Context<'_>) -> Result<()> {
    write(context, &args.write, |draft| Ok(vec![Fact::Call(call(args, draft)?)]))
}

fn call(args: &LogArgs, draft: &Draft<'_>) -> Result<Call> {
    let client = draft.client(&args.client)?;
    let date = draft.date(args.on.as_ref())?;
    let (worked, start) = args.time.resolve(date, args.at, draft.zone)?;
    Ok(Call {
        late: args.late && draft.is_closed(&client, date),
        date,
        start,
        worked,
        case: maybe_text("case", args.case.as_deref(), Text::LINE)?,
        service: args.service.as_ref().map(|name| name.service(draft.book)).transpose()?,
        factor: args.factor,
        package: args.package.as_ref().map(|name| name.package(draft.book)).transpose()?,
        goodwill: maybe_text("reason", args.goodwill.as_deref(), Text::NOTE)?,
        contact: maybe_text("contact", args.contact.as_deref(), Text::LINE)?,
        note: maybe_text("note", args.note.as_deref(), Text::NOTE)?,
        // Kept only where it says something.
        long: args.long && worked > Bounds::ORDINARY_CALL,
        client,
    })
}
