//! What went wrong, for whom, and what to do about it: exit codes and hints, all in one place.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::billing::Unbilled;
use super::env::{Env, LEDGER};
use super::options::Color;
use super::typed::naming;
use crate::config::BadConfig;
use crate::domain::BadText;
use crate::domain::nearest::nearest;
use crate::domain::package::PassedOver;
use crate::domain::parting::Parting;
use crate::domain::rejection::Rejection;
use crate::render::text::escape;
use crate::shell;
use crate::store::{
    AlreadyThere, Busy, Conflicts, Damage, GoneBack, Missing, NotYetOpened, OfOther, OtherContent, OtherLedger,
    TooLarge, beginning, folder,
};

/// Where to read what `hours.toml` can say.
pub const SETTINGS: &str = "hours invoice --help and hours export --help list what can stand in it";

/// The exit codes of `docs/manual/hours.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, warnings included.
    Done = 0,
    /// A rule forbids it; nothing was written.
    Refused = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The answer is no.
    No = 3,
    /// The ledger is damaged, or was written by a newer version.
    Damaged = 4,
    /// It could not be done now; a retry may help.
    Unable = 5,
    /// A fault in this program.
    Fault = 70,
}

/// A failure that the command line finds itself: a fact, what to do about it, and the exit code.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    fact: String,
    hints: Vec<String>,
}

impl Failure {
    /// A fact, and the exit code that it means.
    pub fn new(exit: Exit, fact: impl Into<String>) -> Failure {
        Failure { exit, fact: fact.into(), hints: Vec::new() }
    }

    /// The command line is wrong.
    pub fn usage(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, fact)
    }

    /// A rule forbids it.
    pub fn refused(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Refused, fact)
    }

    /// It could not be done now.
    pub fn unable(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Unable, fact)
    }

    /// A fault in this program.
    pub fn fault(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Fault, fact).hint("please report it")
    }

    /// The ledger does not hold what was asked for.
    pub fn damaged(fact: impl Into<String>) -> Failure {
        Failure::new(Exit::Damaged, fact)
    }

    /// With what to do about it; said again, with more than that.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }

    /// The same of all there is to do about it, or of nothing.
    pub fn hints(self, hints: impl IntoIterator<Item: Into<String>>) -> Failure {
        hints.into_iter().fold(self, Failure::hint)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fact)
    }
}

impl std::error::Error for Failure {}

/// A failure as it is shown: escaped, with its exit code.
#[derive(Debug)]
pub struct Report {
    /// The exit code.
    pub exit: Exit,
    /// What is so.
    pub fact: String,
    /// What to do: mostly one thing.
    pub hints: Vec<String>,
}

/// Tells from an error's root what it means for whoever asked.
pub fn report(error: &anyhow::Error) -> Report {
    let (exit, hints) = match error.downcast_ref::<Failure>() {
        Some(failure) => (failure.exit, failure.hints.clone()),
        None => {
            let (exit, hint) = meaning(error);
            (exit, hint.into_iter().collect())
        }
    };
    Report { exit, fact: escape(&format!("{error:#}")), hints: hints.iter().map(|hint| escape(hint)).collect() }
}

/// What an error means that the command line did not find itself, and what to do about it.
fn meaning(error: &anyhow::Error) -> (Exit, Option<String>) {
    if let Some(rejection) = error.downcast_ref::<Rejection>() {
        (Exit::Refused, advice(rejection))
    } else if error.is::<Unbilled>() {
        // Each client has a hint of its own: see `Unbilled::told`.
        (Exit::Refused, None)
    } else if let Some(damage) = error.downcast_ref::<Damage>() {
        (Exit::Damaged, Some(damage.hint()))
    } else if error.is::<GoneBack>() {
        (Exit::Damaged, Some(GoneBack::HINT.to_owned()))
    } else if error.is::<OtherContent>() {
        let hint = "a retry repeats the very same command; something new needs another --id";
        (Exit::Refused, Some(hint.to_owned()))
    } else if let Some(too_large) = error.downcast_ref::<TooLarge>() {
        let hint = match too_large {
            TooLarge::Entry => "say it in fewer words, or in several entries",
            TooLarge::Ledger => "begin a new ledger in another file: hours init FILE",
        };
        (Exit::Refused, Some(hint.to_owned()))
    } else if let Some(AlreadyThere { path }) = error.downcast_ref() {
        (Exit::Refused, Some(taken(path)))
    } else if let Some(OfOther { error }) = error.downcast_ref::<OfOther>() {
        of_other(error)
    } else if error.is::<OtherLedger>() {
        (Exit::Refused, Some("every ledger is a file of its own; name a copy of this one".to_owned()))
    } else if error.is::<Conflicts>() {
        // What to do about them, the commands say that know both files.
        (Exit::Refused, None)
    } else if error.is::<NotYetOpened>() {
        (Exit::Refused, Some("ask about a later moment with --known".to_owned()))
    } else if error.is::<BadConfig>() {
        (Exit::Usage, Some(SETTINGS.to_owned()))
    } else if let Some(Missing { path, leads_to }) = error.downcast_ref() {
        let hint = match leads_to {
            Some(_) => "bring back what it leads to: is there a disk to be mounted?".to_owned(),
            None => elsewhere(path, ".jsonl").unwrap_or_else(|| beginning(path)),
        };
        (Exit::Unable, Some(hint))
    } else if error.is::<Busy>() {
        (Exit::Unable, Some("try again, or wait longer with --wait SECONDS".to_owned()))
    } else {
        let system = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
        (Exit::Unable, system.and_then(|error| by_system(error.kind())).map(str::to_owned))
    }
}

/// What to do where a new ledger shall stand and something stands already.
fn taken(path: &Path) -> String {
    if path.is_dir() {
        return format!("name a file in it, such as {}", shell::file(&path.join(LEDGER)));
    }
    let option = naming(Env::new(Color::Never), path).map_or_else(String::new, |option| format!("{option} "));
    format!("hours {option}balance shows what is in it; a new ledger needs another file")
}

/// What an error of the other copy means: it is not the ledger that the command works on.
fn of_other(error: &anyhow::Error) -> (Exit, Option<String>) {
    if error.is::<Damage>() {
        let hint =
            "is it a ledger? if it is, hours verify --ledger OTHER tells more, and hours repair can mend it there";
        return (Exit::Damaged, Some(hint.to_owned()));
    }
    (Exit::Unable, error.downcast_ref().and_then(|Missing { path, .. }| elsewhere(path, ".jsonl")))
}

/// Where a file is that is not where it was looked for: in no folder, or perhaps under a name that is nearly the same and ends so.
fn elsewhere(path: &Path, ending: &str) -> Option<String> {
    let folder = folder(path);
    if !folder.is_dir() {
        return Some(format!("there is no folder `{}`: is the path right?", folder.display()));
    }
    let names = folder.read_dir().ok()?.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let like: Vec<String> = names.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect();
    let wanted = if ending.is_empty() { path.file_name()? } else { path.file_stem()? };
    let near = nearest(wanted.to_str()?, like.iter().map(|name| (name, name.as_str())))?;
    Some(format!("did you mean `{}`?", path.with_file_name(format!("{near}{ending}")).display()))
}

/// The failure of a file that is not there, with where it may be.
pub fn no_file(shown: &str, path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::unable(format!("cannot read `{shown}`: {error}"));
    let hint = elsewhere(path, "").or_else(|| by_system(error.kind()).map(str::to_owned));
    failure.hints(hint)
}

/// What to do about what the system does not allow.
fn by_system(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::PermissionDenied => {
            "who owns it can allow it: ls -l tells who that is, and chmod changes what others may"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "what stands there can only be read: write elsewhere, or have it mounted for writing"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::WriteZero => "make room, then run it again",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "is the path right? ls tells what stands in a folder",
        ErrorKind::IsADirectory => "name a file in it",
        _ => return None,
    })
}

/// What to do about a refusal.
pub fn advice(rejection: &Rejection) -> Option<String> {
    let subjects = [on_names, on_what_is_stated, on_packages, on_taking_back, on_invoices];
    subjects.iter().find_map(|advice| advice(rejection))
}

/// What to do about a name that stands for nothing, or is taken.
fn on_names(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::UnknownClient { client, .. } if client.ends_with(".jsonl") => behind_option(client),
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
pub fn behind_option(ledger: &str) -> String {
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
        R::NotLeft { .. } => "leave the time away to refund all that is left".into(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_does_not_allow_has_a_hint() {
        use ErrorKind as K;
        for (kind, hint) in [
            (K::PermissionDenied, "who owns it can allow it"),
            (K::ReadOnlyFilesystem, "mounted for writing"),
            (K::StorageFull, "make room"),
            (K::QuotaExceeded, "make room"),
            (K::NotFound, "is the path right?"),
            (K::IsADirectory, "name a file in it"),
        ] {
            let report = report(&anyhow::Error::from(io::Error::from(kind)).context("cannot lock `hours.jsonl.lock`"));
            assert!(report.exit == Exit::Unable && report.hints.iter().any(|told| told.contains(hint)), "{kind}");
        }
    }

    #[test]
    fn r50_what_does_not_fit_is_refused_for_no_retry_would_help() {
        for too_large in [TooLarge::Entry, TooLarge::Ledger] {
            let report = report(&too_large.into());
            assert!(report.exit == Exit::Refused && !report.hints.is_empty(), "{}", report.fact);
        }
    }
}
