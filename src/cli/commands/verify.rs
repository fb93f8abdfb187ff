//! `hours verify`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::options::{ReadArgs, TableJson};
use crate::cli::progress::Progress;
use crate::cli::reading::Reading;
use crate::counted::count;
use crate::domain::audit::{audit, audit_documents};
use crate::domain::register::Register;
use crate::domain::{Book, Unreadable, hash};
use crate::render::verify::{Head, document};
use crate::store::{Loaded, OtherSeen, Tail};

/// Check every line of the ledger, its chain of hashes, every figure and every invoice
///
/// Prints how many entries there are and the head: the hash of the last line, which stands for all of them. With --head it
/// tells at which entry a head stood that a statement or another copy carries.
#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    /// Print the head alone
    #[arg(long)]
    print_head: bool,

    /// Find this head in the ledger's history: at least 32 digits of it
    #[arg(long, value_name = "HASH", value_parser = head)]
    head: Option<String>,

    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table", conflicts_with = "print_head")]
    format: TableJson,

    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &VerifyArgs, context: Context<'_>) -> Result<()> {
    let reading = Reading::new(context, &args.read)?;
    refuse_unsound(&reading.loaded)?;
    audit(reading.book()).map_err(|contradiction| Failure::fault(contradiction.to_string()))?;
    make_documents_anew(reading.book())?;
    let found = args.head.as_ref().map(|head| find(&reading, head)).transpose()?;
    warn_of_doubled(context, &reading.book().register);
    tell_of_others(context, &reading);
    if args.print_head {
        return reading.answer(&format!("{}\n", reading.stamp().head));
    }
    // What the ledger said then does not depend on what was seen since.
    let heads = if args.read.known.is_none() { heads(&reading) } else { Vec::new() };
    let register = &reading.book().register;
    let doubled = || register.doubled().iter().map(|(number, ..)| number.to_string()).collect::<Vec<_>>();
    reading.answer(&match args.format {
        TableJson::Table => report(args, &reading, found, &heads),
        TableJson::Json => document(found, register.documents().len(), &doubled(), &heads, &reading.stamp()),
    })?;
    if let Some(failed) = context.store(reading.path()).remember(&reading.loaded) {
        context.say("note", &failed);
    }
    Ok(())
}

/// Refuses what ends in the middle, and what has gone back.
fn refuse_unsound(loaded: &Loaded) -> Result<()> {
    if let Some(unfinished) = &loaded.unfinished {
        let (told, hint) = match unfinished.what {
            Tail::LineEnd | Tail::Counted => (
                "the last line lacks its line end",
                "an editor may have taken it; the next entry you write puts it back",
            ),
            Tail::Bytes | Tail::Nuls | Tail::Batch => (
                "the ledger ends in an unfinished entry",
                "it was never acknowledged; the next entry you write moves it out of the way",
            ),
        };
        return Err(Failure::damaged(told).hint(hint).into());
    }
    loaded.memories.gone_back.clone().map_or(Ok(()), |gone_back| Err(gone_back.into()))
}

/// Makes every invoice anew and holds it against the one that was issued.
fn make_documents_anew(book: &Book) -> Result<()> {
    let progress = Progress::begin("making the invoices anew");
    let made_anew = audit_documents(book, &|done, of| {
        progress.of(of);
        progress.at(done);
    });
    made_anew.map_err(|wrong| {
        let hint = "the hash fits, so it was written like this: by another program, or a hand that knows the chain";
        Failure::damaged(wrong.to_string()).hint(hint).into()
    })
}

fn warn_of_doubled(context: Context<'_>, register: &Register) {
    for (number, first, other) in register.doubled() {
        let fact = format!(
            "the number `{number}` stands on two documents, #{first} and #{other}: two copies of the ledger gave it"
        );
        let hint = format!(
            "an issued number never changes: hours invoice credit '#{other}' --reason TEXT cancels the second of them"
        );
        context.say("warning", &fact);
        context.say("hint", &hint);
    }
}

/// Says which other ledgers stood where this one does: it may have been put in the place of one, or made anew from its first line on.
fn tell_of_others(context: Context<'_>, reading: &Reading<'_>) {
    for OtherSeen { ledger, seq } in context.store(reading.path()).others_seen_here(&reading.loaded) {
        let other = &ledger.as_str()[..8];
        context.say("note", &format!("at this path this machine saw another ledger, {other}, up to its entry #{seq}"));
    }
}

/// What was found to be right, for a person.
fn report(args: &VerifyArgs, reading: &Reading<'_>, found: Option<u64>, heads: &[Head]) -> String {
    let stamp = reading.stamp();
    let entries = count(stamp.seq, "entry", "entries");
    let mut text = format!("ok: {entries}, chain intact to {}, replay and invoices agree\n", stamp.head);
    for (first, last) in reading.book().register.series() {
        text.push_str(&match first == last {
            true => format!("invoice {first}\n"),
            false => format!("invoices {first} to {last}, no number missing\n"),
        });
    }
    if let Some(seq) = found {
        let after = count(stamp.seq - seq, "entry", "entries");
        let is_own =
            |head: &String| reading.loaded.head_at(seq).is_some_and(|own| own.as_str().starts_with(head.as_str()));
        let copy = if args.head.as_ref().is_some_and(is_own) { "" } else { " of a copy that was merged" };
        text.push_str(&format!("that head{copy} stands at entry #{seq}; {after} came after it\n"));
    }
    for head in heads.iter().filter(|head| head.elsewhere.is_none()) {
        text.push_str(&format!("entry #{}, the last that this machine remembers, is in it\n", head.seq));
    }
    text
}

/// What this machine remembers of the ledger (R16).
fn heads(reading: &Reading<'_>) -> Vec<Head> {
    let seen = reading.loaded.memories.heads.iter();
    seen.map(|seen| Head {
        elsewhere: (!seen.here).then(|| seen.path.to_string_lossy().into_owned()),
        seq: seen.seq,
        head: seen.head.to_string(),
        held: seen.held,
    })
    .collect()
}

/// The entry at which a head stands.
fn find(reading: &Reading<'_>, head: &str) -> Result<u64> {
    let found = reading.loaded.find_head(head).filter(|seq| *seq <= reading.loaded.mark.seq);
    found.ok_or_else(|| {
        let fact = format!("the head `{head}` is not in this ledger's history");
        let hint = "this is another ledger, an older copy, or one that was changed since that head was printed";
        Failure::damaged(fact).hint(hint).into()
    })
}

fn head(text: &str) -> Result<String, Unreadable> {
    match text.bytes().all(hash::is_hex_digit) && (32..=64).contains(&text.len()) {
        true => Ok(text.to_owned()),
        false => Err(Unreadable::new("a head is 32 to 64 digits 0–9 a–f")),
    }
}
