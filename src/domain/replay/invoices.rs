//! Judging and filing invoices and what credits them (J).

use super::judge_recorded;
use crate::domain::bill;
use crate::domain::billing::{self, Billing};
use crate::domain::filed::{Filed, Place, Subject};
use crate::domain::invoice::{Bill, Credit, Invoice, Item, Line, bounded_totals};
use crate::domain::{Book, Bounds, Date, EntryId, Fact, Instant, Number, Pattern, Rejection, VatReason};

impl Book {
    /// Judges what can be told of an invoice without working anything off: that it lists just what was due is asked when it is
    /// written ([`Book::admit_invoice`]) and when the ledger is verified.
    pub(super) fn judge_invoice(&self, invoice: &Invoice, recorded: Instant) -> Result<(), Rejection> {
        let bill = &invoice.bill;
        let currency = self.known_account(&bill.client)?.currency(&self.house);
        judge_recorded(bill.date, recorded)?;
        if let Some(line) = bill.lines.iter().find(|line| line.amount.currency() != currency) {
            return Err(Rejection::OtherCurrency { amount: line.amount, currency });
        }
        if bill.through > bill.date {
            return Err(Rejection::ThroughAfterDate { through: bill.through, date: bill.date });
        }
        if bill.due < bill.date {
            return Err(Rejection::DueBeforeDate { due: bill.due, date: bill.date });
        }
        if bill.lines.is_empty() {
            return Err(Rejection::NothingDue { client: Some(bill.client.clone()), through: bill.through });
        }
        if bill.lines.len() > Bounds::LINES {
            return Err(Rejection::TooManyLines { client: bill.client.clone(), lines: bill.lines.len() });
        }
        judge_reasons(bill)?;
        let sums = bounded_totals(&bill.lines, currency).ok_or(Rejection::TooLargeInAll { parting: None })?;
        for (at, line) in bill.lines.iter().enumerate() {
            self.judge_line(invoice, line, &bill.lines[..at])?;
        }
        if sums != bill.totals {
            return Err(Rejection::WrongTotals { number: invoice.number.clone() });
        }
        self.judge_number(&invoice.pattern, bill.date, &invoice.number)
    }

    fn judge_number(&self, pattern: &Pattern, date: Date, number: &Number) -> Result<(), Rejection> {
        if self.adopting {
            return self.register.judge_given(pattern, date, number).map(drop);
        }
        self.register.judge(pattern, date, number)
    }

    /// Whether what a line names can be billed to that client by that date, and is not billed yet.
    fn judge_line(&self, invoice: &Invoice, line: &Line, before: &[Line]) -> Result<(), Rejection> {
        let filed = self.known_entry(&line.entry)?;
        let seq = filed.entry.seq;
        let twice = before.iter().any(|other| other.entry == line.entry);
        let (client, through) = (&invoice.bill.client, invoice.bill.through);
        let own = self.client_of(&filed) == Some(client) && filed.entry.fact.date().is_some_and(|day| day <= through);
        let fits = match (&filed.entry.fact, line.item) {
            (Fact::Purchase(purchase), Item::Package) => !purchase.payment.is_grant(),
            (Fact::Call(_) | Fact::Amend(_), Item::Overage { .. }) | (Fact::Refund(_), Item::Refund) => true,
            _ => false,
        };
        let due = || Rejection::NotDue { seq, number: invoice.number.clone() };
        // No package is larger, and no call's overage is: sums of more would be beyond every bound.
        let is_possible = line.minutes <= Bounds::PACKAGE;
        if twice || !own || !fits || !is_possible || filed.void.is_some() {
            return Err(due());
        }
        if !self.is_billable(&filed, line, Date::MAX) {
            return Err(due());
        }
        self.judge_line_billed_then(&filed, line, invoice.bill.date)
    }

    /// Whether nothing keeps what is due from being billed on the bill's date.
    ///
    /// # Errors
    ///
    /// [`Rejection::BilledThen`]: something stood on an invoice that was credited only later.
    pub fn judge_billed_then(&self, bill: &Bill) -> Result<(), Rejection> {
        let judge = |line: &Line| self.judge_line_billed_then(&self.known_entry(&line.entry)?, line, bill.date);
        bill.lines.iter().try_for_each(judge)
    }

    /// Whether a bill can be issued on its date, into a closed period only where it is `late`: asked of each client by itself, before what is proposed
    /// is judged as a whole.
    ///
    /// # Errors
    ///
    /// As [`Book::judge_billed_then`], or [`Rejection::Closed`].
    pub fn judge_bill(&self, bill: &Bill, late: bool) -> Result<(), Rejection> {
        self.judge_billed_then(bill)?;
        if late { Ok(()) } else { self.judge_period(&bill.client, bill.date) }
    }

    fn judge_line_billed_then(&self, filed: &Filed, line: &Line, date: Date) -> Result<(), Rejection> {
        match self.is_billable(filed, line, date) {
            true => Ok(()),
            false => Err(Rejection::BilledThen { seq: filed.entry.seq, date }),
        }
    }

    /// Whether nothing keeps a line from being billed on a day: a purchase and a refund stand on one invoice at a time, and so does each minute of
    /// a call's overage.
    fn is_billable(&self, filed: &Filed, line: &Line, on: Date) -> bool {
        match filed.subject {
            Subject::Call(place) => {
                // A call that is not fixed yet was never billed.
                let outcome = self.accounts[place.account].fixed_outcome(place.at);
                outcome.is_none_or(|outcome| outcome.available(on) >= line.minutes)
            }
            _ => !self.billings(filed).is_some_and(|billings| billings.iter().any(|billing| billing.blocks(on))),
        }
    }

    /// Whether an invoice bills just what is due now, asked before it is written.
    pub(super) fn admit_invoice(&self, invoice: &Invoice) -> Result<(), Rejection> {
        let bill = &invoice.bill;
        let due = bill::bill(self, &bill.client, bill.dates(), bill.seller.clone())?;
        if due == *bill { Ok(()) } else { Err(Rejection::NotWhatIsDue { number: invoice.number.clone() }) }
    }

    pub(super) fn file_invoice(&mut self, invoice: &Invoice, seq: u64) -> Subject {
        let bill = &invoice.bill;
        let account = self.clients[&bill.client];
        self.accounts[account].fix(&self.house, Some(bill.through));
        for line in &bill.lines {
            let number = invoice.number.clone();
            let Line { minutes, amount, .. } = *line;
            let billing = Billing { invoice: seq, number, date: bill.date, minutes, amount, credited: None };
            self.bill(&line.entry, billing);
        }
        self.register.file(seq, &invoice.pattern, bill.date, &invoice.number);
        Subject::Client(account)
    }

    /// Notes on a purchase, a refund or a call that it stands on an invoice.
    fn bill(&mut self, id: &EntryId, billing: Billing) {
        let Some((place, billed)) = self.billed_place(id) else { return };
        let account = &mut self.accounts[place.account];
        match billed {
            Billed::Call => account.bill_call(place.at, billing),
            Billed::Package => account.packages[place.at].billings_mut().push(billing),
            Billed::Refund(seq) => {
                let refund = account.packages[place.at].refunds_mut().iter_mut().find(|refund| refund.seq == seq);
                refund.into_iter().for_each(|refund| refund.billings.push(billing.clone()));
            }
        }
    }

    pub(super) fn judge_credit(&self, credit: &Credit, recorded: Instant) -> Result<(), Rejection> {
        let target = self.known_entry(&credit.invoice)?;
        let seq = target.entry.seq;
        let Fact::Invoice(invoice) = &target.entry.fact else {
            return Err(Rejection::NotAnInvoice { seq, kind: target.entry.fact.kind() });
        };
        if let Some(by) = self.register.credit_of(seq) {
            return Err(Rejection::CreditedAlready { number: invoice.number.clone(), by });
        }
        judge_recorded(credit.date, recorded)?;
        let issued = invoice.bill.date;
        if credit.date < issued {
            return Err(Rejection::CreditBeforeInvoice { date: credit.date, number: invoice.number.clone(), issued });
        }
        self.judge_number(&credit.pattern, credit.date, &credit.number)
    }

    pub(super) fn file_credit(&mut self, credit: &Credit, seq: u64) -> Subject {
        // The judge lets nothing through that names no invoice.
        let Some(Filed { entry, .. }) = self.entry_by_id(&credit.invoice) else { return Subject::House };
        let invoice = entry.seq;
        if let Fact::Invoice(issued) = entry.fact {
            for line in &issued.bill.lines {
                self.take_off(&line.entry, invoice, credit.date);
            }
        }
        self.register.file(seq, &credit.pattern, credit.date, &credit.number);
        self.register.credit(invoice, seq);
        Subject::Entry(invoice)
    }

    /// Notes that the invoice on which something stands was credited: it can be invoiced again (J4).
    fn take_off(&mut self, id: &EntryId, invoice: u64, date: Date) {
        let Some((place, billed)) = self.billed_place(id) else { return };
        let account = &mut self.accounts[place.account];
        match billed {
            Billed::Call => account.credit_call(place.at, invoice, date),
            Billed::Package => billing::credit(account.packages[place.at].billings_mut(), invoice, date),
            Billed::Refund(seq) => {
                let refund = account.packages[place.at].refunds_mut().iter_mut().find(|refund| refund.seq == seq);
                refund.into_iter().for_each(|refund| billing::credit(&mut refund.billings, invoice, date));
            }
        }
    }

    fn billed_place(&self, id: &EntryId) -> Option<(Place, Billed)> {
        self.entry_by_id(id).and_then(|filed| Billed::of(&filed))
    }

    /// The number of the invoice that an entry stands on at the end of a day, where it is a purchase, a refund or a call that does.
    pub fn invoice_of(&self, filed: &Filed, day: Date) -> Option<&Number> {
        billing::standing(self.billings(filed)?, day).map(|billing| &billing.number)
    }

    /// The invoices that an entry stood on, where it is a purchase, a refund or a call.
    pub fn billings(&self, filed: &Filed) -> Option<&[Billing]> {
        let (place, billed) = Billed::of(filed)?;
        let account = &self.accounts[place.account];
        match billed {
            Billed::Call => Some(account.call_billings(place.at)),
            Billed::Package => Some(account.packages[place.at].billings()),
            Billed::Refund(seq) => {
                let refunds = account.packages[place.at].refunds();
                refunds.iter().find(|refund| refund.seq == seq).map(|refund| &refund.billings[..])
            }
        }
    }
}

/// A rate of nought has a reason, and reverse charge the buyer's VAT id (J8): of a bill too, because either may have been cleared since the
/// package was sold.
pub(in crate::domain) fn judge_reasons(bill: &Bill) -> Result<(), Rejection> {
    let free = || bill.lines.iter().map(|line| line.tax).filter(|tax| tax.vat.is_zero());
    if free().any(|tax| tax.reason.is_none()) {
        return Err(Rejection::NeedsVatReason);
    }
    let reverse_charge = free().any(|tax| tax.reason == Some(VatReason::ReverseCharge));
    match reverse_charge && bill.buyer.vat_id.is_none() {
        true => Err(Rejection::NeedsVatId { cleared: false }),
        false => Ok(()),
    }
}

/// What stands on an invoice.
enum Billed {
    Call,
    Package,
    /// By the entry that recorded it.
    Refund(u64),
}

impl Billed {
    /// Where something lies that can stand on an invoice, and what it is.
    fn of(filed: &Filed) -> Option<(Place, Billed)> {
        match (&filed.entry.fact, filed.subject) {
            (_, Subject::Call(place)) => Some((place, Billed::Call)),
            (Fact::Refund(_), Subject::Package(place)) => Some((place, Billed::Refund(filed.entry.seq))),
            (Fact::Purchase(_), Subject::Package(place)) => Some((place, Billed::Package)),
            _ => None,
        }
    }
}
