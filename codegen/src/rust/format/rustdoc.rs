//! Documentation comments: text from the spec, wrapped and made safe for rustdoc.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::draft::WIDTH;

/// Documentation of one thing, made of paragraphs, bullets and examples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
enum Block {
    Paragraph(String),
    Bullets(Vec<String>),
    Code { info: &'static str, code: String },
}

impl Docs {
    /// Documentation that begins with a text of the spec.
    pub(crate) fn from_spec(text: &str) -> Self {
        let mut docs = Self::default();
        for paragraph in text
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
        {
            docs.blocks
                .push(Block::Paragraph(escape(&one_line(paragraph))));
        }
        docs
    }

    /// Documentation that begins with our own words, in which links and markup stand as they are.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            blocks: vec![Block::Paragraph(text.into())],
        }
    }

    /// Adds a paragraph, with markup.
    pub(crate) fn paragraph(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Paragraph(text.into()));
        self
    }

    /// Adds sentences to the last paragraph.
    pub(crate) fn sentences(mut self, sentences: &[String]) -> Self {
        for sentence in sentences {
            match self.blocks.last_mut() {
                Some(Block::Paragraph(text)) => {
                    text.push(' ');
                    text.push_str(sentence);
                }
                _ => self.blocks.push(Block::Paragraph(sentence.clone())),
            }
        }
        self
    }

    /// Adds a list, with markup.
    pub(crate) fn bullets(mut self, bullets: Vec<String>) -> Self {
        if !bullets.is_empty() {
            self.blocks.push(Block::Bullets(bullets));
        }
        self
    }

    /// Adds an example that is compiled and run.
    pub(crate) fn code(self, code: impl Into<String>) -> Self {
        self.example("", code.into())
    }

    /// Adds an example that is compiled and not run, since it calls the platform.
    pub(crate) fn code_not_run(self, code: impl Into<String>) -> Self {
        self.example("no_run", code.into())
    }

    fn example(mut self, info: &'static str, code: String) -> Self {
        self.blocks.push(Block::Code { info, code });
        self
    }

    /// The lines, without comment marks, for a place that is indented by `indent` columns.
    pub(crate) fn lines(&self, indent: usize) -> Vec<String> {
        let width = WIDTH - indent - "/// ".len();
        let mut lines: Vec<String> = Vec::new();
        for block in &self.blocks {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            match block {
                Block::Paragraph(text) => wrap(text, width, "", "", &mut lines),
                Block::Bullets(bullets) => {
                    for bullet in bullets {
                        wrap(bullet, width, "- ", "  ", &mut lines);
                    }
                }
                Block::Code { info, code } => {
                    lines.push(format!("```{info}"));
                    lines.extend(code.lines().map(str::to_owned));
                    lines.push("```".to_owned());
                }
            }
        }
        lines
    }

    /// The paragraphs in one line.
    pub(crate) fn text(&self) -> String {
        let paragraphs = self.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(text) => Some(text.as_str()),
            _ => None,
        });
        paragraphs.collect::<Vec<_>>().join(" ")
    }

    /// The attributes, one for each line, for an item at the margin.
    pub(crate) fn item(&self) -> TokenStream {
        self.attributes(0)
    }

    /// The attributes for a member of an item.
    pub(crate) fn member(&self) -> TokenStream {
        self.attributes(4)
    }

    /// The text of a `//!` comment, with its line ends.
    pub(crate) fn inner(&self) -> String {
        self.lines(0)
            .iter()
            .map(|line| format!("//! {line}").trim_end().to_owned() + "\n")
            .collect()
    }

    fn attributes(&self, indent: usize) -> TokenStream {
        self.lines(indent)
            .into_iter()
            .map(|line| {
                // prettyplease writes the text right behind the slashes.
                let text = Literal::string(&if line.is_empty() {
                    line
                } else {
                    format!(" {line}")
                });
                quote!(#[doc = #text])
            })
            .collect()
    }
}

/// A text of the spec as Markdown that rustdoc takes as text.
///
/// Code between backticks stays as it is, and a bare address becomes a link. Whatever else Markdown, HTML or rustdoc would
/// take for markup gets a backslash; what has a meaning only at the beginning of a line gets it in [`wrap`].
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let ticks = leading(&rest[start..], '`');
        let inside = start + ticks;
        escape_words(&rest[..start], &mut escaped);
        match closing(&rest[inside..], ticks) {
            Some(length) => {
                let end = inside + length + ticks;
                escaped.push_str(&rest[start..end]);
                rest = &rest[end..];
            }
            // They would open code that never ends.
            None => {
                escaped.push_str(&"\\`".repeat(ticks));
                rest = &rest[inside..];
            }
        }
    }
    escape_words(rest, &mut escaped);
    escaped
}

/// A value of the platform as code, whatever stands in it.
pub(crate) fn code(value: &str) -> String {
    let value = one_line(value);
    let mut runs = vec![0];
    let mut rest = value.as_str();
    while let Some(start) = rest.find('`') {
        runs.push(leading(&rest[start..], '`'));
        rest = rest[start..].trim_start_matches('`');
    }
    let ticks = (1..).find(|count| !runs.contains(count)).unwrap_or(1);
    let fence = "`".repeat(ticks);
    // Markdown takes one blank at either end away, if there are both.
    let blank = if value.starts_with('`') || value.ends_with('`') {
        " "
    } else {
        ""
    };
    match value.is_empty() {
        true => "(empty)".to_owned(),
        false => format!("{fence}{blank}{value}{blank}{fence}"),
    }
}

/// How often a text begins with a character.
fn leading(text: &str, character: char) -> usize {
    text.chars().take_while(|c| *c == character).count()
}

/// How long the code is that so many backticks end.
fn closing(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(next) = text[at..].find('`') {
        let run = leading(&text[at + next..], '`');
        if run == ticks {
            return Some(at + next);
        }
        at += next + run;
    }
    None
}

/// Escapes a text without code, word by word.
fn escape_words(text: &str, escaped: &mut String) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            escaped.push(' ');
        }
        let address = ["https://", "http://"]
            .iter()
            .filter_map(|scheme| word.find(scheme))
            .min();
        let (word, address) = word.split_at(address.unwrap_or(word.len()));
        escape_characters(word, escaped);
        if address.is_empty() {
            continue;
        }
        // Chinese text goes on behind an address without a blank.
        let end = address.find(|c: char| !c.is_ascii() && !c.is_alphanumeric());
        let link = address[..end.unwrap_or(address.len())]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'']);
        let encoded = link.replace('<', "%3C").replace('>', "%3E");
        escaped.push_str(&format!("<{encoded}>"));
        escape_words(&address[link.len()..], escaped);
    }
}

fn escape_characters(word: &str, escaped: &mut String) {
    let mut before = ' ';
    for (at, character) in word.char_indices() {
        let after = &word[at + character.len_utf8()..];
        let is_markup = match character {
            '<' | '>' | '[' | ']' | '*' | '\\' | '~' => true,
            // Within a word or at its end it is a letter, as long as none before opens anything.
            '_' => !before.is_alphanumeric(),
            // `&lt;` would be shown as the sign that it stands for.
            '&' => after.starts_with(|c: char| c == '#' || c.is_alphabetic()),
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
}

/// Whether a word at the beginning of a line makes something else of it: a heading, a list, a table, a rule.
///
/// A list with numbers begins within a paragraph only with 1.
fn is_mark_of_a_line(word: &str, begins_paragraph: bool) -> bool {
    let is_made_of = |signs: &str| word.chars().all(|c| signs.contains(c));
    let number = word.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    let begins_list = is_number && (begins_paragraph || number.trim_start_matches('0') == "1");
    is_made_of("#") || is_made_of("+") || is_made_of("=") || is_made_of("-:|") || begins_list
}

/// An official title as an attribute, so that a search for it finds the item called `name`.
///
/// rustdoc refuses quotation marks, blanks other than the space, and an alias that is the item's own name.
pub(crate) fn alias(title: &str, name: &str) -> Option<TokenStream> {
    let title: String = title
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '"' | '\''))
        .collect();
    let title = one_line(&title);
    (!title.is_empty() && title != name).then(|| quote!(#[doc(alias = #title)]))
}

/// A paragraph in one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let text = one_line(text);
    if text.ends_with(['.', '!', '?', ':']) {
        text
    } else {
        text + "."
    }
}

/// Breaks a text into lines; code and links stay whole.
fn wrap(text: &str, width: usize, first: &str, rest: &str, lines: &mut Vec<String>) {
    let mut line = String::from(first);
    let (mut empty, mut begins_paragraph) = (true, true);
    for mut word in chunks(text) {
        let fits = line.chars().count() + 1 + word.chars().count() <= width;
        if !empty && !fits {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        } else if is_mark_of_a_line(&word, begins_paragraph) {
            // The last character: `1\.` is shown as it stands, and `\1.` is not.
            word.insert(word.len() - 1, '\\');
        }
        line.push_str(&word);
        (empty, begins_paragraph) = (false, false);
    }
    lines.push(line);
}

/// The parts of a text that a line must not break: words, code between backticks, texts of links.
fn chunks(text: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        match chunks.last_mut() {
            Some(last) if open => {
                last.push(' ');
                last.push_str(word);
            }
            _ => chunks.push(word.to_owned()),
        }
        // The last chunk is whole when its code is closed and its link has an address.
        open = chunks.last().is_some_and(|chunk| {
            let in_code = chunk.replace("\\`", "").matches('`').count() % 2 == 1;
            let in_link = chunk.starts_with('[') && !chunk.contains("](");
            in_code || in_link
        });
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_escaped() {
        assert_eq!(
            escape("a <b> [c] `<d>` *e*"),
            "a \\<b\\> \\[c\\] `<d>` \\*e\\*"
        );
        assert_eq!(
            escape("see https://example.com/a?b."),
            "see <https://example.com/a?b>."
        );
        assert_eq!(
            escape("ask an engineer-https://example.com/a* (<b>)"),
            "ask an engineer-<https://example.com/a*> (\\<b\\>)"
        );
        assert_eq!(escape("a ` b"), "a \\` b");
        assert_eq!(escape("`a` ``b ` c`` `d"), "`a` ``b ` c`` \\`d");
        assert_eq!(
            escape("_a_ b_c __d ~~e~~"),
            "\\_a_ b_c \\_\\_d \\~\\~e\\~\\~"
        );
        assert_eq!(escape("&lt; & &c"), "\\&lt; & \\&c");
        assert_eq!(
            escape("(\"https://example.com/[a]\"，[b]"),
            "(\"<https://example.com/[a>\\]\"，\\[b\\]"
        );
    }

    #[test]
    fn a_value_is_code_whatever_stands_in_it() {
        for (value, shown) in [
            ("a|b", "`a|b`"),
            ("a`b", "``a`b``"),
            ("`a``", "``` `a`` ```"),
            ("<a>\n[b]", "`<a> [b]`"),
            ("", "(empty)"),
        ] {
            assert_eq!(code(value), shown, "{value:?}");
        }
    }

    #[test]
    fn a_line_begins_with_nothing_that_makes_something_else_of_it() {
        for word in ["#", "##", "+", "-", "---", "===", "1.", "12)", "|--|:-:|"] {
            let lines = Docs::new(word).lines(0);
            let (last, start) = (&word[word.len() - 1..], &word[..word.len() - 1]);
            assert_eq!(lines, [format!("{start}\\{last}")]);
        }
        for word in ["#1", "-5", "1.5", "a-", "."] {
            assert_eq!(Docs::new(word).lines(0), [word]);
        }
        let first = "a".repeat(WIDTH - "/// ".len());
        for (word, second) in [
            ("1.", "1\\."),
            ("01)", "01\\)"),
            ("720.", "720."),
            ("-", "\\-"),
        ] {
            let lines = Docs::new(format!("{first} {word}")).lines(0);
            assert_eq!(lines, [first.as_str(), second]);
        }
    }

    #[test]
    fn an_alias_is_one_that_rustdoc_takes() {
        let alias = |title| alias(title, "list").map(|tokens| tokens.to_string());
        assert_eq!(
            alias(" \u{3000}a\u{7}\"b'\n c "),
            Some(quote!(#[doc(alias = "ab c")]).to_string())
        );
        for title in ["", "'\"", "list", "\"list\" ", "\u{7}"] {
            assert_eq!(alias(title), None, "{title:?}");
        }
    }

    #[test]
    fn lines_are_wrapped_and_code_is_kept_whole() {
        let docs = Docs::new("word ".repeat(30) + "`code with spaces`")
            .bullets(vec!["bullet ".repeat(20)]);
        let lines = docs.lines(4);
        assert!(lines.iter().all(|line| line.len() <= 92), "{lines:?}");
        assert!(
            lines.iter().any(|line| line.contains("`code with spaces`")),
            "{lines:?}"
        );
        assert!(
            lines.iter().any(|line| line.starts_with("  bullet")),
            "{lines:?}"
        );
    }

    #[test]
    fn paragraphs_stay_apart() {
        let lines = Docs::from_spec("First\nline.\n\nSecond.").lines(0);
        assert_eq!(lines, ["First line.", "", "Second."]);
    }
}
