//! What a run writes into its journal, and what another takes out of it.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::flow::job::JobSpec;
use crate::flow::piece::Piece;
use crate::ground::kind::ErrorKind;

/// How long calls are remembered at most, in seconds: longer than the windows of limits that a run is bound by.
const LONGEST_MEMORY: f64 = 600.0;

/// The request that asks after the job of a piece.
pub(crate) type Handle<P> = <<P as Piece>::Job as JobSpec>::Poll;

/// A line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line<'a, P, H> {
    /// A client begins, by its number; the calls that follow are its own.
    Client(u64),
    /// A call goes out, at this time in seconds since 1970: if the run is ended and begun again, it still counts for the limit.
    Call(&'a str, f64),
    /// A piece or a folder got its place.
    Place { key: &'a str, path: &'a str },
    /// A job was started, at this time in seconds since 1970.
    Started {
        key: &'a str,
        piece: &'a P,
        handle: &'a H,
        at: f64,
    },
    /// A file is in its place, whole.
    Saved {
        key: &'a str,
        size: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        version: Option<String>,
        /// How long a job is likely to take, in seconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        estimate: Option<f64>,
    },
    /// A piece cannot be saved, and its job is of no more use.
    Failed {
        key: &'a str,
        kind: ErrorKind,
        error: String,
    },
}

/// A line as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Found<P, H> {
    Client(u64),
    Call(String, f64),
    Place {
        key: String,
        path: String,
    },
    Started {
        key: String,
        piece: P,
        handle: H,
        at: f64,
    },
    Saved {
        key: String,
        size: u64,
        #[serde(default)]
        version: Option<String>,
        #[serde(default)]
        estimate: Option<f64>,
    },
    Failed {
        key: String,
    },
}

/// A file that an earlier run has saved.
#[derive(Debug)]
pub(crate) struct Earlier {
    pub(crate) size: u64,
    pub(crate) version: Option<String>,
}

/// What earlier runs have done.
pub(crate) struct History<P: Piece> {
    /// Whose calls come next.
    client: u64,
    calls: VecDeque<(u64, String, f64)>,
    pub(crate) places: HashMap<String, String>,
    /// The jobs that were started, and when, of which no more is known.
    pub(crate) started: HashMap<String, (P, Handle<P>, f64)>,
    pub(crate) saved: HashMap<String, Earlier>,
    /// How long a job is likely to take.
    pub(crate) estimate: Option<Duration>,
}

impl<P: Piece> Default for History<P> {
    fn default() -> Self {
        Self {
            client: 0,
            calls: VecDeque::new(),
            places: HashMap::new(),
            started: HashMap::new(),
            saved: HashMap::new(),
            estimate: None,
        }
    }
}

impl<P: Piece> History<P> {
    /// Takes in a line. One that is none was spoilt when the machine went down, and what it told is done anew.
    pub(crate) fn read(&mut self, line: &str) {
        let Ok(found) = serde_json::from_str::<Found<P, Handle<P>>>(line) else {
            return;
        };
        match found {
            Found::Client(client) => self.client = client,
            Found::Call(operation, at) => {
                let over = |(_, _, earlier): &(u64, String, f64)| at - earlier > LONGEST_MEMORY;
                while self.calls.front().is_some_and(over) {
                    self.calls.pop_front();
                }
                self.calls.push_back((self.client, operation, at));
            }
            Found::Place { key, path } => drop(self.places.insert(key, path)),
            Found::Started {
                key,
                piece,
                handle,
                at,
            } => {
                self.started.insert(key, (piece, handle, at));
            }
            Found::Saved {
                key,
                size,
                version,
                estimate,
            } => {
                self.started.remove(&key);
                let estimate = estimate.and_then(|it| Duration::try_from_secs_f64(it).ok());
                self.estimate = estimate.or(self.estimate);
                self.saved.insert(key, Earlier { size, version });
            }
            Found::Failed { key } => drop(self.started.remove(&key)),
        }
    }

    /// When an operation was called, in seconds since 1970, by clients other than this one.
    pub(crate) fn calls(&self, operation: &str, client: u64) -> impl Iterator<Item = f64> {
        let calls = self.calls.iter();
        let others = calls.filter(move |(by, called, _)| *by != client && called == operation);
        others.map(|(_, _, at)| *at)
    }
}
