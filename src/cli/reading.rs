//! What every command that only reads does first: find the ledger, replay it, make its dates definite.

use std::borrow::Cow;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Context;
use super::failure::Failure;
use super::names::Name;
use super::options::ReadArgs;
use super::output::deliver;
use super::when::{DateSpec, Today, Zone};
use crate::cores::ask_all;
use crate::domain::balance::{Balance, balance};
use crate::domain::{Book, Date, Instant};
use crate::render::json::Stamp;
use crate::store::{Loaded, Mark, Reach};

/// A ledger that was read, and the day the question is for.
#[derive(Debug)]
pub struct Reading<'a> {
    /// What was read. It is never given back piece by piece: of a million entries that would take longer than the answer, and the process
    /// ends with it.
    pub loaded: ManuallyDrop<Loaded>,
    /// The day the question is for.
    pub as_of: Date,
    context: Context<'a>,
    path: PathBuf,
    out: Option<PathBuf>,
    /// None where the zone data of this program does not know the ledger's.
    zone: Option<Zone>,
    today: Result<Today, String>,
}

impl<'a> Reading<'a> {
    /// Reads the ledger.
    ///
    /// # Errors
    ///
    /// No ledger, damage, or a date that cannot be resolved.
    pub fn new(context: Context<'a>, args: &ReadArgs) -> Result<Reading<'a>> {
        let path = context.ledger()?;
        if let Some(out) = &args.out {
            super::output::guard(out, &path)?;
        }
        let loaded = context.watched_store(&path).load(args.known)?;
        Reading::of(context, args, path, loaded)
    }

    /// Reads what balances of these clients ask for, or of all: of a single one as little as will do ([`glance`](Reading::glance)).
    ///
    /// # Errors
    ///
    /// As [`new`](Reading::new).
    pub fn of_clients(context: Context<'a>, args: &ReadArgs, clients: &[Name]) -> Result<Reading<'a>> {
        let glance = match clients {
            [client] => Reading::glance(context, args, client, None),
            _ => None,
        };
        glance.map_or_else(|| Reading::new(context, args), Ok)
    }

    /// Reads what there is of one client with the help of a snapshot; nothing where that cannot be had, or is not known to be right. Only
    /// the client's balance and what a call on the day `on` would cost can be asked of it, and a refusal is to be asked again of the whole ledger.
    pub fn glance(context: Context<'a>, args: &ReadArgs, client: &Name, on: Option<&DateSpec>) -> Option<Reading<'a>> {
        if args.known.is_some() {
            return None;
        }
        let path = context.ledger().ok()?;
        let is_safe = args.out.as_ref().is_none_or(|out| super::output::guard(out, &path).is_ok());
        let client = client.as_str().parse().ok().filter(|_| is_safe)?;
        Reach::ALL.into_iter().find_map(|reach| {
            let loaded = context.store(&path).glance(&client, reach)?;
            let reading = Reading::of(context, args, path.clone(), loaded).ok()?;
            let day = on.map_or(Ok(reading.as_of), |on| reading.date(on)).ok()?;
            let tells = reading.book().tells_of(reading.as_of) && reading.book().tells_of(day);
            tells.then_some(reading)
        })
    }

    fn of(context: Context<'a>, args: &ReadArgs, path: PathBuf, loaded: Loaded) -> Result<Reading<'a>> {
        let now = context.env.now()?;
        if let Some(unfinished) = &loaded.unfinished {
            context.say("warning", &unfinished.to_string());
        }
        remind(context, &loaded);
        for sibling in loaded.siblings(&path) {
            context.say("warning", &sibling);
        }
        // Reading goes by the clock as it is (R31).
        let zone = Zone::named(&loaded.book.house.open.zone).map_err(|why| why.to_string());
        let today = zone.as_ref().map_err(String::clone);
        let today = today.and_then(|zone| zone.today(now, None).map_err(|why| why.to_string()));
        let mut reading = Reading {
            loaded: ManuallyDrop::new(loaded),
            as_of: Date::MAX,
            context,
            path,
            out: args.out.clone(),
            zone: zone.ok(),
            today,
        };
        reading.as_of = reading.date(args.as_of.as_ref().unwrap_or(&DateSpec::DaysAgo(0)))?;
        Ok(reading)
    }

    /// The ledger's path, as it was found.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The book up to what is known.
    pub fn book(&self) -> &Book {
        &self.loaded.book
    }

    /// A day as typed, made definite.
    ///
    /// # Errors
    ///
    /// A day before 1900, or a relative one where the ledger's zone is not known.
    pub fn date(&self, spec: &DateSpec) -> Result<Date> {
        match (&self.today, spec) {
            (Ok(today), spec) => today.resolve(spec),
            (Err(_), DateSpec::On(date)) => Ok(*date),
            (Err(why), _) => Err(Failure::unable(why.clone()).hint("give an absolute day with --as-of").into()),
        }
    }

    /// Today; the day the question is for, where the clock cannot tell.
    pub fn today(&self) -> Date {
        self.today.as_ref().map_or(self.as_of, |today| today.date)
    }

    /// The day of a moment in the ledger's zone (B4); in UTC where that is not known.
    pub fn day_of(&self, moment: Instant) -> Option<Date> {
        self.zone.as_ref().map_or_else(|| moment.utc_date(), |zone| zone.date(moment))
    }

    /// The state of the ledger that the answer speaks of.
    pub fn stamp(&self) -> Stamp {
        stamp(&self.loaded.mark)
    }

    /// Where these clients stand, or all of them: as named, or by id.
    ///
    /// # Errors
    ///
    /// A client that is not known.
    pub fn balances(&self, clients: &[Name]) -> Result<Vec<Balance<'_>>> {
        let book = self.book();
        let accounts = match clients {
            [] => book.accounts().collect(),
            named => {
                let mut ids = named.iter().map(|name| name.client(book)).collect::<Result<Vec<_>, _>>()?;
                ids.sort();
                ids.dedup();
                ids.iter().map(|id| book.known_account(id)).collect::<Result<Vec<_>, _>>()?
            }
        };
        Ok(ask_all(&accounts, |account| balance(&account.reckon(&book.house), self.as_of)))
    }

    /// An answer whose commands can be typed as they stand.
    pub fn typable<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.context.typable(text)
    }

    /// Prints the answer or writes it to the file asked for.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn answer(&self, text: &str) -> Result<()> {
        self.answer_bytes(text.as_bytes())
    }

    /// The same for an answer that is not UTF-8.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn answer_bytes(&self, bytes: &[u8]) -> Result<()> {
        deliver(self.context.env, self.out.as_deref(), &self.path, bytes)
    }
}

/// Says where the ledger is not what this machine remembers (R19). `verify` says so itself, as an error.
fn remind(context: Context<'_>, loaded: &Loaded) {
    if let Some(note) = &loaded.memories.note {
        context.say("note", note);
    }
    if let Some(gone_back) = loaded.memories.gone_back.as_ref().filter(|_| context.command != "verify") {
        context.say("warning", &gone_back.to_string());
    }
}

/// A store's mark as answers carry it.
pub fn stamp(mark: &Mark) -> Stamp {
    Stamp { ledger: mark.ledger.to_string(), seq: mark.seq, head: mark.head.to_string() }
}
