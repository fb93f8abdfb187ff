//! `hours entries`

use std::collections::HashMap;

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::names::Name;
use crate::cli::options::{ListAnswer, PeriodArgs, TableJsonCsv};
use crate::cli::reading::Reading;
use crate::domain::book::{Filed, Subject};
use crate::domain::period::Period;
use crate::domain::{Book, ClientId, Date, Reckoned};
use crate::render::entries::{Listing, day, document, sheet, table, words};

/// List the entries, with what became of each call
#[derive(Args, Debug)]
pub(crate) struct EntriesArgs {
    /// Only those about this client
    client: Option<Name>,

    #[command(flatten)]
    period: PeriodArgs,

    /// Only this kind: open, client, service, purchase, grant, call, void, amend, extend, refund, settle, close, invoice, credit or repaired; may be repeated
    #[arg(long, value_name = "KIND", value_parser = KINDS, hide_possible_values = true)]
    kind: Vec<String>,

    /// Only those that say this, in small or capital letters; plain text, no pattern
    #[arg(long, value_name = "TEXT")]
    grep: Option<String>,

    #[command(flatten)]
    list: ListAnswer,
}

const KINDS: [&str; 15] = [
    "open", "client", "service", "purchase", "grant", "call", "void", "amend", "extend", "refund", "settle", "close",
    "invoice", "credit", "repaired",
];

pub(crate) fn run(args: &EntriesArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.list.csv.spelling();
    let reading = Reading::new(context, &args.list.read)?;
    let book = reading.book();
    let client = args.client.as_ref().map(|name| name.client(book)).transpose()?;
    // What is dated later than the day asked about is not there yet.
    let period = args.period.period(|spec| reading.date(spec), Date::MIN, reading.as_of)?;
    let wanted = |filed: &Filed| is_wanted(args, book, client.as_ref(), period, reading.as_of, filed);
    let entries: Vec<Filed> = book.entries().filter(wanted).collect();
    let listing = Listing { book, accounts: reckoned(book, &entries), entries, as_of: reading.as_of };
    reading.answer(&match args.list.format {
        TableJsonCsv::Table => table(&listing),
        TableJsonCsv::Json => document(&listing, &reading.stamp()),
        TableJsonCsv::Csv => sheet(&listing, spelling),
    })
}

fn is_wanted(
    args: &EntriesArgs,
    book: &Book,
    client: Option<&ClientId>,
    period: Period,
    as_of: Date,
    filed: &Filed,
) -> bool {
    let fact = &filed.entry.fact;
    let in_period = day(filed).is_none_or(|day| period.contains(day) && day <= as_of);
    let of_client = client.is_none_or(|client| book.client_of(filed) == Some(client));
    let of_kind = args.kind.is_empty() || args.kind.iter().any(|kind| kind == fact.kind());
    let says = |text: &String| words(book, &filed.entry).to_lowercase().contains(&text.to_lowercase());
    book.is_first(filed) && in_period && of_client && of_kind && args.grep.as_ref().is_none_or(says)
}

/// The accounts whose calls are listed, worked off once each.
fn reckoned<'a>(book: &'a Book, entries: &[Filed]) -> HashMap<usize, Reckoned<'a>> {
    let mut accounts = HashMap::new();
    for filed in entries {
        if let Subject::Call(place) = filed.subject {
            accounts.entry(place.account).or_insert_with(|| book.account_at(place.account).reckon(&book.house));
        }
    }
    accounts
}
