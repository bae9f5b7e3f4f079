//! The words of the spec: one term for one thing.

use crate::{files, root, text};

/// The words that the list of terms rules out, each with the term to use.
fn ruled_out() -> Vec<(String, String)> {
    let readme = text("spec/README.md");
    let (_, section) = readme.split_once("## Terms").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(1);
    let mut found = Vec::new();
    for row in rows {
        let [term, _, not] = row.trim_matches('|').split(" | ").collect::<Vec<_>>()[..] else {
            panic!("a row that has not three cells: {row}");
        };
        let words = not.split(", ").map(str::trim).filter(|word| *word != "–");
        found.extend(words.map(|word| (word.to_owned(), term.trim().to_owned())));
    }
    found
}

/// What follows a key for words in a file of the spec, with the line; a folded text is one.
fn said(file: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut folded: Option<usize> = None;
    for (number, line) in (1..).zip(file.lines()) {
        let depth = line.len() - line.trim_start().len();
        if let Some(outer) = folded {
            if depth > outer {
                let (_, text) = found.last_mut().unwrap();
                text.push_str(line.trim());
                text.push(' ');
                continue;
            }
            folded = None;
        }
        for key in ["doc: ", "hint: ", "deprecated: "] {
            for (start, _) in line.match_indices(key) {
                let before = line[..start].chars().next_back();
                if before.is_some_and(|c| c != ' ') {
                    continue;
                }
                let text = &line[start + key.len()..];
                if text.starts_with('>') {
                    folded = Some(depth);
                    found.push((number, String::new()));
                } else {
                    found.push((number, text.to_owned()));
                }
            }
        }
    }
    found
}

/// Whether a text has a word, outside back quotes. A capital letter counts where the word has one.
fn has(text: &str, word: &str) -> bool {
    let plain: Vec<_> = text.split('`').step_by(2).collect();
    let fold = |text: &str| {
        if word.contains(char::is_uppercase) {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    };
    plain.iter().any(|text| {
        let text = fold(text);
        let words: Vec<_> = text
            .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
            .map(|word| word.trim_end_matches('.'))
            .filter(|word| !word.is_empty())
            .collect();
        let wanted: Vec<_> = word.split(' ').collect();
        let one = wanted.last().unwrap();
        let plural = match one.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{one}s"),
        };
        words.windows(wanted.len()).any(|found| {
            let (last, first) = found.split_last().unwrap();
            let (end, begin) = wanted.split_last().unwrap();
            first == begin && (last == end || **last == *plural)
        })
    })
}

#[test]
fn one_thing_has_one_term() {
    let ruled_out = ruled_out();
    assert!(ruled_out.len() > 20, "the terms are not seen");
    let (mut wrong, mut seen) = (String::new(), 0);
    for path in files("spec") {
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let file = std::fs::read_to_string(root().join(&path)).unwrap();
        for (line, text) in said(&file) {
            seen += 1;
            for (word, term) in &ruled_out {
                if has(&text, word) {
                    let path = path.display();
                    wrong += &format!("{path}:{line}: {word:?} is not used for {term:?}: {text}\n");
                }
            }
        }
    }
    assert!(seen > 500, "the words are not seen: {seen}");
    assert!(
        wrong.is_empty(),
        "spec/README.md has one term for one thing\n{wrong}"
    );
}

#[test]
fn a_word_that_is_ruled_out_is_found() {
    assert!(has("Opens a Directory.", "directory"));
    assert!(has("Opens directories.", "directory"));
    assert!(has("Lists recycle bins of users", "recycle bin"));
    assert!(has("The ID of it.", "ID"));
    for text in [
        "The id of it.",
        "Has a `directory`.",
        "Indirectory.",
        "directory.x",
    ] {
        assert!(!has(text, "directory") && !has(text, "ID"), "{text}");
    }
    let said = said("doc: One.\nhint: >-\n  Two\n  three.\nrooms:\n  a: { doc: Four. }\n");
    let texts: Vec<_> = said.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["One.", "Two three. ", "Four. }"]);
}
