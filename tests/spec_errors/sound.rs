//! What the loader lets pass is generated, under the names that the loader has checked.

use std::collections::BTreeSet;

use feishu_codegen::rust::output;
use feishu_codegen::text::names;

use super::cases::TASK;
use super::{Edit, load};

const SECOND: (&str, &str) = (
    "spec/demo/v2/task.yaml",
    "resource: task\ndoc: Tasks.\noperations:\n  search:\n    http: GET /open-apis/demo/v2/tasks\n    title: T\n    \
     doc: Gets it.\n    page: /p\n",
);

/// The generated files of the spec with some changes, of which none is a problem.
fn files(edits: &[Edit<'_>], added: &[(&str, &str)]) -> Vec<(String, String)> {
    let spec = load("sound", edits, added).unwrap_or_else(|report| panic!("{report}"));
    let files = output::generate(&spec).unwrap_or_else(|error| panic!("{error}"));
    // What names something that is not there is left out by the loader; nothing that is sound is.
    for item in [
        "pub enum RunJob {}",
        "impl DownloadJob for RunJob",
        "impl Paged for ListTasks",
    ] {
        assert!(files.values().any(|text| text.contains(item)), "{item}");
    }
    files.into_iter().collect()
}

#[test]
fn modules_and_methods_have_the_names_that_are_checked() {
    let files = files(&[], &[SECOND]);
    let folder = "crates/feishu-demo/src/generated/";
    let modules: BTreeSet<_> = files
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(folder)?.strip_suffix(".rs"))
        .map(str::to_owned)
        .collect();
    let first = names::resource_module("task", "v1", "v1");
    let second = names::resource_module("task", "v2", "v1");
    assert_eq!(
        modules,
        BTreeSet::from(["mod".to_owned(), "types".to_owned(), first, second])
    );
    let (_, service) = files
        .iter()
        .find(|(path, _)| *path == format!("{folder}mod.rs"))
        .unwrap();
    for verb in names::job_verbs("run") {
        assert!(service.contains(&format!("pub fn {verb}(")), "{service}");
    }
    for member in names::SERVICE_METHODS {
        assert!(service.contains(&format!("fn {member}(")), "{service}");
    }
}

/// What a job reads may be absent if it is taken out as the outcome, or if `needs` sees to it.
#[test]
fn jobs_that_cope_with_absent_fields_are_generated() {
    let optional = (
        TASK,
        "        always: true\n        doc: State of the task.\n",
        "        doc: State of the task.\n",
    );
    let output = (
        TASK,
        "    needs: result",
        "    output: result\n    needs: result",
    );
    files(&[optional, output], &[]);
}

#[test]
fn a_job_may_hand_on_texts_under_plain_types() {
    let message = (
        TASK,
        "        doc: State of the task.\n",
        "        doc: State of the task.\n      reason: { type: string, doc: Why it failed. }\n",
    );
    let job = (
        TASK,
        "    needs: result",
        "    message: reason\n    needs: result",
    );
    files(&[message, job], &[]);
}

/// A parameter that no table lists any more is in the path nonetheless, and a job may use it.
#[test]
fn a_job_may_name_an_undocumented_parameter_of_the_path() {
    let ticket = (
        TASK,
        "        type: Ticket\n        required: true\n",
        "        type: Ticket\n        undocumented: true\n        required: true\n",
    );
    files(&[ticket], &[]);
}

/// Nobody has to give what the documentation no longer lists, unless a correction says that it is needed after all.
#[test]
fn what_is_no_longer_documented_need_not_be_given() {
    let new = |more: &str| {
        let field = format!("      format:\n        type: Format\n        required: true\n{more}");
        let before = "      format:\n        type: Format\n        required: true\n";
        let files = files(&[(TASK, before, &field)], &[]);
        let code: String = files.into_iter().map(|(_, text)| text).collect();
        code.contains("pub fn new(format: impl Into<Format>)")
    };
    assert!(new(""));
    assert!(!new("        undocumented: true\n"));
    assert!(new(
        "        undocumented: true\n        override: { required: true, why: It was tried. }\n"
    ));
}
