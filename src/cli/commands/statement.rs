//! `hours statement`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::names::Name;
use crate::cli::options::{CsvArgs, PeriodArgs, ReadArgs, TableJsonCsvMd};
use crate::cli::reading::Reading;
use crate::domain::statement::{first_day, statement};
use crate::render::statement::{Addressee, document, markdown, sheet, table};

/// A client's statement: opening balance, every movement with worked and charged time, closing balance
///
/// Fit to be sent: it names no other client and gives no internal reasons.
#[derive(Args, Debug)]
pub(crate) struct StatementArgs {
    /// Whose
    client: Name,

    #[command(flatten)]
    period: PeriodArgs,

    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJsonCsvMd,

    #[command(flatten)]
    csv: CsvArgs,

    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &StatementArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.csv.spelling();
    let reading = Reading::new(context, &args.read)?;
    let book = reading.book();
    let client = args.client.client(book)?;
    let account = book.known_account(&client)?;
    // Of a client who came later there is nothing to tell yet.
    let first = first_day(account).map_or(reading.as_of, |first| first.min(reading.as_of));
    let period = args.period.period(|spec| reading.date(spec), first, reading.as_of)?;
    let reckoned = account.reckon(&book.house);
    let statement = statement(book, &reckoned, period, reading.as_of);
    let name = account.history.name_on(reading.as_of);
    let addressee = Addressee { client: &client, name, business: &book.house.open.name };
    reading.answer(&match args.format {
        TableJsonCsvMd::Table => table(addressee, &statement, &reading.stamp()),
        TableJsonCsvMd::Json => document(addressee, &statement, &reading.stamp()),
        TableJsonCsvMd::Csv => sheet(&statement, spelling),
        TableJsonCsvMd::Md => markdown(addressee, &statement, &reading.stamp()),
    })
}
