//! A disk that forgets: what was synced, and what was changed since, in order.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Mutex;

use hours::store::Disk;

/// A disk with a ledger on it.
#[derive(Debug, Default)]
pub(crate) struct Simulated(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    synced: Vec<u8>,
    /// What only the page cache knows.
    changes: Vec<Change>,
    fault: Option<Fault>,
    calls: Vec<&'static str>,
    /// What another program put at the path, since the ledger was opened.
    replaced: Option<Vec<u8>>,
    opened: Vec<u8>,
    kept: usize,
}

#[derive(Clone, Debug)]
enum Change {
    Write(Vec<u8>),
    SetLen(usize),
}

/// What happens at the `at`th call from now, from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    /// And at every call after it.
    pub(crate) on: bool,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    NoSpace,
    Io,
    Interrupted,
    /// Only so many bytes are written.
    Short(usize),
    /// Every call that cuts fails, and the `at`th one.
    NoCut,
    /// Another file takes the path.
    Replaced,
}

/// What is left of the unsynced changes when the power goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Crash {
    Nothing,
    /// The first so many.
    Prefix(usize),
    /// The same, and of the next one the size without the data.
    Nuls(usize),
    /// The same, and of the next one so many bytes.
    Torn(usize, usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Write(more) => bytes.extend_from_slice(more),
            Change::SetLen(size) => bytes.resize(*size, 0),
        }
    }
}

impl State {
    fn view(&self) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        self.changes.iter().for_each(|change| change.apply(&mut bytes));
        bytes
    }

    /// Counts a call; gives what is to happen at it, if anything.
    fn call(&mut self, name: &'static str) -> io::Result<Option<usize>> {
        if self.calls.last() != Some(&name) || name != "read" {
            self.calls.push(name);
        }
        let Some(fault) = &mut self.fault else { return Ok(None) };
        let cuts = matches!(fault.what, What::NoCut) && name == "set_len";
        if fault.at > 0 {
            fault.at -= 1;
            return if cuts { Err(ErrorKind::PermissionDenied.into()) } else { Ok(None) };
        }
        let what = fault.what;
        // An interrupted call is tried again: for ever would be for ever.
        if !fault.on || matches!(what, What::Interrupted) {
            self.fault = None;
        }
        match what {
            What::NoSpace => Err(ErrorKind::StorageFull.into()),
            What::Io | What::NoCut => Err(io::Error::other("an I/O error")),
            What::Interrupted => Err(ErrorKind::Interrupted.into()),
            What::Short(size) => Ok(Some(size)),
            What::Replaced => {
                self.replaced.get_or_insert_with(|| self.opened.clone());
                Ok(None)
            }
        }
    }
}

impl Simulated {
    pub(crate) fn holding(bytes: Vec<u8>) -> Simulated {
        Simulated(Mutex::new(State { synced: bytes, ..State::default() }))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().expect("nobody panicked")
    }

    /// What a reader of the path sees now.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.state().view()
    }

    pub(crate) fn fail(&self, fault: Fault) {
        self.state().fault = Some(fault);
    }

    /// The calls since this was asked last; reads in a row are one.
    pub(crate) fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.state().calls)
    }

    /// All goes well again, and the path leads to what was put there.
    pub(crate) fn mend(&self) {
        let mut state = self.state();
        state.fault = None;
        if let Some(bytes) = state.replaced.take() {
            state.synced = bytes;
            state.changes.clear();
        }
    }

    pub(crate) fn crash(&self, crash: Crash) {
        self.mend();
        let mut state = self.state();
        let mut bytes = state.synced.clone();
        let whole = match crash {
            Crash::Nothing => 0,
            Crash::Prefix(n) | Crash::Nuls(n) | Crash::Torn(n, _) => n,
        };
        let changes = std::mem::take(&mut state.changes);
        changes.iter().take(whole).for_each(|change| change.apply(&mut bytes));
        match (crash, changes.get(whole)) {
            (Crash::Nuls(_), Some(Change::Write(more))) => bytes.resize(bytes.len() + more.len(), 0),
            (Crash::Torn(_, at), Some(Change::Write(more))) => bytes.extend_from_slice(&more[..at % (more.len() + 1)]),
            _ => {}
        }
        state.synced = bytes;
    }
}

impl Disk for Simulated {
    fn open(&self) -> io::Result<()> {
        let mut state = self.state();
        state.opened = state.view();
        state.call("open").map(drop)
    }

    fn len(&self) -> io::Result<u64> {
        let mut state = self.state();
        state.call("len")?;
        Ok(state.view().len() as u64)
    }

    fn read(&self, from: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.state();
        state.call("read")?;
        let view = state.view();
        let rest = &view[(from as usize).min(view.len())..];
        let size = rest.len().min(buffer.len());
        buffer[..size].copy_from_slice(&rest[..size]);
        Ok(size)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.state();
        let size = state.call("write")?.map_or(bytes.len(), |short| short % (bytes.len() + 1));
        state.changes.push(Change::Write(bytes[..size].to_vec()));
        Ok(size)
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state();
        state.call("sync_data")?;
        state.synced = state.view();
        state.changes.clear();
        Ok(())
    }

    fn set_len(&self, size: u64) -> io::Result<()> {
        let mut state = self.state();
        state.call("set_len")?;
        state.changes.push(Change::SetLen(size as usize));
        Ok(())
    }

    fn is_at_path(&self, size: u64) -> bool {
        let mut state = self.state();
        state.call("is_at_path").is_ok() && state.replaced.is_none() && state.view().len() as u64 == size
    }

    fn keep(&self, _: u64) -> io::Result<PathBuf> {
        let mut state = self.state();
        state.call("keep")?;
        state.kept += 1;
        Ok(format!("hours.jsonl.torn-{}", state.kept).into())
    }
}
