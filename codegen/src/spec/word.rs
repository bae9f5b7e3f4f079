//! The kinds of text that the format knows: names, types, routes, limits, sentences.

use crate::text::diagnostic::{Code, did_you_mean};

use type_expr::is_camel;

pub use misfit::Misfit;
pub use route::{Route, RouteKey, params, parse_rate};
pub use type_expr::{BUILT_IN, Base, TypeExpr};

mod misfit;
mod route;
mod type_expr;

/// A kind of text.
#[derive(Clone, Copy, Debug)]
pub enum Word {
    /// A name in snake case, such as `export_task`.
    Snake,
    /// A Rust type or variant name, such as `ExportTask`.
    Camel,
    /// A name as it stands on the wire: anything without blanks.
    Wire,
    /// The value of an enumeration on the wire; plain digits are welcome.
    EnumValue,
    /// The code of an error.
    ErrorCode,
    /// The type of a field.
    Type,
    /// A method and a path.
    Http,
    /// A number of calls in a unit of time, such as `100/min`.
    Rate,
    /// A [`Word::Rate`], or `special`.
    RateOrSpecial,
    /// Documentation in English.
    Doc,
    /// Any text that is not empty.
    Text,
    /// A short text on one line.
    Title,
    /// A permission, such as `docs:document:export`.
    Scope,
    /// The path of an official page.
    Page,
    /// The beginning of paths, such as `/api`.
    PathRoot,
    /// The base of a URL.
    Url,
    /// The name of a field, or of one in an object: `result.file_token`.
    Path,
    /// One of some words.
    OneOf(&'static [&'static str]),
}

impl Word {
    /// What is expected, for messages.
    pub fn expectation(self) -> &'static str {
        match self {
            Self::Snake => "a name in snake case",
            Self::Camel => "a name in upper camel case",
            Self::Wire => "a name as on the wire",
            Self::EnumValue => "a value as on the wire",
            Self::ErrorCode => "an error code",
            Self::Type => "a type",
            Self::Http => "a method and a path",
            Self::Rate => "a rate such as `100/min`",
            Self::RateOrSpecial => "a rate such as `100/min`, or `special`",
            Self::Doc => "a sentence in English",
            Self::Text => "a text",
            Self::Title => "a text on one line",
            Self::Scope => "a scope such as `docs:document:export`",
            Self::Page => "the path of a page",
            Self::PathRoot => "the beginning of paths",
            Self::Url => "a URL",
            Self::Path => "the name of a field",
            Self::OneOf(_) => "one of some words",
        }
    }

    /// Whether plain digits are as good as text.
    pub fn takes_numbers(self) -> bool {
        matches!(self, Self::EnumValue | Self::ErrorCode)
    }

    /// A regular expression for editors; the check itself is [`Word::check`].
    pub fn pattern(self) -> Option<&'static str> {
        Some(match self {
            Self::Snake => "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
            Self::Camel => "^[A-Z][A-Za-z0-9]*$",
            Self::Wire | Self::EnumValue | Self::Scope => "^\\S+$",
            Self::ErrorCode => "^[1-9][0-9]*$",
            Self::Type => "^(map<[A-Za-z0-9]+>|[A-Za-z0-9]+)(\\[\\]){0,2}$",
            Self::Http => "^(GET|POST|PUT|PATCH|DELETE) /[^\\s?#]*$",
            Self::Rate => "^[1-9][0-9]*/(s|min|day)$",
            Self::RateOrSpecial => "^(special|[1-9][0-9]*/(s|min|day))$",
            Self::Doc | Self::Text => "\\S",
            Self::Title => "^[^\\x00-\\x1f\\x7f]*\\S[^\\x00-\\x1f\\x7f]*$",
            Self::Page => "^/\\S+$",
            Self::PathRoot => "^(/[^\\s/?#:]+)+$",
            Self::Url => "^https://[^/]+$",
            Self::Path => "^[^\\s.]+(\\.[^\\s.]+)*$",
            Self::OneOf(_) => return None,
        })
    }

    /// Checks a text.
    ///
    /// # Errors
    ///
    /// Says why the text is not of this kind.
    pub fn check(self, text: &str) -> Result<(), Misfit> {
        if text.trim().is_empty() {
            return Err(match self {
                Self::Doc => Misfit::new(Code::Words, "still to be written")
                    .help("say in a short English sentence of our own what it is"),
                Self::Camel => Misfit::new(Code::Words, "still to be found")
                    .help("name it in upper camel case, as in `NoPermission`"),
                Self::Title => Misfit::new(Code::Words, "still to be written")
                    .help("give the short official title"),
                Self::Page => Misfit::new(Code::Words, "still to be found")
                    .help("give the path of the official page"),
                Self::OneOf(words) => Misfit::new(Code::Words, "still to be chosen")
                    .help(format!("one of {}", quoted(words))),
                _ => Misfit::new(
                    Code::BadValue,
                    format!("empty; expected {}", self.expectation()),
                ),
            });
        }
        let fits = match self {
            Self::Snake => is_snake(text),
            Self::Camel => is_camel(text),
            Self::Wire | Self::EnumValue | Self::Scope => !text.contains(char::is_whitespace),
            Self::ErrorCode => {
                !text.starts_with('0') && text.parse::<u32>().is_ok() && !text.starts_with('+')
            }
            Self::Page => {
                text.starts_with('/') && text.len() > 1 && !text.contains(char::is_whitespace)
            }
            Self::PathRoot => text.strip_prefix('/').is_some_and(|parts| {
                parts.split('/').all(|part| {
                    !part.is_empty()
                        && !part
                            .contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | ':'))
                })
            }),
            Self::Url => text.strip_prefix("https://").is_some_and(|host| {
                !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == '/')
            }),
            Self::Path => {
                !text.contains(char::is_whitespace)
                    && text.split('.').all(|segment| !segment.is_empty())
            }
            Self::Type => return TypeExpr::parse(text).map(|_| ()),
            Self::Http => return Route::parse(text).map(|_| ()),
            Self::Rate => return parse_rate(text).map(|_| ()),
            Self::RateOrSpecial if text == "special" => true,
            Self::RateOrSpecial => return parse_rate(text).map(|_| ()),
            Self::Doc => return check_english(text),
            Self::Text => true,
            Self::Title => {
                !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
            }
            Self::OneOf(words) => return check_one_of(text, words),
        };
        if fits {
            return Ok(());
        }
        let (code, help) = match self {
            Self::Snake => (
                Code::BadName,
                "use lower case letters, digits and single underscores, as in `export_task`",
            ),
            Self::Camel => (
                Code::BadName,
                "begin with a capital letter and use letters and digits, as in `ExportTask`",
            ),
            Self::Wire | Self::EnumValue => (Code::BadName, "names on the wire have no blanks"),
            Self::Scope => (
                Code::BadName,
                "a scope has no blanks; write several as a list",
            ),
            Self::Title => (
                Code::BadValue,
                "write it on one line, without tabs and other control characters",
            ),
            Self::ErrorCode => (
                Code::BadName,
                "an error code is a positive number, as in `1069902`",
            ),
            Self::Page => (
                Code::BadValue,
                "give the path only, as in `/uAjLw4CM/…/export_task/create`",
            ),
            Self::PathRoot => (
                Code::BadValue,
                "begin it with a slash and end it without one, as in `/api`",
            ),
            Self::Url => (
                Code::BadValue,
                "give scheme and host only, as in `https://open.feishu.cn`",
            ),
            _ => (
                Code::BadValue,
                "name a field, or one in an object, as in `result.file_token`",
            ),
        };
        Err(Misfit::new(code, format!("expected {}", self.expectation())).help(help))
    }
}

fn is_snake(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('_').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

fn check_one_of(text: &str, words: &[&str]) -> Result<(), Misfit> {
    if words.contains(&text) {
        return Ok(());
    }
    let misfit = Misfit::new(
        Code::UnknownWord,
        format!("expected one of {}", quoted(words)),
    );
    Err(match did_you_mean(text, words.iter().copied()) {
        Some(near) => misfit.help(format!("did you mean `{near}`?")),
        None => misfit,
    })
}

fn quoted(words: &[&str]) -> String {
    let list: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    list.join(", ")
}

/// Documentation is English: letters beyond Latin and their punctuation are refused, so that nothing is pasted from a
/// page.
fn check_english(text: &str) -> Result<(), Misfit> {
    let foreign: String = text
        .chars()
        .filter(|c| is_east_asian(*c))
        .take(12)
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    Err(Misfit::new(Code::ForeignText, format!("not English: {foreign}"))
        .help("write it in our own English words; only `title` and the platform's `message` may be in another language"))
}

fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11ff | 0x2e80..=0x9fff | 0xa960..=0xa97f | 0xac00..=0xd7ff | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x20000..=0x3ffff)
}
