//! The calls of an upload: one, or one after the other.

use std::sync::Arc;

use feishu_core::{
    BrokenRule, CallOptions, Client, Endpoint, Error, ErrorKind, FileSource, Result,
};
use simd_adler32::Adler32;

use super::handle::UploadHandle;
use super::place::UploadPlace;
use super::place::steps::Announced;
use super::source::{Reading, UploadSource};
use crate::codes;

/// How much of a source is in memory at once, in bytes: as much as the platform takes as a part.
const PIECE: u64 = 4 << 20;

/// Who is given the handle of an upload.
pub(super) type OnHandle<P> = Arc<dyn Fn(&UploadHandle<P>) + Send + Sync>;

/// How the calls of an upload are made.
pub(super) struct Sending<'a, P> {
    pub(super) client: &'a Client,
    pub(super) options: &'a CallOptions,
    pub(super) on_handle: Option<&'a OnHandle<P>>,
}

impl<P: UploadPlace> Sending<'_, P> {
    /// Uploads from the beginning.
    pub(super) async fn begin(
        &self,
        place: P,
        name: String,
        source: UploadSource,
    ) -> Result<P::Token> {
        let reading = Reading::new(source).await?;
        check(&place, &name, reading.length())?;
        // What cannot be read again is kept until it has arrived.
        let at_once = match reading.file() {
            Some(_) => largest_at_once::<P>(),
            None => PIECE,
        };
        if reading.length() <= at_once {
            return self.whole(&place, &name, reading).await;
        }
        let request = place.prepare(&name, reading.length());
        let announced = P::announced(self.call(request, self.options.clone()).await?);
        let handle = announce(place, name, &reading, announced)?;
        self.tell(&handle);
        self.parts(handle, reading).await
    }

    /// Goes on with an upload in parts.
    pub(super) async fn resume(
        &self,
        handle: UploadHandle<P>,
        source: UploadSource,
    ) -> Result<P::Token> {
        handle.check(largest_at_once::<P>())?;
        let mut reading = Reading::new(source).await?;
        if handle.fits(&reading)? {
            reading.skip(handle.sent());
        } else {
            let read = checksum(&mut reading, handle.sent()).await?;
            if read.finish() != handle.checksum {
                return Err(handle.changed("what went up before is not what it has now"));
            }
        }
        self.parts(handle, reading).await
    }

    /// Sends the whole file in one request.
    async fn whole(&self, place: &P, name: &str, mut reading: Reading) -> Result<P::Token> {
        let length = reading.length();
        let (checksum, file) = match reading.file().cloned() {
            Some(file) => (checksum(&mut reading, length).await?, file),
            None => {
                let bytes = reading.next(length).await?;
                let mut checksum = Adler32::new();
                checksum.write(&bytes);
                (checksum, FileSource::bytes(bytes))
            }
        };
        let request = place.whole(name, checksum.finish().to_string(), file);
        match self.call(request, self.options.clone()).await {
            Ok(response) => Ok(P::whole_token(response)),
            Err(error) => {
                // Then it is why the platform refused, or why there was nothing more to send.
                reading.check_unchanged().await?;
                Err(error)
            }
        }
    }

    /// Sends the parts that have not arrived, and finishes.
    async fn parts(&self, mut handle: UploadHandle<P>, mut reading: Reading) -> Result<P::Token> {
        let resumed_at_its_end = handle.next() == 0;
        let mut whole = Adler32::from_checksum(handle.checksum);
        while handle.next() > 0 {
            let bytes = reading.next(handle.next()).await?;
            whole.write(&bytes);
            let mut part = Adler32::new();
            part.write(&bytes);
            let request = P::part(
                &handle.upload_id,
                number(handle.parts),
                part.finish().to_string(),
                FileSource::bytes(bytes),
            );
            let options = self.options.part_of(handle.sent(), handle.length);
            let sent = self.call(request, options).await;
            sent.map_err(|error| explain(error, &handle, false))?;
            handle.parts += 1;
            handle.checksum = whole.finish();
            self.tell(&handle);
        }
        let request = P::finish(&handle.upload_id, number(handle.blocks()));
        let finished = self.call(request, self.options.clone()).await;
        let finished = finished.map_err(|error| explain(error, &handle, resumed_at_its_end))?;
        Ok(P::token(finished))
    }

    async fn call<E: Endpoint>(&self, request: E, options: CallOptions) -> Result<E::Output> {
        self.client.call(request).with_options(options).await
    }

    /// Hands out how far the upload is.
    fn tell(&self, handle: &UploadHandle<P>) {
        if let Some(on_handle) = self.on_handle {
            on_handle(handle);
        }
    }
}

/// The handle of an upload that the platform has been told of.
fn announce<P: UploadPlace>(
    place: P,
    file_name: String,
    reading: &Reading,
    announced: Announced,
) -> Result<UploadHandle<P>> {
    let handle = UploadHandle {
        upload_id: announced.upload_id,
        place,
        file_name,
        length: reading.length(),
        modified: reading.modified(),
        block_size: announced.block_size,
        parts: 0,
        checksum: Adler32::new().finish(),
    };
    let fits = handle.check(largest_at_once::<P>()).is_ok()
        && number(handle.blocks()) == announced.block_num;
    if fits {
        return Ok(handle);
    }
    let what = format!(
        "the platform wants {} parts of {} bytes for a file of {}, under the upload id `{}`, which does not fit",
        announced.block_num, handle.block_size, handle.length, handle.upload_id
    );
    Err(Error::of_kind(ErrorKind::UnexpectedResponse, what))
}

/// Reads so many bytes for their checksum.
async fn checksum(reading: &mut Reading, length: u64) -> Result<Adler32> {
    let mut checksum = Adler32::new();
    let mut left = length;
    while left > 0 {
        let bytes = reading.next(left.min(PIECE)).await?;
        left -= bytes.len() as u64;
        checksum.write(&bytes);
    }
    Ok(checksum)
}

/// The largest file that goes up in one request, as it is documented.
fn largest_at_once<P: UploadPlace>() -> u64 {
    let mut fields = P::Whole::OPERATION.body.fields().iter();
    let size = fields.find(|field| field.name == "size");
    let maximum = size.and_then(|size| size.maximum);
    maximum.map_or(0, i64::unsigned_abs)
}

/// Refuses a file that is empty, or whose name is missing or breaks a documented rule.
pub(super) fn check<P: UploadPlace>(place: &P, name: &str, length: u64) -> Result<()> {
    if length == 0 {
        let what = format!("the file `{name}` is empty, and the platform takes no empty files");
        let hint = "leave it out, or write something into it";
        return Err(Error::invalid_request(what).with_hint(hint));
    }
    let violations = place.prepare(name, length).request()?.violations();
    let of_name = violations
        .into_iter()
        .find(|broken| broken.field == "file_name");
    let what = match of_name.map(|broken| broken.rule) {
        Some(BrokenRule::TooLong { length, maximum }) => format!(
            "the name of the file has {length} characters, and the platform takes {maximum}: give a shorter one by `file_name`"
        ),
        None if !name.trim().is_empty() => return Ok(()),
        _ => "the file has no name: give one by `file_name`, such as `report.pdf`".to_owned(),
    };
    Err(Error::invalid_request(what))
}

/// Says what to do about an upload that the platform does not know any more.
fn explain<P>(error: Error, handle: &UploadHandle<P>, may_be_finished: bool) -> Error {
    if !error.is(codes::UPLOAD_EXPIRED) {
        return error;
    }
    error.with_hint(if may_be_finished {
        format!(
            "all parts had been sent, so look whether `{}` is there; if not, upload it from the beginning",
            handle.file_name
        )
    } else {
        "an upload holds for 24 hours, and until it is finished, perhaps by another process: upload the file from the beginning if it \
         is not there"
            .to_owned()
    })
}

/// A number of parts as the platform takes it.
fn number(parts: u64) -> i64 {
    i64::try_from(parts).unwrap_or(i64::MAX)
}
