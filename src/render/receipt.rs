//! What a writing command did.

use serde::Serialize;

use super::balance::BalanceView;
use super::call_view::{CallView, call_view};
use super::describe::{describe, in_brackets, marks, package, target};
use super::entry_view::EntryView;
use super::json::{self, Stamp};
use super::text::{amount, left, threshold};
use crate::domain::balance::Balance;
use crate::domain::check::others;
use crate::domain::filed::{Filed, Place, Subject};
use crate::domain::package::PassedOver;
use crate::domain::{Book, Date, EntryId, Fact, Minutes, Open, OverageClass, Reckoned};

/// What was appended, or would be.
#[derive(Debug)]
pub struct Receipt<'a> {
    /// The ledger after it.
    pub book: &'a Book,
    /// The ledger's file name, for the opening.
    pub file: String,
    /// The new entries.
    pub entries: Vec<Filed>,
    /// Whether they had been there before (A6).
    pub already: bool,
    /// Whether nothing was written (`--dry-run`).
    pub dry_run: bool,
    /// The client they are about, with everything worked off.
    pub reckoned: Option<Reckoned<'a>>,
    /// Where that client stands now.
    pub balance: Option<Balance<'a>>,
    /// Where another client stands now from whom a call was taken, or to whom it came back.
    pub other: Option<Balance<'a>>,
    /// Where that client stood before, where that is known.
    pub before: Option<Before>,
}

/// Where a client stood before the new entries.
#[derive(Clone, Debug)]
pub struct Before {
    /// What was left.
    pub left: Minutes,
    /// The overage of each call, by its index.
    pub overages: Vec<Minutes>,
}

/// The receipt for a person.
pub fn table(receipt: &Receipt<'_>) -> String {
    let mut text = String::new();
    for filed in &receipt.entries {
        let marks = in_brackets(marks(filed));
        text.push_str(&format!("#{}  {}{marks}\n", filed.entry.seq, headline(receipt, filed)));
    }
    let line = match &receipt.entries[..] {
        [filed] => detail(receipt, filed).as_deref().map(below),
        _ => receipt.balance.as_ref().map(standing_line),
    };
    text.extend(line);
    text.extend(receipt.other.as_ref().map(standing_line));
    if receipt.already {
        text.push_str("    already recorded; nothing was written\n");
    }
    text
}

/// A line about the entry above it.
fn below(said: &str) -> String {
    format!("    {said}\n")
}

/// `    acme has 8h30m left of 10h`, below what was recorded.
pub(super) fn standing_line(balance: &Balance<'_>) -> String {
    below(&standing(balance))
}

/// What was recorded.
fn headline(receipt: &Receipt<'_>, filed: &Filed) -> String {
    match &filed.entry.fact {
        Fact::Open(open) => opening(receipt, open),
        Fact::Client(fact) if fact.is_first() => {
            format!("{}  {}", fact.client, fact.name.as_ref().map_or("", |name| name.as_str()))
        }
        Fact::Purchase(purchase) => package(purchase),
        Fact::Call(_) | Fact::Amend(_) => call(receipt, filed),
        Fact::Void(void) => {
            let again = counts_again(receipt.book, &void.entry);
            format!("void of {}: {}{again}", target(receipt.book, &void.entry), void.reason)
        }
        _ => describe(receipt.book, &filed.entry),
    }
}

/// `; #6 (Server restore, 3h) counts again`, of an amendment that is taken back. Where a barrier had fixed it, the call that it replaced does not,
/// and who wanted that has to log it anew.
fn counts_again(book: &Book, id: &EntryId) -> String {
    let Some(Fact::Amend(amend)) = book.entry_by_id(id).map(|filed| filed.entry.fact) else { return String::new() };
    let old = target(book, &amend.entry);
    match book.entry_by_id(&amend.entry) {
        Some(filed) if filed.void.is_none() => format!("; {old} counts again"),
        _ => format!("; {old} does not count again: log it anew if it took place"),
    }
}

fn opening(receipt: &Receipt<'_>, open: &Open) -> String {
    format!(
        "opened {} for {}: {}, prices {} with {} % VAT, {} an hour",
        receipt.file,
        open.name,
        open.currency,
        open.prices,
        open.vat,
        amount(open.rate)
    )
}

fn call(receipt: &Receipt<'_>, filed: &Filed) -> String {
    let view = call_view(filed, receipt.reckoned.as_ref(), Date::MAX);
    let Some(call) = filed.entry.fact.call() else { return String::new() };
    let [worked, charged, goodwill] =
        [view.worked_minutes, view.charged_minutes, view.goodwill_minutes].map(Minutes::new);
    let charged = match goodwill.is_zero() {
        true => format!("charged {charged}"),
        false => format!("goodwill instead of {goodwill}"),
    };
    let note = call.note.as_ref().map_or(String::new(), |note| format!("  {note}"));
    let instead = match &filed.entry.fact {
        Fact::Amend(amend) => format!("  (instead of {})", target(receipt.book, &amend.entry)),
        _ => String::new(),
    };
    let date = call.date;
    format!("{}  {} {date}  worked {worked}, {charged}{note}{instead}", call.client, date.weekday())
}

/// What it came to.
fn detail(receipt: &Receipt<'_>, filed: &Filed) -> Option<String> {
    if let Fact::Open(open) = &filed.entry.fact {
        let overage = match open.overage {
            OverageClass::Bill => "overage billed",
            OverageClass::Carry => "overage carried to the next package",
            OverageClass::Waive => "overage waived",
        };
        let minimum = open.minimum.filter(|minimum| *minimum != open.increment);
        let minimum = minimum.map_or_else(String::new, |minimum| format!(", at least {minimum}"));
        return Some(format!(
            "calls charged per {}{minimum}, {overage}, warning at {} left",
            open.increment,
            threshold(open.low)
        ));
    }
    let balance = receipt.balance.as_ref()?;
    match (&filed.entry.fact, filed.subject) {
        // That a new client has nothing left is no news.
        (Fact::Client(fact), _) if fact.is_first() => None,
        (Fact::Call(_) | Fact::Amend(_), Subject::Call(place)) => {
            let drawn =
                draws(&call_view(filed, receipt.reckoned.as_ref(), Date::MAX), &refused(receipt, balance, place));
            Some(format!("{drawn}{}{}", displaced(receipt, "calls that come after it"), standing(balance)))
        }
        (Fact::Void(_) | Fact::Refund(_) | Fact::Extend(_) | Fact::Client(_), _) => {
            let before = receipt.before.as_ref().map(|before| before.left).filter(|before| *before != balance.left);
            let before = before.map_or(String::new(), |before| format!(" ({} before)", left(before)));
            let moved = match &filed.entry.fact {
                Fact::Void(void) if is_call(receipt.book, &void.entry) => displaced(receipt, "other calls"),
                Fact::Void(_) => displaced(receipt, "calls"),
                _ => String::new(),
            };
            Some(format!("{moved}{}{before}", standing(balance)))
        }
        (Fact::Purchase(_), _) => {
            let (settled, covered) = (settled(receipt, filed.entry.seq), covered(receipt));
            Some(format!("{settled}{covered}{}", standing(balance)))
        }
        _ => Some(format!("{}{}", settled(receipt, filed.entry.seq), standing(balance))),
    }
}

fn is_call(book: &Book, id: &EntryId) -> bool {
    book.entry_by_id(id).is_some_and(|filed| filed.entry.fact.call().is_some())
}

/// `2h that had gone over is drawn from it; `, of a package that is drawn on as soon as it is there.
fn covered(receipt: &Receipt<'_>) -> String {
    let (Some(before), Some(reckoned)) = (&receipt.before, &receipt.reckoned) else { return String::new() };
    match others(&before.overages, reckoned) {
        (_, relieved) if relieved.is_zero() => String::new(),
        (_, relieved) => format!("{relieved} that had gone over is drawn from it; "),
    }
}

/// `30m of calls that come after it went over; `, of a call that is worked off before others; and how much less of them went over for it.
fn displaced(receipt: &Receipt<'_>, whose: &str) -> String {
    let (Some(before), Some(reckoned)) = (&receipt.before, &receipt.reckoned) else { return String::new() };
    let (displaced, relieved) = others(&before.overages, reckoned);
    let told = [(displaced, format!("of {whose} went over")), (relieved, format!("less over for {whose}"))];
    let told = told.into_iter().filter(|(minutes, _)| !minutes.is_zero());
    told.map(|(minutes, what)| format!("{minutes} {what}; ")).collect()
}

/// `1h15m of overage settled; `, of the entry that settled it.
fn settled(receipt: &Receipt<'_>, seq: u64) -> String {
    let Some(reckoned) = &receipt.reckoned else { return String::new() };
    let minutes: Minutes = reckoned.settled_by(seq).map(|(_, draw)| draw.minutes()).sum();
    if minutes.is_zero() { String::new() } else { format!("{minutes} of overage settled; ") }
}

/// `1h45m from acme-1, 1h15m over (acme-2 is for other services); `
fn draws(call: &CallView<'_>, refused: &str) -> String {
    let mut parts: Vec<String> =
        call.draws.iter().map(|draw| format!("{} from {}", Minutes::new(draw.minutes), draw.package)).collect();
    if call.overage.minutes > 0 {
        let class = match call.overage.class {
            Some("waive") => ", waived",
            Some("carry") => ", held for the next package",
            _ => "",
        };
        parts.push(format!("{} over{class}{refused}", Minutes::new(call.overage.minutes)));
    }
    if parts.is_empty() { String::new() } else { format!("{}; ", parts.join(", ")) }
}

/// ` (acme-1 is valid from 2026-12-01)`, of a call that goes over although something is left: why it cannot draw on that.
fn refused(receipt: &Receipt<'_>, balance: &Balance<'_>, call: Place) -> String {
    let Some(reckoned) = &receipt.reckoned else { return String::new() };
    let call = &reckoned.account.calls[call.at];
    let open = balance.packages.iter().filter(|standing| !standing.left().is_zero()).map(|standing| standing.package);
    let told = open.filter_map(|package| {
        Some(match package.refuses(call.date, call.service())? {
            PassedOver::NotYetValid => format!("{} is valid from {}", package.id(), package.purchase.from),
            PassedOver::OtherService => format!("{} is for other services", package.id()),
            // It is open again, by an extension that does not reach back (D5).
            PassedOver::Expired | PassedOver::UsedUp => format!("{} had ended by then", package.id()),
        })
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
}

/// `acme has 8h30m left of 10h`.
fn standing(balance: &Balance<'_>) -> String {
    let size = balance.size_of_left();
    let of = if balance.left.is_zero() || balance.left == size { String::new() } else { format!(" of {size}") };
    let coming = match balance.upcoming.is_zero() {
        true => String::new(),
        false => format!(", {} upcoming", balance.upcoming),
    };
    format!("{} has {}{of}{coming}", balance.client, left(balance.left))
}

/// `hours.receipt/1`.
pub fn document(receipt: &Receipt<'_>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        entries: Vec<Appended<'a>>,
        already: bool,
        dry_run: bool,
        balance: Option<BalanceView<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        other_balance: Option<BalanceView<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        call: Option<EntryView<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        refund: Option<EntryView<'a>>,
    }
    #[derive(Serialize)]
    struct Appended<'a> {
        seq: u64,
        id: &'a str,
        kind: &'static str,
    }
    fn view(filed: &Filed) -> Appended<'_> {
        let entry = &filed.entry;
        Appended { seq: entry.seq, id: entry.id.as_str(), kind: entry.fact.kind() }
    }
    let [balance, other_balance] =
        [&receipt.balance, &receipt.other].map(|balance| balance.as_ref().map(BalanceView::new));
    let body = Body {
        entries: receipt.entries.iter().map(view).collect(),
        already: receipt.already,
        dry_run: receipt.dry_run,
        balance,
        other_balance,
        call: only(receipt, |filed| matches!(filed.subject, Subject::Call(_))),
        refund: only(receipt, |filed| matches!(filed.entry.fact, Fact::Refund(_))),
    };
    json::document("hours.receipt/1", body, Some(stamp))
}

/// The entry that was recorded, as `entries` says it, where nothing else was and it is such a one.
fn only<'a>(receipt: &'a Receipt<'_>, is_such: fn(&Filed) -> bool) -> Option<EntryView<'a>> {
    let [filed] = &receipt.entries[..] else { return None };
    is_such(filed).then(|| EntryView::new(receipt.book, filed, receipt.reckoned.as_ref(), Date::MAX))
}
