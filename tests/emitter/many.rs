//! A made-up service of sixty operations, some resources of which are far too long for one file.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use feishu_codegen::rust::output::{Files, generate};
use feishu_tests::{faults_of_generated, foreign_imports};

/// The resources, with how many operations they have. One has the name of the service.
const RESOURCES: [(&str, usize); 5] = [
    ("many", 2),
    ("note", 3),
    ("plan", 12),
    ("record", 26),
    ("task", 17),
];

/// The folder of the generated service.
const SERVICE: &str = "crates/feishu-many/src/generated/";

/// The text of a resource. Its operations have fields, types and errors of their own, and errors that they share; the first
/// three of `task` make a job.
fn resource(name: &str, operations: usize) -> String {
    let mut text = format!("resource: {name}\ndoc: The {name}s of a service with many.\ntypes:\n");
    let with_job = name == "task";
    if with_job {
        text += "  Status:\n    doc: Where it stands.\n    enum: int\n    values:\n      \"0\": { name: Done, doc: Done. }\n      \
                 \"1\": { name: Running, doc: Not yet. }\n";
    }
    for at in 0..operations {
        let _ = writeln!(text, "  Part{at}:\n    doc: A part.\n    fields:");
        for field in 0..9 {
            let _ = writeln!(
                text,
                "      field_{field}: {{ type: string, doc: What the field {field} of a part says. }}"
            );
        }
        let _ = writeln!(
            text,
            "      deeper: {{ type: \"Part{}[]\", doc: Parts. }}",
            at / 2
        );
    }
    text += "operations:\n";
    let named = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    for at in 0..operations {
        let _ = write!(
            text,
            "  change_{at}:\n    name: Change{named}{at}\n    http: POST /open-apis/many/v1/{name}s/:id/change_{at}\n    title: \u{6539}\n    \
             doc: Changes a thing in the way that has the number {at}.\n    page: /many/{name}/change_{at}\n    \
             tokens: [tenant]\n    apps: [custom]\n    limit: 100/min\n    path:\n      \
             id: {{ type: string, required: true, doc: Which thing. }}\n    query:\n      \
             user_id_type: {{ type: UserIdType, doc: What kind of user id. }}\n    body:\n      \
             user: {{ type: UserId, doc: Who changes it. }}\n      \
             count: {{ type: int, required: true, example: 7, doc: How many there are from now on. }}\n      \
             size: {{ type: int, example: 7, doc: How large it is from now on. }}\n      \
             part: {{ type: Part{at}, doc: What it is made of. }}\n    arguments: [id, count]\n    response:\n      \
             ticket: {{ type: string, always: true, doc: What names the change. }}\n"
        );
        if with_job {
            text += "      status: { type: Status, doc: Where the change stands. }\n";
        }
        let _ = writeln!(
            text,
            "      whole: {{ type: Part{at}, doc: What it is made of now. }}\n    errors:"
        );
        // Four of them in the words of all, five in its own.
        let own = 70_100 + 10 * at;
        for code in (70_000..70_004).chain(own..own + 5) {
            let _ = writeln!(text, "      {code}: {{ status: 400, message: bad {code} }}");
        }
    }
    if with_job {
        text += "jobs:\n  alter:\n    doc: Alters a thing.\n    start: change_0\n    poll: { operation: change_1, with: { id: \
                 response.ticket, count: request.count } }\n    ticket: id\n    status: status\n    done: [Done]\n    \
                 pending: [Running]\n";
    }
    text
}

/// The text of the service, with what the errors of its operations mean.
fn service(most: usize) -> String {
    let mut text =
        "service: many\ntitle: \u{8bb8}\u{591a}\ndoc: A service that has many operations.\nerrors:\n"
            .to_owned();
    let own = (0..most).flat_map(|at| 70_100 + 10 * at..70_105 + 10 * at);
    for code in (70_000..70_004).chain(own) {
        let _ = writeln!(
            text,
            "  {code}: {{ name: Bad{code}, hint: Change what is wrong and send it again., class: invalid_request }}"
        );
    }
    text
}

fn files(resources: &[(&str, usize)]) -> Files {
    let mut sources = crate::sources();
    sources.retain(|(path, _)| path == "spec/platform.yaml");
    let most = resources.iter().map(|(_, many)| many).max();
    sources.push(("spec/many/service.yaml".into(), service(*most.unwrap())));
    for &(name, operations) in resources {
        sources.push((
            format!("spec/many/v1/{name}.yaml"),
            resource(name, operations),
        ));
    }
    generate(&crate::load_sources(&sources)).unwrap()
}

#[test]
fn sixty_operations_keep_the_rules_of_the_house() {
    assert_eq!(RESOURCES.iter().map(|(_, many)| many).sum::<usize>(), 60);
    let files = files(&RESOURCES);
    for (path, text) in &files {
        let faults = faults_of_generated(text);
        assert!(faults.is_empty(), "{path} {faults:?}");
        if path.starts_with(SERVICE) {
            assert_eq!(foreign_imports(text), [""; 0], "{path}");
        }
    }
    let names = |folder: &str| -> Vec<&str> {
        let paths = files.keys().filter_map(|path| path.strip_prefix(folder));
        paths.map(|path| path.trim_end_matches(".rs")).collect()
    };
    let apart = |resource: &str| names(&format!("{SERVICE}{resource}/"));
    // What is short stays whole; of what is long, the tables leave before anything else.
    assert_eq!(apart("many"), [""; 0]);
    assert_eq!(apart("note"), ["operations"]);
    assert_eq!(
        apart("plan"),
        [
            "operations",
            "operations_2",
            "requests",
            "requests_2",
            "types",
            "types_2"
        ]
    );
    assert!(apart("task").contains(&"jobs"));
    let names = names("tests/tests/wire_many/generated/");
    for name in ["many", "mod", "note", "record", "record_2"] {
        assert!(names.contains(&name), "{names:?}");
    }
    // Each has snapshots of its own.
    let second = &files["tests/tests/wire_many/generated/record_2.rs"];
    assert!(second.contains("\"many.record.from_"), "{second}");
}

#[test]
fn what_was_shared_out_compiles() {
    // One that has every part, and several files of most: to compile the sixty takes half a minute.
    let files = files(&[("task", 12), ("crowd", 32)]);
    for part in ["operations_2", "jobs", "types_2", "requests_2"] {
        let path = format!("{SERVICE}task/{part}.rs");
        assert!(files.contains_key(&path), "{part}");
    }
    // A service may have more codes than one file holds.
    for part in ["codes/part_2", "errors/part_2"] {
        let path = format!("{SERVICE}{part}.rs");
        assert!(files.contains_key(&path), "{part}");
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let core = root.join("crates/feishu-core");
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"feishu-many\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             feishu-core = {{ path = {core:?}, default-features = false }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n"
        ),
    );
    // The same versions as here, which are there without a network.
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let library =
        "//! Made up.\n#![deny(warnings, missing_docs)]\nmod generated;\npub use generated::*;\n";
    write("src/lib.rs", library);
    for (path, text) in &files {
        if let Some(path) = path.strip_prefix("crates/feishu-many/") {
            write(path, text);
        }
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline"])
        .current_dir(folder.path())
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("changes"),
        )
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}
