//! The samples of responses that the documentation shows. Its pages are not ours and lie beside the repository where there are
//! any; without them there are no samples, and the tests say so.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use feishu_codegen::docs::{self, Reading};
use feishu_core::{Error, Operation};
use serde_json::Value;

/// Samples that their own pages contradict, and where; the reader of pages warns of them. They are not read, and what is said here
/// of one that can be read is wrong.
const CONTRADICTED: &[(&str, &str)] = &[("vc.v1.alert.list", "data.items[0].notifyMethods[0]")];

/// The samples, with the page that shows each, by the route of the operation.
type Samples = BTreeMap<String, Vec<(String, Value)>>;

static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/pages");
    if !folder.join("index.tsv").exists() {
        println!("skipped: there are no documentation pages beside the repository");
        return Samples::new();
    }
    let mut samples = Samples::new();
    for file in docs::find(std::slice::from_ref(&folder)).unwrap() {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        let (Some(sample), Reading::Operation(facts)) =
            (docs::response_sample(&text), docs::read(&name, &text))
        else {
            continue;
        };
        let route = format!("{} {}", facts.method, facts.path);
        samples.entry(route).or_default().push((name, sample));
    }
    samples
});

/// The samples of an operation, each with the name of its page.
pub(super) fn of(operation: &Operation) -> &'static [(String, Value)] {
    let route = format!("{} {}", operation.method.as_str(), operation.path);
    SAMPLES.get(&route).map_or(&[], Vec::as_slice)
}

/// Holds what came of a sample against what must: it can be read, but for those that are known to contradict their pages.
pub(super) fn check(operation: &Operation, page: &str, error: Option<Error>) {
    let id = operation.id;
    let known = CONTRADICTED.iter().find(|(of, _)| *of == id);
    match (known, error) {
        (None, None) => {}
        (None, Some(error)) => panic!("{id}, the sample of {page}: {error}"),
        (Some((_, place)), None) => panic!("{id}, the sample of {page} can be read at {place}"),
        (Some((_, place)), Some(error)) => {
            let told = error.to_string();
            assert!(told.contains(&format!("at {place}: ")), "{page}: {told}");
        }
    }
}
