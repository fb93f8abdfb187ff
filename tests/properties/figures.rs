//! The figures that the properties compare: what packages, calls and clients have come to by the end of a day.
//!
//! The oracle and the program fill in the same table. Calls are named by the id of their entry, so that two
//! ledgers with the same entries in another order can be compared too.

use std::collections::BTreeMap;

use hours::domain::balance::balance;
use hours::domain::document::{Document, DocumentLine, documents};
use hours::domain::invoice::{Party, Tax};
use hours::domain::reckoned::Standing;
use hours::domain::vat::Split;
use hours::domain::{
    Book, ClientId, Currency, Date, EntryId, Money, OverageClass, PackageId, PriceBasis, VatRate, VatReason,
};

/// The figures of every client.
pub(crate) type Table = BTreeMap<ClientId, Figures>;

/// The figures of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) packages: BTreeMap<PackageId, PackageFigures>,
    pub(crate) calls: BTreeMap<EntryId, CallFigures>,
    pub(crate) worked: u64,
    pub(crate) charged: u64,
    pub(crate) last_call: Option<Date>,
    pub(crate) open_minutes: u64,
    /// What the open overage costs, in minor units.
    pub(crate) open_amount: (i128, Currency),
    pub(crate) goodwill: u64,
    /// The number of the invoice that an entry stands on.
    pub(crate) standing: BTreeMap<EntryId, String>,
    /// In file order.
    pub(crate) documents: Vec<DocumentFigures>,
}

/// What a package has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackageFigures {
    pub(crate) state: &'static str,
    pub(crate) size: u64,
    pub(crate) drawn: u64,
    pub(crate) refunded: u64,
    pub(crate) left: u64,
    pub(crate) expired: u64,
    pub(crate) upcoming: u64,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallFigures {
    pub(crate) charged: u64,
    pub(crate) goodwill: u64,
    /// In the order in which they were drawn.
    pub(crate) draws: Vec<DrawFigures>,
    /// What no package covered when the call was worked off.
    pub(crate) overage: u64,
    /// What of that no settlement has moved onto a package.
    pub(crate) unsettled: u64,
    /// What of that stands on invoices, and for how much, in minor units.
    pub(crate) billed: (u64, i128),
    pub(crate) class: OverageClass,
    /// The price of an hour of overage, in minor units.
    pub(crate) rate: (i128, Currency),
}

impl CallFigures {
    /// What the call drew by itself, not by a settlement.
    pub(crate) fn own_draws(&self) -> Vec<&DrawFigures> {
        self.draws.iter().filter(|draw| draw.settlement.is_none()).collect()
    }
}

/// Minutes that a call drew from a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DrawFigures {
    pub(crate) package: PackageId,
    pub(crate) minutes: u64,
    pub(crate) date: Date,
    pub(crate) settlement: Option<EntryId>,
}

/// A draft, an invoice, or what credits one. The words of its lines are left to the tests of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DocumentFigures {
    pub(crate) number: Option<String>,
    pub(crate) kind: &'static str,
    pub(crate) date: Date,
    pub(crate) through: Date,
    pub(crate) due: Date,
    pub(crate) currency: Currency,
    pub(crate) seller: PartyFigures,
    pub(crate) buyer: PartyFigures,
    pub(crate) lines: Vec<LineFigures>,
    pub(crate) vat: Vec<(TaxFigures, Amounts)>,
    pub(crate) total: Amounts,
    pub(crate) credits: Option<String>,
    pub(crate) credited_by: Option<String>,
    pub(crate) reason: Option<String>,
}

/// Name, address, VAT id, e-mail, reference.
pub(crate) type PartyFigures = [Option<String>; 5];

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineFigures {
    pub(crate) entry: EntryId,
    pub(crate) item: &'static str,
    pub(crate) package: Option<PackageId>,
    pub(crate) date: Date,
    pub(crate) minutes: u64,
    pub(crate) rate: Option<i128>,
    pub(crate) amount: i128,
    pub(crate) net: i128,
    pub(crate) tax: TaxFigures,
}

/// How something is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TaxFigures {
    /// In thousandths of a percent.
    pub(crate) vat: i128,
    pub(crate) reason: Option<VatReason>,
    pub(crate) prices: PriceBasis,
}

/// Net, VAT and gross, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) net: i128,
    pub(crate) vat: i128,
    pub(crate) gross: i128,
}

impl Amounts {
    pub(crate) fn plus(self, other: Amounts) -> Amounts {
        Amounts { net: self.net + other.net, vat: self.vat + other.vat, gross: self.gross + other.gross }
    }

    pub(crate) fn negated(self) -> Amounts {
        Amounts { net: -self.net, vat: -self.vat, gross: -self.gross }
    }
}

/// A VAT rate in thousandths of a percent, read off its digits: `5.5` is 5500.
pub(crate) fn thousandths(vat: VatRate) -> i128 {
    let text = vat.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{fraction:0<3}").parse().expect("digits")
}

/// An amount in minor units, and its currency.
pub(crate) fn minor(money: Money) -> (i128, Currency) {
    // `Money` keeps exactly the currency's digits behind the point.
    assert_eq!(money.amount().scale(), money.currency().digits());
    (money.amount().mantissa(), money.currency())
}

/// The program's answer by the end of `date`.
pub(crate) fn of_program(book: &Book, date: Date) -> Table {
    book.accounts().map(|account| (account.id.clone(), of_client(book, &account.id, date))).collect()
}

fn of_client(book: &Book, client: &ClientId, date: Date) -> Figures {
    let reckoned = book.reckon(client).expect("a client of this book");
    let owed = balance(&reckoned, date);
    let packages: BTreeMap<_, _> = owed.packages.iter().map(of_package).collect();
    let asked_by_themselves = reckoned.standings(date);
    assert_eq!(packages, asked_by_themselves.iter().map(|(_, standing)| of_package(standing)).collect());
    let id = |seq: u64| book.entry(seq).expect("an entry of this book").entry.id.clone();
    let calls = reckoned.calls(date).map(|(filed, outcome)| {
        let draws = outcome.draws.iter().filter(|draw| draw.date <= date).map(|draw| DrawFigures {
            package: reckoned.account.packages[draw.package()].id().clone(),
            minutes: draw.minutes().get(),
            date: draw.date,
            settlement: draw.settlement().map(id),
        });
        let standing = || outcome.billings().iter().filter(|one| one.stands_on(date));
        let billed = (standing().map(|one| one.minutes.get()).sum(), standing().map(|one| minor(one.amount).0).sum());
        let figures = CallFigures {
            charged: outcome.charged().get(),
            goodwill: outcome.goodwill().get(),
            draws: draws.collect(),
            overage: outcome.overage().get(),
            unsettled: outcome.unsettled(date).get(),
            billed,
            class: outcome.class(),
            rate: minor(outcome.rate()),
        };
        (id(filed.seq()), figures)
    });
    Figures {
        packages,
        calls: calls.collect(),
        worked: owed.worked.get(),
        charged: owed.charged.get(),
        last_call: owed.last_call,
        open_minutes: owed.overage.get(),
        open_amount: minor(owed.overage_amount),
        goodwill: owed.goodwill.get(),
        standing: standing(book, client, date),
        documents: documents(book, date).filter(|one| one.client == *client).map(|one| of_document(&one)).collect(),
    }
}

fn of_package(standing: &Standing<'_>) -> (PackageId, PackageFigures) {
    let figures = PackageFigures {
        state: standing.state.as_str(),
        size: standing.package.purchase.size.get(),
        drawn: standing.drawn.get(),
        refunded: standing.refunded.get(),
        left: standing.left().get(),
        expired: standing.expired().get(),
        upcoming: standing.upcoming().get(),
    };
    (standing.package.id().clone(), figures)
}

/// What was taken back stands on nothing.
fn standing(book: &Book, client: &ClientId, date: Date) -> BTreeMap<EntryId, String> {
    let stand = book.entries().filter(|filed| filed.void.is_none() && book.client_of(filed) == Some(client));
    stand.filter_map(|filed| Some((filed.entry.id.clone(), book.invoice_of(&filed, date)?.to_string()))).collect()
}

/// What a document says.
pub(crate) fn of_document(document: &Document) -> DocumentFigures {
    let in_currency = |money: Money| {
        let (amount, currency) = minor(money);
        assert_eq!(currency, document.currency, "a document has one currency");
        amount
    };
    let amounts = |split: Split| Amounts {
        net: in_currency(split.net),
        vat: in_currency(split.vat),
        gross: in_currency(split.gross),
    };
    let line = |line: &DocumentLine| LineFigures {
        entry: line.entry.clone(),
        item: line.item.as_str(),
        package: line.package.clone(),
        date: line.date,
        minutes: line.minutes.get(),
        rate: line.item.rate().map(in_currency),
        amount: in_currency(line.amount),
        net: in_currency(line.net),
        tax: of_tax(line.tax),
    };
    let number = |number: &Option<hours::domain::Number>| number.as_ref().map(ToString::to_string);
    DocumentFigures {
        number: number(&document.number),
        kind: document.kind.as_str(),
        date: document.date,
        through: document.through,
        due: document.due,
        currency: document.currency,
        seller: of_party(&document.seller),
        buyer: of_party(&document.buyer),
        lines: document.lines.iter().map(line).collect(),
        vat: document.vat.iter().map(|total| (of_tax(total.tax), amounts(total.split))).collect(),
        total: amounts(document.total),
        credits: number(&document.credits),
        credited_by: number(&document.credited_by),
        reason: document.reason.as_ref().map(|reason| reason.as_str().to_owned()),
    }
}

pub(crate) fn of_party(party: &Party) -> PartyFigures {
    let texts = [Some(&party.name), party.address.as_ref(), party.vat_id.as_ref(), party.email.as_ref()];
    let [name, address, vat_id, email] = texts.map(|text| text.map(|text| text.as_str().to_owned()));
    [name, address, vat_id, email, party.reference.as_ref().map(|text| text.as_str().to_owned())]
}

fn of_tax(tax: Tax) -> TaxFigures {
    TaxFigures { vat: thousandths(tax.vat), reason: tax.reason, prices: tax.prices }
}
