//! The changes as a person reads them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::{self, Write};

use crate::spec::model::Paths;
use crate::text::diagnostic::count;

use super::{Change, ChangeKind, Weight, text};

/// Changes as text: by service and operation, the heaviest first, a line for each, and the weight of all in the end.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The changes.
    pub changes: &'a [Change],
    /// Which services paths belong to.
    pub paths: &'a Paths,
}

/// The changes of one operation, in one service, and so on.
struct Group<'a> {
    name: &'a str,
    changes: Vec<&'a Change>,
}

impl Group<'_> {
    fn weight(&self) -> Option<Weight> {
        self.changes.iter().map(|change| change.semver).max()
    }
}

impl Report<'_> {
    /// What all of the changes weigh together; nothing if there are none.
    pub fn weight(&self) -> Option<Weight> {
        self.changes.iter().map(|change| change.semver).max()
    }

    /// One line that counts the changes.
    pub fn summary(&self) -> String {
        let Some(weight) = self.weight() else {
            return "no changes".to_owned();
        };
        let all: Vec<&Change> = self.changes.iter().collect();
        let operations = by_heaviest(&all, |change| &change.operation).len();
        let counts: Vec<String> = [Weight::Major, Weight::Minor, Weight::Patch]
            .into_iter()
            .map(|weight| {
                (
                    weight,
                    self.changes
                        .iter()
                        .filter(|change| change.semver == weight)
                        .count(),
                )
            })
            .filter(|(_, count)| *count > 0)
            .map(|(weight, count)| format!("{count} {weight}"))
            .collect();
        format!(
            "{} in {}: {}; together they make a {weight} release",
            count(all.len(), "change"),
            count(operations, "operation"),
            counts.join(", ")
        )
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<&Change> = self.changes.iter().collect();
        let mut services = by_heaviest(&all, |change| service(self.paths, change));
        services.sort_by_key(|service| service.name);
        for service in services {
            writeln!(f, "{}", service.name)?;
            for mut operation in by_heaviest(&service.changes, |change| &change.operation) {
                operation
                    .changes
                    .sort_by_key(|change| Reverse(change.semver));
                match operation.changes.as_slice() {
                    // Most often there are many of them, and nothing else to say of each.
                    [change] if is_whole(change) => {
                        writeln!(f, "  {}: {change}, {}", operation.name, change.semver)?;
                    }
                    changes => {
                        writeln!(f, "  {}", operation.name)?;
                        for line in lines(changes) {
                            writeln!(f, "    {line}")?;
                        }
                    }
                }
            }
            f.write_char('\n')?;
        }
        f.write_str(&self.summary())
    }
}

/// Changes with one name stand together, in the order in which they come; the group that weighs most is the first.
fn by_heaviest<'a>(changes: &[&'a Change], name: impl Fn(&'a Change) -> &'a str) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places = HashMap::new();
    for &change in changes {
        let name = name(change);
        let place = *places.entry(name).or_insert_with(|| {
            groups.push(Group {
                name,
                changes: Vec::new(),
            });
            groups.len() - 1
        });
        groups[place].changes.push(change);
    }
    groups.sort_by_key(|group| Reverse(group.weight()));
    groups
}

/// Whether the operation itself came or went.
fn is_whole(change: &Change) -> bool {
    matches!(
        change.kind,
        ChangeKind::OperationAdded | ChangeKind::OperationRemoved
    )
}

/// A line for each change; the values that an enumeration gains, and the like, share one.
fn lines(changes: &[&Change]) -> Vec<String> {
    changes
        .chunk_by(|a, b| text::share_a_line(a, b))
        .map(|alike| format!("{:<5}  {}", alike[0].semver, text::line(alike)))
        .collect()
}

/// The service that the path belongs to.
fn service<'a>(paths: &'a Paths, change: &'a Change) -> &'a str {
    let path = change
        .operation
        .split_once(' ')
        .map_or("", |(_, path)| path);
    paths.service_of(path)
}
