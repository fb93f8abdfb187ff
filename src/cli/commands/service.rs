//! `hours service`

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::Context;
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
    let name = maybe_text("name", args.name.as_deref(), Text::LINE)?;
    Ok(vec![Fact::Service(Service { service, name, factor: args.factor })])
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
