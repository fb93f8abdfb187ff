//! `hours export`

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::datev;
use crate::cli::failure::Failure;
use crate::cli::options::{CsvArgs, PeriodArgs, ReadArgs};
use crate::cli::reading::Reading;
use crate::cores::ask_all;
use crate::domain::document::{Document, documents};
use crate::domain::journal::{Journal, booked, journal};
use crate::domain::period::Period;
use crate::domain::{Account, Currency, Date};
use crate::export::{beancount, hledger};
use crate::render::invoice_view::sheet;

/// What datev needs, for whoever has the program and not its manual.
const ACCOUNTS: &str = r#"For datev, the accounts stand in hours.toml beside the ledger. Ask your accountant; these are made up:

  [datev]
  consultant = 29098          # Beraternummer
  client = 55003              # Mandantennummer
  fiscal-year-start = "01-01" # where the business year is not the calendar's
  account-length = 4          # digits of a general-ledger account: 4 to 8
  receivable = 10000          # clients that have no account of their own
  unbilled = 1300             # sold, not invoiced
  liability = 3900            # hours that are owed: deferred revenue
  revenue = 4000              # hours used
  overage = 4010              # hours that went over
  breakage = 4020             # hours that expired
  rounding = 6300             # minor units
  names = true                # whether texts name clients

  [datev.debtors]             # clients' own accounts
  acme = 10001

  [datev.vat]                 # VAT that is owed, by rate
  "19" = 3806

  [datev.overage-by-vat]      # where overage is on more than one account: by rate or reason
  reverse-charge = 4011"#;

/// Write the books for an accounting program
///
/// csv has every line of every invoice; jsonl the lines of the ledger as they are; hledger and beancount double entry, with hours as a
/// commodity and balances that those programs check; datev a posting batch, with accounts from hours.toml. Nothing is changed.
#[derive(Args, Debug)]
#[command(after_long_help = ACCOUNTS)]
pub(crate) struct ExportArgs {
    /// For which program
    format: Format,

    #[command(flatten)]
    period: PeriodArgs,

    /// Only what is booked in this currency (datev)
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,

    #[command(flatten)]
    csv: CsvArgs,

    #[command(flatten)]
    read: ReadArgs,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Every line of every invoice, one row a line
    Csv,
    /// hledger's journal
    Hledger,
    /// Beancount's ledger
    Beancount,
    /// DATEV's posting batch (EXTF 700, Buchungsstapel 13)
    Datev,
    /// The lines of the ledger, as they are
    Jsonl,
}

pub(crate) fn run(args: &ExportArgs, context: Context<'_>) -> Result<()> {
    if args.currency.is_some() && args.format != Format::Datev {
        return Err(Failure::usage("`--currency` is for datev; the other formats keep currencies apart").into());
    }
    let reading = Reading::new(context, &args.read)?;
    match args.format {
        Format::Csv => reading.answer(&sheet(&invoices(args, &reading)?, args.csv.spelling())),
        Format::Jsonl => reading.answer(&lines(args, &reading)?),
        Format::Hledger => reading.answer(&hledger::journal(reading.book(), &books(args, &reading)?)),
        Format::Beancount => reading.answer(&beancount::ledger(reading.book(), &books(args, &reading)?)),
        Format::Datev => reading.answer_bytes(&batch(args, &reading)?),
    }
}

/// The documents dated in the period.
fn invoices(args: &ExportArgs, reading: &Reading<'_>) -> Result<Vec<Document>> {
    let period = period(args, reading)?;
    Ok(documents(reading.book(), reading.as_of).filter(|document| period.contains(document.date)).collect())
}

/// Everything by the day asked about, unless a period is given.
fn period(args: &ExportArgs, reading: &Reading<'_>) -> Result<Period> {
    period_since(Date::MIN, args, reading)
}

/// The period asked about, which begins with `first` unless another is given. It ends with the day asked about at the latest, and is at least
/// one day.
fn period_since(first: Date, args: &ExportArgs, reading: &Reading<'_>) -> Result<Period> {
    let period = args.period.period(|spec| reading.date(spec), first, reading.as_of)?;
    Ok(Period { to: period.to.min(reading.as_of).max(period.from), ..period })
}

fn books(args: &ExportArgs, reading: &Reading<'_>) -> Result<Journal> {
    Ok(journal_of(reading, period(args, reading)?))
}

/// The books of a period. What clients' packages come to is worked out on all cores.
fn journal_of(reading: &Reading<'_>, period: Period) -> Journal {
    let (book, as_of) = (reading.book(), reading.as_of);
    let accounts: Vec<&Account> = book.accounts().collect();
    let clients = ask_all(&accounts, |account| booked(book, account, period, as_of));
    journal(book, clients, period, as_of)
}

/// The ledger's lines up to what is known. A part of a chain proves nothing, so there is no period.
fn lines(args: &ExportArgs, reading: &Reading<'_>) -> Result<String> {
    if args.period.is_given() || args.read.as_of.is_some() {
        let hint = "--known N gives the lines up to an entry; hours entries picks entries by their dates";
        return Err(Failure::usage("jsonl is the whole chain of lines: it has no days").hint(hint).into());
    }
    let mut text = String::new();
    for seq in 1..=reading.loaded.mark.seq {
        text.push_str(&reading.loaded.line(seq).unwrap_or_default());
        text.push('\n');
    }
    Ok(text)
}

/// DATEV's posting batch of a business year, or of a part of one: the year of the day asked about, unless a period says otherwise.
fn batch(args: &ExportArgs, reading: &Reading<'_>) -> Result<Vec<u8>> {
    let config = datev::config(reading.path())?;
    let year = datev::business_year(&config, reading.as_of)?;
    let period = period_since(year.from, args, reading)?;
    let settings = datev::settings(&config, period)?;
    datev::batch(reading.book(), &journal_of(reading, period), &settings, args.currency)
}
