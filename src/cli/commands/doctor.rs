//! `hours doctor`

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::billing::{SELLER, issued_before, seller};
use crate::cli::env::{FoundBy, Located};
use crate::cli::failure::{Exit, SETTINGS};
use crate::cli::options::TableJson;
use crate::cli::output::deliver;
use crate::cli::when::Zone;
use crate::config::{Config, FILE};
use crate::domain::{Book, Instant};
use crate::render::doctor::{Item, document, table};
use crate::render::text::escape;
use crate::store::{Finding, Health, Loaded};

/// Check everything the ledger depends on: file, folder, disk, lock, clock, copies
///
/// Says of each thing whether it is as it should be, and what to do where it is not. Changes nothing. Exits 3 where something
/// is bad, 0 where there are only warnings.
#[derive(Args, Debug)]
pub(crate) struct DoctorArgs {
    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJson,

    /// Write the answer to a file: whole or not at all
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &DoctorArgs, context: Context<'_>) -> Result<Exit> {
    let located = context.locate()?;
    let path = &located.path;
    let checkup = context.watched_store(path).checkup()?;
    let mut findings = vec![found(&located)];
    findings.extend(checkup.findings);
    if let Some(loaded) = &checkup.loaded {
        findings.push(clock(loaded, context.env.now()?));
        findings.push(zone(loaded));
    }
    findings.push(config(path, checkup.loaded.as_ref()));
    let is_bad = findings.iter().any(|finding| finding.health == Health::Bad);
    let items: Vec<Item> = findings.into_iter().map(|finding| item(context, finding)).collect();
    let answer = match args.format {
        TableJson::Table => table(&items),
        TableJson::Json => document(&path.to_string_lossy(), &items),
    };
    deliver(context.env, args.out.as_deref(), path, answer.as_bytes())?;
    Ok(if is_bad { Exit::No } else { Exit::Done })
}

/// Which ledger it is, and why that one.
fn found(Located { path, by }: &Located) -> Finding {
    let how = match by {
        FoundBy::Option => "named by --ledger",
        FoundBy::Variable => "named by HOURS_LEDGER",
        FoundBy::Folder => "found in this folder",
        FoundBy::FolderAbove => "found in a folder above this one",
        FoundBy::DataFolder => "found in your data folder",
    };
    Finding::ok("ledger", format!("`{}`, {how}", escape(&path.to_string_lossy())))
}

/// The clock against the last entry (R30, R31).
fn clock(loaded: &Loaded, now: Instant) -> Finding {
    let Some(last) = loaded.book.last_recorded() else { return Finding::ok("clock", now.to_string()) };
    let is_trusted = Zone::named(&loaded.book.house.open.zone)
        .and_then(|zone| zone.today(now, Some(last)))
        .is_ok_and(|today| today.doubt.is_none());
    let advice = "set the clock right; until then entries need --on DATE";
    match (is_trusted, now < last) {
        (true, false) => Finding::ok("clock", format!("{now}, after the last entry")),
        (true, true) => {
            let fact = format!("{now}, before the last entry, which is of {last}");
            Finding::warn("clock", fact, "set the clock right; entries keep their order all the same")
        }
        (false, true) => Finding::bad("clock", format!("{now}, long before the last entry, of {last}"), advice),
        (false, false) => {
            let fact = format!("{now}, more than 400 days after the last entry, of {last}");
            Finding::warn("clock", fact, "if the clock is right, give the day of the next entry with --on DATE")
        }
    }
}

fn zone(loaded: &Loaded) -> Finding {
    let name = &loaded.book.house.open.zone;
    match Zone::named(name) {
        Ok(_) => Finding::ok("zone", name.to_string()),
        Err(why) => Finding::bad("zone", escape(&why.to_string()), "use a version of hours that knows it"),
    }
}

/// What stands beside the ledger for invoices.
fn config(path: &Path, loaded: Option<&Loaded>) -> Finding {
    let is_there = path.with_file_name(FILE).symlink_metadata().is_ok();
    match Config::beside(path) {
        Ok(config) => loaded.and_then(|loaded| seller_gone(&config, &loaded.book)).unwrap_or_else(|| {
            Finding::ok(
                "settings",
                match is_there {
                    true => format!("`{FILE}` can be read"),
                    false => format!("there is no `{FILE}`: invoices have your name, and no address or VAT id"),
                },
            )
        }),
        Err(why) => Finding::bad("settings", escape(&format!("{why:#}")), SETTINGS),
    }
}

/// That the last invoice says something of who issues which the next one would not.
fn seller_gone(config: &Config, book: &Book) -> Option<Finding> {
    let before = issued_before(book, u64::MAX).next()?;
    let (gone, number) = (seller(config, book).ok()?.lacks(&before.seller), before.number?);
    let fact = || format!("{number} says your {}, and the next invoice would not", gone.join(" and "));
    (!gone.is_empty()).then(|| Finding::warn("settings", fact(), SELLER))
}

fn item(context: Context<'_>, finding: Finding) -> Item {
    let state = match finding.health {
        Health::Ok => "ok",
        Health::Warn => "warn",
        Health::Bad => "bad",
    };
    Item {
        item: finding.item,
        state,
        fact: escape(&finding.fact),
        advice: finding.advice.map(|advice| escape(&context.typable(&advice))),
    }
}
