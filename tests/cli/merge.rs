//! `hours merge`

use std::fs;

use insta::assert_snapshot;

use crate::desk::{Desk, words};

/// A ledger in `hours.jsonl` and a copy of it in `other.jsonl`, in a folder of its own so that neither sees the other.
fn copies() -> Desk {
    let desk = Desk::with_package();
    fs::create_dir(desk.file("there")).expect("a folder");
    fs::copy(desk.file("hours.jsonl"), other(&desk)).expect("a copy");
    desk
}

fn other(desk: &Desk) -> std::path::PathBuf {
    desk.file("there/other.jsonl")
}

/// Runs a command on the other copy.
fn there(desk: &Desk, line: &str) {
    let shown = desk.sh(&format!("--ledger there/other.jsonl {line}"));
    assert!(!shown.contains("[exit"), "{line}\n{shown}");
}

fn forked() -> Desk {
    let desk = copies();
    desk.ok("log acme 1h ours --id ours-1 --on 2026-11-05");
    there(&desk, "log acme 30m theirs --id theirs-1 --on 2026-11-04");
    there(&desk, "log acme 15m 'theirs too' --id theirs-2 --on 2026-11-05");
    desk
}

#[test]
fn r41_nothing_to_add_is_said_and_only_longer_is_appended_byte_for_byte() {
    let desk = copies();
    let before = desk.ledger();
    assert_snapshot!(desk.sh("merge there/other.jsonl"), @"nothing to merge: the other copy has no entry that is not here");
    assert_snapshot!(desk.sh("merge hours.jsonl"), @"nothing to merge: the other copy has no entry that is not here");
    assert_eq!(desk.ledger(), before);
    there(&desk, "log acme 30m theirs");
    assert_snapshot!(desk.sh("merge there/other.jsonl"), @"
    1 entry appended; nothing was written here since #3
        4 entries, head <hash>
    ");
    assert_eq!(desk.ledger(), fs::read_to_string(other(&desk)).expect("a ledger"));
}

#[test]
fn r41_r42_r43_both_longer_keeps_our_lines_and_adopts_theirs_verbatim_with_both_heads_provable() {
    let desk = forked();
    let (before, theirs) = (desk.ledger(), fs::read_to_string(other(&desk)).expect("a ledger"));
    assert_snapshot!(desk.sh("merge there/other.jsonl --dry-run"), @"
    2 entries adopted, behind 1 entry that only this copy had since #3
        6 entries, head <hash>
    note: a dry run: nothing was written
    ");
    assert_eq!(desk.ledger(), before);
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "merge there/other.jsonl", "verify", "entries acme"]), @"
    $ hours merge there/other.jsonl
    2 entries adopted, behind 1 entry that only this copy had since #3
        6 entries, head <hash>

    $ hours merge there/other.jsonl
    nothing to merge: the other copy has no entry that is not here

    $ hours verify
    ok: 6 entries, chain intact to <hash>, replay and invoices agree
    entry #6, the last that this machine remembers, is in it

    $ hours entries acme
    entry  date        client  kind      worked  charged  what
       #2  2026-11-23  acme    client                     acme: name ACME GmbH
       #3  2026-11-02  acme    purchase                   acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
       #4  2026-11-05  acme    call          1h       1h  ours
       #5  2026-11-04  acme    call         30m      30m  theirs
       #6  2026-11-05  acme    call         15m      15m  theirs too
    ");
    let after = desk.ledger();
    assert!(after.starts_with(&before));
    for line in theirs.lines().skip(3) {
        let quoted = serde_json::to_string(line).expect("a string");
        assert!(after.contains(&format!("\"line\":{quoted}")), "{line}");
        let head = &line[line.len() - 66..line.len() - 2];
        assert!(
            desk.run(&["verify", "--head", head]).contains("that head of a copy that was merged stands at entry #")
        );
    }
    // What comes later is later than all, and both go on.
    desk.ok("log acme 5m after");
    there(&desk, "log acme 10m 'theirs three'");
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "merge there/other.jsonl", "verify"]), @"
    $ hours merge there/other.jsonl
    1 entry adopted, behind 4 entries that only this copy had since #3
        8 entries, head <hash>

    $ hours merge there/other.jsonl
    nothing to merge: the other copy has no entry that is not here

    $ hours verify
    ok: 8 entries, chain intact to <hash>, replay and invoices agree
    entry #8, the last that this machine remembers, is in it
    ");
}

#[test]
fn r44_without_barriers_either_way_round_gives_the_same_figures() {
    let desk = forked();
    fs::copy(desk.file("hours.jsonl"), desk.file("there/ours.jsonl")).expect("a copy");
    desk.ok("merge there/other.jsonl");
    there(&desk, "merge there/ours.jsonl");
    for question in ["balance --packages", "balance", "statement acme", "revenue --from 2026-11-01 --to 2026-11-30"] {
        let here = desk.sh(question);
        assert!(!here.contains("[exit"), "{here}");
        assert_eq!(here, desk.sh(&format!("--ledger there/other.jsonl {question}")), "{question}");
    }
    // A merge of a merge: each side holds what the other made of it.
    desk.ok("log acme 5m more");
    there(&desk, "merge hours.jsonl");
    desk.ok("merge there/other.jsonl");
    assert!(desk.sh("verify").starts_with("ok:"), "{}", desk.sh("verify"));
    assert_eq!(desk.sh("balance"), desk.sh("--ledger there/other.jsonl balance"));
}

#[test]
fn r44_the_same_id_counts_once_with_the_same_content_and_is_refused_with_another() {
    let desk = copies();
    desk.ok("log acme 1h ticket --id t-1 --on 2026-11-05");
    there(&desk, "log acme 1h ticket --id t-1 --on 2026-11-05");
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "balance", "entries acme", "merge there/other.jsonl", "verify"]), @"
    $ hours merge there/other.jsonl
    1 entry adopted, behind 1 entry that only this copy had since #3
        1 of them stood here already and counts once
        5 entries, head <hash>

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-05  ok

    $ hours entries acme
    entry  date        client  kind      worked  charged  what
       #2  2026-11-23  acme    client                     acme: name ACME GmbH
       #3  2026-11-02  acme    purchase                   acme-1  10h for 1,500.00 EUR gross, from 2026-11-02, no end
       #4  2026-11-05  acme    call          1h       1h  ticket

    $ hours merge there/other.jsonl
    nothing to merge: the other copy has no entry that is not here

    $ hours verify
    ok: 5 entries, chain intact to <hash>, replay and invoices agree
    entry #5, the last that this machine remembers, is in it
    ");
    let desk = copies();
    desk.ok("log acme 1h ticket --id t-1 --on 2026-11-05");
    there(&desk, "log acme 2h ticket --id t-1 --on 2026-11-05");
    there(&desk, "log acme 1h fine --id t-2 --on 2026-11-05");
    assert_snapshot!(desk.refused(&["merge", "there/other.jsonl"]).1, @"
    error: 1 entry of the other copy cannot be adopted; #4 there (call t-1): the id `t-1` is taken by entry #4, whose minutes is `60` and not `120`
    hint: write here what only the other copy has, from its #4 on: hours entries --ledger there/other.jsonl
    hint: then put this one in its place, for another merge would stop here again: cp hours.jsonl there/other.jsonl
    [exit 1]
    ");
}

#[test]
fn r42_a_package_name_on_both_sides_is_refused_with_the_list() {
    let desk = copies();
    desk.ok("buy acme 5h --id b-1");
    there(&desk, "buy acme 6h --id b-2");
    assert_snapshot!(desk.refused(&["merge", "there/other.jsonl", "--keep-both"]).1, @"
    error: 1 entry of the other copy cannot be adopted; #4 there (purchase b-2): there is a package `acme-2` already
    hint: write here what only the other copy has, from its #4 on: hours entries --ledger there/other.jsonl
    hint: then put this one in its place, for another merge would stop here again: cp hours.jsonl there/other.jsonl
    [exit 1]
    ");
}

#[test]
fn r45_an_invoice_number_on_both_sides_is_refused_and_kept_on_demand_until_credited() {
    let desk = Desk::with_package();
    desk.ok("client add beta Beta");
    desk.ok("buy beta 1h --id b-1");
    fs::create_dir(desk.file("there")).expect("a folder");
    fs::copy(desk.file("hours.jsonl"), other(&desk)).expect("a copy");
    desk.ok("invoice issue acme --id i-1");
    there(&desk, "invoice issue beta --id i-2");
    assert_snapshot!(desk.refused(&["merge", "there/other.jsonl"]).1, @"
    error: 1 entry of the other copy cannot be adopted; #6 there (invoice i-2): the number `2026-0001` is taken by entry #6
    hint: --keep-both adopts what only bears a number that is taken, or a day that is closed here
    [exit 1]
    ");
    assert_snapshot!(desk.session(&["merge there/other.jsonl --keep-both", "verify", "invoice credit '#6' --reason twice", "verify"]), @"
    $ hours merge there/other.jsonl --keep-both
    1 entry adopted, behind 1 entry that only this copy had since #5
        7 entries, head <hash>

    $ hours verify
    ok: 7 entries, chain intact to <hash>, replay and invoices agree
    invoice 2026-0001
    entry #7, the last that this machine remembers, is in it
    warning: the number `2026-0001` stands on two documents, #6 and #7: two copies of the ledger gave it
    hint: an issued number never changes: hours invoice credit '#7' --reason TEXT cancels the second of them

    $ hours invoice credit '#6' --reason twice
    #8  credit note 2026-0002  acme  −1,500.00 EUR, 1 line
        acme has 10h left

    credit note 2026-0002
      date         2026-11-23
      through      2026-11-23
      from         Kaffee IT
      to           ACME GmbH
      credits      invoice 2026-0001
      reason       twice

    line  date        what                    time  rate     amount
       1  2026-11-02  acme-1: 10h of support   10h        −1,500.00

    net −1,260.50 + 19 % VAT −239.50 = −1,500.00, included in the prices
    total −1,500.00 EUR

    Kaffee IT, ledger <short> up to entry #8, head <hash>

    $ hours verify
    ok: 8 entries, chain intact to <hash>, replay and invoices agree
    invoices 2026-0001 to 2026-0002, no number missing
    entry #8, the last that this machine remembers, is in it
    ");
}

#[test]
fn r45_either_of_two_documents_with_one_number_is_named_by_its_entry() {
    let desk = Desk::with_package();
    desk.ok("client add beta Beta");
    desk.ok("buy beta 1h");
    fs::create_dir(desk.file("there")).expect("a folder");
    fs::copy(desk.file("hours.jsonl"), other(&desk)).expect("a copy");
    desk.ok("invoice issue acme");
    there(&desk, "invoice issue beta");
    desk.ok("merge there/other.jsonl --keep-both");
    // The number alone is neither, and the same command twice must not cancel both.
    for command in ["invoice show 2026-0001", "invoice credit 2026-0001 --reason x"] {
        let (exit, said) = desk.refused(&words(command).iter().map(String::as_str).collect::<Vec<_>>());
        assert!(exit == 1 && said.contains("`2026-0001` stands on 2 documents: #6, #7\nhint: name"), "{said}");
    }
    assert!(desk.refused(&["show", "2026-0001"]).1.contains("`2026-0001` stands on 2 documents: #6, #7"));
    assert!(desk.ok("invoice show #6").contains("ACME GmbH"));
    assert!(desk.ok("invoice show #7").contains("Beta"));
    assert!(desk.ok("invoice credit #7 --reason twice").contains("credit note 2026-0002  beta"));
    assert!(desk.sh("invoice credit #5 --reason x").contains("error: no invoice `#5`"));
    assert!(!desk.ok("verify").contains("two documents"));
}

#[test]
fn r45_a_barrier_of_theirs_over_entries_of_ours_is_refused_and_the_other_way_round_works() {
    let desk = copies();
    desk.ok("log acme 1h ours --id o-1 --on 2026-11-20");
    there(&desk, "close acme --through 2026-11-10 --id c-1");
    assert_snapshot!(desk.refused(&["merge", "there/other.jsonl"]).1, @"
    error: 1 entry of the other copy cannot be adopted; #4 there (close c-1): it fixed figures of `acme` without knowing what was recorded here
    hint: merge the other way round, with the same options: hours merge hours.jsonl --ledger there/other.jsonl, then take that file
    [exit 1]
    ");
    there(&desk, "merge hours.jsonl");
}

#[test]
fn r41_what_is_no_copy_of_this_ledger_is_refused() {
    let desk = forked();
    let ledger = fs::read_to_string(other(&desk)).expect("a ledger");
    fs::write(desk.file("there/damaged"), ledger.replace("theirs too", "theirs two")).expect("a file");
    fs::write(desk.file("there/torn"), format!("{ledger}{{\"seq\":6,\"id\"")).expect("a file");
    desk.output(
        &words("init --name Other --rate 100 there/elsewhere.jsonl").iter().map(String::as_str).collect::<Vec<_>>(),
    );
    for (name, exit) in [("elsewhere.jsonl", 1), ("damaged", 4), ("missing", 5), (".", 5)] {
        let (code, shown) = desk.refused(&["merge", &format!("there/{name}")]);
        assert_eq!(code, exit, "{name}: {shown}");
    }
    #[cfg(unix)]
    {
        let fifo = desk.file("there/fifo");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
        assert_eq!(desk.refused(&["merge", "there/fifo"]).0, 5);
        std::os::unix::fs::symlink("torn", desk.file("there/link")).expect("a link");
        assert_snapshot!(desk.sh("merge there/link"), @"
        2 entries adopted, behind 1 entry that only this copy had since #3
            6 entries, head <hash>
        warning: the other copy: line 6 was never finished: 13 bytes do not count
        ");
    }
}

#[test]
fn r42_known_is_the_file_up_to_the_first_line_recorded_later() {
    let desk = forked();
    desk.ok("merge there/other.jsonl");
    assert_snapshot!(desk.session(&["balance --known 4", "balance --known 2026-11-23T09:00:03Z", "balance"]), @"
    $ hours balance --known 4
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-05  ok

    $ hours balance --known 2026-11-23T09:00:03Z
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-05  ok

    $ hours balance
    client   left   used  over  to invoice  last call   state
    acme    8h15m  1h45m                 –  2026-11-05  ok
    ");
}

#[test]
fn r40_a_copy_in_the_folder_with_entries_of_its_own_is_told_of() {
    let desk = forked();
    fs::copy(other(&desk), desk.file("hours (conflicted copy).jsonl")).expect("a copy");
    assert_snapshot!(desk.session(&["balance", "verify", "merge 'hours (conflicted copy).jsonl'", "balance"]), @"
    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-05  ok
    warning: `hours (conflicted copy).jsonl` is a copy of this ledger that went its own way after #3: 2 there, 1 here; hours merge 'hours (conflicted copy).jsonl' brings them together

    $ hours verify
    ok: 4 entries, chain intact to <hash>, replay and invoices agree
    entry #4, the last that this machine remembers, is in it
    warning: `hours (conflicted copy).jsonl` is a copy of this ledger that went its own way after #3: 2 there, 1 here; hours merge 'hours (conflicted copy).jsonl' brings them together

    $ hours merge 'hours (conflicted copy).jsonl'
    2 entries adopted, behind 1 entry that only this copy had since #3
        6 entries, head <hash>

    $ hours balance
    client   left   used  over  to invoice  last call   state
    acme    8h15m  1h45m                 –  2026-11-05  ok
    ");
}

#[test]
fn r42_copies_that_merge_crosswise_again_and_again_stay_small_and_prove_each_others_heads() {
    let desk = copies();
    let mut heads = Vec::new();
    for round in 0..12 {
        desk.ok(&format!("log acme 1m ours-{round}"));
        there(&desk, &format!("log acme 1m theirs-{round}"));
        for ledger in ["hours.jsonl", "there/other.jsonl"] {
            heads.push(desk.ok(&format!("--ledger {ledger} verify --print-head")));
        }
        desk.ok("merge there/other.jsonl");
        there(&desk, "merge hours.jsonl");
    }
    desk.ok("merge there/other.jsonl");
    let longest = desk.ledger().lines().map(str::len).max().unwrap_or_default();
    assert!(longest < 2000, "{longest}");
    assert!(desk.ledger().contains("\"body\":\""));
    for head in heads {
        for ledger in ["hours.jsonl", "there/other.jsonl"] {
            desk.ok(&format!("--ledger {ledger} verify --head {}", head.trim()));
        }
    }
    assert_eq!(desk.sh("balance"), desk.sh("--ledger there/other.jsonl balance"));
}

#[test]
fn r43_what_a_third_copy_recorded_is_proved_through_the_second_one() {
    let desk = forked();
    fs::create_dir(desk.file("third")).expect("a folder");
    fs::copy(desk.file("hours.jsonl"), desk.file("third/third.jsonl")).expect("a copy");
    let third = |line: &str| desk.sh(&format!("--ledger third/third.jsonl {line}"));
    third("log acme 10m third --id 3-1 --on 2026-11-06");
    third("log acme 11m third --id 3-2 --on 2026-11-06");
    desk.ok("log acme 12m both --id b-1 --on 2026-11-07");
    third("log acme 12m both --id b-1 --on 2026-11-07");
    let head = third("verify --print-head --out head.txt");
    assert_eq!(head, "");
    let head = fs::read_to_string(desk.file("head.txt")).expect("a head");
    there(&desk, "merge third/third.jsonl");
    desk.ok("merge there/other.jsonl");
    let told = desk.sh(&format!("verify --head {}", head.trim()));
    assert!(told.contains("that head of a copy that was merged stands at entry #"), "{told}");
    // It brings nothing more itself.
    assert_snapshot!(desk.sh("merge third/third.jsonl"), @"nothing to merge: the other copy has no entry that is not here");
    assert_eq!(desk.sh("balance"), desk.sh("--ledger there/other.jsonl balance"));
}

#[test]
fn r41_a_receipt_for_programs() {
    let desk = forked();
    assert_snapshot!(desk.sh("merge there/other.jsonl --format json"), @r#"
    {
      "schema": "hours.merge/1",
      "merged": "adopted",
      "dry_run": false,
      "fork": 3,
      "own": 1,
      "added": 2,
      "on_both_sides": 0,
      "ledger": "<hash>",
      "seq": 6,
      "head": "<hash>"
    }
    "#);
    assert_snapshot!(desk.sh("merge there/other.jsonl --format json"), @r#"
    {
      "schema": "hours.merge/1",
      "merged": "nothing",
      "dry_run": false,
      "fork": 3,
      "own": 3,
      "added": 0,
      "on_both_sides": 0,
      "ledger": "<hash>",
      "seq": 6,
      "head": "<hash>"
    }
    "#);
    assert_snapshot!(desk.sh("merge there/other.jsonl --out hours.jsonl"), @"
    error: `hours.jsonl` is the ledger itself or its lock
    hint: write the answer to another file
    [exit 2]
    ");
}

#[test]
fn r42_an_adopted_entry_is_shown_as_what_it_says_with_the_line_it_stands_in() {
    let desk = forked();
    desk.ok("merge there/other.jsonl");
    let shown = desk.sh("show theirs-1");
    assert_snapshot!(shown.lines().filter(|line| !line.contains("\"seq\"")).collect::<Vec<_>>().join("\n"), @"
    #5  call  theirs
      acme, Wed 2026-11-04
      worked 30m, charged 30m
      30m from acme-1
      recorded 2026-11-23T09:00:04.000000Z by nina, adopted from another copy
      id theirs-1
    ");
    assert!(desk.sh("show theirs-1 --format json").contains("\"adopted\": true"));
    assert_eq!(desk.ok("export jsonl"), desk.ledger());
    // It can be taken back like any other.
    assert_snapshot!(desk.sh("void theirs-1 --reason 'a slip'"), @"
    #7  void of #5 (theirs, 30m): a slip
        acme has 8h45m left of 10h (8h15m left before)
    ");
}

#[test]
fn r4_r42_a_ledger_with_adopted_entries_is_repaired_like_any_other() {
    let desk = forked();
    desk.ok("merge there/other.jsonl");
    let ledger = desk.ledger();
    fs::write(desk.file("hours.jsonl"), ledger.replace('\n', "\r\n")).expect("a file");
    desk.sh("repair --yes");
    assert!(desk.ledger().starts_with(&ledger));
    assert!(desk.sh("verify").starts_with("ok: 7"), "{}", desk.sh("verify"));
}

#[test]
fn r19_a_ledger_that_has_gone_back_takes_what_was_lost_from_another_copy() {
    let desk = copies();
    let older = desk.ledger();
    desk.ok("log acme 1h ours --id ours-1 --on 2026-11-05");
    fs::copy(desk.file("hours.jsonl"), other(&desk)).expect("a copy");
    fs::write(desk.file("hours.jsonl"), older).expect("an older copy");
    assert_eq!(desk.refused(&["log", "acme", "5m"]).0, 4);
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "verify"]), @"
    $ hours merge there/other.jsonl
    1 entry appended; nothing was written here since #3
        4 entries, head <hash>

    $ hours verify
    ok: 4 entries, chain intact to <hash>, replay and invoices agree
    entry #4, the last that this machine remembers, is in it
    ");
}

#[test]
fn r41_r19_a_ledger_that_has_gone_back_is_not_merged_with_a_copy_that_lacks_the_same() {
    let desk = forked();
    let lines: Vec<String> = desk.ledger().lines().map(|line| format!("{line}\n")).collect();
    fs::write(desk.file("hours.jsonl"), lines[..3].concat()).expect("an older copy");
    assert_eq!(desk.refused(&["merge", "there/other.jsonl"]).0, 4);
}

#[test]
fn r44_of_many_that_cannot_be_adopted_twenty_are_named() {
    let desk = copies();
    for at in 0..23 {
        desk.ok(&format!("log acme 1m ours --id x-{at}"));
        there(&desk, &format!("log acme 2m theirs --id x-{at}"));
    }
    let (exit, shown) = desk.refused(&["merge", "there/other.jsonl"]);
    assert_eq!(exit, 1);
    assert!(shown.starts_with("error: 23 entries of the other copy cannot be adopted; #4 there (call x-0)"), "{shown}");
    assert!(shown.contains("x-19") && !shown.contains("x-20") && shown.contains("; and 3 more"), "{shown}");
}

#[test]
fn r45_refunds_that_no_longer_fit_are_refused_even_with_keep_both() {
    let desk = copies();
    desk.ok("log acme 9h --long ours --id o-1 --on 2026-11-05");
    there(&desk, "refund acme-1 5h --id r-1");
    assert_snapshot!(desk.refused(&["merge", "there/other.jsonl", "--keep-both"]).1, @"
    error: 1 entry of the other copy cannot be adopted; #4 there (refund r-1): `5h` is more than the 1h left of package `acme-1`
    hint: merge the other way round, with the same options: hours merge hours.jsonl --ledger there/other.jsonl, then take that file
    [exit 1]
    ");
}

#[test]
fn r40_a_writing_command_tells_of_a_copy_too_and_nobody_of_an_older_one() {
    let desk = forked();
    fs::copy(other(&desk), desk.file("laptop.jsonl")).expect("a copy");
    let shown = desk.sh("log acme 5m more");
    assert!(
        shown.contains("warning: `laptop.jsonl` is a copy of this ledger that went its own way after #3"),
        "{shown}"
    );
    assert_eq!(shown.matches("laptop").count(), 2, "{shown}");
    let desk = copies();
    fs::copy(desk.file("hours.jsonl"), desk.file("older.jsonl")).expect("a copy");
    fs::write(desk.file("notes.jsonl"), "{}\n").expect("a file");
    assert!(!desk.sh("log acme 5m more").contains("jsonl"));
    assert!(!desk.sh("balance").contains("jsonl"));
}

#[test]
fn r43_an_adopted_line_that_does_not_follow_in_its_own_chain_is_damage_although_the_hashes_of_the_ledger_fit() {
    let desk = copies();
    desk.ok("log acme 1h ours --id ours-1 --on 2026-11-05");
    there(&desk, "log acme 30m theirs --id theirs-1 --on 2026-11-04");
    desk.ok("merge there/other.jsonl");
    let ledger = desk.ledger();
    let change = |body: &str| body.replace("\\\"minutes\\\":30", "\\\"minutes\\\":90");
    let changed = crate::errors::sealed(&ledger, 5, change);
    fs::write(desk.file("hours.jsonl"), changed).expect("a file");
    let (exit, shown) = desk.refused(&["verify"]);
    assert_eq!(exit, 4, "{shown}");
    assert!(shown.contains("the adopted line does not follow the one before it in the copy it came from"), "{shown}");
}

#[test]
fn a6_r24_a_retry_of_what_was_adopted_is_already_recorded() {
    let desk = forked();
    there(&desk, "buy acme 5h --name spare --id two-1 --on 2026-11-06");
    desk.ok("merge there/other.jsonl");
    let before = desk.ledger();
    assert_snapshot!(desk.session(&[
        "log acme 30m theirs --id theirs-1 --on 2026-11-04",
        "buy acme 5h --name spare --id two-1 --on 2026-11-06",
        "log acme 45m theirs --id theirs-1 --on 2026-11-04",
    ]), @"
    $ hours log acme 30m theirs --id theirs-1 --on 2026-11-04
    #5  acme  Wed 2026-11-04  worked 30m, charged 30m  theirs
        30m from acme-1; acme has 13h15m left of 15h
        already recorded; nothing was written

    $ hours buy acme 5h --name spare --id two-1 --on 2026-11-06
    #7  spare  5h for 750.00 EUR gross, from 2026-11-06, no end
        acme has 13h15m left of 15h
        already recorded; nothing was written

    $ hours log acme 45m theirs --id theirs-1 --on 2026-11-04
    error: the id `theirs-1` is taken by entry #5, whose minutes is `30` and not `45`
    hint: a retry repeats the very same command; something new needs another --id
    [exit 1]
    ");
    assert_eq!(desk.ledger(), before);
}

#[test]
fn a6_r10_a_batch_that_was_adopted_is_repeated_by_its_first_id() {
    let desk = copies();
    desk.ok("log acme 1h ours");
    there(&desk, "buy acme 5h --every month --times 3 --id plan --on 2026-11-06");
    desk.ok("merge there/other.jsonl");
    let (before, entries) = (desk.ledger(), desk.entries());
    let again = desk.sh("buy acme 5h --every month --times 3 --id plan --on 2026-11-06");
    assert!(again.contains("already recorded"), "{again}");
    assert_eq!((desk.ledger(), desk.entries()), (before, entries));
}

#[test]
fn r40_r43_a_copy_that_only_adopted_what_stands_here_is_not_told_of_and_its_head_is_found_once_merged() {
    let desk = forked();
    fs::copy(desk.file("hours.jsonl"), desk.file("there/ours.jsonl")).expect("a copy");
    desk.ok("merge there/other.jsonl");
    there(&desk, "merge there/ours.jsonl");
    fs::remove_file(desk.file("there/ours.jsonl")).expect("a file");
    // Both have everything now, each in its own order.
    fs::copy(other(&desk), desk.file("laptop.jsonl")).expect("a copy");
    let told = desk.sh("balance");
    assert!(!told.contains("warning"), "{told}");
    // A statement printed there carries a head of its own.
    let statement = desk.sh("--ledger there/other.jsonl statement acme");
    assert!(statement.contains("head <hash>"), "{statement}");
    let theirs = fs::read_to_string(other(&desk)).expect("a ledger");
    let head = theirs.trim_end().trim_end_matches("\"}").rsplit('"').next().expect("a head").to_owned();
    let lines = desk.entries();
    desk.ok("merge there/other.jsonl");
    assert!(desk.entries() <= lines + 2, "what says nothing new is kept in short");
    let found = desk.run(&["verify", "--head", &head]);
    assert!(found.contains("that head of a copy that was merged stands at entry #"), "{found}");
}

#[test]
fn r45_an_entry_in_a_period_that_was_closed_here_is_kept_when_that_is_wanted() {
    let desk = copies();
    desk.ok("close --all --through 2026-11-20");
    there(&desk, "log acme 1h late --on 2026-11-10");
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "merge there/other.jsonl --keep-both", "verify", "balance"]), @"
    $ hours merge there/other.jsonl
    error: 1 entry of the other copy cannot be adopted; #4 there (call <id>): `2026-11-10` is in the period closed through 2026-11-20
    hint: --keep-both adopts what only bears a number that is taken, or a day that is closed here
    [exit 1]

    $ hours merge there/other.jsonl --keep-both
    1 entry adopted, behind 1 entry that only this copy had since #3
        5 entries, head <hash>

    $ hours verify
    ok: 5 entries, chain intact to <hash>, replay and invoices agree
    entry #5, the last that this machine remembers, is in it

    $ hours balance
    client  left  used  over  to invoice  last call   state
    acme      9h    1h                 –  2026-11-10  ok
    ");
}

#[test]
fn r13_the_other_copys_last_line_counts_though_it_lacks_its_line_end() {
    let desk = forked();
    let theirs = fs::read_to_string(other(&desk)).expect("a ledger");
    fs::write(other(&desk), theirs.trim_end()).expect("a ledger");
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "verify"]), @"
    $ hours merge there/other.jsonl
    2 entries adopted, behind 1 entry that only this copy had since #3
        6 entries, head <hash>

    $ hours verify
    ok: 6 entries, chain intact to <hash>, replay and invoices agree
    entry #6, the last that this machine remembers, is in it
    ");
}

#[test]
fn r31_a_clock_that_is_ahead_in_the_other_copy_is_told() {
    let desk = copies();
    desk.ok("log acme 1h ours");
    let late = desk
        .command(&["--ledger", "there/other.jsonl", "log", "acme", "1h", "--on", "2026-11-20"])
        .env("HOURS_NOW", "2027-06-01T10:00:00Z")
        .output()
        .expect("hours");
    assert!(late.status.success(), "{late:?}");
    assert_snapshot!(desk.sh("merge there/other.jsonl"), @"
    1 entry adopted, behind 1 entry that only this copy had since #3
        5 entries, head <hash>
    warning: the other copy has an entry of 2027-06-01T10:00:00.000000Z: a clock was ahead there
    ");
}

#[test]
fn what_is_wrong_with_the_other_copy_is_said_of_that_one() {
    let desk = forked();
    let theirs = fs::read_to_string(other(&desk)).expect("a ledger");
    fs::write(other(&desk), theirs.replacen("30", "31", 1)).expect("a ledger");
    assert_snapshot!(desk.session(&["merge there/other.jsonl", "merge nowhere.jsonl"]), @"
    $ hours merge there/other.jsonl
    error: the other copy: there/other.jsonl:1: the hash does not fit: this line or the one before was changed
    hint: is it a ledger? if it is, hours verify --ledger OTHER tells more, and hours repair can mend it there
    [exit 4]

    $ hours merge nowhere.jsonl
    error: the other copy: no ledger at `nowhere.jsonl`
    [exit 5]
    ");
}

#[test]
fn h3_what_is_adopted_into_a_closed_period_shows_as_late_in_every_list() {
    let desk = copies();
    there(&desk, "log acme 1h 'Server move' --on 2026-11-20 --id t-1");
    there(&desk, "log acme 30m 'Printer' --on 2026-11-23 --id t-2");
    desk.ok("close acme --through 2026-11-22");
    desk.ok("merge there/other.jsonl --keep-both");
    assert_snapshot!(desk.session(&["entries --kind call", "statement acme"]), @"
    $ hours entries --kind call
    entry  date        client  kind  worked  charged  what
       #5  2026-11-20  acme    call      1h       1h  Server move  [late]
       #6  2026-11-23  acme    call     30m      30m  Printer

    $ hours statement acme
    ACME GmbH – support hours, 2026-11-02 to 2026-11-23

    date        what                    worked  charged  balance
                opening balance                               0m
    2026-11-02  acme-1: package of 10h                       10h
    2026-11-20  Server move (late)          1h       1h       9h
    2026-11-23  Printer                    30m      30m    8h30m
                closing balance          1h30m    1h30m    8h30m

    Kaffee IT, ledger <short> up to entry #6, head <hash>
    ");
    assert!(desk.run(&["show", "t-1"]).contains("late: booked into a closed period"));
    let csv = desk.run(&["entries", "--kind", "call", "--format", "csv"]);
    let late: Vec<&str> = csv.lines().skip(1).filter_map(|row| row.split(',').nth(16)).collect();
    assert_eq!(late, ["true", "false"]);
    assert_eq!(desk.run(&["entries", "--kind", "call", "--format", "json"]).matches("\"late\": true").count(), 1);
}

#[test]
fn h3_a_package_adopted_into_a_closed_period_shows_as_late_wherever_packages_are_told() {
    let desk = copies();
    there(&desk, "buy acme 5h --on 2026-11-20");
    desk.ok("close acme --through 2026-11-22");
    desk.ok("merge there/other.jsonl --keep-both");
    let state =
        |text: &str| text.lines().filter(|line| line.contains("acme-2")).map(|l| l.contains("[late]")).collect();
    let marked = |command: &str| -> Vec<bool> { state(&desk.ok(command)) };
    assert_eq!((marked("balance acme --packages"), marked("show acme-2")), (vec![true], vec![true]));
    for command in ["balance acme --packages --format json", "show acme-2 --format json"] {
        assert_eq!(desk.ok(command).matches("\"late\": true").count(), 1, "{command}");
    }
}

#[test]
fn r10_r44_a_merge_that_was_torn_anywhere_is_made_again() {
    let desk = forked();
    there(&desk, "log acme 20m 'and this' --id theirs-3 --on 2026-11-06");
    let own = desk.ledger().len();
    desk.ok("merge there/other.jsonl");
    let whole = desk.ledger();
    // Behind the first byte of a line, in its midst, before its LF and behind it.
    let lines = whole.match_indices('\n').map(|(end, _)| end + 1).filter(|end| *end > own).collect::<Vec<_>>();
    let cuts = lines.iter().flat_map(|end| [end - 300, end - 1, *end, end + 1]);
    for cut in cuts.filter(|cut| (own + 1..whole.len()).contains(cut)) {
        fs::write(desk.file("hours.jsonl"), &whole[..cut]).expect("a ledger");
        // As after a power cut, before what was written was remembered.
        fs::remove_dir_all(desk.home()).and_then(|()| fs::create_dir(desk.home())).expect("a home");
        desk.ok("merge there/other.jsonl");
        // Where only the last LF is missing, all of it counts, and who writes next adds that.
        assert!(desk.ledger().trim_end() == whole.trim_end(), "cut at {cut}\n{}", desk.ledger());
    }
}

#[test]
fn r45_a_period_that_both_copies_closed_is_closed_once() {
    let desk = copies();
    desk.ok("log acme 1h ours --on 2026-11-05");
    desk.ok("close --all --through 2026-10-31");
    there(&desk, "log acme 30m theirs --on 2026-11-04");
    there(&desk, "close acme --through 2026-10-15");
    there(&desk, "close --all --through 2026-10-31 --reason 'the month is done'");
    fs::create_dir(desk.file("back")).expect("a folder");
    fs::copy(desk.file("hours.jsonl"), desk.file("back/hours.jsonl")).expect("a copy");
    desk.ok("merge there/other.jsonl");
    desk.ok("verify");
    there(&desk, "merge back/hours.jsonl");
    there(&desk, "verify");
    let balance = desk.ok("balance --format json --no-cache");
    let figures = |text: &str| text.lines().filter(|line| line.contains("_minutes")).collect::<Vec<_>>().join("\n");
    assert_eq!(figures(&balance), figures(&desk.ok("--ledger there/other.jsonl balance --format json")));
    assert!(desk.sh("log acme 5m --on 2026-10-20").contains("--late"));
    // A new client and a new service are of no day.
    let desk = copies();
    desk.ok("client add beta B");
    desk.ok("close --all --through 2026-10-31");
    there(&desk, "service add onsite");
    there(&desk, "close --all --through 2026-10-31");
    desk.ok("merge there/other.jsonl");
    // A correction that is taken back brings a call of the closed days back, which one of the closes did not know.
    let desk = copies();
    desk.ok("buy acme 1h --on 2026-10-01 --late");
    desk.ok("log acme 1h one --on 2026-10-20 --id C1");
    desk.ok("amend C1 --on 2026-11-20 --id A1");
    desk.ok("log acme 1h two --on 2026-10-25");
    fs::copy(desk.file("hours.jsonl"), other(&desk)).expect("a copy");
    desk.ok("void A1 --reason mistaken");
    desk.ok("close --all --through 2026-10-31");
    there(&desk, "close --all --through 2026-10-31");
    assert!(desk.refused(&["merge", "there/other.jsonl"]).1.contains("closed through 2026-10-31 already"));
    // A call of the closed days that only one of them knew is in the way as before.
    let desk = copies();
    desk.ok("close --all --through 2026-11-10");
    there(&desk, "log acme 30m theirs --on 2026-11-04");
    there(&desk, "close --all --through 2026-11-10");
    let (_, said) = desk.refused(&["merge", "there/other.jsonl"]);
    assert!(said.contains("closed through 2026-11-10"), "{said}");
}

/// A row that one copy imported behind a close, late, and the other, in `there/other.jsonl`, before there was one.
fn late_and_in_time() -> Desk {
    let desk = copies();
    let row = "{\"id\":\"row-1\",\"client\":\"acme\",\"date\":\"2026-11-20\",\"minutes\":60,\"note\":\"x\"}\n";
    fs::write(desk.file("rows.jsonl"), row).expect("rows");
    there(&desk, "import rows.jsonl");
    desk.ok("close acme --through 2026-11-20");
    desk.ok("import rows.jsonl --late");
    desk
}

#[test]
fn r44_a_row_that_one_copy_imported_late_counts_once_as_it_stood_first() {
    let desk = late_and_in_time();
    let (calls, balance) = (desk.ok("entries --kind call"), desk.ok("balance"));
    let head = desk.ok("--ledger there/other.jsonl verify --print-head");
    let merged = desk.ok("merge there/other.jsonl --format json");
    assert!(merged.contains("\"on_both_sides\": 1"), "{merged}");
    assert_eq!(desk.ok("merge there/other.jsonl"), "nothing to merge: the other copy has no entry that is not here\n");
    assert_eq!((desk.ok("entries --kind call"), desk.ok("balance")), (calls.clone(), balance));
    assert!(calls.contains("[late]"), "{calls}");
    assert!(desk.ok("verify").starts_with("ok"));
    desk.ok(&format!("verify --head {}", head.trim()));
    // What only differs in that is not lost: the line stands there whole.
    assert!(!desk.ledger().contains("\"body\":\""));
}

#[test]
fn r44_r45_a_row_behind_a_close_comes_together_in_the_copy_that_has_the_close() {
    let desk = late_and_in_time();
    // The close fixed what it knew, so it is the other copy that is adopted.
    assert_snapshot!(desk.sh("--ledger there/other.jsonl merge hours.jsonl"), @"
    error: 1 entry of the other copy cannot be adopted; #4 there (close <id>): it fixed figures of `acme` without knowing what was recorded here
    hint: merge the other way round, with the same options: hours merge there/other.jsonl --ledger hours.jsonl, then take that file
    [exit 1]
    ");
    // Git's driver finds that way by itself, whoever pulls.
    let mut texts = Vec::new();
    for (mine, theirs) in [("hours.jsonl", "there/other.jsonl"), ("there/other.jsonl", "hours.jsonl")] {
        fs::copy(desk.file(mine), desk.file("mine.jsonl")).expect("a copy");
        desk.ok(&format!("merge-driver {theirs} mine.jsonl {theirs}"));
        assert!(desk.ok("--ledger mine.jsonl verify").starts_with("ok"));
        texts.push(fs::read_to_string(desk.file("mine.jsonl")).expect("a ledger"));
    }
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn r43_r44_a_row_that_was_late_in_one_copy_counts_once_in_a_third() {
    let desk = copies();
    desk.ok("client add beta Beta");
    fs::copy(desk.file("hours.jsonl"), other(&desk)).expect("a copy");
    fs::create_dir(desk.file("third")).expect("a folder");
    fs::copy(desk.file("hours.jsonl"), desk.file("third/third.jsonl")).expect("a copy");
    let call = "log acme 1h x --on 2026-11-20 --id x-1";
    there(&desk, call);
    desk.ok("close acme --through 2026-11-20");
    desk.ok(&format!("{call} --late"));
    desk.ok("merge there/other.jsonl");
    let third = |line: &str| desk.ok(&format!("--ledger third/third.jsonl {line}"));
    third("log beta 15m third --on 2026-11-21");
    for _ in 0..6 {
        third("merge hours.jsonl");
        desk.ok("merge third/third.jsonl");
    }
    assert!(third("merge there/other.jsonl").starts_with("nothing to merge"));
    for ledger in ["hours.jsonl", "third/third.jsonl"] {
        assert!(desk.ok(&format!("--ledger {ledger} verify")).starts_with("ok"));
        assert_eq!(desk.ok(&format!("--ledger {ledger} entries acme --kind call")).matches("1h").count(), 2);
    }
    assert_eq!(third("balance acme"), desk.ok("balance acme"));
    let longest = desk.ledger().lines().map(str::len).max().unwrap_or_default();
    assert!(longest < 2000, "{longest}");
}
