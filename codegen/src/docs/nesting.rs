//! Which fields are within which, where a table does not say so: the vendor's own Markdown has all rows at the margin.
//!
//! The rows stand in the order of a walk through the tree, so each is within the one before it or within something that
//! one is within. Which of these it is, the types of the rows and the sample of the page tell together: every way to read
//! the table is held against them, and what goes against them costs. A field stands where all ways put it that cost
//! little more than the best. Where they differ, its place is open: it is left out, with a warning.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::TypeFacts;

use super::fields::Read;
use super::sample;
use super::types::Kind;
use super::warnings::Warnings;

/// What it costs that a sample does not show a field of an object, or not the object.
const UNSHOWN: u32 = 2;

/// What it costs that no row is about a field that the sample shows.
const UNLISTED: u32 = 3;

/// What it costs that an object has no fields, though its type has a name.
const EMPTY: u32 = 4;

/// The same of an object without a name, which may have none.
const BARE: u32 = 1;

/// What it costs that an object has a field twice, or that something stands beside the envelope of a response.
const ODD: u32 = 8;

/// Ways that cost so much more than the best are possible too.
const MARGIN: u32 = 2;

/// Ways that cost so much more than the best will not become the best any more.
const HOPELESS: u32 = ODD + MARGIN;

/// So many steps are taken at most, each of which looks at a row. The largest table of this platform takes a tenth of them.
const MOST_STEPS: usize = 2_000_000;

/// Deeper nesting is a fault of the page.
const DEEPEST: usize = 16;

/// What is beside and above all rows.
const TOP: usize = usize::MAX;

/// Nests rows. `is_envelope` says that nothing stands beside `data`, if there is such a row.
pub(super) fn nest(
    rows: Vec<Read>,
    sample: Option<&Value>,
    is_envelope: bool,
    warnings: &mut Warnings,
) -> Vec<Read> {
    let Some(places) = places(&rows, sample, is_envelope) else {
        let line = rows.first().map_or(1, |row| row.line);
        warnings.lost(
            line,
            "there are too many ways to read which rows of the table are within which; it is not read",
        );
        return Vec::new();
    };
    build(rows, &places, warnings)
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spot {
    /// Within another, or at the top.
    Within(usize),
    /// In one of several places.
    Open(Vec<usize>),
}

/// Puts the rows where they stand.
fn build(rows: Vec<Read>, places: &[Spot], warnings: &mut Warnings) -> Vec<Read> {
    let mut rows: Vec<Option<Read>> = rows.into_iter().map(Some).collect();
    let mut is_lost = vec![false; rows.len()];
    for (at, place) in places.iter().enumerate() {
        let above = match place {
            Spot::Within(above) => is_lost.get(*above).copied().unwrap_or(false),
            Spot::Open(_) => true,
        };
        is_lost[at] = above;
        if let (true, Some(row)) = (above, &rows[at]) {
            let name = &row.facts.name;
            let text =
                format!("what `{name}` is within is not said, and left open; it is not read");
            warnings.lost(row.line, text);
        }
    }
    // What some fields may be within is more than the sample shows of it, so that it is not taken from there.
    for above in places.iter().flat_map(|place| match place {
        Spot::Open(above) => above.as_slice(),
        Spot::Within(_) => &[],
    }) {
        if let Some(Some(row)) = rows.get_mut(*above)
            && matches!(row.kind, Kind::Nothing | Kind::Undefined)
        {
            row.kind = Kind::Unreadable;
        }
    }
    let mut found = Vec::new();
    // From the end, so that what is within a row is complete when the row is put into its own place.
    for at in (0..rows.len()).rev() {
        let Some(row) = rows[at].take().filter(|_| !is_lost[at]) else {
            continue;
        };
        let above = match places[at] {
            Spot::Within(above) => rows.get_mut(above).and_then(Option::as_mut),
            Spot::Open(_) => None,
        };
        match above {
            Some(above) => above.children.insert(0, row),
            None => found.insert(0, row),
        }
    }
    found
}

/// What a sample shows of an object: its fields, and what is within each.
#[derive(Clone, Debug, Default)]
struct Shown {
    fields: BTreeMap<String, Shown>,
    /// Whether it shows something that has no fields.
    is_plain: bool,
}

impl Shown {
    fn add(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.fields.entry(name.clone()).or_default().add(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Null => {}
            _ => self.is_plain = true,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }
}

/// What a row may have within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Nothing,
    Perhaps,
    Surely,
}

fn holds(row: &Read) -> Holds {
    match (row.kind, row.facts.ty) {
        (Kind::Name, _) => Holds::Surely,
        // The row of an envelope has a dash for its type; others without one may be anything.
        (Kind::Nothing, _) if row.facts.name == "data" => Holds::Surely,
        // An object may be called `file`, as the content of one is.
        (_, TypeFacts::Object | TypeFacts::Map | TypeFacts::Any | TypeFacts::File) => {
            Holds::Perhaps
        }
        _ => Holds::Nothing,
    }
}

/// An object that rows may still be put into.
#[derive(Clone, Debug)]
struct Open<'a> {
    row: usize,
    /// What the sample shows of it; nothing if it does not show it, or shows it empty.
    shown: Option<&'a Shown>,
    /// The names of the rows within it.
    names: BTreeSet<usize>,
}

/// A way to read the rows so far.
#[derive(Clone, Debug)]
struct Way<'a> {
    cost: u32,
    /// The objects that are not closed, the outermost first.
    open: Vec<Open<'a>>,
    /// For each row, what it may be within, and what the cheapest way costs that has it there.
    places: Vec<Vec<(usize, u32)>>,
}

/// The rows, with what is asked of them again and again.
struct Table<'a> {
    rows: &'a [Read],
    /// The name of each row, as a number.
    names: Vec<usize>,
    /// The last row of each name.
    last: Vec<usize>,
    /// Whether each row may have others within it.
    holds: Vec<Holds>,
    /// The samples in the cells of rows.
    own: Vec<Option<Shown>>,
    /// Whether nothing stands beside `data`.
    is_envelope: bool,
}

impl<'a> Table<'a> {
    fn new(rows: &'a [Read], is_envelope: bool) -> Self {
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut last = Vec::new();
        let mut names = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let next = known.len();
            let name = *known.entry(&row.facts.name).or_insert(next);
            names.push(name);
            match last.get_mut(name) {
                Some(last) => *last = at,
                None => last.push(at),
            }
        }
        let own = rows.iter().map(|row| {
            let value = sample::json(row.facts.example.as_deref()?).ok()?;
            let mut shown = Shown::default();
            shown.add(&value);
            (!shown.fields.is_empty()).then_some(shown)
        });
        let has_data = rows.iter().any(|row| row.facts.name == "data");
        Self {
            rows,
            names,
            last,
            holds: rows.iter().map(holds).collect(),
            own: own.collect(),
            is_envelope: is_envelope && has_data,
        }
    }

    fn name(&self, row: usize) -> &str {
        &self.rows[row].facts.name
    }

    /// What it costs to put a row into an object.
    fn cost(&self, open: &Open<'_>, row: usize) -> u32 {
        let is_twin = open.names.contains(&self.names[row]);
        let is_shown = |shown: &Shown| shown.has(self.name(row));
        let is_beside = open.row == TOP
            && self.is_envelope
            && !matches!(self.name(row), "code" | "msg" | "data")
            && !open.shown.is_some_and(is_shown);
        let unshown = if open.shown.is_some_and(is_shown) {
            0
        } else {
            UNSHOWN
        };
        unshown + if is_twin || is_beside { ODD } else { 0 }
    }

    /// What it costs that nothing more is put into an object.
    fn cost_of_closing(&self, open: &Open<'_>) -> u32 {
        let is_listed = |name: &str| {
            open.names
                .iter()
                .any(|id| self.name(self.last[*id]) == name)
        };
        let unlisted = match open.shown {
            Some(shown) => shown.fields.keys().filter(|name| !is_listed(name)).count(),
            None => 0,
        };
        let empty = match self.holds.get(open.row) {
            _ if !open.names.is_empty() => 0,
            Some(Holds::Surely) => EMPTY,
            Some(Holds::Perhaps) => BARE,
            _ => 0,
        };
        u32::try_from(unlisted)
            .unwrap_or(u32::MAX / 8)
            .saturating_mul(UNLISTED)
            + empty
    }

    /// The object that a row within another begins, if it does.
    fn begin<'s>(&'s self, above: &Open<'s>, row: usize) -> Option<Open<'s>> {
        let shown = above
            .shown
            .and_then(|shown| shown.fields.get(self.name(row)));
        let is_empty = |shown: &Shown| shown.fields.is_empty();
        // The sample knows better than a type what is an object.
        let begins = match shown {
            Some(shown) if !is_empty(shown) => true,
            Some(shown) if shown.is_plain => false,
            _ => self.holds[row] != Holds::Nothing,
        };
        begins.then(|| Open {
            row,
            shown: shown
                .filter(|shown| !is_empty(shown))
                .or(self.own[row].as_ref()),
            names: BTreeSet::new(),
        })
    }

    /// What of an open object still matters behind a row: ways that are alike in it go on alike.
    fn mark(&self, open: &Open<'_>, row: usize) -> (usize, Vec<usize>, bool) {
        let matters = |name: &&usize| {
            let is_shown = |shown: &Shown| shown.has(self.name(self.last[**name]));
            self.last[**name] > row || open.shown.is_some_and(is_shown)
        };
        let names = open.names.iter().filter(matters).copied().collect();
        (open.row, names, open.names.is_empty())
    }
}

/// Where each row stands; nothing if there are too many ways to read the table.
fn places(rows: &[Read], sample: Option<&Value>, is_envelope: bool) -> Option<Vec<Spot>> {
    let table = Table::new(rows, is_envelope);
    // Some tables leave out the envelope.
    let within = sample.and_then(|sample| sample.get("data"));
    let is_left_out = is_envelope && !table.is_envelope;
    let mut shown = Shown::default();
    if let Some(sample) = within.filter(|_| is_left_out).or(sample) {
        shown.add(sample);
    }
    let top = Open {
        row: TOP,
        shown: Some(&shown).filter(|shown| !shown.fields.is_empty()),
        names: BTreeSet::new(),
    };
    let mut ways = vec![Way {
        cost: 0,
        open: vec![top],
        places: Vec::new(),
    }];
    let mut steps = 0;
    for row in 0..rows.len() {
        let mut next: BTreeMap<Vec<_>, Way<'_>> = BTreeMap::new();
        for way in ways {
            steps += way.open.len() * (row + 1);
            if steps > MOST_STEPS {
                return None;
            }
            for way in with_row(&table, &way, row) {
                let mark: Vec<_> = way.open.iter().map(|open| table.mark(open, row)).collect();
                match next.get_mut(&mark) {
                    Some(other) => join(other, way),
                    None => {
                        next.insert(mark, way);
                    }
                }
            }
        }
        ways = next.into_values().collect();
        ways.sort_by_key(|way| way.cost);
        let best = ways.first().map_or(0, |way| way.cost);
        ways.retain(|way| way.cost <= best + HOPELESS);
    }
    Some(settle(&table, ways))
}

/// A way with one row more, in each place that it may have.
fn with_row<'s>(table: &'s Table<'_>, way: &Way<'s>, row: usize) -> Vec<Way<'s>> {
    let mut found = Vec::new();
    let mut cost_of_closing = 0;
    for depth in (0..way.open.len()).rev() {
        let above = &way.open[depth];
        let added = cost_of_closing + table.cost(above, row);
        let mut places = way.places.clone();
        for (_, cost) in places.iter_mut().flatten() {
            *cost += added;
        }
        places.push(vec![(above.row, way.cost + added)]);
        let mut open = way.open[..=depth].to_vec();
        open[depth].names.insert(table.names[row]);
        if open.len() < DEEPEST {
            open.extend(table.begin(above, row));
        }
        found.push(Way {
            cost: way.cost + added,
            open,
            places,
        });
        cost_of_closing += table.cost_of_closing(above);
    }
    found
}

/// Joins a way to another that goes on alike.
fn join(way: &mut Way<'_>, other: Way<'_>) {
    for (places, others) in way.places.iter_mut().zip(other.places) {
        for (place, cost) in others {
            match places.iter_mut().find(|(there, _)| *there == place) {
                Some((_, least)) => *least = cost.min(*least),
                None => places.push((place, cost)),
            }
        }
    }
    way.cost = way.cost.min(other.cost);
}

/// Where each row stands, after the last.
fn settle<'s>(table: &'s Table<'_>, ways: Vec<Way<'s>>) -> Vec<Spot> {
    let mut all: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); table.rows.len()];
    for way in ways {
        let closing: u32 = way
            .open
            .iter()
            .map(|open| table.cost_of_closing(open))
            .sum();
        for (all, places) in all.iter_mut().zip(way.places) {
            for (place, cost) in places {
                let cost = cost + closing;
                let least = all.entry(place).or_insert(cost);
                *least = cost.min(*least);
            }
        }
    }
    all.into_iter()
        .map(|places| {
            let least = places.values().min().copied().unwrap_or_default();
            let possible = places
                .into_iter()
                .filter(|(_, cost)| *cost <= least + MARGIN);
            let possible: Vec<_> = possible.map(|(place, _)| place).collect();
            match possible.as_slice() {
                [place] => Spot::Within(*place),
                _ => Spot::Open(possible),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::docs::types;

    /// Rows as `name:type`, nested: `a{b c}`, and how many warnings there are.
    fn nested(rows: &str, sample: &Value, is_envelope: bool) -> (String, usize) {
        let rows = rows.split(' ').zip(1..).map(|(row, line)| {
            let (name, ty) = row.split_once(':').unwrap();
            let stated = types::read(ty);
            Read {
                kind: stated.kind,
                ..Read::bare(name, stated.ty, stated.array, line)
            }
        });
        let sample = Some(sample).filter(|sample| !sample.is_null());
        let mut warnings = Warnings::default();
        let found = nest(rows.collect(), sample, is_envelope, &mut warnings);
        (shown(&found), warnings.into_texts().len())
    }

    fn shown(fields: &[Read]) -> String {
        let fields = fields.iter().map(|field| match &*shown(&field.children) {
            "" => field.facts.name.clone(),
            inner => format!("{}{{{inner}}}", field.facts.name),
        });
        fields.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_sample_tells_what_is_within_what() {
        let sample = json!({
            "code": 0,
            "data": { "record": { "id": "a", "owner": { "id": "b" } }, "items": [{ "id": "c" }], "more": true },
        });
        let rows = "code:int msg:string data:- record:app.record id:string owner:user id:string items:item[] id:string more:bool";
        let expected = "code msg data{record{id owner{id}} items{id} more}";
        assert_eq!(nested(rows, &sample, true), (expected.to_owned(), 0));
    }

    #[test]
    fn what_the_sample_does_not_show_stands_between_what_it_shows() {
        let sample = json!({ "a": { "x": 1, "z": 2 }, "b": 3 });
        let rows = "a:thing x:int y:int z:int b:int";
        assert_eq!(nested(rows, &sample, false), ("a{x y z} b".to_owned(), 0));
        // At the edge it may stand on either side.
        let rows = "a:thing x:int z:int y:int b:int";
        assert_eq!(nested(rows, &sample, false), ("a{x z} b".to_owned(), 1));
    }

    #[test]
    fn without_a_sample_only_the_first_field_of_an_object_is_sure() {
        let rows = "a:int b:thing c:int d:int";
        assert_eq!(nested(rows, &Value::Null, false), ("a b{c}".to_owned(), 1));
        let rows = "a:int b:int";
        assert_eq!(nested(rows, &Value::Null, false), ("a b".to_owned(), 0));
    }

    #[test]
    fn what_is_open_takes_along_what_is_within_it() {
        let sample = json!({ "a": { "x": 1 }, "b": 3 });
        let rows = "a:thing x:int y:part z:int b:int";
        assert_eq!(nested(rows, &sample, false), ("a{x} b".to_owned(), 2));
    }

    #[test]
    fn an_envelope_has_nothing_beside_its_data() {
        let rows = "code:int msg:string data:- a:int b:int";
        let (found, warnings) = nested(rows, &Value::Null, true);
        assert_eq!((&*found, warnings), ("code msg data{a b}", 0));
        // One that the table leaves out is in the sample.
        let sample = json!({ "code": 0, "data": { "a": { "b": 1 }, "c": 2 } });
        let rows = "a:- b:- c:-";
        assert_eq!(nested(rows, &sample, true), ("a{b} c".to_owned(), 0));
    }

    #[test]
    fn a_table_that_can_be_read_in_too_many_ways_is_not_read() {
        let rows: Vec<_> = (0..200).map(|number| format!("n{number}:thing")).collect();
        assert_eq!(
            nested(&rows.join(" "), &Value::Null, false),
            (String::new(), 1)
        );
    }
}
