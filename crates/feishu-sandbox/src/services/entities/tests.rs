//! One story for every row of every table: what is made is found, listed, changed and ended, and all operations agree on it.

use std::collections::BTreeSet;

use feishu_core::{ErrorCode, Method, Operation, TokenKind};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::sample;
use super::{Entity, Filter, Missing, Verb};
use crate::services::SERVICES;
use crate::{Sandbox, documented, generated};

#[tokio::test]
async fn make_find_list_change_and_end_tell_one_story() {
    for entity in SERVICES.iter().flat_map(|service| service.entities) {
        let mut story = Story::begin(entity).await;
        match entity.missing {
            Missing::Refused(_) => story.of_what_is_made().await,
            Missing::Documented => story.of_a_setting().await,
            Missing::Not(field) => story.of_a_switch(field).await,
        }
        let all = entity.operations.iter().map(|(operation, _)| *operation);
        let untold = all.filter(|operation| !story.told.contains(operation));
        assert_eq!(untold.collect::<Vec<_>>(), [""; 0], "{}", entity.name);
    }
}

#[tokio::test]
async fn an_example_is_there_from_the_beginning_and_once_deleted_never_again() {
    let rows = SERVICES.iter().flat_map(|service| service.entities);
    let rows = rows.filter(|entity| matches!(entity.missing, Missing::Refused(_)));
    for entity in rows {
        let mut story = Story::begin(entity).await;
        let Some(delete) = story.operation(|verb| matches!(verb, Verb::Delete)) else {
            continue;
        };
        let request = documented::request(delete);
        story.data(delete, &request).await;
        story.is_refused(delete, &request).await;
    }
}

/// Calls about one entity, over a socket.
struct Story {
    entity: &'static Entity,
    sandbox: Sandbox,
    http: reqwest::Client,
    app_token: String,
    /// The operations that were called.
    told: BTreeSet<&'static str>,
}

impl Story {
    async fn begin(entity: &'static Entity) -> Self {
        let sandbox = Sandbox::builder().without_rate_limits().start().await;
        let sandbox = sandbox.unwrap();
        let http = reqwest::Client::new();
        let (id, secret) = (sandbox.app_id(), sandbox.app_secret());
        let path = "open-apis/auth/v3/tenant_access_token/internal";
        let request = http.post(format!("{}/{path}", sandbox.base_url()));
        let request = request.json(&json!({"app_id": id, "app_secret": secret}));
        let token: Value = request.send().await.unwrap().json().await.unwrap();
        Self {
            entity,
            app_token: token["tenant_access_token"].as_str().unwrap().to_owned(),
            sandbox,
            http,
            told: BTreeSet::new(),
        }
    }

    async fn of_what_is_made(&mut self) {
        let entity = self.entity;
        let before = self.ids().await;
        let made = self.is_made().await;
        let id = made.get(entity.id).map(documented::text);
        if let Some(id) = &id {
            let is_fresh = entity.fresh.iter().any(|(field, _)| *field == entity.id);
            assert!(!is_fresh || !before.contains(id), "{id} is new");
        }
        let id = id.unwrap_or_default();
        self.is_found(&id, &made).await;
        self.is_listed(&id, &made, &before).await;
        self.can_be_changed(&id, &made).await;
        self.can_be_ended(&id, &before).await;
    }

    /// Makes one, with each operation that does.
    async fn is_made(&mut self) -> Value {
        let mut made = json!({});
        for (operation, verb) in self.entity.operations {
            if !matches!(verb, Verb::Create | Verb::CreateEach(_)) {
                continue;
            }
            let request = self.request(operation, "");
            let data = self.data(operation, &request).await;
            let shown = self.shown(&data);
            let asked = match verb {
                Verb::CreateEach(list) => &request["body"][list][0],
                _ => &request["body"],
            };
            let object = shown.first().cloned().unwrap_or(json!({}));
            agree(self.entity, &object, asked);
            if made == json!({}) {
                made = object;
            }
        }
        made
    }

    async fn is_found(&mut self, id: &str, made: &Value) {
        for (operation, verb) in self.entity.operations {
            if !matches!(verb, Verb::Get | Verb::GetEach(_)) {
                continue;
            }
            let request = self.request(operation, id);
            let data = self.data(operation, &request).await;
            let shown = self.shown(&data);
            assert_eq!(shown.len(), 1, "{operation}: {data}");
            agree(self.entity, &shown[0], made);
            if matches!(verb, Verb::Get) && !id.is_empty() {
                let unknown = self.request(operation, "unknown");
                self.is_refused(operation, &unknown).await;
            }
        }
    }

    async fn is_listed(&mut self, id: &str, made: &Value, before: &[String]) {
        for (operation, verb) in self.entity.operations {
            let Verb::List(filters) = verb else {
                continue;
            };
            let mut request = self.least(operation);
            for filter in *filters {
                if let Filter::Is(name, field) = filter
                    && request["query"].get(name).is_some()
                {
                    request["query"][name] = made[field].clone();
                }
            }
            let has_pages = fields(operation).any(|name| name == "page_token");
            let (mut ids, mut pages) = (Vec::new(), 0);
            loop {
                let data = self.data(operation, &request).await;
                let shown = self.listed(&data);
                let is_last = data["has_more"] != true;
                assert!(!has_pages || shown.len() <= 1, "{operation}: {data}");
                ids.extend(shown);
                pages += 1;
                assert!(pages < 20, "{operation} comes to no end: {ids:?}");
                if is_last {
                    break;
                }
                put(&mut request, operation, "page_token", &data["page_token"]);
            }
            assert!(ids.contains(&id.to_owned()), "{operation}: {ids:?}");
            let unique: BTreeSet<_> = ids.iter().collect();
            assert_eq!(unique.len(), ids.len(), "{operation}: {ids:?}");
            if has_pages {
                assert!(ids.len() > before.len(), "{operation}: {ids:?}");
                assert_eq!(pages, ids.len(), "{operation}");
                put(
                    &mut request,
                    operation,
                    "page_token",
                    &json!("of another list"),
                );
                self.is_refused(operation, &request).await;
            }
        }
    }

    async fn can_be_changed(&mut self, id: &str, made: &Value) {
        for (operation, verb) in self.entity.operations {
            if !matches!(verb, Verb::Update | Verb::Renew) {
                continue;
            }
            let request = self.request(operation, id);
            let data = self.data(operation, &request).await;
            if let Some(shown) = self.shown(&data).first() {
                agree(self.entity, shown, &request["body"]);
                if matches!(verb, Verb::Renew) {
                    let (fresh, _) = self.entity.fresh[0];
                    assert_ne!(shown[fresh], made[fresh], "{operation}");
                }
            }
            if let Some(shown) = self.current(id).await {
                agree(self.entity, &shown, &request["body"]);
            }
            if !id.is_empty() {
                let unknown = self.request(operation, "unknown");
                self.is_refused(operation, &unknown).await;
            }
        }
    }

    async fn can_be_ended(&mut self, id: &str, before: &[String]) {
        let Some(delete) = self.operation(|verb| matches!(verb, Verb::Delete)) else {
            return;
        };
        let request = self.request(delete, id);
        self.data(delete, &request).await;
        for (operation, verb) in self.entity.operations {
            if matches!(verb, Verb::Get | Verb::Update | Verb::Renew | Verb::Delete) {
                let request = self.request(operation, id);
                self.is_refused(operation, &request).await;
            }
        }
        let left = self.ids().await;
        assert!(!left.contains(&id.to_owned()), "{left:?}");
        for id in before {
            let is_left = left.contains(id) || id.is_empty();
            assert!(is_left || self.entity.fresh.is_empty(), "{id} is gone");
        }
    }

    /// A setting is as documented until it is changed, and nobody else's changes with it.
    async fn of_a_setting(&mut self) {
        let operations = self.entity.operations;
        for (get, _) in operations
            .iter()
            .filter(|(_, verb)| matches!(verb, Verb::Get))
        {
            let request = documented::request(get);
            let untouched = self.data(get, &request).await;
            agree(self.entity, &untouched, &documented::data(get));
        }
        for (update, _) in operations
            .iter()
            .filter(|(_, verb)| matches!(verb, Verb::Update))
        {
            let id = match self.entity.id {
                "" => "",
                _ => "omb_story",
            };
            let mut request = self.request(update, id);
            let changed = turned(&request["body"]);
            let was = std::mem::replace(&mut request["body"], changed);
            for names in self
                .entity
                .scope
                .iter()
                .chain([&[self.entity.id][..]].iter())
            {
                for name in *names {
                    if let Some(value) = was.get(name) {
                        request["body"][name] = value.clone();
                    }
                }
            }
            if !id.is_empty() {
                request["body"][self.entity.id] = id.into();
            }
            self.data(update, &request).await;
            let shown = self.current(id).await.unwrap();
            let asked = unwrapped(self.entity, &shown, &request["body"]);
            agree(self.entity, &shown, &asked);
            let get = self.operation(|verb| matches!(verb, Verb::Get)).unwrap();
            let mut others = self.request(get, id);
            let (name, value) = self.another_scope(get, &others);
            put(&mut others, get, name, &value);
            let data = self.data(get, &others).await;
            let others = self.shown(&data).into_iter().next().unwrap();
            assert_ne!(others, shown, "{update}: nobody else's changes");
        }
    }

    /// A switch is off until somebody turns it on, and can be turned off.
    async fn of_a_switch(&mut self, field: &str) {
        let is_on = async |story: &mut Self| story.current("").await.unwrap()[field].clone();
        assert_eq!(is_on(self).await, false);
        for (verb, then) in [("create", true), ("delete", false), ("delete", false)] {
            let operation = self.operation(|known| match known {
                Verb::Create => verb == "create",
                Verb::Delete => verb == "delete",
                _ => false,
            });
            let operation = operation.unwrap();
            let request = self.request(operation, "");
            self.data(operation, &request).await;
            assert_eq!(is_on(self).await, then, "{operation}");
        }
    }

    /// A field of the scope, and a value of it that the request does not have.
    fn another_scope(&self, operation: &str, request: &Value) -> (&'static str, Value) {
        let names = self.entity.scope.iter().copied().flatten().copied();
        let known = known(operation);
        let named = |name: &'static str| {
            let mut fields = known.query.iter().chain(known.path_params);
            fields.find(|field| field.name == name)
        };
        // A text that may be any tells scopes apart best.
        let mut fields: Vec<_> = names.filter_map(named).collect();
        fields.sort_by_key(|field| !field.values.is_empty());
        let field = fields[0];
        let now = documented::text(&request["query"][field.name]);
        let mut values = field.values.iter().chain(&["another"]);
        let value = values.find(|value| **value != now).unwrap();
        (field.name, json!(value))
    }

    fn operation(&self, is: impl Fn(&Verb) -> bool) -> Option<&'static str> {
        let mut operations = self.entity.operations.iter();
        let (operation, _) = operations.find(|(_, verb)| is(verb))?;
        Some(operation)
    }

    /// The ids of all that there is, as far as an operation lists them.
    async fn ids(&mut self) -> Vec<String> {
        let list = |verb: &Verb| matches!(verb, Verb::List(_));
        let Some(operation) = self.operation(list) else {
            return Vec::new();
        };
        let mut request = self.least(operation);
        put(&mut request, operation, "page_size", &json!(20));
        let data = self.data(operation, &request).await;
        self.listed(&data)
    }

    /// The object as it is shown now, if any operation shows it.
    async fn current(&mut self, id: &str) -> Option<Value> {
        if let Some(get) = self.operation(|verb| matches!(verb, Verb::Get)) {
            let request = self.request(get, id);
            let data = self.data(get, &request).await;
            return self.shown(&data).into_iter().next();
        }
        let list = self.operation(|verb| matches!(verb, Verb::List(_)))?;
        let mut request = self.least(list);
        put(&mut request, list, "page_size", &json!(20));
        let data = self.data(list, &request).await;
        let mut shown = self.shown(&data).into_iter();
        shown.find(|object| object[self.entity.id] == id)
    }

    /// The documented request, of the scope that the story is of, and of this id.
    fn request(&self, operation: &'static str, id: &str) -> Value {
        let mut request = documented::request(operation);
        let first = self.entity.operations[0].0;
        for names in self.entity.scope {
            let mut values = names
                .iter()
                .flat_map(|name| documented::examples(first, name));
            let Some(value) = values.next() else {
                continue;
            };
            for name in *names {
                set(&mut request, name, &value);
            }
        }
        if !id.is_empty() {
            for name in [&[self.entity.id], self.entity.also].concat() {
                set(&mut request, name, id);
            }
        }
        request
    }

    /// The same with what must be there alone, and pages of one.
    fn least(&self, operation: &'static str) -> Value {
        let mut request = self.request(operation, "");
        let known = known(operation);
        for (part, fields) in [("query", known.query), ("body", known.body.fields())] {
            if let Some(part) = request.get_mut(part).and_then(Value::as_object_mut) {
                part.retain(|name, _| {
                    fields
                        .iter()
                        .any(|field| field.name == name && field.required)
                });
            }
        }
        if fields(operation).any(|name| name == "page_size") {
            put(&mut request, operation, "page_size", &json!(1));
        }
        request
    }

    /// The objects in a response; none if it shows none.
    fn shown(&self, data: &Value) -> Vec<Value> {
        if data == &json!({}) {
            return Vec::new();
        }
        let shown = sample::objects(self.entity, data).into_iter();
        shown.cloned().collect()
    }

    /// The ids in a listing.
    fn listed(&self, data: &Value) -> Vec<String> {
        let members = data.as_object().unwrap().values();
        let lists = members.filter_map(Value::as_array).flatten();
        let ids = lists.map(|element| element.get(self.entity.id).unwrap_or(element));
        ids.map(documented::text).collect()
    }

    async fn data(&mut self, operation: &'static str, request: &Value) -> Value {
        let (status, mut answer) = self.call(operation, request).await;
        assert_eq!(
            (status, &answer["code"]),
            (200, &json!(0)),
            "{operation}: {request} {answer}"
        );
        answer["data"].take()
    }

    async fn is_refused(&mut self, operation: &'static str, request: &Value) {
        let (status, answer) = self.call(operation, request).await;
        let code = ErrorCode(answer["code"].as_i64().unwrap());
        let mut errors = known(operation).errors.iter();
        let error = errors.find(|error| error.code == code);
        let documented = error.map(|error| error.status);
        assert_eq!(documented, Some(status), "{operation}: {request} {answer}");
    }

    async fn call(&mut self, operation: &'static str, request: &Value) -> (u16, Value) {
        self.told.insert(operation);
        let known = known(operation);
        let mut path = String::new();
        for segment in known.path.split('/').skip(1) {
            let value = segment
                .strip_prefix(':')
                .map(|name| documented::text(&request["path"][name]));
            let segment = value.map_or(segment.to_owned(), |value| {
                utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string()
            });
            path = format!("{path}/{segment}");
        }
        let query = request["query"].as_object().into_iter().flatten();
        let query: Vec<_> = query
            .map(|(name, value)| (name, documented::text(value)))
            .collect();
        let token = match known.tokens.contains(&TokenKind::Tenant) {
            true => self.app_token.clone(),
            false => self.sandbox.user_token(),
        };
        let url = format!("{}{path}", self.sandbox.base_url());
        let call = self.http.request(known.method.into(), url);
        let mut call = call.query(&query).bearer_auth(token);
        if known.method != Method::Get || request.get("body").is_some() {
            call = call.json(request.get("body").unwrap_or(&json!({})));
        }
        let answer = call.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

fn known(operation: &str) -> &'static Operation {
    let mut all = generated::operations();
    all.find(|known| known.id == operation).unwrap()
}

fn fields(operation: &str) -> impl Iterator<Item = &'static str> {
    let known = known(operation);
    let fields = known.query.iter().chain(known.body.fields());
    fields.chain(known.path_params).map(|field| field.name)
}

/// Gives a field of a request another value, wherever it stands, if it is there.
fn set(request: &mut Value, name: &str, value: &str) {
    for part in ["path", "query", "body"] {
        if let Some(field) = request.get_mut(part).and_then(|part| part.get_mut(name)) {
            *field = match field {
                Value::Array(_) => json!([value]),
                ref field => documented::read(field, value),
            };
        }
    }
}

/// Gives a field of a request a value, where its operation has it.
fn put(request: &mut Value, operation: &str, name: &str, value: &Value) {
    let known = known(operation);
    let part = [
        ("path", known.path_params),
        ("query", known.query),
        ("body", known.body.fields()),
    ];
    let mut parts = part.into_iter();
    let has = |fields: &[feishu_core::Field]| fields.iter().any(|field| field.name == name);
    if let Some((part, _)) = parts.find(|(_, fields)| has(fields)) {
        request[part][name] = value.clone();
    }
}

/// Turns all that is true or false into its opposite, and empties lists.
fn turned(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), turned(value)));
            Value::Object(fields.collect())
        }
        Value::Array(_) => json!([]),
        other => other.clone(),
    }
}

/// What a body has for an object, without what it wraps it in.
fn unwrapped(entity: &Entity, object: &Value, body: &Value) -> Value {
    let body = body.as_object().unwrap();
    let renamed = |name: &String| {
        let mut renamed = entity.renamed.iter();
        let found = renamed.find(|(from, _)| from == name);
        found.map_or(name.clone(), |(_, to)| (*to).to_owned())
    };
    let known = body
        .iter()
        .filter(|(name, _)| object.get(renamed(name)).is_some());
    let wrapped = body
        .iter()
        .filter(|(name, _)| object.get(renamed(name)).is_none());
    let wrapped = wrapped.filter_map(|(_, value)| value.as_object()).flatten();
    let all = known
        .chain(wrapped)
        .map(|(name, value)| (renamed(name), value.clone()));
    Value::Object(all.collect())
}

/// Holds what is shown against what was asked for: each value that both have.
#[track_caller]
fn agree(entity: &Entity, shown: &Value, asked: &Value) {
    match (shown, asked) {
        // Nothing was asked for.
        (_, Value::Null) => {}
        (Value::Object(shown), Value::Object(asked)) => {
            for (name, asked) in asked {
                let mut renamed = entity.renamed.iter();
                let to = renamed.find(|(from, _)| from == name);
                if let Some(shown) = shown.get(to.map_or(name.as_str(), |(_, to)| to)) {
                    agree(entity, shown, asked);
                }
            }
        }
        (Value::Array(shown), Value::Array(asked)) => {
            assert_eq!(shown.len(), asked.len(), "{}: {shown:?}", entity.name);
            for (shown, asked) in shown.iter().zip(asked) {
                agree(entity, shown, asked);
            }
        }
        _ => {
            let (shown, asked) = (documented::text(shown), documented::text(asked));
            assert_eq!(shown, asked, "{}", entity.name);
        }
    }
}
