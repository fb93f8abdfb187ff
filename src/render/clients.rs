//! Clients: who they are and on which terms.

use serde::Serialize;

use super::csv::{self, Sheet, Spelling};
use super::entry_view::TermsView;
use super::json::{self, Stamp};
use super::table::{Align, Table};
use super::text::{money, threshold};
use crate::counted::count;
use crate::domain::client::Profile;
use crate::domain::{ClientId, Date};

/// A client as of a day.
#[derive(Debug)]
pub struct Listed<'a> {
    /// Who.
    pub client: &'a ClientId,
    /// What holds that day.
    pub profile: Profile,
    /// The last closed day.
    pub closed: Option<Date>,
}

/// A client in machine formats.
#[derive(Debug, Serialize)]
struct ClientView<'a> {
    client: &'a str,
    name: &'a str,
    email: Option<&'a str>,
    lang: Option<&'a str>,
    address: Option<&'a str>,
    vat_id: Option<&'a str>,
    buyer_reference: Option<&'a str>,
    currency: &'a str,
    vat_rate: String,
    vat_reason: Option<&'static str>,
    prices: &'static str,
    terms: TermsView,
    closed_through: Option<String>,
}

impl<'a> ClientView<'a> {
    fn new(listed: &'a Listed<'_>) -> ClientView<'a> {
        let profile = &listed.profile;
        let text = |text: &'a Option<crate::domain::Text>| text.as_ref().map(|text| text.as_str());
        ClientView {
            client: listed.client.as_str(),
            name: profile.name.as_str(),
            email: text(&profile.email),
            lang: text(&profile.lang),
            address: text(&profile.address),
            vat_id: text(&profile.vat_id),
            buyer_reference: text(&profile.buyer_reference),
            currency: profile.currency.code(),
            vat_rate: profile.vat.to_string(),
            // A reason left from a time without VAT says nothing once VAT is charged.
            vat_reason: profile.vat_reason.filter(|_| profile.vat.is_zero()).map(|reason| reason.as_str()),
            prices: profile.prices.as_str(),
            terms: TermsView::new(&profile.terms),
            closed_through: json::maybe(listed.closed),
        }
    }
}

/// A line per client.
pub fn table(clients: &[Listed<'_>]) -> String {
    if clients.is_empty() {
        return "no clients\n".to_owned();
    }
    let mut table = Table::new(&[
        ("client", Align::Left),
        ("name", Align::Left),
        ("currency", Align::Left),
        ("VAT", Align::Right),
        ("charged per", Align::Right),
        ("overage", Align::Left),
        ("closed through", Align::Left),
    ]);
    for listed in clients {
        let Profile { name, currency, vat, prices, terms, .. } = &listed.profile;
        table.row([
            listed.client.to_string(),
            name.to_string(),
            currency.to_string(),
            format!("{vat} % {prices}"),
            terms.increment.to_string(),
            terms.overage.to_string(),
            listed.closed.map_or("–".to_owned(), |closed| closed.to_string()),
        ]);
    }
    table.print()
}

/// One client, a line per field.
pub fn card(listed: &Listed<'_>) -> String {
    let Profile { name, vat, vat_reason, prices, currency, terms, .. } = &listed.profile;
    let profile = &listed.profile;
    // What is sold to the client without VAT needs it, whatever the usual rate.
    let reason = vat_reason.map_or(String::new(), |reason| match vat.is_zero() {
        true => format!(" ({reason})"),
        false => format!(" (where it is 0: {reason})"),
    });
    let notice = count(terms.expiry_notice.into(), "day", "days");
    let fields = [
        ("e-mail", json::maybe(profile.email.as_ref())),
        ("language", json::maybe(profile.lang.as_ref())),
        ("address", json::maybe(profile.address.as_ref())),
        ("VAT id", json::maybe(profile.vat_id.as_ref())),
        ("buyer reference", json::maybe(profile.buyer_reference.as_ref())),
        ("prices", Some(format!("{currency} {prices}, {vat} % VAT{reason}"))),
        ("calls", Some(format!("charged per {}, at least {}", terms.increment, terms.minimum))),
        ("overage", Some(format!("{}, {} an hour", terms.overage, money(terms.overage_rate)))),
        ("warned", Some(format!("at {} left, {notice} before an end", threshold(terms.low)))),
        ("closed through", json::maybe(listed.closed)),
    ];
    let mut card = format!("{}  {name}\n", listed.client);
    for (field, value) in fields {
        if let Some(value) = value {
            card.push_str(&format!("  {field:<16} {value}\n"));
        }
    }
    card
}

/// `hours.clients/1`: by id.
pub fn document(clients: &[Listed<'_>], as_of: Date, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        as_of: String,
        clients: Vec<ClientView<'a>>,
    }
    let body = Body { as_of: as_of.to_string(), clients: clients.iter().map(ClientView::new).collect() };
    json::document("hours.clients/1", body, Some(stamp))
}

/// `hours.client/1`.
pub fn one(listed: &Listed<'_>, as_of: Date, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        as_of: String,
        #[serde(flatten)]
        client: ClientView<'a>,
    }
    json::document("hours.client/1", Body { as_of: as_of.to_string(), client: ClientView::new(listed) }, Some(stamp))
}

/// One row a client.
pub fn sheet(clients: &[Listed<'_>], spelling: Spelling) -> String {
    let header = [
        "client",
        "name",
        "email",
        "lang",
        "address",
        "vat_id",
        "buyer_reference",
        "currency",
        "vat_rate",
        "vat_reason",
        "prices",
        "increment_minutes",
        "minimum_minutes",
        "overage",
        "overage_rate",
        "low",
        "expiry_notice_days",
        "closed_through",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    for view in clients.iter().map(ClientView::new) {
        sheet.row([
            csv::text(view.client),
            csv::text(view.name),
            csv::maybe(view.email),
            csv::maybe(view.lang),
            csv::maybe(view.address),
            csv::maybe(view.vat_id),
            csv::maybe(view.buyer_reference),
            csv::text(view.currency),
            csv::number(view.vat_rate),
            csv::maybe(view.vat_reason),
            csv::text(view.prices),
            csv::number(view.terms.increment_minutes),
            csv::number(view.terms.minimum_minutes),
            csv::text(view.terms.overage),
            csv::number(view.terms.overage_rate),
            csv::text(view.terms.low),
            csv::number(view.terms.expiry_notice_days),
            csv::maybe(view.closed_through),
        ]);
    }
    sheet.print()
}
