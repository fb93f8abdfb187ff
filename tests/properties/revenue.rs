//! Deferred revenue (K): over random ledgers at random prices, against sums that are made day by day in whole minor units.

use std::collections::BTreeMap;

use hours::domain::period::Period;
use hours::domain::revenue::{Figures, Revenue, revenue};
use hours::domain::value::{Value, repayment};
use hours::domain::{
    Book, ClientId, Currency, Date, Entry, Fact, Minutes, Money, PackageId, Payment, PriceBasis, Purchase,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use crate::figures::{PackageFigures, minor};
use crate::oracle::Oracle;
use crate::strategy::{DAYS, Ledger, Writer, day, ledgers, plain_grant};
use crate::{book, config};

/// What a package costs: minor units, VAT in thousandths of a percent, price basis.
type Price = (i64, i64, PriceBasis);

fn prices() -> impl Strategy<Value = Price> {
    let amounts = prop_oneof![1i64..100, 1i64..1_000_000];
    (amounts, select(vec![19_000, 7_000, 8_875, 100_000]), select(vec![PriceBasis::Gross, PriceBasis::Net]))
}

/// Random ledgers whose packages cost what is not easily divided.
fn priced_ledgers() -> impl Strategy<Value = Ledger> {
    (ledgers(), vec(prices(), 40)).prop_map(|(mut ledger, prices)| {
        for (entry, price) in ledger.entries.iter_mut().zip(prices.iter().cycle()) {
            if let Fact::Purchase(purchase) = &mut entry.fact
                && let Payment::Paid { price: old, .. } = &purchase.payment
            {
                purchase.payment = payment(*price, old.currency());
            }
        }
        // Invoices that state the old prices are not accepted any more.
        let mut entries = ledger.entries.into_iter();
        let mut writer = Writer::with(entries.next().expect("an opening"), "e");
        entries.for_each(|entry| drop(writer.copy(&entry)));
        Ledger { entries: writer.entries(), ..ledger }
    })
}

fn payment((amount, vat, prices): Price, currency: Currency) -> Payment {
    let price = Money::exact(Decimal::new(amount, currency.digits()), currency).expect("money");
    let vat = Decimal::new(vat, 3).normalize().to_string().parse().expect("a VAT rate");
    Payment::Paid { price, vat, prices }
}

/// A period within the days of the random ledgers or around them, and the day it is asked about.
fn periods() -> impl Strategy<Value = (Period, Date)> {
    let as_of = prop_oneof![3 => Just(Date::MAX), 2 => (0..DAYS).prop_map(day)];
    (0..DAYS, 0..DAYS, as_of)
        .prop_map(|(one, other, as_of)| (Period { from: day(one.min(other)), to: day(one.max(other)) }, as_of))
}

/// Half up, in whole numbers: the greatest that is not more than half above the quotient.
fn half_up(dividend: i128, divisor: i128) -> i128 {
    (2 * dividend + divisor).div_euclid(2 * divisor)
}

/// A paid package's net price in minor units (K1); none for a grant.
fn net(purchase: &Purchase) -> Option<(i128, Currency)> {
    let Payment::Paid { price, vat, prices } = &purchase.payment else { return None };
    let (price, currency) = minor(*price);
    let mut vat = vat.percent();
    vat.rescale(3);
    match prices {
        PriceBasis::Gross => Some((half_up(price * 100_000, 100_000 + vat.mantissa()), currency)),
        PriceBasis::Net => Some((price, currency)),
    }
}

/// What the figures of a period are, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    opening: i128,
    sold: i128,
    used: i128,
    expired: i128,
    refunded: i128,
    closing: i128,
    left: u64,
}

impl Sums {
    fn of(figures: &Figures) -> Sums {
        let part = |money: Money| {
            assert!(!(money.is_zero() && money.to_string().starts_with('-')), "{money} is no amount");
            assert_eq!(money.currency(), figures.currency());
            minor(money).0
        };
        Sums {
            opening: part(figures.opening),
            sold: part(figures.sold),
            used: part(figures.used),
            expired: part(figures.expired),
            refunded: part(figures.refunded),
            closing: part(figures.closing),
            left: figures.left.get(),
        }
    }

    fn add(&mut self, other: Sums) {
        self.opening += other.opening;
        self.sold += other.sold;
        self.used += other.used;
        self.expired += other.expired;
        self.refunded += other.refunded;
        self.closing += other.closing;
        self.left += other.left;
    }

    fn balances(&self) -> bool {
        self.opening + self.sold - self.used - self.expired - self.refunded == self.closing
    }
}

/// The purchases that stand.
fn purchases(entries: &[Entry], book: &Book) -> Vec<Purchase> {
    let stands = |entry: &&Entry| book.entry(entry.seq).is_some_and(|filed| filed.void.is_none());
    let purchase = |entry: &Entry| match &entry.fact {
        Fact::Purchase(purchase) => Some(purchase.clone()),
        _ => None,
    };
    entries.iter().filter(stands).filter_map(purchase).collect()
}

/// The figures of one package over a period, gathered day by day. `days` has what it had come to by the end of each day, the day
/// before the period first; nothing before it was bought.
fn gather(purchase: &Purchase, net: i128, period: Period, days: &[Option<PackageFigures>]) -> Sums {
    let size = i128::from(purchase.size.get());
    let worth = |minutes: u64| half_up(net * i128::from(minutes), size);
    let rest = |p: &PackageFigures| worth(p.size - p.refunded) - worth(p.drawn);
    let liability = |p: &Option<PackageFigures>| match p {
        Some(p) if p.state != "expired" => rest(p),
        _ => 0,
    };
    let left = |p: &PackageFigures| p.left + p.upcoming;
    let mut sums = Sums {
        opening: liability(&days[0]),
        sold: if period.contains(purchase.date) && days.last().is_some_and(Option::is_some) { net } else { 0 },
        closing: days.last().map_or(0, liability),
        left: days.last().and_then(Option::as_ref).map_or(0, left),
        ..Sums::default()
    };
    for pair in days.windows(2) {
        let Some(now) = &pair[1] else { continue };
        let unsold = PackageFigures { state: "upcoming", drawn: 0, refunded: 0, ..now.clone() };
        let before = pair[0].as_ref().unwrap_or(&unsold);
        sums.used += worth(now.drawn) - worth(before.drawn);
        sums.refunded += worth(now.size - before.refunded) - worth(now.size - now.refunded);
        match (before.state == "expired", now.state == "expired") {
            (false, true) => sums.expired += rest(now),
            (true, false) => sums.expired -= rest(before),
            _ => {}
        }
    }
    sums
}

/// Every package's figures, gathered; those without any are left out.
fn gathered(
    entries: &[Entry],
    book: &Book,
    period: Period,
    as_of: Date,
) -> BTreeMap<(ClientId, PackageId), (Sums, Currency)> {
    let oracle = Oracle::replay(entries);
    let mut date = period.from.minus_days(1).expect("a day").min(as_of);
    let mut days = vec![oracle.figures(date)];
    while date < period.to.min(as_of) {
        date = date.plus_days(1).expect("a day");
        days.push(oracle.figures(date));
    }
    let mut found = BTreeMap::new();
    for purchase in purchases(entries, book) {
        let Some((net, currency)) = net(&purchase) else { continue };
        let on = |day: &crate::figures::Table| day[&purchase.client].packages.get(&purchase.package).cloned();
        let sums = gather(&purchase, net, period, &days.iter().map(on).collect::<Vec<_>>());
        if sums != Sums::default() {
            found.insert((purchase.client.clone(), purchase.package.clone()), (sums, currency));
        }
    }
    found
}

/// Of a revenue's rows, the sums per client and per currency.
fn sums(revenue: &Revenue<'_>) -> (BTreeMap<ClientId, Sums>, BTreeMap<Currency, Sums>) {
    let (mut clients, mut currencies) = (BTreeMap::<ClientId, Sums>::new(), BTreeMap::<Currency, Sums>::new());
    for package in &revenue.packages {
        clients.entry(package.client.clone()).or_default().add(Sums::of(&package.figures));
        currencies.entry(package.figures.currency()).or_default().add(Sums::of(&package.figures));
    }
    (clients, currencies)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn property_5_k2_the_pieces_of_a_package_add_up_to_its_price(
        price in prop_oneof![prices(), (1i64..100_000_000_000_000, Just(19_000), Just(PriceBasis::Gross))],
        size in prop_oneof![1u64..1_000, 1u64..6_000_000],
        cuts in vec((any::<bool>(), 0u64..6_000_000), 0..12),
    ) {
        let currency = "EUR".parse().expect("a currency");
        let purchase = Purchase { payment: payment(price, currency), ..plain_grant("a", 0, size) };
        let value = Value::of(&purchase).expect("it was paid for");
        let (whole, _) = net(&purchase).expect("it was paid for");
        prop_assert_eq!(minor(value.net).0, whole);
        let [mut used, mut refunded, mut earned, mut given_up, mut paid_back] = [0u64, 0, 0, 0, 0].map(i128::from);
        let rest = |used: i128, refunded: i128| i128::from(size) - used - refunded;
        let minutes = |minutes: i128| Minutes::new(u64::try_from(minutes).expect("not below zero"));
        // What the cuts leave is used at last.
        for (refund, piece) in cuts.into_iter().chain([(false, u64::MAX)]) {
            let piece = i128::from(piece).min(rest(used, refunded));
            if refund {
                paid_back += minor(value.refund(minutes(refunded), minutes(piece))).0;
                given_up -= minor(value.refunded(minutes(refunded))).0;
                refunded += piece;
                given_up += minor(value.refunded(minutes(refunded))).0;
            } else {
                earned -= minor(value.used(minutes(used))).0;
                used += piece;
                earned += minor(value.used(minutes(used))).0;
                prop_assert_eq!(minor(value.used(minutes(used))).0, half_up(whole * used, i128::from(size)));
            }
            let left = value.rest(minutes(used), minutes(refunded));
            prop_assert!(!left.is_negative());
            prop_assert_eq!(earned + given_up + minor(left).0, whole);
        }
        prop_assert_eq!(value.rest(minutes(used), minutes(refunded)).to_string(), "0.00 EUR");
        prop_assert_eq!(paid_back, minor(value.refund(Minutes::ZERO, minutes(refunded))).0);
        prop_assert_eq!(minor(value.refund(Minutes::ZERO, Minutes::new(size))).0, i128::from(price.0));
    }

    #[test]
    fn property_5_k3_the_figures_are_those_that_are_gathered_day_by_day(
        ledger in priced_ledgers(),
        (period, as_of) in periods(),
    ) {
        let book = book(&ledger.entries);
        let revenue = revenue(&book, period, as_of);
        let rows = revenue.packages.iter().map(|row| {
            let name = (row.client.clone(), row.package.clone());
            (name, (Sums::of(&row.figures), row.figures.currency()))
        });
        prop_assert_eq!(rows.collect::<BTreeMap<_, _>>(), gathered(&ledger.entries, &book, period, as_of));
    }

    #[test]
    fn property_5_k3_opening_and_what_moved_make_the_closing(ledger in priced_ledgers(), (period, as_of) in periods()) {
        let book = book(&ledger.entries);
        let revenue = revenue(&book, period, as_of);
        for package in &revenue.packages {
            prop_assert!(Sums::of(&package.figures).balances(), "{}: {:?}", package.package, package.figures);
        }
        let (clients, totals) = sums(&revenue);
        let of_clients = revenue.clients.iter().map(|row| (row.client.clone(), Sums::of(&row.figures)));
        prop_assert_eq!(of_clients.collect::<BTreeMap<_, _>>(), clients.clone());
        let of_all = revenue.totals.iter().map(|figures| (figures.currency(), Sums::of(figures)));
        prop_assert_eq!(of_all.collect::<BTreeMap<_, _>>(), totals.clone());
        prop_assert!(clients.values().chain(totals.values()).all(Sums::balances));
    }

    #[test]
    fn property_5_k3_the_closing_is_the_value_of_what_is_left(ledger in priced_ledgers(), (period, as_of) in periods()) {
        let book = book(&ledger.entries);
        for row in revenue(&book, period, as_of).packages {
            let (_, package) = book.package(row.package).expect("a package of this book");
            let value = Value::of(&package.purchase).expect("grants count nothing");
            let end = package.purchase.size.less(package.refunded(Some(period.to.min(as_of))));
            let figures = row.figures;
            let worth = value.used(end).checked_sub(value.used(end.less(figures.left)));
            prop_assert_eq!(Some(figures.closing), worth, "{}: {:?}", row.package, figures);
        }
    }

    #[test]
    fn property_5_k3_a_period_closes_with_what_the_next_one_opens_with(
        ledger in priced_ledgers(),
        (period, as_of) in periods(),
        cut in 0..DAYS,
    ) {
        let book = book(&ledger.entries);
        let cut = day(cut).max(period.from).min(period.to);
        let first = revenue(&book, Period { to: cut, ..period }, as_of);
        let Some(next) = cut.plus_days(1).and_then(|from| Period::new(from, period.to)) else { return Ok(()) };
        let (second, whole) = (revenue(&book, next, as_of), revenue(&book, period, as_of));
        for row in &whole.packages {
            let of = |part: &Revenue<'_>| {
                let row = part.packages.iter().find(|other| other.package == row.package);
                row.map_or_else(Sums::default, |row| Sums::of(&row.figures))
            };
            let (mut sum, next, whole) = (of(&first), of(&second), Sums::of(&row.figures));
            prop_assert_eq!(sum.closing, next.opening, "{} at the end of {}", row.package, cut);
            sum.add(Sums { opening: 0, closing: next.closing - sum.closing, left: 0, ..next });
            prop_assert_eq!(Sums { left: next.left, ..sum }, whole, "{}", row.package);
        }
    }

    #[test]
    fn property_5_k2_what_refunds_pay_back_is_a_part_of_the_price(ledger in priced_ledgers()) {
        let book = book(&ledger.entries);
        for package in book.accounts().flat_map(|account| &account.packages).filter(|package| package.void.is_none()) {
            let repaid = package.refunds().iter().map(|refund| repayment(package, refund.seq, refund.minutes));
            let Some(value) = Value::of(&package.purchase) else {
                prop_assert!(repaid.flatten().next().is_none(), "nothing was paid for a grant");
                continue;
            };
            let sum: i128 = repaid.map(|repaid| minor(repaid.expect("it was paid for").0).0).sum();
            prop_assert_eq!(sum, minor(value.refund(Minutes::ZERO, package.refunded(None))).0);
        }
    }
}
