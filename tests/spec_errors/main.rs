//! Every problem that the loader of the spec can find, rendered: each case spoils a sound spec in one way.

use std::collections::BTreeSet;

use cases::{Case, PLATFORM, SERVICE, TASK};
use feishu_codegen::lint;
use feishu_codegen::spec::model::Spec;
use feishu_codegen::text::diagnostic::{Code, Report};

mod cases;
mod sound;

/// The sound spec, by path.
const BASE: &[(&str, &str)] = &[
    (PLATFORM, include_str!("base/spec/platform.yaml")),
    (SERVICE, include_str!("base/spec/demo/service.yaml")),
    (TASK, include_str!("base/spec/demo/v1/task.yaml")),
];

/// The report on the sound spec with some changes; `None` if there is nothing to report.
fn report(name: &str, edits: &[Edit<'_>], added: &[(&str, &str)]) -> Option<Report> {
    let (_, report) = lint::inspect(sources(name, edits, added));
    (!report.is_empty()).then_some(report)
}

/// A file, a text that stands in it once, and what takes its place.
type Edit<'a> = (&'a str, &'a str, &'a str);

/// The sound spec with some changes.
fn load(name: &str, edits: &[Edit<'_>], added: &[(&str, &str)]) -> Result<Spec, Report> {
    lint::load_sources(sources(name, edits, added))
}

/// The files of the sound spec with some changes.
fn sources(name: &str, edits: &[Edit<'_>], added: &[(&str, &str)]) -> Report {
    let mut report = Report::new();
    let mut spoilt = 0;
    for (path, text) in BASE {
        let mut text = (*text).to_owned();
        for (_, from, to) in edits.iter().filter(|(edited, ..)| edited == path) {
            assert_eq!(
                text.matches(from).count(),
                1,
                "{name}: {from:?} stands once in {path}"
            );
            text = text.replacen(from, to, 1);
            spoilt += 1;
        }
        report.add_source(*path, text);
    }
    for (path, text) in added {
        report.add_source(*path, *text);
    }
    assert_eq!(
        spoilt,
        edits.len(),
        "{name}: every edit is of a file of the base"
    );
    report
}

fn snapshot(name: &str, report: &Report) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, report.to_string()));
}

#[test]
fn the_base_is_sound() {
    assert!(report("base", &[], &[]).is_none_or(|report| panic!("{report}")));
}

#[test]
fn each_problem_is_shown_where_it_is() {
    let mut wrong = String::new();
    for Case {
        name,
        codes,
        edits,
        added,
    } in cases::all()
    {
        let Some(mut report) = report(name, edits, added) else {
            wrong += &format!("{name}: nothing was found\n");
            continue;
        };
        // What a decision is asked on besides a mistake is not what the case is about.
        if !codes.iter().any(|code| code.is_warning()) {
            report.retain(|found| !found.code.is_warning());
        }
        let found: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect();
        if found != *codes {
            wrong += &format!("{name}: expected {codes:?}, found {found:?}\n{report}\n");
            continue;
        }
        snapshot(name, &report);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_kind_of_problem_has_a_case() {
    let shown: BTreeSet<Code> = cases::all().flat_map(|case| case.codes).copied().collect();
    // What is made from the format are files of the repository; `xtask/tests` spoils them.
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !shown.contains(code) && **code != Code::Schema)
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    let names: BTreeSet<_> = cases::all().map(|case| case.name).collect();
    assert_eq!(names.len(), cases::all().count(), "names are distinct");
}

#[test]
fn all_problems_of_all_files_come_in_one_report() {
    let report = report(
        "many",
        &[
            (PLATFORM, "    id: string\n", "    id: text\n"),
            (PLATFORM, "name: BadRequest", "nmae: BadRequest"),
            (SERVICE, "title: 示例\n", ""),
            (TASK, "limit: 100/min", "limit: 100 per minute"),
            (TASK, "tokens: [tenant, user]", "tokens: [tenant, usr]"),
            (TASK, "type: Format\n", "type: Fromat\n"),
            (TASK, "doc: Says how a task stands.", "doc: 查询任务的状态"),
            (TASK, "done: [Success]", "done: [Succes]"),
            (TASK, "next: page_token,", "next: next_token,"),
        ],
        &[
            (
                "spec/demo/v1/broken.yaml",
                "resource: broken\noperations: {\n",
            ),
            ("spec/demo/v1/empty.yaml", ""),
            ("spec/demo/notes.yaml", "a: 1\n"),
        ],
    );
    snapshot(
        "many_problems_in_many_files",
        &report.expect("the spec is spoilt"),
    );
}

#[test]
fn colours_change_nothing_but_colours() {
    let report = report(
        "colours",
        &[(TASK, "limit: 100/min", "limti: 100/min")],
        &[],
    )
    .expect("the spec is spoilt");
    let coloured = report.render(true);
    assert!(coloured.contains('\u{1b}'));
    let mut plain = String::new();
    let mut escape = false;
    for c in coloured.chars() {
        match c {
            '\u{1b}' => escape = true,
            'm' if escape => escape = false,
            c if !escape => plain.push(c),
            _ => {}
        }
    }
    assert_eq!(plain, report.to_string());
}

/// Whatever stands in the files, the loader answers with a report or a spec.
#[test]
fn no_text_makes_the_loader_panic() {
    let pieces = [
        "",
        " ",
        "\n",
        "\t",
        ":",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        "&a",
        "*a",
        "!!str",
        "|",
        ">-",
        "'",
        "\"",
        "\\",
        "%",
        "---\n",
        "...",
        "é",
        "\u{0}",
        "\u{feff}",
        "\r\n",
        "null",
        "~",
        "-1",
        "1e999",
        "99999999999999999999",
        "map<map<int>>",
        "string[][]",
        "[]",
        "request.",
        "response.",
        ".",
        "Result",
        "result.status",
        "::",
        "GET /",
        "POST /:a/:a",
        "0/s",
        "special",
        "true",
        "doc:",
        "type:",
        "override:",
        "with:",
        "values:",
    ];
    // A fixed sequence of numbers: the test is the same every time.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit.max(1) as u64).unwrap()
    };
    for _ in 0..1500 {
        let mut report = Report::new();
        for (path, text) in BASE {
            let mut characters: Vec<char> = text.chars().collect();
            for _ in 0..next(4) {
                let from = next(characters.len());
                let to = (from + next(30)).min(characters.len());
                characters.splice(from..to, pieces[next(pieces.len())].chars());
            }
            report.add_source(*path, characters.into_iter().collect::<String>());
        }
        match lint::load_sources(report) {
            Ok(spec) => drop(feishu_codegen::facts::from_spec(&spec)),
            Err(report) => assert!(!report.to_string().is_empty()),
        }
    }
}
