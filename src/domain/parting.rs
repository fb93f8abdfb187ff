//! How what is due is parted where it comes to more than an invoice can hold (B5).

use super::invoice::{Item, Line};
use super::{Book, Bounds, Date};

/// What makes less of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// A bill through an earlier day: the last one through which it holds.
    Through(Date),
    /// All is of one day, and this call can wait for another bill; by its `seq`.
    Call(u64),
    /// All is of one day, and this package can be sold on another one.
    Package(u64),
    /// This call is too much by itself.
    CallAlone(u64),
}

/// How lines that are due can be parted, each bill such that it `holds`.
///
/// # Panics
///
/// As [`Archive::entry`](super::archive::Archive::entry).
pub(super) fn parting(book: &Book, lines: Vec<Line>, holds: impl Fn(&[Line]) -> bool) -> Option<Parting> {
    let dated = |line: Line| Some((book.entry_by_id(&line.entry)?.entry.fact.date()?, line));
    let dated: Vec<(Date, Line)> = lines.into_iter().filter_map(dated).collect();
    let through = |day: Date| -> Vec<Line> {
        let lines = dated.iter().filter(|(date, _)| *date <= day).map(|(_, line)| line.clone());
        lines.take(Bounds::LINES).collect()
    };
    let mut days: Vec<Date> = dated.iter().map(|(date, _)| *date).collect();
    days.sort();
    let (first, last) = (*days.first()?, *days.last()?);
    let day = days.into_iter().rev().find(|&day| day < last && holds(&through(day)));
    day.map(Parting::Through).or_else(|| of_one_day(book, &through(first), holds))
}

/// What of a day's lines can be taken out of them.
fn of_one_day(book: &Book, lines: &[Line], holds: impl Fn(&[Line]) -> bool) -> Option<Parting> {
    let is_call = |line: &&Line| matches!(line.item, Item::Overage { .. });
    let seq = |line: &Line| book.seq_of(&line.entry);
    if let Some(alone) = lines.iter().filter(is_call).find(|line| !holds(&[(*line).clone()])) {
        return seq(alone).map(Parting::CallAlone);
    }
    // A package that is taken back is missed by the calls that drew on it; a call by nobody.
    if let Some(call) = lines.iter().rfind(is_call) {
        return seq(call).map(Parting::Call);
    }
    let package = lines.iter().rfind(|line| matches!(line.item, Item::Package))?;
    seq(package).map(Parting::Package)
}
