//! Deferred revenue over a period.

use serde::Serialize;

use super::csv::{self, Cell, Sheet, Spelling};
use super::json::{self, Stamp};
use super::table::{Align, Table};
use super::text::{amount, period};
use crate::domain::Money;
use crate::domain::revenue::{Figures, Revenue};

/// A line per package, then one per currency for all.
pub fn package_table(revenue: &Revenue<'_>) -> String {
    let mut table = Table::new(&[
        ("client", Align::Left),
        ("package", Align::Left),
        ("currency", Align::Left),
        ("opening", Align::Right),
        ("sold", Align::Right),
        ("used", Align::Right),
        ("expired", Align::Right),
        ("refunded", Align::Right),
        ("closing", Align::Right),
        ("left", Align::Right),
    ]);
    let mut row = |client: &str, package: &str, figures: &Figures| {
        let [a, b, c, d, e, f, g, h] = cells(figures);
        table.row([client.to_owned(), package.to_owned(), a, b, c, d, e, f, g, h]);
    };
    for package in &revenue.packages {
        row(package.client.as_str(), package.package.as_str(), &package.figures);
    }
    for total in &revenue.totals {
        row("total", "", total);
    }
    titled(revenue, table)
}

/// A line per client, then one per currency for all.
pub fn client_table(revenue: &Revenue<'_>) -> String {
    let mut table = Table::new(&[
        ("client", Align::Left),
        ("currency", Align::Left),
        ("opening", Align::Right),
        ("sold", Align::Right),
        ("used", Align::Right),
        ("expired", Align::Right),
        ("refunded", Align::Right),
        ("closing", Align::Right),
        ("left", Align::Right),
    ]);
    let mut row = |client: &str, figures: &Figures| {
        let [a, b, c, d, e, f, g, h] = cells(figures);
        table.row([client.to_owned(), a, b, c, d, e, f, g, h]);
    };
    for client in &revenue.clients {
        row(client.client.as_str(), &client.figures);
    }
    for total in &revenue.totals {
        row("total", total);
    }
    titled(revenue, table)
}

fn titled(revenue: &Revenue<'_>, table: Table) -> String {
    let title = format!("deferred revenue, net amounts, {}", period(revenue.period, revenue.as_of));
    if revenue.packages.is_empty() { format!("{title}\n\nnone\n") } else { format!("{title}\n\n{}", table.print()) }
}

/// Currency, amounts and what is left; what did not move is a dash.
fn cells(figures: &Figures) -> [String; 8] {
    let moved = |money: Money| if money.is_zero() { "–".to_owned() } else { amount(money) };
    [
        figures.currency().to_string(),
        amount(figures.opening),
        moved(figures.sold),
        moved(figures.used),
        moved(figures.expired),
        moved(figures.refunded),
        amount(figures.closing),
        figures.left.to_string(),
    ]
}

/// Figures in machine formats.
#[derive(Debug, Serialize)]
struct FiguresView {
    currency: String,
    opening: String,
    sold: String,
    used: String,
    expired: String,
    refunded: String,
    closing: String,
    left_minutes: u64,
}

impl FiguresView {
    fn new(figures: &Figures) -> FiguresView {
        let plain = |money: Money| money.amount().to_string();
        FiguresView {
            currency: figures.currency().to_string(),
            opening: plain(figures.opening),
            sold: plain(figures.sold),
            used: plain(figures.used),
            expired: plain(figures.expired),
            refunded: plain(figures.refunded),
            closing: plain(figures.closing),
            left_minutes: figures.left.get(),
        }
    }

    fn cells(self) -> [Cell; 8] {
        [
            csv::text(self.currency),
            csv::number(self.opening),
            csv::number(self.sold),
            csv::number(self.used),
            csv::number(self.expired),
            csv::number(self.refunded),
            csv::number(self.closing),
            csv::number(self.left_minutes),
        ]
    }
}

/// `hours.revenue/1`: clients by id, packages in the order of the ledger, totals by currency.
pub fn document(revenue: &Revenue<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        as_of: String,
        from: String,
        to: String,
        packages: Vec<PackageView<'a>>,
        clients: Vec<ClientView<'a>>,
        totals: Vec<FiguresView>,
    }
    #[derive(Serialize)]
    struct PackageView<'a> {
        client: &'a str,
        package: &'a str,
        #[serde(flatten)]
        figures: FiguresView,
    }
    #[derive(Serialize)]
    struct ClientView<'a> {
        client: &'a str,
        #[serde(flatten)]
        figures: FiguresView,
    }
    let packages = revenue.packages.iter().map(|package| PackageView {
        client: package.client.as_str(),
        package: package.package.as_str(),
        figures: FiguresView::new(&package.figures),
    });
    let clients = revenue
        .clients
        .iter()
        .map(|client| ClientView { client: client.client.as_str(), figures: FiguresView::new(&client.figures) });
    let body = Body {
        as_of: revenue.as_of.to_string(),
        from: revenue.period.from.to_string(),
        to: revenue.period.to.to_string(),
        packages: packages.collect(),
        clients: clients.collect(),
        totals: revenue.totals.iter().map(FiguresView::new).collect(),
    };
    json::document("hours.revenue/1", body, Some(stamp))
}

/// One row a package.
pub fn package_sheet(revenue: &Revenue<'_>, spelling: Spelling) -> String {
    let header =
        ["client", "package", "currency", "opening", "sold", "used", "expired", "refunded", "closing", "left_minutes"];
    let mut sheet = Sheet::new(spelling, &header);
    for package in &revenue.packages {
        let [a, b, c, d, e, f, g, h] = FiguresView::new(&package.figures).cells();
        sheet.row([csv::text(package.client), csv::text(package.package), a, b, c, d, e, f, g, h]);
    }
    sheet.print()
}

/// One row a client.
pub fn client_sheet(revenue: &Revenue<'_>, spelling: Spelling) -> String {
    let header = ["client", "currency", "opening", "sold", "used", "expired", "refunded", "closing", "left_minutes"];
    let mut sheet = Sheet::new(spelling, &header);
    for client in &revenue.clients {
        let [a, b, c, d, e, f, g, h] = FiguresView::new(&client.figures).cells();
        sheet.row([csv::text(client.client), a, b, c, d, e, f, g, h]);
    }
    sheet.print()
}
