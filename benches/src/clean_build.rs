//! What it costs to build a program with one call of drive's, from nothing, and what it costs to build the floor of it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::measure;
use crate::rounds::spread;

/// One call by our client.
const OURS: &str = r#"
use feishu_drive::Drive;
use feishu_drive::file::ListFiles;

#[tokio::main]
async fn main() -> feishu_core::Result<()> {
    let client = feishu_core::Client::builder().tenant_token("t-1").build()?;
    let page = Drive::new(&client).files().list(ListFiles::new()).await?;
    println!("{}", page.files.len());
    Ok(())
}
"#;

/// The same by plain reqwest.
const FLOOR: &str = r#"
#[derive(serde::Deserialize)]
struct Envelope { data: Option<Listing> }

#[derive(serde::Deserialize)]
struct Listing { files: Vec<Entry> }

#[derive(serde::Deserialize)]
#[allow(dead_code)]
struct Entry { token: String, name: String, r#type: String, url: Option<String>, owner_id: Option<String> }

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = "https://open.feishu.cn/open-apis/drive/v1/files";
    let response = reqwest::Client::new().get(url).bearer_auth("t-1").send().await?;
    let envelope: Envelope = serde_json::from_slice(&response.bytes().await?)?;
    println!("{}", envelope.data.map_or(0, |listing| listing.files.len()));
    Ok(())
}
"#;

const TOKIO: &str = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;

/// Builds each side so often, ours after the floor.
pub(crate) fn run(rounds: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let crates = root.join("crates");
    let ours = format!(
        "feishu-core = {{ path = {:?} }}\nfeishu-drive = {{ path = {:?} }}\n{TOKIO}\n",
        crates.join("feishu-core"),
        crates.join("feishu-drive"),
    );
    let floor = |features: &str| {
        format!(
            "reqwest = {{ version = \"0.13\", default-features = false, features = [{features}] }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n{TOKIO}\n"
        )
    };
    // The least that does the call, and what does it as ours does: over HTTP/2 where the platform speaks that.
    let floors = [floor("\"rustls\""), floor("\"http2\", \"rustls\"")];
    let mut ratios = [Vec::new(), Vec::new()];
    println!("| round | floor | floor with HTTP/2 | ours | ratios |");
    println!("|---|---|---|---|---|");
    for round in 1..=rounds {
        let built_floors = floors.each_ref().map(|floor| built(root, floor, FLOOR));
        let (crates, time) = built(root, &ours, OURS);
        let shown = |(crates, time): (usize, f64)| format!("{crates} crates, {time:.1} s");
        let [least, alike] = built_floors;
        for (ratios, floor) in ratios.iter_mut().zip(built_floors) {
            ratios.push(time / floor.1);
        }
        println!(
            "| {round} | {} | {} | {} | {:.2}, {:.2} |",
            shown(least),
            shown(alike),
            shown((crates, time)),
            time / least.1,
            time / alike.1
        );
    }
    let [least, alike] = ratios.map(spread);
    println!("\nOurs to the floor: {least}; to the floor with HTTP/2: {alike}");
}

/// Builds a program; returns how many crates it depends on, and how many seconds of CPU.
fn built(root: &Path, dependencies: &str, main: &str) -> (usize, f64) {
    let folder = tempfile::tempdir_in(std::env::current_exe().unwrap().with_file_name("")).unwrap();
    let write = |path: &str, text: &str| std::fs::write(folder.path().join(path), text).unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    let package = "[package]\nname = \"one-call\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    // A workspace of its own, though it lies within ours.
    let manifest = format!("{package}\n[workspace]\n\n[dependencies]\n{dependencies}");
    write("Cargo.toml", &manifest);
    write("src/main.rs", main);
    // The versions that the workspace is built with, so that both sides have the same and nothing is looked up.
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    write("Cargo.lock", &lock);
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", folder.path().join("target"))
            .stderr(Stdio::piped())
            .stdout(Stdio::null());
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{text}");
        text
    };
    cargo(&["fetch"]);
    let before = measure::cpu_of_children();
    let told = cargo(&["build", "--release", "--offline"]);
    let time = measure::cpu_of_children().saturating_sub(before);
    // The last one is the program itself.
    let compiled = told
        .lines()
        .filter(|line| line.trim_start().starts_with("Compiling "));
    (compiled.count().saturating_sub(1), time.as_secs_f64())
}
