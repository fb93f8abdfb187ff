//! The figures that the properties compare: what packages, calls and clients have come to by the end of a day.
//!
//! The oracle and the program fill in the same table. Calls are named by the id of their entry, so that two
//! ledgers with the same entries in another order can be compared too.

use std::collections::BTreeMap;

use hours::domain::{Book, ClientId, Currency, Date, EntryId, Money, OverageClass, PackageId};

/// The figures of every client.
pub(crate) type Table = BTreeMap<ClientId, Figures>;

/// The figures of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) packages: BTreeMap<PackageId, PackageFigures>,
    pub(crate) calls: BTreeMap<EntryId, CallFigures>,
    pub(crate) open_minutes: u64,
    /// What the open overage costs, in minor units.
    pub(crate) open_amount: (i128, Currency),
    pub(crate) goodwill: u64,
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
    let packages = reckoned.standings(date).into_iter().map(|(_, standing)| {
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
    });
    let id = |seq: u64| book.entry(seq).expect("an entry of this book").entry.id.clone();
    let calls = reckoned.calls(date).map(|(filed, outcome)| {
        let draws = outcome.draws.iter().filter(|draw| draw.date <= date).map(|draw| DrawFigures {
            package: reckoned.account.packages[draw.package].id().clone(),
            minutes: draw.minutes.get(),
            date: draw.date,
            settlement: draw.settlement.map(id),
        });
        let figures = CallFigures {
            charged: outcome.charged.get(),
            goodwill: outcome.goodwill.get(),
            draws: draws.collect(),
            overage: outcome.overage.get(),
            unsettled: outcome.unsettled(date).get(),
            class: outcome.class,
            rate: minor(outcome.rate),
        };
        (id(filed.seq), figures)
    });
    let (open_minutes, open_amount) = reckoned.open_overage(date);
    Figures {
        packages: packages.collect(),
        calls: calls.collect(),
        open_minutes: open_minutes.get(),
        open_amount: minor(open_amount),
        goodwill: reckoned.goodwill(date).get(),
    }
}
