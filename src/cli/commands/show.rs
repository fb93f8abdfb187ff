//! `hours show`

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::names::EntryRef;
use crate::cli::options::{ReadArgs, TableJson};
use crate::cli::reading::Reading;
use crate::domain::explain::explain;
use crate::domain::{PackageId, Rejection};
use crate::render::entry::Shown;
use crate::render::{entry, package};

/// Show one entry or package, with the reasons for its figures
///
/// For a call: how worked became charged time, which packages it drew on and which were passed over and why, and what took
/// it back.
#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    /// A package's name, or an entry: #17, 17, or its id
    #[arg(value_name = "ENTRY|PACKAGE", allow_hyphen_values = true)]
    what: EntryRef,

    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJson,

    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &ShowArgs, context: Context<'_>) -> Result<()> {
    let reading = Reading::new(context, &args.read)?;
    let is_entry = args.what.is_number() && args.what.resolve(reading.book()).is_ok();
    let Some(id) = args.what.package(reading.book()) else { return show_entry(args, &reading, is_entry) };
    show_package(args, &reading, &id)?;
    if is_entry {
        context.say("note", &format!("`{id}` is the number of an entry, too: hours show '#{id}' shows that"));
    }
    Ok(())
}

fn show_package(args: &ShowArgs, reading: &Reading<'_>, id: &PackageId) -> Result<()> {
    let book = reading.book();
    let (place, found) = book.package(id).ok_or_else(|| book.unknown_package(id.as_str()))?;
    if let Some(by) = found.void {
        return Err(Failure::refused(Rejection::PackageVoid { package: id.clone(), by }.to_string())
            .hint(format!("hours show {} shows the entry", found.seq))
            .into());
    }
    let reckoned = book.account_at(place.account).reckon(&book.house);
    let standing = reckoned.standings(reading.as_of).into_iter().find(|(at, _)| *at == place.at);
    let Some((_, standing)) = standing else {
        let fact = format!("package `{id}` was bought on {}, after {}", found.purchase.date, reading.as_of);
        return Err(Failure::refused(fact)
            .hint(format!("--as-of takes {} or a later day", found.purchase.date))
            .into());
    };
    reading.answer(&match args.format {
        TableJson::Table => package::table(book, &reckoned, place.at, &standing, reading.as_of),
        TableJson::Json => package::document(book, &reckoned, place.at, &standing, reading.as_of, &reading.stamp()),
    })
}

fn show_entry(args: &ShowArgs, reading: &Reading<'_>, is_entry: bool) -> Result<()> {
    let book = reading.book();
    let client = args.what.as_str().parse().ok().filter(|client| book.account(client).is_some());
    if let Some(client) = client.filter(|_| !is_entry) {
        let fact = format!("`{client}` is a client, no entry or package");
        return Err(Failure::refused(fact)
            .hint(format!("hours client show {client}, or hours balance {client}"))
            .into());
    }
    let filed = args.what.resolve(book).map_err(|unknown| nearest_package(args, reading, unknown))?;
    let seq = filed.entry.seq;
    let reckoned = book.client_of(&filed).and_then(|client| book.reckon(client));
    let line = reading.loaded.line(seq).unwrap_or_default();
    let shown = Shown {
        book,
        filed: &filed,
        line: &line,
        explanation: explain(book, seq, reading.as_of)?,
        reckoned,
        as_of: reading.as_of,
    };
    reading.answer(&match args.format {
        TableJson::Table => entry::table(&shown),
        TableJson::Json => entry::document(&shown, &reading.stamp()),
    })
}

/// What is no entry may be a package's name with a slip in it.
fn nearest_package(args: &ShowArgs, reading: &Reading<'_>, unknown: anyhow::Error) -> anyhow::Error {
    let is_unknown = matches!(unknown.downcast_ref(), Some(Rejection::UnknownEntry { .. }));
    match reading.book().unknown_package(args.what.as_str()) {
        near @ Rejection::UnknownPackage { nearest: Some(_), .. } if is_unknown && !args.what.is_number() => {
            near.into()
        }
        _ => unknown,
    }
}
