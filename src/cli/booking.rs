//! What `extend`, `refund` and `settle` share: their day, their reason, and whether they are late.

use anyhow::Result;
use clap::Args;

use super::when::DateSpec;
use super::writing::{Draft, maybe_text};
use crate::domain::{ClientId, Date, Rejection, Text};

/// When something is booked, and why.
#[derive(Args, Debug)]
pub struct BookingArgs {
    /// The day it counts for [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<DateSpec>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Book it although the period is closed
    #[arg(long)]
    late: bool,
}

impl BookingArgs {
    /// The day.
    ///
    /// # Errors
    ///
    /// A day before 1900, or a relative one while the clock is not to be trusted.
    pub fn date(&self, draft: &Draft<'_>) -> Result<Date> {
        draft.date(self.on.as_ref())
    }

    /// The reason.
    ///
    /// # Errors
    ///
    /// A text that no ledger holds.
    pub fn reason(&self) -> Result<Option<Text>, Rejection> {
        maybe_text("reason", self.reason.as_deref(), Text::NOTE)
    }

    /// Whether it reaches into a closed period, and may.
    pub fn is_late(&self, draft: &Draft<'_>, client: &ClientId, date: Date) -> bool {
        draft.is_late(self.late, client, date)
    }
}
