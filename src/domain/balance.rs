//! Where a client stands on a day.

use super::money::add;
use super::package::State;
use super::reckoned::Standing;
use super::warning::{Warning, warnings};
use super::{ClientId, Currency, Date, Minutes, Money, PriceBasis, Reckoned, Text};

/// What a client has, used and owes by the end of a day.
#[derive(Clone, Debug)]
pub struct Balance<'a> {
    /// Who.
    pub client: &'a ClientId,
    /// The name that day.
    pub name: &'a Text,
    /// The client's currency.
    pub currency: Currency,
    /// Whether the client's prices include VAT.
    pub prices: PriceBasis,
    /// The day.
    pub as_of: Date,
    /// What the client can still use (D6).
    pub left: Minutes,
    /// What can be used later.
    pub upcoming: Minutes,
    /// What was lost with packages that ended.
    pub expired: Minutes,
    /// What was refunded.
    pub refunded: Minutes,
    /// What was worked, goodwill included.
    pub worked: Minutes,
    /// What was charged.
    pub charged: Minutes,
    /// What was given away: goodwill calls and waived overage.
    pub goodwill: Minutes,
    /// Open overage, billable and carried (G6).
    pub overage: Minutes,
    /// What that costs.
    pub overage_amount: Money,
    /// How much of that is to be billed.
    pub billable_minutes: Minutes,
    /// What that costs.
    pub billable: Money,
    /// The packages bought by then, in drawing order.
    pub packages: Vec<Standing<'a>>,
    /// The day of the last call.
    pub last_call: Option<Date>,
    /// Warnings, in the order of L1.
    pub warnings: Vec<Warning>,
}

impl Balance<'_> {
    /// The sizes, less refunds, of the packages that make up what is left (L1).
    pub fn size_of_left(&self) -> Minutes {
        let open = self.packages.iter().filter(|standing| standing.state == State::Open);
        open.map(|standing| standing.package.purchase.size.less(standing.refunded)).sum()
    }
}

/// Where a client stands by the end of `as_of`.
pub fn balance<'a>(reckoned: &Reckoned<'a>, as_of: Date) -> Balance<'a> {
    let account = reckoned.account;
    let (prices, _) = account.history.prices_on(as_of, &reckoned.house.open);
    let (totals, nothing) = (reckoned.totals(as_of), Money::zero(account.currency(reckoned.house)));
    let packages = reckoned.standings_of(&totals, as_of);
    let total = |part: fn(&Standing<'_>) -> Minutes| packages.iter().map(part).sum();
    let [billable, held] = [&totals.billable, &totals.carried].map(|owed| owed.amount(prices, nothing));
    let mut balance = Balance {
        client: &account.id,
        name: account.history.name_on(as_of),
        currency: nothing.currency(),
        prices,
        as_of,
        left: total(|standing| standing.left()),
        upcoming: total(|standing| standing.upcoming()),
        expired: total(|standing| standing.expired()),
        refunded: total(|standing| standing.refunded),
        worked: totals.sums.worked,
        charged: totals.sums.charged,
        goodwill: totals.sums.goodwill,
        overage: totals.billable.minutes.plus(totals.carried.minutes),
        overage_amount: add(billable, held),
        billable_minutes: totals.billable.minutes,
        billable,
        last_call: totals.last_call,
        packages,
        warnings: Vec::new(),
    };
    balance.warnings = warnings(reckoned, &balance);
    balance
}
