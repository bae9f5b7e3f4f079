//! What the loader lets pass is generated, under the names that the loader has checked.

use std::collections::BTreeSet;

use feishu_codegen::rust::output;
use feishu_codegen::text::names;

use super::cases::{SERVICE, TASK};
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
        names::SERVICE_MODULES
            .iter()
            .map(|name| (*name).to_owned())
            .chain([first, second])
            .collect()
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
        code.contains("pub fn new(format: Format)")
    };
    assert!(new(""));
    assert!(!new("        undocumented: true\n"));
    assert!(new(
        "        undocumented: true\n        override: { required: true, why: It was tried. }\n"
    ));
}

/// Of drafts, facts are checked, no words are asked for, and nothing is generated; nor for the types that only they use.
#[test]
fn drafts_are_sound_without_words_and_generate_nothing() {
    let resource = (
        "spec/demo/v1/again.yaml",
        "resource: again\ndraft: true\ndoc: \"\"\ntypes:\n  Kind:\n    doc: \"\"\n    enum: int\n    values:\n      \
         1: { name: \"\", doc: \"\" }\noperations:\n  get:\n    http: GET /open-apis/demo/v1/again\n    title: T\n    doc: \"\"\n    \
         page: /p\n    response:\n      kind: { type: Kind, doc: \"\" }\n      only: { type: OnlyDraft, doc: \"\" }\n    errors:\n      \
         1003: { status: 400 }\n",
    );
    let service = (
        "spec/other/service.yaml",
        "service: other\ntitle: \"\"\ndoc: \"\"\n",
    );
    let elsewhere = (
        "spec/other/v1/thing.yaml",
        "resource: thing\ndraft: true\noperations:\n  get:\n    http: GET /open-apis/other/v1/thing\n    title: T\n    page: /p\n",
    );
    let shared = (
        SERVICE,
        "types:\n",
        "types:\n  OnlyDraft:\n    doc: \"\"\n    id: string\n\n",
    );
    let error = (
        SERVICE,
        "errors:\n",
        "errors:\n  1003:\n    name: \"\"\n    hint: \"\"\n    class: \"\"\n",
    );
    let operation = (
        TASK,
        "  list:\n    name: ListTasks\n",
        "  draft_one:\n    http: GET /open-apis/demo/v1/one\n    draft: true\n    title: T\n    doc: \"\"\n    page: /p\n    response: Whole\n\n  list:\n    name: ListTasks\n",
    );
    let types = (
        TASK,
        "  Ticket:\n",
        "  Whole:\n    doc: \"\"\n    fields:\n      mine: { type: Mine, doc: \"\" }\n\n  \
         Mine:\n    doc: \"\"\n    fields:\n      a: { type: string, reused: true, doc: Words of another. }\n\n  Ticket:\n",
    );
    let with = files(
        &[shared, error, operation, types],
        &[resource, service, elsewhere],
    );
    assert_eq!(with, files(&[], &[]));
}

/// The same without the mark: the words are asked for.
#[test]
fn without_the_mark_words_are_asked_for() {
    let operation = (TASK, "    doc: Lists tasks.\n", "    doc: \"\"\n");
    let draft = (
        TASK,
        "    title: 列出任务\n    doc: Lists tasks.\n",
        "    draft: true\n    title: 列出任务\n    doc: \"\"\n",
    );
    assert!(load("asked", &[operation], &[]).is_err());
    assert!(load("excused", &[draft], &[]).is_ok());
}

/// A decision that is asked for keeps nobody from generating; one that is recorded is not asked for.
#[test]
fn decisions_are_asked_for_unless_they_are_recorded_or_the_operation_is_a_draft() {
    let query = |more: &str| {
        let route = format!("    http: POST /open-apis/demo/v1/files/query\n{more}");
        let edit: Edit<'_> = (TASK, "    http: POST /open-apis/demo/v1/files\n", &route);
        let report = super::report("decisions", &[edit], &[]);
        assert!(load("decisions", &[edit], &[]).is_ok());
        report.is_some()
    };
    assert!(query(""));
    assert!(!query("    draft: true\n"));
    assert!(!query(
        "    allow: { query_not_idempotent: It stores a file. }\n"
    ));
}
