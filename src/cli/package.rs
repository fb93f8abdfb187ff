//! What `buy` and `grant` share: whose package, its window, its services, one or one per period (D1, D4).

use std::str::FromStr;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::Context;
use super::advice::advice;
use super::failure::Failure;
use super::names::Name;
use super::options::WriteArgs;
use super::when::DateSpec;
use super::writing::{Draft, maybe_text, say_twice, write_and_tell};
use crate::domain::package::window_end;
use crate::domain::{
    Bounds, ClientId, Date, Fact, Minutes, OverageClass, PackageId, Payment, Purchase, Rejection, ServiceId, Text,
    Unreadable,
};

/// The package's particulars.
#[derive(Args, Debug)]
pub struct PackageArgs {
    /// Whose package
    client: Name,

    /// How much, such as 10h
    size: Minutes,

    /// When it was bought or granted [default: today]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<DateSpec>,

    /// The first day it can be used; may be to come [default: the day it was bought]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<DateSpec>,

    /// The last day it can be used; may be to come [default: no end]
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, conflicts_with_all = ["valid", "every"])]
    until: Option<DateSpec>,

    /// For how long it can be used: 90d, 8w, 12mo or 1y
    #[arg(long, value_name = "SPAN", conflicts_with = "every")]
    valid: Option<Span>,

    /// Only for calls of this service; may be repeated
    #[arg(long = "service", value_name = "ID")]
    services: Vec<Name>,

    /// What the package is called [default: the client's id and a number]
    #[arg(long, value_name = "NAME")]
    name: Option<Name>,

    /// A remark
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// One package for each period, each valid in its own
    #[arg(long, value_name = "PERIOD", requires = "times")]
    every: Option<Every>,

    /// How many of them
    #[arg(long, value_name = "N", requires = "every")]
    times: Option<u64>,

    /// Let each stay valid this many periods longer
    #[arg(long, value_name = "N", requires = "every", default_value_t = 0)]
    carry_over: u32,

    /// Move open overage onto the package at once
    #[arg(long, conflicts_with = "every")]
    settle: bool,

    /// Book it although the period is closed
    #[arg(long)]
    late: bool,
}

/// The period of `--every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Every {
    /// Monthly.
    Month,
    /// Quarterly.
    Quarter,
    /// Yearly.
    Year,
}

impl Every {
    fn months(self) -> u32 {
        match self {
            Every::Month => 1,
            Every::Quarter => 3,
            Every::Year => 12,
        }
    }
}

/// A span of the calendar. Months are `mo`: `m` is always minutes (B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Days(u32),
    Months(u32),
}

impl Span {
    /// The last day of a window that begins on `from`.
    fn end(self, from: Date) -> Option<Date> {
        match self {
            Span::Days(days) => from.plus_days(days - 1),
            Span::Months(months) => window_end(from, months),
        }
    }
}

impl FromStr for Span {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Span, Unreadable> {
        let unreadable = || Unreadable::new("not a span").advise("write it as 90d, 8w, 12mo or 1y");
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        if unit == "m" {
            return Err(
                Unreadable::new(format!("{text} would be minutes")).advise(format!("write {number}mo for months"))
            );
        }
        let number: u32 = number.parse().ok().filter(|n| (1..=100_000).contains(n)).ok_or_else(unreadable)?;
        match unit {
            "d" => Ok(Span::Days(number)),
            "w" => Ok(Span::Days(number * 7)),
            "mo" => Ok(Span::Months(number)),
            "y" => Ok(Span::Months(number * 12)),
            _ => Err(unreadable()),
        }
    }
}

/// How a package of a size, bought on a day by a client, is paid for.
pub type Pay<'a> = dyn Fn(&Draft<'_>, &ClientId, Date) -> Result<Payment> + 'a;

impl PackageArgs {
    /// How much.
    pub fn size(&self) -> Minutes {
        self.size
    }

    /// Records the packages, and says where they may be there already.
    ///
    /// # Errors
    ///
    /// What the ledger does not know, a window beyond the calendar, too many at once; and where they are refused or cannot be recorded.
    pub fn write(&self, context: Context<'_>, args: &WriteArgs, pay: &Pay<'_>) -> Result<()> {
        let (seqs, (twin, in_vain)) = write_and_tell(context, args, None, |draft| {
            let purchases = self.purchases(draft, pay)?;
            let twin = purchases.first().and_then(|first| Some((draft.book.twin_of_package(first)?, first.late)));
            let in_vain = self.settles_nothing(draft, &purchases);
            Ok((purchases.into_iter().map(Fact::Purchase).collect(), (twin, in_vain)))
        })?;
        if let Some((other, is_late)) = twin {
            say_twice(context, args, seqs, other, "that is a package like it, of the same day", is_late);
        }
        if let Some(nothing) = in_vain {
            context.say("note", &format!("nothing was settled: {nothing}"));
            advice(&nothing).iter().for_each(|hint| context.say("hint", hint));
        }
        Ok(())
    }

    /// Why `--settle` finds nothing to do, in the words of `hours settle`. Where the terms carry overage, nobody asked.
    fn settles_nothing(&self, draft: &Draft<'_>, purchases: &[Purchase]) -> Option<Rejection> {
        let first = purchases.first().filter(|_| self.settle)?;
        let is_due = purchases.iter().any(|purchase| draft.book.has_overage_for(purchase));
        (!is_due).then(|| Rejection::NothingToSettle { client: first.client.clone() })
    }

    /// The packages: one, or one per period.
    fn purchases(&self, draft: &Draft<'_>, pay: &Pay<'_>) -> Result<Vec<Purchase>> {
        let client = draft.client(&self.client)?;
        let date = draft.date(self.on.as_ref())?;
        let payment = pay(draft, &client, date)?;
        let windows = self.windows(draft, date)?;
        let services = self.services(draft)?;
        let names = self.names(draft, &client, windows.len())?;
        let note = maybe_text("note", self.note.as_deref(), Text::NOTE)?;
        let carries = self.carries(draft, &client, date, &payment);
        let late = draft.is_late(self.late, &client, date);
        let purchase = |((from, until), package)| {
            let (client, payment) = (client.clone(), payment.clone());
            let (services, note, size) = (services.clone(), note.clone(), self.size);
            // Of several, only one that is valid already.
            let settle = self.settle || (carries && from <= date);
            Purchase { client, package, date, size, payment, from, until, services, note, settle, late }
        };
        Ok(windows.into_iter().zip(names).map(purchase).collect())
    }

    /// The first and last day of each package.
    fn windows(&self, draft: &Draft<'_>, date: Date) -> Result<Vec<(Date, Option<Date>)>> {
        let from = self.from.as_ref().map_or(Ok(date), |from| draft.date(Some(from)))?;
        let beyond = || Rejection::BeyondCalendar;
        let endless = || {
            Failure::refused(Rejection::BeyondCalendar.to_string())
                .hint("leave --valid away to sell a package that never ends")
        };
        let (Some(every), Some(times)) = (self.every, self.times) else {
            let until = self.until.as_ref().map(|until| draft.date(Some(until))).transpose()?;
            let valid = self.valid.map(|span| span.end(from).ok_or_else(endless)).transpose()?;
            return Ok(vec![(from, until.or(valid))]);
        };
        let count = u32::try_from(times).ok().filter(|times| (1..=Bounds::TIMES).contains(times));
        let count = count.ok_or(Rejection::TooManyTimes { times })?;
        let step = every.months();
        let lasts = self.carry_over.checked_add(1).and_then(|periods| periods.checked_mul(step)).ok_or_else(beyond)?;
        let window = |n: u32| {
            // Always counted from the first day, so that 31 January, 28 February, 31 March follow each other.
            let begins = from.plus_months(n * step)?;
            let next = from.plus_months((n * step).checked_add(lasts)?)?;
            Some((begins, Some(next.minus_days(1)?)))
        };
        (0..count).map(|n| window(n).ok_or_else(|| beyond().into())).collect()
    }

    fn services(&self, draft: &Draft<'_>) -> Result<Vec<ServiceId>, Rejection> {
        let mut services: Vec<ServiceId> =
            self.services.iter().map(|name| name.service(draft.book)).collect::<Result<_, _>>()?;
        services.sort();
        services.dedup();
        Ok(services)
    }

    /// The packages' names: as given, with numbers where there are several; else the next free ones.
    fn names(&self, draft: &Draft<'_>, client: &ClientId, count: usize) -> Result<Vec<PackageId>> {
        let Some(name) = &self.name else {
            let mut next = draft.book.next_package_names(client.clone());
            let unnamed = || Rejection::NoPackageName { client: client.clone() };
            return (0..count).map(|_| next.next().ok_or_else(|| unnamed().into())).collect();
        };
        let name: PackageId = name.fresh(PackageId::may_be_new)?;
        if count == 1 {
            return Ok(vec![name]);
        }
        let numbered = (1..=count).map(|n| format!("{name}-{n}").parse());
        numbered
            .collect::<Result<_, Unreadable>>()
            .map_err(|why| Failure::usage(format!("`{name}-{count}`: {why}")).into())
    }

    /// Whether a package bought on `date` settles open overage where nobody asks (G5): where the client's terms carry it.
    fn carries(&self, draft: &Draft<'_>, client: &ClientId, date: Date, payment: &Payment) -> bool {
        let account = draft.book.account(client).filter(|_| !payment.is_grant());
        let terms = account.map(|account| account.history.terms_on(date, &draft.book.house.open));
        terms.is_some_and(|terms| terms.overage == OverageClass::Carry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b1_a_span_of_months_is_never_written_with_an_m() {
        assert_eq!("12mo".parse(), Ok(Span::Months(12)));
        assert_eq!("1y".parse(), Ok(Span::Months(12)));
        assert_eq!("90d".parse(), Ok(Span::Days(90)));
        assert_eq!("8w".parse(), Ok(Span::Days(56)));
        let refused = "12m".parse::<Span>().map_err(|why| why.to_string());
        assert_eq!(refused, Err("12m would be minutes; write 12mo for months".to_owned()));
        for text in ["", "m", "0d", "1", "-1y", "1.5y", "100001d", "1Y", "１y"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_ends_the_day_before_it_would_begin_again() {
        let end = |span: &str, from: &str| {
            let span: Span = span.parse().expect(span);
            span.end(from.parse().expect(from)).map(|date| date.to_string())
        };
        assert_eq!(end("1y", "2026-11-02"), Some("2027-11-01".into()));
        assert_eq!(end("90d", "2026-11-02"), Some("2027-01-30".into()));
        assert_eq!(end("1mo", "2026-01-31"), Some("2026-02-27".into()));
    }
}
