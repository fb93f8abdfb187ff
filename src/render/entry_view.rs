//! An entry for machines: what all have, and the fields of its kind.

use serde::Serialize;

use super::call_view::{CallView, call_view};
use super::describe::{credited, repaid, stated};
use super::json;
use crate::domain::document::credited_by;
use crate::domain::filed::Filed;
use crate::domain::{
    Book, Close, Date, Extend, Fact, Invoice, Money, Open, Purchase, Reckoned, Refund, Repaired, Settle, Terms,
};

/// An entry in machine formats: what all have, and the fields of its kind.
#[derive(Debug, Serialize)]
pub(super) struct EntryView<'a> {
    seq: u64,
    id: &'a str,
    recorded: String,
    by: &'a str,
    kind: &'static str,
    #[serde(flatten)]
    fields: Fields<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Fields<'a> {
    Open(OpenFields<'a>),
    Client(ClientFields<'a>),
    Service(ServiceFields<'a>),
    Package(PackageFields<'a>),
    Call(Box<CallView<'a>>),
    Amend(Box<AmendFields<'a>>),
    Void(VoidFields<'a>),
    Extend(ExtendFields<'a>),
    Refund(RefundFields<'a>),
    Settle(SettleFields<'a>),
    Close(CloseFields<'a>),
    Invoice(InvoiceFields<'a>),
    Credit(CreditFields<'a>),
    Repaired(RepairedFields<'a>),
}

#[derive(Debug, Serialize)]
struct OpenFields<'a> {
    name: &'a str,
    currency: &'a str,
    zone: &'a str,
    prices: &'static str,
    vat_rate: String,
    vat_reason: Option<&'static str>,
    rate: String,
    terms: TermsView,
}

#[derive(Debug, Serialize)]
struct ClientFields<'a> {
    client: &'a str,
    from: Option<String>,
    states: std::collections::BTreeMap<&'static str, String>,
    clears: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct ServiceFields<'a> {
    service: &'a str,
    name: Option<&'a str>,
    factor: String,
}

#[derive(Debug, Serialize)]
struct PackageFields<'a> {
    client: &'a str,
    package: &'a str,
    date: String,
    size_minutes: u64,
    price: Option<String>,
    currency: Option<String>,
    prices: Option<&'static str>,
    vat_rate: Option<String>,
    reason: Option<&'a str>,
    from: String,
    until: Option<String>,
    services: Vec<&'a str>,
    note: Option<&'a str>,
    settle: bool,
    invoice: Option<String>,
    late: bool,
    void: bool,
}

#[derive(Debug, Serialize)]
struct AmendFields<'a> {
    replaces: &'a str,
    reason: Option<&'a str>,
    #[serde(flatten)]
    call: CallView<'a>,
}

#[derive(Debug, Serialize)]
struct RepairedFields<'a> {
    done: Vec<&'static str>,
    sha256: &'a str,
    bytes: u64,
    kept: u64,
    lost: u64,
    lost_seq: Option<u64>,
    lost_head: Option<&'a str>,
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct VoidFields<'a> {
    entry: &'a str,
    reason: &'a str,
    late: bool,
}

#[derive(Debug, Serialize)]
struct ExtendFields<'a> {
    client: Option<&'a str>,
    package: &'a str,
    date: String,
    until: String,
    reason: Option<&'a str>,
    late: bool,
    void: bool,
}

#[derive(Debug, Serialize)]
struct RefundFields<'a> {
    client: Option<&'a str>,
    package: &'a str,
    date: String,
    minutes: u64,
    amount: Option<String>,
    currency: Option<String>,
    prices: Option<&'static str>,
    reason: Option<&'a str>,
    invoice: Option<String>,
    late: bool,
    void: bool,
}

#[derive(Debug, Serialize)]
struct SettleFields<'a> {
    client: &'a str,
    package: &'a str,
    date: String,
    reason: Option<&'a str>,
    late: bool,
    void: bool,
}

#[derive(Debug, Serialize)]
struct CloseFields<'a> {
    client: Option<&'a str>,
    through: String,
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct InvoiceFields<'a> {
    client: &'a str,
    number: &'a str,
    date: String,
    through: String,
    due: String,
    currency: String,
    net: String,
    vat_total: String,
    gross: String,
    credited_by: Option<String>,
    late: bool,
}

#[derive(Debug, Serialize)]
struct CreditFields<'a> {
    client: Option<&'a str>,
    number: &'a str,
    credits: Option<String>,
    date: String,
    reason: &'a str,
    late: bool,
}

/// Terms in machine formats.
#[derive(Debug, Serialize)]
pub(super) struct TermsView {
    pub(super) increment_minutes: u64,
    pub(super) minimum_minutes: u64,
    pub(super) overage: &'static str,
    pub(super) overage_rate: String,
    pub(super) low: String,
    pub(super) expiry_notice_days: u32,
}

impl TermsView {
    pub(super) fn new(terms: &Terms) -> TermsView {
        TermsView {
            increment_minutes: terms.increment.get(),
            minimum_minutes: terms.minimum.get(),
            overage: terms.overage.as_str(),
            overage_rate: terms.overage_rate.amount().to_string(),
            low: terms.low.to_string(),
            expiry_notice_days: terms.expiry_notice,
        }
    }
}

impl<'a> EntryView<'a> {
    /// An entry by the end of `date`. `reckoned` is the account of the client it is about.
    pub(super) fn new(
        book: &'a Book,
        filed: &'a Filed,
        reckoned: Option<&'a Reckoned<'_>>,
        date: Date,
    ) -> EntryView<'a> {
        let entry = &filed.entry;
        EntryView {
            seq: entry.seq,
            id: entry.id.as_str(),
            recorded: entry.recorded.to_string(),
            by: entry.by.as_str(),
            kind: entry.fact.kind(),
            fields: fields(book, filed, reckoned, date),
        }
    }
}

fn fields<'a>(book: &'a Book, filed: &'a Filed, reckoned: Option<&'a Reckoned<'_>>, date: Date) -> Fields<'a> {
    let (void, late) = (filed.void.is_some(), filed.late);
    let client = book.client_of(filed).map(|client| client.as_str());
    match &filed.entry.fact {
        Fact::Open(open) => Fields::Open(open_fields(open)),
        Fact::Client(fact) => Fields::Client(ClientFields {
            client: fact.client.as_str(),
            from: json::maybe(fact.from),
            states: stated(fact).into_iter().collect(),
            clears: fact.clear.iter().map(|field| field.as_str()).collect(),
        }),
        Fact::Service(service) => Fields::Service(ServiceFields {
            service: service.service.as_str(),
            name: service.name.as_ref().map(|name| name.as_str()),
            factor: service.factor.to_string(),
        }),
        Fact::Purchase(purchase) => Fields::Package(package_fields(book, filed, purchase, date)),
        Fact::Call(_) => Fields::Call(Box::new(call_view(filed, reckoned, date))),
        Fact::Amend(amend) => Fields::Amend(Box::new(AmendFields {
            replaces: amend.entry.as_str(),
            reason: amend.reason.as_ref().map(|reason| reason.as_str()),
            call: call_view(filed, reckoned, date),
        })),
        Fact::Void(void) => Fields::Void(VoidFields { entry: void.entry.as_str(), reason: void.reason.as_str(), late }),
        Fact::Extend(Extend { package, date, until, reason, .. }) => Fields::Extend(ExtendFields {
            client,
            package: package.as_str(),
            date: date.to_string(),
            until: until.to_string(),
            reason: reason.as_ref().map(|reason| reason.as_str()),
            late,
            void,
        }),
        Fact::Refund(refund) => Fields::Refund(refund_fields(book, filed, refund, date)),
        Fact::Settle(Settle { client, package, date, reason, .. }) => Fields::Settle(SettleFields {
            client: client.as_str(),
            package: package.as_str(),
            date: date.to_string(),
            reason: reason.as_ref().map(|reason| reason.as_str()),
            late,
            void,
        }),
        Fact::Close(Close { client, through, reason }) => Fields::Close(CloseFields {
            client: client.as_ref().map(|client| client.as_str()),
            through: through.to_string(),
            reason: reason.as_ref().map(|reason| reason.as_str()),
        }),
        Fact::Invoice(invoice) => Fields::Invoice(invoice_fields(book, filed, invoice, date)),
        Fact::Credit(credit) => Fields::Credit(CreditFields {
            client,
            number: credit.number.as_str(),
            credits: credited(book, credit).map(|number| number.to_string()),
            date: credit.date.to_string(),
            reason: credit.reason.as_str(),
            late,
        }),
        Fact::Repaired(repaired) => Fields::Repaired(repaired_fields(repaired)),
    }
}

fn repaired_fields(repaired: &Repaired) -> RepairedFields<'_> {
    RepairedFields {
        done: repaired.done.iter().map(|mend| mend.as_str()).collect(),
        sha256: repaired.sha256.as_str(),
        bytes: repaired.bytes,
        kept: repaired.kept,
        lost: repaired.lost,
        lost_seq: repaired.lost_seq,
        lost_head: repaired.lost_head.as_ref().map(|head| head.as_str()),
        reason: repaired.reason.as_ref().map(|reason| reason.as_str()),
    }
}

fn invoice_fields<'a>(book: &Book, filed: &Filed, invoice: &'a Invoice, as_of: Date) -> InvoiceFields<'a> {
    let bill = &invoice.bill;
    let total = bill.total().unwrap_or_else(|| unreachable!("an issued invoice lists something (J1)"));
    let amount = |money: Money| money.amount().to_string();
    InvoiceFields {
        client: bill.client.as_str(),
        number: invoice.number.as_str(),
        date: bill.date.to_string(),
        through: bill.through.to_string(),
        due: bill.due.to_string(),
        currency: total.gross.currency().to_string(),
        net: amount(total.net),
        vat_total: amount(total.vat),
        gross: amount(total.gross),
        credited_by: json::maybe(credited_by(book, filed.entry.seq, as_of)),
        late: filed.late,
    }
}

fn open_fields(open: &Open) -> OpenFields<'_> {
    OpenFields {
        name: open.name.as_str(),
        currency: open.currency.code(),
        zone: open.zone.as_str(),
        prices: open.prices.as_str(),
        vat_rate: open.vat.to_string(),
        vat_reason: open.vat_reason.map(|reason| reason.as_str()),
        rate: open.rate.amount().to_string(),
        terms: TermsView::new(&open.terms()),
    }
}

fn package_fields<'a>(book: &Book, filed: &Filed, purchase: &'a Purchase, as_of: Date) -> PackageFields<'a> {
    let paid = purchase.payment.paid();
    PackageFields {
        client: purchase.client.as_str(),
        package: purchase.package.as_str(),
        date: purchase.date.to_string(),
        size_minutes: purchase.size.get(),
        price: paid.map(|(price, _, _)| price.amount().to_string()),
        currency: paid.map(|(price, _, _)| price.currency().to_string()),
        prices: paid.map(|(_, _, prices)| prices.as_str()),
        vat_rate: paid.map(|(_, vat, _)| vat.to_string()),
        reason: purchase.payment.grant_reason().map(|reason| reason.as_str()),
        from: purchase.from.to_string(),
        until: json::maybe(purchase.until),
        services: purchase.services.iter().map(|service| service.as_str()).collect(),
        note: purchase.note.as_ref().map(|note| note.as_str()),
        settle: purchase.settle,
        invoice: json::maybe(book.invoice_of(filed, as_of)),
        late: filed.late,
        void: filed.void.is_some(),
    }
}

/// A refund, with what it pays back; no money for a grant.
fn refund_fields<'a>(book: &'a Book, filed: &Filed, refund: &'a Refund, as_of: Date) -> RefundFields<'a> {
    let (amount, prices) = repaid(book, filed.entry.seq, refund).unzip();
    RefundFields {
        client: book.client_of(filed).map(|client| client.as_str()),
        package: refund.package.as_str(),
        date: refund.date.to_string(),
        minutes: refund.minutes.get(),
        amount: amount.map(|amount| amount.amount().to_string()),
        currency: amount.map(|amount| amount.currency().to_string()),
        prices: prices.map(|prices| prices.as_str()),
        reason: refund.reason.as_ref().map(|reason| reason.as_str()),
        invoice: json::maybe(book.invoice_of(filed, as_of)),
        late: filed.late,
        void: filed.void.is_some(),
    }
}
