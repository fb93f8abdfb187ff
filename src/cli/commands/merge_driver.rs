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
/// in OURS between git's marks, the exit is not 0, and git reports a conflict.
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
    let both = fs::read(ours).and_then(|own| Ok(marked(&own, &fs::read(theirs)?)));
    if let Ok(both) = both {
        write_whole(ours, &both).context("cannot write both sides")?;
    }
    let report = report(error);
    let failure = Failure::with(report.exit, report.fact)
        .hint(format!("git show :2:{LEDGER} > ours.jsonl and git show :3:{LEDGER} > theirs.jsonl give both copies"))
        .hint("hours merge theirs.jsonl -f ours.jsonl --keep-both merges them, or the other way round; the result goes in the ledger's place");
    Err(failure.into())
}

/// Both sides as git leaves them: what they have in common, and then each between marks.
fn marked(ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let lines = |side: &[u8]| side.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (ours, theirs) = (lines(ours), lines(theirs));
    let common = ours.iter().zip(&theirs).take_while(|(own, other)| own == other).count();
    let rest = |side: &[Vec<u8>]| {
        let rest = side[common..].concat();
        let is_whole = rest.is_empty() || rest.ends_with(b"\n");
        if is_whole { rest } else { [&rest[..], b"\n"].concat() }
    };
    let (common, ours, theirs) = (ours[..common].concat(), rest(&ours), rest(&theirs));
    [&common[..], b"<<<<<<< ours\n", &ours, b"=======\n", &theirs, b">>>>>>> theirs\n"].concat()
}
