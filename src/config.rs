//! `hours.toml`: what stands beside a ledger and is no part of it (A3).
//!
//! It fills in what an entry is written with – the entry then holds it, and later changes of the file do not reach it – and it tells the exports
//! about the accounts of an accountant. No figure ever depends on it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::regular::{self, Opened};

/// The file's name, beside the ledger.
pub const FILE: &str = "hours.toml";

/// The most bytes it can have.
const MOST: u64 = 64 * 1024;

/// What `hours.toml` says; everything may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Who issues invoices.
    #[serde(default)]
    pub seller: Seller,
    /// How invoices are issued.
    #[serde(default)]
    pub invoice: Invoicing,
    /// An accountant's books, for `export datev`.
    pub datev: Option<Datev>,
}

/// Who issues invoices, beside the ledger's name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Seller {
    /// The postal address, in one line.
    pub address: Option<String>,
    /// The VAT identification number, or the tax number.
    pub vat_id: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

/// How invoices are issued.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Invoicing {
    /// The pattern of their numbers, where nothing else was ever said.
    pub numbers: Option<String>,
    /// In how many days they are due.
    pub due: Option<u32>,
}

/// An accountant's books: numbers and accounts that only the accountant can give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Datev {
    /// The accountant's number (Beraternummer).
    pub consultant: u32,
    /// The number of the books with the accountant (Mandantennummer).
    pub client: u32,
    /// The day a business year begins, `MM-DD`; 1 January where absent.
    pub fiscal_year_start: Option<String>,
    /// How many digits a general-ledger account has; 4 where absent.
    pub account_length: Option<u32>,
    /// The account of clients that have none of their own.
    pub receivable: Option<u32>,
    /// The accounts of clients, by id.
    #[serde(default)]
    pub debtors: BTreeMap<String, u32>,
    /// What is sold and not invoiced.
    pub unbilled: Option<u32>,
    /// Hours that are owed: deferred revenue.
    pub liability: Option<u32>,
    /// Hours that were used.
    pub revenue: Option<u32>,
    /// Hours that went over.
    pub overage: Option<u32>,
    /// Hours that went over and are taxed so, by a rate such as `"19"` or a reason such as `reverse-charge`; `overage` where absent.
    #[serde(default)]
    pub overage_by_vat: BTreeMap<String, u32>,
    /// Hours that expired.
    pub breakage: Option<u32>,
    /// Minor units between documents and packages.
    pub rounding: Option<u32>,
    /// VAT, by rate such as `"19"`.
    #[serde(default)]
    pub vat: BTreeMap<String, u32>,
    /// Whether texts name clients; true where absent.
    pub names: Option<bool>,
}

/// A configuration that cannot be used, and where.
#[derive(Debug)]
pub struct BadConfig {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl std::fmt::Display for BadConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.path.to_string_lossy())?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))?;
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for BadConfig {}

impl Config {
    /// The configuration beside a ledger; that of a folder without one says nothing.
    ///
    /// # Errors
    ///
    /// [`BadConfig`], or what the system says.
    pub fn beside(ledger: &Path) -> Result<Config> {
        let path = ledger.with_file_name(FILE);
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
            _ => Config::read(&path),
        }
    }

    /// The configuration in a file.
    ///
    /// # Errors
    ///
    /// [`BadConfig`], or what the system says.
    pub fn read(path: &Path) -> Result<Config> {
        let failed = || format!("cannot read `{}`", path.to_string_lossy());
        let bad = |line, what: String| BadConfig { path: path.to_owned(), line, what };
        let Opened::File(file) = regular::open(path, File::options().read(true)).with_context(failed)? else {
            return Err(bad(None, "no regular file".to_owned()).into());
        };
        let mut text = Vec::new();
        file.take(MOST + 1).read_to_end(&mut text).with_context(failed)?;
        if text.len() as u64 > MOST {
            return Err(bad(None, "larger than 64 KiB, which no configuration is".to_owned()).into());
        }
        let text = String::from_utf8(text).map_err(|_| bad(None, "no UTF-8".to_owned()))?;
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            bad(line, error.message().replace('\n', " ").replace("expected u32", "expected a whole number from 0 on"))
                .into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), text).expect("a file");
        Config::beside(&folder.path().join("hours.jsonl"))
    }

    #[test]
    fn a3_what_is_left_out_is_not_said() {
        let config = read("[invoice]\ndue = 30\n").expect("a configuration");
        assert_eq!((config.invoice.due, config.invoice.numbers, config.seller.address), (Some(30), None, None));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let error = |text: &str| {
            let shown = read(text).expect_err(text).to_string();
            shown.rsplit('/').next().unwrap_or_default().to_owned()
        };
        assert!(error("[seller]\nadress = \"x\"\n").starts_with("hours.toml:2: unknown field `adress`"));
        assert!(error("[invoice]\n\ndue = \"soon\"\n").starts_with("hours.toml:3: invalid type"));
        assert!(error("a: b\n").starts_with("hours.toml:1: "));
        assert!(error(&"#".repeat(70_000)).contains("64 KiB"));
    }
}
