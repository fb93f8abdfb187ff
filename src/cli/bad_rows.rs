//! Rows of a file that cannot be imported: each is told by its line, and then what to do about them.

use super::Context;
use super::advice::advice;
use super::failure::{Failure, each_once};
use crate::counted::count;
use crate::import::{Bad, Import, SHOWN};
use crate::render::text::escape;
use crate::store::{Replaced, RowsRefused, Uncertain};

/// So many hints are given for all the rows of a file that are wrong.
const HINTS: usize = 6;

/// Lists every bad row, up to a point, and says how many there are: those that could not be read, and those of the new ones, on these `lines`, that the
/// store refused. What is wrong with no row stays as it is.
pub(super) fn refuse(
    context: Context<'_>,
    file: &str,
    import: &Import,
    lines: &[u64],
    error: anyhow::Error,
) -> anyhow::Error {
    if error.is::<Replaced>() || error.is::<Uncertain>() {
        // An entry is named by its id; rows have theirs, and the same file again is the retry.
        let again = "run the same import again: what is there already is left out";
        return Failure::unable(error.to_string()).hint(again).into();
    }
    let Some(RowsRefused { refused }) = error.downcast_ref() else { return error };
    let judged = refused.iter().take(SHOWN).map(|(at, rejection)| match rejection.nearest() {
        Some(near) => Bad { line: lines[*at], told: format!("{rejection}; did you mean `{near}`?"), hint: None },
        None => Bad { line: lines[*at], told: rejection.to_string(), hint: advice(rejection) },
    });
    let mut bad: Vec<Bad> = import.bad.iter().cloned().chain(judged).collect();
    bad.sort_by_key(|bad| bad.line);
    bad.truncate(SHOWN);
    for Bad { line, told, .. } in &bad {
        context.say("error", &escape(&format!("{file}:{line}: {told}")));
    }
    let bads = import.bads + refused.len() as u64;
    let of = count(import.rows, "row", "rows");
    let shown = match bads - import.told {
        told if told > bad.len() as u64 => format!(" (the first {} are shown)", bad.len()),
        told if told < bads => " (a name that is not known is shown once)".to_owned(),
        _ => String::new(),
    };
    let failure = Failure::refused(format!("{bads} of {of} cannot be imported{shown}; nothing was written"));
    let order = import.order.map(|order| format!("every date of the file fits --date-order {order}"));
    let hints = order.into_iter().chain(bad.into_iter().filter_map(|bad| bad.hint));
    failure.hints(each_once(hints).take(HINTS)).into()
}
