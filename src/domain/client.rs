//! What a ledger says about a client, by date (C1, C3, C4).

use std::sync::Arc;

use super::{
    ClientFact, ClientField, Currency, Date, Open, PriceBasis, Rank, StatedTerms, Terms, Text, VatRate, VatReason,
};

/// Everything recorded about one client. Each field holds from the `from` of the entry that states it until
/// a later one states or clears it; of two with the same `from`, the one recorded later wins (C4).
#[derive(Clone, Debug)]
pub struct History {
    /// By `from`, none first; as they were recorded where they are equal.
    versions: Vec<ClientFact>,
    /// When each of them was recorded.
    ranks: Vec<Rank>,
}

/// A client as of a day, with the ledger's defaults where nothing was stated.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name.
    pub name: Text,
    /// E-mail address.
    pub email: Option<Text>,
    /// Language tag.
    pub lang: Option<Text>,
    /// Postal address.
    pub address: Option<Text>,
    /// VAT identification number.
    pub vat_id: Option<Text>,
    /// The buyer's reference.
    pub buyer_reference: Option<Text>,
    /// The one currency.
    pub currency: Currency,
    /// VAT rate.
    pub vat: VatRate,
    /// Why it is 0.
    pub vat_reason: Option<VatReason>,
    /// Whether prices include VAT.
    pub prices: PriceBasis,
    /// The terms.
    pub terms: Terms,
}

impl History {
    /// A client's first entry, which holds from the beginning.
    pub fn new(first: ClientFact, rank: Rank) -> History {
        History { versions: vec![first], ranks: vec![rank] }
    }

    /// Adds a later entry.
    pub fn add(&mut self, fact: ClientFact, rank: Rank) {
        let before = self.versions.iter().zip(&self.ranks);
        let at = before.take_while(|(known, at)| (known.from, *at) <= (fact.from, &rank)).count();
        self.versions.insert(at, fact);
        self.ranks.insert(at, rank);
    }

    /// Notes that an entry was recorded earlier, too, by another copy of the ledger.
    pub fn precede(&mut self, known: &Rank, earlier: Rank) {
        if let Some(at) = self.ranks.iter().position(|rank| rank == known).filter(|&at| at > 0) {
            self.ranks.remove(at);
            let fact = self.versions.remove(at);
            self.add(fact, earlier);
        }
    }

    /// The history with one more entry.
    pub fn with(&self, fact: ClientFact, rank: Rank) -> History {
        let mut history = self.clone();
        history.add(fact, rank);
        history
    }

    /// The days from `from` on from which something was stated.
    pub fn changes_from(&self, from: Date) -> impl Iterator<Item = Date> {
        self.versions.iter().filter_map(|fact| fact.from).filter(move |day| *day >= from)
    }

    /// The currency ever stated; it does not depend on the date (B3).
    pub fn currency(&self) -> Option<Currency> {
        self.versions.iter().rev().find_map(|fact| fact.currency)
    }

    /// The name on a day.
    pub fn name_on(&self, date: Date) -> &Text {
        let stated = self.until(date).filter_map(|fact| fact.name.as_ref()).last();
        // The first entry always has a name: the judge sees to it.
        stated.or(self.versions[0].name.as_ref()).unwrap_or_else(|| unreachable!("a client without a name"))
    }

    /// The terms on a day (C4).
    pub fn terms_on(&self, date: Date, open: &Open) -> Terms {
        let stated = StatedTerms {
            increment: self.latest(date, ClientField::Increment, |f| f.terms.increment),
            minimum: self.latest(date, ClientField::Minimum, |f| f.terms.minimum),
            overage: self.latest(date, ClientField::Overage, |f| f.terms.overage),
            overage_rate: self.latest(date, ClientField::OverageRate, |f| f.terms.overage_rate),
            low: self.latest(date, ClientField::Low, |f| f.terms.low),
            expiry_notice: self.latest(date, ClientField::ExpiryNotice, |f| f.terms.expiry_notice),
        };
        open.terms_with(&stated)
    }

    /// The terms on one day after the other.
    pub fn terms_by_day<'a>(&'a self, open: &'a Open) -> TermsByDay<'a> {
        TermsByDay { history: self, open, known: None }
    }

    /// Why the VAT rate is 0, on a day.
    pub fn vat_reason_on(&self, date: Date, open: &Open) -> Option<VatReason> {
        self.latest(date, ClientField::VatReason, |f| f.vat_reason).or(open.vat_reason)
    }

    /// The client on a day, defaults filled in.
    pub fn profile_on(&self, date: Date, open: &Open) -> Profile {
        let text = |field, get: fn(&ClientFact) -> Option<Text>| self.latest(date, field, get);
        let (prices, vat) = self.prices_on(date, open);
        Profile {
            name: self.name_on(date).clone(),
            email: text(ClientField::Email, |f| f.email.clone()),
            lang: text(ClientField::Lang, |f| f.lang.clone()),
            address: text(ClientField::Address, |f| f.address.clone()),
            vat_id: text(ClientField::VatId, |f| f.vat_id.clone()),
            buyer_reference: text(ClientField::BuyerReference, |f| f.buyer_reference.clone()),
            currency: self.currency().unwrap_or(open.currency),
            vat,
            vat_reason: self.vat_reason_on(date, open),
            prices,
            terms: self.terms_on(date, open),
        }
    }

    /// Whether the client's prices include VAT on a day, and the rate.
    pub fn prices_on(&self, date: Date, open: &Open) -> (PriceBasis, VatRate) {
        let prices = self.latest(date, ClientField::Prices, |f| f.prices).unwrap_or(open.prices);
        (prices, self.latest(date, ClientField::Vat, |f| f.vat).unwrap_or(open.vat))
    }

    /// The last value of a field stated by a day; none where it was cleared since.
    fn latest<T>(&self, date: Date, field: ClientField, get: impl Fn(&ClientFact) -> Option<T>) -> Option<T> {
        self.until(date).fold(None, |value, fact| if fact.clear.contains(&field) { None } else { get(fact).or(value) })
    }

    fn until(&self, date: Date) -> impl Iterator<Item = &ClientFact> {
        self.versions.iter().take_while(move |fact| fact.from.is_none_or(|from| from <= date))
    }
}

/// A client's terms on one day after the other: those of a day are asked for again where they may be others.
#[derive(Debug)]
pub struct TermsByDay<'a> {
    history: &'a History,
    open: &'a Open,
    known: Option<Lasting>,
}

/// Terms, and how long they last.
#[derive(Debug)]
struct Lasting {
    since: Date,
    /// The first day on which something else may hold.
    until: Option<Date>,
    terms: Arc<Terms>,
}

impl TermsByDay<'_> {
    /// The terms on a day.
    pub fn on(&mut self, date: Date) -> &Arc<Terms> {
        // Most days nothing changes.
        let lasts = |known: &Lasting| known.since <= date && known.until.is_none_or(|until| date < until);
        if !self.known.as_ref().is_some_and(lasts) {
            self.known = None;
        }
        let TermsByDay { history, open, .. } = *self;
        let asked = || Lasting {
            since: date,
            until: history.versions.iter().filter_map(|fact| fact.from).find(|from| *from > date),
            terms: Arc::new(history.terms_on(date, open)),
        };
        &self.known.get_or_insert_with(asked).terms
    }
}
