//! Names as people type them: of clients, services, packages and entries. What they name is known only once the ledger is read.

use std::str::FromStr;

use super::failure::Failure;
use crate::domain::filed::{Filed, Place};
use crate::domain::text::are_digits;
use crate::domain::{Book, ClientId, Package, PackageId, Rejection, ServiceId, Unreadable};

/// The name of a client, service or package as typed: known only once the ledger is read. Capitals are read, so that
/// `ACME` can be answered with a suggestion; they are never folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl FromStr for Name {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Name, Unreadable> {
        // The rules of identifiers, but for capitals.
        text.to_ascii_lowercase().parse::<ClientId>()?;
        Ok(Name(text.to_owned()))
    }
}

impl Name {
    /// The characters as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A client that exists.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownClient`].
    pub fn client(&self, book: &Book) -> Result<ClientId, Rejection> {
        let known = self.0.parse().ok().filter(|client| book.account(client).is_some());
        known.ok_or_else(|| book.client_not_found(&self.0))
    }

    /// A service that exists.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownService`].
    pub fn service(&self, book: &Book) -> Result<ServiceId, Rejection> {
        let known = self.0.parse().ok().filter(|service| book.house.services.contains_key(service));
        known.ok_or_else(|| book.unknown_service(&self.0))
    }

    /// A package that exists.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownPackage`]; a [`Failure`] that tells the packages of a client who was named instead.
    pub fn package<'a>(&self, book: &'a Book) -> anyhow::Result<(Place, &'a Package)> {
        let known = self.0.parse().ok().and_then(|package| book.package(&package));
        known.ok_or_else(|| match self.client(book) {
            Ok(client) => no_package(&client, book).into(),
            Err(_) => book.unknown_package(&self.0).into(),
        })
    }

    /// A name for something new, as an identifier.
    ///
    /// # Errors
    ///
    /// Capitals (refused, with the name in small letters), and names that no Windows folder could hold (wrong).
    pub fn fresh<T: FromStr<Err = Unreadable>>(&self, may_be_new: impl Fn(&T) -> bool) -> Result<T, Failure> {
        let id: T = self.0.parse().map_err(|_: Unreadable| {
            let fact = format!("`{}` has capitals; identifiers are written in small letters", self.0);
            Failure::refused(fact).hint(format!("write `{}`", self.0.to_ascii_lowercase()))
        })?;
        if may_be_new(&id) {
            return Ok(id);
        }
        let fact = format!("`{}` cannot name a file on every system, and files are named for it", self.0);
        Err(Failure::usage(fact).hint("choose another name"))
    }
}

/// What to say of a client who is named where a package is needed.
fn no_package(client: &ClientId, book: &Book) -> Failure {
    let packages = book.account(client).into_iter().flat_map(|account| &account.packages);
    let names: Vec<&str> =
        packages.filter(|package| package.void.is_none()).map(|package| package.id().as_str()).collect();
    let hint = match names.len() {
        0 => format!("hours buy {client} SIZE sells a package"),
        1..=5 => format!("name one of its packages: {}", names.join(", ")),
        _ => format!("name one of its packages: hours balance {client} --packages shows them"),
    };
    Failure::refused(format!("`{client}` is a client, and no package")).hint(hint)
}

/// An entry as typed: `#17`, `17`, an id, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRef(String);

impl FromStr for EntryRef {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<EntryRef, Unreadable> {
        if text.trim().is_empty() {
            Err(Unreadable::new("no entry is named").advise("write 17 or an entry's id"))
        } else {
            Ok(EntryRef(text.to_owned()))
        }
    }
}

impl EntryRef {
    /// The entry; what is the name of something else is told so.
    ///
    /// # Errors
    ///
    /// No such entry, or several whose ids begin like that; a [`Failure`] that tells which entry a package or a document is of.
    pub fn resolve(&self, book: &Book) -> anyhow::Result<Filed> {
        self.find(book).map_err(|unknown| self.something_else(book).map_or_else(|| unknown.into(), Into::into))
    }

    /// The same, and of the name of a package the entry that sold or granted it: for whoever cannot do with such an entry what they want, and is to be
    /// told that.
    ///
    /// # Errors
    ///
    /// As [`EntryRef::resolve`].
    pub fn resolve_or_sale(&self, book: &Book) -> anyhow::Result<Filed> {
        let sale = || Some(self.package(book)?).and_then(|package| book.entry(book.package(&package)?.1.seq));
        self.resolve(book).or_else(|told| sale().ok_or(told))
    }

    fn find(&self, book: &Book) -> Result<Filed, Rejection> {
        let unknown = || Rejection::UnknownEntry { entry: self.0.clone() };
        if let Some(number) = self.number() {
            let seq = number.parse().map_err(|_| unknown())?;
            return book.entry(seq).ok_or_else(unknown);
        }
        if let Some(filed) = self.0.parse().ok().and_then(|id| book.entry(book.seq_of(&id)?)) {
            return Ok(filed);
        }
        let like = book.entries().filter(|filed| filed.entry.id.as_str().starts_with(&self.0));
        let mut like = like.filter(|filed| book.is_first(filed));
        match (like.next(), like.count()) {
            (Some(filed), 0) => Ok(filed),
            (Some(_), more) => Err(Rejection::AmbiguousEntry { entry: self.0.clone(), count: more + 1 }),
            (None, _) => Err(unknown()),
        }
    }

    fn something_else(&self, book: &Book) -> Option<Failure> {
        let name = self.as_str();
        if let Some((_, package)) = self.package(book).and_then(|package| book.package(&package)) {
            let fact = format!("`{name}` is a package, and no entry");
            return Some(
                Failure::refused(fact).hint(format!("entry #{} is the one that sold or granted it", package.seq)),
            );
        }
        if self.is_number() {
            return None;
        }
        let seq = match book.known_document(name) {
            Ok(seq) => seq,
            Err(several @ Rejection::AmbiguousDocument { .. }) => {
                return Some(Failure::refused(several.to_string()).hint("hours invoice show '#17' shows one of them"));
            }
            Err(_) => return None,
        };
        let fact = format!("`{name}` is the number of a document, and no entry");
        Some(Failure::refused(fact).hint(format!("hours invoice show {name} shows it; it was issued by entry #{seq}")))
    }

    /// Whether it names an entry by its number.
    pub fn is_number(&self) -> bool {
        self.number().is_some()
    }

    /// The digits of `#17` or `17`.
    fn number(&self) -> Option<&str> {
        let number = self.0.strip_prefix('#').unwrap_or(&self.0);
        (are_digits(number) || self.0.starts_with('#')).then_some(number)
    }

    /// The ends of several in a row, where that was typed: `15-17`, `#15..#17`.
    pub fn ends(&self) -> Option<(u64, u64)> {
        let number = |text: &str| text.strip_prefix('#').unwrap_or(text).parse().ok();
        let (first, last) = ["..", "-", "–"].into_iter().find_map(|between| self.0.split_once(between))?;
        Some((number(first)?, number(last)?))
    }

    /// The package of that name, if there is one: packages are shown by name, entries by number or id.
    pub fn package(&self, book: &Book) -> Option<PackageId> {
        self.0.parse().ok().filter(|package| book.package(package).is_some())
    }

    /// The characters as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
