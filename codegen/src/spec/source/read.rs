//! From trees to typed values.

use crate::spec::limits::ValueLimit;
use crate::text::yaml::{Entry, Map, Node, ScalarValue};

use super::super::word::{Route, TypeExpr, parse_rate};
use super::{
    DownloadSource, ErrorSource, FactsSource, FieldSource, FoldSource, Given, JobSource,
    LimitSource, Located, OperationSource, PagingSource, PlatformSource, ResourceSource,
    ServiceSource, StepSource, Text, TypeSource, TypeSourceKind, ValueSource,
};

/// Reads `platform.yaml`.
pub fn platform(file: &str, node: &Node) -> PlatformSource {
    let Some(map) = node.as_map() else {
        return PlatformSource::default();
    };
    let pairs = |name| {
        entries(map, name)
            .filter_map(pair)
            .map(|(key, text)| (key.value, text.value))
            .collect()
    };
    PlatformSource {
        readable: true,
        file: file.to_owned(),
        hosts: pairs("hosts"),
        headers: pairs("headers"),
        path_root: text(map, "path_root").map_or_else(String::new, |root| root.value),
        unknown_path: text(map, "unknown_path").map_or_else(String::new, |text| text.value),
        token_prefixes: pairs("token_prefixes"),
        documentation: pairs("documentation"),
        types: entries(map, "types").map(type_source).collect(),
        operations: entries(map, "operations").map(operation).collect(),
        errors: entries(map, "errors").filter_map(error).collect(),
    }
}

/// Reads `service.yaml`; the name is that of the folder.
pub fn service(file: &str, folder: &str, node: Option<&Node>) -> ServiceSource {
    let empty = Map::default();
    let map = node.and_then(Node::as_map).unwrap_or(&empty);
    ServiceSource {
        readable: node.is_some(),
        file: file.to_owned(),
        name: folder.to_owned(),
        title: text(map, "title"),
        doc: text(map, "doc"),
        types: entries(map, "types").map(type_source).collect(),
        waived: entries(map, "waived").filter_map(pair).collect(),
        resources: Vec::new(),
    }
}

/// Reads the file of a resource.
pub fn resource(file: &str, version: &str, stem: &str, node: &Node) -> ResourceSource {
    let empty = Map::default();
    let map = node.as_map().unwrap_or(&empty);
    ResourceSource {
        file: file.to_owned(),
        name: Text {
            value: stem.to_owned(),
            at: text(map, "resource").map_or(node.at, |name| name.at),
        },
        version: version.to_owned(),
        doc: text(map, "doc"),
        types: entries(map, "types").map(type_source).collect(),
        operations: entries(map, "operations").map(operation).collect(),
        jobs: entries(map, "jobs").map(job).collect(),
    }
}

fn type_source(entry: &Entry) -> TypeSource {
    let empty = Map::default();
    let map = entry.value.as_map().unwrap_or(&empty);
    let values = || entries(map, "values").map(value).collect();
    let kind = if map.get("id").is_some() {
        TypeSourceKind::Id
    } else if let Some(kind) = text(map, "enum") {
        match kind.value.as_str() {
            "string" => TypeSourceKind::StringEnum(values()),
            "int" => TypeSourceKind::IntEnum(values()),
            _ => TypeSourceKind::Unknown,
        }
    } else if map.get("fields").is_some() {
        TypeSourceKind::Object(fields(map, "fields"))
    } else if map.get("parts").is_some() {
        TypeSourceKind::Parts(fields(map, "parts"))
    } else {
        TypeSourceKind::Unknown
    };
    TypeSource {
        name: key(entry),
        doc: text(map, "doc"),
        kind,
        into: texts(map, "into"),
        arguments: texts(map, "arguments"),
    }
}

fn value(entry: &Entry) -> ValueSource {
    let (name, doc, undocumented) = match entry.value.as_map() {
        Some(map) => (
            text(map, "name"),
            text(map, "doc"),
            flag(map, "undocumented"),
        ),
        None => (None, node_text(&entry.value), None),
    };
    ValueSource {
        wire: key(entry),
        name,
        doc,
        undocumented,
    }
}

fn operation(entry: &Entry) -> OperationSource {
    let empty = Map::default();
    let map = entry.value.as_map().unwrap_or(&empty);
    OperationSource {
        name: key(entry),
        request_type: text(map, "name"),
        id: text(map, "id"),
        undocumented: flag(map, "undocumented"),
        route: text(map, "http").and_then(|http| {
            Some(Located {
                value: Route::parse(&http.value).ok()?,
                at: http.at,
            })
        }),
        title: text(map, "title"),
        doc: text(map, "doc"),
        page: text(map, "page"),
        updated: int(map, "updated").and_then(|stamp| stamp.try_into().ok()),
        tokens: texts(map, "tokens"),
        apps: texts(map, "apps"),
        scopes: texts(map, "scopes"),
        field_scopes: texts(map, "field_scopes"),
        limit: limit(map),
        concurrency: int(map, "concurrency").and_then(|calls| calls.try_into().ok()),
        idempotent: flag(map, "idempotent"),
        path: fields(map, "path"),
        query: fields(map, "query"),
        body: fields(map, "body"),
        multipart: flag(map, "multipart"),
        folds: entries(map, "fold").map(fold).collect(),
        arguments: texts(map, "arguments"),
        response: fields(map, "response"),
        flat: flag(map, "flat"),
        binary: flag(map, "binary"),
        ranges: flag(map, "ranges"),
        paging: map.get("paging").and_then(paging),
        errors: entries(map, "errors").filter_map(error).collect(),
    }
}

fn fold(entry: &Entry) -> FoldSource {
    let empty = Map::default();
    let map = entry.value.as_map().unwrap_or(&empty);
    FoldSource {
        name: key(entry),
        ty: text(map, "type"),
        parts: entries(map, "parts").filter_map(pair).collect(),
        doc: text(map, "doc"),
    }
}

fn limit(map: &Map) -> LimitSource {
    let Some(entry) = map.get("limit") else {
        return LimitSource::None;
    };
    let rates = |items: &[Node]| {
        items
            .iter()
            .filter_map(node_text)
            .filter_map(|text| parse_rate(&text.value).ok())
            .collect()
    };
    if let Some(text) = node_text(&entry.value) {
        return match text.value.as_str() {
            "special" => LimitSource::Special(Vec::new()),
            rate => LimitSource::Rates(parse_rate(rate).ok().into_iter().collect()),
        };
    }
    if let Some(items) = entry.value.as_list() {
        return LimitSource::Rates(rates(items));
    }
    let special = entry.value.as_map().and_then(|map| map.get("special"));
    LimitSource::Special(
        special
            .and_then(|entry| entry.value.as_list())
            .map(rates)
            .unwrap_or_default(),
    )
}

fn fields(map: &Map, name: &str) -> Vec<FieldSource> {
    entries(map, name).map(field).collect()
}

fn field(entry: &Entry) -> FieldSource {
    let empty = Map::default();
    let map = entry.value.as_map().unwrap_or(&empty);
    let correction = map.get("override");
    let documented = type_of(map);
    let corrected = correction
        .and_then(|entry| entry.value.as_map())
        .and_then(type_of);
    let (ty, documented_ty) = match corrected {
        Some(corrected) => (Some(corrected), documented),
        None => (documented, None),
    };
    FieldSource {
        name: key(entry),
        rust: text(map, "rust"),
        undocumented: flag(map, "undocumented"),
        doc: text(map, "doc"),
        ty,
        documented_ty,
        values: values(map),
        facts: facts(map),
        correction: correction.and_then(|entry| {
            Some(Located {
                value: facts(entry.value.as_map()?),
                at: entry.key_at,
            })
        }),
        why: correction.and_then(|entry| text(entry.value.as_map()?, "why")),
        always: flag(map, "always"),
        format: text(map, "format"),
        json: text(map, "json"),
        computed: text(map, "computed"),
    }
}

/// Values of an enumeration, which may be plain numbers.
fn values(map: &Map) -> Vec<Text> {
    let items = map.get("values").and_then(|entry| entry.value.as_list());
    let items = items.unwrap_or_default().iter();
    items
        .filter_map(|node| {
            Some(Text {
                value: node.as_scalar()?.text.clone(),
                at: node.at,
            })
        })
        .collect()
}

fn type_of(map: &Map) -> Option<Located<TypeExpr>> {
    let ty = text(map, "type")?;
    Some(Located {
        value: TypeExpr::parse(&ty.value).ok()?,
        at: ty.at,
    })
}

fn facts(map: &Map) -> FactsSource {
    FactsSource {
        required: given(map, "required", node_flag),
        limits: ValueLimit::ALL
            .into_iter()
            .filter_map(|limit| Some((limit, given(map, limit.name(), limit_of(limit))?)))
            .collect(),
        default: given(map, "default", |node| Some(node.clone())),
        example: given(map, "example", |node| Some(node.clone())),
    }
}

/// How a limit is read.
fn limit_of(limit: ValueLimit) -> fn(&Node) -> Option<serde_json::Value> {
    match limit {
        ValueLimit::Pattern => |node| Some(node_text(node)?.value.into()),
        _ => |node| Some(node_int(node)?.into()),
    }
}

fn error(entry: &Entry) -> Option<ErrorSource> {
    let map = entry.value.as_map()?;
    Some(ErrorSource {
        code: Located {
            value: entry.key.text.parse().ok()?,
            at: entry.key_at,
        },
        undocumented: flag(map, "undocumented"),
        status: status(map),
        message: text(map, "message"),
        also: map
            .get("also")
            .and_then(|entry| entry.value.as_list())
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_map)
            .map(|row| (status(row), text(row, "message")))
            .collect(),
        name: text(map, "name"),
        hint: text(map, "hint"),
        retry: text(map, "retry"),
    })
}

fn status(map: &Map) -> Option<u16> {
    int(map, "status").and_then(|status| status.try_into().ok())
}

fn paging(entry: &Entry) -> Option<PagingSource> {
    let map = entry.value.as_map()?;
    Some(PagingSource {
        at: entry.key_at,
        items: text(map, "items"),
        next: text(map, "next"),
        more: text(map, "more"),
        token: text(map, "token"),
    })
}

fn job(entry: &Entry) -> JobSource {
    let empty = Map::default();
    let map = entry.value.as_map().unwrap_or(&empty);
    JobSource {
        name: key(entry),
        doc: text(map, "doc"),
        start: text(map, "start"),
        poll: map.get("poll").and_then(step),
        ticket: text(map, "ticket"),
        status: text(map, "status"),
        done: texts(map, "done"),
        pending: texts(map, "pending"),
        needs: text(map, "needs"),
        message: text(map, "message"),
        output: text(map, "output"),
        download: map.get("download").and_then(|entry| {
            let map = entry.value.as_map()?;
            Some(DownloadSource {
                step: step(entry)?,
                size: text(map, "size"),
                name: text(map, "name"),
                extension: text(map, "extension"),
            })
        }),
    }
}

fn step(entry: &Entry) -> Option<StepSource> {
    let map = entry.value.as_map()?;
    Some(StepSource {
        at: entry.key_at,
        operation: text(map, "operation"),
        with: entries(map, "with").filter_map(pair).collect(),
    })
}

/// The entries of the map at a key.
fn entries<'a>(map: &'a Map, name: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
    map.get(name)
        .and_then(|entry| entry.value.as_map())
        .into_iter()
        .flat_map(|map| &map.entries)
}

fn key(entry: &Entry) -> Text {
    Text {
        value: entry.key.text.clone(),
        at: entry.key_at,
    }
}

fn pair(entry: &Entry) -> Option<(Text, Text)> {
    Some((key(entry), node_text(&entry.value)?))
}

fn text(map: &Map, name: &str) -> Option<Text> {
    node_text(&map.get(name)?.value)
}

fn texts(map: &Map, name: &str) -> Vec<Text> {
    let items = map
        .get(name)
        .and_then(|entry| entry.value.as_list())
        .unwrap_or_default();
    items.iter().filter_map(node_text).collect()
}

fn flag(map: &Map, name: &str) -> Option<Located<bool>> {
    let node = &map.get(name)?.value;
    Some(Located {
        value: node_flag(node)?,
        at: node.at,
    })
}

fn int(map: &Map, name: &str) -> Option<i64> {
    node_int(&map.get(name)?.value)
}

fn given<T>(map: &Map, name: &str, read: impl Fn(&Node) -> Option<T>) -> Given<T> {
    let node = &map.get(name)?.value;
    let null = node
        .as_scalar()
        .is_some_and(|scalar| scalar.value == ScalarValue::Null);
    let value = if null { None } else { Some(read(node)?) };
    Some(Located { value, at: node.at })
}

fn node_text(node: &Node) -> Option<Text> {
    let scalar = node.as_scalar()?;
    (scalar.value == ScalarValue::Text).then(|| Text {
        value: scalar.text.clone(),
        at: node.at,
    })
}

fn node_flag(node: &Node) -> Option<bool> {
    if let ScalarValue::Bool(flag) = node.as_scalar()?.value {
        Some(flag)
    } else {
        None
    }
}

fn node_int(node: &Node) -> Option<i64> {
    if let ScalarValue::Int(number) = node.as_scalar()?.value {
        Some(number)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::spec::fmt::alternative;
    use crate::spec::grammar::{Content, Record};
    use crate::spec::reference;
    use crate::text::diagnostic::Report;
    use crate::text::yaml::{self, Scalar, Value};

    use super::*;

    /// Keys that are looked at before a file is read. Remarks are for people alone.
    const ELSEWHERE: [(&str, &str); 3] = [
        ("Platform", "platform"),
        ("Platform", "format"),
        ("Service", "service"),
    ];

    /// Where a key of a record stands: the name of the record, and the keys and numbers of items down to it.
    type Place = (&'static str, Vec<String>);

    /// Adds the place of each key of each record in a tree.
    fn places(node: &Node, content: &Content, way: &[String], found: &mut Vec<Place>) {
        let down = |step: String| [way, &[step]].concat();
        match (alternative(content, node), &node.value) {
            (Content::Record(record), Value::Map(map)) => {
                for entry in &map.entries {
                    let way = down(entry.key.text.clone());
                    let key = record.key(&entry.key.text).unwrap();
                    places(&entry.value, &key.content, &way, found);
                    found.push((record.name, way));
                }
            }
            (Content::Table(table), Value::Map(map)) => {
                for entry in &map.entries {
                    let way = down(entry.key.text.clone());
                    places(&entry.value, &table.value, &way, found);
                }
            }
            (Content::List(item), Value::List(items)) => {
                for (index, node) in items.iter().enumerate() {
                    places(node, item, &down(index.to_string()), found);
                }
            }
            (Content::Nullable(inner), _) => places(node, inner, way, found),
            _ => {}
        }
    }

    /// Takes out what stands at a place.
    fn take_out(node: &mut Node, way: &[String]) {
        match (&mut node.value, way) {
            (Value::Map(map), [key]) => drop(map.remove(key).unwrap()),
            (Value::Map(map), [key, rest @ ..]) => take_out(map.value_mut(key).unwrap(), rest),
            (Value::List(items), [index, rest @ ..]) => {
                take_out(&mut items[index.parse::<usize>().unwrap()], rest);
            }
            _ => panic!("{way:?} leads nowhere"),
        }
    }

    /// All that is read of a part of the spec, as text.
    fn read(record: &Record, node: &Node) -> String {
        let entry = |key: &str, value: Node| Entry {
            key_at: value.at,
            key: Scalar::text(key.to_owned()),
            value,
        };
        let inside = |key: &str| {
            let mut map = Map::default();
            map.set(Scalar::text(key.to_owned()), node.clone());
            map
        };
        let named = entry("1", node.clone());
        match record.name {
            "Platform" => format!("{:?}", platform("", node)),
            "Service" => format!("{:?}", service("", "", Some(node))),
            "Resource" => format!("{:?}", resource("", "", "", node)),
            "Type" => format!("{:?}", type_source(&named)),
            "Operation" => format!("{:?}", operation(&named)),
            "Fold" => format!("{:?}", fold(&named)),
            "SpecialLimit" => format!("{:?}", limit(&inside("limit"))),
            "Error" => format!("{:?}", error(&named)),
            "Job" => format!("{:?}", job(&named)),
            "Field" => format!("{:?}", field(&named)),
            "Override" => {
                let at = node.at;
                let value = Value::Map(inside("override"));
                format!("{:?}", field(&entry("1", Node { at, value })))
            }
            name => panic!("how is {name} read?"),
        }
    }

    #[test]
    fn every_key_of_the_format_is_read() {
        let mut unread = BTreeSet::new();
        let mut read_keys = BTreeSet::new();
        for record in reference::records() {
            for example in record.examples {
                let mut report = Report::new();
                let file = report.add_source(record.name, *example);
                let whole = yaml::parse(file, &mut report).unwrap();
                let mut found = Vec::new();
                places(&whole, &Content::Record(record), &[], &mut found);
                for (owner, way) in found {
                    let mut without = whole.clone();
                    take_out(&mut without, &way);
                    let key = (owner, way.last().unwrap().clone());
                    if read(record, &without) == read(record, &whole) {
                        unread.insert(key);
                    } else {
                        read_keys.insert(key);
                    }
                }
            }
        }
        assert!(read_keys.len() > 100, "{}", read_keys.len());
        unread.retain(|key| !read_keys.contains(key));
        unread.retain(|(owner, key)| key != "note" && !ELSEWHERE.contains(&(*owner, key)));
        assert!(unread.is_empty(), "{unread:?}");
    }
}
