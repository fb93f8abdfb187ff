//! What every command that writes does: propose, have it judged and appended, show the receipt.

use std::mem::ManuallyDrop;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::Context;
use super::failure::{Exit, Failure, report};
use super::names::Name;
use super::options::{TableJson, WriteArgs, WriterArgs, WritingArgs};
use super::output::{conclude, deliver, judge};
use super::reading::stamp;
use super::when::{DateSpec, Today, Zone};
use crate::counted::count;
use crate::domain::balance::{Balance, balance};
use crate::domain::check::overages;
use crate::domain::{BadText, Book, ClientId, Date, Entry, EntryId, Fact, Instant, Rejection, Text};
use crate::render;
use crate::render::receipt::{Before, Receipt};
use crate::render::warnings::sentence;
use crate::store::{Append, Appended, OtherContent, Proposal};

/// What a proposal is made from: the ledger as it is under the lock, and the day in its zone.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The ledger.
    pub book: &'a Book,
    /// Its zone.
    pub zone: Zone,
    today: Today,
}

impl<'a> Draft<'a> {
    /// A draft on a ledger at a moment.
    ///
    /// # Errors
    ///
    /// A zone that this program does not know, or a clock beyond the calendar.
    pub fn new(book: &'a Book, now: Instant) -> Result<Draft<'a>> {
        let zone = Zone::named(&book.house.open.zone)?;
        let today = zone.today(now, book.last_recorded())?;
        // A clock far behind the ledger: the store is asked again for a book with every call.
        ensure!(book.tells_of(today.date), "nothing can be told of {}", today.date);
        Ok(Draft { book, today, zone })
    }

    /// A day as typed; today where none is.
    ///
    /// # Errors
    ///
    /// A day before 1900, or a relative one while the clock is not to be trusted (R31).
    pub fn date(&self, spec: Option<&DateSpec>) -> Result<Date> {
        self.today.resolve(spec.unwrap_or(&DateSpec::DaysAgo(0)))
    }

    /// A client that exists.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownClient`].
    pub fn client(&self, name: &Name) -> Result<ClientId, Rejection> {
        name.client(self.book)
    }

    /// Whether an entry of that client and date lies in a closed period.
    pub fn is_closed(&self, client: &ClientId, date: Date) -> bool {
        self.book.is_closed(client, date)
    }

    /// Whether an entry is booked into one, as `asked`: that is kept only where it says something (H3).
    pub fn is_late(&self, asked: bool, client: &ClientId, date: Date) -> bool {
        asked && self.is_closed(client, date)
    }

    /// The last day an entry may be dated: today, or the day of the last entry where the clock stands before it.
    pub fn latest(&self) -> Date {
        let last = self.book.last_recorded().and_then(|last| self.zone.date(last));
        last.map_or(self.today.date, |last| last.max(self.today.date))
    }
}

/// A text as typed, for a field.
///
/// # Errors
///
/// [`Rejection::BadText`].
pub fn text(field: &'static str, typed: &str, most: usize) -> Result<Text, Rejection> {
    let refused = |fault: BadText| Rejection::BadText { field, fault, most };
    Text::new(typed, most).map_err(refused)
}

/// The same where there may be none.
///
/// # Errors
///
/// [`Rejection::BadText`].
pub fn maybe_text(field: &'static str, typed: Option<&str>, most: usize) -> Result<Option<Text>, Rejection> {
    typed.map(|typed| text(field, typed, most)).transpose()
}

/// Appends what `propose` makes of the ledger, and shows the receipt and the client's warnings.
///
/// # Errors
///
/// Where it is refused or cannot be done; then nothing was written.
pub fn write(
    context: Context<'_>,
    args: &WriteArgs,
    mut propose: impl FnMut(&Draft<'_>) -> Result<Vec<Fact>>,
) -> Result<()> {
    write_and_tell(context, args, None, |draft| Ok((propose(draft)?, ()))).map(drop)
}

/// The same where something else is told once that is done: `propose` gives it beside the facts, as the ledger was then. Where `client` says whose calls
/// alone will be proposed, that client's entries may be all that is read. Gives the `seq`s of what was proposed, and what is to be told.
///
/// # Errors
///
/// As [`write()`].
pub fn write_and_tell<T>(
    context: Context<'_>,
    args: &WriteArgs,
    client: Option<&Name>,
    mut propose: impl FnMut(&Draft<'_>) -> Result<(Vec<Fact>, T)>,
) -> Result<(RangeInclusive<u64>, T)> {
    let (path, mut before, mut told) = (ledger(context, args.writing.out.as_deref())?, None, None);
    let about = client.and_then(|name| name.as_str().parse().ok());
    let request = Append { about, ..request(context, &args.writing)? };
    // Not given back piece by piece, as what is only read is not.
    let appended = ManuallyDrop::new(append_as(context, &request, &path, |draft| {
        let (facts, aside) = propose(draft)?;
        (before, told) = (state_before(draft, &facts), Some(aside));
        Ok(facts)
    })?);
    show(context, args, &path, &appended, before.filter(|_| !appended.already))?;
    let told = told.unwrap_or_else(|| unreachable!("nothing is recorded that was not proposed"));
    Ok((appended.seqs.clone(), told))
}

/// How a command is said to reach into a closed period, where it does (H3): it works as it stands then.
pub fn late(is_late: bool) -> &'static str {
    if is_late { " --late" } else { "" }
}

/// Says that what was recorded may be there already since entry `twin`, why, and how it is taken back; `is_late` where it lies in a closed period.
pub fn say_twice(
    context: Context<'_>,
    args: &WriteArgs,
    seqs: RangeInclusive<u64>,
    twin: u64,
    why: &str,
    is_late: bool,
) {
    context.say("warning", &format!("this may be #{twin} once more: {why}"));
    if args.writing.dry_run {
        return;
    }
    let (first, last) = (seqs.start(), seqs.end());
    let others = if first < last { format!(" --through {last}") } else { String::new() };
    context.say("hint", &format!("if it is: hours void {first}{others} --reason \"twice\"{}", late(is_late)));
}

/// The ledger to write to; the receipt goes to `out`.
///
/// # Errors
///
/// No ledger, or no place for the receipt: see [`judge`].
pub fn ledger(context: Context<'_>, out: Option<&Path>) -> Result<PathBuf> {
    let path = context.ledger()?;
    if let Some(out) = out {
        judge(out, &path)?;
    }
    Ok(path)
}

/// Appends what `propose` makes of the ledger.
///
/// # Errors
///
/// Where it is refused or cannot be done; then nothing was written.
pub fn append(
    context: Context<'_>,
    args: &WritingArgs,
    path: &Path,
    propose: impl FnMut(&Draft<'_>) -> Result<Vec<Fact>>,
) -> Result<Appended> {
    append_as(context, &request(context, args)?, path, propose)
}

fn append_as(
    context: Context<'_>,
    request: &Append,
    path: &Path,
    mut propose: impl FnMut(&Draft<'_>) -> Result<Vec<Fact>>,
) -> Result<Appended> {
    let appended = context.watched_store(path).append(request, |book, now| {
        let draft = Draft::new(book, now)?;
        let facts = propose(&draft)?;
        Ok(Proposal { facts, today: draft.latest() })
    });
    appended.map_err(|error| if_taken(context, request, path, error))
}

/// What to say of a request that was refused under an id that is taken: what is due, or left, was asked of the ledger before that entry.
fn if_taken(context: Context<'_>, request: &Append, path: &Path, error: anyhow::Error) -> anyhow::Error {
    let refused = report(&error);
    if refused.exit != Exit::Refused || error.is::<OtherContent>() {
        return error;
    }
    let taken = |id: &EntryId| Some((id.clone(), context.store(path).load(None).ok()?.book.entry_by_id(id)?.entry));
    let Some((id, Entry { seq, fact, .. })) = request.id.as_ref().and_then(taken) else { return error };
    let told = format!(
        "the id `{id}` is taken by entry #{seq} ({}), and this is not its retry: {}",
        fact.kind(),
        refused.fact
    );
    Failure::refused(told).hint("something new needs another --id").into()
}

/// What is asked of the store.
///
/// # Errors
///
/// No usable clock or name of the writer.
pub fn request(context: Context<'_>, args: &WritingArgs) -> Result<Append> {
    Ok(Append { id: args.id.clone(), ..request_of(context, &args.writer, args.dry_run)? })
}

/// The same where the command gives no id.
///
/// # Errors
///
/// As [`request`].
pub fn request_of(context: Context<'_>, writer: &WriterArgs, dry_run: bool) -> Result<Append> {
    context.request(context.env.by(writer.by.as_deref())?, writer.wait, dry_run)
}

/// Today in the ledger's zone, of a ledger that was just written to. Nothing may fail any more (R11): where the clock cannot be used, or stands
/// before the last entry, it is the day of that, for a figure of a day that was long ago would be no answer (R30).
pub fn today(context: Context<'_>, book: &Book) -> Date {
    let by_clock = || anyhow::Ok(Draft::new(book, context.env.now()?)?.latest());
    let of_last = || book.last_recorded().and_then(Instant::utc_date);
    by_clock().ok().or_else(of_last).unwrap_or(Date::MIN)
}

/// Where the client of these facts stood before them.
fn state_before(draft: &Draft<'_>, facts: &[Fact]) -> Option<Before> {
    let client = draft.book.client_named(facts.first()?)?;
    let reckoned = draft.book.reckon(&client)?;
    Some(Before { left: balance(&reckoned, draft.latest()).left, overages: overages(&reckoned) })
}

/// Shows what was appended as a receipt, and the client's warnings.
///
/// # Errors
///
/// None once something was written.
pub fn show(
    context: Context<'_>,
    args: &WriteArgs,
    path: &Path,
    appended: &Appended,
    before: Option<Before>,
) -> Result<()> {
    let receipt = receipt(context, &args.writing, path, appended, before);
    let text = match args.format {
        TableJson::Table => render::receipt::table(&receipt),
        TableJson::Json => render::receipt::document(&receipt, &stamp(&appended.mark)),
    };
    // That a client who never bought or called has nothing is no news to whoever says something about them.
    let says_who = receipt.entries.iter().all(|filed| matches!(filed.entry.fact, Fact::Client(_)));
    let is_news = |balance: &&Balance<'_>| !says_who || !balance.packages.is_empty() || balance.last_call.is_some();
    let balances = [&receipt.balance, &receipt.other].into_iter().flatten().filter(is_news);
    let warnings = balances.flat_map(warnings_of).collect::<Vec<_>>();
    finish(context, &args.writing, path, appended, &text, &warnings)
}

/// What there is to warn of where a client stands, in sentences.
pub fn warnings_of(balance: &Balance<'_>) -> Vec<String> {
    balance.warnings.iter().map(|warning| sentence(balance, warning)).collect()
}

/// Says what was appended. From here on it is recorded: whatever fails now is said, and the exit is 0 all the same (R11).
///
/// # Errors
///
/// None once something was written.
pub fn finish(
    context: Context<'_>,
    args: &WritingArgs,
    path: &Path,
    appended: &Appended,
    text: &str,
    warnings: &[String],
) -> Result<()> {
    context.warn(&appended.warnings);
    let shown = deliver(context.env, args.out.as_deref(), path, text.as_bytes());
    context.warn(warnings);
    let entries = count(appended.seqs.clone().count() as u64, "entry is", "entries are");
    conclude(context.env, args.dry_run, Some(&format!("{entries} recorded")), shown)
}

fn receipt<'a>(
    context: Context<'_>,
    args: &WritingArgs,
    path: &Path,
    appended: &'a Appended,
    before: Option<Before>,
) -> Receipt<'a> {
    let book = &appended.book;
    let entries: Vec<_> = appended.seqs.clone().filter_map(|seq| book.entry(seq)).collect();
    let as_of = today(context, book);
    let client = entries.first().and_then(|filed| book.client_of(filed));
    let reckoned = client.and_then(|client| book.reckon(client));
    let other = entries.first().and_then(|filed| book.other_client_of(filed)).and_then(|client| book.reckon(client));
    let other = other.map(|reckoned| balance(&reckoned, as_of));
    let balance = reckoned.as_ref().map(|reckoned| balance(reckoned, as_of));
    let file = path.file_name().map_or_else(String::new, |name| render::text::escape(&name.to_string_lossy()));
    let (already, dry_run) = (appended.already, args.dry_run);
    Receipt { book, file, entries, already, dry_run, reckoned, balance, other, before }
}
