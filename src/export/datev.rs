//! DATEV's posting batch: EXTF 700, Buchungsstapel version 13 (<https://developer.datev.de/datev/platform/de/dtvf/formate/buchungsstapel>):
//! Windows-1252, `;`, CRLF, decimal commas, days as DDMM.
//!
//! A row of DATEV's has two accounts, so a booking of many legs becomes several rows that add up to it. Minutes are not booked, and accounts
//! come from the configuration alone: which ones are right is for an accountant to say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use encoding_rs::WINDOWS_1252;
use rust_decimal::Decimal;

use crate::domain::journal::{Account, Booking, Journal, Quantity};
use crate::domain::{Book, ClientId, Currency, Date, Instant};

/// What an accountant says about a client's – here the consultant's – books.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The accountant's number (Beraternummer).
    pub consultant: u32,
    /// The consultant's number with the accountant (Mandantennummer).
    pub client: u32,
    /// How many digits a general-ledger account has: 4 to 8.
    pub account_length: u32,
    /// The first day of the business year that the batch lies in.
    pub year_start: Date,
    /// The accounts by the keys of the configuration, such as `revenue`, `vat."19"` and `debtors.acme`.
    pub accounts: BTreeMap<String, u32>,
    /// Whether texts name clients; their ids else, and the number of the entry in the place of a text that DATEV cannot take.
    pub names: bool,
}

/// Why there is no batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Accounts that the configuration does not give, by its keys.
    Missing(BTreeSet<String>),
    /// A character that Windows-1252 does not have, and the entry whose text has it.
    Unmapped(char, Option<u64>),
    /// A currency whose amounts have more than two decimals.
    Decimals(Currency),
    /// An amount of 10^10 or more.
    TooLarge(u64),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Missing(keys) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                write!(f, "hours.toml, [datev], gives no account for: {}", keys.join(", "))
            }
            Refusal::Unmapped(c, entry) => {
                write!(f, "`{c}` (U+{:04X}) is no character that DATEV takes", u32::from(*c))?;
                entry.map_or(Ok(()), |seq| write!(f, ": entry #{seq}"))
            }
            Refusal::Decimals(currency) => {
                write!(f, "DATEV takes two decimals, and {currency} has {}", currency.digits())
            }
            Refusal::TooLarge(seq) => write!(f, "entry #{seq} books 10^10 or more, which DATEV does not take"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The batch, in Windows-1252. Only what is booked in `currency` is in it, and nothing that stood before the period: those books exist
/// already. `made` dates the batch.
///
/// # Errors
///
/// [`Refusal`]; then there is no batch at all.
pub fn batch(
    book: &Book,
    journal: &Journal,
    settings: &Settings,
    currency: Currency,
    made: Instant,
) -> Result<Vec<u8>, Refusal> {
    if currency.digits() > 2 {
        return Err(Refusal::Decimals(currency));
    }
    let bookings = || journal.bookings.iter().filter(|booking| booking.entry.is_some());
    let pairs = |booking| pairs(booking, currency);
    let mut missing = BTreeSet::new();
    for pair in bookings().flat_map(pairs) {
        missing.extend([pair.debit, pair.credit].into_iter().filter_map(|account| number(settings, account).err()));
    }
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing));
    }
    let mut out = Vec::new();
    line(&mut out, &header(journal, settings, currency, made), None)?;
    line(&mut out, &columns().join(";"), None)?;
    for booking in bookings() {
        for pair in pairs(booking) {
            line(&mut out, &row(book, booking, &pair, settings)?, booking.entry)?;
        }
    }
    Ok(out)
}

/// An amount between two accounts.
struct Pair<'a> {
    debit: &'a Account,
    credit: &'a Account,
    amount: Decimal,
}

/// A booking as amounts between two accounts each, which add up to its legs.
fn pairs(booking: &Booking, currency: Currency) -> Vec<Pair<'_>> {
    let legs = booking.postings.iter().filter_map(|posting| match posting.quantity {
        Quantity::Money(money) if money.currency() == currency => Some((&posting.account, money.amount())),
        _ => None,
    });
    let (mut debits, mut credits): (Vec<_>, Vec<_>) = legs.partition(|(_, amount)| amount.is_sign_positive());
    // The first legs first: they are taken from the end.
    debits.reverse();
    credits.reverse();
    let mut pairs = Vec::new();
    while let (Some((debit, owed)), Some((credit, given))) = (debits.last_mut(), credits.last_mut()) {
        let amount = (*owed).min(-*given);
        pairs.push(Pair { debit, credit, amount });
        // Both are below 10^12 with at most two decimals.
        *owed -= amount;
        *given += amount;
        let (paid, spent) = (owed.is_zero(), given.is_zero());
        if paid {
            debits.pop();
        }
        if spent {
            credits.pop();
        }
    }
    pairs
}

/// The number of an account, or the key of the configuration that should give it.
fn number(settings: &Settings, account: &Account) -> Result<u32, String> {
    let given = |key: String| settings.accounts.get(&key).copied().ok_or(key);
    match account {
        Account::Receivable(client) => given(format!("debtors.{client}"))
            .or_else(|_| given("receivable".to_owned()))
            .map_err(|key| format!("{key} (or debtors.{client})")),
        Account::Unbilled(_) => given("unbilled".to_owned()),
        Account::Liability(..) => given("liability".to_owned()),
        Account::Vat(rate) => given(format!("vat.\"{rate}\"")),
        Account::Revenue(_) => given("revenue".to_owned()),
        Account::Overage(_) => given("overage".to_owned()),
        Account::Breakage(_) => given("breakage".to_owned()),
        Account::Rounding => given("rounding".to_owned()),
        // Minutes and openings are never booked here.
        Account::Hours(..)
        | Account::HoursSold(_)
        | Account::HoursUsed(_)
        | Account::HoursExpired(_)
        | Account::HoursRefunded(_)
        | Account::Opening => Err("nothing".to_owned()),
    }
}

/// The first line: which books, which year, which days.
fn header(journal: &Journal, settings: &Settings, currency: Currency, made: Instant) -> String {
    let day = |date: Date| date.to_string().replace('-', "");
    let made: String = made.to_string().chars().filter(char::is_ascii_digit).take(17).collect();
    [
        "\"EXTF\"".to_owned(),
        "700".to_owned(),
        "21".to_owned(),
        "\"Buchungsstapel\"".to_owned(),
        "13".to_owned(),
        made,
        String::new(),
        "\"RE\"".to_owned(),
        "\"\"".to_owned(),
        "\"\"".to_owned(),
        settings.consultant.to_string(),
        settings.client.to_string(),
        day(settings.year_start),
        settings.account_length.to_string(),
        day(journal.period.from),
        day(journal.period.to),
        "\"hours\"".to_owned(),
        "\"\"".to_owned(),
        // Financial accounting, for every purpose, not locked (Festschreibung).
        "1".to_owned(),
        "0".to_owned(),
        "0".to_owned(),
        format!("\"{currency}\""),
        String::new(),
        "\"\"".to_owned(),
        String::new(),
        String::new(),
        "\"\"".to_owned(),
        String::new(),
        String::new(),
        "\"\"".to_owned(),
        "\"\"".to_owned(),
    ]
    .join(";")
}

fn row(book: &Book, booking: &Booking, pair: &Pair<'_>, settings: &Settings) -> Result<String, Refusal> {
    let seq = booking.entry.unwrap_or_default();
    let mut amount = pair.amount;
    amount.rescale(2);
    if amount >= Decimal::from(10_000_000_000_u64) {
        return Err(Refusal::TooLarge(seq));
    }
    let mut cells = vec![String::new(); COLUMNS];
    // It was asked for every account before the first row was written.
    let account = |account| number(settings, account).unwrap_or_default().to_string();
    let day = booking.date.to_string();
    cells[0] = amount.to_string().replace('.', ",");
    cells[1] = quoted("S");
    cells[6] = account(pair.debit);
    cells[7] = account(pair.credit);
    cells[9] = format!("{}{}", &day[8..10], &day[5..7]);
    cells[10] = quoted(&booking.document.as_ref().map_or(seq.to_string(), |number| voucher(number.as_str())));
    cells[13] = quoted(&text(book, booking, settings));
    cells[113] = "0".to_owned();
    Ok(cells.join(";"))
}

/// A document's number as a voucher's (Belegfeld 1), which has no full stop.
fn voucher(number: &str) -> String {
    number.replace('.', "-")
}

/// At most 60 characters: whose it is, and what happened.
fn text(book: &Book, booking: &Booking, settings: &Settings) -> String {
    let whose = |client: &ClientId| match book.account(client).filter(|_| settings.names) {
        Some(account) => account.history.name_on(booking.date).to_string(),
        None => client.to_string(),
    };
    let whose = booking.client.as_ref().map_or(String::new(), |client| format!("{}: ", whose(client)));
    let said: String = format!("{whose}{}", booking.text).chars().take(60).collect();
    match booking.entry.filter(|_| !settings.names && WINDOWS_1252.encode(&said).2) {
        Some(seq) => format!("{whose}#{seq}"),
        None => said,
    }
}

/// A text between quotation marks, which are doubled inside.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\"").replace(char::is_control, " "))
}

/// Adds a line in Windows-1252.
fn line(out: &mut Vec<u8>, text: &str, entry: Option<u64>) -> Result<(), Refusal> {
    let (bytes, _, unmapped) = WINDOWS_1252.encode(text);
    if unmapped {
        let lacks = |c: &char| WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])).2;
        return Err(Refusal::Unmapped(text.chars().find(lacks).unwrap_or('?'), entry));
    }
    out.extend_from_slice(&bytes);
    out.extend_from_slice(b"\r\n");
    Ok(())
}

/// How many columns a row has.
const COLUMNS: usize = 125;

/// The names of the columns, as the format gives them.
fn columns() -> Vec<String> {
    let mut names: Vec<String> = split(
        "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;\
         Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext;\
         Postensperre;Diverse Adressnummer;Geschäftspartnerbank;Sachverhalt;Zinssperre;Beleglink",
    );
    names.extend((1..=8).flat_map(|n| [format!("Beleginfo - Art {n}"), format!("Beleginfo - Inhalt {n}")]));
    names.extend(split(
        "KOST1 - Kostenstelle;KOST2 - Kostenstelle;Kost-Menge;EU-Land u. UStID (Bestimmung);\
         EU-Steuersatz (Bestimmung);Abw. Versteuerungsart;Sachverhalt L+L;Funktionsergänzung L+L;\
         BU 49 Hauptfunktionstyp;BU 49 Hauptfunktionsnummer;BU 49 Funktionsergänzung",
    ));
    let more = |n| [format!("Zusatzinformation - Art {n}"), format!("Zusatzinformation- Inhalt {n}")];
    names.extend((1..=20).flat_map(more));
    names.extend(split(
        "Stück;Gewicht;Zahlweise;Forderungsart;Veranlagungsjahr;Zugeordnete Fälligkeit;Skontotyp;Auftragsnummer;\
         Buchungstyp;USt-Schlüssel (Anzahlungen);EU-Land (Anzahlungen);Sachverhalt L+L (Anzahlungen);\
         EU-Steuersatz (Anzahlungen);Erlöskonto (Anzahlungen);Herkunft-Kz;Buchungs GUID;KOST-Datum;\
         SEPA-Mandatsreferenz;Skontosperre;Gesellschaftername;Beteiligtennummer;Identifikationsnummer;\
         Zeichnernummer;Postensperre bis;Bezeichnung SoBil-Sachverhalt;Kennzeichen SoBil-Buchung;Festschreibung;\
         Leistungsdatum;Datum Zuord. Steuerperiode;Fälligkeit;Generalumkehr (GU);Steuersatz;Land;\
         Abrechnungsreferenz;BVV-Position;EU-Land u. UStID (Ursprung);EU-Steuersatz (Ursprung);Abw. Skontokonto",
    ));
    names
}

fn split(names: &str) -> Vec<String> {
    names.split(';').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::journal::Posting;
    use crate::domain::{Money, VatRate};

    #[test]
    fn a_row_has_as_many_cells_as_the_format_has_columns() {
        let names = columns();
        assert_eq!(names.len(), COLUMNS);
        assert_eq!(
            [&names[6], &names[9], &names[13], &names[113], &names[124]],
            ["Konto", "Belegdatum", "Buchungstext", "Festschreibung", "Abw. Skontokonto"]
        );
    }

    #[test]
    fn the_rows_of_a_booking_add_up_to_its_legs() {
        let client: ClientId = "acme".parse().expect("an id");
        let leg = |account, amount: &str| Posting { account, quantity: Quantity::Money(amount.parse().expect(amount)) };
        let rate: VatRate = "19".parse().expect("a rate");
        let postings = vec![
            leg(Account::Receivable(client.clone()), "119.00 EUR"),
            leg(Account::Vat(rate), "-19.00 EUR"),
            leg(Account::Unbilled(client.clone()), "-99.99 EUR"),
            leg(Account::Rounding, "-0.01 EUR"),
        ];
        let date: Date = "2026-11-30".parse().expect("a day");
        let text = String::new();
        let booking = Booking { date, entry: Some(1), client: None, document: None, text, postings };
        let money: Money = "1.00 EUR".parse().expect("money");
        let pairs = pairs(&booking, money.currency());
        let shown: Vec<String> = pairs.iter().map(|pair| pair.amount.to_string()).collect();
        assert_eq!(shown, ["19.00", "99.99", "0.01"]);
        assert!(pairs.iter().all(|pair| *pair.debit == Account::Receivable(client.clone())));
    }

    #[test]
    fn s3_text_stays_between_its_quotation_marks() {
        assert_eq!(quoted("a\"b;c\r\nd"), "\"a\"\"b;c  d\"");
    }

    #[test]
    fn what_windows_1252_lacks_is_named() {
        let mut out = Vec::new();
        assert_eq!(line(&mut out, "Müller €", None), Ok(()));
        assert_eq!(out, b"M\xfcller \x80\r\n");
        assert_eq!(line(&mut out, "ООО", Some(7)), Err(Refusal::Unmapped('О', Some(7))));
    }
}
