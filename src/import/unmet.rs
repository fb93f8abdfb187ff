//! What was stated about a file and meets nothing in it: mostly it is written in another way there.

use super::csv::each_row;
use super::mapping::Mapping;
use super::spelling::brief;

/// So many cells are told of a column.
const TOLD: usize = 5;

/// A cell that leaves rows out, and that no row has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// Its column.
    pub column: String,
    /// As it is stated under `[skip]`.
    pub cell: String,
    /// What the column has instead, the same in other letters first.
    pub has: Vec<String>,
}

/// The cells under `[skip]` that meet nothing, although it seems that they should: no other one of their column does, or some cell is the same
/// but for small and capital letters. A file need not have empty cells.
pub fn unmet_skips(text: &str, mapping: &Mapping) -> Vec<Unmet> {
    mapping.skip.iter().flat_map(|(column, listed)| unmet(text, mapping, column, listed)).collect()
}

fn unmet(text: &str, mapping: &Mapping, column: &str, listed: &[String]) -> Vec<Unmet> {
    let listed: Vec<&String> = listed.iter().filter(|cell| !cell.is_empty()).collect();
    let (mut missing, mut has) = (listed.clone(), Vec::new());
    each_row(text, mapping, |row| {
        let cell = row.named(column).unwrap_or_default();
        missing.retain(|listed| *listed != cell);
        let is_near = missing.iter().any(|listed| is_near(listed, cell));
        if !cell.is_empty() && (is_near || has.len() < TOLD) && !has.iter().any(|known| known == cell) {
            has.insert(if is_near { 0 } else { has.len() }, cell.to_owned());
            has.truncate(TOLD);
        }
        !missing.is_empty()
    });
    let none = missing.len() == listed.len();
    let told = missing.into_iter().filter(|cell| none || has.iter().any(|other| is_near(cell, other)));
    let shown: Vec<String> = has.iter().map(|cell| brief(cell)).collect();
    let told = told.filter(|_| !shown.is_empty());
    told.map(|cell| Unmet { column: brief(column), cell: brief(cell), has: shown.clone() }).collect()
}

fn is_near(one: &str, other: &str) -> bool {
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}

/// Those of the names that no row gives its client.
pub fn unmet_clients<'a>(text: &str, mapping: &Mapping, mut names: Vec<&'a str>) -> Vec<&'a str> {
    let mut rows = 0_u64;
    each_row(text, mapping, |row| {
        rows += 1;
        let client = row.client();
        names.retain(|name| *name != client);
        !names.is_empty()
    });
    if rows > 0 { names } else { Vec::new() }
}
