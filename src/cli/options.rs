//! Options that many commands share.

use std::path::PathBuf;
use std::str::FromStr;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum};
use rust_decimal::Decimal;

use super::failure::Failure;
use super::when::DateSpec;
use crate::domain::money::parse_decimal;
use crate::domain::period::{Month, Period};
use crate::domain::text::are_digits;
use crate::domain::{
    Currency, Date, EntryId, LowThreshold, Minutes, Money, NotMoney, OverageClass, Rejection, StatedTerms, Unreadable,
};
use crate::import::Separator;
use crate::render::csv::Spelling;
use crate::store::Known;

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// The ledger [default: $HOURS_LEDGER, the nearest hours.jsonl in this folder or above, or that of your data folder]
    #[arg(short = 'f', long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub ledger: Option<PathBuf>,

    /// Whether messages are coloured
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        help_heading = "Everywhere"
    )]
    pub color: Color,

    /// Read the whole ledger, whatever a cache says
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub no_cache: bool,
}

/// Whether messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// Where they go to a terminal.
    Auto,
    /// Even into a file.
    Always,
    /// Not at all.
    Never,
}

/// Options of every command that only reads.
#[derive(Args, Clone, Debug)]
pub struct ReadArgs {
    /// What holds at the end of that day [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, help_heading = "Reading")]
    pub as_of: Option<DateSpec>,

    /// What the ledger said then: up to that entry, or to that instant
    #[arg(long, value_name = "N|INSTANT", value_parser = known, help_heading = "Reading")]
    pub known: Option<Known>,

    /// Write the answer to a file: whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Reading")]
    pub out: Option<PathBuf>,
}

/// Up to where the ledger is replayed: the number of an entry, or an instant.
fn known(text: &str) -> Result<Known, Unreadable> {
    let number = text.strip_prefix('#').unwrap_or(text);
    if are_digits(number) {
        let seq = number.parse().map_err(|_| Unreadable::new("larger than any entry's number"))?;
        return if seq == 0 { Err(Unreadable::new("entries are counted from 1")) } else { Ok(Known::Seq(seq)) };
    }
    let unreadable = Unreadable::new("neither an entry's number nor an instant");
    text.parse().map(Known::Instant).map_err(|_| unreadable.advise("write it as 17 or 2026-11-23T09:14:05Z"))
}

/// Who writes, and how long they wait for others.
#[derive(Args, Clone, Debug)]
pub struct WriterArgs {
    /// Who writes [default: $HOURS_BY, or the login name]
    #[arg(long, value_name = "NAME", help_heading = "Writing")]
    pub by: Option<String>,

    /// How many seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, help_heading = "Writing")]
    pub wait: u16,
}

/// Options of every command that writes, but for the format of what it says.
#[derive(Args, Clone, Debug)]
pub struct WritingArgs {
    /// Check everything and show what would be written, but write nothing
    #[arg(short = 'n', long, help_heading = "Writing")]
    pub dry_run: bool,

    /// Name the entry, so that running the same command again does not write it twice
    #[arg(long, value_name = "ID", help_heading = "Writing")]
    pub id: Option<EntryId>,

    #[command(flatten)]
    pub writer: WriterArgs,

    /// Write the receipt to a file: whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub out: Option<PathBuf>,
}

/// Options of every command that writes and prints a receipt.
#[derive(Args, Clone, Debug)]
pub struct WriteArgs {
    /// How it is written.
    #[command(flatten)]
    pub writing: WritingArgs,

    /// The receipt's format
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Writing")]
    pub format: TableJson,
}

/// For people, or for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableJson {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// For people, programs, or spreadsheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableJsonCsv {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// For people, programs, spreadsheets, or mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableJsonCsvMd {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// For mails and wikis.
    Md,
}

/// How an answer is given that is a list: for people, programs or spreadsheets.
#[derive(Args, Clone, Debug)]
pub struct ListAnswer {
    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: TableJsonCsv,

    #[command(flatten)]
    pub csv: CsvArgs,

    #[command(flatten)]
    pub read: ReadArgs,
}

/// How CSV is spelled.
#[derive(Args, Clone, Debug)]
pub struct CsvArgs {
    /// What separates the cells of CSV: one of , ; | : or `tab`
    #[arg(long, value_name = "CHAR", default_value = ",", help_heading = "CSV")]
    sep: Separator,

    /// What separates the digits of numbers in CSV
    #[arg(long, value_name = "CHAR", default_value = ".", value_parser = [".", ","], help_heading = "CSV")]
    decimal: String,

    /// Begin CSV with a byte order mark, for spreadsheets that want one
    #[arg(long, help_heading = "CSV")]
    bom: bool,

    /// Leave text in CSV as it is: a cell that begins with = + - @ may then run as a formula in a spreadsheet
    #[arg(long, help_heading = "CSV")]
    raw: bool,
}

/// The options of [`CsvArgs`], by id.
const CSV: [&str; 4] = ["sep", "decimal", "bom", "raw"];

impl CsvArgs {
    /// The spelling asked for.
    pub fn spelling(&self) -> Spelling {
        let decimal = if self.decimal == "," { ',' } else { '.' };
        Spelling { separator: self.sep.0, decimal, bom: self.bom, raw: self.raw }
    }
}

/// What is to be said where the answer is no CSV and options say how CSV is spelled.
pub fn unheeded(matches: &ArgMatches) -> Option<String> {
    let mut command = matches;
    while let Some((_, inner)) = command.subcommand() {
        command = inner;
    }
    // Only what writes CSV has `--raw`.
    command.try_contains_id("raw").ok()?;
    let format = command.get_raw("format")?.next()?;
    let is_given = |id: &&str| command.value_source(id) == Some(ValueSource::CommandLine);
    let given: Vec<_> = CSV.iter().filter(|id| is_given(id)).map(|id| format!("--{id}")).collect();
    (format != "csv" && !given.is_empty()).then(|| format!("only CSV heeds {}", given.join(", ")))
}

/// A span of days.
#[derive(Args, Clone, Debug)]
pub struct PeriodArgs {
    /// The first day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["month", "year"])]
    from: Option<DateSpec>,

    /// The last day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["month", "year"])]
    to: Option<DateSpec>,

    /// A month, such as 2026-11
    #[arg(long, value_name = "MONTH", conflicts_with = "year")]
    month: Option<Month>,

    /// A year, such as 2026
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=9999))]
    year: Option<i32>,
}

impl PeriodArgs {
    /// Whether a span was asked for at all.
    pub fn is_given(&self) -> bool {
        self.from.is_some() || self.to.is_some() || self.month.is_some() || self.year.is_some()
    }

    /// The span asked for; open ends reach from `first` to `last`.
    ///
    /// # Errors
    ///
    /// Where it ends before it begins, or a day cannot be resolved.
    pub fn period(
        &self,
        resolve: impl Fn(&DateSpec) -> anyhow::Result<Date>,
        first: Date,
        last: Date,
    ) -> anyhow::Result<Period> {
        if let Some(month) = self.month {
            return Ok(month.period());
        }
        if let Some(year) = self.year.and_then(Period::year) {
            return Ok(year);
        }
        let from = self.from.as_ref().map(&resolve).transpose()?;
        let to = self.to.as_ref().map(&resolve).transpose()?;
        // An open end never turns the period round.
        let (first, last) = (
            from.unwrap_or_else(|| to.map_or(first, |to| first.min(to))),
            to.unwrap_or_else(|| from.map_or(last, |from| last.max(from))),
        );
        let backwards = || {
            Failure::usage(format!("the period ends on {last}, before it begins on {first}"))
                .hint(format!("did you mean --from {last} --to {first}?"))
                .into()
        };
        Period::new(first, last).ok_or_else(backwards)
    }

    /// The same for a question about a year: this one where nothing is said, its first day where only the last is, and where it begins in a later
    /// one, that one's last day.
    ///
    /// # Errors
    ///
    /// Where it ends before it begins, or a day cannot be resolved.
    pub fn period_of_year(
        &self,
        resolve: impl Fn(&DateSpec) -> anyhow::Result<Date>,
        today: Date,
    ) -> anyhow::Result<Period> {
        let year = |day: Date| Period::year(day.year()).unwrap_or(Period::ALWAYS);
        let from = self.from.as_ref().map(&resolve).transpose()?.map_or(today, |from| from.max(today));
        let to = self.to.as_ref().map(&resolve).transpose()?.unwrap_or(today);
        self.period(resolve, year(to).from, year(from).to)
    }
}

/// A decimal number as typed: its currency is known only later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount(Decimal, String);

impl Amount {
    /// The amount in a currency.
    ///
    /// # Errors
    ///
    /// Too many decimals, or 10^12 and more.
    pub fn money(&self, currency: Currency) -> Result<Money, Rejection> {
        Money::written(self.0, currency).map_err(|not| match not {
            NotMoney::TooFine => Rejection::TooFine { amount: self.1.clone(), currency },
            NotMoney::TooLarge => Rejection::TooLarge { amount: self.1.clone() },
        })
    }
}

impl FromStr for Amount {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Amount, Unreadable> {
        parse_decimal(text).map(|amount| Amount(amount, text.to_owned()))
    }
}

/// A number of days: `30` or `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount(pub u32);

impl FromStr for DayCount {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<DayCount, Unreadable> {
        let days = text.strip_suffix('d').unwrap_or(text);
        let number = days.parse().ok().filter(|_| are_digits(days));
        number.map(DayCount).ok_or_else(|| Unreadable::new("not a number of days, such as 30d"))
    }
}

/// Terms that `init` and `client` state (C3).
#[derive(Args, Clone, Debug)]
pub struct TermArgs {
    /// Charge calls in multiples of this time
    #[arg(long, value_name = "TIME", help_heading = "Terms")]
    pub increment: Option<Minutes>,

    /// Charge a call at least this time [default: the increment]
    #[arg(long, value_name = "TIME", help_heading = "Terms")]
    pub minimum: Option<Minutes>,

    /// What becomes of minutes that no package covers: bill, carry or waive
    #[arg(long, value_name = "CLASS", help_heading = "Terms")]
    pub overage: Option<OverageClass>,

    /// The price of an hour of overage [default: the list rate]
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true, help_heading = "Terms")]
    pub overage_rate: Option<Amount>,

    /// Warn when this share, such as 20%, or time is left
    #[arg(long, value_name = "SHARE|TIME", help_heading = "Terms")]
    pub low: Option<LowThreshold>,

    /// Warn this many days before a package ends
    #[arg(long, value_name = "DAYS", help_heading = "Terms")]
    pub expiry_notice: Option<DayCount>,
}

impl TermArgs {
    /// The terms as stated, with amounts in the client's currency.
    ///
    /// # Errors
    ///
    /// An amount that the currency does not allow.
    pub fn stated(&self, currency: Currency) -> Result<StatedTerms, Rejection> {
        Ok(StatedTerms {
            increment: self.increment,
            minimum: self.minimum,
            overage: self.overage,
            overage_rate: self.overage_rate.as_ref().map(|rate| rate.money(currency)).transpose()?,
            low: self.low,
            expiry_notice: self.expiry_notice.map(|days| days.0),
        })
    }
}
