//! Why an entry is refused, as facts. What to do about it is a hint, and those live with the command line.

use std::fmt;

use super::{
    BadText, Bounds, ClientField, ClientId, Currency, Date, EntryId, Instant, Minutes, Money, Number, PackageId,
    Pattern, ServiceId, package::PassedOver,
};

/// Why an entry was refused, in the order the rules are checked: an entry that breaks two of them is always refused
/// for the first. The same fact in a line already written is damage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of a refusal are named for what they hold")]
pub enum Rejection {
    // The line's place in the ledger (A2, A4).
    /// The first entry does not open the ledger.
    NotOpened,
    /// A later entry opens it again.
    OpenedTwice,
    /// `seq` does not count on.
    WrongSeq { expected: u64, found: u64 },
    /// The id is taken.
    IdTaken { id: EntryId, seq: u64 },
    /// `recorded` is not later than the line before.
    NotLater { recorded: Instant, last: Instant },
    /// `clock` stands beside `recorded` although the clock was used.
    IdleClock,

    // What it names.
    /// No such client.
    UnknownClient { client: String, nearest: Option<ClientId> },
    /// No such service.
    UnknownService { service: String, nearest: Option<ServiceId> },
    /// No such package.
    UnknownPackage { package: String, nearest: Option<PackageId> },
    /// The package belongs to somebody else.
    ForeignPackage { package: PackageId, client: ClientId },
    /// No such entry.
    UnknownEntry { entry: String },
    /// An abbreviated id that fits several entries.
    AmbiguousEntry { entry: String, count: usize },
    /// A client of that id exists.
    ClientExists { client: ClientId },
    /// A service of that id exists.
    ServiceExists { service: ServiceId },
    /// A package of that name exists.
    PackageExists { package: PackageId },
    /// The package was taken back.
    PackageVoid { package: PackageId, by: u64 },
    /// No name can be made up for the package: it would be too long.
    NoPackageName { client: ClientId },

    // Values beyond their bounds (B).
    /// No time at all (B5).
    NoTime,
    /// A package of no size (D3).
    NoSize,
    /// Longer than a call can be (B5).
    CallTooLong { time: Minutes },
    /// Above 12 hours without being marked (B5).
    LongCall { time: Minutes },
    /// Larger than a package can be (B5).
    PackageTooLarge { size: Minutes },
    /// Beyond what a term may be (C3).
    TermOutOfBounds { term: &'static str, bound: String },
    /// A text that is empty, too long or not printable (B5).
    BadText { field: &'static str, fault: BadText, most: usize },
    /// A date before 1900.
    BeforeCalendar { date: String },
    /// A date that is still to come (B4).
    Future { date: Date, today: Date },
    /// A date later than the moment it was recorded at (B4).
    AfterRecorded { date: Date },
    /// More decimals than the currency has (B2).
    TooFine { amount: String, currency: Currency },
    /// 10^12 or more (B5).
    TooLarge { amount: String },
    /// A price that is not positive (D1).
    NotPositive { price: String },
    /// An amount in another currency than the client's (B3).
    OtherCurrency { amount: Money, currency: Currency },
    /// A client's currency is the one of their first entry (B3).
    CurrencySettled { client: ClientId, currency: Currency },
    /// A client in another currency needs their own overage rate (C3).
    NeedsOverageRate { currency: Currency },
    /// A package in another currency needs an explicit price (C3).
    NeedsPrice { currency: Currency },
    /// VAT 0 without a reason (J8).
    NeedsVatReason,
    /// Reverse charge without the client's VAT id (J8).
    NeedsVatId,
    /// A client's first entry has no name, or a `from`.
    NotAFirstEntry { client: ClientId },
    /// A field that is stated and cleared in one entry.
    StatedAndCleared { field: ClientField },
    /// A change that changes nothing.
    NoChange,
    /// More packages at once than allowed (D4).
    TooManyTimes { times: u64 },

    // Documents (J).
    /// An invoice that ends before it bills everything it says it does.
    ThroughAfterDate { through: Date, date: Date },
    /// Due before it is issued.
    DueBeforeDate { due: Date, date: Date },
    /// No entry is an invoice of that number.
    UnknownDocument { number: String, nearest: Option<Number> },
    /// An entry that is no invoice cannot be credited (J4).
    NotAnInvoice { seq: u64, kind: &'static str },
    /// An invoice is credited once.
    CreditedAlready { number: Number, by: u64 },
    /// A credit note dated before what it credits.
    CreditBeforeInvoice { date: Date, number: Number, issued: Date },

    // Windows and periods.
    /// A package that can be used before it was bought (D1).
    FromBeforePurchase { from: Date, date: Date },
    /// A window that ends before it begins.
    EmptyWindow { from: Date, until: Date },
    /// An extension to an end that is past on its own day (D5).
    EndsBeforeExtension { until: Date, date: Date },
    /// Dates beyond 9999-12-31.
    BeyondCalendar,
    /// Settling with a package that is not valid on the day (G5, G4).
    NotValidOn { package: PackageId, date: Date, why: PassedOver },
    /// The period is closed (H3).
    Closed { date: Date, through: Date },
    /// The period is closed already.
    ClosedAlready { through: Date },

    // State.
    /// A named package that is not eligible (F4).
    NotEligible { package: PackageId, date: Date, why: PassedOver },
    /// An extension that does not move the end to a later date (D5).
    NotALaterEnd { until: Date, now: Date },
    /// An extension of a package that never ends.
    NoEnd { package: PackageId },
    /// An extension dated before the package was bought.
    BeforePurchase { package: PackageId, date: Date, bought: Date },
    /// More than is left (H4).
    NotLeft { package: PackageId, asked: Minutes, left: Minutes },
    /// A package that has ended: what was left of it is gone (H4).
    HasEnded { package: PackageId, until: Date },
    /// There is nothing to settle (G4).
    NothingToSettle { client: ClientId },
    /// It was taken back already (I2).
    VoidAlready { seq: u64, by: u64 },
    /// A kind of entry that is never taken back (I1, I2).
    NotVoidable { seq: u64, kind: &'static str },
    /// Calls that are fixed drew on the package (I2).
    DrawnOn { package: PackageId },
    /// The package was refunded in part.
    Refunded { package: PackageId },
    /// Fixed calls or a refund made use of the extension.
    ExtensionUsed { package: PackageId },
    /// A later refund of the same package, whose value depends on this one, stands on an invoice (I2, K2).
    RefundedSince { package: PackageId, number: Number },
    /// It stands on an invoice (I2).
    OnInvoice { seq: u64, number: Number },
    /// Only calls are amended (I3).
    NotACall { seq: u64, kind: &'static str },

    // What an invoice lists, and its number (J1–J3).
    /// Nothing is due; for no client at all where none is named.
    NothingDue { client: Option<ClientId>, through: Date },
    /// More lines than an entry can hold.
    TooManyLines { client: ClientId, lines: usize },
    /// The sum is 10^12 or more (B5).
    TooLargeInAll,
    /// A line for something that cannot be billed there: void, invoiced already, another client's, worked later.
    NotDue { seq: u64, number: Number },
    /// A line for something that stood on another invoice until after the day of this one.
    BilledThen { seq: u64, date: Date },
    /// Totals that are not what the lines come to (J5).
    WrongTotals { number: Number },
    /// An invoice that does not list just what is due (J1).
    NotWhatIsDue { number: Number },
    /// A number that its pattern does not make.
    WrongNumber { number: Number, pattern: Pattern, date: Date },
    /// The number is taken (J3).
    NumberTaken { number: Number, seq: u64 },
    /// A gap in the numbers (J3).
    NumberOutOfTurn { number: Number, due: Option<Number> },
    /// The next number would be too long.
    NoNumber { pattern: Pattern },
}

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
            R::NoSize => write!(f, "`0m` is no size for a package"),
            R::CallTooLong { time } => write!(f, "a call of `{time}` is longer than 24h"),
            R::LongCall { time } => write!(f, "a call of `{time}` is longer than 12h"),
            R::PackageTooLarge { size } => write!(f, "a package of `{size}` is larger than 100000h"),
            R::TermOutOfBounds { term, bound } => write!(f, "`{term}` is {bound}"),
            R::BadText { field, fault, most } => match fault {
                BadText::Empty => write!(f, "the {field} is empty"),
                BadText::TooLong => write!(f, "the {field} is longer than {most} characters"),
                BadText::Control(c) => {
                    write!(f, "the {field} has a control or invisible character: `{}`", c.escape_unicode())
                }
            },
            R::BeforeCalendar { date } => write!(f, "`{date}` is before 1900-01-01, where a ledger's calendar begins"),
            R::Future { date, today } => write!(f, "`{date}` is in the future: today is {today}"),
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
            R::NeedsVatId => write!(f, "reverse charge needs the client's VAT id"),
            R::NotAFirstEntry { client } => {
                write!(f, "the first entry of client `{client}` has a name, no `from` and clears nothing")
            }
            R::StatedAndCleared { field } => {
                write!(f, "`{}` is stated and cleared at once", field.as_str().replace('_', "-"))
            }
            R::NoChange => write!(f, "nothing would change"),
            R::TooManyTimes { times } => write!(f, "`{times}` packages at once: 1 to 1200 can be"),
            R::FromBeforePurchase { from, date } => write!(f, "valid from `{from}`, before it was bought on {date}"),
            R::EmptyWindow { from, until } => write!(f, "valid until `{until}`, before it begins on {from}"),
            R::EndsBeforeExtension { until, date } => {
                write!(f, "extended on {date} until `{until}`: it would have ended before")
            }
            R::BeyondCalendar => write!(f, "the dates go beyond 9999-12-31"),
            R::NotValidOn { package, date, why } => {
                write!(f, "package `{package}` cannot settle anything on {date}: {}", plain(*why))
            }
            R::Closed { date, through } => write!(f, "`{date}` is in a closed period: closed through {through}"),
            R::ClosedAlready { through } => write!(f, "closed through {through} already"),
            R::NotEligible { package, date, why } => {
                write!(f, "package `{package}` cannot be drawn on {date}: {}", plain(*why))
            }
            R::NotALaterEnd { until, now } => write!(f, "`{until}` is not later than the end it has: {now}"),
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
            R::VoidAlready { seq, by } => write!(f, "entry `#{seq}` was taken back by #{by} already"),
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
            R::OnInvoice { seq, number } => write!(f, "entry `#{seq}` stands on invoice `{number}`"),
            R::NothingDue { client: Some(client), through } => {
                write!(f, "nothing is due from `{client}` through {through}")
            }
            R::NothingDue { client: None, through } => write!(f, "nothing is due from anybody through {through}"),
            R::TooManyLines { client, lines } => {
                write!(f, "an invoice of {lines} lines for `{client}`: it can have {}", Bounds::LINES)
            }
            R::TooLargeInAll => write!(f, "what is due comes to 10^12 or more"),
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

/// Why a package is passed over, in words.
pub fn plain(why: PassedOver) -> &'static str {
    match why {
        PassedOver::OtherService => "for other services",
        PassedOver::NotYetValid => "not valid yet",
        PassedOver::Expired => "expired",
        PassedOver::UsedUp => "used up",
    }
}

impl std::error::Error for Rejection {}
