//! `hours merge`

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::Failure;
use crate::cli::options::TableJson;
use crate::cli::output::{conclude, deliver, guard};
use crate::cli::reading::stamp;
use crate::cli::writing::{ledger, text};
use crate::domain::Text;
use crate::render::merge::{Answer, document, table};
use crate::shell;
use crate::store::{Append, Conflicts, MergeWay, Merged};

/// Bring in what another copy of this ledger has
///
/// For two copies that went apart, on two computers or in two branches. Your lines stay as they are; those that only the other copy has
/// are appended, and both chains of hashes stay provable. A second time adds nothing.
#[derive(Args, Debug)]
pub(crate) struct MergeArgs {
    /// The other copy; it is only read
    other: PathBuf,

    /// Adopt invoices whose numbers are taken here (verify reports them until one is credited), and entries of a closed period
    #[arg(long)]
    keep_both: bool,

    /// Check everything and say what would be merged, but write nothing
    #[arg(short = 'n', long, help_heading = "Writing")]
    dry_run: bool,

    /// How many seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, help_heading = "Writing")]
    wait: u16,

    /// Write the receipt to a file: whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    out: Option<PathBuf>,

    /// The receipt's format
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Writing")]
    format: TableJson,
}

pub(crate) fn run(args: &MergeArgs, context: Context<'_>) -> Result<()> {
    let path = ledger(context, args.out.as_deref())?;
    if let Some(out) = &args.out {
        guard(out, &args.other)?;
    }
    let request = request(context, args.wait, args.dry_run)?;
    let merged = context.watched_store(&path).merge(&args.other, &request, args.keep_both);
    let merged = merged.map_err(|error| with_way(error, &path, &args.other))?;
    if let Some(unfinished) = &merged.unfinished {
        context.say("warning", &format!("the other copy: {unfinished}"));
    }
    if let Some(ahead) = merged.ahead {
        context.say("warning", &format!("the other copy has an entry of {ahead}: a clock was ahead there"));
    }
    context.warn(&merged.warnings);
    show(args, context, &path, &merged)
}

/// What stands in the way of a merge, with how two copies come together all the same, by the first of the ways that is open.
fn with_way(error: anyhow::Error, here: &Path, there: &Path) -> anyhow::Error {
    let Some(conflicts) = error.downcast_ref::<Conflicts>() else { return error };
    let failure = Failure::refused(conflicts.to_string());
    let (here, there) = (shell::file(here), shell::file(there));
    let failure = if conflicts.may_work_the_other_way() {
        failure.hint(format!(
            "merge the other way round, with the same options: hours merge {here} --ledger {there}, then take that file"
        ))
    } else if conflicts.can_be_kept() {
        failure.hint("--keep-both adopts what only bears a number that is taken, or a day that is closed here")
    } else {
        let first = conflicts.from + 1;
        failure
            .hint(format!(
                "write here what only the other copy has, from its #{first} on: hours entries --ledger {there}"
            ))
            .hint(format!("then put this one in its place, for another merge would stop here again: cp {here} {there}"))
    };
    failure.into()
}

/// What is asked of the store. A merge is no entry of its own: those that are adopted keep their writer and their time.
pub(crate) fn request(context: Context<'_>, wait: u16, dry_run: bool) -> Result<Append> {
    context.request(text("writer", "hours merge", Text::LINE)?, wait, dry_run)
}

fn show(args: &MergeArgs, context: Context<'_>, path: &Path, merged: &Merged) -> Result<()> {
    let &Merged { fork, own, added, twins, .. } = merged;
    let how = match merged.way {
        MergeWay::Nothing => "nothing",
        MergeWay::FastForward => "fast-forward",
        MergeWay::Adopted => "adopted",
    };
    let answer = Answer { merged: how, dry_run: args.dry_run, fork, own, added, on_both_sides: twins };
    let receipt = match args.format {
        TableJson::Table => table(&answer, &stamp(&merged.mark)),
        TableJson::Json => document(&answer, &stamp(&merged.mark)),
    };
    let shown = deliver(context.env, args.out.as_deref(), path, receipt.as_bytes());
    conclude(context.env, args.dry_run, (merged.way != MergeWay::Nothing).then_some("it is merged"), shown)
}
