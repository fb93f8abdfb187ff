//! A desk to work at: a fresh folder, a fixed clock that ticks, and the real program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A fresh folder with a clock. Every command runs a second after the one before, from 2026-11-23 10:00 in Berlin, a Monday.
pub struct Desk {
    folder: tempfile::TempDir,
    /// What the machine remembers stands there, not beside the ledger.
    home: tempfile::TempDir,
    seconds: std::cell::Cell<u32>,
}

impl Desk {
    /// A folder without a ledger.
    pub fn bare() -> Desk {
        let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a home"));
        Desk { folder, home, seconds: 0.into() }
    }

    /// A folder with the ledger of Kaffee IT: EUR, gross, 19 %, 150.00 an hour.
    pub fn open() -> Desk {
        let desk = Desk::bare();
        desk.ok("init --name 'Kaffee IT' --currency EUR --zone Europe/Berlin --prices gross --vat 19 --rate 150");
        desk
    }

    /// The same with the client `acme`.
    pub fn with_client() -> Desk {
        let desk = Desk::open();
        desk.ok("client add acme 'ACME GmbH'");
        desk
    }

    /// The same with a package of 10h bought on 2 November.
    pub fn with_package() -> Desk {
        let desk = Desk::with_client();
        desk.ok("buy acme 10h --on 2026-11-02");
        desk
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The home of whoever works there.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// The ledger's text; empty where there is none.
    pub fn ledger(&self) -> String {
        std::fs::read_to_string(self.file("hours.jsonl")).unwrap_or_default()
    }

    /// How many entries the ledger has.
    pub fn entries(&self) -> usize {
        self.ledger().lines().count()
    }

    /// The program with these arguments, ready to run: nothing of this machine's environment reaches it.
    pub fn command(&self, args: &[&str]) -> Command {
        let seconds = self.seconds.get();
        self.seconds.set(seconds + 1);
        let mut command = Command::new(env!("CARGO_BIN_EXE_hours"));
        command.args(args).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.home()).env("HOURS_BY", "nina");
        command.env("HOURS_NOW", format!("2026-11-23T09:{:02}:{:02}Z", seconds / 60, seconds % 60));
        command
    }

    /// Runs it.
    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program runs")
    }

    /// What a person sees: stdout, stderr, and the exit code where it is not 0. Ids and hashes, which are never the same twice, are
    /// replaced.
    pub fn run(&self, args: &[&str]) -> String {
        show(&self.output(args))
    }

    /// The same for a command as it is typed, quotes and all.
    pub fn sh(&self, line: &str) -> String {
        let words = words(line);
        self.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Several commands, each shown like in a terminal.
    pub fn session(&self, lines: &[&str]) -> String {
        lines.iter().map(|line| format!("$ hours {line}\n{}\n", self.sh(line))).collect()
    }

    /// Runs a command that must succeed; its stdout.
    pub fn ok(&self, line: &str) -> String {
        let words = words(line);
        let output = self.output(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(output.status.success(), "hours {line}\n{}", show(&output));
        if let Some(written) = self.ledger().lines().last() {
            let written_line = serde_json::from_str(written).expect("a line is JSON");
            assert!(schema().is_valid(&written_line), "hours {line} wrote what does not fit the schema:\n{written}");
        }
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Runs a command that must not succeed and must not write; the exit code and what was said.
    pub fn refused(&self, args: &[&str]) -> (i32, String) {
        let before = self.ledger();
        let output = self.output(args);
        assert_eq!(self.ledger(), before, "{args:?} was refused but changed the ledger");
        (output.status.code().unwrap_or(-1), show(&output))
    }
}

/// The schema that every written line fits.
fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: std::sync::OnceLock<jsonschema::Validator> = std::sync::OnceLock::new();
    SCHEMA.get_or_init(|| {
        let schema = include_str!("../../docs/ledger.schema.json");
        jsonschema::validator_for(&serde_json::from_str(schema).expect("JSON")).expect("a schema")
    })
}

/// What a person sees of a run.
pub fn show(output: &Output) -> String {
    let mut text = String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8");
    text.push_str(std::str::from_utf8(&output.stderr).expect("stderr is UTF-8"));
    match output.status.code() {
        Some(0) => {}
        Some(code) => text.push_str(&format!("[exit {code}]\n")),
        None => text.push_str("[killed]\n"),
    }
    steady(&text)
}

/// Replaces hashes and ids: whole runs of 64, 32 or 8 hexadecimal digits.
pub fn steady(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let end = rest[start..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |at| start + at);
        out.push_str(&rest[..start]);
        let run = &rest[start..end];
        let hex = run.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        out.push_str(match run.len() {
            64 if hex => "<hash>",
            32 if hex => "<id>",
            8 if hex => "<short>",
            _ => run,
        });
        rest = &rest[end..];
    }
    out + rest
}

/// Splits a line as a shell would, as far as tests need: blanks, single and double quotes.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => (quote, begun) = (Some(c), true),
            (None, ' ') if begun || !word.is_empty() => {
                words.push(std::mem::take(&mut word));
                begun = false;
            }
            (None, ' ') => {}
            (None, c) => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}
