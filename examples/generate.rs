//! Writes the ledger of a large consultancy: the same bytes for the same arguments, of any size, in seconds.
//!
//! ```sh
//! cargo run --release --example generate -- --entries 1000000 --clients 500 --seed 1 --out large.jsonl
//! ```
//!
//! Ten years of calls by clients with packages of 50 to 100 hours at 150.00 EUR gross. Some calls run over, some belong to one
//! case, some are taken back or corrected; every year is closed in the spring that follows.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use hours::domain::{
    Amend, Book, Call, ClientFact, ClientId, Clock, Close, Date, Entry, EntryId, Extend, Fact, Instant, LowThreshold,
    Minutes, Open, OverageClass, PackageId, Payment, PriceBasis, Purchase, Refund, Service, StatedTerms, Text, Void,
};
use hours::store::Scribe;

/// Writes the ledger of a large consultancy
#[derive(Parser)]
struct Args {
    /// How many entries
    #[arg(long, default_value_t = 100_000)]
    entries: u64,
    /// How many clients
    #[arg(long, default_value_t = 500)]
    clients: u64,
    /// Another seed, another ledger
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to write
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let named = || args.out.display().to_string();
    // In large pieces: what was written in small ones lies so in the system's memory, and takes twice as long to be read again.
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&args.out).with_context(named)?);
    let mut desk = Consultancy::open(&args)?;
    let mut line = Vec::new();
    while desk.written < args.entries {
        let entry = desk.next()?;
        line.clear();
        desk.scribe.write(&entry, &mut line)?;
        file.write_all(&line).with_context(named)?;
        match &mut desk.book {
            Some(book) => book.apply(entry)?,
            None => desk.book = Some(Book::open(entry)?),
        }
    }
    file.flush().with_context(named)
}

/// Ten years of business.
struct Consultancy {
    book: Option<Book>,
    scribe: Scribe,
    random: Random,
    clients: Vec<Client>,
    entries: u64,
    written: u64,
    now: i64,
    step: i64,
    closed: i32,
    last_call: Option<(EntryId, Call)>,
}

/// What the generator knows of a client: enough to sell the next package in time, mostly.
struct Client {
    id: ClientId,
    left: i64,
    packages: u32,
}

const SERVICES: [(&str, &str, &str); 3] =
    [("onsite", "On-site visit", "1.5"), ("server", "Server care", "1"), ("website", "Website care", "1")];
const WORDS: [&str; 12] = [
    "VPN down after update",
    "Mail migration",
    "Printer offline again",
    "Server restore",
    "New laptop set up",
    "Certificate renewed",
    "Backup checked",
    "Rechnung im Portal geprüft",
    "Перенос почтового ящика",
    "Perbaikan situs web",
    "Usanidi wa seva",
    "Trwsio'r wefan",
];
const DAY: i64 = 24 * 3_600_000_000;

impl Consultancy {
    fn open(args: &Args) -> Result<Consultancy> {
        let start: Instant = "2016-11-24T07:00:00Z".parse()?;
        let client = |n| Ok(Client { id: format!("client-{n:03}").parse()?, left: 0, packages: 0 });
        Ok(Consultancy {
            book: None,
            scribe: Scribe::default(),
            random: Random(args.seed),
            clients: (1..=args.clients.max(1)).map(client).collect::<Result<_>>()?,
            entries: args.entries,
            written: 0,
            now: start.micros(),
            // Spread over ten years, whatever the number.
            step: 3650 * DAY / args.entries.max(1) as i64,
            closed: 2016,
            last_call: None,
        })
    }

    /// The next entry: first the house, then its clients, then business.
    fn next(&mut self) -> Result<Entry> {
        let services = SERVICES.len() as u64;
        let fact = match self.written {
            0 => open()?,
            n if n <= services => service(n as usize - 1)?,
            n if n <= services + self.clients.len() as u64 => self.client((n - services) as usize - 1)?,
            _ => self.business()?,
        };
        let step = self.step.max(2);
        self.now += step / 2 + self.random.below(step as u64) as i64;
        self.written += 1;
        let recorded = Instant::from_micros(self.now);
        let id = self.id()?;
        if let Fact::Call(call) = &fact {
            self.last_call = Some((id.clone(), call.clone()));
        }
        Ok(Entry { seq: self.written, id, recorded, clock: None, by: text("generator")?, fact })
    }

    /// A UUIDv7 like the program's own, but from this generator's chance.
    fn id(&mut self) -> Result<EntryId> {
        let millis = u64::try_from(self.now / 1000)?;
        loop {
            let mut bytes = [0; 10];
            bytes[..8].copy_from_slice(&self.random.next().to_be_bytes());
            bytes[8..].copy_from_slice(&self.random.next().to_be_bytes()[..2]);
            let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
            // One of digits alone would name an entry by its `seq`, and is drawn again.
            if let Ok(id) = uuid.simple().to_string().parse() {
                return Ok(id);
            }
        }
    }

    fn client(&mut self, at: usize) -> Result<Fact> {
        let overage = [None, None, None, Some(OverageClass::Carry), Some(OverageClass::Waive)][at % 5];
        let terms =
            StatedTerms { overage, increment: (at % 7 == 3).then_some(Minutes::new(30)), ..StatedTerms::default() };
        let lang = Some(text(["de", "ru", "id", "sw", "cy", "en"][at % 6])?);
        let name = Some(text(&format!("Client {} GmbH", at + 1))?);
        Ok(Fact::from(ClientFact { name, lang, terms, ..ClientFact::about(self.clients[at].id.clone()) }))
    }

    fn business(&mut self) -> Result<Fact> {
        let today = self.today()?;
        if today.year() > self.closed + 1 && today >= Date::new(today.year(), 4, 1).context("a day")? {
            self.closed = today.year() - 1;
            let through = Date::new(self.closed, 12, 31).context("a day")?;
            return Ok(Fact::Close(Close { client: None, through, reason: None }));
        }
        let at = self.random.below(self.clients.len() as u64) as usize;
        match self.random.below(1000) {
            0..=2 => self.correction(at),
            3 => self.upkeep(at),
            // One in three notices only when nothing is left, and is late.
            _ if self.clients[at].left <= 0 && self.random.below(3) > 0 => self.purchase(at),
            _ => self.call(at),
        }
    }

    fn purchase(&mut self, at: usize) -> Result<Fact> {
        let today = self.today()?;
        let hours = [50, 50, 60, 75, 100][self.random.below(5) as usize];
        let client = &mut self.clients[at];
        client.packages += 1;
        client.left += hours * 60;
        let until = if client.packages.is_multiple_of(4) { today.plus_months(24) } else { None };
        let size = Minutes::hours(hours as u64);
        Ok(Fact::Purchase(Purchase {
            client: client.id.clone(),
            package: PackageId::numbered(&client.id, client.packages as usize).context("a name")?,
            date: today,
            size,
            payment: Payment::Paid {
                price: "150.00 EUR".parse::<hours::domain::Money>()?.per_hour(size).context("money")?,
                vat: "19".parse()?,
                prices: PriceBasis::Gross,
            },
            from: today,
            until,
            services: Vec::new(),
            note: None,
            settle: at % 5 == 3,
            late: false,
        }))
    }

    fn call(&mut self, at: usize) -> Result<Fact> {
        let today = self.today()?;
        let worked = [5, 10, 15, 20, 30, 35, 45, 60, 80, 120, 180][self.random.below(11) as usize];
        let id = self.clients[at].id.clone();
        // Most calls are noted the same day, some the day after.
        let date = if self.random.below(8) == 0 { today.minus_days(1).context("a day")? } else { today };
        let date = if self.is_closed(date) { today } else { date };
        let service = match self.random.below(6) {
            n if n < 3 => Some(SERVICES[n as usize].0.parse()?),
            _ => None,
        };
        // About what it will be charged: quarters of an hour, half as much again on site.
        let quarters = (worked + 14) / 15 * 15;
        let onsite = service.as_ref().is_some_and(|service: &hours::domain::ServiceId| service.as_str() == "onsite");
        self.clients[at].left -= if onsite { quarters * 3 / 2 } else { quarters };
        Ok(Fact::Call(Call {
            client: id,
            date,
            start: Clock::new(8 + self.random.below(10) as u32, self.random.below(60) as u32),
            worked: Minutes::new(worked as u64),
            case: if self.random.below(4) == 0 { Some(text(&format!("T-{}", self.random.below(400)))?) } else { None },
            service,
            factor: None,
            package: None,
            goodwill: if self.random.below(60) == 0 { Some(text("our own mistake")?) } else { None },
            contact: None,
            note: Some(text(WORDS[self.random.below(WORDS.len() as u64) as usize])?),
            long: false,
            late: false,
        }))
    }

    /// Takes the last call back or corrects it.
    fn correction(&mut self, at: usize) -> Result<Fact> {
        let Some((entry, call)) = self.last_call.take() else { return self.call(at) };
        if self.is_closed(call.date) {
            return self.call(at);
        }
        if self.random.below(2) == 0 {
            return Ok(Fact::Void(Void { entry, reason: text("logged twice")?, late: false }));
        }
        let call = Call { worked: call.worked.plus(Minutes::new(5)), ..call };
        Ok(Amend { entry, reason: Some(text("misread the clock")?), call }.into())
    }

    /// Extends a package or pays some of it back.
    fn upkeep(&mut self, at: usize) -> Result<Fact> {
        let today = self.today()?;
        let Some(book) = &self.book else { return self.call(at) };
        let reckoned = book.reckon(&self.clients[at].id).context("a client")?;
        let Some((_, standing)) = reckoned.standings(today).into_iter().rfind(|(_, s)| s.left() > Minutes::hours(1))
        else {
            return self.call(at);
        };
        let package = standing.package.id().clone();
        if let Some(until) = standing.until {
            let until = until.plus_months(6).context("a day")?;
            return Ok(Fact::Extend(Extend { package, date: today, until, reason: None, late: false }));
        }
        let minutes = Minutes::hours(1);
        self.clients[at].left -= 60;
        Ok(Fact::Refund(Refund { package, date: today, minutes, reason: Some(text("client asked")?), late: false }))
    }

    fn today(&self) -> Result<Date> {
        Instant::from_micros(self.now).utc_date().context("a day")
    }

    fn is_closed(&self, date: Date) -> bool {
        date.year() <= self.closed && self.written <= self.entries
    }
}

fn open() -> Result<Fact> {
    Ok(Fact::Open(Open {
        name: text("Great Support Ltd")?,
        currency: "EUR".parse()?,
        zone: "Europe/Berlin".parse()?,
        prices: PriceBasis::Gross,
        vat: "19".parse()?,
        vat_reason: None,
        rate: "150.00 EUR".parse()?,
        increment: Minutes::new(15),
        minimum: None,
        overage: OverageClass::Bill,
        overage_rate: None,
        low: LowThreshold::Share(20.into()),
        expiry_notice: 30,
    }))
}

fn service(at: usize) -> Result<Fact> {
    let (id, name, factor) = SERVICES[at];
    Ok(Fact::Service(Service { service: id.parse()?, name: Some(text(name)?), factor: factor.parse()? }))
}

fn text(text: &str) -> Result<Text> {
    Text::new(text, Text::NOTE).map_err(|fault| anyhow::anyhow!("`{text}`: {fault:?}"))
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; the slight preference for small ones does not matter here.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}
