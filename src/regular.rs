//! Opening what should be a regular file, and is refused where it is anything else.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// What stands at a path.
pub(crate) enum Opened {
    /// A regular file, which is open now.
    File(File),
    /// A folder.
    Folder,
    /// A fifo, a device, a socket.
    Special,
}

/// Opens a regular file and nothing else: a fifo or a device is refused before anything could hang.
///
/// # Errors
///
/// What the system says.
pub(crate) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<Opened> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    // To open a device may do something to it.
    if let Some(other) = fs::metadata(path).ok().and_then(|found| not_regular(&found)) {
        return Ok(other);
    }
    // It may have been replaced in between: opened without waiting, it is asked again.
    let file = options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32).open(path)?;
    Ok(not_regular(&file.metadata()?).unwrap_or(Opened::File(file)))
}

/// What a regular file has in it, where there is one that can be read and has at most so many bytes.
pub(crate) fn bytes(path: &Path, most: u64) -> Option<Vec<u8>> {
    let Ok(Opened::File(file)) = open(path, File::options().read(true)) else { return None };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

fn not_regular(found: &Metadata) -> Option<Opened> {
    match (found.is_file(), found.is_dir()) {
        (true, _) => None,
        (_, true) => Some(Opened::Folder),
        _ => Some(Opened::Special),
    }
}
