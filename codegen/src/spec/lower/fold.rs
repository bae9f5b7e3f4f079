//! What is put together of several fields: parameters of requests, fields of objects.

use serde_json::Value;

use crate::spec::model::{Field, FieldDetails, FieldType, Fold, Operation, TypeDef, TypeId, Types};

use super::super::source::FoldSource;
use super::values::string;

/// The parameters of an operation, except those that name something that is not there. `find` is what the name of a type
/// means.
pub(super) fn parameters(
    sources: &[FoldSource],
    operation: &Operation,
    types: &Types,
    find: impl Fn(&str) -> Option<TypeId>,
) -> Vec<Fold> {
    let in_path = operation.path_params.len();
    let fields = operation.request_fields().enumerate();
    let fields: Vec<_> = fields
        .map(|(at, field)| (field, at < in_path || field.is_required()))
        .collect();
    folds(sources, &fields, types, find)
}

/// What an object has in place of fields, with the same exception.
pub(super) fn members(
    sources: &[FoldSource],
    object: &TypeDef,
    types: &Types,
    find: impl Fn(&str) -> Option<TypeId>,
) -> Vec<Fold> {
    let fields = object.fields().iter();
    let fields: Vec<_> = fields.map(|field| (field, field.is_required())).collect();
    folds(sources, &fields, types, find)
}

/// `fields` are those that there are, and whether each is needed.
fn folds(
    sources: &[FoldSource],
    fields: &[(&Field, bool)],
    types: &Types,
    find: impl Fn(&str) -> Option<TypeId>,
) -> Vec<Fold> {
    let folds = sources.iter().filter_map(|source| {
        let id = find(&source.ty.as_ref()?.value)?;
        fold(source, id, fields, types)
    });
    folds.collect()
}

fn fold(source: &FoldSource, id: TypeId, fields: &[(&Field, bool)], types: &Types) -> Option<Fold> {
    let of_type = types[id].parts();
    let positions = of_type.iter().map(|part| {
        let mut given = source.parts.iter();
        let (_, name) = given.find(|(given, _)| given.value == part.name)?;
        let mut fields = fields.iter();
        fields.position(|(field, _)| field.own_name() == name.value)
    });
    let parts: Vec<usize> = positions.collect::<Option<_>>()?;
    let folded = || parts.iter().map(|at| fields[*at].0);
    let required = parts.iter().any(|at| fields[*at].1);
    let docs: Vec<&str> = folded().map(|field| field.doc.as_str()).collect();
    let examples = of_type.iter().zip(folded()).map(|(part, field)| {
        let example = field.effective().example.clone()?;
        Some((part.name.clone(), example))
    });
    let examples: Option<serde_json::Map<_, _>> = examples.collect();
    let doc = match &source.doc {
        Some(_) => string(&source.doc),
        None => docs.join(" "),
    };
    Some(Fold {
        field: Field {
            name: source.name.value.clone(),
            undocumented: false,
            rust: None,
            at: source.name.at,
            doc,
            ty: FieldType::Named(id),
            array: 0,
            documented: None,
            values: None,
            facts: FieldDetails {
                required: Some(required),
                example: examples.map(Value::Object),
                ..FieldDetails::default()
            },
            correction: None,
            // Of what a response lacks, nothing is known.
            always: false,
            format: None,
            json: None,
            computed: None,
        },
        parts,
    })
    .filter(|fold| !fold.parts.is_empty())
}
