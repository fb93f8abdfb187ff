//! `hours import`

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::failure::{Failure, advice};
use crate::cli::options::TableJson;
use crate::cli::output::{conclude, deliver, guard};
use crate::cli::progress::Progress;
use crate::cli::reading::stamp;
use crate::cli::when::Zone;
use crate::cli::writing::Draft;
use crate::cores::ask_all;
use crate::domain::balance::balance;
use crate::domain::filed::FiledCall;
use crate::domain::{Account, Book, ClientId, Clock, Date, Fact, Minutes, Unreadable};
use crate::import::{
    self, Bad, Calendar, DateOrder, Encoding, Format, Import, MAPPING, Mapping, Mark, OurService, Rounding, SHOWN,
    Separator, Target, Text, Unfit, nearest, preset, preset_names,
};
use crate::render::import::{Receipt, Total, document, table};
use crate::render::text::{count, escape};
use crate::render::warnings::sentence;
use crate::store::{Appended, Replaced, Rows, RowsRefused, Uncertain};

/// Record the calls or packages of a file, all or none
///
/// A CSV needs a mapping that states what its columns mean; toggl, harvest and clockify are built in. JSON lines have the
/// fields of a call. The same file again adds nothing.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// The file; - is what comes in on stdin
    file: PathBuf,

    /// What it is made of [default: by the file's ending]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Kind>,

    #[command(flatten)]
    stated: Stated,

    /// Take off the ' that our own CSV puts before text that looks like a formula
    #[arg(long, help_heading = "CSV")]
    ours: bool,

    /// Book into closed periods, too
    #[arg(long)]
    late: bool,

    /// Calls above 12 hours are meant
    #[arg(long)]
    long: bool,

    #[command(flatten)]
    write: ImportWriteArgs,
}

/// What a CSV means: a mapping, and what is stated beside it.
#[derive(Args, Debug)]
struct Stated {
    /// A mapping file, or toggl, harvest or clockify
    #[arg(long, value_name = "FILE|NAME", help_heading = "CSV")]
    map: Option<PathBuf>,

    /// Which of your clients a foreign name stands for; may be repeated
    #[arg(long = "client", value_name = "NAME=ID", help_heading = "CSV")]
    clients: Vec<Renamed<ClientId>>,

    /// Which of your services a foreign name stands for, none for NAME=; may be repeated
    #[arg(long = "service", value_name = "NAME=ID", help_heading = "CSV")]
    services: Vec<Renamed<OurService>>,

    /// The order of dates that are not like 2026-11-23: ymd, dmy or mdy
    #[arg(long, value_name = "ORDER", help_heading = "CSV")]
    date_order: Option<DateOrder>,

    /// What becomes of parts of a minute: refuse, up or nearest
    #[arg(long, value_name = "HOW", help_heading = "CSV")]
    rounding: Option<Rounding>,

    /// What separates the decimals of numbers: . or ,
    #[arg(long, value_name = "CHAR", help_heading = "CSV")]
    decimal: Option<Mark>,

    /// What separates cells: one character, or `tab`
    #[arg(long, value_name = "CHAR", help_heading = "CSV")]
    sep: Option<Separator>,

    /// How bytes stand for characters: utf-8, windows-1252 or latin-1 [default: utf-8]
    #[arg(long, value_name = "NAME", help_heading = "CSV")]
    encoding: Option<Encoding>,
}

/// Options of every command that writes; but rows have ids of their own, and `--format` is the file's.
#[derive(Args, Debug)]
struct ImportWriteArgs {
    /// Check everything and show what would be written, but write nothing
    #[arg(short = 'n', long, help_heading = "Writing")]
    dry_run: bool,

    /// Who writes [default: $HOURS_BY, or the login name]
    #[arg(long, value_name = "NAME", help_heading = "Writing")]
    by: Option<String>,

    /// How many seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, help_heading = "Writing")]
    wait: u16,

    /// The receipt's format
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Writing")]
    receipt: TableJson,

    /// Write the receipt to a file: whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    out: Option<PathBuf>,
}

/// What a file is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Rows of cells.
    Csv,
    /// One call a line, as JSON.
    Jsonl,
}

/// A foreign name and ours for it.
#[derive(Clone, Debug)]
struct Renamed<T> {
    foreign: String,
    ours: T,
}

impl<T: FromStr<Err = Unreadable>> FromStr for Renamed<T> {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Renamed<T>, Unreadable> {
        let (foreign, ours) = text.rsplit_once('=').ok_or_else(|| Unreadable::new("write it as NAME=ID"))?;
        Ok(Renamed { foreign: foreign.trim().to_owned(), ours: ours.trim().parse()? })
    }
}

pub(crate) fn run(args: &ImportArgs, context: Context<'_>) -> Result<()> {
    let path = context.env.ledger(context.common.ledger.as_deref())?;
    if let Some(out) = &args.write.out {
        guard(out, &path)?;
    }
    let source = Source::of(&args.file);
    let mapping = mapping(args)?;
    let progress = Progress::begin("importing");
    let text = source.read(&progress, mapping.as_ref())?;
    let mut taken = Taken::default();
    let request = context.request(context.env.by(args.write.by.as_deref())?, args.write.wait, args.write.dry_run)?;
    let appended = context.store(&path).append_rows(&request, |book, now| {
        let draft = Draft::new(book, now)?;
        let (late, long) = (args.late, args.long);
        let target = Target { book, calendar: &draft.zone, late, long };
        let format = mapping.as_ref().map_or(Format::Jsonl, Format::Csv);
        progress.of(text.text.len() as u64);
        let import = import::read(&text.text, format, target, &|done| progress.at(done));
        taken = Taken::of(import.map_err(|unfit| source.unfit(&unfit))?);
        let rows = std::mem::take(&mut taken.rows);
        Ok(Rows { rows, today: draft.latest(), whole: taken.import.bads == 0 })
    });
    drop(progress);
    let appended = appended.map_err(|error| refuse(context, &source, &taken, error))?;
    // The system takes memory back faster than it is given back entry by entry.
    let appended = ManuallyDrop::new(appended);
    say_beforehand(context, &source, &text, &taken, &appended);
    show(args, context, &path, &source, &taken, &appended)
}

/// The mapping of a CSV; none for JSON lines, which say themselves what they mean.
fn mapping(args: &ImportArgs) -> Result<Option<Mapping>> {
    let ending = args.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let kind = match (args.format, &*ending.to_ascii_lowercase()) {
        (Some(kind), _) => kind,
        (None, "csv" | "tsv") => Kind::Csv,
        (None, "jsonl") => Kind::Jsonl,
        _ => return Err(Failure::usage("what the file is made of is not known; add --format csv or jsonl").into()),
    };
    let stated = &args.stated;
    match (kind, &stated.map) {
        (Kind::Csv, Some(map)) => {
            stated.judge()?;
            let mapping = stated.over(mapping_of(map)?, args.ours);
            mapping.check().map_err(|unfit| Failure::usage(unfit.to_string()))?;
            Ok(Some(mapping))
        }
        (Kind::Csv, None) => {
            let hint =
                "--map FILE, or --map toggl, harvest or clockify; the manual page of import says what a mapping states";
            Err(Failure::usage("a CSV needs a mapping that says what its columns mean").hint(hint).into())
        }
        (Kind::Jsonl, _) if stated.says_anything() || args.ours => {
            Err(Failure::usage("JSON lines say themselves what they mean: a mapping is for CSV").into())
        }
        (Kind::Jsonl, _) => Ok(None),
    }
}

/// Nothing is guessed: not even that the last one counts.
fn one_for_each<'a>(what: &str, named: &mut dyn Iterator<Item = (&'a String, &'a str)>) -> Result<()> {
    let mut known = BTreeMap::new();
    for (foreign, ours) in named {
        let first = *known.entry(foreign).or_insert(ours);
        if first != ours {
            let fact = format!("`{}` cannot be two {what}s, `{first}` and `{ours}`", escape(foreign));
            return Err(Failure::usage(fact).into());
        }
    }
    Ok(())
}

/// A built-in mapping, or that of a file.
fn mapping_of(map: &Path) -> Result<Mapping> {
    let shown = escape(&map.to_string_lossy());
    if let Some(text) = map.to_str().and_then(preset) {
        return Mapping::read(text).map_err(|unfit| Failure::fault(format!("the mapping `{shown}`: {unfit}")).into());
    }
    let cannot = || format!("cannot read the mapping `{shown}`");
    let file = open(map).with_context(|| {
        let names: Vec<&str> = preset_names().collect();
        format!("{} (built in are {})", cannot(), names.join(", "))
    })?;
    let mut bytes = Vec::new();
    file.take(MAPPING as u64 + 1).read_to_end(&mut bytes).with_context(cannot)?;
    let source = Source { path: Some(map.to_owned()), shown };
    let text = import::decode(bytes, Encoding::Utf8).map_err(|unfit| unfit.hint("save the mapping as UTF-8"));
    text.and_then(|text| Mapping::read(&text.text)).map_err(|unfit| source.unfit(&unfit))
}

impl Stated {
    fn says_anything(&self) -> bool {
        let Stated { map, clients, services, date_order, rounding, decimal, sep, encoding } = self;
        let lists = !clients.is_empty() || !services.is_empty();
        lists
            || map.is_some()
            || date_order.is_some()
            || rounding.is_some()
            || decimal.is_some()
            || sep.is_some()
            || encoding.is_some()
    }

    /// One name stands for one of ours.
    fn judge(&self) -> Result<()> {
        let mut clients = self.clients.iter().map(|named| (&named.foreign, named.ours.as_str()));
        one_for_each("client", &mut clients)?;
        let mut services = self.services.iter().map(|named| (&named.foreign, named.ours.as_str()));
        one_for_each("service", &mut services)
    }

    /// What options state takes the place of what the mapping states.
    fn over(&self, mut mapping: Mapping, ours: bool) -> Mapping {
        for Renamed { foreign, ours } in &self.clients {
            mapping.add_client(foreign, ours.clone());
        }
        for Renamed { foreign, ours } in &self.services {
            mapping.add_service(foreign, ours.clone());
        }
        mapping.date_order = self.date_order.or(mapping.date_order);
        mapping.decimal = self.decimal.or(mapping.decimal);
        mapping.rounding = self.rounding.unwrap_or(mapping.rounding);
        mapping.separator = self.sep.unwrap_or(mapping.separator);
        mapping.encoding = self.encoding.unwrap_or(mapping.encoding);
        mapping.ours = ours;
        mapping
    }
}

/// Where rows come from.
struct Source {
    /// None for stdin.
    path: Option<PathBuf>,
    /// As it stands before a line's number.
    shown: String,
}

impl Source {
    fn of(file: &Path) -> Source {
        if file == Path::new("-") {
            return Source { path: None, shown: "stdin".to_owned() };
        }
        Source { path: Some(file.to_owned()), shown: escape(&file.to_string_lossy()) }
    }

    /// Takes all of it in, before any lock is taken (R23).
    fn read(&self, progress: &Progress, mapping: Option<&Mapping>) -> Result<Text> {
        let cannot = || format!("cannot read `{}`", self.shown);
        let watch = |done| progress.at(done);
        let bytes = match &self.path {
            None => import::collect(std::io::stdin().lock(), &watch),
            Some(path) => {
                let file = open(path).with_context(cannot)?;
                let size = file.metadata().with_context(cannot)?.len();
                progress.of(size);
                if size > import::FILE {
                    return Err(self.unfit(&import::too_large()));
                }
                import::collect(file, &watch)
            }
        };
        let bytes = bytes.with_context(cannot)?.map_err(|unfit| self.unfit(&unfit))?;
        let text = match mapping {
            Some(mapping) => import::decode(bytes, mapping.encoding),
            None => import::decode(bytes, Encoding::Utf8).map_err(|unfit| unfit.hint("JSON lines are UTF-8")),
        };
        text.map_err(|unfit| self.unfit(&unfit))
    }

    fn unfit(&self, unfit: &Unfit) -> anyhow::Error {
        let told = match unfit.line {
            Some(line) => format!("{}:{line}: {}", self.shown, unfit.told),
            None => format!("`{}`: {}", self.shown, unfit.told),
        };
        let failure = Failure::refused(told);
        match &unfit.hint {
            Some(hint) => failure.hint(hint.clone()).into(),
            None => failure.into(),
        }
    }
}

/// Opens a regular file and nothing else: a fifo or a device is refused before anything could hang.
fn open(path: &Path) -> Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32;
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(Failure::unable("it is a folder").into());
    }
    if !found.is_file() {
        return Err(Failure::unable("it is no regular file; - reads what comes in on stdin").into());
    }
    Ok(file)
}

/// What an import came to, once its new rows are on their way to the store.
#[derive(Default)]
struct Taken {
    import: Import,
    rows: Vec<(crate::domain::EntryId, Fact)>,
    /// The lines of the new rows.
    lines: Vec<u64>,
}

impl Taken {
    fn of(mut import: Import) -> Taken {
        let fresh = std::mem::take(&mut import.fresh);
        let lines = fresh.iter().map(|row| row.line).collect();
        let rows = fresh.into_iter().map(|row| (row.id, row.fact)).collect();
        Taken { import, rows, lines }
    }
}

impl Calendar for Zone {
    fn check(&self, date: Date, clock: Clock) -> Result<(), String> {
        Zone::check(self, date, clock).map_err(|error| error.to_string())
    }

    fn between(&self, date: Date, start: Clock, end: Clock) -> Result<Minutes, String> {
        self.minutes_between(date, start, end).map_err(|error| error.to_string())
    }
}

/// Lists every bad row, up to a point, and says how many there are.
fn refuse(context: Context<'_>, source: &Source, taken: &Taken, error: anyhow::Error) -> anyhow::Error {
    if let Some(path) = replaced(&error) {
        return path.into();
    }
    let Some(RowsRefused { refused }) = error.downcast_ref() else { return error };
    let judged = refused.iter().take(SHOWN).map(|(at, rejection)| match nearest(rejection) {
        Some(near) => Bad { line: taken.lines[*at], told: format!("{rejection}; did you mean `{near}`?"), hint: None },
        None => Bad { line: taken.lines[*at], told: rejection.to_string(), hint: advice(rejection) },
    });
    let mut bad: Vec<Bad> = taken.import.bad.iter().cloned().chain(judged).collect();
    bad.sort_by_key(|bad| bad.line);
    bad.truncate(SHOWN);
    for Bad { line, told, .. } in &bad {
        context.env.say("error", &escape(&format!("{}:{line}: {told}", source.shown)));
    }
    let bads = taken.import.bads + refused.len() as u64;
    let of = count(taken.import.rows, "row", "rows");
    let shown = if bads > bad.len() as u64 { format!(" (the first {} are shown)", bad.len()) } else { String::new() };
    let failure = Failure::refused(format!("{bads} of {of} cannot be imported{shown}; nothing was written"));
    match bad.into_iter().find_map(|bad| bad.hint) {
        Some(hint) => failure.hint(hint).into(),
        None => failure.into(),
    }
}

/// What the store says of an entry's id is of no use here: rows have theirs, and the same file again is the retry.
fn replaced(error: &anyhow::Error) -> Option<Failure> {
    let again = "run the same import again: what is there already is left out";
    if let Some(Replaced { path, .. }) = error.downcast_ref() {
        let told = format!("`{}` was replaced while writing: the rows are not in it", path.display());
        return Some(Failure::unable(told).hint(again));
    }
    let Uncertain { path, why, .. } = error.downcast_ref()?;
    let told = format!("it is not known whether the rows were recorded in `{}` ({why})", path.display());
    Some(Failure::unable(told).hint(again))
}

/// What there is to say about the file itself.
fn say_beforehand(context: Context<'_>, source: &Source, text: &Text, taken: &Taken, appended: &Appended) {
    if text.had_mark {
        context.env.say("note", &format!("{} begins with a byte order mark, which is left out", source.shown));
    }
    for (line, first) in &taken.import.doubled {
        context.env.say("warning", &format!("{}:{line}: the same as line {first}; counted once", source.shown));
    }
    let rest = taken.import.doubles - taken.import.doubled.len() as u64;
    if rest > 0 {
        let rows = count(rest, "row is", "rows are");
        context.env.say("warning", &format!("{rows} the same as one before; each is counted once"));
    }
    for warning in &appended.warnings {
        context.env.say("warning", warning);
    }
}

/// Shows what was imported. From here on it is recorded: whatever fails now is said, and the exit is 0 all the same (R11).
fn show(
    args: &ImportArgs,
    context: Context<'_>,
    path: &Path,
    source: &Source,
    taken: &Taken,
    appended: &Appended,
) -> Result<()> {
    let book = &appended.book;
    let as_of = Draft::new(book, context.env.now()?)?.today();
    let (clients, warnings) = totals(book, *appended.seqs.start(), as_of);
    let receipt = receipt(args, source, taken, appended, clients);
    let text = match args.write.receipt {
        TableJson::Table => table(&receipt),
        TableJson::Json => document(&receipt, &stamp(&appended.mark)),
    };
    let shown = deliver(context.env, args.write.out.as_deref(), path, text.as_bytes());
    for warning in warnings {
        context.env.say("warning", &warning);
    }
    let done = (receipt.fresh > 0).then(|| format!("{} recorded", count(receipt.fresh, "entry is", "entries are")));
    conclude(context.env, args.write.dry_run, done.as_deref(), shown)
}

fn receipt(args: &ImportArgs, source: &Source, taken: &Taken, appended: &Appended, clients: Vec<Total>) -> Receipt {
    let Import { rows, known, skipped, doubles, .. } = taken.import;
    let (first, last) = (*appended.seqs.start(), *appended.seqs.end());
    Receipt {
        file: source.shown.clone(),
        rows,
        fresh: taken.lines.len() as u64,
        known,
        skipped,
        doubled: doubles,
        seqs: (first <= last).then_some((first, last)),
        dry_run: args.write.dry_run,
        clients,
    }
}

/// What entries from `first` on come to, by client, and what there is to warn of each.
fn totals(book: &Book, first: u64, as_of: Date) -> (Vec<Total>, Vec<String>) {
    let named: Vec<_> = book.accounts().filter_map(|account| Some((account, total(account, first)?))).collect();
    let finished = ask_all(&named, |(account, total)| {
        let balance = balance(&account.reckon(&book.house), as_of);
        let warnings: Vec<String> = balance.warnings.iter().map(|warning| sentence(&balance, warning)).collect();
        (Total { left: balance.left, ..total.clone() }, warnings)
    });
    let (totals, warnings): (Vec<Total>, Vec<Vec<String>>) = finished.into_iter().unzip();
    (totals, warnings.concat())
}

/// What a client's entries from `first` on come to, if there are any; not yet what is left.
fn total(account: &Account, first: u64) -> Option<Total> {
    let calls: Vec<Minutes> = account.calls.iter().filter(|call| call.seq() >= first).map(FiledCall::worked).collect();
    let bought = account.packages.iter().filter(|package| package.seq >= first);
    let sizes: Vec<Minutes> = bought.map(|package| package.purchase.size).collect();
    let sum = |all: &[Minutes]| all.iter().fold(Minutes::ZERO, |sum, &minutes| sum.plus(minutes));
    (!calls.is_empty() || !sizes.is_empty()).then(|| Total {
        client: account.id.to_string(),
        calls: calls.len() as u64,
        worked: sum(&calls),
        packages: sizes.len() as u64,
        size: sum(&sizes),
        left: Minutes::ZERO,
    })
}
