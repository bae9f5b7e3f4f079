//! The parts of a page in their order: headings, tables, code and text.

use super::table::Table;
use super::{html, markup, pipe};

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block<'a> {
    /// A heading.
    Heading {
        /// How many `#` it has.
        level: usize,
        /// What it says.
        text: &'a str,
        /// Its line, counted from 1.
        line: usize,
    },
    /// A table.
    Table(Table),
    /// Code.
    Code {
        /// The code.
        text: String,
        /// Its first line, counted from 1.
        line: usize,
        /// Where it is opened, if nothing closes it.
        open_since: Option<usize>,
    },
    /// A line of text that is not empty.
    Text {
        /// What it says.
        text: &'a str,
        /// How many spaces stand before it.
        indent: usize,
        /// Its line, counted from 1.
        line: usize,
    },
}

/// Splits a page.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    let mut no_json_before = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        let number = at + 1;
        if let Some(fence) = fence(line) {
            let (end, is_open) = code_end(&lines, at + 1, |line| closes(line, fence));
            found.push(Block::Code {
                text: lines[at + 1..end].join("\n"),
                line: number + 1,
                open_since: is_open.then_some(number),
            });
            at = end + usize::from(!is_open);
        } else if line.starts_with("<md-code-json") {
            const CLOSE: &str = "</md-code-json>";
            let (end, is_open) = code_end(&lines, at, |line| {
                line.contains(CLOSE) || line.trim() == ":::"
            });
            let is_open = is_open || !lines[end].contains(CLOSE);
            let behind = end + usize::from(!is_open);
            let code = lines[at..behind].join("\n");
            let code = code
                .split_once('>')
                .map_or("", |(_, code)| code.split(CLOSE).next().unwrap_or_default());
            found.push(Block::Code {
                text: markup::decode(code).into_owned(),
                line: number,
                open_since: is_open.then_some(number),
            });
            at = behind.max(at + 1);
        } else if opens_table(line) {
            let end = table_end(&lines, at);
            found.extend(
                html::tables(&lines[at..end].join("\n"), number)
                    .into_iter()
                    .map(Block::Table),
            );
            at = end;
        } else if line.contains('|') && lines.get(at + 1).is_some_and(|next| pipe::is_rule(next)) {
            at += put(&mut found, pipe::table(&lines[at..], number), number);
        } else if pipe::is_rule(line) || line.starts_with('|') {
            // The head is lost, and perhaps the line below it.
            let read = pipe::table_without_head(&lines[at..], number);
            at += put(&mut found, read, number);
        } else if line == "{"
            && at >= no_json_before
            && let Some(end) = json_end(&lines, at, &mut no_json_before)
        {
            found.push(Block::Code {
                text: lines[at..end].join("\n"),
                line: number,
                open_since: None,
            });
            at = end;
        } else {
            match heading(line) {
                Some((level, text)) => found.push(Block::Heading {
                    level,
                    text,
                    line: number,
                }),
                None if line.is_empty() => {}
                None => found.push(Block::Text {
                    text: line,
                    indent: lines[at].len() - lines[at].trim_start().len(),
                    line: number,
                }),
            }
            at += 1;
        }
    }
    found
}

/// Puts a table to the blocks, with the heading behind it. Returns how many lines it has.
fn put<'a>(found: &mut Vec<Block<'a>>, read: pipe::Read<'a>, first_line: usize) -> usize {
    found.push(Block::Table(read.table));
    if let Some((level, text)) = read.heading.and_then(heading) {
        found.push(Block::Heading {
            level,
            text,
            line: first_line + read.used - 1,
        });
    }
    read.used
}

/// The line behind an object in JSON that no mark sets apart as code. If it is not closed before the next part of the
/// page, `tried` is where that begins, so that nobody looks there again.
fn json_end(lines: &[&str], from: usize, tried: &mut usize) -> Option<usize> {
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, line) in lines.iter().enumerate().skip(from) {
        if is_section(line.trim()) {
            *tried = at;
            return None;
        }
        let mut escaped = false;
        for c in line.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '{' | '[' if !quoted => depth += 1,
                '}' | ']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    *tried = lines.len();
    None
}

/// What a line that opens a block of code begins with: three marks or more. Behind them may stand the language, and no
/// mark: that is code within a line.
fn fence(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let fence = &line[..line.len() - rest.len()];
    (fence.len() >= 3 && !rest.contains('`')).then_some(fence)
}

/// Whether a line closes the code that a fence opened: as many marks, or more, and nothing else.
fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim();
    line.starts_with(fence) && line.trim_start_matches(&fence[..1]).is_empty()
}

/// The line behind code, and whether nothing closes it: then it ends where a part of the page begins. One `#` does not
/// end it, since scripts have comments.
fn code_end(lines: &[&str], from: usize, closes: impl Fn(&str) -> bool) -> (usize, bool) {
    for (at, line) in lines.iter().enumerate().skip(from) {
        if closes(line) {
            return (at, false);
        }
        if line.trim().starts_with("##") && is_section(line.trim()) {
            return (at, true);
        }
    }
    (lines.len(), true)
}

fn opens_table(line: &str) -> bool {
    markup::tokens(line).iter().any(
        |token| matches!(token, markup::Token::Tag(tag) if !tag.closes && html::is_table(tag.name)),
    )
}

/// The line behind a table that is written with tags: where it is closed, or where something begins that cannot be in it.
fn table_end(lines: &[&str], from: usize) -> usize {
    let mut open = 0_usize;
    for (at, line) in lines.iter().enumerate().skip(from) {
        if at > from && (line.trim().starts_with(":::") || is_section(line.trim())) {
            return at;
        }
        for token in markup::tokens(line) {
            if let markup::Token::Tag(tag) = token
                && html::is_table(tag.name)
            {
                open = if tag.closes {
                    open.saturating_sub(1)
                } else {
                    open + 1
                };
            }
        }
        if open == 0 {
            return at + 1;
        }
    }
    lines.len()
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.chars().take_while(|c| *c == '#').count();
    let text = line.get(level..)?;
    // Some pages leave out the space.
    ((1..=6).contains(&level) && !text.trim().is_empty()).then(|| (level, text.trim()))
}

/// Whether a line is a heading that begins a part of the page, and not one within a cell.
fn is_section(line: &str) -> bool {
    heading(line).is_some_and(|(_, text)| super::section::of(text).is_some())
}
