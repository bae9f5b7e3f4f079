//! Random changes of pages: whatever they are, the spec says afterwards what the pages say, and comes back to what it was.

use super::*;

/// So many chains of changes, each of a few pages.
const ROUNDS: u64 = 40;

/// A small generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's MMIX generator; the upper half is good enough.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

#[test]
fn whatever_changes_is_expressed() {
    changes_are_expressed(&base(), &[create(), get()]);
}

#[test]
fn whatever_changes_of_a_response_with_a_name_is_expressed() {
    changes_are_expressed(&response::named(), &response::pages());
}

fn changes_are_expressed(start: &Files, originals: &[OperationFacts; 2]) {
    for round in 0..ROUNDS {
        let mut random = Random(round);
        let mut files = start.clone();
        let mut pages = originals.clone();
        for _ in 0..3 {
            for _ in 0..=random.below(4) {
                let which = random.below(2);
                change(&mut pages[which], &mut random);
            }
            let which = random.below(3);
            let given = match which {
                2 => &pages[..],
                one => &pages[one..=one],
            };
            let (done, after) = run(&files, given);
            for operation in &done.operations {
                let left = shown(&operation.inexpressible);
                assert!(left.is_empty(), "round {round}: {left:?}");
            }
            files = after;
        }
        let (done, after) = run(&files, originals);
        for operation in &done.operations {
            let left = shown(&operation.inexpressible);
            assert!(left.is_empty(), "round {round}: {left:?}");
        }
        let check = plan_files(&after, originals).unwrap();
        assert!(check.is_clean(), "round {round}: {}", check.changes(true));
    }
}

fn change(page: &mut OperationFacts, random: &mut Random) {
    match random.below(8) {
        0 => {
            let code = 10 * i64::try_from(random.below(6)).unwrap() + 10;
            page.errors
                .insert(0, error(400, code, random.pick(&["one", "two", "三"])));
        }
        1 => {
            page.errors.pop();
        }
        2 => page.scopes.push(format!("scope:{}", random.below(3))),
        _ => {
            let tables = [&mut page.query, &mut page.body, &mut page.response];
            for (index, table) in tables.into_iter().enumerate() {
                if random.below(2) == 0 {
                    change_fields(table, index < 2, random);
                }
            }
        }
    }
    page.scopes.dedup();
    let body = !page.body.is_empty();
    page.body_kind = if body {
        BodyKindFacts::Json
    } else {
        BodyKindFacts::None
    };
    page.response_kind = match page.response.is_empty() {
        true => ResponseKindFacts::Empty,
        false => ResponseKindFacts::Json,
    };
}

fn change_fields(fields: &mut Vec<FieldFacts>, request: bool, random: &mut Random) {
    let at = random.below(fields.len() + 1);
    if at == fields.len() || random.below(6) == 0 {
        let name = random.pick(&["colour", "detail", "kind", "state", "id", "type"]);
        if !fields.iter().any(|field| field.name == name) {
            fields.insert(
                at,
                field(
                    name,
                    random.pick(&["string", "int", "float", "bool", "any", "map", "object"]),
                ),
            );
            fields[at].required = request.then_some(false);
        }
        return;
    }
    if random.below(6) == 0 {
        fields.remove(at);
        return;
    }
    let field = &mut fields[at];
    if !field.children.is_empty() && random.below(2) == 0 {
        change_fields(&mut field.children, request, random);
        return;
    }
    match random.below(8) {
        0 => field.array = (field.array + 1) % 3,
        1 => field.required = request.then(|| random.below(2) == 0),
        2 => field.limits.max_length = Some(u32::try_from(random.below(9)).unwrap()),
        3 => field.limits.minimum = Some(i64::try_from(random.below(9)).unwrap() - 4),
        4 => {
            field.default = random
                .pick(&[None, Some("1"), Some("x"), Some("[1]")])
                .map(str::to_owned)
        }
        5 => field.example = Some((random.pick(&["1", "x", "{\"a\": 1}", "true", ""])).to_owned()),
        6 => {
            field.children.clear();
            field.ty = random.pick(&[TypeFacts::String, TypeFacts::Int]);
            let values = ["1", "2", "3", "4"];
            let (from, to) = (random.below(3), 2 + random.below(3));
            let values = &values[from.min(to)..to];
            field.values = random
                .pick(&[Some(values), None])
                .map(|values| values.iter().map(|value| (*value).to_owned()).collect());
        }
        _ => {
            field.values = None;
            field.ty = TypeFacts::Object;
            let mut child = optional(random.pick(&["a", "b", "state"]), "int");
            child.required = request.then_some(false);
            if !field.children.iter().any(|other| other.name == child.name) {
                field.children.push(child);
            }
        }
    }
    if field.values.as_ref().is_some_and(Vec::is_empty) {
        field.values = None;
    }
    if field.ty != TypeFacts::Object {
        field.children.clear();
    }
}
