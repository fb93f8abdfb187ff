//! The properties at the end of the rules, over random ledgers.
//!
//! `strategy` makes the ledgers, `oracle` knows the figures by a slow and obvious way, `shuffle` knows which orders
//! are promised to be alike. `PROPTEST_CASES` raises the number of ledgers; a failure prints the smallest ledger found,
//! and nothing is written anywhere.

#![allow(missing_docs, reason = "a test says by its name what it is for")]

mod documents;
mod examples;
mod figures;
mod glances;
mod journal;
mod merging;
mod oracle;
mod planted;
mod revenue;
mod shuffle;
mod strategy;

use std::collections::BTreeMap;

use hours::domain::{Book, Close, Date, Entry, EntryId, Fact, OverageClass, Rejection};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use figures::{CallFigures, of_program};
use hours::store::Reach;
use merging::{Copies, Side, is_settled, merge};
use oracle::Oracle;
use strategy::{DAYS, Writer, day, frame, intents, ledgers, logging, marked, passing_intents};

fn config() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let given = std::env::var_os("PROPTEST_CASES").is_some();
    if given { default } else { ProptestConfig { cases: 200, ..default } }
}

/// Days on which questions are asked: some within the ledger's days, and one after everything.
fn dates() -> impl Strategy<Value = Vec<Date>> {
    vec(0..DAYS, 3).prop_map(|days| days.into_iter().map(day).chain([Date::MAX]).collect())
}

/// The book of entries that were accepted before.
fn book(entries: &[Entry]) -> Book {
    Writer::of(entries).book
}

/// Whether the world went on without a call: it was amended into another client's, whose barriers are not its own; a package or an extension was taken
/// back after it was amended; or a barrier fixed others meanwhile, perhaps with the minutes that it had drawn. Were the amendment then taken back too,
/// the call counts again, but perhaps cannot draw what it had drawn: it is worked off anew.
fn was_left_behind(entries: &[Entry], call: &EntryId) -> bool {
    let fact = |id: &EntryId| entries.iter().find(|entry| entry.id == *id).map(|entry| &entry.fact);
    let client = |id: &EntryId| Some(&fact(id)?.call()?.client);
    let takes_back = |entry: &Entry| match &entry.fact {
        Fact::Void(void) => matches!(fact(&void.entry), Some(Fact::Purchase(_) | Fact::Extend(_))),
        _ => false,
    };
    let is_over =
        |entry: &Entry, amendment: &Entry| matches!(&entry.fact, Fact::Void(void) if void.entry == amendment.id);
    let goes_on = |at: usize| {
        let mut meanwhile = entries[at..].iter().take_while(|entry| !is_over(entry, &entries[at]));
        meanwhile.any(|entry| shuffle::fixes_through(&entry.fact).is_some())
    };
    let amended = |entry: &Entry| matches!(&entry.fact, Fact::Amend(amend) if amend.entry == *call);
    (0..entries.len())
        .filter(|&at| amended(&entries[at]))
        .any(|at| client(&entries[at].id) != client(call) || goes_on(at) || entries[at..].iter().any(takes_back))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn property_1_conservation_per_package_and_date(ledger in ledgers(), dates in dates()) {
        let book = book(&ledger.entries);
        for date in dates {
            for (client, figures) in of_program(&book, date) {
                for (name, p) in &figures.packages {
                    let sum = p.drawn + p.refunded + p.expired + p.left + p.upcoming;
                    prop_assert_eq!(p.size, sum, "{} on {}: {:?}", name, date, p);
                }
                let drawn: u64 = figures.packages.values().map(|package| package.drawn).sum();
                let by_calls: u64 = figures.calls.values().flat_map(|call| &call.draws).map(|draw| draw.minutes).sum();
                let charged: u64 = figures.calls.values().map(|call| call.charged).sum();
                let overage: u64 = figures.calls.values().map(|call| call.unsettled).sum();
                prop_assert_eq!(drawn, by_calls, "what {} drew is what the packages gave, on {}", client, date);
                prop_assert_eq!(charged, drawn + overage, "{} on {}", client, date);
            }
        }
    }

    #[test]
    fn property_2_order_between_barriers_changes_nothing(
        ledger in ledgers(),
        priorities in vec(any::<u16>(), 40),
        dates in dates(),
    ) {
        let other = book(&shuffle::shuffled(&ledger, &priorities));
        let book = book(&ledger.entries);
        for date in dates {
            prop_assert_eq!(of_program(&book, date), of_program(&other, date), "on {}", date);
        }
    }

    #[test]
    fn property_3_an_entry_and_its_void_change_no_figure(
        ledger in ledgers(),
        intent in passing_intents(),
        at in any::<Index>(),
        distance in any::<Index>(),
        dates in dates(),
    ) {
        let at = ledger.head + at.index(ledger.entries.len() - ledger.head + 1);
        let mut writer = Writer::with(ledger.entries[0].clone(), "x");
        for entry in &ledger.entries[1..at] {
            writer.copy(entry).expect("it was accepted before");
        }
        let added = writer.fact(&intent).and_then(|fact| writer.add(fact).ok());
        // There may be nothing to extend.
        let Some(added) = added else { return Ok(()) };

        // The void comes somewhere before the next barrier of the same client.
        let filed = writer.book.entry_by_id(&added).expect("just added");
        let client = writer.book.client_of(&filed).expect("it concerns a client").clone();
        let clients = shuffle::clients(&ledger);
        let barrier = |&i: &usize| shuffle::is_barrier(&ledger.entries[i].fact) && clients[i].contains(&client);
        let barrier = (at..ledger.entries.len()).find(barrier).unwrap_or(ledger.entries.len());
        let void_at = at + distance.index(barrier - at + 1);
        for entry in &ledger.entries[at..void_at] {
            writer.copy(entry).expect("it was accepted before");
        }
        writer.add(strategy::void(added)).expect("nothing fixed it");
        for entry in &ledger.entries[void_at..] {
            writer.copy(entry).expect("it was accepted before");
        }

        let book = book(&ledger.entries);
        for date in dates {
            prop_assert_eq!(of_program(&book, date), of_program(&writer.book, date), "on {}", date);
        }
    }

    // At once, because entries that follow may name the call that the amendment replaces for a moment.
    #[test]
    fn property_3_an_amendment_and_its_void_change_no_figure(
        ledger in ledgers(),
        intent in strategy::amendments(),
        at in any::<Index>(),
        dates in dates(),
    ) {
        let at = ledger.head + at.index(ledger.entries.len() - ledger.head + 1);
        let mut writer = Writer::with(ledger.entries[0].clone(), "x");
        for entry in &ledger.entries[1..at] {
            writer.copy(entry).expect("it was accepted before");
        }
        let added = writer.fact(&intent).and_then(|fact| writer.add(fact).ok());
        // There may be nothing to amend.
        let Some(added) = added else { return Ok(()) };
        writer.add(strategy::void(added)).expect("nothing fixed it");
        for entry in &ledger.entries[at..] {
            writer.copy(entry).expect("it was accepted before");
        }
        let book = book(&ledger.entries);
        for date in dates {
            prop_assert_eq!(of_program(&book, date), of_program(&writer.book, date), "on {}", date);
        }
    }

    #[test]
    fn property_4_a_prefix_stands_by_itself(ledger in ledgers(), stop in any::<Index>(), dates in dates()) {
        let stop = ledger.head + stop.index(ledger.entries.len() - ledger.head + 1);
        let mut grown = Writer::with(ledger.entries[0].clone(), "e");
        for (at, entry) in ledger.entries.iter().enumerate().skip(1) {
            // A book that is asked after every entry goes on as one that is not.
            let _ = of_program(&grown.book, dates[0]);
            if at == stop {
                let fresh = book(&ledger.entries[..stop]);
                for &date in &dates {
                    prop_assert_eq!(of_program(&grown.book, date), of_program(&fresh, date), "on {}", date);
                }
            }
            grown.copy(entry).expect("it was accepted before");
        }
        let fresh = book(&ledger.entries);
        for date in dates {
            prop_assert_eq!(of_program(&grown.book, date), of_program(&fresh, date), "on {}", date);
        }
    }

    #[test]
    fn property_4_a_barriers_past_never_changes(ledger in ledgers()) {
        let clients = shuffle::clients(&ledger);
        let mut writer = Writer::with(ledger.entries[0].clone(), "e");
        let mut fixed: BTreeMap<EntryId, CallFigures> = BTreeMap::new();
        for (entry, clients) in ledger.entries.iter().zip(clients).skip(1) {
            writer.copy(entry).expect("it was accepted before");
            let Some(through) = shuffle::fixes_through(&entry.fact) else { continue };
            let now = of_program(&writer.book, through);
            for (client, figures) in now.into_iter().filter(|(client, _)| clients.contains(client)) {
                for (id, call) in figures.calls.into_iter().filter(|(id, _)| !was_left_behind(&ledger.entries, id)) {
                    let was = fixed.entry(id.clone()).or_insert_with(|| call.clone());
                    prop_assert!(same_past(was, &call), "{client}, {id}: {was:?} became {call:?}");
                }
            }
        }
        let end = of_program(&writer.book, Date::MAX);
        let end: BTreeMap<&EntryId, &CallFigures> = end.values().flat_map(|figures| &figures.calls).collect();
        for (id, was) in &fixed {
            let void = writer.book.entry_by_id(id).expect("an entry of this book").void.is_some();
            prop_assert_eq!(void, !end.contains_key(id), "only a void takes {} away", id);
            if let Some(call) = end.get(id).filter(|_| !was_left_behind(&ledger.entries, id)) {
                prop_assert!(same_past(was, call), "{id}: {was:?} became {call:?}");
            }
        }
    }

    #[test]
    fn property_5_open_overage_comes_to_what_a_document_of_it_would(ledger in ledgers(), dates in dates()) {
        let book = book(&ledger.entries);
        for date in dates {
            for (client, figures) in of_program(&book, date) {
                let account = book.account(&client).expect("a client");
                let currency = account.currency(&book.house);
                let billable = figures.calls.iter().filter(|(_, call)| call.class != OverageClass::Waive);
                let (mut minutes, mut costs) = (0, Vec::new());
                let taxed = |day: Date| {
                    let (prices, vat) = account.history.prices_on(day, &book.house.open);
                    figures::TaxFigures { vat: figures::thousandths(vat), reason: None, prices }
                };
                for (id, call) in billable {
                    let worked = book.seq_of(id).and_then(|seq| book.recorded_call(seq)).expect("a call").date;
                    prop_assert_eq!(call.rate.1, currency, "no euros are added to dollars");
                    let open = call.unsettled.saturating_sub(call.billed.0);
                    minutes += open;
                    costs.push((call.class, taxed(worked), oracle::cost_of_rest(open, call.billed, call.rate.0)));
                }
                let amount = oracle::in_basis(&costs, taxed(date).prices);
                prop_assert_eq!(figures.open_minutes, minutes, "{} on {}", client, date);
                prop_assert_eq!(figures.open_amount, (amount, currency), "{} on {}", client, date);
            }
        }
    }

    #[test]
    fn h3_who_is_told_of_late_gets_on_with_it(ledger in ledgers(), through in 0..DAYS, wishes in vec(intents(), 1..12)) {
        let mut writer = Writer::of(&ledger.entries);
        let close = Close { client: None, through: day(through), reason: None };
        // Some ledgers have closed more than that.
        let _ = writer.add(Fact::Close(close));
        for fact in wishes.iter().filter_map(|wish| writer.fact(wish)) {
            let judged = |late| {
                let entry = frame(writer.book.len() + 1, "new", marked(fact.clone(), late));
                writer.book.admit(&entry, Date::MAX)
            };
            match judged(false) {
                Err(Rejection::Closed { .. }) => prop_assert_eq!(judged(true), Ok(()), "{:?}", fact),
                otherwise => prop_assert_eq!(judged(true), otherwise, "{:?}", fact),
            }
        }
    }

    #[test]
    fn property_6_a_naive_oracle_agrees(ledger in ledgers(), dates in dates()) {
        let book = book(&ledger.entries);
        let oracle = Oracle::replay(&ledger.entries);
        for date in dates {
            prop_assert_eq!(of_program(&book, date), oracle.figures(date), "on {}", date);
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn r44_a8_without_barriers_either_way_round_gives_the_same_figures(
        ledger in ledgers(),
        fork in any::<Index>(),
        sides in vec(prop_oneof![4 => Just(Side::Ours), 4 => Just(Side::Theirs), 1 => Just(Side::Both)], 40),
        dates in dates(),
    ) {
        let fork = ledger.head + fork.index(ledger.entries.len() - ledger.head + 1);
        let (one, other) = (Copies::of(&ledger, fork, &sides), Copies::of(&ledger, fork, &sides));
        let ways = (merge(&one.ours, &one.theirs), merge(&other.theirs, &other.ours));
        if let (Some(_), Some(_)) = ways {
            prop_assert!(is_settled(&one.ours, &one.theirs) && is_settled(&other.theirs, &other.ours));
            let (ours, theirs) = (merging::book(&one.ours), merging::book(&other.theirs));
            for date in dates {
                prop_assert_eq!(of_program(&ours, date), of_program(&theirs, date), "on {}", date);
            }
            // And crosswise again, as copies do that are merged whenever they meet.
            prop_assert!(merge(&one.ours, &other.theirs).is_some() && is_settled(&one.ours, &other.theirs));
            prop_assert_eq!(of_program(&merging::book(&one.ours), Date::MAX), of_program(&theirs, Date::MAX));
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn r27_a_glance_says_what_the_whole_ledger_says(ledger in ledgers(), cut in any::<Index>(), lately in 0..DAYS) {
        let lines = glances::lines(&ledger.entries);
        let known = ledger.head + cut.index(lines.len() - ledger.head + 1);
        let desk = glances::Desk::new(lately);
        desk.write(&lines[..known]);
        desk.store().load(None).expect("a sound ledger");
        desk.go_on(&lines, known);
        let whole = desk.whole();
        for account in whole.accounts() {
            for reach in Reach::ALL {
                let Some(glanced) = desk.glanced(&account.id, reach) else { continue };
                prop_assert!(reach == Reach::Lately || glanced.has_every_call());
                let mut said = glances::said(&whole, &account.id);
                said.retain(|(day, _)| glanced.tells_of(*day));
                prop_assert_eq!(glances::said(&glanced, &account.id), said, "{} from line {}", account.id, known);
                let packages = [&glanced, &whole].map(|book| glances::packages(book, &account.id));
                prop_assert_eq!(&packages[0], &packages[1], "{} from line {}", account.id, known);
            }
        }
    }

    #[test]
    fn r27_a_call_is_recorded_at_a_glance_as_by_who_reads_everything(
        ledger in ledgers(),
        cut in any::<Index>(),
        wishes in vec(logging(), 1..5),
        lately in 0..DAYS,
        again in proptest::option::weighted(0.2, any::<Index>()),
    ) {
        let lines = glances::lines(&ledger.entries);
        let known = ledger.head + cut.index(lines.len() - ledger.head + 1);
        let desk = glances::Desk::new(lately);
        desk.write(&lines[..known]);
        desk.store().load(None).expect("a sound ledger");
        desk.go_on(&lines, known);
        let writer = Writer::of(&ledger.entries);
        for (at, wish) in wishes.iter().enumerate() {
            let Some(Fact::Call(call)) = writer.fact(wish) else { continue };
            let id = match again {
                Some(again) if at == 0 => again.get(&ledger.entries).id.as_str().to_owned(),
                _ => format!("new-{at}"),
            };
            let in_full = desk.recorded(&call, &id, false, true);
            prop_assert_eq!(desk.recorded(&call, &id, true, true), in_full.clone(), "tried");
            prop_assert_eq!(desk.recorded(&call, &id, true, false), in_full, "written");
        }
        desk.whole();
    }
}

/// The property above is worth what it gets to see: most glances must come about.
#[test]
fn most_glances_come_about() {
    let mut runner = TestRunner::new_with_rng(config(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let (mut asked, mut glanced, mut behind) = (0, [0; 2], [0; 2]);
    for round in 0..60 {
        let ledger = ledgers().new_tree(&mut runner).expect("a ledger").current();
        let lines = glances::lines(&ledger.entries);
        for known in [lines.len(), lines.len() * 3 / 4] {
            let desk = glances::Desk::new(round % DAYS);
            desk.write(&lines[..known.max(ledger.head)]);
            desk.store().load(None).expect("a sound ledger");
            desk.go_on(&lines, known.max(ledger.head));
            for account in desk.whole().accounts() {
                asked += 1;
                for (at, reach) in Reach::ALL.into_iter().enumerate() {
                    let found = u32::from(desk.glanced(&account.id, reach).is_some());
                    glanced[at] += found;
                    behind[at] += found * u32::from(known < lines.len());
                }
            }
        }
    }
    assert!(glanced.iter().all(|glanced| glanced * 3 > asked), "{glanced:?} of {asked}");
    assert!(behind[0] > 8 && behind[1] > 20, "{behind:?} with lines behind");
}

/// What a barrier has fixed (H2): everything but what settlements did and undid since.
fn same_past(one: &CallFigures, other: &CallFigures) -> bool {
    let plain = |call: &CallFigures| (call.charged, call.goodwill, call.overage, call.class, call.rate);
    plain(one) == plain(other) && one.own_draws() == other.own_draws()
}

/// The properties are worth what the ledgers are: every kind of entry must come about often.
#[test]
#[allow(clippy::print_stdout, reason = "the table is there to be looked at, with `--nocapture`")]
fn random_ledgers_hold_every_kind_of_entry() {
    let mut runner = TestRunner::new_with_rng(config(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut kinds: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for _ in 0..400 {
        let ledger = ledgers().new_tree(&mut runner).expect("a ledger").current();
        for (kind, accepted) in ledger.tries {
            let (tried, so_far) = kinds.entry(kind).or_default();
            *tried += 1;
            *so_far += u32::from(accepted);
        }
    }
    println!("{:<22}{:>6}{:>9}", "kind", "tried", "accepted");
    for (kind, (tried, accepted)) in &kinds {
        println!("{kind:<22}{tried:>6}{accepted:>9}");
    }
    let expected = [
        "call",
        "purchase",
        "grant",
        "settling purchase",
        "client",
        "extend",
        "refund",
        "settle",
        "close",
        "amend",
        "void of a call",
        "void of a package",
        "void of an extension",
        "void of a refund",
        "void of a settlement",
        "invoice",
        "credit",
    ];
    for kind in expected {
        let (tried, accepted) = kinds.get(kind).copied().unwrap_or_default();
        assert!(accepted >= 25, "{kind}: {accepted} of {tried} accepted");
    }
    // I2: what was issued is credited, never taken back.
    let (tried, accepted) = kinds["void of a document"];
    assert!(tried >= 25 && accepted == 0, "{accepted} of {tried} voids of documents accepted");
}
