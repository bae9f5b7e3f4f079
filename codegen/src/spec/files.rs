//! The files of the spec: where they are, and the reading of all of them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::text::diagnostic::{At, Code, Diagnostic, FileId, Report};
use crate::text::names;
use crate::text::yaml::{self, Map, Node};

use super::grammar::Record;
use super::source::{
    OperationSource, PlatformFile, PlatformSource, ResourceFile, ResourceSource, ServiceFile,
    ServiceSource, SpecSource, TypeSource,
};
use super::value::Keys;
use super::{format, reference, schema, structure, version};

/// What a file of the spec describes; its place says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `spec/platform.yaml`
    Platform,
    /// `spec/<service>/service.yaml`
    Service {
        /// The name of the folder.
        service: String,
    },
    /// `spec/<service>/<version>/<resource>.yaml`
    Resource {
        /// The name of the folder of the service.
        service: String,
        /// The name of the folder of the version.
        version: String,
        /// The name of the file.
        resource: String,
    },
}

impl FileKind {
    /// What a path from the root of the repository describes, if it belongs to the spec.
    pub fn of(path: &str) -> Option<Self> {
        let segments: Vec<_> = path.split('/').collect();
        match segments[..] {
            ["spec", "platform.yaml"] => Some(Self::Platform),
            ["spec", service, "service.yaml"] => Some(Self::Service {
                service: service.into(),
            }),
            ["spec", service, version, file] if is_version(version) => {
                let resource = file.strip_suffix(".yaml")?.to_owned();
                Some(Self::Resource {
                    service: service.into(),
                    version: version.into(),
                    resource,
                })
            }
            _ => None,
        }
    }

    /// How such a file is made.
    pub fn record(&self) -> &'static Record {
        match self {
            Self::Platform => &format::PLATFORM,
            Self::Service { .. } => &format::SERVICE,
            Self::Resource { .. } => &format::RESOURCE,
        }
    }
}

/// What a file says, of whatever kind it is.
#[derive(Clone, Debug)]
pub enum File {
    /// `spec/platform.yaml`
    Platform(Box<PlatformFile>),
    /// `spec/<service>/service.yaml`
    Service(ServiceFile),
    /// `spec/<service>/<version>/<resource>.yaml`
    Resource(ResourceFile),
}

impl File {
    /// Reads a file.
    pub fn read(node: &Node, kind: &FileKind) -> Self {
        match kind {
            FileKind::Platform => Self::Platform(Box::new(read(node))),
            FileKind::Service { .. } => Self::Service(read(node)),
            FileKind::Resource { .. } => Self::Resource(read(node)),
        }
    }

    /// Writes it, with the keys in canonical order.
    pub fn write(&self) -> Map {
        match self {
            Self::Platform(file) => file.write_keys(),
            Self::Service(file) => file.write_keys(),
            Self::Resource(file) => file.write_keys(),
        }
    }

    /// Returns the named types.
    pub fn types(&self) -> &[TypeSource] {
        match self {
            Self::Platform(file) => &file.types,
            Self::Service(file) => &file.types,
            Self::Resource(file) => &file.types,
        }
    }

    /// Returns the named types, to be changed.
    pub fn types_mut(&mut self) -> &mut Vec<TypeSource> {
        match self {
            Self::Platform(file) => &mut file.types,
            Self::Service(file) => &mut file.types,
            Self::Resource(file) => &mut file.types,
        }
    }

    /// Returns the operations.
    pub fn operations(&self) -> &[OperationSource] {
        match self {
            Self::Platform(file) => &file.operations,
            Self::Service(_) => &[],
            Self::Resource(file) => &file.operations,
        }
    }

    /// Returns the operations, to be changed.
    pub fn operations_mut(&mut self) -> &mut [OperationSource] {
        match self {
            Self::Platform(file) => &mut file.operations,
            Self::Service(_) => &mut [],
            Self::Resource(file) => &mut file.operations,
        }
    }

    /// Returns how such a file is made.
    pub fn record(&self) -> &'static Record {
        match self {
            Self::Platform(_) => PlatformFile::record(),
            Self::Service(_) => ServiceFile::record(),
            Self::Resource(_) => ResourceFile::record(),
        }
    }

    /// Returns the way from the file to the folder `spec`.
    pub fn way_up(&self) -> &'static str {
        match self {
            Self::Platform(_) => "",
            Self::Service(_) => "../",
            Self::Resource(_) => "../../",
        }
    }
}

/// Reads a file; of what is no map, nothing is left.
fn read<T: Keys<Head = At>>(node: &Node) -> T {
    let empty = Map::default();
    T::read_keys(node.at, node.as_map().unwrap_or(&empty))
}

/// What to do where no spec is found.
const NO_SPEC: &str = "run it in the repository, or say where that is with `--root DIR`";

/// Returns the root of the repository that this is called in: the current folder, or the nearest above it, that has a
/// spec. It is not where the program was built, since a program may be copied.
///
/// # Errors
///
/// If there is none, or if the current folder is gone.
pub fn root_here() -> io::Result<PathBuf> {
    let here = env::current_dir()?;
    // Not just the folder: a module may have that name as well.
    let is_root = |folder: &&Path| folder.join("spec/platform.yaml").is_file();
    match here.ancestors().find(is_root) {
        Some(root) => Ok(root.to_owned()),
        None => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!(
                "there is no spec/platform.yaml in {} or in a folder above it; {NO_SPEC}",
                here.display()
            ),
        )),
    }
}

/// The files in `spec/` that are made from the format.
const MADE: [&str; 2] = [schema::PATH, reference::PATH];

/// The paths of the files in `spec/`, from the root of the repository, sorted; hidden ones, and those that are made from
/// the format, apart.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn find(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec!["spec".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if !name.starts_with('.') && !MADE.contains(&path.as_str()) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads the files of `spec/`. What is wrong with a file is in the report.
///
/// # Errors
///
/// If there is nothing to read: the report says why.
pub fn read_all(root: &Path) -> Result<Report, Report> {
    let mut report = Report::new();
    let paths = match find(root) {
        Ok(paths) => paths,
        Err(error) => {
            let file = report.add_source("spec", "");
            let (message, help) = if root.join("spec").exists() {
                (format!("the folder cannot be read: {error}"), None)
            } else {
                (
                    format!("there is no spec/ in {}", root.display()),
                    Some(NO_SPEC),
                )
            };
            problem(&mut report, file, message, help);
            return Err(report);
        }
    };
    for path in paths {
        // What has no place is not read, whatever it is.
        if FileKind::of(&path).is_none() {
            report.add_source(path, "");
            continue;
        }
        match fs::read(root.join(&path)).map(String::from_utf8) {
            Ok(Ok(text)) => {
                report.add_source(path, text);
            }
            Ok(Err(error)) => not_utf8(&mut report, path, error.as_bytes()),
            Err(error) => {
                let file = report.add_source(path, "");
                let message = format!("the file cannot be read: {error}");
                problem(&mut report, file, message, None);
            }
        }
    }
    Ok(report)
}

/// Shows where a file ceases to be text.
fn not_utf8(report: &mut Report, path: String, bytes: &[u8]) {
    let sound = match std::str::from_utf8(bytes) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    };
    // Up to there the text is that of the file, and so are line and column.
    let file = report.add_source(path, String::from_utf8_lossy(bytes).into_owned());
    let at = At {
        file,
        start: sound,
        end: sound + char::REPLACEMENT_CHARACTER.len_utf8(),
    };
    let found = bytes.get(sound).copied().unwrap_or_default();
    report.push(
        Diagnostic::new(Code::File, at, "the file is not in UTF-8")
            .label(format!("the byte 0x{found:02x}"))
            .help("save it as UTF-8"),
    );
}

/// A file of the spec as a tree.
pub(crate) struct Parsed {
    /// The file.
    pub(crate) file: FileId,
    /// The path from the root.
    pub(crate) path: String,
    /// What it describes, if it has a place in the spec.
    pub(crate) kind: Option<FileKind>,
    /// What it holds, if it has a place and is YAML.
    pub(crate) node: Option<Node>,
}

/// Parses the files of a report, in the order of their paths. Returns `None` if they are in another version of the
/// format than this one: what they say is not to be judged then.
pub(crate) fn parse_trees(report: &mut Report) -> Option<Vec<Parsed>> {
    let mut files: Vec<_> = report
        .sources()
        .map(|(file, source)| (source.path.clone(), file))
        .collect();
    files.sort();
    let parsed: Vec<_> = files
        .into_iter()
        .map(|(path, file)| {
            let kind = FileKind::of(&path);
            // A file that could not be read is a problem already.
            let is_readable = kind.is_some() && !report.is_faulty(file);
            Parsed {
                node: is_readable.then(|| yaml::parse(file, report)).flatten(),
                file,
                path,
                kind,
            }
        })
        .collect();
    let mut platforms = parsed
        .iter()
        .filter(|file| file.kind == Some(FileKind::Platform));
    let known = platforms.all(|file| {
        let node = file.node.as_ref();
        node.is_none_or(|node| version::check(node, report))
    });
    known.then_some(parsed)
}

/// Parses the files of a report and checks their structure.
pub fn parse_all(report: &mut Report) -> SpecSource {
    let mut platform = None;
    let mut complete = true;
    let mut services: Vec<ServiceSource> = Vec::new();
    let Some(files) = parse_trees(report) else {
        return SpecSource::default();
    };
    for Parsed {
        file,
        path,
        kind,
        node,
    } in files
    {
        let Some(kind) = kind else {
            let help = "files are `spec/platform.yaml`, `spec/<service>/service.yaml` and `spec/<service>/v1/<resource>.yaml`; \
                        versions are `v1`, `v2` and so on";
            problem(
                report,
                file,
                "the file has no place in the spec",
                Some(help),
            );
            continue;
        };
        complete &= node.is_some();
        let readable = node.as_ref().and_then(Node::as_map).is_some();
        let read = node.map(|node| {
            structure::check(&node, kind.record(), report);
            let read = File::read(&node, &kind);
            check_name(&read, &kind, report);
            read
        });
        match (kind, read) {
            (FileKind::Platform, read) => {
                if let Some(File::Platform(file)) = read {
                    platform = Some(PlatformSource {
                        readable,
                        path,
                        file: *file,
                    });
                }
            }
            (FileKind::Service { service }, read) => {
                let known = named(&mut services, service);
                known.readable = readable;
                known.path = path;
                if let Some(File::Service(file)) = read {
                    known.file = file;
                }
            }
            (
                FileKind::Resource {
                    service,
                    version,
                    resource,
                },
                read,
            ) => {
                let known = named(&mut services, service);
                if let Some(File::Resource(file)) = read {
                    let read = ResourceSource::new(path, version, resource, file);
                    known.resources.push(read);
                }
            }
        }
    }
    require(report, "spec/platform.yaml");
    for service in &services {
        require(report, &format!("spec/{}/service.yaml", service.name));
    }
    services.sort_by(|a, b| a.name.cmp(&b.name));
    SpecSource {
        complete: complete && platform.is_some(),
        platform: platform.unwrap_or_default(),
        services,
    }
}

/// The service with a name, which is added if it is not there yet.
fn named(services: &mut Vec<ServiceSource>, name: String) -> &mut ServiceSource {
    let known = services.iter().position(|service| service.name == name);
    let at = known.unwrap_or_else(|| {
        services.push(ServiceSource {
            name,
            ..ServiceSource::default()
        });
        services.len() - 1
    });
    &mut services[at]
}

/// A file that others need.
fn require(report: &mut Report, path: &str) {
    if !report.sources().any(|(_, source)| source.path == path) {
        let file = report.add_source(path, "");
        problem(report, file, "the file is missing", None);
    }
}

/// The name within a file is that of its file or folder, so that one finds it.
fn check_name(file: &File, kind: &FileKind, report: &mut Report) {
    let (key, stated, expected) = match (file, kind) {
        (File::Service(file), FileKind::Service { service }) => {
            check_service_name(file, service, report);
            ("service", &file.service, service)
        }
        (File::Resource(file), FileKind::Resource { resource, .. }) => {
            ("resource", &file.resource, resource)
        }
        _ => return,
    };
    if let Some(stated) = stated.as_ref().filter(|stated| stated.value != *expected) {
        let message = format!("the {key} has another name than its file or folder");
        report.push(
            Diagnostic::new(Code::File, stated.at, message)
                .label(format!("expected `{expected}`"))
                .help("rename the one or the other"),
        );
    }
}

/// A service is a crate, and modules elsewhere.
fn check_service_name(file: &ServiceFile, service: &str, report: &mut Report) {
    if !names::RESERVED_SERVICES.contains(&service) {
        return;
    }
    report.push(
        Diagnostic::new(
            Code::RustName,
            file.service.as_ref().map_or(file.at, |name| name.at),
            format!("no service can be named `{service}`"),
        )
        .label(format!(
            "`{}`, or a module of that name, is there already",
            names::crate_name(service)
        ))
        .help("give the service and its folder another name"),
    );
}

/// `v1`, but not `v01`, which would be another folder for the same version.
pub(crate) fn is_version(folder: &str) -> bool {
    folder.strip_prefix('v').is_some_and(|digits| {
        !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'))
    })
}

fn problem(report: &mut Report, file: FileId, message: impl Into<String>, help: Option<&str>) {
    let at = At {
        file,
        start: 0,
        end: 0,
    };
    report.push(Diagnostic::new(Code::File, at, message).maybe_help(help.map(Into::into)));
}
