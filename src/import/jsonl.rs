//! One JSON object a line: the fields of a call, as the ledger spells them.

use serde::Deserialize;

use super::characters::bad_text;
use super::spelling::{maybe_word, word};
use super::text::{JOINED, MARK};
use super::tray::{Draft, Fault, Found, Tray};
use super::values::Why;
use super::{Target, Unfit};
use crate::domain::{
    BadText, Bounds, Call, ClientId, Clock, Date, EntryId, Fact, Factor, Minutes, PackageId, ServiceId, Text,
};

/// A call; what a ledger's line has besides is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default, deserialize_with = "maybe_word")]
    id: Option<EntryId>,
    #[serde(deserialize_with = "word")]
    client: ClientId,
    #[serde(deserialize_with = "word")]
    date: Date,
    #[serde(default, deserialize_with = "maybe_word")]
    start: Option<Clock>,
    minutes: u64,
    #[serde(default, deserialize_with = "maybe_word")]
    case: Option<String>,
    #[serde(default, deserialize_with = "maybe_word")]
    service: Option<ServiceId>,
    #[serde(default, deserialize_with = "maybe_word")]
    factor: Option<Factor>,
    #[serde(default, deserialize_with = "maybe_word")]
    package: Option<PackageId>,
    #[serde(default, deserialize_with = "maybe_word")]
    goodwill: Option<String>,
    #[serde(default, deserialize_with = "maybe_word")]
    contact: Option<String>,
    #[serde(default, deserialize_with = "maybe_word")]
    note: Option<String>,
    #[serde(default)]
    long: bool,
    #[serde(default)]
    late: bool,
}

pub(super) fn read(text: &str, tray: &mut Tray<'_>, watch: &dyn Fn(u64)) -> Result<(), Unfit> {
    let (target, mut end) = (tray.target, 0);
    let lines = (1_u64..).zip(text.split_inclusive('\n')).filter_map(|(number, line)| {
        end += line.len() as u64;
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        (!line.is_empty()).then_some((number, end, line))
    });
    tray.gather(lines, |(line, end, row)| Ok(Found { line, end, row: Some(draft(row, target)) }), watch)
}

fn draft(line: &str, target: Target<'_>) -> Result<Draft, Fault> {
    if line.contains(MARK) {
        return Err(JOINED.to_owned().into());
    }
    // serde would take a list for the object, too.
    if !line.starts_with('{') {
        return Err("not a JSON object".to_owned().into());
    }
    let line: Line = serde_json::from_str(line).map_err(|error| plain(&error))?;
    let Line { id, client, date, start, minutes, case, service, factor, package, goodwill, contact, note, long, late } =
        line;
    target.book.known_account(&client).map_err(Fault::Unknown)?;
    let unknown = |id: &&ServiceId| !target.book.house.services.contains_key(*id);
    if let Some(service) = service.as_ref().filter(unknown) {
        return Err(Fault::Unknown(target.book.unknown_service(service.as_str())));
    }
    if let Some(start) = start {
        target.calendar.check(date, start)?;
    }
    let worked = Minutes::new(minutes);
    let target = Target { late: target.late || late, long: target.long || long, ..target };
    let fact = Fact::Call(Call {
        date,
        start,
        worked,
        case: maybe_text("case", case, Text::LINE)?,
        service,
        factor,
        package,
        goodwill: text("goodwill", goodwill, Text::NOTE)?,
        contact: maybe_text("contact", contact, Text::LINE)?,
        note: maybe_text("note", note, Text::NOTE)?,
        long: target.long && worked > Bounds::ORDINARY_CALL,
        late: target.is_late(&client, date),
        client,
    });
    Ok(Draft { id, fact, open: Vec::new(), apart: Vec::new() })
}

/// A text that may be left empty, as a cell may.
fn maybe_text(field: &str, given: Option<String>, most: usize) -> Result<Option<Text>, Fault> {
    text(field, given.filter(|given| !given.is_empty()), most)
}

fn text(field: &str, given: Option<String>, most: usize) -> Result<Option<Text>, Fault> {
    let Some(given) = given else { return Ok(None) };
    let why = |fault: BadText| match fault {
        BadText::Empty => Why::from("empty").hint(format!("leave {field} out where there is none")),
        // There is no mapping that could say what becomes of it.
        BadText::Control('\n') => Why::from("it has a line break; write a blank instead"),
        BadText::Control('\t') => Why::from("it has a tab; write a blank instead"),
        BadText::Control('\u{b}' | '\u{2028}' | '\u{2029}') => {
            Why::from("it has a line break of another kind; write a blank instead")
        }
        _ => bad_text(&fault, most),
    };
    let fault = |fault| {
        let Why { told, hint } = why(fault);
        Fault::Told(format!("{field}: {told}"), hint)
    };
    Text::new(&given, most).map(Some).map_err(fault)
}

/// What serde_json says, without its count of lines: there is only one.
fn plain(error: &serde_json::Error) -> Fault {
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    if told.contains("unknown field `seq`") || told.contains("unknown field `kind`") {
        let told = "a whole line of a ledger, where a call is due: its own fields and perhaps an `id`";
        let hint = "hours merge takes what another copy of this ledger has";
        return Fault::Told(told.to_owned(), Some(hint.to_owned()));
    }
    let told = told.replace("expected u64", "expected a whole number without quotes");
    format!("column {}: {told}", error.column()).into()
}
