//! `codes.rs` and `errors.rs` of a service or of the platform: the numbers of errors, and what they mean.

use proc_macro2::TokenStream;

use super::file::{File, head};
use super::share;
use crate::rust::format::rustdoc::Docs;
use crate::rust::format::{self, Error};
use crate::rust::items::scope::FileScope;
use crate::rust::items::{codes, errors};
use crate::rust::shape::{RustCode, nth_module};

/// The errors of a service or of the platform.
pub(crate) struct CodeTable<'t, 'a> {
    /// A file beside the table.
    pub(crate) scope: &'t FileScope<'a>,
    /// The codes, by number.
    pub(crate) codes: &'t [RustCode<'a>],
    /// Whose they are.
    pub(crate) of: &'t str,
    /// The file of the spec that says what they mean.
    pub(crate) source: &'t str,
    /// Names an operation in documentation.
    pub(crate) link: &'t dyn Fn((usize, usize)) -> String,
}

impl CodeTable<'_, '_> {
    /// The files, in the folder of the service's modules.
    pub(crate) fn files(&self, folder: &str) -> Result<Vec<File>, Error> {
        let codes = self.module(
            "codes",
            &codes::docs(self.scope, self.of),
            |scope, codes, _| codes::constants(scope, codes, self.link),
        )?;
        let errors = self.module("errors", &errors::docs(), errors::constants)?;
        let files = codes.into_iter().chain(errors);
        let files =
            files.map(|(name, draft)| File::new(format!("{folder}/{name}.rs"), self.source, draft));
        Ok(files.collect())
    }

    /// The files of one module: one, or if that would be too long, several that it hands on.
    fn module(
        &self,
        name: &str,
        docs: &Docs,
        items: impl Fn(&FileScope<'_>, &[RustCode<'_>], &TokenStream) -> Vec<TokenStream>,
    ) -> Result<Vec<(String, format::Draft)>, Error> {
        let draft = |codes: &[RustCode<'_>], scope: FileScope<'_>| {
            let numbers = scope.in_service("codes");
            let items = items(&scope, codes, &numbers);
            scope.keep_imports_of(&items);
            format::file(&head(docs, self.source, &scope), &items)
        };
        let whole = |share: std::ops::Range<usize>| {
            draft(&self.codes[share], self.scope.clone().without_imports())
        };
        let drafts = share::drafts(self.codes.len(), whole)?;
        if drafts.len() == 1 {
            let drafts = drafts.into_iter();
            return Ok(drafts.map(|(_, draft)| (name.to_owned(), draft)).collect());
        }
        let is_public = name == "codes" || self.scope.is_core();
        let visibility = if is_public { "pub" } else { "pub(crate)" };
        let mut main = head(docs, self.source, &self.scope.clone().without_imports());
        let mut files = Vec::new();
        let (mut modules, mut uses) = (String::new(), String::new());
        for (number, (share, _)) in (1..).zip(drafts) {
            let part = nth_module("part", number);
            let deeper = self.scope.clone().one_deeper();
            files.push((format!("{name}/{part}"), draft(&self.codes[share], deeper)?));
            modules.push_str(&format!("mod {part};\n"));
            uses.push_str(&format!("{visibility} use {part}::*;\n"));
        }
        main.push_str(&format!("\n{modules}\n{uses}"));
        files.push((name.to_owned(), format::file(&main, &[])?));
        Ok(files)
    }
}
