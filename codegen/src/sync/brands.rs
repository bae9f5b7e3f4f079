//! What two brands of the platform document differently, or two languages: neither has changed.

use std::collections::BTreeSet;
use std::fmt;

use super::drift::name;
use super::import::{Difference, differences};
use crate::facts::fill::fill;
use crate::facts::identity::{Pair, pairs};
use crate::facts::{Language, OperationFacts, brand};
use crate::spec::model::Platform;

/// What is no change between two sets of pages, since each has it from another source.
#[derive(Clone, Debug, Default)]
pub struct Brands {
    /// What is documented differently, by operation.
    pub differences: Vec<Apart>,
    /// The operations that only one of them documents, as `METHOD path`, with which: `for lark`, `in English`.
    pub alone: Vec<(String, String)>,
}

/// What two sources document differently of an operation.
#[derive(Clone, Debug)]
pub struct Apart {
    /// The operation, as `METHOD path`.
    pub operation: String,
    /// The sources: `for feishu`, `in English`.
    pub sources: [String; 2],
    /// What differs; the first source takes the place of the spec.
    pub differences: Vec<Difference>,
}

/// Facts of pages as such, and samples: they differ in any case.
const OF_PAGES: [&str; 4] = ["id", "title", "page", "updated"];

/// Takes out of two sets what they cannot be compared in: operations of two brands, or in two languages, and what only one
/// set has, if the other has no page of its kind. The spec may have pages of any kind, and never has all of them.
pub fn set_apart(
    platform: &Platform,
    old: &mut Vec<OperationFacts>,
    new: &mut Vec<OperationFacts>,
) -> Brands {
    let of = |facts: &OperationFacts| source(platform, facts);
    let [olds, news] =
        [&*old, &*new].map(|set| -> BTreeSet<Source> { set.iter().map(of).collect() });
    let has_spec = old.iter().chain(&*new).any(is_of_spec);
    let mut brands = Brands::default();
    let mut taken = BTreeSet::new();
    for pair in pairs(old, new) {
        let mut alone = |facts: &OperationFacts, others: &BTreeSet<Source>| {
            if let Some(source) = only(&of(facts), others).filter(|_| !has_spec) {
                brands.alone.push((name(facts), source));
                taken.insert(name(facts));
            }
        };
        match pair {
            Pair::Gone(facts) => alone(facts, &news),
            Pair::Come(facts) => alone(facts, &olds),
            Pair::Both(old, new) => {
                let Some(sources) = sources(of(old), of(new)) else {
                    continue;
                };
                let mut found = differences(&fill(old, new), &fill(new, old));
                found.retain(|found| {
                    !OF_PAGES.contains(&found.fact.as_str()) && !found.fact.ends_with(".example")
                });
                taken.extend([name(old), name(new)]);
                if !found.is_empty() {
                    brands.differences.push(Apart {
                        operation: name(new),
                        sources,
                        differences: found,
                    });
                }
            }
            Pair::Unmatched(_) => {}
        }
    }
    for set in [old, new] {
        set.retain(|facts| !taken.contains(&name(facts)));
    }
    brands
}

/// The brand of a page, if it says so, and its language.
type Source = (Option<String>, Option<Language>);

/// What kind of page facts are of. The spec is of the brand whose documentation it follows.
fn source(platform: &Platform, facts: &OperationFacts) -> Source {
    let stated = brand::brand_of(platform, &facts.page);
    let brand = stated.or_else(|| brand::first(platform).filter(|_| is_of_spec(facts)));
    (brand.map(str::to_owned), facts.page.language)
}

fn is_of_spec(facts: &OperationFacts) -> bool {
    facts.page.dialect.is_none()
}

/// What two sources are called, if they are not of one kind.
fn sources(old: Source, new: Source) -> Option<[String; 2]> {
    match (old, new) {
        ((Some(old), _), (Some(new), _)) if old != new => {
            Some([old, new].map(|brand| format!("for {brand}")))
        }
        ((_, Some(old)), (_, Some(new))) if old != new => Some([old, new].map(words)),
        _ => None,
    }
}

/// What a source is called, if none of the others is of its kind.
fn only((brand, language): &Source, others: &BTreeSet<Source>) -> Option<String> {
    if let Some(brand) = brand
        && others.iter().any(|other| other.0.is_some())
        && others.iter().all(|other| other.0.as_ref() != Some(brand))
    {
        return Some(format!("for {brand}"));
    }
    let is_read = others.iter().all(|other| other.1 != *language);
    language
        .filter(|_| is_read && !others.is_empty())
        .map(words)
}

/// A language, as the end of a sentence.
fn words(language: Language) -> String {
    match language {
        Language::Zh => "in Chinese".to_owned(),
        Language::En => "in English".to_owned(),
    }
}

impl Brands {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty() && self.alone.is_empty()
    }
}

impl fmt::Display for Brands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for apart in &self.differences {
            writeln!(f, "{}", apart.operation)?;
            let [old, new] = &apart.sources;
            for Difference { fact, spec, page } in &apart.differences {
                match (spec, page) {
                    (Some(one), Some(other)) => {
                        writeln!(f, "  {fact}: {one} {old}, {other} {new}")?;
                    }
                    (Some(one), None) => writeln!(f, "  {fact}: only {old}: {one}")?,
                    (None, Some(other)) => writeln!(f, "  {fact}: only {new}: {other}")?,
                    (None, None) => writeln!(f, "  {fact}")?,
                }
            }
        }
        for (operation, source) in &self.alone {
            writeln!(f, "{operation}\n  documented only {source}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::facts::fixtures::operation;

    fn platform() -> Platform {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let spec = crate::lint::load(&root).unwrap_or_else(|report| panic!("{report}"));
        spec.platform
    }

    fn of(platform: &Platform, brand: &str, route: &str) -> OperationFacts {
        let mut facts = operation(route);
        facts.page.host = brand::host_of(platform, brand);
        facts
    }

    #[test]
    fn what_brands_document_differently_is_no_change() {
        let platform = platform();
        let [one, two, three] = ["GET /a", "GET /b", "GET /c"];
        let mut old = vec![of(&platform, "feishu", one), of(&platform, "feishu", two)];
        let mut new = vec![of(&platform, "lark", one), of(&platform, "lark", three)];
        new[0].scopes = vec!["a:b".into()];
        new[0].page.title = Some("Other words".into());
        let found = set_apart(&platform, &mut old, &mut new);
        assert_eq!(
            found.to_string(),
            "GET /a\n  scopes: only for lark: a:b\nGET /b\n  documented only for feishu\nGET /c\n  documented only for lark\n"
        );
        assert!(old.is_empty() && new.is_empty());
    }

    #[test]
    fn what_is_of_one_brand_is_compared() {
        let platform = platform();
        let mut old = vec![of(&platform, "lark", "GET /a"), operation("GET /b")];
        let mut new = vec![of(&platform, "lark", "GET /a"), operation("GET /c")];
        new[0].scopes = vec!["a:b".into()];
        assert!(set_apart(&platform, &mut old, &mut new).is_empty());
        assert_eq!((old.len(), new.len()), (2, 2));
    }

    #[test]
    fn languages_are_set_apart_likewise() {
        let platform = platform();
        let mut old = vec![operation("GET /a")];
        old[0].page.dialect = None;
        let mut new = vec![operation("GET /a")];
        new[0].page.language = Some(Language::En);
        new[0].apps = vec!["isv".into()];
        let found = set_apart(&platform, &mut old, &mut new).to_string();
        assert!(found.contains("apps: only in English: isv"), "{found}");
        assert!(old.is_empty() && new.is_empty());
    }
}
