//! What the cell of a type says.

use crate::facts::TypeFacts;

use super::vocabulary;

/// What a cell of a type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    /// The type of one value.
    pub(super) ty: TypeFacts,
    /// How deep values are nested in lists.
    pub(super) array: u8,
    /// How sure that is.
    pub(super) kind: Kind,
}

/// What kind of statement a cell makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A type.
    Plain,
    /// A map of which nothing more is said: fields below it tell that it is an object.
    Map,
    /// A set of values whose type the values tell.
    Enum,
    /// The name of an object.
    Name,
    /// Nothing: a dash, or no text at all.
    Nothing,
    /// A type that the documentation failed to write down, such as `undefined`.
    Undefined,
    /// Something that is no type.
    Unreadable,
}

/// Reads a cell.
pub(super) fn read(cell: &str) -> Stated {
    // The word joins a list to its elements only where it stands alone: `array of item`, and not `listoffer`.
    let words = cell.split_whitespace();
    let text: String = words
        .map(|word| if word == "of" { OF } else { word })
        .flat_map(str::chars)
        .filter(|c| !matches!(c, '`' | '\\' | '*'))
        .collect::<String>()
        .to_ascii_lowercase();
    expression(&text, 0)
}

/// The name of the object in a cell, without the marks of a list.
pub(super) fn name(cell: &str) -> String {
    cell.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        .collect()
}

/// The word `of`, in a cell whose blanks are taken out.
const OF: &str = ":";

/// Lists within lists within lists are no type of this platform.
const DEEPEST: u8 = 8;

fn expression(text: &str, array: u8) -> Stated {
    if array > DEEPEST {
        return stated(TypeFacts::Any, array, Kind::Unreadable);
    }
    if let Some(item) = text.strip_suffix("[]") {
        return expression(item, array + 1);
    }
    // Go writes its lists the other way round.
    if let Some(item) = text.strip_prefix("[]") {
        return expression(item, array + 1);
    }
    for list in vocabulary::all(|words| words.lists).chain(["slice"]) {
        let Some(rest) = text.strip_prefix(list) else {
            continue;
        };
        if rest.is_empty() {
            return stated(TypeFacts::Any, array + 1, Kind::Undefined);
        }
        let item = bracketed(rest)
            .or_else(|| rest.strip_prefix(OF))
            .or_else(|| joined(rest));
        if let Some(item) = item {
            return expression(item, array + 1);
        }
    }
    if let Some(rest) = text.strip_prefix("map")
        && (rest.is_empty() || bracketed(rest).is_some() || rest.starts_with('['))
    {
        let kind = if rest.is_empty() {
            Kind::Map
        } else {
            Kind::Plain
        };
        return stated(TypeFacts::Map, array, kind);
    }
    for list in vocabulary::all(|words| words.lists) {
        if let Some(item) = text.strip_suffix(list).filter(|item| is_plain(item)) {
            return expression(item, array + 1);
        }
    }
    let (ty, kind) = word(text);
    stated(ty, array, kind)
}

/// Whether a word is the name of a type, and not the first half of the name of an object.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && self::word(word).1 == Kind::Plain
}

fn stated(ty: TypeFacts, array: u8, kind: Kind) -> Stated {
    Stated { ty, array, kind }
}

/// What stands in the brackets behind `list`.
fn bracketed(rest: &str) -> Option<&str> {
    [('<', '>'), ('(', ')'), ('[', ']'), ('（', '）')]
        .into_iter()
        .find_map(|(open, close)| rest.strip_prefix(open)?.strip_suffix(close))
}

/// The type in `list_string`. What begins like a list and goes on otherwise, as `list_chat` does, is the name of an object.
fn joined(rest: &str) -> Option<&str> {
    let item = rest.strip_prefix(['-', '_'])?;
    is_plain(item).then_some(item)
}

fn word(text: &str) -> (TypeFacts, Kind) {
    // What stands behind is the width or the format: `number(float)`, `string(10)`.
    let name = text.split(['(', '（']).next().unwrap_or_default();
    let ty = match name {
        "" | "-" | "--" | "/" | "—" => return (TypeFacts::Any, Kind::Nothing),
        "undefined" | "null" | "unknown" => return (TypeFacts::Any, Kind::Undefined),
        "enum" => return (TypeFacts::String, Kind::Enum),
        "string" | "str" | "text" | "char" | "varchar" | "url" => TypeFacts::String,
        // JSON has no dates, and JSON within JSON is text.
        "date" | "datetime" | "jsonstring" => TypeFacts::String,
        "number" if text.contains("int") => TypeFacts::Int,
        "byte" | "int" | "integer" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8"
        | "uint16" | "uint32" | "uint64" | "i32" | "i64" | "long" | "short" | "timestamp" => {
            TypeFacts::Int
        }
        "float" | "float32" | "float64" | "double" | "decimal" | "number" => TypeFacts::Float,
        "bool" | "boolean" => TypeFacts::Bool,
        "object" | "obj" | "struct" | "dict" | "jsonobject" => TypeFacts::Object,
        "file" | "binary" | "form-data" | "filebinary" | "stream" => TypeFacts::File,
        "any" | "json" | "interface" | "interface{}" | "union" | "mixed" => TypeFacts::Any,
        name if vocabulary::is_nothing(name) => return (TypeFacts::Any, Kind::Nothing),
        name => match named(name) {
            Some(ty) => ty,
            None if is_name(name) => return (TypeFacts::Object, Kind::Name),
            None => return (TypeFacts::Any, Kind::Unreadable),
        },
    };
    (ty, Kind::Plain)
}

/// The type that a language has a word for.
fn named(name: &str) -> Option<TypeFacts> {
    let (_, ty) = vocabulary::all(|words| words.types).find(|(word, _)| *word == name)?;
    Some(ty)
}

/// Whether a word can be the name of an object: `room_status`, `file.comment`.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(cell: &str) -> (TypeFacts, u8) {
        let stated = read(cell);
        (stated.ty, stated.array)
    }

    #[test]
    fn lists_are_written_in_many_ways() {
        for cell in [
            "string[]",
            "`string\\[\\]`",
            "array<string>",
            "list < string >",
            "[]string",
            "list(string)",
            "array of string",
        ] {
            assert_eq!(ty(cell), (TypeFacts::String, 1), "{cell}");
        }
        assert_eq!(ty("string[][]"), (TypeFacts::String, 2));
        assert_eq!(ty("list<list<int>>"), (TypeFacts::Int, 2));
        assert_eq!(ty("array"), (TypeFacts::Any, 1));
        assert_eq!(ty("数组"), (TypeFacts::Any, 1));
        assert_eq!(ty("string 数组"), (TypeFacts::String, 1));
        assert_eq!(ty("array<byte>"), (TypeFacts::Int, 1));
        assert_eq!(ty("object array"), (TypeFacts::Object, 1));
        assert_eq!(ty("array of item"), (TypeFacts::Object, 1));
        assert_eq!(ty("list_string"), (TypeFacts::String, 1));
    }

    #[test]
    fn an_object_may_be_named_like_a_list_or_a_map() {
        for name in [
            "reply_list",
            "list_chat",
            "list-chat",
            "list_of_chats",
            "list.chat",
            "listoffer",
            "array_item",
            "slice_part",
            "map_user",
            "map-user",
            "mapping",
        ] {
            let (one, several) = (read(name), format!("{name}[]"));
            assert_eq!((one.ty, one.array), (TypeFacts::Object, 0), "{name}");
            assert_eq!(one.kind, Kind::Name, "{name}");
            assert_eq!(ty(&several), (TypeFacts::Object, 1), "{several}");
        }
    }

    #[test]
    fn words_become_types() {
        assert_eq!(ty("`boolean`"), (TypeFacts::Bool, 0));
        assert_eq!(ty("number(float)"), (TypeFacts::Float, 0));
        assert_eq!(ty("int64"), (TypeFacts::Int, 0));
        assert_eq!(ty("map<string, string>"), (TypeFacts::Map, 0));
        assert_eq!(ty("map[string]int"), (TypeFacts::Map, 0));
        assert_eq!(ty("file.comment\\[\\]"), (TypeFacts::Object, 1));
        assert_eq!(read("\\-").kind, Kind::Nothing);
        assert_eq!(read("undefined[]").kind, Kind::Undefined);
        assert_eq!(read("enum").kind, Kind::Enum);
        assert_eq!(read("map").kind, Kind::Map);
        assert_eq!(read("map<string, i18n>").kind, Kind::Plain);
        assert_eq!(read("是").kind, Kind::Unreadable);
    }

    #[test]
    fn deep_nesting_does_no_harm() {
        assert_eq!(read(&"[]".repeat(100_000)).kind, Kind::Unreadable);
    }
}
