//! The command line: words become values, questions and proposals; answers become text. Alone prints, and alone reads the clock and
//! the environment.

mod advice;
mod bad_rows;
mod billing;
mod booking;
mod call;
mod client_notes;
mod commands;
mod completion;
mod dashed;
mod datev;
mod env;
mod failure;
mod import_notes;
mod issuing;
mod mapping;
mod meant;
mod names;
mod options;
mod output;
mod package;
mod progress;
mod reading;
mod renamed;
mod source;
mod stray;
mod totals;
mod typed;
mod usage;
#[doc(hidden)] // seen from outside for `fuzz/` alone
pub mod when;
mod words;
mod writing;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use commands as c;
use env::{Env, Located};
use failure::{Exit, Report, report};
use options::{Color, Common};
use progress::ReadingBar;

use crate::domain::Text;
use crate::store::{Append, Changed, Store};

/// A ledger for prepaid support hours
///
/// Clients buy packages of hours; every call takes its minutes off. The ledger is one file to which lines are only ever
/// added, and every answer is worked out from it anew.
#[derive(Parser, Debug)]
#[command(name = "hours", version, max_term_width = 100, disable_help_subcommand = true, infer_long_args = false)]
#[command(
    after_help = "Exit: 0 done, 1 refused by a rule, 2 wrong command line, 3 the answer is no, 4 the ledger is damaged, 5 not possible now."
)]
struct Cli {
    #[command(flatten)]
    common: Common,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Init(c::init::InitArgs),
    Client(c::client::ClientArgs),
    Service(c::service::ServiceArgs),
    Buy(c::buy::BuyArgs),
    Grant(c::grant::GrantArgs),
    Log(c::log::LogArgs),
    Void(c::void::VoidArgs),
    Amend(c::amend::AmendArgs),
    Extend(c::extend::ExtendArgs),
    Refund(c::refund::RefundArgs),
    Settle(c::settle::SettleArgs),
    Close(c::close::CloseArgs),
    Import(c::import::ImportArgs),
    Balance(c::balance::BalanceArgs),
    Check(c::check::CheckArgs),
    Warnings(c::warnings::WarningsArgs),
    Entries(c::entries::EntriesArgs),
    Show(c::show::ShowArgs),
    Statement(c::statement::StatementArgs),
    Invoice(c::invoice::InvoiceArgs),
    Revenue(c::revenue::RevenueArgs),
    Export(c::export::ExportArgs),
    Verify(c::verify::VerifyArgs),
    Merge(c::merge::MergeArgs),
    #[command(hide = true)]
    MergeDriver(c::merge_driver::MergeDriverArgs),
    Repair(c::repair::RepairArgs),
    Doctor(c::doctor::DoctorArgs),
}

/// What every command is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// The surroundings.
    pub(crate) env: Env,
    /// Options of every command.
    pub(crate) common: &'a Common,
    /// The command's name, for the lock's note.
    pub(crate) command: &'a str,
}

impl Context<'_> {
    /// The ledger that is meant, whether it is named or found.
    ///
    /// # Errors
    ///
    /// As [`Env::ledger`].
    pub(crate) fn ledger(self) -> Result<PathBuf> {
        Ok(self.locate()?.path)
    }

    /// The same, and why it is that one.
    ///
    /// # Errors
    ///
    /// As [`Env::ledger`].
    pub(crate) fn locate(self) -> Result<Located> {
        self.env.ledger(self.common.ledger.as_deref())
    }

    /// The ledger at a path, with what this machine remembers of it.
    pub(crate) fn store(self, path: &Path) -> Store {
        let cache = if self.common.no_cache { None } else { self.env.cache() };
        Store::at(path).remembering(self.env.memory()).caching(cache)
    }

    /// The same, with a bar where reading it takes long.
    pub(crate) fn watched_store(self, path: &Path) -> Store {
        self.store(path).watched(Arc::new(ReadingBar::default()))
    }

    /// What is asked of the store by a command that writes: `wait` in seconds.
    ///
    /// # Errors
    ///
    /// A clock that cannot be used.
    pub(crate) fn request(self, by: Text, wait: u16, dry_run: bool) -> Result<Append> {
        let (now, wait) = (self.env.now()?, Duration::from_secs(wait.into()));
        Ok(Append { id: None, by, now, wait, dry_run, about: None, command: self.command.to_owned() })
    }
}

/// What can be typed, for a benchmark of what it costs to begin.
#[doc(hidden)]
pub fn command_line() -> clap::Command {
    Cli::command()
}

/// Runs the program: arguments in, exit code out. A fault in it becomes one line and exit 70, never a panic's trace.
pub fn main(args: Vec<OsString>) -> u8 {
    outlive_file_limits();
    guarded(|| run(&args))
}

/// What would make a file larger than it may be is refused by the system like a write to a full disk, and told of like that. The signal that comes
/// with it would end the program first, perhaps when an entry is recorded already and only its receipt is not printed (R11).
fn outlive_file_limits() {
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// The last resort (S12): whatever a panic says is said in one line, and nothing else of the program is told.
fn guarded(run: impl FnOnce() -> Exit) -> u8 {
    std::panic::set_hook(Box::new(|_| {}));
    let exit = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        if let Some(changed) = panic.downcast_ref::<Changed>() {
            let env = Env::new(Color::Auto);
            env.say("error", &changed.to_string());
            env.say("hint", "hours verify tells whether it is sound");
            return Exit::Unable;
        }
        let what = panic.downcast_ref::<&str>().map(ToString::to_string);
        let what = what.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        let what = render_fault(&what);
        Env::new(Color::Auto).say("error", &what);
        Exit::Fault
    });
    exit as u8
}

fn render_fault(what: &str) -> String {
    let what = crate::render::text::escape(what);
    format!("a fault in hours itself ({what}); please report it, and see `hours verify` before you go on")
}

fn run(args: &[OsString]) -> Exit {
    if let Some(exit) = completion::complete(args) {
        return exit;
    }
    let Parsed { cli, command, unheeded } = match parse(args) {
        Ok(parsed) => parsed,
        Err(error) => return refuse(&error, args),
    };
    let env = Env::new(cli.common.color);
    if let Some(unheeded) = unheeded {
        env.say("hint", &unheeded);
    }
    let context = Context { env, common: &cli.common, command: &command };
    match dispatch(context, &cli.command) {
        Ok(exit) => exit,
        Err(error) => complain(report(&error), |kind, text| context.say(kind, text)),
    }
}

/// What a command line says.
struct Parsed {
    cli: Cli,
    /// The command's name.
    command: String,
    /// What is to be said of options that change nothing.
    unheeded: Option<String>,
}

fn parse(args: &[OsString]) -> Result<Parsed, clap::Error> {
    let mut matches = Cli::command().try_get_matches_from(args)?;
    let command = matches.subcommand_name().unwrap_or_default().to_owned();
    let unheeded = options::unheeded(&matches);
    Ok(Parsed { cli: Cli::from_arg_matches_mut(&mut matches)?, command, unheeded })
}

/// Help and version go to stdout; everything else clap says is a wrong command line.
fn refuse(error: &clap::Error, args: &[OsString]) -> Exit {
    let env = Env::new(words::named_color(args));
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let printed = env.print(error.render().to_string().as_bytes());
            printed.map_or_else(|error| complain(report(&error), |kind, text| env.say(kind, text)), |()| Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            env.say("error", "a command is missing");
            let _ = std::io::Write::write_all(&mut std::io::stderr(), error.render().to_string().as_bytes());
            Exit::Usage
        }
        _ => {
            let mut report = report(&usage::explain(error, args).into());
            let ledger = words::named_ledger(&words::of(args)).map(Path::new);
            let aim = |hint: &mut String| *hint = typed::typable(env, ledger, hint).into_owned();
            report.hints.iter_mut().for_each(aim);
            complain(report, |kind, text| env.say(kind, text))
        }
    }
}

fn complain(report: Report, say: impl Fn(&str, &str)) -> Exit {
    say("error", &report.fact);
    report.hints.iter().for_each(|hint| say("hint", hint));
    report.exit
}

/// `check`, `warnings`, `doctor` and `repair` may also answer no; all others are done or fail.
fn dispatch(context: Context<'_>, command: &Command) -> Result<Exit> {
    let done = |()| Exit::Done;
    match command {
        Command::Init(args) => c::init::run(args, context).map(done),
        Command::Client(args) => c::client::run(args, context).map(done),
        Command::Service(args) => c::service::run(args, context).map(done),
        Command::Buy(args) => c::buy::run(args, context).map(done),
        Command::Grant(args) => c::grant::run(args, context).map(done),
        Command::Log(args) => c::log::run(args, context).map(done),
        Command::Void(args) => c::void::run(args, context).map(done),
        Command::Amend(args) => c::amend::run(args, context).map(done),
        Command::Extend(args) => c::extend::run(args, context).map(done),
        Command::Refund(args) => c::refund::run(args, context).map(done),
        Command::Settle(args) => c::settle::run(args, context).map(done),
        Command::Close(args) => c::close::run(args, context).map(done),
        Command::Import(args) => c::import::run(args, context).map(done),
        Command::Balance(args) => c::balance::run(args, context).map(done),
        Command::Check(args) => c::check::run(args, context),
        Command::Warnings(args) => c::warnings::run(args, context),
        Command::Entries(args) => c::entries::run(args, context).map(done),
        Command::Show(args) => c::show::run(args, context).map(done),
        Command::Statement(args) => c::statement::run(args, context).map(done),
        Command::Invoice(args) => c::invoice::run(args, context).map(done),
        Command::Revenue(args) => c::revenue::run(args, context).map(done),
        Command::Export(args) => c::export::run(args, context).map(done),
        Command::Verify(args) => c::verify::run(args, context).map(done),
        Command::Merge(args) => c::merge::run(args, context).map(done),
        Command::MergeDriver(args) => c::merge_driver::run(args, context).map(done),
        Command::Repair(args) => c::repair::run(args, context),
        Command::Doctor(args) => c::doctor::run(args, context),
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, exit};

    use super::*;

    /// Tells the child below what to say when it panics.
    const FAULT: &str = "HOURS_TEST_FAULT";

    #[test]
    #[ignore = "run by s12_a_panic_is_one_line_and_exit_70"]
    fn panics() {
        let Ok(what) = std::env::var(FAULT) else { return };
        exit(guarded(|| if what.is_empty() { panic!("a plain one") } else { panic!("{what}") }).into());
    }

    #[test]
    fn s12_a_panic_is_one_line_and_exit_70() {
        for (what, told) in [("", "a plain one"), ("a\u{1b}[31m\nb", "a\\u{1b}[31m\\u{a}b")] {
            let mut child = Command::new(std::env::current_exe().expect("this program"));
            child.args(["--exact", "cli::tests::panics", "--ignored", "--nocapture", "--test-threads=1"]);
            let output = child.env(FAULT, what).env("RUST_BACKTRACE", "1").output().expect("a child");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let line = "please report it, and see `hours verify` before you go on\n";
            assert_eq!(said, format!("error: a fault in hours itself ({told}); {line}"));
            assert_eq!(output.status.code(), Some(70), "{said}");
        }
    }
}
