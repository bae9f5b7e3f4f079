//! The fields of a request, and what a program gives it: in place of those that are folded, parameters.

use super::model::{Field, Operation};

impl Operation {
    /// The fields of the request: those of the path, the query and the body.
    pub fn request_fields(&self) -> impl Iterator<Item = &Field> {
        self.path_params.iter().chain(&self.query).chain(&self.body)
    }

    /// What a program gives a request, with the position of each: the fields, but in place of those that are folded, the
    /// parameters that they make. The positions of these follow those of all fields.
    pub(crate) fn members(&self) -> impl Iterator<Item = (usize, &Field)> {
        let count = self.request_fields().count();
        self.request_fields()
            .enumerate()
            .filter_map(move |(at, field)| {
                let mut folds = self.folds.iter().zip(count..);
                match folds.find(|(fold, _)| fold.parts.contains(&at)) {
                    None => Some((at, field)),
                    Some((fold, place)) => {
                        let is_first = fold.parts.iter().min() == Some(&at);
                        is_first.then_some((place, &fold.field))
                    }
                }
            })
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
