//! The gate: what a call would cost, before it is accepted (M).

use super::money::{add, less};
use super::names::ServiceNo;
use super::package::{PassedOver, State};
use super::{
    Account, Book, Call, Currency, Date, Minutes, Money, Outcome, OverageClass, Package, PackageId, Reckoned, Rejection,
};

/// Whether the packages cover a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// All of it, and nobody else's call goes over for it.
    Yes,
    /// A part.
    Partly,
    /// Nothing.
    No,
}

impl Answer {
    /// The machine formats' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::Partly => "partly",
            Answer::No => "no",
        }
    }
}

/// A way on where the packages do not cover a call (M2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Buy a package of the size last bought.
    Buy {
        /// The size.
        size: Minutes,
        /// Its price at the list rate; none for a client in another currency.
        price: Option<Money>,
        /// What was over before the call, and comes first wherever a purchase settles at once (G4, G5).
        over_before: Minutes,
    },
    /// Take the call and bill what goes over.
    Bill,
    /// Take the call and carry what goes over to the next package.
    Carry,
    /// Extend a package that ended with something left.
    Extend {
        /// Which.
        package: PackageId,
        /// What was left of it.
        minutes: Minutes,
        /// Its last day.
        until: Date,
    },
    /// Take the call and charge nothing.
    Goodwill,
}

impl Way {
    /// The machine formats' spelling.
    pub fn as_str(&self) -> &'static str {
        match self {
            Way::Buy { .. } => "buy",
            Way::Bill => "bill",
            Way::Carry => "carry",
            Way::Extend { .. } => "extend",
            Way::Goodwill => "goodwill",
        }
    }
}

/// What a call would cost.
#[derive(Clone, Debug)]
pub struct Check {
    /// Whether it is covered.
    pub answer: Answer,
    /// What it would be charged.
    pub charged: Minutes,
    /// What it would draw, in drawing order.
    pub draws: Vec<(PackageId, Minutes)>,
    /// What of it no package covers.
    pub overage: Minutes,
    /// What that costs.
    pub overage_amount: Money,
    /// What would become of that.
    pub class: OverageClass,
    /// The price of an hour of that.
    pub rate: Money,
    /// The client's currency.
    pub currency: Currency,
    /// Overage that *other* calls would get for it: those worked off after it on the same day or later.
    pub displaced: Minutes,
    /// Overage that other calls would lose for it: those of the same case that are charged less.
    pub relieved: Minutes,
    /// By how much all that is to be billed would grow: its own overage and that of other calls, negative where they lose more. None where no other
    /// call is concerned: then it is what its own costs.
    pub billed_in_all: Option<Money>,
    /// What is left without the call.
    pub left_before: Minutes,
    /// What of that lies in packages for calls of its kind: all of it, but where packages are for other services.
    pub left_for_call: Minutes,
    /// What would be left.
    pub left_after: Minutes,
    /// The packages it would pass over, in file order, and why.
    pub passed_over: Vec<(PackageId, PassedOver)>,
    /// The client's last closed day, if there is one: on it, and before it, everything takes `--late` (H3).
    pub closed: Option<Date>,
    /// The ways on; none where the answer is yes.
    pub ways: Vec<Way>,
}

/// The size suggested to a client who never bought a package.
const FIRST_PACKAGE: Minutes = Minutes::hours(10);

/// What a call would cost by sections E and F, as of its worked date, without writing it. That date may be to come.
///
/// # Errors
///
/// Where the call could not be logged at all: the first rule it breaks.
pub fn check(book: &Book, call: &Call) -> Result<Check, Rejection> {
    book.admit_hypothetical(call)?;
    let house = &book.house;
    let closed = book.closed_for(&call.client);
    let before = book.known_account(&call.client)?;
    let mut after = before.clone();
    // Later than every entry there is.
    let at = after.calls.file_call(book.len() + 1, &book.work(call), Some(book.next_rank().recorded));
    after.watch(at);
    let (before, after) = (before.reckon(house), after.reckon(house));
    Ok(compare(&before, &after, at, call, closed))
}

fn compare(before: &Reckoned<'_>, after: &Reckoned<'_>, at: usize, call: &Call, closed: Option<Date>) -> Check {
    let Some(outcome) = &after.outcome(at) else { unreachable!("a call that is not void is worked off") };
    let name = |at: usize| after.account.packages[at].id().clone();
    let (displaced, relieved) = others(&overages(before), after);
    let concerns_others = !displaced.is_zero() || !relieved.is_zero();
    let answer = answer(outcome, displaced);
    let (open, service) = (open_on(before, call.date).collect::<Vec<_>>(), service_of(before, call));
    Check {
        answer,
        charged: outcome.charged(),
        draws: outcome.draws.iter().map(|draw| (name(draw.package()), draw.minutes())).collect(),
        overage: outcome.overage(),
        overage_amount: outcome.amount(outcome.overage()),
        class: outcome.class(),
        rate: outcome.rate(),
        currency: after.account.currency(after.house),
        displaced,
        relieved,
        billed_in_all: concerns_others.then(|| less(billed(after), billed(before))),
        left_before: open.iter().map(|(_, left)| *left).sum(),
        left_for_call: open.iter().filter(|(package, _)| package.covers(service)).map(|(_, left)| *left).sum(),
        left_after: open_on(after, call.date).map(|(_, left)| left).sum(),
        passed_over: after.watched().passed_over.iter().map(|&(at, why)| (name(at), why)).collect(),
        closed,
        ways: match answer {
            Answer::Yes => Vec::new(),
            Answer::Partly | Answer::No => ways(before, outcome.class(), call, over_before(before, after, at)),
        },
    }
}

fn answer(outcome: &Outcome<'_>, displaced: Minutes) -> Answer {
    if outcome.overage().is_zero() && displaced.is_zero() {
        Answer::Yes
    } else if outcome.draws.is_empty() && !outcome.overage().is_zero() {
        Answer::No
    } else {
        Answer::Partly
    }
}

/// The overage of each call, by its index; nothing for those taken back.
pub fn overages(reckoned: &Reckoned<'_>) -> Vec<Minutes> {
    let calls = 0..reckoned.account.calls.len();
    calls.map(|call| reckoned.outcome(call).map_or(Minutes::ZERO, |outcome| outcome.overage())).collect()
}

/// By how much the overage of other calls grew and shrank, call by call, since `before`. A call that was taken back in
/// between counts for nothing.
pub fn others(before: &[Minutes], after: &Reckoned<'_>) -> (Minutes, Minutes) {
    let now = overages(after);
    let both = || before.iter().zip(&now).enumerate().filter(|(call, _)| after.outcome(*call).is_some());
    let grown = both().map(|(_, (before, now))| now.less(*before)).sum();
    let shrunk = both().map(|(_, (before, now))| before.less(*now)).sum();
    (grown, shrunk)
}

/// What the overage of all calls costs, as far as it is to be billed.
fn billed(reckoned: &Reckoned<'_>) -> Money {
    let none = Money::zero(reckoned.account.currency(reckoned.house));
    let to_bill = reckoned.calls(Date::MAX).filter(|(_, outcome)| outcome.class() == OverageClass::Bill);
    to_bill.fold(none, |sum, (_, outcome)| add(sum, outcome.amount(outcome.overage())))
}

/// The packages that are open on a day, and what is left of each.
fn open_on<'a>(reckoned: &Reckoned<'a>, date: Date) -> impl Iterator<Item = (&'a Package, Minutes)> {
    let open = reckoned.standings(date).into_iter().filter(|(_, standing)| standing.state == State::Open);
    // Of what was left at the end of a day that is past, later calls may have drawn since.
    open.map(|(at, standing)| (standing.package, reckoned.rest(at)))
}

fn service_of(reckoned: &Reckoned<'_>, call: &Call) -> Option<ServiceNo> {
    call.service.as_ref().and_then(|service| reckoned.house.number(service))
}

/// What is over, whatever the day, of the calls that are worked off before the one that is asked about: a package that is bought now takes it up first.
fn over_before(before: &Reckoned<'_>, after: &Reckoned<'_>, at: usize) -> Minutes {
    let all = before.totals(Date::MAX);
    let (calls, asked) = (&after.account.calls, after.account.calls.turn_of(at));
    let behind = (0..before.account.calls.len()).filter(|&call| calls.turn_of(call) > asked);
    let over = behind.filter_map(|call| before.outcome(call)).map(|outcome| outcome.open_overage(Date::MAX));
    all.billable.minutes.plus(all.carried.minutes).less(over.sum())
}

fn ways(reckoned: &Reckoned<'_>, class: OverageClass, call: &Call, over_before: Minutes) -> Vec<Way> {
    let mut ways = vec![buy(reckoned, over_before)];
    match class {
        OverageClass::Bill => ways.push(Way::Bill),
        OverageClass::Carry => ways.push(Way::Carry),
        OverageClass::Waive => {}
    }
    let service = service_of(reckoned, call);
    for (at, standing) in reckoned.standings_in_order(call.date) {
        let ended = standing.state == State::Expired && standing.package.covers(service);
        // Later calls may have drawn what was left that day.
        let minutes = standing.rest.min(reckoned.rest(at));
        if let Some(until) = standing.until.filter(|_| ended && !minutes.is_zero()) {
            ways.push(Way::Extend { package: standing.package.id().clone(), minutes, until });
        }
    }
    ways.push(Way::Goodwill);
    ways
}

/// A package of the size last bought, at the list rate.
fn buy(reckoned: &Reckoned<'_>, over_before: Minutes) -> Way {
    let house = reckoned.house;
    let size = last_bought(reckoned.account).unwrap_or(FIRST_PACKAGE);
    let in_list_currency = reckoned.account.currency(house) == house.open.currency;
    let price = in_list_currency.then(|| house.open.rate.per_hour(size)).flatten();
    Way::Buy { size, price, over_before }
}

fn last_bought(account: &Account) -> Option<Minutes> {
    let bought = account.packages.iter().filter(|package| package.void.is_none());
    let paid = bought.filter(|package| !package.purchase.payment.is_grant());
    paid.max_by_key(|package| (package.purchase.date, package.rank.clone())).map(|package| package.purchase.size)
}
