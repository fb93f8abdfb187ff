//! `hours init`

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::cli::Context;
use crate::cli::env::LEDGER;
use crate::cli::failure::Failure;
use crate::cli::options::{Amount, TermArgs, WriteArgs};
use crate::cli::output::judge;
use crate::cli::typed::naming;
use crate::cli::when::Zone;
use crate::cli::writing::{request, show, text};
use crate::domain::{
    Currency, LowThreshold, Minutes, Open, OverageClass, PriceBasis, Text, VatRate, VatReason, ZoneName,
};
use crate::render::text::escape;
use crate::shell;
use crate::store::WorkTree;

/// Open a new ledger
///
/// Creates the file with its first entry: your business, its currency, prices and terms. They hold for every client who
/// has none of their own. Where you state no terms, calls are charged in multiples of 15m, what no package covers is billed, and warnings come
/// when 20% is left and 30 days before a package ends.
#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// The file to create, such as books.jsonl [default: $HOURS_LEDGER, or hours.jsonl in this folder]
    file: Option<PathBuf>,

    /// Your business
    #[arg(long, value_name = "TEXT")]
    name: String,

    /// The currency of your prices, by ISO 4217
    #[arg(long, value_name = "CODE", default_value = "EUR")]
    currency: Currency,

    /// The time zone in which days begin and end, by its IANA name
    #[arg(long, value_name = "ZONE", default_value = "Europe/Berlin")]
    zone: ZoneName,

    /// Whether your prices include VAT: gross or net
    #[arg(long, value_name = "BASIS", default_value = "gross")]
    prices: PriceBasis,

    /// Your VAT rate in percent
    #[arg(long, value_name = "RATE", default_value = "19", allow_hyphen_values = true)]
    vat: VatRate,

    /// Why the VAT rate is 0: exempt, outside-scope or reverse-charge
    #[arg(long, value_name = "REASON")]
    vat_reason: Option<VatReason>,

    /// Your list price for an hour
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    rate: Amount,

    /// In a git work tree: have git merge the ledger with hours, without being asked
    #[arg(long)]
    git: bool,

    #[command(flatten)]
    terms: TermArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(args: &InitArgs, context: Context<'_>) -> Result<()> {
    let path = path(args, context)?;
    if let Some(out) = &args.write.writing.out {
        judge(out, &path)?;
    }
    let open = opening(args)?;
    let tree = WorkTree::around(&path);
    if args.git && tree.is_none() {
        let fact =
            "--git: the ledger would stand in no work tree of git, or have a name that git would take for a pattern";
        return Err(Failure::usage(fact).hint("git init makes a work tree of this folder").into());
    }
    let created = context.store(&path).create(&request(context, &args.write.writing)?, open)?;
    show(context, &args.write, &path, &created, None)?;
    // After a dry run there is no ledger to which a client could be added, or that git could merge.
    if !args.write.writing.dry_run {
        let naming = naming(context.env, &path).map_or_else(String::new, |option| format!("{option} "));
        context.env.say("hint", &format!("hours {naming}client add acme \"ACME GmbH\""));
        tree.iter().for_each(|tree| offer_git(args, context, tree));
    }
    Ok(())
}

/// What the ledger opens with: what is stated, and what holds where nothing is.
///
/// # Errors
///
/// A time zone that this program does not know, and terms and texts that no ledger takes.
fn opening(args: &InitArgs) -> Result<Open> {
    // Known to this program now, so that days can be told; a replay never asks again (R32).
    Zone::named(&args.zone).map_err(|_| {
        Failure::usage(format!("no time zone `{}`", args.zone)).hint("write an IANA name, such as Europe/Berlin")
    })?;
    let terms = args.terms.stated(args.currency)?;
    Ok(Open {
        name: text("name", &args.name, Text::LINE)?,
        currency: args.currency,
        zone: args.zone.clone(),
        prices: args.prices,
        vat: args.vat,
        vat_reason: args.vat_reason,
        rate: args.rate.money(args.currency)?,
        increment: terms.increment.unwrap_or(Minutes::new(15)),
        minimum: terms.minimum,
        overage: terms.overage.unwrap_or(OverageClass::Bill),
        overage_rate: terms.overage_rate,
        low: terms.low.unwrap_or(LowThreshold::Share(20.into())),
        expiry_notice: terms.expiry_notice.unwrap_or(30),
    })
}

/// Offers to have git merge the ledger (R46). Nobody is asked who is not there, and the ledger stands whatever comes of this.
fn offer_git(args: &InitArgs, context: Context<'_>, tree: &WorkTree) {
    let question = "this is a git work tree; shall git merge the ledger with hours, and leave its line ends alone?";
    if args.git || context.env.ask(question) {
        match tree.set_up() {
            Ok(()) => context.say("note", "git merges the ledger with hours: .gitattributes, .git/config"),
            Err(why) => context.say("warning", &format!("git is not set up: {why:#}")),
        }
    } else {
        for command in tree.commands() {
            context.say("hint", &format!("so that git can merge it: {command}"));
        }
    }
}

fn path(args: &InitArgs, context: Context<'_>) -> Result<PathBuf> {
    let named = context.env.named_ledger(context.common.ledger.as_deref())?;
    match (&args.file, context.common.ledger.is_some()) {
        (Some(_), true) => Err(Failure::usage("the file is named twice, as FILE and by --ledger")
            .hint("leave one of them away")
            .into()),
        (Some(file), false) => {
            refuse_word(file, &args.name)?;
            context.env.named_ledger(Some(file)).map(Option::unwrap_or_default)
        }
        (None, _) => Ok(named.unwrap_or_else(|| Path::new(LEDGER).to_path_buf())),
    }
}

/// A bare word is hardly a file, but the rest of a name whose quotes were forgotten: `--name Uli IT`.
fn refuse_word(file: &Path, name: &str) -> Result<()> {
    let word = file.to_string_lossy();
    if word.is_empty() || word.contains(['.', '/']) {
        return Ok(());
    }
    let quoted = shell::word(&format!("{name} {word}"));
    let fact = format!("`{}` would be the ledger's file", escape(&word));
    let hint = format!(
        "put a name of several words in quotes: --name {quoted}; a file has an ending: {}",
        shell::word(&format!("{word}.jsonl"))
    );
    Err(Failure::usage(fact).hint(hint).into())
}
