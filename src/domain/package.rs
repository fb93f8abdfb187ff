//! Packages of hours (D), and which a call may draw on (F1).

use super::billing::Billing;
use super::names::ServiceNo;
use super::{Date, Minutes, PackageId, Purchase, Rank};

/// A package and what happened to it, apart from draws: those are an account's.
#[derive(Clone, Debug)]
pub struct Package {
    /// The entry that bought or granted it.
    pub seq: u64,
    /// When: of packages that are otherwise alike the first is drawn on first (F3).
    pub rank: Rank,
    /// What was bought or granted.
    pub purchase: Purchase,
    /// The services it covers, by number; empty where it covers all.
    services: Box<[ServiceNo]>,
    /// What happened to it: to most, nothing.
    events: Option<Box<Events>>,
    /// The entry that took it back.
    pub void: Option<u64>,
    /// Whether it was booked into a closed period, by who sold it or by being adopted here (H3).
    pub late: bool,
}

/// What happened to a package; voided entries are gone.
#[derive(Clone, Debug, Default)]
struct Events {
    extensions: Vec<Extension>,
    refunds: Vec<Refunded>,
    billings: Vec<Billing>,
}

/// A later end, from a day on (D5).
#[derive(Clone, Copy, Debug)]
pub struct Extension {
    /// The entry that says so.
    pub seq: u64,
    /// The day of the extension.
    pub date: Date,
    /// The new last day.
    pub until: Date,
}

/// The end of a package's validity (D5).
#[derive(Clone, Copy, Debug)]
pub struct Lapse {
    /// The first day on which it is no longer valid.
    pub day: Date,
    /// What brings it back later, if anything does.
    pub extension: Option<Extension>,
}

/// Minutes taken out of a package (H4).
#[derive(Clone, Debug)]
pub struct Refunded {
    /// The entry that says so.
    pub seq: u64,
    /// The day of the refund.
    pub date: Date,
    /// How much.
    pub minutes: Minutes,
    /// The invoices it stood on (J2).
    pub billings: Vec<Billing>,
}

/// Why a call does not draw on a package: the first reason that holds (M1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassedOver {
    /// It does not cover the call's service.
    OtherService,
    /// The call was worked before its `from`.
    NotYetValid,
    /// The call was worked after its `until`, as of that day.
    Expired,
    /// Nothing was left of it.
    UsedUp,
}

impl PassedOver {
    /// The machine formats' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            PassedOver::OtherService => "other-service",
            PassedOver::NotYetValid => "not-yet-valid",
            PassedOver::Expired => "expired",
            PassedOver::UsedUp => "used-up",
        }
    }

    /// The same for a person.
    pub fn in_words(self) -> &'static str {
        match self {
            PassedOver::OtherService => "for other services",
            PassedOver::NotYetValid => "not valid yet",
            PassedOver::Expired => "expired",
            PassedOver::UsedUp => "used up",
        }
    }
}

/// What a package is on a day (D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its `from` is later.
    Upcoming,
    /// It can be drawn on.
    Open,
    /// Nothing is left.
    Used,
    /// Its `until` is earlier, and something was left.
    Expired,
}

impl State {
    /// The machine formats' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Upcoming => "upcoming",
            State::Open => "open",
            State::Used => "used",
            State::Expired => "expired",
        }
    }
}

/// The last day of a window of so many months from `from`: the day before it would begin again (D4). `None` beyond the calendar.
pub fn window_end(from: Date, months: u32) -> Option<Date> {
    from.plus_months(months)?.minus_days(1)
}

impl Package {
    /// A package as it was bought or granted.
    pub fn new(seq: u64, rank: Rank, purchase: Purchase, services: Vec<ServiceNo>) -> Package {
        let late = purchase.late;
        Package { seq, rank, purchase, services: services.into(), events: None, void: None, late }
    }

    /// Its extensions, in file order; voided ones are gone.
    pub fn extensions(&self) -> &[Extension] {
        self.events.as_ref().map_or(&[], |events| &events.extensions)
    }

    /// Its refunds, in file order; voided ones are gone.
    pub fn refunds(&self) -> &[Refunded] {
        self.events.as_ref().map_or(&[], |events| &events.refunds)
    }

    /// The invoices it stood on (J2).
    pub fn billings(&self) -> &[Billing] {
        self.events.as_ref().map_or(&[], |events| &events.billings)
    }

    /// Its extensions, to be changed.
    pub fn extensions_mut(&mut self) -> &mut Vec<Extension> {
        &mut self.events.get_or_insert_default().extensions
    }

    /// Its refunds, to be changed.
    pub fn refunds_mut(&mut self) -> &mut Vec<Refunded> {
        &mut self.events.get_or_insert_default().refunds
    }

    /// The invoices it stood on, to be changed.
    pub fn billings_mut(&mut self) -> &mut Vec<Billing> {
        &mut self.events.get_or_insert_default().billings
    }

    /// What it is called.
    pub fn id(&self) -> &PackageId {
        &self.purchase.package
    }

    /// Its last day as it stood on `date`: extensions count from their own day on (D5).
    pub fn until_on(&self, date: Date) -> Option<Date> {
        let bought = self.purchase.until?;
        let extended = self.extensions().iter().filter(|e| e.date <= date).map(|e| e.until);
        Some(extended.fold(bought, Date::max))
    }

    /// Every time it ends, by the extensions that are dated on or before `by`: one made in time moves the end, one made later brings the package
    /// back. None where it never ends.
    pub fn lapses(&self, by: Date) -> Vec<Lapse> {
        let Some(mut end) = self.purchase.until else { return Vec::new() };
        let known = self.extensions().iter().copied().filter(|extension| extension.date <= by);
        let mut extensions: Vec<Extension> = known.collect();
        extensions.sort_by_key(|extension| (extension.date, extension.seq));
        let mut lapses = Vec::new();
        for extension in extensions {
            let ended = end.plus_days(1).filter(|&day| day < extension.date);
            lapses.extend(ended.map(|day| Lapse { day, extension: Some(extension) }));
            end = end.max(extension.until);
        }
        lapses.extend(end.plus_days(1).map(|day| Lapse { day, extension: None }));
        lapses
    }

    /// A day, `date` or later, up to which its end stays what it is on `date` and has not passed; none where nothing will ever change.
    pub fn same_until(&self, date: Date) -> Option<Date> {
        let end = self.until_on(date).filter(|&until| until >= date);
        let later = self.extensions().iter().map(|extension| extension.date).filter(|&extended| extended > date);
        end.into_iter().chain(later.filter_map(|extended| extended.minus_days(1))).min()
    }

    /// Whether it ended before `date`, as of that day.
    pub fn has_ended(&self, date: Date) -> bool {
        self.until_on(date).is_some_and(|until| until < date)
    }

    /// Whether it has ended before `date` and every later day, too.
    pub fn is_over(&self, date: Date) -> bool {
        self.has_ended(date) && self.extensions().iter().all(|extension| extension.date <= date)
    }

    /// Whether it covers a call of that service (F1): a call without one only if it covers all.
    pub fn covers(&self, service: Option<ServiceNo>) -> bool {
        self.services.is_empty() || service.is_some_and(|service| self.services.contains(&service))
    }

    /// The first reason for which a call on that date would pass it over, were there minutes left (F1, M1).
    pub fn refuses(&self, date: Date, service: Option<ServiceNo>) -> Option<PassedOver> {
        if !self.covers(service) {
            Some(PassedOver::OtherService)
        } else if date < self.purchase.from {
            Some(PassedOver::NotYetValid)
        } else if self.has_ended(date) {
            Some(PassedOver::Expired)
        } else {
            None
        }
    }

    /// What was refunded by the end of the day `by`; all that ever was where there is none.
    pub fn refunded(&self, by: Option<Date>) -> Minutes {
        let counts = |refund: &&Refunded| by.is_none_or(|by| refund.date <= by);
        self.refunds().iter().filter(counts).map(|refund| refund.minutes).sum()
    }

    /// Its state on a day with `rest` minutes neither drawn nor refunded (D6).
    pub fn state(&self, date: Date, rest: Minutes) -> State {
        if self.purchase.from > date {
            State::Upcoming
        } else if rest.is_zero() {
            State::Used
        } else if self.has_ended(date) {
            State::Expired
        } else {
            State::Open
        }
    }

    /// Where it stands among the packages that a call on `date` draws on (F3): earliest end, fewest services, earliest
    /// start, first recorded.
    pub fn order(&self, date: Date) -> impl Ord + use<'_> {
        // `None` is the least of all in Rust, and the last of all here.
        let until = self.until_on(date);
        let services = self.purchase.services.len();
        (until.is_none(), until, services == 0, services, self.purchase.from, &self.rank)
    }
}
