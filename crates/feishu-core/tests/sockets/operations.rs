//! Operations to call, and clients to call them with.

use std::time::Duration;

use feishu_core::{
    Client, ClientBuilder, Download, Endpoint, Field, FieldKind, FileSource, Method, Operation,
    Request, ResponseKind, Result, RetryPolicy, TokenKind,
};
use serde::{Deserialize, Serialize};

/// The address of the token operation.
pub(crate) const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// What all operations here answer with, but for the token and the file.
pub(crate) const OK: &str = r#"{"code":0,"msg":"success","data":{"name":"x"}}"#;

/// What the token operation answers with.
pub(crate) const TOKEN: &str =
    r#"{"code":0,"msg":"ok","tenant_access_token":"t-good","expire":7200}"#;

/// A client with a token that the program gives, so that no request but those of a test arrives.
pub(crate) fn client(base_url: &str) -> ClientBuilder {
    Client::builder().base_url(base_url).tenant_token("t-1")
}

/// Two attempts, with hardly a wait between them.
pub(crate) fn twice() -> RetryPolicy {
    let soon = Duration::from_millis(1);
    RetryPolicy::default().max_attempts(2).waits(soon, soon)
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Thing {
    pub(crate) name: String,
}

/// An operation that only reads.
#[derive(Clone, Debug)]
pub(crate) struct GetThing;

impl Endpoint for GetThing {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.get", Method::Get, "/open-apis/test/things")
            .tokens(&[TokenKind::Tenant, TokenKind::User]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that must not be repeated after an unknown outcome.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct CreateThing {
    pub(crate) name: String,
}

impl Endpoint for CreateThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.create",
        Method::Post,
        "/open-apis/test/things",
    )
    .tokens(&[TokenKind::Tenant])
    .json(&[Field::new("name", FieldKind::String)]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Request::new(Self::OPERATION).json(self)
    }
}

/// An operation that makes something, with a key by which the platform knows a repetition.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct OrderThing {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_token: Option<String>,
}

impl Endpoint for OrderThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.order",
        Method::Post,
        "/open-apis/test/orders",
    )
    .tokens(&[TokenKind::Tenant])
    .idempotent(true)
    .json(&[Field::new("client_token", FieldKind::String)]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Request::new(Self::OPERATION).json(self)
    }

    fn idempotency_key(&mut self) -> Option<&mut Option<String>> {
        Some(&mut self.client_token)
    }
}

/// An operation that answers with a file, or with a part of it.
#[derive(Clone, Debug)]
pub(crate) struct RangedDownload;

impl Endpoint for RangedDownload {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.ranged",
        Method::Get,
        "/open-apis/test/ranged",
    )
    .tokens(&[TokenKind::Tenant])
    .response(ResponseKind::Binary)
    .ranges();
    type Output = Download;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that answers with a file.
#[derive(Clone, Debug)]
pub(crate) struct DownloadThing;

impl Endpoint for DownloadThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.download",
        Method::Get,
        "/open-apis/test/file",
    )
    .tokens(&[TokenKind::Tenant])
    .response(ResponseKind::Binary);
    type Output = Download;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that sends a file, and must not be repeated after an unknown outcome.
#[derive(Clone, Debug)]
pub(crate) struct UploadThing {
    pub(crate) file: FileSource,
}

impl Endpoint for UploadThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.upload",
        Method::Post,
        "/open-apis/test/upload",
    )
    .tokens(&[TokenKind::Tenant])
    .multipart(&[Field::new("size", FieldKind::Int)]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION)
            .file_size("size", &self.file)
            .file("file", "a.csv", &self.file))
    }
}

/// An operation that sends a file, and does no harm when it is repeated.
#[derive(Clone, Debug)]
pub(crate) struct ReplaceThing {
    pub(crate) file: FileSource,
}

impl Endpoint for ReplaceThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.replace",
        Method::Put,
        "/open-apis/test/upload",
    )
    .tokens(&[TokenKind::Tenant])
    .idempotent(true)
    .multipart(&[]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).file("file", "a.csv", &self.file))
    }
}
