//! What `log` and `amend` share: a call's particulars, and what is told of one that is still to begin.

use anyhow::Result;
use clap::Args;

use super::Context;
use super::failure::Failure;
use super::meant;
use super::names::Name;
use super::when::{DateSpec, TimeSpec};
use super::writing::{Draft, late, maybe_text};
use crate::domain::{Call, Clock, Factor, Instant, Minutes, PackageId, Rejection, ServiceId, Text};

/// A call's particulars, but for how long it took and what was done.
#[derive(Args, Debug)]
pub struct CallArgs {
    /// The day it was worked [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub on: Option<DateSpec>,

    /// When it began
    #[arg(long, value_name = "HH:MM")]
    pub at: Option<Clock>,

    /// The ticket or matter it belongs to: calls of one case and day are charged together
    #[arg(long, value_name = "ID")]
    pub case: Option<String>,

    /// What kind of work it was (hours service list)
    #[arg(long, value_name = "ID")]
    pub service: Option<Name>,

    /// Multiply the charged time, 0.01 to 10; the larger of this and the service's counts
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    pub factor: Option<Factor>,

    /// Draw on this package first
    #[arg(long, value_name = "NAME")]
    pub package: Option<Name>,

    /// Charge nothing, for this reason
    #[arg(long, value_name = "REASON")]
    pub goodwill: Option<String>,

    /// Whom it was with
    #[arg(long, value_name = "NAME")]
    pub contact: Option<String>,

    /// Book it although the period is closed
    #[arg(long)]
    pub late: bool,

    /// It really took longer than 12 hours
    #[arg(long)]
    pub long: bool,
}

/// A call dated today that would begin after now. One over midnight was probably last night's, typed the morning after; of any other, the day or the
/// time is a slip.
#[derive(Clone, Copy, Debug)]
pub struct Ahead {
    start: Clock,
    is_over_midnight: bool,
    /// Whether it would be booked into a closed period, if it was of the day before.
    is_late: bool,
}

impl Ahead {
    /// Whether a call is one, by the clock.
    pub fn of(call: &Call, draft: &Draft<'_>, now: Instant) -> Option<Ahead> {
        const DAY: u64 = 24 * 60;
        let start = call.start.filter(|_| draft.zone.date(now) == Some(call.date))?;
        let begun = u64::from(start.since_midnight());
        let is_closed = call.date.minus_days(1).is_some_and(|before| draft.is_closed(&call.client, before));
        let ahead =
            Ahead { start, is_over_midnight: begun + call.worked.get() >= DAY, is_late: call.late || is_closed };
        draft.zone.clock(now).filter(|&clock| clock < start).map(|_| ahead)
    }

    /// Tells of it, and how it is corrected: by the command `way`.
    pub fn say(self, context: Context<'_>, way: &str) {
        let Ahead { start, is_over_midnight, is_late } = self;
        let then = if is_over_midnight { "last night" } else { "yesterday" };
        let late = late(is_late);
        context
            .say("hint", &format!("{start} of today is still to come; if it was {then}: {way} --on yesterday{late}"));
    }
}

/// Tells of a length that is as likely a time of day, `09:00`, and how it is corrected, by the command `way`: nine hours would be charged else, and
/// nobody has said so. Where it is known when the call began, a length was meant.
pub fn say_how_long(context: Context<'_>, time: Option<TimeSpec>, began: Option<Clock>, way: &str) {
    /// Few calls take so long, and few begin earlier.
    const LONG: Minutes = Minutes::hours(6);
    let Some(TimeSpec::Colon(start)) = time.filter(|_| began.is_none()) else { return };
    let length = start.length();
    if length >= LONG {
        context.say(
            "hint",
            &format!("{start} was read as how long it took, {length}; if it began then: {way} TIME --at {start}"),
        );
    }
}

/// The note that stands behind the time. One that is a time itself was meant as a part of it: `1h 30m` without its quotes would be an hour, and
/// nobody would notice. One that is a day was meant as the day it was worked, where none is stated.
///
/// # Errors
///
/// Such a one, and a text that no ledger holds.
pub fn note(time: Option<TimeSpec>, on: Option<&DateSpec>, typed: Option<&str>) -> Result<Option<Text>> {
    if let Some((typed, rest)) = typed.and_then(|typed| Some((typed, as_time(typed)?))) {
        return Err(Failure::usage(format!("the note `{typed}` is a time")).hint(one_time(time, typed, rest)).into());
    }
    let typed_day = typed.filter(|_| on.is_none()).and_then(|typed| Some((typed, meant::day(typed)?)));
    if let Some((typed, day)) = typed_day {
        let hint = format!("a day goes behind its option: --on {day}; if it is the note, state the day as well (--on)");
        return Err(Failure::usage(format!("the note `{typed}` is a day")).hint(hint).into());
    }
    Ok(maybe_text("note", typed, Text::NOTE)?)
}

/// How a time is written, a part of which stands where the note does.
fn one_time(time: Option<TimeSpec>, typed: &str, rest: Minutes) -> String {
    let is_clock = typed.parse::<Clock>().is_ok();
    if let Some(TimeSpec::Colon(start)) = time.filter(|_| is_clock)
        && let Some(range) = meant::from_to(&start.to_string(), typed)
    {
        return format!("write {range}");
    }
    let length = time.and_then(TimeSpec::length);
    match length.and_then(|first| joined(first, rest)) {
        Some(whole) => format!("write '{whole}', in quotes, as one time"),
        None if is_clock && length.is_some() => began(typed),
        None => IN_ONE_WORD.to_owned(),
    }
}

/// What to say of a time of day that stands where the note does.
pub(super) fn began(clock: &str) -> String {
    format!("when it began goes behind its option: --at {clock}")
}

/// What to say of a length of time that stands where the note does, and can be no part of the one before it.
pub(super) const IN_ONE_WORD: &str = "a time is one word, such as '1h 30m'; a note says what was done";

/// The time that two words are together, whose quotes were forgotten: `1h 30m` for `1h` and `30min`.
pub(super) fn whole_time(first: &str, rest: &str) -> Option<String> {
    joined(first.parse().ok()?, as_time(rest)?)
}

fn joined(first: Minutes, rest: Minutes) -> Option<String> {
    Some(format!("{first} {rest}")).filter(|whole| whole.parse::<Minutes>().is_ok())
}

/// The time that a note is, in one of the spellings of B1 or in those that people use beside it: `45 m`, `30 Minuten`, and minutes alone.
fn as_time(note: &str) -> Option<Minutes> {
    let word: String = note.split_whitespace().collect();
    // More than an hour's minutes are a ticket's or a room's number.
    let alone = word.parse().ok().filter(|minutes| word.len() <= 2 && (1..60).contains(minutes));
    let in_units = || meant::in_small_units(&note.to_lowercase())?.parse().ok();
    word.to_uppercase().parse().ok().or_else(|| word.parse().ok()).or_else(in_units).or(alone.map(Minutes::new))
}

impl CallArgs {
    /// The case.
    ///
    /// # Errors
    ///
    /// A text that no ledger holds.
    pub fn case(&self) -> Result<Option<Text>, Rejection> {
        // A blank at its end would make it another case, and nobody sees it.
        maybe_text("case", self.case.as_deref().map(str::trim), Text::LINE)
    }

    /// The service.
    ///
    /// # Errors
    ///
    /// One that is not known.
    pub fn service(&self, draft: &Draft<'_>) -> Result<Option<ServiceId>, Rejection> {
        self.service.as_ref().map(|name| name.service(draft.book)).transpose()
    }

    /// The package.
    ///
    /// # Errors
    ///
    /// One that is not known.
    pub fn package(&self, draft: &Draft<'_>) -> Result<Option<PackageId>> {
        let package = self.package.as_ref().map(|name| name.package(draft.book)).transpose()?;
        Ok(package.map(|(_, package)| package.id().clone()))
    }

    /// Why it is charged nothing.
    ///
    /// # Errors
    ///
    /// A text that no ledger holds.
    pub fn goodwill(&self) -> Result<Option<Text>, Rejection> {
        maybe_text("reason", self.goodwill.as_deref(), Text::NOTE)
    }

    /// Whom it was with.
    ///
    /// # Errors
    ///
    /// A text that no ledger holds.
    pub fn contact(&self) -> Result<Option<Text>, Rejection> {
        maybe_text("contact", self.contact.as_deref(), Text::LINE)
    }
}
