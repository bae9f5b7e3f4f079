//! What a run makes files of, one by one: jobs that leave a file, and files that are there already.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::file::download::Download;
use crate::flow::job::DownloadJob;
use crate::ground::error::Result;
use crate::wire::endpoint::Endpoint;

/// What becomes one file of a run. It is written into the journal, so that another run can go on with it.
pub trait Piece: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The job by which the platform makes the file.
    type Job: DownloadJob<Poll: Serialize + DeserializeOwned + Sync>;

    /// The request for a file that is there already.
    type File: Endpoint<Output = Download> + Clone;

    /// What tells it from all others, such as its token and the format; the same in all runs.
    fn key(&self) -> String;

    /// The state in which it is, if that is known: once saved, it is saved again when it has another.
    fn version(&self) -> Option<String> {
        None
    }

    /// The name for the file, if it is not that of the platform.
    fn name(&self) -> Option<&str> {
        None
    }

    /// The extension that the file must have, without the dot.
    fn extension(&self) -> Option<&str> {
        None
    }

    /// The folders in which it is to lie, the outermost first.
    fn folders(&self) -> Vec<Folder> {
        Vec::new()
    }

    /// What is asked of the platform.
    ///
    /// # Errors
    ///
    /// Nothing can be, and why.
    fn work(&self) -> Result<Work<<Self::Job as crate::flow::job::JobSpec>::Start, Self::File>>;
}

/// A folder in which files are to lie.
#[derive(Clone, Debug)]
pub struct Folder {
    /// What tells it from others of the same name.
    pub id: String,
    /// Its name, as the platform has it.
    pub name: String,
}

/// What is asked of the platform for a file.
#[derive(Clone, Debug)]
pub enum Work<S, F> {
    /// A job that makes it.
    Job(S),
    /// The file itself.
    File(F),
}
