//! What the fuzzer does with any bytes: one function for each target (R52, S7).
//!
//! `tests/fuzz.rs` takes this file as it is and runs every seed through it, on the stable toolchain and without a fuzzer. So nothing in
//! here knows libFuzzer, and a find that is kept among the seeds is a test from then on.

use std::cell::OnceCell;
use std::fmt::{Debug, Display};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use hours::cli::when::{DateSpec, TimeSpec, Zone};
use hours::domain::balance::balance;
use hours::domain::due::due;
use hours::domain::money::parse_decimal;
use hours::domain::period::{Month, Period};
use hours::domain::revenue::revenue;
use hours::domain::statement::statement;
use hours::domain::vat::Split;
use hours::domain::warning::warnings;
use hours::domain::{
    Book, Clock, Date, Factor, Instant, LowThreshold, Minutes, Money, Number, Pattern, PriceBasis, Text, VatRate, audit,
};
use hours::import::{Encoding, Format, Mapping, ROWS, SHOWN, Target, collect, decode, preset};
use hours::store::{Append, Consent, Damage, Examined, Hash, Known, Loaded, RepairOutcome, Scribe, Store};
use rust_decimal::Decimal;
use tempfile::TempDir;

/// The line behind which foreign ones are put.
const OPENING: &str = include_str!("../../fixtures/ledgers/empty.jsonl");
/// The ledger against which rows are read.
const LEDGER: &str = include_str!("../../fixtures/ledgers/session.jsonl");

/// What is done with any bytes.
pub type Run = fn(&[u8]);

/// Every target by its name, which is also that of its folder of seeds.
pub const TARGETS: [(&str, Run); 7] = [
    ("line", line),
    ("ledger", ledger),
    ("duration", duration),
    ("date", date),
    ("money", money),
    ("csv", csv),
    ("jsonl", jsonl),
];

/// Lines without their hashes, put behind the line that opens a ledger with hashes that fit: so what is behind the hash is met.
pub fn line(bytes: &[u8]) {
    is_taken(bytes);
}

/// Whether such lines are taken. What is, is written back as the same bytes (R1), and every question can be asked of it.
pub fn is_taken(bytes: &[u8]) -> bool {
    let mut lines = OPENING.as_bytes().to_vec();
    let opening = lines.len() - (",\"hash\":\"\"}\n".len() + Hash::DIGITS);
    let mut head = Hash::START.then(&lines[..opening]);
    for body in bytes.split(|&b| b == b'\n') {
        head = head.then(body);
        for part in [body, b",\"hash\":\"", head.as_str().as_bytes(), b"\"}\n"] {
            lines.extend_from_slice(part);
        }
    }
    let shelf = Shelf::with(&lines);
    let Some(loaded) = shelf.load(None) else { return false };
    if loaded.unfinished.is_none() {
        assert_written_back(&loaded, &lines);
    }
    ask(&loaded.book);
    true
}

/// A whole file: looked at, repaired where it can be, and then sound.
pub fn ledger(bytes: &[u8]) {
    let shelf = Shelf::with(bytes);
    let loaded = shelf.load(None);
    for known in [Known::Seq(2), Known::Instant(Instant::from_micros(1_764_000_000_000_000))] {
        shelf.load(Some(known));
    }
    let examined = shelf.store().examine();
    assert!(shelf.bytes() == bytes, "looking changed the file");
    match examined {
        Ok(Examined::Sound(total)) => assert_eq!(loaded.map(|loaded| loaded.total()), Some(total)),
        Ok(Examined::Hopeless(_)) => assert!(loaded.is_none(), "it could be read, and nothing of it kept"),
        Ok(Examined::Plan(plan)) => {
            assert!(plan.kept > 0 && plan.bytes == bytes.len() as u64);
            shelf.repair(plan.kept);
        }
        Err(_) => assert!(loaded.is_none(), "it could be read, and not examined"),
    }
}

/// A length of time, as it is typed and as a period of a call.
pub fn duration(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(minutes) = printed_again::<Minutes>(text) {
        assert!(!text.bytes().all(|b| b.is_ascii_digit()), "{text}: a bare number was taken for a time");
        assert_eq!(minutes.less(minutes), Minutes::ZERO);
    }
    if let (Ok(spec), Some(zone)) = (text.parse::<TimeSpec>(), berlin()) {
        for day in ["2026-11-23", "2026-03-29", "2026-10-25", "1900-01-01", "9999-12-31"] {
            for at in [None, Clock::new(2, 30)] {
                let Ok(date) = day.parse() else { continue };
                if let Ok((minutes, start)) = spec.resolve(date, at, &zone) {
                    assert!(!matches!(spec, TimeSpec::Range { .. }) || minutes <= Minutes::hours(25), "{text}");
                    assert!(at.is_none() || start == at);
                }
            }
        }
    }
    if let Some(threshold) = printed_again::<LowThreshold>(text) {
        assert!(!threshold.to_string().is_empty());
    }
}

/// A day, a month, a time of day or a moment.
pub fn date(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(date) = printed_again::<Date>(text) {
        assert_eq!(date.to_string(), text, "a date has one spelling");
        assert!((Date::MIN..=Date::MAX).contains(&date));
        for count in [0, 1, 31, 366, u32::MAX] {
            let _ = (date.plus_days(count), date.minus_days(count), date.plus_months(count));
        }
        assert!(date.first_of_month() <= date && date <= date.last_of_month());
        let _ = (Instant::midnight(date), date.weekday(), date.month_name());
    }
    if let Ok(spec) = text.parse::<DateSpec>()
        && let Some(zone) = berlin()
    {
        for now in [0, 1_764_000_000_000_000, i64::MAX, i64::MIN] {
            let Ok(today) = zone.today(Instant::from_micros(now), None) else { continue };
            if let Ok(date) = today.resolve(&spec) {
                let _ = zone.check(date, Clock::new(2, 30).unwrap_or_else(|| unreachable!("a time of day")));
            }
        }
    }
    let _ = text.parse::<Month>().map(|month| month.period().to_string());
    printed_again::<Clock>(text);
    if let Some(moment) = printed_again::<Instant>(text) {
        let _ = (moment.utc_date(), moment.plus_micros(1).to_string());
    }
}

/// An amount, a rate, a factor or a number of a document.
pub fn money(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(number) = parse_decimal(text) {
        assert!(!text.contains(['e', 'E', '_', '+', ',', ' ']), "{text}: no plain number");
        let _ = Money::round(number, euros());
        let _ = Money::exact(number, euros()).map(asked_of);
    }
    if let Some(amount) = printed_again::<Money>(text) {
        assert!(amount.bounded().is_some() && amount.amount().abs() < Decimal::from(Money::BOUND));
        asked_of(amount);
    }
    if let Some(rate) = printed_again::<VatRate>(text) {
        assert!(!rate.percent().is_sign_negative() && rate.percent() <= Decimal::ONE_HUNDRED);
        for amount in ["0.01 EUR", "999999999999.99 EUR", "-1500.00 EUR"] {
            let _ = amount.parse().map(|amount: Money| split(amount, rate));
        }
    }
    printed_again::<Factor>(text);
    printed_again::<Number>(text);
    if let Some(pattern) = printed_again::<Pattern>(text) {
        let numbered = |n| pattern.number(Date::MAX, n).map(|number| (pattern.count(Date::MAX, &number), number));
        for n in [1, 9999] {
            if let Some((count, number)) = numbered(n) {
                assert_eq!(count, Some(n), "{text} makes {number}");
            }
        }
        // No document has such a number, but somebody may ask.
        let _ = (numbered(0), numbered(u64::MAX));
    }
}

/// Rows of cells, behind a mapping and a line `---`; without one, rows as Toggl exports them.
pub fn csv(bytes: &[u8]) {
    let marker = b"\n---\n";
    let at = bytes.windows(marker.len()).position(|part| part == marker);
    let (mapping, rows) = match at {
        Some(at) => (&bytes[..at], &bytes[at + marker.len()..]),
        None => (preset("toggl").unwrap_or_default().as_bytes(), bytes),
    };
    let Ok(mapping) = std::str::from_utf8(mapping) else { return };
    let Ok(mapping) = Mapping::read(mapping) else { return };
    import(rows, mapping.encoding, Format::Csv(&mapping));
}

/// Calls as JSON, one a line.
pub fn jsonl(bytes: &[u8]) {
    import(bytes, Some(Encoding::Utf8), Format::Jsonl);
}

fn import(bytes: &[u8], encoding: Option<Encoding>, format: Format<'_>) {
    let Ok(Ok(collected)) = collect(bytes, &|_| {}) else { return };
    let Ok(text) = decode(collected, encoding) else { return };
    let Some(calendar) = berlin() else { return };
    with_book(|book| {
        let target = Target { book, calendar: &calendar, today: Date::MAX, late: false, long: false, again: false };
        let Ok(import) = hours::import::read(&text.text, format, target, &|_| {}) else { return };
        assert!(import.rows <= ROWS && import.bad.len() <= SHOWN && import.doubled.len() <= SHOWN);
        let filed = import.fresh.len() as u64 + import.known + import.skipped + import.doubles + import.bads;
        assert_eq!(import.rows, filed, "a row that is neither new nor known nor bad");
        assert!(import.bad.iter().all(|bad| bad.line > 0 && !bad.told.is_empty()));
    });
}

/// A value that is read, printed, and read again is the same.
fn printed_again<T: FromStr<Err: Debug> + Display + PartialEq + Debug>(text: &str) -> Option<T> {
    let value: T = text.parse().ok()?;
    let printed = value.to_string();
    match printed.parse::<T>() {
        Ok(again) => assert_eq!(again, value, "{text:?} is printed as {printed:?}"),
        Err(why) => panic!("{text:?} is printed as {printed:?}, which is refused: {why:?}"),
    }
    Some(value)
}

fn asked_of(amount: Money) {
    let zero = Money::zero(amount.currency());
    assert_eq!(amount.negated().negated(), amount);
    assert_eq!(amount.checked_add(amount.negated()), Some(zero));
    for minutes in [0, 1, 45, 6_000_000, u64::MAX] {
        let _ = amount.per_hour(Minutes::new(minutes));
    }
    for rate in ["0", "0.001", "19", "100"] {
        let _ = rate.parse().map(|rate| split(amount, rate));
    }
}

fn split(amount: Money, rate: VatRate) {
    for basis in [PriceBasis::Gross, PriceBasis::Net] {
        if let Some(split) = Split::of(amount, rate, basis) {
            assert_eq!(split.net.checked_add(split.vat), Some(split.gross), "{amount} at {rate} %");
            let given = if basis == PriceBasis::Gross { split.gross } else { split.net };
            assert_eq!(given, amount, "{amount} at {rate} %");
        }
    }
}

/// Writes the entries anew: the same bytes must come of it. Batches are left out, for their places are the store's own affair.
fn assert_written_back(loaded: &Loaded, lines: &[u8]) {
    if lines.windows(9).any(|part| part == b",\"batch\":") {
        return;
    }
    let (mut scribe, mut written) = (Scribe::default(), Vec::new());
    for filed in loaded.book.entries() {
        if let Err(error) = scribe.write(&filed.entry, &mut written) {
            panic!("an entry that was read cannot be written: {error:#}");
        }
    }
    assert!(written == lines, "read and written, it is another:\n{}", String::from_utf8_lossy(&written));
}

/// Asks what every command asks.
fn ask(book: &Book) {
    let _ = (audit::audit(book), audit::audit_documents(book, &|_, _| ()));
    for day in [Date::MIN, Date::MAX].into_iter().chain(Date::new(2026, 11, 23)) {
        for account in book.accounts() {
            let Some(reckoned) = book.reckon(&account.id) else { continue };
            let balance = balance(&reckoned, day);
            let _ = warnings(&reckoned, &balance);
            let _ = (due(book, &reckoned, day, day), statement(book, &reckoned, Period::ALWAYS, day));
        }
        let _ = revenue(book, Period::ALWAYS, day);
    }
}

fn euros() -> hours::domain::Currency {
    "EUR".parse().unwrap_or_else(|_| unreachable!("a currency"))
}

fn berlin() -> Option<Zone> {
    Zone::named(&"Europe/Berlin".parse().ok()?).ok()
}

/// The book of [`LEDGER`], read once in each thread.
fn with_book(ask: impl FnOnce(&Book)) {
    thread_local! {
        static BOOK: OnceCell<Option<Loaded>> = const { OnceCell::new() };
    }
    BOOK.with(|book| {
        let loaded = book.get_or_init(|| Shelf::with(LEDGER.as_bytes()).load(None));
        ask(&loaded.as_ref().unwrap_or_else(|| panic!("the ledger of the fixtures is sound")).book);
    });
}

/// A ledger in a folder of its own, in memory where there is such a place.
struct Shelf {
    folder: TempDir,
}

impl Shelf {
    fn with(bytes: &[u8]) -> Shelf {
        let in_memory = PathBuf::from("/dev/shm");
        let folder = if in_memory.is_dir() { tempfile::tempdir_in(in_memory) } else { tempfile::tempdir() };
        let shelf = Shelf { folder: folder.unwrap_or_else(|error| panic!("no folder: {error}")) };
        std::fs::write(shelf.path(), bytes).unwrap_or_else(|error| panic!("no file: {error}"));
        shelf
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("hours.jsonl")
    }

    fn store(&self) -> Store {
        Store::at(&self.path())
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap_or_else(|error| panic!("it is gone: {error}"))
    }

    /// The ledger; `None` where it is damaged or does not reach as far as was asked.
    fn load(&self, known: Option<Known>) -> Option<Loaded> {
        match self.store().load(known) {
            Ok(loaded) => Some(loaded),
            Err(error) => {
                if let Some(damage) = error.downcast_ref::<Damage>() {
                    assert!(!damage.to_string().is_empty() && damage.line != Some(0));
                    let _ = damage.hint();
                }
                None
            }
        }
    }

    /// Repairs the ledger, whatever it takes: then it is sound, and says that it was repaired.
    fn repair(&self, kept: u64) {
        let reason = Text::new("fuzzed", Text::NOTE).ok();
        let by = Text::new("fuzz", Text::LINE).unwrap_or_else(|_| unreachable!("a name"));
        let now = Instant::from_micros(1_764_000_000_000_000);
        let wait = Duration::from_secs(1);
        let request = Append { id: None, by, now, wait, dry_run: false, about: None, command: "fuzz".to_owned() };
        let consent = Consent { cut: true, accept_older: true, reason };
        match self.store().repair(&request, &consent) {
            Ok(RepairOutcome::Done { .. }) => {}
            other => panic!("a repair that was planned was not done: {other:?}"),
        }
        assert_eq!(self.load(None).map(|loaded| loaded.total()), Some(kept + 1));
        assert!(matches!(self.store().examine(), Ok(Examined::Sound(total)) if total == kept + 1));
    }
}
