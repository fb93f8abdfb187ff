//! Which rule of `docs/rules.md` a refused entry breaks.

use super::Rejection;

impl Rejection {
    /// The rule of `docs/rules.md` that a refused entry breaks.
    pub fn rule(&self) -> &'static str {
        use Rejection as R;
        match self {
            // The line's place in the ledger (A2, A4).
            R::NotOpened | R::OpenedTwice => "A2",
            R::WrongSeq { .. } | R::IdTaken { .. } | R::NotLater { .. } | R::IdleClock => "A4",
            // What it names.
            R::UnknownClient { .. } => "C1",
            R::UnknownService { .. } => "C2",
            R::UnknownPackage { .. } | R::ForeignPackage { .. } => "D1",
            R::UnknownEntry { .. } | R::AmbiguousEntry { .. } => "A4",
            R::ClientExists { .. } => "C1",
            R::ServiceExists { .. } => "C2",
            R::PackageExists { .. } | R::PackageVoid { .. } | R::NoPackageName { .. } => "D1",
            // Values beyond their bounds (B).
            R::NoTime => "B5",
            R::NoSize => "D3",
            R::NothingToRefund => "H4",
            R::CallTooLong { .. } | R::LongCall { .. } | R::PackageTooLarge { .. } => "B5",
            R::TermOutOfBounds { .. } => "C3",
            R::BadText { .. } => "B5",
            R::BeforeCalendar { .. } | R::Future { .. } | R::AfterRecorded { .. } => "B4",
            R::TooFine { .. } => "B2",
            R::TooLarge { .. } => "B5",
            R::NotPositive { .. } => "D1",
            R::OtherCurrency { .. } | R::CurrencySettled { .. } => "B3",
            R::NeedsOverageRate { .. } | R::NeedsPrice { .. } => "C3",
            R::NeedsVatReason | R::NeedsVatId { .. } => "J8",
            R::NotAFirstEntry { .. } | R::StatedAndCleared { .. } | R::NoChange => "C1",
            R::TooManyTimes { .. } => "D4",
            // Documents (J).
            R::ThroughAfterDate { .. } => "J1",
            R::DueBeforeDate { .. } => "J2",
            R::UnknownDocument { .. }
            | R::AmbiguousDocument { .. }
            | R::NotAnInvoice { .. }
            | R::CreditedAlready { .. }
            | R::CreditBeforeInvoice { .. } => "J4",
            // Windows and periods.
            R::FromBeforePurchase { .. } | R::EmptyWindow { .. } => "D1",
            R::EndsBeforeExtension { .. } => "D5",
            R::BeyondCalendar => "B4",
            R::SettlesTooEarly { .. } => "G5",
            R::NotValidOn { .. } => "G4",
            R::Closed { .. } | R::ClosedAlready { .. } => "H3",
            // State.
            R::NotEligible { .. } => "F4",
            R::NotALaterEnd { .. } | R::NoEnd { .. } | R::BeforePurchase { .. } => "D5",
            R::NotLeft { .. } | R::HasEnded { .. } => "H4",
            R::NothingToSettle { .. } => "G4",
            R::VoidAlready { .. } => "I2",
            R::NotVoidable { .. } => "I1",
            R::DrawnOn { .. }
            | R::Refunded { .. }
            | R::ExtensionUsed { .. }
            | R::RefundedSince { .. }
            | R::OnInvoice { .. } => "I2",
            R::NotACall { .. } => "I3",
            // What an invoice lists, and its number (J1–J3).
            R::NothingDue { .. } => "J1",
            R::TooManyLines { .. } => "J2",
            R::TooLargeInAll { .. } => "B5",
            R::NotDue { .. } | R::BilledThen { .. } => "J1",
            R::WrongTotals { .. } => "J5",
            R::NotWhatIsDue { .. } => "J1",
            R::WrongNumber { .. } | R::NumberTaken { .. } | R::NumberOutOfTurn { .. } | R::NoNumber { .. } => "J3",
        }
    }
}
