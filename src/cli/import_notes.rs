//! What there is to say about a file that was imported: it was taken, and someone should look at it.

use std::ops::RangeInclusive;

use super::Context;
use super::source::Source;
use super::writing::late;
use crate::counted::count;
use crate::domain::Book;
use crate::import::{
    Alike, Corrected, Encoding, Import, Mapping, Misread, SHOWN, Text, Unmet, misread, unmet_clients, unmet_skips,
};
use crate::render::text::escape;

/// What there is to say about the file itself.
pub fn say_beforehand(context: Context<'_>, source: &Source, text: &Text, import: &Import) {
    if text.had_mark {
        let told = match text.encoding {
            Encoding::Utf16 => "with the byte order mark of UTF-16, and is read as that",
            _ => "with a byte order mark, which is left out",
        };
        context.say("note", &format!("{} begins {told}", source.shown));
    }
    for (line, first) in &import.doubled {
        context.say("warning", &format!("{}:{line}: the same as line {first}; counted once", source.shown));
    }
    let rest = import.doubles - import.doubled.len() as u64;
    if rest > 0 {
        let rows = count(rest, "row is", "rows are");
        context.say("warning", &format!("{rows} the same as one before; each is counted once"));
    }
    if import.doubles > 0 {
        let ways = "a start, a note, an id column, or a column under apart in the mapping";
        context.say("hint", &format!("if they really are two, something must tell them apart: {ways}"));
    }
}

/// How many rows of the file count for nothing, for they were taken back.
pub fn say_taken_back(context: Context<'_>, rows: u64) {
    if rows > 0 {
        let rows = count(rows, "row of the file was taken back and is", "rows of the file were taken back and are");
        context.say("note", &format!("{rows} left out; --again brings in what should count after all"));
    }
}

/// What the file may say in another encoding; and what to do where it does, and `recorded` are the entries that came of it.
pub fn say_misread(context: Context<'_>, source: &Source, text: &Text, recorded: Option<&RangeInclusive<u64>>) {
    let stated = text.encoding;
    let Some(Misread { line, word, readings }) = misread(&text.text, stated) else { return };
    let read: Vec<String> = readings.iter().map(|(text, encoding)| format!("`{text}` in {encoding}")).collect();
    let told = format!("{line}: `{word}` in {stated}, as is stated, would be {}", read.join(", or "));
    context.say("note", &format!("{}:{}", source.shown, escape(&told)));
    let encodings: Vec<String> = readings.iter().map(|(_, encoding)| encoding.to_string()).collect();
    let import = format!("--encoding {}", encodings.join(" or "));
    let hint = match recorded.filter(|seqs| !seqs.is_empty()) {
        None => format!("if that is what it says: {import}"),
        Some(seqs) => format!(
            "if that is what it says, import it with --again {import}, once this is taken back: hours void {} --through {} --reason \"wrong encoding\"",
            seqs.start(),
            seqs.end()
        ),
    };
    context.say("hint", &hint);
}

/// What was stated and meets nothing in the file.
pub fn say_unmet(context: Context<'_>, text: &str, mapping: &Mapping, clients: Vec<&str>) {
    for Unmet { column, cell, has } in unmet_skips(text, mapping) {
        let has: Vec<String> = has.iter().map(|cell| format!("`{cell}`")).collect();
        let told = format!("under [skip], no cell of `{column}` is `{cell}`: it has {}", has.join(", "));
        context.say("note", &escape(&told));
    }
    for name in unmet_clients(text, mapping, clients) {
        context.say("note", &escape(&format!("no row is of a client `{name}`, as --client states")));
    }
}

/// Which rows may be calls or packages that are there already, and how such a one is taken back.
pub fn say_alike(context: Context<'_>, is_dry: bool, source: &Source, alike: &[Alike], book: &Book) {
    for Alike { line, seq, likeness } in alike.iter().take(SHOWN) {
        context.say("warning", &format!("{}:{line}: #{seq} is {likeness}", source.shown));
    }
    if alike.len() > SHOWN {
        let more = count((alike.len() - SHOWN) as u64, "row", "rows");
        context.say("warning", &format!("{more} may be in the ledger already, too"));
    }
    if !alike.is_empty() && !is_dry {
        let late = late(alike.iter().any(|alike| is_taken_back_late(alike.seq, book)));
        let way = format!("what is there twice now is taken back once: hours void ENTRY --reason TEXT{late}");
        context.say("hint", &way);
    }
}

fn is_taken_back_late(seq: u64, book: &Book) -> bool {
    book.entry(seq).is_some_and(|target| book.is_taken_back_late(&target))
}

/// So many rows that may be corrections are told of one by one.
const EACH: usize = 3;

/// Which rows may be corrections of calls that came in before, and what becomes of these.
pub fn say_corrected(context: Context<'_>, is_dry: bool, source: &Source, corrected: &[Corrected], book: &Book) {
    let Some(Corrected { line, seq }) = corrected.first() else { return };
    if corrected.len() > EACH {
        let told = format!(
            "{} rows are of days of which an earlier import brought calls that this file does not have (the first: line {line}, \
             perhaps #{seq}): were they corrected, or is the mapping another one?",
            corrected.len()
        );
        context.say("warning", &told);
    } else {
        for Corrected { line, seq } in corrected {
            let told = "is of the same client and day, was imported before, and is not in this file: was it corrected?";
            context.say("warning", &format!("{}:{line}: #{seq} {told}", source.shown));
        }
    }
    let way = match is_dry {
        true => "if so, they would count twice: import with the mapping of that time, or take the old calls back",
        false => "if so, they count twice now: take the old calls back",
    };
    let late = late(is_taken_back_late(*seq, book));
    context.say("hint", &format!("{way}, such as: hours void {seq} --reason \"corrected\"{late}"));
}
