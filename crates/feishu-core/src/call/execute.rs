//! The call path: token, limit, attempt, judgement, and again.
//!
//! Everything here is independent of the operation's types, so it is compiled once, in this crate.

use std::sync::Arc;

use http::Uri;
use tracing::Instrument;

use crate::call::attempt::Attempt;
use crate::call::credentials::Choice;
use crate::call::limit::{Permit, Place};
use crate::call::options::CallOptions;
use crate::call::retry::{Verdict, judge};
use crate::call::shared::Shared;
use crate::call::state::{CallState, Next, TokenInUse};
use crate::call::waiting::{WaitReason, Waits};
use crate::file::download::{Download, SavedFile};
use crate::file::partial::{Partial, Rest};
use crate::ground::error::{Error, Fault, Result, Sent};
use crate::ground::operation::{Operation, ResponseKind};
use crate::ground::time;
use crate::ground::transfer::Progress;
use crate::request::Request;
use crate::wire::endpoint::{FromResponse, Slot};
use crate::wire::response::{Head, RawResponse};
use crate::wire::transport::BoxFuture;

/// Makes a call, repeating it as its policy allows. A success that is no file goes to the slot, if it fits.
pub(crate) fn execute<'a>(
    shared: Arc<Shared>,
    request: Request,
    options: CallOptions,
    slot: Option<&'a mut dyn Slot>,
) -> BoxFuture<'a, Result<RawResponse>> {
    let operation = request.operation();
    let prepared = Prepared::new(shared, request, options);
    observed(operation, async move {
        let outcome = match &prepared {
            Ok(prepared) => prepared.repeat(&mut Returning { slot }).await,
            Err(error) => Err(error.clone()),
        };
        if let Ok(response) = &outcome {
            record(&response.head);
        }
        logged(outcome)
    })
}

/// Makes a call and saves the file that it returns. A file that is cut off is a failed attempt like any other; the next one
/// goes on where it was cut, if the platform documents how, and proves that it is the same file.
pub(crate) fn save(
    shared: Arc<Shared>,
    request: Request,
    options: CallOptions,
    partial: Partial,
) -> BoxFuture<'static, Result<SavedFile>> {
    let operation = request.operation();
    let mut saving = Saving {
        partial: partial.ranges(operation.ranges),
        progress: options.progress.clone(),
    };
    let prepared = Prepared::new(shared, request, options);
    observed(operation, async move {
        let outcome = match &prepared {
            Ok(prepared) => prepared.repeat(&mut saving).await,
            Err(error) => Err(error.clone()),
        };
        logged(outcome)
    })
}

/// What is made of the responses of a call.
trait Receiver: Send {
    type Received;

    /// Where a success that is no file is decoded to.
    fn slot(&mut self) -> Option<&mut dyn Slot> {
        None
    }

    /// How long the file is that is to come, if that is known.
    fn expected(&self) -> Option<u64> {
        None
    }

    /// What the next attempt is to ask for instead of the whole file.
    fn rest(&self) -> Option<Rest> {
        None
    }

    /// Makes of a response what is wanted.
    fn receive(
        &mut self,
        response: RawResponse,
    ) -> impl Future<Output = Result<Self::Received>> + Send;
}

/// Returns the response.
struct Returning<'a> {
    slot: Option<&'a mut dyn Slot>,
}

impl Receiver for Returning<'_> {
    type Received = RawResponse;

    fn slot(&mut self) -> Option<&mut dyn Slot> {
        match &mut self.slot {
            Some(slot) => Some(&mut **slot),
            None => None,
        }
    }

    async fn receive(&mut self, response: RawResponse) -> Result<RawResponse> {
        Ok(response)
    }
}

/// Saves the file.
struct Saving {
    partial: Partial,
    progress: Option<Progress>,
}

impl Receiver for Saving {
    type Received = SavedFile;

    fn expected(&self) -> Option<u64> {
        self.partial.known()
    }

    fn rest(&self) -> Option<Rest> {
        self.partial.rest()
    }

    async fn receive(&mut self, response: RawResponse) -> Result<SavedFile> {
        let download = Download::from_response(response)?;
        download
            .save(&mut self.partial, self.progress.as_ref())
            .await
    }
}

/// A call in a span of its own, if somebody listens.
fn observed<'a, T>(
    operation: &'static Operation,
    call: impl Future<Output = T> + Send + 'a,
) -> BoxFuture<'a, T> {
    let span = tracing::debug_span!(
        "feishu.call",
        operation = operation.id,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        http.response.status_code = tracing::field::Empty,
        feishu.code = tracing::field::Empty,
        feishu.log_id = tracing::field::Empty,
        attempts = tracing::field::Empty,
    );
    if span.is_disabled() {
        Box::pin(call)
    } else {
        Box::pin(call.instrument(span))
    }
}

/// Tells the span of a call how it ended.
fn record(head: &Head) {
    let span = tracing::Span::current();
    if span.is_disabled() {
        return;
    }
    span.record("http.response.status_code", head.status.as_u16());
    span.record("feishu.log_id", head.log_id());
    span.record("attempts", head.attempts);
}

fn logged<T>(outcome: Result<T>) -> Result<T> {
    match &outcome {
        Ok(_) => tracing::debug!("done"),
        Err(error) => {
            let span = tracing::Span::current();
            span.record("http.response.status_code", error.http_status());
            span.record("feishu.code", error.code().map(|code| code.0));
            span.record("feishu.log_id", error.log_id());
            span.record("attempts", error.attempts());
            tracing::debug!(error = format_args!("{error:#}"), "failed");
        }
    }
    outcome
}

/// A call that is ready to be sent, as often as it takes.
struct Prepared {
    shared: Arc<Shared>,
    operation: &'static Operation,
    request: Request,
    options: CallOptions,
    address: Uri,
}

impl Prepared {
    /// Prepares a call.
    ///
    /// # Errors
    ///
    /// It has no address, or breaks a documented rule and those are kept.
    fn new(shared: Arc<Shared>, mut request: Request, options: CallOptions) -> Result<Self> {
        request.fill_query(&shared.query_defaults);
        let operation = request.operation();
        let target = request.target_behind(shared.base_url.prefix())?;
        let address = shared.base_url.address(target);
        let address = address.map_err(|error| error.with_operation(operation))?;
        if shared.check_before_sending {
            let violations = request.violations();
            if !violations.is_empty() {
                let what = "the request breaks a documented rule and was not sent";
                return Err(Error::invalid_request(what)
                    .with_operation(operation)
                    .with_violations(violations));
            }
        }
        Ok(Self {
            shared,
            operation,
            request,
            options,
            address,
        })
    }

    /// Sends the call until the receiver has made of its response what is wanted, or no attempt is left.
    async fn repeat<R: Receiver>(&self, receiver: &mut R) -> Result<R::Received> {
        let (shared, operation, options) = (&self.shared, self.operation, &self.options);
        let policy = options.retry.as_ref().unwrap_or(&shared.retry);
        let timeout = options.timeout.or(shared.timeouts.operation);
        let streams = self.request.streams() || operation.response == ResponseKind::Binary;
        let mut state = CallState::new(operation, policy, timeout, streams);
        let mut waits = Waits::new(operation.id, options.on_wait.as_ref());
        let turn = options.turn.as_ref().and_then(|turn| turn.take(operation));
        let mut place = turn.unwrap_or_else(|| shared.limiter.place(operation));
        let mut last = None;
        loop {
            let (token, permit) = match admit_at_once(shared, options, &state, &mut place) {
                Some(admitted) => admitted,
                None => {
                    // Boxed, so that a call that need not wait has no room for it.
                    let admission = admit(shared, options, &state, &mut place, &mut waits);
                    match time::until(state.deadline(), Box::pin(admission)).await {
                        Some(admitted) => admitted.map_err(|error| state.explain(error))?,
                        // What went wrong before tells more than that time ran out.
                        None => return Err(last.unwrap_or_else(|| state.ran_out())),
                    }
                }
            };
            state.departed();
            // Boxed, since allocators are quick as long as what they are asked for is small.
            let exchange = self.exchange(&mut state, &mut place, token.as_ref(), permit, receiver);
            let error = match Box::pin(exchange).await {
                Err(error) if error.fault() == Fault::File && error.was_sent() == Sent::No => {
                    return Err(state.not_departed(error));
                }
                Ok(received) => {
                    shared.budget.succeeded(state.has_failed());
                    return Ok(received);
                }
                Err(error) => error,
            };
            let verdict = judge(&error, operation);
            let error = state.failed(error, verdict);
            tracing::debug!(
                attempt = state.attempts(),
                error = format_args!("{error:#}"),
                ?verdict,
                "attempt failed"
            );
            let next = match verdict {
                Verdict::Stop => Next::Stop,
                Verdict::WithNewToken => state.replace(token, &error, &shared.tokens),
                Verdict::AfterLimit(named) => state.after_limit(named),
                Verdict::Again => state.back_off(&error, &shared.budget),
            };
            match next {
                Next::Stop => return Err(error),
                Next::Now => {}
                Next::After(wait) => {
                    let moment = time::after(wait);
                    waits.report(moment, WaitReason::Failure);
                    time::sleep(wait).await;
                }
            }
            last = Some(error);
        }
    }

    /// Makes one attempt, and of its response what is wanted.
    async fn exchange<R: Receiver>(
        &self,
        state: &mut CallState<'_>,
        place: &mut Place,
        token: Option<&TokenInUse>,
        permit: Permit,
        receiver: &mut R,
    ) -> Result<R::Received> {
        let rest = receiver.rest();
        let attempt = Attempt {
            shared: &self.shared,
            operation: self.operation,
            request: &self.request,
            uri: &self.address,
            progress: self.options.progress.as_ref(),
            number: state.attempts(),
            deadline: state.attempt_deadline(),
            permit: &permit,
            expected: receiver.expected(),
            confidential: self.options.confidential,
            rest: rest.as_ref(),
        };
        let secret = token.map(|token| &token.secret);
        match attempt.send(secret, receiver.slot()).await {
            Ok(response) => receiver.receive(permit.keep(response)).await,
            Err(error) => {
                // The others are told before the place of this one is free.
                if let Verdict::AfterLimit(named) = judge(&error, self.operation) {
                    place.hold(state.wait_for_limit(named));
                }
                Err(error)
            }
        }
    }
}

/// A token to call with, and permission to call now.
type Admitted = (Option<TokenInUse>, Permit);

/// Admits the first attempt of a call, if there is nothing to wait for.
fn admit_at_once(
    shared: &Shared,
    options: &CallOptions,
    state: &CallState<'_>,
    place: &mut Place,
) -> Option<Admitted> {
    if state.attempts() > 0 {
        return None;
    }
    let choice = shared
        .credentials
        .choose(state.operation(), &options.identity);
    let token = match choice.ok()? {
        Choice::None => None,
        Choice::Given(secret) => Some(TokenInUse::given(secret)),
        Choice::OfApp(app) => {
            let issued = shared.tokens.at_hand(&app.key)?;
            Some(TokenInUse::issued(app.key.clone(), issued))
        }
    };
    Some((token, place.pass()?))
}

/// Waits for a token and for the call's turn.
async fn admit(
    shared: &Arc<Shared>,
    options: &CallOptions,
    state: &CallState<'_>,
    place: &mut Place,
    waits: &mut Waits<'_>,
) -> Result<Admitted> {
    loop {
        // The token comes first: fetching one may take long, and a place is not to be held meanwhile.
        let token = token(shared, state.operation(), options).await?;
        if !state.takes(token.as_ref(), &shared.tokens)? {
            continue;
        }
        // It may be replaced or expire while the call waits for its turn. Then the turn is not taken.
        let ready = || {
            token
                .as_ref()
                .is_none_or(|token| token.is_at_hand(&shared.tokens))
        };
        if let Some(permit) = place.depart(state.wait_limits(), waits, ready).await? {
            return Ok((token, permit));
        }
    }
}

/// The token that a call of the operation carries.
async fn token(
    shared: &Arc<Shared>,
    operation: &Operation,
    options: &CallOptions,
) -> Result<Option<TokenInUse>> {
    let app = match shared.credentials.choose(operation, &options.identity)? {
        Choice::None => return Ok(None),
        Choice::Given(secret) => return Ok(Some(TokenInUse::given(secret))),
        Choice::OfApp(app) => app,
    };
    let fetch = || (shared.obtain)(Arc::clone(shared), app.clone());
    let issued = shared.tokens.get(&app.key, fetch).await?;
    Ok(Some(TokenInUse::issued(app.key.clone(), issued)))
}
