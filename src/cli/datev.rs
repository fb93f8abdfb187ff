//! DATEV's posting batch: the accountant's settings in `hours.toml`, judged, and what is said where there can be no batch.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::failure::Failure;
use crate::config::{Config, Datev};
use crate::domain::journal::{Journal, Quantity};
use crate::domain::period::Period;
use crate::domain::{Book, ClientId, Currency, Date, Instant, VatRate, VatReason};
use crate::export::datev::{self, Refusal, Settings};

/// What the configuration beside a ledger says about an accountant's books.
///
/// # Errors
///
/// A configuration that cannot be read, or says nothing about them.
pub(super) fn config(ledger: &Path) -> Result<Datev> {
    Config::beside(ledger)?.datev.ok_or_else(|| {
        Failure::usage("hours.toml has no [datev]: the accounts are for your accountant to give")
            .hint("hours export --help lists what belongs there")
            .into()
    })
}

/// The business year that a day lies in.
///
/// # Errors
///
/// A beginning in the configuration that is no day of every year.
pub(super) fn business_year(config: &Datev, day: Date) -> Result<Period> {
    let start = config.fiscal_year_start.as_deref().unwrap_or("01-01");
    let wrong = || {
        let fact = format!("`fiscal-year-start = \"{start}\"` in hours.toml is no day of every year, such as 01-01");
        Failure::usage(fact)
    };
    let begins = |year: i32| format!("{year:04}-{start}").parse::<Date>().map_err(|_| wrong());
    if start == "02-29" {
        return Err(wrong().into());
    }
    let this = begins(day.year())?;
    let from = if this <= day { this } else { begins(day.year() - 1)? };
    let to = from.plus_months(12).and_then(|next| next.minus_days(1)).unwrap_or(Date::MAX);
    Ok(Period { from, to })
}

/// What the configuration says for a period.
///
/// # Errors
///
/// A period that lies in two business years, and numbers that DATEV does not take.
pub(super) fn settings(config: &Datev, period: Period) -> Result<Settings> {
    let year = business_year(config, period.from)?;
    if period.to > year.to {
        let fact = format!("{period} lies in two business years: one ends on {}", year.to);
        return Err(Failure::refused(fact).hint("export each year by itself").into());
    }
    let length = account_length(config)?;
    judge_numbers(config)?;
    Ok(Settings {
        consultant: config.consultant,
        client: config.client,
        account_length: length,
        year_start: year.from,
        accounts: accounts(config, length)?,
        overage_by_vat: overage_by_vat(config, length)?,
        names: config.names.unwrap_or(true),
    })
}

/// How many digits a general-ledger account has.
fn account_length(config: &Datev) -> Result<u32> {
    let length = config.account_length.unwrap_or(4);
    if !(4..=8).contains(&length) {
        let fact = format!("`account-length = {length}` in hours.toml: accounts have 4 to 8 digits");
        return Err(Failure::usage(fact).into());
    }
    Ok(length)
}

/// The numbers of the accountant and of the books have the digits that DATEV gives them.
fn judge_numbers(config: &Datev) -> Result<()> {
    for (key, number, (least, most)) in
        [("consultant", config.consultant, (1001, 9_999_999)), ("client", config.client, (1, 99_999))]
    {
        if !(least..=most).contains(&number) {
            let fact = format!("`{key} = {number}` in hours.toml: DATEV counts {least} to {most}");
            return Err(Failure::usage(fact).into());
        }
    }
    Ok(())
}

/// All accounts by their keys. One of the general ledger has as many digits as was said, or fewer; a client's has one more, and begins with 1 to 6
/// (Debitorenkonto).
fn accounts(config: &Datev, length: u32) -> Result<BTreeMap<String, u32>> {
    let general = [
        ("unbilled", config.unbilled),
        ("liability", config.liability),
        ("revenue", config.revenue),
        ("overage", config.overage),
        ("breakage", config.breakage),
        ("rounding", config.rounding),
    ];
    let general = general.into_iter().filter_map(|(key, number)| Some((key.to_owned(), number?)));
    let vat = config.vat.iter().map(|(rate, number)| (format!("vat.\"{rate}\""), *number));
    let own = config.debtors.iter().map(|(client, number)| (format!("debtors.{client}"), *number));
    let receivable = config.receivable.map(|number| ("receivable".to_owned(), number));
    let general: Vec<_> = general.chain(vat).collect();
    let debtors: Vec<_> = receivable.into_iter().chain(own).collect();
    general.iter().try_for_each(|(key, number)| judge_general(key, *number, length))?;
    let first = 10_u32.pow(length);
    let last = 7 * first - 1;
    if let Some((key, number)) = debtors.iter().find(|(_, number)| !(first..=last).contains(number)) {
        let fact = format!("`{key} = {number}` in hours.toml is no client's account: those are {first} to {last}");
        return Err(Failure::usage(fact).hint("account-length says how many digits other accounts have").into());
    }
    Ok(general.into_iter().chain(debtors).collect())
}

/// An account of the general ledger has as many digits as was said, or fewer.
fn judge_general(key: &str, number: u32, length: u32) -> Result<()> {
    if (1..10_u32.pow(length)).contains(&number) {
        return Ok(());
    }
    let fact = format!("`{key} = {number}` in hours.toml is no account of {length} digits");
    Err(Failure::usage(fact).hint("account-length says how many digits accounts have").into())
}

/// The accounts of overage by how it is taxed. A key that is written in another way would never be found, and its overage go to the one account.
fn overage_by_vat(config: &Datev, length: u32) -> Result<BTreeMap<String, u32>> {
    for (key, &number) in &config.overage_by_vat {
        let is_rate = || key.parse::<VatRate>().is_ok_and(|rate| rate.to_string() == *key);
        if key.parse::<VatReason>().is_err() && !is_rate() {
            let fact = format!("`{key}` under [datev.overage-by-vat] in hours.toml is neither a VAT rate nor a reason");
            let hint = "write \"19\", \"5.5\", reverse-charge, exempt or outside-scope";
            return Err(Failure::usage(fact).hint(hint).into());
        }
        judge_general(&format!("overage-by-vat.\"{key}\""), number, length)?;
    }
    Ok(config.overage_by_vat.clone())
}

/// The batch, in one currency: the ledger's own where none is named.
///
/// # Errors
///
/// Where something is booked in another currency and none is named, and what DATEV does not take.
pub(super) fn batch(book: &Book, journal: &Journal, settings: &Settings, named: Option<Currency>) -> Result<Vec<u8>> {
    let currency = named.unwrap_or(book.house.open.currency);
    if named.is_none() {
        refuse_others(journal, currency)?;
    }
    let made = book.last_recorded().unwrap_or(Instant::from_micros(0));
    datev::batch(book, journal, settings, currency, made).map_err(|refusal| match &refusal {
        Refusal::Missing(_) => Failure::usage(refusal.to_string()).hint("your accountant knows them").into(),
        Refusal::Unmapped(..) => Failure::refused(refusal.to_string())
            .hint("`names = false` under [datev] leaves out clients' names and the texts that DATEV cannot take")
            .into(),
        _ => Failure::refused(refusal.to_string()).into(),
    })
}

/// A batch is in one currency. What would be left out is never left out silently.
fn refuse_others(journal: &Journal, currency: Currency) -> Result<()> {
    let mut others: BTreeMap<&ClientId, Currency> = BTreeMap::new();
    for booking in &journal.bookings {
        for posting in &booking.postings {
            if let (Quantity::Money(money), Some(client)) = (posting.quantity, &booking.client)
                && money.currency() != currency
            {
                others.insert(client, money.currency());
            }
        }
    }
    if others.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = others.iter().map(|(client, currency)| format!("{client} ({currency})")).collect();
    let fact = format!("a batch is in one currency, and not everything is in {currency}: {}", named.join(", "));
    Err(Failure::refused(fact).hint(format!("--currency {currency} leaves those out")).into())
}
