//! Why an entry is refused, in words.

use std::fmt;

use super::Rejection;
use crate::domain::{BadText, Bounds};

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Rejection as R;
        match self {
            R::NotOpened => write!(f, "the first entry does not open the ledger"),
            R::OpenedTwice => write!(f, "the ledger is opened a second time"),
            R::WrongSeq { expected, found } => write!(f, "`seq` is {found} where {expected} was due"),
            R::IdTaken { id, seq } => write!(f, "the id `{id}` is taken by entry #{seq}"),
            R::NotLater { recorded, last } => write!(f, "recorded `{recorded}`, which is not after `{last}`"),
            R::IdleClock => write!(f, "`clock` is kept although it is what `recorded` says or later"),
            R::UnknownClient { client, .. } => write!(f, "no client `{client}`"),
            R::UnknownService { service, .. } => write!(f, "no service `{service}`"),
            R::UnknownPackage { package, .. } => write!(f, "no package `{package}`"),
            R::ForeignPackage { package, client } => write!(f, "package `{package}` is not one of `{client}`"),
            R::UnknownEntry { entry } => write!(f, "no entry `{entry}`"),
            R::AmbiguousEntry { entry, count } => write!(f, "`{entry}` begins the ids of {count} entries"),
            R::ClientExists { client } => write!(f, "there is a client `{client}` already"),
            R::ServiceExists { service } => write!(f, "there is a service `{service}` already"),
            R::PackageExists { package } => write!(f, "there is a package `{package}` already"),
            R::PackageVoid { package, by } => write!(f, "package `{package}` was taken back by #{by}"),
            R::NoPackageName { client } => write!(f, "the next package name of `{client}` would be too long"),
            R::NoTime => write!(f, "`0m` is no time at all"),
            R::NothingToRefund => write!(f, "`0m` is nothing to pay back"),
            R::NoSize => write!(f, "`0m` is no size for a package"),
            R::CallTooLong { time } => write!(f, "a call of `{time}` is longer than {}", Bounds::CALL),
            R::LongCall { time } => write!(f, "a call of `{time}` is longer than {}", Bounds::ORDINARY_CALL),
            R::PackageTooLarge { size } => write!(f, "a package of `{size}` is larger than {}", Bounds::PACKAGE),
            R::TermOutOfBounds { term, bound } => write!(f, "`{term}` is {bound}"),
            R::BadText { field, fault, most } => match fault {
                BadText::Empty => write!(f, "the {field} is empty"),
                BadText::TooLong => write!(f, "the {field} is longer than {most} characters"),
                BadText::Control(c) => {
                    write!(f, "the {field} has a control or invisible character: `{}`", c.escape_unicode())
                }
            },
            R::BeforeCalendar { date } => write!(f, "`{date}` is before 1900-01-01, where a ledger's calendar begins"),
            R::Future { date, today, .. } => write!(f, "`{date}` is in the future: today is {today}"),
            R::AfterRecorded { date } => write!(f, "`{date}` is later than the entry was recorded"),
            R::TooFine { amount, currency } if currency.digits() == 0 => {
                write!(f, "`{amount}` has decimals, and {currency} has none")
            }
            R::TooFine { amount, currency } => {
                write!(f, "`{amount}` has more than the {} decimals of {currency}", currency.digits())
            }
            R::TooLarge { amount } => write!(f, "`{amount}` leads to an amount of 10^12 or more"),
            R::NotPositive { price } => write!(f, "a price of `{price}` is not positive"),
            R::OtherCurrency { amount, currency } => {
                write!(f, "`{amount}` is not in {currency}, the client's currency")
            }
            R::CurrencySettled { client, currency } => {
                write!(f, "the currency of `{client}` is {currency}; a client has one currency for good")
            }
            R::NeedsOverageRate { currency } => {
                write!(f, "a client in {currency} needs an overage rate: the list rate is in another currency")
            }
            R::NeedsPrice { currency } => {
                write!(f, "a package in {currency} needs a price: the list rate is in another currency")
            }
            R::NeedsVatReason => write!(f, "a VAT rate of 0 needs a reason"),
            R::NeedsVatId { .. } => write!(f, "reverse charge needs the client's VAT id"),
            R::NotAFirstEntry { client } => {
                write!(f, "the first entry of client `{client}` has a name, no `from` and clears nothing")
            }
            R::StatedAndCleared { field } => {
                write!(f, "`{}` is stated and cleared at once", field.replace('_', "-"))
            }
            R::NoChange => write!(f, "nothing would change"),
            R::TooManyTimes { times } => write!(f, "`{times}` packages at once: 1 to {} can be", Bounds::TIMES),
            R::FromBeforePurchase { from, date } => write!(f, "valid from `{from}`, before it was bought on {date}"),
            R::EmptyWindow { from, until } => write!(f, "valid until `{until}`, before it begins on {from}"),
            R::EndsBeforeExtension { until, date } => {
                write!(f, "an extension on {date} until `{until}` would be over before it begins")
            }
            R::BeyondCalendar => write!(f, "the dates go beyond 9999-12-31"),
            R::SettlesTooEarly { package, from, .. } => {
                write!(f, "package `{package}` cannot settle anything at once: it is valid from {from} on")
            }
            R::NotValidOn { package, date, why, .. } => {
                write!(f, "package `{package}` cannot settle anything on {date}: {}", why.in_words())
            }
            R::Closed { date, through } => write!(f, "`{date}` is in the period closed through {through}"),
            R::ClosedAlready { client: Some(client), through } => {
                write!(f, "`{client}` is closed through {through} already")
            }
            R::ClosedAlready { client: None, through } => write!(f, "closed through {through} already"),
            R::NotEligible { package, date, why } => {
                write!(f, "package `{package}` cannot be drawn on {date}: {}", why.in_words())
            }
            R::NotALaterEnd { until, now, .. } => write!(f, "`{until}` is not later than the end it has: {now}"),
            R::NoEnd { package } => write!(f, "package `{package}` never ends"),
            R::BeforePurchase { package, date, bought } => {
                write!(f, "`{date}` is before package `{package}` was bought on {bought}")
            }
            R::NotLeft { package, left, .. } if left.is_zero() => write!(f, "nothing is left of package `{package}`"),
            R::NotLeft { package, asked, left } => {
                write!(f, "`{asked}` is more than the {left} left of package `{package}`")
            }
            R::HasEnded { package, until } => write!(f, "package `{package}` ended on {until}"),
            R::NothingToSettle { client } => write!(f, "`{client}` has no overage that this package could settle"),
            R::VoidAlready { seq, by, .. } => write!(f, "entry `#{seq}` was taken back by #{by} already"),
            R::NotVoidable { seq, kind } => write!(f, "entry `#{seq}` is of kind `{kind}`, which is never taken back"),
            R::DrawnOn { package } => write!(f, "calls that are fixed drew on package `{package}`"),
            R::ExtensionUsed { package } => {
                write!(f, "calls that are fixed, or a refund, made use of this extension of package `{package}`")
            }
            R::Refunded { package } => write!(f, "package `{package}` was refunded"),
            R::NotACall { seq, kind } => write!(f, "entry `#{seq}` is of kind `{kind}`; only calls are amended"),
            R::ThroughAfterDate { through, date } => {
                write!(f, "an invoice dated {date} cannot bill what comes later, through `{through}`")
            }
            R::DueBeforeDate { due, date } => write!(f, "due on `{due}`, before its date {date}"),
            R::UnknownDocument { number, .. } => write!(f, "no invoice `{number}`"),
            R::AmbiguousDocument { number, entries } => {
                let entries: Vec<String> = entries.iter().map(|seq| format!("#{seq}")).collect();
                write!(f, "`{number}` stands on {} documents: {}", entries.len(), entries.join(", "))
            }
            R::NotAnInvoice { seq, kind } => {
                write!(f, "entry `#{seq}` is of kind `{kind}`; only invoices are credited")
            }
            R::CreditedAlready { number, by } => write!(f, "invoice `{number}` was credited by #{by} already"),
            R::CreditBeforeInvoice { date, number, issued } => {
                write!(f, "`{date}` is before invoice `{number}` was issued on {issued}")
            }
            R::RefundedSince { package, number } => {
                write!(f, "a later refund of package `{package}` stands on invoice `{number}`")
            }
            R::OnInvoice { seq, number, drawn_on: None } => write!(f, "entry `#{seq}` stands on invoice `{number}`"),
            R::OnInvoice { seq, number, drawn_on: Some(package) } => {
                write!(f, "entry `#{seq}` stands on invoice `{number}`, and calls that are fixed drew on `{package}`")
            }
            R::NothingDue { client: Some(client), through } => {
                write!(f, "nothing is due from `{client}` through {through}")
            }
            R::NothingDue { client: None, through } => write!(f, "nothing is due from anybody through {through}"),
            R::TooManyLines { client, lines } => {
                write!(f, "an invoice of {lines} lines for `{client}`: it can have {}", Bounds::LINES)
            }
            R::TooLargeInAll { .. } => write!(f, "what is due comes to 10^12 or more"),
            R::NotDue { seq, number } => write!(f, "entry `#{seq}` is not due on invoice `{number}`"),
            R::BilledThen { seq, date } => {
                write!(f, "entry `#{seq}` stood on an invoice that was credited only after {date}")
            }
            R::WrongTotals { number } => write!(f, "the totals of invoice `{number}` are not what its lines come to"),
            R::NotWhatIsDue { number } => write!(f, "invoice `{number}` does not list just what was due"),
            R::WrongNumber { number, pattern, date } => {
                write!(f, "`{number}` is no number that `{pattern}` gives a document of {date}")
            }
            R::NumberTaken { number, seq } => write!(f, "the number `{number}` is taken by entry #{seq}"),
            R::NumberOutOfTurn { number, due: Some(due) } => write!(f, "`{number}` where number {due} is next"),
            R::NumberOutOfTurn { number, due: None } => write!(f, "`{number}` is not the next number"),
            R::NoNumber { pattern } => write!(f, "the next number by `{pattern}` would be too long"),
        }
    }
}
