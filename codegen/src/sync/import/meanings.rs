//! Brings the codes that pages list into what their service says of errors.

use heck::ToUpperCamelCase;

use crate::spec::files::File;
use crate::spec::format::{MeaningSource, PlatformErrorSource};
use crate::spec::value::{Located, Text, text};
use crate::text::names;

use super::merger::Merger;
use super::visible::{PLATFORM, service_file};

impl Merger {
    /// Makes room for what an error means, unless the service or the platform says it; the words are a person's.
    pub(super) fn meaning(&mut self, file: &str, code: i64, message: &str) {
        let home = service_file(file);
        let is_known = |file: &File| match file {
            File::Platform(file) => file.errors.iter().any(|known| known.code.value == code),
            File::Service(file) => file.errors.iter().any(|known| known.code.value == code),
            File::Resource(_) => false,
        };
        let mut files = [home.as_str(), PLATFORM].into_iter();
        if files.any(|path| self.files.get(path).is_some_and(is_known)) {
            return;
        }
        match self.files.get_mut(&home) {
            Some(File::Platform(file)) => {
                let names = file.errors.iter().map(|known| text(&known.name));
                let name = name_of(names, code, message);
                file.errors.push(PlatformErrorSource {
                    code: Located::new(code),
                    name: Some(Text::new(name)),
                    hint: Some(Text::default()),
                    class: Some(Text::default()),
                    ..PlatformErrorSource::default()
                });
                file.errors.sort_by_key(|known| known.code.value);
            }
            Some(File::Service(file)) => {
                let names = file.errors.iter().map(|known| text(&known.name));
                let name = name_of(names, code, message);
                file.errors.push(MeaningSource {
                    code: Located::new(code),
                    name: Some(Text::new(name)),
                    hint: Some(Text::default()),
                    class: Some(Text::default()),
                    ..MeaningSource::default()
                });
                file.errors.sort_by_key(|known| known.code.value);
            }
            Some(File::Resource(_)) | None => {}
        }
    }
}

/// A name made of an English message, with the code behind it if another error has it; empty if nothing can be made.
fn name_of<'a>(taken: impl Iterator<Item = &'a str>, code: i64, message: &str) -> String {
    let made = in_english(message);
    let constant = names::constant(&made);
    let mut taken = taken.filter(|name| names::constant(name) == constant);
    match taken.next().is_some() && !made.is_empty() {
        true => format!("{made}{code}"),
        false => made,
    }
}

/// The first words of a message; nothing if it is in another language, or no message.
fn in_english(message: &str) -> String {
    const LONGEST: usize = 5;
    if !message.is_ascii() {
        return String::new();
    }
    let words: Vec<_> = message
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(LONGEST)
        .collect();
    let name = words.join("_").to_upper_camel_case();
    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        name
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_in_english_make_names() {
        for (message, name) in [
            ("no permission", "NoPermission"),
            ("internal error.", "InternalError"),
            ("param_error: id", "ParamErrorId"),
            (
                "the size is larger than what is allowed",
                "TheSizeIsLargerThan",
            ),
            ("404 not found", ""),
            ("%s", "S"),
            ("参数错误", ""),
            ("bad 参数", ""),
            ("", ""),
        ] {
            assert_eq!(in_english(message), name, "{message}");
        }
    }

    #[test]
    fn another_error_gets_another_name() {
        let name_of = |code, message| name_of(["BadName"].into_iter(), code, message);
        assert_eq!(name_of(2, "Bad name."), "BadName2");
        assert_eq!(name_of(2, "worse name"), "WorseName");
        assert_eq!(name_of(3, "错误"), "");
    }
}
