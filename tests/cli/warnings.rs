//! `hours warnings`

use insta::assert_snapshot;

use crate::desk::Desk;

/// A client for every warning there is.
fn all() -> Desk {
    let desk = Desk::open();
    for client in ["expiring", "exhausted", "low", "none", "over", "share", "well"] {
        desk.ok(&format!("client add {client} 'Client {client}'"));
    }
    desk.ok("buy low 10h --on 2026-11-01");
    desk.ok("log low 8h x --on 2026-11-02");
    desk.ok("buy exhausted 1h --on 2026-11-01");
    desk.ok("log exhausted 1h x --on 2026-11-02");
    desk.ok("buy over 1h --on 2026-11-01");
    desk.ok("log over 2h x --on 2026-11-02");
    desk.ok("buy expiring 1h --on 2026-10-01 --until 2026-10-31 --name lost");
    desk.ok("buy expiring 1h --on 2026-11-01 --until 2026-12-23 --name soon");
    desk.ok("buy expiring 1h --on 2026-11-01 --until 2026-12-24 --name later");
    desk.ok("buy share 10h --on 2026-11-01");
    desk.ok("log share 7h45m x --on 2026-11-02");
    desk.ok("buy well 10h --on 2026-11-01");
    desk
}

#[test]
fn l1_every_warning_has_its_condition() {
    let desk = all();
    assert_snapshot!(desk.session(&["warnings"]), @"
    $ hours warnings
    client     warning    what
    exhausted  exhausted  is out of hours
    expiring   expiring   soon ends on 2026-12-23 with 1h left
    expiring   expired    lost ended on 2026-10-31 with 1h lost
    low        low        is low: 2h left, 20 % of 10h
    none       none       never had a package
    over       exhausted  is out of hours
    over       overage    is 1h over: 150.00 EUR gross to invoice
    ");
    assert_snapshot!(desk.session(&["warnings --format csv"]), @"
    $ hours warnings --format csv
    client,name,code,minutes,amount,currency,package,until,billable_minutes,billable_amount
    exhausted,Client exhausted,exhausted,0,,EUR,,,,
    expiring,Client expiring,expiring,60,,EUR,soon,2026-12-23,,
    expiring,Client expiring,expired,60,,EUR,lost,2026-10-31,,
    low,Client low,low,120,,EUR,,,,
    none,Client none,none,0,,EUR,,,,
    over,Client over,exhausted,0,,EUR,,,,
    over,Client over,overage,60,150.00,EUR,,,60,150.00
    ");
    assert_snapshot!(desk.session(&["warnings over expiring --format json"]), @r#"
    $ hours warnings over expiring --format json
    {
      "schema": "hours.warnings/1",
      "as_of": "2026-11-23",
      "clients": [
        {
          "client": "expiring",
          "name": "Client expiring",
          "currency": "EUR",
          "warnings": [
            {
              "code": "expiring",
              "minutes": 60,
              "package": "soon",
              "until": "2026-12-23"
            },
            {
              "code": "expired",
              "minutes": 60,
              "package": "lost",
              "until": "2026-10-31"
            }
          ]
        },
        {
          "client": "over",
          "name": "Client over",
          "currency": "EUR",
          "warnings": [
            {
              "code": "exhausted",
              "minutes": 0
            },
            {
              "code": "overage",
              "minutes": 60,
              "amount": "150.00",
              "billable_minutes": 60,
              "billable_amount": "150.00"
            }
          ]
        }
      ],
      "ledger": "<hash>",
      "seq": 20,
      "head": "<hash>"
    }
    "#);
}

#[test]
fn l1_warnings_hold_as_of_a_day() {
    let desk = all();
    assert_snapshot!(desk.session(&[
        "warnings expiring --as-of 2026-10-01",
        "warnings expiring --as-of 2026-10-31",
        "warnings expiring --as-of 2026-11-01",
        "warnings expiring --as-of 2026-11-30",
        "warnings expiring --as-of 2026-12-01",
        "warnings expiring --as-of 2026-12-24",
        "warnings low --as-of 2026-11-01",
    ]), @"
    $ hours warnings expiring --as-of 2026-10-01
    client    warning   what
    expiring  expiring  lost ends on 2026-10-31 with 1h left

    $ hours warnings expiring --as-of 2026-10-31
    client    warning   what
    expiring  expiring  lost ends on 2026-10-31 with 1h left

    $ hours warnings expiring --as-of 2026-11-01
    client    warning  what
    expiring  expired  lost ended on 2026-10-31 with 1h lost

    $ hours warnings expiring --as-of 2026-11-30
    client    warning   what
    expiring  expiring  soon ends on 2026-12-23 with 1h left
    expiring  expiring  later ends on 2026-12-24 with 1h left
    expiring  expired   lost ended on 2026-10-31 with 1h lost

    $ hours warnings expiring --as-of 2026-12-01
    client    warning   what
    expiring  expiring  soon ends on 2026-12-23 with 1h left
    expiring  expiring  later ends on 2026-12-24 with 1h left

    $ hours warnings expiring --as-of 2026-12-24
    client    warning   what
    expiring  expiring  later ends on 2026-12-24 with 1h left
    expiring  expired   soon ended on 2026-12-23 with 1h lost

    $ hours warnings low --as-of 2026-11-01
    nothing to warn about
    ");
}

#[test]
fn l1_the_threshold_is_a_share_or_a_time() {
    let desk = all();
    assert_snapshot!(desk.session(&[
        "client set share --low 2h15m --from 2026-11-01",
        "warnings share",
        "client set share --low 2h14m --from 2026-11-01",
        "warnings share",
        "client set share --low 22.5% --from 2026-11-01",
        "client set share --low 23% --from 2026-11-01",
        "warnings share",
        // A share is taken of what was not refunded.
        "client set low --low 19% --from 2026-11-01",
        "warnings low",
        "refund low-1 1h",
        "warnings low",
    ]), @"
    $ hours client set share --low 2h15m --from 2026-11-01
    #21  share from 2026-11-01: low 2h15m
        share has 2h15m left of 10h
    warning: share is low: 2h15m left, 22.5 % of 10h

    $ hours warnings share
    client  warning  what
    share   low      is low: 2h15m left, 22.5 % of 10h

    $ hours client set share --low 2h14m --from 2026-11-01
    #22  share from 2026-11-01: low 2h14m
        share has 2h15m left of 10h

    $ hours warnings share
    nothing to warn about

    $ hours client set share --low 22.5% --from 2026-11-01
    #23  share from 2026-11-01: low 22.5%
        share has 2h15m left of 10h
    warning: share is low: 2h15m left, 22.5 % of 10h

    $ hours client set share --low 23% --from 2026-11-01
    #24  share from 2026-11-01: low 23%
        share has 2h15m left of 10h
    warning: share is low: 2h15m left, 22.5 % of 10h

    $ hours warnings share
    client  warning  what
    share   low      is low: 2h15m left, 22.5 % of 10h

    $ hours client set low --low 19% --from 2026-11-01
    #25  low from 2026-11-01: low 19%
        low has 2h left of 10h

    $ hours warnings low
    nothing to warn about

    $ hours refund low-1 1h
    #26  1h of low-1 refunded, 150.00 EUR gross to pay back
        low has 1h left of 9h (2h left before)
    warning: low is low: 1h left, 11.1 % of 9h

    $ hours warnings low
    client  warning  what
    low     low      is low: 1h left, 11.1 % of 9h
    ");
}

#[test]
fn fail_exits_3_where_there_is_something_to_warn_about() {
    let desk = all();
    assert_snapshot!(desk.session(&["warnings low --fail", "warnings well --fail", "warnings well", "warnings wel --fail"]), @"
    $ hours warnings low --fail
    client  warning  what
    low     low      is low: 2h left, 20 % of 10h
    [exit 3]

    $ hours warnings well --fail
    nothing to warn about

    $ hours warnings well
    nothing to warn about

    $ hours warnings wel --fail
    error: no client `wel`
    hint: did you mean `well`? (hours client list)
    [exit 1]
    ");
    assert_snapshot!(desk.session(&["warnings well --format json", "warnings well --format csv"]), @r#"
    $ hours warnings well --format json
    {
      "schema": "hours.warnings/1",
      "as_of": "2026-11-23",
      "clients": [],
      "ledger": "<hash>",
      "seq": 20,
      "head": "<hash>"
    }

    $ hours warnings well --format csv
    client,name,code,minutes,amount,currency,package,until,billable_minutes,billable_amount
    "#);
}

#[test]
fn l2_log_warns_of_its_client_and_the_lists_of_all() {
    let desk = all();
    assert_snapshot!(desk.session(&["log low 1h more"]), @"
    $ hours log low 1h more
    #21  low  Mon 2026-11-23  worked 1h, charged 1h  more
        1h from low-1; low has 1h left of 10h
    warning: low is low: 1h left, 10 % of 10h
    ");
    let output = desk.output(&["log", "low", "15m"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(said.contains("low is low") && !said.contains("exhausted"), "{said}");
    let all: Vec<&str> = vec!["exhausted", "expiring", "low", "none", "over"];
    let (warnings, balance) = (desk.ok("warnings"), desk.ok("balance"));
    for client in all {
        assert!(warnings.contains(client) && balance.contains(client), "{client}");
    }
}

#[test]
fn r27_a_client_is_warned_of_the_same_with_a_snapshot_and_without() {
    let desk = Desk::bare();
    std::fs::copy("fixtures/ledgers/large.jsonl", desk.file("hours.jsonl")).expect("a ledger");
    let every = desk.ok("warnings --format csv");
    let (clients, days) = (["client-001", "client-166", "client-399"], ["2026-11-23", "2026-10-31", "2017-01-01"]);
    for (client, day) in clients.iter().flat_map(|client| days.map(|day| (client, day))) {
        let ask = |more: &str| desk.ok(&format!("warnings {client} --as-of {day} --format csv{more}"));
        assert_eq!(ask(""), ask(" --no-cache"), "{client} on {day}");
    }
    // Whatever the rest of the ledger says, this is of the snapshot.
    let header = every.lines().next().expect("a header");
    let own = every.lines().filter(|line| line.starts_with("client-001,"));
    let own: String = [header].into_iter().chain(own).map(|line| format!("{line}\n")).collect();
    spoil(&desk.file("hours.jsonl"));
    assert_eq!(desk.ok("warnings client-001 --format csv"), own);
    assert_eq!(desk.output(&["warnings", "client-001", "client-166"]).status.code(), Some(4));
}

/// Changes a byte in the middle of a ledger, whose length and time stay as they were.
fn spoil(path: &std::path::Path) {
    let mut file = std::fs::File::options().read(true).write(true).open(path).expect("a ledger");
    let (length, written) = file.metadata().and_then(|found| Ok((found.len(), found.modified()?))).expect("a file");
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(length / 2)).expect("a place");
    std::io::Write::write_all(&mut file, b"\0").expect("a byte");
    file.set_modified(written).expect("a time");
}
