//! `hours merge-driver`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;

use super::merge::request;
use crate::cli::Context;
use crate::cli::env::LEDGER;
use crate::cli::failure::{Failure, report};
use crate::cli::output::write_whole;
use crate::store::Store;

/// Merge two copies of a ledger for git
///
/// Git calls it as `hours merge-driver %O %A %B`. The result takes the place of OURS. Where the copies cannot be merged, both sides stand
/// in OURS between git's marks, as far as they can be read, the exit is not 0, and git reports a conflict.
#[derive(Args, Debug)]
pub(crate) struct MergeDriverArgs {
    /// The common ancestor (%O); it is not needed, for the hashes say where the copies went apart
    base: PathBuf,

    /// Our version (%A), which the result replaces
    ours: PathBuf,

    /// Their version (%B)
    theirs: PathBuf,
}

pub(crate) fn run(args: &MergeDriverArgs, context: Context<'_>) -> Result<()> {
    let MergeDriverArgs { base: _, ours, theirs } = args;
    let merged = Store::at(ours).merged_text(theirs, &request(context, 0, true)?);
    let text = merged.or_else(|error| leave_to_git(ours, theirs, &error))?;
    // Git's own temporary file: it puts the result in the ledger's place once this has ended well.
    write_whole(ours, &text).context("cannot write the merged ledger")
}

/// Says why the copies cannot be merged. Left as it is, our side would be a sound ledger, and the next commit would lose theirs: with the marks in
/// it, no command takes it for one.
fn leave_to_git(ours: &Path, theirs: &Path, error: &anyhow::Error) -> Result<Vec<u8>> {
    // Where one of them cannot even be read, git has nothing else to put there.
    let both = fs::read(ours).and_then(|own| Ok(marked(&own, &fs::read(theirs)?)));
    if let Ok(both) = both {
        write_whole(ours, &both).context("cannot write both sides")?;
    }
    let report = report(error);
    let copies = format!(
        "git show :2:./{LEDGER} > ours.jsonl and git show :3:./{LEDGER} > theirs.jsonl give both copies, ours and theirs"
    );
    // What it was merged by is gone when this is read.
    let failure = Failure::new(report.exit, report.fact).hint(copies);
    Err(failure.hints(report.hints).into())
}

/// Both sides as git leaves them: what they have in common, and then each between marks.
fn marked(ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let same = ours.iter().zip(theirs).take_while(|(own, other)| own == other).count();
    let common = ours[..same].iter().rposition(|&b| b == b'\n').map_or(0, |end| end + 1);
    let (common, ours, theirs) = (&ours[..common], &ours[common..], &theirs[common..]);
    let end = |side: &[u8]| if side.is_empty() || side.ends_with(b"\n") { &b""[..] } else { b"\n" };
    let marked = [common, b"<<<<<<< ours\n", ours, end(ours), b"=======\n", theirs, end(theirs), b">>>>>>> theirs\n"];
    marked.concat()
}
