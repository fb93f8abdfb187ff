//! The parts of `hours invoice` that write: issuing and crediting.

use anyhow::{Context as _, Result};
use clap::Args;

use super::Context;
use super::billing::{Unbilled, WhomArgs, issued_before, seller, spelled, tell_of_more, tell_of_seller, tell_unbilled};
use super::failure::Failure;
use super::options::{CsvArgs, TableJsonCsvMd, WritingArgs};
use super::reading::stamp;
use super::when::DateSpec;
use super::writing::{Draft, append, finish, ledger, text, today, warnings_of};
use crate::config::Config;
use crate::cores::ask_all;
use crate::domain::balance::{Balance, balance};
use crate::domain::bill::{Dates, bill, lines_due};
use crate::domain::document::Document;
use crate::domain::invoice::Bill;
use crate::domain::{Book, Credit, Date, Fact, Invoice, Number, Pattern, Rejection, Text};
use crate::render::{invoice, invoice_view, invoices};
use crate::store::Appended;

/// How documents are numbered.
#[derive(Args, Debug)]
struct NumberArgs {
    /// How documents are numbered from now on [default: as the last one, or {year}-{n:04}]
    #[arg(long, value_name = "PATTERN")]
    numbers: Option<Pattern>,

    /// Begin a new series of numbers here, where another program left off [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=999_999_999))]
    first: Option<u64>,
}

impl NumberArgs {
    /// The pattern to go by: as typed, else that of the last document, else the one in `hours.toml`.
    fn pattern(&self, config: &Config, book: &Book) -> Result<Pattern> {
        if let Some(pattern) = &self.numbers {
            return Ok(pattern.clone());
        }
        match &config.invoice.numbers {
            Some(text) if book.register.documents().is_empty() => text
                .parse()
                .map_err(|why| Failure::usage(format!("`numbers = \"{text}\"` in hours.toml: {why}")).into()),
            _ => Ok(book.register.pattern().clone()),
        }
    }

    /// The number that comes after so many more.
    fn number(&self, book: &Book, pattern: &Pattern, date: Date, after: u64) -> Result<Number, Rejection> {
        let next = book.register.next(pattern, date, self.first, after);
        next.ok_or_else(|| Rejection::NoNumber { pattern: pattern.clone() })
    }
}

/// How a document that was issued is shown.
#[derive(Args, Debug)]
struct IssuedAnswer {
    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Writing")]
    format: TableJsonCsvMd,

    #[command(flatten)]
    csv: CsvArgs,

    #[command(flatten)]
    writing: WritingArgs,
}

/// Issue an invoice: give what is due a number, and fix it for good
///
/// The calls worked through that day are fixed. What is listed is not due again unless the invoice is credited. With --all, one invoice
/// for each client from whom something is due, all at once or none.
#[derive(Args, Debug)]
pub struct IssueArgs {
    #[command(flatten)]
    whom: WhomArgs,

    #[command(flatten)]
    numbers: NumberArgs,

    /// Book it although the period is closed
    #[arg(long)]
    late: bool,

    #[command(flatten)]
    answer: IssuedAnswer,
}

/// Cancel an invoice by a document of its own; what it listed is due again
#[derive(Args, Debug)]
pub struct CreditArgs {
    /// The invoice's number, or its entry as #17
    number: String,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// The date of the credit note [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    date: Option<DateSpec>,

    #[command(flatten)]
    numbers: NumberArgs,

    /// Book it although the period is closed
    #[arg(long)]
    late: bool,

    #[command(flatten)]
    answer: IssuedAnswer,
}

/// `hours invoice issue`
pub fn issue(args: &IssueArgs, context: Context<'_>) -> Result<()> {
    let path = ledger(context, args.answer.writing.out.as_deref())?;
    let config = Config::beside(&path)?;
    let appended = append(context, &args.answer.writing, &path, |draft| invoices(args, &config, draft));
    let appended = appended.map_err(|error| tell_unbilled(context, error))?;
    answer(context, &args.answer, &path, &appended, args.whom.is_all())
}

/// One invoice, or one for each client from whom something is due.
fn invoices(args: &IssueArgs, config: &Config, draft: &Draft<'_>) -> Result<Vec<Fact>> {
    let (book, dates) = (draft.book, issue_dates(args, config, draft)?);
    let (seller, pattern) = (seller(config, book)?, args.numbers.pattern(config, book)?);
    let (bills, unbilled) = Unbilled::apart(args.whom.clients(book)?, |client| {
        let bill = bill(book, client, dates, seller.clone())?;
        if !bill.lines.is_empty() {
            book.judge_bill(&bill, args.late)?;
        }
        Ok(bill)
    });
    if let Some(unbilled) = unbilled {
        if unbilled.takes_late() {
            // Nobody is told of `--late` who is refused with it, too.
            book.register.judge(&pattern, dates.date, &args.numbers.number(book, &pattern, dates.date, 0)?)?;
        }
        return Err(unbilled.into());
    }
    let mut facts = Vec::new();
    for bill in bills.into_iter().filter(|bill| !bill.lines.is_empty()) {
        let number = args.numbers.number(book, &pattern, dates.date, facts.len() as u64)?;
        facts.push(invoice(args, draft, bill, number, &pattern));
    }
    if facts.is_empty() {
        let client = args.whom.clients(book)?.pop().filter(|_| !args.whom.is_all());
        return Err(Rejection::NothingDue { client, through: dates.through }.into());
    }
    Ok(facts)
}

fn invoice(args: &IssueArgs, draft: &Draft<'_>, bill: Bill, number: Number, pattern: &Pattern) -> Fact {
    let late = draft.is_late(args.late, &bill.client, bill.date);
    Fact::Invoice(Box::new(Invoice { number, pattern: pattern.clone(), bill, late }))
}

/// An invoice is dated today and reaches to its date, unless told otherwise; neither can be to come (B4).
fn issue_dates(args: &IssueArgs, config: &Config, draft: &Draft<'_>) -> Result<Dates> {
    let date = draft.date(args.whom.date())?;
    let through = args.whom.through().map_or(Ok(date), |spec| draft.date(Some(spec)))?;
    let today = draft.latest();
    if through > today {
        return Err(Rejection::Future { kind: "invoice", date: through, today }.into());
    }
    args.whom.dates(date, through, config)
}

/// `hours invoice credit`
pub fn credit(args: &CreditArgs, context: Context<'_>) -> Result<()> {
    let path = ledger(context, args.answer.writing.out.as_deref())?;
    let config = Config::beside(&path)?;
    let appended = append(context, &args.answer.writing, &path, |draft| Ok(vec![credit_note(args, &config, draft)?]))?;
    answer(context, &args.answer, &path, &appended, false)
}

fn credit_note(args: &CreditArgs, config: &Config, draft: &Draft<'_>) -> Result<Fact> {
    let book = draft.book;
    let invoice = book.entry(book.known_document(&args.number)?).context("a document without an entry")?.entry;
    let (date, pattern) = (draft.date(args.date.as_ref())?, args.numbers.pattern(config, book)?);
    let number = args.numbers.number(book, &pattern, date, 0)?;
    let client = book.client_named(&invoice.fact);
    let late = client.is_some_and(|client| draft.is_late(args.late, &client, date));
    let reason = text("reason", &args.reason, Text::NOTE)?;
    Ok(Fact::Credit(Credit { number, pattern, invoice: invoice.id, date, reason, late }))
}

/// Shows what was issued, and what there is to warn of its clients: one document whole and where its client stands now, those of all a line each.
fn answer(
    context: Context<'_>,
    args: &IssuedAnswer,
    path: &std::path::Path,
    appended: &Appended,
    all: bool,
) -> Result<()> {
    let book = &appended.book;
    let mut documents: Vec<Document> =
        appended.seqs.clone().filter_map(|seq| Document::issued(book, seq, Date::MAX)).collect();
    let balances = balances(book, &documents, today(context, book));
    // Where all of them stand would be a page of its own.
    let single = balances.first().filter(|_| !all);
    let headlines = invoices::issued(&documents, single);
    if args.writing.dry_run && !appended.already {
        // There is no such entry, and no state of the ledger that has it.
        documents.iter_mut().for_each(|document| document.entry = None);
    }
    let done = invoice_view::Done { already: appended.already, dry_run: args.writing.dry_run };
    let mut said = match args.format {
        TableJsonCsvMd::Table => headlines,
        TableJsonCsvMd::Json => invoice_view::issued_json(&documents, single, done, &stamp(&appended.mark)),
        format => spelled(&documents, format, args.csv.spelling(), all, &stamp(&appended.mark)),
    };
    if let (TableJsonCsvMd::Table, [document], false) = (args.format, &documents[..], all) {
        said = format!("{said}\n{}", invoice::table(document, &stamp(&appended.mark)));
    }
    if args.format == TableJsonCsvMd::Table && appended.already {
        said.push_str("already issued; nothing was written\n");
    }
    finish(context, &args.writing, path, appended, &said, &balances.iter().flat_map(warnings_of).collect::<Vec<_>>())?;
    if let Some(first) = documents.first().filter(|_| !appended.already) {
        let before = || issued_before(book, *appended.seqs.start());
        let series = |document: &Document| book.register.pattern().series(document.date);
        if let Some(before) = before().find(|before| series(before) == series(first)) {
            tell_of_order(context, &before, first);
        }
        if let Some(before) = before().next() {
            tell_of_seller(context, &before, &first.seller);
        }
    }
    // What is due since then is no part of an answer that is repeated.
    for document in documents.iter().filter(|document| document.credits.is_none() && !appended.already) {
        tell_of_more(context, &document.client, lines_due(book, &document.client, document.through, Date::MAX));
    }
    Ok(())
}

/// That the first document issued is dated before the last one of its series that was there. It may be so, and whoever audits the numbers will ask why.
fn tell_of_order(context: Context<'_>, before: &Document, first: &Document) {
    if let (Some(last), Some(number)) = (&before.number, &first.number)
        && first.date < before.date
    {
        let (earlier, later) = (first.date, before.date);
        context.say(
            "warning",
            &format!("{number} is dated {earlier}, earlier than {last} ({later}): their numbers and dates are in different orders"),
        );
    }
}

/// Where the clients of the documents stand, in their order.
fn balances<'a>(book: &'a Book, documents: &[Document], as_of: Date) -> Vec<Balance<'a>> {
    let asked = ask_all(documents, |document| Some(balance(&book.reckon(&document.client)?, as_of)));
    asked.into_iter().flatten().collect()
}
