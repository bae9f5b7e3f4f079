//! The types of fields as they are written.

use std::fmt;

use crate::text::diagnostic::{Code, did_you_mean};

use super::misfit::Misfit;

/// The type of a field as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeExpr {
    /// The type of one value.
    pub base: Base,
    /// How many `[]` stand behind.
    pub array: u8,
}

/// A type without arrays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// `string`
    String,
    /// `int`
    Int,
    /// `float`
    Float,
    /// `bool`
    Bool,
    /// `any`
    Any,
    /// `object`
    Object,
    /// `file`
    File,
    /// `map<…>`
    Map(Box<Base>),
    /// The name of a type.
    Named(String),
}

impl Base {
    /// The name of the type that it is of, or of which it is a map.
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::Map(value) => value.named(),
            Self::Named(name) => Some(name),
            _ => None,
        }
    }
}

/// The names of the built-in types.
pub const BUILT_IN: &[&str] = &["string", "int", "float", "bool", "any", "object", "file"];

impl TypeExpr {
    /// Reads a type.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Misfit> {
        let mut rest = text;
        let mut array = 0;
        while let Some(shorter) = rest.strip_suffix("[]") {
            rest = shorter;
            array += 1;
        }
        if array > 2 {
            return Err(Misfit::new(Code::BadValue, "lists nest at most twice"));
        }
        Ok(Self {
            base: Base::parse(rest)?,
            array,
        })
    }
}

impl Base {
    fn parse(text: &str) -> Result<Self, Misfit> {
        if let Some(inner) = text
            .strip_prefix("map<")
            .and_then(|rest| rest.strip_suffix('>'))
        {
            return match Self::parse(inner)? {
                Self::Map(_) | Self::File => Err(Misfit::new(
                    Code::BadValue,
                    "a map has values of a plain or named type",
                )),
                base => Ok(Self::Map(Box::new(base))),
            };
        }
        Ok(match text {
            "string" => Self::String,
            "int" => Self::Int,
            "float" => Self::Float,
            "bool" => Self::Bool,
            "any" => Self::Any,
            "object" => Self::Object,
            "file" => Self::File,
            name if is_camel(name) => Self::Named(name.to_owned()),
            other => {
                let misfit = Misfit::new(Code::UnknownType, "not a type");
                return Err(match did_you_mean(other, BUILT_IN.iter().copied()) {
                    Some(near) => misfit.help(format!("did you mean `{near}`?")),
                    None => misfit.help(
                        "types are `string`, `int`, `float`, `bool`, `any`, `object`, `file`, `map<T>` or a name such as `FileToken`, \
                         with `[]` behind for lists",
                    ),
                });
            }
        })
    }
}

impl fmt::Display for TypeExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base, "[]".repeat(self.array.into()))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Int => f.write_str("int"),
            Self::Float => f.write_str("float"),
            Self::Bool => f.write_str("bool"),
            Self::Any => f.write_str("any"),
            Self::Object => f.write_str("object"),
            Self::File => f.write_str("file"),
            Self::Map(value) => write!(f, "map<{value}>"),
            Self::Named(name) => f.write_str(name),
        }
    }
}

pub(super) fn is_camel(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_they_are_read() {
        for text in [
            "string",
            "FileToken[][]",
            "map<int>[]",
            "any",
            "object",
            "file",
        ] {
            assert_eq!(TypeExpr::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn types_are_read() {
        let expr = |base, array| TypeExpr { base, array };
        assert_eq!(TypeExpr::parse("string").unwrap(), expr(Base::String, 0));
        assert_eq!(
            TypeExpr::parse("FileToken[][]").unwrap(),
            expr(Base::Named("FileToken".into()), 2)
        );
        assert_eq!(
            TypeExpr::parse("map<int>[]").unwrap(),
            expr(Base::Map(Box::new(Base::Int)), 1)
        );
        for bad in [
            "",
            "strng",
            "string[][][]",
            "map<>",
            "map<map<int>>",
            "map<file>",
            "file_token",
            "[]",
            "A B",
        ] {
            assert!(TypeExpr::parse(bad).is_err(), "{bad}");
        }
    }
}
