//! `hours buy`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::options::{Amount, WriteArgs};
use crate::cli::package::PackageArgs;
use crate::cli::writing::Draft;
use crate::domain::{ClientId, Date, Money, Payment, PriceBasis, Rejection, VatRate};

/// Record a package of hours that a client bought
///
/// The price is --price, or --rate (else your list rate) times the size. With --every and --times it writes one package
/// for each period, all at once. Where the client's terms carry overage, a package that is valid at once takes it up.
#[derive(Args, Debug)]
pub(crate) struct BuyArgs {
    #[command(flatten)]
    package: PackageArgs,

    /// The price of the package
    #[arg(long, value_name = "TOTAL", conflicts_with = "rate", allow_hyphen_values = true)]
    price: Option<Amount>,

    /// The price of an hour [default: the list rate]
    #[arg(long, value_name = "PER_HOUR", allow_hyphen_values = true)]
    rate: Option<Amount>,

    /// The VAT rate it is sold at, in percent [default: the client's]
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    vat: Option<VatRate>,

    /// The price is without VAT
    #[arg(long, conflicts_with = "gross")]
    net: bool,

    /// The price includes VAT
    #[arg(long)]
    gross: bool,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &BuyArgs, context: Context<'_>) -> Result<()> {
    args.package.write(context, &args.write, &|draft, client, date| pay(args, draft, client, date))
}

fn pay(args: &BuyArgs, draft: &Draft<'_>, client: &ClientId, date: Date) -> Result<Payment> {
    let account = draft.book.known_account(client)?;
    let profile = account.history.profile_on(date, &draft.book.house.open);
    let prices = match (args.gross, args.net) {
        (true, _) => PriceBasis::Gross,
        (_, true) => PriceBasis::Net,
        (false, false) => profile.prices,
    };
    Ok(Payment::Paid { price: price(args, draft, profile.currency)?, vat: args.vat.unwrap_or(profile.vat), prices })
}

fn price(args: &BuyArgs, draft: &Draft<'_>, currency: crate::domain::Currency) -> Result<Money, Rejection> {
    if let Some(price) = &args.price {
        return price.money(currency);
    }
    let list = draft.book.house.open.rate;
    let rate = match &args.rate {
        Some(rate) => rate.money(currency)?,
        None if list.currency() == currency => list,
        None => return Err(Rejection::NeedsPrice { currency }),
    };
    rate.per_hour(args.package.size()).ok_or_else(|| Rejection::TooLarge { amount: rate.amount().to_string() })
}
