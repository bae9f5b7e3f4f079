//! The sandbox as a program; see `--help`.

use std::io::Write;
use std::process::ExitCode;

use feishu_sandbox::{Fault, Sandbox, parse_faults};
use lexopt::prelude::{Long, Short, ValueExt};

const HELP: &str = "\
A local Feishu / Lark platform, to run and test against without credentials.

Usage: feishu-sandbox [--port N] [--faults FILE]

Options:
      --port N       Serve on this port of 127.0.0.1 (default: a free one)
      --faults FILE  Script faults, as described below
  -h, --help         Print this help
  -V, --version      Print the version

Prints one line with its address, app id and app secret, and serves until Ctrl-C. The page and the documents that are
built in are named on the standard error, and so are a meeting that is going on and a user with a token, for operations
that an app cannot call.

At the same address, a browser shows the requests as they come, with what was wrong with them, documents, meetings,
jobs, and buttons for faults. Tests in any language do the same over HTTP: GET /_sandbox/v1 lists the routes of the
control interface, which see requests, set faults, make documents and folders, reserve, join and leave meetings, let
time pass, give user tokens and begin again.

Users sign in and codes become tokens where the platform has it, on the address of the sandbox; with &user=OPEN_ID at
the end of the page's address, nobody has to press a button.

People join a meeting, and leave it, at its address, which is the url of its reservation: in a browser, or by
  curl -d user=ou_1 URL/join
  curl -d user=ou_1 URL/leave
The page at the sandbox's own address has a form for it, and the control interface has a route.
user is an open id, which may be made up, or the id of a room. A meeting begins with the first and ends with the last.

Faults are a JSON array of objects such as
  {\"operation\": \"drive.v1.export_task.get\", \"fault\": \"rate_limit\", \"reset\": 2, \"times\": 3, \"skip\": 1}
operation is an id or \"*\", times a number or \"always\" (once by default), skip how many calls pass before. The faults
and their other keys, optional ones with a question mark:
  latency milliseconds               rate_limit reset? status? code?    server_error status? html?
  error code status? message?        reject_token                       html
  disconnect                         stall_headers                      stall_body bytes
  cut_body bytes                     slow_body bytes_per_second         job_fails status message?
  job_never_ends                     job_late polls                     job_message message
  import_warnings codes              empty_page                         repeated_page_token
  blank_page_token
";

/// The exit status for a wrong command line or a faults file that cannot be used.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()) {
        Ok(Command::Print(text)) => {
            print(text);
            ExitCode::SUCCESS
        }
        Ok(Command::Serve { port, faults }) => serve(port, faults),
        Err(reason) => fail(&reason, USAGE),
    }
}

enum Command {
    Print(&'static str),
    Serve { port: u16, faults: Vec<Fault> },
}

fn parse(mut arguments: lexopt::Parser) -> Result<Command, String> {
    let usage = |error: lexopt::Error| format!("{error}; see --help");
    let (mut port, mut faults) = (0, Vec::new());
    while let Some(argument) = arguments.next().map_err(usage)? {
        match argument {
            Long("port") => {
                port = arguments
                    .value()
                    .and_then(|value| value.parse())
                    .map_err(usage)?
            }
            Long("faults") => {
                let path = std::path::PathBuf::from(arguments.value().map_err(usage)?);
                let text = std::fs::read_to_string(&path).map_err(|error| {
                    format!("cannot read the faults file {}: {error}", path.display())
                })?;
                faults =
                    parse_faults(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            }
            Short('h') | Long("help") => return Ok(Command::Print(HELP)),
            Short('V') | Long("version") => {
                return Ok(Command::Print(concat!(
                    "feishu-sandbox ",
                    env!("CARGO_PKG_VERSION"),
                    "\n"
                )));
            }
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Serve { port, faults })
}

#[tokio::main(flavor = "current_thread")]
async fn serve(port: u16, faults: Vec<Fault>) -> ExitCode {
    let sandbox = match Sandbox::builder().port(port).faults(faults).start().await {
        Ok(sandbox) => sandbox,
        Err(error) => return fail(&error.to_string(), 1),
    };
    // Listened for before anything is printed: whoever reads the line may interrupt at once.
    let interrupted = tokio::spawn(tokio::signal::ctrl_c());
    tokio::task::yield_now().await;
    let (url, id, secret) = (sandbox.base_url(), sandbox.app_id(), sandbox.app_secret());
    print(&format!(
        "FEISHU_BASE_URL={url} FEISHU_APP_ID={id} FEISHU_APP_SECRET={secret}\n"
    ));
    _ = writeln!(
        std::io::stderr(),
        "page: {url}/, control interface: {url}/_sandbox/v1"
    );
    let (sheet, document, table) = (sandbox.sheet(), sandbox.document(), sandbox.table());
    _ = writeln!(
        std::io::stderr(),
        "documents: sheet {} (sheet {}), docx {}, bitable {} (table {}), folder {}\nmeeting: {}",
        sheet.token,
        sheet.sub_id,
        document.token,
        table.token,
        table.sub_id,
        sandbox.folder(),
        sandbox.meeting_url()
    );
    _ = writeln!(
        std::io::stderr(),
        "user: {} (token {}, valid for two hours)",
        sandbox.user(),
        sandbox.user_token()
    );
    match interrupted.await.unwrap_or_else(|gone| Err(gone.into())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("cannot wait for Ctrl-C: {error}"), 1),
    }
}

/// Writes to the standard output; one that is closed is no reason to stop.
fn print(text: &str) {
    let mut output = std::io::stdout();
    _ = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
}

fn fail(reason: &str, status: u8) -> ExitCode {
    _ = writeln!(std::io::stderr(), "feishu-sandbox: {reason}");
    ExitCode::from(status)
}
