//! The other side of the wire: as little as a client can call, in a process of its own so that its time is not counted.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::Read as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;
use tokio::sync::watch;

use crate::works::{DOWNLOAD_BYTES, HELD_CALLS, ITEMS_ON_A_PAGE, PAGES};

/// How much of a download is written at once.
const PIECE: usize = 64 * 1024;

/// How long a token takes to come: long enough for all that need it to be waiting by then.
const TOKEN_TIME: Duration = Duration::from_millis(50);

/// The platform's code for a tenant token that it does not take.
const TOKEN_REFUSED: i64 = 99_991_663;

/// What the exchanges share.
struct State {
    note: Bytes,
    pages: Vec<Bytes>,
    piece: Bytes,
    /// How many calls wait to be answered together.
    held: watch::Sender<usize>,
    /// How often each app has asked for a token.
    tokens: Mutex<HashMap<String, usize>>,
}

/// Serves on a free port, which it prints, until the standard input ends: so it does not outlive whoever started it.
pub(crate) fn serve() {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    // One thread leaves the other core to the client, on the smallest machines.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let state = Arc::new(State {
            note: Bytes::from(NOTE),
            pages: (0..PAGES).map(page).collect(),
            piece: Bytes::from(vec![b'x'; PIECE]),
            held: watch::Sender::new(0),
            tokens: Mutex::default(),
        });
        // Room for a thousand that connect at once: one that finds none tries again after a second.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener = socket.listen(4096).unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let state = state.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| answer(&state, request));
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service);
                // A client that has what it wanted just goes away.
                let _ = connection.await;
            });
        }
    });
}

async fn answer(
    state: &State,
    request: Request<Incoming>,
) -> Result<Response<Content>, Infallible> {
    let (head, mut body) = request.into_parts();
    let mut sent = Vec::new();
    let is_file = head.uri.path().ends_with("/upload_all");
    while let Some(Ok(frame)) = body.frame().await {
        if let Some(data) = frame.data_ref().filter(|_| !is_file) {
            sent.extend_from_slice(data);
        }
    }
    let path = head.uri.path();
    let path = path.strip_prefix("/open-apis/").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let response = match *parts.as_slice() {
        ["bench", "v1", "notes" | "limited" | "bounded", _] => json(state.note.clone()),
        ["bench", "v1", "held", _] => {
            state.hold().await;
            json(state.note.clone())
        }
        ["bench", "v1", "refused", _] => {
            let text = format!(r#"{{"code":{TOKEN_REFUSED},"msg":"Invalid access token"}}"#);
            let mut response = json(Bytes::from(text));
            *response.status_mut() = hyper::StatusCode::BAD_REQUEST;
            response
        }
        ["bench", "v1", "tokens", app] => {
            let count = state.tokens.lock().unwrap().get(app).copied();
            json(Bytes::from(count.unwrap_or(0).to_string()))
        }
        ["drive", "v1", "files"] => {
            let page = query(head.uri.query(), "page_token").and_then(|page| page.parse().ok());
            json(state.pages[page.unwrap_or(0)].clone())
        }
        ["drive", "v1", "medias", "upload_all"] => json(Bytes::from_static(
            br#"{"code":0,"msg":"success","data":{"file_token":"boxbcXxSfZ6wkXx4Jx0Ksrabcef"}}"#,
        )),
        ["drive", "v1", "export_tasks", "file", _, "download"] => {
            let body = Content::File {
                piece: state.piece.clone(),
                left: DOWNLOAD_BYTES,
            };
            Response::builder()
                .header("content-type", "application/octet-stream")
                .header(
                    "content-disposition",
                    "attachment; filename=\"report.xlsx\"",
                )
                .body(body)
                .unwrap()
        }
        ["auth", ..] => json(state.token(&sent).await),
        _ => panic!("nobody answers {path}"),
    };
    Ok(response)
}

impl State {
    /// Waits until all are there that are answered together.
    async fn hold(&self) {
        let mut held = self.held.subscribe();
        let mut last = 0;
        self.held.send_modify(|count| {
            *count += 1;
            last = count.div_ceil(HELD_CALLS) * HELD_CALLS;
        });
        let _ = held.wait_for(|count| *count >= last).await;
    }

    /// The token of an app: always the same one, as the platform does while it is good for long.
    async fn token(&self, sent: &[u8]) -> Bytes {
        let request: serde_json::Value = serde_json::from_slice(sent).unwrap();
        let app = request["app_id"].as_str().unwrap().to_owned();
        let text =
            format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"t-{app}","expire":7200}}"#);
        *self.tokens.lock().unwrap().entry(app).or_default() += 1;
        tokio::time::sleep(TOKEN_TIME).await;
        Bytes::from(text)
    }
}

/// A response with the headers that the platform sends along.
fn json(text: Bytes) -> Response<Content> {
    Response::builder()
        .header("content-type", "application/json; charset=utf-8")
        .header("x-tt-logid", "20240607114837A7B6C5D4E3F2A1B0C9D8")
        .header("x-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .body(Content::Text(Some(text)))
        .unwrap()
}

/// A value of the query string; those asked for need no decoding.
fn query<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    let pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .next()
}

/// The response to a small call.
const NOTE: &str = concat!(
    r#"{"code":0,"msg":"success","data":{"note":{"note_id":"7034502641455497244","title":"周报","#,
    r#""owner_id":"ou_5ad573a6411d72b8305fda3a9c15c70e","revision":7,"#,
    r#""created_time":"1717731000","modified_time":"1717731600"}}}"#
);

/// A page of a listing, as drive sends it: names in Chinese, and a shortcut now and then.
fn page(number: usize) -> Bytes {
    let names = [
        "第三季度预算表",
        "产品需求文档",
        "客户拜访纪要",
        "研发周会",
        "年度总结与计划",
    ];
    let kinds = ["sheet", "docx", "docx", "bitable", "file"];
    let mut text = String::from(r#"{"code":0,"msg":"success","data":{"files":["#);
    for index in 0..ITEMS_ON_A_PAGE {
        let entry = number * ITEMS_ON_A_PAGE + index;
        let (name, kind) = (names[index % names.len()], kinds[index % kinds.len()]);
        if index > 0 {
            text.push(',');
        }
        write!(
            text,
            r#"{{"token":"doxcnQ7Zk4fT2mVb{entry:011}","name":"{name} {entry}","type":"{kind}","#
        )
        .unwrap();
        write!(
            text,
            r#""parent_token":"fldcnW3sYp8RtLk0aBcDeFgHiJk","url":"https://example.feishu.cn/{kind}/doxcnQ7Zk4fT2mVb{entry:011}","#
        )
        .unwrap();
        if index % 20 == 19 {
            write!(
                text,
                r#""shortcut_info":{{"target_type":"docx","target_token":"doxcnH5Jk9LmN1pQ{entry:011}"}},"#
            )
            .unwrap();
        }
        write!(
            text,
            r#""created_time":"{}","modified_time":"{}","owner_id":"ou_5ad573a6411d72b8305fda3a9c15c70e"}}"#,
            1_679_277_808 + entry,
            1_717_731_600 + entry
        )
        .unwrap();
    }
    if number + 1 < PAGES {
        let next = number + 1;
        write!(text, r#"],"next_page_token":"{next}","has_more":true}}}}"#).unwrap();
    } else {
        text.push_str(r#"],"has_more":false}}"#);
    }
    Bytes::from(text)
}

/// The body of a response.
enum Content {
    Text(Option<Bytes>),
    File { piece: Bytes, left: u64 },
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let data = match self.get_mut() {
            Self::Text(text) => text.take(),
            Self::File { left: 0, .. } => None,
            Self::File { piece, left } => {
                let length = piece
                    .len()
                    .min(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= length as u64;
                Some(piece.slice(..length))
            }
        };
        Poll::Ready(data.map(|data| Ok(Frame::data(data))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match self {
            Self::Text(text) => text.as_ref().map_or(0, |text| text.len() as u64),
            Self::File { left, .. } => *left,
        })
    }
}
