//! `hours warnings`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Exit;
use crate::cli::names::Name;
use crate::cli::options::{ListAnswer, TableJsonCsv};
use crate::cli::reading::Reading;
use crate::render::warnings::{document, sheet, table};

/// Which clients run low, are over, or have packages that end
#[derive(Args, Debug)]
pub(crate) struct WarningsArgs {
    /// Only these clients
    clients: Vec<Name>,

    /// Exit 3 if there is anything to warn about
    #[arg(long)]
    fail: bool,

    #[command(flatten)]
    list: ListAnswer,
}

pub(crate) fn run(args: &WarningsArgs, context: Context<'_>) -> Result<Exit> {
    let spelling = args.list.csv.spelling();
    let reading = Reading::of_clients(context, &args.list.read, &args.clients)?;
    let balances = reading.balances(&args.clients)?;
    let text = match args.list.format {
        TableJsonCsv::Table => reading.typable(&table(&balances)).into_owned(),
        TableJsonCsv::Json => document(&balances, reading.as_of, &reading.stamp()),
        TableJsonCsv::Csv => sheet(&balances, spelling),
    };
    reading.answer(&text)?;
    let any = balances.iter().any(|balance| !balance.warnings.is_empty());
    Ok(if args.fail && any { Exit::No } else { Exit::Done })
}
