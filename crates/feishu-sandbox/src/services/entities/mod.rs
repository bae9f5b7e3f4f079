//! Entities that calls make, show, change and end: what a table says of one, and what its operations do.
//!
//! A table says what cannot be derived. Where an object stands in a response, which fields it has, what a listing is
//! filtered by, and what is there from the beginning, the documented calls tell (`sample`).

mod act;
mod sample;
#[cfg(test)]
mod tests;

use feishu_core::ErrorCode;
use serde_json::Value;

use crate::exchange::Exchange;
use crate::response::Refusal;
use crate::state::{State, letters};

pub(crate) use act::answer;
pub(super) use act::{list, refusal};

/// Refuses a call for which something is missing.
pub(super) type Check = fn(&Exchange<'_>) -> Result<(), Refusal>;

/// Puts into an object what follows from others.
pub(super) type Derive = fn(&mut Exchange<'_>, &mut Value);

/// A kind of entity.
pub(crate) struct Entity {
    /// What it is called, which tells it from all others.
    pub(super) name: &'static str,
    /// The fields of requests that say what it belongs to, from the outermost in, each with its other names. One that is
    /// left out counts as empty.
    pub(super) scope: &'static [&'static [&'static str]],
    /// Whether each caller has entities of his own.
    pub(super) of_caller: bool,
    /// The field of the object that is its id; empty if a scope has one entity.
    pub(super) id: &'static str,
    /// What else requests call the id, or several of them.
    pub(super) also: &'static [&'static str],
    /// What is shown by a name that is no id: the entity whose id is the example of this field of this operation.
    pub(super) by_name: Option<(&'static str, &'static str, &'static str)>,
    /// The fields that each new entity gets a value of its own in. An id that is not among them comes with the request.
    pub(super) fresh: &'static [(&'static str, Fresh)],
    /// The lists that are empty in a new entity unless the request says otherwise, as JSON pointers.
    pub(super) empty: &'static [&'static str],
    /// The flags that are not set in a new entity unless the request sets them.
    pub(super) off: &'static [&'static str],
    /// The fields that name who has made it. They hold open ids, and show the kind of id that the request asks for.
    pub(super) maker: &'static [&'static str],
    /// Fields of requests, and what the object calls them.
    pub(super) renamed: &'static [(&'static str, &'static str)],
    /// What there is if there is none.
    pub(super) missing: Missing,
    /// The codes for a page token that is not one of the list's; the first that the operation documents counts.
    pub(super) bad_page: &'static [ErrorCode],
    /// The entity that it belongs to, whose id is the last of its scope.
    pub(super) parent: Option<&'static Self>,
    /// The entities that belong to it and are shown in it, and the JSON pointer to their list.
    pub(super) parts: Option<(&'static Self, &'static str)>,
    /// A flag of the request that ends it with all below it, and the field that says what those are below.
    pub(super) takes_along: Option<(&'static str, &'static str)>,
    /// Puts into an object, before it is shown, what follows from others.
    pub(super) derive: Option<Derive>,
    /// What the caller must be able to do, and what must be there, but for what the documentation has as an example.
    pub(super) check: Option<Check>,
    /// What is done, by the ids of the operations.
    pub(super) operations: &'static [(&'static str, Verb)],
    /// Other operations whose examples name an entity.
    pub(super) named_by: &'static [&'static str],
}

impl Entity {
    /// One of which nothing is said.
    pub(super) const PLAIN: Self = Self {
        name: "",
        scope: &[],
        of_caller: false,
        id: "",
        also: &[],
        by_name: None,
        fresh: &[],
        empty: &[],
        off: &[],
        maker: &[],
        renamed: &[],
        missing: Missing::Documented,
        bad_page: &[],
        parent: None,
        parts: None,
        takes_along: None,
        derive: None,
        check: None,
        operations: &[],
        named_by: &[],
    };

    /// Returns what it is called, by which its scopes are known.
    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the field of the object that is its id.
    pub(super) const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns what an operation does to it.
    pub(super) fn verb(&self, operation: &str) -> Option<&Verb> {
        let mut operations = self.operations.iter();
        let (_, verb) = operations.find(|(id, _)| *id == operation)?;
        Some(verb)
    }
}

/// What an operation does to an entity.
#[derive(Debug)]
pub(crate) enum Verb {
    /// Makes one of the fields of the body.
    Create,
    /// Makes one of each object in this list of the body.
    CreateEach(&'static str),
    /// Shows one.
    Get,
    /// Shows those whose ids stand in this list of the body, as far as they are there.
    GetEach(&'static str),
    /// Shows all, page by page if the response has pages; of those that suit the request. A field that the response
    /// repeats is a filter of its own.
    List(&'static [Filter]),
    /// Changes the fields that the body has.
    Update,
    /// Gives it new values in its fresh fields.
    Renew,
    /// Ends it.
    Delete,
}

/// A filter of a listing: a field of the request, and one of the object.
#[derive(Debug)]
pub(crate) enum Filter {
    /// The object has one of the values, which stand in a list, or with commas between them.
    Is(&'static str, &'static str),
    /// The object's text has the request's in it.
    Holds(&'static str, &'static str),
}

/// What there is where nothing has been made.
#[derive(Debug)]
pub(crate) enum Missing {
    /// Nothing, and whoever names it is refused with the first of these codes that the operation documents.
    Refused(&'static [ErrorCode]),
    /// A setting: it has its documented values until it is changed.
    Documented,
    /// The same, but that this field is false.
    Not(&'static str),
}

/// How a new value looks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fresh {
    /// 32 hexadecimal digits behind a prefix.
    Hex(&'static str),
    /// So many digits behind a prefix.
    Digits(&'static str, usize),
    /// A number as ids of jobs are.
    Number,
    /// So many letters and digits.
    Letters(usize),
}

impl Fresh {
    fn make(self, state: &mut State) -> String {
        let signs = |sign: fn() -> char, count| std::iter::repeat_with(sign).take(count);
        match self {
            Self::Hex(prefix) => {
                let digits = signs(|| fastrand::digit(16), 32);
                prefix.chars().chain(digits).collect()
            }
            Self::Digits(prefix, count) => {
                let digits = signs(|| fastrand::digit(10), count);
                prefix.chars().chain(digits).collect()
            }
            Self::Number => state.job_id(),
            Self::Letters(count) => letters(count),
        }
    }
}
