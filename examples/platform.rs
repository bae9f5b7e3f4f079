//! Where an example runs: against a real platform if there are credentials, or else against a sandbox.

use std::env;
use std::error::Error;

use feishu_core::Client;
use feishu_sandbox::Sandbox;

/// The part of the help that is about it.
pub const ENVIRONMENT: &str = "\
Environment:
  FEISHU_APP_ID, FEISHU_APP_SECRET  the app that calls
  FEISHU_USER_TOKEN                 act as this user instead of as the app
  FEISHU_BASE_URL                   another platform, such as https://open.larksuite.com
Without any of them, a sandbox is started.
";

/// A client, and the sandbox that it calls if the environment names no credentials.
///
/// # Errors
///
/// The environment names credentials in part, or the sandbox cannot start.
pub async fn connect() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let (id, secret) = (variable("FEISHU_APP_ID"), variable("FEISHU_APP_SECRET"));
    let (user, url) = (variable("FEISHU_USER_TOKEN"), variable("FEISHU_BASE_URL"));
    if id.is_some() != secret.is_some() {
        return Err(
            "only one of FEISHU_APP_ID and FEISHU_APP_SECRET is set: set both, or neither".into(),
        );
    }
    let mut builder = Client::builder();
    match (id.zip(secret), user) {
        (None, None) if url.is_some() => {
            return Err("FEISHU_BASE_URL is set and no credentials are: set FEISHU_APP_ID and FEISHU_APP_SECRET".into());
        }
        (None, None) => {
            let sandbox = Sandbox::start().await?;
            let builder = builder.base_url(sandbox.base_url());
            let client = builder
                .app(sandbox.app_id(), sandbox.app_secret())
                .build()?;
            return Ok((client, Some(sandbox)));
        }
        (app, user) => {
            if let Some((id, secret)) = app {
                builder = builder.app(id, secret);
            }
            if let Some(token) = user {
                builder = builder.user_token(token);
            }
        }
    }
    if let Some(url) = url {
        builder = builder.base_url(url);
    }
    Ok((builder.build()?, None))
}
