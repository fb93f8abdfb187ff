//! What many entries at once come to, client by client.

use super::writing::warnings_of;
use crate::cores::ask_all;
use crate::domain::balance::balance;
use crate::domain::{Book, Date};
use crate::render::totals::Total;

/// Totals with what each client has left after them, and what there is to warn of each.
pub fn finished(book: &Book, totals: Vec<Total>, as_of: Date) -> (Vec<Total>, Vec<String>) {
    let asked = ask_all(&totals, |total| {
        let reckoned = book.reckon(&total.client)?;
        let balance = balance(&reckoned, as_of);
        Some((Total { left: balance.left, ..total.clone() }, warnings_of(&balance)))
    });
    let (totals, warnings): (Vec<Total>, Vec<Vec<String>>) = asked.into_iter().flatten().unzip();
    (totals, warnings.concat())
}
