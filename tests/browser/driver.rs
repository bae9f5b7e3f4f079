//! A browser without a window, driven over WebDriver: a few plain HTTP calls.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What a reference to an element is called in WebDriver.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long the page has to show something.
const PATIENCE: Duration = Duration::from_secs(20);

/// A key that is no character, as WebDriver has it.
pub(crate) mod key {
    pub(crate) const TAB: &str = "\u{e004}";
    pub(crate) const ENTER: &str = "\u{e007}";
    pub(crate) const SPACE: &str = " ";
}

/// A browser with one window; it ends with its value.
pub(crate) struct Browser {
    driver: Child,
    http: reqwest::Client,
    session: String,
    /// Where the browser keeps its things.
    _profile: tempfile::TempDir,
}

/// Where a program is; `None` if it is not installed.
fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

impl Browser {
    /// Starts one of this size; `None`, with a word on why, where there is none to start. `options` are those of its command
    /// line.
    pub(crate) async fn start(width: u32, height: u32, options: &[&str]) -> Option<Self> {
        let (Some(driver), Some(chromium)) = (installed("chromedriver"), installed("chromium"))
        else {
            println!("skipped: there are no `chromium` and `chromedriver` to drive");
            return None;
        };
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        // "ChromeDriver was started successfully on port 41234."
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let port = line.split_once("successfully on port ")?.1;
                Some(port.trim_end_matches('.').to_owned())
            })
            .expect("the driver names its port");
        let profile = tempfile::tempdir().unwrap();
        let mut arguments = vec![
            "--headless=new".to_owned(),
            // A container has neither the rights nor the memory that it asks for.
            "--no-sandbox".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-lcd-text".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
        ];
        arguments.extend(options.iter().map(|&option| option.to_owned()));
        let wanted = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": arguments},
        });
        let mut browser = Self {
            driver,
            http: reqwest::Client::new(),
            session: format!("http://127.0.0.1:{port}/session"),
            _profile: profile,
        };
        let started = browser
            .post("", json!({"capabilities": {"alwaysMatch": wanted}}))
            .await;
        let id = started["sessionId"].as_str().unwrap();
        browser.session += &format!("/{id}");
        Some(browser)
    }

    /// Sends a command and returns what it answers with.
    async fn post(&self, command: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{command}", self.session));
        let response = request.body(body.to_string()).send().await.unwrap();
        let text = response.text().await.unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let value = json["value"].clone();
        assert!(value["error"].is_null(), "{command} {body}: {value}");
        value
    }

    pub(crate) async fn open(&self, url: &str) {
        self.post("/url", json!({ "url": url })).await;
    }

    /// Runs a script in the page, the body of a function, and returns its value; one that is promised is waited for.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []}))
            .await
    }

    /// The text of the first element that a selector finds.
    pub(crate) async fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({selector:?})?.innerText ?? ''");
        self.run(&script).await.as_str().unwrap().to_owned()
    }

    /// Waits until an expression of the page holds.
    pub(crate) async fn wait(&self, expression: &str) {
        #[expect(
            clippy::disallowed_methods,
            reason = "a browser has the time of the machine"
        )]
        let begin = Instant::now();
        while self.run(&format!("return Boolean({expression})")).await != true {
            if begin.elapsed() > PATIENCE {
                let text = self.text("body").await;
                panic!("never: {expression}\n{text}\n{:?}", self.complaints().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the text of an element has a part.
    pub(crate) async fn wait_for_text(&self, selector: &str, part: &str) {
        let text = format!("document.querySelector({selector:?})?.innerText");
        self.wait(&format!("{text}?.includes({part:?})")).await;
    }

    /// Clicks on an element as with a mouse: it must be in sight, and nothing before it.
    pub(crate) async fn click(&self, selector: &str) {
        let by = json!({"using": "css selector", "value": selector});
        let element = self.post("/element", by).await;
        let id = element[ELEMENT].as_str().unwrap();
        self.post(&format!("/element/{id}/click"), json!({})).await;
    }

    /// Presses a key and lets it go.
    pub(crate) async fn press(&self, key: &str) {
        let keys = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": keys});
        self.post("/actions", json!({"actions": [keyboard]})).await;
    }

    /// Says yes to the question that the page asks.
    pub(crate) async fn accept(&self) {
        self.post("/alert/accept", json!({})).await;
    }

    /// Has the browser prefer `dark` or `light`.
    pub(crate) async fn prefer(&self, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features}))
            .await;
    }

    /// A picture of what is in sight, as PNG, at four fifths of its size.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let sides = self.run("return [innerWidth, innerHeight]").await;
        let clip = json!({"x": 0, "y": 0, "width": sides[0], "height": sides[1], "scale": 0.8});
        let picture = self
            .devtools(
                "Page.captureScreenshot",
                json!({"format": "png", "clip": clip}),
            )
            .await;
        STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.post("/goog/cdp/execute", body).await
    }

    /// What the browser has complained of since it was asked last, such as a broken policy.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", json!({"type": "browser"})).await;
        let entries = log.as_array().unwrap().iter();
        entries
            .map(|entry| entry["message"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that ends leaves its browser behind, so that is to end first; nothing can be awaited here.
        let address = self.session.trim_start_matches("http://");
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        if let Ok(mut stream) = TcpStream::connect(host) {
            let request =
                format!("DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            _ = stream.set_read_timeout(Some(PATIENCE));
            _ = stream.write_all(request.as_bytes());
            // The answer comes when the browser has ended; the connection stays open after that.
            _ = stream.read(&mut [0; 1024]);
        }
        _ = self.driver.kill();
        _ = self.driver.wait();
    }
}
