//! The gate's answer.

use serde::Serialize;

use super::entry::{PassedOverView, passed_over};
use super::json::{self, Stamp};
use super::text::{amount, left, money};
use crate::counted::count;
use crate::domain::check::{Answer, Check, Way};
use crate::domain::{Bounds, Call, ClientId, Date, Money, OverageClass, PackageId, PriceBasis};
use crate::shell;

/// The day on which it is asked, and the ways on are gone.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The day.
    pub on: Date,
    /// What the price of a package means that is bought on it.
    pub prices: PriceBasis,
}

/// The answer for a person: whether it is covered, what it would cost at `prices` of its day, the ways on for whoever `asked` then.
pub fn table(call: &Call, check: &Check, prices: PriceBasis, asked: Asked) -> String {
    let mut lines = vec![verdict(call, check, asked.on)];
    if check.charged != call.worked {
        lines.push(format!("worked {}, charged {}", call.worked, check.charged));
    }
    for (package, minutes) in &check.draws {
        lines.push(format!("{minutes} from {package}"));
    }
    if !check.displaced.is_zero() {
        lines.push(format!("{} of calls that come after it would go over", check.displaced));
    }
    if !check.relieved.is_zero() {
        lines.push(format!("{} less over for calls of its case that come after it", check.relieved));
    }
    if !check.overage.is_zero() {
        lines.push(overage(check, prices));
    }
    lines.extend(in_all(check, prices));
    lines.extend(passed_over(&check.passed_over));
    if let Some(through) = check.closed.filter(|&through| call.date <= through) {
        lines.push(format!("the period through {through} is closed: to log it takes --late"));
    }
    let way_on = |way| way_on(call, check, way, asked);
    let (ways, untold) = ways(call, check, asked.on);
    let ways: Vec<(String, String)> = ways.into_iter().filter_map(way_on).collect();
    let width = ways.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    lines.extend(ways.iter().map(|(command, effect)| format!("or: {command:<width$}  {effect}")));
    if untold > 0 {
        let packages = count(untold as u64, "package that ended earlier has", "packages that ended earlier have");
        lines.push(format!("{packages} something left, too: hours balance {} --packages", call.client));
    }
    lines.join("\n  ") + "\n"
}

/// So many packages that ended are offered to be extended: those that ended last.
const EXTENDED: usize = 3;

/// The ways on that help when they are typed `today`, and how many packages could be extended beside those that are told. A package that is bought then
/// helps a call before it only by settling, and what is waived is not settled (F5, G4).
fn ways<'a>(call: &Call, check: &'a Check, today: Date) -> (Vec<&'a Way>, usize) {
    let buys_in_vain = call.date < today && check.class == OverageClass::Waive;
    let is_extension = |way: &&Way| matches!(way, Way::Extend { .. });
    // They stand together, in drawing order: what ended last comes last (F3).
    let first = check.ways.iter().take_while(|way| !is_extension(way)).count();
    let untold = check.ways.iter().filter(is_extension).count().saturating_sub(EXTENDED);
    let told = check.ways[..first].iter().chain(&check.ways[first + untold..]);
    (told.filter(|way| !(buys_in_vain && matches!(way, Way::Buy { .. }))).collect(), untold)
}

/// How the next package is named, where the client's name leaves it no room for a number, or will soon.
fn name(client: &ClientId) -> &'static str {
    if PackageId::numbered(client, 99).is_none() { " --name NAME" } else { "" }
}

/// The command for a way on, and what it comes to.
fn way_on(call: &Call, check: &Check, way: &Way, asked: Asked) -> Option<(String, String)> {
    let Asked { on: today, prices } = asked;
    let (client, closed, class) = (&call.client, check.closed, check.class);
    let past = call.date < today;
    let late = |day: Date| if closed.is_some_and(|through| day <= through) { " --late" } else { "" };
    let on = if past { format!(" --on {}{}", call.date, late(call.date)) } else { late(today).to_owned() };
    Some(match way {
        Way::Buy { size, price, over_before } => {
            // A package never reaches back; only settling does (F5).
            let (settle, afterwards) = if past { (" --settle", ", once the call is logged") } else { ("", "") };
            let (option, price) = match price {
                Some(price) => ("", format!("{} {prices}", money(*price))),
                None => (" --price TOTAL", "at your price".to_owned()),
            };
            // What else is over would be settled before it.
            let first = match (past || class == OverageClass::Carry) && !over_before.is_zero() {
                true => format!("; {} that went over before comes first", over_before.min(size)),
                false => String::new(),
            };
            (
                format!("hours buy {client} {size}{option}{}{settle}{}", name(client), late(today)),
                format!("{price}{afterwards}{first}"),
            )
        }
        Way::Extend { package, minutes, until } => {
            // Nor does an extension, but it may be dated back (D5).
            let ends = if *until < today { "ended" } else { "ends" };
            (format!("hours extend {package}{on} --until DATE"), format!("{minutes} left, {ends} on {until}"))
        }
        Way::Goodwill => {
            let options = of_the_call(call);
            (format!("hours log {client} {}{options}{on} --goodwill REASON", call.worked), "charged nothing".to_owned())
        }
        // What the line on overage says already.
        Way::Bill | Way::Carry => return None,
    })
}

/// The options that say what was asked about, as `hours log` takes them.
fn of_the_call(call: &Call) -> String {
    let service = call.service.as_ref().map(|service| format!(" --service {service}"));
    let case = call.case.as_ref().map(|case| {
        let between = if case.as_str().starts_with('-') { '=' } else { ' ' };
        format!(" --case{between}{}", shell::word(case.as_str()))
    });
    let long = (call.worked > Bounds::ORDINARY_CALL).then(|| " --long".to_owned());
    [service, case, long].into_iter().flatten().collect()
}

/// The answer in a line. A day that is not today is named: `--on monday` is the last one, whoever meant the next.
fn verdict(call: &Call, check: &Check, today: Date) -> String {
    let client = &call.client;
    let has = left(check.left_before);
    let of_it = left_for(call, check);
    let would = match check.answer {
        Answer::Yes if check.charged.is_zero() => "is charged nothing".to_owned(),
        Answer::Yes => format!("is covered and leaves {}", check.left_after),
        Answer::Partly | Answer::No if check.overage.is_zero() => "is covered, but other calls are not".to_owned(),
        Answer::Partly | Answer::No => format!("would go {} over", check.overage),
    };
    let day = if call.date == today { String::new() } else { format!(" on {} {}", call.date.weekday(), call.date) };
    format!("{}: {client} has {has}{of_it}, a call of {}{day} {would}", check.answer.as_str(), call.worked)
}

/// How much of what is left is for calls of its kind, where not all of it is.
fn left_for(call: &Call, check: &Check) -> String {
    if check.left_for_call == check.left_before {
        return String::new();
    }
    let much = if check.left_for_call.is_zero() { "none".to_owned() } else { check.left_for_call.to_string() };
    match &call.service {
        Some(service) => format!(", {much} of it for {service}"),
        None => format!(", {much} of it for calls without a service"),
    }
}

fn overage(check: &Check, prices: PriceBasis) -> String {
    let over = check.overage;
    match check.class {
        OverageClass::Bill => {
            format!("{over} over at {} = {} {prices}", amount(check.rate), money(check.overage_amount))
        }
        OverageClass::Carry => format!("{over} over, held for the next package"),
        OverageClass::Waive => format!("{over} over, waived"),
    }
}

/// What there is to bill for it where that is not just its own overage.
fn in_all(check: &Check, prices: PriceBasis) -> Option<String> {
    let own = match check.class {
        OverageClass::Bill => check.overage_amount,
        OverageClass::Carry | OverageClass::Waive => Money::zero(check.currency),
    };
    let billed = check.billed_in_all.filter(|billed| *billed != own)?;
    Some(format!("in all {} {prices} to bill for it", money(billed)))
}

/// `hours.check/1`.
pub fn document(call: &Call, check: &Check, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        client: &'a str,
        date: String,
        answer: &'static str,
        worked_minutes: u64,
        charged_minutes: u64,
        draws: Vec<DrawView<'a>>,
        overage_minutes: u64,
        overage_amount: String,
        overage_class: Option<&'static str>,
        currency: &'a str,
        displaced_minutes: u64,
        relieved_minutes: u64,
        left_after_minutes: u64,
        passed_over: Vec<PassedOverView>,
        options: Vec<&'static str>,
    }
    #[derive(Serialize)]
    struct DrawView<'a> {
        package: &'a str,
        minutes: u64,
    }
    let mut options: Vec<&'static str> = check.ways.iter().map(Way::as_str).collect();
    options.dedup();
    let draws =
        check.draws.iter().map(|(package, minutes)| DrawView { package: package.as_str(), minutes: minutes.get() });
    let passed_over = check.passed_over.iter().map(PassedOverView::new);
    let body = Body {
        client: call.client.as_str(),
        date: call.date.to_string(),
        answer: check.answer.as_str(),
        worked_minutes: call.worked.get(),
        charged_minutes: check.charged.get(),
        draws: draws.collect(),
        overage_minutes: check.overage.get(),
        overage_amount: check.overage_amount.amount().to_string(),
        overage_class: (!check.overage.is_zero()).then_some(check.class.as_str()),
        currency: check.currency.code(),
        displaced_minutes: check.displaced.get(),
        relieved_minutes: check.relieved.get(),
        left_after_minutes: check.left_after.get(),
        passed_over: passed_over.collect(),
        options,
    };
    json::document("hours.check/1", body, Some(stamp))
}
