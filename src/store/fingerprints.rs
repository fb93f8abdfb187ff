//! The fingerprints of all ids of a ledger in pages, each with the place of its entry: to know that an id is new costs one page, and
//! now and then a line.

use super::snapshot::{SUM, checksum};
use crate::domain::ids::Fingerprint;

/// How many bytes a page has.
pub(super) const PAGE: usize = 4096;
/// What stands before a page's fingerprints: its checksum, and how many there are.
const BEFORE: usize = SUM + 2;
/// A fingerprint and the place of its entry.
const EACH: usize = 4 + 8;
/// So many stand in one on average: pages are filled by chance, and the fullest has to hold its own.
const USUAL: u64 = 220;

/// How many pages that many fingerprints take.
pub(super) fn pages(total: u64) -> u32 {
    u32::try_from(total.div_ceil(USUAL)).unwrap_or(u32::MAX)
}

/// The page on which a fingerprint stands.
pub(super) fn page_of(print: Fingerprint, pages: u32) -> u32 {
    ((u64::from(print.number()) * u64::from(pages)) >> 32) as u32
}

/// All pages, one after the other; none where chance has filled one beyond its brim.
pub(super) fn spell(prints: impl Iterator<Item = (Fingerprint, u64)>, pages: u32) -> Option<Vec<u8>> {
    let mut bytes = vec![0; pages as usize * PAGE];
    let mut counts = vec![0_u16; pages as usize];
    for (print, at) in prints {
        let number = page_of(print, pages) as usize;
        let count = usize::from(counts[number]);
        let page = &mut bytes[number * PAGE..][..PAGE];
        let room = page[BEFORE..].chunks_exact_mut(EACH).nth(count)?;
        room[..4].copy_from_slice(&print.number().to_le_bytes());
        room[4..].copy_from_slice(&at.to_le_bytes());
        counts[number] += 1;
    }
    for ((number, page), count) in (0..).zip(bytes.chunks_exact_mut(PAGE)).zip(counts) {
        page[SUM..BEFORE].copy_from_slice(&count.to_le_bytes());
        let sum = sum(number, page);
        page[..SUM].copy_from_slice(&sum);
    }
    Some(bytes)
}

/// The places of the entries with a fingerprint, on the page with this number; none where that is not the page that was written.
pub(super) fn places(print: Fingerprint, number: u32, page: &[u8; PAGE]) -> Option<Vec<u64>> {
    if page[..SUM] != sum(number, page) {
        return None;
    }
    let count = usize::from(u16::from_le_bytes([page[SUM], page[SUM + 1]]));
    let sought = print.number().to_le_bytes();
    let found = page[BEFORE..].chunks_exact(EACH).take(count).filter(|found| found.starts_with(&sought));
    found.map(|found| Some(u64::from_le_bytes(found[4..].try_into().ok()?))).collect()
}

/// A page's checksum is of its number, too: no page is taken for another.
fn sum(number: u32, page: &[u8]) -> [u8; SUM] {
    checksum([&number.to_le_bytes(), &page[SUM..]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Fingerprinter;

    /// So many fingerprints fit in a page.
    const MOST: usize = (PAGE - BEFORE) / EACH;

    fn page_at(bytes: &[u8], number: u32) -> [u8; PAGE] {
        bytes[number as usize * PAGE..][..PAGE].try_into().expect("a page")
    }

    #[test]
    fn a4_every_id_is_found_again_where_it_stands_and_no_other() {
        let printer = Fingerprinter::seeded(7);
        let print = |n: u64| printer.print(format!("id-{n}").as_bytes());
        for total in [1, 220, 221, 20_000] {
            let pages = pages(total);
            let bytes = spell((0..total).map(|n| (print(n), 300 * n)), pages).expect("pages");
            assert_eq!(bytes.len(), pages as usize * PAGE);
            let found = |n: u64| {
                let at = page_of(print(n), pages);
                places(print(n), at, &page_at(&bytes, at)).expect("a page")
            };
            assert!((0..total).all(|n| found(n) == [300 * n]), "{total}");
            assert!((total..2 * total).all(|n| found(n).is_empty()), "{total}");
        }
    }

    #[test]
    fn r27_a_page_that_is_not_the_one_written_says_nothing() {
        let print = Fingerprinter::seeded(7).print(b"id");
        let bytes = spell((0..600).map(|n| (Fingerprint::of_number(n * 7_000_003), 0)), 3).expect("pages");
        let sound = page_at(&bytes, 1);
        assert!(places(print, 1, &sound).is_some());
        assert!(places(print, 0, &sound).is_none() && places(print, 2, &sound).is_none());
        for at in (0..PAGE).step_by(41) {
            let mut changed = sound;
            changed[at] ^= 4;
            assert!(places(print, 1, &changed).is_none(), "byte {at}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_spelled() {
        let prints = |count: usize| (0..count as u32).map(|n| (Fingerprint::of_number(n), 0));
        assert!(spell(prints(MOST), 1).is_some());
        assert!(spell(prints(MOST + 1), 1).is_none());
    }
}
