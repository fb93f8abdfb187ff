//! `hours entries`

use std::collections::HashMap;

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::names::Name;
use crate::cli::options::{ListAnswer, PeriodArgs, TableJsonCsv};
use crate::cli::reading::Reading;
use crate::cores::ask_all;
use crate::domain::filed::{Filed, Outline, Subject};
use crate::domain::period::Period;
use crate::domain::{Book, ClientId, Date, Fact, Reckoned};
use crate::render::entries::{Listing, document, sheet, table, words};

/// List the entries, with what became of each call
#[derive(Args, Debug)]
pub(crate) struct EntriesArgs {
    /// Only those about this client
    client: Option<Name>,

    #[command(flatten)]
    period: PeriodArgs,

    #[arg(long, value_name = "KIND", help = only_this_kind(), value_parser = Fact::KINDS, hide_possible_values = true)]
    kind: Vec<String>,

    /// Only those that say this, in small or capital letters; plain text, no pattern
    #[arg(long, value_name = "TEXT")]
    grep: Option<String>,

    #[command(flatten)]
    list: ListAnswer,
}

/// The help of `--kind`.
fn only_this_kind() -> String {
    let [kinds @ .., last] = &Fact::KINDS;
    format!("Only this kind: {} or {last}; may be repeated. A call that was corrected is an amend", kinds.join(", "))
}

pub(crate) fn run(args: &EntriesArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.list.csv.spelling();
    let reading = Reading::new(context, &args.list.read)?;
    let book = reading.book();
    let client = args.client.as_ref().map(|name| name.client(book)).transpose()?;
    // What is dated later than the day asked about is not there yet.
    let period = args.period.period(|spec| reading.date(spec), Date::MIN, reading.as_of)?;
    let wanted = Wanted { args, reading: &reading, client: client.as_ref(), period };
    let entries = wanted.entries();
    let listing = Listing { book, accounts: reckoned(book, &entries), entries, as_of: reading.as_of };
    reading.answer(&match args.list.format {
        TableJsonCsv::Table => table(&listing),
        TableJsonCsv::Json => document(&listing, &reading.stamp()),
        TableJsonCsv::Csv => sheet(&listing, spelling),
    })
}

/// Which entries are looked for.
struct Wanted<'a> {
    args: &'a EntriesArgs,
    reading: &'a Reading<'a>,
    client: Option<&'a ClientId>,
    period: Period,
}

impl Wanted<'_> {
    /// So many entries are looked at by a core at a time.
    const PIECE: usize = 4096;

    /// Those that are wanted, in file order, each behind its day. An entry is read only where it may be one.
    fn entries(&self) -> Vec<(Option<Date>, Filed)> {
        let book = self.reading.book();
        let may_be = |seq: &u64| book.outline(*seq).is_some_and(|outline| self.may_be(&outline));
        let seqs: Vec<u64> = (1..=book.len()).filter(may_be).collect();
        let pieces: Vec<&[u64]> = seqs.chunks(Wanted::PIECE).collect();
        let read = |seqs: &&[u64]| {
            let entries = seqs.iter().filter_map(|&seq| book.entry(seq));
            let dated = entries.map(|filed| (self.day(&filed), filed));
            dated.filter(|(day, filed)| self.is(*day, filed)).collect::<Vec<_>>()
        };
        ask_all(&pieces, read).into_iter().flatten().collect()
    }

    fn may_be(&self, outline: &Outline<'_>) -> bool {
        self.is_of(outline.client)
            && outline.kind.is_none_or(|kind| self.is_kind(kind))
            && outline.date.is_none_or(|date| self.is_on(date))
    }

    /// The day an entry belongs to: its own, or for those that have none the day it was recorded, in the ledger's zone (B4).
    fn day(&self, filed: &Filed) -> Option<Date> {
        filed.entry.fact.date().or_else(|| self.reading.day_of(filed.entry.recorded))
    }

    fn is(&self, day: Option<Date>, filed: &Filed) -> bool {
        let book = self.reading.book();
        let says = |text: &String| words(book, &filed.entry).to_lowercase().contains(&text.to_lowercase());
        self.is_of(book.client_of(filed))
            && self.is_kind(filed.entry.fact.kind())
            && day.is_none_or(|day| self.is_on(day))
            && book.is_first(filed)
            && self.args.grep.as_ref().is_none_or(says)
    }

    fn is_of(&self, client: Option<&ClientId>) -> bool {
        self.client.is_none_or(|wanted| client == Some(wanted))
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.args.kind.is_empty() || self.args.kind.iter().any(|wanted| wanted == kind)
    }

    fn is_on(&self, day: Date) -> bool {
        self.period.contains(day) && day <= self.reading.as_of
    }
}

/// The accounts whose calls are listed, worked off once each.
fn reckoned<'a>(book: &'a Book, entries: &[(Option<Date>, Filed)]) -> HashMap<usize, Reckoned<'a>> {
    let mut accounts = HashMap::new();
    for (_, filed) in entries {
        if let Subject::Call(place) = filed.subject {
            accounts.entry(place.account).or_insert_with(|| book.account_at(place.account).reckon(&book.house));
        }
    }
    accounts
}
