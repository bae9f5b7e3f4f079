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
/// Code between backticks stays as it is. Angle brackets would be taken as HTML, square brackets as links, and bare
/// addresses are written as links.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            escaped.push('`');
        }
        if at % 2 == 1 {
            escaped.push_str(part);
            continue;
        }
        for (at, word) in part.split(' ').enumerate() {
            if at > 0 {
                escaped.push(' ');
            }
            let address = ["https://", "http://"]
                .iter()
                .filter_map(|scheme| word.find(scheme))
                .min();
            let (word, address) = word.split_at(address.unwrap_or(word.len()));
            for character in word.chars() {
                if matches!(character, '<' | '>' | '[' | ']' | '*' | '\\') {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
            if !address.is_empty() {
                let link = address.trim_end_matches(['.', ',', ';', ':', ')']);
                let rest = &address[link.len()..];
                let link = link.replace('<', "%3C").replace('>', "%3E");
                escaped.push_str(&format!("<{link}>{rest}"));
            }
        }
    }
    // An odd backtick would open code that never ends.
    if text.matches('`').count() % 2 == 1 {
        escaped = escaped.replace('`', "\\`");
    }
    escaped
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
    let mut empty = true;
    for word in chunks(text) {
        let fits = line.chars().count() + 1 + word.chars().count() <= width;
        if !empty && !fits {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(&word);
        empty = false;
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
            let in_code = chunk.matches('`').count() % 2 == 1;
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
