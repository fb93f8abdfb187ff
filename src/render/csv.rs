//! CSV as machines take it: UTF-8, LF, a header, `.` decimals, and text that no spreadsheet runs (S2).

use std::fmt::Display;

use crate::domain::text::looks_like_formula;

/// How a sheet is spelled; the default is the machine format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// What separates cells.
    pub separator: u8,
    /// What separates the digits of numbers: `.` or `,`.
    pub decimal: char,
    /// Whether a byte order mark leads.
    pub bom: bool,
    /// Whether text is left as it is, formulas and all.
    pub raw: bool,
}

impl Default for Spelling {
    fn default() -> Spelling {
        Spelling { separator: b',', decimal: '.', bom: false, raw: false }
    }
}

/// A cell: text, which is guarded against formulas, or a number, which never is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words, names, dates.
    Text(String),
    /// A number with `.` decimals.
    Number(String),
    /// Nothing.
    Empty,
}

/// A cell of text.
pub fn text(value: impl Display) -> Cell {
    Cell::Text(value.to_string())
}

/// A cell of text, empty where there is none.
pub fn maybe<T: Display>(value: Option<T>) -> Cell {
    value.map_or(Cell::Empty, text)
}

/// A cell with a number.
pub fn number(value: impl Display) -> Cell {
    Cell::Number(value.to_string())
}

/// A cell with a number, empty where there is none.
pub fn maybe_number<T: Display>(value: Option<T>) -> Cell {
    value.map_or(Cell::Empty, number)
}

/// A cell of words with blanks between them, empty where there are none.
pub fn words(words: &[&str]) -> Cell {
    maybe(Some(words.join(" ")).filter(|joined| !joined.is_empty()))
}

/// A sheet under construction.
#[derive(Debug)]
pub struct Sheet<const N: usize> {
    spelling: Spelling,
    rows: csv::Writer<Vec<u8>>,
}

impl<const N: usize> Sheet<N> {
    /// A sheet with this header; every row has as many cells.
    pub fn new(spelling: Spelling, header: &[&str; N]) -> Sheet<N> {
        let start = if spelling.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(spelling.separator).terminator(csv::Terminator::Any(b'\n'));
        let mut sheet = Sheet { spelling, rows: builder.from_writer(start) };
        sheet.write(header.iter().map(|name| (*name).to_owned()));
        sheet
    }

    /// Adds a row.
    pub fn row(&mut self, cells: [Cell; N]) {
        let spelling = self.spelling;
        self.write(cells.into_iter().map(|cell| spell(cell, spelling)));
    }

    /// The sheet's text.
    pub fn print(self) -> String {
        let text = self.rows.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.unwrap_or_else(|| unreachable!("cells are text, and written to memory"))
    }

    fn write(&mut self, cells: impl Iterator<Item = String>) {
        self.rows
            .write_record(cells)
            .unwrap_or_else(|_| unreachable!("rows have the header's length, and go to memory"));
    }
}

fn spell(cell: Cell, spelling: Spelling) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) if spelling.decimal == '.' => number,
        Cell::Number(number) => number.replace('.', ","),
        Cell::Text(text) if spelling.raw || !looks_like_formula(&text) => text,
        Cell::Text(text) => format!("'{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(spelling: Spelling) -> String {
        let mut sheet = Sheet::new(spelling, &["name", "amount", "none"]);
        sheet.row([text("=cmd|' /C calc'!A0"), number("-1500.50"), Cell::Empty]);
        sheet.row([text("a,b;\"c\""), number("0.5"), maybe(Some("-x"))]);
        sheet.print()
    }

    #[test]
    fn s2_text_that_begins_like_a_formula_is_guarded_and_numbers_never_are() {
        let plain = "name,amount,none\n'=cmd|' /C calc'!A0,-1500.50,\n\"a,b;\"\"c\"\"\",0.5,'-x\n";
        assert_eq!(sheet(Spelling::default()), plain);
    }

    #[test]
    fn s2_text_that_looks_guarded_is_guarded_once_more() {
        let spelled = |text: &str| spell(super::text(text), Spelling::default());
        for (text, cell) in [("'=x", "''=x"), ("''-x", "'''-x"), ("'x", "'x"), ("'", "'"), ("", "")] {
            assert_eq!(spelled(text), cell);
        }
    }

    #[test]
    fn s2_raw_leaves_text_as_it_is_and_spreadsheets_get_their_spelling() {
        let spelling = Spelling { separator: b';', decimal: ',', bom: true, raw: true };
        let german = "\u{feff}name;amount;none\n=cmd|' /C calc'!A0;-1500,50;\n\"a,b;\"\"c\"\"\";0,5;-x\n";
        assert_eq!(sheet(spelling), german);
    }
}
