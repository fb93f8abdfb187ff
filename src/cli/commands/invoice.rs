//! `hours invoice`

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::Context;
use crate::cli::billing::{Unbilled, WhomArgs, issued_before, seller, spelled, tell_of_more, tell_of_seller};
use crate::cli::failure::Failure;
use crate::cli::issuing::{self, CreditArgs, IssueArgs};
use crate::cli::names::Name;
use crate::cli::options::{CsvArgs, PeriodArgs, ReadArgs, TableJsonCsvMd};
use crate::cli::reading::Reading;
use crate::config::Config;
use crate::domain::bill::{Dates, bill, bill_as_of, lines_due};
use crate::domain::document::{Document, documents};
use crate::domain::invoice::{Bill, Party};
use crate::domain::{Book, Bounds, ClientId, Date, Rejection};
use crate::render::json::Stamp;
use crate::render::{invoice_view, invoices};

/// What can be set, for whoever has the program and not its manual.
const SETTINGS: &str = r#"The file hours.toml beside the ledger says what an invoice says of you, and how it is issued:

  [seller]
  address = "Hof 3, 10999 Berlin"
  vat-id = "DE123456789"
  email = "office@example.com"

  [invoice]
  numbers = "R{year}-{n:04}"  # where no document was issued yet
  due = 30                    # days; 14 where nothing is said"#;

/// Invoices: what is due, issuing it, what was issued, and taking it back
///
/// A draft lists what is due: packages not yet invoiced, hours that went over, refunds. Issuing gives it the next number and
/// fixes it for good; nothing is ever listed twice or left out.
#[derive(Args, Debug)]
#[command(after_long_help = SETTINGS)]
pub(crate) struct InvoiceArgs {
    #[command(subcommand)]
    command: InvoiceCommand,
}

#[derive(Subcommand, Debug)]
enum InvoiceCommand {
    Draft(DraftArgs),
    Issue(IssueArgs),
    List(ListArgs),
    Show(ShowArgs),
    Credit(CreditArgs),
}

/// Show what an invoice would list, without writing anything
///
/// The days may be to come: what is known today is listed.
#[derive(Args, Debug)]
struct DraftArgs {
    #[command(flatten)]
    whom: WhomArgs,

    #[command(flatten)]
    answer: DocumentAnswer,
}

/// List the documents that were issued, in the order of the ledger
#[derive(Args, Debug)]
struct ListArgs {
    /// For which client [default: all]
    client: Option<Name>,

    #[command(flatten)]
    period: PeriodArgs,

    #[command(flatten)]
    answer: DocumentAnswer,
}

/// Show a document that was issued
#[derive(Args, Debug)]
struct ShowArgs {
    /// Its number, such as 2026-0001, or its entry as #17
    number: String,

    #[command(flatten)]
    answer: DocumentAnswer,
}

/// How documents are shown: for people, programs, spreadsheets or mails.
#[derive(Args, Debug)]
struct DocumentAnswer {
    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJsonCsvMd,

    #[command(flatten)]
    csv: CsvArgs,

    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &InvoiceArgs, context: Context<'_>) -> Result<()> {
    match &args.command {
        InvoiceCommand::Draft(args) => draft(args, context),
        InvoiceCommand::Issue(args) => issuing::issue(args, context),
        InvoiceCommand::List(args) => list(args, context),
        InvoiceCommand::Show(args) => show_one(args, context),
        InvoiceCommand::Credit(args) => issuing::credit(args, context),
    }
}

fn draft(args: &DraftArgs, context: Context<'_>) -> Result<()> {
    let reading = Reading::new(context, &args.answer.read)?;
    let config = Config::beside(reading.path())?;
    let dates = draft_dates(args, &reading, &config)?;
    let (book, seller) = (reading.book(), seller(&config, reading.book())?);
    let past = Some(reading.as_of).filter(|day| *day < reading.today());
    let whom = args.whom.clients(book)?;
    if let Some(before) = issued_before(book, u64::MAX).next() {
        tell_of_seller(context, &before, &seller);
    }
    for client in &whom {
        let beyond = lines_due(book, client, dates.through, past.unwrap_or(Date::MAX)).saturating_sub(Bounds::LINES);
        tell_of_more(context, client, beyond);
    }
    let (mut drafts, unbilled) = Unbilled::apart(whom, |client| {
        let bill = billed(book, client, dates, seller.clone(), past)?;
        Ok(Document::draft(book, &bill))
    });
    if args.whom.is_all() {
        drafts.retain(|draft| !draft.lines.is_empty());
    }
    let answer =
        |drafts: &[Document]| reading.answer(&spell(drafts, &args.answer, args.whom.is_all(), &reading.stamp()));
    let Some(unbilled) = unbilled else { return answer(&drafts) };
    let for_people = matches!(args.answer.format, TableJsonCsvMd::Table | TableJsonCsvMd::Md);
    // A program would take what is there for all there is, and so would who finds a file.
    if !for_people || args.answer.read.out.is_some() {
        return Err(unbilled.told(context, "of JSON, CSV and files there is all or nothing").into());
    }
    if drafts.is_empty() {
        return Err(unbilled.told(context, "nothing is due from others").into());
    }
    answer(&drafts)?;
    Err(unbilled.told(context, "the drafts of the others are shown").into())
}

/// What was due at the end of a day that is past; of today what would be issued, by all that is known, and is refused where that would be.
fn billed(book: &Book, client: &ClientId, dates: Dates, seller: Party, past: Option<Date>) -> Result<Bill, Rejection> {
    if let Some(day) = past {
        return bill_as_of(book, client, dates, seller, day);
    }
    let bill = bill(book, client, dates, seller)?;
    book.judge_billed_then(&bill)?;
    Ok(bill)
}

/// A draft may look ahead: it reaches to today unless told otherwise, and is dated then or on the last day it bills.
fn draft_dates(args: &DraftArgs, reading: &Reading<'_>, config: &Config) -> Result<Dates> {
    let day = |spec| reading.date(spec);
    let typed = args.whom.date().map(day).transpose()?;
    let through = args.whom.through().map(day).transpose()?.or(typed).unwrap_or(reading.as_of);
    let date = typed.unwrap_or(through.max(reading.as_of));
    args.whom.dates(date, through, config)
}

fn spell(documents: &[Document], answer: &DocumentAnswer, all: bool, stamp: &Stamp) -> String {
    spelled(documents, answer.format, answer.csv.spelling(), all, stamp)
}

fn list(args: &ListArgs, context: Context<'_>) -> Result<()> {
    let reading = Reading::new(context, &args.answer.read)?;
    let book = reading.book();
    let client = args.client.as_ref().map(|name| name.client(book)).transpose()?;
    let period = args.period.period(|spec| reading.date(spec), Date::MIN, reading.as_of)?;
    let asked = |document: &Document| {
        period.contains(document.date) && client.as_ref().is_none_or(|client| *client == document.client)
    };
    let documents: Vec<Document> = documents(book, reading.as_of).filter(asked).collect();
    reading.answer(&match args.answer.format {
        TableJsonCsvMd::Table => invoices::list(&documents),
        TableJsonCsvMd::Json => invoice_view::documents(&documents, &reading.stamp()),
        TableJsonCsvMd::Csv => invoice_view::sheet(&documents, args.answer.csv.spelling()),
        TableJsonCsvMd::Md => invoices::list_markdown(&documents),
    })
}

fn show_one(args: &ShowArgs, context: Context<'_>) -> Result<()> {
    let reading = Reading::new(context, &args.answer.read)?;
    let seq = reading.book().known_document(&args.number)?;
    let document = Document::issued(reading.book(), seq, reading.as_of);
    if let Some(later) = document.as_ref().filter(|document| document.date > reading.as_of) {
        let fact = format!("`{}` is dated {}, later than the day asked about", args.number, later.date);
        return Err(Failure::refused(fact).hint("leave --as-of out, or give a later day").into());
    }
    reading.answer(&spell(document.as_slice(), &args.answer, false, &reading.stamp()))
}
