//! Brings the codes that pages list into what their service says of errors.

use heck::ToUpperCamelCase;

use crate::text::names;
use crate::text::yaml::{Map, Scalar};

use super::merger::Merger;
use super::tree;
use super::words::service_of;

const PLATFORM: &str = "spec/platform.yaml";

impl Merger {
    /// Makes room for what an error means, unless the service or the platform says it; the words are a person's.
    pub(super) fn meaning(&mut self, file: &str, code: i64, message: &str) {
        let home = match service_of(file) {
            "" => PLATFORM.to_owned(),
            service => format!("spec/{service}/service.yaml"),
        };
        let key = code.to_string();
        let says =
            |file: &Map| tree::child(file, "errors").is_some_and(|all| all.get(&key).is_some());
        if [home.as_str(), PLATFORM]
            .iter()
            .any(|path| self.files.get(*path).is_some_and(says))
        {
            return;
        }
        let service = self.files.entry(home).or_default();
        let mut table = tree::take(service, "errors");
        let name = name_of(&table, code, message);
        let words = [("name", name.as_str()), ("hint", ""), ("class", "")];
        let meaning = tree::map_of(words.map(|(key, word)| (key, tree::text(word))));
        table.set(Scalar::plain(key), meaning);
        table
            .entries
            .sort_by_key(|entry| entry.key.text.parse::<i64>().unwrap_or(i64::MAX));
        tree::put(service, "errors", table);
    }
}

/// A name made of an English message, with the code behind it if another error has it; empty if nothing can be made.
fn name_of(table: &Map, code: i64, message: &str) -> String {
    let made = in_english(message);
    let constant = names::constant(&made);
    let is_taken = table.entries.iter().any(|entry| {
        let name = entry
            .value
            .as_map()
            .and_then(|known| tree::string(known, "name"));
        name.is_some_and(|name| names::constant(name) == constant)
    });
    match is_taken && !made.is_empty() {
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
        let mut table = Map::default();
        let known = tree::map_of([("name", tree::text("BadName"))]);
        table.set(Scalar::plain("1".to_owned()), known);
        assert_eq!(name_of(&table, 2, "Bad name."), "BadName2");
        assert_eq!(name_of(&table, 2, "worse name"), "WorseName");
        assert_eq!(name_of(&table, 3, "错误"), "");
    }
}
