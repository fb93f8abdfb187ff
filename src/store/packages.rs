//! Packages in a part of a snapshot: each in as many bytes, and its texts apart.
//!
//! A client has more of them every year, and whoever asks about one needs all: what they are called, what they cost, what they cover. As
//! numbers they take a quarter of the bytes that their lines have, and none of the time that JSON takes. The lines themselves stay in the ledger.

use super::bytes::{Bytes, put_date, put_maybe_date};
use crate::domain::{
    ClientId, Currency, Instant, Minutes, Money, Payment, PriceBasis, Purchase, ServiceId, Text, VatRate,
};

/// How many bytes a package takes, but for its texts.
pub(super) const SIZE: usize = 8 + 3 * 4 + 4 + 1 + PRICE;
/// A price: its smallest units, its currency, its VAT rate; as many zeros where nothing was paid.
const PRICE: usize = 8 + 3 + 4;

/// It was given, and there is a reason among its texts.
const GRANTED: u8 = 1;
/// Its price includes VAT.
const GROSS: u8 = 1 << 1;
/// It settles.
const SETTLE: u8 = 1 << 2;
/// It is booked into a closed period.
const LATE: u8 = 1 << 3;
/// There is a note among its texts.
const NOTE: u8 = 1 << 4;
/// Whatever else says nothing.
const KNOWN: u8 = GRANTED | GROSS | SETTLE | LATE | NOTE;

/// Spells a package, and puts its texts behind others.
pub(super) fn spell(recorded: Instant, purchase: &Purchase, bytes: &mut Vec<u8>, texts: &mut Vec<u8>) -> Option<()> {
    bytes.extend_from_slice(&recorded.micros().to_le_bytes());
    put_date(bytes, purchase.date);
    put_date(bytes, purchase.from);
    put_maybe_date(bytes, purchase.until);
    bytes.extend_from_slice(&u32::try_from(purchase.size.get()).ok()?.to_le_bytes());
    bytes.push(flags(purchase));
    put_name(texts, purchase.package.as_str())?;
    texts.extend_from_slice(&u16::try_from(purchase.services.len()).ok()?.to_le_bytes());
    purchase.services.iter().try_for_each(|service| put_name(texts, service.as_str()))?;
    match &purchase.payment {
        Payment::Paid { price, vat, .. } => {
            bytes.extend_from_slice(&i64::try_from(price.minor()).ok()?.to_le_bytes());
            bytes.extend_from_slice(price.currency().code().as_bytes());
            bytes.extend_from_slice(&u32::try_from(vat.thousandths()).ok()?.to_le_bytes());
        }
        Payment::Granted { reason } => {
            bytes.extend_from_slice(&[0; PRICE]);
            put_text(texts, reason)?;
        }
    }
    purchase.note.iter().try_for_each(|note| put_text(texts, note))
}

/// What a package says with a bit, and which of its texts are there. Whose it is says the part that it stands in.
fn flags(purchase: &Purchase) -> u8 {
    let payment = match purchase.payment {
        Payment::Granted { .. } => GRANTED,
        Payment::Paid { prices: PriceBasis::Gross, .. } => GROSS,
        Payment::Paid { prices: PriceBasis::Net, .. } => 0,
    };
    let when = |holds: bool, flag: u8| if holds { flag } else { 0 };
    payment | when(purchase.settle, SETTLE) | when(purchase.late, LATE) | when(purchase.note.is_some(), NOTE)
}

fn put_name(texts: &mut Vec<u8>, name: &str) -> Option<()> {
    texts.push(u8::try_from(name.len()).ok()?);
    texts.extend_from_slice(name.as_bytes());
    Some(())
}

fn put_text(texts: &mut Vec<u8>, text: &Text) -> Option<()> {
    texts.extend_from_slice(&u16::try_from(text.as_str().len()).ok()?.to_le_bytes());
    texts.extend_from_slice(text.as_str().as_bytes());
    Some(())
}

/// Reads one package after the other, with their texts.
pub(super) struct Packages<'a> {
    /// Whose they are.
    client: &'a ClientId,
    texts: Bytes<'a>,
    /// What the last one cost was in this currency, and taxed at this rate: mostly the next is alike.
    currency: Option<Currency>,
    vat: Option<(u32, VatRate)>,
}

impl<'a> Packages<'a> {
    /// Those of a client, whose texts these are.
    pub(super) fn of(client: &'a ClientId, texts: &'a [u8]) -> Packages<'a> {
        Packages { client, texts: Bytes(texts), currency: None, vat: None }
    }

    /// Reads what [`spell`] spelled: when the next package was recorded, and the package.
    pub(super) fn read(&mut self, rest: &mut Bytes<'_>) -> Option<(Instant, Purchase)> {
        let recorded = Instant::from_micros(rest.i64()?);
        let (date, from, until) = (rest.date()?, rest.date()?, rest.maybe_date()?);
        let size = Minutes::new(rest.u32()?.into());
        let flags = rest.u8().filter(|flags| flags & !KNOWN == 0)?;
        let has = |flag| flags & flag != 0;
        let (package, services) = (self.name()?, self.services()?);
        let payment = match has(GRANTED) {
            true => self.granted(rest)?,
            false => self.paid(rest, if has(GROSS) { PriceBasis::Gross } else { PriceBasis::Net })?,
        };
        let note = if has(NOTE) { Some(self.text()?) } else { None };
        let (client, settle, late) = (self.client.clone(), has(SETTLE), has(LATE));
        let purchase = Purchase { client, package, date, size, payment, from, until, services, note, settle, late };
        Some((recorded, purchase))
    }

    /// Whether there are no texts but those of the packages that were read.
    pub(super) fn is_done(&self) -> bool {
        self.texts.0.is_empty()
    }

    fn paid(&mut self, rest: &mut Bytes<'_>, prices: PriceBasis) -> Option<Payment> {
        let minor = rest.i64()?;
        let price = Money::of_minor(minor, self.currency(rest.take(3)?)?)?;
        Some(Payment::Paid { price, vat: self.vat(rest.u32()?)?, prices })
    }

    fn granted(&mut self, rest: &mut Bytes<'_>) -> Option<Payment> {
        rest.take(PRICE)?;
        Some(Payment::Granted { reason: self.text()? })
    }

    fn currency(&mut self, code: &[u8]) -> Option<Currency> {
        match self.currency.filter(|last| last.code().as_bytes() == code) {
            Some(last) => Some(last),
            None => {
                self.currency = std::str::from_utf8(code).ok()?.parse().ok();
                self.currency
            }
        }
    }

    fn vat(&mut self, thousandths: u32) -> Option<VatRate> {
        match self.vat.filter(|(last, _)| *last == thousandths) {
            Some((_, last)) => Some(last),
            None => {
                let rate = VatRate::of_thousandths(thousandths)?;
                self.vat = Some((thousandths, rate));
                Some(rate)
            }
        }
    }

    fn services(&mut self) -> Option<Vec<ServiceId>> {
        let many = self.texts.u16()?;
        (0..many).map(|_| self.name()).collect()
    }

    fn name<T: std::str::FromStr>(&mut self) -> Option<T> {
        let length = self.texts.u8()?;
        std::str::from_utf8(self.texts.take(length.into())?).ok()?.parse().ok()
    }

    fn text(&mut self) -> Option<Text> {
        let length = self.texts.u16()?;
        Text::recorded(std::str::from_utf8(self.texts.take(length.into())?).ok()?, Text::NOTE).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Bounds, Date};

    fn read<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
        text.parse().expect(text)
    }

    fn note(text: &str) -> Text {
        Text::recorded(text, Text::NOTE).expect("a text")
    }

    fn paid(price: &str, vat: &str, prices: PriceBasis) -> Payment {
        Payment::Paid { price: read(price), vat: read(vat), prices }
    }

    fn plain() -> Purchase {
        Purchase {
            client: read("acme"),
            package: read("acme-1"),
            date: read("2026-11-23"),
            size: Minutes::new(1),
            payment: paid("1500.00 EUR", "19", PriceBasis::Gross),
            from: read("2026-11-23"),
            until: None,
            services: Vec::new(),
            note: None,
            settle: false,
            late: false,
        }
    }

    /// One of each kind, and those at the ends of what may be.
    fn kinds() -> Vec<Purchase> {
        let given = |reason: &str| Payment::Granted { reason: note(reason) };
        let mut kinds = vec![
            plain(),
            Purchase { payment: given("welcome"), ..plain() },
            Purchase {
                payment: given(&"𝄞".repeat(Text::NOTE)), note: Some(note(&"é".repeat(Text::NOTE))), ..plain()
            },
            Purchase { note: Some(note("by phone")), settle: true, ..plain() },
            Purchase { late: true, services: vec![read("onsite")], ..plain() },
            Purchase { services: ["a", "b", "c.d_e-f"].map(read).to_vec(), package: read(&"p".repeat(32)), ..plain() },
            Purchase { from: read("2027-01-01"), until: Some(read("2027-12-31")), ..plain() },
            Purchase { date: Date::MIN, from: Date::MIN, until: Some(Date::MAX), size: Bounds::PACKAGE, ..plain() },
        ];
        let prices = ["0.01 EUR", "999999999999.99 EUR", "17 JPY", "1.001 KWD", "5.00 EUR"];
        let rates = ["0", "100", "5.5", "0.001", "19"];
        kinds.extend(prices.into_iter().zip(rates).flat_map(|(price, vat)| {
            [PriceBasis::Net, PriceBasis::Gross].map(|prices| Purchase { payment: paid(price, vat, prices), ..plain() })
        }));
        kinds
    }

    /// Packages, and their texts.
    fn spelled(purchases: &[Purchase]) -> (Vec<u8>, Vec<u8>) {
        let (mut bytes, mut texts) = (Vec::new(), Vec::new());
        for (at, purchase) in (0..).zip(purchases) {
            spell(Instant::from_micros(at), purchase, &mut bytes, &mut texts).expect("a package");
        }
        (bytes, texts)
    }

    /// All of them; none where one cannot be read, or anything is left.
    fn all(bytes: &[u8], texts: &[u8]) -> Option<Vec<(Instant, Purchase)>> {
        let client = read("acme");
        let mut packages = Packages::of(&client, texts);
        let rows = bytes.chunks(SIZE).map(|row| packages.read(&mut Bytes(row))).collect::<Option<_>>()?;
        packages.is_done().then_some(rows)
    }

    #[test]
    fn r27_every_kind_of_package_is_read_as_it_was() {
        let (bytes, texts) = spelled(&kinds());
        assert_eq!(bytes.len(), kinds().len() * SIZE);
        let known = (0..).map(Instant::from_micros).zip(kinds());
        assert_eq!(all(&bytes, &texts), Some(known.collect()));
    }

    #[test]
    fn r27_what_is_not_a_package_is_not_read() {
        let (bytes, texts) = spelled(&kinds()[..8]);
        for size in (0..bytes.len()).filter(|size| size % SIZE != 0) {
            assert!(all(&bytes[..size], &texts).is_none(), "cut at {size}");
        }
        assert!((0..texts.len()).all(|size| all(&bytes, &texts[..size]).is_none()), "too few texts");
        assert!(all(&bytes[..bytes.len() - SIZE], &texts).is_none(), "too many texts");
        let flags = SIZE - PRICE - 1;
        let unknown = [&bytes[..flags], &[1 << 5], &bytes[flags + 1..]].concat();
        assert!(all(&unknown, &texts).is_none(), "what no package says");
    }
}
