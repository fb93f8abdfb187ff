//! Rows of cells.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::csv::{ReaderBuilder, StringRecord};

use super::bytes::{LINE, line_ends};
use super::mapping::{Columns, Field, Mapping};
use super::rows::{Cell, Cells, draft};
use super::spelling::brief;
use super::text::{JOINED, MARK};
use super::times::{date, date_and_time};
use super::tray::{Draft, Fault, Found, Tray};
use super::{DateOrder, Target, Unfit};
use crate::counted::count;
use crate::domain::Date;
use crate::domain::text::looks_like_formula;

/// So many bytes and cells most rows have at most.
const ROW: usize = 256;
const CELLS: usize = 16;
/// How many bytes are parsed between two looks at where we are.
const CHUNK: usize = 16 << 10;

pub(super) fn read(text: &str, mapping: &Mapping, tray: &mut Tray<'_>, watch: &dyn Fn(u64)) -> Result<(), Unfit> {
    let Some((header, records)) = begin(text, mapping)? else { return Ok(()) };
    let target = tray.target;
    let read = |record: Result<Record<'_>, Unfit>| {
        let record = record?;
        Ok(Found { line: record.line, end: record.end, row: header.row(&record, mapping, target) })
    };
    tray.gather(records.filter(is_row), read, watch)
}

/// Spreadsheets write the rows below the last one that was ever filled.
fn is_row(record: &Result<Record<'_>, Unfit>) -> bool {
    !record.as_ref().is_ok_and(Record::is_blank)
}

/// The header of a text, and the records below it; none where it has no header.
fn begin<'a>(text: &'a str, mapping: &Mapping) -> Result<Option<(Header<'a>, Records<'a>)>, Unfit> {
    let mut records = Records::new(text, mapping.separator.0);
    let Some(mut first) = records.next().transpose()? else { return Ok(None) };
    if first.tells_separator(mapping.separator.0) {
        let Some(second) = records.next().transpose()? else { return Ok(None) };
        first = second;
    }
    let header = Header::read(&first, mapping)?;
    Ok(Some((header, records)))
}

/// Shows rows one after the other, those too that the mapping leaves out, until `look` has seen enough.
pub(super) fn each_row(text: &str, mapping: &Mapping, mut look: impl FnMut(&Row<'_>) -> bool) {
    let Ok(Some((header, records))) = begin(text, mapping) else { return };
    for record in records.filter_map(Result::ok) {
        if !look(&Row { header: &header, record: &record.cells, mapping }) {
            return;
        }
    }
}

/// The other order of day and month, where in it every date is a day that was, and in the stated one not. Only told: nothing is read in it.
pub(super) fn other_order(text: &str, mapping: &Mapping, today: Date) -> Option<DateOrder> {
    let (stated, other) = match mapping.date_order? {
        DateOrder::Dmy => (DateOrder::Dmy, DateOrder::Mdy),
        DateOrder::Mdy => (DateOrder::Mdy, DateOrder::Dmy),
        DateOrder::Ymd => return None,
    };
    let (header, records) = begin(text, mapping).ok()??;
    let mut misread = false;
    for record in records.filter(is_row).filter_map(Result::ok).filter(|record| !header.skips(&record.cells, mapping)) {
        let row = Row { header: &header, record: &record.cells, mapping };
        let Some(cell) = row.get(Field::Date) else { continue };
        let day = date_and_time(&cell.text).map_or(&*cell.text, |(day, _)| day);
        let fits = |order| date(day, Some(order)).is_ok_and(|day| day <= today);
        if !fits(other) {
            return None;
        }
        misread |= !fits(stated);
    }
    misread.then_some(other)
}

/// A record of a text.
struct Record<'a> {
    cells: StringRecord,
    /// As it is written.
    raw: &'a [u8],
    /// The line it begins in.
    line: u64,
    /// How many bytes of the text there are up to its end.
    end: u64,
}

impl Record<'_> {
    /// Whether it is the line by which spreadsheets tell each other what separates cells: `sep=;`.
    fn tells_separator(&self, separator: u8) -> bool {
        let told = self.raw.trim_ascii_end().split_last_chunk::<1>();
        told.is_some_and(|(key, [told])| key.eq_ignore_ascii_case(b"sep=") && *told == separator)
    }

    /// Whether there is nothing in any of its cells.
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// The records of a text, with the line each begins in. What the csv crate would put up with is refused: a quote that is never
/// closed, and a row without end.
struct Records<'a> {
    text: &'a str,
    reader: ::csv::Reader<Guarded<'a>>,
    /// Where the last record ended.
    end: u64,
    line: u64,
    last: Arc<AtomicU64>,
}

/// Hands out a text bit by bit, and stops where a record takes more than a line may.
struct Guarded<'a> {
    rest: &'a [u8],
    handed: u64,
    /// Where the last record ended.
    last: Arc<AtomicU64>,
}

impl Read for Guarded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The reader asks for more only when all it was handed is taken: the rest belongs to one record.
        if self.handed - self.last.load(Ordering::Relaxed) > LINE as u64 {
            return Err(io::Error::other("a row without end"));
        }
        let size = self.rest.read(buffer)?;
        self.handed += size as u64;
        Ok(size)
    }
}

impl<'a> Records<'a> {
    fn new(text: &'a str, separator: u8) -> Records<'a> {
        let last = Arc::new(AtomicU64::new(0));
        let guarded = Guarded { rest: text.as_bytes(), handed: 0, last: Arc::clone(&last) };
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(separator).buffer_capacity(CHUNK);
        Records { text, reader: builder.from_reader(guarded), end: 0, line: 1, last }
    }

    fn read(&mut self) -> Result<Option<Record<'a>>, Unfit> {
        let (start, mut cells) = (self.end as usize, StringRecord::with_capacity(ROW, CELLS));
        let more = self.reader.read_record(&mut cells);
        let end = self.reader.position().byte().min(self.text.len() as u64);
        let blank = self.text.as_bytes()[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let line = self.line + line_ends(&self.text.as_bytes()[start..start + blank]);
        match more {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(_) => {
                let told = "a row of more than 64 KiB: is a quote never closed?";
                return Err(Unfit::line(line, told));
            }
        }
        let raw = &self.text.as_bytes()[start..end as usize];
        self.line += line_ends(raw);
        self.end = end;
        self.last.store(end, Ordering::Relaxed);
        Ok(Some(Record { cells, raw: &raw[blank..], line, end }))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Unfit>;

    fn next(&mut self) -> Option<Result<Record<'a>, Unfit>> {
        self.read().transpose()
    }
}

/// Whether a record has a quote that is neither around a whole cell nor doubled within one (RFC 4180). The csv crate would read `"a"b` as `ab`.
fn has_odd_quotes(record: &[u8], separator: u8) -> bool {
    let ends = |byte: u8| byte == separator || matches!(byte, b'\n' | b'\r');
    let mut rest = record;
    while !rest.is_empty() {
        let size = match rest.strip_prefix(b"\"") {
            Some(quoted) => closing_quote(quoted).map(|at| at + 2),
            None => {
                let size = rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len());
                Some(size).filter(|&size| !rest[..size].contains(&b'"'))
            }
        };
        let Some((_, behind)) = size.and_then(|size| rest.split_at_checked(size)) else { return true };
        if behind.first().is_some_and(|&byte| !ends(byte)) {
            return true;
        }
        rest = behind.get(1..).unwrap_or_default();
    }
    false
}

/// Where a quoted cell ends: the first quote that is not one of two.
fn closing_quote(cell: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + cell[from..].iter().position(|&byte| byte == b'"')?;
        if cell.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

fn other_separator(header: &[u8], mapping: &Mapping) -> Option<String> {
    let count = |byte: u8| header.iter().filter(|&&b| b == byte).count();
    let others = [(b';', ";"), (b',', ","), (b'\t', "tab"), (b'|', "|")];
    let (byte, name) = others.into_iter().max_by_key(|(byte, _)| count(*byte))?;
    let likely = byte != mapping.separator.0 && count(byte) > count(mapping.separator.0);
    likely.then(|| format!("it looks separated by `{name}`: state separator = \"{name}\", or --sep \"{name}\""))
}

/// The first row: which column is where.
struct Header<'a> {
    /// As it is written.
    raw: &'a [u8],
    names: Vec<String>,
    places: BTreeMap<Field, Vec<usize>>,
    /// The columns that tell rows apart.
    apart: Vec<usize>,
    skips: Vec<(usize, Vec<String>)>,
}

impl<'a> Header<'a> {
    /// Reads it from the first record of a text.
    fn read(record: &Record<'a>, mapping: &Mapping) -> Result<Header<'a>, Unfit> {
        let (line, raw) = (record.line, record.raw);
        if has_odd_quotes(raw, mapping.separator.0) {
            return Err(Unfit::line(line, "a quote (\") in the header is never closed"));
        }
        let names: Vec<String> = record.cells.iter().map(|name| name.trim().to_owned()).collect();
        let find = |wanted: &String| {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(at, _)| at);
            match (found.next(), found.next()) {
                (Some(at), None) => Ok(at),
                (Some(_), Some(_)) => {
                    Err(Unfit::line(line, format!("the header has the column `{}` twice", brief(wanted))))
                }
                (None, _) => Err(missing(wanted, &names, line, mapping)),
            }
        };
        let place = |(field, Columns(columns)): (&Field, &Columns)| {
            Ok((*field, columns.iter().map(find).collect::<Result<Vec<usize>, Unfit>>()?))
        };
        let places = mapping.columns.iter().map(place).collect::<Result<_, Unfit>>()?;
        let skip = |(column, cells): (&String, &Vec<String>)| Ok((find(column)?, cells.clone()));
        let skips = mapping.skip.iter().map(skip).collect::<Result<_, Unfit>>()?;
        let has = |column: &&String| !mapping.built_in || names.contains(column);
        let apart = mapping.apart.iter().flat_map(|Columns(columns)| columns).filter(has);
        let apart = apart.map(find).collect::<Result<_, Unfit>>()?;
        Ok(Header { raw, names, places, apart, skips })
    }

    /// The row that a record is; none where the mapping leaves it out.
    fn row(&self, record: &Record<'_>, mapping: &Mapping, target: Target<'_>) -> Option<Result<Draft, Fault>> {
        let Record { cells: record, raw, .. } = record;
        if record.iter().any(|cell| cell.contains(MARK)) {
            Some(Err(JOINED.to_owned().into()))
        } else if has_odd_quotes(raw, mapping.separator.0) {
            let told =
                "a quote (\") that is never closed, or that stands neither around a whole cell nor doubled within one";
            let hint = "a cell with a quote in it is written \"like \"\"this\"\"\"";
            Some(Err(Fault::Told(told.to_owned(), Some(hint.to_owned()))))
        } else if record.len() != self.names.len() {
            let cells = count(record.len() as u64, "cell", "cells");
            let told = format!("{cells}, where the header has {}", self.names.len());
            Some(Err(Fault::Told(told, other_separator(self.raw, mapping))))
        } else if self.skips(record, mapping) {
            None
        } else {
            Some(draft(&Row { header: self, record, mapping }, mapping, target))
        }
    }

    fn skips(&self, record: &StringRecord, mapping: &Mapping) -> bool {
        let cell = |at: usize| unguarded(record.get(at).unwrap_or_default().trim(), mapping);
        self.skips.iter().any(|(at, cells)| cells.iter().any(|listed| listed == cell(*at)))
    }
}

fn missing(wanted: &str, names: &[String], line: u64, mapping: &Mapping) -> Unfit {
    let told = format!("the header has no column `{}`", brief(wanted));
    let hint = other_separator(names.join(&mapping.separator.to_string()).as_bytes(), mapping).unwrap_or_else(|| {
        let some: Vec<String> = names.iter().take(20).map(|name| format!("`{}`", brief(name))).collect();
        format!("it has {}", some.join(", "))
    });
    Unfit::line(line, told).hint(hint)
}

/// Text as it was before our own CSV guarded it against spreadsheets (S2): a text that looked guarded has one guard more.
fn unguarded<'a>(cell: &'a str, mapping: &Mapping) -> &'a str {
    match cell.strip_prefix('\'') {
        Some(rest) if mapping.ours && looks_like_formula(rest) => rest,
        _ => cell,
    }
}

/// A row by its columns.
pub(super) struct Row<'a> {
    header: &'a Header<'a>,
    record: &'a StringRecord,
    mapping: &'a Mapping,
}

impl Row<'_> {
    fn cell(&self, at: usize) -> &str {
        unguarded(self.record.get(at).unwrap_or_default().trim(), self.mapping)
    }

    /// The cell of a column.
    pub(super) fn named(&self, column: &str) -> Option<&str> {
        let at = self.header.names.iter().position(|name| name == column)?;
        Some(self.cell(at))
    }

    /// The client's name; empty where there is none.
    pub(super) fn client(&self) -> Cow<'_, str> {
        self.get(Field::Client).map_or(Cow::Borrowed(""), |cell| cell.text)
    }
}

impl Cells for Row<'_> {
    fn get(&self, field: Field) -> Option<Cell<'_>> {
        if let Some(text) = self.mapping.constants.get(&field) {
            return Some(Cell { column: "constant", text: Cow::Borrowed(text.trim()) }).filter(|c| !c.text.is_empty());
        }
        let places = self.header.places.get(&field)?;
        let filled = || places.iter().map(|&at| self.cell(at)).filter(|cell| !cell.is_empty());
        let column = self.column(field)?;
        let first = filled().next()?;
        let text = match filled().count() {
            1 => Cow::Borrowed(first),
            _ => Cow::Owned(filled().collect::<Vec<_>>().join(": ")),
        };
        Some(Cell { column, text })
    }

    fn column(&self, field: Field) -> Option<&str> {
        let first = self.header.places.get(&field)?.first()?;
        self.header.names.get(*first).map(String::as_str)
    }

    fn apart(&self) -> impl Iterator<Item = Cell<'_>> {
        let cell = |&at: &usize| Cell { column: &self.header.names[at], text: Cow::Borrowed(self.cell(at)) };
        self.header.apart.iter().map(cell).filter(|cell| !cell.text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_around_a_whole_cell_or_doubled_within_one() {
        for record in
            ["", "a;b", "\"a\";b\n", "a;\"b\"\r\n", "\"\";\"\"", "\"a \"\"b\"\"\";c", "\"a;b\nc\";d", ";;\"\"\"\""]
        {
            assert!(!has_odd_quotes(record.as_bytes(), b';'), "{record}");
        }
        for record in ["\"a\"b;c", "a\"b", "a\"b\"c", "a; \"b\"", "\"a\" ;b", "\"a", "a;\"b", "\"\"\"", "\"a\"\"b\"c\""]
        {
            assert!(has_odd_quotes(record.as_bytes(), b';'), "{record}");
        }
    }
}
