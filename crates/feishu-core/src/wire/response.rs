//! What came back: a head that explains errors, and a body that is JSON or a file.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::generated::platform;
use crate::ground::error::{Error, Fault, Result, Sent};
use crate::ground::operation::{Operation, ResponseKind};
use crate::ground::time;
use crate::wire::disposition::file_name;
use crate::wire::envelope;
use crate::wire::transport::ByteStream;

/// The longest wait that the platform can mean: no documented limit is counted over more than a day.
const LONGEST_BELIEVED: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to wait when it names a longer one, such as a date in seconds; then one call goes first.
const IN_DOUBT: Duration = Duration::from_secs(60);

/// What came back from the platform, before it is decoded.
pub struct RawResponse {
    pub(crate) head: Box<Head>,
    body: ResponseBody,
    held: Option<Held>,
}

/// What a call holds until its response has been read; dropping it gives it back.
pub(crate) trait Hold: Send + Sync {
    /// Says that the response is being read.
    fn alive(&self);
}

/// Something that a call holds.
pub(crate) type Held = Box<dyn Hold>;

/// The body of a response that is not an error.
pub(crate) enum ResponseBody {
    /// JSON that was decoded when it was judged.
    Decoded,
    /// JSON that is yet to be decoded, in valid UTF-8.
    Json {
        /// The envelope, empty if there is none.
        whole: Bytes,
        /// Its payload.
        data: Option<Bytes>,
    },
    /// A file, as it comes in.
    File(ByteStream),
}

/// What is known of an exchange when the head of its response is there.
pub(crate) struct Head {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
    pub(crate) idle_timeout: Duration,
}

/// What the platform told of its limit on this operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitStatus {
    /// The number of calls in a window.
    pub limit: Option<u64>,
    /// The time until the limit has recovered.
    pub reset: Option<Duration>,
}

impl RateLimitStatus {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        Self {
            limit: number(platform::RATE_LIMIT_HEADER),
            reset: number(platform::RATE_RESET_HEADER).map(Duration::from_secs),
        }
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head.fmt(f)
    }
}

// The other headers are left out: a proxy may put anything there.
impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("log_id", &self.log_id())
            .finish_non_exhaustive()
    }
}

impl RawResponse {
    pub(crate) fn new(head: Box<Head>, body: ResponseBody) -> Self {
        Self {
            head,
            body,
            held: None,
        }
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self.body, ResponseBody::File(_))
    }

    /// Keeps what the call holds for as long as a file comes in.
    pub(crate) fn holding(mut self, held: Held) -> Self {
        self.held = Some(held);
        self
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        let ResponseBody::Json { whole, data } = &self.body else {
            let what = match &self.body {
                ResponseBody::File(_) => "a file came where JSON was expected",
                _ => "the response was decoded already",
            };
            return Err(self.head.explain(Error::new(Fault::Decode, what)));
        };
        let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
        let decoded = match self.head.operation.response {
            ResponseKind::Flat => envelope::decode("response", text(whole)),
            _ => envelope::decode("data", data.as_ref().map_or("null", |data| text(data))),
        };
        decoded.map_err(|error| self.head.explain(error))
    }

    /// The parts of a response that is a file.
    pub(crate) fn into_file(self) -> Result<(Box<Head>, ByteStream, Option<Held>)> {
        match self.body {
            ResponseBody::File(stream) => Ok((self.head, stream, self.held)),
            _ => Err(self.head.explain(Error::new(
                Fault::Decode,
                "JSON came where a file was expected",
            ))),
        }
    }
}

impl Head {
    /// Adds what is known of the exchange to an error.
    pub(crate) fn explain(&self, error: Error) -> Error {
        error
            .with_operation(self.operation)
            .with_http_status(self.status.as_u16())
            .with_log_id(self.log_id().map(str::to_owned))
            .with_attempts(self.attempts)
            .with_sent(Sent::Yes)
    }

    /// The platform's id for the exchange.
    pub(crate) fn log_id(&self) -> Option<&str> {
        [platform::LOG_ID_HEADER, platform::REQUEST_ID_HEADER]
            .into_iter()
            .filter_map(|name| self.headers.get(name)?.to_str().ok())
            .find(|log_id| !log_id.is_empty())
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// How long the platform asks to wait: its own header first, as its documentation says, then the standard one.
    pub(crate) fn asks_to_wait(&self) -> Option<Duration> {
        let standard = || {
            let text = self.header(header::RETRY_AFTER)?.trim();
            let seconds = text.parse().ok().map(Duration::from_secs);
            seconds.or_else(|| {
                let moment = httpdate::parse_http_date(text).ok()?;
                Some(moment.duration_since(time::calendar()).unwrap_or_default())
            })
        };
        let named = RateLimitStatus::read(&self.headers).reset.or_else(standard);
        named.map(|named| {
            if named > LONGEST_BELIEVED {
                IN_DOUBT
            } else {
                named
            }
        })
    }

    pub(crate) fn content_length(&self) -> Option<u64> {
        self.header(header::CONTENT_LENGTH)?.parse().ok()
    }

    pub(crate) fn file_name(&self) -> Option<String> {
        self.headers
            .get(header::CONTENT_DISPOSITION)
            .and_then(|value| file_name(value.as_bytes()))
    }
}
