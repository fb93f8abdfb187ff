//! `hours service`

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::names::Name;
use crate::cli::options::{ListAnswer, TableJsonCsv, WriteArgs};
use crate::cli::reading::Reading;
use crate::cli::writing::{maybe_text, write};
use crate::domain::{Fact, Factor, Service, ServiceId, Text};
use crate::render::services;

/// Add and list services: kinds of work, with what their charged time is multiplied by
#[derive(Args, Debug)]
pub(crate) struct ServiceArgs {
    #[command(subcommand)]
    command: ServiceCommand,
}

#[derive(Subcommand, Debug)]
enum ServiceCommand {
    Add(AddArgs),
    List(ListArgs),
}

/// Add a service; it never changes afterwards
#[derive(Args, Debug)]
struct AddArgs {
    /// What commands call it, such as onsite
    service: Name,

    /// A name to read
    name: Option<String>,

    /// What charged time is multiplied by, 0.01 to 10
    #[arg(long, value_name = "FACTOR", default_value = "1", allow_hyphen_values = true)]
    factor: Factor,

    #[command(flatten)]
    write: WriteArgs,
}

/// List the services
#[derive(Args, Debug)]
struct ListArgs {
    #[command(flatten)]
    answer: ListAnswer,
}

pub(crate) fn run(args: &ServiceArgs, context: Context<'_>) -> Result<()> {
    match &args.command {
        ServiceCommand::Add(args) => write(context, &args.write, |_| add(args)),
        ServiceCommand::List(args) => list(args, context),
    }
}

fn add(args: &AddArgs) -> Result<Vec<Fact>> {
    let service = args.service.fresh(ServiceId::may_be_new)?;
    if let Some(factor) = args.name.as_deref().and_then(as_factor) {
        let fact = format!("the name `{}` is a factor", args.name.as_deref().unwrap_or_default());
        return Err(Failure::usage(fact).hint(format!("a factor goes behind its option: --factor {factor}")).into());
    }
    let name = maybe_text("name", args.name.as_deref(), Text::LINE)?;
    Ok(vec![Fact::Service(Service { service, name, factor: args.factor })])
}

/// The factor that a name is: a service never changes, and would multiply nothing for ever.
fn as_factor(name: &str) -> Option<Factor> {
    name.trim_start_matches(['x', '×']).replace(',', ".").parse().ok()
}

fn list(args: &ListArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.answer.csv.spelling();
    let reading = Reading::new(context, &args.answer.read)?;
    let services = reading.book().house.services.values();
    reading.answer(&match args.answer.format {
        TableJsonCsv::Table => services::table(services),
        TableJsonCsv::Json => services::document(services, &reading.stamp()),
        TableJsonCsv::Csv => services::sheet(services, spelling),
    })
}
