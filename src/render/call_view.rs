//! A call for machines, with what became of it.

use serde::Serialize;

use super::json;
use crate::domain::draw::Draw;
use crate::domain::filed::{Filed, Subject};
use crate::domain::{Account, Date, Money, Outcome, Reckoned, billing};

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
    /// Of the amount above.
    pub(super) currency: String,
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
    /// What of the minutes stands on invoices: less than all of them where some were settled when the first was issued.
    pub(super) billed_minutes: u64,
}

/// The call that an entry recorded, with what became of it by the end of `date`. `reckoned` is the account of its client.
pub(super) fn call_view<'a>(filed: &'a Filed, reckoned: Option<&'a Reckoned<'_>>, date: Date) -> CallView<'a> {
    let (Subject::Call(place), Some(reckoned)) = (filed.subject, reckoned) else {
        unreachable!("a call is shown with its client's account");
    };
    let Some(call) = filed.entry.fact.call() else { unreachable!("entry #{} records a call", filed.entry.seq) };
    let account = reckoned.account;
    let (row, outcome) = (&account.calls[place.at], reckoned.outcome(place.at));
    // None where it was taken back.
    let outcome = outcome.as_ref();
    let no_money = || Money::zero(account.currency(reckoned.house)).amount().to_string();
    let nothing = || OverageView { minutes: 0, amount: no_money(), class: None, invoice: None, billed_minutes: 0 };
    CallView {
        client: call.client.as_str(),
        date: call.date.to_string(),
        start: json::maybe(call.start),
        worked_minutes: call.worked.get(),
        charged_minutes: outcome.map_or(0, |outcome| outcome.charged().get()),
        goodwill_minutes: outcome.map_or(0, |outcome| outcome.goodwill().get()),
        case: call.case.as_ref().map(|text| text.as_str()),
        service: call.service.as_ref().map(|service| service.as_str()),
        factor: row.factor.to_string(),
        package: call.package.as_ref().map(|package| package.as_str()),
        goodwill: call.goodwill.as_ref().map(|text| text.as_str()),
        contact: call.contact.as_ref().map(|text| text.as_str()),
        note: call.note.as_ref().map(|text| text.as_str()),
        late: filed.late,
        void: row.is_void(),
        draws: outcome.map_or_else(Vec::new, |outcome| draws(account, outcome, date)),
        overage: outcome.map_or_else(nothing, |outcome| overage(outcome, date)),
        currency: account.currency(reckoned.house).to_string(),
    }
}

fn draws<'a>(account: &'a Account, outcome: &Outcome<'_>, date: Date) -> Vec<DrawView<'a>> {
    let by_then = outcome.draws.iter().filter(|draw| draw.date <= date);
    let view = |draw: &Draw| DrawView {
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
    OverageView {
        minutes: minutes.get(),
        amount: outcome.amount(minutes).amount().to_string(),
        class,
        invoice,
        billed_minutes: outcome.billed(date).get(),
    }
}
