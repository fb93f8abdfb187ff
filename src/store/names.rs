//! What the names of a lane stand for in a book, asked when a line is filed.

use super::lane::{PackedCall, Stretch};
use super::told::{Fresh, Nth};
use crate::domain::charge::effective_factor;
use crate::domain::filed::Place;
use crate::domain::filed_call::{FiledCall, Work};
use crate::domain::names::{CaseNo, ServiceNo};
use crate::domain::replay::Noted;
use crate::domain::{Book, ClientId, Factor, Minutes, PackageId, ServiceId};

/// What a lane's names stand for in a book.
#[derive(Debug, Default)]
pub(super) struct Names {
    clients: Meanings<ClientId, u32>,
    services: Meanings<ServiceId, (ServiceNo, Factor)>,
    packages: Meanings<PackageId, Place>,
    cases: Vec<CaseNo>,
}

/// Names, and what each stands for once that was asked: in a list by itself, which lies in a cache.
#[derive(Debug)]
struct Meanings<T, R> {
    names: Vec<T>,
    are: Vec<Option<R>>,
}

impl<T, R> Default for Meanings<T, R> {
    fn default() -> Meanings<T, R> {
        Meanings { names: Vec::new(), are: Vec::new() }
    }
}

impl<T, R: Copy> Meanings<T, R> {
    fn learn(&mut self, names: Vec<T>) {
        self.names.extend(names);
        self.are.resize(self.names.len(), None);
    }

    /// What a name stands for, which is asked as long as it stands for nothing.
    fn is(&mut self, name: Nth, ask: impl FnOnce(&T) -> Option<R>) -> Option<R> {
        let at = name.index();
        if self.are[at].is_none() {
            self.are[at] = ask(&self.names[at]);
        }
        self.are[at]
    }
}

impl Names {
    /// Learns the names of a stretch.
    pub(super) fn learn(&mut self, told: Fresh, book: &mut Book) {
        self.clients.learn(told.clients);
        self.services.learn(told.services);
        self.packages.learn(told.packages);
        self.cases.extend(told.cases.iter().map(|case| book.case_number(case)));
    }

    /// A call of a stretch, with what its names stand for; none where one of them stands for nothing yet.
    pub(super) fn noted(&mut self, call: &PackedCall, stretch: &Stretch, book: &Book) -> Option<Noted> {
        let (seq, at) = (stretch.seq(call.line), stretch.begin(call.line));
        let PackedCall { id, date, start, goodwill, late, .. } = *call;
        let account = self.clients.is(call.client, |client| u32::try_from(book.account_index(client)?).ok())?;
        let declared = |service: &ServiceId| book.house.number(service).zip(book.house.factor(service));
        let service = match call.service {
            Some(service) => Some(self.services.is(service, declared)?),
            None => None,
        };
        let package = match stretch.named_by(call) {
            Some(package) => Some(self.packages.is(package, |name| Some(book.package(name)?.0))?),
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
        Some(Noted { id, account: account as usize, filed: FiledCall::new(seq, &work), package, late, at })
    }
}
