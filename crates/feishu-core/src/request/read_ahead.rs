//! Reads a file on disk for a body: piece by piece, one of them ahead of what goes out.
//!
//! Tokio's file reads into a buffer of its own, from which each piece would have to be copied once more.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

/// How much of a file is read at once.
pub(crate) const PIECE: usize = 256 * 1024;

/// A file that is read to send it.
pub(crate) struct ReadAhead {
    state: State,
    /// How much is yet to be read.
    left: u64,
}

enum State {
    Open(File),
    Reading(JoinHandle<io::Result<(File, Vec<u8>)>>),
    /// Reading failed.
    Closed,
}

impl ReadAhead {
    /// The first so many bytes of a file.
    pub(crate) fn new(file: File, length: u64) -> Self {
        Self {
            state: State::Open(file),
            left: length,
        }
    }

    /// The next piece; an empty one if the file has ended.
    pub(crate) fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        self.begin();
        let State::Reading(reading) = &mut self.state else {
            return Poll::Ready(Ok(Bytes::new()));
        };
        let read = ready!(Pin::new(reading).poll(cx));
        self.state = State::Closed;
        let (file, piece) = read.map_err(io::Error::other)??;
        self.state = State::Open(file);
        self.left -= piece.len() as u64;
        // None of a file that has become shorter.
        if !piece.is_empty() {
            self.begin();
        }
        Poll::Ready(Ok(Bytes::from(piece)))
    }

    /// Begins to read the next piece, if there is one and it is not under way.
    fn begin(&mut self) {
        if self.left == 0 || !matches!(self.state, State::Open(_)) {
            return;
        }
        if let State::Open(file) = std::mem::replace(&mut self.state, State::Closed) {
            let most = usize::try_from(self.left).unwrap_or(PIECE).min(PIECE);
            self.state = State::Reading(spawn_blocking(move || read(file, most)));
        }
    }
}

/// Reads so much of a file from so far behind its beginning, or as much as it has.
pub(crate) async fn part(path: &Path, from: u64, length: usize) -> io::Result<Bytes> {
    let path = path.to_owned();
    let reading = spawn_blocking(move || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        read(file, length)
    });
    let (_, part) = reading.await.map_err(io::Error::other)??;
    Ok(Bytes::from(part))
}

fn read(mut file: File, most: usize) -> io::Result<(File, Vec<u8>)> {
    let mut piece = vec![0; most];
    let mut filled = 0;
    while filled < most {
        match file.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    piece.truncate(filled);
    Ok((file, piece))
}
