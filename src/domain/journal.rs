//! Double-entry bookings: what a ledger means for the books. Every accounting export spells these, and decides nothing.
//!
//! A package is a contract liability from its purchase on (K1); using it, its end and a refund take the liability down by
//! cumulative value (K2). What was sold is *unbilled* until it stands on an invoice, which makes it a receivable and adds the VAT. Overage is revenue
//! when it is invoiced. Minutes are booked beside the money, as a commodity of their own.

use std::collections::{BTreeMap, HashMap};

use super::document::{Document, documents};
use super::draw::Draw;
use super::invoice::{Item, Tax};
use super::money::less;
use super::package::{Extension, Lapse};
use super::period::Period;
use super::value::Value;
use super::{Book, ClientId, Date, Entry, Fact, Minutes, Money, Number, Package, PackageId, VatRate};

/// An account of the books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Invoiced and, as far as this ledger knows, not paid.
    Receivable(ClientId),
    /// Sold, and not on an invoice yet.
    Unbilled(ClientId),
    /// Hours that are owed to a client: deferred revenue.
    Liability(ClientId, PackageId),
    /// VAT that is owed, by rate.
    Vat(VatRate),
    /// Hours that were used.
    Revenue(ClientId),
    /// Hours that no package covered, invoiced.
    Overage(ClientId),
    /// Hours that expired.
    Breakage(ClientId),
    /// Minor units between a document's net amounts, which are rounded by document (J6), and those of its packages (K1).
    Rounding,
    /// Minutes that are left of a package.
    Hours(ClientId, PackageId),
    /// Minutes sold and granted: where those of packages come from.
    HoursSold(ClientId),
    /// Minutes drawn.
    HoursUsed(ClientId),
    /// Minutes lost when a package ended.
    HoursExpired(ClientId),
    /// Minutes taken out of packages.
    HoursRefunded(ClientId),
    /// What stood in the books before the period.
    Opening,
}

impl Account {
    /// Whether its balance is carried into the next period; that of the others is part of a period's result.
    fn is_carried(&self) -> bool {
        matches!(
            self,
            Account::Receivable(_)
                | Account::Unbilled(_)
                | Account::Liability(..)
                | Account::Vat(_)
                | Account::Hours(..)
                | Account::Opening
        )
    }

    /// Whether nobody but this ledger books on it, so that its balance can be asserted.
    fn is_ours(&self) -> bool {
        matches!(self, Account::Liability(..) | Account::Hours(..))
    }
}

/// How much is booked: debits are positive, credits negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Money.
    Money(Money),
    /// Minutes.
    Minutes(i64),
}

impl Quantity {
    fn negated(self) -> Quantity {
        match self {
            Quantity::Money(money) => Quantity::Money(money.negated()),
            Quantity::Minutes(minutes) => Quantity::Minutes(-minutes),
        }
    }

    /// Nothing, in the same commodity.
    pub fn nothing(self) -> Quantity {
        match self {
            Quantity::Money(money) => Quantity::Money(Money::zero(money.currency())),
            Quantity::Minutes(_) => Quantity::Minutes(0),
        }
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        match self {
            Quantity::Money(money) => money.is_zero(),
            Quantity::Minutes(minutes) => minutes == 0,
        }
    }

    /// The sum of two quantities of one commodity; [`None`] of two.
    fn plus(self, other: Quantity) -> Option<Quantity> {
        match (self, other) {
            (Quantity::Money(one), Quantity::Money(other)) => one.checked_add(other).map(Quantity::Money),
            (Quantity::Minutes(one), Quantity::Minutes(other)) => one.checked_add(other).map(Quantity::Minutes),
            _ => None,
        }
    }
}

/// One leg of a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Where.
    pub account: Account,
    /// How much.
    pub quantity: Quantity,
    /// How it is taxed, of overage: there, books that part revenue by VAT have nothing else to go by.
    pub tax: Option<Tax>,
}

impl Posting {
    /// A leg of which no more is said.
    pub fn new(account: Account, quantity: Quantity) -> Posting {
        Posting { account, quantity, tax: None }
    }
}

/// What happened on a day, as legs that add up to nothing in every commodity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The day.
    pub date: Date,
    /// The entry behind it; none of what stood before the period.
    pub entry: Option<u64>,
    /// Whose it is; nobody's of what stood before the period.
    pub client: Option<ClientId>,
    /// The document it is about.
    pub document: Option<Number>,
    /// What happened, in words.
    pub text: String,
    /// The legs, none of them zero.
    pub postings: Vec<Posting>,
}

/// The books of a period.
#[derive(Clone, Debug)]
pub struct Journal {
    /// The period.
    pub period: Period,
    /// By date, then in the order of the ledger. The first carries what stood before the period.
    pub bookings: Vec<Booking>,
    /// The closing balances of the accounts that nobody but this ledger books on, by account.
    pub closing: Vec<Posting>,
}

/// What the packages of one client come to.
#[derive(Clone, Debug, Default)]
pub struct Booked {
    bookings: Vec<Booking>,
    /// What each refund is worth, by its entry.
    refunds: Vec<(u64, Money)>,
}

/// What the packages of a client come to by the end of a period, with nothing later than `as_of`. What happened before it is booked without words,
/// for only its sum is told.
pub fn booked(book: &Book, account: &super::Account, period: Period, as_of: Date) -> Booked {
    let reckoned = account.reckon(&book.house);
    let draws = reckoned.draws_by_package();
    let mut booked = Booked::default();
    for (package, draws) in account.packages.iter().zip(&draws).filter(|(package, _)| package.void.is_none()) {
        Course::of(book, package, draws, Period { to: period.to.min(as_of), ..period }).book(&mut booked);
    }
    booked
}

/// The books of a period, with nothing later than `as_of`, as they stand today: what was taken back since was never booked. `clients` is what the
/// packages of every client come to.
pub fn journal(book: &Book, clients: Vec<Booked>, period: Period, as_of: Date) -> Journal {
    let mut all = bookings(book, clients, period.to.min(as_of));
    let before = all.partition_point(|booking| booking.date < period.from);
    let bookings = all.split_off(before);
    let opening = opening(&all, period.from);
    let bookings: Vec<Booking> = opening.into_iter().chain(bookings).collect();
    let mut closing = balances(&bookings);
    closing.retain(|posting| posting.account.is_ours());
    Journal { period, bookings, closing }
}

/// What stood on every account that is carried, against equity.
fn opening(before: &[Booking], date: Date) -> Option<Booking> {
    let mut postings = balances(before);
    postings.retain(|posting| posting.account.is_carried() && !posting.quantity.is_zero());
    for total in totals(&postings) {
        postings.push(Posting::new(Account::Opening, total.negated()));
    }
    let text = "opening balances".to_owned();
    (!postings.is_empty()).then_some(Booking { date, entry: None, client: None, document: None, text, postings })
}

/// The balance of every account, by account and commodity, noughts included.
fn balances(bookings: &[Booking]) -> Vec<Posting> {
    let mut sums: BTreeMap<&Account, Vec<Quantity>> = BTreeMap::new();
    for posting in bookings.iter().flat_map(|booking| &booking.postings) {
        add(sums.entry(&posting.account).or_default(), posting.quantity);
    }
    let of = |(account, sums): (&Account, Vec<Quantity>)| {
        let account = account.clone();
        sums.into_iter().map(move |quantity| Posting::new(account.clone(), quantity)).collect::<Vec<_>>()
    };
    sums.into_iter().flat_map(of).collect()
}

/// What postings add up to, by commodity.
fn totals(postings: &[Posting]) -> Vec<Quantity> {
    let mut sums = Vec::new();
    postings.iter().for_each(|posting| add(&mut sums, posting.quantity));
    sums.retain(|sum| !sum.is_zero());
    sums
}

/// Adds to the sum of the same commodity.
fn add(sums: &mut Vec<Quantity>, quantity: Quantity) {
    match sums.iter_mut().find_map(|sum| Some((sum.plus(quantity)?, sum))) {
        Some((total, sum)) => *sum = total,
        None => sums.push(quantity),
    }
}

/// Every booking dated by a day, by date, then in the order of the ledger.
fn bookings(book: &Book, clients: Vec<Booked>, to: Date) -> Vec<Booking> {
    let (mut bookings, mut refunds) = (Vec::new(), HashMap::new());
    for booked in clients {
        bookings.extend(booked.bookings);
        refunds.extend(booked.refunds);
    }
    for document in documents(book, to) {
        bookings.push(of_document(book, &document, &refunds));
    }
    bookings.sort_by_key(|booking| (booking.date, booking.entry));
    bookings
}

/// What happens to a package, from its purchase to its end.
struct Course<'a> {
    package: &'a Package,
    client: &'a ClientId,
    value: Option<Value>,
    /// By date, then as things happen on a day.
    events: Vec<Event>,
}

struct Event {
    date: Date,
    entry: u64,
    what: What,
}

enum What {
    Bought,
    Used {
        minutes: Minutes,
        text: String,
    },
    Refunded(Minutes),
    Expired,
    /// Extended after its end, until a day.
    Revived(Date),
}

impl What {
    /// Where it stands among the events of its day: a package ends with the day before, and can be drawn on from the day it is bought
    /// or extended.
    fn rank(&self) -> u8 {
        match self {
            What::Expired => 0,
            What::Bought => 1,
            What::Revived(_) => 2,
            What::Used { .. } | What::Refunded(_) => 3,
        }
    }
}

impl<'a> Course<'a> {
    /// `draws` are those on the package, each with the entry of its call.
    fn of(book: &Book, package: &'a Package, draws: &[(u64, Draw)], Period { from, to }: Period) -> Course<'a> {
        let (purchase, seq) = (&package.purchase, package.seq);
        let mut events = vec![Event { date: purchase.date, entry: seq, what: What::Bought }];
        for &(call, draw) in draws.iter().filter(|(_, draw)| draw.date <= to) {
            // A note is read from the file again.
            let note = if draw.date < from { String::new() } else { book.note(call) };
            let text = if draw.settlement().is_some() { format!("{note}, settled") } else { note };
            events.push(Event { date: draw.date, entry: call, what: What::Used { minutes: draw.minutes(), text } });
        }
        for refund in package.refunds() {
            events.push(Event { date: refund.date, entry: refund.seq, what: What::Refunded(refund.minutes) });
        }
        events.extend(ends(package));
        events.retain(|event| event.date <= to);
        events.sort_by_key(|event| (event.date, event.what.rank(), event.entry));
        Course { package, client: &purchase.client, value: Value::of(purchase), events }
    }

    /// Books it, and notes what each refund is worth.
    fn book(self, booked: &mut Booked) {
        let (mut used, mut refunded, mut expired) = (Minutes::ZERO, Minutes::ZERO, false);
        for event in &self.events {
            let rest = self.package.purchase.size.less(used).less(refunded);
            let (minutes, money) = match &event.what {
                What::Bought => (rest, self.value.map(|value| value.net)),
                What::Expired if rest.is_zero() || expired => continue,
                What::Revived(_) if rest.is_zero() || !expired => continue,
                What::Expired | What::Revived(_) => {
                    expired = matches!(event.what, What::Expired);
                    (rest, self.value.map(|value| value.rest(used, refunded)))
                }
                What::Used { minutes, .. } => {
                    let before = used;
                    used = used.plus(*minutes);
                    (*minutes, self.value.map(|value| less(value.used(used), value.used(before))))
                }
                What::Refunded(minutes) => {
                    let before = refunded;
                    refunded = refunded.plus(*minutes);
                    let worth = self.value.map(|value| less(value.refunded(refunded), value.refunded(before)));
                    booked.refunds.extend(worth.map(|worth| (event.entry, worth)));
                    (*minutes, worth)
                }
            };
            booked.bookings.push(self.booking(event, minutes, money));
        }
    }

    fn booking(&self, event: &Event, minutes: Minutes, money: Option<Money>) -> Booking {
        let (client, package) = (self.client.clone(), self.package.id());
        let liability = Account::Liability(client.clone(), package.clone());
        let hours = Account::Hours(client.clone(), package.clone());
        let c = || client.clone();
        let (text, [from, to], [minutes_from, minutes_to]) = match &event.what {
            What::Bought => {
                let text = format!("{package}: {minutes} of support");
                (text, [liability, Account::Unbilled(c())], [Account::HoursSold(c()), hours])
            }
            What::Used { text, .. } => {
                let text = format!("{package}: {text}");
                (text, [Account::Revenue(c()), liability], [hours, Account::HoursUsed(c())])
            }
            What::Expired => {
                let text = format!("{package}: {minutes} expired");
                (text, [Account::Breakage(c()), liability], [hours, Account::HoursExpired(c())])
            }
            What::Revived(until) => {
                let text = format!("{package}: {minutes} extended until {until}");
                (text, [liability, Account::Breakage(c())], [Account::HoursExpired(c()), hours])
            }
            What::Refunded(_) => {
                let text = format!("{package}: {minutes} refunded");
                (text, [Account::Unbilled(c()), liability], [hours, Account::HoursRefunded(c())])
            }
        };
        let mut postings = Vec::new();
        if let Some(money) = money.filter(|money| !money.is_zero()) {
            postings.push(Posting::new(to, Quantity::Money(money)));
            postings.push(Posting::new(from, Quantity::Money(money.negated())));
        }
        // Packages stay far below 2^63 minutes (B5).
        let minutes = i64::try_from(minutes.get()).unwrap_or(i64::MAX);
        postings.push(Posting::new(minutes_to, Quantity::Minutes(minutes)));
        postings.push(Posting::new(minutes_from, Quantity::Minutes(-minutes)));
        Booking { date: event.date, entry: Some(event.entry), client: Some(client), document: None, text, postings }
    }
}

/// When a package ends, and when an extension brings back what was lost (D5).
fn ends(package: &Package) -> Vec<Event> {
    let lapses = package.lapses(Date::MAX).into_iter().flat_map(|Lapse { day, extension }| {
        let ended = Event { date: day, entry: package.seq, what: What::Expired };
        let revived = |Extension { seq, date, until }| Event { date, entry: seq, what: What::Revived(until) };
        [Some(ended), extension.map(revived)]
    });
    lapses.flatten().collect()
}

/// An invoice makes what was unbilled a receivable; what credits one does the contrary.
fn of_document(book: &Book, document: &Document, refunds: &HashMap<u64, Money>) -> Booking {
    let client = &document.client;
    let mut postings = Vec::new();
    let mut post = |account, money: Money, tax| {
        if !money.is_zero() {
            postings.push(Posting { account, quantity: Quantity::Money(money), tax });
        }
    };
    post(Account::Receivable(client.clone()), document.total.gross, None);
    for total in &document.vat {
        post(Account::Vat(total.tax.vat), total.split.vat.negated(), None);
    }
    for line in &document.lines {
        let entry = book.entry_by_id(&line.entry).map(|filed| filed.entry);
        let mirrored = |money: Money| if document.credits.is_some() { money.negated() } else { money };
        match (line.item, &entry) {
            (Item::Overage { .. }, _) => {
                post(Account::Overage(client.clone()), line.net.negated(), Some(line.tax));
            }
            (_, Some(Entry { fact: Fact::Purchase(purchase), .. })) => {
                let net = Value::of(purchase).map_or(line.net, |value| mirrored(value.net));
                post(Account::Unbilled(client.clone()), net.negated(), None);
            }
            // A refund that was taken back after its invoice was credited has no booking of its own.
            (_, entry) => {
                let worth = entry.as_ref().and_then(|entry| refunds.get(&entry.seq));
                let net = worth.map_or(line.net.negated(), |worth| mirrored(*worth));
                post(Account::Unbilled(client.clone()), net, None);
            }
        }
    }
    for rest in totals(&postings) {
        postings.push(Posting::new(Account::Rounding, rest.negated()));
    }
    let number = document.number.clone();
    let text = match (&document.credits, &number) {
        (Some(credited), Some(number)) => format!("{number} credits {credited}"),
        (None, Some(number)) => format!("{} {number}", document.kind.as_str()),
        (_, None) => document.kind.as_str().to_owned(),
    };
    Booking {
        date: document.date,
        entry: document.entry,
        client: Some(client.clone()),
        document: number,
        text,
        postings,
    }
}
