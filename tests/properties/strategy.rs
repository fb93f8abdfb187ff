//! Random ledgers.
//!
//! What is random are *intentions*: “void some call”, “settle onto some package”. They are turned into entries one by one
//! against a growing [`Book`], which can say what there is to void or settle onto; an intention the book refuses is
//! dropped. Days, cases, sizes and windows come from small ranges, so that they meet often.

use std::fmt;

use hours::domain::book::Filed;
use hours::domain::{
    Amend, Book, Call, ClientFact, ClientField, ClientId, Clock, Close, Currency, Date, Entry, EntryId, Extend, Fact,
    Factor, Instant, LowThreshold, Minutes, Money, Open, OverageClass, PackageId, Payment, PriceBasis, Purchase,
    Refund, Rejection, Service, ServiceId, Settle, StatedTerms, Text, Void,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

/// The days on which random ledgers happen, and some around them: where questions are asked.
pub(crate) const DAYS: u32 = 70;

/// A day of the random ledgers, counted from 1 February 2026.
pub(crate) fn day(offset: u32) -> Date {
    Date::new(2026, 2, 1).expect("a day").plus_days(offset).expect("a day")
}

/// A ledger that the book has accepted.
#[derive(Clone)]
pub(crate) struct Ledger {
    pub(crate) entries: Vec<Entry>,
    /// How many entries open the ledger and declare services and clients. The rest is what happens.
    pub(crate) head: usize,
    /// Every intention that found something to aim at, and whether the book accepted it.
    pub(crate) tries: Vec<(&'static str, bool)>,
}

/// One line for each entry: a failing ledger is read by a person.
impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "a ledger of")?;
        self.entries.iter().try_for_each(|entry| writeln!(f, "  #{} {} {:?}", entry.seq, entry.id, entry.fact))
    }
}

/// What a random ledger starts with.
#[derive(Clone, Debug)]
struct Head {
    terms: TermsWish,
    services: Vec<Factor>,
    clients: Vec<(&'static str, TermsWish)>,
}

/// Terms, some of them stated; rates in minor units.
#[derive(Clone, Debug)]
pub(crate) struct TermsWish {
    increment: Option<u64>,
    minimum: Option<u64>,
    overage: Option<OverageClass>,
    rate: Option<i64>,
}

/// What somebody wants to write. Numbers called `pick` choose among what there is.
#[derive(Clone, Debug)]
pub(crate) enum Intent {
    Buy(BuyWish),
    Call(CallWish),
    Amend { pick: u16, call: CallWish },
    Extend { pick: u16, after: u32, by: u32 },
    Refund { pick: u16, after: u32, minutes: u64, late: bool },
    Settle { pick: u16, after: u32, late: bool },
    Close { client: Option<u16>, through: u32 },
    Change { client: u16, from: u32, terms: ChangeWish },
    Void { what: Target, pick: u16, late: bool },
}

#[derive(Clone, Debug)]
pub(crate) struct BuyWish {
    client: u16,
    date: u32,
    size: u64,
    wait: u32,
    lasts: Option<u32>,
    services: u8,
    granted: bool,
    settle: bool,
    late: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct CallWish {
    client: u16,
    date: u32,
    start: Option<u32>,
    worked: u64,
    case: Option<&'static str>,
    service: Option<u16>,
    factor: Option<Factor>,
    package: Option<u16>,
    goodwill: bool,
    late: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum ChangeWish {
    State(TermsWish),
    Clear(ClientField),
}

/// What is to be voided.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    Call,
    Package,
    Extension,
    Refund,
    Settlement,
}

/// Random ledgers: 1 to 3 clients, up to 3 services, up to 40 things that happen.
pub(crate) fn ledgers() -> impl Strategy<Value = Ledger> {
    (heads(), vec(intents(), 4..40)).prop_map(|(head, intents)| write(&head, &intents))
}

/// Amendments of some call.
pub(crate) fn amendments() -> impl Strategy<Value = Intent> {
    (any::<u16>(), calls()).prop_map(|(pick, call)| Intent::Amend { pick, call })
}

/// Something that is no barrier and can be taken back: a call, a purchase or an extension.
pub(crate) fn passing_intents() -> impl Strategy<Value = Intent> {
    prop_oneof![
        calls().prop_map(|call| Intent::Call(CallWish { late: true, ..call })),
        purchases().prop_map(|buy| Intent::Buy(BuyWish { late: true, settle: false, ..buy })),
        extensions(),
    ]
}

fn heads() -> impl Strategy<Value = Head> {
    let currencies = select(vec!["EUR", "EUR", "EUR", "USD", "JPY"]);
    let clients = prop_oneof![
        2 => vec((currencies.clone(), terms()), 1),
        1 => vec((currencies.clone(), terms()), 2),
        1 => vec((currencies, terms()), 3),
    ];
    (terms(), vec(factors(), 0..4), clients).prop_map(|(terms, services, clients)| Head { terms, services, clients })
}

fn terms() -> impl Strategy<Value = TermsWish> {
    let increments = option::of(select(vec![1, 5, 6, 15, 30]));
    let minima = option::weighted(0.4, select(vec![1, 10, 15, 20, 45]));
    let classes = option::of(select(vec![OverageClass::Bill, OverageClass::Carry, OverageClass::Waive]));
    let rates = option::of(select(vec![15_000, 9_999, 3_333, 12_345, 1]));
    (increments, minima, classes, rates).prop_map(|(increment, minimum, overage, rate)| TermsWish {
        increment,
        minimum,
        overage,
        rate,
    })
}

fn factors() -> impl Strategy<Value = Factor> {
    select(vec!["1", "1.5", "0.5", "1.25", "2", "0.01", "3.33"]).prop_map(|text| text.parse().expect(text))
}

/// Much of what happens does so on two days, so that calls meet in groups and at the ends of windows.
fn days() -> impl Strategy<Value = u32> {
    prop_oneof![2 => Just(12u32), 1 => Just(19u32), 2 => 4u32..40]
}

fn calls() -> impl Strategy<Value = CallWish> {
    let who_and_when = (any::<u16>(), days(), option::of(9u32..13));
    let minutes = prop_oneof![30 => 1u64..70, 1 => 700u64..750];
    let cases = option::weighted(0.6, select(vec!["T1", "T1", "T2"]));
    let what = (minutes, cases, option::weighted(0.5, any::<u16>()), option::weighted(0.2, factors()));
    let how = (option::weighted(0.25, any::<u16>()), proptest::bool::weighted(0.1), proptest::bool::weighted(0.7));
    (who_and_when, what, how).prop_map(
        |((client, date, start), (worked, case, service, factor), (package, goodwill, late))| CallWish {
            client,
            date,
            start,
            worked,
            case,
            service,
            factor,
            package,
            goodwill,
            late,
        },
    )
}

fn purchases() -> impl Strategy<Value = BuyWish> {
    let who_and_when = (any::<u16>(), 0u32..25, option::weighted(0.7, 0u32..25));
    let waits = prop_oneof![3 => Just(0u32), 1 => 1u32..10];
    let services = prop_oneof![Just(0u8), 0u8..8];
    let flags = (any::<bool>(), proptest::bool::weighted(0.25), proptest::bool::weighted(0.7));
    (who_and_when, waits, 1u64..200, services, flags).prop_map(
        |((client, date, lasts), wait, size, services, (granted, settle, late))| BuyWish {
            client,
            date,
            size,
            wait: if settle { 0 } else { wait },
            lasts,
            services,
            granted,
            settle,
            late,
        },
    )
}

fn extensions() -> impl Strategy<Value = Intent> {
    (any::<u16>(), 0u32..35, 1u32..25).prop_map(|(pick, after, by)| Intent::Extend { pick, after, by })
}

fn intents() -> impl Strategy<Value = Intent> {
    let targets = prop_oneof![
        4 => Just(Target::Call),
        2 => Just(Target::Package),
        3 => Just(Target::Extension),
        3 => Just(Target::Refund),
        2 => Just(Target::Settlement),
    ];
    let late = || proptest::bool::weighted(0.8);
    let clearable = vec![ClientField::Increment, ClientField::Minimum, ClientField::Overage, ClientField::OverageRate];
    let changes = prop_oneof![terms().prop_map(ChangeWish::State), select(clearable).prop_map(ChangeWish::Clear)];
    prop_oneof![
        20 => calls().prop_map(Intent::Call),
        10 => purchases().prop_map(Intent::Buy),
        5 => extensions(),
        4 => (any::<u16>(), 0u32..20, 1u64..40, late())
            .prop_map(|(pick, after, minutes, late)| Intent::Refund { pick, after, minutes, late }),
        3 => (any::<u16>(), 0u32..15, late()).prop_map(|(pick, after, late)| Intent::Settle { pick, after, late }),
        2 => (option::of(any::<u16>()), 0u32..35).prop_map(|(client, through)| Intent::Close { client, through }),
        3 => (any::<u16>(), 0u32..35, changes)
            .prop_map(|(client, from, terms)| Intent::Change { client, from, terms }),
        7 => (targets, any::<u16>(), late()).prop_map(|(what, pick, late)| Intent::Void { what, pick, late }),
        3 => amendments(),
    ]
}

fn write(head: &Head, intents: &[Intent]) -> Ledger {
    let mut writer = Writer::open(head);
    let head = writer.entries().len();
    let mut tries = Vec::new();
    for intent in intents {
        if let Some(fact) = writer.fact(intent) {
            let kind = kind(&fact, intent);
            tries.push((kind, writer.add(fact).is_ok()));
        }
    }
    Ledger { entries: writer.entries(), head, tries }
}

/// The kind of an entry; voids are told apart by what they take back.
fn kind(fact: &Fact, intent: &Intent) -> &'static str {
    match (fact, intent) {
        (Fact::Purchase(purchase), _) if purchase.settle => "settling purchase",
        (_, Intent::Void { what: Target::Call, .. }) => "void of a call",
        (_, Intent::Void { what: Target::Package, .. }) => "void of a package",
        (_, Intent::Void { what: Target::Extension, .. }) => "void of an extension",
        (_, Intent::Void { what: Target::Refund, .. }) => "void of a refund",
        (_, Intent::Void { what: Target::Settlement, .. }) => "void of a settlement",
        _ => fact.kind(),
    }
}

/// Writes entries into a book: counts `seq`, makes up `id` and `recorded`.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    pub(crate) book: Book,
    /// What made-up ids and package names start with.
    prefix: &'static str,
}

impl Writer {
    fn open(head: &Head) -> Writer {
        let rate = head.terms.rate.unwrap_or(15_000);
        let open = Open {
            name: line("Example Ltd"),
            currency: currency("EUR"),
            zone: "Europe/Berlin".parse().expect("a zone"),
            prices: PriceBasis::Gross,
            vat: "19".parse().expect("a VAT rate"),
            vat_reason: None,
            rate: money(rate, currency("EUR")),
            increment: Minutes::new(head.terms.increment.unwrap_or(15)),
            minimum: head.terms.minimum.map(Minutes::new),
            overage: head.terms.overage.unwrap_or_default(),
            overage_rate: (rate == 9_999).then(|| money(8_765, currency("EUR"))),
            low: LowThreshold::Time(Minutes::hours(1)),
            expiry_notice: 30,
        };
        let mut writer = Writer::with(frame(1, "e1", Fact::Open(open)), "e");
        for (at, &factor) in head.services.iter().enumerate() {
            writer.add(Fact::Service(Service { service: service(at), name: None, factor })).expect("a service");
        }
        for (at, (code, terms)) in head.clients.iter().enumerate() {
            let fact = ClientFact {
                name: Some(line("A client")),
                currency: (*code != "EUR").then(|| currency(code)),
                terms: StatedTerms {
                    // A client in another currency needs a rate of its own (C3).
                    overage_rate: (*code != "EUR").then(|| money(terms.rate.unwrap_or(7_777), currency(code))),
                    ..stated(terms, currency(code))
                },
                ..ClientFact::about(client(at))
            };
            writer.add(Fact::Client(fact)).expect("a client");
        }
        writer
    }

    /// One client, an increment of 15m, 150.00 EUR an hour.
    pub(crate) fn plain() -> Writer {
        let nothing = TermsWish { increment: None, minimum: None, overage: None, rate: None };
        Writer::open(&Head { terms: nothing.clone(), services: Vec::new(), clients: vec![("EUR", nothing)] })
    }

    /// A writer that goes on after an opening; what it makes up starts with `prefix`.
    pub(crate) fn with(open: Entry, prefix: &'static str) -> Writer {
        Writer { book: Book::open(open).expect("an opening"), prefix }
    }

    /// Adds a new entry and gives its id.
    pub(crate) fn add(&mut self, fact: Fact) -> Result<EntryId, Rejection> {
        let id = format!("{}{}", self.prefix, self.book.len() + 1);
        let entry = frame(self.book.len() + 1, &id, fact);
        let id = entry.id.clone();
        self.book.apply(entry).map(|()| id)
    }

    /// Adds an entry of another ledger: the same id and the same fact, in a new place.
    pub(crate) fn copy(&mut self, entry: &Entry) -> Result<(), Rejection> {
        self.book.apply(frame(self.book.len() + 1, entry.id.as_str(), entry.fact.clone()))
    }

    /// Every entry so far.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.book.entries().iter().map(|filed| filed.entry.clone()).collect()
    }

    /// What an intention comes to; none where there is nothing it could aim at.
    pub(crate) fn fact(&self, intent: &Intent) -> Option<Fact> {
        Some(match intent {
            Intent::Buy(buy) => Fact::Purchase(self.purchase(buy)),
            Intent::Call(call) => Fact::Call(self.call(call)),
            Intent::Amend { pick, call } => {
                let old = self.pick(*pick, |fact| matches!(fact, Fact::Call(_) | Fact::Amend(_)))?;
                Fact::Amend(Amend { entry: old.entry.id.clone(), reason: None, call: self.call(call) })
            }
            Intent::Extend { pick, after, by } => {
                let purchase = self.pick_purchase(*pick, |purchase| purchase.until.is_some())?;
                Fact::Extend(Extend {
                    package: purchase.package.clone(),
                    date: later(purchase.date, *after),
                    until: later(purchase.until?, *by),
                    reason: None,
                    late: true,
                })
            }
            Intent::Refund { pick, after, minutes, late } => {
                let purchase = self.pick_purchase(*pick, |_| true)?;
                Fact::Refund(Refund {
                    package: purchase.package.clone(),
                    date: later(purchase.date, *after),
                    minutes: Minutes::new(*minutes),
                    reason: None,
                    late: *late,
                })
            }
            Intent::Settle { pick, after, late } => {
                let purchase = self.pick_purchase(*pick, |_| true)?;
                Fact::Settle(Settle {
                    client: purchase.client.clone(),
                    package: purchase.package.clone(),
                    date: later(purchase.from, *after),
                    reason: None,
                    late: *late,
                })
            }
            Intent::Close { client, through } => Fact::Close(Close {
                client: client.map(|pick| self.client(pick)),
                through: day(*through),
                reason: None,
            }),
            Intent::Change { client, from, terms } => Fact::Client(self.change(self.client(*client), *from, terms)),
            Intent::Void { what, pick, late } => {
                let target = self.pick(*pick, |fact| what.is(fact))?;
                Fact::Void(Void { entry: target.entry.id.clone(), reason: line("mistaken"), late: *late })
            }
        })
    }

    fn purchase(&self, buy: &BuyWish) -> Purchase {
        let client = self.client(buy.client);
        let from = later(day(buy.date), buy.wait);
        let name = format!("{}pack{}", self.prefix, self.book.len() + 1);
        let currency = self.currency(&client);
        let granted = Payment::Granted { reason: line("bonus") };
        let paid = Payment::Paid {
            price: money(buy.size as i64 * 250, currency),
            vat: self.book.house.open.vat,
            prices: PriceBasis::Gross,
        };
        let services = (0..self.services()).filter(|at| buy.services >> at & 1 == 1);
        Purchase {
            client,
            package: name.parse().expect("a package's name"),
            date: day(buy.date),
            size: Minutes::new(buy.size),
            payment: if buy.granted { granted } else { paid },
            from,
            until: buy.lasts.map(|days| later(from, days)),
            services: services.map(service).collect(),
            note: None,
            settle: buy.settle,
            late: buy.late,
        }
    }

    fn call(&self, call: &CallWish) -> Call {
        let client = self.client(call.client);
        let named = |pick| self.pick_purchase(pick, |purchase| purchase.client == client);
        let package: Option<PackageId> = call.package.and_then(named).map(|purchase| purchase.package.clone());
        Call {
            date: day(call.date),
            start: call.start.map(|hour| Clock::new(hour, 0).expect("an hour")),
            worked: Minutes::new(call.worked),
            case: call.case.map(line),
            service: call.service.filter(|_| self.services() > 0).map(|at| service(usize::from(at) % self.services())),
            factor: call.factor,
            package,
            goodwill: call.goodwill.then(|| line("our mistake")),
            contact: None,
            note: None,
            long: call.worked > 720,
            late: call.late,
            client,
        }
    }

    fn change(&self, client: ClientId, from: u32, change: &ChangeWish) -> ClientFact {
        let currency = self.currency(&client);
        let nothing = ClientFact { from: Some(day(from)), ..ClientFact::about(client) };
        match change {
            ChangeWish::State(terms) => ClientFact { terms: stated(terms, currency), ..nothing },
            ChangeWish::Clear(field) => ClientFact { clear: vec![*field], ..nothing },
        }
    }

    /// One of the entries that stand and that `fits` likes.
    fn pick(&self, pick: u16, fits: impl Fn(&Fact) -> bool) -> Option<&Filed> {
        let stands = |filed: &&Filed| filed.void.is_none() && fits(&filed.entry.fact);
        let found: Vec<&Filed> = self.book.entries().iter().filter(stands).collect();
        found.get(usize::from(pick) % found.len().max(1)).copied()
    }

    fn pick_purchase(&self, pick: u16, fits: impl Fn(&Purchase) -> bool) -> Option<&Purchase> {
        let filed = self.pick(pick, |fact| matches!(fact, Fact::Purchase(purchase) if fits(purchase)))?;
        match &filed.entry.fact {
            Fact::Purchase(purchase) => Some(purchase),
            _ => None,
        }
    }

    fn client(&self, pick: u16) -> ClientId {
        client(usize::from(pick) % self.book.accounts().count())
    }

    fn services(&self) -> usize {
        self.book.house.services.len()
    }

    fn currency(&self, client: &ClientId) -> Currency {
        self.book.account(client).expect("a client").currency(&self.book.house)
    }
}

impl Target {
    fn is(self, fact: &Fact) -> bool {
        match self {
            Target::Call => matches!(fact, Fact::Call(_) | Fact::Amend(_)),
            Target::Package => matches!(fact, Fact::Purchase(_)),
            Target::Extension => matches!(fact, Fact::Extend(_)),
            Target::Refund => matches!(fact, Fact::Refund(_)),
            Target::Settlement => matches!(fact, Fact::Settle(_)),
        }
    }
}

/// An entry at a place in the ledger. All are recorded in 2027, after everything that happens.
fn frame(seq: u64, id: &str, fact: Fact) -> Entry {
    let start: Instant = "2027-01-01T00:00:00Z".parse().expect("an instant");
    let recorded = start.plus_micros(i64::try_from(seq).expect("a short ledger") * 1_000_000);
    Entry { seq, id: id.parse().expect("an id"), recorded, clock: None, by: line("me"), fact }
}

/// A call of the first client.
pub(crate) fn plain_call(on: u32, worked: u64) -> Call {
    Call {
        client: client(0),
        date: day(on),
        start: None,
        worked: Minutes::new(worked),
        case: None,
        service: None,
        factor: None,
        package: None,
        goodwill: None,
        contact: None,
        note: None,
        long: false,
        late: false,
    }
}

/// A package of the first client that covers everything and never ends.
pub(crate) fn plain_grant(name: &str, on: u32, size: u64) -> Purchase {
    Purchase {
        client: client(0),
        package: name.parse().expect("a package's name"),
        date: day(on),
        size: Minutes::new(size),
        payment: Payment::Granted { reason: line("bonus") },
        from: day(on),
        until: None,
        services: Vec::new(),
        note: None,
        settle: false,
        late: false,
    }
}

/// An entry that takes another back, also out of a closed period.
pub(crate) fn void(entry: EntryId) -> Fact {
    Fact::Void(Void { entry, reason: line("mistaken"), late: true })
}

fn later(date: Date, days: u32) -> Date {
    date.plus_days(days).expect("a day")
}

fn client(at: usize) -> ClientId {
    ["acme", "beta", "gamma"][at].parse().expect("a client's id")
}

fn service(at: usize) -> ServiceId {
    ["onsite", "server", "website"][at].parse().expect("a service's id")
}

fn currency(code: &str) -> Currency {
    code.parse().expect("a currency")
}

fn money(minor: i64, currency: Currency) -> Money {
    Money::exact(Decimal::new(minor, currency.digits()), currency).expect("money")
}

pub(crate) fn line(text: &str) -> Text {
    Text::new(text, Text::LINE).expect("a text")
}

fn stated(terms: &TermsWish, currency: Currency) -> StatedTerms {
    StatedTerms {
        increment: terms.increment.map(Minutes::new),
        minimum: terms.minimum.map(Minutes::new),
        overage: terms.overage,
        overage_rate: terms.rate.map(|rate| money(rate, currency)),
        ..StatedTerms::default()
    }
}
