//! `hours import`

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::bad_rows::refuse;
use crate::cli::import_notes::{say_alike, say_beforehand, say_corrected, say_misread, say_taken_back, say_unmet};
use crate::cli::mapping::{Kind, Stated, mapping};
use crate::cli::options::{TableJson, WriterArgs};
use crate::cli::output::{conclude, deliver, spare_sources};
use crate::cli::progress::Progress;
use crate::cli::reading::stamp;
use crate::cli::source::Source;
use crate::cli::totals::finished;
use crate::cli::writing::{Draft, ledger, request_of, today};
use crate::counted::count;
use crate::domain::twice::{PackageTwin, Twin};
use crate::domain::{Account, Book, Date};
use crate::import::{self, Alike, Corrected, Format, Import, Likeness, Target};
use crate::render::import::{Like, Receipt, document, table};
use crate::render::totals::Total;
use crate::store::{Appended, Rows};

/// What a mapping can state, for whoever has the program and not its manual.
const MAPPING: &str = r#"A mapping is a TOML file that says what the columns mean:

  duration = "h:mm"
  date-order = "dmy"

  [columns]
  client = "Customer"
  date = "Day"
  duration = "Time"
  note = ["Project", "What"]

  [clients]
  "ACME Ltd" = "acme"

Keys:
  kind         call, purchase or grant
  separator    , ; | : or tab
  encoding     utf-8, utf-16, windows-1252, windows-1250, windows-1251 or latin-1
  date-order   ymd, dmy or mdy
  duration     h:mm, h:mm:ss, decimal-hours, minutes or seconds
  rounding     up, nearest or refuse
  decimal      . or ,
  thousands    . , ' or a blank
  line-breaks  blank or refuse
  id-prefix    what is put before an id
  apart        columns that tell rows apart which say the same, such as ["User"]

Tables:
  [columns]    which column holds which field; several make one note
  [constants]  fields that are the same in every row
  [clients]    names in the file = your clients' ids
  [services]   names in the file = your services' ids
  [skip]       a column = cells that leave a row out, such as ["", "Total"]

Fields:
  of calls     client date duration start end end-date note service case contact
               goodwill factor package id
  of packages  client date size price vat prices reason from until package service note id"#;

/// Record the calls or packages of a file, all or none
///
/// A CSV needs a mapping that states what its columns mean; toggl, harvest and clockify are built in. JSON lines have the
/// fields of a call. The same file again adds nothing.
#[derive(Args, Debug)]
#[command(after_long_help = MAPPING)]
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

    /// Bring in again what the ledger holds and was taken back
    #[arg(long)]
    again: bool,

    /// Book into closed periods, too
    #[arg(long)]
    late: bool,

    /// Calls above 12 hours are meant
    #[arg(long)]
    long: bool,

    #[command(flatten)]
    write: ImportWriteArgs,
}

/// Options of every command that writes; but rows have ids of their own, and `--format` is the file's.
#[derive(Args, Debug)]
struct ImportWriteArgs {
    /// Check everything and show what would be written, but write nothing
    #[arg(short = 'n', long, help_heading = "Writing")]
    dry_run: bool,

    #[command(flatten)]
    writer: WriterArgs,

    /// The receipt's format
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Writing")]
    receipt: TableJson,

    /// Write the receipt to a file: whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &ImportArgs, context: Context<'_>) -> Result<()> {
    let path = ledger(context, args.write.out.as_deref())?;
    let source = Source::of(&args.file);
    source.find()?;
    if let Some(out) = &args.write.out {
        spare_sources(out, &[source.path.as_deref(), args.stated.map_file()])?;
    }
    let mapping = mapping(&args.file, args.format, &args.stated, args.ours)?;
    let progress = Progress::begin("importing");
    let text = source.read(&progress, mapping.as_ref())?;
    let mut taken = Taken::default();
    let request = request_of(context, &args.write.writer, args.write.dry_run)?;
    let propose = |book: &Book, now| {
        let draft = Draft::new(book, now)?;
        let ImportArgs { late, long, again, .. } = *args;
        let target = Target { book, calendar: &draft.zone, today: draft.latest(), late, long, again };
        let format = mapping.as_ref().map_or(Format::Jsonl, Format::Csv);
        progress.of(text.text.len() as u64);
        let import = import::read(&text.text, format, target, &|done| progress.at(done));
        let mut import = import.map_err(|unfit| source.unfit(&unfit))?;
        let rows = std::mem::take(&mut import.fresh);
        taken = Taken { lines: rows.iter().map(|row| row.line).collect(), import };
        let rows = rows.into_iter().map(|row| (row.id, row.fact));
        Ok(Rows { rows, today: draft.latest(), whole: taken.import.bads == 0 })
    };
    let ask = |book: &Book, first| totals(book, first, today(context, book));
    let appended = context.store(&path).append_rows(&request, propose, ask);
    drop(progress);
    // What was to be left out and is not may be what is refused.
    if let Some(mapping) = &mapping {
        let recorded = appended.as_ref().ok().filter(|_| !args.write.dry_run).map(|(appended, _)| &appended.seqs);
        say_misread(context, &source, &text, recorded);
        say_unmet(context, &text.text, mapping, args.stated.client_names());
    }
    let (appended, totals) =
        appended.map_err(|error| refuse(context, &source.shown, &taken.import, &taken.lines, error))?;
    // The system takes memory back faster than it is given back entry by entry.
    let appended = ManuallyDrop::new(appended);
    say_beforehand(context, &source, &text, &taken.import);
    say_taken_back(context, taken.import.taken_back);
    let is_dry = args.write.dry_run;
    say_alike(context, is_dry, &source, &taken.import.alike, &appended.book);
    say_corrected(context, is_dry, &source, &taken.import.corrected, &appended.book);
    context.warn(&appended.warnings);
    let (clients, warnings) = totals;
    let receipt = receipt(args, &source, &taken, &appended, clients);
    show(args, context, &path, &receipt, &appended, &warnings)
}

/// What an import came to, once its new rows are on their way to the store.
#[derive(Default)]
struct Taken {
    import: Import,
    /// The lines of the new rows.
    lines: Vec<u64>,
}

/// Shows what was imported. From here on it is recorded: whatever fails now is said, and the exit is 0 all the same (R11).
fn show(
    args: &ImportArgs,
    context: Context<'_>,
    path: &Path,
    receipt: &Receipt,
    appended: &Appended,
    warnings: &[String],
) -> Result<()> {
    let text = match args.write.receipt {
        TableJson::Table => table(receipt),
        TableJson::Json => document(receipt, &stamp(&appended.mark)),
    };
    let shown = deliver(context.env, args.write.out.as_deref(), path, text.as_bytes());
    context.warn(warnings);
    let done = (receipt.fresh > 0).then(|| format!("{} recorded", count(receipt.fresh, "entry is", "entries are")));
    conclude(context.env, args.write.dry_run, done.as_deref(), shown)
}

fn receipt(args: &ImportArgs, source: &Source, taken: &Taken, appended: &Appended, clients: Vec<Total>) -> Receipt {
    let Import { rows, known, taken_back, skipped, doubles, .. } = taken.import;
    let (first, last) = (*appended.seqs.start(), *appended.seqs.end());
    Receipt {
        file: source.shown.clone(),
        rows,
        fresh: taken.lines.len() as u64,
        known,
        taken_back,
        skipped,
        doubled: doubles,
        seqs: (first <= last).then_some((first, last)),
        dry_run: args.write.dry_run,
        alike: likes(&taken.import),
        clients,
    }
}

/// The rows that are told of, by their lines, for programs.
fn likes(import: &Import) -> Vec<Like> {
    let alike = import.alike.iter().map(|&Alike { line, seq, likeness }| {
        let why = match likeness {
            Likeness::Call(Twin::SameStart) => "same_start",
            Likeness::Call(Twin::SameWords) => "same_words",
            Likeness::Package(PackageTwin::Same) => "same_package",
            Likeness::Package(PackageTwin::OtherPrice) => "other_price",
            Likeness::Package(PackageTwin::OtherTerms) => "other_terms",
        };
        Like { line, seq, why }
    });
    let corrected = import.corrected.iter().map(|&Corrected { line, seq }| Like { line, seq, why: "corrected" });
    let mut likes: Vec<Like> = alike.chain(corrected).collect();
    likes.sort_by_key(|like| like.line);
    likes
}

/// What entries from `first` on come to, by client, and what there is to warn of each.
fn totals(book: &Book, first: u64, as_of: Date) -> (Vec<Total>, Vec<String>) {
    finished(
        book,
        book.accounts().map(|account| total(account, first)).filter(|total| !total.is_empty()).collect(),
        as_of,
    )
}

/// What a client's entries from `first` on come to; not yet what is left.
fn total(account: &Account, first: u64) -> Total {
    let mut total = Total::of(account.id.clone());
    for call in account.calls.iter().filter(|call| call.seq() >= first) {
        total.add_call(call.worked(), call.goodwill());
    }
    for package in account.packages.iter().filter(|package| package.seq >= first) {
        total.add_package(package.purchase.size, &package.purchase.payment);
    }
    total
}
