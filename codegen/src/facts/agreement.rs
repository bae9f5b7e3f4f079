//! How far readings of the same operation agree, fact by fact.
//!
//! The same page exists in several dialects. What all of them state must be the same, so that a difference is a fault of
//! a page or of its reader. A fact that one of them leaves unsaid is not counted: see [`fill`](super::fill).

use std::collections::BTreeMap;
use std::fmt;

use super::diff::{About, At, FieldFact, OperationFact, Side, compare};
use super::fill::fill;
use super::identity::{by_route, same_document};
use super::{Dialect, ErrorFacts, FieldFacts, Language, OperationFacts, TypeFacts};
use crate::spec::limits::Limits;

/// A kind of fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The official id.
    Id,
    /// The kinds of tokens.
    Tokens,
    /// The kinds of apps.
    Apps,
    /// The scopes, those of fields too.
    Scopes,
    /// The rate limit.
    RateLimit,
    /// What body and response are.
    Kinds,
    /// The names of fields and what they are within.
    Names,
    /// Types.
    Types,
    /// How deep values are nested in lists.
    Lists,
    /// Whether a field is required.
    Required,
    /// The values of enumerations.
    Enums,
    /// Lengths, ranges and patterns.
    Limits,
    /// Defaults.
    Defaults,
    /// Samples.
    Examples,
    /// Status and code of errors.
    Errors,
    /// The messages of errors.
    Messages,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::Id,
        Self::Tokens,
        Self::Apps,
        Self::Scopes,
        Self::RateLimit,
        Self::Kinds,
        Self::Names,
        Self::Types,
        Self::Lists,
        Self::Required,
        Self::Enums,
        Self::Limits,
        Self::Defaults,
        Self::Examples,
        Self::Errors,
        Self::Messages,
    ];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Id => "ids",
            Self::Tokens => "token kinds",
            Self::Apps => "app kinds",
            Self::Scopes => "scopes",
            Self::RateLimit => "rate limits",
            Self::Kinds => "body and response kinds",
            Self::Names => "names and nesting",
            Self::Types => "types",
            Self::Lists => "list depths",
            Self::Required => "requiredness",
            Self::Enums => "enum values",
            Self::Limits => "limits",
            Self::Defaults => "defaults",
            Self::Examples => "examples",
            Self::Errors => "status and code of errors",
            Self::Messages => "messages of errors",
        })
    }
}

/// How many facts were compared and how many of them agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Facts that both sides state.
    pub compared: usize,
    /// Those that are the same.
    pub agreed: usize,
}

/// A fact that two readings state differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind of fact.
    pub kind: Kind,
    /// The operation and, if it is about one, the field.
    pub what: String,
    /// What each side states, with the file that states it.
    pub sides: [(String, String); 2],
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.kind, self.what)?;
        for (file, fact) in &self.sides {
            writeln!(f, "  {fact}  ({file})")?;
        }
        Ok(())
    }
}

/// What was found by comparing readings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    tallies: [Tally; Kind::ALL.len()],
    /// Where they disagree.
    pub differences: Vec<Difference>,
    /// How many pairs were left out because their stamps show two versions of a page.
    pub versions: usize,
}

impl Agreement {
    /// The facts of a kind.
    pub fn tally(&self, kind: Kind) -> Tally {
        self.tallies[kind as usize]
    }

    /// Compares all readings of each operation that are written in different dialects, or in different languages.
    pub fn of(readings: &[OperationFacts]) -> Self {
        let operations: BTreeMap<_, _> = by_route(readings).into_iter().collect();
        let mut agreement = Self::default();
        for sources in operations.values() {
            for (at, a) in sources.iter().enumerate() {
                let others = sources[at + 1..].iter();
                let comparable = |b: &OperationFacts| form(b) != form(a) && same_document(a, b);
                for b in others.filter(|b| comparable(b)) {
                    // Pages in two languages are two pages, each with a stamp of its own.
                    let is_one_page = a.page.language == b.page.language;
                    match (a.page.updated, b.page.updated) {
                        (Some(a), Some(b)) if a != b && is_one_page => agreement.versions += 1,
                        _ => agreement.compare(a, b),
                    }
                }
            }
        }
        agreement
    }

    /// Compares two readings of one operation.
    pub fn compare(&mut self, a: &OperationFacts, b: &OperationFacts) {
        let [whole_a, whole_b] = [fill(a, b), fill(b, a)];
        let mut pair = Pair {
            own: [a, b],
            agreement: self,
        };
        for fact in compare(&whole_a, &whole_b) {
            match fact.about {
                About::Operation(about) => pair.operation(about, fact.agrees, [&whole_a, &whole_b]),
                About::Lone { at, side, .. } => {
                    let [here, there] = ["is there", "is not there"];
                    let sides = match side {
                        Side::First => [here, there],
                        Side::Second => [there, here],
                    };
                    pair.tally(Kind::Names, &what(&at), false, sides);
                }
                About::Field {
                    at,
                    fact: about,
                    fields,
                } => pair.field(&at, about, fact.agrees, fields),
                About::Error { code, rows } => pair.errors(code, &rows),
            }
        }
    }
}

/// Two readings while they are compared.
struct Pair<'a> {
    /// What each page itself says.
    own: [&'a OperationFacts; 2],
    agreement: &'a mut Agreement,
}

impl Pair<'_> {
    /// Counts a fact that both sides state.
    fn tally<T: fmt::Debug>(&mut self, kind: Kind, what: &str, agrees: bool, sides: [T; 2]) {
        let tally = &mut self.agreement.tallies[kind as usize];
        tally.compared += 1;
        if agrees {
            tally.agreed += 1;
            return;
        }
        let [a, b] = self.own;
        let what = format!("{} {} {what}", a.method, a.path);
        let [fact_a, fact_b] = sides.map(|side| format!("{side:?}"));
        self.agreement.differences.push(Difference {
            kind,
            what: what.trim_end().to_owned(),
            sides: [(a.page.file.clone(), fact_a), (b.page.file.clone(), fact_b)],
        });
    }

    fn value<T: PartialEq + fmt::Debug>(&mut self, kind: Kind, what: &str, sides: [T; 2]) {
        let agrees = sides[0] == sides[1];
        self.tally(kind, what, agrees, sides);
    }

    fn operation(&mut self, about: OperationFact, agrees: bool, whole: [&OperationFacts; 2]) {
        let [a, b] = self.own;
        let has_sample = is_sample(a) || is_sample(b);
        let mut set = |kind, what, of: fn(&OperationFacts) -> &Vec<String>| {
            let sides = whole.map(|facts| {
                let mut sorted = of(facts).clone();
                sorted.sort();
                sorted
            });
            self.tally(kind, what, agrees, sides);
        };
        match about {
            OperationFact::Id if a.id.is_some() && b.id.is_some() => {
                let ids = [a, b].map(|facts| facts.id.as_deref().unwrap_or_default());
                self.tally(Kind::Id, "", agrees, ids);
            }
            OperationFact::Tokens => set(Kind::Tokens, "", |facts| &facts.tokens),
            OperationFact::Apps => set(Kind::Apps, "", |facts| &facts.apps),
            OperationFact::Scopes => set(Kind::Scopes, "", |facts| &facts.scopes),
            OperationFact::FieldScopes
                if !has_sample || !(a.field_scopes.is_empty() || b.field_scopes.is_empty()) =>
            {
                set(Kind::Scopes, "some fields", |facts| &facts.field_scopes);
            }
            OperationFact::RateLimit
                if !has_sample || (a.rate_limit.is_some() && b.rate_limit.is_some()) =>
            {
                let sides = whole.map(|facts| &facts.rate_limit);
                self.tally(Kind::RateLimit, "", agrees, sides);
            }
            OperationFact::BodyKind => {
                let sides = whole.map(|facts| facts.body_kind);
                self.tally(Kind::Kinds, "body", agrees, sides);
            }
            OperationFact::ResponseKind => {
                let sides = whole.map(|facts| facts.response_kind);
                self.tally(Kind::Kinds, "response", agrees, sides);
            }
            OperationFact::Ranges if a.ranges || b.ranges => {
                let sides = whole.map(|facts| facts.ranges);
                self.tally(Kind::Kinds, "ranges", agrees, sides);
            }
            // What a page leaves unsaid; and where the operation is, and what its page is called, is not counted.
            OperationFact::Id
            | OperationFact::FieldScopes
            | OperationFact::Ranges
            | OperationFact::RateLimit
            | OperationFact::Method
            | OperationFact::Path
            | OperationFact::Title
            | OperationFact::Page
            | OperationFact::Updated => {}
        }
    }

    fn field(&mut self, at: &At<'_>, about: FieldFact, agrees: bool, fields: [&FieldFacts; 2]) {
        // A page that does not show the field says nothing of it.
        let [Some(own_a), Some(own_b)] = self.own.map(|facts| at.find(facts)) else {
            return;
        };
        let what = &what(at);
        let both = |says: fn(&FieldFacts) -> bool| says(own_a) && says(own_b);
        let either = |says: fn(&FieldFacts) -> bool| says(own_a) || says(own_b);
        match about {
            FieldFact::Name => self.tally(Kind::Names, what, agrees, ["", ""]),
            FieldFact::Type if both(|field| field.ty != TypeFacts::Any) => {
                self.value(Kind::Types, what, fields.map(|field| field.ty));
                self.value(Kind::Lists, what, fields.map(|field| field.array));
            }
            FieldFact::Required if both(|field| field.required.is_some()) => {
                let sides = fields.map(|field| field.required);
                self.tally(Kind::Required, what, agrees, sides);
            }
            FieldFact::Values if either(|field| field.values.is_some()) => {
                let sides = fields.map(|field| &field.values);
                self.tally(Kind::Enums, what, agrees, sides);
            }
            FieldFact::Limits => {
                let limits = fields.map(|field| &field.limits);
                if limits.iter().any(|limits| **limits != Limits::default()) {
                    self.value(Kind::Limits, what, limits);
                }
                if either(|field| field.default.is_some()) {
                    let sides = fields.map(|field| &field.default);
                    self.value(Kind::Defaults, what, sides);
                }
            }
            FieldFact::Example if both(|field| field.example.is_some()) => {
                let sides = fields.map(|field| &field.example);
                self.tally(Kind::Examples, what, agrees, sides);
            }
            FieldFact::Type | FieldFact::Required | FieldFact::Values | FieldFact::Example => {}
        }
    }

    /// Each row counts by its status, then the messages of those that both have.
    fn errors(&mut self, code: i64, [a, b]: &[Vec<&ErrorFacts>; 2]) {
        let what = format!("error {code}");
        let status = |row: Option<&ErrorFacts>| match row {
            Some(row) => format!("status {:?}", row.status),
            None => "not there".to_owned(),
        };
        for &row in a {
            let other = b.iter().find(|other| other.status == row.status).copied();
            let sides = [Some(row), other].map(status);
            self.tally(Kind::Errors, &what, other.is_some(), sides);
            let is_translated = self.own[0].page.language != self.own[1].page.language;
            if let Some(other) = other.filter(|_| !is_translated) {
                self.value(Kind::Messages, &what, [&row.message, &other.message]);
            }
        }
        for &row in b {
            if a.iter().all(|other| other.status != row.status) {
                let sides = [None, Some(row)].map(status);
                self.tally(Kind::Errors, &what, false, sides);
            }
        }
    }
}

/// How a page is written.
fn form(facts: &OperationFacts) -> (Option<Dialect>, Option<Language>) {
    (facts.page.dialect, facts.page.language)
}

fn is_sample(facts: &OperationFacts) -> bool {
    facts.page.dialect == Some(Dialect::Sample)
}

/// `body.a.b`.
fn what(at: &At<'_>) -> String {
    format!("{}.{}", at.place, at.path())
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<28}{:>10}{:>10}{:>11}",
            "fact", "compared", "agreed", "share"
        )?;
        for kind in Kind::ALL {
            let Tally { compared, agreed } = self.tally(kind);
            // A share that is not whole must not be rounded to one that is.
            let share = match compared {
                0 => "-".to_owned(),
                _ => {
                    let hundredths = agreed * 10_000 / compared;
                    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
                }
            };
            writeln!(f, "{kind:<28}{compared:>10}{agreed:>10}{share:>11}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{error, field, object, one_of, operation, required};
    use super::*;

    fn reading(dialect: Dialect) -> OperationFacts {
        let mut facts = operation("GET /open-apis/demo/v1/things");
        facts.page.dialect = Some(dialect);
        facts.query = vec![required("a", "string"), one_of("k", "int", &["1", "2"])];
        facts.response = vec![object("o", "object", vec![field("b", "int")])];
        facts.errors = vec![error(400, 1, "one")];
        facts
    }

    fn compared(a: &OperationFacts, b: &OperationFacts) -> Agreement {
        let mut agreement = Agreement::default();
        agreement.compare(a, b);
        agreement
    }

    #[test]
    fn equal_readings_agree() {
        let agreement = compared(&reading(Dialect::Raw), &reading(Dialect::Markdown));
        assert_eq!(agreement.differences, []);
        let tally = |kind| agreement.tally(kind).agreed;
        assert_eq!(tally(Kind::Names), 4);
        assert_eq!(tally(Kind::Types), 4);
        assert_eq!(tally(Kind::Enums), 1);
        assert_eq!(tally(Kind::Errors), 1);
        assert!(agreement.to_string().contains("100.00 %"));
    }

    #[test]
    fn each_difference_is_named_once() {
        let mut other = reading(Dialect::Markdown);
        other.page.file = "b.md".into();
        other.query[0].required = Some(false);
        other.query[1].values = Some(vec!["1".into()]);
        other.response[0].children[0].array = 1;
        other.response[0].children.push(field("c", "int"));
        other.errors[0].status = Some(404);
        other.scopes.push("a:b".into());
        let agreement = compared(&reading(Dialect::Raw), &other);
        let kinds: Vec<_> = agreement
            .differences
            .iter()
            .map(|found| found.kind)
            .collect();
        assert_eq!(
            kinds,
            [
                Kind::Scopes,
                Kind::Required,
                Kind::Enums,
                Kind::Lists,
                Kind::Names,
                Kind::Errors,
                Kind::Errors
            ]
        );
        assert!(agreement.differences[3].what.ends_with("response.o.b"));
        assert!(agreement.differences[3].to_string().contains("b.md"));
    }

    #[test]
    fn what_one_side_leaves_unsaid_is_not_counted() {
        let mut sample = reading(Dialect::Sample);
        sample.query[0].ty = TypeFacts::Any;
        sample.response = Vec::new();
        let agreement = compared(&sample, &reading(Dialect::Raw));
        assert_eq!(agreement.differences, []);
        assert_eq!(agreement.tally(Kind::Types).compared, 1);
        assert_eq!(agreement.tally(Kind::RateLimit).compared, 0);
        assert_eq!(agreement.tally(Kind::Names).compared, 2);
    }

    #[test]
    fn versions_of_a_page_are_not_held_against_each_other() {
        let mut readings = vec![
            reading(Dialect::Raw),
            reading(Dialect::Markdown),
            reading(Dialect::Sample),
        ];
        readings[0].page.updated = Some(1);
        readings[1].page.updated = Some(2);
        readings[1].tokens = vec!["user".into()];
        let agreement = Agreement::of(&readings);
        assert_eq!(agreement.versions, 1);
        assert_eq!(agreement.tally(Kind::Tokens).compared, 2);
        assert_eq!(agreement.differences.len(), 1);
    }

    #[test]
    fn a_share_is_not_rounded_up() {
        let mut agreement = Agreement::default();
        agreement.tallies[Kind::Types as usize] = Tally {
            compared: 100_000,
            agreed: 99_999,
        };
        assert!(agreement.to_string().contains("99.99 %"));
    }
}
