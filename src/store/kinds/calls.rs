//! Calls, what replaces one, and what takes any entry back (E, I).

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::domain::{self, ClientId, Clock, Date, EntryId, Fact, Factor, Minutes, PackageId, ServiceId, Text};
use crate::store::spelling::{line, minutes, note, word};

/// A call.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Call {
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    start: Option<Clock>,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    case: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    service: Option<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    factor: Option<Factor>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    package: Option<PackageId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    goodwill: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    contact: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    note: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    long: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// A call, replaced: what it replaces, and then all the fields of a call.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Amend {
    #[serde(with = "word")]
    entry: EntryId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    reason: Option<Text>,
    #[serde(with = "word")]
    client: ClientId,
    #[serde(with = "word")]
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    start: Option<Clock>,
    #[serde(with = "minutes")]
    minutes: Minutes,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    case: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    service: Option<ServiceId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    factor: Option<Factor>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    package: Option<PackageId>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    goodwill: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "line::maybe")]
    contact: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "note::maybe")]
    note: Option<Text>,
    #[serde(default, skip_serializing_if = "is_false")]
    long: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

/// An entry, taken back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::store) struct Void {
    #[serde(with = "word")]
    entry: EntryId,
    #[serde(with = "note")]
    reason: Text,
    #[serde(default, skip_serializing_if = "is_false")]
    late: bool,
}

impl From<domain::Call> for Call {
    fn from(fact: domain::Call) -> Call {
        let domain::Call { client, date, start, worked: minutes, case, service, factor, .. } = fact;
        let domain::Call { package, goodwill, contact, note, long, late, .. } = fact;
        Call { client, date, start, minutes, case, service, factor, package, goodwill, contact, note, long, late }
    }
}

impl From<Call> for Fact {
    fn from(record: Call) -> Fact {
        let Call { client, date, start, minutes: worked, case, service, factor, .. } = record;
        let Call { package, goodwill, contact, note, long, late, .. } = record;
        Fact::Call(domain::Call {
            client,
            date,
            start,
            worked,
            case,
            service,
            factor,
            package,
            goodwill,
            contact,
            note,
            long,
            late,
        })
    }
}

impl From<domain::Amend> for Amend {
    fn from(fact: domain::Amend) -> Amend {
        let domain::Amend { entry, reason, call } = fact;
        let domain::Call { client, date, start, worked: minutes, case, service, factor, .. } = call;
        let domain::Call { package, goodwill, contact, note, long, late, .. } = call;
        Amend {
            entry,
            reason,
            client,
            date,
            start,
            minutes,
            case,
            service,
            factor,
            package,
            goodwill,
            contact,
            note,
            long,
            late,
        }
    }
}

impl From<Amend> for Fact {
    fn from(record: Amend) -> Fact {
        let Amend { entry, reason, client, date, start, minutes: worked, case, service, factor, .. } = record;
        let Amend { package, goodwill, contact, note, long, late, .. } = record;
        let call = domain::Call {
            client,
            date,
            start,
            worked,
            case,
            service,
            factor,
            package,
            goodwill,
            contact,
            note,
            long,
            late,
        };
        domain::Amend { entry, reason, call }.into()
    }
}

impl From<domain::Void> for Void {
    fn from(fact: domain::Void) -> Void {
        let domain::Void { entry, reason, late } = fact;
        Void { entry, reason, late }
    }
}

impl From<Void> for Fact {
    fn from(record: Void) -> Fact {
        let Void { entry, reason, late } = record;
        Fact::Void(domain::Void { entry, reason, late })
    }
}
