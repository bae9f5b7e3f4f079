//! What the owner of a sandbox may do with it: each thing stands here once, for [`Sandbox`](crate::Sandbox) and for the
//! control interface.

use std::time::Duration;

use bytes::Bytes;

use crate::fault::Fault;
use crate::response::Response;
use crate::serve::Shared;
use crate::services::{Document, MeetingError, documents, meetings};
use crate::state::Settings;

impl Shared {
    /// Issues a token of a user; the token, and how long it is valid.
    pub(crate) fn user_token(&self, open_id: &str) -> (String, Duration) {
        let now = self.now();
        let mut state = self.state();
        let lifetime = state.settings.token_lifetime;
        (state.tokens.user(open_id, lifetime, now), lifetime)
    }

    /// Ends all tokens issued so far.
    pub(crate) fn expire_tokens(&self) {
        let now = self.now();
        self.state().tokens.expire_all(now);
    }

    /// Adds a document and returns its token.
    pub(crate) fn add_document(&self, document: Document) -> String {
        let now = self.now();
        documents::add_document(&mut self.state(), document, now)
    }

    /// Makes a folder and returns its token; `None` if there is no folder to put it into.
    pub(crate) fn add_folder(&self, name: &str, parent: &str) -> Option<String> {
        let now = self.now();
        documents::add_folder(&mut self.state(), name, parent, now)
    }

    /// Puts a file into a folder and returns its token; `None` if there is no such folder.
    pub(crate) fn add_file(&self, name: &str, folder: &str, content: Bytes) -> Option<String> {
        let now = self.now();
        documents::add_file(&mut self.state(), name, folder, content, now)
    }

    /// A document by its token.
    pub(crate) fn find_document(&self, token: &str) -> Option<Document> {
        documents::document(&self.state(), token)
    }

    /// The content of a file or of media.
    pub(crate) fn find_file(&self, token: &str) -> Option<Bytes> {
        let now = self.now();
        documents::file(&self.state(), token, now)
    }

    /// Reserves a meeting and returns its number.
    pub(crate) fn add_meeting(&self, topic: &str) -> String {
        let now = self.unix_seconds();
        meetings::add(&mut self.state(), topic, now)
    }

    /// Lets somebody join the meeting with a number, and returns its id.
    pub(crate) fn join_meeting(&self, number: &str, who: &str) -> Result<String, MeetingError> {
        let now = self.unix_seconds();
        meetings::join(&mut self.state(), number, who, now)
    }

    /// Lets somebody leave the meeting with a number.
    pub(crate) fn leave_meeting(&self, number: &str, who: &str) -> Result<(), MeetingError> {
        let now = self.unix_seconds();
        meetings::leave(&mut self.state(), number, who, now)
    }

    /// The present time, in seconds since 1970.
    pub(crate) fn unix_seconds(&self) -> u64 {
        self.platform.clock.unix_seconds(self.now())
    }

    /// Scripts a fault.
    pub(crate) fn add_fault(&self, fault: Fault) {
        self.state().faults.add(fault);
    }

    /// Forgets all faults that have not happened yet.
    pub(crate) fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Lets time pass at once.
    pub(crate) fn advance(&self, time: Duration) {
        self.platform.clock.advance(time);
    }

    /// Changes settings.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state().settings);
    }

    /// Forgets the requests so far.
    pub(crate) fn clear_requests(&self) {
        self.state().requests.clear();
    }

    /// Begins again, as if nothing had been asked, made or set.
    pub(crate) fn reset(&self) {
        let mut state = self.state();
        self.platform.clock.reset();
        state.reset(&self.platform.beginning, &self.platform.clock);
    }

    /// Records what a request was answered with.
    pub(crate) fn record_answer(&self, number: usize, response: &Response) {
        let secret = &self.platform.app_secret;
        self.state().requests.answer(number, response, secret);
    }
}
