//! The arguments: what follows `cargo xtask pages`.

use std::path::PathBuf;

use feishu_codegen::facts::Language;
use lexopt::prelude::{Long, Short, Value, ValueExt};

use crate::address::{Base, PagePath};
use crate::pace::Pace;

/// What `cargo xtask pages help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask pages fetch [PAGE…] [OPTIONS]

Downloads pages of the documentation: those named by path or address, else those of the spec. A broken-off run goes on
where it was.

Options:
  --tree PATH   all pages that the documentation lists below a path; `/` for all
  --list        only names the pages
  --language L  the language of the pages, `zh` or `en`; `zh` if absent
  --brand B     the brand whose pages they are, `feishu` or `lark`; that of the documentation that spec/platform.yaml names
                if absent
  --to DIR      where they go, if not to target/pages; pages in another language or of another brand have a folder beside
                it, which is named after both
  --base URL    the documentation service, if it is not the host that spec/platform.yaml names
  --again       also pages that are there with the stamp that the list states
  --at-once N   so many requests at once, 1 to 8
  --root DIR    the root of the repository, if it is not the nearest folder that has a spec, from here up
  --help        prints this
";

/// More requests at once than this are not polite.
const MOST_AT_ONCE: usize = 8;

/// What to fetch, from where, to where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Single pages.
    pub(crate) pages: Vec<PagePath>,
    /// Folders of which all pages are wanted.
    pub(crate) trees: Vec<PagePath>,
    /// The language of the pages.
    pub(crate) language: Language,
    /// The brand whose pages they are, if it is not that of the documentation that the spec names.
    pub(crate) brand: Option<String>,
    /// The documentation service, if it is not the one that the spec names.
    pub(crate) base: Option<Base>,
    /// The folder that the pages go to, if it is not the usual one.
    pub(crate) to: Option<PathBuf>,
    /// The number of requests at once.
    pub(crate) at_once: usize,
    /// Whether pages are asked for that are there already.
    pub(crate) again: bool,
    /// Whether the pages are only named.
    pub(crate) list: bool,
}

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Help.
    Help,
    /// Pages, in a repository if one is named.
    Fetch(Box<Options>, Option<PathBuf>),
}

/// Reads the arguments.
pub(crate) fn parse(parser: &mut lexopt::Parser) -> Result<Asked, lexopt::Error> {
    let mut fetch = false;
    let mut root = None;
    let mut options = Options {
        pages: Vec::new(),
        trees: Vec::new(),
        language: Language::Zh,
        brand: None,
        base: None,
        to: None,
        at_once: Pace::POLITE.at_once,
        again: false,
        list: false,
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => return Ok(Asked::Help),
            Long("root") => root = Some(PathBuf::from(parser.value()?)),
            Long("tree") => options.trees.push(parser.value()?.parse()?),
            Long("language") => options.language = language(&parser.value()?.string()?)?,
            Long("brand") => options.brand = Some(parser.value()?.string()?),
            Long("base") => options.base = Some(parser.value()?.parse()?),
            Long("to") => options.to = Some(PathBuf::from(parser.value()?)),
            Long("at-once") => options.at_once = parser.value()?.parse()?,
            Long("again") => options.again = true,
            Long("list") => options.list = true,
            Value(word) if !fetch => match word.to_str() {
                Some("fetch") => fetch = true,
                Some("help") => return Ok(Asked::Help),
                _ => {
                    let word = word.to_string_lossy();
                    return Err(format!("there is no command `pages {word}`").into());
                }
            },
            Value(page) => {
                let page: PagePath = page.parse()?;
                if page.key().is_empty() {
                    return Err("`/` is no page; `--tree /` fetches all".into());
                }
                options.pages.push(page);
            }
            other => return Err(other.unexpected()),
        }
    }
    if !fetch {
        return Err("`pages` needs `fetch`".into());
    }
    if !(1..=MOST_AT_ONCE).contains(&options.at_once) {
        return Err(format!("`--at-once` is between 1 and {MOST_AT_ONCE}").into());
    }
    Ok(Asked::Fetch(Box::new(options), root))
}

/// The language that a word names.
fn language(word: &str) -> Result<Language, lexopt::Error> {
    match word {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err(format!("there are no pages in `{word}`; the languages are `zh` and `en`").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, String> {
        let mut parser = lexopt::Parser::from_args(line.split_whitespace());
        parse(&mut parser).map_err(|error| error.to_string())
    }

    #[test]
    fn the_arguments_are_understood() {
        let Ok(Asked::Fetch(options, None)) = asked("fetch") else {
            panic!("not understood");
        };
        assert!(options.pages.is_empty() && options.trees.is_empty());
        assert_eq!(options.base, None);
        assert_eq!((options.language, options.brand), (Language::Zh, None));
        let all = "--root r fetch /a --tree /b --language en --brand lark --tree / --base http://h.example --to t --at-once 8 --again --list /c";
        let Ok(Asked::Fetch(options, Some(root))) = asked(all) else {
            panic!("not understood");
        };
        assert_eq!(root, PathBuf::from("r"));
        assert_eq!(
            options.pages,
            ["/a".parse().unwrap(), "/c".parse().unwrap()]
        );
        assert_eq!(options.trees, ["/b".parse().unwrap(), "/".parse().unwrap()]);
        assert_eq!(options.to, Some(PathBuf::from("t")));
        assert_eq!(options.base, Some("http://h.example".parse().unwrap()));
        assert_eq!(options.language, Language::En);
        assert_eq!(options.brand.as_deref(), Some("lark"));
        assert!(options.again && options.list && options.at_once == 8);
        for line in ["help", "--help", "-h", "fetch --help"] {
            assert_eq!(asked(line), Ok(Asked::Help), "{line}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("", "`pages` needs `fetch`"),
            ("list", "there is no command `pages list`"),
            ("fetch /", "`/` is no page; `--tree /` fetches all"),
            ("fetch --at-once 9", "`--at-once` is between 1 and 8"),
            ("fetch --at-once 0", "`--at-once` is between 1 and 8"),
            (
                "fetch --language fr",
                "there are no pages in `fr`; the languages are `zh` and `en`",
            ),
            ("fetch --check", "invalid option '--check'"),
            (
                "fetch aBc/get",
                "cannot parse argument \"aBc/get\": the path of a page begins with `/`, its address with `https://`",
            ),
            (
                "fetch --base docs.example",
                "cannot parse argument \"docs.example\": the address of a documentation service begins with `https://`",
            ),
        ] {
            assert_eq!(asked(line), Err(message.to_owned()), "{line}");
        }
    }
}
