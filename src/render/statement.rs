//! A client's statement. It goes to the client: it names nobody else and gives no internal reasons (S10).

use std::collections::BTreeSet;

use serde::Serialize;

use super::csv::{self, Cell, Sheet, Spelling};
use super::json::{self, Stamp};
use super::markdown::{escape as escape_markdown, table as markdown_table};
use super::table::{Align, Table};
use super::text::{period, signed};
use crate::domain::charge::charge;
use crate::domain::filed_call::FiledCall;
use crate::domain::statement::{Event, Movement, Statement};
use crate::domain::{Book, Call, ClientId, Factor, Minutes, ServiceId, Terms, Text};

/// Whose statement it is.
#[derive(Clone, Copy, Debug)]
pub struct Addressee<'a> {
    /// The client.
    pub client: &'a ClientId,
    /// Their name.
    pub name: &'a Text,
    /// The business that issues it.
    pub business: &'a Text,
}

/// A movement, and what the entry behind it says, which is read once.
struct Told<'a> {
    movement: &'a Movement<'a>,
    /// The call, where it recorded one.
    call: Option<Call>,
    /// The service of the call, in words.
    service: Option<String>,
    late: bool,
}

/// The movements of a statement.
fn told<'a>(statement: &'a Statement<'_>) -> impl Iterator<Item = Told<'a>> {
    statement.movements.iter().map(|movement| {
        let filed = statement.book.entry(movement.seq);
        let late = filed.as_ref().is_some_and(|filed| movement.is_late(statement.book, filed));
        let call = filed.and_then(|filed| filed.entry.fact.into_call());
        let service = call.as_ref().and_then(|call| call.service.as_ref()).map(|id| in_words(statement.book, id));
        Told { movement, call, service, late }
    })
}

/// A service's name; its id where it has none.
fn in_words(book: &Book, service: &ServiceId) -> String {
    let name = book.house.services.get(service).and_then(|service| service.name.as_ref());
    name.map_or_else(|| service.to_string(), Text::to_string)
}

/// What happened, and whether in a closed period.
fn what(told: &Told<'_>) -> String {
    // What of a call is waived stands below the call, which says it.
    let says_it = told.late && !matches!(told.movement.event, Event::Waived { .. });
    format!("{}{}", event(told), if says_it { " (late)" } else { "" })
}

fn event(told: &Told<'_>) -> String {
    let note = told.call.as_ref().map_or("call", Call::words);
    match &told.movement.event {
        Event::Expired(package) => format!("{package}: expired"),
        Event::Package { package, size, grant: false } => format!("{package}: package of {size}"),
        Event::Package { package, size, grant: true } => format!("{package}: {size} granted"),
        Event::Extended { package, until } => format!("{package}: extended until {until}"),
        Event::Call { filed, goodwill, .. } => {
            let aside = if goodwill.is_zero() { multiplied(told, filed.factor) } else { Some("goodwill".to_owned()) };
            format!("{note}{}", in_parentheses(case(told).map(Text::to_string).into_iter().chain(aside)))
        }
        Event::Waived { minutes } => format!("{minutes} over, waived"),
        Event::Settled { package, minutes } => format!("{package}: settles {minutes} that went over"),
        Event::Refunded { package, minutes, early: false } => format!("{package}: {minutes} refunded"),
        Event::Refunded { package, minutes, early: true } => {
            format!("{package}: {minutes} refunded before its first day")
        }
        Event::Invoiced { number, minutes } => format!("invoice {number}: {minutes} billed"),
        Event::Credited { number, minutes } => format!("invoice {number} credited: {minutes} open again"),
        Event::Void => {
            format!(
                "{note}{}",
                in_parentheses(case(told).map(Text::to_string).into_iter().chain(["taken back".into()]))
            )
        }
    }
}

/// The case of a call: those of one case and day are charged together (E2).
fn case<'a>(told: &'a Told<'_>) -> Option<&'a Text> {
    told.call.as_ref()?.case.as_ref()
}

/// By what a call's time was multiplied, and for which service: who pays twice the time worked is told why (E5).
fn multiplied(told: &Told<'_>, factor: Factor) -> Option<String> {
    let service = told.service.as_ref().map_or(String::new(), |service| format!("{service} "));
    (factor != Factor::ONE).then(|| format!("{service}× {factor}"))
}

/// ` (T-81, On-site visit × 1.5)`; nothing where there is nothing to say.
fn in_parentheses(asides: impl Iterator<Item = String>) -> String {
    let asides: Vec<String> = asides.collect();
    if asides.is_empty() { String::new() } else { format!(" ({})", asides.join(", ")) }
}

/// What happened, for programs: of a call the note alone, for the rest of what people are told stands in fields of its own.
fn text(told: &Told<'_>) -> Option<String> {
    match told.movement.event {
        Event::Call { .. } | Event::Void => told.call.as_ref()?.note.as_ref().map(Text::to_string),
        _ => Some(event(told)),
    }
}

/// Worked and charged time of a movement that is a call.
fn times(event: &Event<'_>) -> Option<(Minutes, Minutes)> {
    match event {
        Event::Call { filed, charged, .. } => Some((filed.worked(), *charged)),
        _ => None,
    }
}

/// The columns of a statement's movements.
const COLUMNS: [(&str, Align); 5] = [
    ("date", Align::Left),
    ("what", Align::Left),
    ("worked", Align::Right),
    ("charged", Align::Right),
    ("balance", Align::Right),
];

/// Opening balance, movements, closing balance; then which state of the ledger it was made from.
pub fn table(addressee: Addressee<'_>, statement: &Statement<'_>, stamp: &Stamp) -> String {
    let mut table = Table::new(&COLUMNS);
    for row in rows(statement) {
        table.row(row);
    }
    let notes = notes(addressee, statement, stamp).join("\n\n");
    format!("{}\n\n{}\n{notes}\n", title(addressee, statement), table.print())
}

fn title(addressee: Addressee<'_>, statement: &Statement<'_>) -> String {
    format!("{} – support hours, {}", addressee.name, period(statement.period, statement.as_of))
}

/// What stands below: how worked time became charged time, where it did not stay what it was; then who issues the statement, and from which
/// state of which ledger.
fn notes(addressee: Addressee<'_>, statement: &Statement<'_>, stamp: &Stamp) -> Vec<String> {
    let issued = format!("{}, {}", addressee.business, stamp.line());
    rounding(statement).into_iter().chain([issued]).collect()
}

/// In which steps calls were charged; none where no call had to be rounded.
fn rounding(statement: &Statement<'_>) -> Option<String> {
    let charged = statement.movements.iter().filter_map(|movement| match movement.event {
        Event::Call { filed, goodwill, terms, .. } if goodwill.is_zero() => Some((filed, terms)),
        _ => None,
    });
    let calls: Vec<(&FiledCall, &Terms)> = charged.collect();
    calls.iter().find(|(filed, terms)| charge(filed.worked(), terms, Factor::ONE) != filed.worked())?;
    let mut agreed: Vec<String> = Vec::new();
    for steps in calls.iter().map(|(_, terms)| steps(terms)) {
        if !agreed.contains(&steps) {
            agreed.push(steps);
        }
    }
    let by_day = if agreed.len() > 1 { ", as agreed for their days" } else { "" };
    let together = if has_group(&calls) { "; those of one case and day are rounded together" } else { "" };
    Some(format!("Calls are charged {}{by_day}{together}.", agreed.join(" or ")))
}

/// The steps of some terms (E3).
fn steps(terms: &Terms) -> String {
    match terms.minimum > terms.increment {
        true => format!("per {} (at least {})", terms.increment, terms.minimum),
        false => format!("per {}", terms.increment),
    }
}

/// Whether two calls are of one group (E2).
fn has_group(calls: &[(&FiledCall, &Terms)]) -> bool {
    let mut seen = BTreeSet::new();
    let mut groups = calls.iter().filter_map(|(filed, _)| Some((filed.date, filed.case()?, filed.factor)));
    !groups.all(|group| seen.insert(group))
}

fn rows(statement: &Statement<'_>) -> Vec<[String; 5]> {
    let plain = |what: &str, balance| ["".into(), what.into(), "".into(), "".into(), signed(balance)];
    let mut rows = vec![plain("opening balance", statement.opening)];
    for told in told(statement) {
        let Told { movement, .. } = told;
        let times = times(&movement.event);
        rows.push([
            movement.date.to_string(),
            what(&told),
            times.map_or(String::new(), |(worked, _)| worked.to_string()),
            times.map_or(String::new(), |(_, charged)| charged.to_string()),
            signed(movement.balance),
        ]);
    }
    let closing = "closing balance".to_owned();
    let [worked, charged] = [statement.worked, statement.charged].map(|time| time.to_string());
    rows.push(["".to_owned(), closing, worked, charged, signed(statement.closing)]);
    let (left, over) = (statement.left, statement.over());
    if !left.is_zero() && !over.is_zero() {
        rows.push(["".into(), format!("which is {left} left and {over} over"), "".into(), "".into(), "".into()]);
    }
    rows
}

/// The same as a Markdown table.
pub fn markdown(addressee: Addressee<'_>, statement: &Statement<'_>, stamp: &Stamp) -> String {
    let mut text = format!("# {}\n\n", escape_markdown(&title(addressee, statement)));
    text.push_str(&markdown_table(&COLUMNS, rows(statement)));
    for note in notes(addressee, statement, stamp) {
        text.push_str(&format!("\n{}\n", escape_markdown(&note)));
    }
    text
}

/// A movement in machine formats.
#[derive(Debug, Serialize)]
struct MovementView<'a> {
    date: String,
    entry: u64,
    kind: &'static str,
    text: Option<String>,
    package: Option<&'a str>,
    case: Option<String>,
    worked_minutes: Option<u64>,
    charged_minutes: Option<u64>,
    change_minutes: i64,
    balance_minutes: i64,
    late: bool,
    service: Option<String>,
    factor: Option<String>,
    goodwill_minutes: Option<u64>,
}

impl<'a> MovementView<'a> {
    fn new(told: Told<'a>) -> MovementView<'a> {
        let (movement, text) = (told.movement, text(&told));
        let (package, case) = match &movement.event {
            Event::Expired(package)
            | Event::Package { package, .. }
            | Event::Extended { package, .. }
            | Event::Settled { package, .. }
            | Event::Refunded { package, .. } => (Some(package.as_str()), None),
            Event::Call { .. } | Event::Void => {
                (None, told.call.as_ref().and_then(|call| call.case.as_ref()).map(Text::to_string))
            }
            Event::Waived { .. } | Event::Invoiced { .. } | Event::Credited { .. } => (None, None),
        };
        let times = times(&movement.event);
        let (goodwill, service, factor) = match &movement.event {
            Event::Call { filed, goodwill, .. } => {
                (Some(goodwill.get()), told.call.and_then(|call| call.service), Some(filed.factor))
            }
            _ => (None, None, None),
        };
        MovementView {
            date: movement.date.to_string(),
            entry: movement.seq,
            kind: movement.event.kind(),
            text,
            package,
            case,
            worked_minutes: times.map(|(worked, _)| worked.get()),
            charged_minutes: times.map(|(_, charged)| charged.get()),
            change_minutes: movement.change,
            balance_minutes: movement.balance,
            late: told.late,
            service: json::maybe(service),
            factor: json::maybe(factor),
            goodwill_minutes: goodwill,
        }
    }
}

/// `hours.statement/1`: movements by date.
pub fn document(addressee: Addressee<'_>, statement: &Statement<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        business: &'a str,
        client: &'a str,
        name: &'a str,
        as_of: String,
        from: String,
        to: String,
        opening_minutes: i64,
        movements: Vec<MovementView<'a>>,
        worked_minutes: u64,
        charged_minutes: u64,
        closing_minutes: i64,
        left_minutes: u64,
        overage_minutes: u64,
    }
    let body = Body {
        business: addressee.business.as_str(),
        client: addressee.client.as_str(),
        name: addressee.name.as_str(),
        as_of: statement.as_of.to_string(),
        from: statement.period.from.to_string(),
        to: statement.period.to.to_string(),
        opening_minutes: statement.opening,
        movements: told(statement).map(MovementView::new).collect(),
        worked_minutes: statement.worked.get(),
        charged_minutes: statement.charged.get(),
        closing_minutes: statement.closing,
        left_minutes: statement.left.get(),
        overage_minutes: statement.over().get(),
    };
    json::document("hours.statement/1", body, Some(stamp))
}

/// One row a movement, between a row of kind `opening` and one of kind `closing`.
pub fn sheet(statement: &Statement<'_>, spelling: Spelling) -> String {
    let header = [
        "date",
        "entry",
        "kind",
        "text",
        "package",
        "case",
        "worked_minutes",
        "charged_minutes",
        "change_minutes",
        "balance_minutes",
        "late",
        "service",
        "factor",
        "goodwill_minutes",
    ];
    let mut sheet = Sheet::new(spelling, &header);
    let end = |date: String, kind: &str, balance: i64| {
        let [a, b, c, d, e, f, g, h, i, j, k] = [const { Cell::Empty }; 11];
        [csv::text(date), a, csv::text(kind), b, c, d, e, f, g, csv::number(balance), h, i, j, k]
    };
    sheet.row(end(statement.period.from.to_string(), "opening", statement.opening));
    for view in told(statement).map(MovementView::new) {
        sheet.row([
            csv::text(view.date),
            csv::number(view.entry),
            csv::text(view.kind),
            csv::maybe(view.text),
            csv::maybe(view.package),
            csv::maybe(view.case),
            csv::maybe_number(view.worked_minutes),
            csv::maybe_number(view.charged_minutes),
            csv::number(view.change_minutes),
            csv::number(view.balance_minutes),
            csv::text(view.late),
            csv::maybe(view.service),
            csv::maybe_number(view.factor),
            csv::maybe_number(view.goodwill_minutes),
        ]);
    }
    sheet.row(end(statement.period.to.to_string(), "closing", statement.closing));
    sheet.print()
}
