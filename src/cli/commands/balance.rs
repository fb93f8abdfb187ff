//! `hours balance`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::names::Name;
use crate::cli::options::{ListAnswer, TableJsonCsv};
use crate::cli::reading::Reading;
use crate::domain::balance::Balance;
use crate::domain::warning::Warning;
use crate::render::balance::{document, package_sheet, package_table, sheet, table};

/// What clients have left, have used, and are over
///
/// What is to be invoiced there is what went over. Packages that stand on no invoice yet are due, too: hours invoice draft --all
/// lists all that is.
#[derive(Args, Debug)]
pub(crate) struct BalanceArgs {
    /// Only these clients
    clients: Vec<Name>,

    /// A line for each package instead
    #[arg(long)]
    packages: bool,

    /// Only clients whose hours run low or have run out
    #[arg(long)]
    low: bool,

    /// Only clients who are over
    #[arg(long)]
    over: bool,

    #[command(flatten)]
    list: ListAnswer,
}

pub(crate) fn run(args: &BalanceArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.list.csv.spelling();
    let reading = Reading::of_clients(context, &args.list.read, &args.clients)?;
    let mut balances = reading.balances(&args.clients)?;
    balances.retain(|balance| is_wanted(args, balance));
    let text = match (args.list.format, args.packages) {
        (TableJsonCsv::Table, _) if balances.is_empty() && (args.low || args.over) => nobody(args),
        (TableJsonCsv::Table, false) => table(&balances),
        (TableJsonCsv::Table, true) => package_table(&balances),
        (TableJsonCsv::Json, _) => document(&balances, reading.as_of, &reading.stamp()),
        (TableJsonCsv::Csv, false) => sheet(&balances, spelling),
        (TableJsonCsv::Csv, true) => package_sheet(&balances, spelling),
    };
    reading.answer(&text)
}

/// With both filters, whoever passes one of them.
fn is_wanted(args: &BalanceArgs, balance: &Balance<'_>) -> bool {
    let is_low = |warning: &Warning| matches!(warning, Warning::Low { .. } | Warning::Exhausted);
    let low = args.low && balance.warnings.iter().any(is_low);
    let over = args.over && !balance.overage.is_zero();
    low || over || !(args.low || args.over)
}

/// What is said where a filter leaves nobody.
fn nobody(args: &BalanceArgs) -> String {
    let what = match (args.low, args.over) {
        (true, true) => "low or over",
        (true, false) => "low",
        _ => "over",
    };
    format!("nobody is {what}\n")
}
