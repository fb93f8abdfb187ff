//! Why an entry is refused, as facts. What to do about it is a hint, and those live with the command line.

mod rule;
mod words;

use super::{
    BadText, ClientId, Currency, Date, EntryId, Instant, Minutes, Money, Number, PackageId, Pattern, ServiceId,
    package::PassedOver, parting::Parting,
};

/// Why an entry was refused, grouped by what is asked. Each kind of entry has its checks in one order, that of its `judge_…` and `admit_…` functions,
/// and the closed period is asked last: an entry that breaks two rules is always refused for the same one. The same fact in a line already written is damage.
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
    /// A refund of no time (H4).
    NothingToRefund,
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
    /// A date that is still to come, of a kind of entry (B4).
    Future { kind: &'static str, date: Date, today: Date },
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
    /// Reverse charge without the client's VAT id; `cleared` where just that is taken away now (J8).
    NeedsVatId { cleared: bool },
    /// A client's first entry has no name, or a `from`.
    NotAFirstEntry { client: ClientId },
    /// A field that is stated and cleared in one entry.
    StatedAndCleared { field: &'static str },
    /// A change that changes nothing.
    NoChange,
    /// More packages at once than allowed (D4).
    TooManyTimes { times: u64 },

    // Documents (J).
    /// An invoice that would bill through a day after its own date.
    ThroughAfterDate { through: Date, date: Date },
    /// Due before it is issued.
    DueBeforeDate { due: Date, date: Date },
    /// No entry is an invoice of that number.
    UnknownDocument { number: String, nearest: Option<Number> },
    /// Two copies of the ledger gave the number to different documents, by `seq` (R45).
    AmbiguousDocument { number: Number, entries: Vec<u64> },
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
    /// Settling at once with a package that is not valid yet on the day it is bought (G5).
    SettlesTooEarly { client: ClientId, package: PackageId, from: Date },
    /// Settling with a package that is not valid on the day (G4).
    NotValidOn { client: ClientId, package: PackageId, date: Date, why: PassedOver },
    /// The period is closed (H3).
    Closed { date: Date, through: Date },
    /// The period is closed already; for all clients where none is named.
    ClosedAlready { client: Option<ClientId>, through: Date },

    // State.
    /// A named package that is not eligible (F4).
    NotEligible { package: PackageId, date: Date, why: PassedOver },
    /// An extension that does not move the end to a later date (D5).
    NotALaterEnd { package: PackageId, until: Date, now: Date },
    /// An extension of a package that never ends.
    NoEnd { package: PackageId },
    /// An extension or a refund dated before the package was bought.
    BeforePurchase { package: PackageId, date: Date, bought: Date },
    /// More than is left (H4).
    NotLeft { package: PackageId, asked: Minutes, left: Minutes },
    /// A package that has ended: what was left of it is gone (H4).
    HasEnded { package: PackageId, until: Date },
    /// There is nothing to settle (G4).
    NothingToSettle { client: ClientId },
    /// It was taken back already (I2), or replaced: then perhaps an amendment stands in its place.
    VoidAlready { seq: u64, by: u64, instead: Option<u64> },
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
    /// It stands on an invoice; a package that could not be taken back without it either, because calls drew on it, is named (I2).
    OnInvoice { seq: u64, number: Number, drawn_on: Option<PackageId> },
    /// Only calls are amended (I3).
    NotACall { seq: u64, kind: &'static str },

    // What an invoice lists, and its number (J1–J3).
    /// Nothing is due; for no client at all where none is named.
    NothingDue { client: Option<ClientId>, through: Date },
    /// More lines than an entry can hold.
    TooManyLines { client: ClientId, lines: usize },
    /// The sum is 10^12 or more (B5); how it can be parted, where that is known.
    TooLargeInAll { parting: Option<Parting> },
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

impl Rejection {
    /// The name that was perhaps meant, of one that is not known.
    pub fn nearest(&self) -> Option<String> {
        match self {
            Rejection::UnknownClient { nearest, .. } => nearest.as_ref().map(ToString::to_string),
            Rejection::UnknownService { nearest, .. } => nearest.as_ref().map(ToString::to_string),
            Rejection::UnknownPackage { nearest, .. } => nearest.as_ref().map(ToString::to_string),
            _ => None,
        }
    }
}

impl std::error::Error for Rejection {}
