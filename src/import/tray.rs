//! Where the rows of a file are filed: new, known already, doubled or bad.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::{Bad, Import, ROWS, Row, SHOWN, Target, Unfit, content, spelling};
use crate::cores::take_ahead;
use crate::domain::filed::Filed;
use crate::domain::nearest::nearest;
use crate::domain::{ClientId, Date, EntryId, Fact, PackageId, Rejection, Text};

/// A row as it was read, not yet compared with what is known.
pub(super) struct Draft {
    /// The id it brings along.
    pub(super) id: Option<EntryId>,
    pub(super) fact: Fact,
    /// The fields it leaves to the ledger; they are no part of what it says.
    pub(super) open: Vec<&'static str>,
    /// What tells it from others that say the same.
    pub(super) apart: Vec<Text>,
}

/// A row as it was found in a file.
pub(super) struct Found {
    /// The line it begins in.
    pub(super) line: u64,
    /// How many bytes of the file there are up to its end.
    pub(super) end: u64,
    /// What it says, or what is wrong with it; none where the mapping leaves it out.
    pub(super) row: Option<Result<Draft, Fault>>,
}

/// What is wrong with a row, as it is found.
pub(super) enum Fault {
    /// In words, and what to do about it.
    Told(String, Option<String>),
    /// Something of ours that the ledger does not know.
    Unknown(Rejection),
    /// A foreign name that stands for no client.
    NoClient { name: String, column: Option<String> },
    /// A foreign name that stands for no service.
    NoService(String),
}

impl Fault {
    /// The foreign name that stands for nothing, and for what it should.
    fn unknown(&self) -> Option<(&'static str, String)> {
        match self {
            Fault::NoClient { name, .. } => Some(("client", name.clone())),
            Fault::NoService(name) => Some(("service", name.clone())),
            Fault::Told(..) | Fault::Unknown(_) => None,
        }
    }
}

impl From<String> for Fault {
    fn from(told: String) -> Fault {
        Fault::Told(told, None)
    }
}

/// What the ledger holds of a row.
enum Held {
    Nothing,
    /// An entry that stands, or in whose place an amendment stands.
    Entry(Filed),
    /// One that was taken back, and the id under which the row can come in again.
    TakenBack {
        filed: Filed,
        free: EntryId,
    },
}

/// Gathers rows: the new, the known, the doubled, the bad.
pub(super) struct Tray<'a> {
    pub(super) target: Target<'a>,
    pub(super) import: Import,
    /// The rows so far: their lines, and their places among the new ones.
    seen: HashMap<EntryId, (u64, Option<usize>)>,
    /// The entries that rows are known to be, by `seq`.
    pub(super) known: HashSet<u64>,
    /// The names that the next packages of a client get (D1).
    names: HashMap<ClientId, Box<dyn Iterator<Item = PackageId> + 'a>>,
    /// The names that new packages have.
    packages: HashMap<PackageId, u64>,
    /// Foreign names that stand for nothing here, and for what they should.
    unknown: HashSet<(&'static str, String)>,
}

impl<'a> Tray<'a> {
    /// For the rows of so many lines.
    pub(super) fn new(target: Target<'a>, lines: u64) -> Tray<'a> {
        let seen = HashMap::with_capacity(lines.min(ROWS) as usize);
        let (names, packages) = (HashMap::default(), HashMap::default());
        let (known, unknown) = (HashSet::default(), HashSet::default());
        Tray { target, import: Import::default(), seen, known, names, packages, unknown }
    }

    /// Files rows where they belong, while those behind them are read on all cores. `watch` is told how many bytes are done.
    pub(super) fn gather<R: Send>(
        &mut self,
        rows: impl Iterator<Item = R> + Send,
        read: impl Fn(R) -> Result<Found, Unfit> + Sync,
        watch: &dyn Fn(u64),
    ) -> Result<(), Unfit> {
        let maker = || |rows: Vec<R>| rows.into_iter().map(&read).collect::<Vec<_>>();
        take_ahead(rows, maker, |pieces| {
            for found in pieces.flatten() {
                let Found { line, end, row } = found?;
                watch(end);
                self.count(line)?;
                match row {
                    Some(draft) => self.take(line, draft),
                    None => self.import.skipped += 1,
                }
            }
            Ok(())
        })
    }

    /// Counts a row, which may be one too many.
    fn count(&mut self, line: u64) -> Result<(), Unfit> {
        self.import.rows += 1;
        match self.import.rows > ROWS {
            true => Err(Unfit::line(line, "more than 1,000,000 rows").hint("import it in parts")),
            false => Ok(()),
        }
    }

    fn refuse(&mut self, bad: Bad) {
        self.import.bads += 1;
        if self.import.bad.len() < SHOWN {
            self.import.bad.push(bad);
        }
    }

    /// Files a row where it belongs.
    fn take(&mut self, line: u64, draft: Result<Draft, Fault>) {
        let filed = draft.and_then(|draft| self.file(line, draft));
        let Err(fault) = filed else { return };
        if fault.unknown().is_some_and(|name| !self.unknown.insert(name)) {
            (self.import.bads, self.import.told) = (self.import.bads + 1, self.import.told + 1);
            return;
        }
        // A suggestion costs a look at every client: only what will be shown has one.
        let worth = self.import.bad.len() < SHOWN;
        let bad = if worth { self.told(line, fault) } else { Bad::new(line, "") };
        self.refuse(bad);
    }

    fn file(&mut self, line: u64, draft: Draft) -> Result<(), Fault> {
        let Draft { id, mut fact, open, apart } = draft;
        let id = id.unwrap_or_else(|| content::id(&content::says(&fact), &open, &apart));
        if let Some(&(first, place)) = self.seen.get(&id) {
            let difference = match place {
                Some(at) => content::difference(&fact, &self.import.fresh[at].fact, &open),
                None => match self.held(&id) {
                    Held::Entry(filed) | Held::TakenBack { filed, .. } => self.difference(&filed, &fact, &open),
                    Held::Nothing => None,
                },
            };
            if let Some(difference) = difference {
                return Err(format!("the id `{id}` is that of line {first}, whose {difference}").into());
            }
            self.double(line, first);
            return Ok(());
        }
        let fresh_id = match self.held(&id) {
            Held::Nothing => id.clone(),
            Held::TakenBack { free, .. } if self.target.again => free,
            Held::Entry(filed) => return self.know(line, id, &filed, &fact, &open),
            Held::TakenBack { filed, .. } => {
                self.know(line, id, &filed, &fact, &open)?;
                self.import.taken_back += 1;
                return Ok(());
            }
        };
        self.name(line, &mut fact, &open)?;
        self.seen.insert(id, (line, Some(self.import.fresh.len())));
        self.import.fresh.push(Row { line, id: fresh_id, fact });
        Ok(())
    }

    /// Counts a row as one that the ledger holds, where that says the same.
    fn know(&mut self, line: u64, id: EntryId, filed: &Filed, fact: &Fact, open: &[&str]) -> Result<(), Fault> {
        if let Some(difference) = self.difference(filed, fact, open) {
            let told = format!("the id `{id}` is taken by entry #{}, whose {difference}", filed.entry.seq);
            let way = match self.is_taken_back(filed) {
                true => "that was taken back: --again brings it in as the file has it now",
                false => "hours amend corrects a call that is in the ledger",
            };
            return Err(Fault::Told(told, Some(way.to_owned())));
        }
        self.import.known += 1;
        self.known.insert(filed.entry.seq);
        self.seen.insert(id, (line, None));
        Ok(())
    }

    /// What the ledger holds of a row: the last entry that it came in as, for what was taken back may have come in again.
    fn held(&self, id: &EntryId) -> Held {
        let (mut free, mut last) = (id.clone(), None);
        for n in 2.. {
            match self.target.book.entry_by_id(&free) {
                None => break,
                Some(filed) if !self.is_taken_back(&filed) => return Held::Entry(filed),
                taken_back => last = taken_back,
            }
            free = content::id_again(id, n);
        }
        last.map_or(Held::Nothing, |filed| Held::TakenBack { filed, free })
    }

    /// Whether an entry was taken back, and no amendment stands in its place.
    fn is_taken_back(&self, filed: &Filed) -> bool {
        filed.void.is_some_and(|by| self.target.book.stands_instead(by).is_none())
    }

    /// How an entry differs from a row; none where it, or the correction that stands in its place, says the same: a file may have been corrected, too.
    fn difference(&self, filed: &Filed, fact: &Fact, open: &[&str]) -> Option<String> {
        let next = |filed: &Filed| filed.void.and_then(|by| self.target.book.entry(by));
        let mut corrected = std::iter::successors(next(filed), next).map_while(|filed| match filed.entry.fact {
            Fact::Amend(amend) => Some(Fact::Call(amend.call)),
            _ => None,
        });
        let difference = content::difference(fact, &filed.entry.fact, open)?;
        let is_told = corrected.any(|call| content::difference(fact, &call, open).is_none());
        (!is_told).then_some(difference)
    }

    fn double(&mut self, line: u64, first: u64) {
        self.import.doubles += 1;
        if self.import.doubled.len() < SHOWN {
            self.import.doubled.push((line, first));
        }
    }

    /// Gives a new package its name.
    fn name(&mut self, line: u64, fact: &mut Fact, open: &[&str]) -> Result<(), Fault> {
        match fact {
            Fact::Purchase(purchase) if open.contains(&"package") => {
                purchase.package = self.next_name(&purchase.client)?;
                self.packages.insert(purchase.package.clone(), line);
            }
            Fact::Purchase(purchase) => {
                if let Some(other) = self.packages.insert(purchase.package.clone(), line) {
                    return Err(format!("package `{}` is that of line {other} too", purchase.package).into());
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The next name of a client's package that no row before has given to another.
    fn next_name(&mut self, client: &ClientId) -> Result<PackageId, Fault> {
        let book = self.target.book;
        let names = self.names.entry(client.clone());
        let names = names.or_insert_with(|| Box::new(book.next_package_names(client.clone())));
        let name = names.find(|name| !self.packages.contains_key(name));
        name.ok_or_else(|| Rejection::NoPackageName { client: client.clone() }.to_string().into())
    }

    /// A fault with its suggestion.
    fn told(&self, line: u64, fault: Fault) -> Bad {
        let (told, near, hint) = match fault {
            Fault::Told(told, hint) => return Bad { line, told, hint },
            Fault::Unknown(rejection) => (rejection.to_string(), rejection.nearest(), None),
            Fault::NoClient { name, column } => {
                let out = column.map(|column| {
                    format!(
                        "; rows that are no calls, such as totals, are left out by {}",
                        super::rows::leave_out(&column, "NAME")
                    )
                });
                let hint = "state whose it is under [clients] in the mapping, or with --client \"NAME=ID\"";
                let hint = format!("{hint}{}", out.unwrap_or_default());
                (format!("no client for `{}`", spelling::brief(&name)), self.nearest_client(&name), Some(hint))
            }
            Fault::NoService(name) => {
                let hint = "state which it is under [services] in the mapping, or with --service \"NAME=ID\"";
                let near = self.target.book.unknown_service(&name).nearest();
                (format!("no service for `{}`", spelling::brief(&name)), near, Some(hint.to_owned()))
            }
        };
        let told = near.map_or(told.clone(), |near| format!("{told}; did you mean `{near}`?"));
        Bad { line, told, hint }
    }

    /// The client that goes by that name, or by one much like it.
    fn nearest_client(&self, name: &str) -> Option<String> {
        let names =
            self.target.book.accounts().map(|account| (&account.id, account.history.name_on(Date::MAX).as_str()));
        let by_name = nearest(name, names).map(ToString::to_string);
        by_name.or_else(|| self.target.book.unknown_client(name).nearest())
    }
}
