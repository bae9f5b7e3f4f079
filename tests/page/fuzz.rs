//! Spoilt pages: whatever they look like, the reader ends, and says the same every time.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use fastrand::Rng;
use feishu_codegen::docs::{Reading, read};

use crate::fixtures;

/// How long one page may take. They take milliseconds; a machine may be slow, or busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reads pages in a thread of its own, so that one that never ends is found, and named.
fn read_all(pages: impl FnOnce(&mut dyn FnMut(String, &str)) + Send + 'static) {
    let (sender, receiver) = channel::<String>();
    let worker = thread::spawn(move || {
        let mut one = |name: String, text: &str| check(&sender, name, text);
        pages(&mut one);
    });
    let mut last = "the first page".to_owned();
    loop {
        match receiver.recv_timeout(PATIENCE) {
            Ok(name) => last = name,
            Err(RecvTimeoutError::Timeout) => panic!("{last}: the reader does not come to an end"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    assert!(worker.join().is_ok(), "{last}: the reader panicked");
}

fn check(sender: &Sender<String>, name: String, text: &str) {
    sender.send(name.clone()).unwrap();
    let first = read("page", text);
    // Long pages are there for the time that they take.
    if text.len() < LONG {
        assert_eq!(first, read("page", text), "{name}: two readings differ");
    }
    let Reading::Operation(facts) = first else {
        return;
    };
    assert!(facts.path.starts_with('/'), "{name}: {}", facts.path);
    let lines = text.lines().count().max(1);
    for warning in &facts.warnings {
        let line = warning
            .strip_prefix("line ")
            .and_then(|rest| rest.split_once(": "))
            .and_then(|(line, _)| line.parse::<usize>().ok());
        assert!(
            line.is_some_and(|line| (1..=lines).contains(&line)),
            "{name}: {warning}"
        );
    }
}

/// All fixtures, by dialect and name.
fn pages() -> Vec<(String, String)> {
    let all: Vec<_> = ["raw", "markdown", "sample", "english", "vendor"]
        .into_iter()
        .flat_map(|dialect| {
            fixtures(dialect)
                .into_iter()
                .map(move |(name, text)| (format!("{dialect}/{name}"), text))
        })
        .collect();
    assert!(all.len() > 100, "the fixtures were not found");
    all
}

#[test]
fn a_page_may_end_anywhere() {
    read_all(|check| {
        for (name, text) in pages() {
            // Every third place in the pages with everything, some places in the others.
            let step = if name.ends_with("/whole") { 3 } else { 97 };
            for (end, _) in text.char_indices().step_by(step) {
                check(format!("{name} up to byte {end}"), &text[..end]);
            }
        }
    });
}

#[test]
fn a_page_may_be_spoilt_in_any_way() {
    read_all(|check| {
        let pages = pages();
        for seed in 0..3_000 {
            let mut rng = Rng::with_seed(seed);
            let (name, text) = &pages[rng.usize(..pages.len())];
            let mut text = text.clone();
            for _ in 0..rng.usize(1..=6) {
                text = spoil(&text, &pages, &mut rng);
            }
            check(format!("{name} spoilt with seed {seed}"), &text);
        }
    });
}

/// A page with one fault more.
fn spoil(text: &str, pages: &[(String, String)], rng: &mut Rng) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return "|".repeat(rng.usize(..9));
    }
    let at = rng.usize(..lines.len());
    let other = rng.usize(..lines.len());
    match rng.u8(..12) {
        0 => return text[..place(text, rng)].to_owned(),
        1 => return without_tag(text, rng),
        2 => return swapped(text, rng),
        3 => lines.insert(other, lines[at]),
        4 => {
            lines.remove(at);
        }
        5 => lines.swap(at, other),
        6 => {
            let (from, to) = (at.min(other), at.max(other));
            lines.drain(from..to);
        }
        // The rest of another page, perhaps of another dialect.
        7 => {
            let (_, rest) = &pages[rng.usize(..pages.len())];
            return format!("{}{}", &text[..place(text, rng)], &rest[place(rest, rng)..]);
        }
        8 => {
            let bytes: Vec<u8> = (0..rng.usize(1..200)).map(|_| rng.u8(..)).collect();
            return inserted(text, &String::from_utf8_lossy(&bytes), rng);
        }
        9 => {
            let odd = rng.choice(ODD).copied().unwrap_or_default();
            let odd = odd.repeat(rng.usize(1..50));
            return inserted(text, &odd, rng);
        }
        10 => return text.replacen(lines[at], &lines[at].repeat(rng.usize(2..30)), 1),
        _ => {
            let (from, to) = (place(text, rng), place(text, rng));
            return format!("{}{}", &text[..from.min(to)], &text[from.max(to)..]);
        }
    }
    lines.join("\n")
}

/// What means something to the reader.
const ODD: &[&str] = &[
    "<md-td>",
    "<md-dt-tr level=\"99\">",
    "</md-table>",
    "<md-enum-item key=\"",
    ":::html\n",
    "|",
    "| a | b |\n|---|---|\n",
    "```\n",
    "`",
    "**示例值**：",
    "**默认值**：",
    "**数据校验规则**：最大长度：99999999999999999999",
    "\n## 响应\n",
    "\n### 错误码\n",
    "\n### Response body\n",
    "\n### Error code\n",
    " | ### Request body",
    "a | \n---|---\n",
    "**Optional values are**: - `a`: b",
    "**Data validation rules**: Value range: `1` ～ `99999999999999999999`",
    "Show sublists",
    "\n{\n",
    "\n- **a** (object):",
    "\n**类型额外说明**:\n",
    "&nbsp;",
    "└",
    "[[",
    "{",
    "\\",
    "\"",
    "\u{feff}",
    "\r",
    "\0",
    "\u{2028}",
    "𝕏",
];

/// A place between two characters.
fn place(text: &str, rng: &mut Rng) -> usize {
    let mut at = rng.usize(..=text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn inserted(text: &str, more: &str, rng: &mut Rng) -> String {
    let at = place(text, rng);
    format!("{}{more}{}", &text[..at], &text[at..])
}

/// A text without one of its tags or pipes.
fn without_tag(text: &str, rng: &mut Rng) -> String {
    let from = place(text, rng);
    let Some(start) = text[from..].find(['<', '|']).map(|at| from + at) else {
        return text.to_owned();
    };
    let end = match text[start..].find('>') {
        Some(end) if text[start..].starts_with('<') => start + end + 1,
        _ => start + 1,
    };
    format!("{}{}", &text[..start], &text[end..])
}

/// A text with two neighbouring cells swapped.
fn swapped(text: &str, rng: &mut Rng) -> String {
    let mark = if text.contains("<md-dt-td>") && rng.bool() {
        "<md-dt-td>"
    } else {
        "|"
    };
    let mut cells: Vec<&str> = text.split(mark).collect();
    if cells.len() > 2 {
        let at = rng.usize(1..cells.len() - 1);
        cells.swap(at, at + 1);
    }
    cells.join(mark)
}

/// How long the traps are.
const LONG: usize = 200_000;

#[test]
fn no_page_takes_time_in_the_square_of_its_length() {
    read_all(|check| {
        let (_, base) = pages()
            .into_iter()
            .find(|(name, _)| name == "markdown/whole")
            .unwrap();
        let (before, after) = base.split_once("### 查询参数").unwrap();
        let fields = "### 查询参数\n\n| 名称 | 类型 | 描述 |\n| --- | --- | --- |\n";
        let sample = "### 响应体示例\n\n```json\n";
        for trap in traps() {
            let name: String = trap.chars().take(40).collect();
            let name = name.escape_debug();
            check(
                format!("`{name}` as text"),
                &format!("{before}{trap}\n\n{after}"),
            );
            for (place, head, tail) in [
                ("alone", "", ""),
                ("in a cell", "| `a` | `string` | ", " |\n"),
                ("as a type", "| `a` | ", " | A |\n"),
                ("as rows", "", "\n"),
            ] {
                let text = format!("{before}{fields}{head}{trap}{tail}\n{after}");
                check(format!("`{name}` {place}"), &text);
            }
            let tagged = format!("{before}:::html\n<md-table><md-tr><md-td>{trap}\n{after}");
            check(format!("`{name}` with tags"), &tagged);
            check(
                format!("`{name}` as JSON"),
                &format!("{before}{sample}{trap}\n{after}"),
            );
        }
    });
}

#[test]
fn types_do_not_multiply() {
    read_all(|check| {
        let (_, base) = pages()
            .into_iter()
            .find(|(name, _)| name == "sample/nested_types")
            .unwrap();
        let fields = (0..5_000).map(|number| format!("| f{number} | part[] | 否 | F |\n"));
        let members = (0..5_000).map(|number| format!("m{number}: string <br> "));
        let row = "| parts | part[] | 否 | Parts <br> **示例**:    |\n";
        let text = base
            .replace(row, &fields.collect::<String>())
            .replace("no: integer <br>", &members.collect::<String>());
        assert!(text.len() > base.len() + LONG, "the page was not changed");
        check("many fields of a large type".to_owned(), &text);
    });
}

/// Long texts that a careless reader looks at again and again.
fn traps() -> Vec<String> {
    let repeated = [
        "<md-td \"",
        "<md-td>",
        "<md-table>",
        "<",
        "|",
        "|\n",
        "x|\n",
        "| x",
        "| `a` | b | c |\n",
        "**示例值**：[",
        "**默认值**：{\"",
        "**可选值有**：- `a`",
        "**数据校验规则**：长度范围：1",
        "最大长度：9",
        "可选值有：\n- ",
        "- `a`：b ",
        "&",
        "&amp",
        "[](",
        "[",
        "{\"a\":",
        "[{\"a\":[",
        "`",
        "```\n",
        "```x\n",
        "# 请求\n",
        "**请求体**：\n",
        "list<",
        "[]",
        "a: b <br> ",
        "client.A.V1.",
        ".A([]string{",
        "1000001,",
        " ",
        "\n",
        "\t",
        "长",
    ];
    let mut traps: Vec<String> = repeated
        .iter()
        .map(|part| part.repeat(LONG / part.len()))
        .collect();
    let numbered = |row: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        for number in 0.. {
            text += &row(number);
            if text.len() > LONG {
                break;
            }
        }
        text
    };
    // Fields, values and errors that all differ, so that looking for twins is work.
    traps.push(numbered(&|number| format!("| a{number} | int | A |\n")));
    traps.push(numbered(&|number| format!("- `v{number}`: x\n")));
    traps.push(numbered(&|number| format!("demo:s{number} ")));
    traps.push(numbered(&|number| format!("{{\"k{number}\":1}},")));
    traps.push(format!(
        "\n### 错误码\n\n|错误码|描述|\n|-|-|\n{}",
        numbered(&|number| format!("|{number}|m|\n"))
    ));
    // Rows that may be within each other in any way.
    traps.push(format!(
        "## 请求\n\n基本 | \n---|---\nHTTP URL | /a\nHTTP Method | POST\n\n### 请求体\n\n名称 | 类型 | 必填 | 描述\n---|---|---|---\n{}",
        numbered(&|number| format!("n{number} | thing | 是 | x\n"))
    ));
    // Nesting that grows with every line.
    let mut deep = "\n**类型额外说明**:\n\n".to_owned();
    for indent in (0..).step_by(2) {
        deep += &format!("{}- **a** (object):\n", " ".repeat(indent));
        deep += &format!("{}- **t** 类型说明:\n", " ".repeat(indent + 1));
        if deep.len() > LONG {
            break;
        }
    }
    traps.push(deep);
    traps
}
