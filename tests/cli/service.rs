//! `hours service`

use insta::assert_snapshot;

use crate::desk::Desk;

#[test]
fn c2_a_service_is_declared_once_with_its_factor() {
    let desk = Desk::with_package();
    assert_snapshot!(desk.session(&[
        "service add onsite 'On-site work' --factor 1.5",
        "service add server",
        "service add onsite --factor 2",
        "log acme 20m 'Switch replaced' --service onsite",
        "log acme 20m 'Switch replaced' --service onsit",
        "log acme 20m 'Backup' --service Server",
        "service add website --factor 0.001",
        "service add website --factor 10.01",
        "service add website --factor 10",
        "service add lpt1",
    ]), @"
    $ hours service add onsite 'On-site work' --factor 1.5
    #4  onsite On-site work, factor 1.5

    $ hours service add server
    #5  server, factor 1

    $ hours service add onsite --factor 2
    error: there is a service `onsite` already
    hint: a service never changes; add another under another id
    [exit 1]

    $ hours log acme 20m 'Switch replaced' --service onsite
    #6  acme  Mon 2026-11-23  worked 20m, charged 45m  Switch replaced
        45m from acme-1; acme has 9h15m left of 10h

    $ hours log acme 20m 'Switch replaced' --service onsit
    error: no service `onsit`
    hint: did you mean `onsite`? (hours service list)
    [exit 1]

    $ hours log acme 20m 'Backup' --service Server
    error: no service `Server`
    hint: did you mean `server`? (hours service list)
    [exit 1]

    $ hours service add website --factor 0.001
    error: invalid value `0.001` for --factor: a factor is a number from 0.01 to 10 with at most two decimals
    [exit 2]

    $ hours service add website --factor 10.01
    error: invalid value `10.01` for --factor: a factor is a number from 0.01 to 10 with at most two decimals
    [exit 2]

    $ hours service add website --factor 10
    #7  website, factor 10

    $ hours service add lpt1
    error: `lpt1` cannot name a file on every system, and files are named for it
    hint: choose another name
    [exit 2]
    ");
}

#[test]
fn services_are_listed_as_a_table_json_and_csv() {
    let desk = Desk::open();
    desk.ok("service add server");
    desk.ok("service add onsite '=On site' --factor 1.50");
    assert_snapshot!(desk.session(&[
        "service list",
        "service list --format json",
        "service list --format csv",
        "service list --format csv --raw --sep ';' --decimal ,",
        "service list --known 2",
    ]), @r#"
    $ hours service list
    service  factor  name
    onsite      1.5  =On site
    server        1

    $ hours service list --format json
    {
      "schema": "hours.services/1",
      "services": [
        {
          "service": "onsite",
          "name": "=On site",
          "factor": "1.5"
        },
        {
          "service": "server",
          "name": null,
          "factor": "1"
        }
      ],
      "ledger": "<hash>",
      "seq": 3,
      "head": "<hash>"
    }

    $ hours service list --format csv
    service,name,factor
    onsite,'=On site,1.5
    server,,1

    $ hours service list --format csv --raw --sep ';' --decimal ,
    service;name;factor
    onsite;=On site;1,5
    server;;1

    $ hours service list --known 2
    service  factor  name
    server        1
    "#);
}

#[test]
fn a_ledger_without_services_says_so() {
    assert_snapshot!(Desk::open().session(&["service list", "service list --format csv"]), @"
    $ hours service list
    no services

    $ hours service list --format csv
    service,name,factor
    ");
}

#[test]
fn a_name_that_is_a_factor_was_meant_as_one() {
    let desk = Desk::open();
    for (name, factor) in [("1.5", "1.5"), ("1,5", "1.5"), ("2", "2"), ("x1.5", "1.5")] {
        let (exit, said) = desk.refused(&["service", "add", "onsite", name]);
        let hint = format!("hint: a factor goes behind its option: --factor {factor}\n");
        assert!(exit == 2 && said.contains(&hint), "{name}: {said}");
    }
    desk.ok("service add onsite 'Level 2'");
}
