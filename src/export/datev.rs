//! DATEV's posting batch: EXTF 700, Buchungsstapel version 13 (<https://developer.datev.de/datev/platform/de/dtvf/formate/buchungsstapel>):
//! Windows-1252, `;`, CRLF, decimal commas, days as DDMM.
//!
//! A row of DATEV's has two accounts, so a booking of many legs becomes several rows that add up to it. Minutes are not booked, and accounts
//! come from the configuration alone: which ones are right is for an accountant to say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use encoding_rs::WINDOWS_1252;
use rust_decimal::Decimal;

use crate::domain::journal::{Account, Booking, Journal, Posting, Quantity};
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
    /// The accounts of overage that is taxed so, by rate or by the reason why it bears none.
    pub overage_by_vat: BTreeMap<String, u32>,
    /// Whether texts name clients; their ids else, and the number of the entry in the place of a text that DATEV cannot take.
    pub names: bool,
}

/// Why there is no batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Accounts that the configuration does not give, by its keys.
    Missing(BTreeSet<String>),
    /// A character that Windows-1252 does not have, and whose text has it: the client and the entry.
    Unmapped(char, Option<ClientId>, Option<u64>),
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
            Refusal::Unmapped(c, client, entry) => {
                write!(f, "`{c}` (U+{:04X}) is no character that DATEV takes", u32::from(*c))?;
                entry.map_or(Ok(()), |seq| write!(f, ": entry #{seq}"))?;
                client.as_ref().map_or(Ok(()), |client| write!(f, " of client `{client}`"))
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
    let legs = bookings().flat_map(|booking| legs(booking, currency));
    let missing: BTreeSet<String> = legs.filter_map(|(posting, _)| number(settings, posting).err()).collect();
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing));
    }
    let mut out = Vec::new();
    line(&mut out, &header(journal, settings, currency, made), None)?;
    line(&mut out, &columns().join(";"), None)?;
    for booking in bookings() {
        for pair in pairs(booking, currency, settings) {
            line(&mut out, &row(book, booking, &pair, settings)?, Some(booking))?;
        }
    }
    Ok(out)
}

/// What a booking has in a currency.
fn legs(booking: &Booking, currency: Currency) -> impl Iterator<Item = (&Posting, Decimal)> {
    booking.postings.iter().filter_map(move |posting| match posting.quantity {
        Quantity::Money(money) if money.currency() == currency => Some((posting, money.amount())),
        _ => None,
    })
}

/// An amount between two accounts, by their numbers.
struct Pair {
    debit: u32,
    credit: u32,
    amount: Decimal,
}

/// A booking as amounts between two accounts each, which add up to its legs. No account is booked against itself: what it is given and takes in one
/// booking, such as a package and its refund on one invoice, is nothing.
fn pairs(booking: &Booking, currency: Currency, settings: &Settings) -> Vec<Pair> {
    let known = |posting| {
        let number = number(settings, posting);
        number.unwrap_or_else(|_| unreachable!("every account was asked for before the first row was written"))
    };
    let legs = legs(booking, currency).map(|(posting, amount)| (known(posting), amount));
    let (mut debits, mut credits): (Vec<_>, Vec<_>) = legs.partition(|(_, amount)| amount.is_sign_positive());
    cancel(&mut debits, &mut credits);
    // The first legs first: they are taken from the end.
    debits.reverse();
    credits.reverse();
    let mut pairs = Vec::new();
    while let (Some((debit, owed)), Some((credit, given))) = (debits.last_mut(), credits.last_mut()) {
        let amount = set_off(owed, given);
        pairs.push(Pair { debit: *debit, credit: *credit, amount });
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

/// Takes away what stands on both sides of one account.
fn cancel(debits: &mut Vec<(u32, Decimal)>, credits: &mut Vec<(u32, Decimal)>) {
    for (debit, owed) in debits.iter_mut() {
        for (_, given) in credits.iter_mut().filter(|(credit, _)| credit == debit) {
            set_off(owed, given);
        }
    }
    debits.retain(|(_, owed)| !owed.is_zero());
    credits.retain(|(_, given)| !given.is_zero());
}

/// Takes from a debit and a credit as much as both have.
fn set_off(owed: &mut Decimal, given: &mut Decimal) -> Decimal {
    let amount = (*owed).min(-*given);
    // Both are below 10^12 with at most two decimals.
    *owed -= amount;
    *given += amount;
    amount
}

/// The number of an account, or the key of the configuration that should give it.
fn number(settings: &Settings, posting: &Posting) -> Result<u32, String> {
    let given = |key: String| settings.accounts.get(&key).copied().ok_or(key);
    match &posting.account {
        Account::Receivable(client) => given(format!("debtors.{client}"))
            .or_else(|_| given("receivable".to_owned()))
            .map_err(|key| format!("{key} (or debtors.{client})")),
        Account::Unbilled(_) => given("unbilled".to_owned()),
        Account::Liability(..) => given("liability".to_owned()),
        Account::Vat(rate) => given(format!("vat.\"{rate}\"")),
        Account::Revenue(_) => given("revenue".to_owned()),
        Account::Overage(_) => own_overage(settings, posting).map_or_else(|| given("overage".to_owned()), Ok),
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

/// The account of overage that is taxed so, where it has one of its own: by the reason why it bears no VAT, else by the rate.
fn own_overage(settings: &Settings, posting: &Posting) -> Option<u32> {
    let tax = posting.tax?;
    let keys = [tax.reason.map(|reason| reason.to_string()), Some(tax.vat.to_string())];
    keys.into_iter().flatten().find_map(|key| settings.overage_by_vat.get(&key).copied())
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

fn row(book: &Book, booking: &Booking, pair: &Pair, settings: &Settings) -> Result<String, Refusal> {
    let seq = booking.entry.unwrap_or_default();
    let mut amount = pair.amount;
    amount.rescale(2);
    if amount >= Decimal::from(10_000_000_000_u64) {
        return Err(Refusal::TooLarge(seq));
    }
    let mut cells = vec![String::new(); COLUMNS];
    let day = booking.date.to_string();
    cells[0] = amount.to_string().replace('.', ",");
    cells[1] = quoted("S");
    cells[6] = pair.debit.to_string();
    cells[7] = pair.credit.to_string();
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

/// Adds a line in Windows-1252; of a booking, or the batch's own.
fn line(out: &mut Vec<u8>, text: &str, booking: Option<&Booking>) -> Result<(), Refusal> {
    let (bytes, _, unmapped) = WINDOWS_1252.encode(text);
    if unmapped {
        let lacks = |c: &char| WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])).2;
        let client = booking.and_then(|booking| booking.client.clone());
        let entry = booking.and_then(|booking| booking.entry);
        return Err(Refusal::Unmapped(text.chars().find(lacks).unwrap_or('?'), client, entry));
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

    fn client() -> ClientId {
        "acme".parse().expect("an id")
    }

    /// What a booking of these legs is in rows: `10001 3806 19.00`.
    fn rows(legs: &[(Account, &str)]) -> Vec<String> {
        let keys =
            [("receivable", 10001), ("unbilled", 1300), ("rounding", 6300), ("vat.\"19\"", 3806), ("overage", 4010)];
        let settings = Settings {
            consultant: 1001,
            client: 1,
            account_length: 4,
            year_start: Date::MIN,
            accounts: keys.into_iter().map(|(key, number)| (key.to_owned(), number)).collect(),
            overage_by_vat: BTreeMap::new(),
            names: true,
        };
        let money = |amount: &str| Quantity::Money(amount.parse().expect(amount));
        let postings = legs.iter().map(|(account, amount)| Posting::new(account.clone(), money(amount))).collect();
        let booking =
            Booking { date: Date::MIN, entry: Some(1), client: None, document: None, text: String::new(), postings };
        let currency = "1.00 EUR".parse::<Money>().expect("money").currency();
        let pairs = pairs(&booking, currency, &settings).into_iter();
        pairs.map(|Pair { debit, credit, amount }| format!("{debit} {credit} {amount}")).collect()
    }

    #[test]
    fn the_rows_of_a_booking_add_up_to_its_legs() {
        let rate: VatRate = "19".parse().expect("a rate");
        let shown = rows(&[
            (Account::Receivable(client()), "119.00 EUR"),
            (Account::Vat(rate), "-19.00 EUR"),
            (Account::Unbilled(client()), "-99.99 EUR"),
            (Account::Rounding, "-0.01 EUR"),
        ]);
        assert_eq!(shown, ["10001 3806 19.00", "10001 1300 99.99", "10001 6300 0.01"]);
    }

    #[test]
    fn no_account_is_booked_against_itself() {
        let refunded = [(Account::Unbilled(client()), "-252.10 EUR"), (Account::Unbilled(client()), "252.10 EUR")];
        assert!(rows(&refunded).is_empty());
        // What is left of one of them is booked against another account.
        let in_part = [
            (Account::Receivable(client()), "100.00 EUR"),
            (Account::Unbilled(client()), "-252.10 EUR"),
            (Account::Unbilled(client()), "202.10 EUR"),
            (Account::Overage(client()), "-50.00 EUR"),
        ];
        assert_eq!(rows(&in_part), ["10001 1300 50.00", "10001 4010 50.00"]);
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
        assert_eq!(line(&mut out, "ООО", None), Err(Refusal::Unmapped('О', None, None)));
    }
}
