//! A fresh folder with a ledger in it, and short ways to say what is recorded.

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::Result;
use hours::domain::{
    Call, ClientFact, Date, Fact, LowThreshold, Minutes, Open, OverageClass, Payment, PriceBasis, Purchase, Text,
};
use hours::store::{Append, Appended, Damage, Fault, Loaded, Proposal, Store};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub(crate) struct Shelf {
    folder: TempDir,
}

impl Shelf {
    /// An empty folder.
    pub(crate) fn empty() -> Shelf {
        Shelf { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A ledger with a client, `acme`.
    pub(crate) fn with_acme() -> Shelf {
        let shelf = Shelf::empty();
        shelf.store().create(&request(), opening()).expect("a ledger");
        shelf.append(&[client("acme")]).expect("a client");
        shelf
    }

    /// A ledger of these bytes.
    pub(crate) fn holding(bytes: &[u8]) -> Shelf {
        let shelf = Shelf::empty();
        fs::write(shelf.path(), bytes).expect("a file");
        shelf
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder().join("hours.jsonl")
    }

    pub(crate) fn store(&self) -> Store {
        Store::at(&self.path())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).expect("a ledger")
    }

    pub(crate) fn lines(&self) -> usize {
        self.bytes().iter().filter(|&&b| b == b'\n').count()
    }

    /// The names in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        names(self.folder())
    }

    pub(crate) fn append(&self, facts: &[Fact]) -> Result<Appended> {
        self.append_as(&request(), facts)
    }

    pub(crate) fn append_as(&self, request: &Append, facts: &[Fact]) -> Result<Appended> {
        append(&self.store(), request, facts)
    }

    pub(crate) fn load(&self) -> Result<Loaded> {
        self.store().load(None)
    }

    /// What is wrong with the ledger, and that nothing is ever appended to it.
    pub(crate) fn damage(&self) -> Damage {
        let before = self.bytes();
        let appended = self.append(&[client("new")]).expect_err("a damaged ledger was appended to");
        assert!(appended.is::<Damage>(), "{appended:#}");
        assert!(self.bytes() == before, "a damaged ledger was changed");
        self.load().expect_err("a damaged ledger was read").downcast::<Damage>().expect("damage")
    }

    pub(crate) fn fault(&self) -> Fault {
        self.damage().fault
    }
}

pub(crate) fn append(store: &Store, request: &Append, facts: &[Fact]) -> Result<Appended> {
    store.append(request, |_, _| Ok(Proposal { facts: facts.to_vec(), today: read("2026-11-23") }))
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Ada at 10:14 in Berlin on 23 November 2026.
pub(crate) fn request() -> Append {
    Append {
        id: None,
        by: text("ada"),
        now: read("2026-11-23T09:14:05.120394Z"),
        wait: Duration::from_secs(20),
        dry_run: false,
        about: None,
        command: "hours log acme 45m".to_owned(),
    }
}

pub(crate) fn request_as(id: &str) -> Append {
    Append { id: Some(read(id)), ..request() }
}

pub(crate) fn read<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect(text)
}

pub(crate) fn text(text: &str) -> Text {
    Text::new(text, Text::NOTE).expect("a text")
}

pub(crate) fn opening() -> Open {
    Open {
        name: text("Kaffee IT"),
        currency: read("EUR"),
        zone: read("Europe/Berlin"),
        prices: PriceBasis::Gross,
        vat: read("19"),
        vat_reason: None,
        rate: read("150.00 EUR"),
        increment: Minutes::new(15),
        minimum: None,
        overage: OverageClass::Bill,
        overage_rate: None,
        low: LowThreshold::Share(20.into()),
        expiry_notice: 30,
    }
}

pub(crate) fn client(id: &str) -> Fact {
    Fact::from(ClientFact { name: Some(text("ACME GmbH")), ..ClientFact::about(read(id)) })
}

pub(crate) fn call(client: &str, minutes: u64) -> Fact {
    noted(client, minutes, "VPN down after update")
}

pub(crate) fn noted(client: &str, minutes: u64, note: &str) -> Fact {
    Fact::Call(Call {
        client: read(client),
        date: read("2026-11-23"),
        start: None,
        worked: Minutes::new(minutes),
        case: None,
        service: None,
        factor: None,
        package: None,
        goodwill: None,
        contact: None,
        note: Some(text(note)),
        long: false,
        late: false,
    })
}

pub(crate) fn package(client: &str, name: &str, hours: u64) -> Fact {
    let date: Date = read("2026-11-23");
    let payment = Payment::Paid { price: read("1500.00 EUR"), vat: read("19"), prices: PriceBasis::Gross };
    Fact::Purchase(Purchase {
        client: read(client),
        package: read(name),
        date,
        size: Minutes::hours(hours),
        payment,
        from: date,
        until: None,
        services: Vec::new(),
        note: None,
        settle: false,
        late: false,
    })
}

/// The ledger in `docs/ledger-format.md`.
pub(crate) fn documented() -> Vec<String> {
    let page = include_str!("../../docs/ledger-format.md");
    page.lines().filter(|line| line.starts_with("{\"seq\":")).map(str::to_owned).collect()
}

pub(crate) fn documented_bytes() -> Vec<u8> {
    documented().iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

/// A line's body: all before its hash.
pub(crate) fn body(line: &str) -> &str {
    line.split(",\"hash\":\"").next().expect("a body")
}

/// Lines with these bodies in a chain that is right, whatever they say. Does not use the program's own chain.
pub(crate) fn sealed<T: AsRef<[u8]>>(bodies: impl IntoIterator<Item = T>) -> Vec<u8> {
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut last = "0".repeat(64);
    let mut lines = Vec::new();
    for body in bodies {
        last = hex(format!("{last}{}", hex(body.as_ref())).as_bytes());
        lines.extend_from_slice(body.as_ref());
        lines.extend_from_slice(format!(",\"hash\":\"{last}\"}}\n").as_bytes());
    }
    lines
}
