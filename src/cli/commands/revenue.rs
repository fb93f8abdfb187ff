//! `hours revenue`

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::options::{ListAnswer, PeriodArgs, TableJsonCsv};
use crate::cli::reading::Reading;
use crate::domain::revenue::revenue;
use crate::render::revenue::{client_sheet, client_table, document, package_sheet, package_table};

/// Deferred revenue: what was paid for hours that are not used yet, and what became of it
///
/// For each paid package: opening + sold − used − expired − refunded = closing, in net amounts. Grants, overage and waived
/// time are no part of it. The period is this year unless another is named.
#[derive(Args, Debug)]
pub(crate) struct RevenueArgs {
    #[command(flatten)]
    period: PeriodArgs,

    /// A line per package or per client; JSON has both
    #[arg(long, value_name = "WHAT", default_value = "package")]
    by: By,

    #[command(flatten)]
    list: ListAnswer,
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// One client.
    Client,
    /// One package.
    Package,
}

pub(crate) fn run(args: &RevenueArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.list.csv.spelling();
    let reading = Reading::new(context, &args.list.read)?;
    let period = args.period.period_of_year(|spec| reading.date(spec), reading.as_of)?;
    let revenue = revenue(reading.book(), period, reading.as_of);
    reading.answer(&match (args.list.format, args.by) {
        (TableJsonCsv::Table, By::Package) => package_table(&revenue),
        (TableJsonCsv::Table, By::Client) => client_table(&revenue),
        (TableJsonCsv::Json, _) => document(&revenue, &reading.stamp()),
        (TableJsonCsv::Csv, By::Package) => package_sheet(&revenue, spelling),
        (TableJsonCsv::Csv, By::Client) => client_sheet(&revenue, spelling),
    })
}
