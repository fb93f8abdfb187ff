//! Entries made here, where the reading of them is not to be measured: 500 clients, a package for every fifty calls, in the order in which
//! they were worked.

use std::fmt::Debug;
use std::str::FromStr;

use hours::domain::{
    Call, ClientFact, ClientId, Clock, Date, Entry, Fact, Instant, LowThreshold, Minutes, Open, OverageClass,
    PackageId, Payment, PriceBasis, Purchase, Text,
};

const CLIENTS: u64 = 500;
/// In microseconds.
const DAY: u64 = 86_400_000_000;
/// Of so many facts about one client, the first is a package and the others are calls.
const TURN: u64 = 51;

/// So many entries.
pub(crate) fn entries(count: u64) -> Vec<Entry> {
    (1..=count).map(|seq| entry(seq, count)).collect()
}

fn entry(seq: u64, count: u64) -> Entry {
    let start: Date = read("2016-11-24");
    let business = seq.saturating_sub(CLIENTS + 2);
    let date = start.plus_days((business * 3_600 / count) as u32).expect("a day");
    let fact = match seq {
        1 => Fact::Open(opening()),
        seq if seq <= CLIENTS + 1 => {
            let client = client(seq - 2);
            Fact::from(ClientFact { name: Some(text(client.as_str())), ..ClientFact::about(client) })
        }
        _ if (business / CLIENTS).is_multiple_of(TURN) => {
            package(client(business % CLIENTS), business / CLIENTS / TURN, date)
        }
        _ => Fact::Call(call(client(business % CLIENTS), date, business)),
    };
    // Two days after, so that nothing is dated later than it was recorded.
    let recorded = Instant::from_micros(1_480_118_400_000_000 + (3_600 * DAY / count * seq) as i64);
    Entry { seq, id: read(&format!("e-{seq}")), recorded, clock: None, by: text("bench"), fact }
}

/// A call such as is logged all day.
pub(crate) fn call(client: ClientId, date: Date, n: u64) -> Call {
    Call {
        client,
        date,
        start: Clock::new(8 + (n % 10) as u32, (n % 60) as u32),
        worked: Minutes::new(5 + n % 90),
        case: None,
        service: None,
        factor: None,
        package: None,
        goodwill: None,
        contact: None,
        note: Some(text("VPN down after update")),
        long: false,
        late: false,
    }
}

/// The client with that number, from nought on; named as `examples/generate` names them.
pub(crate) fn client(n: u64) -> ClientId {
    read(&format!("client-{:03}", n + 1))
}

pub(crate) fn text(text: &str) -> Text {
    Text::new(text, Text::NOTE).expect("a text")
}

/// A value as a person writes it.
pub(crate) fn read<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect(text)
}

fn package(client: ClientId, n: u64, date: Date) -> Fact {
    Fact::Purchase(Purchase {
        package: PackageId::numbered(&client, n as usize + 1).expect("a name"),
        client,
        date,
        size: Minutes::hours(50),
        payment: Payment::Paid { price: read("7500.00 EUR"), vat: read("19"), prices: PriceBasis::Gross },
        from: date,
        until: None,
        services: Vec::new(),
        note: None,
        settle: false,
        late: false,
    })
}

fn opening() -> Open {
    Open {
        name: text("Great Support Ltd"),
        currency: read("EUR"),
        zone: read("Europe/Berlin"),
        prices: PriceBasis::Gross,
        vat: read("19"),
        vat_reason: None,
        rate: read("150.00 EUR"),
        increment: Minutes::new(15),
        minimum: None,
        overage: OverageClass::Bill,
        overage_rate: None,
        low: LowThreshold::Share(20.into()),
        expiry_notice: 30,
    }
}
