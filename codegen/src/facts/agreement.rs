//! How far readings of the same operation agree, fact by fact.
//!
//! The same page exists in several dialects. What all of them state must be the same, so that a difference is a fault of
//! a page or of its reader. A fact that one of them leaves unsaid is not counted: see [`silence`](super::silence).

use std::collections::BTreeMap;
use std::fmt;

use super::identity::{by_route, same_document};
use super::silence::fill;
use super::{Dialect, FieldFacts, OperationFacts, TypeFacts};

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

    /// Compares all readings of each operation that are written in different dialects.
    pub fn of(readings: &[OperationFacts]) -> Self {
        let operations: BTreeMap<_, _> = by_route(readings).into_iter().collect();
        let mut agreement = Self::default();
        for sources in operations.values() {
            for (at, a) in sources.iter().enumerate() {
                let others = sources[at + 1..].iter();
                let comparable =
                    |b: &OperationFacts| b.page.dialect != a.page.dialect && same_document(a, b);
                for b in others.filter(|b| comparable(b)) {
                    match (a.page.updated, b.page.updated) {
                        (Some(a), Some(b)) if a != b => agreement.versions += 1,
                        _ => agreement.compare(a, b),
                    }
                }
            }
        }
        agreement
    }

    /// Compares two readings of one operation.
    pub fn compare(&mut self, a: &OperationFacts, b: &OperationFacts) {
        let mut pair = Pair {
            files: [a.page.file.clone(), b.page.file.clone()],
            operation: format!("{} {}", a.method, a.path),
            agreement: self,
        };
        let sampled = is_sample(a) || is_sample(b);
        let [whole_a, whole_b] = [fill(a, b), fill(b, a)];
        pair.fact(Kind::Id, "", a.id.as_ref(), b.id.as_ref());
        pair.list(Kind::Tokens, "", &a.tokens, &b.tokens);
        pair.list(Kind::Apps, "", &a.apps, &b.apps);
        pair.list(Kind::Scopes, "", &a.scopes, &b.scopes);
        if !sampled || !(a.field_scopes.is_empty() || b.field_scopes.is_empty()) {
            pair.list(
                Kind::Scopes,
                "some fields",
                &a.field_scopes,
                &b.field_scopes,
            );
        }
        if !sampled || (a.rate_limit.is_some() && b.rate_limit.is_some()) {
            pair.value(Kind::RateLimit, "", &a.rate_limit, &b.rate_limit);
        }
        pair.value(Kind::Kinds, "body", &a.body_kind, &b.body_kind);
        pair.value(
            Kind::Kinds,
            "response",
            &whole_a.response_kind,
            &whole_b.response_kind,
        );
        pair.fields(
            "path",
            [&a.path_params, &b.path_params],
            [&whole_a.path_params, &whole_b.path_params],
        );
        pair.fields(
            "query",
            [&a.query, &b.query],
            [&whole_a.query, &whole_b.query],
        );
        pair.fields("body", [&a.body, &b.body], [&whole_a.body, &whole_b.body]);
        pair.fields(
            "response",
            [&a.response, &b.response],
            [&whole_a.response, &whole_b.response],
        );
        pair.errors(&whole_a, &whole_b);
    }
}

fn is_sample(facts: &OperationFacts) -> bool {
    facts.page.dialect == Some(Dialect::Sample)
}

/// Two readings while they are compared.
struct Pair<'a> {
    files: [String; 2],
    operation: String,
    agreement: &'a mut Agreement,
}

impl Pair<'_> {
    fn value<T: PartialEq + fmt::Debug>(&mut self, kind: Kind, what: &str, a: &T, b: &T) {
        let tally = &mut self.agreement.tallies[kind as usize];
        tally.compared += 1;
        if a == b {
            tally.agreed += 1;
            return;
        }
        let [file_a, file_b] = self.files.clone();
        self.agreement.differences.push(Difference {
            kind,
            what: format!("{} {what}", self.operation).trim_end().to_owned(),
            sides: [(file_a, format!("{a:?}")), (file_b, format!("{b:?}"))],
        });
    }

    /// A fact that counts if both sides state it.
    fn fact<T: PartialEq + fmt::Debug>(
        &mut self,
        kind: Kind,
        what: &str,
        a: Option<&T>,
        b: Option<&T>,
    ) {
        if let (Some(a), Some(b)) = (a, b) {
            self.value(kind, what, a, b);
        }
    }

    /// A list whose order tells nothing.
    fn list<T: Ord + Clone + fmt::Debug>(&mut self, kind: Kind, what: &str, a: &[T], b: &[T]) {
        let sorted = |list: &[T]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        self.value(kind, what, &sorted(a), &sorted(b));
    }

    /// Each name counts, then what is stated of the fields that both have. `stated` is what a page itself says.
    fn fields(&mut self, above: &str, stated: [&[FieldFacts]; 2], whole: [&[FieldFacts]; 2]) {
        let find =
            |fields: &[FieldFacts], name: &str| fields.iter().position(|field| field.name == name);
        for field in whole[0] {
            let what = format!("{above}.{}", field.name);
            let Some(other) = find(whole[1], &field.name) else {
                self.value(Kind::Names, &what, &"is there", &"is not there");
                continue;
            };
            let other = &whole[1][other];
            let own = stated.map(|fields| find(fields, &field.name).map(|at| &fields[at]));
            // A page that does not show the field says nothing of it.
            if own.iter().all(Option::is_some) {
                self.value(Kind::Names, &what, &"", &"");
                self.field(&what, field, other, own);
            }
            let children = own.map(|field| field.map_or(&[][..], |field| &field.children));
            self.fields(&what, children, [&field.children, &other.children]);
        }
        for field in whole[1] {
            if find(whole[0], &field.name).is_none() {
                let what = format!("{above}.{}", field.name);
                self.value(Kind::Names, &what, &"is not there", &"is there");
            }
        }
    }

    fn field(&mut self, what: &str, a: &FieldFacts, b: &FieldFacts, own: [Option<&FieldFacts>; 2]) {
        let states = |stated: fn(&FieldFacts) -> bool| own.iter().flatten().all(|own| stated(own));
        if states(|field| field.ty != TypeFacts::Any) {
            self.value(Kind::Types, what, &a.ty, &b.ty);
            self.value(Kind::Lists, what, &a.array, &b.array);
        }
        if states(|field| field.required.is_some()) {
            self.value(Kind::Required, what, &a.required, &b.required);
        }
        let is_said = |said: fn(&FieldFacts) -> bool| own.iter().flatten().any(|own| said(own));
        if is_said(|field| field.values.is_some()) {
            self.value(Kind::Enums, what, &a.values, &b.values);
        }
        let limits = |field: &FieldFacts| {
            (
                [field.min_length, field.max_length],
                [field.minimum, field.maximum],
                field.pattern.clone(),
            )
        };
        if limits(a) != Default::default() || limits(b) != Default::default() {
            self.value(Kind::Limits, what, &limits(a), &limits(b));
        }
        if is_said(|field| field.default.is_some()) {
            self.value(Kind::Defaults, what, &a.default, &b.default);
        }
        if states(|field| field.example.is_some()) {
            self.value(Kind::Examples, what, &a.example, &b.example);
        }
    }

    fn errors(&mut self, a: &OperationFacts, b: &OperationFacts) {
        let has = |facts: &OperationFacts, status: Option<u16>, code: i64| {
            facts
                .errors
                .iter()
                .find(|error| error.status == status && error.code == code)
                .map(|error| error.message.clone())
        };
        for error in &a.errors {
            let what = format!("error {}", error.code);
            match has(b, error.status, error.code) {
                Some(message) => {
                    self.value(Kind::Errors, &what, &"", &"");
                    self.value(Kind::Messages, &what, &error.message, &message);
                }
                None => self.value(
                    Kind::Errors,
                    &what,
                    &format!("status {:?}", error.status),
                    &"not there".to_owned(),
                ),
            }
        }
        for error in &b.errors {
            if has(a, error.status, error.code).is_none() {
                let what = format!("error {}", error.code);
                self.value(
                    Kind::Errors,
                    &what,
                    &"not there".to_owned(),
                    &format!("status {:?}", error.status),
                );
            }
        }
    }
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
    use super::super::made_up::{error, field, object, one_of, operation, required};
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
