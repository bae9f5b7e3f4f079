//! Real pages, which are not ours and lie beside the repository where there are any: that all of them are read, that the
//! dialects agree, and that the spec says what they say. Without them these tests do nothing, and say so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::docs::{self, Reading};
use feishu_codegen::facts::agreement::{Agreement, Difference, Kind};
use feishu_codegen::facts::{Dialect, FieldFacts, Language, OperationFacts};
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

/// All readings by the path of their file within the folder.
fn readings(folder: &Path) -> BTreeMap<String, Reading> {
    let files = docs::find(&[folder.to_owned()]).unwrap();
    files
        .iter()
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
        .filter(|found| !is_between_languages(found))
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

/// Whether a difference is one between a page in Chinese and one in English.
fn is_between_languages(found: &Difference) -> bool {
    let is_english = |side: &(String, String)| side.0.starts_with("2026-english/");
    found.sides.iter().any(is_english)
}

/// Pages in two languages are read alike: what both have, has one type, one meaning and one set of values. They differ in
/// what one of them lacks, since they are of two brands and years.
#[test]
fn the_languages_agree() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    let read = pages
        .iter()
        .filter(|facts| facts.page.language == Some(Language::En));
    assert_eq!(read.count(), 8);
    let agreement = Agreement::of(&pages);
    let may_differ = [
        Kind::Tokens,
        Kind::Scopes,
        Kind::Names,
        Kind::Limits,
        Kind::Examples,
        Kind::Errors,
    ];
    let between = agreement
        .differences
        .iter()
        .filter(|found| is_between_languages(found));
    let unexplained: Vec<_> = between
        .filter(|found| {
            let is_lacking = found
                .sides
                .iter()
                .any(|side| ["\"is not there\"", "\"not there\""].contains(&side.1.as_str()));
            !may_differ.contains(&found.kind) || (found.kind == Kind::Names && !is_lacking)
        })
        .map(ToString::to_string)
        .collect();
    assert!(unexplained.is_empty(), "{}", unexplained.concat());
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

/// The sample of a response is what a client gets: where one cannot be read as its table has it, the reader says so.
#[test]
fn samples_that_contradict_their_table_are_told() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    for (page, field) in [
        (
            "2026-05-markdown/drive/v1/user/subscription_status.md",
            "`data`",
        ),
        (
            "2026-05-markdown/vc/v1/alert/list.md",
            "`items.notifyMethods`",
        ),
    ] {
        let facts = pages.iter().find(|facts| facts.page.file == page).unwrap();
        let is_told =
            |warning: &String| warning.contains("the sample shows") && warning.contains(field);
        assert!(
            facts.warnings.iter().any(is_told),
            "{page}: {:?}",
            facts.warnings
        );
    }
}

/// A normalised page as the vendor has it in Markdown: without pipes at the ends of rows, and without levels.
fn as_the_vendor_has_it(page: &str) -> String {
    const MARKS: &[char] = &['|', ' ', '\u{a0}', '\u{2003}', '└', '∟', '├', '│', '─'];
    let mut is_code = false;
    let lines = page.lines().map(|line| {
        is_code ^= line.starts_with("```");
        let row = line.trim();
        if is_code || !row.starts_with('|') {
            return line.to_owned();
        }
        let row = row
            .replace("&nbsp;", "\u{a0}")
            .replace("&emsp;", "\u{2003}");
        let row = row.trim_start_matches(MARKS).trim_end_matches(['|', ' ']);
        match row.replace(' ', "").as_str() {
            "项目|值" => "基本 | ".to_owned(),
            bare if bare.chars().all(|c| matches!(c, '-' | '|' | ':')) => bare.to_owned(),
            _ => row.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of fields.
fn paths(fields: &[FieldFacts], above: &str, found: &mut BTreeSet<String>) {
    for field in fields {
        let path = format!("{above}.{}", field.name);
        paths(&field.children, &path, found);
        found.insert(path);
    }
}

/// Pages that the vendor gives without levels have them back: nearly all fields stand in their place, and none in a false
/// one. Such a page takes nothing away from the spec.
#[test]
fn levels_are_put_back() {
    let Some(folder) = folder() else { return };
    let folder = folder.join("2026-05-markdown");
    let (mut all, mut found) = (BTreeSet::new(), BTreeSet::new());
    let mut flat = Vec::new();
    for file in docs::find(&[folder]).unwrap() {
        let page = fs::read_to_string(&file).unwrap();
        let name = file.to_str().unwrap();
        let Reading::Operation(whole) = docs::read(name, &page) else {
            continue;
        };
        let Reading::Operation(read) = docs::read(name, &as_the_vendor_has_it(&page)) else {
            panic!("{name} is no operation any more");
        };
        assert_eq!(read.page.dialect, Some(Dialect::Vendor), "{name}");
        for (facts, found) in [(&whole, &mut all), (&read, &mut found)] {
            for (place, fields) in facts.tables() {
                paths(fields, &format!("{name} {place}"), found);
            }
        }
        flat.push(*read);
    }
    let misplaced: Vec<_> = found.difference(&all).collect();
    assert!(misplaced.is_empty(), "{misplaced:#?}");
    let share = 100 * found.len() / all.len();
    println!("{} of {} fields are in their place", found.len(), all.len());
    assert!(share >= 98 && all.len() > 1500, "{share} %");

    let pages = Pages {
        operations: &flat,
        others: &[],
    };
    let known = Options { known_only: true };
    let import = import::plan(&root(), pages, known).unwrap_or_else(|report| panic!("{report}"));
    let gone: Vec<_> = import
        .operations
        .iter()
        .flat_map(|one| &one.changes)
        .filter(|change| change.page.is_none() && change.fact.contains('.'))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
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

/// The texts of a spec, by path.
type Texts = BTreeMap<String, String>;

/// A spec that has nothing but the platform.
fn bare_spec() -> Texts {
    let there = files::read_all(&root()).unwrap_or_else(|report| panic!("{report}"));
    let platform = there
        .sources()
        .filter(|(_, source)| source.path == "spec/platform.yaml");
    platform
        .map(|(_, source)| (source.path.clone(), source.text.to_string()))
        .collect()
}

/// Imports pages into a spec, and returns what changes.
fn import_into(texts: &mut Texts, operations: &[OperationFacts]) -> Vec<Rewrite> {
    let mut report = Report::new();
    for (path, text) in &*texts {
        report.add_source(path.as_str(), text.as_str());
    }
    let pages = Pages {
        operations,
        others: &[],
    };
    let import = import::plan_sources(report, pages, Options::default());
    let rewrites = import.unwrap_or_else(|report| panic!("{report}")).rewrites;
    for change in &rewrites {
        texts.insert(change.path.clone(), change.after.clone());
    }
    rewrites
}

/// What all pages add to a spec that has nothing but the platform, it says in a form in which they have nothing to add.
#[test]
fn importing_all_pages_twice_changes_nothing_more() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    let mut texts = bare_spec();
    let first = import_into(&mut texts, &pages);
    assert!(first.len() > 30, "{} files change", first.len());
    let second = import_into(&mut texts, &pages);
    let diffs: String = second.iter().map(Rewrite::diff).collect();
    assert!(second.is_empty(), "{diffs}");
}

/// Pages in two languages end in one spec, whichever of them come first.
#[test]
fn languages_may_be_imported_in_any_order() {
    let Some(folder) = folder() else { return };
    let pages = operations(readings(&folder));
    let (chinese, english): (Vec<_>, Vec<_>) = pages
        .into_iter()
        .partition(|facts| facts.page.language == Some(Language::Zh));
    assert_eq!(english.len(), 8);
    let import = |sets: &[&[OperationFacts]]| {
        let mut texts = bare_spec();
        for set in sets {
            import_into(&mut texts, set);
        }
        texts
    };
    let expected = import(&[&chinese, &english]);
    let mixed = [english.clone(), chinese.clone()].concat();
    let together = import(&[&mixed]);
    for (path, text) in &import(&[&[chinese.clone(), english.clone()].concat()]) {
        let found = together.get(path).map_or("", String::as_str);
        let diff = similar::TextDiff::from_lines(text.as_str(), found);
        assert!(text == found, "{path}\n{}", diff.unified_diff());
    }
    // What comes first takes the better name for its types. What is stated is the same.
    let expected = stated(&expected);
    assert_eq!(stated(&together), expected, "together");
    let found = stated(&import(&[&english, &chinese]));
    for (operation, facts) in &expected {
        assert_eq!(
            found.get(operation),
            Some(facts),
            "English first: {operation}"
        );
    }
    assert_eq!(found.len(), expected.len());
}

/// What a spec states, by operation.
fn stated(texts: &Texts) -> BTreeMap<String, OperationFacts> {
    let mut report = Report::new();
    for (path, text) in texts {
        report.add_source(path.as_str(), text.as_str());
    }
    let (spec, _) = feishu_codegen::lint::inspect(report);
    let facts = feishu_codegen::facts::from_spec(&spec).into_iter();
    facts
        .map(|facts| (format!("{} {}", facts.method, facts.path), facts))
        .collect()
}
