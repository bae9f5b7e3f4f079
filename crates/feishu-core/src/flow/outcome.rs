//! What a run of many jobs tells: of each, of all so far, and in the end.

use std::fmt;
use std::path::PathBuf;

use crate::call::waiting::Waiting;
use crate::file::download::SavedFile;
use crate::ground::error::Error;

/// What became of one piece of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome<P> {
    /// Its file is saved.
    Saved(P, SavedFile),
    /// An earlier run has saved it, and it has not changed since; the file is where this says.
    Kept(P, PathBuf),
    /// It is not saved, and why. Another run with the same journal tries it again. There is no piece where the list of them
    /// itself reported an error, such as a folder that cannot be listed.
    Failed(Option<P>, Error),
}

/// What a run has done.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary<P> {
    /// How many files are saved.
    pub saved: u64,
    /// How many an earlier run had saved already.
    pub kept: u64,
    /// The number of bytes in the files that are saved.
    pub bytes: u64,
    /// What is not saved, and why.
    pub failed: Vec<(Option<P>, Error)>,
}

impl<P> Summary<P> {
    /// Returns whether nothing failed.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty()
    }

    /// Adds an outcome: for programs that look at each and want the whole in the end.
    pub fn add(&mut self, outcome: Outcome<P>) {
        match outcome {
            Outcome::Saved(_, file) => {
                self.saved += 1;
                self.bytes += file.size;
            }
            Outcome::Kept(..) => self.kept += 1,
            Outcome::Failed(piece, error) => self.failed.push((piece, error)),
        }
    }
}

impl<P> Default for Summary<P> {
    fn default() -> Self {
        Self {
            saved: 0,
            kept: 0,
            bytes: 0,
            failed: Vec::new(),
        }
    }
}

impl<P> fmt::Display for Summary<P> {
    /// `812 saved (5120 bytes), 180 kept from earlier, 8 failed`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            saved, kept, bytes, ..
        } = self;
        let failed = self.failed.len();
        write!(
            f,
            "{saved} saved ({bytes} bytes), {kept} kept from earlier, {failed} failed"
        )
    }
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunProgress {
    /// How many pieces there are, as soon as the list of them has come to its end.
    pub total: Option<u64>,
    /// How many files are saved.
    pub saved: u64,
    /// How many an earlier run had saved already.
    pub kept: u64,
    /// How many are not saved, and will not be.
    pub failed: u64,
    /// How many are being worked on.
    pub under_way: u64,
    /// The number of bytes in the files that are saved.
    pub bytes: u64,
    /// What the run waits for before it begins with another piece.
    pub waiting: Option<Waiting>,
}

impl RunProgress {
    /// Returns how many pieces have come to their end, well or not.
    pub fn done(&self) -> u64 {
        self.saved + self.kept + self.failed
    }

    pub(crate) fn count<P>(&mut self, outcome: &Outcome<P>) {
        match outcome {
            Outcome::Saved(_, file) => {
                self.saved += 1;
                self.bytes += file.size;
            }
            Outcome::Kept(..) => self.kept += 1,
            Outcome::Failed(..) => self.failed += 1,
        }
    }
}

impl fmt::Display for RunProgress {
    /// `120 of 1000 done, 2 of them failed, 84 under way, waiting 31 s for the rate limit`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.done())?;
        if let Some(total) = self.total {
            write!(f, " of {total}")?;
        }
        f.write_str(" done")?;
        if self.failed > 0 {
            write!(f, ", {} of them failed", self.failed)?;
        }
        if self.under_way > 0 {
            write!(f, ", {} under way", self.under_way)?;
        }
        if let Some(waiting) = self.waiting {
            write!(f, ", {waiting}")?;
        }
        Ok(())
    }
}
