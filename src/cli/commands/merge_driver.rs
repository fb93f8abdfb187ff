//! `hours merge-driver`

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::merge::request;
use crate::cli::Context;
use crate::cli::output::write_whole;
use crate::store::Store;

/// Merge two copies of a ledger for git
///
/// Git calls it as `hours merge-driver %O %A %B`. The result takes the place of OURS; where the copies cannot be merged, OURS stays
/// as it is, the exit is not 0, and git reports a conflict.
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
    let text = Store::at(ours).merged_text(theirs, &request(context, 0, true)?)?;
    // Git's own temporary file: it puts the result in the ledger's place once this has ended well.
    write_whole(ours, &text).context("cannot write the merged ledger")
}
