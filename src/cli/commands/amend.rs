//! `hours amend`

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::call::{Ahead, CallArgs, note, say_how_long};
use crate::cli::failure::Failure;
use crate::cli::names::{EntryRef, Name};
use crate::cli::options::WriteArgs;
use crate::cli::when::TimeSpec;
use crate::cli::writing::{Draft, maybe_text, text, write_and_tell};
use crate::domain::filed::Filed;
use crate::domain::{Amend, Bounds, Call, Clock, Instant, PackageId, Rejection, Text};

/// Replace a call by a corrected one
///
/// What you do not name stays as it was. The old call is taken back and both stay visible.
#[derive(Args, Debug)]
#[command(mut_arg("on", |arg| arg.help("The day it was worked [default: that of the old call]")))]
pub(crate) struct AmendArgs {
    /// Which call: #17, 17, or its id
    #[arg(allow_hyphen_values = true)]
    entry: EntryRef,

    /// How long it took, such as 45m, 1h30m or 14:05-14:50
    time: Option<TimeSpec>,

    /// What was done
    #[arg(conflicts_with = "new_note")]
    note: Option<String>,

    /// What was done, where the time stays as it was
    #[arg(long = "note", value_name = "TEXT", id = "new_note")]
    new_note: Option<String>,

    /// The client who really called
    #[arg(long, value_name = "ID")]
    client: Option<Name>,

    /// Why it is corrected
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    #[command(flatten)]
    call: CallArgs,

    /// Leave something out that the old call had; may be repeated
    #[arg(long, value_name = "FIELD")]
    clear: Vec<CallField>,

    #[command(flatten)]
    write: WriteArgs,
}

/// What a corrected call may leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CallField {
    At,
    Case,
    Service,
    Factor,
    Package,
    Goodwill,
    Contact,
    Note,
}

pub(crate) fn run(args: &AmendArgs, context: Context<'_>) -> Result<()> {
    let (now, mut old_package) = (context.env.now()?, None);
    let amended = write_and_tell(context, &args.write, None, |draft| {
        let target = args.entry.resolve_or_sale(draft.book)?;
        let old = target.entry.fact.call();
        old_package = old.and_then(|call| call.package.clone());
        let amend = amend(args, draft, &target)?;
        let doubts = old.map(|old| doubts(args, draft, old, &amend.call, now));
        Ok((vec![amend.into()], doubts.unwrap_or_default()))
    });
    let (seqs, doubts) = amended.map_err(|error| if_package(args, old_package.as_ref(), error))?;
    let Doubts { start, ahead, left_behind } = doubts;
    if let Some(package) = left_behind {
        context.say(
            "note",
            &format!("the old call named {package}, which is not this client's: it draws on what is valid"),
        );
    }
    let again = format!("hours amend {}", seqs.start());
    let way = |if_dry| if args.write.writing.dry_run { if_dry } else { again.as_str() };
    if let Some(ahead) = ahead {
        ahead.say(context, way(if args.call.on.is_none() { "add" } else { "say" }));
    }
    say_how_long(context, args.time, start, way("write"));
    Ok(())
}

/// What may be a slip in a correction that is recorded all the same.
#[derive(Default)]
struct Doubts {
    start: Option<Clock>,
    ahead: Option<Ahead>,
    /// The package that the old call named and the new one cannot draw on.
    left_behind: Option<PackageId>,
}

fn doubts(args: &AmendArgs, draft: &Draft<'_>, old: &Call, new: &Call, now: Instant) -> Doubts {
    // What was so before was told when it was logged.
    let is_moved = (old.date, old.start) != (new.date, new.start);
    let is_said = new.package.is_some() || args.clear.contains(&CallField::Package);
    let is_taken_along = old.client == new.client || is_said;
    Doubts {
        start: new.start,
        ahead: Ahead::of(new, draft, now).filter(|_| is_moved),
        left_behind: old.package.clone().filter(|_| !is_taken_along),
    }
}

/// What to do about a package that cannot be drawn on: where --package is left away, it is that of the old call.
fn if_package(args: &AmendArgs, old: Option<&PackageId>, error: anyhow::Error) -> anyhow::Error {
    let hint = match (&args.call.package, old) {
        (_, None) => return error,
        (Some(_), Some(_)) => "--clear package instead of --package draws on what is valid",
        (None, Some(_)) => "the old call names it; add --clear package to draw on what is valid",
    };
    match error.downcast_ref() {
        Some(refused @ (Rejection::NotEligible { .. } | Rejection::PackageVoid { .. })) => {
            Failure::refused(refused.to_string()).hint(hint).into()
        }
        _ => error,
    }
}

fn amend(args: &AmendArgs, draft: &Draft<'_>, target: &Filed) -> Result<Amend> {
    let not_a_call = || Rejection::NotACall { seq: target.entry.seq, kind: target.entry.fact.kind() };
    let old = target.entry.fact.call().ok_or_else(not_a_call)?;
    // What it said once is not what counts: that nothing would change would be no answer.
    if let Some(by) = target.void {
        return Err(draft.book.void_already(target.entry.seq, by).into());
    }
    if let Some(field) = stated_and_cleared(args) {
        return Err(Rejection::StatedAndCleared { field }.into());
    }
    let call = corrected(args, draft, old)?;
    if call == *old {
        return Err(Rejection::NoChange.into());
    }
    let closed = draft.is_closed(&old.client, old.date) || draft.is_closed(&call.client, call.date);
    let reason = maybe_text("reason", args.reason.as_deref(), Text::NOTE)?;
    Ok(Amend { entry: target.entry.id.clone(), reason, call: Call { late: args.call.late && closed, ..call } })
}

/// A field that is stated although it is cleared.
fn stated_and_cleared(args: &AmendArgs) -> Option<&'static str> {
    let given = &args.call;
    let stated = [
        (CallField::At, "at", given.at.is_some() || matches!(args.time, Some(TimeSpec::Range(..)))),
        (CallField::Case, "case", given.case.is_some()),
        (CallField::Service, "service", given.service.is_some()),
        (CallField::Factor, "factor", given.factor.is_some()),
        (CallField::Package, "package", given.package.is_some()),
        (CallField::Goodwill, "goodwill", given.goodwill.is_some()),
        (CallField::Contact, "contact", given.contact.is_some()),
        (CallField::Note, "note", args.note.is_some() || args.new_note.is_some()),
    ];
    stated.into_iter().find(|(field, _, is_stated)| *is_stated && args.clear.contains(field)).map(|(_, name, _)| name)
}

/// The old call with what the arguments name in its place.
fn corrected(args: &AmendArgs, draft: &Draft<'_>, old: &Call) -> Result<Call> {
    let given = &args.call;
    let date = given.on.as_ref().map_or(Ok(old.date), |on| draft.date(Some(on)))?;
    let kept = |field| !args.clear.contains(&field);
    let start = old.start.filter(|_| kept(CallField::At) && !matches!(args.time, Some(TimeSpec::Range(..))));
    let time = args.time.unwrap_or(TimeSpec::Length(old.worked));
    let (worked, start) = time.resolve(date, given.at.or(start), &draft.zone)?;
    let client = args.client.as_ref().map(|name| draft.client(name)).transpose()?;
    // A package belongs to its client: with another client it no longer says anything.
    let same_client = client.as_ref().is_none_or(|client| *client == old.client);
    let note = match args.new_note.as_deref() {
        Some(new) => Some(text("note", new, Text::NOTE)?),
        None => note(args.time, given.on.as_ref(), args.note.as_deref())?,
    };
    Ok(Call {
        client: client.unwrap_or_else(|| old.client.clone()),
        date,
        start,
        worked,
        case: given.case()?.or(old.case.clone().filter(|_| kept(CallField::Case))),
        service: given.service(draft)?.or(old.service.clone().filter(|_| kept(CallField::Service))),
        factor: given.factor.or(old.factor.filter(|_| kept(CallField::Factor))),
        package: given.package(draft)?.or(old.package.clone().filter(|_| same_client && kept(CallField::Package))),
        goodwill: given.goodwill()?.or(old.goodwill.clone().filter(|_| kept(CallField::Goodwill))),
        contact: given.contact()?.or(old.contact.clone().filter(|_| kept(CallField::Contact))),
        note: note.or(old.note.clone().filter(|_| kept(CallField::Note))),
        long: (given.long || old.long) && worked > Bounds::ORDINARY_CALL,
        late: old.late,
    })
}
