//! The structural check: whether a tree is built as the format says, whatever it means.

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};
use crate::text::yaml::{Map, Node, ScalarValue, Value};

use super::grammar::{Content, Key, Record, Says, Table};
use super::word::Word;

/// Checks a whole file; what differs goes to the report.
pub fn check(node: &Node, record: &'static Record, report: &mut Report) {
    let mut checker = Checker { report };
    checker.record(node, record, node.at, &[]);
}

/// A step down to a node.
#[derive(Clone, Copy)]
enum Step<'a> {
    /// To what stands at a key of a record.
    Key(&'static Key),
    /// To an entry of a table, whatever name it has.
    Entry(&'a str),
}

impl<'a> Step<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Key(key) => key.name,
            Self::Entry(name) => name,
        }
    }

    /// Whether a sentence on the owner of the key stands there.
    fn is_sentence(self) -> bool {
        matches!(self, Self::Key(key) if matches!(key.content, Content::Text(Word::Doc | Word::OwnDoc)))
    }
}

struct Checker<'a> {
    report: &'a mut Report,
}

impl Checker<'_> {
    /// `owner` is the key that the node belongs to; `path` the keys above.
    fn content(&mut self, node: &Node, content: &'static Content, owner: At, path: &[Step<'_>]) {
        match (content, &node.value) {
            (Content::Json, _) => self.json(node),
            (Content::Nullable(_), Value::Scalar(scalar)) if scalar.value == ScalarValue::Null => {}
            (Content::Nullable(inner), _) => self.content(node, inner, owner, path),
            (Content::Either(alternatives), value) => {
                let alternative = alternatives.iter().find(|content| suits(content, value));
                match alternative {
                    Some(content) => self.content(node, content, owner, path),
                    None => self.wrong_type(node, content, owner, path),
                }
            }
            (Content::Text(word), Value::Scalar(scalar)) => {
                let is_text = match scalar.value {
                    ScalarValue::Text => true,
                    ScalarValue::Int(_) | ScalarValue::Huge => word.takes_numbers(),
                    _ => false,
                };
                if is_text {
                    self.word(*word, &scalar.text, node.at, path);
                } else if scalar.value == ScalarValue::Null
                    && matches!(word, Word::Doc | Word::OwnDoc)
                {
                    self.missing_doc(owner, &subject(path), "a text");
                } else {
                    self.wrong_type(node, content, owner, path);
                }
            }
            (Content::Integer { min, max }, Value::Scalar(scalar)) => match scalar.value {
                ScalarValue::Int(number) if (*min..=*max).contains(&number) => {}
                ScalarValue::Int(number) => {
                    let message = format!("`{}` is out of range: {number}", last(path));
                    self.report.push(
                        Diagnostic::new(Code::BadValue, node.at, message)
                            .label(format!("expected {}", content.expectation())),
                    );
                }
                _ => self.wrong_type(node, content, owner, path),
            },
            (Content::Flag, Value::Scalar(scalar))
                if matches!(scalar.value, ScalarValue::Bool(_)) => {}
            (Content::Scalar, Value::Scalar(scalar)) if scalar.value != ScalarValue::Null => {}
            (Content::List(item), Value::List(items)) => {
                if items.is_empty() {
                    self.empty(node.at, owner, path);
                }
                for node in items {
                    self.content(node, item, node.at, path);
                }
                self.distinct(items, path);
            }
            (Content::Record(record), Value::Map(_)) => self.record(node, record, owner, path),
            (Content::Table(table), Value::Map(map)) => self.table(node, map, table, owner, path),
            _ => self.wrong_type(node, content, owner, path),
        }
    }

    fn record(&mut self, node: &Node, record: &'static Record, owner: At, path: &[Step<'_>]) {
        let Some(map) = node.as_map() else {
            return self.wrong_type(node, &Content::Record(record), owner, path);
        };
        for entry in &map.entries {
            let name = entry.key.text.as_str();
            match record.key(name) {
                Some(key) => {
                    let path: Vec<_> = path.iter().copied().chain([Step::Key(key)]).collect();
                    self.content(&entry.value, &key.content, entry.key_at, &path);
                }
                None => self.unknown_key(entry.key_at, name, record),
            }
        }
        self.repeated(map);
        for key in record
            .keys
            .iter()
            .filter(|key| key.required && map.get(key.name).is_none())
        {
            if key.says == Says::Words {
                self.missing_doc(owner, &place(record, path), &format!("`{}`", key.name));
                continue;
            }
            let message = format!("`{}` is missing in {}", key.name, place(record, path));
            self.report.push(
                Diagnostic::new(Code::MissingKey, owner, message)
                    .label(format!("needs `{}`", key.name))
                    .help(format!("{}: {}", key.name, key.doc)),
            );
        }
        self.one_of(map, record, owner, path);
        self.together(map, record, path);
    }

    fn repeated(&mut self, map: &Map) {
        for (first, entry) in &map.repeated {
            let message = format!("`{}` is given twice", entry.key.text);
            self.report.push(
                Diagnostic::new(Code::DuplicateKey, entry.key_at, message)
                    .label("here again")
                    .also(*first, "first given here"),
            );
        }
    }

    /// Any value may stand there, but the formatter could not keep a key that is given twice.
    fn json(&mut self, node: &Node) {
        match &node.value {
            Value::Map(map) => {
                self.repeated(map);
                for entry in &map.entries {
                    self.json(&entry.value);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.json(item)),
            Value::Scalar(_) => {}
        }
    }

    /// Lists of the format are sets.
    fn distinct(&mut self, items: &[Node], path: &[Step<'_>]) {
        for (index, item) in items.iter().enumerate() {
            let Some(scalar) = item.as_scalar() else {
                continue;
            };
            let same = |other: &&Node| {
                other
                    .as_scalar()
                    .is_some_and(|other| other.text == scalar.text)
            };
            if let Some(first) = items[..index].iter().find(same) {
                let message = format!("`{}` stands in `{}` twice", scalar.text, last(path));
                self.report.push(
                    Diagnostic::new(Code::BadValue, item.at, message)
                        .label("here again")
                        .also(first.at, "first given here")
                        .help("remove one of them"),
                );
            }
        }
    }

    fn together(&mut self, map: &Map, record: &Record, path: &[Step<'_>]) {
        for (one, other) in record.together {
            let (given, missing) = match (map.get(one), map.get(other)) {
                (Some(given), None) => (given, other),
                (None, Some(given)) => (given, one),
                _ => continue,
            };
            let name = given.key.text.as_str();
            let help = record
                .key(missing)
                .map(|key| format!("{missing}: {}", key.doc));
            self.report.push(
                Diagnostic::new(
                    Code::MissingKey,
                    given.key_at,
                    format!("{} has `{name}` without `{missing}`", place(record, path)),
                )
                .label(format!("needs `{missing}`"))
                .maybe_help(help),
            );
        }
    }

    fn one_of(&mut self, map: &Map, record: &Record, owner: At, path: &[Step<'_>]) {
        if record.one_of.is_empty() {
            return;
        }
        let mut given = record.one_of.iter().filter_map(|name| map.get(name));
        let list: Vec<_> = record
            .one_of
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        match (given.next(), given.next()) {
            (Some(_), None) => {}
            (Some(first), Some(second)) => self.report.push(
                Diagnostic::new(
                    Code::BadValue,
                    second.key_at,
                    format!(
                        "{} has only one of {}",
                        place(record, path),
                        list.join(", ")
                    ),
                )
                .label("this one is too much")
                .also(first.key_at, "there is this one already"),
            ),
            _ => self.report.push(
                Diagnostic::new(
                    Code::MissingKey,
                    owner,
                    format!("{} needs one of {}", place(record, path), list.join(", ")),
                )
                .label("what it is made of is missing"),
            ),
        }
    }

    fn table(
        &mut self,
        node: &Node,
        map: &Map,
        table: &'static Table,
        owner: At,
        path: &[Step<'_>],
    ) {
        if map.entries.is_empty() {
            self.empty(node.at, owner, path);
        }
        for entry in map
            .entries
            .iter()
            .chain(map.repeated.iter().map(|(_, entry)| entry))
        {
            self.word(
                table.key,
                &entry.key.text,
                entry.key_at,
                &[Step::Entry(table.noun)],
            );
            let path: Vec<_> = path
                .iter()
                .copied()
                .chain([Step::Entry(entry.key.text.as_str())])
                .collect();
            self.content(&entry.value, &table.value, entry.key_at, &path);
        }
        for (first, entry) in &map.repeated {
            let message = match table.duplicate {
                Code::DuplicateErrorCode => format!(
                    "the error {} is given twice in one operation",
                    entry.key.text
                ),
                Code::DuplicateValue => format!("the value `{}` is given twice", entry.key.text),
                _ => format!("`{}` is given twice", entry.key.text),
            };
            self.report.push(
                Diagnostic::new(table.duplicate, entry.key_at, message)
                    .label("here again")
                    .also(*first, "first given here"),
            );
        }
    }

    fn word(&mut self, word: Word, text: &str, at: At, path: &[Step<'_>]) {
        let Err(misfit) = word.check(text) else {
            return;
        };
        // A title is on one line.
        let shown: String = text
            .chars()
            .take(60)
            .map(|c| if c.is_control() { '␤' } else { c })
            .collect();
        let message = match misfit.code {
            Code::Words => missing_words(path),
            Code::ForeignText => format!("the text of {} is not English", subject(path)),
            Code::HttpLine => format!("`{shown}` is not a method and a path"),
            Code::Limit => format!("`{shown}` is not a rate limit"),
            Code::UnknownType => format!("`{shown}` is not a type"),
            Code::UnknownWord => format!("`{shown}` is not a word for `{}`", last(path)),
            _ => format!("`{shown}` is not {}", word.expectation()),
        };
        self.report.push(
            Diagnostic::new(misfit.code, at, message)
                .label(misfit.label)
                .maybe_help(misfit.help),
        );
    }

    fn unknown_key(&mut self, at: At, name: &str, record: &Record) {
        let names = || record.keys.iter().map(|key| key.name);
        let help = match did_you_mean(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "{} has the keys {}",
                record.noun,
                names().collect::<Vec<_>>().join(", ")
            ),
        };
        self.report.push(
            Diagnostic::new(
                Code::UnknownKey,
                at,
                format!("`{name}` is not a key of {}", record.noun),
            )
            .label("unknown key")
            .help(help),
        );
    }

    fn wrong_type(&mut self, node: &Node, content: &Content, owner: At, path: &[Step<'_>]) {
        let at = if node.at.start == node.at.end {
            owner
        } else {
            node.at
        };
        let mut diagnostic = Diagnostic::new(
            Code::WrongType,
            at,
            match path {
                [] => "the file is of the wrong type".into(),
                path => format!("`{}` is of the wrong type", last(path)),
            },
        )
        .label(format!(
            "expected {}, found {}",
            content.expectation(),
            node.describe()
        ));
        if let (Content::Text(_), Value::Scalar(scalar)) = (content, &node.value)
            && !matches!(scalar.value, ScalarValue::Null | ScalarValue::Text)
        {
            diagnostic = diagnostic.help(format!("write \"{}\" if it is text", scalar.text));
        }
        self.report.push(diagnostic);
    }

    fn missing_doc(&mut self, owner: At, subject: &str, needed: &str) {
        self.report.push(
            Diagnostic::new(
                Code::MissingDoc,
                owner,
                format!("{subject} has no documentation"),
            )
            .label(format!("needs {needed}"))
            .help("say in a short English sentence of our own what it is"),
        );
    }

    fn empty(&mut self, at: At, owner: At, path: &[Step<'_>]) {
        let at = if at.start == at.end { owner } else { at };
        self.report.push(
            Diagnostic::new(Code::BadValue, at, format!("`{}` is empty", last(path)))
                .label("nothing in it")
                .help("leave the key out"),
        );
    }
}

/// Whether a content is for this kind of node.
fn suits(content: &Content, value: &Value) -> bool {
    match value {
        Value::Scalar(_) => matches!(
            content,
            Content::Text(_) | Content::Scalar | Content::Integer { .. } | Content::Flag
        ),
        Value::List(_) => matches!(content, Content::List(_)),
        Value::Map(_) => matches!(content, Content::Record(_) | Content::Table(_)),
    }
}

fn last<'a>(path: &[Step<'a>]) -> &'a str {
    path.last().map_or("the file", |step| step.name())
}

/// What a text documents: the owner of a sentence, or the value that it stands beside.
fn subject(path: &[Step<'_>]) -> String {
    match path {
        [above @ .., step] if step.is_sentence() => owner(above),
        path => owner(path),
    }
}

/// Which words are missing.
fn missing_words(path: &[Step<'_>]) -> String {
    match path {
        [above @ .., Step::Key(key)] => format!("{} is without its `{}`", owner(above), key.name),
        path => format!("{} is without documentation", owner(path)),
    }
}

/// What stands at the end of a path.
fn owner(path: &[Step<'_>]) -> String {
    match path.last() {
        Some(step) => format!("`{}`", step.name()),
        None => "the file".into(),
    }
}

fn place(record: &Record, path: &[Step<'_>]) -> String {
    match path {
        [] => record.noun.to_owned(),
        // "the override of `size`" rather than "the override `override`".
        [.., parent, step] if record.noun.ends_with(step.name()) => {
            format!("the {} of `{}`", step.name(), parent.name())
        }
        [.., step] => {
            let name = step.name();
            let noun = record
                .noun
                .trim_start_matches("an ")
                .trim_start_matches("a ");
            format!(
                "{}{noun} `{name}`",
                if noun == record.noun { "" } else { "the " }
            )
        }
    }
}
