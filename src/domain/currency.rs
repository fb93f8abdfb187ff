//! Currencies and their minor digits (B2).
//!
//! The list is part of ledger format 1, not of a library: were the digits of a currency
//! to change under a ledger, its figures would. Source: ISO 4217 list one, as of 2026;
//! funds codes, metals, `XTS` and `XXX` are left out, and codes that a ledger from some years ago may
//! still use (HRK, BGN, SLL …) are kept.

use std::fmt;
use std::str::FromStr;

use super::Unreadable;

const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const TWO_DIGITS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CNY COP CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD \
    HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA \
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR \
    RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY \
    TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

impl Currency {
    /// How many digits stand behind the decimal point: 0, 2 or 3.
    pub fn digits(self) -> u32 {
        u32::from(self.digits)
    }

    /// The three letters, such as `EUR`.
    pub fn code(&self) -> &str {
        // Only ever made from the ASCII lists above.
        std::str::from_utf8(&self.code).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Reads the three capital letters of ISO 4217.
impl FromStr for Currency {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Currency, Unreadable> {
        let unknown = || Unreadable::new("not an ISO 4217 currency code, such as EUR, JPY or KWD");
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| unknown())?;
        let listed = |list: &str| list.as_bytes().chunks(4).any(|known| known.starts_with(&code));
        let lists = [(NO_DIGITS, 0), (TWO_DIGITS, 2), (THREE_DIGITS, 3)];
        let (_, digits) = lists.into_iter().find(|(list, _)| listed(list)).ok_or_else(unknown)?;
        Ok(Currency { code, digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b2_a_currency_has_its_own_minor_digits() {
        let digits = |code: &str| code.parse::<Currency>().expect(code).digits();
        assert_eq!([digits("EUR"), digits("JPY"), digits("KWD")], [2, 0, 3]);
    }

    #[test]
    fn only_iso_codes_in_capitals_are_currencies() {
        for text in ["EURO", "eur", "XXX", "XAU", "", "E R", "UR ", " EU", "ÄR"] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
        let known = [NO_DIGITS, TWO_DIGITS, THREE_DIGITS].map(|list| list.split(' ').collect::<Vec<_>>()).concat();
        assert!(known.iter().all(|code| code.parse::<Currency>().is_ok_and(|currency| currency.code() == *code)));
    }
}
