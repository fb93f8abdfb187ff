//! One entry: what it says, and for a call why it was charged and drawn as it was.

use serde::Serialize;

use super::json::{self, Stamp};
use super::text::{amount, count, money};
use crate::domain::billing::Billing;
use crate::domain::book::{Filed, Subject};
use crate::domain::document::Document;
use crate::domain::explain::{Explanation, Steps};
use crate::domain::filed::FiledCall;
use crate::domain::package::PassedOver;
use crate::domain::rejection::plain;
use crate::domain::value::repayment;
use crate::domain::{
    Account, Amend, Book, Call, ClientFact, Credit, Date, Entry, EntryId, Fact, Factor, Invoice, Minutes, Money,
    Number, Outcome, OverageClass, PackageId, Payment, PriceBasis, Purchase, Reckoned, Refund, Repaired, billing,
};

/// What an entry says, in a line.
pub fn describe(book: &Book, entry: &Entry) -> String {
    match &entry.fact {
        Fact::Open(open) => format!("opened for {}", open.name),
        Fact::Client(fact) => client(fact),
        Fact::Service(service) => {
            let name = service.name.as_ref().map_or(String::new(), |name| format!(" {name}"));
            format!("{}{name}, factor {}", service.service, service.factor)
        }
        Fact::Purchase(purchase) => package(purchase),
        Fact::Call(call) => call.note.as_ref().map_or_else(|| "no note".to_owned(), ToString::to_string),
        Fact::Void(void) => format!("void of {}: {}", target(book, &void.entry), void.reason),
        Fact::Amend(Amend { entry, reason, call }) => {
            let note = call.note.as_ref().map_or("call", |note| note.as_str());
            let reason = reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
            format!("{note} (instead of {}{reason})", target(book, entry))
        }
        Fact::Extend(extend) => {
            format!("{} extended until {}{}", extend.package, extend.until, because(extend.reason.as_ref()))
        }
        Fact::Refund(refund) => {
            let Refund { minutes, package, reason, .. } = refund;
            let amount = repaid(book, entry.seq, refund);
            let amount =
                amount.map_or(String::new(), |(amount, prices)| format!(", {} {prices} to pay back", money(amount)));
            format!("{minutes} of {package} refunded{amount}{}", because(reason.as_ref()))
        }
        Fact::Settle(settle) => format!("overage settled onto {}{}", settle.package, because(settle.reason.as_ref())),
        Fact::Close(close) => {
            let whom = if close.client.is_some() { "" } else { " for all clients" };
            format!("closed through {}{whom}{}", close.through, because(close.reason.as_ref()))
        }
        Fact::Invoice(invoice) => self::invoice(book, invoice),
        Fact::Credit(credit) => {
            let invoice = credited(book, credit).map_or("an invoice".to_owned(), |number| number.to_string());
            format!("{} credits {invoice}: {}", credit.number, credit.reason)
        }
        Fact::Repaired(repaired) => self::repaired(repaired),
    }
}

/// `line-ends, cut; 4 lines lost: disk failure`.
fn repaired(repaired: &Repaired) -> String {
    let done: Vec<&str> = repaired.done.iter().map(|mend| mend.as_str()).collect();
    let lost = match repaired.lost {
        0 => String::new(),
        lost => format!("; {} lost", count(lost, "line", "lines")),
    };
    let known = repaired.lost_seq.map_or(String::new(), |seq| format!("; #{seq} was known and is not in it"));
    format!("{}{lost}{known}{}", done.join(", "), because(repaired.reason.as_ref()))
}

/// `2026-0001: 1,687.50 EUR gross, due 2026-12-14`.
fn invoice(book: &Book, invoice: &Invoice) -> String {
    let gross = Document::draft(book, &invoice.bill).total.gross;
    format!("{}: {} gross, due {}", invoice.number, money(gross), invoice.bill.due)
}

/// The number of the invoice that is credited.
pub(super) fn credited(book: &Book, credit: &Credit) -> Option<Number> {
    match book.entry_by_id(&credit.invoice)?.entry.fact {
        Fact::Invoice(invoice) => Some(invoice.number),
        _ => None,
    }
}

/// What a refund pays back, and whether that includes VAT; none for a grant.
pub(super) fn repaid(book: &Book, seq: u64, refund: &Refund) -> Option<(Money, PriceBasis)> {
    let (_, package) = book.package(&refund.package)?;
    repayment(package, seq, refund.minutes)
}

fn because(reason: Option<&crate::domain::Text>) -> String {
    reason.map_or(String::new(), |reason| format!(": {reason}"))
}

/// `#6 (Server restore, 3h)`.
pub(super) fn target(book: &Book, id: &EntryId) -> String {
    let Some(filed) = book.entry_by_id(id) else { return id.to_string() };
    let seq = filed.entry.seq;
    match &filed.entry.fact {
        Fact::Call(call) | Fact::Amend(Amend { call, .. }) => {
            let note = call.note.as_ref().map_or("call", |note| note.as_str());
            format!("#{seq} ({note}, {})", call.worked)
        }
        Fact::Purchase(purchase) => format!("#{seq} ({}, {})", purchase.package, purchase.size),
        fact => format!("#{seq} ({})", fact.kind()),
    }
}

/// The fields an entry about a client states: `name ACME GmbH, lang de`.
fn client(fact: &ClientFact) -> String {
    let mut said: Vec<String> =
        super::clients::stated(fact).into_iter().map(|(name, value)| format!("{name} {value}")).collect();
    if !fact.clear.is_empty() {
        let cleared: Vec<&str> = fact.clear.iter().map(|field| field.as_str()).collect();
        said.push(format!("cleared {}", cleared.join(", ").replace('_', "-")));
    }
    let from = fact.from.map_or(String::new(), |from| format!(" from {from}"));
    format!("{}{from}: {}", fact.client, said.join(", "))
}

/// `acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end`.
pub(super) fn package(purchase: &Purchase) -> String {
    let paid = match &purchase.payment {
        Payment::Paid { price, prices, .. } => format!("for {} {prices}", money(*price)),
        Payment::Granted { .. } => "granted".to_owned(),
    };
    let until = purchase.until.map_or("no end".to_owned(), |until| format!("until {until}"));
    let services = match purchase.services.is_empty() {
        true => String::new(),
        false => format!(", only {}", purchase.services.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ")),
    };
    let reason = match &purchase.payment {
        Payment::Granted { reason } => format!(": {reason}"),
        Payment::Paid { .. } => String::new(),
    };
    format!("{}  {} {paid}, from {}, {until}{services}{reason}", purchase.package, purchase.size, purchase.from)
}

/// A call in machine formats, with what became of it.
#[derive(Debug, Serialize)]
pub(super) struct CallView<'a> {
    pub(super) client: &'a str,
    pub(super) date: String,
    pub(super) start: Option<String>,
    pub(super) worked_minutes: u64,
    pub(super) charged_minutes: u64,
    pub(super) goodwill_minutes: u64,
    pub(super) case: Option<&'a str>,
    pub(super) service: Option<&'a str>,
    pub(super) factor: String,
    pub(super) package: Option<&'a str>,
    pub(super) goodwill: Option<&'a str>,
    pub(super) contact: Option<&'a str>,
    pub(super) note: Option<&'a str>,
    pub(super) late: bool,
    pub(super) void: bool,
    pub(super) draws: Vec<DrawView<'a>>,
    pub(super) overage: OverageView,
}

/// Minutes taken from a package.
#[derive(Debug, Serialize)]
pub(super) struct DrawView<'a> {
    pub(super) package: &'a str,
    pub(super) minutes: u64,
    pub(super) date: String,
}

/// What of a call no package covers.
#[derive(Debug, Serialize)]
pub(super) struct OverageView {
    pub(super) minutes: u64,
    pub(super) amount: String,
    pub(super) class: Option<&'static str>,
    pub(super) invoice: Option<String>,
}

impl<'a> CallView<'a> {
    /// A call by the end of `date`; `outcome` is none where it was taken back.
    pub(super) fn new(
        account: &'a Account,
        call: &'a Call,
        filed: &FiledCall,
        outcome: Option<&Outcome<'_>>,
        no_money: String,
        date: Date,
    ) -> CallView<'a> {
        let zero = OverageView { minutes: 0, amount: no_money, class: None, invoice: None };
        CallView {
            client: call.client.as_str(),
            date: call.date.to_string(),
            start: json::maybe(call.start),
            worked_minutes: call.worked.get(),
            charged_minutes: outcome.map_or(0, |outcome| outcome.charged().get()),
            goodwill_minutes: outcome.map_or(0, |outcome| outcome.goodwill().get()),
            case: call.case.as_ref().map(|text| text.as_str()),
            service: call.service.as_ref().map(|service| service.as_str()),
            factor: filed.factor.to_string(),
            package: call.package.as_ref().map(|package| package.as_str()),
            goodwill: call.goodwill.as_ref().map(|text| text.as_str()),
            contact: call.contact.as_ref().map(|text| text.as_str()),
            note: call.note.as_ref().map(|text| text.as_str()),
            late: call.late,
            void: filed.is_void(),
            draws: outcome.map_or_else(Vec::new, |outcome| draws(account, outcome, date)),
            overage: outcome.map_or(zero, |outcome| overage(outcome, date)),
        }
    }
}

fn draws<'a>(account: &'a Account, outcome: &Outcome<'_>, date: Date) -> Vec<DrawView<'a>> {
    let by_then = outcome.draws.iter().filter(|draw| draw.date <= date);
    let view = |draw: &crate::domain::draw::Draw| DrawView {
        package: account.packages[draw.package()].id().as_str(),
        minutes: draw.minutes().get(),
        date: draw.date.to_string(),
    };
    by_then.map(view).collect()
}

fn overage(outcome: &Outcome<'_>, date: Date) -> OverageView {
    let minutes = outcome.unsettled(date);
    let class = (!minutes.is_zero()).then_some(outcome.class().as_str());
    let invoice = billing::standing(outcome.billings(), date).map(|billing| billing.number.to_string());
    OverageView { minutes: minutes.get(), amount: outcome.amount(minutes).amount().to_string(), class, invoice }
}

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
    /// The client, with everything worked off.
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
    if let Some((call, _)) = shown.call() {
        lines.push(call_line(call, shown.filed));
    }
    if let Some(by) = shown.filed.void {
        lines.push(format!("taken back: {}", taken_back(shown.book, by)));
    }
    match (&shown.explanation, shown.call()) {
        (Some(explanation), Some((call, factor))) => {
            lines.extend(reasons(explanation, call, factor, shown.filed.void.is_some()));
        }
        (None, Some(_)) => lines.push("it was never worked off".to_owned()),
        _ => {}
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

fn call_line(call: &Call, filed: &Filed) -> String {
    let late = match filed.entry.fact {
        Fact::Amend(_) => "late: it changes a closed period",
        _ => "late: booked into a closed period",
    };
    let mut line = format!("{}, {} {}", call.client, call.date.weekday(), call.date);
    let extras = [
        call.start.map(|start| format!("at {start}")),
        call.case.as_ref().map(|case| format!("case {case}")),
        call.service.as_ref().map(|service| format!("service {service}")),
        call.contact.as_ref().map(|contact| format!("with {contact}")),
        filed.late.then(|| late.to_owned()),
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
        lines.push("fixed by a barrier: no later entry changes it (H2)".to_owned());
    }
    lines
}

/// `passed over acme-1, acme-2: expired`, a line for each reason.
pub(super) fn passed_over(passed: &[(PackageId, PassedOver)]) -> impl Iterator<Item = String> {
    let reasons = [PassedOver::Expired, PassedOver::UsedUp, PassedOver::NotYetValid, PassedOver::OtherService];
    reasons.into_iter().filter_map(|reason| {
        let packages = passed.iter().filter(|(_, why)| *why == reason);
        let names: Vec<&str> = packages.map(|(package, _)| package.as_str()).collect();
        (!names.is_empty()).then(|| format!("passed over {}: {}", names.join(", "), plain(reason)))
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

fn step_lines(steps: &Steps, minimum: Minutes, increment: Minutes, factor: Factor) -> Vec<String> {
    let mut lines = Vec::new();
    if steps.raised != steps.worked {
        lines.push(format!("  raised to the minimum of {minimum}: {} (E3)", steps.raised));
    }
    if steps.rounded != steps.raised {
        lines.push(format!("  rounded up to a multiple of {increment}: {} (E3)", steps.rounded));
    }
    if factor != Factor::ONE {
        lines.push(format!("  times {factor}: {} (E5)", steps.multiplied));
    }
    lines
}

fn overage_line(outcome: &Outcome<'_>, minutes: Minutes) -> String {
    match outcome.class() {
        OverageClass::Waive => format!("{minutes} over, waived (G2)"),
        OverageClass::Bill => {
            format!(
                "{minutes} over at {} = {}, {} (G2, G3)",
                amount(outcome.rate()),
                money(outcome.amount(minutes)),
                if outcome.open_overage(Date::MAX).is_zero() { "billed" } else { "to be billed" }
            )
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

/// `on invoice 2026-0001 of 2026-11-30 (J2)`.
fn billing_line(billing: &Billing) -> String {
    let credited = billing.credited.map_or(String::new(), |date| format!(", credited on {date}"));
    format!("{} on invoice {} of {}{credited} (J2)", billing.minutes, billing.number, billing.date)
}

/// `hours.entry/1`.
pub fn document(shown: &Shown<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        entry: super::entries::EntryView<'a>,
        line: &'a str,
        adopted: bool,
        void_by: Option<u64>,
        explanation: Option<ExplanationView>,
    }
    let reckoned = shown.reckoned.as_ref();
    let body = Body {
        entry: super::entries::EntryView::new(shown.book, shown.filed, reckoned, shown.as_of),
        line: shown.line,
        adopted: shown.filed.adopted,
        void_by: shown.filed.void,
        explanation: shown.explanation.as_ref().map(ExplanationView::new),
    };
    json::document("hours.entry/1", body, Some(stamp))
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
    pub(super) package: String,
    pub(super) reason: &'static str,
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
        let passed_over = explanation.passed_over.iter();
        ExplanationView {
            charged_minutes: outcome.charged().get(),
            increment_minutes: terms.increment.get(),
            minimum_minutes: terms.minimum.get(),
            group_worked_before_minutes: steps.worked_before.get(),
            group_charged_before_minutes: steps.charged_before.get(),
            raised_minutes: steps.raised.get(),
            rounded_minutes: steps.rounded.get(),
            multiplied_minutes: steps.multiplied.get(),
            rate: outcome.rate().amount().to_string(),
            currency: outcome.rate().currency().to_string(),
            fixed: explanation.fixed,
            draws: draws.collect(),
            passed_over: passed_over
                .map(|(package, why)| PassedOverView { package: package.to_string(), reason: why.as_str() })
                .collect(),
        }
    }
}
