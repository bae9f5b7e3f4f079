//! Lists of what is worked out for each call, a page at a time.

use std::hash::Hash;

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::paging::Page;
use crate::state::entities::Record;

/// Returns the page that the request asks for, whose elements have this name; `None` if its token is not one of the list's,
/// which is told from others by what it holds.
pub(super) fn page(
    exchange: &mut Exchange<'_>,
    name: &str,
    holds: &impl Hash,
    elements: Vec<Value>,
) -> Option<Value> {
    let page = Page::asked(exchange, holds)?;
    let records = elements
        .into_iter()
        .zip(1..)
        .map(|(object, number)| Record {
            id: String::new(),
            number,
            object,
        });
    let mut data = json!({});
    let records = page.cut(exchange, records.collect(), &mut data);
    data[name] = records.into_iter().map(|record| record.object).collect();
    Some(data)
}
