//! The list of types below a table: the pages with code samples describe there what is within objects.
//!
//! An item names a type or, within a type, a field that is an object or a list of objects; fields with a plain type
//! stand on one line, parted by line breaks.

use serde_json::Value;

use crate::facts::TypeFacts;

use super::fields::Read;
use super::sample;
use super::types;
use super::vocabulary;
use super::warnings::Warnings;

/// Whether a label begins the list.
pub(super) fn begins(label: &str) -> bool {
    vocabulary::all(|words| words.type_lists).any(|words| label.contains(words.label))
}

/// Whether what stands behind a name says that it is that of a type.
fn is_type(rest: &str) -> bool {
    vocabulary::all(|words| words.type_lists).any(|words| rest.starts_with(words.name))
}

/// Deeper nesting is a fault of the page.
const DEEPEST: usize = 40;

/// So many fields come from types at most: a page that has many fields of large types would grow without end.
const MOST: usize = 20_000;

/// A type of the list.
#[derive(Clone, Debug)]
pub(super) struct Type {
    name: String,
    fields: Vec<Read>,
    line: usize,
}

/// Reads the list line by line.
#[derive(Debug, Default)]
pub(super) struct Reader {
    types: Vec<Type>,
    open: Vec<(usize, Item)>,
}

#[derive(Debug)]
enum Item {
    Type(Type),
    Field(Box<Read>),
}

impl Reader {
    /// Reads a line that is indented by a number of spaces.
    pub(super) fn line(&mut self, text: &str, indent: usize, line: usize) {
        if let Some((name, rest)) = item(text) {
            self.close(indent);
            if self.open.len() >= DEEPEST {
                return;
            }
            let item = if is_type(rest.trim_start()) {
                Item::Type(Type {
                    name: name.to_owned(),
                    fields: Vec::new(),
                    line,
                })
            } else {
                let ty = rest
                    .trim()
                    .trim_matches(|c| matches!(c, '(' | ')' | ':' | '：'));
                Item::Field(Box::new(field(name, ty, line)))
            };
            self.open.push((indent, item));
            return;
        }
        let Some(Type { fields, .. }) =
            self.open.iter_mut().rev().find_map(|(_, item)| match item {
                Item::Type(ty) => Some(ty),
                Item::Field(_) => None,
            })
        else {
            return;
        };
        for pair in text.split("<br>") {
            let Some((name, ty)) = pair.split_once(':') else {
                continue;
            };
            let (name, ty) = (name.trim(), ty.trim());
            if !name.is_empty() && !ty.is_empty() && name.is_ascii() {
                fields.push(field(name, ty, line));
            }
        }
    }

    fn close(&mut self, indent: usize) {
        while self.open.last().is_some_and(|(last, _)| *last >= indent) {
            let Some((_, item)) = self.open.pop() else {
                return;
            };
            match (item, self.open.last_mut()) {
                (Item::Type(ty), Some((_, Item::Field(field)))) => field.children = ty.fields,
                (Item::Type(ty), _) => self.types.push(ty),
                (Item::Field(field), Some((_, Item::Type(ty)))) => ty.fields.push(*field),
                // A field without a type around it belongs nowhere.
                (Item::Field(_), _) => {}
            }
        }
    }

    /// The types of the list.
    pub(super) fn finish(mut self) -> Vec<Type> {
        self.close(0);
        self.types
    }
}

/// The name in `- **name** rest` and the rest.
fn item(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(['-', '*'])?
        .trim_start()
        .strip_prefix("**")?
        .split_once("**")
}

fn field(name: &str, ty: &str, line: usize) -> Read {
    let stated = types::read(ty);
    Read {
        kind: stated.kind,
        ..Read::bare(name, stated.ty, stated.array, line)
    }
}

/// Gives the objects of a table their fields. A field that does not name its type gets the first type left that has all
/// that the sample shows; without a sample, the first type left.
pub(super) fn attach(
    fields: &mut [Read],
    types: &[Type],
    sample: Option<&Value>,
    warnings: &mut Warnings,
) {
    let mut used = vec![false; types.len()];
    let mut left = MOST;
    let mut give = |field: &mut Read, ty: &Type, warnings: &mut Warnings| {
        let size = count(&ty.fields);
        if size <= left {
            left -= size;
            field.children.clone_from(&ty.fields);
        } else {
            let text = format!("`{}` has too many fields", field.facts.name);
            warnings.push(field.line, text);
        }
    };
    for field in fields.iter_mut() {
        let at = field
            .type_name
            .as_ref()
            .and_then(|name| types.iter().position(|ty| ty.name == *name));
        if let Some(at) = at {
            used[at] = true;
            give(field, &types[at], warnings);
        }
    }
    for field in fields.iter_mut() {
        let is_open = field.children.is_empty()
            && (field.facts.ty == TypeFacts::Object
                || (field.facts.ty == TypeFacts::Any && field.facts.array > 0));
        if !is_open {
            continue;
        }
        let shown: Vec<_> = sample
            .and_then(|sample| sample.get(&field.facts.name))
            .map(|value| sample::names(value))
            .unwrap_or_default();
        if field.facts.ty == TypeFacts::Any && shown.is_empty() {
            continue;
        }
        let has_all = |ty: &Type| {
            shown
                .iter()
                .all(|name| ty.fields.iter().any(|field| field.facts.name == *name))
        };
        let at = (0..types.len())
            .find(|at| !used[*at] && has_all(&types[*at]))
            .or_else(|| (0..types.len()).find(|at| !shown.is_empty() && has_all(&types[*at])));
        match at {
            Some(at) => {
                used[at] = true;
                give(field, &types[at], warnings);
            }
            None => warnings.push(
                field.line,
                format!(
                    "none of the types below has the fields of `{}`",
                    field.facts.name
                ),
            ),
        }
    }
    for (ty, _) in types.iter().zip(&used).filter(|(_, used)| !**used) {
        warnings.push(
            ty.line,
            format!("the type `{}` belongs to no field", ty.name),
        );
    }
}

/// How many fields there are, with those within them.
fn count(fields: &[Read]) -> usize {
    fields.iter().map(|field| 1 + count(&field.children)).sum()
}
