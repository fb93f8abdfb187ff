//! `hours check`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Exit;
use crate::cli::names::Name;
use crate::cli::options::{ReadArgs, TableJson};
use crate::cli::reading::Reading;
use crate::cli::when::DateSpec;
use crate::cli::writing::maybe_text;
use crate::domain::check::{Answer, check};
use crate::domain::{Call, Minutes, Text};
use crate::render::check::{Asked, document, table};

/// Ask whether a client's packages cover a call, before you accept it
///
/// Answers yes, partly or no, and says what the call would cost and the ways on. Nothing is written. Exits 0 for yes, 3 for
/// partly and no.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The client who asks
    client: Name,

    /// How long it will take, such as 45m or 1h30m
    time: Minutes,

    /// The day; may be to come [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<DateSpec>,

    /// What kind of work it is (hours service list)
    #[arg(long, value_name = "ID")]
    service: Option<Name>,

    /// The ticket or matter it belongs to
    #[arg(long, value_name = "ID")]
    case: Option<String>,

    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJson,

    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &CheckArgs, context: Context<'_>) -> Result<Exit> {
    // One client's answer may cost that client's entries alone; what is refused is refused by the whole ledger.
    let glance = Reading::glance(context, &args.read, &args.client, args.on.as_ref());
    let quick = glance.as_ref().and_then(|reading| Some((reading, asked(args, reading).ok()?)));
    if let Some((reading, (text, exit))) = quick {
        reading.answer(&text)?;
        return Ok(exit);
    }
    let reading = Reading::new(context, &args.read)?;
    let (text, exit) = asked(args, &reading)?;
    reading.answer(&text)?;
    Ok(exit)
}

/// The answer, and whether it is yes.
fn asked(args: &CheckArgs, reading: &Reading<'_>) -> Result<(String, Exit)> {
    let book = reading.book();
    let date = args.on.as_ref().map_or(Ok(reading.as_of), |on| reading.date(on))?;
    let call = Call {
        client: args.client.client(book)?,
        date,
        start: None,
        worked: args.time,
        case: maybe_text("case", args.case.as_deref(), Text::LINE)?,
        service: args.service.as_ref().map(|name| name.service(book)).transpose()?,
        factor: None,
        package: None,
        goodwill: None,
        contact: None,
        note: None,
        // The question is what a call would cost, not whether it was meant or may be booked.
        long: true,
        late: true,
    };
    let check = check(book, &call)?;
    let history = &book.known_account(&call.client)?.history;
    let prices = |date| history.profile_on(date, &book.house.open).prices;
    let asked = Asked { on: reading.today(), prices: prices(reading.today()) };
    let text = match args.format {
        TableJson::Table => reading.typable(&table(&call, &check, prices(date), asked)).into_owned(),
        TableJson::Json => document(&call, &check, &reading.stamp()),
    };
    Ok((text, if check.answer == Answer::Yes { Exit::Done } else { Exit::No }))
}
