//! What many entries at once come to, client by client.

use serde::Serialize;

use super::table::{Align, Table};
use super::text::money;
use crate::counted::count;
use crate::domain::money::add;
use crate::domain::{ClientId, Minutes, Money, Payment};

/// What many entries come to that are about one client.
#[derive(Clone, Debug)]
pub struct Total {
    /// Who.
    pub client: ClientId,
    /// How many calls.
    pub calls: u64,
    /// How long they took.
    pub worked: Minutes,
    /// How many of them are charged nothing (E6).
    pub goodwill: u64,
    /// How long those took.
    pub given: Minutes,
    /// How many packages.
    pub packages: u64,
    /// How large they are together.
    pub size: Minutes,
    /// What they cost together; none where all were granted.
    pub price: Option<Money>,
    /// What the client has left after it.
    pub left: Minutes,
}

impl Total {
    /// Nothing yet, of a client.
    pub fn of(client: ClientId) -> Total {
        let (worked, given, size, left) = (Minutes::ZERO, Minutes::ZERO, Minutes::ZERO, Minutes::ZERO);
        Total { client, calls: 0, worked, goodwill: 0, given, packages: 0, size, price: None, left }
    }

    /// Whether it is neither of a call nor of a package.
    pub fn is_empty(&self) -> bool {
        self.calls + self.packages == 0
    }

    /// Adds a call that took so long.
    pub fn add_call(&mut self, worked: Minutes, goodwill: bool) {
        (self.calls, self.worked) = (self.calls + 1, self.worked.plus(worked));
        if goodwill {
            (self.goodwill, self.given) = (self.goodwill + 1, self.given.plus(worked));
        }
    }

    /// Adds a package.
    pub fn add_package(&mut self, size: Minutes, payment: &Payment) {
        (self.packages, self.size) = (self.packages + 1, self.size.plus(size));
        if let Payment::Paid { price, .. } = payment {
            self.price = Some(self.price.map_or(*price, |sum| add(sum, *price)));
        }
    }
}

/// A row for each client.
pub(super) fn table(clients: &[Total]) -> String {
    use Align::{Left, Right};
    let has_calls = clients.iter().any(|total| total.calls > 0);
    let has_packages = clients.iter().any(|total| total.packages > 0);
    let mut columns = vec![("client", Left)];
    let has_prices = clients.iter().any(|total| total.price.is_some());
    if has_packages {
        columns.extend([("packages", Right), ("size", Right)]);
    }
    if has_prices {
        columns.push(("price", Right));
    }
    if has_calls {
        columns.extend([("calls", Right), ("worked", Right)]);
    }
    columns.push(("left", Right));
    let mut table = Table::new(&columns);
    for total in clients {
        let mut cells = vec![total.client.to_string()];
        if has_packages {
            cells.extend([total.packages.to_string(), total.size.to_string()]);
        }
        if has_prices {
            cells.push(total.price.map(money).unwrap_or_default());
        }
        if has_calls {
            cells.extend([total.calls.to_string(), total.worked.to_string()]);
        }
        cells.push(total.left.to_string());
        table.row(cells);
    }
    table.print()
}

/// `    117 of 120 calls are goodwill: charged nothing`
pub(super) fn goodwill(clients: &[Total]) -> String {
    let (given, calls) =
        clients.iter().fold((0, 0), |(given, calls), total| (given + total.goodwill, calls + total.calls));
    match given {
        0 => String::new(),
        1 => format!("    1 of {} is goodwill: charged nothing\n", count(calls, "call", "calls")),
        _ => format!("    {given} of {calls} calls are goodwill: charged nothing\n"),
    }
}

/// The same for programs.
#[derive(Serialize)]
pub(super) struct TotalView<'a> {
    client: &'a str,
    calls: u64,
    worked_minutes: u64,
    goodwill: u64,
    goodwill_minutes: u64,
    packages: u64,
    size_minutes: u64,
    price: Option<String>,
    currency: Option<String>,
    left_minutes: u64,
}

pub(super) fn views(totals: &[Total]) -> Vec<TotalView<'_>> {
    totals.iter().map(TotalView::of).collect()
}

impl TotalView<'_> {
    fn of(total: &Total) -> TotalView<'_> {
        let Total { client, calls, worked, goodwill, given, packages, size, price, left } = total;
        TotalView {
            client: client.as_str(),
            calls: *calls,
            worked_minutes: worked.get(),
            goodwill: *goodwill,
            goodwill_minutes: given.get(),
            packages: *packages,
            size_minutes: size.get(),
            price: price.map(|price| price.amount().to_string()),
            currency: price.map(|price| price.currency().to_string()),
            left_minutes: left.get(),
        }
    }
}
