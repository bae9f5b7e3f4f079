//! Merges what documentation pages state into the spec.
//!
//! Facts are the pages', words are ours: what a page states differently is written, what we have said of it stays. What a
//! page no longer lists is marked, not deleted. Files are written in canonical form, all or none.
//!
//! - Operations are matched by method and path; the names of parameters do not tell them apart.
//! - New operations go where their id says, into `spec/<service>/<version>/<resource>.yaml`.
//! - Fields and errors stand in the documented order, arguments of `new` in that which they have. Values of enumerations and fields of objects keep theirs as long as
//!   one of the pages that use the type has it: the order of a shared type would change with every page.
//! - Of several pages of an operation, that in the first language and of the first brand counts, then the newest, then the
//!   richer dialect; the others are compared with the result. One that comes after the page which the spec was made from
//!   changes nothing.
//! - What one use of an object leaves unsaid, another may state: the object keeps it, and stays one until two uses contradict
//!   each other. A response that is an object with a name is one more use of it.
//! - A page that is older than the spec changes nothing. What it states differently is reported. What a page lacks does not
//!   count as gone if the page bears no stamp, could not be read in full, or has lost a table or a row.
//! - An operation that a page describes by its id or its path, but on another route, has moved. One whose page describes
//!   something else now is marked.
//! - Words that only a person can write are left empty, and the linter lists them.
//! - In the end the spec is read again, and what it still states differently from a page is reported: nothing that could
//!   not be expressed is passed over.

use std::path::Path;

use crate::facts::from_spec;
use crate::lint::inspect;
use crate::spec::files;
use crate::text::diagnostic::{Code, Report};

use compare::compare;
use merger::Merger;
use operations::{mark_gone, merge_all};
use pages::group;

pub use difference::{Difference, differences};
pub use kept::Kept;
pub use outcome::{Age, Fate, Import, Imported, Other};
pub use pages::{Options, Pages};
pub use uses::with_what_others_state;
pub use write::{write, write_all};

mod arguments;
mod compare;
mod defined;
mod difference;
mod edit;
mod express;
mod fields;
mod fit;
mod home;
mod inherited;
mod kept;
mod meanings;
mod merge;
mod merger;
mod named;
mod naming;
mod operations;
mod outcome;
mod pages;
mod paging;
mod report;
mod response;
mod shared;
mod spec_files;
mod structure;
mod target;
mod types;
mod uses;
mod visible;
mod words;
mod write;

#[cfg(test)]
mod tests;

/// Problems of the spec that keep pages from being merged, since what is there cannot be read for certain.
const HINDRANCES: &[Code] = &[
    Code::Syntax,
    Code::DuplicateKey,
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::Comment,
    Code::YamlFeature,
    Code::HttpLine,
    Code::Limit,
    Code::UnknownWord,
    Code::BadName,
    Code::File,
    Code::BadValue,
    Code::UnknownType,
    Code::DuplicateErrorCode,
    Code::DuplicateRoute,
    Code::ShadowedType,
];

/// Works out what importing pages changes. Nothing is written.
///
/// # Errors
///
/// The spec has problems that have to be mended first; missing words are none, nor what only keeps it from being
/// generated from. Or it would have such problems afterwards, in which case the places are those of the merged text.
pub fn plan(root: &Path, pages: Pages<'_>, options: Options) -> Result<Import, Report> {
    let report = files::read_all(root)?;
    plan_sources(report, pages, options)
}

/// The same for files that are in the report already, under their paths from the root.
///
/// # Errors
///
/// The spec has problems that have to be mended first.
pub fn plan_sources(report: Report, pages: Pages<'_>, options: Options) -> Result<Import, Report> {
    let (spec, report) = inspect(report);
    if is_hindered(&report) {
        return Err(report);
    }
    let stated = from_spec::every(&spec);
    let (groups, left_out) = group(pages.operations, &spec, &stated, options);
    let files = spec_files::read_all(&report);
    let mut merger = Merger::new(&spec, files, &groups, &stated);
    let mut operations = merge_all(&mut merger, &spec, &stated, &groups);
    operations.extend(mark_gone(&mut merger, &spec, &stated, &groups, pages));

    let mut files = merger.files;
    fit::take_away_misfits(&mut files);
    arguments::settle(&mut files);
    inherited::leave_out(&mut files);
    let rewrites = spec_files::rewrites(&report, &files);
    let (after, remaining) = inspect(spec_files::sources(&files));
    if is_hindered(&remaining) {
        return Err(remaining);
    }
    compare(&mut operations, &groups, &after);
    Ok(Import {
        types: shared::changes(&spec, &after, &rewrites),
        operations,
        rewrites,
        remaining,
        left_out,
    })
}

fn is_hindered(report: &Report) -> bool {
    HINDRANCES.iter().any(|code| report.contains(*code))
}
