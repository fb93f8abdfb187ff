//! Orders in which the entries of a ledger may come without a figure changing (A8).
//!
//! Rule A8 speaks of entries between two barriers of a client. What stays in order is what the rules themselves put in
//! order: see [`stay_in_order`]. Everything else may swap, also across a barrier that is another client's.

use std::collections::{BTreeSet, HashMap};

use hours::domain::{ClientId, Date, Entry, EntryId, Fact, PackageId, Payment};

use crate::strategy::Ledger;

/// What decides about an entry's place.
#[derive(Clone, Debug, Default)]
struct Tie {
    /// Whom it concerns.
    clients: BTreeSet<ClientId>,
    /// The packages it buys or names, or whose purchase or extension it takes back.
    packages: BTreeSet<PackageId>,
    /// The entry it takes back or replaces.
    target: Option<EntryId>,
    barrier: bool,
    buys: bool,
}

/// The entries of a ledger in another order: of all entries whose predecessors have come, the one with the lowest
/// of the `priorities` is next.
pub(crate) fn shuffled(ledger: &Ledger, priorities: &[u16]) -> Vec<Entry> {
    let ties = ties(ledger);
    let priority = |at: &usize| (priorities[at % priorities.len()], *at);
    let mut waiting: Vec<usize> = (ledger.head..ledger.entries.len()).collect();
    let mut order: Vec<usize> = (0..ledger.head).collect();
    while !waiting.is_empty() {
        let blocks = |earlier: usize, at: usize| {
            earlier < at && stay_in_order((&ledger.entries[earlier], &ties[earlier]), (&ledger.entries[at], &ties[at]))
        };
        let ready = |&at: &usize| !waiting.iter().any(|&earlier| blocks(earlier, at));
        let next = waiting.iter().copied().filter(ready).min_by_key(priority).expect("the first one is ready");
        waiting.retain(|&at| at != next);
        order.push(next);
    }
    order.into_iter().map(|at| ledger.entries[at].clone()).collect()
}

/// Whether an entry stays where it is among those of its client: a barrier (H1), or what cancels an invoice.
pub(crate) fn is_barrier(fact: &Fact) -> bool {
    fixes_through(fact).is_some() || matches!(fact, Fact::Credit(_))
}

/// What a barrier fixes (H1): closing and invoicing what was worked through a day, refunding and settling everything.
pub(crate) fn fixes_through(fact: &Fact) -> Option<Date> {
    match fact {
        Fact::Close(close) => Some(close.through),
        Fact::Invoice(invoice) => Some(invoice.bill.through),
        Fact::Refund(_) | Fact::Settle(_) => Some(Date::MAX),
        Fact::Purchase(purchase) if purchase.settle => Some(Date::MAX),
        _ => None,
    }
}

/// Whom each entry concerns.
pub(crate) fn clients(ledger: &Ledger) -> Vec<BTreeSet<ClientId>> {
    ties(ledger).into_iter().map(|tie| tie.clients).collect()
}

/// Whether the rules give these two entries, of which `a` comes first, a meaning that depends on their order.
fn stay_in_order((a, of_a): (&Entry, &Tie), (b, of_b): (&Entry, &Tie)) -> bool {
    // J3: numbers are counted in the order of the file, whosever the documents are.
    let is_document = |fact: &Fact| matches!(fact, Fact::Invoice(_) | Fact::Credit(_));
    if is_document(&a.fact) && is_document(&b.fact) {
        return true;
    }
    // Else two clients share nothing but the services, which are declared in the head.
    if of_a.clients.is_disjoint(&of_b.clients) {
        return false;
    }
    let share_package = !of_a.packages.is_disjoint(&of_b.packages);
    let takes_back = of_a.target.is_some() || of_b.target.is_some();
    // A8 promises nothing across a barrier.
    of_a.barrier || of_b.barrier
        // A void comes after its target, and after the amendment of the same call.
        || of_b.target.as_ref() == Some(&a.id)
        // I2: a package can be voided once the calls that drew on it are, an extension once a later one is there:
        // what is taken back is so in the same order, and a package's own entries keep theirs around it.
        || (of_a.target.is_some() && of_b.target.is_some())
        || (takes_back && share_package)
        // A package is named after it was bought.
        || ((of_a.buys || of_b.buys) && share_package)
        // J8: what is sold at a VAT rate of 0 needs a reason that is known by then.
        || (gives_vat_reason(&a.fact) && is_sold_without_vat(&b.fact))
        || is_tie(&a.fact, &b.fact)
}

fn gives_vat_reason(fact: &Fact) -> bool {
    matches!(fact, Fact::Client(fact) if fact.vat_reason.is_some())
}

fn is_sold_without_vat(fact: &Fact) -> bool {
    match fact {
        Fact::Purchase(purchase) => matches!(purchase.payment, Payment::Paid { vat, .. } if vat.is_zero()),
        _ => false,
    }
}

/// Where the rules have nothing but `recorded` to tell two entries apart.
fn is_tie(a: &Fact, b: &Fact) -> bool {
    let call = |fact: &Fact| match fact {
        Fact::Call(call) => Some((call.date, call.start)),
        Fact::Amend(amend) => Some((amend.call.date, amend.call.start)),
        _ => None,
    };
    match (a, b) {
        // C4: of two changes from the same day, the one recorded later.
        (Fact::Client(a), Fact::Client(b)) => a.from == b.from,
        // F3: earliest `until`, fewer services, earliest `from`, then `recorded`. Ends may meet by an extension.
        (Fact::Purchase(a), Fact::Purchase(b)) => a.from == b.from && a.services.len() == b.services.len(),
        // F2: worked date, start time, then `recorded`.
        _ => call(a).is_some() && call(a) == call(b),
    }
}

fn ties(ledger: &Ledger) -> Vec<Tie> {
    let all: BTreeSet<ClientId> = ledger.entries.iter().filter_map(declared).collect();
    let mut known: HashMap<EntryId, Tie> = HashMap::new();
    let mut ties = Vec::new();
    for entry in &ledger.entries {
        let tie = tie(&entry.fact, &all, &known);
        known.insert(entry.id.clone(), tie.clone());
        // A package's client is that of its purchase.
        if let Fact::Purchase(purchase) = &entry.fact {
            known.insert(name_of(&purchase.package), tie.clone());
        }
        ties.push(tie);
    }
    ties
}

fn declared(entry: &Entry) -> Option<ClientId> {
    match &entry.fact {
        Fact::Client(fact) => Some(fact.client.clone()),
        _ => None,
    }
}

fn name_of(package: &PackageId) -> EntryId {
    format!("package:{package}").parse().expect("an id")
}

fn tie(fact: &Fact, all: &BTreeSet<ClientId>, known: &HashMap<EntryId, Tie>) -> Tie {
    let owner = |package: &PackageId| known[&name_of(package)].clients.clone();
    let one = |client: &ClientId| BTreeSet::from([client.clone()]);
    let (clients, package) = match fact {
        Fact::Open(_) | Fact::Service(_) | Fact::Repaired(_) => (all.clone(), None),
        Fact::Client(fact) => (one(&fact.client), None),
        Fact::Call(call) => (one(&call.client), call.package.clone()),
        Fact::Purchase(purchase) => (one(&purchase.client), Some(purchase.package.clone())),
        Fact::Extend(extend) => (owner(&extend.package), Some(extend.package.clone())),
        Fact::Refund(refund) => (owner(&refund.package), Some(refund.package.clone())),
        Fact::Settle(settle) => (one(&settle.client), Some(settle.package.clone())),
        Fact::Close(close) => (close.client.as_ref().map_or_else(|| all.clone(), one), None),
        Fact::Amend(amend) => {
            let mut clients = known[&amend.entry].clients.clone();
            clients.insert(amend.call.client.clone());
            (clients, amend.call.package.clone())
        }
        Fact::Void(void) => (known[&void.entry].clients.clone(), None),
        Fact::Invoice(invoice) => (one(&invoice.bill.client), None),
        Fact::Credit(credit) => (known[&credit.invoice].clients.clone(), None),
    };
    let target = match fact {
        Fact::Void(void) => Some(void.entry.clone()),
        Fact::Amend(amend) => Some(amend.entry.clone()),
        _ => None,
    };
    let mut packages: BTreeSet<PackageId> = package.into_iter().collect();
    if let Fact::Void(void) = fact {
        packages.extend(known[&void.entry].packages.iter().cloned());
    }
    let buys = matches!(fact, Fact::Purchase(_));
    Tie { clients, packages, target, barrier: is_barrier(fact), buys }
}
