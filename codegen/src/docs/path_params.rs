//! The parameters of a path, which pages put into other tables now and then.

use super::fields::Read;
use super::warnings::Warnings;

/// Puts the parameters of the path that stand in another table where they belong.
pub(super) fn place(
    path: &str,
    params: &mut Vec<Read>,
    elsewhere: [&mut Vec<Read>; 2],
    line: usize,
    warnings: &mut Warnings,
) {
    let [query, body] = elsewhere;
    for name in path
        .split('/')
        .filter_map(|segment| segment.strip_prefix(':'))
    {
        if params.iter().any(|param| param.facts.name == name) {
            continue;
        }
        let found = [&mut *query, &mut *body].into_iter().find_map(|fields| {
            let at = fields.iter().position(|field| field.facts.name == name)?;
            Some(fields.remove(at))
        });
        match found {
            Some(field) => {
                warnings.push(
                    field.line,
                    format!("`{name}` is a parameter of the path, but stands elsewhere"),
                );
                params.push(field);
            }
            None => warnings.push(line, format!("`{name}` of the path is not described")),
        }
    }
    for param in params.iter() {
        let name = &param.facts.name;
        if !path
            .split('/')
            .any(|segment| segment.strip_prefix(':') == Some(name))
        {
            warnings.push(param.line, format!("`{name}` is not in the path"));
        }
    }
}
