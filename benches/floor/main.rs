//! The least that a process can do, for `benches/compare.sh` to measure beside `hours`: nothing at all; with `--version` the command line of
//! `hours` and nothing behind it; or with a ledger's name as its argument read the lines with serde_json on one core, and sum up the minutes of
//! every client. No hash, no rule, no order.

mod borrowed;

use std::collections::BTreeMap;
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(ledger) = std::env::args_os().nth(1) else { return Ok(()) };
    if ledger == "--version" {
        hours::cli::command_line().get_matches();
        return Ok(());
    }
    let text = std::fs::read_to_string(ledger)?;
    let sums: BTreeMap<_, _> = borrowed::minutes(&text)?.into_iter().collect();
    let mut out = std::io::stdout().lock();
    for (client, minutes) in sums {
        writeln!(out, "{client},{minutes}")?;
    }
    Ok(())
}
