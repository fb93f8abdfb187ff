//! `hours log`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::call::{Ahead, CallArgs, note, say_how_long};
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::when::TimeSpec;
use crate::cli::writing::{Draft, say_twice, write_and_tell};
use crate::domain::twice::Twin;
use crate::domain::{Bounds, Call, Clock, Fact};

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
    let now = context.env.now()?;
    let (seqs, doubts) = write_and_tell(context, &args.write, Some(&args.client), |draft| {
        let call = call(args, draft)?;
        let doubts = Doubts {
            start: call.start,
            // Whoever states the day has said so.
            ahead: Ahead::of(&call, draft, now).filter(|_| args.call.on.is_none()),
            twin: draft.book.twin_of(&call),
            is_late: call.late,
        };
        Ok((vec![Fact::Call(call)], doubts))
    })?;
    let Doubts { start, ahead, twin, is_late } = doubts;
    if let Some((other, twin)) = twin {
        say_twice(context, &args.write, seqs.clone(), other, &format!("that {twin}"), is_late);
    }
    let amend = format!("hours amend {}", seqs.start());
    let way = |if_dry| if args.write.writing.dry_run { if_dry } else { amend.as_str() };
    if let Some(ahead) = ahead {
        ahead.say(context, way("add"));
    }
    say_how_long(context, Some(args.time), start, way("write"));
    Ok(())
}

/// What may be a slip in a call that is recorded all the same.
struct Doubts {
    start: Option<Clock>,
    ahead: Option<Ahead>,
    /// The entry that this one may be once more.
    twin: Option<(u64, Twin)>,
    is_late: bool,
}

fn call(args: &LogArgs, draft: &Draft<'_>) -> Result<Call> {
    let given = &args.call;
    let client = draft.client(&args.client)?;
    let date = draft.date(given.on.as_ref())?;
    let (worked, start) = args.time.resolve(date, given.at, &draft.zone)?;
    Ok(Call {
        late: draft.is_late(given.late, &client, date),
        date,
        start,
        worked,
        case: given.case()?,
        service: given.service(draft)?,
        factor: given.factor,
        package: given.package(draft)?,
        goodwill: given.goodwill()?,
        contact: given.contact()?,
        note: note(Some(args.time), given.on.as_ref(), args.note.as_deref())?,
        // Kept only where it says something.
        long: given.long && worked > Bounds::ORDINARY_CALL,
        client,
    })
}
