//! Tables without lines: columns two blanks apart, figures to the right.

use comfy_table::{CellAlignment, ContentArrangement, Row, presets};

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A table under construction.
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
                column.set_padding((0, if at == last { 0 } else { 2 }));
                column.set_cell_alignment(match align {
                    Align::Left => CellAlignment::Left,
                    Align::Right => CellAlignment::Right,
                });
            }
        }
        self.table.trim_fmt() + "\n"
    }
}
