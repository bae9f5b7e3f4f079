//! The brands of the platform: each has a host, and pages of its own.

use super::PageFacts;
use crate::spec::model::Platform;

/// The brand that a page is of, by the host that it names.
pub fn brand_of<'a>(platform: &'a Platform, page: &PageFacts) -> Option<&'a str> {
    let host = page.host.as_deref()?;
    let mut hosts = platform.hosts.iter();
    let (brand, _) = hosts.find(|(_, url)| without_scheme(url) == host)?;
    Some(brand)
}

/// The host of a brand, as pages name it.
pub(crate) fn host_of(platform: &Platform, brand: &str) -> Option<String> {
    let url = platform.hosts.get(brand)?;
    Some(without_scheme(url).to_owned())
}

/// The brand whose documentation the spec follows.
pub(crate) fn first(platform: &Platform) -> Option<&str> {
    let own = without_scheme(&platform.documentation.host);
    let mut hosts = platform.hosts.iter();
    let (brand, _) = hosts.find(|(_, url)| without_scheme(url) == own)?;
    Some(brand)
}

/// Whether a page is certainly of another brand than that.
pub(crate) fn is_other(platform: &Platform, page: &PageFacts) -> bool {
    brand_of(platform, page).is_some_and(|brand| first(platform) != Some(brand))
}

fn without_scheme(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}
