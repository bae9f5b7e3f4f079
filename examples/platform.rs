//! Where an example runs: against a real platform if there are credentials, or else against a sandbox.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use feishu_core::Client;
use feishu_sandbox::Sandbox;

/// The part of the help that is about it.
pub const ENVIRONMENT: &str = "\
Environment:
  FEISHU_APP_ID, FEISHU_APP_SECRET  the app that calls
  FEISHU_TENANT_TOKEN               a token of the app, in place of them
  FEISHU_USER_TOKEN                 act as this user instead of as the app
  FEISHU_BASE_URL                   another platform, such as https://open.larksuite.com
Without any of them, a sandbox is started.
";

/// What names a real platform.
const VARIABLES: [&str; 5] = [
    "FEISHU_APP_ID",
    "FEISHU_APP_SECRET",
    "FEISHU_TENANT_TOKEN",
    "FEISHU_USER_TOKEN",
    "FEISHU_BASE_URL",
];

/// A client, and the sandbox that it calls if the environment names no platform.
///
/// # Errors
///
/// The environment names one in part, or the sandbox cannot start.
pub async fn connect() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if VARIABLES.iter().any(|name| is_set(name)) {
        return Ok((Client::from_env()?, None));
    }
    let sandbox = Sandbox::start().await?;
    let client = sandbox.client_builder().build()?;
    Ok((client, Some(sandbox)))
}

/// How a program ends: an error is one line and an exit code.
#[allow(clippy::print_stderr, reason = "a program for the terminal")]
pub fn exit(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
