//! Addresses at which media are fetched without a token, for a while.

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::Moment;
use crate::state::letters;

/// What the paths begin with; the rest is a code that nobody guesses.
const PATH: &str = "/space/api/box/stream/download/authcode/";
/// How long an address is good.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The media behind the addresses, by their code.
#[derive(Debug, Default)]
pub(crate) struct Links(HashMap<String, Link>);

#[derive(Debug)]
struct Link {
    /// The token of the media.
    media: String,
    until: Moment,
}

impl Links {
    /// Makes a path at which media are fetched for a day.
    pub(super) fn make(&mut self, media: &str, now: Moment) -> String {
        self.0.retain(|_, link| now < link.until);
        let code = letters(64);
        let path = format!("{PATH}{code}");
        let link = Link {
            media: media.to_owned(),
            until: now.after(LIFETIME),
        };
        self.0.insert(code, link);
        path
    }

    /// The token of the media behind a path, while that is good.
    pub(super) fn find(&self, path: &str, now: Moment) -> Option<&str> {
        let link = self.0.get(path.strip_prefix(PATH)?)?;
        (now < link.until).then_some(&link.media)
    }
}
