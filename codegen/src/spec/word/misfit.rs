//! Why a text is not what it should be.

use crate::text::diagnostic::Code;

/// Why a text is not what it should be.
#[derive(Debug)]
pub struct Misfit {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, beside the place.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl Misfit {
    pub(super) fn new(code: Code, label: impl Into<String>) -> Self {
        Self {
            code,
            label: label.into(),
            help: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
