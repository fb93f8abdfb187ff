//! `hours amend`

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::options::{EntryRef, Name, WriteArgs};
use crate::cli::when::{DateSpec, TimeSpec};
use crate::cli::writing::{Draft, maybe_text, write};
use crate::domain::{Amend, Bounds, Call, Clock, Fact, Factor, Rejection, Text};

/// Replace a call by a corrected one
///
/// What you do not name stays as it was. The old call is taken back and both stay visible.
#[derive(Args, Debug)]
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

    /// The day it was worked
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<DateSpec>,

    /// When it began
    #[arg(long, value_name = "HH:MM")]
    at: Option<Clock>,

    /// The ticket or matter it belongs to
    #[arg(long, value_name = "ID")]
    case: Option<String>,

    /// What kind of work it was
    #[arg(long, value_name = "ID")]
    service: Option<Name>,

    /// Multiply the charged time, 0.01 to 10
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

    /// Leave something out that the old call had; may be repeated
    #[arg(long, value_name = "FIELD")]
    clear: Vec<CallField>,

    /// Do it although the period is closed
    #[arg(long)]
    late: bool,

    /// It really took longer than 12 hours
    #[arg(long)]
    long: bool,

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
    write(context, &args.write, |draft| Ok(vec![Fact::Amend(amend(args, draft)?)]))
}

fn amend(args: &AmendArgs, draft: &Draft<'_>) -> Result<Amend> {
    let seq = args.entry.resolve(draft.book)?;
    let unknown = || Rejection::UnknownEntry { entry: args.entry.as_str().to_owned() };
    let target = draft.book.entry(seq).ok_or_else(unknown)?;
    let (Fact::Call(old) | Fact::Amend(Amend { call: old, .. })) = &target.entry.fact else {
        return Err(Rejection::NotACall { seq, kind: target.entry.fact.kind() }.into());
    };
    let call = corrected(args, draft, old)?;
    if call == *old {
        return Err(Rejection::NoChange.into());
    }
    let late = args.late && (draft.is_closed(&old.client, old.date) || draft.is_closed(&call.client, call.date));
    let reason = maybe_text("reason", args.reason.as_deref(), Text::NOTE)?;
    Ok(Amend { entry: target.entry.id.clone(), reason, call: Call { late, ..call } })
}

/// The old call with what the arguments name in its place.
fn corrected(args: &AmendArgs, draft: &Draft<'_>, old: &Call) -> Result<Call> {
    let date = args.on.as_ref().map_or(Ok(old.date), |on| draft.date(Some(on)))?;
    let kept = |field| !args.clear.contains(&field);
    let start = old.start.filter(|_| kept(CallField::At));
    let at = args.at.or(start.filter(|_| !matches!(args.time, Some(TimeSpec::Range(..)))));
    let (worked, start) = args.time.unwrap_or(TimeSpec::Length(old.worked)).resolve(date, at, draft.zone)?;
    let text = |name, new: &Option<String>, field, old: &Option<Text>, most| -> Result<Option<Text>> {
        Ok(maybe_text(name, new.as_deref(), most)?.or(old.clone().filter(|_| kept(field))))
    };
    let note = args.new_note.as_ref().or(args.note.as_ref()).cloned();
    let service = args.service.as_ref().map(|name| name.service(draft.book)).transpose()?;
    let package = args.package.as_ref().map(|name| name.package(draft.book)).transpose()?;
    let client = args.client.as_ref().map(|name| draft.client(name)).transpose()?;
    // A package belongs to its client: with another client it no longer says anything.
    let same_client = client.as_ref().is_none_or(|client| *client == old.client);
    Ok(Call {
        client: client.unwrap_or_else(|| old.client.clone()),
        date,
        start,
        worked,
        case: text("case", &args.case, CallField::Case, &old.case, Text::LINE)?,
        service: service.or(old.service.clone().filter(|_| kept(CallField::Service))),
        factor: args.factor.or(old.factor.filter(|_| kept(CallField::Factor))),
        package: package.or(old.package.clone().filter(|_| same_client && kept(CallField::Package))),
        goodwill: text("reason", &args.goodwill, CallField::Goodwill, &old.goodwill, Text::NOTE)?,
        contact: text("contact", &args.contact, CallField::Contact, &old.contact, Text::LINE)?,
        note: text("note", &note, CallField::Note, &old.note, Text::NOTE)?,
        long: (args.long || old.long) && worked > Bounds::ORDINARY_CALL,
        late: old.late,
    })
}
