//! A naive oracle: the rules of the ledger in the plainest words, minute by minute.
//!
//! It takes a list of entries that are known to be acceptable and recomputes every figure from tables of plain rows.
//! Nothing of the program's replay is used, only its values. Where the program sorts, sums and rounds, the oracle
//! compares pairwise and counts up by one, so that the two are unlikely to be wrong in the same way.

use std::collections::{BTreeMap, BTreeSet};

use hours::domain::{
    Call, ClientFact, ClientField, ClientId, Credit, Currency, Date, Entry, EntryId, Fact, Invoice, Money, Open,
    OverageClass, PackageId, Payment, PriceBasis, Purchase, Service, ServiceId, VatReason,
};

use crate::figures::{
    Amounts, CallFigures, DocumentFigures, DrawFigures, Figures, LineFigures, PackageFigures, PartyFigures, Table,
    TaxFigures, minor, of_party, thousandths,
};

/// What a list of entries comes to, as tables of rows. Whatever is taken back is simply removed.
#[derive(Debug)]
pub(crate) struct Oracle {
    open: Open,
    services: Vec<Service>,
    /// What was said about clients, in file order.
    facts: Vec<ClientFact>,
    packages: Vec<PackageRow>,
    extensions: Vec<ExtensionRow>,
    refunds: Vec<RefundRow>,
    calls: Vec<CallRow>,
    draws: Vec<DrawRow>,
    /// By the amendment that replaced it: a call, what it had drawn, and the invoices it had stood on.
    replaced: Vec<(EntryId, CallRow, Vec<DrawRow>, Vec<BillingRow>)>,
    /// What stands or stood on invoices.
    billings: Vec<BillingRow>,
    documents: Vec<DocumentRow>,
}

#[derive(Debug)]
struct PackageRow {
    entry: EntryId,
    seq: u64,
    purchase: Purchase,
}

#[derive(Debug)]
struct ExtensionRow {
    entry: EntryId,
    package: PackageId,
    date: Date,
    until: Date,
}

#[derive(Debug)]
struct RefundRow {
    entry: EntryId,
    seq: u64,
    package: PackageId,
    date: Date,
    minutes: u64,
}

#[derive(Clone, Debug)]
struct CallRow {
    entry: EntryId,
    seq: u64,
    call: Call,
    /// None until the call is worked off; never changed after that (H2).
    worked_off: Option<WorkedOff>,
}

#[derive(Clone, Debug)]
struct WorkedOff {
    charged: u64,
    goodwill: u64,
    overage: u64,
    class: OverageClass,
    rate: Money,
}

#[derive(Clone, Debug)]
struct DrawRow {
    call: EntryId,
    package: PackageId,
    date: Date,
    minutes: u64,
    settlement: Option<EntryId>,
}

/// That an entry stands on an invoice.
#[derive(Clone, Debug)]
struct BillingRow {
    invoice: EntryId,
    number: String,
    entry: EntryId,
    date: Date,
    minutes: u64,
    amount: i128,
    credited: Option<Date>,
}

/// An invoice, or what credits one, as it was issued.
#[derive(Clone, Debug)]
struct DocumentRow {
    entry: EntryId,
    client: ClientId,
    figures: DocumentFigures,
    /// The day of the document that credits it.
    credited: Option<Date>,
}

impl Oracle {
    /// H1: walks the entries in order; barriers work off what was gathered, the end works off the rest.
    pub(crate) fn replay(entries: &[Entry]) -> Oracle {
        let Fact::Open(open) = &entries[0].fact else { panic!("the first entry opens the ledger") };
        let mut oracle = Oracle {
            open: open.clone(),
            services: Vec::new(),
            facts: Vec::new(),
            packages: Vec::new(),
            extensions: Vec::new(),
            refunds: Vec::new(),
            calls: Vec::new(),
            draws: Vec::new(),
            replaced: Vec::new(),
            billings: Vec::new(),
            documents: Vec::new(),
        };
        for entry in &entries[1..] {
            oracle.read(entry);
        }
        oracle.work_off_everybody(None);
        oracle
    }

    fn read(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::Open(_) => panic!("only the first entry opens the ledger"),
            // It is about the file and changes no figure.
            Fact::Repaired(_) => {}
            Fact::Service(service) => self.services.push(service.clone()),
            Fact::Client(fact) => self.facts.push((**fact).clone()),
            Fact::Call(call) => self.gather(entry, call),
            Fact::Purchase(purchase) => self.buy(entry, purchase),
            Fact::Extend(extend) => self.extensions.push(ExtensionRow {
                entry: entry.id.clone(),
                package: extend.package.clone(),
                date: extend.date,
                until: extend.until,
            }),
            // H1, H4: a refund first works off all calls of its client.
            Fact::Refund(refund) => {
                let client = self.package(&refund.package).purchase.client.clone();
                self.work_off(&client, None);
                self.refunds.push(RefundRow {
                    entry: entry.id.clone(),
                    seq: entry.seq,
                    package: refund.package.clone(),
                    date: refund.date,
                    minutes: refund.minutes.get(),
                });
            }
            // H1, G4: so does a settlement.
            Fact::Settle(settle) => {
                self.work_off(&settle.client, None);
                self.settle(&settle.client, &settle.package, settle.date, &entry.id);
            }
            // H1, H3: closing works off what was worked through its date.
            Fact::Close(close) => match &close.client {
                Some(client) => self.work_off(client, Some(close.through)),
                None => self.work_off_everybody(Some(close.through)),
            },
            Fact::Void(void) => self.void(&void.entry),
            // I3: the old call is taken back, the corrected one comes in its own right.
            Fact::Amend(amend) => {
                let old = self.calls.iter().find(|row| row.entry == amend.entry).expect("a call to amend").clone();
                let draws = self.draws.iter().filter(|row| row.call == amend.entry).cloned().collect();
                let billings = self.billings.iter().filter(|row| row.entry == amend.entry).cloned().collect();
                self.take_back(&amend.entry);
                self.replaced.push((entry.id.clone(), old, draws, billings));
                self.gather(entry, &amend.call);
            }
            // H1, J2: an invoice first works off what was worked through its date.
            Fact::Invoice(invoice) => {
                self.work_off(&invoice.bill.client, Some(invoice.bill.through));
                self.issue(entry, invoice);
            }
            Fact::Credit(credit) => self.credit(entry, credit),
        }
    }

    fn gather(&mut self, entry: &Entry, call: &Call) {
        let row = CallRow { entry: entry.id.clone(), seq: entry.seq, call: call.clone(), worked_off: None };
        self.calls.push(row);
    }

    /// G5, H1: a settling purchase works off all calls before the package is there, then settles onto it.
    fn buy(&mut self, entry: &Entry, purchase: &Purchase) {
        if purchase.settle {
            self.work_off(&purchase.client, None);
        }
        self.packages.push(PackageRow { entry: entry.id.clone(), seq: entry.seq, purchase: purchase.clone() });
        if purchase.settle {
            self.settle(&purchase.client, &purchase.package, purchase.date, &entry.id);
        }
    }

    /// I1: an amendment that is not fixed is as if it had never been, so the call it replaced is back: with its draws, if the
    /// packages still have them, else to be worked off anew.
    fn void(&mut self, entry: &EntryId) {
        let is_fixed = self.calls.iter().any(|row| row.entry == *entry && row.worked_off.is_some());
        self.take_back(entry);
        let replaced = self.replaced.iter().position(|(amendment, ..)| amendment == entry);
        let Some((_, mut call, draws, billings)) = replaced.map(|at| self.replaced.remove(at)) else { return };
        if is_fixed {
            return;
        }
        let before = self.draws.len();
        for draw in draws {
            let row = self.packages.iter().find(|row| row.purchase.package == draw.package);
            let valid = row.is_some_and(|row| self.until(row, draw.date).is_none_or(|until| draw.date <= until));
            if !valid || self.rest(&draw.package) < draw.minutes {
                self.draws.truncate(before);
                call.worked_off = None;
                break;
            }
            self.draws.push(draw);
        }
        // Worked off anew, it is as if it had never been fixed, and so never invoiced.
        if call.worked_off.is_some() {
            self.billings.extend(billings);
        }
        self.calls.push(call);
    }

    /// I1: whatever came from the entry is gone, and the draws of a call or settlement go back to the packages.
    fn take_back(&mut self, entry: &EntryId) {
        self.calls.retain(|row| row.entry != *entry);
        self.packages.retain(|row| row.entry != *entry);
        self.extensions.retain(|row| row.entry != *entry);
        self.refunds.retain(|row| row.entry != *entry);
        self.draws.retain(|row| row.call != *entry && row.settlement.as_ref() != Some(entry));
        self.billings.retain(|row| row.entry != *entry);
        for (_, _, draws, _) in &mut self.replaced {
            draws.retain(|row| row.settlement.as_ref() != Some(entry));
        }
    }

    fn package(&self, name: &PackageId) -> &PackageRow {
        self.packages.iter().find(|row| row.purchase.package == *name).expect("a package that was bought")
    }
}

// From worked to charged time (E).
impl Oracle {
    /// C4: the terms of a client on a worked date are those of the latest `from` not after it; of two with the same
    /// `from`, the one recorded later. An entry that states nothing of a term leaves it; one that clears it, ends it.
    fn stated<T>(
        &self,
        client: &ClientId,
        date: Date,
        field: ClientField,
        get: impl Fn(&ClientFact) -> Option<T>,
    ) -> Option<T> {
        let speaks = |fact: &ClientFact| get(fact).is_some() || fact.clear.contains(&field);
        let mut last: Option<&ClientFact> = None;
        for fact in self.facts.iter().filter(|fact| fact.client == *client && speaks(fact)) {
            let in_force = fact.from.is_none_or(|from| from <= date);
            // `None` is the beginning, and less than any date.
            if in_force && last.is_none_or(|last| fact.from >= last.from) {
                last = Some(fact);
            }
        }
        last.and_then(get)
    }

    /// C3: the client's increment, else the ledger's.
    fn increment(&self, client: &ClientId, date: Date) -> u64 {
        let own = self.stated(client, date, ClientField::Increment, |fact| fact.terms.increment);
        own.unwrap_or(self.open.increment).get()
    }

    /// C3: the client's minimum, else the ledger's, else the increment.
    fn minimum(&self, client: &ClientId, date: Date) -> u64 {
        let own = self.stated(client, date, ClientField::Minimum, |fact| fact.terms.minimum);
        match own.or(self.open.minimum) {
            Some(minimum) => minimum.get(),
            None => self.increment(client, date),
        }
    }

    /// C3, G2: what becomes of overage.
    fn class(&self, client: &ClientId, date: Date) -> OverageClass {
        let own = self.stated(client, date, ClientField::Overage, |fact| fact.terms.overage);
        own.unwrap_or(self.open.overage)
    }

    /// C3: the client's overage rate, else the ledger's, else the list rate.
    fn rate(&self, client: &ClientId, date: Date) -> Money {
        let own = self.stated(client, date, ClientField::OverageRate, |fact| fact.terms.overage_rate);
        own.or(self.open.overage_rate).unwrap_or(self.open.rate)
    }

    /// B3: the client's one currency, else the ledger's.
    fn currency(&self, client: &ClientId) -> Currency {
        let own = self.facts.iter().filter(|fact| fact.client == *client).find_map(|fact| fact.currency);
        own.unwrap_or(self.open.currency)
    }

    /// E5, in hundredths: the larger of the service's and the call's own; the one there is; 1 where there is neither.
    fn factor(&self, call: &Call) -> u64 {
        let service = call.service.as_ref().map(|name| self.service(name).factor.hundredths());
        let own = call.factor.map(|factor| factor.hundredths());
        match (service, own) {
            (Some(service), Some(own)) if service > own => service,
            (_, Some(own)) => own,
            (Some(service), None) => service,
            (None, None) => 100,
        }
    }

    fn service(&self, name: &ServiceId) -> &Service {
        self.services.iter().find(|service| service.service == *name).expect("a service that was declared")
    }

    /// E3: `F(t)`, counted up minute by minute.
    fn charge(&self, worked: u64, call: &Call) -> u64 {
        if worked == 0 {
            return 0;
        }
        let mut raised = worked;
        while raised < self.minimum(&call.client, call.date) {
            raised += 1;
        }
        let increment = self.increment(&call.client, call.date);
        while !raised.is_multiple_of(increment) {
            raised += 1;
        }
        let hundredths = raised * self.factor(call);
        let mut charge = 0;
        while charge * 100 < hundredths {
            charge += 1;
        }
        charge
    }

    /// E2: the same client, worked date, case and factor. Without a case a call is alone; E6: goodwill is in no group.
    fn same_group(&self, one: &Call, other: &Call) -> bool {
        one.case.is_some()
            && one.client == other.client
            && one.date == other.date
            && one.case == other.case
            && self.factor(one) == self.factor(other)
            && one.goodwill.is_none()
            && other.goodwill.is_none()
    }

    /// E4: `F` of what the group worked so far, this call included, less what it was charged so far, never below 0.
    fn charge_in_group(&self, call: &Call) -> u64 {
        let mut worked = call.worked.get();
        let mut charged = 0;
        for row in self.calls.iter().filter(|row| self.same_group(&row.call, call)) {
            if let Some(earlier) = &row.worked_off {
                worked += row.call.worked.get();
                charged += earlier.charged;
            }
        }
        self.charge(worked, call).saturating_sub(charged)
    }
}

// Working off (F, H).
impl Oracle {
    fn work_off_everybody(&mut self, through: Option<Date>) {
        let clients: BTreeSet<ClientId> = self.facts.iter().map(|fact| fact.client.clone()).collect();
        for client in clients {
            self.work_off(&client, through);
        }
    }

    /// H1: works off the gathered calls of a client that were worked on or before `through`, or all, one after another.
    fn work_off(&mut self, client: &ClientId, through: Option<Date>) {
        while let Some(at) = self.next_call(client, through) {
            self.work_off_call(at);
        }
    }

    /// The gathered call that no other gathered call comes before.
    fn next_call(&self, client: &ClientId, through: Option<Date>) -> Option<usize> {
        let mut next: Option<usize> = None;
        for (at, row) in self.calls.iter().enumerate() {
            let gathered = row.worked_off.is_none() && row.call.client == *client;
            let due = through.is_none_or(|through| row.call.date <= through);
            if gathered && due && next.is_none_or(|best| comes_before(row, &self.calls[best])) {
                next = Some(at);
            }
        }
        next
    }

    fn work_off_call(&mut self, at: usize) {
        let (entry, call) = (self.calls[at].entry.clone(), self.calls[at].call.clone());
        // E6: goodwill is charged nothing; what it would have been charged by itself is kept.
        let goodwill = if call.goodwill.is_some() { self.charge(call.worked.get(), &call) } else { 0 };
        let charged = if call.goodwill.is_some() { 0 } else { self.charge_in_group(&call) };
        let mut overage = 0;
        for _ in 0..charged {
            match self.package_for_next_minute(&call) {
                Some(package) => self.draw_a_minute(&entry, package, call.date, None),
                None => overage += 1,
            }
        }
        self.calls[at].worked_off = Some(WorkedOff {
            charged,
            goodwill,
            overage,
            class: self.class(&call.client, call.date),
            rate: self.rate(&call.client, call.date),
        });
    }

    /// F3: among the packages that are eligible, the one that comes before every other.
    fn package_for_next_minute(&self, call: &Call) -> Option<PackageId> {
        let eligible: Vec<&PackageRow> = self.packages.iter().filter(|row| self.is_eligible(row, call)).collect();
        let first = |one: &&&PackageRow| {
            eligible.iter().all(|other| one.seq == other.seq || self.is_drawn_before(one, other, call))
        };
        let found = eligible.iter().find(first).map(|row| row.purchase.package.clone());
        assert_eq!(found.is_some(), !eligible.is_empty(), "F3 puts any two packages in order");
        found
    }

    /// F1: covers the service, `from ≤ worked date ≤ until` as of that date, and has minutes left.
    fn is_eligible(&self, row: &PackageRow, call: &Call) -> bool {
        row.purchase.client == call.client
            && covers(&row.purchase, call.service.as_ref())
            && self.is_valid_on(row, call.date)
            && self.rest(&row.purchase.package) > 0
    }

    fn is_valid_on(&self, row: &PackageRow, date: Date) -> bool {
        row.purchase.from <= date && self.until(row, date).is_none_or(|until| date <= until)
    }

    /// D5: the end as of a day; an extension counts from its own day on and only ever moves the end to later.
    fn until(&self, row: &PackageRow, date: Date) -> Option<Date> {
        let mut until = row.purchase.until?;
        for extension in self.extensions.iter().filter(|e| e.package == row.purchase.package && e.date <= date) {
            if extension.until > until {
                until = extension.until;
            }
        }
        Some(until)
    }

    /// What of a package nobody drew and nobody refunded, whatever the day.
    fn rest(&self, package: &PackageId) -> u64 {
        let drawn: u64 = self.draws.iter().filter(|row| row.package == *package).map(|row| row.minutes).sum();
        let refunded: u64 = self.refunds.iter().filter(|row| row.package == *package).map(|row| row.minutes).sum();
        let size = self.package(package).purchase.size.get();
        size.checked_sub(drawn + refunded).expect("no package gives more than its size")
    }

    /// F3, in its words: the named one, earliest `until`, fewer services, earliest `from`, `recorded`.
    fn is_drawn_before(&self, one: &PackageRow, other: &PackageRow, call: &Call) -> bool {
        let named = |row: &PackageRow| call.package.as_ref() == Some(&row.purchase.package);
        if named(one) || named(other) {
            return named(one);
        }
        match (self.until(one, call.date), self.until(other, call.date)) {
            (Some(_), None) => return true,
            (None, Some(_)) => return false,
            (Some(mine), Some(theirs)) if mine != theirs => return mine < theirs,
            _ => {}
        }
        let (mine, theirs) = (&one.purchase.services, &other.purchase.services);
        match (mine.is_empty(), theirs.is_empty()) {
            // Empty means all services, and these come last.
            (false, true) => return true,
            (true, false) => return false,
            _ if mine.len() != theirs.len() => return mine.len() < theirs.len(),
            _ => {}
        }
        if one.purchase.from != other.purchase.from {
            return one.purchase.from < other.purchase.from;
        }
        one.seq < other.seq
    }

    fn draw_a_minute(&mut self, call: &EntryId, package: PackageId, date: Date, settlement: Option<&EntryId>) {
        let same = |row: &DrawRow| row.call == *call && row.package == package && row.settlement.as_ref() == settlement;
        match self.draws.iter_mut().find(|row| same(row)) {
            Some(row) => row.minutes += 1,
            None => {
                let (call, settlement) = (call.clone(), settlement.cloned());
                self.draws.push(DrawRow { call, package, date, minutes: 1, settlement });
            }
        }
    }

    /// G4: moves open overage worked by `date` that the package covers onto it, in the order F2, until it is empty.
    fn settle(&mut self, client: &ClientId, package: &PackageId, date: Date, settlement: &EntryId) {
        let purchase = self.package(package).purchase.clone();
        let mut due: Vec<&CallRow> = Vec::new();
        for row in &self.calls {
            let concerned = row.call.client == *client && row.call.date <= date;
            if concerned && covers(&purchase, row.call.service.as_ref()) {
                let place = due.iter().take_while(|earlier| comes_before(earlier, row)).count();
                due.insert(place, row);
            }
        }
        let due: Vec<EntryId> = due.into_iter().map(|row| row.entry.clone()).collect();
        for call in due {
            // What any settlement has moved already is not moved again, nor what stood on an invoice after that day.
            while self.open_overage(&call, Date::MAX) > 0
                && self.unsettled(&call, Date::MAX) > self.blocked(&call, date)
                && self.rest(package) > 0
            {
                self.draw_a_minute(&call, package.clone(), date, Some(settlement));
            }
        }
    }

    /// The overage of a call that no settlement by `date` has moved.
    fn unsettled(&self, call: &EntryId, date: Date) -> u64 {
        let row = self.calls.iter().find(|row| row.entry == *call).expect("a call that was recorded");
        let overage = row.worked_off.as_ref().map_or(0, |result| result.overage);
        let by_settlement = |draw: &&DrawRow| draw.call == *call && draw.settlement.is_some() && draw.date <= date;
        let settled: u64 = self.draws.iter().filter(by_settlement).map(|draw| draw.minutes).sum();
        overage.checked_sub(settled).expect("no more is settled than was over")
    }

    /// G6, G2: what is billable or carried is open until it is settled or stands on an invoice; what is waived never is.
    fn open_overage(&self, call: &EntryId, date: Date) -> u64 {
        let row = self.calls.iter().find(|row| row.entry == *call).expect("a call that was recorded");
        match row.worked_off.as_ref().map(|result| result.class) {
            Some(OverageClass::Bill | OverageClass::Carry) => {
                self.unsettled(call, date).saturating_sub(self.billed(call, date))
            }
            Some(OverageClass::Waive) | None => 0,
        }
    }

    /// What of a call, or whatever else an entry records, stands on invoices at the end of a day.
    fn billed(&self, entry: &EntryId, date: Date) -> u64 {
        self.billings.iter().filter(|row| row.entry == *entry && stands(row, date)).map(|row| row.minutes).sum()
    }

    /// The same, and for how much.
    fn billed_for(&self, entry: &EntryId, date: Date) -> (u64, i128) {
        let rows = self.billings.iter().filter(|row| row.entry == *entry && stands(row, date));
        rows.fold((0, 0), |(minutes, sum), row| (minutes + row.minutes, sum + row.amount))
    }

    /// What of a call's overage is open costs.
    fn open_cost(&self, call: &EntryId, rate: i128, date: Date) -> i128 {
        cost_of_rest(self.open_overage(call, date), self.billed_for(call, date), rate)
    }

    /// What of a call stands on invoices that were not credited by the end of a day, whenever they are dated.
    fn blocked(&self, entry: &EntryId, date: Date) -> u64 {
        let blocks = |row: &&BillingRow| row.entry == *entry && row.credited.is_none_or(|credited| credited > date);
        self.billings.iter().filter(blocks).map(|row| row.minutes).sum()
    }

    fn is_billed(&self, entry: &EntryId, as_of: Date) -> bool {
        self.billings.iter().any(|row| row.entry == *entry && stands(row, as_of))
    }
}

/// G6: on an invoice dated by then and not credited by then.
fn stands(row: &BillingRow, date: Date) -> bool {
    row.date <= date && row.credited.is_none_or(|credited| credited > date)
}

// Invoices (J).
impl Oracle {
    /// J2: issuing lists what is due, which from then on is invoiced.
    fn issue(&mut self, entry: &Entry, invoice: &Invoice) {
        let bill = &invoice.bill;
        let number = invoice.number.to_string();
        let mut figures = self.draft(&bill.client, bill.date, bill.through, Date::MAX);
        for line in &figures.lines {
            self.billings.push(BillingRow {
                invoice: entry.id.clone(),
                number: number.clone(),
                entry: line.entry.clone(),
                date: bill.date,
                minutes: line.minutes,
                amount: line.amount,
                credited: None,
            });
        }
        // What the ledger cannot know by itself is taken from the entry.
        figures.number = Some(number);
        figures.due = bill.due;
        figures.seller = of_party(&bill.seller);
        let client = bill.client.clone();
        self.documents.push(DocumentRow { entry: entry.id.clone(), client, figures, credited: None });
    }

    /// J4: a mirror of the invoice, whose lines are then due again.
    fn credit(&mut self, entry: &Entry, credit: &Credit) {
        for row in self.billings.iter_mut().filter(|row| row.invoice == credit.invoice) {
            row.credited = Some(credit.date);
        }
        // A call that was amended since may come back, and then was credited too.
        for row in self.replaced.iter_mut().flat_map(|(_, _, _, billings)| billings) {
            assert!(row.invoice != credit.invoice || row.credited.is_some(), "what is invoiced is not amended");
        }
        let invoice = self.documents.iter_mut().find(|row| row.entry == credit.invoice).expect("an invoice");
        let mut figures = invoice.figures.clone();
        let number = credit.number.to_string();
        invoice.credited = Some(credit.date);
        invoice.figures.credited_by = Some(number.clone());
        let client = invoice.client.clone();
        for line in &mut figures.lines {
            line.amount = -line.amount;
            line.net = -line.net;
        }
        for (_, amounts) in &mut figures.vat {
            *amounts = amounts.negated();
        }
        figures.total = figures.total.negated();
        // J3: what gives money back is a credit note; what cancels a credit note asks for money again.
        figures.kind = if figures.total.gross > 0 { "invoice" } else { "credit-note" };
        figures.credits = figures.number.replace(number);
        figures.date = credit.date;
        figures.due = credit.date;
        figures.reason = Some(credit.reason.as_str().to_owned());
        self.documents.push(DocumentRow { entry: entry.id.clone(), client, figures, credited: None });
    }

    /// J1, J5, J6: what an invoice of that date would say, of what is due at the end of `as_of`.
    pub(crate) fn draft(&self, client: &ClientId, date: Date, through: Date, as_of: Date) -> DocumentFigures {
        let mut lines = self.due(client, through, as_of);
        let mut vat: Vec<(TaxFigures, Amounts)> = Vec::new();
        for at in 0..lines.len() {
            let tax = lines[at].tax;
            let sum = |lines: &[LineFigures]| -> i128 {
                lines.iter().filter(|line| line.tax == tax).map(|line| line.amount).sum()
            };
            // J6: by how much the net of the group's lines so far grows with this one.
            let (before, with) = (split(sum(&lines[..at]), tax), split(sum(&lines[..=at]), tax));
            lines[at].net = with.net - before.net;
            // J5: once for all lines that are taxed alike.
            if !vat.iter().any(|(known, _)| *known == tax) {
                vat.push((tax, split(sum(&lines), tax)));
            }
        }
        let total = vat.iter().fold(Amounts::default(), |sum, (_, amounts)| sum.plus(*amounts));
        DocumentFigures {
            number: None,
            kind: if total.gross < 0 { "credit-note" } else { "invoice" },
            date,
            through,
            due: date,
            currency: self.currency(client),
            seller: [Some(self.open.name.as_str().to_owned()), Some("1 Example Street".to_owned()), None, None, None],
            buyer: self.buyer(client, date),
            lines,
            vat,
            total,
            credits: None,
            credited_by: None,
            reason: None,
        }
    }

    /// J2: the buyer's data as they stand on the invoice's date.
    fn buyer(&self, client: &ClientId, date: Date) -> PartyFigures {
        let text = |field, get: fn(&ClientFact) -> Option<hours::domain::Text>| {
            self.stated(client, date, field, get).map(|text| text.as_str().to_owned())
        };
        let mut name: Option<&ClientFact> = None;
        for fact in self.facts.iter().filter(|fact| fact.client == *client && fact.name.is_some()) {
            let in_force = fact.from.is_none_or(|from| from <= date);
            if in_force && name.is_none_or(|last| fact.from >= last.from) {
                name = Some(fact);
            }
        }
        [
            name.and_then(|fact| fact.name.as_ref()).map(|name| name.as_str().to_owned()),
            text(ClientField::Address, |fact| fact.address.clone()),
            text(ClientField::VatId, |fact| fact.vat_id.clone()),
            text(ClientField::Email, |fact| fact.email.clone()),
            text(ClientField::BuyerReference, |fact| fact.buyer_reference.clone()),
        ]
    }

    /// J1: every purchase and refund, and every call with billable overage, dated by then and by `as_of` and on no invoice at the end of that day (A7);
    /// in ledger order.
    fn due(&self, client: &ClientId, through: Date, as_of: Date) -> Vec<LineFigures> {
        let through = through.min(as_of);
        let mut lines: Vec<(u64, LineFigures)> = Vec::new();
        for row in self.packages.iter().filter(|row| row.purchase.client == *client) {
            // D2: a grant is never invoiced, and what is taken out of it neither.
            let Payment::Paid { price, vat, prices } = &row.purchase.payment else { continue };
            let (vat, prices, name) = (thousandths(*vat), *prices, &row.purchase.package);
            let tax = TaxFigures { vat, reason: self.reason(client, row.purchase.date, vat), prices };
            let (price, _) = minor(*price);
            if row.purchase.date <= through && !self.is_billed(&row.entry, as_of) {
                let line = LineFigures {
                    entry: row.entry.clone(),
                    item: "package",
                    package: Some(name.clone()),
                    date: row.purchase.date,
                    minutes: row.purchase.size.get(),
                    rate: None,
                    amount: price,
                    net: 0,
                    tax,
                };
                lines.push((row.seq, line));
            }
            for refund in self.refunds.iter().filter(|refund| refund.package == *name) {
                if refund.date <= through && !self.is_billed(&refund.entry, as_of) {
                    let line = LineFigures {
                        entry: refund.entry.clone(),
                        item: "refund",
                        package: Some(name.clone()),
                        date: refund.date,
                        minutes: refund.minutes,
                        rate: None,
                        amount: -self.paid_back(refund, price, row.purchase.size.get()),
                        net: 0,
                        tax,
                    };
                    lines.push((refund.seq, line));
                }
            }
        }
        for row in self.calls.iter().filter(|row| row.call.client == *client && row.call.date <= through) {
            let Some(result) = &row.worked_off else { continue };
            let minutes = self.open_overage(&row.entry, as_of);
            if result.class == OverageClass::Bill && minutes > 0 {
                let (rate, _) = minor(result.rate);
                let line = LineFigures {
                    entry: row.entry.clone(),
                    item: "overage",
                    package: None,
                    date: row.call.date,
                    minutes,
                    rate: Some(rate),
                    amount: self.open_cost(&row.entry, rate, as_of),
                    net: 0,
                    tax: self.tax(client, row.call.date),
                };
                lines.push((row.seq, line));
            }
        }
        let mut ordered: Vec<LineFigures> = Vec::new();
        while let Some(first) = lines.iter().map(|(seq, _)| *seq).min() {
            let at = lines.iter().position(|(seq, _)| *seq == first).expect("the least of them");
            ordered.push(lines.remove(at).1);
        }
        ordered
    }

    /// K2, H4: what a refund pays back: the value of its minutes, counted from the package's end.
    fn paid_back(&self, refund: &RefundRow, price: i128, size: u64) -> i128 {
        let earlier = self.refunds.iter().filter(|row| row.package == refund.package && row.seq < refund.seq);
        let end = size - earlier.map(|row| row.minutes).sum::<u64>();
        let value = |minutes: u64| half_up(price * i128::from(minutes), i128::from(size));
        value(end) - value(end - refund.minutes)
    }

    /// C4, J1: how overage is taxed is said by the client's data on the worked date.
    fn tax(&self, client: &ClientId, date: Date) -> TaxFigures {
        let vat = self.stated(client, date, ClientField::Vat, |fact| fact.vat).unwrap_or(self.open.vat);
        let prices = self.stated(client, date, ClientField::Prices, |fact| fact.prices).unwrap_or(self.open.prices);
        let vat = thousandths(vat);
        TaxFigures { vat, reason: self.reason(client, date, vat), prices }
    }

    /// J8: only a rate of 0 has a reason.
    fn reason(&self, client: &ClientId, date: Date, vat: i128) -> Option<VatReason> {
        let own = self.stated(client, date, ClientField::VatReason, |fact| fact.vat_reason);
        if vat == 0 { own.or(self.open.vat_reason) } else { None }
    }
}

/// J5, in minor units and thousandths of a percent.
pub(crate) fn split(sum: i128, tax: TaxFigures) -> Amounts {
    match tax.prices {
        PriceBasis::Gross => {
            let net = half_up(sum * 100_000, 100_000 + tax.vat);
            Amounts { net, vat: sum - net, gross: sum }
        }
        PriceBasis::Net => {
            let vat = half_up(sum * tax.vat, 100_000);
            Amounts { net: sum, vat, gross: sum + vat }
        }
    }
}

/// G6: what is open is told in the basis of the day that is asked about; what it comes to there is reckoned on the sum of what is taxed alike, as on
/// a document (J5). What is held for a package stands on no document, and is a sum of its own.
pub(crate) fn in_basis(costs: &[(OverageClass, TaxFigures, i128)], asked: PriceBasis) -> i128 {
    let mut sums: Vec<(OverageClass, TaxFigures, i128)> = Vec::new();
    for (class, tax, cost) in costs {
        match sums.iter_mut().find(|(known, taxed, _)| known == class && taxed == tax) {
            Some((_, _, sum)) => *sum += cost,
            None => sums.push((*class, *tax, *cost)),
        }
    }
    let parts = sums.into_iter().map(|(_, tax, sum)| split(sum, tax));
    parts.map(|parts| if asked == PriceBasis::Net { parts.net } else { parts.gross }).sum()
}

/// B2: divides, and rounds half up on the absolute value.
pub(crate) fn half_up(sum: i128, by: i128) -> i128 {
    let size = if sum < 0 { -sum } else { sum };
    let (whole, rest) = (size / by, size % by);
    let rounded = if rest * 2 >= by { whole + 1 } else { whole };
    if sum < 0 { -rounded } else { rounded }
}

/// F2: worked date; start time, none first; `recorded`, which follows `seq`.
fn comes_before(one: &CallRow, other: &CallRow) -> bool {
    if one.call.date != other.call.date {
        return one.call.date < other.call.date;
    }
    match (one.call.start, other.call.start) {
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (Some(mine), Some(theirs)) if mine != theirs => mine < theirs,
        _ => one.seq < other.seq,
    }
}

/// F1: a call without a service is covered only by packages for all services.
fn covers(purchase: &Purchase, service: Option<&ServiceId>) -> bool {
    match service {
        _ if purchase.services.is_empty() => true,
        Some(service) => purchase.services.contains(service),
        None => false,
    }
}

// Answers as of a day (A7).
impl Oracle {
    /// The figures of every client by the end of `date`: of the whole replay, what is dated by then.
    pub(crate) fn figures(&self, date: Date) -> Table {
        self.facts.iter().map(|fact| (fact.client.clone(), self.client_figures(&fact.client, date))).collect()
    }

    fn client_figures(&self, client: &ClientId, date: Date) -> Figures {
        let packages = self.packages.iter().filter(|row| row.purchase.client == *client && row.purchase.date <= date);
        let rows = || self.calls.iter().filter(|row| row.call.client == *client && row.call.date <= date);
        let calls: Vec<(&EntryId, CallFigures)> =
            rows().map(|row| (&row.entry, self.call_figures(row, date))).collect();
        let mut figures = Figures {
            packages: packages.map(|row| (row.purchase.package.clone(), self.package_figures(row, date))).collect(),
            calls: calls.iter().map(|(entry, call)| ((*entry).clone(), call.clone())).collect(),
            worked: rows().map(|row| row.call.worked.get()).sum(),
            charged: calls.iter().map(|(_, call)| call.charged).sum(),
            last_call: rows().map(|row| row.call.date).max(),
            open_minutes: 0,
            open_amount: (0, self.currency(client)),
            goodwill: 0,
            standing: self.standing(client, date),
            documents: self.documents_of(client, date),
        };
        let mut costs = Vec::new();
        for (entry, call) in calls {
            let open = self.open_overage(entry, date);
            figures.open_minutes += open;
            if open > 0 {
                // B3: two currencies are never added.
                assert_eq!(call.rate.1, figures.open_amount.1, "a client has one currency");
                let worked = self.calls.iter().find(|row| row.entry == *entry).expect("a call").call.date;
                costs.push((call.class, self.tax(client, worked), self.open_cost(entry, call.rate.0, date)));
            }
            // E6, G2: time given away is that of goodwill calls, and waived overage.
            figures.goodwill += call.goodwill;
            if call.class == OverageClass::Waive {
                figures.goodwill += call.overage;
            }
        }
        figures.open_amount.0 = in_basis(&costs, self.tax(client, date).prices);
        figures
    }

    fn call_figures(&self, row: &CallRow, date: Date) -> CallFigures {
        let result = row.worked_off.as_ref().expect("at the end everything is worked off");
        let draws = self.draws.iter().filter(|draw| draw.call == row.entry && draw.date <= date);
        CallFigures {
            charged: result.charged,
            goodwill: result.goodwill,
            draws: draws
                .map(|draw| DrawFigures {
                    package: draw.package.clone(),
                    minutes: draw.minutes,
                    date: draw.date,
                    settlement: draw.settlement.clone(),
                })
                .collect(),
            overage: result.overage,
            unsettled: self.unsettled(&row.entry, date),
            billed: self.billed_for(&row.entry, date),
            class: result.class,
            rate: minor(result.rate),
        }
    }

    /// Of every entry that stands on an invoice, the number of the first one.
    fn standing(&self, client: &ClientId, date: Date) -> BTreeMap<EntryId, String> {
        let mut standing = BTreeMap::new();
        for row in self.billings.iter().filter(|row| stands(row, date)) {
            let document = self.documents.iter().find(|document| document.entry == row.invoice).expect("an invoice");
            if document.client == *client {
                standing.entry(row.entry.clone()).or_insert_with(|| row.number.clone());
            }
        }
        standing
    }

    /// What credits an invoice is known from its own day on.
    fn documents_of(&self, client: &ClientId, date: Date) -> Vec<DocumentFigures> {
        let known = self.documents.iter().filter(|row| row.client == *client && row.figures.date <= date);
        let as_of = |row: &DocumentRow| {
            let credited_by = row.figures.credited_by.clone().filter(|_| row.credited.is_some_and(|day| day <= date));
            DocumentFigures { credited_by, ..row.figures.clone() }
        };
        known.map(as_of).collect()
    }

    /// D6.
    fn package_figures(&self, row: &PackageRow, date: Date) -> PackageFigures {
        let name = &row.purchase.package;
        let drawn = self.draws.iter().filter(|draw| draw.package == *name && draw.date <= date);
        let refunded = self.refunds.iter().filter(|refund| refund.package == *name && refund.date <= date);
        let (drawn, refunded) = (drawn.map(|draw| draw.minutes).sum(), refunded.map(|refund| refund.minutes).sum());
        let size = row.purchase.size.get();
        let rest = size - drawn - refunded;
        let ended = self.until(row, date).is_some_and(|until| until < date);
        let state = match () {
            () if row.purchase.from > date => "upcoming",
            () if rest == 0 => "used",
            () if ended => "expired",
            () => "open",
        };
        let in_state = |wanted| if state == wanted { rest } else { 0 };
        PackageFigures {
            state,
            size,
            drawn,
            refunded,
            left: in_state("open"),
            expired: in_state("expired"),
            upcoming: in_state("upcoming"),
        }
    }
}

/// G3: the cost of a call's overage is rounded once, however many invoices it stands on: what is open costs the rest.
pub(crate) fn cost_of_rest(open: u64, (minutes, billed): (u64, i128), rate: i128) -> i128 {
    if open == 0 { 0 } else { amount(minutes + open, rate) - billed }
}

/// G3: minutes × rate ÷ 60 in minor units, rounded once: the greatest amount that is not more than half a unit above.
pub(crate) fn amount(minutes: u64, rate: i128) -> i128 {
    let sixtieths = i128::from(minutes) * rate;
    let whole = sixtieths / 60;
    if (sixtieths - whole * 60) * 2 >= 60 { whole + 1 } else { whole }
}
