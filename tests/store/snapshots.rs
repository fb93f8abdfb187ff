//! Snapshots make an answer quick, and never another one (R27).

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hours::domain::balance::{Balance, balance};
use hours::domain::filed::Filed;
use hours::domain::{
    Book, Call, ClientFact, ClientId, Entry, Extend, Fact, Minutes, Package, Payment, PriceBasis, Purchase, Refund,
    Service, StatedTerms, Void,
};
use hours::render::balance::{package_table, table};
use hours::store::{Append, Appended, Changed, OtherContent, Reach, Scribe, Store};
use sha2::{Digest, Sha256};

use crate::shelf::{call, client, opening, package, read, request_as, text};

/// A copy of a fixture, and a cache folder.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn empty() -> Place {
        Place { folder: tempfile::tempdir().expect("a folder") }
    }

    fn with(ledger: &str) -> Place {
        let place = Place::empty();
        fs::copy(format!("fixtures/ledgers/{ledger}.jsonl"), place.ledger()).expect("a fixture");
        place
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("hours.jsonl")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache/hours")
    }

    fn store(&self) -> Store {
        Store::at(&self.ledger()).caching(Some(self.cache())).in_stretches(64)
    }

    /// Reads the whole ledger, which leaves a snapshot; what it says of each client.
    fn read(&self) -> Vec<(ClientId, Said)> {
        let loaded = self.store().load(None).expect("a sound ledger");
        loaded.book.accounts().map(|account| (account.id.clone(), said(&loaded.book, &account.id))).collect()
    }

    fn snapshot(&self) -> PathBuf {
        let mut found = fs::read_dir(self.cache()).expect("a cache").map(|found| found.expect("a file").path());
        found.next().expect("a snapshot")
    }

    /// What glances say, in brief and with every call.
    fn glances(&self, client: &ClientId) -> [Option<Said>; 2] {
        Reach::ALL.map(|reach| self.store().glance(client, reach).map(|loaded| said(&loaded.book, client)))
    }

    fn is_unseen(&self, client: &ClientId) -> bool {
        self.glances(client).iter().all(Option::is_none)
    }

    /// Whether every client is seen at a glance, and as it is.
    fn is_seen(&self, whole: &[(ClientId, Said)]) -> bool {
        let is_so =
            |client, said: &Said| self.glances(client).iter().all(|g| g.as_ref().is_some_and(|g| is_of(g, said)));
        whole.iter().all(|(client, said)| is_so(client, said))
    }

    /// No glance says anything but what is.
    fn nothing_else_is_said(&self, whole: &[(ClientId, Said)], why: &str) {
        for (client, said) in whole {
            assert!(self.glances(client).iter().flatten().all(|glance| is_of(glance, said)), "{client}: {why}");
        }
    }
}

/// What is said of a client on some days.
type Said = Vec<(&'static str, String)>;

/// What is said on those days of which a book can tell.
fn said(book: &Book, client: &ClientId) -> Said {
    let reckoned = book.reckon(client).expect("a client");
    let days = ["2025-12-31", "2026-06-30", "2026-11-23", "9999-12-31"].into_iter();
    let told = days.filter(|day| book.tells_of(read(day)));
    told.map(|day| (day, shown(&[balance(&reckoned, read(day))]))).collect()
}

fn shown(balances: &[Balance<'_>]) -> String {
    table(balances) + &package_table(balances)
}

/// Whether a glance says something, and nothing that the whole ledger does not say.
fn is_of(glance: &Said, whole: &Said) -> bool {
    !glance.is_empty() && glance.iter().all(|said| whole.contains(said))
}

fn rewrite(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a file");
}

#[test]
fn r27_what_was_left_half_written_is_taken_away_an_hour_later() {
    let place = Place::with("small");
    fs::create_dir_all(place.cache()).expect("a folder");
    let leave = |name: &str, age: u64| {
        let file = File::create(place.cache().join(name)).expect("a file");
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).expect("a time");
    };
    leave(".snapshot-old", 4000);
    leave(".snapshot-new", 60);
    leave("other", 4000);
    place.read();
    let is_there = |name: &str| place.cache().join(name).exists();
    assert!(!is_there(".snapshot-old") && is_there(".snapshot-new") && is_there("other"));
    assert_eq!(fs::read_dir(place.cache()).expect("a cache").count(), 3);
}

#[test]
fn r27_a_client_is_seen_at_a_glance_after_one_whole_reading() {
    for ledger in ["small", "session", "invoices", "large"] {
        let place = Place::with(ledger);
        let (first, _) = Place::with(ledger).read()[0].clone();
        assert!(place.is_unseen(&first), "nothing is kept yet");
        let whole = place.read();
        assert!(place.is_seen(&whole), "{ledger}");
        assert!(place.is_unseen(&read("nobody")));
        fs::remove_dir_all(place.cache()).expect("a cache");
        assert!(place.is_unseen(&first));
    }
}

#[test]
fn r27_a_snapshot_that_was_changed_or_cut_is_not_believed() {
    let place = Place::with("small");
    let whole = place.read();
    let snapshot = place.snapshot();
    let sound = fs::read(&snapshot).expect("a snapshot");
    for at in (0..sound.len()).step_by(23) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        rewrite(&snapshot, &bytes);
        place.nothing_else_is_said(&whole, &format!("byte {at}"));
    }
    for size in (0..sound.len()).step_by(331) {
        rewrite(&snapshot, &sound[..size]);
        place.nothing_else_is_said(&whole, &format!("cut at {size}"));
    }
    rewrite(&snapshot, &sound);
    assert!(place.is_seen(&whole));
    rewrite(&snapshot, b"");
    assert_eq!(place.read(), whole, "a wrong one costs time, and is replaced");
    assert!(place.is_seen(&whole));
}

#[test]
fn r27_a_snapshot_of_another_format_is_not_a_bit_away_from_one_of_this() {
    let place = Place::with("small");
    let whole = place.read();
    let mut bytes = fs::read(place.snapshot()).expect("a snapshot");
    // As formats were summed whose number was no part of it: the name, the size of the head, its sum, the head.
    let size = u64::from_le_bytes(bytes[16..24].try_into().expect("eight bytes")) as usize;
    let sum = Sha256::digest(&bytes[40..40 + size]);
    bytes[24..40].copy_from_slice(&sum[..16]);
    rewrite(&place.snapshot(), &bytes);
    assert!(whole.iter().all(|(client, _)| place.is_unseen(client)));
}

#[test]
fn r27_the_snapshot_of_another_ledger_is_not_believed() {
    let (one, other) = (Place::with("small"), Place::with("session"));
    let (whole, _) = (one.read(), other.read());
    rewrite(&one.snapshot(), &fs::read(other.snapshot()).expect("a snapshot"));
    assert!(whole.iter().all(|(client, _)| one.is_unseen(client)));
}

#[test]
fn r27_an_earlier_line_that_was_changed_never_makes_another_figure() {
    let place = Place::with("small");
    let whole = place.read();
    let (sound, stamp) = (fs::read(place.ledger()).expect("a ledger"), modified(&place.ledger()));
    let (mut seen, mut passed) = (0, 0);
    for at in (0..sound.len()).step_by(41) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        // In place, by somebody who puts the clock back.
        rewrite(&place.ledger(), &bytes);
        File::options().append(true).open(place.ledger()).and_then(|file| file.set_modified(stamp)).expect("a ledger");
        place.nothing_else_is_said(&whole, &format!("byte {at}"));
        passed += usize::from(place.is_seen(&whole));
        seen += 1;
    }
    assert!(passed < seen && seen > 50, "{passed} of {seen}");
    // Without that, it is read in full, and the damage is told.
    let mut bytes = sound.clone();
    bytes[1000] ^= 1;
    rewrite(&place.ledger(), &bytes);
    assert!(whole.iter().all(|(client, _)| place.is_unseen(client)));
    assert!(place.store().load(None).is_err());
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).and_then(|found| found.modified()).expect("a time")
}

#[test]
fn r27_what_was_written_since_is_read_and_an_end_that_is_not_whole_is_left_to_others() {
    let place = Place::with("small");
    let bytes = fs::read(place.ledger()).expect("a ledger");
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&b| b == b'\n').collect();
    let known = lines.len() - 6;
    rewrite(&place.ledger(), &lines[..known].concat());
    let before = place.read();
    let mut seen = 0;
    for line in &lines[known..] {
        let mut ledger = OpenOptions::new().append(true).open(place.ledger()).expect("a ledger");
        let (half, rest) = line.split_at(line.len() / 2);
        ledger.write_all(half).expect("half a line");
        assert!(before.iter().all(|(client, _)| place.is_unseen(client)), "a line that is not finished");
        ledger.write_all(rest).expect("a line");
        let now = Store::at(&place.ledger()).load(None).expect("a sound ledger").book;
        for account in now.accounts() {
            seen += place.glances(&account.id).iter().flatten().count();
            place.nothing_else_is_said(&[(account.id.clone(), said(&now, &account.id))], "with lines behind");
        }
    }
    assert!(seen > 5, "{seen}");
    // A ledger that has lost lines is an older one.
    rewrite(&place.ledger(), &lines[..known - 1].concat());
    assert!(before.iter().all(|(client, _)| place.is_unseen(client)));
}

#[test]
#[cfg(unix)]
fn r27_a_cache_folder_that_cannot_be_used_is_no_failure() {
    use std::os::unix::fs::PermissionsExt;
    let whole = Place::with("small").read();
    let strange: [fn(&Path); 4] = [
        |cache| fs::write(cache.parent().expect("a folder"), "a file").expect("a file"),
        |cache| {
            fs::create_dir_all(cache).expect("a folder");
            fs::set_permissions(cache, fs::Permissions::from_mode(0o500)).expect("permissions");
        },
        |cache| std::os::unix::fs::symlink("/nowhere/at/all", cache.parent().expect("a folder")).expect("a link"),
        |cache| {
            fs::create_dir_all(cache).expect("a folder");
            std::os::unix::fs::symlink("/dev/full", cache.join("x")).expect("a link");
        },
    ];
    for make in strange {
        let place = Place::with("small");
        make(&place.cache());
        assert_eq!(place.read(), whole);
        place.nothing_else_is_said(&whole, "a strange cache");
        let _ = fs::set_permissions(place.cache(), fs::Permissions::from_mode(0o700));
    }
}

#[test]
#[cfg(unix)]
fn s5_a_snapshot_is_for_its_owner_and_one_that_others_can_write_is_not_believed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with("small");
    let whole = place.read();
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode(&place.snapshot()), mode(&place.cache())), (0o600, 0o700));
    for mode in [0o620, 0o602] {
        fs::set_permissions(place.snapshot(), fs::Permissions::from_mode(mode)).expect("permissions");
        assert!(whole.iter().all(|(client, _)| place.is_unseen(client)), "{mode:o}");
    }
    let moved = place.cache().join("elsewhere");
    fs::set_permissions(place.snapshot(), fs::Permissions::from_mode(0o600)).expect("permissions");
    let snapshot = place.snapshot();
    fs::rename(&snapshot, &moved).expect("a file");
    std::os::unix::fs::symlink(&moved, &snapshot).expect("a link");
    assert!(whole.iter().all(|(client, _)| place.is_unseen(client)), "a link");
}

/// A call that takes fifteen minutes, recorded with the help of what is kept.
fn log(place: &Place, id: &str, client: &str) -> anyhow::Result<Appended> {
    log_on(place, id, client, "2026-11-23")
}

fn log_on(place: &Place, id: &str, client: &str, day: &str) -> anyhow::Result<Appended> {
    let request = Append { about: Some(read(client)), ..request_as(id) };
    let Fact::Call(today) = call(client, 15) else { unreachable!("a call") };
    crate::shelf::append(&place.store(), &request, &[Fact::Call(Call { date: read(day), late: true, ..today })])
}

#[test]
fn r27_a_call_is_recorded_without_reading_other_clients_lines() {
    let place = Place::with("large");
    place.read();
    log(&place, "first", "client-001").expect("a call");
    let mut bytes = fs::read(place.ledger()).expect("a ledger");
    // What only a whole reading sees: a line about somebody else that says something else.
    let other = b"\"client\":\"client-002\"";
    let at = bytes.windows(other.len()).rposition(|found| found == other).expect("a call");
    bytes[at + other.len() - 2] = b'3';
    rewrite(&place.ledger(), &bytes);
    log(&place, "second", "client-001").expect("a call");
    assert!(fs::read(place.ledger()).expect("a ledger").len() > bytes.len());
    assert!(Store::at(&place.ledger()).load(None).is_err(), "whoever reads everything sees it");
}

#[test]
fn r27_a_call_of_these_weeks_costs_these_weeks_and_a_late_one_its_clients_calls() {
    let place = Place::with("large");
    place.read();
    let told = |id: &str, day: &str| {
        let book = log_on(&place, id, "client-001", day).expect("a call").book;
        (book.has_every_call(), book.entries().count() < 200)
    };
    assert_eq!(told("today", "2026-11-23"), (false, true), "in brief");
    assert_eq!(told("yesterday", "2026-11-22"), (false, true), "in brief");
    assert_eq!(told("late", "2025-12-24"), (true, true), "with every call of the client, and no other's");
    // A late call is part of the past now: what was added up is no longer that.
    assert_eq!(told("next", "2026-11-23"), (true, true), "with every call, until it is added up again");
    assert!(place.is_seen(&place.read()));
    assert_eq!(told("then", "2026-11-23"), (false, true), "in brief again");
}

#[test]
fn a6_r24_an_id_that_was_given_is_known_to_who_only_glances() {
    let place = Place::with("large");
    let book = Store::at(&place.ledger()).load(None).expect("a sound ledger").book;
    place.read();
    let first = log(&place, "the-one", "client-001").expect("a call");
    let size = fs::metadata(place.ledger()).expect("a ledger").len();
    let again = log(&place, "the-one", "client-001").expect("it is there already");
    assert!(again.already && again.seqs == first.seqs && again.mark == first.mark);
    // Ids of others, from the first line to the last one in the snapshot.
    for seq in (1..=book.len()).step_by(499) {
        let id = book.entry(seq).expect("an entry").entry.id;
        let refused = log(&place, id.as_str(), "client-001").expect_err("it is another's");
        assert!(refused.is::<OtherContent>(), "#{seq}: {refused:#}");
    }
    assert_eq!(fs::metadata(place.ledger()).expect("a ledger").len(), size);
}

#[test]
fn a4_r27_a_line_since_with_an_id_that_was_given_counts_for_nobody() {
    let place = Place::with("small");
    let book = Store::at(&place.ledger()).load(None).expect("a sound ledger").book;
    let last = book.last_recorded().expect("an entry");
    let Fact::Call(mut work) = call("acme", 600) else { unreachable!("a call") };
    work.date = read("2026-11-20");
    let goes_on = |ids: &[&str]| {
        let (mut scribe, mut lines) = (Scribe::default(), Vec::new());
        book.entries().for_each(|filed| scribe.write(&filed.entry, &mut lines).expect("a line"));
        for (seq, id) in (book.len() + 1..).zip(ids) {
            let recorded = last.plus_micros((seq * 1_000_000) as i64);
            let filed = book.entry(1).expect("an entry").entry;
            let entry = Entry { seq, id: read(id), recorded, clock: None, fact: Fact::Call(work.clone()), ..filed };
            scribe.write(&entry, &mut lines).expect("a line");
        }
        rewrite(&place.ledger(), &lines);
    };
    let acme = read("acme");
    goes_on(&[]);
    place.read();
    goes_on(&["new-1", "new-2"]);
    assert!(!place.is_unseen(&acme), "two calls");
    for seq in (1..=book.len()).step_by(11) {
        let given = book.entry(seq).expect("an entry").entry.id;
        goes_on(&["new-1", given.as_str()]);
        assert!(place.is_unseen(&acme) && Store::at(&place.ledger()).load(None).is_err(), "the id of #{seq}");
    }
    goes_on(&["new-1", "new-1"]);
    assert!(place.is_unseen(&acme), "an id of two lines since");
}

#[test]
fn r27_a_writer_leaves_a_snapshot_for_the_next_where_there_is_none() {
    let place = Place::with("large");
    log(&place, "first", "client-001").expect("a call");
    let kept = fs::read(place.snapshot()).expect("a snapshot");
    log(&place, "second", "client-002").expect("a call");
    assert!(fs::read(place.snapshot()).expect("a snapshot") == kept, "it does for the next");
    rewrite(&place.snapshot(), b"something else");
    log(&place, "third", "client-002").expect("a call");
    assert!(fs::read(place.snapshot()).expect("a snapshot").len() > kept.len());
    assert!(place.is_seen(&place.read()));
}

/// A package of ten hours that costs so much.
fn bought(client: &str, name: &str, payment: Payment) -> Purchase {
    let Fact::Purchase(plain) = package(client, name, 10) else { unreachable!("a package") };
    Purchase { payment, ..plain }
}

fn paid(price: &str, vat: &str, prices: PriceBasis) -> Payment {
    Payment::Paid { price: read(price), vat: read(vat), prices }
}

/// A ledger with packages of every kind, and with everything that happens to packages.
fn sold() -> Place {
    let place = Place::empty();
    let store = Store::at(&place.ledger());
    store.create(&request_as("open"), opening()).expect("a ledger");
    let record = |id: &str, facts: &[Fact]| {
        crate::shelf::append(&store, &request_as(id), facts).expect(id);
    };
    let service = |id: &str| Fact::Service(Service { service: read(id), name: None, factor: read("1.5") });
    let abroad = ClientFact {
        name: Some(text("Kuwait Ltd")),
        currency: Some(read("KWD")),
        vat: Some(read("0")),
        vat_reason: Some(read("outside-scope")),
        terms: StatedTerms { overage_rate: Some(read("1.500 KWD")), ..StatedTerms::default() },
        ..ClientFact::about(read("abroad"))
    };
    record("house", &[service("onsite"), service("server"), client("acme"), Fact::from(abroad)]);
    record("call", &[call("acme", 45), call("abroad", 15)]);
    let plain = |name: &str| bought("acme", name, paid("1500.00 EUR", "19", PriceBasis::Gross));
    let given = |name: &str| bought("acme", name, Payment::Granted { reason: text("said \"sorry\", 対不起") });
    let packages = [
        plain("plain"),
        Purchase { note: Some(text("by phone")), late: true, ..plain("noted") },
        Purchase { services: vec![read("onsite"), read("server")], ..plain("two-services") },
        Purchase { from: read("2027-01-01"), until: Some(read("2027-06-30")), ..plain("next-year") },
        Purchase { until: Some(read("2026-11-30")), ..plain("short") },
        Purchase { settle: true, ..plain("settling") },
        Purchase { note: Some(text("twice")), ..given("granted") },
        bought("acme", "net", paid("0.01 EUR", "5.5", PriceBasis::Net)),
        bought("abroad", "free-of-vat", paid("12.345 KWD", "0", PriceBasis::Net)),
    ];
    packages.into_iter().for_each(|purchase| record(&format!("p:{}", purchase.package), &[Fact::Purchase(purchase)]));
    let date = read("2026-11-23");
    let extend = |package: &str, until: &str| {
        let (package, until) = (read(package), read(until));
        Fact::Extend(Extend { package, date, until, reason: Some(text("kindly")), late: false })
    };
    let refund = |package: &str| {
        Fact::Refund(Refund { package: read(package), date, minutes: Minutes::new(30), reason: None, late: false })
    };
    let void = |entry: &str| Fact::Void(Void { entry: read(entry), reason: text("a mistake"), late: false });
    record("extended", &[extend("short", "2026-12-31")]);
    record("extended-again", &[extend("short", "2027-12-31")]);
    record("not-extended", &[void("extended-again")]);
    record("refunded", &[refund("plain")]);
    // What is left of one is carried over to another.
    record("carried-over", &[refund("net"), Fact::Purchase(given("carried"))]);
    record("not-sold", &[void("p:noted")]);
    record("called", &[call("acme", 90), call("abroad", 90)]);
    place
}

/// A client's packages, and how each was recorded.
fn packages(book: &Book, client: &ClientId) -> Vec<(String, Filed)> {
    let told = |package: &Package| {
        let (extensions, refunds) = (package.extensions(), package.refunds());
        let Package { seq, purchase, void, .. } = package;
        (format!("{seq} {purchase:?} {extensions:?} {refunds:?} {void:?}"), book.entry(*seq).expect("an entry"))
    };
    book.account(client).expect("a client").packages.iter().map(told).collect()
}

#[test]
fn r27_every_kind_of_package_is_the_same_at_a_glance() {
    let place = sold();
    let whole = place.store().load(None).expect("a sound ledger").book;
    assert!(place.is_seen(&place.read()));
    for client in ["acme", "abroad"].map(read) {
        for reach in Reach::ALL {
            let glanced = place.store().glance(&client, reach).expect("a glance").book;
            for (known, found) in packages(&whole, &client).into_iter().zip(packages(&glanced, &client)) {
                let [(said, recorded), (glanced, read_again)] = [known, found];
                assert_eq!((glanced, read_again.entry, read_again.void), (said, recorded.entry, recorded.void));
            }
            assert_eq!(packages(&glanced, &client).len(), packages(&whole, &client).len());
        }
    }
}

#[test]
fn r27_the_line_of_a_package_is_read_again_only_if_it_is_the_one_that_it_was() {
    let place = sold();
    let whole = place.read();
    let (sound, stamp) = (fs::read_to_string(place.ledger()).expect("a ledger"), modified(&place.ledger()));
    // In place, by somebody who puts the clock back.
    rewrite(&place.ledger(), sound.replace("twice", "never").as_bytes());
    File::options().append(true).open(place.ledger()).and_then(|file| file.set_modified(stamp)).expect("a ledger");
    assert!(place.is_seen(&whole), "figures are those of the snapshot");
    let book = place.store().glance(&read("acme"), Reach::Lately).expect("a glance").book;
    let (_, granted) = book.package(&read("granted")).expect("a package");
    let again = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| book.entry(granted.seq)));
    assert!(again.is_err_and(|why| why.is::<Changed>()));
}
