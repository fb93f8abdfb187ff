//! Cells → facts.

use std::borrow::Cow;
use std::str::FromStr;

use super::Target;
use super::characters::{bad_text, without_breaks};
use super::lengths::{length, span};
use super::mapping::{Field, Kind, LineBreaks, Mapping};
use super::spelling::brief;
use super::times::{HALF_A_DAY, clock, date, date_and_time, is_midnight, of_day};
use super::tray::{Draft, Fault};
use super::values::{Why, amount, unstated};
use crate::domain::text::are_digits;
use crate::domain::{
    Bounds, Call, ClientId, Clock, Date, Fact, Minutes, Money, NotMoney, PackageId, Payment, Purchase, Rejection,
    ServiceId, Text, Unreadable,
};

/// A cell with the name of its column.
pub(super) struct Cell<'a> {
    pub(super) column: &'a str,
    pub(super) text: Cow<'a, str>,
}

impl Cell<'_> {
    fn fault(&self, why: impl std::fmt::Display) -> Fault {
        format!("{} `{}`: {why}", brief(self.column), brief(&self.text)).into()
    }

    /// The same, of a value that could not be read.
    fn unread(&self, why: Why) -> Fault {
        let told = format!("{} `{}`: {}", brief(self.column), brief(&self.text), why.told);
        Fault::Told(told, why.hint)
    }

    /// The same, of a value by which the whole row is left out.
    fn no_row(&self, told: &str) -> Fault {
        let out = leave_out(self.column, &self.text);
        self.unread(Why::from(told).hint(format!("leave such rows out: in the mapping, {out}")))
    }

    fn word<T: std::str::FromStr<Err: std::fmt::Display>>(&self) -> Result<T, Fault> {
        self.text.parse().map_err(|why| self.fault(why))
    }
}

/// Where a row's cells come from.
pub(super) trait Cells {
    /// The cell of a field, without blanks around it; none where it is empty or no column has it.
    fn get(&self, field: Field) -> Option<Cell<'_>>;

    /// The first column of a field.
    fn column(&self, field: Field) -> Option<&str>;

    /// The cells that tell rows apart which say the same, without those that are empty.
    fn apart(&self) -> impl Iterator<Item = Cell<'_>>;
}

/// Makes a fact of a row.
pub(super) fn draft(cells: &impl Cells, mapping: &Mapping, target: Target<'_>) -> Result<Draft, Fault> {
    let row = Reader { cells, mapping, target };
    let (fact, open) = match mapping.kind {
        Kind::Call => (Fact::Call(row.call()?), Vec::new()),
        Kind::Purchase | Kind::Grant => row.purchase()?,
    };
    Ok(Draft { id: row.id()?, fact, open, apart: row.apart()? })
}

struct Reader<'a, C> {
    cells: &'a C,
    mapping: &'a Mapping,
    target: Target<'a>,
}

impl<C: Cells> Reader<'_, C> {
    fn call(&self) -> Result<Call, Fault> {
        let client = self.client()?;
        let date = self.date()?;
        let (worked, start) = self.worked(date)?;
        Ok(Call {
            date,
            start,
            worked,
            case: self.text(Field::Case, Text::LINE)?,
            service: self.service()?,
            factor: self.factor()?,
            package: self.cells.get(Field::Package).map(|cell| cell.word()).transpose()?,
            goodwill: self.goodwill()?,
            contact: self.text(Field::Contact, Text::LINE)?,
            note: self.text(Field::Note, Text::NOTE)?,
            long: self.target.long && worked > Bounds::ORDINARY_CALL,
            late: self.target.is_late(&client, date),
            client,
        })
    }

    /// A package, and the fields that the row leaves to the ledger.
    fn purchase(&self) -> Result<(Fact, Vec<&'static str>), Fault> {
        let client = self.client()?;
        let date = self.date()?;
        let size = self.needed(Field::Size)?;
        let size = self.length(&size)?;
        let from = self.maybe_day(Field::From)?;
        let until = self.maybe_day(Field::Until)?;
        let package: Option<PackageId> = self.cells.get(Field::Package).map(|cell| self.fresh(&cell)).transpose()?;
        let may_be_open = [("package", Field::Package), ("vat", Field::Vat), ("prices", Field::Prices)];
        let open = may_be_open.into_iter().filter(|(_, field)| self.cells.get(*field).is_none());
        let open = open.map(|(name, _)| name).collect();
        // The name it is given comes later, once it is known to be new.
        let placeholder = || client.as_str().parse().unwrap_or_else(|_| unreachable!("ids are alike"));
        let fact = Fact::Purchase(Purchase {
            package: package.unwrap_or_else(placeholder),
            date,
            size,
            payment: self.payment(&client, date)?,
            from: from.unwrap_or(date),
            until,
            services: self.service()?.into_iter().collect(),
            note: self.text(Field::Note, Text::NOTE)?,
            // Overage of old calls is settled when somebody says so, not by the order of a file.
            settle: false,
            late: self.target.is_late(&client, date),
            client,
        });
        Ok((fact, open))
    }

    fn payment(&self, client: &ClientId, date: Date) -> Result<Payment, Fault> {
        if self.mapping.kind == Kind::Grant {
            let reason = self.text(Field::Reason, Text::NOTE)?;
            return Ok(Payment::Granted { reason: reason.ok_or_else(|| self.empty(Field::Reason))? });
        }
        let book = self.target.book;
        let account = book.known_account(client).map_err(Fault::Unknown)?;
        let profile = account.history.profile_on(date, &book.house.open);
        let cell = self.needed(Field::Price)?;
        let amount = amount(&cell.text, self.mapping.numbers()).map_err(|why| cell.unread(why))?;
        let price = Money::written(amount, profile.currency).map_err(|not| {
            let (amount, currency) = (cell.text.clone().into_owned(), profile.currency);
            Fault::from(match not {
                NotMoney::TooFine => Rejection::TooFine { amount, currency }.to_string(),
                NotMoney::TooLarge => Rejection::TooLarge { amount }.to_string(),
            })
        })?;
        let vat = self.cells.get(Field::Vat).map(|cell| self.number(&cell)).transpose()?;
        let prices = self.cells.get(Field::Prices).map(|cell| cell.word()).transpose()?;
        Ok(Payment::Paid { price, vat: vat.unwrap_or(profile.vat), prices: prices.unwrap_or(profile.prices) })
    }

    fn needed(&self, field: Field) -> Result<Cell<'_>, Fault> {
        self.cells.get(field).ok_or_else(|| self.empty(field))
    }

    /// A field that has nothing in it, and how such rows are left out where they may be no calls or packages at all.
    fn empty(&self, field: Field) -> Fault {
        let row =
            matches!(field, Field::Client | Field::Date | Field::Start | Field::End | Field::Duration | Field::Size);
        let column = self.cells.column(field).filter(|_| row);
        let hint = column.map(|column| {
            let whose = if field == Field::Client { "; or say whose they are with --client \"=ID\"" } else { "" };
            format!("leave such rows out: in the mapping, {}{whose}", leave_out(column, ""))
        });
        Fault::Told(format!("the {field} is empty"), hint)
    }

    /// The client: by the mapping's table, or by the very id. Never made on the way.
    fn client(&self) -> Result<ClientId, Fault> {
        let Some(cell) = self.cells.get(Field::Client) else {
            // An empty cell can have a meaning, too.
            return self.mapping.client("").map_or_else(|| Err(self.empty(Field::Client)), |ours| self.known(ours));
        };
        if let Some(ours) = self.mapping.client(&cell.text) {
            return self.known(ours);
        }
        let ours = cell.text.parse().ok().filter(|id| self.target.book.account(id).is_some());
        let column = self.cells.column(Field::Client).map(str::to_owned);
        ours.ok_or_else(|| Fault::NoClient { name: cell.text.into_owned(), column })
    }

    /// A client that the mapping names.
    fn known(&self, ours: &ClientId) -> Result<ClientId, Fault> {
        self.target.book.known_account(ours).map(|account| account.id.clone()).map_err(Fault::Unknown)
    }

    /// The service, in the same way.
    fn service(&self) -> Result<Option<ServiceId>, Fault> {
        let Some(cell) = self.cells.get(Field::Service) else { return Ok(None) };
        let known = |id: &ServiceId| self.target.book.house.services.contains_key(id);
        match self.mapping.service(&cell.text) {
            Some(None) => Ok(None),
            Some(Some(ours)) if known(ours) => Ok(Some(ours.clone())),
            Some(Some(ours)) => Err(Fault::Unknown(self.target.book.unknown_service(ours.as_str()))),
            None => {
                let ours = cell.text.parse().ok().filter(known);
                ours.map(Some).ok_or_else(|| Fault::NoService(cell.text.into_owned()))
            }
        }
    }

    fn date(&self) -> Result<Date, Fault> {
        let date = self.maybe_day(Field::Date)?.ok_or_else(|| self.empty(Field::Date))?;
        if date > self.target.today { Err(self.future(date)) } else { Ok(date) }
    }

    /// A date that is still to come (B4), as it is written: it may have been read in the wrong order.
    fn future(&self, date: Date) -> Fault {
        let today = self.target.today;
        let told = format!("it is in the future: today is {today}");
        let Some(cell) = self.cells.get(Field::Date) else { return told.into() };
        let told = if cell.text == date.to_string() { told } else { format!("read as {date}, {told}") };
        let hint = match self.mapping.kind {
            Kind::Call => "work is written down when it is done",
            Kind::Purchase | Kind::Grant => {
                "a package is dated today or earlier; the first day it can be used, from, may be later"
            }
        };
        cell.unread(Why::from(told).hint(hint))
    }

    /// The day in a field's cell. What stands behind it is read by another field, or is nothing but midnight.
    fn maybe_day(&self, field: Field) -> Result<Option<Date>, Fault> {
        let Some(cell) = self.cells.get(field) else { return Ok(None) };
        let Some((day, time)) = date_and_time(&cell.text) else { return self.day(&cell, &cell.text).map(Some) };
        let reads = self.mapping.reads_time_of(field) || is_midnight(time).map_err(|why| cell.unread(why))?;
        if !reads {
            let why = Why::from("it has a time, too").hint(read_time_too(field, cell.column));
            return Err(cell.unread(why));
        }
        self.day(&cell, day).map(Some)
    }

    fn day(&self, cell: &Cell<'_>, text: &str) -> Result<Date, Fault> {
        date(text, self.mapping.date_order).map_err(|why| cell.unread(why))
    }

    /// The time of day in a cell, and the day before it where there is one.
    fn time(&self, cell: &Cell<'_>) -> Result<(Option<Date>, (Clock, u64)), Fault> {
        let (day, time) = match date_and_time(&cell.text) {
            Some((day, time)) => (Some(self.day(cell, day)?), time),
            None => (None, &*cell.text),
        };
        Ok((day, clock(time).map_err(|why| cell.unread(why))?))
    }

    fn length(&self, cell: &Cell<'_>) -> Result<Minutes, Fault> {
        let Mapping { duration, rounding, .. } = self.mapping;
        let read = length(&cell.text, *duration, self.mapping.numbers(), *rounding);
        match read {
            Err(_) if cell.text.starts_with(['-', '−']) => Err(cell.no_row("it is less than nothing")),
            read => read.map_err(|why| cell.unread(why)),
        }
    }

    /// How long a call took, and when it began. Seconds of a beginning are dropped: they enter no figure.
    fn worked(&self, day: Date) -> Result<(Minutes, Option<Clock>), Fault> {
        let begin = self.begin(day)?;
        if let Some(cell) = self.cells.get(Field::Duration) {
            let worked = self.length(&cell)?;
            if worked == Minutes::ZERO {
                return Err(cell.no_row("no time at all"));
            }
            if let Some((clock, _)) = begin {
                self.target.calendar.check(day, clock)?;
            }
            return Ok((worked, begin.map(|(clock, _)| clock)));
        }
        if self.mapping.columns.contains_key(&Field::Duration) {
            return Err(self.empty(Field::Duration));
        }
        let begin = begin.ok_or_else(|| self.empty(Field::Start))?;
        Ok((self.span(day, begin)?, Some(begin.0)))
    }

    /// When a call began, on its day.
    fn begin(&self, day: Date) -> Result<Option<(Clock, u64)>, Fault> {
        let Some(cell) = self.cells.get(Field::Start) else { return Ok(None) };
        match self.time(&cell)? {
            (Some(other), _) if other != day => Err(cell.fault(format!("it does not begin on {day}"))),
            (_, begin) => Ok(Some(begin)),
        }
    }

    /// The time from a beginning to the row's end.
    fn span(&self, day: Date, (start, from): (Clock, u64)) -> Result<Minutes, Fault> {
        let cell = self.needed(Field::End)?;
        let (own, (end, to)) = self.time(&cell)?;
        let ends = self.maybe_day(Field::EndDate)?;
        if own.zip(ends).is_some_and(|(own, ends)| own != ends) {
            return Err(cell.fault("it is of another day than the end-date"));
        }
        let (begins_at, ends_at) = (of_day((start, from)), of_day((end, to)));
        let overnight = ends_at <= begins_at;
        match own.or(ends).map(|ends| ends.days_since(day)) {
            Some(0) | None if !overnight => {}
            Some(1) if overnight => {}
            Some(0) | None if ends_at == begins_at => return Err(cell.fault("it ends when it begins")),
            Some(..=0) => return Err(cell.fault("it ends before it begins")),
            Some(_) => return Err(cell.fault("it does not end within 24 hours of its beginning")),
            // As `hours log` reads 23:50-00:20.
            None if ends_at + HALF_A_DAY < begins_at => {}
            None => return Err(cell.fault("it ends before it begins; over midnight it may take less than 12h")),
        }
        // Within one minute; the same minute of the next day is a whole day away.
        let minutes = match start == end && !overnight {
            true => Minutes::ZERO,
            false => self.target.calendar.between(day, start, end)?,
        };
        let length = span(minutes, from, to, self.mapping.rounding);
        length.ok_or_else(|| cell.fault("it ends before it begins"))?.map_err(|why| cell.unread(why))
    }

    fn factor(&self) -> Result<Option<crate::domain::Factor>, Fault> {
        self.cells.get(Field::Factor).map(|cell| self.number(&cell)).transpose()
    }

    /// A factor or a rate, with the marks that the mapping states.
    fn number<T: FromStr<Err = Unreadable>>(&self, cell: &Cell<'_>) -> Result<T, Fault> {
        let number = amount(&cell.text, self.mapping.numbers()).map_err(|why| cell.unread(why))?;
        number.normalize().to_string().parse().map_err(|why: Unreadable| cell.fault(why))
    }

    /// A name for a new package.
    fn fresh(&self, cell: &Cell<'_>) -> Result<PackageId, Fault> {
        let name: PackageId = cell.word()?;
        if name.may_be_new() { Ok(name) } else { Err(cell.fault("no file could be named for it on every computer")) }
    }

    fn text(&self, field: Field, most: usize) -> Result<Option<Text>, Fault> {
        self.cells.get(field).map(|cell| self.plain(&cell, most)).transpose()
    }

    /// A text as a ledger could hold it.
    fn plain(&self, cell: &Cell<'_>, most: usize) -> Result<Text, Fault> {
        let text = match self.mapping.line_breaks {
            LineBreaks::Blank => without_breaks(&cell.text),
            LineBreaks::Refuse => Cow::Borrowed(&*cell.text),
        };
        Text::new(&text, most).map_err(|fault| cell.unread(bad_text(&fault, most)))
    }

    fn apart(&self) -> Result<Vec<Text>, Fault> {
        self.cells.apart().map(|cell| self.plain(&cell, Text::NOTE)).collect()
    }

    /// Why a call is charged nothing (E6). A column of yes and no tells two kinds of calls apart, and would make all of them free.
    fn goodwill(&self) -> Result<Option<Text>, Fault> {
        let cell = self.cells.get(Field::Goodwill).filter(|cell| is_yes_or_no(&cell.text));
        let Some(cell) = cell else { return self.text(Field::Goodwill, Text::NOTE) };
        let hint = format!(
            "take goodwill out of [columns], and leave the free rows out by [skip] \"{}\"; to have them at no charge, import the file \
             once more with only the others left out and [constants] goodwill = \"not billable\"",
            brief(cell.column)
        );
        Err(cell.unread(Why::from("goodwill is the reason why a call is free, not whether it is").hint(hint)))
    }

    fn id(&self) -> Result<Option<crate::domain::EntryId>, Fault> {
        if !self.mapping.columns.contains_key(&Field::Id) {
            return Ok(None);
        }
        let cell = self.needed(Field::Id)?;
        let id = format!("{}{}", self.mapping.id_prefix, cell.text);
        if are_digits(&id) {
            let told = format!("digits alone would name entry #{id}");
            return Err(cell.unread(unstated("id-prefix", told)));
        }
        id.parse().map(Some).map_err(|why| cell.fault(why))
    }
}

/// Whether a cell says no more than yes or no.
fn is_yes_or_no(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["yes", "no", "y", "n", "true", "false", "ja", "nein", "j", "wahr", "falsch", "0", "1", "x"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// How the time behind a date is read, or gone.
fn read_time_too(field: Field, column: &str) -> String {
    let column = brief(column);
    match field {
        Field::Date => format!(
            "state start = \"{column}\" under [columns], too: date takes what is before the time, and start the time"
        ),
        Field::EndDate => {
            format!("state end = \"{column}\" under [columns], and no end-date: an end may hold its date")
        }
        _ => "leave the time out of the file: packages count whole days".to_owned(),
    }
}

/// How rows are left out that have such a cell: totals, headings, timers that run.
pub(super) fn leave_out(column: &str, cell: &str) -> String {
    let quoted = |text: &str| brief(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\" = [\"{}\"] under [skip]", quoted(column), quoted(cell))
}
