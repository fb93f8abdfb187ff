//! What an invoice states (J2): its lines, and the VAT on them (J5, J6).

use super::{ClientId, Currency, Date, EntryId, Minutes, Money, PriceBasis, Text, VatRate, VatReason};
use super::{number::Number, number::Pattern, vat::Split};

/// An issued invoice, as its entry states it; a barrier (H1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Its number.
    pub number: Number,
    /// What the number was made by.
    pub pattern: Pattern,
    /// What it bills.
    pub bill: Bill,
    /// Booked into a closed period (H3).
    pub late: bool,
}

/// What an invoice bills, whether it was issued or is a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Who is billed.
    pub client: ClientId,
    /// The date it bears.
    pub date: Date,
    /// The last day of what it bills; `date` or before.
    pub through: Date,
    /// When it is to be paid; `date` or later.
    pub due: Date,
    /// Who issues it, as of `date`.
    pub seller: Party,
    /// Who is billed, as of `date`.
    pub buyer: Party,
    /// What is billed, in ledger order; never empty in an issued invoice.
    pub lines: Vec<Line>,
    /// The sums, by VAT rate, price basis and reason, in the order in which the lines first name them.
    pub totals: Vec<VatTotal>,
}

impl Bill {
    /// What it comes to in all; none where it lists nothing, as no issued invoice does.
    pub fn total(&self) -> Option<Split> {
        grand_total(&self.totals, self.totals.first()?.split.gross.currency())
    }
}

/// Cancels an invoice by a document of its own that mirrors it (J4). It bears no figures: they are those of the invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Its number.
    pub number: Number,
    /// What the number was made by.
    pub pattern: Pattern,
    /// The entry that issued the invoice.
    pub invoice: EntryId,
    /// The date it bears; that of the invoice or later.
    pub date: Date,
    /// Why.
    pub reason: Text,
    /// Booked into a closed period (H3).
    pub late: bool,
}

/// The data of a seller or a buyer, as they stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name.
    pub name: Text,
    /// The postal address, in one line.
    pub address: Option<Text>,
    /// The VAT identification number.
    pub vat_id: Option<Text>,
    /// E-mail address.
    pub email: Option<Text>,
    /// The buyer's reference.
    pub reference: Option<Text>,
}

impl Party {
    /// What was said of the same party before and is not said any more, in words.
    pub fn lacks(&self, before: &Party) -> Vec<&'static str> {
        let is_gone = |before: &Option<Text>, now: &Option<Text>| before.is_some() && now.is_none();
        let fields = [
            ("address", is_gone(&before.address, &self.address)),
            ("VAT id", is_gone(&before.vat_id, &self.vat_id)),
            ("e-mail address", is_gone(&before.email, &self.email)),
        ];
        fields.into_iter().filter(|(_, is_gone)| *is_gone).map(|(field, _)| field).collect()
    }
}

/// What a line bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A package that was bought.
    Package,
    /// What of a call no package covered.
    Overage {
        /// The price of an hour.
        rate: Money,
    },
    /// Minutes taken out of a package; the amount is negative.
    Refund,
}

impl Item {
    /// The machine formats' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Item::Package => "package",
            Item::Overage { .. } => "overage",
            Item::Refund => "refund",
        }
    }

    /// The price of an hour, of overage.
    pub fn rate(self) -> Option<Money> {
        match self {
            Item::Overage { rate } => Some(rate),
            Item::Package | Item::Refund => None,
        }
    }
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The entry behind it: a purchase, a call, a refund.
    pub entry: EntryId,
    /// What it bills.
    pub item: Item,
    /// How much time it is about.
    pub minutes: Minutes,
    /// What it comes to, in the price basis.
    pub amount: Money,
    /// The VAT on it.
    pub tax: Tax,
}

/// How something is taxed. Lines that are taxed alike are taxed together (J5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tax {
    /// The VAT rate.
    pub vat: VatRate,
    /// Why the rate is 0 (J8).
    pub reason: Option<VatReason>,
    /// Whether amounts include VAT.
    pub prices: PriceBasis,
}

/// What the lines that are taxed alike come to (J5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatTotal {
    /// How they are taxed.
    pub tax: Tax,
    /// Net, VAT and gross.
    pub split: Split,
}

/// Sums the lines up, by how they are taxed, in the order in which that is first named (J5). `None` where a sum is 10^12 or more, or the lines are
/// in two currencies.
pub fn totals(lines: &[Line]) -> Option<Vec<VatTotal>> {
    let mut sums: Vec<(Tax, Money)> = Vec::new();
    for line in lines {
        match sums.iter_mut().find(|(tax, _)| *tax == line.tax) {
            Some((_, sum)) => *sum = sum.checked_add(line.amount)?.bounded()?,
            None => sums.push((line.tax, line.amount)),
        }
    }
    sums.into_iter().map(|(tax, sum)| Some(VatTotal { tax, split: Split::of(sum, tax.vat, tax.prices)? })).collect()
}

/// The same of the lines of one document; `None` where it comes to 10^12 or more in all, too.
pub fn bounded_totals(lines: &[Line], currency: Currency) -> Option<Vec<VatTotal>> {
    totals(lines).filter(|sums| grand_total(sums, currency).is_some())
}

/// What a document comes to in all; `None` where that is 10^12 or more, or in two currencies.
pub fn grand_total(totals: &[VatTotal], currency: Currency) -> Option<Split> {
    let none = Money::zero(currency);
    let start = Split { net: none, vat: none, gross: none };
    totals.iter().try_fold(start, |sum, VatTotal { split, .. }| {
        Some(Split {
            net: sum.net.checked_add(split.net)?.bounded()?,
            vat: sum.vat.checked_add(split.vat)?.bounded()?,
            gross: sum.gross.checked_add(split.gross)?.bounded()?,
        })
    })
}

/// The lines' own net amounts (J6): the amount itself, or of prices that include VAT what the net of the lines so far grows by. They add up to
/// the nets of [`totals`]. `None` where those have none.
pub fn nets(lines: &[Line]) -> Option<Vec<Money>> {
    let mut groups: Vec<(Tax, Money, Money)> = Vec::new();
    let mut nets = Vec::with_capacity(lines.len());
    for line in lines {
        let none = Money::zero(line.amount.currency());
        let at = groups.iter().position(|(tax, ..)| *tax == line.tax).unwrap_or_else(|| {
            groups.push((line.tax, none, none));
            groups.len() - 1
        });
        let (tax, sum, net) = &mut groups[at];
        if tax.prices == PriceBasis::Net {
            nets.push(line.amount);
            continue;
        }
        *sum = sum.checked_add(line.amount)?;
        let so_far = Split::of(*sum, tax.vat, tax.prices)?.net;
        nets.push(so_far.checked_sub(*net)?);
        *net = so_far;
    }
    Some(nets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(amount: &str, vat: &str, prices: PriceBasis) -> Line {
        let vat: VatRate = vat.parse().expect(vat);
        Line {
            entry: "t-1".parse().expect("an id"),
            item: Item::Package,
            minutes: Minutes::hours(1),
            amount: amount.parse().expect(amount),
            tax: Tax { vat, reason: vat.is_zero().then_some(VatReason::Exempt), prices },
        }
    }

    fn shown(lines: &[Line]) -> Vec<String> {
        let amounts =
            |split: Split| [split.net, split.vat, split.gross].map(|money| money.amount().to_string()).join(" ");
        totals(lines).expect("totals").into_iter().map(|total| amounts(total.split)).collect()
    }

    #[test]
    fn j5_vat_is_reckoned_once_for_all_lines_that_are_taxed_alike() {
        let gross = PriceBasis::Gross;
        // Each by itself would be 0.04 net, which makes 0.12: together they are 0.15 ÷ 1.19 = 0.126.
        let thrice = [line("0.05 EUR", "19", gross), line("0.05 EUR", "19", gross), line("0.05 EUR", "19", gross)];
        assert_eq!(shown(&thrice), ["0.13 0.02 0.15"]);
        // Each by itself would bear 0.01 VAT, which makes 0.03: together it is 0.09 × 0.19 = 0.017.
        let net = PriceBasis::Net;
        let thrice = [line("0.03 EUR", "19", net), line("0.03 EUR", "19", net), line("0.03 EUR", "19", net)];
        assert_eq!(shown(&thrice), ["0.09 0.02 0.11"]);
        let mixed = [line("100.00 EUR", "19", gross), line("100.00 EUR", "7", gross), line("19.00 EUR", "19", net)];
        assert_eq!(shown(&mixed), ["84.03 15.97 100.00", "93.46 6.54 100.00", "19.00 3.61 22.61"]);
    }

    #[test]
    fn j6_the_lines_own_nets_add_up_to_the_group() {
        let gross = PriceBasis::Gross;
        let lines: Vec<Line> = ["0.01 EUR", "0.01 EUR", "0.01 EUR", "-0.02 EUR", "75.00 EUR"]
            .map(|amount| line(amount, "19", gross))
            .into();
        let nets: Vec<String> = nets(&lines).expect("nets").into_iter().map(|net| net.amount().to_string()).collect();
        // 0.01 → 0.01, 0.02 → 0.02, 0.03 → 0.03, 0.01 → 0.01, 75.01 → 63.03
        assert_eq!(nets, ["0.01", "0.01", "0.01", "-0.02", "63.02"]);
        assert_eq!(shown(&lines), ["63.03 11.98 75.01"]);
    }

    #[test]
    fn b3_lines_in_two_currencies_have_no_total() {
        let lines = [line("1.00 EUR", "19", PriceBasis::Net), line("1.00 USD", "19", PriceBasis::Net)];
        assert_eq!(totals(&lines), None);
    }

    #[test]
    fn b5_a_total_of_a_million_million_is_none() {
        let lines = [line("999999999999.99 EUR", "19", PriceBasis::Gross), line("0.01 EUR", "19", PriceBasis::Gross)];
        assert_eq!(totals(&lines), None);
        assert!(totals(&lines[..1]).is_some());
        assert_eq!(totals(&[line("999999999999.99 EUR", "19", PriceBasis::Net)]), None, "the gross is beyond it");
    }
}
