//! What is easily overlooked about what is said of a client: it is taken all the same, and told.

use std::collections::BTreeMap;

use crate::domain::{Book, ClientFact, ClientField, Date, Payment, VatRate, billing, likeness};
use crate::render::text::{escape, money};

/// What is easily overlooked about what is said of a client.
pub fn notes_on(fact: &ClientFact, book: &Book) -> Vec<String> {
    let notes = [unconverted(fact, book), kept_terms(fact, book), taxed_anew(fact, book)];
    notes.into_iter().flatten().chain(kept_rates(fact, book)).collect()
}

/// What is to be known of prices that are net where the house's are gross, or the other way round.
fn unconverted(fact: &ClientFact, book: &Book) -> Option<String> {
    let house = &book.house.open;
    let prices = fact.prices.filter(|prices| *prices != house.prices)?;
    let settled = book.account(&fact.client).map(|account| account.currency(&book.house));
    // A client in another currency has a rate of their own (C3).
    let is_list = fact.currency.or(settled).is_none_or(|currency| currency == house.currency);
    is_list.then(|| format!("the list rate of {} counts as {prices} here: it is not converted", money(house.rate)))
}

/// That calls of a closed period keep the terms they were fixed by (H2), where others are stated for a day in it.
fn kept_terms(fact: &ClientFact, book: &Book) -> Option<String> {
    use ClientField as F;
    let (_, through) = reaches_into(fact, book)?;
    let changes = changes(fact, &[F::Increment, F::Minimum, F::Overage, F::OverageRate]);
    changes.then(|| format!("calls of the closed period, through {through}, keep the terms they were fixed by"))
}

/// That VAT is no such term: it is reckoned when an invoice is issued, so what is due can be corrected.
fn taxed_anew(fact: &ClientFact, book: &Book) -> Option<String> {
    let (from, through) = reaches_into(fact, book)?;
    changes(fact, &[ClientField::Vat, ClientField::VatReason, ClientField::Prices]).then(|| {
        format!("overage from {from} on that is not invoiced yet is taxed by this, in the closed period through {through}, too")
    })
}

/// That packages keep the VAT rate they were sold at (D1), invoiced or not: what is said of the client later does not reach them.
fn kept_rates(fact: &ClientFact, book: &Book) -> Vec<String> {
    let cleared = fact.clear.contains(&ClientField::Vat).then_some(book.house.open.vat);
    let Some(rate) = fact.vat.or(cleared) else { return Vec::new() };
    let mut kept: BTreeMap<VatRate, Vec<&str>> = BTreeMap::new();
    for package in book.account(&fact.client).iter().flat_map(|account| &account.packages) {
        let is_open = package.void.is_none() && billing::standing(package.billings(), Date::MAX).is_none();
        if let Payment::Paid { vat, .. } = package.purchase.payment
            && is_open
            && vat != rate
        {
            kept.entry(vat).or_default().push(package.id().as_str());
        }
    }
    let told = |(rate, packages): (VatRate, Vec<&str>)| {
        let (keep, them) = if packages.len() == 1 { ("keeps", "it") } else { ("keep", "them") };
        let packages = packages.join(", ");
        format!("{packages}, not invoiced yet, {keep} {rate} %: where that is wrong, void {them} and sell {them} anew")
    };
    kept.into_iter().map(told).collect()
}

/// Whether one of these is stated or cleared.
fn changes(fact: &ClientFact, fields: &[ClientField]) -> bool {
    fields.iter().any(|&field| fact.states(field) || fact.clear.contains(&field))
}

/// The first day of what is said of a client, and the last of their closed period, where it begins in that.
fn reaches_into(fact: &ClientFact, book: &Book) -> Option<(Date, Date)> {
    let (from, through) = (fact.from?, book.closed_for(&fact.client)?);
    (from <= through).then_some((from, through))
}

/// What about a name is easily overlooked (S8): it is taken all the same.
pub fn second_looks_at(name: &str, book: &Book) -> Vec<String> {
    let mixed =
        likeness::mixed(name).map(|word| format!("`{}` mixes letters of two scripts that look alike", escape(word)));
    let known = book.accounts().find(|account| likeness::alike(name, account.history.name_on(Date::MAX).as_str()));
    let known = known.map(|account| format!("the name looks like that of `{}`", account.id));
    mixed.into_iter().chain(known).collect()
}
