//! Parameters that are put together of several fields.

use serde_json::Value;

use crate::spec::model::{Field, FieldDetails, FieldType, Fold, Operation, TypeId, Types};

use super::super::source::FoldSource;
use super::values::string;

/// The parameters of an operation, except those that name something that is not there. `find` is what the name of a type
/// means.
pub(super) fn folds(
    sources: &[FoldSource],
    operation: &Operation,
    types: &Types,
    find: impl Fn(&str) -> Option<TypeId>,
) -> Vec<Fold> {
    let folds = sources.iter().filter_map(|source| {
        let id = find(&source.ty.as_ref()?.value)?;
        fold(source, id, operation, types)
    });
    folds.collect()
}

fn fold(source: &FoldSource, id: TypeId, operation: &Operation, types: &Types) -> Option<Fold> {
    let of_type = types[id].parts();
    let positions = of_type.iter().map(|part| {
        let mut given = source.parts.iter();
        let (_, name) = given.find(|(given, _)| given.value == part.name)?;
        let mut fields = operation.request_fields();
        fields.position(|field| field.own_name() == name.value)
    });
    let parts: Vec<usize> = positions.collect::<Option<_>>()?;
    let fields: Vec<&Field> = operation.request_fields().collect();
    let folded = || parts.iter().map(|at| fields[*at]);
    let required = parts
        .iter()
        .any(|at| *at < operation.path_params.len() || fields[*at].is_required());
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
            always: false,
            format: None,
            json: None,
            computed: None,
        },
        parts,
    })
    .filter(|fold| !fold.parts.is_empty())
}
