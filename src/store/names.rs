//! What the names of a lane stand for in a book, asked when a line is filed.

use super::lane::{Call, Stretch};
use super::told::Fresh;
use crate::domain::book::Place;
use crate::domain::charge::effective_factor;
use crate::domain::filed::{FiledCall, Work};
use crate::domain::names::{CaseNo, ServiceNo};
use crate::domain::replay::Noted;
use crate::domain::{Book, ClientId, Factor, Minutes, PackageId, ServiceId};

/// What a lane's names stand for in a book.
#[derive(Debug, Default)]
pub(super) struct Names {
    clients: Vec<Name<ClientId, usize>>,
    services: Vec<Name<ServiceId, (ServiceNo, Factor)>>,
    packages: Vec<Name<PackageId, Place>>,
    cases: Vec<CaseNo>,
}

/// A name, and what it stands for once that was asked.
#[derive(Debug)]
struct Name<T, R> {
    name: T,
    is: Option<R>,
}

impl<T, R: Copy> Name<T, R> {
    fn new(name: T) -> Name<T, R> {
        Name { name, is: None }
    }

    fn is(&mut self, ask: impl FnOnce(&T) -> Option<R>) -> Option<R> {
        if self.is.is_none() {
            self.is = ask(&self.name);
        }
        self.is
    }
}

impl Names {
    /// Learns the names of a stretch.
    pub(super) fn learn(&mut self, told: Fresh, book: &mut Book) {
        self.clients.extend(told.clients.into_iter().map(Name::new));
        self.services.extend(told.services.into_iter().map(Name::new));
        self.packages.extend(told.packages.into_iter().map(Name::new));
        self.cases.extend(told.cases.iter().map(|case| book.case_number(case)));
    }

    /// A call of a stretch, with what its names stand for; none where one of them stands for nothing yet.
    pub(super) fn noted(&mut self, call: &Call, stretch: &Stretch, book: &Book) -> Option<Noted> {
        let (seq, at) = (stretch.seq(call.line), stretch.begin(call.line));
        let Call { id, date, start, goodwill, late, .. } = *call;
        let account = self.clients[call.client.index()].is(|client| book.account_index(client))?;
        let declared = |service: &ServiceId| book.house.number(service).zip(book.house.factor(service));
        let service = match call.service {
            Some(service) => Some(self.services[service.index()].is(declared)?),
            None => None,
        };
        let package = match stretch.named_by(call) {
            Some(package) => Some(self.packages[package.index()].is(|name| Some(book.package(name)?.0))?),
            None => None,
        };
        let work = Work {
            date,
            start,
            worked: Minutes::new(call.worked.into()),
            case: call.case.map(|case| self.cases[case.index()]),
            service: service.map(|(number, _)| number),
            factor: effective_factor(service.map(|(_, factor)| factor), call.factor),
            package: package.map(|place| place.at),
            goodwill,
        };
        Some(Noted { id, account, filed: FiledCall::new(seq, &work), package, late, at })
    }
}
