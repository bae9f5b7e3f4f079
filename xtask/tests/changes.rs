//! When the documentation changes: what `drift` says of it, and that `update` makes a crate of it that compiles.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROUTE: &str = "POST /open-apis/demo/v1/things";

/// A page as the documentation service delivers it, in words of ours.
struct Page {
    updated: u64,
    limit: u32,
    /// Rows of the body: name, type, required, description.
    body: Vec<(&'static str, &'static str, bool, &'static str)>,
    /// Rows of the response, within `data`.
    response: Vec<(&'static str, &'static str)>,
    errors: Vec<(u16, u32, &'static str)>,
}

impl Page {
    fn first() -> Self {
        Self {
            updated: 1_700_000_000_000,
            limit: 100,
            body: vec![
                ("name", "string", true, "**示例值**：\"box\""),
                ("colour", "string", false, COLOURS),
            ],
            response: vec![("thing_key", "string")],
            errors: vec![(400, 70_001, "bad name")],
        }
    }

    /// The same page, a while later.
    fn second() -> Self {
        let mut page = Self::first();
        page.updated += 1;
        page.limit = 50;
        page.body[0].3 = "**示例值**：\"box\"\n\n**数据校验规则**：\n\n- 最大长度：`9` 字符";
        page.body[1].3 = MORE_COLOURS;
        page.body.push(("size", "int", false, "**示例值**：3"));
        page.response.push(("weight", "int"));
        page.errors.push((403, 70_002, "no place left"));
        page
    }

    fn raw(&self) -> String {
        let body: Vec<String> = self
            .body
            .iter()
            .map(|(name, ty, required, text)| {
                let required = if *required { "是" } else { "否" };
                row(0, &[&field(name), &field_type(ty), required, text])
            })
            .collect();
        let mut response = vec![
            row(0, &[&field("code"), &field_type("int"), "-"]),
            row(0, &[&field("msg"), &field_type("string"), "-"]),
            row(0, &[&field("data"), &field_type("\\-"), "-"]),
        ];
        let fields = self.response.iter();
        response.extend(fields.map(|(name, ty)| row(1, &[&field(name), &field_type(ty), "-"])));
        let errors: String = self
            .errors
            .iter()
            .map(|(status, code, message)| {
                let cells = format!("<md-td>{status}</md-td>\n<md-td>{code}</md-td>\n<md-td>{message}</md-td>\n<md-td>-</md-td>");
                format!("<md-tr>\n{cells}\n</md-tr>\n")
            })
            .collect();
        format!(
            "---\ntitle: \"造物\"\nfullPath: \"/demo/reference/demo-v1/thing/create\"\nupdateTime: \"{}\"\n---\n\n\
             # 造物\n\n{{尝试一下}}(url=/api/x?project=demo&version=v1&resource=thing&method=create)\n\n\
             ## 请求\n:::html\n<md-table>\n<md-thead>\n<tr><md-th>基本</md-th><md-th></md-th></tr>\n</md-thead>\n<md-tbody>\n\
             {}{}{}{}</md-tbody>\n</md-table>\n:::\n\n\
             ### 请求头\n:::html\n<md-table>\n<md-thead>\n<md-tr><md-th>名称</md-th><md-th>类型</md-th><md-th>必填</md-th>\
             <md-th>描述</md-th></md-tr>\n</md-thead>\n<md-tbody>\n<md-tr><md-td>Authorization</md-td><md-td>string</md-td>\
             <md-td>是</md-td><md-td><md-tag mode=\"inline\" type=\"token-tenant\">tenant_access_token</md-tag></md-td></md-tr>\n\
             </md-tbody>\n</md-table>\n:::\n\n\
             ### 请求体\n{}\n\n## 响应\n\n### 响应体\n{}\n\n\
             ## 错误码\n:::html\n<md-table>\n<md-thead>\n<md-tr><md-th>HTTP状态码</md-th><md-th>错误码</md-th><md-th>描述</md-th>\
             <md-th>排查建议</md-th></md-tr>\n</md-thead>\n<md-tbody>\n{errors}</md-tbody>\n</md-table>\n:::\n",
            self.updated,
            basic(
                "HTTP URL",
                "https://open.feishu.cn/open-apis/demo/v1/things"
            ),
            basic("HTTP Method", "POST"),
            basic("接口频率限制", &format!("{} 次/分钟", self.limit)),
            basic(
                "支持的应用类型",
                "<md-app-support types=\"custom\"></md-app-support>"
            ),
            table(&["名称", "类型", "必填", "描述"], &body),
            table(&["名称", "类型", "描述"], &response),
        )
    }

    fn write(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, self.raw()).unwrap();
    }
}

const COLOURS: &str = "**可选值有**：\n<md-enum>\n<md-enum-item key=\"red\" >A</md-enum-item>\n\
     <md-enum-item key=\"blue\" >B</md-enum-item>\n</md-enum>";

const MORE_COLOURS: &str = "**可选值有**：\n<md-enum>\n<md-enum-item key=\"red\" >A</md-enum-item>\n\
     <md-enum-item key=\"green\" >C</md-enum-item>\n<md-enum-item key=\"blue\" >B</md-enum-item>\n</md-enum>";

fn basic(name: &str, value: &str) -> String {
    format!("<md-tr>\n<md-th>{name}</md-th>\n<md-td>{value}</md-td>\n</md-tr>\n")
}

fn field(name: &str) -> String {
    format!("<md-text type=\"field-name\" >{name}</md-text>")
}

fn field_type(ty: &str) -> String {
    format!("<md-text type=\"field-type\" >{ty}</md-text>")
}

fn row(level: u8, cells: &[&str]) -> String {
    let cells = cells
        .iter()
        .map(|cell| format!("<md-dt-td>\n{cell}\n</md-dt-td>\n"));
    format!(
        "<md-dt-tr level=\"{level}\">\n{}</md-dt-tr>\n",
        cells.collect::<String>()
    )
}

fn table(heads: &[&str], rows: &[String]) -> String {
    let heads = heads
        .iter()
        .map(|head| format!("<md-dt-th>{head}</md-dt-th>\n"));
    format!(
        ":::html\n<md-dt-table>\n<md-dt-thead>\n<md-dt-tr>\n{}</md-dt-tr>\n</md-dt-thead>\n<md-dt-tbody>\n{}</md-dt-tbody>\n</md-dt-table>\n:::\n",
        heads.collect::<String>(),
        rows.concat()
    )
}

/// A workspace of its own, with a spec of one operation and the crate for it.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        workspace.write("spec/demo/service.yaml", SERVICE);
        workspace.write("spec/demo/v1/thing.yaml", THING);
        workspace.write("spec/platform.yaml", PLATFORM);
        workspace.write("crates/feishu-demo/Cargo.toml", MANIFEST);
        workspace.write("crates/feishu-demo/src/lib.rs", LIBRARY);
        let core = main.join("crates/feishu-core").canonicalize().unwrap();
        workspace.write(
            "Cargo.toml",
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"crates/feishu-demo\"]\n\n[workspace.dependencies]\n\
                 feishu-core = {{ path = {core:?}, default-features = false }}\n"
            ),
        );
        // The same versions as here, which are there without a network.
        fs::copy(main.join("Cargo.lock"), workspace.path("Cargo.lock")).unwrap();
        assert_ok(&workspace.run(&["spec", "fmt"]));
        assert_ok(&workspace.run(&["codegen"]));
        workspace
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Everything but what Cargo writes.
    fn files(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("Cargo.lock") {
                    files.push((path.clone(), fs::read_to_string(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args)
            .arg("--root")
            .arg(self.folder.path())
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// Compiles the crate with what a user of the new operation would write.
    fn compile(&self) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changes");
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--package", "feishu-demo", "--tests"])
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
}

const PLATFORM: &str = "\
format: 3
hosts: { feishu: https://open.feishu.cn, lark: https://open.larksuite.com }
path_root: /open-apis
headers: { log_id: A, request_id: B, rate_limit: C, rate_reset: D }
token_prefixes: { tenant: t-, user: u-, app: a-, refresh: ur-, jwt: eyJ }
unknown_path: 404 page not found
documentation: { host: https://open.feishu.cn, path_root: /document }
";

const SERVICE: &str = "\
service: demo
title: 示例
doc: A service for tests.
errors:
  70001: { name: BadName, hint: Choose another name., class: invalid_request }
";

const THING: &str = r#"
resource: thing
doc: Things.
types:
  Colour:
    doc: Colour of a thing.
    enum: string
    values: { red: As the sun in the evening., blue: As the sky at noon. }
operations:
  create:
    http: POST /open-apis/demo/v1/things
    title: 造物
    doc: Makes a thing.
    page: /demo/reference/demo-v1/thing/create
    updated: 1700000000000
    tokens: [tenant]
    apps: [custom]
    limit: 100/min
    body:
      name: { type: string, required: true, example: box, doc: What it is called. }
      colour: { type: Colour, doc: What it looks like. }
    response:
      thing_key: { type: string, doc: What it is known by. }
    errors:
      70001: { status: 400, message: bad name }
  delete:
    http: DELETE /open-apis/demo/v1/things/:thing_key
    title: 毁物
    doc: Makes nothing of a thing.
    page: /demo/reference/demo-v1/thing/delete
    tokens: [tenant]
    path:
      thing_key: { type: string, required: true, example: t1, doc: What it is known by. }
"#;

const MANIFEST: &str = "\
[package]
name = \"feishu-demo\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
feishu-core.workspace = true
serde = { version = \"1\", features = [\"derive\"] }
";

const LIBRARY: &str = "\
//! A service for tests.

mod generated;

pub use generated::*;
";

/// What can only be written once the pages' changes have come through to the crate.
const USE: &str = "\
use feishu_demo::codes;
use feishu_demo::thing::{Colour, CreateThing, CreateThingResponse};

pub fn request() -> CreateThing {
    CreateThing::new(\"box\").colour(Colour::Green).size(3)
}

pub fn weight(response: &CreateThingResponse) -> Option<i64> {
    response.weight
}

pub fn is_full(error: &feishu_core::Error) -> bool {
    error.code() == Some(codes::NO_PLACE_LEFT)
}
";

fn assert_ok(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn drift_says_what_changed_between_pages() {
    let workspace = Workspace::new();
    Page::first().write(&workspace.path("old/thing.md"));
    Page::second().write(&workspace.path("new/thing.md"));
    let output = workspace.run(&["drift", "old", "new"]);
    assert_ok(&output);
    assert!(output.stdout.is_empty());
    assert_eq!(
        stderr(&output),
        "\
demo
  POST /open-apis/demo/v1/things
    minor  body `colour`: value `green` added
    minor  body `size`: added, int, optional
    minor  response `weight`: added, int
    minor  error 70002 added: 403 `no place left`
    patch  body `name`: max_length none became 9
    patch  rate limit: 100/min became 50/min

6 changes in 1 operation: 4 minor, 2 patch; together they make a minor release
"
    );
    let output = workspace.run(&["drift", "old", "new", "--json"]);
    assert_ok(&output);
    let changes: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = changes.as_array().unwrap();
    assert_eq!(changes.len(), 6);
    for change in changes {
        let keys: Vec<_> = change.as_object().unwrap().keys().collect();
        let expected = [
            "operation",
            "kind",
            "where",
            "field",
            "old",
            "new",
            "semver",
        ];
        assert_eq!(keys.len(), expected.len());
        assert!(expected.iter().all(|key| change.get(key).is_some()));
        assert_eq!(change["operation"], ROUTE);
    }
}

#[test]
fn drift_holds_the_spec_against_pages() {
    let workspace = Workspace::new();
    Page::first().write(&workspace.path("old/thing.md"));
    Page::second().write(&workspace.path("new/thing.md"));
    let same = workspace.run(&["drift", "spec", "old"]);
    assert_ok(&same);
    let note = "not compared, since there is no page here: 1 operation\n";
    assert_eq!(stderr(&same), format!("{note}no changes\n"));
    let changed = workspace.run(&["drift", "spec", "new"]);
    assert_ok(&changed);
    assert!(
        stderr(&changed).contains("6 changes in 1 operation"),
        "{}",
        stderr(&changed)
    );
    let back = workspace.run(&["drift", "new", "spec"]);
    assert!(
        stderr(&back).contains("body `size`: removed"),
        "{}",
        stderr(&back)
    );
    assert!(
        !stderr(&back).contains("operation removed"),
        "{}",
        stderr(&back)
    );
}

#[test]
fn drift_warns_of_pages_with_the_same_stamp() {
    let workspace = Workspace::new();
    let mut page = Page::first();
    page.write(&workspace.path("old/thing.md"));
    page.limit = 20;
    page.write(&workspace.path("new/thing.md"));
    let output = workspace.run(&["drift", "old", "new"]);
    assert_ok(&output);
    let text = stderr(&output);
    assert!(text.contains("rate limit: 100/min became 20/min"), "{text}");
    assert!(
        text.contains("The stamp of these pages is the same"),
        "{text}"
    );
    assert!(text.ends_with(&format!("  {ROUTE}\n")), "{text}");
}

#[test]
fn drift_warns_of_what_could_not_be_read() {
    let workspace = Workspace::new();
    Page::first().write(&workspace.path("old/thing.md"));
    let mut page = Page::second();
    page.body.push(("oddity", "undefined", false, "-"));
    page.write(&workspace.path("new/thing.md"));
    let output = workspace.run(&["drift", "old", "new"]);
    assert_ok(&output);
    let text = stderr(&output);
    assert!(
        text.contains("body `oddity`: added, any, optional"),
        "{text}"
    );
    assert!(
        text.contains("could not be read, which may look like a change"),
        "{text}"
    );
    assert!(text.contains("\n  new/thing.md ("), "{text}");
}

#[test]
fn drift_takes_one_page_of_an_operation_and_says_which() {
    let workspace = Workspace::new();
    Page::first().write(&workspace.path("old/thing.md"));
    Page::first().write(&workspace.path("new/a/thing.md"));
    Page::second().write(&workspace.path("new/b/thing.md"));
    let output = workspace.run(&["drift", "old", "new"]);
    assert_ok(&output);
    let text = stderr(&output);
    assert!(
        text.starts_with(
            "left out new/a/thing.md, which differs in 6 places from new/b/thing.md, which is newer\n"
        ),
        "{text}"
    );
    assert!(text.contains("6 changes in 1 operation"), "{text}");
}

#[test]
fn drift_names_pages_that_it_could_not_read() {
    let workspace = Workspace::new();
    for side in ["old", "new"] {
        Page::first().write(&workspace.path(&format!("{side}/thing.md")));
        let other = Page::first().raw().replace("/v1/things", "/v1/others");
        workspace.write(&format!("{side}/other.md"), &other);
    }
    let broken = workspace
        .read("new/other.md")
        .replace("HTTP Method", "Verb");
    workspace.write("new/other.md", &broken);
    let output = workspace.run(&["drift", "old", "new"]);
    assert_ok(&output);
    let text = stderr(&output);
    assert!(text.starts_with("skipped new/other.md: "), "{text}");
    assert!(text.contains("others: operation removed"), "{text}");
}

#[test]
fn drift_knows_a_page_that_moved_and_says_what_it_compares_with_nothing() {
    let workspace = Workspace::new();
    // Without an official id, as old pages are.
    let page = Page::first().raw().replace("project=demo&", "");
    let moved = |path: &str| {
        page.replace("/demo/reference/demo-v1/thing/create", path)
            .replace("1700000000000", "1700000000001")
    };
    workspace.write(
        "old/thing.md",
        &page.replace("/demo/reference/demo-v1/thing/create", "/uXyZ"),
    );
    workspace.write("new/thing.md", &workspace.read("old/thing.md"));
    for path in ["/new/place", "/document/uXyZ/"] {
        workspace.write("new/place.md", &moved(path));
        for sides in [["old", "new"], ["new", "old"]] {
            let output = workspace.run(&["drift", sides[0], sides[1]]);
            assert_eq!(stderr(&output), "no changes\n", "{path}");
        }
    }
    workspace.write(
        "new/place.md",
        &moved("/new/place").replace("造物", "造他物"),
    );
    for (sides, file) in [(["old", "new"], "new/"), (["new", "old"], "new/")] {
        let output = workspace.run(&["drift", sides[0], sides[1]]);
        let text = stderr(&output);
        assert!(text.starts_with("no changes\n"), "{text}");
        assert!(
            text.contains(&format!(
                "compared with nothing:\n  {file}place.md: {ROUTE}\n"
            )),
            "{text}"
        );
    }
}

#[test]
fn drift_without_pages_is_a_mistake() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("empty")).unwrap();
    for (side, message) in [
        ("empty", "error: empty: no page of an operation is there"),
        ("missing", "error: missing: "),
    ] {
        let output = workspace.run(&["drift", "spec", side]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
}

#[test]
fn an_update_goes_from_a_changed_page_to_a_crate_that_compiles() {
    let workspace = Workspace::new();
    let update = || workspace.run(&["update", "pages", "--no-test"]);

    // A page that says what the spec says changes nothing.
    let page = workspace.path("pages/thing.md");
    Page::first().write(&page);
    let before = workspace.files();
    assert_ok(&update());
    assert_eq!(workspace.files(), before);

    // Another name of the file that the draft goes to.
    workspace.write("CHANGELOG.md", "");
    fs::hard_link(workspace.path("CHANGELOG.md"), workspace.path("link.md")).unwrap();

    // It changes: the facts and the draft are written, the crate is not, since words are missing.
    Page::second().write(&page);
    let generated = "crates/feishu-demo/src/generated/thing.rs";
    let code = workspace.read(generated);
    let output = update();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    let text = stderr(&output);
    assert!(
        text.contains("words to write:\nspec/demo/service.yaml:"),
        "{text}"
    );
    assert!(
        text.contains("words are missing, as listed above"),
        "{text}"
    );
    assert!(
        text.ends_with("then run the same command again.\n"),
        "{text}"
    );
    assert_eq!(workspace.read(generated), code);
    let log = workspace.read("CHANGELOG.md");
    assert_eq!(
        log,
        "\
## Unreleased

### Added

- `feishu-demo`, `POST /open-apis/demo/v1/things`: body `colour`: value `green` added; body `size`: added, int,
  optional; response `weight`: added, int; error 70002 added.

### Changed

- `feishu-demo`, `POST /open-apis/demo/v1/things`: body `name`: max_length none became 9; rate limit: 100/min became
  50/min.
"
    );

    // It took the place of the old one when it was whole.
    assert_eq!(workspace.read("link.md"), "");

    // Again without the words: the same, and nothing is drafted twice.
    assert_eq!(update().status.code(), Some(1));
    assert_eq!(workspace.read("CHANGELOG.md"), log);

    // Somebody writes the words.
    let service = workspace.read("spec/demo/service.yaml");
    let words = service
        .replace("hint: \"\"", "hint: Make some room.")
        .replace("class: \"\"", "class: quota_used_up");
    workspace.write("spec/demo/service.yaml", &words);
    let spec = workspace.read("spec/demo/v1/thing.yaml");
    assert!(
        spec.contains("doc: As the sun") || spec.contains("red: As the sun"),
        "ours stay: {spec}"
    );
    let words = spec
        .replace("doc: \"\"", "doc: How much there is of it.")
        .replace("green: \"\"", "green: As the leaves in spring.");
    workspace.write("spec/demo/v1/thing.yaml", &words);
    let output = update();
    assert_ok(&output);
    let text = stderr(&output);
    assert!(
        text.contains("wrote crates/feishu-demo/src/generated/thing.rs"),
        "{text}"
    );
    assert!(text.contains("the next release is a minor one"), "{text}");
    assert_eq!(workspace.read("CHANGELOG.md"), log);
    workspace.write("crates/feishu-demo/tests/use.rs", USE);
    workspace.compile();

    // And that is all.
    let after = workspace.files();
    assert_ok(&update());
    assert_eq!(workspace.files(), after);
}
