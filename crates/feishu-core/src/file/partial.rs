//! What is there of a file between the attempts at it: a draft, how much of it is safe, and what proves that the rest of the
//! same file can be put behind it.

use std::path::PathBuf;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::io::AsyncWriteExt;

use crate::file::draft::{Draft, cannot_write};
use crate::file::target::Target;
use crate::ground::error::{Error, Result};
use crate::wire::response::Head;

/// A file that is saved, however many attempts that takes. There is one draft of it, which vanishes with this.
pub(crate) struct Partial {
    target: Target,
    /// How long the file is, if that is known from elsewhere.
    known: Option<u64>,
    /// Whether a part of the file may be asked for.
    ranges: bool,
    draft: Option<Draft>,
    /// How many bytes of the file are safely in the draft.
    done: u64,
    /// How long the file is of which they are.
    length: Option<u64>,
    /// What tells that file from any other.
    version: Option<Version>,
    /// The name that the platform gave to it.
    file_name: Option<String>,
}

/// The rest of a file, to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    from: u64,
    version: Version,
}

/// A part of a file, by its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) from: u64,
    /// The first byte that is no part of it.
    pub(crate) end: u64,
    /// How long the whole file is.
    pub(crate) length: u64,
}

/// What two responses of the same bytes have in common, and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Version {
    /// A strong `ETag`.
    Tag(HeaderValue),
    /// `Last-Modified`, which tells files of the same length apart.
    Date(HeaderValue),
}

impl Partial {
    pub(crate) fn new(target: Target, known: Option<u64>) -> Self {
        Self {
            target,
            known,
            ranges: false,
            draft: None,
            done: 0,
            length: None,
            version: None,
            file_name: None,
        }
    }

    /// Says whether the platform documents that a part of the file can be asked for.
    pub(crate) fn ranges(mut self, ranges: bool) -> Self {
        self.ranges = ranges;
        self
    }

    /// How long the file is, if that is known from elsewhere.
    pub(crate) fn known(&self) -> Option<u64> {
        self.known
    }

    /// The name that the platform gave to the file.
    pub(crate) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// What to ask for instead of the whole file, if there is a part of it and what follows can be told to belong to it.
    pub(crate) fn rest(&self) -> Option<Rest> {
        let more = self.length.is_none_or(|length| self.done < length);
        let version = self.version.as_ref()?;
        (self.ranges && self.done > 0 && more).then(|| Rest {
            from: self.done,
            version: version.clone(),
        })
    }

    /// Begins anew: what comes is the whole file, and nothing that is there belongs to it.
    pub(crate) fn forget(&mut self) {
        self.done = 0;
        self.length = None;
        self.version = None;
        self.file_name = None;
    }

    /// Makes room for the whole file, of which this is the head.
    pub(crate) async fn begin(&mut self, head: &Head, length: Option<u64>) -> Result<()> {
        self.forget();
        self.file_name = head.file_name();
        self.length = length;
        self.version = Version::of(&head.headers, length);
        let path = self.target.path(self.file_name())?;
        match &mut self.draft {
            Some(draft) => {
                draft.aim(path);
                draft.keep(0).await
            }
            None => {
                self.draft = Some(Draft::beside(&path)?);
                Ok(())
            }
        }
    }

    /// Makes room for the rest of the file behind what is there, and says which part of the file it is.
    ///
    /// # Errors
    ///
    /// Something else came, and why it is that. The file begins anew then; and since the platform does not answer such
    /// questions as it should, it is asked no more of them.
    pub(crate) fn go_on(&mut self, head: &Head) -> Result<Part, String> {
        let part = self.following(head);
        match &part {
            Ok(part) => self.length = Some(part.length),
            Err(_) => self.ranges = false,
        }
        part
    }

    /// The part of the file that follows what is there, if that is what came.
    fn following(&self, head: &Head) -> Result<Part, String> {
        let Some(rest) = self.rest() else {
            return Err("a part of it came, which was not asked for".to_owned());
        };
        let from = rest.from;
        if head.status == StatusCode::RANGE_NOT_SATISFIABLE {
            return Err(format!(
                "the platform has no rest of it from byte {from} on"
            ));
        }
        let part = head.header(header::CONTENT_RANGE).and_then(part);
        let Some(part) = part.filter(|part| part.from == from) else {
            return Err(format!(
                "another part came than its rest from byte {from} on"
            ));
        };
        if self.length.is_some_and(|length| length != part.length) {
            return Err("the rest of a file of another length came".to_owned());
        }
        if head
            .content_length()
            .is_some_and(|length| length != part.end - part.from)
        {
            return Err("a part came that is not as long as it is said to be".to_owned());
        }
        if !rest.version.allows(&head.headers) {
            return Err("the rest of another version of the file came".to_owned());
        }
        Ok(part)
    }

    /// Goes back to where what is safe ends.
    pub(crate) async fn rewind(&mut self) -> Result<()> {
        let done = self.done;
        self.draft()?.keep(done).await
    }

    /// Writes the next piece. It is not safe before it is [kept](Self::keep).
    pub(crate) async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        let draft = self.draft()?;
        let written = draft.file.write_all(chunk).await;
        written.map_err(|error| cannot_write(draft.target(), error))
    }

    /// Keeps what was written until now, so many bytes of the file altogether.
    pub(crate) async fn keep(&mut self, done: u64) -> Result<()> {
        let draft = self.draft()?;
        let flushed = draft.file.flush().await;
        flushed.map_err(|error| cannot_write(draft.target(), error))?;
        self.done = done;
        Ok(())
    }

    /// Puts the file, which is whole, in its place.
    pub(crate) async fn put(&mut self) -> Result<PathBuf> {
        let draft = self.draft()?;
        // The name must not be there before the content is: without this a power cut could leave an empty file.
        let synced = match draft.file.flush().await {
            Ok(()) => draft.file.sync_all().await,
            Err(error) => Err(error),
        };
        synced.map_err(|error| cannot_write(draft.target(), error))?;
        match self.draft.take() {
            Some(draft) => self.target.put(draft),
            None => Err(nothing_begun()),
        }
    }

    fn draft(&mut self) -> Result<&mut Draft> {
        self.draft.as_mut().ok_or_else(nothing_begun)
    }
}

fn nothing_begun() -> Error {
    Error::file("cannot write", std::io::ErrorKind::NotFound.into())
}

impl Rest {
    /// The value of `Range`.
    pub(crate) fn range(&self) -> String {
        format!("bytes={}-", self.from)
    }

    /// The value of `If-Range`: if the file is another by now, all of it comes.
    pub(crate) fn validator(&self) -> &HeaderValue {
        match &self.version {
            Version::Tag(value) | Version::Date(value) => value,
        }
    }
}

impl Version {
    /// What tells the file of a response from any other, if anything does.
    fn of(headers: &HeaderMap, length: Option<u64>) -> Option<Self> {
        if headers
            .get(header::ACCEPT_RANGES)
            .is_some_and(|units| units == "none")
        {
            return None;
        }
        match headers.get(header::ETAG) {
            Some(tag) => is_strong(tag).then(|| Self::Tag(tag.clone())),
            None => {
                length?;
                let date = headers.get(header::LAST_MODIFIED)?;
                is_past(date, headers.get(header::DATE)?).then(|| Self::Date(date.clone()))
            }
        }
    }

    /// Whether a response says nothing that another version would say.
    fn allows(&self, headers: &HeaderMap) -> bool {
        let same = |name, value: &HeaderValue| headers.get(name).is_none_or(|other| other == value);
        match self {
            Self::Tag(tag) => same(header::ETAG, tag),
            Self::Date(date) => {
                same(header::LAST_MODIFIED, date) && !headers.contains_key(header::ETAG)
            }
        }
    }
}

/// Whether a tag changes with every byte. A weak one, `W/"…"`, stays the same for what its server takes for equivalent.
fn is_strong(tag: &HeaderValue) -> bool {
    match tag.as_bytes() {
        [b'"', inside @ .., b'"'] => !inside.is_empty() && !inside.contains(&b'"'),
        _ => false,
    }
}

/// Whether a date of change has passed for good when a response was made: within its second, the file may change again.
fn is_past(changed: &HeaderValue, sent: &HeaderValue) -> bool {
    let moment = |value: &HeaderValue| httpdate::parse_http_date(value.to_str().ok()?).ok();
    match (moment(changed), moment(sent)) {
        (Some(changed), Some(sent)) => changed < sent,
        _ => false,
    }
}

/// The part that a `Content-Range` names, such as `bytes 4-7/8`. One that does not tell the length of the file proves nothing.
fn part(text: &str) -> Option<Part> {
    let (unit, rest) = text.trim().split_once(' ')?;
    let (range, length) = rest.trim().split_once('/')?;
    let (from, last) = range.split_once('-')?;
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u64>().ok().filter(|_| digits)
    };
    let part = Part {
        from: number(from)?,
        end: number(last)?.checked_add(1)?,
        length: number(length)?,
    };
    let sound = part.from < part.end && part.end <= part.length;
    (unit.eq_ignore_ascii_case("bytes") && sound).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_read_from_a_sound_range_alone() {
        let of = |text| part(text).map(|part| (part.from, part.end, part.length));
        assert_eq!(of("bytes 4-7/8"), Some((4, 8, 8)));
        assert_eq!(of("Bytes 0-0/9"), Some((0, 1, 9)));
        let unsound = [
            "",
            "4-7/8",
            "bytes 4-7/*",
            "bytes */8",
            "bytes 7-4/8",
            "bytes 4-8/8",
            "bytes +4-7/8",
            "bytes 4-/8",
            "lines 4-7/8",
            "bytes 4-18446744073709551615/8",
            "bytes=4-7/8",
        ];
        for text in unsound {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_version_is_told_by_what_proves_it_alone() {
        const CHANGED: (&str, &str) = ("last-modified", "Tue, 05 Mar 2024 08:00:00 GMT");
        const LATER: (&str, &str) = ("date", "Tue, 05 Mar 2024 08:00:01 GMT");
        type Case<'a> = (
            &'a [(&'static str, &'static str)],
            Option<u64>,
            Option<&'a str>,
        );
        let cases: &[Case<'_>] = &[
            (&[("etag", "\"a\"")], None, Some("\"a\"")),
            (&[("etag", "\"a\""), CHANGED, LATER], Some(8), Some("\"a\"")),
            (&[CHANGED, LATER], Some(8), Some(CHANGED.1)),
            (&[CHANGED, LATER], None, None),
            (&[CHANGED], Some(8), None),
            (&[CHANGED, ("date", CHANGED.1)], Some(8), None),
            (&[("last-modified", "yesterday"), LATER], Some(8), None),
            (&[("etag", "W/\"a\"")], Some(8), None),
            (&[("etag", "W/\"a\""), CHANGED, LATER], Some(8), None),
            (&[("etag", "a")], Some(8), None),
            (&[("etag", "\"\"")], Some(8), None),
            (&[("etag", "\"")], Some(8), None),
            (
                &[("etag", "\"a\""), ("accept-ranges", "none")],
                Some(8),
                None,
            ),
            (&[], Some(8), None),
        ];
        for (headers, length, told) in cases {
            let headers: HeaderMap = headers
                .iter()
                .map(|&(name, value)| {
                    (
                        header::HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    )
                })
                .collect();
            let version = Version::of(&headers, *length);
            let rest = version.map(|version| Rest { from: 4, version });
            let validator = rest.as_ref().map(|rest| rest.validator().to_str().unwrap());
            assert_eq!(validator, *told, "{headers:?}");
        }
    }
}
