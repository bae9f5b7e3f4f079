//! The operations that are called: one of each kind that the call path treats in its own way.

use std::time::Duration;

use feishu_core::{
    BoxFuture, Call, CallOptions, Client, Download, Endpoint, Field, FieldKind, FromResponse,
    Method, Operation, RateLimit, Request, ResponseKind, Result, TokenKind,
};
use serde::{Deserialize, Serialize};

/// The address of the token operation.
pub(crate) const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// A kind of operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Has no limit.
    Free,
    /// Five calls a second.
    Second,
    /// Five calls a second and twenty a minute.
    Minute,
    /// Five calls a second, and not to be repeated after an unknown outcome.
    Create,
    /// A file, one at a time; every other caller without a timeout takes its turn first.
    Lone,
    /// Takes no tenant token, and refuses each as if it were not valid.
    Refusing,
}

impl Op {
    pub(crate) const ALL: [Self; 6] = [
        Self::Free,
        Self::Second,
        Self::Minute,
        Self::Create,
        Self::Lone,
        Self::Refusing,
    ];

    pub(crate) fn operation(self) -> &'static Operation {
        match self {
            Self::Free => Free::OPERATION,
            Self::Second => Second::OPERATION,
            Self::Minute => Minute::OPERATION,
            Self::Create => Create::OPERATION,
            Self::Lone => Lone::OPERATION,
            Self::Refusing => Refusing::OPERATION,
        }
    }

    /// The operation at an address; `None` is the one that obtains tokens.
    pub(crate) fn at(path: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|op| op.operation().path == path);
        assert!(
            found.is_some() || path == TOKEN_PATH,
            "nothing is at {path}"
        );
        found
    }

    /// A call that has not begun.
    pub(crate) fn call(
        self,
        client: &Client,
        caller: usize,
        timeout: Option<Duration>,
    ) -> BoxFuture<'static, Result<()>> {
        match self {
            Self::Free => plain(client.call(Free { caller }), timeout),
            Self::Second => plain(client.call(Second { caller }), timeout),
            Self::Minute => plain(client.call(Minute { caller }), timeout),
            Self::Create => plain(client.call(Create { caller }), timeout),
            Self::Refusing => plain(client.call(Refusing { caller }), timeout),
            Self::Lone => {
                let client = client.clone();
                Box::pin(async move {
                    let mut call = limited_to(client.call(Lone { caller }), timeout);
                    if caller % 2 == 1 && timeout.is_none() {
                        let options = CallOptions::default();
                        call = call.in_turn(client.wait_for_turn::<Lone>(&options).await?);
                    }
                    let mut file = call.await?;
                    while file.chunk().await?.is_some() {}
                    Ok(())
                })
            }
        }
    }
}

fn plain<E>(call: Call<E>, timeout: Option<Duration>) -> BoxFuture<'static, Result<()>>
where
    E: Endpoint,
    E::Output: FromResponse + 'static,
{
    let call = limited_to(call, timeout).into_future();
    Box::pin(async { call.await.map(drop) })
}

fn limited_to<E>(call: Call<E>, timeout: Option<Duration>) -> Call<E> {
    match timeout {
        Some(timeout) => call.timeout(timeout),
        None => call,
    }
}

/// What a successful call brings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Thing {
    #[allow(dead_code, reason = "only whether it can be read matters")]
    pub(crate) name: String,
}

/// Operations that read; each tells the platform who calls.
macro_rules! readers {
    ($($name:ident => $output:ty, $operation:expr;)*) => {$(
        #[derive(Clone, Debug)]
        pub(crate) struct $name {
            pub(crate) caller: usize,
        }

        impl Endpoint for $name {
            const OPERATION: &'static Operation = &$operation.tokens(&[TokenKind::Tenant]);
            type Output = $output;

            fn request(&self) -> Result<Request> {
                Ok(Request::new(Self::OPERATION).query("caller", &self.caller))
            }
        }
    )*};
}

readers! {
    Free => Thing, Operation::new("test.v1.free.get", Method::Get, "/open-apis/test/free");
    Second => Thing, Operation::new("test.v1.second.get", Method::Get, "/open-apis/test/second")
        .limits(&[RateLimit::per_second(5)]);
    Minute => Thing, Operation::new("test.v1.minute.get", Method::Get, "/open-apis/test/minute")
        .limits(&[RateLimit::per_second(5), RateLimit::per_minute(20)]);
    Refusing => Thing, Operation::new("test.v1.refusing.get", Method::Get, "/open-apis/test/refusing");
    Lone => Download, Operation::new("test.v1.lone.get", Method::Get, "/open-apis/test/lone")
        .concurrency(1)
        .response(ResponseKind::Binary);
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Create {
    pub(crate) caller: usize,
}

impl Endpoint for Create {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.create",
        Method::Post,
        "/open-apis/test/create",
    )
    .tokens(&[TokenKind::Tenant])
    .limits(&[RateLimit::per_second(5)])
    .json(&[Field::new("caller", FieldKind::Int).required()]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Request::new(Self::OPERATION).json(self)
    }
}
