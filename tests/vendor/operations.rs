//! Each operation of the spec, called once by the vendor's SDK with everything that is documented.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_sandbox::Sandbox;
use feishu_tests::wire::REFUSED;

use super::python;

/// Operations that this version of the SDK does not have.
const ABSENT: &[&str] = &[
    "drive.v1.file.search",
    "drive.v1.folder.get",
    "drive.v1.folder.get_root",
];

/// A recording can be stopped here, since another request has started it in the same sandbox.
const STARTED: &str = "vc.v1.meeting_recording.stop";

/// The operations whose documented request breaks a documented rule itself.
fn refused_ones() -> BTreeSet<&'static str> {
    let requests = REFUSED.iter();
    let operations = requests.filter_map(|request| request.strip_suffix(", everything"));
    operations
        .filter(|operation| *operation != STARTED)
        .collect()
}

#[tokio::test]
async fn every_operation_of_the_sdk_is_answered() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let Some(output) = python::run("every_operation.py", &sandbox, &snapshots()) else {
        return;
    };
    let expected = refused_ones();
    let mut answered = BTreeSet::new();
    let mut absent = Vec::new();
    let mut refused = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in output.lines() {
        let mut words = line.split(' ');
        match (words.next(), words.next()) {
            (Some("answered"), Some(operation)) => _ = answered.insert(operation),
            (Some("absent"), Some(operation)) => absent.push(operation),
            (Some("refused"), Some(operation)) if expected.contains(operation) => {
                refused.insert(operation);
            }
            _ => wrong.push(line),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    absent.sort_unstable();
    assert_eq!(absent, ABSENT);
    assert_eq!(refused, expected);
    let services = [feishu_drive::OPERATIONS, feishu_vc::OPERATIONS];
    for operation in services.into_iter().flatten() {
        let id = operation.id;
        let other = ABSENT.contains(&id) || expected.contains(id);
        assert!(answered.contains(id) != other, "{id}");
    }
}

/// The files that have the documented request of each operation.
fn snapshots() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire/snapshots");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|file| {
            let name = file.file_name().unwrap().to_string_lossy();
            !name.ends_with(".responses.snap")
                && ["drive.", "vc."]
                    .iter()
                    .any(|service| name.starts_with(service))
        })
        .collect();
    files.sort();
    files
}
