//! From tokens to text: prettyplease makes lines of them, `rustfmt` the lines of everybody else.
//!
//! prettyplease fails loudly on anything that is not Rust, but puts no blank line between items; `rustfmt` never adds
//! one. So items, and the members of `impl` blocks and modules, are printed one by one and joined here.
//!
//! To start `rustfmt` takes longer than to make a file. So files are drafts until all of them are made: [`Pieces`] hands
//! what they consist of to one run, each piece once. The examples in documentation are pieces too; until then, each
//! stands in its comment on one line.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use quote::quote;
use syn::{ImplItem, Item};

use super::Error;

/// The edition that generated code is written in.
const EDITION: &str = "2024";

/// The longest literal that is left to `rustfmt`, quotes included.
///
/// `rustfmt` gives up on a whole expression that holds a literal wider than the line, however deep; a longer text is
/// written over several lines.
const MAX_LITERAL: usize = 72;

/// The width of a line.
pub(crate) const WIDTH: usize = 100;

/// A line in a function's body that is left blank.
///
/// Tokens cannot say it; the line with this macro call is emptied after formatting.
pub(crate) fn blank_line() -> TokenStream {
    quote!(__blank_line!();)
}

/// What [`blank_line`] looks like when it is formatted.
const BLANK_LINE: &str = "__blank_line!();";

/// A comment in a function's body, of one line.
///
/// Tokens cannot say it either; the line with this macro call becomes the comment.
pub(crate) fn comment(text: &str) -> TokenStream {
    quote!(__comment!(#text);)
}

/// What [`comment`] looks like when it is formatted: this before the text, [`COMMENT_END`] behind it.
const COMMENT: &str = "__comment!(\"";

/// See [`COMMENT`].
const COMMENT_END: &str = "\");";

/// A file that is not formatted yet.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// What `rustfmt` does not touch: comments.
    head: String,
    /// The imports and the items.
    body: Vec<Piece>,
}

/// What is formatted at once: the imports of a file, or an item.
#[derive(Clone, Debug)]
struct Piece {
    source: String,
    texts: LongTexts,
}

/// Makes the draft of a file: `head` is text that stands first (module documentation, notes, imports), the items follow.
pub(crate) fn file(head: &str, items: &[TokenStream]) -> Result<Draft, Error> {
    let end = head
        .split_inclusive('\n')
        .take_while(|line| line.starts_with("//"))
        .map(str::len)
        .sum();
    let (head, imports) = head.split_at(end);
    let mut body = Vec::new();
    if !imports.trim().is_empty() {
        body.push(Piece {
            source: imports.to_owned(),
            texts: LongTexts::default(),
        });
    }
    for tokens in items {
        let mut texts = LongTexts::default();
        let tokens = texts.take_out(tokens.clone());
        let parsed: syn::File = syn::parse2(tokens.clone()).map_err(|error| Error::Syntax {
            reason: error.to_string(),
            source: tokens.to_string(),
        })?;
        body.extend(parsed.items.into_iter().map(|item| Piece {
            source: print_item(item),
            texts: texts.clone(),
        }));
    }
    Ok(Draft {
        head: head.to_owned(),
        body,
    })
}

impl Draft {
    /// Returns about how many lines the file will have: prettyplease makes a few more than `rustfmt`.
    pub(crate) fn lines(&self) -> usize {
        let body = self.body.iter().map(|piece| {
            let lines = piece.source.lines().map(|line| match marked(line) {
                Some((_, code)) => code.lines().count(),
                None => piece.texts.put_back(line).lines().count(),
            });
            // A blank line stands between pieces.
            lines.sum::<usize>() + 1
        });
        self.head.lines().count() + body.sum::<usize>()
    }
}

/// Rust that is formatted by itself and stands in documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Example {
    Statements,
    Imports,
}

impl Example {
    const ALL: [Self; 2] = [Self::Statements, Self::Imports];

    /// What its line begins with until it is formatted.
    const fn mark(self) -> &'static str {
        match self {
            Self::Statements => "@@statements ",
            Self::Imports => "@@imports ",
        }
    }

    /// One line that stands for the code.
    fn line(self, code: &str) -> String {
        let code = code.replace('\\', "\\\\").replace('\n', "\\n");
        format!("{}{code}", self.mark())
    }

    /// Takes off what made an item of the code, without which `rustfmt` does not take it.
    fn unwrap(self, formatted: &str) -> String {
        let open = match self {
            Self::Statements => MAIN,
            Self::Imports => MODULE,
        };
        let body = formatted
            .strip_prefix(open)
            .and_then(|text| text.strip_suffix('}'))
            .unwrap_or_default();
        let lines: Vec<&str> = body
            .lines()
            .map(|line| line.strip_prefix("    ").unwrap_or(line))
            .collect();
        lines.join("\n").replace(BLANK_LINE, "")
    }
}

/// The function that the statements of an example stand in while they are formatted.
const MAIN: &str = "async fn main() {\n";

/// The module that the imports of an example stand in while they are formatted: as far to the right as behind `/// `.
const MODULE: &str = "mod imports {\n";

/// The example that a line of documentation stands for, with its code.
fn marked(line: &str) -> Option<(Example, String)> {
    let text = line.trim_start().strip_prefix("/// ")?;
    let example = Example::ALL
        .into_iter()
        .find(|example| text.starts_with(example.mark()))?;
    let mut code = String::new();
    let mut characters = text[example.mark().len()..].chars();
    while let Some(character) = characters.next() {
        code.push(match character {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some(other) => other,
                None => break,
            },
            other => other,
        });
    }
    Some((example, code))
}

/// Statements for an example in documentation, as one line that stands for them.
pub(crate) fn statements(statements: &TokenStream) -> Result<String, Error> {
    let function = quote!(async fn main() { #statements });
    let parsed: syn::File = syn::parse2(function.clone()).map_err(|error| Error::Syntax {
        reason: error.to_string(),
        source: function.to_string(),
    })?;
    // The example stands behind `/// `, and the body of `main` one level deeper than it will.
    Ok(Example::Statements.line(&prettyplease::unparse(&parsed)))
}

/// `use` lines for an example in documentation, as one line that stands for them; nothing if there are none.
pub(crate) fn imports(imports: &str) -> String {
    if imports.is_empty() {
        return String::new();
    }
    Example::Imports.line(&format!("{MODULE}{imports}}}\n")) + "\n"
}

/// What drafts consist of, formatted.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    /// The formatted text, by what it is made of.
    formatted: BTreeMap<String, String>,
}

/// What stands between two pieces, so that `rustfmt` leaves each where it is.
const SEPARATOR: &str = "const __BETWEEN_PIECES: () = ();";

impl Pieces {
    /// Formats what drafts consist of, in one run.
    pub(crate) fn of<'d>(drafts: impl IntoIterator<Item = &'d Draft>) -> Result<Self, Error> {
        let mut sources = BTreeSet::new();
        for piece in drafts.into_iter().flat_map(|draft| &draft.body) {
            let examples = piece.source.lines().filter_map(marked);
            sources.extend(examples.map(|(_, code)| code));
            sources.insert(piece.source.clone());
        }
        let separated: String = sources
            .iter()
            .flat_map(|source| [source, "\n", SEPARATOR, "\n"])
            .collect();
        let formatted = rustfmt(&separated)?;
        let pieces: Vec<&str> = formatted.split(SEPARATOR).map(str::trim).collect();
        // Behind the last separator is nothing.
        if pieces.len() != sources.len() + 1 {
            return Err(Error::Rustfmt {
                reason: format!("{} pieces became {}", sources.len(), pieces.len() - 1),
            });
        }
        let pieces = pieces.into_iter().map(str::to_owned);
        Ok(Self {
            formatted: sources.into_iter().zip(pieces).collect(),
        })
    }

    /// Returns the text of a file.
    pub(crate) fn file(&self, draft: &Draft) -> String {
        let mut text = draft.head.clone();
        for piece in &draft.body {
            text.push('\n');
            for line in self.formatted(&piece.source).lines() {
                self.put(line, &piece.texts, &mut text);
                text.push('\n');
            }
        }
        text
    }

    fn formatted(&self, source: &str) -> &str {
        self.formatted.get(source).map_or("", String::as_str)
    }

    /// Puts a line, or what it stands for, at the end of a text.
    fn put(&self, line: &str, texts: &LongTexts, text: &mut String) {
        let margin = &line[..line.len() - line.trim_start().len()];
        if line.trim() == BLANK_LINE {
            return;
        }
        if let Some((example, code)) = marked(line) {
            let code = example.unwrap(self.formatted(&code));
            let lines = code.lines().map(|line| format!("{margin}/// {line}"));
            let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
            text.push_str(&lines.join("\n"));
            return;
        }
        let comment = line
            .trim()
            .strip_prefix(COMMENT)
            .and_then(|rest| rest.strip_suffix(COMMENT_END));
        match comment {
            Some(comment) => text.push_str(&format!("{margin}// {comment}")),
            None => {
                let arm = texts.put_back_in_arm(line);
                text.push_str(&arm.unwrap_or_else(|| texts.put_back(line)));
            }
        }
    }
}

/// Prints an item, its members apart.
fn print_item(item: Item) -> String {
    match item {
        Item::Impl(block) if block.items.len() > 1 => {
            let mut shell = block.clone();
            shell.items.clear();
            let members: Vec<Member> = block
                .items
                .into_iter()
                .map(|member| {
                    let function = matches!(member, ImplItem::Fn(_));
                    let mut block = shell.clone();
                    block.items.push(member);
                    let text = print(Item::Impl(block));
                    // The shell's two lines, and the member's one.
                    let stands_alone = function || text.lines().count() > 3;
                    Member { text, stands_alone }
                })
                .collect();
            join(&print(Item::Impl(shell)), &members)
        }
        Item::Mod(mut module) if module.content.is_some() => {
            let (brace, items) = module.content.take().unwrap_or_default();
            let shell = syn::ItemMod {
                content: Some((brace, Vec::new())),
                ..module
            };
            let members: Vec<Member> = items
                .into_iter()
                .map(|member| {
                    let stands_alone = !matches!(member, Item::Use(_));
                    let mut module = shell.clone();
                    module.content = Some((brace, vec![member]));
                    Member {
                        text: print(Item::Mod(module)),
                        stands_alone,
                    }
                })
                .collect();
            join(&print(Item::Mod(shell)), &members)
        }
        other => print(other),
    }
}

/// One member, printed inside an otherwise empty shell.
struct Member {
    text: String,
    stands_alone: bool,
}

/// Puts members back into one shell, with blank lines around those that stand alone.
fn join(shell: &str, members: &[Member]) -> String {
    let open = shell
        .trim_end()
        .strip_suffix('}')
        .unwrap_or(shell)
        .trim_end();
    let mut text = format!("{open}\n");
    for (at, member) in members.iter().enumerate() {
        if at > 0 && (member.stands_alone || members[at - 1].stands_alone) {
            text.push('\n');
        }
        let inner = member.text.trim_end();
        let inner = inner
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix('}'))
            .unwrap_or(inner);
        text.push_str(inner.trim_matches('\n'));
        text.push('\n');
    }
    text.push_str("}\n");
    text
}

/// Prints one item.
fn print(item: Item) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    })
}

/// Texts too long for a line, with the stand-ins that `rustfmt` sees.
#[derive(Clone, Debug, Default)]
struct LongTexts {
    texts: BTreeMap<String, String>,
}

impl LongTexts {
    /// Replaces long literals, except in attributes, where documentation is.
    fn take_out(&mut self, tokens: TokenStream) -> TokenStream {
        tokens
            .into_iter()
            .map(|token| match token {
                TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Bracket && is_attribute(&group) =>
                {
                    TokenTree::Group(group)
                }
                TokenTree::Group(group) => {
                    TokenTree::Group(Group::new(group.delimiter(), self.take_out(group.stream())))
                }
                TokenTree::Literal(literal) => TokenTree::Literal(self.replace(literal)),
                other => other,
            })
            .collect()
    }

    fn replace(&mut self, literal: Literal) -> Literal {
        let written = literal.to_string();
        if written.chars().count() <= MAX_LITERAL || !written.starts_with('"') {
            return literal;
        }
        let mut stand_in = format!("@text{}", self.texts.len());
        while stand_in.len() < MAX_LITERAL - 2 {
            stand_in.push('@');
        }
        let replacement = Literal::string(&stand_in);
        self.texts.insert(replacement.to_string(), written);
        replacement
    }

    /// Puts the text of an arm of a `match` back, in braces if it takes several lines.
    ///
    /// The stand-in may fit behind the arrow where the text does not, and `rustfmt` leaves no text of several lines there.
    fn put_back_in_arm(&self, line: &str) -> Option<String> {
        let (pattern, stand_in) = line.strip_suffix(',')?.split_once(" => ")?;
        let written = self.texts.get(stand_in)?;
        let whole = format!("{pattern} => {written},");
        if whole.chars().count() <= WIDTH {
            return Some(whole);
        }
        let margin = &line[..line.len() - line.trim_start().len()];
        let text = self.put_back(&format!("{margin}    {stand_in}"));
        Some(format!("{pattern} => {{\n{text}\n{margin}}}"))
    }

    /// Puts texts back, each on lines of its own, the second and later as far to the right as the first.
    fn put_back(&self, line: &str) -> String {
        let Some(at) = line.find("\"@text") else {
            return line.to_owned();
        };
        let Some((stand_in, written)) = self
            .texts
            .iter()
            .find(|(stand_in, _)| line[at..].starts_with(*stand_in))
        else {
            return line.to_owned();
        };
        let margin = " ".repeat(line.len() - line.trim_start().len());
        let mut text = line[..at].to_owned();
        let mut column = at;
        let mut words = written.split(' ').peekable();
        while let Some(word) = words.next() {
            text.push_str(word);
            column += word.chars().count();
            let Some(next) = words.peek() else { break };
            text.push(' ');
            column += 1;
            // A line ends with the backslash that says that the text goes on.
            // It must not end before another blank, which would be taken for margin.
            if column + next.chars().count() + 2 > WIDTH && !next.is_empty() {
                text.push_str("\\\n");
                text.push_str(&margin);
                column = margin.len();
            }
        }
        text.push_str(&line[at + stand_in.len()..]);
        text
    }
}

/// Whether brackets hold an attribute with text, such as `#[doc = "…"]`.
fn is_attribute(group: &Group) -> bool {
    let mut tokens = group.stream().into_iter();
    matches!(tokens.next(), Some(TokenTree::Ident(name)) if name == "doc")
}

/// Runs `rustfmt` on a text.
fn rustfmt(source: &str) -> Result<String, Error> {
    let config = format!("max_width={WIDTH},newline_style=Unix");
    let mut child = Command::new("rustfmt")
        .args([
            "--edition",
            EDITION,
            "--emit",
            "stdout",
            "--quiet",
            "--config",
            &config,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Error::NoRustfmt)?;
    // The text is written from a thread of its own: with both pipes full, neither side could go on.
    let stdin = child.stdin.take();
    let text = source.to_owned();
    let writer = std::thread::spawn(move || {
        stdin.map_or(Ok(()), |mut pipe| pipe.write_all(text.as_bytes()))
    });
    let output = child.wait_with_output().map_err(Error::NoRustfmt)?;
    let written = writer.join().unwrap_or(Ok(()));
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Error::Rustfmt { reason });
    }
    written.map_err(Error::NoRustfmt)?;
    String::from_utf8(output.stdout).map_err(|error| Error::Rustfmt {
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::rustdoc::Docs;
    use super::*;

    fn formatted(head: &str, items: &[TokenStream]) -> String {
        let draft = file(head, items).unwrap();
        Pieces::of([&draft]).unwrap().file(&draft)
    }

    #[test]
    fn items_and_methods_are_apart() {
        let items = [quote! {
            #[doc = " A thing."]
            pub struct A { pub b: u8 }
            impl A {
                const ONE: u8 = 1;
                const TWO: u8 = 2;
                #[doc = " First."]
                fn first(&self) -> u8 { self.b }
                fn second(&self) { let a = 1; __blank_line!(); __comment!("Enough."); drop(a); }
            }
        }];
        let text = formatted("//! Head.\n", &items);
        assert_eq!(
            text,
            "//! Head.\n\n/// A thing.\npub struct A {\n    pub b: u8,\n}\n\nimpl A {\n    const ONE: u8 = 1;\n    \
             const TWO: u8 = 2;\n\n    /// First.\n    fn first(&self) -> u8 {\n        self.b\n    }\n\n    \
             fn second(&self) {\n        let a = 1;\n\n        // Enough.\n        drop(a);\n    }\n}\n"
        );
        assert_eq!(rustfmt(&text).unwrap(), text);
    }

    #[test]
    fn a_long_text_goes_over_several_lines() {
        let long = "word ".repeat(40) + "end";
        let items = [
            quote!(const HINTS: &[Hint] = &[Hint::new(1, "short", #long), Hint::new(2, "a", "b")];),
        ];
        let text = formatted("", &items).trim_start().to_owned();
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH),
            "{text}"
        );
        assert_eq!(rustfmt(&text).unwrap(), text);
        let value: syn::File = syn::parse_str(&text).unwrap();
        assert!(quote!(#value).to_string().contains("word"), "{text}");
        let joined = text.replace("\\\n", "");
        assert_eq!(joined.matches("word ").count(), 40);
    }

    #[test]
    fn a_long_text_in_an_arm_stands_as_rustfmt_leaves_it() {
        let long = "w".repeat(60);
        let texts = (1..20).map(|words| format!("{}{long} and {long}", "a ".repeat(words)));
        let texts: Vec<String> = texts
            .chain((30..50).map(|words| "a ".repeat(words) + "a"))
            .collect();
        let items: Vec<TokenStream> = (1..40)
            .map(|length| {
                let name = quote::format_ident!("{}", "N".repeat(length));
                quote!(const A: () = match a { #(Self::#name => #texts,)* _ => "other" };)
            })
            .collect();
        let text = formatted("", &items).trim_start().to_owned();
        assert_eq!(rustfmt(&text).unwrap(), text);
    }

    #[test]
    fn examples_are_formatted_where_they_stand() {
        let code = quote!(let text = "a\\nb \"c\""; __blank_line!(); call(1,2).await?;);
        let code = statements(&code).unwrap();
        let imports = imports("use b::{D, C};\nuse a::A;\n");
        assert_eq!(code.lines().count() + imports.lines().count(), 2);
        let docs = Docs::new("Calls.").code(format!("{imports}\n{code}"));
        let docs = [docs.item(), docs.member()];
        let [item, member] = &docs;
        let items = [quote!(impl A { #member fn a() {} #member fn b() {} } #item struct A;)];
        let lines = [
            "/// Calls.",
            "///",
            "/// ```",
            "/// use a::A;",
            "/// use b::{C, D};",
            "///",
            "/// let text = \"a\\\\nb \\\"c\\\"\";",
            "///",
            "/// call(1, 2).await?;",
            "/// ```",
        ];
        let indented: Vec<String> = lines.iter().map(|line| format!("    {line}")).collect();
        let (lines, indented) = (lines.join("\n"), indented.join("\n"));
        assert_eq!(
            formatted("", &items),
            format!(
                "\nimpl A {{\n{indented}\n    fn a() {{}}\n\n{indented}\n    fn b() {{}}\n}}\n\n{lines}\nstruct A;\n"
            )
        );
    }

    #[test]
    fn what_is_not_rust_is_refused() {
        let error = file("", &[quote!(struct 1;)]).unwrap_err();
        assert!(error.to_string().contains("struct 1"), "{error}");
    }
}
