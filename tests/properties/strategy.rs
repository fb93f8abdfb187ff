//! Random ledgers.
//!
//! What is random are *intentions*: “void some call”, “settle onto some package”. They are turned into entries one by one
//! against a growing [`Book`], which can say what there is to void or settle onto; an intention the book refuses is
//! dropped. Days, cases, sizes and windows come from small ranges, so that they meet often.

use std::fmt;

use hours::domain::bill::{Dates, bill};
use hours::domain::filed::Filed;
use hours::domain::invoice::Party;
use hours::domain::{
    Amend, Book, Call, ClientFact, ClientField, ClientId, Clock, Close, Credit, Currency, Date, Entry, EntryId, Extend,
    Fact, Factor, Instant, Invoice, LowThreshold, Minutes, Money, Number, Open, OverageClass, PackageId, Pattern,
    Payment, PriceBasis, Purchase, Refund, Rejection, Service, ServiceId, Settle, StatedTerms, Text, VatReason, Void,
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
    tax: TaxWish,
    services: Vec<Factor>,
    clients: Vec<(&'static str, TermsWish, Option<TaxWish>)>,
}

/// Terms, some of them stated; rates in minor units.
#[derive(Clone, Debug)]
pub(crate) struct TermsWish {
    increment: Option<u64>,
    minimum: Option<u64>,
    overage: Option<OverageClass>,
    rate: Option<i64>,
}

/// How something is to be taxed; the reason counts only where the rate is 0.
#[derive(Clone, Debug)]
pub(crate) struct TaxWish {
    vat: &'static str,
    reason: VatReason,
    prices: PriceBasis,
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
    Invoice(InvoiceWish),
    Credit { pick: u16, after: u32, numbers: NumberWish, late: bool },
}

#[derive(Clone, Debug)]
pub(crate) struct InvoiceWish {
    client: u16,
    date: u32,
    /// How many days before its date what it bills ends.
    back: u32,
    due: u32,
    numbers: NumberWish,
    late: bool,
}

/// How documents are to be numbered: as the last one, unless a pattern is given.
#[derive(Clone, Debug)]
pub(crate) struct NumberWish {
    pattern: Option<&'static str>,
    first: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct BuyWish {
    client: u16,
    date: u32,
    size: u64,
    /// In minor units.
    price: i64,
    /// Whether the price has another basis than the client's.
    turned: bool,
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
    Tax(TaxWish),
    Rename(u8),
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
    Document,
}

/// Random ledgers: 1 to 3 clients, up to 3 services, up to 48 things that happen.
pub(crate) fn ledgers() -> impl Strategy<Value = Ledger> {
    (heads(), vec(intents(), 4..48)).prop_map(|(head, intents)| write(&head, &intents))
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

/// Refunds of some package, and what can become of them.
pub(crate) fn logging() -> impl Strategy<Value = Intent> {
    calls().prop_map(Intent::Call)
}

pub(crate) fn refunding() -> impl Strategy<Value = Intent> {
    let nothing = || NumberWish { pattern: None, first: 1 };
    let invoice = move |(date, back)| {
        Intent::Invoice(InvoiceWish { client: 0, date, back, due: 0, numbers: nothing(), late: false })
    };
    prop_oneof![
        4 => (any::<u16>(), 0u32..20, 1u64..4)
            .prop_map(|(pick, after, minutes)| Intent::Refund { pick, after, minutes, late: false }),
        2 => any::<u16>().prop_map(|pick| Intent::Void { what: Target::Refund, pick, late: false }),
        3 => (20u32..30, 0u32..25).prop_map(invoice),
        2 => any::<u16>().prop_map(move |pick| Intent::Credit { pick, after: 0, numbers: nothing(), late: false }),
    ]
}

fn heads() -> impl Strategy<Value = Head> {
    let currencies = select(vec!["EUR", "EUR", "EUR", "USD", "JPY", "KWD"]);
    let client = (currencies, terms(), option::of(taxes()));
    let clients = prop_oneof![2 => vec(client.clone(), 1), 1 => vec(client.clone(), 2), 1 => vec(client, 3)];
    (terms(), taxes(), vec(factors(), 0..4), clients).prop_map(|(terms, tax, services, clients)| Head {
        terms,
        tax,
        services,
        clients,
    })
}

fn taxes() -> impl Strategy<Value = TaxWish> + Clone {
    let rates = select(vec!["19", "19", "7", "5.5", "20", "8.875", "0"]);
    let reasons = select(vec![VatReason::Exempt, VatReason::OutsideScope, VatReason::ReverseCharge]);
    let bases = select(vec![PriceBasis::Gross, PriceBasis::Gross, PriceBasis::Net]);
    (rates, reasons, bases).prop_map(|(vat, reason, prices)| TaxWish { vat, reason, prices })
}

fn terms() -> impl Strategy<Value = TermsWish> + Clone {
    let increments = option::of(select(vec![1, 5, 6, 15, 30]));
    let minima = option::weighted(0.4, select(vec![1, 10, 15, 20, 45]));
    let classes =
        option::of(select(vec![OverageClass::Bill, OverageClass::Bill, OverageClass::Carry, OverageClass::Waive]));
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
    // Small prices make roundings meet, odd ones make them differ.
    let prices = (prop_oneof![1 => 1i64..20, 3 => 1i64..100_000], proptest::bool::weighted(0.2));
    (who_and_when, waits, (1u64..200, prices), services, flags).prop_map(
        |((client, date, lasts), wait, (size, (price, turned)), services, (granted, settle, late))| BuyWish {
            client,
            date,
            size,
            price,
            turned,
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

pub(crate) fn intents() -> impl Strategy<Value = Intent> {
    let targets = prop_oneof![
        4 => Just(Target::Call),
        2 => Just(Target::Package),
        3 => Just(Target::Extension),
        3 => Just(Target::Refund),
        2 => Just(Target::Settlement),
        1 => Just(Target::Document),
    ];
    let late = || proptest::bool::weighted(0.8);
    // A VAT reason and a VAT id stay for good: what bears no VAT is not left without a reason.
    let clearable = vec![
        ClientField::Increment,
        ClientField::Minimum,
        ClientField::Overage,
        ClientField::OverageRate,
        ClientField::Vat,
        ClientField::Prices,
        ClientField::Address,
    ];
    let changes = prop_oneof![
        2 => terms().prop_map(ChangeWish::State),
        2 => taxes().prop_map(ChangeWish::Tax),
        2 => (0u8..9).prop_map(ChangeWish::Rename),
        2 => select(clearable).prop_map(ChangeWish::Clear),
    ];
    prop_oneof![
        20 => calls().prop_map(Intent::Call),
        10 => purchases().prop_map(Intent::Buy),
        5 => extensions(),
        4 => (any::<u16>(), 0u32..20, 1u64..40, late())
            .prop_map(|(pick, after, minutes, late)| Intent::Refund { pick, after, minutes, late }),
        3 => (any::<u16>(), 0u32..15, late()).prop_map(|(pick, after, late)| Intent::Settle { pick, after, late }),
        2 => (option::of(any::<u16>()), 0u32..35).prop_map(|(client, through)| Intent::Close { client, through }),
        4 => (any::<u16>(), 0u32..35, changes)
            .prop_map(|(client, from, terms)| Intent::Change { client, from, terms }),
        10 => (targets, any::<u16>(), late()).prop_map(|(what, pick, late)| Intent::Void { what, pick, late }),
        3 => amendments(),
        8 => invoices(),
        4 => (any::<u16>(), 0u32..20, numbers(), late())
            .prop_map(|(pick, after, numbers, late)| Intent::Credit { pick, after, numbers, late }),
    ]
}

fn invoices() -> impl Strategy<Value = Intent> {
    let back = prop_oneof![2 => Just(0u32), 1 => 0u32..20];
    (any::<u16>(), 5u32..60, back, 0u32..30, numbers(), proptest::bool::weighted(0.8)).prop_map(
        |(client, date, back, due, numbers, late)| {
            Intent::Invoice(InvoiceWish { client, date, back, due, numbers, late })
        },
    )
}

fn numbers() -> impl Strategy<Value = NumberWish> {
    let patterns = option::weighted(0.2, select(vec!["{year}-{n:04}", "R{n}", "{n:03}/{year}"]));
    (patterns, prop_oneof![9 => Just(1u64), 1 => Just(7u64)]).prop_map(|(pattern, first)| NumberWish { pattern, first })
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
        (_, Intent::Void { what: Target::Document, .. }) => "void of a document",
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
            prices: head.tax.prices,
            vat: head.tax.vat.parse().expect("a VAT rate"),
            // Reverse charge is a matter between two: a client's.
            vat_reason: (head.tax.vat == "0").then_some(match head.tax.reason {
                VatReason::ReverseCharge => VatReason::Exempt,
                reason => reason,
            }),
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
        for (at, (code, terms, tax)) in head.clients.iter().enumerate() {
            let fact = ClientFact {
                name: Some(line("A client")),
                currency: (*code != "EUR").then(|| currency(code)),
                terms: StatedTerms {
                    // A client in another currency needs a rate of its own (C3).
                    overage_rate: (*code != "EUR").then(|| money(terms.rate.unwrap_or(7_777), currency(code))),
                    ..stated(terms, currency(code))
                },
                ..taxed(tax.as_ref(), ClientFact::about(client(at)))
            };
            writer.add(Fact::from(fact)).expect("a client");
        }
        writer
    }

    /// One client, an increment of 15m, 150.00 EUR an hour.
    pub(crate) fn plain() -> Writer {
        let nothing = TermsWish { increment: None, minimum: None, overage: None, rate: None };
        let tax = TaxWish { vat: "19", reason: VatReason::Exempt, prices: PriceBasis::Gross };
        let clients = vec![("EUR", nothing.clone(), None)];
        Writer::open(&Head { terms: nothing, tax, services: Vec::new(), clients })
    }

    /// A writer that goes on after an opening; what it makes up starts with `prefix`.
    pub(crate) fn with(open: Entry, prefix: &'static str) -> Writer {
        Writer { book: Book::open(open).expect("an opening"), prefix }
    }

    /// A writer that has written these.
    pub(crate) fn of(entries: &[Entry]) -> Writer {
        let mut writer = Writer::with(entries[0].clone(), "e");
        for entry in &entries[1..] {
            writer.copy(entry).unwrap_or_else(|why| panic!("{:?} was refused: {why}", entry.fact));
        }
        writer
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
        self.book.entries().map(|filed| filed.entry).collect()
    }

    /// What an intention comes to; none where there is nothing it could aim at.
    pub(crate) fn fact(&self, intent: &Intent) -> Option<Fact> {
        Some(match intent {
            Intent::Buy(buy) => Fact::Purchase(self.purchase(buy)),
            Intent::Call(call) => Fact::Call(self.call(call)),
            Intent::Amend { pick, call } => {
                let old = self.pick(*pick, |fact| matches!(fact, Fact::Call(_) | Fact::Amend(_)))?;
                Amend { entry: old.entry.id.clone(), reason: None, call: self.call(call) }.into()
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
            Intent::Change { client, from, terms } => Fact::from(self.change(self.client(*client), *from, terms)),
            Intent::Void { what, pick, late } => {
                let target = self.pick(*pick, |fact| what.is(fact))?;
                Fact::Void(Void { entry: target.entry.id.clone(), reason: line("mistaken"), late: *late })
            }
            Intent::Invoice(wish) => self.invoice(wish)?,
            Intent::Credit { pick, after, numbers, late } => {
                let invoice = self.pick(*pick, |fact| matches!(fact, Fact::Invoice(_)))?;
                let Fact::Invoice(issued) = &invoice.entry.fact else { return None };
                let date = later(issued.bill.date, *after);
                let (number, pattern) = self.number(numbers, date)?;
                let (reason, late) = (line("wrong address"), *late);
                Fact::Credit(Credit { number, pattern, invoice: invoice.entry.id.clone(), date, reason, late })
            }
        })
    }

    /// What is due, as the command line would issue it; none where nothing is.
    fn invoice(&self, wish: &InvoiceWish) -> Option<Fact> {
        let date = day(wish.date);
        let through = date.minus_days(wish.back.min(wish.date)).expect("a day");
        let dates = Dates { date, through, due: later(date, wish.due) };
        self.issue(&self.client(wish.client), dates, &wish.numbers, wish.late)
    }

    /// Everything that is due from a client through a day, also from a closed period.
    pub(crate) fn invoice_all(&self, client: &ClientId, date: Date) -> Option<Fact> {
        let numbers = NumberWish { pattern: None, first: 1 };
        self.issue(client, Dates { date, through: date, due: date }, &numbers, true)
    }

    fn issue(&self, client: &ClientId, dates: Dates, numbers: &NumberWish, late: bool) -> Option<Fact> {
        let bill = bill(&self.book, client, dates, self.seller()).expect("small sums, and a reason for every 0");
        let (number, pattern) = self.number(numbers, dates.date)?;
        let issued = |bill| Fact::Invoice(Box::new(Invoice { number, pattern, bill, late }));
        Some(bill).filter(|bill| !bill.lines.is_empty()).map(issued)
    }

    fn number(&self, wish: &NumberWish, date: Date) -> Option<(Number, Pattern)> {
        let register = &self.book.register;
        let pattern = wish.pattern.map_or_else(|| register.pattern().clone(), |text| text.parse().expect(text));
        // In a series that has begun it would be refused.
        let begins = register.next(&pattern, date, None, 0) == pattern.number(date, 1);
        Some((register.next(&pattern, date, Some(wish.first).filter(|_| begins), 0)?, pattern))
    }

    pub(crate) fn seller(&self) -> Party {
        let name = self.book.house.open.name.clone();
        Party { name, address: Some(line("1 Example Street")), vat_id: None, email: None, reference: None }
    }

    fn purchase(&self, buy: &BuyWish) -> Purchase {
        let client = self.client(buy.client);
        let from = later(day(buy.date), buy.wait);
        let name = format!("{}pack{}", self.prefix, self.book.len() + 1);
        let currency = self.currency(&client);
        let granted = Payment::Granted { reason: line("bonus") };
        let account = self.book.account(&client).expect("a client");
        let profile = account.history.profile_on(day(buy.date), &self.book.house.open);
        let prices = match (profile.prices, buy.turned) {
            (PriceBasis::Gross, false) | (PriceBasis::Net, true) => PriceBasis::Gross,
            (PriceBasis::Net, false) | (PriceBasis::Gross, true) => PriceBasis::Net,
        };
        let paid = Payment::Paid { price: money(buy.price, currency), vat: profile.vat, prices };
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
            ChangeWish::Tax(tax) => taxed(Some(tax), nothing),
            ChangeWish::Rename(to) => ClientFact {
                name: Some(line(&format!("Client {to}"))),
                address: to.is_multiple_of(2).then(|| line(&format!("{to} Other Street"))),
                buyer_reference: to.is_multiple_of(3).then(|| line(&format!("PO {to}"))),
                email: (*to == 1).then(|| line("one@client.example")),
                ..nothing
            },
            ChangeWish::Clear(field) => ClientFact { clear: vec![*field], ..nothing },
        }
    }

    /// One of the entries that stand and that `fits` likes.
    fn pick(&self, pick: u16, fits: impl Fn(&Fact) -> bool) -> Option<Filed> {
        let stands = |filed: &Filed| filed.void.is_none() && fits(&filed.entry.fact);
        let mut found: Vec<Filed> = self.book.entries().filter(stands).collect();
        let at = usize::from(pick) % found.len().max(1);
        (at < found.len()).then(|| found.swap_remove(at))
    }

    fn pick_purchase(&self, pick: u16, fits: impl Fn(&Purchase) -> bool) -> Option<Purchase> {
        let filed = self.pick(pick, |fact| matches!(fact, Fact::Purchase(purchase) if fits(purchase)))?;
        match filed.entry.fact {
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
            Target::Document => matches!(fact, Fact::Invoice(_) | Fact::Credit(_)),
        }
    }
}

/// An entry at a place in the ledger. All are recorded in 2027, after everything that happens.
pub(crate) fn frame(seq: u64, id: &str, fact: Fact) -> Entry {
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

/// The same package, sold.
pub(crate) fn sold(package: Purchase, price: &str, vat: &str, prices: PriceBasis) -> Purchase {
    let payment = Payment::Paid { price: price.parse().expect(price), vat: vat.parse().expect(vat), prices };
    Purchase { payment, ..package }
}

/// An entry that takes another back, also out of a closed period.
pub(crate) fn void(entry: EntryId) -> Fact {
    Fact::Void(Void { entry, reason: line("mistaken"), late: true })
}

/// An entry that amends a call by the same call, also in a closed period.
pub(crate) fn amendment(entry: &Entry) -> Option<Fact> {
    let call = Call { late: true, ..entry.fact.call()?.clone() };
    Some(Amend { entry: entry.id.clone(), reason: None, call }.into())
}

/// The same fact with another word on whether it may reach into a closed period.
pub(crate) fn marked(mut fact: Fact, late: bool) -> Fact {
    match &mut fact {
        Fact::Purchase(purchase) => purchase.late = late,
        Fact::Call(call) => call.late = late,
        Fact::Amend(amend) => amend.call.late = late,
        Fact::Void(void) => void.late = late,
        Fact::Extend(extend) => extend.late = late,
        Fact::Refund(refund) => refund.late = late,
        Fact::Settle(settle) => settle.late = late,
        Fact::Invoice(invoice) => invoice.late = late,
        Fact::Credit(credit) => credit.late = late,
        Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Close(_) | Fact::Repaired(_) => {}
    }
    fact
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

/// A client's entry that also says how they are taxed. Where nothing is charged there is a reason, and a VAT id for any.
fn taxed(tax: Option<&TaxWish>, fact: ClientFact) -> ClientFact {
    let Some(TaxWish { vat, reason, prices }) = tax else { return fact };
    let free = *vat == "0";
    ClientFact {
        vat: Some(vat.parse().expect("a VAT rate")),
        vat_reason: free.then_some(*reason),
        vat_id: free.then(|| line("ATU12345678")),
        prices: Some(*prices),
        ..fact
    }
}
