//! What to do about what a rule forbids, for each way in which it can.

use std::path::Path;

use crate::domain::BadText;
use crate::domain::package::PassedOver;
use crate::domain::parting::Parting;
use crate::domain::rejection::Rejection;
use crate::shell;

/// What to do about a refusal.
pub fn advice(rejection: &Rejection) -> Option<String> {
    let subjects = [on_names, on_what_is_stated, on_packages, on_taking_back, on_invoices];
    subjects.iter().find_map(|advice| advice(rejection))
}

/// What to do about a name that stands for nothing, or is taken.
fn on_names(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::UnknownClient { client, .. } if client.ends_with(".jsonl") => ledger_behind_option(client),
        R::UnknownClient { nearest: Some(client), .. } => format!("did you mean `{client}`? (hours client list)"),
        R::UnknownClient { nearest: None, .. } => {
            "hours client list shows those there are; hours client add ID NAME adds one".into()
        }
        R::UnknownService { nearest: Some(service), .. } => format!("did you mean `{service}`? (hours service list)"),
        R::UnknownService { nearest: None, .. } => {
            "hours service list shows those there are; hours service add ID adds one".into()
        }
        R::UnknownPackage { nearest: Some(package), .. } => {
            format!("did you mean `{package}`? (hours balance --packages)")
        }
        R::UnknownPackage { nearest: None, .. } | R::ForeignPackage { .. } | R::PackageVoid { .. } => {
            "hours balance --packages shows those there are".into()
        }
        R::UnknownEntry { entry } if entry.contains([',', ' ']) => "one entry at a time: run it once for each".into(),
        R::UnknownEntry { .. } => "hours entries shows those there are; name one as 17 or by its id".into(),
        R::AmbiguousEntry { .. } => "write more of the id, or name the entry as 17".into(),
        R::ClientExists { client } => format!("hours client set {client} changes it"),
        R::ServiceExists { .. } => "a service never changes; add another under another id".into(),
        R::PackageExists { .. } => "leave the name away, or give another".into(),
        R::NoPackageName { .. } => "give it a name with --name".into(),
        _ => return None,
    })
}

/// How a ledger is named that stands where a client does, or where nothing is expected.
pub fn ledger_behind_option(ledger: &str) -> String {
    format!("a ledger goes behind its option: -f {}", shell::file(Path::new(ledger)))
}

/// What to do about what is stated, or should be.
fn on_what_is_stated(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::NoTime => "write how long it took, such as 45m".into(),
        R::CallTooLong { .. } => "write one call for each day".into(),
        R::LongCall { .. } => "if it really took that long, add --long".into(),
        R::NoSize => "write how much, such as 10h".into(),
        R::TermOutOfBounds { term: "overage-rate", .. } => "--overage waive charges nothing for it, whatever the rate".into(),
        R::TermOutOfBounds { term: "rate", .. } => {
            "--overage waive charges nothing for overage, and hours grant gives hours away".into()
        }
        R::BadText { fault: BadText::Control(_), .. } => "leave out line breaks and whatever cannot be seen".into(),
        R::BadText { fault: BadText::Empty, .. } => "write a few words".into(),
        R::BadText { fault: BadText::TooLong, .. } => "keep it short".into(),
        R::CurrencySettled { .. } => "add another client for work in another currency".into(),
        R::StatedAndCleared { .. } => "leave out one of the two".into(),
        R::Future { kind, .. } => dated(kind).into(),
        R::NotPositive { .. } => "hours grant gives hours away".into(),
        R::TooFine { .. } => "write the amount with the decimals its currency has".into(),
        R::NeedsOverageRate { .. } => "add --overage-rate".into(),
        R::NeedsPrice { .. } => "add --price TOTAL or --rate PER_HOUR".into(),
        R::NeedsVatReason => {
            "init, client add and client set take --vat-reason reverse-charge, exempt or outside-scope; with --from where it held before today".into()
        }
        R::NeedsVatId { cleared: true } => "state another --vat or --vat-reason in the same command".into(),
        R::NeedsVatId { cleared: false } => "add --vat-id (hours client set); every day of reverse charge needs it".into(),
        R::NoChange => "name what shall be different; the same command with --help lists what can be".into(),
        _ => return None,
    })
}

/// What to do about packages and periods that have not begun, or are over.
fn on_packages(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::Closed { .. } => "add --late to book it all the same; it shows as late in every list".into(),
        R::ClosedAlready { client, through } => {
            let whom = client.as_ref().map_or("--all", |client| client.as_str());
            format!("hours close {whom} --through DATE takes a day after {through}")
        }
        R::FromBeforePurchase { from, .. } => format!("a purchase of {from} (--on) can be used from that day on"),
        R::EmptyWindow { from, .. } => format!("the last day can be {from} at the earliest (--until)"),
        R::SettlesTooEarly { client, package, .. } => format!(
            "leave --settle away; hours settle {client} --package {package} does it once the package is valid"
        ),
        R::NotValidOn { why: PassedOver::NotYetValid, .. } => "give a day on which it is valid".into(),
        R::NotValidOn { why: PassedOver::Expired, client, package, .. } => {
            format!("hours extend {package} --until DATE makes it valid again; or hours buy {client} SIZE --settle sells another")
        }
        R::NotValidOn { client, .. } => {
            format!("hours buy {client} SIZE --settle sells a package that takes the overage up")
        }
        R::NotEligible { why: PassedOver::Expired, package, .. } => format!(
            "leave --package away to draw on what is valid; hours extend {package} --on DATE --until DATE makes it valid from that day on"
        ),
        R::NotEligible { .. } => "leave --package away to draw on what is valid".into(),
        R::EndsBeforeExtension { .. } => {
            "--on DATE extends it from an earlier day on; what was over in between can be settled (hours settle)".into()
        }
        R::NoEnd { .. } => "there is nothing to extend".into(),
        R::NothingToSettle { .. } => {
            "it must be worked and open by that day (on no invoice, or on one credited by then), not waived, and of a service that the package covers".into()
        }
        R::NotALaterEnd { package, now, .. } => {
            format!("an end only moves to a later day: hours extend {package} --until DATE takes one after {now}")
        }
        R::BeforePurchase { bought, .. } => format!("--on takes {bought} or a later day"),
        R::NotLeft { package, left, .. } if left.is_zero() => format!("hours show {package} tells what became of it"),
        R::NotLeft { .. } | R::NothingToRefund => "leave the time away to refund all that is left".into(),
        R::HasEnded { package, .. } => format!("hours extend {package} --until DATE makes it valid again"),
        _ => return None,
    })
}

/// What to do about what cannot be taken back, or replaced.
fn on_taking_back(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        // A new entry would charge the call twice.
        R::VoidAlready { instead: Some(amendment), .. } => {
            format!("#{amendment} stands in its place: amend that one, or take it back")
        }
        R::VoidAlready { .. } => "what is taken back stays so; write a new entry".into(),
        R::NotVoidable { kind: "close", .. } => "book what belongs into a closed period with --late".into(),
        R::NotVoidable { kind: "open", .. } => {
            "hours client set states other terms for a client; another name or currency takes a new ledger: hours init FILE".into()
        }
        R::NotVoidable { kind: "client", .. } => "hours client set changes a client".into(),
        R::DrawnOn { .. } => "void those calls first, or refund what is left".into(),
        R::ExtensionUsed { .. } => "void those first".into(),
        R::Refunded { .. } => "void the refund first".into(),
        R::NotACall { seq, kind: "purchase" | "grant" | "extend" | "refund" | "settle" } => {
            format!("hours void {seq} --reason TEXT takes it back; write it anew")
        }
        R::NotVoidable { kind: "void", .. } => "what it took back stays so; write a new entry".into(),
        R::NotVoidable { kind: "service", .. } => "a service never changes; add another under another id".into(),
        R::NotVoidable { kind: "invoice", .. } => "hours invoice credit NUMBER cancels an invoice".into(),
        R::NotVoidable { kind: "credit", .. } => "issue the invoice anew: what it listed is due again".into(),
        R::OnInvoice { drawn_on: Some(package), .. } => format!(
            "to take it back whole, credit its invoice and void those calls first; what is left of it can be paid back: hours refund {package}"
        ),
        R::OnInvoice { number, .. } | R::RefundedSince { number, .. } => {
            format!("hours invoice credit {number} --reason TEXT cancels that invoice first")
        }
        _ => return None,
    })
}

/// What to do about invoices and their numbers.
fn on_invoices(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::UnknownDocument { nearest: Some(number), .. } => format!("did you mean `{number}`? (hours invoice list)"),
        R::UnknownDocument { nearest: None, .. } => "hours invoice list shows those there are".into(),
        R::AmbiguousDocument { .. } => "name the one that is meant by its entry, such as '#17'".into(),
        R::NotAnInvoice { kind: "credit", .. } => "issue the invoice anew: what it listed is due again".into(),
        R::CreditedAlready { .. } => "what it listed is due again: hours invoice draft --all shows it".into(),
        R::ThroughAfterDate { .. } => "give an earlier day with --through, or a later --date".into(),
        R::DueBeforeDate { .. } => "--due counts days from the date on".into(),
        R::NothingDue { .. } => {
            "hours balance shows where clients stand; what stands on an invoice is not due again".into()
        }
        R::TooLargeInAll { parting: Some(parting) } => parted(*parting),
        R::CreditBeforeInvoice { issued, .. } => format!("--date takes {issued} or a later day"),
        R::BilledThen { .. } => "date the new invoice on the day of the credit note, or later".into(),
        R::NumberOutOfTurn { due: Some(_), .. } => {
            "numbers have no gaps; --first only begins a series that has no document yet".into()
        }
        R::NumberTaken { .. } => {
            "leave --first away to go on from the last one, or choose a --numbers pattern that differs".into()
        }
        R::NoNumber { .. } => "choose a shorter --numbers pattern".into(),
        _ => return None,
    })
}

/// How one invoice becomes two.
fn parted(parting: Parting) -> String {
    match parting {
        Parting::Through(day) => format!("issue one through an earlier day first: --through {day}"),
        Parting::Call(seq) => format!(
            "leave a call to an invoice of its own: hours void {seq} --reason TEXT takes it back; issue the rest, log it anew, and issue again"
        ),
        Parting::Package(seq) => format!(
            "part the packages by their days: hours void {seq} --reason TEXT takes one back; sell it anew with --on an earlier day, and issue one through that day first"
        ),
        Parting::CallAlone(seq) => format!("one call comes to that by itself: hours amend {seq} corrects it"),
    }
}

/// What to do about an entry of a kind that is dated on a day to come.
pub fn dated(kind: &str) -> &'static str {
    match kind {
        "purchase" | "grant" => {
            "a package is dated today or earlier; the first day it can be used may be later (--from)"
        }
        "extend" => "--on is today or earlier; --until may be later",
        "refund" | "settle" => "--on is today or earlier",
        "close" => "a period is closed once it is over",
        "invoice" => "an invoice bills what is done, and is dated today or earlier; hours invoice draft looks ahead",
        "credit" => "a credit note is dated today or earlier",
        _ => "work is written down when it is done",
    }
}
