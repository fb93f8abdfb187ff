//! The only judge: entries in, [`Book`] out.
//!
//! [`Book::apply`] judges an entry and then files it; a refused entry leaves the book as it was. [`Book::admit`] adds what
//! is asked of an entry only at the moment it is written: what depends on the day, or on the order in which entries
//! between two barriers happen to stand (A8), cannot be asked again of a line that other lines may have overtaken.

use std::collections::{BTreeMap, HashMap};

use super::account::FiledCall;
use super::book::{Filed, House, Place, Subject};
use super::charge::effective_factor;
use super::client::History;
use super::package::{Extension, PassedOver, Refunded, State};
use super::terms::Bounds;
use super::{
    Account, Amend, Book, Call, ClientFact, ClientId, Close, Currency, Date, Entry, EntryId, Extend, Fact, Instant,
    Minutes, Money, Open, OverageClass, Package, PackageId, Payment, Purchase, Refund, Rejection, Service, ServiceId,
    Settle, Text, VatRate, VatReason, Void,
};
use crate::domain::client::Profile;

impl Book {
    /// A book from a ledger's first entry.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks.
    pub fn open(entry: Entry) -> Result<Book, Rejection> {
        let Fact::Open(open) = &entry.fact else { return Err(Rejection::NotOpened) };
        judge_frame(&entry, 1, None)?;
        judge_open(open)?;
        let mut book = Book {
            house: House { open: open.clone(), services: BTreeMap::new() },
            entries: Vec::new(),
            ids: HashMap::new(),
            accounts: Vec::new(),
            clients: BTreeMap::new(),
            packages: HashMap::new(),
            closed: None,
        };
        book.enter(entry, Subject::House);
        Ok(book)
    }

    /// Judges an entry and files it.
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks, in the order of [`Rejection`]'s variants; the book is as it was.
    pub fn apply(&mut self, entry: Entry) -> Result<(), Rejection> {
        self.judge(&entry)?;
        self.file(entry);
        Ok(())
    }

    /// Judges an entry that is about to be written: [`Book::apply`]'s rules, and those that only hold at that
    /// moment – no date after `today` (B4), a named package that can be drawn on (F4), an end that moves (D5), something to settle (G4).
    ///
    /// # Errors
    ///
    /// The first rule the entry breaks.
    pub fn admit(&self, entry: &Entry, today: Date) -> Result<(), Rejection> {
        // Before the judge, who knows of no today and would only say that it was recorded too early.
        if let Some(date) = dated(&entry.fact).filter(|&date| date > today) {
            return Err(Rejection::Future { date, today });
        }
        self.judge(entry)?;
        match &entry.fact {
            Fact::Call(call) => self.admit_call(call, None),
            Fact::Amend(amend) => self.admit_call(&amend.call, Some(&amend.entry)),
            Fact::Extend(extend) => self.admit_extend(extend),
            Fact::Settle(settle) => self.admit_settle(settle),
            _ => Ok(()),
        }
    }

    fn judge(&self, entry: &Entry) -> Result<(), Rejection> {
        judge_frame(entry, self.len() + 1, self.last_recorded())?;
        if let Some(&seq) = self.ids.get(&entry.id) {
            return Err(Rejection::IdTaken { id: entry.id.clone(), seq });
        }
        match &entry.fact {
            Fact::Open(_) => Err(Rejection::OpenedTwice),
            Fact::Client(fact) => self.judge_client(fact),
            Fact::Service(service) => self.judge_service(service),
            Fact::Purchase(purchase) => self.judge_purchase(purchase, entry.recorded),
            Fact::Call(call) => self.judge_call(call, entry.recorded),
            Fact::Void(void) => self.judge_void(void),
            Fact::Amend(amend) => self.judge_amend(amend, entry.recorded),
            Fact::Extend(extend) => self.judge_extend(extend, entry.recorded),
            Fact::Refund(refund) => self.judge_refund(refund, entry.recorded),
            Fact::Settle(settle) => self.judge_settle(settle, entry.recorded),
            Fact::Close(close) => self.judge_close(close, entry.recorded),
        }
    }

    fn file(&mut self, entry: Entry) {
        let seq = entry.seq;
        let subject = match &entry.fact {
            Fact::Open(_) => Subject::House,
            Fact::Client(fact) => self.file_client(fact.clone()),
            Fact::Service(service) => {
                self.house.services.insert(service.service.clone(), service.clone());
                Subject::House
            }
            Fact::Purchase(purchase) => self.file_purchase(purchase.clone(), seq),
            Fact::Call(call) => self.file_call(call.clone(), seq),
            Fact::Void(void) => self.take_back(&void.entry.clone(), seq, false),
            Fact::Amend(amend) => {
                self.take_back(&amend.entry.clone(), seq, true);
                self.file_call(amend.call.clone(), seq)
            }
            Fact::Extend(extend) => self.file_extend(extend, seq),
            Fact::Refund(refund) => self.file_refund(refund, seq),
            Fact::Settle(settle) => self.file_settle(settle, seq),
            Fact::Close(close) => self.file_close(close.clone()),
        };
        self.enter(entry, subject);
    }

    fn enter(&mut self, entry: Entry, subject: Subject) {
        self.ids.insert(entry.id.clone(), entry.seq);
        self.entries.push(Filed { entry, subject, void: None });
    }
}

/// The day an entry is dated, which must not be to come (B4) nor closed (H3); none for those without a day of their own, and
/// for the terms of a client, which may be agreed ahead like a package's window.
pub fn dated(fact: &Fact) -> Option<Date> {
    match fact {
        Fact::Purchase(purchase) => Some(purchase.date),
        Fact::Call(call) => Some(call.date),
        Fact::Amend(amend) => Some(amend.call.date),
        Fact::Extend(extend) => Some(extend.date),
        Fact::Refund(refund) => Some(refund.date),
        Fact::Settle(settle) => Some(settle.date),
        Fact::Close(close) => Some(close.through),
        Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Void(_) => None,
    }
}

fn judge_frame(entry: &Entry, expected: u64, last: Option<Instant>) -> Result<(), Rejection> {
    if entry.seq != expected {
        return Err(Rejection::WrongSeq { expected, found: entry.seq });
    }
    if let Some(last) = last.filter(|&last| entry.recorded <= last) {
        return Err(Rejection::NotLater { recorded: entry.recorded, last });
    }
    if entry.clock.is_some_and(|clock| clock >= entry.recorded) {
        return Err(Rejection::IdleClock);
    }
    Ok(())
}

/// A day later than the entry was recorded, in any zone there is: none is more than a day ahead of UTC.
fn judge_recorded(date: Date, recorded: Instant) -> Result<(), Rejection> {
    let latest = recorded.utc_date().and_then(|day| day.plus_days(1));
    if latest.is_some_and(|latest| date > latest) { Err(Rejection::AfterRecorded { date }) } else { Ok(()) }
}

fn judge_open(open: &Open) -> Result<(), Rejection> {
    judge_increment("increment", Some(open.increment))?;
    judge_increment("minimum", open.minimum)?;
    judge_notice(Some(open.expiry_notice))?;
    judge_rate(Some(open.rate), open.currency)?;
    judge_rate(open.overage_rate, open.currency)?;
    judge_vat_reason(open.vat, open.vat_reason)
}

fn judge_increment(term: &'static str, time: Option<Minutes>) -> Result<(), Rejection> {
    match time {
        Some(time) if time.is_zero() || time > Bounds::INCREMENT => {
            Err(Rejection::TermOutOfBounds { term, bound: format!("1m to 24h, not {time}") })
        }
        _ => Ok(()),
    }
}

fn judge_notice(days: Option<u32>) -> Result<(), Rejection> {
    match days {
        Some(days) if days > Bounds::NOTICE_DAYS => {
            Err(Rejection::TermOutOfBounds { term: "expiry-notice", bound: format!("0 to 3660 days, not {days}") })
        }
        _ => Ok(()),
    }
}

/// A rate is positive, in the right currency, and small enough that no single charge leads to 10^12: the dearest call takes 24 h, raised to an increment
/// of 24 h, ten times.
fn judge_rate(rate: Option<Money>, currency: Currency) -> Result<(), Rejection> {
    let Some(rate) = rate else { return Ok(()) };
    if rate.is_zero() || rate.is_negative() {
        return Err(Rejection::NotPositive { price: rate.amount().to_string() });
    }
    if rate.currency() != currency {
        return Err(Rejection::OtherCurrency { amount: rate, currency });
    }
    match rate.per_hour(Minutes::hours(480)) {
        Some(_) => Ok(()),
        None => Err(Rejection::TooLarge { amount: rate.amount().to_string() }),
    }
}

fn judge_vat_reason(vat: VatRate, reason: Option<VatReason>) -> Result<(), Rejection> {
    if vat.is_zero() && reason.is_none() { Err(Rejection::NeedsVatReason) } else { Ok(()) }
}

// Clients and services (C).
impl Book {
    fn judge_client(&self, fact: &ClientFact) -> Result<(), Rejection> {
        match fact.from {
            None => self.judge_new_client(fact),
            Some(from) => self.judge_client_change(fact, from),
        }
    }

    fn judge_new_client(&self, fact: &ClientFact) -> Result<(), Rejection> {
        if self.clients.contains_key(&fact.client) {
            return Err(Rejection::ClientExists { client: fact.client.clone() });
        }
        if fact.name.is_none() || !fact.clear.is_empty() {
            return Err(Rejection::NotAFirstEntry { client: fact.client.clone() });
        }
        let history = History::new(fact.clone());
        self.judge_profile(fact, &history.profile_on(Date::MIN, &self.house.open))
    }

    fn judge_client_change(&self, fact: &ClientFact, from: Date) -> Result<(), Rejection> {
        let account = self.known_account(&fact.client)?;
        let nothing = ClientFact { from: Some(from), ..ClientFact::about(fact.client.clone()) };
        if *fact == nothing {
            return Err(Rejection::NoChange);
        }
        // One currency for good: rates of earlier days would be in another (B3).
        let currency = account.currency(&self.house);
        if fact.currency.is_some_and(|wished| wished != currency) {
            return Err(Rejection::CurrencySettled { client: fact.client.clone(), currency });
        }
        if let Some(&field) = fact.clear.iter().find(|&&field| fact.states(field)) {
            return Err(Rejection::StatedAndCleared { field });
        }
        let history = account.history.with(fact.clone());
        // What is said for an earlier day is judged on every later day on which something changes, too.
        history
            .changes_from(from)
            .try_for_each(|day| self.judge_profile(fact, &history.profile_on(day, &self.house.open)))
    }

    /// Judges what an entry states against what the client then is.
    fn judge_profile(&self, fact: &ClientFact, profile: &Profile) -> Result<(), Rejection> {
        judge_increment("increment", fact.terms.increment)?;
        judge_increment("minimum", fact.terms.minimum)?;
        judge_notice(fact.terms.expiry_notice)?;
        judge_lang(fact.lang.as_ref())?;
        let currency = profile.currency;
        judge_rate(fact.terms.overage_rate, currency)?;
        if profile.terms.overage_rate.currency() != currency {
            return Err(Rejection::NeedsOverageRate { currency });
        }
        judge_vat_reason(profile.vat, profile.vat_reason)?;
        let reverse_charge = profile.vat.is_zero() && profile.vat_reason == Some(VatReason::ReverseCharge);
        if reverse_charge && profile.vat_id.is_none() { Err(Rejection::NeedsVatId) } else { Ok(()) }
    }

    fn file_client(&mut self, fact: ClientFact) -> Subject {
        if let Some(&at) = self.clients.get(&fact.client) {
            self.accounts[at].history.add(fact);
            return Subject::Client(at);
        }
        let client = fact.client.clone();
        self.accounts.push(Account::new(client.clone(), History::new(fact)));
        self.clients.insert(client, self.accounts.len() - 1);
        Subject::Client(self.accounts.len() - 1)
    }

    fn judge_service(&self, service: &Service) -> Result<(), Rejection> {
        match self.house.services.contains_key(&service.service) {
            true => Err(Rejection::ServiceExists { service: service.service.clone() }),
            false => Ok(()),
        }
    }

    /// The account of a client that an entry names.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownClient`] with the nearest known one.
    pub fn known_account(&self, client: &ClientId) -> Result<&Account, Rejection> {
        self.account(client).ok_or_else(|| self.unknown_client(client.as_str()))
    }

    /// The refusal of a client that is not known, with the nearest one that is.
    pub fn unknown_client(&self, client: &str) -> Rejection {
        let nearest = nearest(client, self.clients.keys(), ClientId::as_str);
        Rejection::UnknownClient { client: client.to_owned(), nearest }
    }

    /// The refusal of a service that is not known, with the nearest one that is.
    pub fn unknown_service(&self, service: &str) -> Rejection {
        let nearest = nearest(service, self.house.services.keys(), ServiceId::as_str);
        Rejection::UnknownService { service: service.to_owned(), nearest }
    }

    /// The refusal of a package that is not known, with the nearest one that is.
    pub fn unknown_package(&self, package: &str) -> Rejection {
        let mut known: Vec<&PackageId> = self.packages.keys().collect();
        known.sort();
        let nearest = nearest(package, known.into_iter(), PackageId::as_str);
        Rejection::UnknownPackage { package: package.to_owned(), nearest }
    }

    fn judge_services<'a>(&self, services: impl IntoIterator<Item = &'a ServiceId>) -> Result<(), Rejection> {
        let unknown = services.into_iter().find(|service| !self.house.services.contains_key(*service));
        unknown.map_or(Ok(()), |service| Err(self.unknown_service(service.as_str())))
    }

    /// A package that an entry names and that was not taken back.
    fn known_package(&self, package: &PackageId) -> Result<(Place, &Package), Rejection> {
        let (place, found) = self.package(package).ok_or_else(|| self.unknown_package(package.as_str()))?;
        match found.void {
            Some(by) => Err(Rejection::PackageVoid { package: package.clone(), by }),
            None => Ok((place, found)),
        }
    }

    /// A package that an entry names and that belongs to the client.
    fn own_package(&self, package: &PackageId, client: &ClientId) -> Result<(Place, &Package), Rejection> {
        let (place, found) = self.known_package(package)?;
        if found.purchase.client != *client {
            return Err(Rejection::ForeignPackage { package: package.clone(), client: client.clone() });
        }
        Ok((place, found))
    }

    /// A date in a closed period is refused unless the entry says that it is late (H3).
    fn judge_period(&self, client: &ClientId, date: Date, late: bool) -> Result<(), Rejection> {
        let through = self.clients.get(client).and_then(|&at| self.closed_through(at));
        match through {
            Some(through) if date <= through && !late => Err(Rejection::Closed { date, through }),
            _ => Ok(()),
        }
    }
}

fn judge_lang(lang: Option<&Text>) -> Result<(), Rejection> {
    let tag = |text: &Text| {
        (2..=35).contains(&text.as_str().len()) && text.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    match lang {
        Some(text) if !tag(text) => {
            Err(Rejection::TermOutOfBounds { term: "lang", bound: "a language tag such as de or pt-BR".to_owned() })
        }
        _ => Ok(()),
    }
}

/// The known name nearest to one that is not, if it is near at all.
fn nearest<'a, T: Clone + 'a>(wrong: &str, known: impl Iterator<Item = &'a T>, text: impl Fn(&T) -> &str) -> Option<T> {
    // Case is never folded to find a client, only to suggest one.
    let folded = wrong.to_lowercase();
    let (distance, name) =
        known.map(|name| (strsim::damerau_levenshtein(&folded, text(name)), name)).min_by_key(|(d, _)| *d)?;
    // Up to a third of the letters may differ: `amce` is near `acme`, `beta` is not.
    (distance <= (folded.chars().count() / 3).max(1)).then(|| name.clone())
}

// Packages (D).
impl Book {
    fn judge_purchase(&self, purchase: &Purchase, recorded: Instant) -> Result<(), Rejection> {
        let account = self.known_account(&purchase.client)?;
        self.judge_services(&purchase.services)?;
        if self.packages.contains_key(&purchase.package) {
            return Err(Rejection::PackageExists { package: purchase.package.clone() });
        }
        judge_size(purchase.size)?;
        judge_recorded(purchase.date, recorded)?;
        self.judge_payment(account, purchase)?;
        judge_window(purchase)?;
        self.judge_period(&purchase.client, purchase.date, purchase.late)
    }

    fn judge_payment(&self, account: &Account, purchase: &Purchase) -> Result<(), Rejection> {
        let Payment::Paid { price, vat, .. } = &purchase.payment else { return Ok(()) };
        if price.is_zero() || price.is_negative() {
            return Err(Rejection::NotPositive { price: price.amount().to_string() });
        }
        let currency = account.currency(&self.house);
        if price.currency() != currency {
            return Err(Rejection::OtherCurrency { amount: *price, currency });
        }
        judge_vat_reason(*vat, account.history.profile_on(purchase.date, &self.house.open).vat_reason)
    }

    fn file_purchase(&mut self, purchase: Purchase, seq: u64) -> Subject {
        let account = self.clients[&purchase.client];
        let name = purchase.package.clone();
        let (settle, date) = (purchase.settle, purchase.date);
        let filed = &mut self.accounts[account];
        if settle {
            filed.fix(&self.house, None);
        }
        let package = Package { seq, purchase, extensions: Vec::new(), refunds: Vec::new(), void: None };
        let at = filed.file_package(package);
        if settle {
            filed.settle(at, date, seq);
        }
        let place = Place { account, at };
        self.packages.insert(name, place);
        Subject::Package(place)
    }

    fn judge_extend(&self, extend: &Extend, recorded: Instant) -> Result<(), Rejection> {
        let (_, package) = self.known_package(&extend.package)?;
        let purchase = &package.purchase;
        judge_recorded(extend.date, recorded)?;
        let bought = purchase.date;
        if extend.date < bought {
            return Err(Rejection::BeforePurchase { package: extend.package.clone(), date: extend.date, bought });
        }
        if extend.until < extend.date {
            return Err(Rejection::EmptyWindow { from: extend.date, until: extend.until });
        }
        self.judge_period(&purchase.client, extend.date, extend.late)?;
        match purchase.until {
            None => Err(Rejection::NoEnd { package: extend.package.clone() }),
            Some(now) if extend.until <= now => Err(Rejection::NotALaterEnd { until: extend.until, now }),
            Some(_) => Ok(()),
        }
    }

    fn admit_extend(&self, extend: &Extend) -> Result<(), Rejection> {
        let (_, package) = self.known_package(&extend.package)?;
        match package.until_on(extend.date) {
            Some(now) if extend.until <= now => Err(Rejection::NotALaterEnd { until: extend.until, now }),
            _ => Ok(()),
        }
    }

    fn file_extend(&mut self, extend: &Extend, seq: u64) -> Subject {
        let place = self.packages[&extend.package];
        let package = &mut self.accounts[place.account].packages[place.at];
        package.extensions.push(Extension { seq, date: extend.date, until: extend.until });
        Subject::Package(place)
    }

    fn judge_refund(&self, refund: &Refund, recorded: Instant) -> Result<(), Rejection> {
        let (place, package) = self.known_package(&refund.package)?;
        if refund.minutes.is_zero() {
            return Err(Rejection::NoTime);
        }
        judge_recorded(refund.date, recorded)?;
        let bought = package.purchase.date;
        if refund.date < bought {
            return Err(Rejection::BeforePurchase { package: refund.package.clone(), date: refund.date, bought });
        }
        self.judge_period(&package.purchase.client, refund.date, refund.late)?;
        let left = self.accounts[place.account].reckon(&self.house).rest(place.at);
        if let Some(until) =
            package.until_on(refund.date).filter(|_| package.state(refund.date, left) == State::Expired)
        {
            return Err(Rejection::HasEnded { package: refund.package.clone(), until });
        }
        if refund.minutes > left {
            return Err(Rejection::NotLeft { package: refund.package.clone(), asked: refund.minutes, left });
        }
        Ok(())
    }

    fn file_refund(&mut self, refund: &Refund, seq: u64) -> Subject {
        let place = self.packages[&refund.package];
        let account = &mut self.accounts[place.account];
        account.fix(&self.house, None);
        account.refund(place.at, Refunded { seq, date: refund.date, minutes: refund.minutes });
        Subject::Package(place)
    }
}

fn judge_size(size: Minutes) -> Result<(), Rejection> {
    if size.is_zero() {
        Err(Rejection::NoSize)
    } else if size > Bounds::PACKAGE {
        Err(Rejection::PackageTooLarge { size })
    } else {
        Ok(())
    }
}

fn judge_window(purchase: &Purchase) -> Result<(), Rejection> {
    let Purchase { from, date, .. } = *purchase;
    if from < date {
        return Err(Rejection::FromBeforePurchase { from, date });
    }
    if let Some(until) = purchase.until.filter(|&until| until < from) {
        return Err(Rejection::EmptyWindow { from, until });
    }
    if purchase.settle && from > date {
        let why = PassedOver::NotYetValid;
        return Err(Rejection::NotValidOn { package: purchase.package.clone(), date, why });
    }
    Ok(())
}

// Calls (E, F, G).
impl Book {
    fn judge_call(&self, call: &Call, recorded: Instant) -> Result<(), Rejection> {
        self.known_account(&call.client)?;
        self.judge_services(&call.service)?;
        if let Some(package) = &call.package {
            self.own_package(package, &call.client)?;
        }
        judge_length(call)?;
        judge_recorded(call.date, recorded)?;
        self.judge_period(&call.client, call.date, call.late)
    }

    /// Judges a call that is only asked about (M1): its date may be to come.
    pub(super) fn admit_hypothetical(&self, call: &Call) -> Result<(), Rejection> {
        self.judge_call(call, Instant::midnight(call.date))?;
        self.admit_call(call, None)
    }

    /// A package that a call names must be one it can draw on (F4). `replaces` is the call that an amendment takes back first.
    fn admit_call(&self, call: &Call, replaces: Option<&EntryId>) -> Result<(), Rejection> {
        let Some(name) = &call.package else { return Ok(()) };
        let (place, _) = self.own_package(name, &call.client)?;
        let mut account = self.accounts[place.account].clone();
        if let Some(Subject::Call(old)) = replaces.and_then(|id| Some(self.entry_by_id(id)?.subject))
            && old.account == place.account
        {
            account.void_call(old.at, 0);
        }
        // Asked of the package as the call finds it when its turn comes.
        let at = account.file_call(self.filed(call.clone(), self.len() + 1));
        account.watch(at);
        let reckoned = account.reckon(&self.house);
        let passed = reckoned.watched().passed_over.iter().find(|(package, _)| *package == place.at);
        match passed {
            Some(&(_, why)) => Err(Rejection::NotEligible { package: name.clone(), date: call.date, why }),
            None => Ok(()),
        }
    }

    /// A call as an account files it.
    pub(super) fn filed(&self, call: Call, seq: u64) -> FiledCall {
        let service = call.service.as_ref().and_then(|service| self.house.factor(service));
        let factor = effective_factor(service, call.factor);
        FiledCall { seq, call, factor, void: None, had_been: None }
    }

    fn file_call(&mut self, call: Call, seq: u64) -> Subject {
        let account = self.clients[&call.client];
        let filed = self.filed(call, seq);
        let at = self.accounts[account].file_call(filed);
        Subject::Call(Place { account, at })
    }

    fn judge_settle(&self, settle: &Settle, recorded: Instant) -> Result<(), Rejection> {
        self.known_account(&settle.client)?;
        let (_, package) = self.own_package(&settle.package, &settle.client)?;
        judge_recorded(settle.date, recorded)?;
        self.judge_period(&settle.client, settle.date, settle.late)?;
        let date = settle.date;
        let why = if date < package.purchase.from {
            PassedOver::NotYetValid
        } else if package.has_ended(date) {
            PassedOver::Expired
        } else {
            return Ok(());
        };
        Err(Rejection::NotValidOn { package: settle.package.clone(), date, why })
    }

    fn admit_settle(&self, settle: &Settle) -> Result<(), Rejection> {
        let (place, package) = self.own_package(&settle.package, &settle.client)?;
        let reckoned = self.accounts[place.account].reckon(&self.house);
        let covered = |call: &Call| call.date <= settle.date && package.covers(call.service.as_ref());
        let open = |outcome: &super::Outcome| match outcome.class {
            OverageClass::Waive => false,
            OverageClass::Bill | OverageClass::Carry => !outcome.unsettled(Date::MAX).is_zero(),
        };
        let due = reckoned.calls(settle.date).any(|(filed, outcome)| covered(&filed.call) && open(outcome));
        if !due {
            return Err(Rejection::NothingToSettle { client: settle.client.clone() });
        }
        if reckoned.rest(place.at).is_zero() {
            let why = PassedOver::UsedUp;
            return Err(Rejection::NotValidOn { package: settle.package.clone(), date: settle.date, why });
        }
        Ok(())
    }

    fn file_settle(&mut self, settle: &Settle, seq: u64) -> Subject {
        let place = self.packages[&settle.package];
        let account = &mut self.accounts[place.account];
        account.fix(&self.house, None);
        account.settle(place.at, settle.date, seq);
        Subject::Package(place)
    }
}

fn judge_length(call: &Call) -> Result<(), Rejection> {
    let time = call.worked;
    if time.is_zero() {
        Err(Rejection::NoTime)
    } else if time > Bounds::CALL {
        Err(Rejection::CallTooLong { time })
    } else if time > Bounds::ORDINARY_CALL && !call.long {
        Err(Rejection::LongCall { time })
    } else {
        Ok(())
    }
}

// Barriers, voids and amendments (H, I).
impl Book {
    fn judge_close(&self, close: &Close, recorded: Instant) -> Result<(), Rejection> {
        let closed = match &close.client {
            Some(client) => {
                self.known_account(client)?;
                self.closed_through(self.clients[client])
            }
            None => self.closed,
        };
        judge_recorded(close.through, recorded)?;
        match closed {
            Some(through) if close.through <= through => Err(Rejection::ClosedAlready { through }),
            _ => Ok(()),
        }
    }

    fn file_close(&mut self, close: Close) -> Subject {
        let through = Some(close.through);
        if let Some(client) = &close.client {
            let at = self.clients[client];
            self.accounts[at].fix(&self.house, through);
            self.accounts[at].closed = self.accounts[at].closed.max(through);
            return Subject::Client(at);
        }
        for account in &mut self.accounts {
            account.fix(&self.house, through);
        }
        self.closed = self.closed.max(through);
        Subject::House
    }

    fn judge_void(&self, void: &Void) -> Result<(), Rejection> {
        let target = self.known_entry(&void.entry)?;
        let seq = target.entry.seq;
        if let Some(by) = target.void {
            return Err(Rejection::VoidAlready { seq, by });
        }
        let fact = &target.entry.fact;
        if let Fact::Open(_) | Fact::Client(_) | Fact::Service(_) | Fact::Void(_) | Fact::Close(_) = fact {
            return Err(Rejection::NotVoidable { seq, kind: fact.kind() });
        }
        if let (Some(client), Some(date)) = (self.client_of(target), dated(fact)) {
            self.judge_period(client, date, void.late)?;
        }
        if let Some(old) = self.reinstated_by(target) {
            let old = &self.accounts[old.account].calls[old.at].call;
            self.judge_period(&old.client, old.date, void.late)?;
        }
        match (fact, target.subject) {
            (Fact::Purchase(_), Subject::Package(place)) => self.judge_void_package(place),
            (Fact::Extend(extend), Subject::Package(place)) => self.judge_void_extension(place, extend, seq),
            _ => Ok(()),
        }
    }

    /// The call that counts again when this entry is taken back: the one that an amendment replaced, unless a barrier has
    /// fixed the amendment – an entry that is not fixed is as if it had never been (I1).
    pub fn reinstated_by(&self, target: &Filed) -> Option<Place> {
        let (Fact::Amend(amend), Subject::Call(place)) = (&target.entry.fact, target.subject) else { return None };
        if self.accounts[place.account].is_fixed(place.at) {
            return None;
        }
        match self.entry_by_id(&amend.entry)?.subject {
            Subject::Call(old) => Some(old),
            _ => None,
        }
    }

    fn judge_void_package(&self, place: Place) -> Result<(), Rejection> {
        let account = &self.accounts[place.account];
        let package = &account.packages[place.at];
        // What the purchase itself settled is taken back with it.
        if account.fixed_draws(place.at).any(|draw| draw.settlement != Some(package.seq)) {
            return Err(Rejection::DrawnOn { package: package.id().clone() });
        }
        match package.refunds.is_empty() {
            true => Ok(()),
            false => Err(Rejection::Refunded { package: package.id().clone() }),
        }
    }

    /// An extension that fixed calls or a refund made use of cannot be taken from under them.
    fn judge_void_extension(&self, place: Place, extend: &Extend, seq: u64) -> Result<(), Rejection> {
        let account = &self.accounts[place.account];
        let mut without = account.packages[place.at].clone();
        without.extensions.retain(|extension| extension.seq != seq);
        if account.fixed_draws(place.at).any(|draw| without.has_ended(draw.date)) {
            return Err(Rejection::DrawnOn { package: extend.package.clone() });
        }
        match without.refunds.iter().any(|refund| without.has_ended(refund.date)) {
            true => Err(Rejection::Refunded { package: extend.package.clone() }),
            false => Ok(()),
        }
    }

    fn judge_amend(&self, amend: &Amend, recorded: Instant) -> Result<(), Rejection> {
        let target = self.known_entry(&amend.entry)?;
        let seq = target.entry.seq;
        if let Some(by) = target.void {
            return Err(Rejection::VoidAlready { seq, by });
        }
        let Subject::Call(place) = target.subject else {
            return Err(Rejection::NotACall { seq, kind: target.entry.fact.kind() });
        };
        let old = &self.accounts[place.account].calls[place.at].call;
        self.judge_period(&old.client, old.date, amend.call.late)?;
        self.judge_call(&amend.call, recorded)
    }

    fn known_entry(&self, id: &EntryId) -> Result<&Filed, Rejection> {
        self.entry_by_id(id).ok_or_else(|| Rejection::UnknownEntry { entry: id.to_string() })
    }

    /// Takes an entry back (I1): one that is not fixed is as if it had never been, a fixed call gives back what it drew.
    /// With an amendment, the call it replaced counts again, unless the amendment is itself `replaced`.
    fn take_back(&mut self, id: &EntryId, by: u64, replaced: bool) -> Subject {
        let seq = self.ids[id];
        // A further amendment replaces it; only a void takes it back.
        let reinstated = self.entry_by_id(id).filter(|_| !replaced).and_then(|target| self.reinstated_by(target));
        let target = &mut self.entries[seq as usize - 1];
        target.void = Some(by);
        match (&target.entry.fact, target.subject) {
            (_, Subject::Call(place)) => self.accounts[place.account].void_call(place.at, by),
            (Fact::Purchase(_), Subject::Package(place)) => self.accounts[place.account].void_package(place.at, by),
            (Fact::Extend(_), Subject::Package(place)) => {
                self.accounts[place.account].packages[place.at].extensions.retain(|extension| extension.seq != seq);
            }
            (Fact::Refund(_), Subject::Package(place)) => self.accounts[place.account].void_refund(place.at, seq),
            (Fact::Settle(_), Subject::Package(place)) => self.accounts[place.account].unsettle(seq),
            // The judge lets nothing else through.
            _ => {}
        }
        if let Some(old) = reinstated {
            let account = &mut self.accounts[old.account];
            account.reinstate(old.at);
            let old = account.calls[old.at].seq;
            self.entries[old as usize - 1].void = None;
        }
        Subject::Entry(seq)
    }
}
