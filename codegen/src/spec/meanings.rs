//! What a code means where it stands: what the service says of it, or else the platform.

use super::class::{Class, Retry};
use super::source::{MeaningSource, PlatformErrorSource, PlatformSource, ServiceSource, Text};

/// The errors that are known in one place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meanings<'a> {
    service: &'a [MeaningSource],
    platform: &'a [PlatformErrorSource],
    whole: bool,
}

impl<'a> Meanings<'a> {
    /// What operations of the platform know.
    pub(crate) fn platform(platform: &'a PlatformSource) -> Self {
        Self {
            service: &[],
            platform: &platform.file.errors,
            whole: platform.readable,
        }
    }

    /// What operations of a service know.
    pub(crate) fn service(platform: &'a PlatformSource, service: &'a ServiceSource) -> Self {
        Self {
            service: &service.file.errors,
            whole: platform.readable && service.readable,
            ..Self::platform(platform)
        }
    }

    /// Whether all that is said could be read; else what is not found may still be there.
    pub(crate) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// What a code means.
    pub(crate) fn find(&self, code: i64) -> Option<MeaningSource> {
        let mut service = self.service.iter();
        if let Some(known) = service.find(|known| known.code.value == code) {
            return Some(known.clone());
        }
        let mut platform = self.platform.iter();
        let known = platform.find(|known| known.code.value == code)?;
        Some(known.meaning())
    }
}

/// The kind of failure that a text names.
pub(crate) fn class(text: &Option<Text>) -> Option<Class> {
    Class::of(&text.as_ref()?.value)
}

/// What a text says of repeating.
pub(crate) fn retry(text: &Option<Text>) -> Option<Retry> {
    Retry::of(&text.as_ref()?.value)
}

/// Whether a repetition can help after an error where it stands: what the row says goes before what is said for all.
pub(crate) fn retry_of(row: &MeaningSource, known: &MeaningSource) -> Option<Retry> {
    retry(&row.retry).or_else(|| follows(row, known))
}

/// Whether a repetition can help unless the row says so itself.
pub(crate) fn follows(row: &MeaningSource, known: &MeaningSource) -> Option<Retry> {
    match (class(&row.class), retry(&known.retry)) {
        (Some(own), _) => Some(own.retry()),
        (None, Some(shared)) => Some(shared),
        (None, None) => class(&known.class).map(Class::retry),
    }
}
