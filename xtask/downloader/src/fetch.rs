//! `cargo xtask pages fetch`: which pages are wanted, and what became of them.

use std::path::Path;

use feishu_codegen::docs;
use feishu_codegen::facts::{self, Language};
use feishu_codegen::lint;
use feishu_codegen::spec::files;
use feishu_codegen::text::diagnostic::{Code, count};

use crate::address::{Base, PagePath};
use crate::download::{self, Outcome};
use crate::journal::Journal;
use crate::options::Options;
use crate::pace::Pace;
use crate::say::say;
use crate::service::{Service, Trouble};
use crate::store::Store;
use crate::time;
use crate::tree::{self, Wanted};

#[cfg(test)]
mod tests;

/// How many folders are named to somebody who asked for one that is not there.
const NAMED: usize = 10;

/// Fetches pages: those that are named; if none are, those of the spec's operations. What is missing is told as the
/// error.
pub(crate) fn fetch(root: &Path, options: &Options) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("error: no runtime: {error}"))?;
    let pace = Pace {
        at_once: options.at_once,
        ..Pace::POLITE
    };
    let interrupted = async {
        // Without a signal handler there is nothing to wait for, and the run cannot be interrupted but killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    runtime.block_on(fetch_at(root, options, pace, interrupted))
}

async fn fetch_at(
    root: &Path,
    options: &Options,
    pace: Pace,
    interrupted: impl Future<Output = ()>,
) -> Result<(), String> {
    let base = match &options.base {
        Some(base) => base.clone(),
        None => documentation(root, options.brand.as_deref())?,
    };
    let service = Service::new(base.clone(), pace, options.language)
        .map_err(|error| format!("error: no HTTP client: {error}"))?;
    let wanted = select(root, options, &service).await?;
    if options.list {
        for page in &wanted {
            match &page.title {
                Some(title) => say!("{}  {title}", page.path),
                None => say!("{}", page.path),
            }
        }
        say!("{}", count(wanted.len(), "page"));
        return Ok(());
    }
    let folder = match &options.to {
        Some(folder) => folder.clone(),
        None => root.join(folder_of(options)),
    };
    let source = match options.language {
        Language::Zh => base.to_string(),
        Language::En => format!("{base} in English"),
    };
    let journal = Journal::open(&folder, &source, time::unix_seconds(), options.again);
    let store = Store::new(folder, journal, options.again);
    let (outcome, mut store) = download::run(&service, &pace, &wanted, store, interrupted).await;
    if outcome.there() == wanted.len() {
        let paths = wanted.iter().map(|wanted| &wanted.path);
        store
            .journal
            .finish(paths)
            .map_err(|error| format!("error: {}: {error}", store.folder.display()))?;
    }
    report(&outcome, wanted.len(), &store.folder)
}

/// The folder that pages go to. A page has one path in all languages and on all hosts, so that each has a folder of its own.
fn folder_of(options: &Options) -> String {
    let mut folder = docs::FOLDER.to_owned();
    if let Some(brand) = &options.brand {
        folder.push_str(&format!("-{brand}"));
    }
    if options.language == Language::En {
        folder.push_str("-en");
    }
    folder
}

/// The documentation service that the spec names: that of a brand is on its host. The rest of the spec may have mistakes: a
/// page may be what mends them.
fn documentation(root: &Path, brand: Option<&str>) -> Result<Base, String> {
    let report = files::read_all(root).map_err(|report| report.to_string())?;
    let (spec, report) = lint::inspect(report);
    // Nothing is read of a spec in another version of the format.
    if report.contains(Code::FormatVersion) {
        return Err(report.to_string());
    }
    let platform = spec.platform;
    let (key, host) = match brand {
        None => ("documentation", platform.documentation.host),
        Some(brand) => match platform.hosts.get(brand) {
            Some(host) => ("hosts", host.clone()),
            None => {
                let brands: Vec<_> = platform.hosts.keys().map(String::as_str).collect();
                let brands = brands.join(", ");
                return Err(format!(
                    "error: `hosts` in spec/platform.yaml has no brand `{brand}`; it has {brands}"
                ));
            }
        },
    };
    host.parse().map_err(|error| {
        format!("error: `{key}` in spec/platform.yaml: {error}; mend it, or use `--base`")
    })
}

/// The pages that are wanted, each once.
async fn select(root: &Path, options: &Options, service: &Service) -> Result<Vec<Wanted>, String> {
    let mut wanted: Vec<_> = options.pages.iter().cloned().map(Wanted::new).collect();
    if !options.trees.is_empty() {
        let data = service
            .tree(&|wait| say!("the list of all pages: {wait}"))
            .await
            .map_err(|trouble| no_list(&trouble))?;
        for folder in &options.trees {
            let below = tree::below(&data, folder);
            if below.is_empty() {
                return Err(nothing_below(folder, &tree::top(&data)));
            }
            wanted.extend(below);
        }
    } else if wanted.is_empty() {
        wanted = of_the_spec(root)?;
    }
    // A page that was named and is in a folder as well is better known from there.
    wanted.sort_by_key(|page| page.updated.is_none());
    let mut seen = std::collections::BTreeSet::new();
    wanted.retain(|page| seen.insert(page.path.key().to_owned()));
    Ok(wanted)
}

fn of_the_spec(root: &Path) -> Result<Vec<Wanted>, String> {
    let spec = lint::load(root).map_err(|report| report.to_string())?;
    let facts = facts::from_spec(&spec);
    let mut wanted = Vec::new();
    for operation in &facts {
        let Some(page) = &operation.page.doc_path else {
            continue;
        };
        let path: PagePath = page.parse().map_err(|error| {
            format!(
                "error: {}: `page: {page}` of {} {}: {error}",
                operation.page.file, operation.method, operation.path
            )
        })?;
        wanted.push(Wanted::new(path));
    }
    if wanted.is_empty() {
        return Err(
            "error: the spec names no pages; name some, or a folder with `--tree`".to_owned(),
        );
    }
    Ok(wanted)
}

fn report(outcome: &Outcome, wanted: usize, folder: &Path) -> Result<(), String> {
    for (old, new) in &outcome.moved {
        say!("note: {old} is now {new}; if the spec names it, mend `page` there");
    }
    say!(
        "{} of {} in {}: {} new, {} changed, {} unchanged, {} not asked for again",
        outcome.there(),
        count(wanted, "page"),
        folder.display(),
        outcome.new,
        outcome.changed,
        outcome.same,
        outcome.kept,
    );
    if outcome.there() == wanted {
        return Ok(());
    }
    let mut lines: Vec<_> = outcome
        .failed
        .iter()
        .map(|(path, trouble)| format!("error: {path}: {trouble}"))
        .collect();
    let missing = count(wanted - outcome.there(), "page");
    lines.push(match outcome.stopped {
        Some(stopped) => format!(
            "error: the run ended early, since {stopped}: {missing} missing; run the same command again: it goes on from here"
        ),
        None => format!(
            "error: {missing} missing; run the same command again: it fetches only what is missing"
        ),
    });
    Err(lines.join("\n"))
}

fn no_list(trouble: &Trouble) -> String {
    format!("error: the list of all pages: {trouble}")
}

fn nothing_below(folder: &PagePath, top: &[String]) -> String {
    let mut text = format!("error: the documentation lists no page below {folder}");
    if !top.is_empty() {
        let named = &top[..top.len().min(NAMED)];
        text += &format!("; at the top it has {}", named.join(", "));
    }
    text += "; `--tree / --list` names all pages";
    text
}
