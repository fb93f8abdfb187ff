//! A bar for what takes longer than a second: on stderr, where that is a terminal, and gone when the work is done.
//!
//! A thread of its own draws it. The work only counts, so a terminal that stands still never holds up a lock.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long something takes before it is worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar moves.
const BEAT: Duration = Duration::from_millis(100);

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

fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    bar.set_message(what);
    bar
}

/// Draws the bar; where nobody knows how much there is to do, only what is done.
fn draw(bar: &ProgressBar, done: u64, total: u64) {
    let template = if total == 0 { "{msg} …" } else { "{msg} [{bar:30}] {percent:>3} %" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_length(total);
    bar.set_position(done);
    bar.tick();
}
