//! The only door (R5–R9, R21–R25, R30, A6).

use std::fs;
use std::time::Duration;
use std::vec;

use hours::domain::{Book, EntryId, Fact, Rejection};
use hours::store::{
    AlreadyThere, Append, Busy, Known, Missing, NotYetOpened, OtherContent, Proposal, Rows, RowsRefused, Store,
};

use crate::shelf::{Shelf, call, client, noted, opening, package, read, request, request_as};

#[test]
fn r5_what_is_acknowledged_is_in_the_file_once() {
    let shelf = Shelf::with_acme();
    let appended = shelf.append(&[call("acme", 45)]).expect("a call");
    assert_eq!((appended.seqs.clone(), appended.already), (3..=3, false));
    let loaded = shelf.load().expect("a ledger");
    assert_eq!(loaded.mark, appended.mark);
    assert_eq!(loaded.book.entry(3).map(|filed| filed.entry), appended.book.entry(3).map(|filed| filed.entry));
    assert_eq!(shelf.lines(), 3);
}

#[test]
fn r7_a_refused_entry_leaves_the_bytes_as_they_were() {
    let shelf = Shelf::with_acme();
    let before = shelf.bytes();
    let refused = shelf.append(&[call("amce", 45)]).expect_err("no such client");
    assert!(matches!(refused.downcast_ref(), Some(Rejection::UnknownClient { .. })), "{refused:#}");
    let broken = shelf.store().append(&request(), |_, _| anyhow::bail!("the proposal"));
    assert_eq!(broken.expect_err("refused").to_string(), "the proposal");
    assert_eq!(shelf.bytes(), before);
}

#[test]
fn a_dry_run_judges_and_writes_nothing() {
    let shelf = Shelf::with_acme();
    fs::remove_file(shelf.folder().join("hours.jsonl.lock")).expect("a lock file");
    fs::write(shelf.path(), [&shelf.bytes()[..], b"torn"].concat()).expect("a file");
    let (before, dry) = (shelf.bytes(), Append { dry_run: true, ..request() });
    let tried = shelf.append_as(&dry, &[call("acme", 45)]).expect("a call");
    assert_eq!((tried.seqs, tried.book.len()), (3..=3, 3));
    assert!(shelf.append_as(&dry, &[call("amce", 45)]).is_err());
    assert_eq!(shelf.bytes(), before);
    assert_eq!(shelf.names(), ["hours.jsonl"]);
}

#[test]
fn r9_a_ledger_is_made_whole_and_never_over_another_file() {
    let shelf = Shelf::empty();
    let made = shelf.store().create(&request(), opening()).expect("a ledger");
    assert_eq!(made.mark, shelf.load().expect("a ledger").mark);
    assert_eq!(shelf.names(), ["hours.jsonl"]);
    let before = shelf.bytes();
    let again = shelf.store().create(&request(), opening()).expect_err("it is there");
    assert!(again.is::<AlreadyThere>(), "{again:#}");
    assert_eq!(shelf.bytes(), before);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(shelf.path()).expect("a file").permissions()) & 0o777,
        0o600
    );
}

#[test]
fn r9_a_file_of_0_bytes_may_become_a_ledger() {
    let shelf = Shelf::holding(b"");
    shelf.store().create(&request(), opening()).expect("a ledger");
    assert_eq!(shelf.load().expect("a ledger").total(), 1);
}

#[test]
fn r9_no_folder_is_made_and_a_dry_run_makes_nothing() {
    let shelf = Shelf::empty();
    let nowhere = Store::at(&shelf.folder().join("missing/hours.jsonl"));
    assert!(nowhere.create(&request(), opening()).is_err());
    shelf.store().create(&Append { dry_run: true, ..request() }, opening()).expect("it could be made");
    assert_eq!(shelf.names(), [""; 0]);
}

#[test]
fn r9_an_opening_that_breaks_a_rule_makes_nothing() {
    let shelf = Shelf::empty();
    let open = hours::domain::Open { vat: read("0"), ..opening() };
    assert!(shelf.store().create(&request(), open).is_err_and(|error| error.is::<Rejection>()));
    assert_eq!(shelf.names(), [""; 0]);
}

#[test]
fn r24_a_second_opening_with_the_same_id_is_done_already() {
    let shelf = Shelf::empty();
    shelf.store().create(&request_as("mine"), opening()).expect("a ledger");
    let before = shelf.bytes();
    assert!(shelf.store().create(&request_as("mine"), opening()).expect("the same").already);
    let other = hours::domain::Open { expiry_notice: 31, ..opening() };
    let refused = shelf.store().create(&request_as("mine"), other).expect_err("another");
    assert!(refused.is::<OtherContent>(), "{refused:#}");
    assert_eq!(shelf.bytes(), before);
}

#[test]
fn a6_the_same_id_and_content_again_is_done_already() {
    let shelf = Shelf::with_acme();
    shelf.append_as(&request_as("t-1"), &[call("acme", 45)]).expect("a call");
    shelf.append(&[call("acme", 15)]).expect("another");
    let before = shelf.bytes();
    let again = shelf.append_as(&request_as("t-1"), &[call("acme", 45)]).expect("the same");
    assert_eq!((again.seqs, again.already, again.book.len(), again.mark.seq), (3..=3, true, 4, 4));
    assert_eq!(shelf.bytes(), before);
}

#[test]
fn a6_the_same_id_with_other_content_is_refused_showing_both() {
    let shelf = Shelf::with_acme();
    shelf.append_as(&request_as("t-1"), &[call("acme", 45)]).expect("a call");
    let before = shelf.bytes();
    let refused = shelf.append_as(&request_as("t-1"), &[call("acme", 50)]).expect_err("another");
    let told = refused.to_string();
    assert!(told.contains("entry #3, whose minutes is `45` and not `50`"), "{told}");
    let OtherContent { seq, .. } = refused.downcast().expect("other content");
    assert_eq!(seq, 3);
    // An id of the opening is no entry that could be repeated.
    let opened = shelf.load().expect("a ledger").book.entry(1).expect("an opening").entry.id;
    let refused = shelf.append_as(&request_as(opened.as_str()), &[call("acme", 50)]).expect_err("another");
    assert!(refused.is::<OtherContent>(), "{refused:#}");
    assert_eq!(shelf.bytes(), before);
}

#[test]
fn a6_a_retry_is_filled_in_from_the_book_and_the_clock_of_then() {
    let shelf = Shelf::with_acme();
    let buy = |request: &Append| {
        shelf.store().append(request, |book, now| {
            let name = book.next_package_names(read("acme")).next().expect("a name");
            let Fact::Purchase(mut bought) = package("acme", name.as_str(), 10) else { unreachable!() };
            bought.date = now.utc_date().expect("a day");
            bought.from = bought.date;
            Ok(Proposal { facts: vec![Fact::Purchase(bought)], today: read("2026-11-24") })
        })
    };
    assert!(!buy(&request_as("p-1")).expect("bought").already);
    buy(&request()).expect("another package");
    // The next day, another package is there, and the retry still means the first.
    let tomorrow = Append { now: read("2026-11-24T09:00:00Z"), ..request_as("p-1") };
    let again = buy(&tomorrow).expect("the same");
    assert_eq!((again.already, again.seqs), (true, 3..=3));
    assert_eq!(shelf.lines(), 4);
}

#[test]
fn a6_a_retry_of_an_entry_that_lacks_its_lf_finishes_it() {
    let shelf = Shelf::with_acme();
    shelf.append_as(&request_as("t-1"), &[call("acme", 45)]).expect("a call");
    let whole = shelf.bytes();
    fs::write(shelf.path(), &whole[..whole.len() - 1]).expect("a file");
    assert!(shelf.append_as(&request_as("t-1"), &[call("acme", 45)]).expect("the same").already);
    assert_eq!(shelf.bytes(), whole);
}

#[test]
fn a6_a_batch_is_repeated_by_its_first_id() {
    let shelf = Shelf::with_acme();
    let batch = [package("acme", "a", 10), package("acme", "b", 10)];
    shelf.append_as(&request_as("b-1"), &batch).expect("two packages");
    let again = shelf.append_as(&request_as("b-1"), &batch).expect("the same");
    assert_eq!((again.seqs, again.already), (3..=4, true));
    let more = [&batch[..], &[package("acme", "c", 10)]].concat();
    for other in [&batch[..1], &more] {
        assert!(shelf.append_as(&request_as("b-1"), other).is_err_and(|error| error.is::<OtherContent>()));
    }
    assert_eq!(shelf.lines(), 4);
}

#[test]
fn r30_recorded_is_strictly_increasing_and_keeps_the_clock_that_went_back() {
    let shelf = Shelf::with_acme();
    let back = Append { now: read("2026-11-23T09:00:00Z"), ..request() };
    let appended = shelf.append_as(&back, &[call("acme", 15), call("acme", 20)]).expect("two calls");
    let entries: Vec<_> = appended.book.entries().skip(1).map(|filed| filed.entry).collect();
    let recorded: Vec<_> = entries.iter().map(|entry| entry.recorded.to_string()).collect();
    assert_eq!(recorded, ["2026-11-23T09:14:05.120395Z", "2026-11-23T09:14:05.120396Z", "2026-11-23T09:14:05.120397Z"]);
    let clocks: Vec<_> = entries.iter().map(|entry| entry.clock.map(|clock| clock.to_string())).collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        clocks,
        [some("2026-11-23T09:14:05.120394Z"), some("2026-11-23T09:00:00.000000Z"), some("2026-11-23T09:00:00.000001Z")]
    );
}

#[test]
fn a4_ids_made_by_the_program_are_32_digits_and_differ() {
    let shelf = Shelf::with_acme();
    let batch: Vec<_> = (0..50).map(|n| noted("acme", 15, &format!("call {n}"))).collect();
    let book = shelf.append(&batch).expect("fifty calls").book;
    let mut ids: Vec<_> = book.entries().map(|filed| filed.entry.id.to_string()).collect();
    assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 52);
}

#[test]
fn a7_known_asks_what_the_ledger_said_then() {
    let shelf = Shelf::holding(&crate::shelf::documented_bytes());
    let known = |known| shelf.store().load(Some(known));
    let at_seq = known(Known::Seq(8)).expect("a ledger");
    assert_eq!((at_seq.book.len(), at_seq.mark.seq, at_seq.total()), (8, 8, 23));
    let head = at_seq.mark.head.as_str();
    assert!(at_seq.line(8).is_some_and(|line| line.ends_with(&format!(",\"hash\":\"{head}\"}}"))));
    assert_eq!(at_seq.find_head(&head[..32]), Some(8));
    assert_eq!(at_seq.find_head("xyz"), None);
    let at_noon = known(Known::Instant(read("2026-11-20T13:58:21.004412Z"))).expect("a ledger");
    assert_eq!(at_noon.mark.seq, 6);
    // Inside a batch, too.
    assert_eq!(known(Known::Seq(10)).expect("a ledger").book.len(), 10);
    for seq in [0, 24] {
        let refused = known(Known::Seq(seq)).expect_err("no such entry");
        assert!(matches!(refused.downcast_ref(), Some(Rejection::UnknownEntry { .. })), "{refused:#}");
    }
    let before = known(Known::Instant(read("2026-11-01T00:00:00Z"))).expect_err("not opened yet");
    assert!(before.is::<NotYetOpened>(), "{before:#}");
}

#[test]
fn r21_a_held_lock_is_waited_for_and_its_holder_named() {
    let shelf = Shelf::with_acme();
    let lock = fs::File::options().write(true).open(shelf.folder().join("hours.jsonl.lock")).expect("a lock file");
    lock.lock().expect("a lock");
    fs::write(shelf.folder().join("hours.jsonl.lock"), "pid 12: hours log \u{1b}[31mbeta\n").expect("a note");
    let before = shelf.bytes();
    let hasty = Append { wait: Duration::from_millis(80), ..request() };
    let busy = shelf.append_as(&hasty, &[call("acme", 15)]).expect_err("locked");
    assert!(busy.to_string().contains("pid 12: hours log \\u{1b}[31mbeta"), "{busy}");
    assert!(busy.is::<Busy>());
    assert_eq!(shelf.bytes(), before);
    // Readers do not care.
    assert_eq!(shelf.load().expect("a ledger").total(), 2);
    let waiting = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        lock.unlock().expect("unlocked");
    });
    shelf.append(&[call("acme", 15)]).expect("it waited");
    waiting.join().expect("a thread");
}

#[test]
fn r12_a_writer_at_work_is_no_torn_end() {
    let shelf = Shelf::with_acme();
    fs::write(shelf.path(), [&shelf.bytes()[..], b"half a li"].concat()).expect("a file");
    let lock = fs::File::open(shelf.folder().join("hours.jsonl.lock")).expect("a lock file");
    lock.lock().expect("a lock");
    let loaded = shelf.load().expect("a ledger");
    assert_eq!((loaded.total(), loaded.unfinished), (2, None));
    lock.unlock().expect("unlocked");
    assert!(shelf.load().expect("a ledger").unfinished.is_some());
}

#[test]
fn r21_the_lock_is_private_and_its_note_is_wiped() {
    let shelf = Shelf::with_acme();
    let lock = shelf.folder().join("hours.jsonl.lock");
    let held = shelf.store().append(&request(), |_, _| {
        let note = fs::read_to_string(&lock)?;
        assert_eq!(note, format!("pid {}: hours log acme 45m\n", std::process::id()));
        Ok(Proposal { facts: vec![call("acme", 15)], today: read("2026-11-23") })
    });
    held.expect("a call");
    assert_eq!(fs::read(&lock).expect("a lock file"), b"");
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&lock).expect("a file").permissions()) & 0o777,
        0o600
    );
}

#[test]
fn r22_concurrent_writers_are_all_there_once() {
    let shelf = Shelf::with_acme();
    std::thread::scope(|scope| {
        for writer in 0..6 {
            let shelf = &shelf;
            scope.spawn(move || {
                for n in 0..10 {
                    shelf.append(&[noted("acme", 15, &format!("{writer}-{n}"))]).expect("a call");
                    shelf.load().expect("a sound ledger");
                }
            });
        }
    });
    let loaded = shelf.load().expect("a ledger");
    let mut notes: Vec<_> =
        (3..=62).filter_map(|seq| Some(loaded.line(seq)?.split("\"note\":").nth(1)?.to_owned())).collect();
    notes.iter_mut().for_each(|note| note.truncate(5));
    notes.sort();
    notes.dedup();
    assert_eq!((notes.len(), loaded.total()), (60, 62));
}

#[test]
fn r24_the_same_id_from_several_at_once_is_one_line() {
    let shelf = Shelf::with_acme();
    let fresh = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let done = shelf.append_as(&request_as("once"), &[client("beta")]).expect("a client");
                if !done.already {
                    fresh.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!((fresh.into_inner(), shelf.lines()), (1, 3));
}

#[test]
#[cfg(unix)]
fn r25_a_file_replaced_while_writing_is_not_acknowledged() {
    let shelf = Shelf::with_acme();
    let replaced = shelf.store().append(&request(), |_, _| {
        let copy = shelf.folder().join("copy");
        fs::copy(shelf.path(), &copy)?;
        fs::rename(&copy, shelf.path())?;
        Ok(Proposal { facts: vec![call("acme", 15)], today: read("2026-11-23") })
    });
    let error = replaced.expect_err("replaced");
    assert!(error.is::<hours::store::Replaced>(), "{error:#}");
    assert_eq!(shelf.lines(), 2);
}

#[test]
fn r7_where_another_program_wrote_at_the_same_time_it_is_not_known_what_is_recorded() {
    let shelf = Shelf::with_acme();
    let foreign = b"not of hours\n";
    let grown = shelf.store().append(&request(), |_, _| {
        let mut file = fs::OpenOptions::new().append(true).open(shelf.path())?;
        std::io::Write::write_all(&mut file, foreign)?;
        Ok(Proposal { facts: vec![call("acme", 15)], today: read("2026-11-23") })
    });
    // The entry is in it, behind what no ledger has.
    let error = grown.expect_err("another program wrote to it");
    assert!(error.is::<hours::store::Uncertain>(), "{error:#}");
    assert!(shelf.bytes().windows(foreign.len()).any(|bytes| bytes == foreign));
}

#[test]
fn n46_no_ledger_is_said_and_nothing_made() {
    let shelf = Shelf::empty();
    assert!(shelf.load().is_err_and(|error| error.is::<Missing>()));
    assert!(shelf.append(&[client("acme")]).is_err_and(|error| error.is::<Missing>()));
    assert_eq!(shelf.names(), [""; 0]);
}

/// Rows with the ids `r-1`, `r-2` …
fn rows(facts: &[Fact], whole: bool) -> Rows<vec::IntoIter<(EntryId, Fact)>> {
    let named = facts.iter().enumerate().map(|(n, fact)| (read(&format!("r-{}", n + 1)), fact.clone()));
    Rows { rows: named.collect::<Vec<_>>().into_iter(), today: read("2026-11-23"), whole }
}

#[test]
fn r10_rows_are_appended_under_their_own_ids_or_all_of_them_told() {
    let shelf = Shelf::with_acme();
    // Whoever asks sees the new rows, and where they begin.
    let ask = |book: &Book, first| (first, book.len());
    let append = |rows: Rows<_>| shelf.store().append_rows(&request(), |_, _| Ok(rows), ask);
    let before = shelf.bytes();
    let bad = [call("acme", 15), call("amce", 15), call("acme", 0), call("acme", 45)];
    let refused = append(rows(&bad, true)).expect_err("two bad rows");
    let RowsRefused { refused } = refused.downcast_ref().expect("rows");
    assert!(matches!(refused[..], [(1, Rejection::UnknownClient { .. }), (2, Rejection::NoTime)]), "{refused:?}");
    // What is known to be missing keeps the rest from being written.
    let refused = append(rows(&bad[..1], false)).expect_err("not the whole file");
    assert_eq!(refused.downcast_ref(), Some(&RowsRefused { refused: Vec::new() }));
    assert_eq!(shelf.bytes(), before);
    let (appended, asked) = append(rows(&[call("acme", 15), call("acme", 45)], true)).expect("two calls");
    assert_eq!((&appended.seqs, appended.already, asked), (&(3..=4), false, (3, 4)));
    let loaded = shelf.load().expect("a ledger");
    assert_eq!(loaded.mark, appended.mark);
    assert_eq!(loaded.book.entry_by_id(&read("r-2")).map(|filed| filed.entry.seq), Some(4));
}

#[test]
fn r1_a_row_that_no_reader_would_take_is_not_written() {
    let shelf = Shelf::with_acme();
    let before = shelf.bytes();
    let Fact::Call(call) = call("acme", 15) else { panic!("a call") };
    // A remark may be that long, a name may not.
    let text = |most| Some(hours::domain::Text::new(&"x".repeat(most), most).expect("a text"));
    let with = |contact| Fact::Call(hours::domain::Call { contact, ..call.clone() });
    let append = |facts: &[Fact]| shelf.store().append_rows(&request(), |_, _| Ok(rows(facts, true)), |_, _| ());
    let refused = append(&[with(None), with(text(201))]).expect_err("too long");
    assert!(refused.to_string().starts_with("an entry could not be read back"), "{refused}");
    assert_eq!(shelf.bytes(), before);
    append(&[with(None), with(text(200))]).expect("just short enough");
}

#[test]
fn r10_a_bad_row_among_hundreds_is_told_by_its_place_and_keeps_all_from_being_written() {
    let shelf = Shelf::with_acme();
    let before = shelf.bytes();
    let append = |facts: &[Fact]| shelf.store().append_rows(&request(), |_, _| Ok(rows(facts, true)), |_, _| ());
    // So many that they are spelled in pieces, on all cores.
    let mut calls = vec![call("acme", 15); 1200];
    calls[700] = call("acme", 0);
    calls[1199] = call("amce", 15);
    let refused = append(&calls).expect_err("two bad rows");
    let RowsRefused { refused } = refused.downcast_ref().expect("rows");
    assert!(matches!(refused[..], [(700, Rejection::NoTime), (1199, Rejection::UnknownClient { .. })]), "{refused:?}");
    let Fact::Call(good) = call("acme", 15) else { panic!("a call") };
    let long = hours::domain::Text::new(&"x".repeat(201), 201).ok();
    calls[700] = Fact::Call(hours::domain::Call { contact: long, ..good });
    let unread = append(&calls).expect_err("a row that no reader would take");
    assert!(unread.to_string().starts_with("an entry could not be read back"), "{unread}");
    assert_eq!(shelf.bytes(), before);
    calls.truncate(700);
    append(&calls).expect("all of them good");
    assert_eq!(shelf.load().expect("a ledger").mark.seq, 702);
}

#[test]
fn f4_packages_that_rows_name_are_judged_when_all_rows_are_there() {
    let shelf = Shelf::with_acme();
    shelf.append(&[package("acme", "small", 1), package("acme", "large", 10)]).expect("packages");
    let named = |minutes: u64, name: &str| match call("acme", minutes) {
        Fact::Call(call) => Fact::Call(hours::domain::Call { package: Some(read(name)), ..call }),
        fact => fact,
    };
    let append = |facts: &[Fact]| shelf.store().append_rows(&request(), |_, _| Ok(rows(facts, true)), |_, _| ());
    let refused =
        append(&[named(45, "small"), named(15, "large"), named(15, "small"), named(15, "small"), named(15, "none")]);
    let refused = refused.expect_err("more than there is");
    let RowsRefused { refused } = refused.downcast_ref().expect("rows");
    let told: Vec<_> = refused.iter().map(|(at, why)| format!("{at}: {why}")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("3: package `small` cannot be drawn on"), "{told:?}");
    assert!(told[1].starts_with("4: no package `none`"), "{told:?}");
    append(&[named(45, "small"), named(15, "large"), named(15, "small")]).expect("just enough");
}

#[test]
fn r24_no_new_row_is_done_already_and_synced() {
    let shelf = Shelf::with_acme();
    let nothing = |dry_run| {
        let request = Append { dry_run, ..request() };
        let ask = |book: &Book, first| (first, book.len());
        let (done, asked) =
            shelf.store().append_rows(&request, |_, _| Ok(rows(&[], true)), ask).expect("nothing to do");
        assert_eq!(asked, (3, 2));
        done
    };
    // The last line lacks its LF: it counts from here on, and has it.
    let bytes = shelf.bytes();
    fs::write(shelf.path(), &bytes[..bytes.len() - 1]).expect("a file");
    assert!(nothing(true).already);
    assert_eq!(shelf.bytes().len(), bytes.len() - 1);
    let done = nothing(false);
    assert!(done.already && done.seqs.is_empty() && done.warnings.len() == 1, "{:?}", done.warnings);
    assert_eq!(shelf.bytes(), bytes);
    assert_eq!(done.mark, shelf.load().expect("a ledger").mark);
}
