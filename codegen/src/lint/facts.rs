//! Limits, defaults and samples of fields: whether they suit the type and each other.

use crate::spec::limits::{Limits, ValueLimit};
use crate::spec::model::{FieldDetails, Format};
use crate::text::diagnostic::{At, Code, Diagnostic, Report};
use crate::text::yaml::{Node, ScalarValue};

use super::place::Place;
use super::values;
use crate::spec::lower;
use crate::spec::resolve::Visible;
use crate::spec::source::{
    FactsSource, FieldSource, Given, OverrideSource, TypeSourceKind, ValueSource,
};
use crate::spec::word::{Base, TypeExpr};

/// What a single value of a field is.
enum Kind<'a> {
    Text,
    Int,
    Float,
    Bool,
    Object,
    File,
    Any,
    Texts(&'a [ValueSource]),
    Ints(&'a [ValueSource]),
}

impl Kind<'_> {
    fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Texts(_) | Self::File | Self::Any)
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Ints(_) | Self::Any)
    }
}

/// Checks the facts of one field.
pub(super) fn check(field: &FieldSource, place: Place, visible: &Visible<'_>, report: &mut Report) {
    let Some(ty) = field.ty() else { return };
    let Some(kind) = kind(&ty.value, visible) else {
        return;
    };
    let array = ty.value.array;
    let corrected = field.correction.as_ref().map(OverrideSource::facts);
    suits(field.facts(), corrected, &kind, array, &ty.value, report);
    if let Some(correction) = corrected {
        suits(correction, None, &kind, array, &ty.value, report);
    }
    check_format(field, &kind, array, report);
    check_required(field, place, report);

    let documented = lower::documented_facts(field, place.unstated());
    let effective = match &field.correction {
        Some(correction) => lower::facts(correction.facts(), &documented),
        None => documented.clone(),
    };
    check_override(field, &documented, report);
    check_ranges(field, &effective, report);

    for (name, given, correction) in [
        (
            "default",
            &field.default,
            corrected.map(|facts| facts.default),
        ),
        (
            "example",
            &field.example,
            corrected.map(|facts| facts.example),
        ),
    ] {
        let given = correction.and_then(Option::as_ref).or(given.as_ref());
        let Some((node, at)) = given.and_then(|given| Some((given.value.as_ref()?, given.at)))
        else {
            continue;
        };
        let format = values::format(field);
        if let Err(label) = fits(node, &kind, array, &effective.limits, format) {
            let help = if label.contains("documented") {
                "correct the limit with an `override` that says `why`, if the documentation is wrong"
            } else {
                "write a value that the platform accepts"
            };
            let message = format!("the {name} of `{}` does not fit", field.name.value);
            report.push(
                Diagnostic::new(Code::Example, at, message)
                    .label(label)
                    .help(help),
            );
        }
    }
}

fn kind<'a>(ty: &TypeExpr, visible: &Visible<'a>) -> Option<Kind<'a>> {
    Some(match &ty.base {
        Base::String => Kind::Text,
        Base::Int => Kind::Int,
        Base::Float => Kind::Float,
        Base::Bool => Kind::Bool,
        Base::Any => Kind::Any,
        Base::File => Kind::File,
        Base::Map(_) | Base::Object => Kind::Object,
        Base::Named(name) => match visible.find(name)?.ty.kind() {
            TypeSourceKind::StringEnum(values) => Kind::Texts(values),
            TypeSourceKind::IntEnum(values) => Kind::Ints(values),
            TypeSourceKind::Id => Kind::Text,
            TypeSourceKind::Object(_) => Kind::Object,
            TypeSourceKind::Parts(_) | TypeSourceKind::Unknown => return None,
        },
    })
}

/// Whether each limit is of a kind that the type has, unless a correction takes it away.
fn suits(
    facts: FactsSource<'_>,
    corrected: Option<FactsSource<'_>>,
    kind: &Kind<'_>,
    array: u8,
    ty: &TypeExpr,
    report: &mut Report,
) {
    for (limit, given) in facts.limits() {
        let fits = match limit {
            // Lists have lengths too: those of their items are not documented.
            ValueLimit::MinLength | ValueLimit::MaxLength => kind.is_text() || array > 0,
            ValueLimit::Minimum | ValueLimit::Maximum => kind.is_number(),
            ValueLimit::Pattern => kind.is_text(),
        };
        let stands = given.value.is_some() && corrected.is_none_or(|facts| !facts.has(limit));
        if stands && !fits {
            let name = limit.name();
            report.push(
                Diagnostic::new(Code::Constraint, given.at, format!("`{name}` does not suit the type of the field"))
                    .label(format!("the field is {}", describe(ty)))
                    .help("lengths and patterns are for texts and lists, `minimum` and `maximum` for numbers"),
            );
        }
    }
}

fn check_format(field: &FieldSource, kind: &Kind<'_>, array: u8, report: &mut Report) {
    let (Some(format), Some(ty)) = (&field.format, field.ty()) else {
        return;
    };
    let (is_text, is_int) = (matches!(kind, Kind::Text), matches!(kind, Kind::Int));
    let (for_text, for_int) = values::format(field).map_or((true, true), Format::carriers);
    let suits = (for_text && is_text) || (for_int && is_int);
    let needed = match (for_text, for_int) {
        (true, true) => "`string` or `int`",
        (false, true) => "`int`",
        _ => "`string`",
    };
    let plain = matches!(ty.value.base, Base::String | Base::Int) && array == 0;
    let fits = plain && suits;
    if !fits {
        report.push(
            Diagnostic::new(
                Code::Constraint,
                format.at,
                format!(
                    "the format `{}` does not suit the type of the field",
                    format.value
                ),
            )
            .label(format!("the field is {}", describe(&ty.value)))
            .help(format!("`{}` is for fields of type {needed}", format.value)),
        );
    }
}

fn check_required(field: &FieldSource, place: Place, report: &mut Report) {
    let corrected = field
        .correction
        .as_ref()
        .and_then(|correction| correction.required.as_ref())
        .filter(|given| given.value != Some(true));
    let stated = field
        .required
        .as_ref()
        .filter(|given| given.value == Some(false));
    if place != Place::Path {
        return;
    }
    for given in stated.into_iter().chain(corrected) {
        report.push(
            Diagnostic::new(
                Code::PathParameter,
                given.at,
                "a parameter of the path is always required",
            )
            .label("cannot be left out")
            .help("remove `required`"),
        );
    }
}

/// An override that is no longer needed is to be removed, or one could not trust the others.
fn check_override(field: &FieldSource, documented: &FieldDetails, report: &mut Report) {
    let Some(correction) = &field.correction else {
        return;
    };
    let facts = correction.facts();
    let after = lower::facts(facts, documented);
    let corrected_ty = field.replaced_ty().and_then(|documented| {
        let ty = field.ty()?;
        Some((ty.at, ty.value == documented.value))
    });
    /// What is given, where it stands, and whether it is the same as before.
    fn given<S>(given: &Given<S>, same: bool) -> Option<(At, bool)> {
        Some((given.as_ref()?.at, same))
    }
    let required = given(facts.required, documented.required == after.required);
    let default = given(facts.default, documented.default == after.default);
    let example = given(facts.example, documented.example == after.example);
    let limits = facts.limits().map(|(limit, given)| {
        let same = documented.limits.get(limit) == after.limits.get(limit);
        (limit.name(), Some((given.at, same)))
    });
    let all = [
        ("type", corrected_ty),
        ("required", required),
        ("default", default),
        ("example", example),
    ];
    let given: Vec<_> = all
        .into_iter()
        .chain(limits)
        .filter_map(|(name, given)| Some((name, given?)))
        .collect();
    if given.is_empty() {
        report.push(
            Diagnostic::new(
                Code::Override,
                correction.at,
                format!("the override of `{}` is empty", field.name.value),
            )
            .label("corrects nothing")
            .help("say what holds, or remove the override"),
        );
    }
    for (name, (at, same)) in given {
        if same {
            report.push(
                Diagnostic::new(
                    Code::Override,
                    at,
                    format!("the override of `{name}` changes nothing"),
                )
                .label("the documentation says so too")
                .help("remove it"),
            );
        }
    }
}

fn check_ranges(field: &FieldSource, facts: &FieldDetails, report: &mut Report) {
    if let Some((least, largest)) = facts.limits.contradiction() {
        let what = format!("`{}` is above `{}`", least.name(), largest.name());
        report.push(
            Diagnostic::new(Code::Constraint, field.name.at, what)
                .label("no value fits")
                .help("correct the one that is wrong with an `override`"),
        );
    }
}

/// Whether a value is one of the field; if not, why.
fn fits(
    node: &Node,
    kind: &Kind<'_>,
    array: u8,
    limits: &Limits,
    format: Option<Format>,
) -> Result<(), String> {
    if array > 0 {
        let items = node
            .as_list()
            .ok_or_else(|| format!("expected a list, found {}", node.describe()))?;
        check_length(items.len(), "items", limits)?;
        let unlimited = Limits {
            min_length: None,
            max_length: None,
            ..limits.clone()
        };
        return items
            .iter()
            .try_for_each(|item| fits(item, kind, array - 1, &unlimited, format));
    }
    let expected = |what: &str| Err(format!("expected {what}, found {}", node.describe()));
    let scalar = node.as_scalar();
    match (kind, scalar.map(|scalar| scalar.value)) {
        (Kind::Any, _) => Ok(()),
        (Kind::Object, None) if node.as_map().is_some() => Ok(()),
        (Kind::Object, _) => expected("a map"),
        (Kind::Text | Kind::File, Some(ScalarValue::Text)) => {
            let text = scalar
                .map(|scalar| scalar.text.as_str())
                .unwrap_or_default();
            if let Some(Err(what)) = format.map(|format| format.accepts(text)) {
                return expected(what);
            }
            check_length(text.chars().count(), "characters", limits)
        }
        (
            Kind::Text | Kind::File,
            Some(
                ScalarValue::Int(_)
                | ScalarValue::Huge
                | ScalarValue::Float(_)
                | ScalarValue::Bool(_),
            ),
        ) => expected("a text (with quotation marks, if it looks like something else)"),
        (Kind::Text | Kind::File, _) => expected("a text"),
        (Kind::Bool, Some(ScalarValue::Bool(_))) => Ok(()),
        (Kind::Bool, _) => expected("`true` or `false`"),
        (Kind::Int, Some(ScalarValue::Int(number))) => {
            if format == Some(Format::Flag) && !matches!(number, 0 | 1) {
                return expected("0 or 1");
            }
            check_range(number, limits)
        }
        (Kind::Int, _) => expected("a whole number"),
        (Kind::Float, Some(ScalarValue::Int(_) | ScalarValue::Float(_))) => Ok(()),
        (Kind::Float, _) => expected("a number"),
        (Kind::Texts(values), Some(ScalarValue::Text)) => check_value(node, values),
        (Kind::Texts(_), _) => expected("a text that the enumeration has"),
        (Kind::Ints(values), Some(ScalarValue::Int(_))) => check_value(node, values),
        (Kind::Ints(_), _) => expected("a number that the enumeration has"),
    }
}

fn check_length(length: usize, of: &str, limits: &Limits) -> Result<(), String> {
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    match (limits.min_length, limits.max_length) {
        (_, Some(max)) if length > max => Err(format!("{length} {of}, documented maximum {max}")),
        (Some(min), _) if length < min => Err(format!("{length} {of}, documented minimum {min}")),
        _ => Ok(()),
    }
}

fn check_range(number: i64, limits: &Limits) -> Result<(), String> {
    match (limits.minimum, limits.maximum) {
        (_, Some(max)) if number > max => Err(format!("above the documented maximum {max}")),
        (Some(min), _) if number < min => Err(format!("below the documented minimum {min}")),
        _ => Ok(()),
    }
}

fn check_value(node: &Node, values: &[ValueSource]) -> Result<(), String> {
    let text = node
        .as_scalar()
        .map(|scalar| scalar.text.as_str())
        .unwrap_or_default();
    if values.iter().any(|value| value.wire.value.text == text) {
        return Ok(());
    }
    let known: Vec<_> = values
        .iter()
        .take(6)
        .map(|value| format!("`{}`", value.wire.value.text))
        .collect();
    let more = if values.len() > known.len() {
        ", …"
    } else {
        ""
    };
    Err(format!(
        "not a value of the enumeration ({}{more})",
        known.join(", ")
    ))
}

fn describe(ty: &TypeExpr) -> String {
    let base = match &ty.base {
        Base::String => "`string`".into(),
        Base::Int => "`int`".into(),
        Base::Float => "`float`".into(),
        Base::Bool => "`bool`".into(),
        Base::Any => "`any`".into(),
        Base::Object => "`object`".into(),
        Base::File => "`file`".into(),
        Base::Map(_) => "a map".into(),
        Base::Named(name) => format!("`{name}`"),
    };
    if ty.array > 0 {
        format!("a list of {base}")
    } else {
        base
    }
}
