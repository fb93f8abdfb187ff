//! What the parts of `hours invoice` share: who is billed and when, by whom, and how documents are shown.

use std::fmt;

use anyhow::Result;
use clap::{ArgGroup, Args};

use super::Context;
use super::advice::advice;
use super::failure::Failure;
use super::names::Name;
use super::options::{DayCount, TableJsonCsvMd};
use super::when::DateSpec;
use super::writing::maybe_text;
use crate::config::Config;
use crate::counted::count;
use crate::domain::bill::Dates;
use crate::domain::document::Document;
use crate::domain::invoice::Party;
use crate::domain::{Book, Bounds, ClientId, Date, Rejection, Text};
use crate::render::csv::Spelling;
use crate::render::json::Stamp;
use crate::render::text::escape;
use crate::render::{invoice, invoice_view};

/// How many days until an invoice is due, unless told otherwise.
const DUE_DAYS: u32 = 14;

/// Who is billed, for what and when.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("whom").args(["client", "all"]).required(true))]
pub struct WhomArgs {
    /// Which client
    client: Option<Name>,

    /// Every client from whom something is due
    #[arg(long, conflicts_with = "client")]
    all: bool,

    /// The last day of what is billed [default: the invoice's date]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    through: Option<DateSpec>,

    /// The date of the invoice [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    date: Option<DateSpec>,

    /// How many days after its date it is due [default: 14, or what hours.toml says]
    #[arg(long, value_name = "DAYS")]
    due: Option<DayCount>,
}

impl WhomArgs {
    /// Whether all clients are meant.
    pub fn is_all(&self) -> bool {
        self.all
    }

    /// The date as typed.
    pub fn date(&self) -> Option<&DateSpec> {
        self.date.as_ref()
    }

    /// The last day of what is billed, as typed.
    pub fn through(&self) -> Option<&DateSpec> {
        self.through.as_ref()
    }

    /// The clients that are meant, by id.
    ///
    /// # Errors
    ///
    /// A client that is not known.
    pub fn clients(&self, book: &Book) -> Result<Vec<ClientId>, Rejection> {
        match &self.client {
            Some(name) => Ok(vec![name.client(book)?]),
            None => Ok(book.accounts().map(|account| account.id.clone()).collect()),
        }
    }

    /// The dates of an invoice.
    ///
    /// # Errors
    ///
    /// One that would bill what comes after it, or be due beyond the calendar.
    pub fn dates(&self, date: Date, through: Date, config: &Config) -> Result<Dates> {
        if through > date {
            return Err(Rejection::ThroughAfterDate { through, date }.into());
        }
        let days = self.due.map(|days| days.0).or(config.invoice.due).unwrap_or(DUE_DAYS);
        let due = date.plus_days(days).ok_or(Rejection::BeyondCalendar)?;
        Ok(Dates { date, through, due })
    }
}

/// What to do about a seller of whom something is missing.
pub const SELLER: &str = "who issues is said by [seller] in hours.toml, in the ledger's folder";

/// Who issues invoices: the ledger's name, and what stands beside it.
///
/// # Errors
///
/// A text that no ledger holds.
pub fn seller(config: &Config, book: &Book) -> Result<Party> {
    let field = |name, typed: &Option<String>| {
        maybe_text(name, typed.as_deref(), Text::LINE)
            .map_err(|why| Failure::usage(format!("hours.toml, [seller]: {why}")))
    };
    let config = &config.seller;
    Ok(Party {
        name: book.house.open.name.clone(),
        address: field("address", &config.address)?,
        vat_id: field("vat-id", &config.vat_id)?,
        email: field("email", &config.email)?,
        reference: None,
    })
}

/// Says what the document before told of the seller and this one does not: mostly `hours.toml` was left behind where the ledger came from.
pub fn tell_of_seller(context: Context<'_>, before: &Document, seller: &Party) {
    let (gone, Some(number)) = (seller.lacks(&before.seller), &before.number) else { return };
    if !gone.is_empty() {
        context.say("warning", &format!("{number} says your {}, and what is billed now does not", gone.join(" and ")));
        context.say("hint", SELLER);
    }
}

/// The documents that were issued before an entry, the last one first.
pub fn issued_before(book: &Book, seq: u64) -> impl Iterator<Item = Document> {
    let before = book.register.documents().iter().rev().filter(move |&&before| before < seq);
    before.filter_map(|&before| Document::issued(book, before, Date::MAX))
}

/// Documents in one of the formats; one that was asked for by itself is a JSON document by itself.
pub fn spelled(documents: &[Document], format: TableJsonCsvMd, spelling: Spelling, all: bool, stamp: &Stamp) -> String {
    match (format, documents) {
        (TableJsonCsvMd::Table | TableJsonCsvMd::Md, []) => "nothing is due from anybody\n".to_owned(),
        (TableJsonCsvMd::Table, _) => invoice::tables(documents, stamp),
        (TableJsonCsvMd::Md, _) => invoice::markdown(documents, stamp),
        (TableJsonCsvMd::Csv, _) => invoice_view::sheet(documents, spelling),
        (TableJsonCsvMd::Json, [document]) if !all => invoice_view::document(document, stamp),
        (TableJsonCsvMd::Json, _) => invoice_view::documents(documents, stamp),
    }
}

/// Clients who cannot be billed, and why; never none.
#[derive(Debug)]
pub struct Unbilled(Vec<(ClientId, Rejection)>);

impl fmt::Display for Unbilled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self.0.iter().map(of_client).collect();
        f.write_str(&told.join("; "))
    }
}

impl std::error::Error for Unbilled {}

fn of_client((client, rejection): &(ClientId, Rejection)) -> String {
    format!("`{client}`: {rejection}")
}

impl Unbilled {
    /// What was made for each client, and those for whom it could not be.
    pub fn apart<T>(
        clients: Vec<ClientId>,
        mut make: impl FnMut(&ClientId) -> Result<T, Rejection>,
    ) -> (Vec<T>, Option<Unbilled>) {
        let (mut made, mut refused) = (Vec::new(), Vec::new());
        for client in clients {
            match make(&client) {
                Ok(one) => made.push(one),
                Err(rejection) => refused.push((client, rejection)),
            }
        }
        let unbilled = (!refused.is_empty()).then_some(Unbilled(refused));
        (made, unbilled)
    }

    /// Whether all of them can be billed with `--late`.
    pub fn takes_late(&self) -> bool {
        self.0.iter().all(|(_, rejection)| matches!(rejection, Rejection::Closed { .. }))
    }

    /// Tells each of several by itself, and gives what is to be said of all; `outcome` says what became of the command.
    pub fn told(&self, context: Context<'_>, outcome: &str) -> Failure {
        let hints = self.0.iter().filter_map(|(_, rejection)| advice(rejection));
        let failure = match &self.0[..] {
            [one] => Failure::refused(of_client(one)),
            several => {
                several.iter().for_each(|one| context.say("error", &escape(&of_client(one))));
                Failure::refused(format!("{} clients cannot be billed; {outcome}", several.len()))
            }
        };
        failure.hints(hints)
    }
}

/// The same of an error, where it is of clients who cannot be billed.
pub fn tell_unbilled(context: Context<'_>, error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<Unbilled>() {
        Some(unbilled) => unbilled.told(context, "nothing was written").into(),
        None => error,
    }
}

/// Says that there is more due from a client than one invoice can list.
pub fn tell_of_more(context: Context<'_>, client: &ClientId, beyond: usize) {
    if beyond > 0 {
        let lines = count(beyond as u64, "line", "lines");
        let most = Bounds::LINES;
        let text = format!("{lines} more due from {client}, for another invoice: one has at most {most}");
        context.say("note", &text);
    }
}
