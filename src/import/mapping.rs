//! What the columns of a foreign file mean: a mapping file, in TOML.
//!
//! It states everything that could be read in two ways. Nothing in it names another file, and nothing is looked up outside.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::lengths::{LengthForm, Rounding};
use super::spelling::{OneOrMany, maybe_word, word, words};
use super::text::Encoding;
use super::times::DateOrder;
use super::values::{Grouping, Mark, Numbers};
use super::{Unfit, slips};
use crate::domain::{ClientId, ServiceId, Unreadable};

/// The most bytes a mapping file can have.
pub const MAPPING: usize = 64 << 10;

words! {
    /// What the rows of a file are.
    Kind: "a kind is call, purchase or grant" {
        /// Calls.
        Call = "call",
        /// Packages that were bought.
        Purchase = "purchase",
        /// Packages that were given.
        Grant = "grant",
    }
}

words! {
    /// What becomes of line breaks and tabs within a cell.
    LineBreaks: "line-breaks are refuse or blank" {
        /// The row is refused: no text of a ledger has any.
        Refuse = "refuse",
        /// They become blanks.
        Blank = "blank",
    }
}

words! {
    /// What a cell can be.
    Field: "not a field; hours import --help lists them" {
        /// Whose it is.
        Client = "client",
        /// The day it was worked, bought or given.
        Date = "date",
        /// When a call began.
        Start = "start",
        /// When it ended.
        End = "end",
        /// On which day it ended.
        EndDate = "end-date",
        /// How long it took.
        Duration = "duration",
        /// What was done, or a remark.
        Note = "note",
        /// What kind of work it was, or what a package covers.
        Service = "service",
        /// The ticket or matter.
        Case = "case",
        /// Whom it was with.
        Contact = "contact",
        /// Why it is charged nothing.
        Goodwill = "goodwill",
        /// A call's own factor.
        Factor = "factor",
        /// The package to draw on, or what a package is called.
        Package = "package",
        /// What tells the row from all others.
        Id = "id",
        /// How much was bought or given.
        Size = "size",
        /// What it cost.
        Price = "price",
        /// The VAT rate.
        Vat = "vat",
        /// Whether the price includes VAT.
        Prices = "prices",
        /// The first day a package can be used.
        From = "from",
        /// The last day.
        Until = "until",
        /// Why it was given.
        Reason = "reason",
    }
}

/// The fields that a call can have.
const CALL: &[Field] = &[
    Field::Client,
    Field::Date,
    Field::Start,
    Field::End,
    Field::EndDate,
    Field::Duration,
    Field::Note,
    Field::Service,
    Field::Case,
    Field::Contact,
    Field::Goodwill,
    Field::Factor,
    Field::Package,
    Field::Id,
];
const PURCHASE: &[Field] = &[
    Field::Client,
    Field::Date,
    Field::Size,
    Field::Price,
    Field::Vat,
    Field::Prices,
    Field::From,
    Field::Until,
    Field::Service,
    Field::Note,
    Field::Package,
    Field::Id,
];
const GRANT: &[Field] = &[
    Field::Client,
    Field::Date,
    Field::Size,
    Field::Reason,
    Field::From,
    Field::Until,
    Field::Service,
    Field::Note,
    Field::Package,
    Field::Id,
];

impl Kind {
    fn fields(self) -> &'static [Field] {
        match self {
            Kind::Call => CALL,
            Kind::Purchase => PURCHASE,
            Kind::Grant => GRANT,
        }
    }

    fn needs(self) -> &'static [Field] {
        match self {
            Kind::Call => &[Field::Client, Field::Date],
            Kind::Purchase => &[Field::Client, Field::Date, Field::Size, Field::Price],
            Kind::Grant => &[Field::Client, Field::Date, Field::Size, Field::Reason],
        }
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Field, D::Error> {
        word(d)
    }
}

/// What separates cells: one of `,` `;` `|` `:` or a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separator(pub u8);

impl FromStr for Separator {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Separator, Unreadable> {
        match text.as_bytes() {
            b"tab" | b"\t" => Ok(Separator(b'\t')),
            [b @ (b',' | b';' | b'|' | b':')] => Ok(Separator(*b)),
            _ => Err(Unreadable::new("a separator is one of , ; | : or tab")),
        }
    }
}

impl std::fmt::Display for Separator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            b'\t' => f.write_str("tab"),
            other => write!(f, "{}", char::from(other)),
        }
    }
}

/// The columns whose cells make a field, joined by `: ` where there are several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(pub Vec<String>);

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Columns, D::Error> {
        let OneOrMany(names) = OneOrMany::deserialize(d)?;
        match names.is_empty() {
            true => Err(de::Error::custom("no column is named")),
            false => Ok(Columns(names)),
        }
    }
}

/// Our client for a foreign name.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
struct OurClient(#[serde(deserialize_with = "word")] ClientId);

/// Our service for a foreign name; none for an empty string.
#[derive(Clone, Debug)]
pub struct OurService(pub Option<ServiceId>);

impl OurService {
    /// Its id; empty for none.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", ServiceId::as_str)
    }
}

impl FromStr for OurService {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<OurService, Unreadable> {
        if text.is_empty() { Ok(OurService(None)) } else { text.parse().map(|id| OurService(Some(id))) }
    }
}

impl<'de> Deserialize<'de> for OurService {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<OurService, D::Error> {
        word(d)
    }
}

fn call() -> Kind {
    Kind::Call
}

fn comma() -> Separator {
    Separator(b',')
}

fn refuse() -> Rounding {
    Rounding::Refuse
}

fn no_breaks() -> LineBreaks {
    LineBreaks::Refuse
}

/// What the columns of a file mean. What options state takes the place of what the file states.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    #[serde(default = "call", deserialize_with = "word")]
    pub(super) kind: Kind,
    /// What separates cells.
    #[serde(default = "comma", deserialize_with = "word")]
    pub separator: Separator,
    /// How bytes stand for characters, if it is stated.
    #[serde(default, deserialize_with = "maybe_word")]
    pub encoding: Option<Encoding>,
    /// In which order the parts of dates stand.
    #[serde(default, deserialize_with = "maybe_word")]
    pub date_order: Option<DateOrder>,
    /// How lengths of time are written that have no units of their own.
    #[serde(default, deserialize_with = "maybe_word")]
    pub duration: Option<LengthForm>,
    /// What becomes of parts of a minute.
    #[serde(default = "refuse", deserialize_with = "word")]
    pub rounding: Rounding,
    /// What separates the decimals of numbers.
    #[serde(default, deserialize_with = "maybe_word")]
    pub decimal: Option<Mark>,
    #[serde(default, deserialize_with = "maybe_word")]
    thousands: Option<Grouping>,
    #[serde(default = "no_breaks", deserialize_with = "word")]
    pub(super) line_breaks: LineBreaks,
    #[serde(default)]
    pub(super) id_prefix: String,
    /// The columns that tell rows apart which say the same, such as who worked: their cells go into a made id and nowhere else.
    #[serde(default)]
    pub(super) apart: Option<Columns>,
    pub(super) columns: BTreeMap<Field, Columns>,
    #[serde(default)]
    pub(super) constants: BTreeMap<Field, String>,
    #[serde(default)]
    clients: BTreeMap<String, OurClient>,
    #[serde(default)]
    services: BTreeMap<String, OurService>,
    /// Rows to leave out: by column, the cells that say so.
    #[serde(default)]
    pub(super) skip: BTreeMap<String, Vec<String>>,
    /// Whether the file is one of ours: text that looked like a formula has a `'` before it.
    #[serde(skip)]
    pub ours: bool,
    /// Whether it came with the program: not every export has all the columns that it tells rows apart by.
    #[serde(skip)]
    pub(super) built_in: bool,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// What it says that no mapping says, or leaves out.
    pub fn read(text: &str) -> Result<Mapping, Unfit> {
        if text.len() > MAPPING {
            return Err(Unfit::file("a mapping of more than 64 KiB"));
        }
        let mapping: Mapping = toml::from_str(text).map_err(|error| slips::not_toml(text, &error))?;
        mapping.check()?;
        Ok(mapping)
    }

    /// Whether what it says goes together; asked again where something was stated over it.
    ///
    /// # Errors
    ///
    /// What does not.
    pub fn check(&self) -> Result<(), Unfit> {
        match (self.decimal, self.thousands) {
            (Some(Mark::Point), Some(Grouping::Point)) | (Some(Mark::Comma), Some(Grouping::Comma)) => {
                return Err(Unfit::file("`decimal` and `thousands` are the same mark"));
            }
            _ => {}
        }
        let named = || self.columns.keys().chain(self.constants.keys());
        if let Some(field) = named().find(|field| !self.kind.fields().contains(field)) {
            return Err(Unfit::file(format!("`{field}` is no field of a {}", self.kind)));
        }
        if let Some(field) = self.columns.keys().find(|field| self.constants.contains_key(field)) {
            return Err(Unfit::file(format!("`{field}` is a column and a constant")));
        }
        if self.constants.contains_key(&Field::Id) {
            return Err(Unfit::file("`id` tells rows apart and cannot be a constant"));
        }
        if self.apart.is_some() && self.columns.contains_key(&Field::Id) {
            return Err(Unfit::file("`id` tells rows apart by itself").hint("leave out `apart`"));
        }
        let has = |field: &Field| named().any(|named| named == field);
        if let Some(field) = self.kind.needs().iter().find(|field| !has(field)) {
            return Err(Unfit::file(format!("no column or constant for `{field}`")));
        }
        if self.kind == Kind::Call { Mapping::check_length(has) } else { Ok(()) }
    }

    /// A call says how long it took, in one way.
    fn check_length(has: impl Fn(&Field) -> bool) -> Result<(), Unfit> {
        match (has(&Field::Duration), has(&Field::End) || has(&Field::EndDate)) {
            (true, true) => Err(Unfit::file("`duration` and `end` both say how long it took").hint("leave one out")),
            (false, _) if !has(&Field::Start) || !has(&Field::End) => {
                Err(Unfit::file("no column for `duration`, nor for `start` and `end`"))
            }
            _ => Ok(()),
        }
    }

    /// One that came with the program.
    #[must_use]
    pub fn built_in(self) -> Mapping {
        Mapping { built_in: true, ..self }
    }

    /// Adds a client for a foreign name.
    pub fn add_client(&mut self, foreign: &str, ours: ClientId) {
        self.clients.insert(foreign.to_owned(), OurClient(ours));
    }

    /// Adds a service for a foreign name.
    pub fn add_service(&mut self, foreign: &str, ours: OurService) {
        self.services.insert(foreign.to_owned(), ours);
    }

    pub(super) fn client(&self, foreign: &str) -> Option<&ClientId> {
        self.clients.get(foreign).map(|ours| &ours.0)
    }

    /// Outer: whether the table names it. Inner: none where it says that it is no service.
    pub(super) fn service(&self, foreign: &str) -> Option<Option<&ServiceId>> {
        self.services.get(foreign).map(|ours| ours.0.as_ref())
    }

    /// Whether the column of a date is that of a time of day, too.
    pub(super) fn reads_time_of(&self, date: Field) -> bool {
        let columns = self.columns.get(&date);
        columns.is_some() && [Field::Start, Field::End].iter().any(|time| self.columns.get(time) == columns)
    }

    pub(super) fn numbers(&self) -> Numbers {
        Numbers { decimal: self.decimal, thousands: self.thousands }
    }
}

#[cfg(test)]
mod tests {
    use super::slips::KEYS;
    use super::*;

    fn refusal(text: &str) -> String {
        Mapping::read(text).map(|_| String::new()).unwrap_or_else(|unfit| unfit.to_string())
    }

    const COLUMNS: &str = "[columns]\nclient = \"Client\"\ndate = \"Date\"\nduration = \"Hours\"\n";

    #[test]
    fn n109_a_mapping_says_nothing_that_is_not_known() {
        assert_eq!(refusal(COLUMNS), "");
        for (text, told) in [
            ("colums = 1\n", "1: unknown field `colums`"),
            ("separator = \"x\"\n", "1: `x`: a separator is one of"),
            ("date-order = \"guess\"\n", "1: `guess`: a date's order is"),
            ("kind = \"call\"\nkind = \"call\"\n", "2: duplicate key"),
            ("include = \"other.toml\"\n", "unknown field `include`"),
            ("clients = { \"ACME\" = \"ACME GmbH\" }\n", "only a–z"),
            ("base: &a\n  - *a\n", "1: "),
            ("skip = 1\n", "1: "),
        ] {
            let refused = refusal(&format!("{text}{COLUMNS}"));
            assert!(refused.contains(told), "{text}: {refused}");
        }
        // The message lists all there is: the keys, and five tables.
        let known = refusal(&format!("colums = 1\n{COLUMNS}"));
        assert!(KEYS.iter().all(|key| known.contains(&format!("`{key}`"))), "{known}");
        assert_eq!(known.matches('`').count() / 2, 1 + KEYS.len() + 5, "{known}");
        let large = format!("{COLUMNS}# {}", "x".repeat(MAPPING));
        assert!(refusal(&large).contains("more than 64 KiB"));
        let deep = format!("skip = {}\n{COLUMNS}", "[".repeat(50_000));
        assert!(!refusal(&deep).is_empty());
    }

    #[test]
    fn n109_a_mapping_names_what_its_kind_needs_and_nothing_else() {
        for (text, told) in [
            ("", "missing field `columns`"),
            ("[columns]\nclient = \"C\"\nduration = \"H\"\n", "no column or constant for `date`"),
            ("[columns]\nclient = \"C\"\ndate = \"D\"\n", "no column for `duration`, nor for `start` and `end`"),
            ("[columns]\nclient = \"C\"\ndate = \"D\"\nstart = \"S\"\n", "no column for `duration`"),
            ("[columns]\nclient = []\n", "no column is named"),
            (
                "[columns]\nprice = \"P\"\nclient = \"C\"\ndate = \"D\"\nduration = \"H\"\n",
                "`price` is no field of a call",
            ),
            ("kind = \"purchase\"\n[columns]\nclient = \"C\"\ndate = \"D\"\nsize = \"H\"\n", "constant for `price`"),
            (
                "[columns]\nclient = \"C\"\ndate = \"D\"\nduration = \"H\"\n[constants]\nclient = \"acme\"\n",
                "`client` is a column and a constant",
            ),
            ("[columns]\ncolour = \"C\"\n", "`colour`: not a field"),
            (
                "apart = [\"U\"]\n[columns]\nclient = \"C\"\ndate = \"D\"\nduration = \"H\"\nid = \"I\"\n",
                "`id` tells rows apart by itself",
            ),
            ("apart = []\n[columns]\nclient = \"C\"\n", "no column is named"),
        ] {
            let refused = refusal(text);
            assert!(refused.contains(told), "{text}: {refused}");
        }
    }
}
