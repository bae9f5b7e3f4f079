//! `cargo xtask words`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::docs;
use feishu_codegen::lint;
use feishu_codegen::spec::files;
use feishu_codegen::sync::import;
use feishu_codegen::sync::words::{self, Filled, Pages, Place, Refusal, Select};
use feishu_codegen::text::diagnostic::count;

use crate::{Failure, at, page_set, say};

/// Lists where words are missing or to be confirmed: for people a line each, as JSON with what helps to write them.
pub(crate) fn list(
    root: &Path,
    files: &[PathBuf],
    drafts: bool,
    json: bool,
    pages: &[PathBuf],
) -> Result<(), Failure> {
    let files = named(root, files)?;
    let select = Select {
        files: &files,
        drafts,
    };
    if json {
        let pages = read_pages(root, pages)?;
        return say::json(&words::list(root, select, &pages)?);
    }
    let places = words::list(root, select, &Pages::default())?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in &places {
        say!("{}", line(place));
        *counts.entry(&place.file).or_default() += 1;
    }
    if !places.is_empty() {
        say!("");
    }
    for (file, number) in &counts {
        say!("{file}: {}", count(*number, "place"));
    }
    say!(
        "{} in {}",
        count(places.len(), "place"),
        count(counts.len(), "file")
    );
    Ok(())
}

/// A place as a line.
pub(crate) fn line(place: &Place) -> String {
    let way = place.address.split('#').nth(1).unwrap_or_default();
    let draft = if place.draft { ", draft" } else { "" };
    let reused = if place.reused { ", reused" } else { "" };
    format!(
        "{}:{}: {} at {way}{draft}{reused}",
        place.file, place.line, place.kind
    )
}

/// The files that are named, by their paths from the root.
fn named(root: &Path, files: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let known = files::find(root).map_err(at(root))?;
    let named = files.iter().map(|file| {
        let full = fs::canonicalize(file).or_else(|_| fs::canonicalize(root.join(file)));
        let found = known.iter().find(|known| {
            let known = fs::canonicalize(root.join(known));
            matches!((&full, known), (Ok(full), Ok(known)) if *full == known)
        });
        found.cloned().ok_or_else(|| {
            Failure::Message(format!("error: {} is no file of the spec", file.display()))
        })
    });
    named.collect()
}

/// Reads the pages: those that are named, or those that were fetched, if there are any.
fn read_pages(root: &Path, paths: &[PathBuf]) -> Result<Pages, Failure> {
    let fetched = [root.join(docs::FOLDER)];
    let paths = match paths {
        [] if fetched[0].exists() => &fetched,
        paths => paths,
    };
    let mut pages = Pages::default();
    for file in page_set::find(paths)? {
        let bytes = fs::read(&file).map_err(at(&file))?;
        pages.add(&String::from_utf8_lossy(&bytes));
    }
    Ok(pages)
}

/// Puts words into their places, and says what is wrong with the spec then. What is still missing is no fault.
pub(crate) fn apply(root: &Path, file: &Path, fill_equal: bool) -> Result<(), Failure> {
    let text = fs::read_to_string(file).map_err(at(file))?;
    let filled: Vec<Filled> = serde_json::from_str(&text).map_err(|error| {
        let file = file.display();
        Failure::Message(format!("error: {file} is no list of places: {error}"))
    })?;
    let applied = words::apply(root, &filled, fill_equal).map_err(|refusal| match refusal {
        Refusal::Faulty(report) => Failure::Problems(report),
        Refusal::Misfits(lines) => Failure::Message(format!(
            "{}\nerror: nothing is written: {} cannot be filled",
            lines.join("\n"),
            count(lines.len(), "place")
        )),
    })?;
    for path in import::write_all(root, &applied.rewrites).map_err(at(root))? {
        say!("wrote {path}");
    }
    for address in &applied.equals {
        say!("also filled {address}");
    }
    say!(
        "{} written",
        count(applied.written.len() + applied.equals.len(), "place")
    );
    let (_, mut report) = lint::inspect(files::read_all(root)?);
    let missing = report.len();
    report.retain(|found| !found.code.is_unfinished());
    if !report.is_empty() {
        return Err(Failure::Problems(report));
    }
    if missing > 0 {
        say!("{} without words left", count(missing, "place"));
    }
    Ok(())
}
