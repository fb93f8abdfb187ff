//! A bar for what takes longer than a second: on stderr, where that is a terminal, and gone when the work is done.
//!
//! A thread of its own draws it. The work only counts, so a terminal that stands still never holds up a lock.

use std::fmt;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
    artist: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to watch; `what` says what is done.
    pub fn begin(what: &'static str) -> Progress {
        let (done, total) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let mut progress = Progress { done, total, artist: None };
        if std::io::stderr().is_terminal() {
            let (over, wait) = channel();
            let (done, total) = (Arc::clone(&progress.done), Arc::clone(&progress.total));
            let watch = move || {
                if !matches!(wait.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
                let bar = bar(what);
                while matches!(wait.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                    draw(&bar, done.load(Ordering::Relaxed), total.load(Ordering::Relaxed));
                }
                bar.finish_and_clear();
            };
            // A bar is not worth a failure.
            progress.artist = std::thread::Builder::new().spawn(watch).ok().map(|thread| (over, thread));
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

/// The bar is cleared.
impl Drop for Progress {
    fn drop(&mut self) {
        let Some((over, thread)) = self.artist.take() else { return };
        let _ = over.send(());
        let _ = thread.join();
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("done", &self.done).field("total", &self.total).finish_non_exhaustive()
    }
}

/// A bar that shows nothing yet.
fn bar(what: &'static str) -> ProgressBar {
    let bar =
        ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden()).with_style(style(0)).with_message(what);
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar
}

/// Where nobody knows how much there is to do, only what is done is said.
fn style(total: u64) -> ProgressStyle {
    let template = if total == 0 { "{msg} …" } else { "{msg} [{bar:30}] {percent:>3} %" };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("=> ")
}

/// Draws how far it has come.
fn draw(bar: &ProgressBar, done: u64, total: u64) {
    bar.set_style(style(total));
    bar.update(|state| {
        state.set_len(total);
        state.set_pos(done);
    });
    bar.tick();
}
