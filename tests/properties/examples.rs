//! The examples that the rules give, told to the program and to the oracle: both must say what the rule says.

use hours::domain::{Call, Close, Date, Fact, Minutes, Purchase};

use crate::figures::{Figures, of_program};
use crate::oracle::{Oracle, amount};
use crate::strategy::{Writer, day, line, plain_call, plain_grant};

/// Both answers after everything, for a ledger of one client with an increment of 15m and a rate of 150.00.
fn figures(facts: impl IntoIterator<Item = Fact>) -> Figures {
    let mut writer = Writer::plain();
    for fact in facts {
        writer.add(fact).expect("an acceptable entry");
    }
    let program = of_program(&writer.book, Date::MAX);
    assert_eq!(program, Oracle::replay(&writer.entries()).figures(Date::MAX));
    program.into_values().next().expect("one client")
}

fn charged(calls: impl IntoIterator<Item = Call>) -> Vec<u64> {
    figures(calls.into_iter().map(Fact::Call)).calls.into_values().map(|call| call.charged).collect()
}

/// What was drawn of the packages, in the order of their names.
fn drawn(packages: impl IntoIterator<Item = Purchase>, call: Call) -> Vec<u64> {
    let facts = packages.into_iter().map(Fact::Purchase).chain([Fact::Call(call)]);
    figures(facts).packages.into_values().map(|package| package.drawn).collect()
}

#[test]
fn e4_calls_of_one_case_are_charged_as_if_they_were_one() {
    let of_case = |minutes| Call { case: Some(line("T1")), ..plain_call(3, minutes) };
    assert_eq!(charged([10, 4, 5].map(of_case)), [15, 0, 15]);
}

#[test]
fn e4_calls_without_a_case_are_charged_one_by_one() {
    assert_eq!(charged([10, 4, 5].map(|minutes| plain_call(3, minutes))), [15, 15, 15]);
}

#[test]
fn e6_goodwill_is_charged_nothing_and_kept() {
    let figures = figures([Fact::Call(Call { goodwill: Some(line("our mistake")), ..plain_call(3, 20) })]);
    assert_eq!((figures.goodwill, figures.open_minutes), (30, 0));
}

#[test]
fn f3_the_package_that_ends_first_is_drawn_first() {
    let ends = |name, until| Purchase { until, ..plain_grant(name, 0, 30) };
    let packages = [ends("a", None), ends("b", Some(day(20))), ends("c", Some(day(10)))];
    assert_eq!(drawn(packages.clone(), plain_call(3, 45)), [0, 15, 30]);
    let named = Call { package: Some("a".parse().expect("a name")), ..plain_call(3, 45) };
    assert_eq!(drawn(packages, named), [30, 0, 15]);
}

#[test]
fn f5_a_package_never_reaches_back() {
    assert_eq!(drawn([plain_grant("a", 5, 60)], plain_call(4, 60)), [0]);
    assert_eq!(drawn([plain_grant("a", 4, 60)], plain_call(4, 60)), [60]);
}

#[test]
fn g3_an_amount_of_overage_is_rounded_once() {
    assert_eq!(amount(50, 15_000), 12_500);
    assert_eq!(amount(25, 9_999), 4_166);
    assert_eq!(figures([Fact::Call(plain_call(3, 50))]).open_amount.0, 15_000, "50m are charged as 1h");
}

#[test]
fn g5_a_settling_purchase_takes_open_overage_and_its_void_gives_it_back() {
    let settling = Purchase { settle: true, size: Minutes::new(40), ..plain_grant("a", 5, 40) };
    let mut writer = Writer::plain();
    writer.add(Fact::Call(plain_call(3, 60))).expect("a call");
    let purchase = writer.add(Fact::Purchase(settling)).expect("a purchase");
    let open = |writer: &Writer| of_program(&writer.book, Date::MAX).into_values().next().expect("one").open_minutes;
    assert_eq!(open(&writer), 20);
    writer.add(crate::strategy::void(purchase)).expect("a void");
    assert_eq!(open(&writer), 60);
    assert_eq!(of_program(&writer.book, Date::MAX), Oracle::replay(&writer.entries()).figures(Date::MAX));
}

/// Of three calls of one case, the last one's charge after the first two were fixed and `void` of them taken back.
fn charged_after_a_void(first: Call, second: Call, third: Call, void: usize) -> u64 {
    let of_case = |call| Fact::Call(Call { case: Some(line("T1")), late: true, ..call });
    let mut writer = Writer::plain();
    let fixed = [first, second].map(|call| writer.add(of_case(call)).expect("a call"));
    writer.add(Fact::Close(Close { client: None, through: day(3), reason: None })).expect("a close");
    writer.add(crate::strategy::void(fixed[void].clone())).expect("a void");
    let last = writer.add(of_case(third)).expect("a call");
    let program = of_program(&writer.book, Date::MAX);
    assert_eq!(program, Oracle::replay(&writer.entries()).figures(Date::MAX));
    program.into_values().next().expect("one client").calls[&last].charged
}

#[test]
fn i1_a_fixed_call_that_is_voided_leaves_its_group() {
    let (a, b, c) = (plain_call(3, 10), plain_call(3, 4), plain_call(3, 5));
    assert_eq!(charged_after_a_void(a, b, c, 0), 15, "9m, of which nothing was charged yet");
}

#[test]
fn e6_goodwill_that_is_voided_leaves_the_group_as_it_was() {
    let goodwill = Call { goodwill: Some(line("our mistake")), ..plain_call(3, 10) };
    let (a, c) = (plain_call(3, 10), plain_call(3, 10));
    assert_eq!(charged_after_a_void(a, goodwill, c, 1), 15, "20m, of which 15m were charged already");
}
