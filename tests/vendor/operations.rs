//! Each operation of the spec, called once by the vendor's SDK with everything that is documented.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_sandbox::Sandbox;

use super::python;

/// Operations that this version of the SDK does not have.
const ABSENT: &[&str] = &[
    "drive.v1.file.search",
    "drive.v1.folder.get",
    "drive.v1.folder.get_root",
];

/// Operations whose documented request breaks a documented rule itself; the same requests are in `tests/src/wire/answered.rs`.
const REFUSED: &[&str] = &[
    // They have two filters or more where one is allowed: of meetings, one at all; of participants, a user or a room.
    "vc.v1.export.meeting_list",
    "vc.v1.export.participant_list",
    "vc.v1.export.participant_quality_list",
    "vc.v1.meeting_list.get",
    "vc.v1.participant_list.get",
    "vc.v1.participant_quality_list.get",
    // `old_host_user` has to be the host of the moment, and is the one who is to become it.
    "vc.v1.meeting.set_host",
    // A recording can be had when its meeting has ended; the example names a meeting that others invite to and end.
    "vc.v1.meeting_recording.get",
    "vc.v1.meeting_recording.set_permission",
    // They ask for figures of more than 90 days ago.
    "vc.v1.report.get_daily",
    "vc.v1.report.get_top_user",
    // They reserve until a time that has passed.
    "vc.v1.reserve.apply",
    "vc.v1.reserve.update",
];

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
    let mut answered = BTreeSet::new();
    let mut absent = Vec::new();
    let mut refused = Vec::new();
    let mut wrong = Vec::new();
    for line in output.lines() {
        let mut words = line.split(' ');
        match (words.next(), words.next()) {
            (Some("answered"), Some(operation)) => _ = answered.insert(operation),
            (Some("absent"), Some(operation)) => absent.push(operation),
            (Some("refused"), Some(operation)) if REFUSED.contains(&operation) => {
                refused.push(operation);
            }
            _ => wrong.push(line),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (found, expected) in [(&mut absent, ABSENT), (&mut refused, REFUSED)] {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(*found, expected);
    }
    let services = [feishu_drive::OPERATIONS, feishu_vc::OPERATIONS];
    for operation in services.into_iter().flatten() {
        let id = operation.id;
        let other = ABSENT.contains(&id) || REFUSED.contains(&id);
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
