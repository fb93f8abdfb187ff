//! How invoices and what credits them are spelled (J2, J4).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::domain::invoice::{self, Bill, Item, Tax};
use crate::domain::vat::Split;
use crate::domain::{
    self, ClientId, Date, EntryId, Fact, Minutes, Money, Number, Pattern, PriceBasis, Text, Unreadable, VatRate,
    VatReason,
};
use crate::store::spelling::{line, minutes, note, word};

/// An invoice, issued.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Invoice {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    number: Number,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    pub(super) pattern: Option<Pattern>,
    #[serde(with = "word")]
    date: Date,
    #[serde(with = "word")]
    through: Date,
    #[serde(with = "word")]
    due: Date,
    seller: Party,
    buyer: Party,
    lines: Vec<InvoiceLine>,
    totals: Vec<InvoiceTotal>,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// Who issues an invoice, or who is billed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    #[serde(with = "line")]
    name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    address: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    vat_id: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    email: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    reference: Option<Text>,
}

/// A line of an invoice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "SpelledLine", into = "SpelledLine")]
struct InvoiceLine(invoice::Line);

/// A line of an invoice as it is spelled: only overage has a rate.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpelledLine {
    #[serde(with = "word")]
    item: ItemWord,
    #[serde(with = "word")]
    entry: EntryId,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    rate: Option<Money>,
    #[serde(with = "word")]
    amount: Money,
    #[serde(with = "word")]
    vat: VatRate,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    vat_reason: Option<VatReason>,
    #[serde(with = "word")]
    prices: PriceBasis,
}

/// What lines that are taxed alike come to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InvoiceTotal {
    #[serde(with = "word")]
    vat: VatRate,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    vat_reason: Option<VatReason>,
    #[serde(with = "word")]
    prices: PriceBasis,
    #[serde(with = "word")]
    net: Money,
    #[serde(with = "word")]
    tax: Money,
    #[serde(with = "word")]
    gross: Money,
}

/// What a line bills, without its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ItemWord {
    Package,
    Overage,
    Refund,
}

impl fmt::Display for ItemWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ItemWord::Package => "package",
            ItemWord::Overage => "overage",
            ItemWord::Refund => "refund",
        })
    }
}

impl FromStr for ItemWord {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<ItemWord, Unreadable> {
        let items = [ItemWord::Package, ItemWord::Overage, ItemWord::Refund];
        let known = items.into_iter().find(|item| item.to_string() == text);
        known.ok_or_else(|| Unreadable::new("an invoice bills packages, overage and refunds"))
    }
}

/// An invoice, cancelled.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Credit {
    #[serde(with = "word")]
    invoice: EntryId,
    #[serde(with = "word")]
    number: Number,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    pub(super) pattern: Option<Pattern>,
    #[serde(with = "word")]
    date: Date,
    #[serde(with = "note")]
    reason: Text,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

impl From<domain::Invoice> for Invoice {
    fn from(fact: domain::Invoice) -> Invoice {
        let domain::Invoice { number, pattern, bill, late } = fact;
        let Bill { client, date, through, due, seller, buyer, lines, totals } = bill;
        Invoice {
            client,
            number,
            pattern: Some(pattern),
            date,
            through,
            due,
            seller: seller.into(),
            buyer: buyer.into(),
            lines: lines.into_iter().map(InvoiceLine).collect(),
            totals: totals.into_iter().map(InvoiceTotal::from).collect(),
            late,
        }
    }
}

impl From<Invoice> for Fact {
    fn from(record: Invoice) -> Fact {
        let Invoice { client, number, pattern, date, through, due, seller, buyer, lines, totals, late } = record;
        let bill = Bill {
            client,
            date,
            through,
            due,
            seller: seller.into(),
            buyer: buyer.into(),
            lines: lines.into_iter().map(|InvoiceLine(line)| line).collect(),
            totals: totals.into_iter().map(invoice::VatTotal::from).collect(),
        };
        Fact::Invoice(Box::new(domain::Invoice { number, pattern: pattern.unwrap_or_default(), bill, late }))
    }
}

impl From<invoice::Party> for Party {
    fn from(party: invoice::Party) -> Party {
        let invoice::Party { name, address, vat_id, email, reference } = party;
        Party { name, address, vat_id, email, reference }
    }
}

impl From<Party> for invoice::Party {
    fn from(party: Party) -> invoice::Party {
        let Party { name, address, vat_id, email, reference } = party;
        invoice::Party { name, address, vat_id, email, reference }
    }
}

impl From<InvoiceLine> for SpelledLine {
    fn from(InvoiceLine(line): InvoiceLine) -> SpelledLine {
        let invoice::Line { entry, item, minutes, amount, tax: Tax { vat, reason: vat_reason, prices } } = line;
        let word = match item {
            Item::Package => ItemWord::Package,
            Item::Overage { .. } => ItemWord::Overage,
            Item::Refund => ItemWord::Refund,
        };
        SpelledLine { item: word, entry, minutes, rate: item.rate(), amount, vat, vat_reason, prices }
    }
}

impl TryFrom<SpelledLine> for InvoiceLine {
    type Error = Unreadable;

    fn try_from(line: SpelledLine) -> Result<InvoiceLine, Unreadable> {
        let SpelledLine { item, entry, minutes, rate, amount, vat, vat_reason: reason, prices } = line;
        let item = match (item, rate) {
            (ItemWord::Package, None) => Item::Package,
            (ItemWord::Refund, None) => Item::Refund,
            (ItemWord::Overage, Some(rate)) => Item::Overage { rate },
            _ => return Err(Unreadable::new("a line of overage has a rate, and no other has")),
        };
        Ok(InvoiceLine(invoice::Line { entry, item, minutes, amount, tax: Tax { vat, reason, prices } }))
    }
}

impl From<invoice::VatTotal> for InvoiceTotal {
    fn from(total: invoice::VatTotal) -> InvoiceTotal {
        let invoice::VatTotal { tax, split } = total;
        let (Tax { vat, reason: vat_reason, prices }, Split { net, vat: tax, gross }) = (tax, split);
        InvoiceTotal { vat, vat_reason, prices, net, tax, gross }
    }
}

impl From<InvoiceTotal> for invoice::VatTotal {
    fn from(total: InvoiceTotal) -> invoice::VatTotal {
        let InvoiceTotal { vat, vat_reason: reason, prices, net, tax, gross } = total;
        invoice::VatTotal { tax: Tax { vat, reason, prices }, split: Split { net, vat: tax, gross } }
    }
}

impl From<domain::Credit> for Credit {
    fn from(fact: domain::Credit) -> Credit {
        let domain::Credit { number, pattern, invoice, date, reason, late } = fact;
        Credit { invoice, number, pattern: Some(pattern), date, reason, late }
    }
}

impl From<Credit> for Fact {
    fn from(record: Credit) -> Fact {
        let Credit { invoice, number, pattern, date, reason, late } = record;
        Fact::Credit(domain::Credit { number, pattern: pattern.unwrap_or_default(), invoice, date, reason, late })
    }
}
