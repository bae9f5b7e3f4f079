//! YAML text to a tree whose nodes know where they stand.
//!
//! The format uses a small part of YAML: maps, lists and scalars. Comments other than the editor's mode line, anchors,
//! aliases, tags and several documents are refused, because the formatter could not keep them. Whatever is wrong goes
//! to the [`Report`]; a tree is returned whenever the text could be read to its end.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::diagnostic::{At, Code, Diagnostic, FileId, Report};

pub use scalar::{Scalar, ScalarValue};

mod scalar;

/// How the first line of a file may begin although it is a comment: it tells editors where the schema is.
pub const MODE_LINE: &str = "# yaml-language-server:";

/// What some editors put before the text; it belongs to the encoding, not to the text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Deeper nesting is refused; the format itself needs eight levels.
const MAX_DEPTH: usize = 64;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands; of a block map or list, from its first key or item on.
    pub at: At,
    /// The value.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text, a number, `true`, `false` or nothing.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Map),
}

/// A map in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// The entries with distinct keys.
    pub entries: Vec<Entry>,
    /// The entries whose key was there before, with the place of the first.
    pub repeated: Vec<(At, Entry)>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key_at: At,
    /// The key.
    pub key: Scalar,
    /// The value.
    pub value: Node,
}

impl Map {
    /// The entry with a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.text == key)
    }

    /// Adds an entry that stands nowhere yet.
    pub fn add(&mut self, key: Scalar, value: Node) {
        self.entries.push(Entry {
            key_at: At::default(),
            key,
            value,
        });
    }
}

impl Node {
    /// The same value as a tree.
    pub fn from_json(value: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null | Json::Bool(_) | Json::Number(_) => Scalar::plain(value.to_string()).into(),
            Json::String(text) => Scalar::text(text.clone()).into(),
            Json::Array(items) => Value::List(items.iter().map(Self::from_json).collect()).into(),
            Json::Object(fields) => {
                let mut map = Map::default();
                for (key, value) in fields {
                    map.add(Scalar::text(key.clone()), Self::from_json(value));
                }
                Value::Map(map).into()
            }
        }
    }

    /// Whether both say the same, in whatever order their maps do.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => one == other,
            (Value::List(items), Value::List(others)) => {
                items.len() == others.len()
                    && items
                        .iter()
                        .zip(others)
                        .all(|(one, other)| one.is_same(other))
            }
            (Value::Map(map), Value::Map(others)) => {
                let has = |entry: &Entry| {
                    let other = others.get(&entry.key.text);
                    other.is_some_and(|other| entry.value.is_same(&other.value))
                };
                map.entries.len() == others.entries.len() && map.entries.iter().all(has)
            }
            _ => false,
        }
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value {
            Some(map)
        } else {
            None
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(list) = &self.value {
            Some(list)
        } else {
            None
        }
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value {
            Some(scalar)
        } else {
            None
        }
    }

    /// The same value as JSON. A float without a JSON form becomes text.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Scalar(scalar) => scalar.to_json(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(map) => serde_json::Value::Object(
                map.entries
                    .iter()
                    .map(|entry| (entry.key.text.clone(), entry.value.to_json()))
                    .collect(),
            ),
        }
    }

    /// What it is, for messages: "a list", "the number 3".
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Scalar(scalar) => scalar.describe(),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a map".into(),
        }
    }
}

impl From<Value> for Node {
    /// A node that stands nowhere yet.
    fn from(value: Value) -> Self {
        let at = At::default();
        Self { at, value }
    }
}

impl From<Scalar> for Node {
    fn from(scalar: Scalar) -> Self {
        Value::Scalar(scalar).into()
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Value::Map(map).into()
    }
}

/// Reads a file of the report. `None` if the text could not be read to its end; the report says why.
pub fn parse(file: FileId, report: &mut Report) -> Option<Node> {
    let text = report.source(file).text.clone();
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let skipped = text.len() - body.len();
    let mut builder = Builder::new(file, body, skipped);
    if skipped > 0 {
        let at = builder.at(0, skipped);
        builder.problems.push(
            Diagnostic::new(
                Code::YamlFeature,
                at,
                "the file begins with a byte order mark",
            )
            .help("save it as UTF-8 without one"),
        );
    }
    let root = builder.run(body);
    if root.is_some() {
        builder.find_comments(&text, skipped);
    }
    for diagnostic in builder.problems {
        report.push(diagnostic);
    }
    root
}

/// What is still open while events arrive.
enum Frame {
    List {
        start: usize,
        items: Vec<Node>,
    },
    Map {
        start: usize,
        map: Map,
        key: Option<(At, Scalar)>,
    },
}

struct Builder {
    file: FileId,
    /// The byte at which each character begins, and the length of the text.
    bytes: Vec<usize>,
    stack: Vec<Frame>,
    root: Option<Node>,
    documents: usize,
    /// Where scalars stand, in order.
    scalars: Vec<(usize, usize)>,
    problems: Vec<Diagnostic>,
}

impl Builder {
    /// `skipped` bytes of the file stand before the text.
    fn new(file: FileId, text: &str, skipped: usize) -> Self {
        let bytes = text
            .char_indices()
            .map(|(index, _)| skipped + index)
            .chain([skipped + text.len()])
            .collect();
        Self {
            file,
            bytes,
            stack: Vec::new(),
            root: None,
            documents: 0,
            scalars: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn run(&mut self, text: &str) -> Option<Node> {
        let mut parser = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((Event::StreamEnd, _)) => break,
                Ok((event, span)) => {
                    if !self.event(event, span) {
                        return None;
                    }
                }
                Err(error) => {
                    let start = self.byte(error.marker().index());
                    let at = self.at(start, self.byte(error.marker().index() + 1));
                    let diagnostic = if error.info().contains("unknown anchor") {
                        self.feature(at, "an alias")
                    } else {
                        Diagnostic::new(Code::Syntax, at, "this is not YAML").label(error.info())
                    };
                    self.problems.push(diagnostic);
                    return None;
                }
            }
        }
        if self.root.is_none() {
            let at = self.at(self.byte(0), self.byte(0));
            self.problems
                .push(Diagnostic::new(Code::Syntax, at, "the file is empty"));
        }
        self.root.take()
    }

    /// Takes one event; `false` to give up.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index());
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents == 2 {
                    let at = self.at(start, end);
                    let problem = self.feature(at, "a second document");
                    self.problems.push(problem);
                }
            }
            Event::Alias(_) => {
                let at = self.at(start, end);
                let problem = self.feature(at, "an alias");
                self.problems.push(problem);
                self.scalars.push((start, end));
                self.add(Node {
                    at,
                    value: Value::Scalar(Scalar::null()),
                });
            }
            Event::Scalar(text, style, anchor, tag) => {
                let at = self.at(start, end);
                self.refuse_properties(at, anchor, tag.is_some());
                self.scalars.push((start, end));
                let scalar = match style {
                    ScalarStyle::Plain if tag.is_none() => Scalar::plain(text.into_owned()),
                    _ => Scalar::text(text.into_owned()),
                };
                self.add(Node {
                    at,
                    value: Value::Scalar(scalar),
                });
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_properties(self.at(start, end), anchor, tag.is_some());
                return self.open(Frame::List {
                    start,
                    items: Vec::new(),
                });
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_properties(self.at(start, end), anchor, tag.is_some());
                return self.open(Frame::Map {
                    start,
                    map: Map::default(),
                    key: None,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            _ => {}
        }
        true
    }

    fn open(&mut self, frame: Frame) -> bool {
        if self.stack.len() == MAX_DEPTH {
            let (Frame::List { start, .. } | Frame::Map { start, .. }) = frame;
            let at = self.at(start, start + 1);
            self.problems.push(Diagnostic::new(
                Code::Syntax,
                at,
                format!("nested deeper than {MAX_DEPTH} levels"),
            ));
            return false;
        }
        self.stack.push(frame);
        true
    }

    /// Ends the innermost list or map. The parser's own end covers what follows; a block ends with its last part.
    fn close(&mut self, end: usize) {
        match self.stack.pop() {
            Some(Frame::List { start, items }) => {
                let end = items.last().map_or(end, |item| item.at.end).max(start);
                self.add(Node {
                    at: self.at(start, end),
                    value: Value::List(items),
                });
            }
            Some(Frame::Map { start, map, .. }) => {
                let end = map
                    .entries
                    .last()
                    .map_or(end, |entry| entry.value.at.end)
                    .max(start);
                self.add(Node {
                    at: self.at(start, end),
                    value: Value::Map(map),
                });
            }
            None => {}
        }
    }

    /// Puts a complete node where it belongs.
    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None if self.documents == 1 => self.root = Some(node),
            None => {}
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { map, key, .. }) => match key.take() {
                Some((key_at, key)) => {
                    let first = map.get(&key.text).map(|entry| entry.key_at);
                    let entry = Entry {
                        key_at,
                        key,
                        value: node,
                    };
                    match first {
                        Some(first) => map.repeated.push((first, entry)),
                        None => map.entries.push(entry),
                    }
                }
                None => {
                    let at = node.at;
                    let scalar = if let Value::Scalar(scalar) = node.value {
                        scalar
                    } else {
                        self.problems.push(Diagnostic::new(
                            Code::YamlFeature,
                            at,
                            "a key must be a single word, not a list or a map",
                        ));
                        Scalar::text(String::new())
                    };
                    *key = Some((at, scalar));
                }
            },
        }
    }

    fn refuse_properties(&mut self, at: At, anchor: usize, tag: bool) {
        if anchor != 0 {
            let problem = self.feature(at, "an anchor");
            self.problems.push(problem);
        }
        if tag {
            let problem = self.feature(at, "a tag");
            self.problems.push(problem);
        }
    }

    fn feature(&self, at: At, what: &str) -> Diagnostic {
        Diagnostic::new(
            Code::YamlFeature,
            at,
            format!("{what} is not used in the spec"),
        )
        .help("write the value out; the format needs maps, lists and scalars only")
    }

    /// Comments are what begins with `#` outside of scalars.
    fn find_comments(&mut self, text: &str, skipped: usize) {
        let mut gap_start = skipped;
        let mut scalars = std::mem::take(&mut self.scalars);
        scalars.push((text.len(), text.len()));
        for (start, end) in scalars {
            let mut from = gap_start;
            while let Some(offset) = text.get(from..start).and_then(|gap| gap.find('#')) {
                let hash = from + offset;
                let line_end = text[hash..]
                    .find('\n')
                    .map_or(text.len(), |newline| hash + newline);
                if !(hash == skipped && text[hash..].starts_with(MODE_LINE)) {
                    let at = self.at(hash, line_end);
                    self.problems.push(
                        Diagnostic::new(Code::Comment, at, "comments are not kept by `spec fmt`")
                            .help("say it in a `note:` beside the field, operation, type or error, or leave it out"),
                    );
                }
                from = line_end;
            }
            gap_start = end.max(gap_start);
        }
    }

    fn at(&self, start: usize, end: usize) -> At {
        At {
            file: self.file,
            start,
            end,
        }
    }

    fn byte(&self, character: usize) -> usize {
        self.bytes
            .get(character)
            .or(self.bytes.last())
            .copied()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> (Option<Node>, Report) {
        let mut report = Report::new();
        let file = report.add_source("test.yaml", text);
        (parse(file, &mut report), report)
    }

    fn codes(text: &str) -> Vec<&'static str> {
        read(text)
            .1
            .diagnostics()
            .iter()
            .map(|d| d.code.id())
            .collect()
    }

    #[test]
    fn quoted_digits_are_text_and_plain_digits_are_numbers() {
        let (node, report) =
            read("a: \"6933093124755423251\"\nb: 1\nc: yes\nd: 1.5\ne: true\nf:\ng: 0x1f\n");
        assert!(report.is_empty(), "{report}");
        assert_eq!(
            node.unwrap().to_json(),
            json!({"a": "6933093124755423251", "b": 1, "c": "yes", "d": 1.5, "e": true, "f": null, "g": 31})
        );
    }

    #[test]
    fn places_are_bytes_also_after_characters_of_several_bytes() {
        let text = "a: 云文档\nbc: x\n";
        let (node, _) = read(text);
        let node = node.unwrap();
        let entry = &node.as_map().unwrap().entries[1];
        assert_eq!(&text[entry.key_at.start..entry.key_at.end], "bc");
        let first = &node.as_map().unwrap().entries[0].value.at;
        assert_eq!(&text[first.start..first.end], "云文档");
    }

    #[test]
    fn every_comment_but_the_mode_line_is_a_problem() {
        assert_eq!(
            codes("# yaml-language-server: $schema=x\na: 'no # comment'\nb: |\n  no # comment\n"),
            [""; 0]
        );
        assert_eq!(
            codes("# one\na: 1 # two\n# three\nb: | # four\n  x\n# five\nc: [1] # six\n"),
            ["E0006"; 6]
        );
    }

    #[test]
    fn a_byte_order_mark_is_named_and_harms_no_place() {
        let text = "\u{feff}# yaml-language-server: $schema=x\na: 1 # two\n";
        let (_, report) = read(text);
        let found: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|d| (d.code.id(), text[d.at.start..d.at.end].to_owned()))
            .collect();
        assert_eq!(
            found,
            [
                ("E0007", "\u{feff}".to_owned()),
                ("E0006", "# two".to_owned())
            ]
        );
    }

    #[test]
    fn a_repeated_key_is_kept_apart() {
        let (node, report) = read("a: 1\nb: 2\na: 3\n");
        assert!(
            report.is_empty(),
            "the format says what a repeated key means"
        );
        let node = node.unwrap();
        let map = node.as_map().unwrap();
        assert_eq!(map.entries.len(), 2);
        assert_eq!(map.repeated.len(), 1);
        assert_eq!(map.repeated[0].0.start, 0);
    }

    #[test]
    fn unused_features_are_refused() {
        assert_eq!(codes("a: &x 1\nb: *x\n"), ["E0007", "E0007"]);
        assert_eq!(codes("a: *x\n"), ["E0007"]);
        assert_eq!(codes("a: !!str 1\n"), ["E0007"]);
        assert_eq!(codes("a: 1\n---\nb: 2\n"), ["E0007"]);
        assert_eq!(codes("? [a]\n: 1\n"), ["E0007"]);
    }

    #[test]
    fn text_that_is_not_yaml_is_one_problem() {
        assert_eq!(codes("a: {b: 1\nc: 2\n"), ["E0001"]);
        assert_eq!(codes(""), ["E0001"]);
        assert_eq!(codes(&"[".repeat(5000)), ["E0001"]);
        assert_eq!(codes(&"{a: ".repeat(5000)), ["E0001"]);
        assert_eq!(codes(&"- ".repeat(5000)), ["E0001"]);
    }
}
