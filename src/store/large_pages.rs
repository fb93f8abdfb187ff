//! Large pages for what is kept of a large ledger.
//!
//! Memory is had from the system in pages of 4 KiB, each when it is first touched, which takes as long as to read some lines. A million entries
//! take 14,000 of them. Where most of it lies in pages of two megabytes these are 2,500, all in all a cold reading takes 6 % less time, and no
//! more memory (`docs/performance.md`). Linux does that for whoever asks; but nobody asks for what `malloc` takes.

/// Has the next `bytes` of memory, 64 MB at most, lie in large pages as far as they fill them. That there are none is no failure: answers are the
/// same.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(super) fn expect(bytes: usize) {
    use libc::{M_MMAP_MAX, M_TRIM_THRESHOLD, MADV_HUGEPAGE, c_int};

    /// How large a large page is, in bytes.
    const LARGE: usize = 2 << 20;
    /// So many bytes are asked for at most. Where the host of a virtual machine takes back what is free, it takes it in pieces of this size, and has to
    /// make each anew: ten million entries, all of whose memory lay in such pages, took 7 % more time there.
    const MOST: usize = 32 * LARGE;
    /// So many blocks have a place apart at most: what `malloc` begins with.
    const APART: c_int = 65_536;

    let bytes = bytes.min(MOST);
    if bytes < 2 * LARGE {
        return;
    }
    let mut block = Vec::<u8>::new();
    // SAFETY: `mallopt` only says how `malloc` is to go about its work: here, to put the block where the next ones will be put, and to keep what is
    // freed. `madvise` is given bytes of a block that is ours, and whole pages that these begin in; this advice leaves what stands there as it is.
    #[allow(unsafe_code, reason = "a cold reading takes 6 % less time: docs/performance.md")]
    unsafe {
        libc::mallopt(M_TRIM_THRESHOLD, c_int::MAX);
        libc::mallopt(M_MMAP_MAX, 0);
        if block.try_reserve_exact(bytes).is_ok() {
            let pages = &mut block.spare_capacity_mut()[..bytes];
            let first = pages.as_ptr().align_offset(LARGE);
            let pages = &mut pages[first..];
            libc::madvise(pages.as_mut_ptr().cast(), pages.len(), MADV_HUGEPAGE);
        }
        libc::mallopt(M_MMAP_MAX, APART);
    }
    // It is freed here, untouched, and what comes next is put into it.
}

/// Elsewhere pages are as large as the system makes them.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn expect(_: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether large pages were asked for where something lies.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn is_asked_for(place: usize) -> bool {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("what the system knows of our memory");
        let range = |line: &str| -> Option<std::ops::Range<usize>> {
            let (from, to) = line.split(' ').next()?.split_once('-')?;
            Some(usize::from_str_radix(from, 16).ok()?..usize::from_str_radix(to, 16).ok()?)
        };
        let mut behind = maps.lines().skip_while(|line| !range(line).is_some_and(|range| range.contains(&place)));
        let flags = behind.find_map(|line| line.strip_prefix("VmFlags:")).expect("flags");
        flags.split(' ').any(|flag| flag == "hg")
    }

    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn what_comes_next_is_put_where_large_pages_were_asked_for() {
        // Not every kernel has them.
        if std::path::Path::new("/sys/kernel/mm/transparent_hugepage").exists() {
            expect(16 << 20);
            let pieces: Vec<Vec<u8>> = (0..100).map(|n| vec![n; 100_000]).collect();
            let many = pieces.iter().filter(|piece| is_asked_for(piece.as_ptr() as usize)).count();
            assert!(many > 50, "{many} of 100");
        }
    }

    #[test]
    fn s7_memory_is_as_good_whether_there_are_large_pages_or_not() {
        let large = 2 << 20;
        for bytes in [0, 1, 2 * large - 1, 2 * large, 3 * large + 1, usize::MAX / 2, usize::MAX] {
            expect(bytes);
            let pieces: Vec<Vec<u8>> = (0..200).map(|n| vec![n; 100_000]).collect();
            assert!(pieces.iter().zip(0..).all(|(piece, n)| piece.iter().all(|&byte| byte == n)), "{bytes}");
        }
    }
}
