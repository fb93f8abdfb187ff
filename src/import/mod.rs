//! Foreign files → facts for the ledger.
//!
//! [`collect`] takes in bytes, [`decode`] makes text of them, [`read`] makes rows of it: each a fact and the id that lets a
//! retry know it again. Rows are read against a [`Target`], the ledger as it is, so that everything wrong with a file is told in one go.
//! Nothing is written here. Whoever appends the rows has every one judged.

mod alike;
mod bytes;
mod characters;
mod content;
mod corrected;
mod csv;
mod jsonl;
mod lengths;
mod mapping;
mod misread;
mod presets;
mod rows;
mod slips;
mod spelling;
mod text;
mod times;
mod tray;
mod unmet;
mod utf16;
mod values;

pub use alike::{Alike, Likeness};
pub use bytes::{FILE, LINE, collect, too_large};
pub use corrected::Corrected;
pub use lengths::{LengthForm, Rounding};
pub use mapping::{MAPPING, Mapping, OurService, Separator};
pub use misread::{Misread, misread};
pub use presets::{names as preset_names, preset};
pub use text::{Encoding, Text, decode};
pub use times::DateOrder;
pub use unmet::{Unmet, unmet_clients, unmet_skips};
pub use values::Mark;

use std::fmt;

use self::bytes::line_ends;
use self::tray::Tray;
use crate::domain::{Book, ClientId, Clock, Date, EntryId, Fact, Minutes};

/// The most rows a file can have.
pub const ROWS: u64 = 1_000_000;
/// How many bad rows are kept and shown; the rest are counted.
pub const SHOWN: usize = 20;

/// What a file is made of.
#[derive(Clone, Copy, Debug)]
pub enum Format<'a> {
    /// Cells, whose meaning a mapping states.
    Csv(&'a Mapping),
    /// One JSON object a line, with the fields of a call as the ledger spells them.
    Jsonl,
}

/// The times of day of the ledger's zone: which there are, and how far they are apart. Rows are read on more than one core.
pub trait Calendar: Sync {
    /// Whether the clock shows that time on that day.
    ///
    /// # Errors
    ///
    /// Where it does not, in words.
    fn check(&self, date: Date, clock: Clock) -> Result<(), String>;

    /// The minutes from one time of day to another; one that is not later is on the next day.
    ///
    /// # Errors
    ///
    /// Where one of them does not exist or exists twice, in words.
    fn between(&self, date: Date, start: Clock, end: Clock) -> Result<Minutes, String>;
}

/// What rows are read against.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The ledger as it is.
    pub book: &'a Book,
    /// Its zone.
    pub calendar: &'a dyn Calendar,
    /// The last day that a row may be dated (B4).
    pub today: Date,
    /// Whether rows may be booked into a closed period (H3).
    pub late: bool,
    /// Whether calls above 12 hours are meant (B5).
    pub long: bool,
    /// Whether rows come in again that the ledger holds and whose calls or packages were taken back.
    pub again: bool,
}

impl Target<'_> {
    /// Whether an entry is booked into a closed period, and may be (H3).
    fn is_late(&self, client: &ClientId, date: Date) -> bool {
        self.late && self.book.is_closed(client, date)
    }
}

/// What a file came to.
#[derive(Debug, Default)]
pub struct Import {
    /// How many rows it has, without its header.
    pub rows: u64,
    /// What the ledger does not hold yet, in the order of the file.
    pub fresh: Vec<Row>,
    /// How many rows it holds already.
    pub known: u64,
    /// How many of these were taken back: they are left out, too.
    pub taken_back: u64,
    /// How many rows the mapping leaves out.
    pub skipped: u64,
    /// Rows that say the same as one before them, and count once: their lines and those of the others. At most [`SHOWN`].
    pub doubled: Vec<(u64, u64)>,
    /// How many those are in all.
    pub doubles: u64,
    /// New rows that may be in the ledger already.
    pub alike: Vec<Alike>,
    /// New calls that may be corrections of some that an import brought.
    pub corrected: Vec<Corrected>,
    /// What is wrong, by line. At most [`SHOWN`].
    pub bad: Vec<Bad>,
    /// How many rows are wrong in all.
    pub bads: u64,
    /// How many of these name a client or a service that was told of before as one that is not known: each is told of once.
    pub told: u64,
    /// The order in which all dates of the file would be days that were, where they are not in the one that is stated.
    pub order: Option<DateOrder>,
}

/// A row that is new to the ledger.
#[derive(Debug)]
pub struct Row {
    /// Where it begins in the file.
    pub line: u64,
    /// What it will be known by.
    pub id: EntryId,
    /// What it says.
    pub fact: Fact,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Where the row begins in the file.
    pub line: u64,
    /// What is wrong.
    pub told: String,
    /// What to do about all of its kind.
    pub hint: Option<String>,
}

impl Bad {
    fn new(line: u64, told: impl Into<String>) -> Bad {
        Bad { line, told: told.into(), hint: None }
    }
}

/// Why a whole file, or a mapping, cannot be used: one clear message instead of one for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Where, if it is at one place.
    pub line: Option<u64>,
    /// What is wrong.
    pub told: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Unfit {
    pub(crate) fn file(told: impl Into<String>) -> Unfit {
        Unfit { line: None, told: told.into(), hint: None }
    }

    pub(crate) fn line(line: u64, told: impl Into<String>) -> Unfit {
        Unfit { line: Some(line), ..Unfit::file(told) }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Unfit {
        Unfit { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{line}: {}", self.told),
            None => f.write_str(&self.told),
        }
    }
}

impl std::error::Error for Unfit {}

/// Makes rows of a text. `watch` is told how many bytes are done.
///
/// # Errors
///
/// Where it is no file of that format at all. What is wrong with single rows is in the [`Import`].
pub fn read(text: &str, format: Format<'_>, target: Target<'_>, watch: &dyn Fn(u64)) -> Result<Import, Unfit> {
    let mut tray = Tray::new(target, line_ends(text.as_bytes()));
    match format {
        Format::Csv(mapping) => {
            csv::read(text, mapping, &mut tray, watch)?;
            if tray.import.bads > 0 {
                tray.import.order = csv::other_order(text, mapping, target.today);
            }
        }
        Format::Jsonl => jsonl::read(text, &mut tray, watch)?,
    }
    let alike = alike::alike(target.book, &tray.import.fresh, &tray.known);
    let corrected = corrected::corrected(target.book, &tray.import.fresh, &alike, &tray.known);
    Ok(Import { alike, corrected, ..tray.import })
}
