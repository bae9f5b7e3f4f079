//! How identifiers are spelt: from names as they stand on the wire to names as Rust wants them. What is named after what is
//! for `rust::shape` to say.
//!
//! The platform writes `snake_case`, `camelCase`, `kebab-case`, dots, bare digits and, here and there, symbols; Rust has
//! reserved words and one case for each kind of thing. Raw identifiers (`r#type`) are avoided: they are awkward to type
//! and cannot express `self` or `crate`.

use std::collections::BTreeSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Words that cannot name anything: strict and reserved keywords of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Methods that generated types have, so that no field may be named like them.
const METHODS: &[&str] = &["clone", "default", "into", "new"];

/// Types of the prelude that generated code uses by their short names, and `Self`, which is a keyword.
const TYPES: &[&str] = &[
    "Default",
    "From",
    "Into",
    "IntoIterator",
    "Option",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// What every Rust file sees without an import, as far as generated code or its derives may mean it. A type declared with
/// such a name would be taken for it. (`Result` is not among them: generated code names it by its path.)
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Services whose crates would be those of the repository itself, or whose modules those that every crate has.
pub const RESERVED_SERVICES: &[&str] = &[
    "benches",
    "codegen",
    "core",
    "downloader",
    "examples",
    "house",
    "mod",
    "platform",
    "sandbox",
    "tests",
];

/// Crates that generated code names: a module called like one would be taken for it.
const CRATES: &[&str] = &["core", "feishu_core", "serde", "std"];

/// Modules that every service has, so that no resource may be named like them.
pub const SERVICE_MODULES: &[&str] = &["codes", "errors", "mod", "types"];

/// Methods that every service has, so that no resource and no job may be named like them.
pub const SERVICE_METHODS: &[&str] = &["client", "new"];

/// Variants that generated enums have, or that no enum may have.
const VARIANTS: &[&str] = &["Self", "Unknown"];

/// The name of a type: `export_task` becomes `ExportTask`.
pub fn type_name(text: &str) -> String {
    guard(lead(spell(text).to_upper_camel_case(), "Type"), TYPES, "_")
}

/// The name of an enum's variant: `docx` becomes `Docx`, `107` becomes `Value107`.
pub fn variant(wire: &str) -> String {
    if wire.is_empty() {
        return "Empty".to_owned();
    }
    guard(
        lead(spell(wire).to_upper_camel_case(), "Value"),
        VARIANTS,
        "Value",
    )
}

/// The name by which the spec knows the value of an enumeration: the one that it gives, or one made of what stands on the
/// wire.
pub(crate) fn value(given: Option<&str>, wire: &str) -> String {
    given.map_or_else(|| variant(wire), str::to_owned)
}

/// Whether what stands on the wire makes a variant that says something: one that does not begin with a digit or a symbol.
pub(crate) fn makes_a_variant(wire: &str) -> bool {
    let first = wire.chars().find(char::is_ascii_alphanumeric);
    first.is_some_and(|first| first.is_ascii_alphabetic())
}

/// The name of a field, its setter, or an argument: `type` becomes `type_`, `fileName` becomes `file_name`.
pub fn field(text: &str) -> String {
    guard(
        guard(lead(spell(text).to_snake_case(), "field_"), KEYWORDS, "_"),
        METHODS,
        "_",
    )
}

/// The name of a method or a module: `meetingList` becomes `meeting_list`, `move` becomes `move_`.
pub fn method(text: &str) -> String {
    guard(
        guard(lead(spell(text).to_snake_case(), "call_"), KEYWORDS, "_"),
        METHODS,
        "_",
    )
}

/// Whether a type that the spec declares would be taken for one of Rust's own.
pub fn is_reserved_type(name: &str) -> bool {
    PRELUDE.contains(&name) || TYPES.contains(&name)
}

/// The module of a resource. `first` is the earliest version that has the resource: it keeps the plain name, so that a new
/// version changes nothing for its users.
pub fn resource_module(resource: &str, version: &str, first: &str) -> String {
    guard(versioned(resource, version, first), CRATES, "_")
}

/// The method of the service that leads to a resource: many of the thing, so that the name of one is free for its type.
pub fn resource_method(many: &str, version: &str, first: &str) -> String {
    versioned(many, version, first)
}

fn versioned(name: &str, version: &str, first: &str) -> String {
    if version == first {
        method(name)
    } else {
        method(&format!("{name}_{version}"))
    }
}

/// Words of which there are not many.
const UNCOUNTABLE: [&str; 5] = ["data", "info", "information", "media", "metadata"];

/// Many of a thing: `export_tasks`, `replies`, `media_items`.
pub fn plural(thing: &str) -> String {
    let last = thing.rsplit('_').next().unwrap_or_default();
    if UNCOUNTABLE.contains(&last) {
        return format!("{thing}_items");
    }
    if last.ends_with('s') {
        return thing.to_owned();
    }
    if ["ch", "sh", "x", "z"].iter().any(|end| last.ends_with(end)) {
        return format!("{thing}es");
    }
    match thing.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{thing}s"),
    }
}

/// The method that starts a job, and the one that comes back to it.
pub fn job_verbs(job: &str) -> [String; 2] {
    [method(job), format!("resume_{}", field(job))]
}

/// The name of a constant: `NoPermission` becomes `NO_PERMISSION`, `InternalError2200` becomes `INTERNAL_ERROR_2200`.
pub fn constant(text: &str) -> String {
    let name = spell(text).to_shouty_snake_case();
    let words = name.trim_end_matches(|last: char| last.is_ascii_digit());
    let digits = &name[words.len()..];
    if words.is_empty() || digits.is_empty() || words.ends_with('_') {
        return lead(name, "CODE_");
    }
    lead(format!("{words}_{digits}"), "CODE_")
}

/// The name of a crate: service `drive` becomes `feishu-drive`.
pub fn crate_name(service: &str) -> String {
    format!("feishu-{}", service.replace('_', "-"))
}

/// The name of a crate in Rust code: `feishu_drive`.
pub fn crate_ident(service: &str) -> String {
    crate_name(service).replace('-', "_")
}

/// Makes names differ: whichever comes later gets a number. `separator` stands before it.
///
/// `taken` are names that stand already.
pub fn unique(
    names: impl IntoIterator<Item = String>,
    separator: &str,
    taken: &[&str],
) -> Vec<String> {
    let names: Vec<String> = names.into_iter().collect();
    // A name that is written out keeps it: `a_2` in the spec is not displaced by a second `a`.
    let written: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let mut used: BTreeSet<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    let mut unique = Vec::with_capacity(names.len());
    for name in &names {
        let mut candidate = name.clone();
        let mut number = 2;
        while used.contains(&candidate)
            || (candidate != *name && written.contains(candidate.as_str()))
        {
            candidate = format!("{name}{separator}{number}");
            number += 1;
        }
        used.insert(candidate.clone());
        unique.push(candidate);
    }
    unique
}

/// An identifier for a name that this module made.
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Letters and digits, with everything else turned into word boundaries or words.
fn spell(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let characters: Vec<char> = text.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        if character.is_ascii_alphanumeric() {
            words.push(character);
        } else if separates(character) {
            let negative =
                character == '-' && at == 0 && characters.get(1).is_some_and(char::is_ascii_digit);
            words.push_str(if negative { "minus_" } else { "_" });
        } else {
            words.push_str(&symbol(character));
        }
    }
    if words
        .chars()
        .any(|character| character.is_ascii_alphanumeric())
    {
        words
    } else {
        characters.into_iter().map(symbol).collect()
    }
}

/// Whether a symbol merely separates words, when there are words.
const fn separates(character: char) -> bool {
    matches!(
        character,
        '_' | '-'
            | '.'
            | ' '
            | '/'
            | ':'
            | ','
            | ';'
            | '\''
            | '"'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
    )
}

/// A symbol as a word.
fn symbol(character: char) -> String {
    let word = match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '%' => "percent",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '?' => "question",
        '~' => "tilde",
        '^' => "caret",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        ' ' => "space",
        // Anything else by its code point: correct, if not pretty; the spec can give a better name.
        other => return format!("_u{:x}_", u32::from(other)),
    };
    format!("_{word}_")
}

/// Puts a word before a name that begins with a digit.
fn lead(name: String, word: &str) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() {
        format!("{word}{name}")
    } else {
        name
    }
}

/// Adds something to a name that is reserved.
fn guard(name: String, reserved: &[&str], suffix: &str) -> String {
    if reserved.contains(&name.as_str()) {
        name + suffix
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case_whatever_the_wire() {
        for (wire, rust) in [
            ("file_token", "file_token"),
            ("createUid", "create_uid"),
            ("X-Tt-Logid", "x_tt_logid"),
            ("meeting.start", "meeting_start"),
            ("URL", "url"),
            ("has more", "has_more"),
            ("sha256", "sha256"),
        ] {
            assert_eq!(field(wire), rust, "{wire}");
        }
    }

    #[test]
    fn reserved_words_get_an_underscore() {
        for word in [
            "type", "async", "move", "self", "crate", "super", "fn", "gen", "try", "new", "clone",
        ] {
            assert_eq!(field(word), format!("{word}_"));
            assert_eq!(method(word), format!("{word}_"));
        }
        assert_eq!(field("Type"), "type_");
        assert_eq!(type_name("self"), "Self_");
        assert_eq!(type_name("option"), "Option_");
        assert_eq!(variant("self"), "SelfValue");
        assert_eq!(variant("unknown"), "UnknownValue");
    }

    #[test]
    fn digits_do_not_lead() {
        assert_eq!(variant("107"), "Value107");
        assert_eq!(variant("-1"), "Minus1");
        assert_eq!(variant("2x"), "Value2x");
        assert_eq!(field("2fa"), "field_2fa");
        assert_eq!(type_name("3d_model"), "Type3dModel");
        assert_eq!(constant("404"), "CODE_404");
    }

    #[test]
    fn symbols_become_words_where_they_matter() {
        for (wire, rust) in [
            ("", "Empty"),
            ("+", "Plus"),
            ("-", "Minus"),
            (">=", "GreaterEquals"),
            ("c++", "CPlusPlus"),
            ("c#", "CHash"),
            ("text/csv", "TextCsv"),
            ("1.5", "Value15"),
            (".docx", "Docx"),
            ("100%", "Value100Percent"),
            ("手机", "U624bU673a"),
        ] {
            assert_eq!(variant(wire), rust, "{wire}");
        }
    }

    #[test]
    fn everything_is_an_identifier() {
        for text in [
            "", "a", "type", "1", "é", "\u{0}", "'", "\"", "🙂", "__", "...", "_1",
        ] {
            for name in [
                type_name(text),
                variant(text),
                field(text),
                method(text),
                constant(text),
            ] {
                assert!(
                    syn::parse_str::<Ident>(&name).is_ok(),
                    "{text:?} became {name:?}"
                );
            }
        }
    }

    #[test]
    fn collisions_are_numbered() {
        let names = ["fileName", "file_name", "file-name"].map(field);
        assert_eq!(
            unique(names, "_", &[]),
            ["file_name", "file_name_2", "file_name_3"]
        );
        let names = ["Docx", "DOCX", "docx"].map(variant);
        assert_eq!(unique(names, "", &[]), ["Docx", "Docx2", "Docx3"]);
    }

    #[test]
    fn a_written_name_is_not_displaced() {
        let names = ["a", "a", "a_2"].map(str::to_owned);
        assert_eq!(unique(names, "_", &[]), ["a", "a_3", "a_2"]);
        assert_eq!(unique(["file".to_owned()], "_", &["file"]), ["file_2"]);
    }

    #[test]
    fn a_service_has_many_of_a_thing() {
        for (thing, many) in [
            ("export_task", "export_tasks"),
            ("file_comment_reply", "file_comment_replies"),
            ("media", "media_items"),
            ("file_statistics", "file_statistics"),
            ("survey", "surveys"),
            ("batch", "batches"),
        ] {
            assert_eq!(plural(thing), many);
        }
        assert_eq!(resource_method("tasks", "v2", "v1"), "tasks_v2");
    }

    #[test]
    fn the_first_version_keeps_the_plain_name() {
        assert_eq!(resource_module("task", "v1", "v1"), "task");
        assert_eq!(resource_module("task", "v2", "v1"), "task_v2");
        assert_eq!(resource_module("type", "v1", "v1"), "type_");
        assert_eq!(job_verbs("import"), ["import", "resume_import"]);
        assert_eq!(job_verbs("move"), ["move_", "resume_move_"]);
    }

    #[test]
    fn every_name_that_is_guarded_is_reserved() {
        assert!(TYPES.iter().all(|name| is_reserved_type(name)));
        assert!(is_reserved_type("Box"));
        assert!(!is_reserved_type("Result") && !is_reserved_type("Task"));
    }

    #[test]
    fn crates_are_named_after_services() {
        assert_eq!(crate_name("drive"), "feishu-drive");
        assert_eq!(crate_ident("im_ext"), "feishu_im_ext");
        assert_eq!(constant("NoPermission"), "NO_PERMISSION");
        assert_eq!(constant("InternalError2200"), "INTERNAL_ERROR_2200");
    }
}
