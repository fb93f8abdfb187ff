//! What a CSV that is imported means: a mapping, and what options state beside it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::source::{Source, open};
use crate::domain::{ClientId, Unreadable};
use crate::import::{
    self, DateOrder, Encoding, LengthForm, MAPPING, Mapping, Mark, OurService, Rounding, Separator, preset,
    preset_names,
};
use crate::render::text::escape;

/// What a CSV means: a mapping, and what is stated beside it.
#[derive(Args, Debug)]
pub struct Stated {
    /// A mapping file, or toggl, harvest or clockify
    #[arg(long, value_name = "FILE|NAME", help_heading = "CSV")]
    map: Option<PathBuf>,

    /// Which of your clients a foreign name stands for; may be repeated
    #[arg(long = "client", value_name = "NAME=ID", help_heading = "CSV")]
    clients: Vec<Renamed<ClientId>>,

    /// Which of your services a foreign name stands for, none for NAME=; may be repeated
    #[arg(long = "service", value_name = "NAME=ID", help_heading = "CSV")]
    services: Vec<Renamed<OurService>>,

    /// The order of dates that are not like 2026-11-23: ymd, dmy or mdy
    #[arg(long, value_name = "ORDER", help_heading = "CSV")]
    date_order: Option<DateOrder>,

    /// How durations are written: h:mm, h:mm:ss, decimal-hours, minutes or seconds
    #[arg(long, value_name = "FORM", help_heading = "CSV")]
    duration: Option<LengthForm>,

    /// What becomes of parts of a minute: refuse, up or nearest
    #[arg(long, value_name = "HOW", help_heading = "CSV")]
    rounding: Option<Rounding>,

    /// What separates the decimals of numbers: . or ,
    #[arg(long, value_name = "CHAR", help_heading = "CSV")]
    decimal: Option<Mark>,

    /// What separates cells: one of , ; | : or `tab`
    #[arg(long, value_name = "CHAR", help_heading = "CSV")]
    sep: Option<Separator>,

    /// How bytes stand for characters: utf-8, utf-16, windows-1252, windows-1250, windows-1251 or latin-1 [default: utf-8, or utf-16 by its byte order mark]
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "CSV")]
    encoding: Option<Encoding>,
}

/// What a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Rows of cells.
    Csv,
    /// One call a line, as JSON.
    Jsonl,
}

/// A foreign name and ours for it.
#[derive(Clone, Debug)]
struct Renamed<T> {
    foreign: String,
    ours: T,
}

impl<T: FromStr<Err = Unreadable>> FromStr for Renamed<T> {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Renamed<T>, Unreadable> {
        let (foreign, ours) = text
            .rsplit_once('=')
            .ok_or_else(|| Unreadable::new("there is no `=` in it").advise("write it as NAME=ID"))?;
        Ok(Renamed { foreign: foreign.trim().to_owned(), ours: ours.trim().parse()? })
    }
}

/// The mapping of a CSV; none for JSON lines, which say themselves what they mean.
///
/// # Errors
///
/// A file of which it is not known what it is made of, or a mapping that cannot be read or does not fit.
pub fn mapping(file: &Path, format: Option<Kind>, stated: &Stated, ours: bool) -> Result<Option<Mapping>> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let kind = match (format, &*ending.to_ascii_lowercase()) {
        (Some(kind), _) => kind,
        (None, "csv" | "tsv") => Kind::Csv,
        (None, "jsonl") => Kind::Jsonl,
        (None, ending) => return Err(unknown(ending).into()),
    };
    match (kind, &stated.map) {
        (Kind::Csv, Some(map)) => {
            stated.judge()?;
            let mapping = stated.over(mapping_of(map)?, ours);
            mapping.check().map_err(|unfit| Failure::usage(unfit.to_string()))?;
            Ok(Some(mapping))
        }
        (Kind::Csv, None) => {
            let hint =
                "--map FILE, or --map toggl, harvest or clockify; the manual page of import says what a mapping states";
            Err(Failure::usage("a CSV needs a mapping that says what its columns mean").hint(hint).into())
        }
        (Kind::Jsonl, _) if stated.says_anything() || ours => {
            Err(Failure::usage("JSON lines say themselves what they mean: a mapping is for CSV").into())
        }
        (Kind::Jsonl, _) => Ok(None),
    }
}

/// A file whose ending does not say that it has rows.
fn unknown(ending: &str) -> Failure {
    match ending {
        "xlsx" | "xls" | "ods" | "numbers" => Failure::usage(format!("a spreadsheet (.{ending}) is no file of rows"))
            .hint("save the sheet as CSV, and import that"),
        "json" => Failure::usage("a JSON document (.json) is no file of rows")
            .hint("export it as CSV; or, if it has one call a line, add --format jsonl"),
        _ => Failure::usage("what the file is made of is not known").hint("add --format csv or --format jsonl"),
    }
}

/// An encoding; one that is none of ours and often met is told of.
fn encoding(text: &str) -> Result<Encoding, Unreadable> {
    let utf16 = text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("utf-16"));
    text.parse().map_err(|why: Unreadable| match utf16 {
        true => Unreadable::new(format!("{why}; utf-16 is read in the order that its byte order mark says")),
        false => why,
    })
}

/// Nothing is guessed: not even that the last one counts.
fn one_for_each<'a>(what: &str, named: &mut dyn Iterator<Item = (&'a String, &'a str)>) -> Result<()> {
    let mut known = BTreeMap::new();
    for (foreign, ours) in named {
        let first = *known.entry(foreign).or_insert(ours);
        if first != ours {
            let fact = format!("`{}` cannot be two {what}s, `{first}` and `{ours}`", escape(foreign));
            return Err(Failure::usage(fact).into());
        }
    }
    Ok(())
}

/// A built-in mapping, or that of a file.
fn mapping_of(map: &Path) -> Result<Mapping> {
    let shown = escape(&map.to_string_lossy());
    if let Some(text) = map.to_str().and_then(preset) {
        let mapping = Mapping::read(text).map_err(|unfit| Failure::fault(format!("the mapping `{shown}`: {unfit}")))?;
        return Ok(mapping.built_in());
    }
    let cannot = || format!("cannot read the mapping `{shown}`");
    let file = open(map).with_context(|| {
        let names: Vec<&str> = preset_names().collect();
        format!("{} (built in are {})", cannot(), names.join(", "))
    })?;
    let mut bytes = Vec::new();
    file.take(MAPPING as u64 + 1).read_to_end(&mut bytes).with_context(cannot)?;
    let source = Source { path: Some(map.to_owned()), shown };
    let text = import::decode(bytes, Some(Encoding::Utf8)).map_err(|unfit| unfit.hint("save the mapping as UTF-8"));
    text.and_then(|text| Mapping::read(&text.text)).map_err(|unfit| source.unfit(&unfit))
}

impl Stated {
    /// The file of the mapping, or the name of one that is built in.
    pub fn map_file(&self) -> Option<&Path> {
        self.map.as_deref()
    }

    /// The foreign names of clients, but for the empty one: a file need not have that.
    pub fn client_names(&self) -> Vec<&str> {
        self.clients.iter().map(|named| named.foreign.as_str()).filter(|name| !name.is_empty()).collect()
    }

    fn says_anything(&self) -> bool {
        let Stated { map, clients, services, date_order, duration, rounding, decimal, sep, encoding } = self;
        let lists = !clients.is_empty() || !services.is_empty();
        lists
            || map.is_some()
            || date_order.is_some()
            || duration.is_some()
            || rounding.is_some()
            || decimal.is_some()
            || sep.is_some()
            || encoding.is_some()
    }

    /// One name stands for one of ours.
    fn judge(&self) -> Result<()> {
        let mut clients = self.clients.iter().map(|named| (&named.foreign, named.ours.as_str()));
        one_for_each("client", &mut clients)?;
        let mut services = self.services.iter().map(|named| (&named.foreign, named.ours.as_str()));
        one_for_each("service", &mut services)
    }

    /// What options state takes the place of what the mapping states.
    fn over(&self, mut mapping: Mapping, ours: bool) -> Mapping {
        for Renamed { foreign, ours } in &self.clients {
            mapping.add_client(foreign, ours.clone());
        }
        for Renamed { foreign, ours } in &self.services {
            mapping.add_service(foreign, ours.clone());
        }
        mapping.date_order = self.date_order.or(mapping.date_order);
        mapping.duration = self.duration.or(mapping.duration);
        mapping.decimal = self.decimal.or(mapping.decimal);
        mapping.rounding = self.rounding.unwrap_or(mapping.rounding);
        mapping.separator = self.sep.unwrap_or(mapping.separator);
        mapping.encoding = self.encoding.or(mapping.encoding);
        mapping.ours = ours;
        mapping
    }
}
