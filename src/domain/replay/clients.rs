//! Judging and filing clients, services and the terms they are given (A2, C).

use crate::domain::client::{History, Profile};
use crate::domain::filed::Subject;
use crate::domain::{
    Account, Book, Bounds, ClientFact, ClientField, Currency, Date, Minutes, Money, Open, Rank, Rejection, Service,
    Text, VatRate, VatReason,
};

impl Book {
    pub(super) fn judge_client(&self, fact: &ClientFact, rank: Rank) -> Result<(), Rejection> {
        match fact.from {
            None => self.judge_new_client(fact, rank),
            Some(from) => self.judge_client_change(fact, from, rank),
        }
    }

    fn judge_new_client(&self, fact: &ClientFact, rank: Rank) -> Result<(), Rejection> {
        if self.clients.contains_key(&fact.client) {
            return Err(Rejection::ClientExists { client: fact.client.clone() });
        }
        if fact.name.is_none() || !fact.clear.is_empty() {
            return Err(Rejection::NotAFirstEntry { client: fact.client.clone() });
        }
        let history = History::new(fact.clone(), rank);
        self.judge_profile(fact, &history.profile_on(Date::MIN, &self.house.open))
    }

    fn judge_client_change(&self, fact: &ClientFact, from: Date, rank: Rank) -> Result<(), Rejection> {
        let account = self.known_account(&fact.client)?;
        let nothing = ClientFact { from: Some(from), ..ClientFact::about(fact.client.clone()) };
        if *fact == nothing {
            return Err(Rejection::NoChange);
        }
        // One currency for good: rates of earlier days would be in another (B3).
        let currency = account.currency(&self.house);
        if fact.currency.is_some_and(|wished| wished != currency) {
            return Err(Rejection::CurrencySettled { client: fact.client.clone(), currency });
        }
        if let Some(&field) = fact.clear.iter().find(|&&field| fact.states(field)) {
            return Err(Rejection::StatedAndCleared { field: field.as_str() });
        }
        let history = account.history.with(fact.clone(), rank);
        // What is said for an earlier day is judged on every later day on which something changes, too.
        history
            .changes_from(from)
            .try_for_each(|day| self.judge_profile(fact, &history.profile_on(day, &self.house.open)))
    }

    /// Judges what an entry states against what the client then is.
    fn judge_profile(&self, fact: &ClientFact, profile: &Profile) -> Result<(), Rejection> {
        judge_increment("increment", fact.terms.increment)?;
        judge_increment("minimum", fact.terms.minimum)?;
        judge_notice(fact.terms.expiry_notice)?;
        judge_lang(fact.lang.as_ref())?;
        let currency = profile.currency;
        judge_rate("overage-rate", fact.terms.overage_rate, currency)?;
        if profile.terms.overage_rate.currency() != currency {
            return Err(Rejection::NeedsOverageRate { currency });
        }
        judge_vat_reason(profile.vat, profile.vat_reason)?;
        if !lacks_vat_id(profile.vat, profile) {
            return Ok(());
        }
        let keeps_vat = fact.vat.is_none() && fact.vat_reason.is_none();
        Err(Rejection::NeedsVatId { cleared: keeps_vat && fact.clear.contains(&ClientField::VatId) })
    }

    pub(super) fn file_client(&mut self, fact: ClientFact, rank: Rank) -> Subject {
        if let Some(&at) = self.clients.get(&fact.client) {
            self.accounts[at].history.add(fact, rank);
            return Subject::Client(at);
        }
        let client = fact.client.clone();
        self.accounts.push(Account::new(client.clone(), History::new(fact, rank)));
        self.clients.insert(client, self.accounts.len() - 1);
        Subject::Client(self.accounts.len() - 1)
    }

    pub(super) fn judge_service(&self, service: &Service) -> Result<(), Rejection> {
        match self.house.services.contains_key(&service.service) {
            true => Err(Rejection::ServiceExists { service: service.service.clone() }),
            false => Ok(()),
        }
    }
}

fn judge_lang(lang: Option<&Text>) -> Result<(), Rejection> {
    let tag = |text: &Text| {
        (2..=35).contains(&text.as_str().len()) && text.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    match lang {
        Some(text) if !tag(text) => Err(Rejection::TermOutOfBounds {
            term: "lang",
            bound: format!("a language tag such as de or pt-BR, not {text}"),
        }),
        _ => Ok(()),
    }
}

pub(super) fn judge_open(open: &Open) -> Result<(), Rejection> {
    judge_increment("increment", Some(open.increment))?;
    judge_increment("minimum", open.minimum)?;
    judge_notice(Some(open.expiry_notice))?;
    judge_rate("rate", Some(open.rate), open.currency)?;
    judge_rate("overage-rate", open.overage_rate, open.currency)?;
    judge_vat_reason(open.vat, open.vat_reason)
}

fn judge_increment(term: &'static str, time: Option<Minutes>) -> Result<(), Rejection> {
    match time {
        Some(time) if time.is_zero() || time > Bounds::INCREMENT => {
            Err(Rejection::TermOutOfBounds { term, bound: format!("1m to {}, not {time}", Bounds::INCREMENT) })
        }
        _ => Ok(()),
    }
}

fn judge_notice(days: Option<u32>) -> Result<(), Rejection> {
    match days {
        Some(days) if days > Bounds::NOTICE_DAYS => Err(Rejection::TermOutOfBounds {
            term: "expiry-notice",
            bound: format!("0 to {} days, not {days}", Bounds::NOTICE_DAYS),
        }),
        _ => Ok(()),
    }
}

/// The most that one call can be charged: 24 h of work and an increment of up to 24 h come to less than 48 h, and a factor of 10 makes that 480 h. Only where
/// calls of its case were taken back after they were fixed, one is charged for those that stay, too (E4): then it may cost more, which no bound
/// forbids.
const LONGEST_CHARGE: Minutes = Minutes::hours(480);

/// A rate is positive, in the right currency, and small enough that [`LONGEST_CHARGE`] costs less than 10^12.
fn judge_rate(term: &'static str, rate: Option<Money>, currency: Currency) -> Result<(), Rejection> {
    let Some(rate) = rate else { return Ok(()) };
    if rate.is_zero() || rate.is_negative() {
        return Err(Rejection::TermOutOfBounds { term, bound: format!("more than 0, not {}", rate.amount()) });
    }
    if rate.currency() != currency {
        return Err(Rejection::OtherCurrency { amount: rate, currency });
    }
    match rate.per_hour(LONGEST_CHARGE) {
        Some(_) => Ok(()),
        None => Err(Rejection::TooLarge { amount: rate.amount().to_string() }),
    }
}

/// A rate of nought has a reason (J8).
pub(super) fn judge_vat_reason(vat: VatRate, reason: Option<VatReason>) -> Result<(), Rejection> {
    if vat.is_zero() && reason.is_none() { Err(Rejection::NeedsVatReason) } else { Ok(()) }
}

/// Whether a rate is nought by reverse charge, and the VAT id that this needs is not known (J8).
pub(super) fn lacks_vat_id(vat: VatRate, profile: &Profile) -> bool {
    vat.is_zero() && profile.vat_reason == Some(VatReason::ReverseCharge) && profile.vat_id.is_none()
}
