//! What is asked of a book that leaves its entries in the file: the same as of one that keeps them.

use hours::domain::explain::explain;
use hours::domain::filed::Subject;
use hours::domain::{Book, Date};

use crate::shelf::Shelf;

#[test]
fn a_call_is_explained_by_what_is_about_its_client_as_by_all_there_is() {
    for ledger in ["large", "invoices", "session"] {
        let bytes = std::fs::read(format!("fixtures/ledgers/{ledger}.jsonl")).expect("a fixture");
        let archived = Shelf::holding(&bytes).load().expect("a ledger").book;
        // Nothing of this one can be read again, so all of it is replayed.
        let mut entries = archived.entries();
        let mut kept = Book::open(entries.next().expect("an opening").entry).expect("a book");
        entries.for_each(|filed| kept.refile(filed).expect("an entry that was judged"));
        let is_call = |seq: &u64| matches!(archived.subject(*seq), Some(Subject::Call(_)));
        let calls: Vec<u64> = (1..=archived.len()).filter(is_call).collect();
        for &seq in calls.iter().step_by(calls.len() / 40 + 1) {
            for as_of in [Date::MAX, archived.entry(seq).and_then(|filed| filed.entry.fact.date()).expect("its day")] {
                let of = |book: &Book| format!("{:?}", explain(book, seq, as_of).expect("an explanation"));
                assert_eq!(of(&archived), of(&kept), "{ledger} #{seq} as of {as_of}");
            }
        }
    }
}

#[test]
fn what_is_told_of_an_entry_before_it_is_read_is_what_it_says() {
    for ledger in ["large", "invoices", "session"] {
        let bytes = std::fs::read(format!("fixtures/ledgers/{ledger}.jsonl")).expect("a fixture");
        let book = Shelf::holding(&bytes).load().expect("a ledger").book;
        let mut told = 0;
        for filed in book.entries() {
            let outline = book.outline(filed.entry.seq).expect("an entry");
            assert_eq!(outline.client, book.client_of(&filed), "{ledger} #{}", filed.entry.seq);
            assert!(outline.kind.is_none_or(|kind| kind == filed.entry.fact.kind()), "{ledger} #{}", filed.entry.seq);
            assert!(
                outline.date.is_none_or(|date| Some(date) == filed.entry.fact.date()),
                "{ledger} #{}",
                filed.entry.seq
            );
            told += u64::from(outline.date.is_some());
        }
        assert!(told * 4 > book.len(), "{ledger}: of {told} entries anything is told");
    }
}
