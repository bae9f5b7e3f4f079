//! Where an operation belongs: which service, version and resource, and under which name.

use heck::ToSnakeCase;

use crate::facts::OperationFacts;
use crate::spec::files::is_version;
use crate::spec::model::{Paths, path_parts};

/// The place of an operation in the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) service: String,
    pub(super) version: String,
    pub(super) resource: String,
    pub(super) name: String,
    /// What it was made from.
    pub(super) origin: Origin,
}

/// What a place was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The official id.
    Id,
    /// The path of the page.
    Page,
    /// The path of the operation.
    Route,
}

impl Home {
    /// The place of an operation that the spec does not have yet.
    pub(super) fn of(paths: &Paths, facts: &OperationFacts) -> Self {
        let by_id = || of_id(facts.id.as_deref()?);
        let by_page = || of_page(facts.page.doc_path.as_deref()?);
        by_id()
            .or_else(by_page)
            .unwrap_or_else(|| of_route(paths, &facts.method, &facts.path))
    }

    /// The file of the resource.
    pub(super) fn file(&self) -> String {
        format!(
            "spec/{}/{}/{}.yaml",
            self.service, self.version, self.resource
        )
    }

    /// The file of the service.
    pub(super) fn service_file(&self) -> String {
        format!("spec/{}/service.yaml", self.service)
    }

    /// The id that the place stands for.
    pub(super) fn id(&self) -> String {
        let Self {
            service,
            version,
            resource,
            name,
            ..
        } = self;
        format!("{service}.{version}.{resource}.{name}")
    }
}

/// `drive.v1.file.move`. A resource may have a name of several parts: `mail.v1.user_mailbox.message.list`.
fn of_id(id: &str) -> Option<Home> {
    let parts: Vec<_> = id.split('.').collect();
    let [service, version, resource @ .., name] = parts.as_slice() else {
        return None;
    };
    let resource = resource.join("_");
    made(service, version, &resource, name, Origin::Id)
}

/// `/…/reference/drive-v1/export_task/create`.
fn of_page(page: &str) -> Option<Home> {
    let (_, behind) = page.split_once("/reference/")?;
    let parts: Vec<_> = behind.split('/').collect();
    let [service, resource @ .., name] = parts.as_slice() else {
        return None;
    };
    let (service, version) = service.rsplit_once('-')?;
    let resource = resource.join("_");
    made(service, version, &resource, name, Origin::Page)
}

/// `POST /open-apis/drive/v1/files/:file_token/copy`.
fn of_route(paths: &Paths, method: &str, path: &str) -> Home {
    let is_parameter = |segment: &&str| segment.starts_with(':');
    let mut segments: Vec<_> = path_parts(&paths.root, path).collect();
    let (first, service) = if segments.is_empty() {
        ("platform_service", "platform_service")
    } else {
        (segments.remove(0), paths.service_of(path))
    };
    let version = segments.first().copied().filter(|part| is_version(part));
    if version.is_some() {
        segments.remove(0);
    }
    let words: Vec<_> = segments
        .iter()
        .filter(|segment| !is_parameter(segment))
        .copied()
        .collect();
    let starts_with_parameter = segments.first().is_some_and(is_parameter);
    // What stands behind a parameter, or after the collection, is what is done with it.
    let (resource, verb) = match words.as_slice() {
        [] => (first, None),
        [verb] if starts_with_parameter || is_verb(verb) => (first, Some(*verb)),
        [one] => (*one, None),
        [.., resource, verb] if !segments.last().is_some_and(is_parameter) => {
            (*resource, Some(*verb))
        }
        [.., last] => (*last, None),
    };
    let plain = match (method, segments.last().is_some_and(is_parameter)) {
        ("GET", true) => "get",
        ("GET", false) => "list",
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", _) => "delete",
        _ => "call",
    };
    let name = snake(verb.unwrap_or(plain));
    Home {
        service: snake(service),
        version: version.unwrap_or("v1").to_owned(),
        resource: singular(&snake(resource)),
        name,
        origin: Origin::Route,
    }
}

fn made(service: &str, version: &str, resource: &str, name: &str, origin: Origin) -> Option<Home> {
    let parts = [service, resource, name];
    if !is_version(version) || parts.iter().any(|part| !part.contains(is_letter)) {
        return None;
    }
    Some(Home {
        service: snake(service),
        version: version.to_owned(),
        resource: snake(resource),
        name: snake(name),
        origin,
    })
}

/// Whether a segment says what is done rather than what it is done with.
fn is_verb(segment: &str) -> bool {
    const VERBS: &[&str] = &[
        "add", "batch", "check", "create", "delete", "get", "list", "query", "remove", "search",
        "send", "update", "upload",
    ];
    let first = snake(segment);
    let first = first.split('_').next().unwrap_or_default();
    VERBS.contains(&first)
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
}

/// A name as the files have them.
fn snake(text: &str) -> String {
    let ascii: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let name = ascii.to_snake_case();
    if name.starts_with(is_letter) {
        name
    } else {
        format!("x{name}")
    }
}

/// One of several: `files` becomes `file`, `entries` becomes `entry`.
pub(super) fn singular(text: &str) -> String {
    let text = text.strip_suffix("_list").unwrap_or(text);
    for (plural, one) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("uses", "us"),
    ] {
        if let Some(stem) = text.strip_suffix(plural).filter(|stem| !stem.is_empty()) {
            return format!("{stem}{one}");
        }
    }
    match text.strip_suffix('s') {
        Some(stem) if !stem.is_empty() && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::fixtures::operation;

    fn paths() -> Paths {
        Paths {
            root: "/open-apis".into(),
            homes: vec![("suite".into(), "drive".into())],
        }
    }

    fn place(home: &Home) -> (String, Origin) {
        (home.id(), home.origin)
    }

    #[test]
    fn the_id_says_where_an_operation_belongs() {
        let mut facts = operation("GET /open-apis/a/v1/b");
        for (id, made) in [
            ("drive.v1.file.move", "drive.v1.file.move"),
            (
                "mail.v1.user_mailbox.message.list",
                "mail.v1.user_mailbox_message.list",
            ),
            (
                "bitable.v1.appTable.batchGet",
                "bitable.v1.app_table.batch_get",
            ),
        ] {
            facts.id = Some(id.into());
            assert_eq!(
                place(&Home::of(&paths(), &facts)),
                (made.into(), Origin::Id)
            );
        }
    }

    #[test]
    fn without_a_useful_id_the_page_says_it() {
        let mut facts = operation("GET /open-apis/a/v1/b");
        facts.page.doc_path = Some("/x/y/reference/drive-v1/media/upload_all".into());
        for id in [
            None,
            Some("move"),
            Some("drive.latest.file.move"),
            Some("..v1."),
        ] {
            facts.id = id.map(str::to_owned);
            let made = ("drive.v1.media.upload_all".into(), Origin::Page);
            assert_eq!(place(&Home::of(&paths(), &facts)), made, "{id:?}");
        }
    }

    #[test]
    fn without_both_the_path_does() {
        for (route, made) in [
            ("GET /open-apis/drive/v1/files", "drive.v1.file.list"),
            ("GET /open-apis/drive/v1/files/:token", "drive.v1.file.get"),
            (
                "POST /open-apis/drive/v1/files/:file_token/copy",
                "drive.v1.file.copy",
            ),
            ("POST /open-apis/drive/v2/boxes", "drive.v2.box.create"),
            (
                "DELETE /open-apis/bot/messages/:id",
                "bot.v1.message.delete",
            ),
            ("POST /open-apis/ping", "ping.v1.ping.create"),
            ("POST /open-apis/doc/v2/create", "doc.v2.doc.create"),
            (
                "POST /open-apis/doc/v2/:token/batch_update",
                "doc.v2.doc.batch_update",
            ),
            (
                "POST /open-apis/suite/docs-api/search/object",
                "drive.v1.search.object",
            ),
            ("PUT /", "platform_service.v1.platform_service.update"),
            ("PATCH /open-apis/3d/v1/手机", "x3d.v1.x.patch"),
        ] {
            let made = (made.to_owned(), Origin::Route);
            assert_eq!(
                place(&Home::of(&paths(), &operation(route))),
                made,
                "{route}"
            );
        }
    }

    #[test]
    fn one_of_several_is_singular() {
        for (many, one) in [
            ("files", "file"),
            ("entries", "entry"),
            ("boxes", "box"),
            ("status", "status"),
            ("address", "address"),
            ("user_list", "user"),
            ("s", "s"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
