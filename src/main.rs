//! The process edge: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(hours::cli::main(std::env::args_os().collect()))
}
