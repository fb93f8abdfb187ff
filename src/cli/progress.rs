//! A bar for what takes longer than a second: on stderr, where that is a terminal, and gone when the work is done.
//!
//! A thread of its own draws it. The work only counts, so a terminal that stands still never holds up a lock.

use std::fmt;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::env::terminal_is_dumb;
use crate::render::bar;
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
                    draw(&bar::line(what, done.load(Ordering::Relaxed), total.load(Ordering::Relaxed), columns()));
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

/// Draws a line over the one that is there.
fn draw(line: &str) {
    // A bar is not worth a failure.
    let _ = std::io::stderr().lock().write_all(format!("\r{line}{CLEAR}").as_bytes());
}

/// Clears the rest of the row (ECMA-48, EL).
const CLEAR: &str = "\x1b[K";

/// Whether stderr is a terminal that can take a line back.
fn can_draw() -> bool {
    std::io::stderr().is_terminal() && !terminal_is_dumb()
}

/// How many characters fit into a row; as many as on an old terminal, where it does not say.
fn columns() -> usize {
    terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| width.0.into())
}
