//! `hours repair`

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::failure::{Exit, Failure};
use crate::cli::options::{TableJson, WriterArgs};
use crate::cli::output::deliver;
use crate::cli::writing::{ledger, maybe_text, request_of};
use crate::counted::count;
use crate::domain::Text;
use crate::render::repair::{Gone, Lost, Repair, document, table};
use crate::store::{Consent, Damage, Examined, Plan, RepairOutcome};

/// Repair a damaged ledger, as far as its chain of hashes proves what it was
///
/// Without --yes it only tells what is wrong and what would be done. The file as it is is always kept beside, and an entry says
/// what was done. What tools did – other line ends, another encoding, lines doubled or moved – is undone without losing
/// anything; where entries would be lost, --cut is needed too.
#[derive(Args, Debug)]
pub(crate) struct RepairArgs {
    /// Do it
    #[arg(short, long)]
    yes: bool,

    /// Take out the lines that cannot be kept, such as all from the first damaged entry on
    #[arg(long)]
    cut: bool,

    /// Go on with a ledger that does not contain what was last seen on this machine
    #[arg(long, requires = "reason")]
    accept_older: bool,

    /// Why, for the entry that says what was done
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    #[command(flatten)]
    writer: WriterArgs,

    /// The answer's format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: TableJson,

    /// Write the answer to a file: whole or not at all
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &RepairArgs, context: Context<'_>) -> Result<Exit> {
    let path = ledger(context, args.out.as_deref())?;
    let consent = Consent {
        cut: args.cut,
        accept_older: args.accept_older,
        reason: maybe_text("reason", args.reason.as_deref(), Text::NOTE)?,
    };
    if !args.yes {
        return match context.store(&path).examine()? {
            Examined::Sound(total) => say(args, context, &path, &sound(total)),
            Examined::Hopeless(damage) => Err(hopeless(&damage).into()),
            Examined::Plan(plan) => propose(args, context, &path, &plan),
        };
    }
    let request = request_of(context, &args.writer, false)?;
    match context.store(&path).repair(&request, &consent)? {
        RepairOutcome::Sound(total) => say(args, context, &path, &sound(total)),
        RepairOutcome::Hopeless(damage) => Err(hopeless(&damage).into()),
        RepairOutcome::Unasked(plan) => Err(unasked(&plan).into()),
        RepairOutcome::Done { plan, copy, mark, warnings } => {
            context.warn(&warnings);
            let copy = copy.as_deref().map(shown);
            let repair = Repair { state: "repaired", copy, entry: Some(mark.seq), ..planned(&plan) };
            // It is done: that it cannot be shown is no failure any more (R11).
            if let Err(why) = say(args, context, &path, &Repair { needs: Vec::new(), ..repair }) {
                context.say("warning", &format!("the ledger is repaired, but that could not be shown: {why:#}"));
            }
            Ok(Exit::Done)
        }
    }
}

/// Tells what would be done, and what to type for it. The ledger is not sound, so the exit says no.
fn propose(args: &RepairArgs, context: Context<'_>, path: &Path, plan: &Plan) -> Result<Exit> {
    say(args, context, path, &planned(plan))?;
    let reason = if plan.is_older() { " --reason TEXT" } else { "" };
    let options = needs(plan).join(" ");
    context.say("hint", &format!("nothing was done; hours repair {options}{reason} does it"));
    Ok(Exit::No)
}

fn say(args: &RepairArgs, context: Context<'_>, path: &Path, repair: &Repair) -> Result<Exit> {
    let answer = match args.format {
        TableJson::Table => table(repair),
        TableJson::Json => document(repair),
    };
    deliver(context.env, args.out.as_deref(), path, answer.as_bytes())?;
    Ok(Exit::Done)
}

fn hopeless(damage: &Damage) -> Failure {
    let hint = "it cannot be repaired: not even its first entry can be proved; look for another copy";
    Failure::damaged(damage.to_string()).hint(hint)
}

/// Why `--yes` alone is not enough.
fn unasked(plan: &Plan) -> Failure {
    if plan.is_lossy() {
        let lost = count(plan.lost_lines(), "line", "lines");
        return Failure::refused(format!("{lost} would be lost"))
            .hint("hours repair lists them; hours repair --cut --yes goes on without them");
    }
    let gone = plan.gone_back.as_ref().map_or_else(String::new, ToString::to_string);
    Failure::refused(gone).hint("hours repair --accept-older --reason TEXT --yes goes on with it")
}

/// The options without which it is not done.
fn needs(plan: &Plan) -> Vec<&'static str> {
    let options = [(plan.is_lossy(), "--cut"), (plan.is_older(), "--accept-older"), (true, "--yes")];
    options.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, option)| option).collect()
}

fn sound(total: u64) -> Repair {
    Repair {
        state: "sound",
        wrong: None,
        done: Vec::new(),
        kept: total,
        lost: Vec::new(),
        gone_back: None,
        needs: Vec::new(),
        sha256: None,
        bytes: None,
        copy: None,
        entry: None,
    }
}

fn planned(plan: &Plan) -> Repair {
    let lost = plan.lost.iter().map(|lost| Lost {
        line: lost.line,
        seq: lost.seq,
        kind: lost.kind.clone(),
        date: lost.date.clone(),
        client: lost.client.clone(),
        unfinished: lost.unfinished,
    });
    Repair {
        state: "planned",
        wrong: Some(plan.wrong.clone()),
        done: plan.done.clone(),
        kept: plan.kept,
        lost: lost.collect(),
        gone_back: plan.gone_back.as_ref().map(|gone| Gone { seq: gone.seq, head: gone.head.to_string() }),
        needs: needs(plan),
        sha256: Some(plan.sha256.to_string()),
        bytes: Some(plan.bytes),
        copy: None,
        entry: None,
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
