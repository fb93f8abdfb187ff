//! What is asked of every line in its place, whether it is replayed or not: its number, its time, its part of a batch.

use super::damage::Fault;
use super::diagnosis::batch_fault;
use super::header::Batch;
use super::read::MAX_LINES;
use super::record::Line;
use crate::domain::{Instant, Rejection};

/// How far a ledger was read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame {
    /// How many lines.
    pub(super) total: u64,
    /// When the latest of them was recorded.
    pub(super) recorded: Option<Instant>,
    /// The last line of a batch that has begun and not ended.
    pub(super) batch: Option<Batch>,
}

/// Where a line says that it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stands {
    pub(super) seq: u64,
    pub(super) recorded: Instant,
    pub(super) batch: Option<Batch>,
    /// Whether another copy of the ledger recorded it: then it may be older than those before it (R42).
    pub(super) adopted: bool,
}

impl Stands {
    /// Where a line says that it stands.
    pub(super) fn of(line: &Line) -> Stands {
        let header = &line.header;
        Stands { seq: header.seq, recorded: header.recorded, batch: header.batch, adopted: line.adopted.is_some() }
    }
}

impl Frame {
    /// Behind a line that is where it says; none where no line can be.
    pub(super) fn behind(stands: Stands) -> Option<Frame> {
        let before = stands.seq.checked_sub(1).filter(|before| *before < MAX_LINES)?;
        let mut frame = Frame { total: before, ..Frame::default() };
        frame.pass(stands);
        Some(frame)
    }

    /// Whether a line is the one that is due: what the book would ask too, but also of lines that are not replayed.
    pub(super) fn judge(&self, Stands { seq, recorded, batch, adopted }: Stands) -> Result<(), Fault> {
        let expected = self.total + 1;
        if expected > MAX_LINES {
            return Err(Fault::TooManyLines);
        }
        if seq != expected {
            return Err(Fault::Rule(Rejection::WrongSeq { expected, found: seq }));
        }
        if let Some(last) = self.recorded.filter(|&last| recorded <= last && !adopted) {
            return Err(Fault::Rule(Rejection::NotLater { recorded, last }));
        }
        batch_fault(self.batch, batch).map_or(Ok(()), Err)
    }

    /// Goes on behind a line that was judged.
    pub(super) fn pass(&mut self, Stands { recorded, batch, .. }: Stands) {
        self.total += 1;
        self.recorded = self.recorded.max(Some(recorded));
        self.batch = batch.filter(|batch| batch.k < batch.n);
    }

    /// Judges a line and goes on behind it.
    #[inline]
    pub(super) fn take(&mut self, stands: Stands) -> Result<(), Fault> {
        self.judge(stands)?;
        self.pass(stands);
        Ok(())
    }
}
