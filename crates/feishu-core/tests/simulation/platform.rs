//! The transport: a platform in a good or a bad mood, which keeps a record of all that came.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{
    Body, BoxFuture, ByteStream, RATE_RESET_HEADER, Result, Transport, TransportError,
};
use futures_core::Stream;
use tokio::time::Sleep;

use crate::executor::tell;
use crate::ledger::Ledger;
use crate::operations::Op;
use crate::stage::{Scene, Side};

/// The length of the file that a download brings.
const FILE: usize = 4000;

/// How the platform treats a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Served,
    Issued {
        token: String,
        seconds: u64,
    },
    /// The limit is reached, and recovers after so many seconds.
    Limited {
        status: u16,
        reset: u64,
    },
    /// The token is not accepted.
    Rejected,
    /// HTTP 500 with the platform's JSON.
    Failed,
    /// HTTP 502 with the page of a proxy.
    Page,
    /// The body breaks off.
    Cut,
    /// The body of a file stands still.
    Stalled,
    /// No connection comes about.
    Unreachable,
    /// The connection breaks when all was sent.
    Broken,
    Unanswered,
}

/// What became of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The client got all that there was to get.
    Told,
    /// The client dropped it before.
    Dropped,
}

/// A request as it came, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// `None` for a request for a token.
    pub(crate) op: Option<Op>,
    /// Who calls; `None` for a token.
    pub(crate) caller: Option<usize>,
    pub(crate) at: Duration,
    pub(crate) fate: Fate,
    /// When the answer is there to be taken.
    pub(crate) due: Duration,
    pub(crate) ended: Option<(Duration, End)>,
    /// Where it was polled last, and inside whose future if not in a task.
    pub(crate) side: Side,
    pub(crate) holder: Option<usize>,
    /// For how long nobody has been able to take the answer, and for how long at most.
    pub(crate) neglect: Duration,
    pub(crate) worst_neglect: Duration,
}

/// How often the platform misbehaves, of a thousand requests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mood {
    pub(crate) calls: u32,
    pub(crate) tokens: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Platform {
    scene: Scene,
    trace: bool,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
pub(crate) struct State {
    rng: fastrand::Rng,
    pub(crate) mood: Mood,
    /// What befalls the next call, whatever the mood.
    pub(crate) next: Option<Fate>,
    pub(crate) ledger: Ledger,
    pub(crate) exchanges: Vec<Exchange>,
    /// The exchanges that have not ended.
    pub(crate) open: Vec<usize>,
}

impl Platform {
    pub(crate) fn new(scene: Scene, rng: fastrand::Rng, ledger: Ledger, trace: bool) -> Self {
        let state = State {
            rng,
            mood: Mood::default(),
            next: None,
            ledger,
            exchanges: Vec::new(),
            open: Vec::new(),
        };
        Self {
            scene,
            trace,
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The number of requests for a token.
    pub(crate) fn token_requests(&self) -> usize {
        let state = self.state();
        state
            .exchanges
            .iter()
            .filter(|each| each.op.is_none())
            .count()
    }

    /// When a caller was sent first.
    pub(crate) fn sent_at(&self, caller: usize) -> Option<Duration> {
        let state = self.state();
        let mut of_caller = state
            .exchanges
            .iter()
            .filter(|each| each.caller == Some(caller));
        of_caller.next().map(|first| first.at)
    }

    /// The next moment at which an answer is there to be taken.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let (state, now) = (self.state(), self.scene.now().time);
        let open = state.open.iter().map(|&number| state.exchanges[number].due);
        open.filter(|&due| due > now).min()
    }

    /// Books that time has passed; `is_neglected` tells of an exchange whether somebody could have gone on with it.
    pub(crate) fn time_passes(&self, step: Duration, is_neglected: impl Fn(&Exchange) -> bool) {
        let mut state = self.state();
        let State {
            open, exchanges, ..
        } = &mut *state;
        for &number in open.iter() {
            let exchange = &mut exchanges[number];
            if is_neglected(exchange) {
                exchange.neglect += step;
                exchange.worst_neglect = exchange.worst_neglect.max(exchange.neglect);
            } else {
                exchange.neglect = Duration::ZERO;
            }
        }
    }

    fn arrives(&self, op: Option<Op>, caller: Option<usize>, token: Option<String>) -> Flight {
        let now = self.scene.now();
        let mut state = self.state();
        let (fate, delay) = state.decide(op, token.as_deref(), now.time);
        let number = state.exchanges.len();
        if self.trace {
            let what = op.map_or_else(|| "a token".to_owned(), |op| format!("{op:?}"));
            let who = caller.map_or_else(String::new, |caller| format!(" by {caller}"));
            let what = format!(
                "#{number} asks for {what}{who} on {:?}: {fate:?} after {delay:?}",
                now.side
            );
            tell(now.time, &what);
        }
        state.open.push(number);
        state.exchanges.push(Exchange {
            op,
            caller,
            at: now.time,
            due: now.time + delay,
            fate: fate.clone(),
            ended: None,
            side: now.side,
            holder: now.caller,
            neglect: Duration::ZERO,
            worst_neglect: Duration::ZERO,
        });
        Flight {
            platform: self.clone(),
            number,
            fate,
            delay,
        }
    }
}

impl State {
    /// What happens to a request, and after how long.
    fn decide(&mut self, op: Option<Op>, token: Option<&str>, now: Duration) -> (Fate, Duration) {
        let short = Duration::from_millis(self.rng.u64(10..=50));
        if op.is_some()
            && let Some(fate) = self.next.take()
        {
            return (fate, short);
        }
        let (often, fates) = match op {
            None => (self.mood.tokens, 6),
            Some(_) => (self.mood.calls, 10),
        };
        if self.rng.u32(0..1000) < often {
            let late = Duration::from_millis(self.rng.u64(100..=40_000));
            let fate = match self.rng.u32(0..fates) {
                0 => Fate::Failed,
                1 => Fate::Page,
                2 => Fate::Unreachable,
                3 => Fate::Broken,
                4 => Fate::Unanswered,
                5 => return (self.fair(op, token, now), late),
                6 => Fate::Cut,
                7 if op == Some(Op::Lone) => Fate::Stalled,
                7 | 8 => Fate::Limited {
                    status: 429,
                    reset: self.rng.u64(0..=60),
                },
                _ => Fate::Limited {
                    status: 400,
                    reset: self.rng.u64(1..=10),
                },
            };
            return (fate, short);
        }
        (self.fair(op, token, now), short)
    }

    /// What a platform without troubles does.
    fn fair(&mut self, op: Option<Op>, token: Option<&str>, now: Duration) -> Fate {
        match op {
            None => {
                let (token, seconds) = self.ledger.issue(now);
                Fate::Issued { token, seconds }
            }
            Some(Op::Refusing) => Fate::Rejected,
            Some(_) if token.is_some_and(|token| self.ledger.accepts(token, now)) => Fate::Served,
            Some(_) => Fate::Rejected,
        }
    }
}

/// An exchange that is under way, from the platform's side.
struct Flight {
    platform: Platform,
    number: usize,
    fate: Fate,
    delay: Duration,
}

impl Flight {
    fn polled(&self) {
        let now = self.platform.scene.now();
        let exchange = &mut self.platform.state().exchanges[self.number];
        (exchange.side, exchange.holder) = (now.side, now.caller);
    }

    fn ends(&self, end: End) {
        let now = self.platform.scene.now();
        let mut state = self.platform.state();
        let exchange = &mut state.exchanges[self.number];
        if exchange.ended.is_some() {
            return;
        }
        exchange.ended = Some((now.time, end));
        if self.platform.trace {
            tell(now.time, &format!("#{} is over: {end:?}", self.number));
        }
        state.open.retain(|&number| number != self.number);
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.ends(End::Dropped);
    }
}

impl Transport for Platform {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let this = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let op = Op::at(parts.uri.path());
            let caller = match parts.uri.query() {
                Some(query) => query.strip_prefix("caller=").map(str::to_owned),
                None => {
                    let text = String::from_utf8_lossy(body.as_bytes().unwrap()).into_owned();
                    text.strip_prefix(r#"{"caller":"#)
                        .map(|rest| rest.trim_end_matches('}').to_owned())
                }
            };
            let caller = caller.map(|caller| caller.parse().unwrap());
            let token = parts.headers.get("authorization").map(|value| {
                let value = value.to_str().unwrap();
                value.strip_prefix("Bearer ").unwrap().to_owned()
            });
            let flight = this.arrives(op, caller, token);
            let mut delay = Box::pin(tokio::time::sleep(flight.delay));
            poll_fn(|cx| {
                flight.polled();
                delay.as_mut().poll(cx)
            })
            .await;
            match flight.fate {
                Fate::Unanswered => std::future::pending().await,
                Fate::Unreachable => {
                    flight.ends(End::Told);
                    Err(TransportError::connect("connection refused"))
                }
                Fate::Broken => {
                    flight.ends(End::Told);
                    Err(TransportError::broken("connection reset by peer"))
                }
                _ => Ok(answer(op, flight)),
            }
        })
    }
}

fn answer(op: Option<Op>, flight: Flight) -> http::Response<ByteStream> {
    let text = |text: &str| vec![Piece::Bytes(Bytes::from(text.to_owned()))];
    let refusal = |code: u32| text(&format!(r#"{{"code":{code},"msg":"refused"}}"#));
    let mut headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
    let binary = vec![
        ("content-type", "application/octet-stream".to_owned()),
        ("content-length", FILE.to_string()),
    ];
    let part = || Piece::Bytes(Bytes::from(vec![7; FILE / 4]));
    let later = || Piece::Later(Duration::from_millis(100));
    let (status, pieces) = match &flight.fate {
        Fate::Served if op == Some(Op::Lone) => {
            headers = binary;
            let pieces = vec![part(), later(), part(), part(), later(), part()];
            (200, pieces)
        }
        Fate::Cut if op == Some(Op::Lone) => {
            headers = binary;
            (200, vec![part(), later(), Piece::Break])
        }
        Fate::Stalled => {
            headers = binary;
            (200, vec![part(), later(), Piece::Stall])
        }
        Fate::Cut => (200, vec![text(r#"{"code":0,"#).remove(0), Piece::Break]),
        Fate::Issued { token, seconds } => {
            let token = format!(
                r#"{{"code":0,"msg":"ok","tenant_access_token":"{token}","expire":{seconds}}}"#
            );
            (200, text(&token))
        }
        Fate::Limited { status, reset } => {
            headers.push((RATE_RESET_HEADER, reset.to_string()));
            (*status, refusal(99991400))
        }
        // The platform says so with HTTP 400, not 401.
        Fate::Rejected => (400, refusal(99991663)),
        Fate::Failed => (500, refusal(1500)),
        Fate::Page => {
            headers = vec![("content-type", "text/html".to_owned())];
            (502, text("<html>Bad Gateway</html>"))
        }
        _ => (200, text(r#"{"code":0,"msg":"ok","data":{"name":"x"}}"#)),
    };
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    let stream: ByteStream = Box::pin(Pieces {
        flight,
        left: pieces.into(),
        pause: None,
    });
    response.body(stream).unwrap()
}

enum Piece {
    Bytes(Bytes),
    /// What follows comes so much later.
    Later(Duration),
    Break,
    Stall,
}

/// A body on its way to the client.
struct Pieces {
    flight: Flight,
    left: VecDeque<Piece>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.flight.polled();
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(cx));
                self.pause = None;
            }
            match self.left.pop_front() {
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Piece::Later(pause)) => {
                    self.pause = Some(Box::pin(tokio::time::sleep(pause)));
                }
                Some(Piece::Break) => {
                    self.flight.ends(End::Told);
                    let error = TransportError::broken("connection reset by peer");
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Piece::Stall) => {
                    self.left.push_front(Piece::Stall);
                    return Poll::Pending;
                }
                None => {
                    self.flight.ends(End::Told);
                    return Poll::Ready(None);
                }
            }
        }
    }
}
