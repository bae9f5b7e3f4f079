//! Documentation pages to facts.
//!
//! A page is split into `block`s; headings tell the `section`s; each table is read for what it is: `basics`,
//! `fields` or `errors`. The dialects differ in how tables are written (`html`, `pipe`) and in what pages leave out,
//! the languages in their words (`vocabulary`); from the tables on, one reader serves them all. What cannot be read becomes a warning with its line.

use block::Block;
use section::Section;
use warnings::Warnings;

use crate::facts::{
    BodyKindFacts, Dialect, FieldFacts, Language, OperationFacts, PageFacts, ResponseKindFacts,
    TypeFacts,
};

pub use files::{FOLDER, find};
pub use prose::Prose;

mod basics;
mod block;
mod describe;
mod errors;
mod fields;
mod files;
mod head;
mod html;
mod markup;
mod misfit;
mod nested;
mod nesting;
mod path_params;
mod pattern;
mod pipe;
mod prose;
mod response;
mod sample;
mod section;
mod stamp;
mod table;
mod types;
mod unlabelled;
mod vocabulary;
mod warnings;

/// What a page turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// An operation.
    Operation(Box<OperationFacts>),
    /// Something else.
    Other(Other),
}

/// A page that describes no operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What it is, with an article: "an event".
    pub what: &'static str,
    /// The path of the page.
    pub doc_path: Option<String>,
    /// When the page was last changed, in milliseconds.
    pub updated: Option<u64>,
    /// The language that it is in, if that is one which is read.
    pub language: Option<Language>,
    /// What keeps it from being an operation, if it looks like one.
    pub warnings: Vec<String>,
}

/// Reads one page; `file` is the name that facts and warnings give it.
pub fn read(file: &str, text: &str) -> Reading {
    let text = text.trim_start_matches('\u{feff}');
    let mut page = Page {
        head: head::read(text),
        ..Page::default()
    };
    for (line, text) in std::mem::take(&mut page.head.odd_stamps) {
        page.warnings.push(line, text);
    }
    for block in block::blocks(text) {
        page.block(block);
    }
    page.finish(file, text)
}

/// Returns the sample of a response that a page shows, envelope and all.
pub fn response_sample(text: &str) -> Option<serde_json::Value> {
    let mut page = Page::default();
    for block in block::blocks(text.trim_start_matches('\u{feff}')) {
        page.block(block);
    }
    page.response.sample.map(|(_, sample)| sample)
}

/// A page while it is read.
#[derive(Default)]
struct Page {
    head: head::Head,
    /// The languages of the headings that are known, and how many each has.
    languages: Vec<(Language, usize)>,
    section: Option<Section>,
    /// The section that tells a page about an event or a callback.
    other: Option<Section>,
    /// The heading above, for warnings.
    heading: String,
    title: Option<String>,
    basics: Option<basics::Basics>,
    /// What stands in text that other pages put into their first table.
    stated: table::Table,
    tokens: Vec<String>,
    is_multipart: bool,
    /// Whether the header is there that asks for a part of a file.
    has_ranges: bool,
    path_params: Option<fields::Fields>,
    query: Option<fields::Fields>,
    body: Option<fields::Fields>,
    body_sample: Option<serde_json::Value>,
    response: response::Parts,
    errors: Vec<crate::facts::ErrorFacts>,
    params: Option<fields::Fields>,
    /// The list of types below the table of the body, while it is read and after.
    nested: Option<nested::Reader>,
    types: Vec<nested::Type>,
    /// The elements of lists that code samples pass.
    lists: Vec<(String, TypeFacts)>,
    id: Option<String>,
    has_code: bool,
    /// Whether it has a section about the request.
    has_request: bool,
    warnings: Warnings,
}

impl Page {
    fn block(&mut self, block: Block<'_>) {
        match block {
            Block::Heading { level, text, line } => self.heading(level, text, line),
            Block::Table(table) => self.table(table),
            Block::Code {
                text,
                line,
                open_since,
            } => {
                if let Some(line) = open_since {
                    self.warnings.lost(line, "the code is not closed");
                }
                self.code(&text, line);
            }
            Block::Text { text, indent, line } => self.text(text, indent, line),
        }
    }

    fn heading(&mut self, level: usize, text: &str, line: usize) {
        self.end_nested();
        let read = section::read(text);
        self.section = read.map(|(section, _)| section);
        if self.title.is_none() && level <= 2 {
            // The name of an operation may sound like that of a section.
            let is_title = level == 1
                && self.heading.is_empty()
                && self.head.title.as_ref().is_none_or(|title| title == text);
            if is_title || self.section.is_none() {
                self.title = Some(text.to_owned());
                self.section = None;
            }
        }
        if let (Some(_), Some((_, language))) = (self.section, read) {
            self.heard(language);
        }
        if let Some(Section::Event | Section::Callback) = self.section {
            self.other = self.other.or(self.section);
        }
        self.has_request |= self.section == Some(Section::Request);
        self.heading = text.to_owned();
        self.begin_response(line);
    }

    fn begin_response(&mut self, line: usize) {
        if self.section == Some(Section::Response) {
            self.response.line.get_or_insert(line);
        }
    }

    /// Ends the list of types, if one is being read.
    fn end_nested(&mut self) {
        if let Some(reader) = self.nested.take() {
            self.types.extend(reader.finish());
        }
    }

    fn text(&mut self, text: &str, indent: usize, line: usize) {
        let text = text.trim_end_matches("<br>").trim_end();
        self.stated.rows.extend(basics::row(text, line));
        if text.starts_with("**") {
            self.end_nested();
            if nested::begins(text) {
                self.nested = Some(nested::Reader::default());
                return;
            }
        }
        if let Some(reader) = &mut self.nested {
            reader.line(text, indent, line);
            return;
        }
        if let Some(id) = try_it_out(text) {
            self.id.get_or_insert(id);
        }
        // A label in bold takes the place of a heading.
        let is_label =
            text.starts_with("**") && text.trim_end_matches([':', '：', ' ']).ends_with("**");
        if is_label && let Some((section, language)) = section::read(text) {
            self.section = Some(section);
            self.heard(language);
            self.begin_response(line);
        }
        if self.head.updated.is_none() {
            self.head.updated = stamp::of_line(text);
        }
        let in_response = matches!(
            self.section,
            Some(Section::Response | Section::ResponseHeaders | Section::ResponseSample)
        );
        if in_response {
            let text = text.to_ascii_lowercase();
            let mut bytes = vocabulary::all(|words| words.bytes);
            self.response.speaks_of_bytes |= bytes.any(|words| text.contains(words));
        }
    }

    fn table(&mut self, mut table: table::Table) {
        if table.is_cut {
            let text = "the table is not closed; rows may be missing";
            self.warnings.lost(table.line, text);
        }
        for row in table.rows.iter().filter(|row| row.is_cut) {
            self.warnings.lost(row.line, "the row is not closed");
        }
        // Half a row says half of what it should, unless only the end is lost.
        let columns = table.head.len();
        table
            .rows
            .retain(|row| !row.is_cut || row.cells.len() >= columns);
        let table = &table;
        if basics::is_basics(table) {
            if self.basics.is_none() {
                self.basics = Some(basics::read(table, &mut self.warnings));
            } else {
                let text = "a second table with a URL or a method is not read";
                self.warnings.push(table.line, text);
            }
            return;
        }
        if let Some(columns) = errors::columns(table, self.section) {
            errors::read(table, columns, &mut self.errors, &mut self.warnings);
            return;
        }
        let Some(columns) = fields::columns(table) else {
            self.unknown(table);
            return;
        };
        let slot = match self.section {
            Some(Section::Headers) => return self.headers(table),
            Some(Section::ResponseHeaders) => {
                self.response.speaks_of_bytes |= table.rows.iter().any(|row| {
                    row.text(0)
                        .to_ascii_lowercase()
                        .contains("content-disposition")
                });
                return;
            }
            Some(Section::Path) => &mut self.path_params,
            Some(Section::Query) => &mut self.query,
            Some(Section::Body) => &mut self.body,
            Some(Section::Params) => &mut self.params,
            Some(Section::Response) => &mut self.response.fields,
            _ => {
                let text = format!(
                    "a table of fields below `{}` belongs to no known section",
                    self.heading
                );
                self.warnings.push(table.line, text);
                return;
            }
        };
        if slot.is_some() {
            let text = format!(
                "a second table of fields below `{}` is not read",
                self.heading
            );
            self.warnings.push(table.line, text);
            return;
        }
        *slot = Some(fields::read(table, columns, &mut self.warnings));
    }

    /// Says that a table cannot be read which stands where the table of fields is looked for.
    fn unknown(&mut self, table: &table::Table) {
        let is_missed = match self.section {
            Some(Section::Path) => self.path_params.is_none(),
            Some(Section::Query) => self.query.is_none(),
            Some(Section::Body) => self.body.is_none(),
            Some(Section::Params) => self.params.is_none(),
            Some(Section::Response) => self.response.fields.is_none(),
            _ => false,
        };
        if is_missed {
            let text = format!(
                "the columns of the table below `{}` are unknown; it is not read",
                self.heading
            );
            self.warnings.lost(table.line, text);
        }
    }

    fn headers(&mut self, table: &table::Table) {
        for row in &table.rows {
            let text = row
                .cells
                .iter()
                .skip(1)
                .map(|cell| cell.text.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            match table::plain(row.text(0)).as_str() {
                "authorization" => self.tokens = basics::tokens(&text),
                "range" => self.has_ranges = true,
                "content-type" => self.is_multipart |= text.contains("multipart/form-data"),
                _ => {}
            }
        }
    }

    fn code(&mut self, text: &str, line: usize) {
        self.end_nested();
        self.lists.extend(sample::lists(text));
        match self.section {
            // Other samples show URLs or files.
            Some(Section::ResponseSample | Section::Response)
                if self.response.sample.is_none() && text.trim_start().starts_with('{') =>
            {
                if let Some(sample) = self.json(text, line)
                    && sample.is_object()
                {
                    self.response.sample = Some((line, sample));
                }
            }
            Some(Section::RequestSample | Section::Body | Section::Params)
                if self.body_sample.is_none() && text.trim_start().starts_with('{') =>
            {
                self.body_sample = self.json(text, line);
            }
            _ => {}
        }
        if self.id.is_none()
            && let Some(id) = sample::operation_id(text)
        {
            self.id = Some(id);
            self.has_code = true;
        }
    }

    fn json(&mut self, text: &str, line: usize) -> Option<serde_json::Value> {
        sample::json(text)
            .map_err(|error| {
                // The line counts from the beginning of the sample.
                let text = error.to_string();
                let what = text.split(" at line ").next().unwrap_or_default();
                let text = format!("the sample is not JSON: {what}");
                self.warnings.push(line + error.line().max(1) - 1, text);
            })
            .ok()
    }

    fn finish(mut self, file: &str, text: &str) -> Reading {
        self.end_nested();
        // A guide may speak of a request, or of several; it has no part about the response.
        if self.basics.is_none() && self.stated.rows.len() == 2 && self.response.line.is_some() {
            self.basics = Some(basics::read(&self.stated, &mut self.warnings));
        }
        let Some(mut basics) = self.basics.take().or_else(|| self.basics_of_head()) else {
            return self.without_basics(text);
        };
        if let Some(what) = basics.other {
            return self.something_else(what, text, Vec::new());
        }
        if let (None, Some(url)) = (&basics.path, &self.head.url) {
            basics.url(url, 1, &mut self.warnings);
        }
        if let (None, Some(method)) = (&basics.method, &self.head.method) {
            basics.method(method, 1, &mut self.warnings);
        }
        let (Some(method), Some(path)) = (basics.method.take(), basics.path.take()) else {
            let text = "the first table states no method, or no URL";
            self.warnings.push(basics.line, text);
            return self.damaged("a page without a method and a URL", text);
        };
        if self.languages.is_empty() {
            let what = "no section of this page is known; is it in a language that is read?";
            self.warnings.lost(1, what);
            return self.damaged("a page whose sections are unknown", text);
        }
        let dialect = dialect(text, &basics, self.has_code);
        Reading::Operation(Box::new(
            self.operation(file, dialect, basics, method, path),
        ))
    }

    /// What a page is that no table shows to be about an operation.
    fn without_basics(mut self, text_of_page: &str) -> Reading {
        let what = match self.other {
            _ if text_of_page.trim().is_empty() => "an empty page",
            Some(Section::Event) => "an event",
            Some(_) => "a callback",
            // A page that breaks off, or whose first table is lost, only looks like a guide.
            None if self.id.is_some() || self.has_request => {
                let text = "no table states a URL and a method, as that of an operation does";
                self.warnings.push(1, text);
                return self.damaged("a guide", text_of_page);
            }
            None => "a guide",
        };
        self.something_else(what, text_of_page, Vec::new())
    }

    /// What front matter says in place of the first table.
    fn basics_of_head(&self) -> Option<basics::Basics> {
        let is_stated = self.head.method.is_some() && self.head.url.is_some();
        (is_stated && self.response.line.is_some()).then(|| basics::Basics {
            line: 1,
            ..basics::Basics::default()
        })
    }

    fn damaged(mut self, what: &'static str, text: &str) -> Reading {
        let warnings = std::mem::take(&mut self.warnings);
        self.something_else(what, text, warnings.into_texts())
    }

    fn something_else(self, what: &'static str, text: &str, warnings: Vec<String>) -> Reading {
        let language = self.language();
        Reading::Other(Other {
            what,
            doc_path: self.head.doc_path,
            updated: self.head.updated,
            language: language.or_else(|| vocabulary::language_of(text)),
            warnings,
        })
    }

    /// The language that most of the headings are in; of two, the one that comes first.
    fn language(&self) -> Option<Language> {
        let mut languages = self.languages.iter();
        let first = languages.next()?;
        let most = languages.fold(
            first,
            |most, other| if other.1 > most.1 { other } else { most },
        );
        Some(most.0)
    }

    fn heard(&mut self, language: Language) {
        match self
            .languages
            .iter_mut()
            .find(|(other, _)| *other == language)
        {
            Some((_, times)) => *times += 1,
            None => self.languages.push((language, 1)),
        }
    }

    fn operation(
        mut self,
        file: &str,
        dialect: Dialect,
        basics: basics::Basics,
        method: String,
        path: String,
    ) -> OperationFacts {
        let is_sampled = dialect == Dialect::Sample;
        self.nest(dialect == Dialect::Vendor);
        let language = self.language();
        let [path_params, query, body] = self.request(&method, &path, basics.line, is_sampled);
        errors::remove_twins(&mut self.errors);
        let (response, response_kind) =
            response::read(self.response, is_sampled, &mut self.warnings);
        let is_form = self.is_multipart || body.iter().any(|field| field.ty == TypeFacts::File);
        let body_kind = if is_form {
            BodyKindFacts::Multipart
        } else if body.is_empty() {
            BodyKindFacts::None
        } else {
            BodyKindFacts::Json
        };
        let doc_path = self.head.doc_path.or_else(|| head::page_of_file(file));
        let of_page = || doc_path.as_deref().and_then(head::operation_id);
        let of_file = || head::id_of_file(file, &path);
        OperationFacts {
            id: self.id.or_else(of_page).or_else(of_file),
            page: PageFacts {
                file: file.to_owned(),
                title: self.title.or(self.head.title),
                doc_path,
                updated: self.head.updated,
                dialect: Some(dialect),
                language,
                host: basics.host,
                incomplete: self.warnings.is_lossy(),
            },
            method,
            path,
            tokens: if self.tokens.is_empty() {
                basics.tokens
            } else {
                self.tokens
            },
            apps: basics.apps,
            scopes: basics.scopes,
            field_scopes: basics.field_scopes,
            rate_limit: basics.rate_limit,
            path_params,
            query,
            body,
            body_kind,
            response,
            response_kind,
            ranges: self.has_ranges && response_kind == ResponseKindFacts::Binary,
            errors: self.errors,
            warnings: self.warnings.into_texts(),
        }
    }

    /// Puts fields into those that they are within, where the dialect does not say so, and leaves out those that are there
    /// twice.
    fn nest(&mut self, is_left_out: bool) {
        let sample = self.body_sample.as_ref();
        let response = self.response.sample.as_ref().map(|(_, sample)| sample);
        for (place, fields, sample) in [
            (Section::Path, &mut self.path_params, None),
            (Section::Query, &mut self.query, None),
            (Section::Body, &mut self.body, sample),
            (Section::Params, &mut self.params, sample),
            (Section::Response, &mut self.response.fields, response),
        ] {
            let Some(fields) = fields else { continue };
            // Path and query have no objects.
            let may_nest = !matches!(place, Section::Path | Section::Query);
            if is_left_out && fields.is_flat && may_nest {
                let is_envelope = place == Section::Response;
                let list = std::mem::take(&mut fields.list);
                fields.list = nesting::nest(list, sample, is_envelope, &mut self.warnings);
            }
            fields::remove_twins(&mut fields.list, &mut self.warnings);
        }
    }

    /// The parameters of the path, those of the query, and the fields of the body, each where it belongs.
    fn request(
        &mut self,
        method: &str,
        path: &str,
        line: usize,
        is_sampled: bool,
    ) -> [Vec<FieldFacts>; 3] {
        let mut path_params = self.path_params.take().unwrap_or_default().list;
        let mut query = self.query.take().unwrap_or_default().list;
        let mut body = self.body.take().unwrap_or_default().list;
        if let Some(params) = self.params.take() {
            // They stand where the method takes them.
            let place = match method {
                "GET" | "DELETE" | "HEAD" => &mut query,
                _ => &mut body,
            };
            place.extend(params.list);
        }
        let elsewhere = [&mut query, &mut body];
        path_params::place(path, &mut path_params, elsewhere, line, &mut self.warnings);
        let sample = self.body_sample.as_ref();
        if is_sampled {
            nested::attach(&mut body, &self.types, sample, &mut self.warnings);
        }
        if let Some(sample) = sample {
            sample::complete(&mut body, sample);
        }
        sample::complete_lists(&mut query, &self.lists);
        sample::complete_lists(&mut body, &self.lists);
        for fields in [&path_params, &query, &body] {
            response::warn_of_unknown(fields, &mut self.warnings);
        }
        let mut path_params = fields::facts(path_params);
        for field in &mut path_params {
            field.required = Some(true);
        }
        [path_params, fields::facts(query), fields::facts(body)]
    }
}

/// How a page is written. The first table tells it: tags within the text tell less, since some stay in every dialect.
fn dialect(text: &str, basics: &basics::Basics, has_code: bool) -> Dialect {
    match basics.form {
        basics::Form::Tags => Dialect::Raw,
        basics::Form::Normalised => Dialect::Markdown,
        basics::Form::Sampled => Dialect::Sample,
        basics::Form::Vendor => Dialect::Vendor,
        basics::Form::Unknown if has_code => Dialect::Sample,
        basics::Form::Unknown if text.contains("<md-") => Dialect::Raw,
        basics::Form::Unknown => Dialect::Markdown,
    }
}

/// The id of the operation in the line that leads to the vendor's own tool.
fn try_it_out(text: &str) -> Option<String> {
    let link = text.split_once("api_explore_config?")?.1;
    let link = link.split([')', ' ']).next()?;
    let find = |key: &str| {
        link.split('&')
            .find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
            .filter(|value| !value.is_empty())
    };
    let parts = [
        find("project")?,
        find("version")?,
        find("resource")?,
        find("method")?,
    ];
    Some(parts.map(|part| part.replace('.', "_")).join("."))
}
