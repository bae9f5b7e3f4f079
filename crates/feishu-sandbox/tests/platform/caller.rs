//! A plain client that knows nothing of the platform but how to ask it.

use bytes::Bytes;
use feishu_sandbox::Sandbox;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// Somebody with a token.
pub(crate) struct Caller {
    pub(crate) http: Client,
    base_url: String,
    token: String,
}

/// A response, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Bytes,
}

impl Caller {
    /// The app.
    pub(crate) async fn app(sandbox: &Sandbox) -> Self {
        let (token, _) = tenant_token(sandbox).await;
        Self::with_token(sandbox, &token)
    }

    /// Somebody with this token.
    pub(crate) fn with_token(sandbox: &Sandbox, token: &str) -> Self {
        Self {
            http: Client::new(),
            base_url: sandbox.base_url().to_owned(),
            token: token.to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http
            .get(format!("{}/open-apis{path}", self.base_url))
            .bearer_auth(&self.token)
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.http
            .delete(format!("{}/open-apis{path}", self.base_url))
            .bearer_auth(&self.token)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, path, body)
    }

    /// A request with a body, by any method.
    pub(crate) fn request(&self, method: Method, path: &str, body: &Value) -> RequestBuilder {
        self.http
            .request(method, format!("{}/open-apis{path}", self.base_url))
            .bearer_auth(&self.token)
            .json(body)
    }

    pub(crate) fn post_form(&self, path: &str, form: Form) -> RequestBuilder {
        self.http
            .post(format!("{}/open-apis{path}", self.base_url))
            .bearer_auth(&self.token)
            .multipart(form)
    }

    /// Starts an export and returns its ticket.
    pub(crate) async fn start_export(&self, body: &Value) -> String {
        let answer = send(self.post("/drive/v1/export_tasks", body)).await;
        answer.data()["ticket"].as_str().unwrap().to_owned()
    }

    /// Asks an export how far it is.
    pub(crate) async fn poll_export(&self, ticket: &str, token: &str) -> Value {
        send(self.get(&format!("/drive/v1/export_tasks/{ticket}?token={token}")))
            .await
            .data()["result"]
            .clone()
    }

    /// Exports a document and returns the last poll and the file.
    pub(crate) async fn export(&self, body: Value) -> (Value, Answer) {
        let ticket = self.start_export(&body).await;
        loop {
            let result = self
                .poll_export(&ticket, body["token"].as_str().unwrap())
                .await;
            if result["job_status"] == 0 {
                let file = result["file_token"].as_str().unwrap();
                let file =
                    send(self.get(&format!("/drive/v1/export_tasks/file/{file}/download"))).await;
                return (result, file);
            }
            assert!(
                [1, 2].contains(&result["job_status"].as_i64().unwrap()),
                "{result}"
            );
        }
    }

    /// Uploads a file that is to be imported and returns its token.
    pub(crate) async fn upload(&self, name: &str, content: &[u8], extra: &str) -> String {
        let form = Form::new()
            .text("file_name", name.to_owned())
            .text("parent_type", "ccm_import_open")
            .text("size", content.len().to_string())
            .text("extra", extra.to_owned())
            .part(
                "file",
                Part::bytes(content.to_vec()).file_name("unknown-file"),
            );
        let answer = send(self.post_form("/drive/v1/medias/upload_all", form)).await;
        answer.data()["file_token"].as_str().unwrap().to_owned()
    }

    /// Imports an uploaded file and returns the last poll.
    pub(crate) async fn import(&self, file: &str, extension: &str, kind: &str) -> Value {
        let point = json!({"mount_type": 1, "mount_key": ""});
        let body =
            json!({"file_extension": extension, "file_token": file, "type": kind, "point": point});
        let answer = send(self.post("/drive/v1/import_tasks", &body)).await;
        let ticket = answer.data()["ticket"].as_str().unwrap().to_owned();
        loop {
            let answer = send(self.get(&format!("/drive/v1/import_tasks/{ticket}"))).await;
            let result = answer.data()["result"].clone();
            if ![1, 2].contains(&result["job_status"].as_i64().unwrap()) {
                return result;
            }
        }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The data of a success.
    pub(crate) fn data(&self) -> Value {
        let json = self.json();
        assert_eq!(
            (self.status.as_u16(), &json["code"]),
            (200, &json!(0)),
            "{json}"
        );
        json["data"].clone()
    }

    /// Status and code.
    pub(crate) fn error(&self) -> (u16, i64) {
        let json = self.json();
        // So the sandbox words a code that the operation does not document.
        assert_ne!(json["msg"], "unknown error", "{json}");
        (self.status.as_u16(), json["code"].as_i64().unwrap())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        std::str::from_utf8(self.headers[name].as_bytes()).unwrap()
    }
}

/// Sends a request and reads the response.
pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer {
        status,
        headers,
        body: response.bytes().await.unwrap(),
    }
}

/// Asks for a tenant token; the token and the seconds that it has left.
pub(crate) async fn tenant_token(sandbox: &Sandbox) -> (String, u64) {
    let json = request_token(sandbox, sandbox.app_id(), sandbox.app_secret())
        .await
        .json();
    assert_eq!(json["code"], 0, "{json}");
    (
        json["tenant_access_token"].as_str().unwrap().to_owned(),
        json["expire"].as_u64().unwrap(),
    )
}

/// Asks for a tenant token.
pub(crate) async fn request_token(sandbox: &Sandbox, id: &str, secret: &str) -> Answer {
    let url = format!(
        "{}/open-apis/auth/v3/tenant_access_token/internal",
        sandbox.base_url()
    );
    send(
        Client::new()
            .post(url)
            .json(&json!({"app_id": id, "app_secret": secret})),
    )
    .await
}
