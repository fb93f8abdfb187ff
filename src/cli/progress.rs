//! A bar for what takes longer than a second: on stderr, where that is a terminal, and gone when the work is done.
//!
//! A thread of its own draws it. The work only counts, so a terminal that stands still never holds up a lock.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::store::Watch;

/// How long something takes before it is worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar moves.
const BEAT: Duration = Duration::from_millis(100);

/// A bar for reading a ledger. It is begun where there is anything to tell, so a small ledger costs no thread.
#[derive(Debug, Default)]
pub struct ReadingBar {
    bar: Mutex<Option<Progress>>,
}

impl Watch for ReadingBar {
    fn at(&self, done: u64, of: u64) {
        if let Ok(mut bar) = self.bar.lock() {
            let progress = bar.get_or_insert_with(|| Progress::begin("reading the ledger"));
            progress.of(of);
            progress.at(done.min(of));
        }
    }

    fn over(&self) {
        if let Ok(mut bar) = self.bar.lock() {
            *bar = None;
        }
    }
}

/// Some work under way.
pub struct Progress {
    done: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
    /// Tells the artist that the work is over, and hears of it when the bar is cleared.
    artist: Option<(Sender<()>, Receiver<()>)>,
}

impl Progress {
    /// Begins to watch; `what` says what is done.
    pub fn begin(what: &'static str) -> Progress {
        let (done, total) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let mut progress = Progress { done, total, artist: None };
        if can_draw() {
            let (over, wait) = channel();
            let (clear, cleared) = channel();
            let (done, total) = (Arc::clone(&progress.done), Arc::clone(&progress.total));
            let watch = move || {
                if !matches!(wait.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
                while matches!(wait.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                    draw(&line(what, done.load(Ordering::Relaxed), total.load(Ordering::Relaxed), columns()));
                }
                draw("");
                let _ = clear.send(());
            };
            // A bar is not worth a failure.
            progress.artist = std::thread::Builder::new().spawn(watch).ok().map(|_| (over, cleared));
        }
        progress
    }

    /// How much there is to do, in whatever is counted; until then nobody knows.
    pub fn of(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// How much of it is done.
    pub fn at(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }
}

/// The bar is cleared, if the terminal takes it: one that stands still is not waited for.
impl Drop for Progress {
    fn drop(&mut self) {
        let Some((over, cleared)) = self.artist.take() else { return };
        let _ = over.send(());
        let _ = cleared.recv_timeout(BEAT);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("done", &self.done).field("total", &self.total).finish_non_exhaustive()
    }
}

/// How many characters the bar itself has.
const WIDTH: usize = 30;

/// What stands on the line: how far the work has come, as far as that is known, in fewer characters than the terminal has in a row. More than a row could
/// not be taken back.
fn line(what: &str, done: u64, total: u64, columns: usize) -> String {
    if total == 0 {
        return first_that_fits([format!("{what} …"), String::new()], columns);
    }
    let part = |of: usize| (u128::from(done.min(total)) * of as u128 / u128::from(total)) as usize;
    let tip = if part(WIDTH) < WIDTH { ">" } else { "" };
    let bar = "=".repeat(part(WIDTH)) + tip;
    let percent = format!("{:>3} %", part(100));
    first_that_fits([format!("{what} [{bar:WIDTH$}] {percent}"), format!("{what} {percent}"), percent], columns)
}

/// The first of these that fits into a row, whose last column stays empty: some terminals would go on to the next row there.
fn first_that_fits<const N: usize>(lines: [String; N], columns: usize) -> String {
    lines.into_iter().find(|line| line.chars().count() < columns).unwrap_or_default()
}

/// Draws a line over the one that is there.
fn draw(line: &str) {
    // A bar is not worth a failure.
    let _ = std::io::stderr().lock().write_all(format!("\r{line}{CLEAR}").as_bytes());
}

/// Clears the rest of the row (ECMA-48, EL).
const CLEAR: &str = "\x1b[K";

/// Whether stderr is a terminal that can take a line back.
fn can_draw() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// How many characters fit into a row; as many as on an old terminal, where it does not say.
fn columns() -> usize {
    terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| width.0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_the_work_has_come_in_as_many_characters_as_there_are() {
        let drawn: Vec<String> = [(0, 0, 80), (7, 0, 12), (0, 9, 80), (1, 3, 80), (2999, 3000, 80), (3, 3, 80)]
            .into_iter()
            .chain([(12, 9, 80), (1, 2, 47), (1, 2, 46), (1, 2, 14), (1, 2, 13), (1, 2, 5), (u64::MAX, u64::MAX, 80)])
            .map(|(done, total, columns)| format!("{columns}: {}", line("reading", done, total, columns)))
            .collect();
        insta::assert_snapshot!(drawn.join("\n"), @r"
        80: reading …
        12: reading …
        80: reading [>                             ]   0 %
        80: reading [==========>                   ]  33 %
        80: reading [=============================>]  99 %
        80: reading [==============================] 100 %
        80: reading [==============================] 100 %
        47: reading [===============>              ]  50 %
        46: reading  50 %
        14: reading  50 %
        13:  50 %
        5: 
        80: reading [==============================] 100 %
        ");
    }
}
