//! Lists that come page by page.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use crate::documented;
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::state::entities::Record;

/// How many a page has if the request does not say.
const DEFAULT_SIZE: usize = 20;

/// Where a page begins, and how long it may be.
#[derive(Debug)]
pub(crate) struct Page {
    size: usize,
    /// The number of the last entity of the page before.
    after: u64,
    /// How many pages were empty before this one.
    empty: u32,
    /// What tells the tokens of this list from those of others.
    seal: u64,
    /// The token that the request has.
    token: Option<String>,
    /// What the response calls the token of the next page.
    next: &'static str,
}

impl Page {
    /// Reads which page of a list a request asks for; `None` if its token is not one of the list's.
    ///
    /// The token of the documented request begins at the beginning: it is an example of one, and has been given to nobody.
    pub(crate) fn asked(exchange: &Exchange<'_>, list: &impl Hash) -> Option<Self> {
        let arguments = exchange.arguments;
        let said = |name: &str| arguments.said(name).filter(|text| !text.is_empty());
        let mut hasher = DefaultHasher::new();
        (exchange.operation.id, list).hash(&mut hasher);
        let mut page = Self {
            size: said("page_size")
                .and_then(|size| size.parse().ok())
                .unwrap_or(DEFAULT_SIZE)
                .max(1),
            after: 0,
            empty: 0,
            seal: hasher.finish(),
            token: said("page_token"),
            next: "page_token",
        };
        if let Some(token) = &page.token
            && !documented::examples(exchange.operation.id, "page_token").contains(token)
        {
            let rest = token.strip_prefix(&format!("{:016x}", page.seal))?;
            let (after, empty) = rest.split_once('z')?;
            page.after = u64::from_str_radix(after, 16).ok()?;
            page.empty = empty.parse().ok()?;
        }
        Some(page)
    }

    /// Gives the page another length, whatever the request says.
    pub(crate) fn size(self, size: usize) -> Self {
        Self { size, ..self }
    }

    /// Calls the token of the next page otherwise in the response.
    pub(crate) fn next(self, next: &'static str) -> Self {
        Self { next, ..self }
    }

    /// Cuts the page out of a list that is worked out for each call.
    pub(crate) fn cut_values(
        self,
        exchange: &mut Exchange<'_>,
        elements: Vec<Value>,
        data: &mut Value,
    ) -> Vec<Value> {
        let records = elements.into_iter().zip(1..);
        let records = records.map(|(object, number)| Record {
            id: String::new(),
            number,
            object,
        });
        let records = self.cut(exchange, records.collect(), data);
        records.into_iter().map(|record| record.object).collect()
    }

    /// Cuts the page out of the whole list, and puts into the response whether it is the last and where the next begins.
    pub(crate) fn cut(
        self,
        exchange: &mut Exchange<'_>,
        mut records: Vec<Record>,
        data: &mut Value,
    ) -> Vec<Record> {
        let operation = exchange.operation.id;
        let fault = exchange.state.faults.take(operation, Stage::Page);
        records.retain(|record| record.number > self.after);
        let is_last = records.len() <= self.size;
        records.truncate(self.size);
        let token = |after: u64, empty: u32| format!("{:016x}{after:x}z{empty}", self.seal);
        let end = records.last().map_or(self.after, |record| record.number);
        let next = match fault {
            Some(FaultKind::EmptyPage) => {
                records.clear();
                Some(token(self.after, self.empty + 1))
            }
            Some(FaultKind::RepeatedPageToken) => Some(self.token.unwrap_or_else(|| token(0, 0))),
            _ if is_last => None,
            _ => Some(token(end, 0)),
        };
        data["has_more"] = next.is_some().into();
        match next {
            Some(next) => data[self.next] = next.into(),
            None if fault == Some(FaultKind::BlankPageToken) => data[self.next] = "".into(),
            None => {}
        }
        records
    }
}
