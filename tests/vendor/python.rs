//! A Python with the vendor's SDK.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use feishu_sandbox::Sandbox;

/// The package and its version: what the SDK offers changes from one to the next.
const PACKAGE: &str = "lark-oapi==1.7.5";

/// Runs a script of this folder against a sandbox, and returns what it prints; `None`, and a line that says why, where there is
/// no SDK.
///
/// # Panics
///
/// The script fails.
pub(crate) fn run(script: &str, sandbox: &Sandbox, arguments: &[PathBuf]) -> Option<String> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let python = match PYTHON.get_or_init(install) {
        Ok(python) => python,
        Err(reason) => {
            eprintln!("skipped: {reason}");
            return None;
        }
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("vendor")
        .join(script);
    let output = Command::new(python)
        .arg("-B")
        .arg(script)
        .args([
            sandbox.base_url(),
            sandbox.app_id(),
            sandbox.app_secret(),
            &sandbox.user_token(),
        ])
        .args(arguments)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Makes the virtual environment, unless an earlier run has.
fn install() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(PACKAGE);
    let python = folder.join("bin/python");
    if has_sdk(&python) {
        return Ok(python);
    }
    call(
        Command::new("python3").args(["-m", "venv"]).arg(&folder),
        "there is no Python with `venv`",
    )?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    call(
        Command::new(&python)
            .args(pip)
            .args(["--timeout=20", "--retries=1", PACKAGE]),
        &format!("{PACKAGE} cannot be had from PyPI"),
    )?;
    Ok(python)
}

fn has_sdk(python: &Path) -> bool {
    let output = Command::new(python)
        .args(["-c", "import lark_oapi"])
        .output();
    output.is_ok_and(|output| output.status.success())
}

fn call(command: &mut Command, otherwise: &str) -> Result<(), String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{otherwise}: {}", text(&output))),
        Err(error) => Err(format!("{otherwise}: {error}")),
    }
}

/// What a program has said before it failed.
fn text(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}
