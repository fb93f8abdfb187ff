//! `hours client`

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::cli::Context;
use crate::cli::client_notes::{notes_on, second_looks_at};
use crate::cli::failure::Failure;
use crate::cli::names::Name;
use crate::cli::options::{ListAnswer, ReadArgs, TableJson, TableJsonCsv, TermArgs, WriteArgs};
use crate::cli::reading::Reading;
use crate::cli::when::DateSpec;
use crate::cli::writing::{Draft, maybe_text, text, write_and_tell};
use crate::domain::closed::Closed;
use crate::domain::nearest::nearest;
use crate::domain::{
    Account, BadText, ClientFact, ClientField, ClientId, Currency, Fact, PriceBasis, Rejection, Text, Unreadable,
    VatRate, VatReason,
};
use crate::render::clients::{self, Listed};

/// Add, change and show clients
#[derive(Args, Debug)]
pub(crate) struct ClientArgs {
    #[command(subcommand)]
    command: ClientCommand,
}

#[derive(Subcommand, Debug)]
enum ClientCommand {
    Add(AddArgs),
    Set(SetArgs),
    List(ListArgs),
    Show(ShowArgs),
}

/// Add a client
///
/// What you do not say is as in the ledger's own terms (see `hours entries --kind open`).
#[derive(Args, Debug)]
struct AddArgs {
    /// What commands call the client: a–z 0–9 . _ -
    client: Name,

    /// The client's name
    name: String,

    #[command(flatten)]
    fields: FieldArgs,

    #[command(flatten)]
    write: WriteArgs,
}

/// Change a client, from a date on
///
/// Calls worked before that date keep their terms. What you do not name stays as it is.
#[derive(Args, Debug)]
struct SetArgs {
    /// Which client
    client: Name,

    /// A new name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,

    #[command(flatten)]
    fields: FieldArgs,

    /// As if this had never been said, such as --clear overage-rate
    #[arg(long, value_name = "FIELD", value_parser = field)]
    clear: Vec<ClientField>,

    /// From when on; may be agreed ahead [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<DateSpec>,

    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Args, Debug)]
struct FieldArgs {
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// Language, such as de or sw
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,

    /// Postal address, in one line
    #[arg(long, value_name = "TEXT")]
    address: Option<String>,

    /// VAT identification number
    #[arg(long, value_name = "ID")]
    vat_id: Option<String>,

    /// VAT rate in percent
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    vat: Option<VatRate>,

    /// Why the VAT rate is 0: reverse-charge, exempt or outside-scope
    #[arg(long, value_name = "REASON")]
    vat_reason: Option<VatReason>,

    /// Whether prices include VAT: gross or net
    #[arg(long, value_name = "BASIS")]
    prices: Option<PriceBasis>,

    /// The client's one currency, by ISO 4217
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,

    /// The buyer's reference, printed on invoices
    #[arg(long, value_name = "TEXT")]
    buyer_reference: Option<String>,

    #[command(flatten)]
    terms: TermArgs,
}

impl FieldArgs {
    /// What is said of a client; `refuse` says why the text of a field is refused.
    fn fact(
        &self,
        client: ClientId,
        currency: Currency,
        refuse: impl Fn(ClientField, Rejection) -> anyhow::Error,
    ) -> Result<ClientFact> {
        use ClientField as F;
        let text = |field, name, typed: &Option<String>| {
            maybe_text(name, typed.as_deref(), Text::LINE).map_err(|refused| refuse(field, refused))
        };
        Ok(ClientFact {
            email: text(F::Email, "e-mail address", &self.email)?,
            lang: text(F::Lang, "language", &self.lang)?,
            address: text(F::Address, "address", &self.address)?,
            vat_id: text(F::VatId, "VAT id", &self.vat_id)?,
            buyer_reference: text(F::BuyerReference, "buyer reference", &self.buyer_reference)?,
            currency: self.currency,
            vat: self.vat,
            vat_reason: self.vat_reason,
            prices: self.prices,
            terms: self.terms.stated(currency)?,
            ..ClientFact::about(client)
        })
    }
}

/// List the clients
#[derive(Args, Debug)]
struct ListArgs {
    #[command(flatten)]
    answer: ListAnswer,
}

/// Show a client's particulars and terms
#[derive(Args, Debug)]
struct ShowArgs {
    /// Which client
    client: Name,

    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJson,

    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &ClientArgs, context: Context<'_>) -> Result<()> {
    match &args.command {
        ClientCommand::Add(args) => {
            let second_looks = write_fields(context, &args.write, |draft| {
                Ok((add(args, draft)?, second_looks_at(&args.name, draft.book)))
            })?;
            second_looks.iter().for_each(|why| context.say("warning", why));
            Ok(())
        }
        ClientCommand::Set(args) => write_fields(context, &args.write, |draft| Ok((set(args, draft)?, ()))),
        ClientCommand::List(args) => list(args, context),
        ClientCommand::Show(args) => show(args, context),
    }
}

/// Writes what is said of a client, and tells what is easily overlooked about it; gives what `propose` has to tell besides.
fn write_fields<T>(
    context: Context<'_>,
    args: &WriteArgs,
    mut propose: impl FnMut(&Draft<'_>) -> Result<(ClientFact, T)>,
) -> Result<T> {
    let (_, (notes, told)) = write_and_tell(context, args, None, |draft| {
        let (fact, told) = propose(draft)?;
        let notes = notes_on(&fact, draft.book);
        Ok((vec![Fact::from(fact)], (notes, told)))
    })?;
    notes.iter().for_each(|note| context.say("note", note));
    Ok(told)
}

fn add(args: &AddArgs, draft: &Draft<'_>) -> Result<ClientFact> {
    let client = args.client.fresh(ClientId::may_be_new)?;
    let currency = args.fields.currency.unwrap_or(draft.book.house.open.currency);
    let name = Some(text("name", &args.name, Text::LINE)?);
    Ok(ClientFact { name, ..args.fields.fact(client, currency, |_, refused| refused.into())? })
}

fn set(args: &SetArgs, draft: &Draft<'_>) -> Result<ClientFact> {
    let client = draft.client(&args.client)?;
    let account = draft.book.known_account(&client)?;
    let currency = args.fields.currency.unwrap_or(account.currency(&draft.book.house));
    let mut clear = args.clear.clone();
    clear.sort();
    clear.dedup();
    Ok(ClientFact {
        from: Some(draft.date(args.from.as_ref())?),
        name: maybe_text("name", args.name.as_deref(), Text::LINE)?,
        clear,
        ..args.fields.fact(client, currency, |field, refused| emptied(field, refused, &args.client))?
    })
}

/// Why a text of a client is refused: an empty one shall perhaps say that there is none.
fn emptied(field: ClientField, refused: Rejection, client: &Name) -> anyhow::Error {
    if !matches!(refused, Rejection::BadText { fault: BadText::Empty, .. }) {
        return refused.into();
    }
    let hint = format!("hours client set {} --clear {} takes it away", client.as_str(), as_typed(field));
    Failure::refused(refused.to_string()).hint(hint).into()
}

fn field(text: &str) -> Result<ClientField, Unreadable> {
    let spelled = text.replace('-', "_");
    let found = ClientField::ALL.into_iter().find(|field| field.as_str() == spelled);
    found.ok_or_else(|| {
        let known = ClientField::ALL.map(as_typed);
        let near = nearest(text, known.iter().map(|name| (name, name.as_str())));
        let one_of = || format!("it is one of {}", known.join(", "));
        Unreadable::new("no such field").advise(near.map_or_else(one_of, |near| format!("did you mean `{near}`?")))
    })
}

/// A field as its option is called.
fn as_typed(field: ClientField) -> String {
    field.as_str().replace('_', "-")
}

fn listed<'a>(reading: &Reading<'_>, closed: &Closed, account: &'a Account) -> Listed<'a> {
    let profile = account.history.profile_on(reading.as_of, &reading.book().house.open);
    Listed { client: &account.id, profile, closed: closed.of(&account.id) }
}

fn list(args: &ListArgs, context: Context<'_>) -> Result<()> {
    let spelling = args.answer.csv.spelling();
    let reading = Reading::new(context, &args.answer.read)?;
    let closed = reading.book().closed_as_of(reading.as_of);
    let clients: Vec<Listed<'_>> =
        reading.book().accounts().map(|account| listed(&reading, &closed, account)).collect();
    reading.answer(&match args.answer.format {
        TableJsonCsv::Table => clients::table(&clients),
        TableJsonCsv::Json => clients::document(&clients, reading.as_of, &reading.stamp()),
        TableJsonCsv::Csv => clients::sheet(&clients, spelling),
    })
}

fn show(args: &ShowArgs, context: Context<'_>) -> Result<()> {
    let reading = Reading::new(context, &args.read)?;
    let client = args.client.client(reading.book())?;
    let closed = reading.book().closed_as_of(reading.as_of);
    let listed = listed(&reading, &closed, reading.book().known_account(&client)?);
    reading.answer(&match args.format {
        TableJson::Table => clients::card(&listed),
        TableJson::Json => clients::one(&listed, reading.as_of, &reading.stamp()),
    })
}
