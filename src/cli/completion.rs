//! Completion in the shell: of commands and options by the command line itself, of names by the ledger.
//!
//! The shell runs the program with `HOURS_COMPLETE` set, once for a script and then at every Tab. Nothing is said where nothing can be
//! suggested: whoever has pressed a key wants no error.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Command;
use clap_complete::{ArgValueCompleter, CompleteEnv, CompletionCandidate};

use super::command_line;
use super::env::Env;
use super::failure::Exit;
use super::options::Color;
use super::words;
use crate::domain::Book;
use crate::render::text::escape;
use crate::store::Store;

/// A ledger of more bytes is not read at a Tab for the names of packages and services.
const MOST: u64 = 64 << 20;

/// Answers the shell where it asks; nothing where the program was called for something else.
pub(super) fn complete(args: &[OsString]) -> Option<Exit> {
    let here = std::env::current_dir().ok();
    match CompleteEnv::with_factory(command).var("HOURS_COMPLETE").try_complete(args.iter().cloned(), here.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(Exit::Done),
        Err(error) => {
            let why = error.to_string();
            Env::new(Color::Auto).say("error", &escape(why.trim_start_matches("error: ").trim_end()));
            // A shell that is not known and a full disk are errors of one kind, of which only the text is left.
            Some(if why.contains("(os error ") { Exit::Unable } else { Exit::Usage })
        }
    }
}

/// The command line, with the ledger's names.
fn command() -> Command {
    with_names(command_line())
}

fn with_names(command: Command) -> Command {
    // What is added has a name of its own.
    let is_new = command.get_name() == "add";
    let named = command.mut_args(|arg| match arg.get_id().as_str() {
        "client" | "clients" if !is_new => arg.add(ArgValueCompleter::new(clients)),
        // `show` takes an entry too, but those have no names.
        "package" | "what" => arg.add(ArgValueCompleter::new(packages)),
        "service" | "services" if !is_new => arg.add(ArgValueCompleter::new(services)),
        _ => arg,
    });
    named.mut_subcommands(with_names)
}

fn clients(typed: &OsStr) -> Vec<CompletionCandidate> {
    let names = store().and_then(|store| {
        let glanced = store.glance_at_clients();
        glanced.or_else(|| Some(store.load(None).ok()?.book.accounts().map(|account| account.id.clone()).collect()))
    });
    suggest(typed, names.unwrap_or_default())
}

fn packages(typed: &OsStr) -> Vec<CompletionCandidate> {
    let names = |book: Book| {
        let open = book.accounts().flat_map(|account| &account.packages).filter(|package| package.void.is_none());
        open.map(|package| package.id().clone()).collect()
    };
    suggest(typed, typed_book().map_or_else(Vec::new, names))
}

fn services(typed: &OsStr) -> Vec<CompletionCandidate> {
    suggest(typed, typed_book().map_or_else(Vec::new, |book| book.house.services.into_keys().collect()))
}

/// Those names that begin with what was typed.
fn suggest<T: ToString>(typed: &OsStr, names: Vec<T>) -> Vec<CompletionCandidate> {
    let typed = typed.to_str().unwrap_or_default();
    let names = names.into_iter().map(|name| name.to_string()).filter(|name| name.starts_with(typed));
    names.map(CompletionCandidate::new).collect()
}

/// What stands in the ledger that is meant, where it is read at once.
pub(super) fn book(named: Option<&Path>) -> Option<Book> {
    let store = store_of(named)?;
    let size = std::fs::metadata(store.path()).ok()?.len();
    (size <= MOST).then(|| store.load(None).ok())?.map(|loaded| loaded.book)
}

fn typed_book() -> Option<Book> {
    book(typed_ledger().as_deref())
}

/// The ledger that the words typed so far mean.
fn store() -> Option<Store> {
    store_of(typed_ledger().as_deref())
}

fn store_of(named: Option<&Path>) -> Option<Store> {
    let env = Env::new(Color::Never);
    let path = env.ledger(named).ok()?.path;
    Some(Store::at(&path).caching(env.cache()))
}

fn typed_ledger() -> Option<PathBuf> {
    let args: Vec<OsString> = std::env::args_os().collect();
    // bash takes `--ledger=FILE` for three words.
    let words: Vec<&str> = words::of(&args).into_iter().filter(|word| *word != "=").collect();
    words::named_ledger(&words).map(as_the_shell_would)
}

/// The file that a word means which the shell has not looked at yet: its quotes, its `\`, and the home before it.
fn as_the_shell_would(word: &str) -> PathBuf {
    let (mut plain, mut quote, mut chars) = (String::new(), None, word.chars());
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) => plain.extend(chars.next()),
            (c, _) => plain.push(c),
        }
    }
    let below_home = |home: &&str| word.trim_start_matches('"').starts_with(home);
    let home = ["~/", "$HOME/", "${HOME}/"].into_iter().find(below_home);
    match home.zip(std::env::var_os("HOME")) {
        Some((before, home)) => Path::new(&home).join(&plain[before.len()..]),
        None => PathBuf::from(plain),
    }
}
