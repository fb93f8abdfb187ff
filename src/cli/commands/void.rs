//! `hours void`

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::names::EntryRef;
use crate::cli::options::{TableJson, WriteArgs};
use crate::cli::reading::stamp;
use crate::cli::totals::finished;
use crate::cli::writing::{Draft, append, finish, late, ledger, text, today, write};
use crate::domain::filed::Filed;
use crate::domain::{Book, Date, Fact, Rejection, Text, Void};
use crate::render::taken_back::{Receipt, Undone, document, table};
use crate::render::totals::Total;
use crate::store::Appended;

/// Take an entry back: a call, purchase, grant, extension, settlement or refund
///
/// Nothing is deleted: both entries stay, and every list says so. A call gives back what it drew. With --through, all
/// entries from one through another are taken back in one go, such as those of an import.
#[derive(Args, Debug)]
pub(crate) struct VoidArgs {
    /// Which entry: #17, 17, or its id
    #[arg(allow_hyphen_values = true)]
    entry: EntryRef,

    /// The last of several entries: all that stand from ENTRY through this one
    #[arg(long, value_name = "ENTRY", allow_hyphen_values = true)]
    through: Option<EntryRef>,

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
    let reason = text("reason", &args.reason, Text::NOTE)?;
    match &args.through {
        Some(through) => take_back(args, through, &reason, context),
        None => write(context, &args.write, |draft| {
            let target = args.entry.resolve(draft.book).map_err(|error| if_several(args, draft.book, error))?;
            Ok(vec![Fact::Void(void(args, draft, &target, &reason))])
        }),
    }
}

/// What to say of an entry that there is not, where several in a row were typed as one.
fn if_several(args: &VoidArgs, book: &Book, error: anyhow::Error) -> anyhow::Error {
    match args.entry.ends() {
        Some((first, last)) if first < last && error.is::<Rejection>() => {
            let late = late_for(args, book, first..=last);
            let way = format!("hours void {first} --through {last} --reason TEXT{late} takes back all of them");
            Failure::refused(error.to_string()).hint(way).into()
        }
        _ => error,
    }
}

/// How taking several entries back is said to be late, where it has to be or is said so already.
fn late_for(args: &VoidArgs, book: &Book, span: RangeInclusive<u64>) -> &'static str {
    // An entry may be typed that there is not yet.
    let (standing, _) = standing(*span.start()..=book.len().min(*span.end()), book);
    late(args.late || standing.iter().any(|target| book.is_taken_back_late(target)))
}

/// What takes an entry back.
fn void(args: &VoidArgs, draft: &Draft<'_>, target: &Filed, reason: &Text) -> Void {
    let late = args.late && draft.book.is_taken_back_late(target);
    Void { entry: target.entry.id.clone(), reason: reason.clone(), late }
}

/// Takes back what stands of several entries.
fn take_back(args: &VoidArgs, through: &EntryRef, reason: &Text, context: Context<'_>) -> Result<()> {
    let WriteArgs { writing, format } = &args.write;
    let (mut span, mut before) = ((0, 0), 0);
    let path = ledger(context, writing.out.as_deref())?;
    let appended = append(context, writing, &path, |draft| {
        span = ends(args, through, draft.book)?;
        let (first, last) = span;
        let (standing, taken_back) = standing(first..=last, draft.book);
        before = taken_back;
        if standing.is_empty() {
            return Err(Failure::refused(format!("all of #{first} through #{last} were taken back already"))
                .hint("what is taken back stays so; write a new entry")
                .into());
        }
        Ok(standing.iter().map(|target| Fact::Void(void(args, draft, target, reason))).collect())
    })?;
    let voids = voids(&appended);
    let (clients, warnings) = totals(&appended.book, &voids, today(context, &appended.book));
    let receipt = Receipt { before, voids, span, reason, already: appended.already, dry_run: writing.dry_run, clients };
    let text = match format {
        TableJson::Table => table(&receipt),
        TableJson::Json => document(&receipt, &stamp(&appended.mark)),
    };
    finish(context, writing, &path, &appended, &text, &warnings)
}

/// The first and the last entry, by `seq`.
fn ends(args: &VoidArgs, through: &EntryRef, book: &Book) -> Result<(u64, u64)> {
    let (first, last) = (args.entry.resolve(book)?.entry.seq, through.resolve(book)?.entry.seq);
    if first > last {
        let told = format!("#{last} comes before #{first}");
        let late = late_for(args, book, last..=first);
        let way = format!("hours void {last} --through {first} --reason TEXT{late}");
        return Err(Failure::refused(told).hint(way).into());
    }
    Ok((first, last))
}

/// The entries of these that stand, or will when an amendment among them is taken back, and how many were taken back before. The last come first, so
/// that what an amendment replaced counts again before it is taken back itself. What two copies of the ledger recorded counts once (R44), and is taken
/// back once.
fn standing(span: RangeInclusive<u64>, book: &Book) -> (Vec<Filed>, u64) {
    let (mut standing, mut before) = (Vec::new(), 0);
    let (mut met, mut reinstating) = (BTreeSet::new(), BTreeSet::new());
    for target in span.rev().filter_map(|seq| counting(book, seq)) {
        let seq = target.entry.seq;
        if !met.insert(seq) {
            continue;
        }
        if target.void.is_none_or(|by| reinstating.contains(&by)) {
            reinstating.extend(book.reinstated_by(&target).map(|_| seq));
            standing.push(target);
        } else {
            before += 1;
        }
    }
    (standing, before)
}

/// An entry, or the first of two that were recorded as one: that is the one which counts.
fn counting(book: &Book, seq: u64) -> Option<Filed> {
    let filed = book.entry(seq)?;
    if book.is_first(&filed) { Some(filed) } else { book.entry_by_id(&filed.entry.id) }
}

/// The voids that were written, and what each took back.
fn voids(appended: &Appended) -> Vec<Undone> {
    let book = &appended.book;
    let undone = appended.seqs.clone().filter_map(|seq| {
        let entry = book.entry(seq)?.entry;
        let Fact::Void(void) = &entry.fact else { return None };
        Some(Undone { seq, entry: book.seq_of(&void.entry)?, id: entry.id })
    });
    undone.collect()
}

/// What was taken back, by client, and what there is to warn of each. A call that was amended counts as it stood.
fn totals(book: &Book, voids: &[Undone], as_of: Date) -> (Vec<Total>, Vec<String>) {
    let (mut totals, mut amended) = (BTreeMap::new(), BTreeSet::new());
    for target in voids.iter().filter_map(|undone| book.entry(undone.entry)) {
        if let Fact::Amend(amend) = &target.entry.fact {
            amended.insert(amend.entry.clone());
        }
        let Some(client) = book.client_of(&target).filter(|_| !amended.contains(&target.entry.id)) else { continue };
        let total = totals.entry(client.clone()).or_insert_with(|| Total::of(client.clone()));
        match &target.entry.fact {
            Fact::Purchase(purchase) => total.add_package(purchase.size, &purchase.payment),
            fact => {
                if let Some(call) = fact.call() {
                    total.add_call(call.worked, call.goodwill.is_some());
                }
            }
        }
    }
    finished(book, totals.into_values().collect(), as_of)
}
