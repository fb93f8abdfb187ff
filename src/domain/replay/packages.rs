//! Judging and filing packages and their extensions (D).

use super::clients::{judge_vat_reason, lacks_vat_id};
use super::judge_recorded;
use crate::domain::filed::{Place, Subject};
use crate::domain::package::Extension;
use crate::domain::vat::Split;
use crate::domain::{
    Account, Book, Bounds, Date, Extend, Instant, Minutes, Package, Payment, Purchase, Rank, Rejection,
};

impl Book {
    pub(super) fn judge_purchase(&self, purchase: &Purchase, recorded: Instant) -> Result<(), Rejection> {
        let account = self.known_account(&purchase.client)?;
        self.judge_services(&purchase.services)?;
        if self.packages.has(&purchase.package) {
            return Err(Rejection::PackageExists { package: purchase.package.clone() });
        }
        judge_size(purchase.size)?;
        judge_recorded(purchase.date, recorded)?;
        self.judge_payment(account, purchase)?;
        judge_window(purchase)
    }

    fn judge_payment(&self, account: &Account, purchase: &Purchase) -> Result<(), Rejection> {
        let Payment::Paid { price, vat, prices } = &purchase.payment else { return Ok(()) };
        if price.is_zero() || price.is_negative() {
            return Err(Rejection::NotPositive { price: price.amount().to_string() });
        }
        let currency = account.currency(&self.house);
        if price.currency() != currency {
            return Err(Rejection::OtherCurrency { amount: *price, currency });
        }
        // What could never be invoiced is not sold.
        if Split::of(*price, *vat, *prices).is_none() {
            return Err(Rejection::TooLarge { amount: price.amount().to_string() });
        }
        judge_vat_reason(*vat, account.history.vat_reason_on(purchase.date, &self.house.open))
    }

    /// What could not be invoiced is not sold (J8); what was sold stays so.
    pub(super) fn admit_purchase(&self, purchase: &Purchase) -> Result<(), Rejection> {
        let Payment::Paid { vat, .. } = &purchase.payment else { return Ok(()) };
        let account = self.known_account(&purchase.client)?;
        match lacks_vat_id(*vat, &account.history.profile_on(purchase.date, &self.house.open)) {
            true => Err(Rejection::NeedsVatId { cleared: false }),
            false => Ok(()),
        }
    }

    pub(super) fn file_purchase(&mut self, purchase: Purchase, seq: u64, rank: Rank) -> Subject {
        let account = self.clients[&purchase.client];
        let name = purchase.package.clone();
        let (settle, date) = (purchase.settle, purchase.date);
        let services = purchase.services.iter().filter_map(|service| self.house.number(service)).collect();
        let filed = &mut self.accounts[account];
        if settle {
            filed.fix(&self.house, None);
        }
        let package = Package::new(seq, rank, purchase, services);
        let at = filed.file_package(package);
        if settle {
            filed.settle(at, date, seq);
        }
        let place = Place { account, at };
        self.packages.put(name, place);
        Subject::Package(place)
    }

    pub(super) fn judge_extend(&self, extend: &Extend, recorded: Instant) -> Result<(), Rejection> {
        let (_, package) = self.known_package(&extend.package)?;
        let purchase = &package.purchase;
        judge_recorded(extend.date, recorded)?;
        let bought = purchase.date;
        if extend.date < bought {
            return Err(Rejection::BeforePurchase { package: extend.package.clone(), date: extend.date, bought });
        }
        // Where it never ends, or not before, there is more to say than that.
        let is_later = purchase.until.is_some_and(|now| extend.until > now);
        if is_later && extend.until < extend.date {
            return Err(Rejection::EndsBeforeExtension { until: extend.until, date: extend.date });
        }
        match purchase.until {
            None => Err(Rejection::NoEnd { package: extend.package.clone() }),
            Some(first) if extend.until <= first => {
                // The end that is told is the one to go beyond.
                let now = package.until_on(extend.date).unwrap_or(first);
                Err(not_later(extend, now))
            }
            Some(_) => Ok(()),
        }
    }

    pub(super) fn admit_extend(&self, extend: &Extend) -> Result<(), Rejection> {
        let (_, package) = self.known_package(&extend.package)?;
        match package.until_on(extend.date) {
            Some(now) if extend.until <= now => Err(not_later(extend, now)),
            _ => Ok(()),
        }
    }

    pub(super) fn file_extend(&mut self, extend: &Extend, seq: u64) -> Subject {
        let place = self.packages.known(&extend.package);
        let package = &mut self.accounts[place.account].packages[place.at];
        package.extensions_mut().push(Extension { seq, date: extend.date, until: extend.until });
        Subject::Package(place)
    }
}

fn not_later(extend: &Extend, now: Date) -> Rejection {
    Rejection::NotALaterEnd { package: extend.package.clone(), until: extend.until, now }
}

fn judge_size(size: Minutes) -> Result<(), Rejection> {
    if size.is_zero() {
        Err(Rejection::NoSize)
    } else if size > Bounds::PACKAGE {
        Err(Rejection::PackageTooLarge { size })
    } else {
        Ok(())
    }
}

fn judge_window(purchase: &Purchase) -> Result<(), Rejection> {
    let Purchase { from, date, .. } = *purchase;
    if from < date {
        return Err(Rejection::FromBeforePurchase { from, date });
    }
    if let Some(until) = purchase.until.filter(|&until| until < from) {
        return Err(Rejection::EmptyWindow { from, until });
    }
    if purchase.settle && from > date {
        let (client, package) = (purchase.client.clone(), purchase.package.clone());
        return Err(Rejection::SettlesTooEarly { client, package, from });
    }
    Ok(())
}
