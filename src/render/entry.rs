//! One entry: what it says, and for a call why it was charged and drawn as it was.

use serde::Serialize;

use super::describe::describe;
use super::entry_view::EntryView;
use super::json::{self, Stamp};
use super::text::{amount, money};
use crate::domain::billing::Billing;
use crate::domain::document::Document;
use crate::domain::draw::Draw;
use crate::domain::explain::{Explanation, GroupSteps};
use crate::domain::filed::{Filed, Subject};
use crate::domain::filed_call::FiledCall;
use crate::domain::package::PassedOver;
use crate::domain::{Book, Call, Date, Fact, Factor, Minutes, Outcome, OverageClass, PackageId, Reckoned};

/// An entry to show: with its line, and for a call the reasons.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The ledger.
    pub book: &'a Book,
    /// The entry.
    pub filed: &'a Filed,
    /// Its line in the file.
    pub line: &'a str,
    /// For a call: what became of it and why.
    pub explanation: Option<Explanation>,
    /// The client it is about, with everything worked off.
    pub reckoned: Option<Reckoned<'a>>,
    /// The day the answer is for.
    pub as_of: Date,
}

impl Shown<'_> {
    fn call(&self) -> Option<(&Call, Factor)> {
        let Subject::Call(place) = self.filed.subject else { return None };
        Some((self.filed.entry.fact.call()?, self.reckoned.as_ref()?.account.calls[place.at].factor))
    }
}

/// The entry, for a person.
pub fn table(shown: &Shown<'_>) -> String {
    let entry = &shown.filed.entry;
    let mut lines = vec![format!("#{}  {}  {}", entry.seq, entry.fact.kind(), describe(shown.book, entry))];
    lines.extend(about_line(shown));
    if shown.filed.late {
        lines.push(late_line(&entry.fact).to_owned());
    }
    if let Some(by) = shown.filed.void {
        lines.push(format!("taken back: {}", taken_back(shown.book, by)));
    }
    match (&shown.explanation, shown.call()) {
        (Some(explanation), Some((call, factor))) => {
            lines.extend(reasons(explanation, call, factor, shown.filed.void.is_some()));
        }
        (None, Some(_)) => lines.push("it was never worked off".to_owned()),
        _ => {
            lines.extend(settled(shown).map(|(call, draw)| settled_line(shown, call, draw)));
            lines.extend(document_lines(shown));
        }
    }
    let adopted = if shown.filed.adopted { ", adopted from another copy" } else { "" };
    lines.push(format!("recorded {} by {}{adopted}", entry.recorded, entry.by));
    if let Some(clock) = entry.clock {
        lines.push(format!("the clock said {clock}"));
    }
    lines.push(format!("id {}", entry.id));
    lines.push(shown.line.to_owned());
    lines.join("\n  ") + "\n"
}

fn late_line(fact: &Fact) -> &'static str {
    match fact {
        Fact::Amend(_) | Fact::Void(_) => "late: it changes a closed period",
        _ => "late: booked into a closed period",
    }
}

/// `acme, Fri 2026-11-20`: whom it is about and on which day, where it has a day of its own.
fn about_line(shown: &Shown<'_>) -> Option<String> {
    if let Some((call, _)) = shown.call() {
        return Some(call_line(call));
    }
    let date = shown.filed.entry.fact.date()?;
    let whom = shown.book.client_of(shown.filed).map_or("all clients", |client| client.as_str());
    Some(day_line(whom, date))
}

fn day_line(whom: &str, date: Date) -> String {
    format!("{whom}, {} {date}", date.weekday())
}

/// What it settled by the end of the day, if it is a settlement or a purchase that settled.
fn settled<'a>(shown: &'a Shown<'_>) -> impl Iterator<Item = (&'a FiledCall, Draw)> {
    let settled = shown.reckoned.iter().flat_map(|reckoned| reckoned.settled_by(shown.filed.entry.seq));
    settled.filter(|(_, draw)| draw.date <= shown.as_of)
}

/// `45m of #9 (VPN down), worked on Fri 2026-11-20 (G4)`.
fn settled_line(shown: &Shown<'_>, call: &FiledCall, draw: Draw) -> String {
    let (seq, date) = (call.seq(), call.date);
    format!("{} of #{seq} ({}), worked on {} {date} (G4)", draw.minutes(), shown.book.note(seq), date.weekday())
}

/// The invoices that a purchase or a refund stood on, and what credited an invoice.
fn document_lines(shown: &Shown<'_>) -> Vec<String> {
    let billings = shown.book.billings(shown.filed).unwrap_or_default().iter();
    let mut lines: Vec<String> =
        billings.filter_map(|billing| billing.by(shown.as_of)).map(|billing| on_invoice(&billing)).collect();
    let document = Document::issued(shown.book, shown.filed.entry.seq, shown.as_of);
    let credited = document.and_then(|document| document.credited_by);
    lines.extend(credited.map(|number| format!("credited by {number} (J4)")));
    lines
}

fn call_line(call: &Call) -> String {
    let mut line = day_line(call.client.as_str(), call.date);
    let extras = [
        call.start.map(|start| format!("at {start}")),
        call.case.as_ref().map(|case| format!("case {case}")),
        call.service.as_ref().map(|service| format!("service {service}")),
        call.contact.as_ref().map(|contact| format!("with {contact}")),
    ];
    for extra in extras.into_iter().flatten() {
        line.push_str(&format!(", {extra}"));
    }
    line
}

/// `#7, void of #6 (…): belongs to beta`.
fn taken_back(book: &Book, by: u64) -> String {
    let what = book.entry(by).map_or(String::new(), |filed| describe(book, &filed.entry));
    format!("#{by}, {what}")
}

fn reasons(explanation: &Explanation, call: &Call, factor: Factor, void: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if void {
        lines.push("before that:".to_owned());
    }
    lines.extend(charge_lines(explanation, call, factor));
    for (package, draw) in &explanation.draws {
        let how = match draw.settlement() {
            Some(seq) => format!(", settled on {} by #{seq} (G4)", draw.date),
            None if Some(package) == call.package.as_ref() => ", the package it names (F3)".to_owned(),
            None => String::new(),
        };
        lines.push(format!("{} from {package}{how}", draw.minutes()));
    }
    let outcome = explanation.outcome.outcome();
    let unsettled = outcome.unsettled(Date::MAX);
    if !unsettled.is_zero() {
        lines.push(overage_line(&outcome, unsettled));
        lines.extend(outcome.billings().iter().map(billing_line));
    }
    lines.extend(passed_over(&explanation.passed_over).map(|line| format!("{line} (F1)")));
    if explanation.fixed {
        let for_how_long =
            if void { "until it was taken back, no later entry changed it" } else { "no later entry changes it" };
        lines.push(format!("fixed by a barrier: {for_how_long} (H2)"));
    }
    lines
}

/// So many packages are named one by one; of more, those that came last.
const NAMED: usize = 5;

/// `passed over acme-1, acme-2: expired`, a line for each reason.
pub(super) fn passed_over(passed: &[(PackageId, PassedOver)]) -> impl Iterator<Item = String> {
    let reasons = [PassedOver::Expired, PassedOver::UsedUp, PassedOver::NotYetValid, PassedOver::OtherService];
    reasons.into_iter().filter_map(|reason| {
        let packages = passed.iter().filter(|(_, why)| *why == reason);
        let names: Vec<&str> = packages.map(|(package, _)| package.as_str()).collect();
        let earlier = names.len().saturating_sub(NAMED);
        let others = if earlier > 0 { format!(" and {earlier} earlier") } else { String::new() };
        (!names.is_empty())
            .then(|| format!("passed over {}{others}: {}", names[earlier..].join(", "), reason.in_words()))
    })
}

/// How worked became charged time.
fn charge_lines(explanation: &Explanation, call: &Call, factor: Factor) -> Vec<String> {
    let Explanation { steps, terms, .. } = explanation;
    let outcome = explanation.outcome.outcome();
    if let Some(reason) = &call.goodwill {
        return vec![format!(
            "worked {}, charged nothing as goodwill: {reason}; by itself it would be {} (E6)",
            call.worked,
            outcome.goodwill()
        )];
    }
    let mut lines = vec![format!("worked {}, charged {}", call.worked, outcome.charged())];
    if !steps.worked_before.is_zero() {
        lines.push(format!("  with {} worked before in its case that day: {} (E2)", steps.worked_before, steps.worked));
    }
    lines.extend(step_lines(steps, terms.minimum, terms.increment, factor));
    if !steps.worked_before.is_zero() {
        lines.push(format!("  less {} charged for the case before: {} (E4)", steps.charged_before, outcome.charged()));
    }
    lines
}

fn step_lines(steps: &GroupSteps, minimum: Minutes, increment: Minutes, factor: Factor) -> Vec<String> {
    let mut lines = Vec::new();
    if steps.charge.raised != steps.worked {
        lines.push(format!("  raised to the minimum of {minimum}: {} (E3)", steps.charge.raised));
    }
    if steps.charge.rounded != steps.charge.raised {
        lines.push(format!("  rounded up to a multiple of {increment}: {} (E3)", steps.charge.rounded));
    }
    if factor != Factor::ONE {
        lines.push(format!("  times {factor}: {} (E5)", steps.charge.multiplied));
    }
    lines
}

fn overage_line(outcome: &Outcome<'_>, minutes: Minutes) -> String {
    match outcome.class() {
        OverageClass::Waive => format!("{minutes} over, waived (G2)"),
        OverageClass::Bill => {
            let (open, billed) = (outcome.open_overage(Date::MAX), outcome.billed(Date::MAX));
            let state = match (open.is_zero(), billed.is_zero()) {
                (true, _) => "billed".to_owned(),
                (false, true) => "to be billed".to_owned(),
                (false, false) => format!("{billed} of it billed and {open} to be billed"),
            };
            let (rate, total) = (amount(outcome.rate()), money(outcome.amount(minutes)));
            format!("{minutes} over at {rate} = {total}, {state} (G2, G3)")
        }
        OverageClass::Carry => {
            format!(
                "{minutes} over, held for the next package; at {} it is {} (G2, G3)",
                amount(outcome.rate()),
                money(outcome.amount(minutes))
            )
        }
    }
}

/// `1h15m on invoice 2026-0001 of 2026-11-30 (J2)`.
fn billing_line(billing: &Billing) -> String {
    format!("{} {}", billing.minutes, on_invoice(billing))
}

/// `on invoice 2026-0001 of 2026-11-30 (J2)`.
pub(super) fn on_invoice(billing: &Billing) -> String {
    let credited = billing.credited.map_or(String::new(), |date| format!(", credited on {date}"));
    format!("on invoice {} of {}{credited} (J2)", billing.number, billing.date)
}

/// `hours.entry/1`.
pub fn document(shown: &Shown<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        entry: EntryView<'a>,
        line: &'a str,
        adopted: bool,
        void_by: Option<u64>,
        explanation: Option<ExplanationView>,
        settled: Vec<SettledView>,
    }
    let reckoned = shown.reckoned.as_ref();
    let body = Body {
        entry: EntryView::new(shown.book, shown.filed, reckoned, shown.as_of),
        line: shown.line,
        adopted: shown.filed.adopted,
        void_by: shown.filed.void,
        explanation: shown.explanation.as_ref().map(ExplanationView::new),
        settled: settled(shown)
            .map(|(call, draw)| SettledView { seq: call.seq(), minutes: draw.minutes().get() })
            .collect(),
    };
    json::document("hours.entry/1", body, Some(stamp))
}

/// What of a call an entry settled.
#[derive(Debug, Serialize)]
struct SettledView {
    seq: u64,
    minutes: u64,
}

/// The reasons in machine formats.
#[derive(Debug, Serialize)]
struct ExplanationView {
    charged_minutes: u64,
    increment_minutes: u64,
    minimum_minutes: u64,
    group_worked_before_minutes: u64,
    group_charged_before_minutes: u64,
    raised_minutes: u64,
    rounded_minutes: u64,
    multiplied_minutes: u64,
    rate: String,
    currency: String,
    fixed: bool,
    draws: Vec<ExplainedDraw>,
    passed_over: Vec<PassedOverView>,
}

#[derive(Debug, Serialize)]
struct ExplainedDraw {
    package: String,
    minutes: u64,
    date: String,
    settled_by: Option<u64>,
}

/// A package that was passed over.
#[derive(Debug, Serialize)]
pub(super) struct PassedOverView {
    package: String,
    reason: &'static str,
}

impl PassedOverView {
    pub(super) fn new((package, why): &(PackageId, PassedOver)) -> PassedOverView {
        PassedOverView { package: package.to_string(), reason: why.as_str() }
    }
}

impl ExplanationView {
    fn new(explanation: &Explanation) -> ExplanationView {
        let Explanation { steps, terms, .. } = explanation;
        let outcome = explanation.outcome.outcome();
        let draws = explanation.draws.iter().map(|(package, draw)| ExplainedDraw {
            package: package.to_string(),
            minutes: draw.minutes().get(),
            date: draw.date.to_string(),
            settled_by: draw.settlement(),
        });
        ExplanationView {
            charged_minutes: outcome.charged().get(),
            increment_minutes: terms.increment.get(),
            minimum_minutes: terms.minimum.get(),
            group_worked_before_minutes: steps.worked_before.get(),
            group_charged_before_minutes: steps.charged_before.get(),
            raised_minutes: steps.charge.raised.get(),
            rounded_minutes: steps.charge.rounded.get(),
            multiplied_minutes: steps.charge.multiplied.get(),
            rate: outcome.rate().amount().to_string(),
            currency: outcome.rate().currency().to_string(),
            fixed: explanation.fixed,
            draws: draws.collect(),
            passed_over: explanation.passed_over.iter().map(PassedOverView::new).collect(),
        }
    }
}
