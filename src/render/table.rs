//! Tables without lines: columns two blanks apart, figures to the right.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Row, Width, presets};

/// How many blanks part two columns.
const GAP: u16 = 2;
/// So wide are words at most that have figures behind them: a note of a thousand characters would else push these off every screen and page.
const WORDS: u16 = 60;

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A table under construction. What is longer than there is room for goes on below; words in the last column have all the room they need.
#[derive(Debug)]
pub struct Table {
    table: comfy_table::Table,
    columns: Vec<Align>,
}

impl Table {
    /// A table with these column heads.
    pub fn new(columns: &[(&str, Align)]) -> Table {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(columns.iter().map(|(head, _)| *head).collect::<Vec<_>>());
        Table { table, columns: columns.iter().map(|(_, align)| *align).collect() }
    }

    /// Adds a row; a cell that has nothing to say is empty.
    pub fn row<T: Into<Row>>(&mut self, cells: T) {
        self.table.add_row(cells);
    }

    /// The table, each line ended by LF, no blanks at the ends of lines.
    pub fn print(mut self) -> String {
        let last = self.columns.len() - 1;
        for (at, align) in self.columns.iter().enumerate() {
            if let Some(column) = self.table.column_mut(at) {
                column.set_padding((0, if at == last { 0 } else { GAP }));
                column.set_cell_alignment(match align {
                    Align::Left => CellAlignment::Left,
                    Align::Right => CellAlignment::Right,
                });
                if *align == Align::Left && at < last {
                    column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WORDS + GAP)));
                }
            }
        }
        self.table.trim_fmt() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_before_figures_go_on_below_and_no_letter_is_lost() {
        let texts = [
            "VPN down after update; router, certificate and two laptops checked",
            "Żółć",
            &"ж".repeat(130),
            &"図".repeat(70),
        ];
        for text in texts {
            let mut table = Table::new(&[("what", Align::Left), ("charged", Align::Right), ("note", Align::Left)]);
            table.row([text, "1h30m", &"a note ".repeat(40)]);
            let printed = table.print();
            let lines: Vec<&str> = printed.lines().skip(1).collect();
            let room = lines[0].find("1h30m").expect("the figure stands on the first line");
            assert!(lines[0][..room].chars().count() <= 62 + 2, "{printed}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let words = lines[0].split("1h30m").next().into_iter().chain(lines[1..].iter().copied());
            assert_eq!(words.map(letters).collect::<String>(), letters(text), "{printed}");
            assert!(lines[0].ends_with(&"a note ".repeat(40).trim_end()), "{printed}");
        }
    }
}
