//! What a source of facts leaves unsaid, taken from another source of the same operation.
//!
//! No source states everything. A page does not say which fields of a response are always there; one of the dialect
//! `sample` gives no rate limit, and of the response a single example. What is not stated is no statement to the contrary,
//! so before two sources are compared or merged, each is filled with what only the other says:
//! `compare(fill(old, new), fill(new, old))`.

use std::iter::zip;

use super::{
    Dialect, ErrorFacts, FieldFacts, OperationFacts, PageFacts, Place, ResponseKindFacts, TypeFacts,
};

/// `facts` with what its source leaves unsaid taken from `known`, the same operation from another source.
///
/// What every source may leave unsaid: the id, the title, the path of the page, its stamp, whether a field is required,
/// what the values of a map are, the status of an error. One that is in another language than the first
/// says none of title, stamp and messages of the same thing. A source of the dialect `sample` also leaves unsaid:
///
/// - the rate limit and the scopes of fields;
/// - what it has no place for in the tables of some parameters: values, limits, defaults, examples, and what an object of
///   the request contains;
/// - a type that could not be read, which is `any`;
/// - most of the response, of which it has one example. The example proves the fields that it shows, and the kind of their
///   values, but neither that there are no others nor what else holds for them.
///
/// Two sources of the dialect `sample` are the exception to the last: what one example shows and the other does not is a
/// difference between them.
pub fn fill(facts: &OperationFacts, known: &OperationFacts) -> OperationFacts {
    let sample = is_sample(facts);
    let mut filled = OperationFacts {
        page: fill_page(&facts.page, &known.page),
        id: facts.id.clone().or_else(|| known.id.clone()),
        errors: match is_translated(&facts.page, &known.page) {
            true => fill_errors(&with_messages(&facts.errors, &known.errors), &known.errors),
            false => fill_errors(&facts.errors, &known.errors),
        },
        ..facts.clone()
    };
    for ((place, fields), (_, known_fields)) in zip(filled.tables_mut(), known.tables()) {
        *fields = match (sample, place) {
            (false, _) => fill_required(fields, known_fields),
            (true, Place::Response) => fill_sample_response(fields, known_fields, is_sample(known)),
            (true, _) => fill_sample_request(fields, known_fields),
        };
    }
    if !sample {
        return filled;
    }
    if filled.rate_limit.is_none() {
        filled.rate_limit.clone_from(&known.rate_limit);
    }
    if filled.field_scopes.is_empty() {
        filled.field_scopes.clone_from(&known.field_scopes);
    }
    // Without fields there was no example, or an example without data, which a page gives out of laziness too.
    if facts.response.is_empty() && facts.response_kind != ResponseKindFacts::Binary {
        filled.response_kind = known.response_kind;
    }
    filled.ranges |= known.ranges && filled.response_kind == ResponseKindFacts::Binary;
    filled
}

fn is_sample(facts: &OperationFacts) -> bool {
    facts.page.dialect == Some(Dialect::Sample)
}

/// Whether a source leaves unsaid what only the other can say, since it is in a language that comes after that of the other.
fn is_translated(page: &PageFacts, known: &PageFacts) -> bool {
    page.language > known.language
}

fn fill_page(page: &PageFacts, known: &PageFacts) -> PageFacts {
    let (first, second) = match is_translated(page, known) {
        true => (known, page),
        false => (page, known),
    };
    PageFacts {
        file: page.file.clone(),
        title: first.title.clone().or_else(|| second.title.clone()),
        doc_path: first.doc_path.clone().or_else(|| second.doc_path.clone()),
        // In another language it is another page, which changes at another time.
        updated: match page.language == known.language {
            true => page.updated.or(known.updated),
            false => first.updated,
        },
        dialect: page.dialect,
        language: page.language,
        host: page.host.clone(),
        incomplete: page.incomplete,
    }
}

fn fill_errors(errors: &[ErrorFacts], known: &[ErrorFacts]) -> Vec<ErrorFacts> {
    let status = |error: &ErrorFacts| {
        let of_code = || known.iter().filter(|known| known.code == error.code);
        of_code()
            .find(|known| known.message == error.message)
            .or_else(|| of_code().next())
            .and_then(|known| known.status)
    };
    errors
        .iter()
        .map(|error| ErrorFacts {
            status: error.status.or_else(|| status(error)),
            ..error.clone()
        })
        .collect()
}

/// Errors with the messages that another source has for them: those of the same status first, and then one after the other.
fn with_messages(errors: &[ErrorFacts], known: &[ErrorFacts]) -> Vec<ErrorFacts> {
    let mut filled = errors.to_vec();
    let mut is_filled = vec![false; errors.len()];
    let mut is_taken = vec![false; known.len()];
    for by_status in [true, false] {
        for (error, is_filled) in zip(&mut filled, &mut is_filled) {
            let fits = |other: &ErrorFacts| {
                other.code == error.code && (!by_status || other.status == error.status)
            };
            let mut free = zip(known, &is_taken);
            let place = free.position(|(other, taken)| !taken && fits(other));
            if let (false, Some(place)) = (*is_filled, place) {
                is_taken[place] = true;
                *is_filled = true;
                error.message.clone_from(&known[place].message);
            }
        }
    }
    filled
}

/// Fields of a source that leaves nothing unsaid but whether they are required, and what the values of a map are.
fn fill_required(fields: &[FieldFacts], known: &[FieldFacts]) -> Vec<FieldFacts> {
    let filled = fields.iter().zip(counterparts(fields, known));
    filled
        .map(|(field, known)| match known {
            None => field.clone(),
            Some(known) if is_bare_map(field) && known.ty == TypeFacts::Map => FieldFacts {
                required: field.required.or(known.required),
                values: known.values.clone(),
                children: known.children.clone(),
                ..field.clone()
            },
            Some(known) => FieldFacts {
                required: field.required.or(known.required),
                children: fill_required(&field.children, &known.children),
                ..field.clone()
            },
        })
        .collect()
}

/// Whether a field is a map of whose values nothing is said.
fn is_bare_map(field: &FieldFacts) -> bool {
    field.ty == TypeFacts::Map && field.value_of_map().is_none()
}

fn fill_sample_request(fields: &[FieldFacts], known: &[FieldFacts]) -> Vec<FieldFacts> {
    let filled = fields.iter().zip(counterparts(fields, known));
    filled
        .map(|(field, known)| match known {
            None => field.clone(),
            Some(known) => fill_sample_request_field(field, known),
        })
        .collect()
}

fn fill_sample_request_field(field: &FieldFacts, known: &FieldFacts) -> FieldFacts {
    let mut filled = FieldFacts {
        required: field.required.or(known.required),
        example: field.example.clone().or_else(|| known.example.clone()),
        ..field.clone()
    };
    if field.ty == TypeFacts::Any {
        filled.ty = known.ty;
        // `undefined[]` is a list at least, `undefined` may be anything.
        filled.array = known.array.max(field.array);
    }
    // Of another type, values and limits are others.
    if filled.ty == known.ty {
        filled.values = field.values.clone().or_else(|| known.values.clone());
        filled.limits = field.limits.or(&known.limits);
        filled.default = field.default.clone().or_else(|| known.default.clone());
    }
    let bare = field.ty == TypeFacts::Object && field.children.is_empty();
    if bare && known.ty == TypeFacts::Map {
        filled.ty = known.ty;
    }
    filled.children = if field.children.is_empty() && is_object(filled.ty) {
        known.children.clone()
    } else {
        fill_sample_request(&field.children, &known.children)
    };
    filled
}

fn is_object(ty: TypeFacts) -> bool {
    matches!(ty, TypeFacts::Object | TypeFacts::Map)
}

/// `shown` in the order of `known`, with the fields of `known` that the example does not show, unless it has to show all.
fn fill_sample_response(
    shown: &[FieldFacts],
    known: &[FieldFacts],
    shows_all: bool,
) -> Vec<FieldFacts> {
    // An empty list, an empty object, or no example at all.
    if shown.is_empty() {
        return known.to_vec();
    }
    // Fields that only the example shows, each with the field of `known` that it comes after.
    let mut unknown = Vec::new();
    let mut before = None;
    for (field, counterpart) in shown.iter().zip(places(shown, known)) {
        match counterpart {
            Some(place) => before = Some(place),
            None => unknown.push((before, field)),
        }
    }
    let unknown_after = |place: Option<usize>| {
        let there = unknown.iter().filter(move |(before, _)| *before == place);
        there.map(|(_, field)| (*field).clone())
    };
    let mut filled: Vec<FieldFacts> = unknown_after(None).collect();
    for (place, field) in counterparts(known, shown).into_iter().enumerate() {
        match field {
            Some(field) => filled.push(fill_shown_field(field, &known[place], shows_all)),
            None if shows_all => {}
            None => filled.push(known[place].clone()),
        }
        filled.extend(unknown_after(Some(place)));
    }
    filled
}

fn fill_shown_field(shown: &FieldFacts, known: &FieldFacts, shows_all: bool) -> FieldFacts {
    if !may_be_example(shown, known) {
        return FieldFacts {
            required: shown.required.or(known.required),
            ..shown.clone()
        };
    }
    // An object that is documented without fields, or with any keys, has those of the example just for example.
    let children = if known.children.is_empty() {
        Vec::new()
    } else {
        fill_sample_response(&shown.children, &known.children, shows_all)
    };
    FieldFacts {
        children,
        ..known.clone()
    }
}

/// Whether a field with the facts `known` may have the value that was taken for the facts `shown`.
fn may_be_example(shown: &FieldFacts, known: &FieldFacts) -> bool {
    use TypeFacts::{Any, Float, Int, Map, Object};
    match (shown.ty, known.ty) {
        (_, Any) => true,
        // `null` and `[]`.
        (Any, _) => shown.array <= known.array,
        (Int, Float) | (Object, Map) => shown.array == known.array,
        (shown_ty, known_ty) => shown_ty == known_ty && shown.array == known.array,
    }
}

/// For each of `fields`, the one of `others` that has its name; of several of one name, the first has the first.
pub(crate) fn counterparts<'a>(
    fields: &[FieldFacts],
    others: &'a [FieldFacts],
) -> Vec<Option<&'a FieldFacts>> {
    let places = places(fields, others).into_iter();
    places.map(|place| others.get(place?)).collect()
}

/// For each of `fields`, where among `others` its counterpart is.
fn places(fields: &[FieldFacts], others: &[FieldFacts]) -> Vec<Option<usize>> {
    let mut taken = vec![false; others.len()];
    fields
        .iter()
        .map(|field| {
            let mut free = others.iter().zip(&taken);
            let place = free.position(|(other, taken)| !taken && other.name == field.name)?;
            taken[place] = true;
            Some(place)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{error, field, object, one_of, operation, optional, required};
    use super::super::{Language, RateLimitFacts, Special};
    use super::*;
    use crate::spec::limits::Limits;

    fn sample() -> OperationFacts {
        let mut facts = operation("GET /open-apis/demo/v1/things");
        facts.page.dialect = Some(Dialect::Sample);
        facts
    }

    fn raw() -> OperationFacts {
        operation("GET /open-apis/demo/v1/things")
    }

    fn names(fields: &[FieldFacts]) -> Vec<&str> {
        fields.iter().map(|field| field.name.as_str()).collect()
    }

    fn up_to(maximum: i64) -> Limits {
        Limits {
            maximum: Some(maximum),
            ..Limits::default()
        }
    }

    /// The response of a page with the example `shown`, filled from a page that documents `known`.
    fn response(shown: Vec<FieldFacts>, known: Vec<FieldFacts>) -> Vec<FieldFacts> {
        let shown = OperationFacts {
            response: shown,
            ..sample()
        };
        let known = OperationFacts {
            response: known,
            ..raw()
        };
        fill(&shown, &known).response
    }

    #[test]
    fn what_any_source_may_leave_unsaid_is_filled() {
        let mut known = raw();
        known.page.title = Some("Title".into());
        known.page.doc_path = Some("/demo/thing".into());
        known.page.updated = Some(7);
        known.id = Some("demo.v1.thing.get".into());
        known.query = vec![required("a", "string")];
        known.response = vec![object("o", "object", vec![required("b", "int")])];
        known.errors = vec![error(400, 1, "one"), error(404, 1, "other")];
        let mut facts = raw();
        facts.page.file = "mine.md".into();
        facts.query = vec![field("a", "string")];
        facts.response = vec![object("o", "object", vec![field("b", "int")])];
        facts.errors = vec![
            error(None, 1, "other"),
            error(None, 1, "third"),
            error(None, 2, "two"),
        ];
        let filled = fill(&facts, &known);
        assert_eq!(filled.page.file, "mine.md");
        assert_eq!(filled.page.title, known.page.title);
        assert_eq!(filled.page.doc_path, known.page.doc_path);
        assert_eq!(filled.page.updated, Some(7));
        assert_eq!(filled.id, known.id);
        assert_eq!(filled.query, known.query);
        assert_eq!(filled.response, known.response);
        let statuses: Vec<_> = filled.errors.iter().map(|error| error.status).collect();
        assert_eq!(statuses, [Some(404), Some(400), None]);
    }

    #[test]
    fn what_is_said_stays() {
        let mut known = raw();
        known.page.updated = Some(7);
        known.query = vec![required("a", "string"), required("b", "int")];
        known.rate_limit = Some(RateLimitFacts::Special(Special::Special));
        known.field_scopes = vec!["scope".into()];
        known.response = vec![field("x", "int")];
        known.errors = vec![error(400, 1, "one")];
        let mut facts = raw();
        facts.page.updated = Some(8);
        facts.query = vec![optional("a", "int")];
        facts.errors = vec![error(500, 1, "one")];
        assert_eq!(fill(&facts, &known), facts);
    }

    #[test]
    fn a_sample_page_says_nothing_of_limits_and_scopes_of_fields() {
        let mut known = raw();
        known.rate_limit = Some(RateLimitFacts::Special(Special::Special));
        known.field_scopes = vec!["scope".into()];
        known.response_kind = ResponseKindFacts::Binary;
        let filled = fill(&sample(), &known);
        assert_eq!(filled.rate_limit, known.rate_limit);
        assert_eq!(filled.field_scopes, known.field_scopes);
        assert_eq!(filled.response_kind, ResponseKindFacts::Binary);
    }

    #[test]
    fn an_example_need_not_show_every_field() {
        let known = || vec![field("a", "int"), field("b", "int"), field("c", "int")];
        let filled = response(
            vec![
                field("first", "int"),
                field("c", "int"),
                field("new", "string"),
                field("a", "int"),
            ],
            known(),
        );
        assert_eq!(names(&filled), ["first", "a", "b", "c", "new"]);
        assert_eq!(response(Vec::new(), known()), known());
    }

    #[test]
    fn between_two_samples_what_is_not_shown_is_not_there() {
        let known = OperationFacts {
            response: vec![
                field("a", "int"),
                object("o", "object", vec![field("b", "int")]),
            ],
            ..sample()
        };
        let facts = OperationFacts {
            response: vec![field("o", "object")],
            ..sample()
        };
        assert_eq!(fill(&facts, &known).response, known.response[1..]);
    }

    #[test]
    fn an_example_does_not_contradict_a_type_that_it_fits() {
        for (shown, known) in [
            ("int", "float"),
            ("object", "map"),
            ("any", "string"),
            ("any", "int[]"),
            ("any[]", "string[][]"),
            ("string[]", "any"),
        ] {
            let known = vec![field("a", known)];
            assert_eq!(response(vec![field("a", shown)], known.clone()), known);
        }
        for (shown, known) in [
            ("float", "int"),
            ("string", "int"),
            ("int[]", "int"),
            ("any[]", "int"),
            ("object", "string"),
        ] {
            let shown = vec![field("a", shown)];
            assert_eq!(response(shown.clone(), vec![field("a", known)]), shown);
        }
        let limited = vec![FieldFacts {
            limits: up_to(9),
            ..one_of("a", "int", &["1", "2"])
        }];
        assert_eq!(response(vec![field("a", "int")], limited.clone()), limited);
    }

    #[test]
    fn an_example_of_any_keys_adds_none() {
        for known in ["map", "object", "any"] {
            let known = vec![field("a", known)];
            let shown = vec![object("a", "object", vec![field("key", "int")])];
            assert_eq!(response(shown, known.clone()), known);
        }
    }

    #[test]
    fn the_request_of_a_sample_page_is_filled_where_it_could_not_be_read() {
        let mut known = raw();
        known.body = vec![
            object("list", "object[]", vec![field("a", "int")]),
            object("inside", "object", vec![field("b", "int")]),
            field("keys", "map"),
            FieldFacts {
                example: Some("x".into()),
                ..required("text", "string")
            },
            FieldFacts {
                limits: up_to(9),
                default: Some("1".into()),
                ..one_of("kind", "int", &["1", "2"])
            },
            field("unsaid", "int"),
        ];
        let mut facts = sample();
        facts.body = vec![
            field("list", "any[]"),
            field("inside", "object"),
            field("keys", "object"),
            optional("text", "int"),
            field("kind", "int"),
            field("new", "any"),
        ];
        let body = fill(&facts, &known).body;
        assert_eq!(body[..3], known.body[..3]);
        let text = FieldFacts {
            example: Some("x".into()),
            ..optional("text", "int")
        };
        assert_eq!(
            body[3..],
            [text, known.body[4].clone(), field("new", "any")]
        );
    }

    #[test]
    fn of_several_fields_of_one_name_the_first_has_the_first() {
        let mut known = raw();
        known.query = vec![required("a", "int"), optional("a", "string")];
        let mut facts = raw();
        facts.query = vec![field("a", "int"), field("a", "string"), field("a", "bool")];
        let filled = fill(&facts, &known).query;
        assert_eq!(filled[..2], known.query);
        assert_eq!(filled[2], field("a", "bool"));
    }

    #[test]
    fn another_language_says_nothing_in_words() {
        let mut known = raw();
        known.page.title = Some("Title".into());
        known.page.updated = Some(7);
        known.errors = vec![
            error(400, 1, "one"),
            error(404, 1, "other"),
            error(400, 2, "two"),
        ];
        let mut facts = raw();
        facts.page.language = Some(Language::En);
        facts.page.title = Some("Words".into());
        facts.page.updated = Some(9);
        facts.errors = vec![
            error(404, 1, "x"),
            error(418, 1, "y"),
            error(500, 1, "z"),
            error(None, 2, "w"),
        ];
        let filled = fill(&facts, &known);
        assert_eq!(filled.page.title, known.page.title);
        assert_eq!(filled.page.updated, Some(7));
        let expected = [
            error(404, 1, "other"),
            error(418, 1, "one"),
            error(500, 1, "z"),
            error(400, 2, "two"),
        ];
        assert_eq!(filled.errors, expected);
        // The other way round, nothing is taken over, a stamp least of all.
        known.page.updated = None;
        assert_eq!(fill(&known, &facts), known);
        assert_eq!(fill(&facts, &known).page.updated, None);
    }
}
