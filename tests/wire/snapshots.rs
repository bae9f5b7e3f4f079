//! The files of the snapshots.

use std::fs;
use std::path::Path;

#[test]
fn every_snapshot_belongs_to_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders = vec![tests.join("tests"), tests.join("wire")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
    for entry in fs::read_dir(tests.join("wire/snapshots")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file
            .trim_end_matches(".snap")
            .trim_end_matches(".responses");
        assert!(
            sources.contains(&format!("\"{name}\"")),
            "{file}: no test has this snapshot; remove it"
        );
    }
}
