//! Which files see the types of which others.

/// The path of the platform's file.
pub(super) const PLATFORM: &str = "spec/platform.yaml";

/// The files whose types are visible in a file, the nearest first.
pub(super) fn visible(file: &str) -> Vec<String> {
    let mut files = vec![file.to_owned(), service_file(file), PLATFORM.to_owned()];
    files.dedup();
    files
}

/// The file of the service that a file belongs to; of the platform's, itself.
pub(super) fn service_file(file: &str) -> String {
    match file.split('/').collect::<Vec<_>>()[..] {
        [spec, service, _, ..] => format!("{spec}/{service}/service.yaml"),
        _ => file.to_owned(),
    }
}

/// The folder of a service, of the file of which this is the path.
pub(super) fn service_folder(service_file: &str) -> &str {
    service_file
        .strip_suffix("service.yaml")
        .unwrap_or(service_file)
}
