//! What a row says: by that it is known again.

use sha2::{Digest, Sha256};

use crate::domain::hash::is_hex_digit;
use crate::domain::{Call, EntryId, Fact, Hash, Payment, Purchase, Text};

/// A field and its value.
type Said = (&'static str, String);

/// Everything that a fact says, by field. How it was booked – late, long, settling – is no part of it.
pub(super) fn says(fact: &Fact) -> Vec<Said> {
    let mut says = vec![("kind", fact.kind().to_owned())];
    match fact {
        Fact::Call(call) => call_says(call, &mut says),
        Fact::Purchase(purchase) => purchase_says(purchase, &mut says),
        _ => {}
    }
    says
}

fn call_says(call: &Call, says: &mut Vec<Said>) {
    let Call { client, date, start, worked, case, service, factor, package, goodwill, contact, note, long: _, late: _ } =
        call;
    says.push(("client", client.to_string()));
    says.push(("date", date.to_string()));
    says.push(("minutes", worked.get().to_string()));
    let text = |text: &Option<crate::domain::Text>| text.as_ref().map(|text| text.as_str().to_owned());
    maybe(says, "start", start.map(|start| start.to_string()));
    maybe(says, "case", text(case));
    maybe(says, "service", service.as_ref().map(ToString::to_string));
    maybe(says, "factor", factor.map(|factor| factor.to_string()));
    maybe(says, "package", package.as_ref().map(ToString::to_string));
    maybe(says, "goodwill", text(goodwill));
    maybe(says, "contact", text(contact));
    maybe(says, "note", text(note));
}

fn purchase_says(purchase: &Purchase, says: &mut Vec<Said>) {
    let Purchase { client, package, date, size, payment, from, until, services, note, settle: _, late: _ } = purchase;
    says.push(("client", client.to_string()));
    says.push(("date", date.to_string()));
    says.push(("minutes", size.get().to_string()));
    says.push(("package", package.to_string()));
    match payment {
        Payment::Paid { price, vat, prices } => {
            says.push(("price", price.to_string()));
            says.push(("vat", vat.to_string()));
            says.push(("prices", prices.to_string()));
        }
        Payment::Granted { reason } => says.push(("reason", reason.to_string())),
    }
    says.push(("from", from.to_string()));
    maybe(says, "until", until.map(|until| until.to_string()));
    says.extend(services.iter().map(|service| ("service", service.to_string())));
    maybe(says, "note", note.as_ref().map(|note| note.as_str().to_owned()));
}

fn maybe(says: &mut Vec<Said>, field: &'static str, value: Option<String>) {
    says.extend(value.map(|value| (field, value)));
}

/// The id that a row gets for what it says, but for the fields it leaves open, and for what tells it from others that say the same.
pub(super) fn id(says: &[Said], open: &[&str], apart: &[Text]) -> EntryId {
    let mut hash = Sha256::new();
    // No text of a ledger contains the separators.
    hash.update("hours import 1\x1e");
    let said = says.iter().filter(|(field, _)| !open.contains(field)).map(|(field, value)| (*field, value.as_str()));
    for (field, value) in said.chain(apart.iter().map(|text| ("apart", text.as_str()))) {
        hash.update(field.as_bytes());
        hash.update("\x1f");
        hash.update(value.as_bytes());
        hash.update("\x1e");
    }
    named("imp", hash)
}

/// The id under which a row comes in again for the `n`th time, after what it was before was taken back: made of the id that it has, and one that was
/// [made](is_made) just where that is.
pub(super) fn id_again(id: &EntryId, n: u64) -> EntryId {
    let prefix = if is_made(id) { "imp" } else { "again" };
    named(prefix, Sha256::new_with_prefix(format!("hours import again\x1e{id}\x1e{n}")))
}

/// So many digits of a hash tell a row from others.
const DIGITS: usize = 32;

fn named(prefix: &str, hash: Sha256) -> EntryId {
    let hash = Hash::of_digest(hash.finalize().into());
    format!("{prefix}-{}", &hash.as_str()[..DIGITS])
        .parse()
        .unwrap_or_else(|_| unreachable!("a prefix and digits make an id"))
}

/// Whether an id is one that a row got for what it says.
pub(super) fn is_made(id: &EntryId) -> bool {
    let hex = id.as_str().strip_prefix("imp-");
    hex.is_some_and(|hex| hex.len() == DIGITS && hex.bytes().all(is_hex_digit))
}

/// How what another fact says differs: `` `minutes` is 90 and not 80 ``. Fields that are open are not compared.
pub(super) fn difference(fact: &Fact, other: &Fact, open: &[&str]) -> Option<String> {
    let (says, others) = (says(fact), says(other));
    let closed = |said: &&Said| !open.contains(&said.0);
    if says.iter().filter(closed).eq(others.iter().filter(closed)) {
        return None;
    }
    let value = |list: &[Said], field: &str| {
        let values: Vec<&str> = list.iter().filter(|(f, _)| *f == field).map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    };
    let fields = says.iter().chain(&others).filter(closed).map(|(field, _)| *field);
    let differs = |field: &&str| value(&says, field) != value(&others, field);
    let field = fields.into_iter().find(differs)?;
    let plain = |value: Option<String>| {
        value.map_or("empty".to_owned(), |value| format!("`{}`", super::spelling::brief(&value)))
    };
    Some(format!("{field} is {} and not {}", plain(value(&others, field)), plain(value(&says, field))))
}
