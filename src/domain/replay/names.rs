//! What entries name: looked up, or refused with the nearest that is known.

use crate::domain::filed::Place;
use crate::domain::nearest::nearest;
use crate::domain::{Account, Book, ClientId, Date, Number, Package, PackageId, Rejection, ServiceId, likeness};

impl Book {
    /// The account of a client that an entry names.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownClient`] with the nearest known one.
    pub fn known_account(&self, client: &ClientId) -> Result<&Account, Rejection> {
        self.known_client(client).map(|at| &self.accounts[at])
    }

    /// The same, by its index.
    pub(super) fn known_client(&self, client: &ClientId) -> Result<usize, Rejection> {
        self.account_index(client).ok_or_else(|| self.unknown_client(client.as_str()))
    }

    /// The refusal of a client that is not known, with the nearest one that is.
    pub fn unknown_client(&self, client: &str) -> Rejection {
        let nearest = nearest(client, by_name(self.clients.keys(), ClientId::as_str)).cloned();
        Rejection::UnknownClient { client: client.to_owned(), nearest }
    }

    /// The same, of a name that somebody typed: where none is near, the one client is told who is called so, or has that in their name.
    pub fn client_not_found(&self, typed: &str) -> Rejection {
        match self.unknown_client(typed) {
            Rejection::UnknownClient { client, nearest: None } => {
                Rejection::UnknownClient { client, nearest: self.client_called(typed) }
            }
            near => near,
        }
    }

    fn client_called(&self, typed: &str) -> Option<ClientId> {
        let typed = likeness::words(typed);
        let name = |account: &Account| likeness::words(account.history.name_on(Date::MAX).as_str());
        let only = |is_it: &dyn Fn(&str) -> bool| {
            let mut found = self.accounts().filter(|account| is_it(&name(account)));
            found.next().filter(|_| found.next().is_none())
        };
        let called = only(&|name| name == typed).or_else(|| only(&|name| name.contains(&typed)))?;
        Some(called.id.clone())
    }

    /// The refusal of a service that is not known, with the nearest one that is.
    pub fn unknown_service(&self, service: &str) -> Rejection {
        let nearest = nearest(service, by_name(self.house.services.keys(), ServiceId::as_str)).cloned();
        Rejection::UnknownService { service: service.to_owned(), nearest }
    }

    /// The refusal of a package that is not known, with the nearest one that is.
    pub fn unknown_package(&self, package: &str) -> Rejection {
        let nearest = nearest(package, by_name(self.packages.names(), PackageId::as_str)).cloned();
        Rejection::UnknownPackage { package: package.to_owned(), nearest }
    }

    /// The document of a number, or of an entry as `#17` or by its id; by the `seq` of the entry that issued it.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownDocument`] with the nearest known one; [`Rejection::AmbiguousDocument`] where two copies of the ledger gave the number.
    pub fn known_document(&self, number: &str) -> Result<u64, Rejection> {
        let of_entry = |seq: Option<u64>| {
            let document = seq.filter(|seq| self.register.documents().contains(seq));
            document.ok_or_else(|| self.unknown_document(number))
        };
        if let Some(seq) = number.strip_prefix('#').and_then(|seq| seq.parse().ok()) {
            return of_entry(Some(seq));
        }
        let documents = |number: Number| (self.register.documents_of(&number), number);
        match number.parse().map(documents) {
            Ok((entries, number)) if entries.len() > 1 => Err(Rejection::AmbiguousDocument { number, entries }),
            Ok((entries, _)) if entries.len() == 1 => Ok(entries[0]),
            _ => of_entry(number.parse().ok().and_then(|id| self.seq_of(&id))),
        }
    }

    fn unknown_document(&self, number: &str) -> Rejection {
        let nearest = nearest(number, by_name(self.register.numbers(), Number::as_str)).cloned();
        Rejection::UnknownDocument { number: number.to_owned(), nearest }
    }

    pub(super) fn judge_services<'a>(
        &self,
        services: impl IntoIterator<Item = &'a ServiceId>,
    ) -> Result<(), Rejection> {
        let unknown = services.into_iter().find(|service| !self.house.services.contains_key(*service));
        unknown.map_or(Ok(()), |service| Err(self.unknown_service(service.as_str())))
    }

    /// A package that an entry names and that was not taken back.
    pub(super) fn known_package(&self, package: &PackageId) -> Result<(Place, &Package), Rejection> {
        let (place, found) = self.package(package).ok_or_else(|| self.unknown_package(package.as_str()))?;
        match found.void {
            Some(by) => Err(Rejection::PackageVoid { package: package.clone(), by }),
            None => Ok((place, found)),
        }
    }

    /// A package that an entry names and that belongs to the client.
    pub(super) fn own_package(&self, package: &PackageId, client: &ClientId) -> Result<(Place, &Package), Rejection> {
        let (place, found) = self.known_package(package)?;
        if found.purchase.client != *client {
            return Err(Rejection::ForeignPackage { package: package.clone(), client: client.clone() });
        }
        Ok((place, found))
    }
}

fn by_name<'a, T: 'a>(
    names: impl Iterator<Item = &'a T>,
    text: impl Fn(&'a T) -> &'a str,
) -> impl Iterator<Item = (&'a T, &'a str)> {
    names.map(move |name| (name, text(name)))
}
