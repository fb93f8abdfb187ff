//! A ledger's file in stretches, which are checked by whichever core is free.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};

use super::chain::{self, Hash};
use super::file;
use super::lane::{Lane, Rooms, Stretch};
use super::read::MAX_LINE;
use crate::cores::joined;
use crate::domain::ids::Printer;

/// How many stretches may wait to be filed, for each core there is: on two cores somewhat more than are checked while the accounts of 500 clients are closed.
const AHEAD: usize = 14;

/// What was found of a stretch.
pub(super) struct Checked {
    /// Its place in the file, from 0.
    at: usize,
    /// Which lane checked it: names are numbered by lane.
    pub(super) lane: usize,
    /// Its lines, if any begin in it; nothing at all where they are not sound.
    pub(super) found: Option<Option<Stretch>>,
}

/// Stretches as they are checked: by a thread for each core but one, and here, where the one that is due is not there yet.
pub(super) struct Checking<'a> {
    own: Worker<'a>,
    others: Receiver<Checked>,
    threads: Vec<ScopedJoinHandle<'a, ()>>,
    rooms: Rooms,
    /// Those that came before they were due.
    early: BTreeMap<usize, Checked>,
}

impl<'scope> Checking<'scope> {
    pub(super) fn begin(
        scope: &'scope Scope<'scope, '_>,
        stretches: Stretches<'scope>,
        printer: Printer,
        cores: usize,
    ) -> Checking<'scope> {
        let (next, rooms) = (Arc::new(AtomicUsize::new(0)), Rooms::default());
        let lane = || Lane::new(printer, rooms.clone());
        let worker = |number| Worker { number, stretches, next: next.clone(), lane: lane(), buffer: Vec::new() };
        let (sender, others) = sync_channel(AHEAD * cores);
        let begin = |number| {
            let (mut worker, sender) = (worker(number), sender.clone());
            // It stops when all are taken, or when nobody asks for them any more. Where no thread can be had, there is one less.
            let work = move || while worker.check().is_some_and(|checked| sender.send(checked).is_ok()) {};
            thread::Builder::new().spawn_scoped(scope, work).ok()
        };
        let threads = (1..cores).filter_map(begin).collect();
        let own = worker(0);
        Checking { own, others, threads, rooms, early: BTreeMap::new() }
    }

    /// Gives back a stretch that was filed.
    pub(super) fn give_back(&self, stretch: Stretch) {
        self.rooms.give_back(stretch);
    }

    /// The stretch at a place in the file, which is asked for one after the other.
    pub(super) fn stretch(&mut self, at: usize) -> Option<Checked> {
        loop {
            if let Some(checked) = self.early.remove(&at) {
                return Some(checked);
            }
            let free = self.others.try_recv().ok().or_else(|| self.own.check());
            let Some(checked) = free.or_else(|| self.others.recv().ok()) else {
                // They have all ended, one of them perhaps by a panic: then that goes on here.
                self.threads.drain(..).for_each(joined);
                return None;
            };
            self.early.insert(checked.at, checked);
        }
    }
}

/// Checks one stretch after the other that nobody has taken yet.
struct Worker<'a> {
    number: usize,
    stretches: Stretches<'a>,
    next: Arc<AtomicUsize>,
    lane: Lane,
    buffer: Vec<u8>,
}

impl Worker<'_> {
    fn check(&mut self) -> Option<Checked> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let found = || self.stretches.check(at, &mut self.lane, &mut self.buffer);
        (at < self.stretches.count()).then(found).map(|found| Checked { at, lane: self.number, found })
    }
}

/// A file in stretches. A line belongs to the one it begins in.
#[derive(Clone, Copy)]
pub(super) struct Stretches<'a> {
    pub(super) file: &'a File,
    pub(super) length: u64,
    pub(super) size: u64,
}

impl Stretches<'_> {
    pub(super) fn count(&self) -> usize {
        self.length.div_ceil(self.size) as usize
    }

    /// The lines that begin in a stretch, if any do; nothing at all where they are not sound.
    fn check(&self, at: usize, lane: &mut Lane, buffer: &mut Vec<u8>) -> Option<Option<Stretch>> {
        let (start, end) = (at as u64 * self.size, ((at as u64 + 1) * self.size).min(self.length));
        let from = start.saturating_sub(chain::STATED);
        self.fetch(buffer, from, end)?;
        // The stretch begins with the line behind the first LF from the byte before it on.
        let before = (start - from) as usize;
        let first = match before.checked_sub(1) {
            None => 0,
            Some(byte) => match memchr::memchr(b'\n', &buffer[byte..]) {
                Some(found) => byte + found + 1,
                None => return Some(None),
            },
        };
        if from + first as u64 >= end {
            return Some(None);
        }
        self.complete(buffer, from)?;
        let last = if from + first as u64 == 0 { Hash::START } else { chain::stated(&buffer[..first])? };
        lane.check(&buffer[first..], from + first as u64, last).map(Some)
    }

    /// Reads the bytes between two places.
    fn fetch(&self, buffer: &mut Vec<u8>, from: u64, to: u64) -> Option<()> {
        buffer.resize((to - from) as usize, 0);
        let read = file::read_at(self.file, buffer, from).ok()?;
        (read == buffer.len()).then_some(())
    }

    /// Reads on to the end of the last line.
    fn complete(&self, buffer: &mut Vec<u8>, from: u64) -> Option<()> {
        const MORE: u64 = 1024;
        let most = buffer.len() + MAX_LINE;
        while !buffer.ends_with(b"\n") {
            let old = buffer.len();
            let end = (from + old as u64 + MORE).min(self.length);
            buffer.resize((end - from) as usize, 0);
            let read = file::read_at(self.file, &mut buffer[old..], from + old as u64).ok()?;
            if read == 0 || read < buffer.len() - old || buffer.len() > most {
                return None;
            }
            if let Some(found) = memchr::memchr(b'\n', &buffer[old..]) {
                buffer.truncate(old + found + 1);
            }
        }
        Some(())
    }
}
