//! What a program gives a request or an object: its fields, and what is folded in place of those that are.

use super::model::{Field, Fold, Operation, TypeDef};

impl Operation {
    /// The fields of the request: those of the path, the query and the body.
    pub fn request_fields(&self) -> impl Iterator<Item = &Field> {
        self.path_params.iter().chain(&self.query).chain(&self.body)
    }

    /// What a program gives a request, with the position of each: the fields, but in place of those that are folded, the
    /// parameters that they make. The positions of these follow those of all fields.
    pub(crate) fn members(&self) -> impl Iterator<Item = (usize, &Field)> {
        members(self.request_fields().collect(), &self.folds)
    }

    /// The members that a request has to have: what stands in the path, whatever the documentation says of it, and nothing
    /// that the transport fills in.
    pub(crate) fn required_members(&self) -> impl Iterator<Item = (usize, &Field)> {
        let in_path = self.path_params.len();
        self.members().filter(move |(at, field)| {
            let required = *at < in_path || field.is_required();
            required && field.computed.is_none()
        })
    }
}

impl TypeDef {
    /// What an object has in Rust, with the position of each: the fields, but in place of those that are folded, what they
    /// make. The positions of these follow those of all fields.
    pub(crate) fn members(&self) -> impl Iterator<Item = (usize, &Field)> {
        members(self.fields().iter().collect(), &self.folds)
    }

    /// What all fields of an object are folded into, if that is one.
    pub(crate) fn only_fold(&self) -> Option<&Fold> {
        let fold = self.folds.first()?;
        let is_whole = (0..self.fields().len()).all(|at| fold.parts.contains(&at));
        is_whole.then_some(fold)
    }

    /// The members that a request has to give.
    pub(crate) fn required_members(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.members().filter(|(_, field)| field.is_required())
    }
}

fn members<'a>(
    fields: Vec<&'a Field>,
    folds: &'a [Fold],
) -> impl Iterator<Item = (usize, &'a Field)> {
    let count = fields.len();
    let fields = fields.into_iter().enumerate();
    fields.filter_map(move |(at, field)| {
        let mut folds = folds.iter().zip(count..);
        match folds.find(|(fold, _)| fold.parts.contains(&at)) {
            None => Some((at, field)),
            Some((fold, place)) => {
                let is_first = fold.parts.iter().min() == Some(&at);
                is_first.then_some((place, &fold.field))
            }
        }
    })
}
