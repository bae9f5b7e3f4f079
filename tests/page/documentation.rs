//! Real pages, which are not ours and lie beside the repository where there are any: that all of them are read, that the
//! dialects agree, and that the spec says what they say. Without them these tests do nothing, and say so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::docs::{self, Reading};
use feishu_codegen::facts::agreement::{Agreement, Kind};
use feishu_codegen::facts::{FieldFacts, OperationFacts};
use feishu_codegen::spec::{Rewrite, files};
use feishu_codegen::sync::drift;
use feishu_codegen::sync::import::{self, Options, Pages};
use feishu_codegen::text::diagnostic::Report;

/// The folder of the pages, with a list of them in `index.tsv`.
fn folder() -> Option<PathBuf> {
    let folder = root().join("../shared/pages");
    let is_there = folder.join("index.tsv").exists();
    if !is_there {
        println!("skipped: there are no documentation pages beside the repository");
    }
    is_there.then_some(folder)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder of pages in a dialect that the reader does not know yet.
const NOT_READ_YET: &str = "2026-english";

/// All readings by the path of their file within the folder.
fn readings(folder: &Path) -> BTreeMap<String, Reading> {
    let files = docs::find(&[folder.to_owned()]).unwrap();
    files
        .iter()
        .filter(|file| !file.starts_with(folder.join(NOT_READ_YET)))
        .map(|file| {
            let name = file.strip_prefix(folder).unwrap().to_str().unwrap();
            let text = fs::read_to_string(file).unwrap();
            (name.to_owned(), docs::read(name, &text))
        })
        .collect()
}

fn operations(readings: BTreeMap<String, Reading>) -> Vec<OperationFacts> {
    let facts = readings.into_values().filter_map(|reading| match reading {
        Reading::Operation(facts) => Some(*facts),
        Reading::Other(_) => None,
    });
    facts.collect()
}

#[test]
fn every_listed_page_is_read_for_what_it_is() {
    let Some(folder) = folder() else { return };
    let readings = readings(&folder);
    let index = fs::read_to_string(folder.join("index.tsv")).unwrap();
    let mut operations = 0;
    for row in index.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [id, method, path, raw, markdown] = columns[..] else {
            panic!("the list has another form: {row}");
        };
        for page in [raw, markdown].into_iter().filter(|page| page.len() > 1) {
            match &readings[page] {
                Reading::Operation(facts) => {
                    operations += 1;
                    assert_eq!((&*facts.method, &*facts.path), (method, path), "{page}");
                    if id != "-" {
                        assert_eq!(facts.id.as_deref(), Some(id), "{page}");
                    }
                }
                Reading::Other(other) => {
                    assert!(page.contains("/events/"), "{page}: {other:?}");
                    assert_eq!(other.what, "an event", "{page}");
                }
            }
        }
    }
    assert!(
        operations > 300,
        "{operations} pages of operations were read"
    );
}

/// What pages of one version state in several dialects, they state alike. One page has a row more than an earlier version
/// of it, which bears no stamp.
#[test]
fn the_dialects_agree() {
    let Some(folder) = folder() else { return };
    let agreement = Agreement::of(&operations(readings(&folder)));
    println!("{agreement}");
    let unexplained: Vec<_> = agreement
        .differences
        .iter()
        .filter(|found| {
            !(found.kind == Kind::Errors
                && found.what == "POST /open-apis/drive/v1/export_tasks error 600"
                && found.sides[1].0.starts_with("seeds/"))
        })
        .map(ToString::to_string)
        .collect();
    assert!(unexplained.is_empty(), "{}", unexplained.concat());
    assert!(agreement.tally(Kind::Names).compared > 1000);
}

/// Differences of dialect are no changes of the platform: pages with one stamp in two dialects have none.
#[test]
fn a_page_does_not_drift_from_itself() {
    let Some(folder) = folder() else { return };
    let of = |dialect: &str| {
        let readings = readings(&folder.join(dialect));
        drift::select(&operations(readings)).operations
    };
    let (old, new) = (of("2026-03-raw"), of("2026-05-markdown"));
    let same = drift::same_version(&old, &new);
    assert!(same.len() > 100);
    for change in drift::compare(&old, &new) {
        assert!(
            !same.contains(&change.operation),
            "{}: {change}",
            change.operation
        );
    }
}

#[test]
fn the_spec_says_what_the_pages_say() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    let known = Options { known_only: true };
    let pages = Pages {
        operations: &pages,
        others: &[],
    };
    let import = import::plan(&root(), pages, known).unwrap_or_else(|report| panic!("{report}"));
    assert!(import.is_clean(), "{}", import.changes(true));
    assert!(import.operations.len() >= 13);
}

/// Pages whose rows changed places change nothing, and do not drift: order on a page means nothing, and that of the spec is ours.
#[test]
fn rows_that_changed_places_change_nothing() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    let shuffled: Vec<_> = pages.iter().cloned().map(shuffled).collect();
    let plan = |operations: &[OperationFacts]| {
        let pages = Pages {
            operations,
            others: &[],
        };
        let known = Options { known_only: true };
        import::plan(&root(), pages, known).unwrap_or_else(|report| panic!("{report}"))
    };
    let import = plan(&shuffled);
    assert!(import.is_clean(), "{}", import.changes(true));
    let of = |pages: &[OperationFacts]| drift::select(pages).operations;
    let changes = drift::compare(&of(&pages), &of(&shuffled));
    assert!(changes.is_empty(), "{changes:?}");
}

/// The facts of a page whose rows stand in another order.
fn shuffled(mut facts: OperationFacts) -> OperationFacts {
    fn shuffle(fields: &mut [FieldFacts]) {
        mix(fields);
        for field in fields {
            field.values.iter_mut().for_each(|values| mix(values));
            shuffle(&mut field.children);
        }
    }
    /// Puts the second half in front of the first, each from its end.
    fn mix<T>(items: &mut [T]) {
        let middle = items.len() / 2;
        items[..middle].reverse();
        items.reverse();
    }
    mix(&mut facts.errors);
    mix(&mut facts.scopes);
    for (_, fields) in facts.tables_mut() {
        shuffle(fields);
    }
    facts
}

/// What all pages add to a spec that has nothing but the platform, it says in a form in which they have nothing to add.
#[test]
fn importing_all_pages_twice_changes_nothing_more() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    let pages = || Pages {
        operations: &pages,
        others: &[],
    };
    let there = files::read_all(&root()).unwrap_or_else(|report| panic!("{report}"));
    let mut texts: BTreeMap<String, String> = there
        .sources()
        .filter(|(_, source)| source.path == "spec/platform.yaml")
        .map(|(_, source)| (source.path.clone(), source.text.to_string()))
        .collect();
    let plan = |texts: &BTreeMap<String, String>| {
        let mut report = Report::new();
        for (path, text) in texts {
            report.add_source(path.as_str(), text.as_str());
        }
        let import = import::plan_sources(report, pages(), Options::default());
        import.unwrap_or_else(|report| panic!("{report}"))
    };
    let first = plan(&texts).rewrites;
    assert!(first.len() > 30, "{} files change", first.len());
    texts.extend(first.into_iter().map(|change| (change.path, change.after)));
    let second = plan(&texts).rewrites;
    let diffs: String = second.iter().map(Rewrite::diff).collect();
    assert!(second.is_empty(), "{diffs}");
}
