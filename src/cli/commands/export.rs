//! `hours export`

use std::collections::BTreeMap;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::options::{CsvArgs, PeriodArgs, ReadArgs};
use crate::cli::reading::Reading;
use crate::config::{self, Config};
use crate::cores::ask_all;
use crate::domain::document::{Document, documents};
use crate::domain::journal::{Journal, Quantity, booked, journal};
use crate::domain::period::Period;
use crate::domain::{Account, ClientId, Currency, Date};
use crate::export::datev::Settings;
use crate::export::{beancount, datev, hledger};
use crate::render::invoice::sheet;

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
  "19" = 3806"#;

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

fn batch(args: &ExportArgs, reading: &Reading<'_>) -> Result<Vec<u8>> {
    let book = reading.book();
    let config = Config::beside(reading.path())?.datev.ok_or_else(|| {
        Failure::usage("hours.toml has no [datev]: the accounts are for your accountant to give")
            .hint("hours export --help lists what belongs there")
    })?;
    let (settings, period) = year(args, &config, reading)?;
    let journal = journal_of(reading, period);
    let currency = args.currency.unwrap_or(book.house.open.currency);
    if args.currency.is_none() {
        refuse_others(&journal, currency)?;
    }
    let made = book.last_recorded().unwrap_or(crate::domain::Instant::from_micros(0));
    datev::batch(book, &journal, &settings, currency, made).map_err(|refusal| match &refusal {
        datev::Refusal::Missing(_) => Failure::usage(refusal.to_string()).hint("your accountant knows them").into(),
        datev::Refusal::Unmapped(..) => Failure::refused(refusal.to_string())
            .hint("`names = false` under [datev] leaves out clients' names and the texts that DATEV cannot take")
            .into(),
        _ => Failure::refused(refusal.to_string()).into(),
    })
}

/// The accountant's settings for the business year that the period lies in: the one of the day asked about, unless told otherwise.
fn year(args: &ExportArgs, config: &config::Datev, reading: &Reading<'_>) -> Result<(Settings, Period)> {
    let (first, _) = business_year(config, reading.as_of)?;
    let period = period_since(first, args, reading)?;
    let (start, end) = business_year(config, period.from)?;
    if period.to > end {
        let fact = format!("{period} lies in two business years: one ends on {end}");
        return Err(Failure::refused(fact).hint("export each year by itself").into());
    }
    Ok((settings(config, start)?, period))
}

/// The first and the last day of the business year that a day lies in.
fn business_year(config: &config::Datev, day: Date) -> Result<(Date, Date)> {
    let start = config.fiscal_year_start.as_deref().unwrap_or("01-01");
    let wrong = || {
        let fact = format!("`fiscal-year-start = \"{start}\"` in hours.toml is no day of every year, such as 01-01");
        Failure::usage(fact)
    };
    let begins = |year: i32| format!("{year:04}-{start}").parse::<Date>().map_err(|_| wrong());
    if start == "02-29" {
        return Err(wrong().into());
    }
    let this = begins(day.year())?;
    let first = if this <= day { this } else { begins(day.year() - 1)? };
    let last = first.plus_months(12).and_then(|next| next.minus_days(1)).unwrap_or(Date::MAX);
    Ok((first, last))
}

fn settings(config: &config::Datev, year_start: Date) -> Result<Settings> {
    let length = config.account_length.unwrap_or(4);
    if !(4..=8).contains(&length) {
        let fact = format!("`account-length = {length}` in hours.toml: accounts have 4 to 8 digits");
        return Err(Failure::usage(fact).into());
    }
    for (key, number, (least, most)) in
        [("consultant", config.consultant, (1001, 9_999_999)), ("client", config.client, (1, 99_999))]
    {
        if !(least..=most).contains(&number) {
            let fact = format!("`{key} = {number}` in hours.toml: DATEV counts {least} to {most}");
            return Err(Failure::usage(fact).into());
        }
    }
    judge_accounts(config, length)?;
    Ok(Settings {
        consultant: config.consultant,
        client: config.client,
        account_length: length,
        year_start,
        receivable: config.receivable,
        debtors: config.debtors.clone(),
        unbilled: config.unbilled,
        liability: config.liability,
        revenue: config.revenue,
        overage: config.overage,
        breakage: config.breakage,
        rounding: config.rounding,
        vat: config.vat.clone(),
        names: config.names.unwrap_or(true),
    })
}

/// A general-ledger account has as many digits as was said, or fewer; a client's has one more, and begins with 1 to 6 (Debitorenkonto).
fn judge_accounts(config: &config::Datev, length: u32) -> Result<()> {
    let general = [
        ("unbilled", config.unbilled),
        ("liability", config.liability),
        ("revenue", config.revenue),
        ("overage", config.overage),
        ("breakage", config.breakage),
        ("rounding", config.rounding),
    ];
    let general = general.into_iter().filter_map(|(key, number)| Some((key.to_owned(), number?)));
    let vat = config.vat.iter().map(|(rate, number)| (format!("vat.\"{rate}\""), *number));
    let own = config.debtors.iter().map(|(client, number)| (format!("debtors.{client}"), *number));
    let debtors = config.receivable.map(|number| ("receivable".to_owned(), number)).into_iter().chain(own);
    let first = 10_u32.pow(length);
    if let Some((key, number)) = general.chain(vat).find(|(_, number)| !(1..first).contains(number)) {
        let fact = format!("`{key} = {number}` in hours.toml is no account of {length} digits");
        return Err(Failure::usage(fact).hint("account-length says how many digits accounts have").into());
    }
    let last = 7 * first - 1;
    if let Some((key, number)) = debtors.into_iter().find(|(_, number)| !(first..=last).contains(number)) {
        let fact = format!("`{key} = {number}` in hours.toml is no client's account: those are {first} to {last}");
        return Err(Failure::usage(fact).hint("account-length says how many digits other accounts have").into());
    }
    Ok(())
}

/// A batch is in one currency. What would be left out is never left out silently.
fn refuse_others(journal: &Journal, currency: Currency) -> Result<()> {
    let mut others: BTreeMap<&ClientId, Currency> = BTreeMap::new();
    for booking in &journal.bookings {
        for posting in &booking.postings {
            if let (Quantity::Money(money), Some(client)) = (posting.quantity, &booking.client)
                && money.currency() != currency
            {
                others.insert(client, money.currency());
            }
        }
    }
    if others.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = others.iter().map(|(client, currency)| format!("{client} ({currency})")).collect();
    let fact = format!("a batch is in one currency, and not everything is in {currency}: {}", named.join(", "));
    Err(Failure::refused(fact).hint(format!("--currency {currency} leaves those out")).into())
}
