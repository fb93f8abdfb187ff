//! `hours log`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::call::{CallArgs, note};
use crate::cli::names::Name;
use crate::cli::options::WriteArgs;
use crate::cli::when::TimeSpec;
use crate::cli::writing::{Draft, late, say_twice, write_about};
use crate::domain::{Bounds, Call, Clock, Fact, Instant};

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
    let (now, mut is_ahead, mut twin) = (context.env.now()?, None, None);
    let seqs = write_about(context, &args.write, Some(&args.client), |draft| {
        let call = call(args, draft)?;
        is_ahead = begins_later(args, draft, now).map(|start| (start, is_late_before(&call, draft)));
        twin = draft.book.twin_of(&call).map(|(other, twin)| (other, twin, call.late));
        Ok(vec![Fact::Call(call)])
    })?;
    if let Some((other, twin, is_late)) = twin {
        say_twice(context, &args.write, seqs.clone(), other, &format!("that {twin}"), is_late);
    }
    if let Some((start, is_late)) = is_ahead {
        let way = match args.write.writing.dry_run {
            true => "add --on yesterday".to_owned(),
            false => format!("hours amend {} --on yesterday", seqs.start()),
        } + late(is_late);
        let then = if args.time.begun_before_midnight().is_some() { "last night" } else { "yesterday" };
        context.say("hint", &format!("{start} of today is still to come; if it was {then}: {way}"));
    }
    Ok(())
}

/// Whether correcting it to the day before reaches into a closed period.
fn is_late_before(call: &Call, draft: &Draft<'_>) -> bool {
    call.late || call.date.minus_days(1).is_some_and(|before| draft.is_closed(&call.client, before))
}

/// When a call begins, where that is still to come: who types one over midnight the morning after means the day before, and of any other the day or the
/// time is a slip.
fn begins_later(args: &LogArgs, draft: &Draft<'_>, now: Instant) -> Option<Clock> {
    // Whoever states the day has said so.
    let start = args.time.start().or(args.call.at).filter(|_| args.call.on.is_none())?;
    draft.zone.clock(now).filter(|&clock| clock < start).map(|_| start)
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
        note: note(Some(args.time), given.on.as_ref(), args.note.as_deref())?,
        // Kept only where it says something.
        long: given.long && worked > Bounds::ORDINARY_CALL,
        client,
    })
}
