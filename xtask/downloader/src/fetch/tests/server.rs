//! A documentation service on a real socket, which answers what a test tells it to.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What is sent for a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// The length that is announced, if it is not the true one.
    announced: Option<usize>,
    /// How long it takes.
    delay: Duration,
}

/// What the server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) target: String,
    /// The headers, with small letters.
    pub(crate) headers: BTreeMap<String, String>,
    /// When.
    pub(crate) at: Instant,
}

#[derive(Debug, Default)]
struct State {
    /// The answers by path and query; the last of them is repeated.
    answers: BTreeMap<String, VecDeque<Answer>>,
    asked: Vec<Asked>,
    under_way: usize,
    most_under_way: usize,
}

/// The server. Its threads end with the process.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Answer {
    /// JSON.
    pub(crate) fn json(value: &Value) -> Self {
        Self::text(200, "application/json; charset=utf-8", &value.to_string())
    }

    /// Any text.
    pub(crate) fn text(status: u16, kind: &str, text: &str) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", kind.to_owned())],
            body: text.as_bytes().to_vec(),
            announced: None,
            delay: Duration::ZERO,
        }
    }

    /// A status and nothing else.
    pub(crate) fn status(status: u16) -> Self {
        Self::text(status, "text/plain", "")
    }

    /// With one more header.
    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// Broken off after half of the body.
    pub(crate) fn cut(mut self) -> Self {
        self.announced = Some(self.body.len());
        self.body.truncate(self.body.len() / 2);
        self
    }

    /// Broken off after half of the body, with a length that tells nothing of it.
    pub(crate) fn halved(mut self) -> Self {
        self.body.truncate(self.body.len() / 2);
        self
    }

    /// After a while.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn send(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        let length = self.announced.unwrap_or(self.body.len());
        let mut head = format!(
            "HTTP/1.1 {} Said\r\nContent-Length: {length}\r\n",
            self.status
        );
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += "Connection: close\r\n\r\n";
        stream.write_all(head.as_bytes())?;
        stream.write_all(&self.body)
    }
}

impl Server {
    /// Starts one that answers nothing but 404.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            state: Arc::default(),
        };
        let serving = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = serving.clone();
                thread::spawn(move || server.answer(stream));
            }
        });
        server
    }

    /// One that has these pages.
    pub(crate) fn with_pages(paths: &[&str]) -> Self {
        let server = Self::start();
        for path in paths {
            server.page(path, [Answer::json(&detail(path, "one"))]);
        }
        server
    }

    /// Where it is.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it answers when asked for a page: one after the other, the last again and again.
    pub(crate) fn page(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        self.on(
            &format!("/document_portal/v1/document/get_detail?fullPath={path}"),
            answers,
        );
    }

    /// What it answers when asked for the list of all pages.
    pub(crate) fn tree(&self, answers: impl IntoIterator<Item = Answer>) {
        self.on("/api/tools/docment/directory_list", answers);
    }

    /// What it answers when asked for something else.
    pub(crate) fn on(&self, target: &str, answers: impl IntoIterator<Item = Answer>) {
        let answers = answers.into_iter().collect();
        self.state
            .lock()
            .unwrap()
            .answers
            .insert(target.to_owned(), answers);
    }

    /// What it was asked since it was asked so last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// The pages that it was asked for since it was asked so last.
    pub(crate) fn asked_pages(&self) -> Vec<String> {
        self.asked()
            .iter()
            .filter_map(|asked| asked.target.split_once("fullPath="))
            .map(|(_, path)| path.to_owned())
            .collect()
    }

    /// The largest number of requests that were under way at the same time.
    pub(crate) fn most_under_way(&self) -> usize {
        self.state.lock().unwrap().most_under_way
    }

    fn answer(&self, mut stream: TcpStream) {
        let Some(asked) = read(&stream) else { return };
        let answer = {
            let mut state = self.state.lock().unwrap();
            state.under_way += 1;
            state.most_under_way = state.most_under_way.max(state.under_way);
            let target = asked.target.clone();
            state.asked.push(asked);
            match state.answers.get_mut(&target) {
                Some(answers) if answers.len() > 1 => answers.pop_front(),
                Some(answers) => answers.front().cloned(),
                None => None,
            }
        };
        let answer = answer.unwrap_or_else(|| Answer::text(404, "text/html", "<html>Nothing here"));
        thread::sleep(answer.delay);
        self.state.lock().unwrap().under_way -= 1;
        // Whoever asked may have gone.
        _ = answer.send(&mut stream);
    }
}

/// What the service says of a page: its title is the last part of its path.
pub(crate) fn detail(path: &str, content: &str) -> Value {
    let title = path.rsplit('/').next().unwrap_or_default();
    json!({
        "code": 0,
        "msg": "success",
        "data": {
            "title": title,
            "fullPath": path,
            "updateTime": 1_700_000_000_000u64,
            "content": format!("# {title}\n\n{content}")
        }
    })
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let target = first.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    for line in lines {
        let line = line.ok()?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let at = Instant::now();
    Some(Asked {
        target,
        headers,
        at,
    })
}
